"""The old columns go, now that every text stands in a table of its own (0008)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0008_copy_texts_to_their_tables")]

    operations = [
        migrations.AlterField(
            model_name="workreport",
            name="source",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report",
                to="items.sourcetext",
                verbose_name="source text",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("frozen_sheet__isnull", True)),
                    models.Q(
                        ("closed_at__isnull", False), ("frozen_sheet__isnull", False), ("opened_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="period_closed_is_frozen",
                violation_error_message="A closed period has been open and keeps what it said.",
            ),
        ),
        # So that going backwards the column comes back as "" until 0008 has filled it.
        migrations.AlterField(
            model_name="workreport", name="source_text", field=models.TextField(blank=True, verbose_name="source text")
        ),
        migrations.RemoveField(model_name="workreport", name="source_text"),
        migrations.RemoveField(model_name="reportingperiod", name="frozen"),
        migrations.RemoveField(model_name="reportingperiod", name="frozen_digest"),
    ]
