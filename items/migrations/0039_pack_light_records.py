import json

from django.db import migrations

from items.models.packed import as_text, pack, unpack

# Items in memory at a time, each with what was recorded of it.
AT_ONCE = 100


def each_item(apps):
    """The model, and the records of one item after the other, the newest first; in portions."""
    records = apps.get_model("items", "LightRecord")
    keys, last = records.objects.order_by("item").values_list("item", flat=True).distinct(), 0
    while found := list(keys.filter(item__gt=last)[:AT_ONCE]):
        of_items = {}
        for row in records.objects.filter(item__in=found).order_by("item", "-since"):
            of_items.setdefault(row.item_id, []).append(row)
        yield records, list(of_items.values())
        last = found[-1]


def pack_all(apps, schema_editor):
    """What an item was lit by: the newest whole, each before it by the difference to what followed."""
    for records, of_items in each_item(apps):
        for rows in of_items:
            following = b""
            for row in rows:
                text = as_text(row.facts)
                row.packed, following = pack(text, following), text
        records.objects.bulk_update([row for rows in of_items for row in rows], ["packed"], batch_size=500)


def unpack_all(apps, schema_editor):
    for records, of_items in each_item(apps):
        for rows in of_items:
            following = b""
            for row in rows:
                following = unpack(row.packed, following)
                row.facts = json.loads(following)
        records.objects.bulk_update([row for rows in of_items for row in rows], ["facts"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('items', '0038_light_records_take_packed_facts'),
    ]

    operations = [
        migrations.RunPython(pack_all, unpack_all),
    ]
