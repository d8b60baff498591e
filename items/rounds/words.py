"""How far a report is, in one word and one shape (报送情况): never by colour alone (design.md §5)."""

from dataclasses import dataclass, replace
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
# What lies open when a period is closed is settled by saying so; it keeps its state.
AT_CLOSING = {
    State.EXPECTED: _("Not reported"),
    State.DRAFT: _("Still a draft at closing"),
    State.AWAITING_SIGN_OFF: _("Not signed off by closing"),
    State.RETURNED: _("Returned, not sent again by closing"),
    State.AWAITING_MERGE: _("Not taken up by closing"),
    State.AWAITING_REVIEW: _("Not reviewed by closing"),
}
# Beside the word of what was handed in: the lead has not taken it up.
NOT_TAKEN_UP = ReportWord(State.AWAITING_MERGE.value, State.AWAITING_MERGE.label, "◑", state=State.AWAITING_MERGE.value)
# Over several reports of which some were handed in.
REPORTED = ReportWord(HANDED_IN, _("Reported"), "◐", state=HANDED_IN)


def word_of(state, timing, *, is_closed=False):
    """The `ReportWord` of one report, by the values of its state and timing as a period sheet keeps them.

    `is_closed` says that the sheet was frozen.
    """
    word = WORDS[timing if state in ProgressUpdate.HANDED_IN else state]
    return at_closing(word) if is_closed else word


def at_closing(word):
    """The `ReportWord` as it is said of a closed period, in which nothing waits any more."""
    return replace(word, label=AT_CLOSING[State(word.key)]) if word.key in AT_CLOSING else word


def spell_state(state, *, is_closed):
    """Where a report of a period sheet is on its way; what a closed period left open, in the words of its closing."""
    return AT_CLOSING.get(State(state), State(state).label) if is_closed else State(state).label


def state_of(update):
    """The state of an update as it is now; what its period left open on its way, in the words of the closing.

    What was sent after the closing is on its way still.
    """
    closed_at, moments = update.period.closed_at, [update.sent_at, update.handed_in_at]
    waits = update.state in ProgressUpdate.WAITING
    was_left = closed_at is not None and waits and all(moment <= closed_at for moment in moments if moment)
    return spell_state(update.state, is_closed=was_left)


def spell_days_left(days):
    """ "5 days left", "due today", "2 days late" for the days until something is due."""
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
    if days == 0:
        return gettext("due today")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def spell_waiting_parts(count, names=()):
    """ "3 supporting units have reported, not taken up yet: …", with the names if given."""
    told = ngettext(
        "%(count)s supporting unit has reported, not taken up yet",
        "%(count)s supporting units have reported, not taken up yet",
        count,
    ) % {"count": count}
    if not names:
        return told
    return gettext("%(label)s: %(value)s") % {"label": told, "value": "、".join(names)}


def spell_under_old_name(states, successor):
    """What becomes of the reports that stand in a period under the name of a unit that was merged into `successor`.

    `states` counts them by state. Returns sentences.
    """
    with_lead, with_office = states[State.AWAITING_MERGE], states[State.AWAITING_REVIEW]
    with_unit = sum(states[state] for state in SILENT_STATES)
    told = []
    if with_lead:
        sentence = ngettext(
            "%(count)s report under the old name still waits before the lead, which takes it up or returns it.",
            "%(count)s reports under the old name still wait before the lead, which takes them up or returns them.",
            with_lead,
        )
        told.append(sentence % {"count": with_lead})
    if with_office:
        sentence = ngettext(
            "%(count)s report under the old name still waits for review.",
            "%(count)s reports under the old name still wait for review.",
            with_office,
        )
        told.append(sentence % {"count": with_office})
    if with_unit:
        sentence = ngettext(
            "%(count)s report under the old name is with %(successor)s, which has to hand it in.",
            "%(count)s reports under the old name are with %(successor)s, which has to hand them in.",
            with_unit,
        )
        told.append(sentence % {"count": with_unit, "successor": successor})
    return told or [gettext("What stands here under the old name is settled; there is nothing to do.")]


def spell_value(value):
    """A figure of a period sheet in words, with its target: "新建站点 12个（30个）"."""
    number = f"{value.label} {write_number(Decimal(value.value), value.unit)}{value.unit}"
    if value.carried:
        number += f"（{spell_carried_on(value.former)}）"
    if not value.target:
        return number
    return gettext("%(number)s (target %(target)s)") % {"number": number, "target": value.target}


def spell_carried_on(former=""):
    """沿用上期, or with the names `former` of whose it was if not the unit's own: 沿用原责任单位市民政局所报."""
    if not former:
        return gettext("carried on")
    return gettext("carried on as reported by %(units)s, responsible before") % {"units": former}


def spell_unavailable(label):
    """A figure that a unit could not get, as a period sheet names it."""
    return gettext("%(label)s: not available") % {"label": label}


def spell_own_completion(row):
    """What the unit says of its completion in a row of a period sheet: 65%, 65%（沿用）, 无法取得; "" for nothing."""
    if row.completion_answer == ProgressUpdate.Blank.UNAVAILABLE:
        return gettext("not available")
    if not row.completion:
        return ""
    carried = row.completion_answer == ProgressUpdate.Blank.CARRY
    return f"{row.completion}%（{spell_carried_on(row.former)}）" if carried else f"{row.completion}%"


def spell_completion(row):
    """The completion that a row of a period sheet tells: the unit's, and what the office has set in its place."""
    told = [spell_own_completion(row)] if row.completion or row.completion_answer else []
    if row.verified:
        words = {"verified": row.verified, "reason": row.verified_because}
        told.append(gettext("verified %(verified)s%%: %(reason)s") % words)
    return "\n".join(told)
