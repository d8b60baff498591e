"""Which lead's report took up a part: of parts settled so far the one that was sent or accepted at the same moment."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def tell_who_took_them_up(apps, schema_editor):
    update = apps.get_model("items", "ProgressUpdate")
    leads = update.objects.filter(
        Q(sent_at=OuterRef("reviewed_at")) | Q(reviewed_at=OuterRef("reviewed_at")),
        period=OuterRef("period"),
        item=OuterRef("item"),
        role="lead",
    ).exclude(department=OuterRef("department"))
    settled = update.objects.filter(role="support", state="accepted", period__report__with_merging=True)
    # What the office accepted by itself finds no such report and stays without.
    settled.update(taken_up_in=Subquery(leads.order_by("pk").values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("items", "0010_figures")]
    operations = [
        migrations.AddField(
            model_name="progressupdate",
            name="taken_up_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="items.progressupdate",
                verbose_name="taken up in",
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="state",
            field=models.CharField(
                choices=[
                    ("expected", "Not reported"),
                    ("draft", "Draft"),
                    ("awaiting_sign_off", "Awaiting sign-off"),
                    ("awaiting_merge", "Reported, not taken up"),
                    ("awaiting_review", "Awaiting review"),
                    ("returned", "Returned"),
                    ("accepted", "Accepted"),
                    ("dropped", "No longer asked for"),
                ],
                default="expected",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.RunPython(tell_who_took_them_up, migrations.RunPython.noop),
    ]
