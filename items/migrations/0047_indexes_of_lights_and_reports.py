"""Indexes that begin with what few rows have: live reports, and states in which reports wait."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0046_light_of_a_report"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="presentlight",
            name="present_light_colour",
        ),
        migrations.RemoveIndex(
            model_name="presentlight",
            name="present_light_schedule",
        ),
        migrations.RemoveIndex(
            model_name="progressupdate",
            name="update_period_state",
        ),
        migrations.AlterField(
            model_name="presentlight",
            name="report",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="items.workreport",
                verbose_name="work report",
            ),
        ),
        migrations.AddIndex(
            model_name="presentlight",
            index=models.Index(fields=["report", "colour"], name="present_light_colour"),
        ),
        migrations.AddIndex(
            model_name="presentlight",
            index=models.Index(fields=["report", "schedule"], name="present_light_schedule"),
        ),
        migrations.AddIndex(
            model_name="progressupdate",
            index=models.Index(fields=["state", "period"], name="update_state_period"),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(fields=["report", "status", "due_on"], name="item_report_status"),
        ),
    ]
