"""What the page of the ledger to change shows: which items can be had, what waits."""

from django.utils.translation import gettext as _

from .. import read_only
from ..errors import WorkflowError
from ..ledger.filters import changeable
from ..models import LedgerWorkbook

# Of more items nobody looks through the changes.
MOST_ITEMS = 5000


def waiting_for(user):
    """The ledgers that wait for the person, without what they hold."""
    return LedgerWorkbook.objects.filter(by=user).defer("filled")


def items_to_change(chosen):
    """(the items of the list that an `ItemFilter` gives, how many); raises WorkflowError where there can be no file."""
    if not chosen.is_valid():
        raise WorkflowError(_("The filter holds something that is no longer there."))
    items = changeable(chosen)
    count = items.count()
    if not count:
        first = chosen.items().select_related("report").first()
        raise WorkflowError(read_only.refusal(first.report) if first else _("No work item fits this filter."))
    if count > MOST_ITEMS:
        words = {"count": count, "most": MOST_ITEMS}
        raise WorkflowError(_("%(count)s items are too many: at most %(most)s, narrow the filter.") % words)
    return items, count
