"""The requests to close (申请办结) behind an item's status: whoever moves the status, the request follows.

`items.closing.moving` calls `follow` within its transaction, so that an item that awaits closure and its open
request come and go together.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from .. import access, history
from ..messages.about_items import steering_units, tell_office, tell_units
from ..models import Closing, HistoryEntry, Message, WorkItem
from ..models.target import write_number
from ..requests import signing
from ..rules.accepted import present_unit
from ..steps.asking import add, asking_unit, settle
from ..steps.errors import WorkflowError

Status = WorkItem.Status
# From where an item is reopened.
FINISHED = (Status.COMPLETED, Status.CANCELLED, Status.CARRIED_OVER)
State = Closing.State
# What the history calls a request, and its place on the item's page.
KIND, PART = "closing", "closing"


def open_request(item):
    """The item's open request to close, or None."""
    return item.closings.filter(state__in=Closing.UNSETTLED).first()


def has_unsigned(item, unit):
    """Whether a request of the unit to close the item waits for its head."""
    return item.closings.filter(state=State.UNSIGNED, department=unit).exists()


def write_unsigned(item, unit, *, by, at, result, values=None, **lacking):
    """A request that the unit's head has to sign: the item stays as it is until then. Returns the request.

    `lacking` is what the item is `short` of, and why closing is asked for `anyway`.
    """
    about = {"item": item, "department": unit, "by": by, "at": at, **lacking}
    closing = add(Closing(result=result, values=_figures(item, values or {}), state=State.UNSIGNED, **about))
    signing.hand_to_head(closing, KIND, PART, by=by, at=at)
    return closing


def has_consent(item):
    """Whether the office may close the item: where the report's rules ask for a leader, one has approved."""
    if not item.report.with_leader:
        return True
    return item.closings.filter(state=State.APPROVED).exists()


def follow(item, origin, *, by, at, text, values=None, new_due_on=None, **lacking):
    """Let the request follow the item, which has just moved from status `origin`; `text` are the words that go with it.

    `values` are the figures reached, {Target: Decimal or None}; `new_due_on` is the deadline that the step has set;
    `lacking` is what the item is `short` of, and why the step is taken `anyway`.
    Who has to work on again is told why, and until when.
    """
    if item.status == Status.AWAITING_CLOSURE:
        _open(item, by=by, at=at, result=text, values=values or {}, **lacking)
        return
    closing = open_request(item) if origin == Status.AWAITING_CLOSURE else None
    if closing is None:
        if item.status == Status.IN_PROGRESS and origin in (*FINISHED, Status.AWAITING_CLOSURE):
            _tell_reopened(item, origin, by=by, at=at, text=text, new_due_on=new_due_on)
        elif not item.is_open:
            tell_units(item, steering_units(item), spell_ending(item), text=text, by=by, at=at)
        return
    if item.status == Status.IN_PROGRESS and not access.can_supervise(by):
        settle(closing, states=Closing.UNSETTLED, state=State.WITHDRAWN)
        title = _("Request to close item %(number)s withdrawn") % {"number": item.display_number}
        tell_office(item, title, text=text, by=by, at=at, part="closing")
        return
    state = {Status.COMPLETED: State.CLOSED, Status.IN_PROGRESS: State.RETURNED}.get(item.status, State.LAPSED)
    closing = settle(closing, states=Closing.UNSETTLED, state=state, answer=text, decided_by=by, decided_at=at)
    _tell_decided(closing, item, by=by, at=at, new_due_on=new_due_on)


def _open(item, *, by, at, result, values, short, anyway):
    """Open the request to close, unless a head has just signed one: then that is it. The office is told."""
    closing, lacking = open_request(item), {"short": short, "anyway": anyway}
    if closing is None:
        unit = asking_unit(by, item)
        about = {"item": item, "department": unit, "by": by, "at": at, **signing.signature(item, unit, by=by, at=at)}
        closing = add(Closing(result=result, values=_figures(item, values), **about, **lacking))
    else:
        item.closings.filter(pk=closing.pk).update(**lacking)
    figures, unit = closing.values, present_unit(closing.department)
    history.record(
        HistoryEntry.Action.CLOSING_ASKED,
        by=by,
        item=item,
        department=unit,
        after={
            **({"figures": spell_figures(figures)} if figures else {}),
            **short,
            **({"asked_anyway": anyway} if anyway else {}),
        },
        at=at,
    )
    title = _("Closing of item %(number)s is asked for") % {"number": item.display_number}
    tell_office(item, title, text=result, by=by, at=at, part="closing")


def _figures(item, values):
    """The figures as the request keeps them, in the order of the targets; those not given are left out."""
    targets = list(item.targets.all())
    if set(values) - set(targets):
        raise WorkflowError(_("The targets of the item have changed; reload the page and enter the figures again."))
    return [
        {
            "label": target.label,
            "value": f"{values[target].normalize():f}",
            "unit": target.unit,
            "target": target.figure,
        }
        for target in targets
        if values.get(target) is not None
    ]


def spell_figures(figures):
    """Figures in words, one line each: "城镇新增就业 12万人 (≥ 10万人)"."""
    return "\n".join(
        f"{row['label']} {written(row)} ({row['target']})" if row["target"] else f"{row['label']} {written(row)}"
        for row in figures
    )


def written(row):
    """One figure reached as readers write it: "12万人"."""
    return write_number(Decimal(row["value"]), row["unit"]) + row["unit"]


def _tell_reopened(item, origin, *, by, at, text, new_due_on):
    """Every unit of the item is told that the work goes on: its liaison and its head."""
    title = (
        _("Item %(number)s was sent back") if origin == Status.AWAITING_CLOSURE else _("Item %(number)s was reopened")
    )
    title %= {"number": item.display_number}
    units = item.responsibilities.values_list("department", flat=True)
    tell_units(item, set(units), _with_deadline(title, new_due_on), text=text, by=by, at=at, kind=Message.Kind.ISSUED)


def _with_deadline(title, new_due_on):
    if new_due_on is None:
        return title
    return _("%(title)s; new deadline %(day)s") % {"title": title, "day": new_due_on.isoformat()}


def spell_ending(item):
    """How an item has ended, in one sentence: the title of what its units are told."""
    sentences = {
        Status.COMPLETED: _("Item %(number)s was closed"),
        Status.CANCELLED: _("Item %(number)s was cancelled"),
        Status.CARRIED_OVER: _("Item %(number)s was carried over to next year"),
    }
    return sentences[Status(item.status)] % {"number": item.display_number}


def _tell_decided(closing, item, *, by, at, new_due_on=None):
    returned = _("Request to close item %(number)s returned") % {"number": item.display_number}
    title = _with_deadline(returned if item.is_open else spell_ending(item), new_due_on)
    unit = present_unit(closing.department)
    units = steering_units(item) | ({unit.pk} if unit else set())
    tell_units(item, units, title, text=closing.answer, by=by, at=at, part="closing")
