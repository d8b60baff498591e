"""What was issued with its report before items had a day of issue of their own gets the report's."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def date_items(apps, schema_editor):
    item, responsibility = apps.get_model("items", "WorkItem"), apps.get_model("items", "Responsibility")
    reports = apps.get_model("items", "WorkReport").objects.filter(pk=OuterRef("report"))
    issued = item.objects.filter(issued_on__isnull=True, report__issued_on__isnull=False)
    issued.update(issued_on=Subquery(reports.values("issued_on")[:1]))
    items = item.objects.filter(pk=OuterRef("item"))
    rows = responsibility.objects.filter(issued_on__isnull=True, item__issued_on__isnull=False)
    rows.update(issued_on=Subquery(items.values("issued_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("items", "0004_rounds")]
    operations = [migrations.RunPython(date_items, migrations.RunPython.noop)]
