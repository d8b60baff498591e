"""What an item is short of now: the one answer for whoever asks to close it, signs, approves, closes or ends it.

Everything is by accepted reports, as in the item's light; reports count while their period is open, for its closing
settles what lies open then.
"""

from collections import defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from ..lights.facts import facts_of
from ..models import (
    Closing,
    Extension,
    Instruction,
    Objection,
    PlannedCurve,
    ProgressUpdate,
    Shortfall,
    WorkItem,
)
from ..models.target import spell_number
from ..models.work_item import ANYWAY_LIMIT
from ..rules.accepted import signed
from ..rules.figures import FULL
from ..rules.last_words import milestone_days
from ..rules.said import spell_unit
from ..steps.asking import within
from ..steps.errors import LeftShort

Status, State = WorkItem.Status, ProgressUpdate.State
# The steps that lead to closing ask why where something is short; the others that end an item have their own reason.
ASKING = (Status.AWAITING_CLOSURE, Status.COMPLETED)
ENDING = (Status.COMPLETED, Status.CANCELLED, Status.CARRIED_OVER)
QUOTED = 20
ON_THEIR_WAY = {
    State.AWAITING_MERGE: Shortfall.PARTS,
    State.AWAITING_SIGN_OFF: Shortfall.UNSIGNED,
    State.AWAITING_REVIEW: Shortfall.WAITING,
}


def short_of(item, facts=None, milestones=None):
    """{kind of `Shortfall`: which of them, in one line}: what the item is short of now; {} where all is done.

    In a fixed number of queries; `facts` are those of its light, `milestones` as `milestone_days` gives them, if the
    caller has them already.
    """
    facts = facts or facts_of(WorkItem.objects.filter(pk=item.pk).for_lights())[item.pk]
    milestones = milestone_days(item) if milestones is None else milestones
    undated = [milestone for milestone, reached in milestones if reached is None]
    found = {
        Shortfall.TARGETS: [one.against for one in facts.unreached],
        Shortfall.COMPLETION: [_percent(facts.completion)] if facts.is_below_full else [],
        Shortfall.CORRECTIONS: [_corrected(one) for one in facts.corrections if one.verified < FULL],
        Shortfall.MILESTONES: [str(milestone) for milestone in undated],
        **lying_on([item.pk]).get(item.pk, {}),
    }
    found.pop(Shortfall.CLOSINGS, None)  # the step that ends the item answers its request
    return spelled(found)


def spelled(found):
    """{kind of `Shortfall`: [which of them]} as rows and history keep it, each kind in one line."""
    return {kind.value: "、".join(dict.fromkeys(found[kind])) for kind in Shortfall if found.get(kind)}


def require_reason(short, status, anyway):
    """`anyway`, the reason for coming to the `status` though the item is `short`; "" where none is needed.

    Raises LeftShort where one is needed and not given.
    """
    anyway = anyway.strip()
    if not short or status not in ASKING:
        return ""
    if not anyway and status == Status.COMPLETED:
        raise LeftShort(_("Not all is reached or settled: say why the item is closed all the same."), short)
    if not anyway:
        raise LeftShort(_("Not all is reached or settled: say why closing is asked for all the same."), short)
    return within(anyway, ANYWAY_LIMIT)


def _quoted(text):
    """The beginning of the text; cut by hand, for it is kept and Django's sign for the cut depends on the language."""
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 1]}…"


def _percent(value):
    return f"{spell_number(value)}%"


def _corrected(one):
    reported = "—" if one.reported is None else _percent(one.reported)
    return f"{spell_unit(one.unit, one.before)} {reported}→{_percent(one.verified)}"


def lying_on(items):
    """{item's key: {kind of `Shortfall`: [which of them]}} of what lies open on the items, to be decided by somebody.

    Reports on their way, instructions, and what units have asked for; a fixed number of queries. `items` are keys.
    """
    found = defaultdict(lambda: defaultdict(list))
    rows = ProgressUpdate.objects.asked_for().in_open_periods().filter(item__in=items, state__in=ON_THEIR_WAY)
    rows = rows.order_by("period__due_on", "department__position", "department")
    for update in rows.select_related("department").only("item", "state", "department__name", "department__successor"):
        found[update.item_id][ON_THEIR_WAY[update.state]].append(signed(update.department))
    for one in _open_on(items, Instruction).select_related("by"):
        kind = Shortfall.DECISIONS if one.is_decision else Shortfall.INSTRUCTIONS
        found[one.item_id][kind].append(f"{one.by} {timezone.localdate(one.at).isoformat()}“{_quoted(one.text)}”")
    for kind, model, spell in _ASKED:
        for one in _open_on(items, model).select_related("department", "by"):
            found[one.item_id][kind].append(spell(one))
    return {item: dict(lying) for item, lying in found.items()}


def _open_on(items, model):
    return model.objects.filter(item__in=items, state__in=model.UNSETTLED).order_by("at", "pk")


def _who(row):
    return signed(row.department) or str(row.by)


def _extension(row):
    return f"{signed(row.department)} {row.due_on.isoformat()}→{row.wanted_on.isoformat()}"


_ASKED = (
    (Shortfall.OBJECTIONS, Objection, _who),
    (Shortfall.EXTENSIONS, Extension, _extension),
    (Shortfall.PLANS, PlannedCurve, _who),
    (Shortfall.CLOSINGS, Closing, _who),
)
