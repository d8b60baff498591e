"""Posts that change hands for good (岗位交接) or while somebody is away (委托).

Work belongs to units, so a successor finds tasks and drafts by holding the post. What follows by itself is the unread
part of the inbox. What was signed keeps the name of who signed it.
"""

import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY
from departments.models import Delegation, Membership
from departments.models.serving import without
from departments.models.three import why_not_oneself

from .. import access, history
from ..messages.telling import tell
from ..models import HistoryEntry, Message, ProgressUpdate
from ..people.recording import Held, record_post, record_revoked
from ..steps.asking import add
from ..steps.errors import WorkflowError

Kind = Message.Kind
Role = Membership.Role

# Who is away for longer than a quarter hands the post over; the administrator may enter an exception.
LONGEST_DELEGATION = datetime.timedelta(days=92)

# What a post's holder is told of as such; what was told for another post of the same person stays with that person.
TOLD_TO_UNITS = (Kind.REMINDER, Kind.CHASE, Kind.ISSUED, Kind.RETURNED, Kind.DECIDED, Kind.INSTRUCTION, Kind.MEETING)
TOLD = {
    Role.LIAISON: TOLD_TO_UNITS,
    Role.HEAD: TOLD_TO_UNITS,
    Role.SUPERVISION: (Kind.SUBMITTED, Kind.ESCALATION, Kind.INSTRUCTION, Kind.MEETING),
    Role.LEADER: (Kind.SUBMITTED, Kind.DECIDED),
}


def hand_over(post, *, to, on, by, at):
    """End a post the day before `on` and give it to the person `to` from that day; returns the new post.

    Unread messages about the post's work are copied to the successor, now or on the day (`pass_on_unread`).
    """
    if not access.can_hand_over(by, post):
        raise WorkflowError(_("Only an administrator, for a liaison also the head of the unit, hands a post over."))
    today = timezone.localdate(at)
    if on < today:
        raise WorkflowError(_("A post is handed over today or later; choose such a day."))
    with transaction.atomic():
        post = _locked(post)
        _require_receiver(post, to, by)
        last_day = on - ONE_DAY
        if post.end_on and post.end_on < on:
            raise WorkflowError(_("The post ends before that day; choose an earlier one."))
        if post.start_on and post.start_on > last_day:
            raise WorkflowError(_("The post began on that day or begins later; choose a later day."))
        ends, served = post.end_on, Membership.objects.served(today)
        post.end_on = last_day
        post.save(update_fields=["end_on"])
        follows = add(Membership(user=to, role=post.role, department=post.department, start_on=on, end_on=ends))
        history.record(
            HistoryEntry.Action.POST_HANDED_OVER,
            by=by,
            person=post.user,
            department=post.department,
            before={"post": str(post), "person": str(post.user)},
            after={"person": str(to), "from": on.isoformat()},
            at=at,
        )
        record_post(None, Held.of(follows), by=by, at=at, told=False)
        title = _("%(post)s passes from %(former)s to %(to)s on %(day)s") % {
            "post": post,
            "former": post.user,
            "to": to,
            "day": on.isoformat(),
        }
        _tell([post.user, to], title, by=by, at=at)
        if lost := without(served, today):
            raise WorkflowError(lost)
        if on == today and follows.approved_at:
            _pass_on(post, follows, at)
    return follows


def pass_on_unread(at):
    """Copy to every successor whose post begins today what its predecessor has not read; returns how many copies.

    Safe to repeat: what was copied once is not copied again.
    """
    today = timezone.localdate(at)
    copies = 0
    for follows in Membership.objects.current(today).filter(start_on=today).select_related("user", "department"):
        copies += pass_on_to(follows, at)
    return copies


def pass_on_to(follows, at):
    """The same for one post that has begun; returns how many copies."""
    copies = 0
    former = Membership.objects.filter(
        role=follows.role, department=follows.department_id, end_on=follows.start_on - ONE_DAY
    ).exclude(user=follows.user_id)
    for post in former.select_related("user"):
        with transaction.atomic():
            copies += _pass_on(post, follows, at)
    return copies


def _pass_on(post, follows, at):
    """Copy the unread messages of the post's work; the originals stay, so that the record of who was told holds."""
    unread = _unread_of(post, timezone.localdate(at))
    had = set(follows.user.messages.filter(at__in=unread.values("at")).values_list("at", "title", "url"))
    copies = [
        Message(
            to=follows.user,
            # One reminder a day is the rule of its kind; the copy comes with the post.
            kind=Kind.POST if message.kind == Kind.REMINDER else message.kind,
            title=message.title,
            text=message.text,
            url=message.url,
            by_id=message.by_id,
            item_id=message.item_id,
            period_id=message.period_id,
            day=message.day,
            at=message.at,
        )
        for message in unread.order_by("pk")
        if (message.at, message.title, message.url) not in had
    ]
    Message.objects.bulk_create(copies)
    return len(copies)


