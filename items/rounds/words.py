"""How far a report is, in one word and one shape (报送情况): never by colour alone (design.md §5)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..models import ProgressUpdate
from ..models.target import write_number

State = ProgressUpdate.State
Timing = ProgressUpdate.Timing


@dataclass(frozen=True)
class ReportWord:
    """`key` names it in addresses and style sheets; `state` and `timing` are the filters that find such reports."""

    key: str
    label: str
    shape: str
    state: str = ""
    timing: str = ""


# What counts as handed in, or as not, in the filters of lists.
HANDED_IN, SILENT = "handed_in", "silent"
SILENT_STATES = (State.EXPECTED, State.DRAFT, State.AWAITING_SIGN_OFF, State.RETURNED)

# In the order in which they are read: what is missing first.
WORDS = {
    word.key: word
    for word in (
        ReportWord("expected", _("Not reported"), "○", state=State.EXPECTED.value),
        ReportWord("draft", _("Draft"), "◇", state=State.DRAFT.value),
        ReportWord("awaiting_sign_off", _("Awaiting sign-off"), "◎", state=State.AWAITING_SIGN_OFF.value),
        ReportWord("returned", _("Returned"), "←", state=State.RETURNED.value),
        ReportWord("late", _("Late"), "▲", state=HANDED_IN, timing=Timing.LATE.value),
        ReportWord("made_up", _("Made up"), "◆", state=HANDED_IN, timing=Timing.MADE_UP.value),
        ReportWord("on_time", _("On time"), "●", state=HANDED_IN, timing=Timing.ON_TIME.value),
    )
}
# Over several reports of which some were handed in.
REPORTED = ReportWord(HANDED_IN, _("Reported"), "◐", state=HANDED_IN)


def word_of(state, timing):
    """The `ReportWord` of one report, by the values of its state and timing as a period sheet keeps them."""
    return WORDS[timing if state in ProgressUpdate.HANDED_IN else state]


def spell_days_left(days):
    """ "5 days left", "due today", "2 days late" for the days until something is due."""
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
    if days == 0:
        return gettext("due today")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def spell_value(value):
    """A figure of a period sheet in words, with its target: "新建站点 12个（30个）"."""
    number = f"{value.label} {write_number(Decimal(value.value), value.unit)}{value.unit}"
    if value.carried:
        number += f"（{gettext('carried on')}）"
    if not value.target:
        return number
    return gettext("%(number)s (target %(target)s)") % {"number": number, "target": value.target}


def spell_unavailable(label):
    """A figure that a unit could not get, as a period sheet names it."""
    return gettext("%(label)s: not available") % {"label": label}


def spell_completion(row):
    """The completion that a row of a period sheet tells: the unit's, and what the office has set in its place."""
    told = [f"{row.completion}%"] if row.completion else []
    if row.verified:
        words = {"verified": row.verified, "reason": row.verified_because}
        told.append(gettext("verified %(verified)s%%: %(reason)s") % words)
    return "\n".join(told)
