"""What is lit now names the report of its item."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_reports(apps, _editor):
    items = apps.get_model("items", "WorkItem").objects.filter(pk=OuterRef("item"))
    apps.get_model("items", "PresentLight").objects.update(report=Subquery(items.values("report")[:1]))


def forget(_apps, _editor):
    """The column goes with the step before."""


class Migration(migrations.Migration):
    dependencies = [("items", "0045_outline_frozen_sheets")]

    operations = [
        migrations.AddField(
            "presentlight",
            "report",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="items.workreport",
                verbose_name="work report",
            ),
        ),
        migrations.RunPython(name_reports, forget),
    ]
