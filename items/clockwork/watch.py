"""Watching the machine's clock: where its date has jumped, nothing is opened or closed until somebody has looked.

A portal that was switched off comes back to a later date, too. So it is asked only about what cannot be taken back: a
period that would be opened or closed. A clock that was set back is asked about always.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from departments.models import Membership, User

from .. import access, history
from ..messages.telling import holders, tell
from ..models import ClockworkRun, HistoryEntry, Message
from ..rounds.running import is_anything_due
from ..steps.errors import WorkflowError

LARGEST_JUMP = datetime.timedelta(days=1)
# Clocks are set right by minutes all the time.
SMALLEST_STEP_BACK = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class ClockState:
    """When the clockwork ran last, what the machine says now, and since when it stands still; `ran_at` None: never."""

    ran_at: datetime.datetime | None
    now: datetime.datetime
    held_at: datetime.datetime | None

    @property
    def is_held(self):
        return self.held_at is not None


def clock_state(at):
    """The `ClockState` of the moment; one query."""
    run = ClockworkRun.objects.first()
    return ClockState(run and run.ran_at, at, run and run.held_at)


def may_run(at):
    """Whether the clockwork may do what the calendar asks for at `at`; notes the run, or that it is held back.

    The first time that it is held back, the office and the administrators are told.
    """
    with transaction.atomic():
        run = ClockworkRun.objects.select_for_update().first()
        if run is None:
            ClockworkRun.objects.get_or_create(pk=ClockworkRun.ONLY, defaults={"ran_at": at})
            return True
        if _is_odd(run.ran_at, at):
            if run.held_at is None:
                ClockworkRun.objects.update(held_at=at)
                _tell(run, at)
            return False
        ClockworkRun.objects.update(ran_at=at, held_at=None)
    return True


def confirm_clock(*, by: User | None, at):
    """Say that the machine's date is right: the next run does what has become due. `by` is None for an operator."""
    if by is not None and not may_confirm(by):
        raise WorkflowError(_("Only the supervision office or an administrator confirms the date."))
    with transaction.atomic():
        run = ClockworkRun.objects.select_for_update().first()
        if run is None or run.held_at is None:
            raise WorkflowError(_("The clockwork is running: there is nothing to confirm."))
        before = {"ran_at": spell(run.ran_at)}
        ClockworkRun.objects.update(ran_at=at, held_at=None)
        after = {"ran_at": spell(at)}
        history.record(HistoryEntry.Action.CLOCK_CONFIRMED, by=by, before=before, after=after, at=at)


def may_confirm(user):
    return access.can_supervise(user) or access.is_administrator(user)


def _is_odd(ran_at, at):
    if at < ran_at - SMALLEST_STEP_BACK:
        return True
    return at > ran_at + LARGEST_JUMP and is_anything_due(timezone.localdate(at))


def _tell(run, at):
    on = timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE):
        people = holders([Membership.Role.SUPERVISION, Membership.Role.ADMINISTRATOR], on=on)
        tell(
            people,
            kind=Message.Kind.SUBMITTED,
            title=_("The machine's date has jumped: please say whether it is right"),
            text=_(
                "Last run of the clockwork: %(before)s; date of the machine now: %(now)s. Until somebody has confirmed "
                "it, no period is opened or closed and no reminder is sent."
            )
            % {"before": spell(run.ran_at), "now": spell(at)},
            url=reverse("clockwork"),
            at=at,
            on=on,
        )


def spell(moment):
    """A moment as people read it."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")
