from itertools import groupby

from django.db import migrations


def note_who_steered(apps, schema_editor):
    """Of what was handed in before it was noted: those who were asked beside it, for the same item and period."""
    ProgressUpdate = apps.get_model("items", "ProgressUpdate")
    asked = ProgressUpdate.objects.exclude(role="support").exclude(state="dropped")
    rows = asked.order_by("period", "item", "department__position", "department")
    rows = rows.values_list("period", "item", "department", "via")
    for (period, item), units in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[:2]):
        steered = [[department, via] for _period, _item, department, via in units]
        beside = asked.filter(period=period, item=item, handed_in_at__isnull=False)
        beside.update(steered_by=steered)


class Migration(migrations.Migration):
    dependencies = [("items", "0027_steered_by")]

    operations = [migrations.RunPython(note_who_steered, migrations.RunPython.noop)]
