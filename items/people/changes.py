"""What became of accounts, posts and passwords: the list, and the latest of one unit."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from .. import history
from ..models import HistoryEntry
from ..models.history import OF_ACCOUNTS
from ..rules.accepted import with_predecessors

Action = HistoryEntry.Action

# Password, second factor and sessions of one's own are everybody's to choose; that nobody else did it says nothing.
ONES_OWN_TO_DO = (
    Action.PASSWORD_CHANGED,
    Action.FIRST_PASSWORD_CHOSEN,
    Action.SECOND_FACTOR_ADDED,
    Action.SECOND_FACTOR_REMOVED,
    Action.RECOVERY_CODES_MADE,
    Action.RECOVERY_CODE_USED,
    Action.SESSIONS_ENDED,
)
# These name two people: whose the post was, and whose it is.
BETWEEN_TWO = (Action.POST_HANDED_OVER, Action.POST_DELEGATED, Action.DELEGATION_REVOKED)

LATEST_SHOWN = 5


@dataclass(frozen=True)
class ChangeLine:
    """One entry as page and workbook show it: whom it is about, what became of it in words."""

    entry: HistoryEntry
    is_for_oneself: bool
    whom: str
    what: str

    @property
    def by(self):
        return str(self.entry.by) if self.entry.by else _("System")


def account_changes():
    """The entries about accounts, posts and passwords, the latest first."""
    rows = HistoryEntry.objects.filter(action__in=OF_ACCOUNTS).select_related("by", "person", "department")
    return rows.order_by("-at", "-pk")


def for_oneself(rows):
    """Those in which somebody did for himself what others are to do for him."""
    return rows.filter(by=F("person")).exclude(action__in=ONES_OWN_TO_DO)


def of_unit(rows, unit):
    return rows.filter(department__in=with_predecessors(unit.pk))


def change_lines(rows):
    """`ChangeLine`s of the entries; no query."""
    return [_line(entry) for entry in rows]


def latest_of(unit):
    """`ChangeLine`s of the unit's latest entries."""
    return change_lines(of_unit(account_changes(), unit)[:LATEST_SHOWN])


def _line(entry):
    is_own = entry.by_id is not None and entry.by_id == entry.person_id and entry.action not in ONES_OWN_TO_DO
    told = entry.after.get("person", "") or entry.before.get("person", "")
    whom = f"{entry.person.name} ({entry.person.username})" if entry.person else told
    parts = [
        _part(change)
        for name, change in zip(dict.fromkeys([*entry.before, *entry.after]), history.describe(entry), strict=True)
        if name != "person" or entry.action in BETWEEN_TWO
    ]
    return ChangeLine(entry, is_own, whom, "；".join(parts))


def _part(change):
    values = [value for value in dict.fromkeys([change.before, change.after]) if value]
    return _("%(label)s: %(value)s") % {"label": change.label, "value": " → ".join(values)}
