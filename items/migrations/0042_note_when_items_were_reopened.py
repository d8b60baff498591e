"""Items that the supervision office has had worked on again are known by the history of their status."""

from django.db import migrations

UNIT_DONE = ["awaiting_closure", "completed"]
OFFICE = "supervision"


def note(apps, _editor):
    entries = apps.get_model("items", "HistoryEntry").objects.filter(
        action="status_changed", before__status__in=UNIT_DONE, after__status="in_progress", item__isnull=False
    )
    items = apps.get_model("items", "WorkItem").objects
    # A unit takes back its own request; of a closed item it is always the office.
    by_office = entries.filter(by__memberships__role=OFFICE) | entries.filter(before__status="completed")
    for item, at in by_office.order_by("at", "pk").values_list("item", "at"):
        items.filter(pk=item).update(reopened_at=at)


def forget(apps, _editor):
    apps.get_model("items", "WorkItem").objects.filter(reopened_at__isnull=False).update(reopened_at=None)


class Migration(migrations.Migration):
    dependencies = [("items", "0041_item_reopened_at")]

    operations = [migrations.RunPython(note, forget)]
