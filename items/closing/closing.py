"""Asking for closure, a leader's approval, closing, and what is carried over to the next year (domain.md §0 fact 5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Membership

from .. import access, history
from ..messages.about_items import tell_office, tell_people
from ..messages.telling import holders
from ..models import Closing, HistoryEntry, Message, WorkItem
from ..requests import signing
from ..steps.asking import require_words, settle
from ..steps.changing import change, fresh
from ..steps.errors import WorkflowError
from .moving import move_status
from .requests import KIND, PART

Status = WorkItem.Status
State = Closing.State


def ask_closing(item, *, by, at, version, result, values=None, anyway=""):
    """Ask for closure with the result in words and figures, `values` being {Target: Decimal or None}.

    `anyway` is why, where the item is short of something (`closing.short`).

    Returns the `Closing`; the item awaits closure then, or the request the signature of the unit's head.
    """
    moved = move_status(
        item,
        by=by,
        version=version,
        on=timezone.localdate(at),
        at=at,
        status=Status.AWAITING_CLOSURE,
        text=result,
        values=values,
        anyway=anyway,
    )
    return moved.closings.filter(state__in=[State.ASKED, State.UNSIGNED]).order_by("-pk")[0]


def sign_closing(closing, *, by, at, anyway=""):
    """The unit's head signs a request to close: the item awaits closure, the office is told. Returns the request.

    Where the item is short of something, the writer's reason stands unless the head gives another one, `anyway`.
    """
    with transaction.atomic():
        closing = signing.put_signature(closing, by=by, at=at, state=State.ASKED)
        move_status(
            closing.item,
            by=by,
            version=closing.item.version,
            on=timezone.localdate(at),
            at=at,
            status=Status.AWAITING_CLOSURE,
            text=closing.result,
            anyway=anyway or closing.anyway,
        )
    return closing


def return_unsigned(closing, *, by, at, reason):
    """The unit's head returns a request to close to its writer; the office never hears of it. Returns the request."""
    with transaction.atomic():
        return signing.return_to_writer(closing, KIND, PART, by=by, at=at, reason=reason)


def forward_closing(closing, *, by, at):
    """The supervision office puts a request before the leaders, where the report's rules have one approve."""
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office puts a request before a leader."))
    if not closing.item.report.with_leader:
        raise WorkflowError(_("The supervision office closes the items of this report itself."))
    on = timezone.localdate(at)
    leaders = holders([Membership.Role.LEADER], on=on)
    if not leaders:
        raise WorkflowError(_("Nobody holds the post of a city leader in the portal; an administrator enters one."))
    with transaction.atomic():
        closing = settle(closing, states=[State.ASKED], state=State.WITH_LEADER)
        history.record(HistoryEntry.Action.CLOSING_FORWARDED, by=by, item=closing.item, at=at)
        title = _("Closing of item %(number)s awaits your approval") % {"number": closing.item.display_number}
        tell_people(
            closing.item,
            leaders,
            title,
            text=closing.result,
            by=by,
            at=at,
            part="closing",
            kind=Message.Kind.SUBMITTED,
        )
    return closing


def approve_closing(closing, *, by, at, words=""):
    """A leader approves; the office closes the item then. Returns the request."""
    _require_leader(by)
    words = words.strip()
    with transaction.atomic():
        closing = settle(
            closing,
            states=[State.WITH_LEADER],
            state=State.APPROVED,
            approved_by=by,
            approved_at=at,
            answer=words,
        )
        history.record(HistoryEntry.Action.CLOSING_APPROVED, by=by, item=closing.item, reason=words, at=at)
        title = _("A leader has approved closing item %(number)s") % {"number": closing.item.display_number}
        tell_office(closing.item, title, text=words, by=by, at=at, part="closing")
    return closing


def refuse_closing(closing, *, by, at, words):
    """A leader does not approve and says why; the request lies with the office again, which returns it or asks anew."""
    _require_leader(by)
    words = require_words(words, _("Say why closing is not approved: the supervision office acts on it."))
    with transaction.atomic():
        closing = settle(closing, states=[State.WITH_LEADER], state=State.ASKED, answer=words)
        history.record(HistoryEntry.Action.CLOSING_REFUSED, by=by, item=closing.item, reason=words, at=at)
        title = _("A leader has not approved closing item %(number)s") % {"number": closing.item.display_number}
        tell_office(closing.item, title, text=words, by=by, at=at, part="closing")
    return closing


def _require_leader(by):
    if not access.is_leader(by):
        raise WorkflowError(_("Only a city leader approves closing."))


def close_item(closing, *, by, at, version, completed_on=None, note="", anyway=""):
    """The office closes the item as of `completed_on`, today by default; returns the item as it is then.

    `anyway` is why, where the item is short of something (`closing.short`).
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office closes an item."))
    step = {"text": note, "completed_on": completed_on, "anyway": anyway}
    return _decide(closing, Status.COMPLETED, by=by, at=at, version=version, **step)


def return_closing(closing, *, by, at, version, reason, due_on=None):
    """The office sends the item back to its units with a reason and, if given, a new deadline; returns the item."""
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office returns a request to close."))
    return _decide(closing, Status.IN_PROGRESS, by=by, at=at, version=version, text=reason, due_on=due_on)


def withdraw_closing(closing, *, by, at, version, reason):
    """A lead or responsible unit takes the request back with a reason, without one while it waits for the head.

    Returns the item.
    """
    if Closing.objects.filter(pk=closing.pk, state=State.UNSIGNED).exists():
        with transaction.atomic():
            return signing.take_back(closing, KIND, by=by, at=at).item
    if access.can_supervise(by) or not access.can_ask(by, closing.item):
        raise WorkflowError(_("The unit that asked withdraws a request; the supervision office returns it."))
    return _decide(closing, Status.IN_PROGRESS, by=by, at=at, version=version, text=reason)


def _decide(closing, status, *, by, at, version, **step):
    """Move the item, whose open request follows; refuses when `closing` is no longer that request."""
    with transaction.atomic():
        closing = Closing.objects.select_related("item__report").get(pk=closing.pk)
        if not closing.is_open:
            settle(closing, states=())
        return move_status(
            closing.item,
            by=by,
            version=version,
            on=timezone.localdate(at),
            at=at,
            status=status,
            **step,
        )


def carry_over(item, *, by, at, version, reason, into=None):
    """Carry an open item over to the next year, to the item `into` of a later report if it exists already.

    Returns the item as it is then. `link_carried_over` adds the link when the next report comes.
    """
    if into is not None:
        _require_later(item, into)
    return move_status(
        item,
        by=by,
        version=version,
        on=timezone.localdate(at),
        at=at,
        status=Status.CARRIED_OVER,
        text=reason,
        into=into,
    )


def link_carried_over(item, *, into, by, version):
    """Say which item of a later report goes on with an item that was carried over; None takes the link away."""
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office says where an item goes on."))
    current = fresh(item, version)
    if current.status != Status.CARRIED_OVER:
        raise WorkflowError(_("Only an item that was carried over names the item that it became."))
    if into is not None:
        _require_later(current, into)
    return change(current, version=version, action=HistoryEntry.Action.ITEM_EDITED, by=by, carried_to=into)


def _require_later(item, into):
    if into.report.year <= item.report.year:
        raise WorkflowError(_("An item goes on in the report of a later year; choose an item there."))
