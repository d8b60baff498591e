"""Whether somebody is who the password says: by a code, a recovery code or a key, each of which holds once."""

import time
import unicodedata

from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..messages.telling import tell
from ..models import HistoryEntry, Message, RecoveryCode, SecondFactor
from ..people.recording import record_account
from . import codes, keeping, passkeys

Kind = SecondFactor.Kind


def count_as_failure(request, person):
    """A wrong code or key counts as a wrong password does: for the lock-out, and in every record of sign-ins."""
    user_login_failed.send(__name__, credentials={"username": person.username}, request=request)


def prove_by_code(person, typed, *, at):
    """Whether `typed` is the present code of the person's app or an unused recovery code; from now on it is used."""
    typed = "".join(unicodedata.normalize("NFKC", typed).split())
    if len(typed) == codes.DIGITS and typed.isdecimal() and typed.isascii():
        return _prove_by_app(person, typed, at=at)
    return _prove_by_recovery_code(person, typed, at=at)


def _prove_by_app(person, code, *, at):
    for factor in SecondFactor.objects.filter(user=person, kind=Kind.APP):
        secret = keeping.opened(factor.secret)
        step = codes.matching_step(secret, code, now=time.time()) if secret else None
        # Compared by the database: of two at once one is refused.
        unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
        if step is not None and unused.update(last_step=step, used_at=at):
            return True
    return False


def _prove_by_recovery_code(person, code, *, at):
    unused = RecoveryCode.objects.filter(user=person, used_at=None)
    with transaction.atomic():
        if not unused.filter(digest=keeping.digest(code)).update(used_at=at):
            return False
        left = unused.count()
        record_account(
            HistoryEntry.Action.RECOVERY_CODE_USED, person, by=person, at=at, after={"codes_left": str(left)}
        )
        tell_of(
            person,
            _("One of your recovery codes was used to sign in"),
            ngettext("%(count)s is left.", "%(count)s are left.", left) % {"count": left}
            + " "
            + _("If that was not you, change your password at once and tell an administrator."),
            at=at,
        )
    return True


def prove_by_key(request, person, state, answer, *, at, portal):
    """Whether the browser's answer comes from one of the person's keys, for this very question."""
    keys = list(SecondFactor.objects.filter(user=person, kind=Kind.KEY))
    if not state or not keys:
        return False
    try:
        factor, uses = passkeys.proven(request, state, answer, keys, portal=portal)
    except passkeys.NotProven:
        return False
    # A key that counts never counts backwards: then there are two of it.
    if uses <= factor.uses and (uses or factor.uses):
        return False
    return bool(SecondFactor.objects.filter(pk=factor.pk, uses=factor.uses).update(uses=uses, used_at=at))


def tell_of(person, title, text, *, at, by=None):
    """A message to the person about his own way of signing in; it names nothing by which one could sign in."""
    tell(
        [person],
        kind=Message.Kind.ACCOUNT,
        title=title,
        text=text,
        url=reverse("second_factor"),
        by=by,
        at=at,
        on=timezone.localdate(at),
    )
