"""Chasing by telephone (电话催办): the office notes whom it rang up, when, and what was said."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import access, history
from ..messages.telling import tell
from ..models import Call, HistoryEntry, Message, Reminder
from ..steps.changing import validate
from ..steps.errors import WorkflowError
from .words import call_text, call_title


def note_call(period, department, *, by, at, called_at, said, person=None, name=""):
    """Note that the unit was asked by telephone for its reports of the period; returns the `Call`.

    `person` is who answered, if he is in the portal: he gets what was noted as a message. Else `name` says who it was.
    Raises WorkflowError: only the office notes calls, to a unit that the period asks, at a moment that has passed.
    """
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_CHASES)
    if period.opened_at is None or not period.updates.asked_for().filter(department=department).exists():
        raise WorkflowError(_("This period asks %(unit)s for nothing.") % {"unit": department})
    if called_at > at:
        raise WorkflowError(_("The call lies in the future: correct the day or the time."))
    if called_at < period.opened_at:
        raise WorkflowError(_("The call lies before the opening of the period: correct the day or the time."))
    call = Call(
        period=period,
        department=department,
        person=person,
        name=str(person) if person else name.strip(),
        called_at=called_at,
        said=said.strip(),
        by=by,
        at=at,
    )
    if not (call.name and call.said):
        raise WorkflowError(_("A call names who answered and what was said."))
    validate(call)
    with transaction.atomic():
        call.save()
        history.record(
            HistoryEntry.Action.PHONED,
            by=by,
            report=period.report,
            department=department,
            after={
                "period": period.key,
                "person": call.name,
                "called_at": f"{timezone.localtime(called_at):%Y-%m-%d %H:%M}",
                "said": call.said,
            },
            at=at,
        )
        if person is not None:
            _confirm(call)
    return call


def _confirm(call):
    """Who answered reads what was noted; so the call stands in the log of messages, too."""
    with translation.override(settings.LANGUAGE_CODE):
        told = tell(
            [call.person],
            kind=Message.Kind.CHASE,
            title=call_title(call),
            text=call_text(call),
            url=reverse("workbench"),
            by=call.by,
            period=call.period,
            at=call.at,
            on=timezone.localdate(call.at),
        )
    Reminder.objects.bulk_create(
        Reminder(
            to=message.to,
            department=call.department,
            period=call.period,
            rule=Reminder.Rule.PHONE,
            message=message,
            at=call.at,
        )
        for message in told
    )
