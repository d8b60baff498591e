"""Tables for the big texts: the text of a report and the sheet of a closed period leave the rows that lists read.

Here the tables come, empty; 0008 copies the texts, 0009 drops the old columns.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0006_lights")]

    operations = [
        migrations.CreateModel(
            name="SourceText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="source text")),
            ],
            options={"verbose_name": "source text", "verbose_name_plural": "source texts"},
        ),
        migrations.CreateModel(
            name="FrozenSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(editable=False, verbose_name="as it was at closing")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="digest")),
            ],
            options={
                "verbose_name": "frozen sheet",
                "verbose_name_plural": "frozen sheets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("digest", ""), _negated=True)
                        ),
                        name="sheet_says_something",
                        violation_error_message="A frozen sheet has a text and its digest.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="workreport",
            name="source",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report",
                to="items.sourcetext",
                verbose_name="source text",
            ),
        ),
        migrations.AddField(
            model_name="reportingperiod",
            name="frozen_sheet",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="period",
                to="items.frozensheet",
                verbose_name="frozen sheet",
            ),
        ),
        # It names the old column; 0009 brings it back for the new one. Going backwards it is checked again last of
        # all, when the texts are back.
        migrations.RemoveConstraint(model_name="reportingperiod", name="period_closed_is_frozen"),
    ]
