"""The ledger of many items, made in the background."""

from .. import access
from ..errors import WorkflowError
from ..exports.making import ExportRefused, exported
from ..layouts.asked import list_asked
from ..layouts.page import told_of
from .export import write_ledger
from .page import items_to_change


@exported
def ledger_to_change(export, file, sign):
    """The items of `parameters` {"query": the list's filter} that can be changed, for the supervision office."""
    if not access.can_supervise(export.person):
        raise ExportRefused(access.ONLY_OFFICE_EDITS)
    chosen = list_asked(export.parameters["query"], user=export.person, on=export.on)
    try:
        items, _count = items_to_change(chosen)
    except WorkflowError as error:
        raise ExportRefused(str(error)) from error
    write_ledger(items, told_of(chosen, on=export.on), file, sign)
