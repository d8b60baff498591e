"""The columns in which sheets show targets: what each is called, how wide it is, how its cells are set.

`targets.export`, the statistics of the dashboard and the breakdown in a ledger choose theirs from this list by key.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..models import WorkItem
from ..sheets.tables import CENTRED, NUMBER, PERCENT, TEXT, Column

# {key: (label, width, style)}
COLUMNS = {
    "number": (_("Original number"), 8, CENTRED),
    "item": (WorkItem._meta.verbose_name, 40, TEXT),
    "lead": (_("Lead department"), 20, TEXT),
    "label": (_("What is counted"), 22, TEXT),
    "figure": (_("Target as written"), 14, CENTRED),
    "goal": (_("Target number"), 14, NUMBER),
    "value": (_("Cumulative value"), 14, NUMBER),
    "counted_in": (_("Unit of count"), 10, CENTRED),
    "percent": (_("Completion"), 12, PERCENT),
    "planned": (_("Planned by now"), 12, CENTRED),
    "planned_percent": (_("Planned progress"), 12, PERCENT),
    "of_plan": (_("Share of the plan"), 10, PERCENT),
    "state": (_("State"), 10, CENTRED),
    "missing": (_("Members without a value"), 20, TEXT),
    "voices": (_("From which reports"), 34, TEXT),
    "unit": (_("Unit"), 22, TEXT),
    "share": (_("Its goal"), 14, CENTRED),
    "reported": (_("Figure reported"), 14, CENTRED),
    "period": (_("Reporting period"), 12, CENTRED),
    "remark": (_("Remark"), 28, TEXT),
}
# What says which target a row is about; `named` gives the values.
NAMED = ("number", "item", "label", "figure")


def target_columns(*keys):
    """[Column] of these keys in the active language."""
    return [Column(capfirst(str(label)), width, style) for label, width, style in (COLUMNS[key] for key in keys)]


def named(item, target):
    """The values of the columns NAMED; `target` has a label and a figure."""
    return [item.display_number, item.text, target.label, target.figure]
