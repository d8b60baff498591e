"""The ledger of the office as the portal makes it to be changed, and as it comes back."""

from io import BytesIO

from items.layouts.export import ListTold
from items.ledger_workbooks.columns import FORM
from items.ledger_workbooks.contents import item_key, milestone_key, target_key
from items.ledger_workbooks.entering import keep_ledger
from items.ledger_workbooks.export import write_ledger
from items.models import Milestone, Target, WorkItem

from .factories import day, moment
from .filled_workbooks import FilledForm


def written(items=None, on="2011-03-18"):
    """The bytes of the ledger of the items."""
    file = BytesIO()
    write_ledger(WorkItem.objects.in_order() if items is None else items, ListTold("", [], day(on)), file)
    return file.getvalue()


def key_of(row):
    """The key of the line of an item, a target or a milestone."""
    if isinstance(row, Target):
        return target_key(row.item_id, row.pk)
    return milestone_key(row.item_id, row.pk) if isinstance(row, Milestone) else item_key(row.pk)


class ChangedLedger(FilledForm):
    """The ledger being changed: `put(item, target or milestone, name of a column, value)`."""

    form = FORM

    def line(self, row):
        return self.line_of(key_of(row))

    def cell(self, row, name):
        return self.cell_of(key_of(row), name)

    def put(self, row, name, value):
        self.cell(row, name).value = value


def waiting_ledger(person, change=lambda ledger: None):
    """A ledger of all items that waits for the person, changed by `change`."""
    ledger = ChangedLedger(written())
    change(ledger)
    return keep_ledger("台账.xlsx", ledger.data, by=person, at=moment("2011-03-18 09:00"))
