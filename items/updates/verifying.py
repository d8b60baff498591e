"""The office's own percentage in place of a unit's (核定比例): when it counts, and setting it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import access
from ..rules import figures
from ..rules.accepted import account
from ..steps.errors import WorkflowError

ADDED_UP = gettext_lazy(
    "The members' figures are added up, so that a percentage of one of them would change nothing; return the report "
    "if a figure is wrong."
)


def is_added_up(update):
    """Whether the update says a member's share of a sum, by which the item is counted: no percentage of it counts."""
    if update.via_id is None or update.is_part:
        return False
    targets = [target for target in update.item.targets.all() if not target.per]
    keys = {target.pk for target in targets}
    if any(value.target_id in keys for value in update.values.all()):
        return True
    amounts = account(update.item).amounts(targets).values() if targets else ()
    return any(amount.is_sum and amount.value is not None for amount in amounts)


def set_by_office(update, completion, *, by, note):
    """The completion in percent that the office sets, with one place.

    Raises WorkflowError for somebody else, without a `note` that says why, and where it would not count.
    """
    if not access.can_review(by):
        raise WorkflowError(_("Only the supervision office sets another completion."))
    if not note:
        raise WorkflowError(_("A completion set by the office needs a remark that says why."))
    if not 0 <= completion <= figures.FULL:
        raise WorkflowError(_("Completion lies between 0 and 100 percent."))
    if is_added_up(update):
        raise WorkflowError(str(ADDED_UP))
    return completion.quantize(figures.TENTH)
