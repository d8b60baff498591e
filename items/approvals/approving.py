"""Approving and refusing accounts and posts; ending accounts for emergencies. Many at once, all or nothing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Membership, User
from departments.models.people import overlap
from departments.models.three import is_at_odds, why_at_odds, why_not_oneself

from .. import access, history
from ..models import HistoryEntry
from ..people.announcing import tell_person
from ..people.recording import record_account
from ..posts.handing_over import pass_on_to
from ..steps.asking import require_words, within
from ..steps.errors import WorkflowError
from .page import ACCOUNT, POST, waiting_lines

Action = HistoryEntry.Action
LONGEST_REASON = 200


def approve(seen, *, by, at):
    """Let the accounts and posts work that stand as they were `seen` (`WaitingLine.value`s); returns how many."""
    with transaction.atomic():
        lines = _chosen(seen, by=by, at=at)
        for line in lines:
            changes = {"approved_at": at, "approved_by": by, "asked_at": None}
            if line.kind == ACCOUNT:
                User.objects.filter(pk=line.row.pk).update(is_active=True, **changes)
                record_account(Action.ACCOUNT_APPROVED, line.person, by=by, at=at)
                title = _("Your account was approved by %(by)s") % {"by": by}
            else:
                Membership.objects.filter(pk=line.row.pk).update(was=None, **changes)
                _record_post(Action.POST_APPROVED, line, by=by, at=at)
                title = _("Your post %(post)s was approved by %(by)s") % {"post": line.after, "by": by}
            tell_person(line.person, title, by=by, at=at)
        _require_parted(lines)
        begun = [line.row for line in lines if line.kind == POST and line.row.start_on]
        for post in begun:
            if post.start_on <= timezone.localdate(at):
                pass_on_to(post, at)
    return len(lines)


def refuse(seen, *, reason, by, at):
    """Let them not work: a new post goes, a changed one is again what it was, an account stays closed; says why."""
    reason = within(require_words(reason, _("Write why it is not approved.")), LONGEST_REASON)
    with transaction.atomic():
        lines = _chosen(seen, by=by, at=at)
        for line in lines:
            if line.kind == ACCOUNT:
                User.objects.filter(pk=line.row.pk).update(asked_at=None, asked_by=None)
                record_account(Action.ACCOUNT_REFUSED, line.person, by=by, at=at, reason=reason)
            else:
                _record_post(Action.POST_REFUSED, line, by=by, at=at, reason=reason)
                _take_back(line.row, at)
            words = {"what": f"{line.person}：{line.after}", "by": by, "reason": reason}
            title = _("%(what)s was not approved by %(by)s: %(reason)s") % words
            if line.row.asked_by:
                tell_person(line.row.asked_by, title, by=by, at=at)
        _require_parted(lines)
    return len(lines)


def end_emergency(person, *, by, at):
    """Deactivate an account for emergencies."""
    if not access.can_see_approvals(by):
        raise WorkflowError(access.ONLY_SECURITY_APPROVES)
    with transaction.atomic():
        rows = User.objects.emergency().filter(pk=person.pk)
        if not Membership.objects.administrators(timezone.localdate(at)).exclude(user=person.pk).exists():
            raise WorkflowError(
                _("First somebody else needs the post of administrator, approved: nobody could administer otherwise.")
            )
        if rows.update(is_active=False) != 1:
            raise WorkflowError(_("This account has been ended already."))
        record_account(Action.EMERGENCY_ENDED, person, by=by, at=at)


def _chosen(seen, *, by, at):
    """The lines that were seen, if all are as they were, and none is the person's own affair."""
    on, seen = timezone.localdate(at), set(seen)
    if not access.can_approve(by, on=on):
        raise WorkflowError(access.ONLY_SECURITY_APPROVES)
    if not seen:
        raise WorkflowError(_("Tick at least one account or post."))
    lines = [line for line in waiting_lines(locked=True) if line.value in seen]
    if len(lines) < len(seen):
        raise WorkflowError(
            _("Something of it was changed or decided since you looked, so nothing was saved. Look at it again.")
        )
    is_first = access.is_first_of_all(by, on=on)
    for line in lines:
        if sentence := why_not_oneself(by, line.person):
            raise WorkflowError(sentence)
        if not is_first and (sentence := why_not_oneself(by, line.row.asked_by)):
            raise WorkflowError(_("You have entered this yourself: somebody else approves it."))
    return lines


def _require_parted(lines):
    """Refuses what would leave somebody with posts that nobody holds together: a post may go back to whose it was."""
    people = {line.person.pk for line in lines}
    people |= {line.row.was["user_id"] for line in lines if line.kind == POST and line.row.was}
    held: dict[int, list[Membership]] = {}
    posts = Membership.objects.filter(user__in=people, approved_at__isnull=False).select_related("user", "department")
    for post in posts.order_by("pk"):
        for other in held.setdefault(post.user_id, []):
            if is_at_odds(post.role, other.role) and overlap(post, other):
                raise WorkflowError(why_at_odds(post.role, other.role, person=post.user, post=other))
        held[post.user_id].append(post)


def _record_post(action, line, *, by, at, reason=""):
    before, after = {"post": line.before} if line.before else None, {"person": str(line.person), "post": line.after}
    unit = line.row.department
    history.record(action, by=by, person=line.person, department=unit, before=before, after=after, reason=reason, at=at)


def _take_back(post, at):
    rows = Membership.objects.filter(pk=post.pk)
    if not post.was:
        rows.delete()
    else:
        rows.update(**post.was, was=None, approved_at=at, asked_at=None, asked_by=None)
