"""Sending messages out through the channels beside the inbox: each once, again after a failure, never in the way.

A delivery is claimed before it is sent: the attempt is counted and the next one set, compared with what was read, and
committed. So two runs at once send once; a process that is killed while it sends leaves a delivery that the next run
after the delay sends again, because a message twice is better than none.
"""

import datetime
import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access
from ..models import Delivery
from ..steps.errors import WorkflowError
from .channels import channels
from .telling import PRESSING, in_office_hours

logger = logging.getLogger(__name__)
State = Delivery.State

# How long after each failed attempt the next one is made; after the last nobody tries again by itself.
DELAYS = tuple(datetime.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
ATTEMPTS = len(DELAYS) + 1
# A channel that fails so often in a row, or whose server is silent once, is taken to be out of order; the rest waits
# for the next run.
OUT_OF_ORDER = 3
ERROR_LIMIT = Delivery._meta.get_field("error").max_length


@dataclass
class Delivered:
    """What a run has sent, and what did not go out (with `error`), as `Delivery` rows."""

    sent: list = field(default_factory=list)
    failed: list = field(default_factory=list)


def deliver(at):
    """Send what is due by `at`; returns `Delivered`. Call it outside transactions: it commits before it sends.

    What presses people (`telling.PRESSING`) waits for office hours.
    """
    ways, done, failures = channels(), Delivered(), {}
    try:
        for key in _due(at, list(ways)):
            delivery = Delivery.objects.select_related("message").get(pk=key)
            if failures.get(delivery.channel, 0) >= OUT_OF_ORDER or not _claim(delivery, at):
                continue
            error = _send(ways[delivery.channel], delivery)
            if error:
                failures[delivery.channel] = OUT_OF_ORDER if error.is_silent else failures.get(delivery.channel, 0) + 1
                _note_failure(delivery, error.text)
                done.failed.append(delivery)
            else:
                failures[delivery.channel] = 0
                _note_sent(delivery, at)
                done.sent.append(delivery)
    finally:
        for channel in ways.values():
            channel.close()
    return done


def _due(at, names):
    due = Delivery.objects.filter(state__in=Delivery.DUE_STATES, next_try_at__lte=at, channel__in=names)
    if not in_office_hours(at):
        due = due.exclude(message__kind__in=PRESSING)
    return list(due.order_by("next_try_at", "pk").values_list("pk", flat=True))


def _claim(delivery, at):
    """Count the attempt before it is made; whether this run was the first to do so."""
    delay = DELAYS[min(delivery.attempts, len(DELAYS) - 1)]
    # Durable: an attempt that somebody else's transaction could undo would be made twice.
    with transaction.atomic(durable=True):
        claimed = Delivery.objects.filter(
            pk=delivery.pk, state__in=Delivery.DUE_STATES, attempts=delivery.attempts, next_try_at__lte=at
        ).update(attempts=delivery.attempts + 1, next_try_at=at + delay)
    delivery.attempts += 1
    return claimed == 1


@dataclass(frozen=True)
class _Failure:
    """Why a delivery did not go out; whether nobody answered, who will not answer for the next one either."""

    text: str
    is_silent: bool = False


def _send(channel, delivery):
    """Send it; returns the `_Failure`, None if it went out."""
    try:
        channel.send(delivery)
    except OSError as error:
        # What became of the connection nobody knows: the next delivery gets another.
        channel.close()
        return _Failure(_spell(error), is_silent=_is_silence(error))
    except Exception as error:
        # Whatever is wrong with one message or one channel, the others go out.
        logger.exception("Delivery %s through %s", delivery.pk, delivery.channel)
        channel.close()
        return _Failure(_spell(error))
    return None


def _is_silence(error):
    """Whether nobody answered in time; smtplib tells it as a connection that was closed."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _spell(error):
    return f"{type(error).__name__}: {error}"[:ERROR_LIMIT]


def _own(delivery):
    """The delivery as this run has claimed it; nothing if somebody has asked for another try meanwhile."""
    return Delivery.objects.filter(pk=delivery.pk, state__in=Delivery.DUE_STATES, attempts=delivery.attempts)


def _note_sent(delivery, at):
    _own(delivery).update(state=State.SENT, sent_at=at, error="")
    delivery.state, delivery.sent_at, delivery.error = State.SENT, at, ""


def _note_failure(delivery, error):
    state = State.FAILED if delivery.attempts < ATTEMPTS else State.GIVEN_UP
    _own(delivery).update(state=state, error=error)
    delivery.state, delivery.error = state, error


def try_again(delivery, *, by, at):
    """The office has a delivery tried again from the start by the next run. Raises WorkflowError if it was sent."""
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office looks after the messages."))
    waiting = Delivery.objects.filter(pk=delivery.pk).exclude(state=State.SENT)
    if waiting.update(state=State.QUEUED, attempts=0, next_try_at=at) != 1:
        raise WorkflowError(_("This message has been sent meanwhile; it is not sent twice."))
