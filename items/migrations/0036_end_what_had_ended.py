"""What units had asked for on items that have ended already, and instructions of withdrawn reports, end in words, too."""

from django.db import migrations
from django.db.models import Q

LAPSED = "lapsed"
# The states in which somebody outside the unit still had to decide, and the state that comes nearest without this one.
ASKED = {
    "Extension": (["asked"], "withdrawn"),
    "Closing": (["asked", "with_leader", "approved"], "withdrawn"),
    "Objection": (["open"], "withdrawn"),
    "PlannedCurve": (["proposed"], "withdrawn"),
}
ENDED = Q(item__status__in=["completed", "cancelled", "carried_over"]) | Q(item__report__withdrawn_at__isnull=False)


def end(apps, _editor):
    for name, (states, _before) in ASKED.items():
        apps.get_model("items", name).objects.filter(ENDED, state__in=states).update(state=LAPSED)
    for name in ("Extension", "Closing"):
        apps.get_model("items", name).objects.filter(ENDED, state="unsigned").update(state="taken_back")
    instructions = apps.get_model("items", "Instruction").objects.filter(item__report__withdrawn_at__isnull=False)
    instructions.filter(state__in=["open", "answered"]).update(state=LAPSED)


def undo(apps, _editor):
    for name, (_states, before) in ASKED.items():
        apps.get_model("items", name).objects.filter(state=LAPSED).update(state=before)
    apps.get_model("items", "Instruction").objects.filter(state=LAPSED).update(state="open")


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0035_ended_with_item"),
    ]

    operations = [migrations.RunPython(end, undo)]
