"""Letting people in, and demo accounts out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Membership, User
from departments.models.three import why_not_password
from departments.passwords import one_time_password, stored

from .. import access, history
from ..models import HistoryEntry
from ..sessions.ending import forget_sessions
from ..steps.errors import WorkflowError
from .recording import record_account, record_reset

Role = Membership.Role

# What a person hands over in a day; each password takes some milliseconds.
MOST_AT_ONCE = 500


def hand_out(people, *, by, at):
    """Give each of the `people` a one-time password; returns [(person, password)] in their order.

    Whatever password they had opens nothing any more, and who is signed in by it is signed out. The words stand in the
    answer alone: the database keeps their digests, the history the names.
    """
    if not access.can_keep_people(by):
        raise WorkflowError(access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
    with transaction.atomic():
        rows = User.objects.select_for_update().filter(pk__in=[person.pk for person in people], is_active=True)
        rows = list(rows.order_by("username"))
        if not rows:
            raise WorkflowError(_("Choose at least one person who may sign in."))
        if len(rows) > MOST_AT_ONCE:
            raise WorkflowError(
                _("At most %(count)s passwords are handed out at once; choose fewer people.") % {"count": MOST_AT_ONCE}
            )
        if by in rows:
            raise WorkflowError(_("Your own password you change yourself; leave yourself out."))
        for person in rows:
            if sentence := why_not_password(by, person):
                raise WorkflowError(sentence)
        given = []
        for person in rows:
            password = one_time_password()
            given.append((person, password))
            User.objects.filter(pk=person.pk).update(password=stored(password), must_change_password=True)
            record_reset(person, is_one_time=True, by=by, at=at)
        forget_sessions(rows)
        names = "、".join(f"{person.name} ({person.username})" for person in rows)
        history.record(HistoryEntry.Action.PASSWORDS_HANDED_OUT, by=by, after={"people": names}, at=at)
    return given


def end_demo_accounts(*, by, at):
    """Deactivate all demo accounts; refuses while nobody else could administer the portal. Returns how many."""
    if not access.can_keep_people(by):
        raise WorkflowError(access.ONLY_ADMINISTRATORS_KEEP_PEOPLE)
    with transaction.atomic():
        rows = list(User.objects.select_for_update().filter(is_demo=True, is_active=True).order_by("username"))
        if not rows:
            raise WorkflowError(_("No demo account is active any more."))
        on = timezone.localdate(at)
        if not _others(Role.ADMINISTRATOR, on).exists():
            raise WorkflowError(
                _("First give somebody else the post of administrator and a password: nobody could get in otherwise.")
            )
        if not _others(Role.SECURITY, on).exists():
            raise WorkflowError(
                _("First give somebody the post of security administrator and a password: nobody could approve.")
            )
        User.objects.filter(pk__in=[person.pk for person in rows]).update(is_active=False)
        forget_sessions(rows)
        for person in rows:
            record_account(HistoryEntry.Action.ACCOUNT_DEACTIVATED, person, by=by, at=at)
        names = "、".join(f"{person.name} ({person.username})" for person in rows)
        history.record(HistoryEntry.Action.DEMO_ENDED, by=by, after={"people": names}, at=at)
    return len(rows)


def choose_password(form, *, at, session_key=None):
    """Save the password that a person has chosen himself, in a valid form of his; returns the person.

    All his sessions but the one of the key end.
    """
    Action = HistoryEntry.Action
    was_one_time = form.user.must_change_password
    with transaction.atomic():
        person = form.save()
        action = Action.FIRST_PASSWORD_CHOSEN if was_one_time else Action.PASSWORD_CHANGED
        record_account(action, person, by=person, at=at)
        forget_sessions([person], but=session_key)
    return person


def _others(role, on):
    """Posts of those administrators who can sign in and are no demo accounts."""
    return Membership.objects.serving(role, on).filter(user__in=User.objects.able_to_sign_in().filter(is_demo=False))