def _unread_of(post, on):
    """The unread messages that the holder of a post, which has ended by the day, got by that post."""
    unread = post.user.messages.filter(read_at__isnull=True, kind__in=TOLD.get(post.role, ()))
    if post.role in Membership.UNIT_ROLES:
        unread = unread.filter(pk__in=_about(unread, [post.department_id]))
        returned = unread.filter(kind=Kind.RETURNED, period__isnull=False)
        own = ProgressUpdate.objects.filter(
            department=post.department_id, item__in=returned.values("item"), period__in=returned.values("period")
        )
        return unread.exclude(
            Q(pk__in=returned.values("pk")) & ~Q(url__in=[update.get_absolute_url() for update in own])
        )
    still_held = post.user.memberships.current(on).filter(role__in=Membership.UNIT_ROLES)
    return unread.exclude(pk__in=_about(unread, still_held.values("department")))


def _about(messages, units):
    """Keys of those messages that are about an item of the units or remind of what they owe."""
    of_unit = Q(item__responsibilities__department__in=units) | Q(reminders__department__in=units)
    return messages.filter(of_unit).values("pk")


def delegate(post, *, to, start_on, end_on, reason="", by, at):
    """Let the person `to` hold a unit post beside its absent holder, both days included; returns the `Delegation`."""
    if not access.can_delegate(by, post):
        raise WorkflowError(_("Only its holder or an administrator delegates the post of a liaison or unit head."))
    if start_on < timezone.localdate(at):
        raise WorkflowError(_("A delegation begins today or later; choose such a day."))
    if end_on - start_on >= LONGEST_DELEGATION and not access.is_administrator(by):
        raise WorkflowError(
            _("A delegation lasts at most %(days)s days; ask an administrator for a longer one.")
            % {"days": LONGEST_DELEGATION.days}
        )
    with transaction.atomic():
        post = _locked(post)
        _require_receiver(post, to, by)
        _require_free(post, start_on, end_on)
        delegation = add(
            Delegation(post=post, to=to, start_on=start_on, end_on=end_on, reason=reason.strip(), by=by, at=at)
        )
        history.record(
            HistoryEntry.Action.POST_DELEGATED,
            by=by,
            person=to,
            department=post.department,
            before={"post": str(post), "person": str(post.user)},
            after={"person": str(to), "from": start_on.isoformat(), "until": end_on.isoformat()},
            reason=delegation.reason,
            at=at,
        )
        title = _("%(to)s stands in for %(person)s as %(post)s from %(start)s to %(end)s") % {
            "to": to,
            "person": post.user,
            "post": post,
            "start": start_on.isoformat(),
            "end": end_on.isoformat(),
        }
        _tell([post.user, to], title, by=by, at=at)
    return delegation


def revoke(delegation, *, by, at):
    """End a delegation at once; the holder, an administrator and who stands in may. Returns the delegation."""
    post = delegation.post
    if not access.can_revoke(by, delegation):
        raise WorkflowError(_("Only its holder, who stands in or an administrator revokes a delegation."))
    if delegation.end_on < timezone.localdate(at):
        raise WorkflowError(_("This delegation has ended already."))
    with transaction.atomic():
        delegations = Delegation.objects.filter(pk=delegation.pk, revoked_at__isnull=True)
        if delegations.update(revoked_at=at) != 1:
            raise WorkflowError(_("This delegation was revoked already."))
        delegation.revoked_at = at
        record_revoked([delegation], by=by, at=at)
        title = _("%(to)s no longer stands in for %(person)s as %(post)s") % {
            "to": delegation.to,
            "person": post.user,
            "post": post,
        }
        _tell([post.user, delegation.to], title, by=by, at=at)
    return delegation


def _locked(post):
    """The post for this transaction alone; refuses if it is not as the person had seen it."""
    current = Membership.objects.select_for_update(of=("self",)).select_related("user", "department").get(pk=post.pk)
    if (current.user_id, current.start_on, current.end_on) != (post.user_id, post.start_on, post.end_on):
        raise WorkflowError(_("Somebody else has changed this post in the meantime. Look at the page as it is now."))
    return current


def _require_receiver(post, to, by):
    if sentence := why_not_oneself(by, to):
        raise WorkflowError(sentence)
    if to.pk == post.user_id:
        raise WorkflowError(_("%(person)s holds this post already; choose somebody else.") % {"person": to})
    if not to.is_active:
        raise WorkflowError(_("%(person)s may not sign in any more; choose somebody else.") % {"person": to})


def _require_free(post, start_on, end_on):
    if (post.start_on and post.start_on > start_on) or (post.end_on and post.end_on < end_on):
        raise WorkflowError(_("The post itself is not held on all of these days; choose days within it."))
    other = post.delegations.filter(revoked_at__isnull=True, start_on__lte=end_on, end_on__gte=start_on).first()
    if other:
        raise WorkflowError(
            _("From %(start)s to %(end)s the post is delegated to %(person)s already; revoke that first.")
            % {"start": other.start_on.isoformat(), "end": other.end_on.isoformat(), "person": other.to}
        )


def _tell(people, title, *, by, at):
    tell(
        people,
        kind=Kind.POST,
        title=title,
        url=reverse("post_list"),
        by=by,
        at=at,
        on=timezone.localdate(at),
    )
