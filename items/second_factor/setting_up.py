"""A person sets up or removes a second factor, and makes recovery codes; an administrator resets one that was lost."""

import time

from django.db import transaction
from django.utils.translation import gettext as _

from departments.models import User
from departments.passwords import one_time_password

from .. import access
from ..models import HistoryEntry, RecoveryCode, SecondFactor
from ..people.recording import record_account
from ..sessions.ending import forget_sessions
from ..steps.asking import add
from ..steps.errors import WorkflowError
from . import codes, keeping
from .page import needs_second_factor
from .proving import tell_of

Action, Kind = HistoryEntry.Action, SecondFactor.Kind
CODES = 10
MOST_KEYS = 10


def add_app(person, *, secret, code, at):
    """Set the app up that has the secret and shows this code now; returns new recovery codes if it is the first."""
    step = codes.matching_step(secret, code, now=time.time())
    if step is None:
        raise WorkflowError(_("This is not the code the app shows now. Check the clock of the telephone."))
    fields = {"secret": keeping.sealed(secret), "last_step": step, "name": str(Kind.APP.label)}
    return _add(SecondFactor(user=person, kind=Kind.APP, made_at=at, **fields), at=at)


def add_key(person, *, name, fields, at):
    """Set a key up with the `fields` of `passkeys.registered`; returns new recovery codes if it is the first factor."""
    if person.second_factors.filter(kind=Kind.KEY).count() >= MOST_KEYS:
        raise WorkflowError(_("At most %(count)s keys: remove one first.") % {"count": MOST_KEYS})
    return _add(SecondFactor(user=person, kind=Kind.KEY, name=name, made_at=at, **fields), at=at)


def _add(factor, *, at):
    person = factor.user
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        is_first = not person.second_factors.exists()
        add(factor)
        record_account(Action.SECOND_FACTOR_ADDED, person, by=person, at=at, after=_told(factor))
        return _write_codes(person, at=at) if is_first else []


def remove(factor, *, by, at):
    """Remove a factor of one's own; the last one only where no post asks for one, and the recovery codes with it."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        others = SecondFactor.objects.filter(user=by).exclude(pk=factor.pk)
        if not others.exists() and needs_second_factor(by):
            raise WorkflowError(_("Your post asks for a second factor: set another one up before you remove this one."))
        if not SecondFactor.objects.filter(user=by, pk=factor.pk).delete()[0]:
            raise WorkflowError(_("This factor has been removed already."))
        if not others.exists():
            RecoveryCode.objects.filter(user=by).delete()
        record_account(Action.SECOND_FACTOR_REMOVED, by, by=by, at=at, after=_told(factor))
        tell_of(by, _("A second factor was removed from your account"), _if_not_you(), at=at)


def renew_codes(person, *, at):
    """New recovery codes, each to be shown this once; the old ones are void."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if not person.second_factors.exists():
            raise WorkflowError(_("Set up a second factor first: recovery codes stand in for it."))
        return _write_codes(person, at=at)


def _write_codes(person, *, at):
    RecoveryCode.objects.filter(user=person).delete()
    made = [one_time_password() for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=person, digest=keeping.digest(code), made_at=at) for code in made
    )
    record_account(Action.RECOVERY_CODES_MADE, person, by=person, at=at)
    return made


def reset(person, *, by, at):
    """Take all factors and recovery codes of somebody who lost them, and end his sessions; he signs in by the password
    alone and is told.

    `by` None is the operator at the machine.
    """
    if by is not None and not access.can_reset_second_factor(by):
        raise WorkflowError(_("Only an administrator resets somebody's second factor."))
    if by is not None and by.pk == person.pk:
        raise WorkflowError(_("Your own second factor is reset by another administrator, or by the operator."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        rows = list(SecondFactor.objects.filter(user=person))
        if not rows:
            raise WorkflowError(_("%(person)s has no second factor set up.") % {"person": person})
        SecondFactor.objects.filter(user=person).delete()
        RecoveryCode.objects.filter(user=person).delete()
        # Whoever came in by the lost factor goes out with it.
        after = {"factor_name": "、".join(row.name for row in rows), "sessions": forget_sessions([person])}
        record_account(Action.SECOND_FACTOR_RESET, person, by=by, at=at, after=after)
        text = " ".join([_("All your sessions were ended; sign in again."), _if_not_you()])
        tell_of(person, _("Your second factor was reset"), text, by=by, at=at)


def _told(factor):
    return {"factor": factor.kind, "factor_name": factor.name}


def _if_not_you():
    return _("If you did not ask for it, change your password at once and tell an administrator.")
