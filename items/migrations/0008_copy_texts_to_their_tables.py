"""Copies the texts of reports and the sheets of closed periods to tables of their own; backwards, back again."""

import hashlib

from django.db import migrations
from django.db.models import OuterRef, Subquery

# Rows in memory at a time: a text may have a megabyte.
AT_ONCE = 20


def batches(rows):
    """The rows in lists of `AT_ONCE`; the keys are fetched first, so that writing does not disturb the reading."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield list(rows.model.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk"))


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def copy_out(apps, schema_editor):
    report, period = apps.get_model("items", "WorkReport"), apps.get_model("items", "ReportingPeriod")
    source, sheet = apps.get_model("items", "SourceText"), apps.get_model("items", "FrozenSheet")
    for rows in batches(report.objects.filter(source__isnull=True)):
        for row in rows:
            row.source = source.objects.create(text=row.source_text)
        report.objects.bulk_update(rows, ["source"])
    for rows in batches(period.objects.filter(frozen_sheet__isnull=True).exclude(frozen="")):
        for row in rows:
            digest = row.frozen_digest or digest_of(row.frozen)
            row.frozen_sheet = sheet.objects.create(text=row.frozen, digest=digest)
        period.objects.bulk_update(rows, ["frozen_sheet"])


def copy_back(apps, schema_editor):
    report, period = apps.get_model("items", "WorkReport"), apps.get_model("items", "ReportingPeriod")
    source, sheet = apps.get_model("items", "SourceText"), apps.get_model("items", "FrozenSheet")
    texts = source.objects.filter(pk=OuterRef("source")).values("text")
    report.objects.filter(source__isnull=False).update(source_text=Subquery(texts))
    frozen = sheet.objects.filter(pk=OuterRef("frozen_sheet"))
    period.objects.filter(frozen_sheet__isnull=False).update(
        frozen=Subquery(frozen.values("text")), frozen_digest=Subquery(frozen.values("digest"))
    )
    report.objects.update(source=None)
    period.objects.update(frozen_sheet=None)
    source.objects.only("pk").delete()
    sheet.objects.only("pk").delete()


class Migration(migrations.Migration):
    dependencies = [("items", "0007_source_texts_and_frozen_sheets")]
    operations = [migrations.RunPython(copy_out, copy_back)]
