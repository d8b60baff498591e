"""Sheets that were frozen before get their outline; their text stays as it is."""

import json

from django.db import migrations

KEPT = ("update", "department", "unit", "via", "role", "state", "timing", "returns", "needs_decision")
# What rows of the first sheets do not name.
DEFAULTS = {"returns": 0, "needs_decision": False}
ITEMS = '"items":['


def outline(apps, _editor):
    sheets = apps.get_model("items", "FrozenSheet").objects
    for pk, text in sheets.values_list("pk", "text").iterator():
        if ITEMS in text:
            sheets.filter(pk=pk).update(outline=_outline_of(text))


def _outline_of(text):
    decoder, items = json.JSONDecoder(), []
    start = place = text.index(ITEMS) + len(ITEMS)
    while text[place] != "]":
        item, end = decoder.raw_decode(text, place)
        rows = [[(DEFAULTS | row)[name] for name in KEPT] for row in item["rows"]]
        items.append([item["pk"], item["number"], place, end, rows])
        place = end + (text[end] == ",")
    return {"head": json.loads(text[:start] + text[place:]) | {"items": []}, "items": items}


def forget(_apps, _editor):
    """The column goes with the step before."""


class Migration(migrations.Migration):
    dependencies = [("items", "0044_frozen_sheet_outline")]

    operations = [migrations.RunPython(outline, forget)]
