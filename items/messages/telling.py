"""Telling people: a message in the inbox of each, and a delivery through every channel that reaches the person."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Delegation, Membership, User

from ..models import Delivery, Message
from ..rules.workdays import is_workday
from .channels import addresses_of

TITLE_LIMIT = Message._meta.get_field("title").max_length
# What presses people leaves the portal in office hours only; in the inbox it stands at once.
PRESSING = (Message.Kind.REMINDER, Message.Kind.CHASE, Message.Kind.ESCALATION)


def in_office_hours(at):
    """Whether offices are at work at the moment (settings.PORTAL_OFFICE_HOURS, workdays of the calendar)."""
    local = timezone.localtime(at)
    start, end = settings.PORTAL_OFFICE_HOURS
    return is_workday(local.date()) and start <= local.hour * 60 + local.minute < end


def _people_of(posts, on):
    """{person pk: {(role, department pk), …}} of the posts, for who holds them and for who stands in on the day."""
    people = {}
    held = posts.current(on).values_list("user", "role", "department")
    standing_in = Delegation.objects.running(on).filter(post__in=posts.current(on))
    for person, *duty in [*held, *standing_in.values_list("to", "post__role", "post__department")]:
        people.setdefault(person, set()).add(tuple(duty))
    return people


def _posts(roles, departments):
    posts = Membership.objects.filter(role__in=roles)
    return posts if departments is None else posts.filter(department__in=departments)


def holders(roles, *, on, departments=None):
    """People who hold a post in one of the roles on the day, for somebody absent too; in `departments` if given."""
    people = _people_of(_posts(roles, departments), on)
    return list(User.objects.filter(pk__in=people, is_active=True).order_by("pk"))


def unit_people(departments, *, on):
    """Liaisons and heads of the units."""
    return holders(Membership.UNIT_ROLES, on=on, departments=departments)


def office(*, on):
    """Everybody in the supervision office."""
    return holders([Membership.Role.SUPERVISION], on=on)


def roster(departments, *, on):
    """{department pk: {role: [User, …]}} with the liaisons and heads of the units; a unit without any is left out."""
    people = _people_of(_posts(Membership.UNIT_ROLES, departments), on)
    units = {}
    for user in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
        for role, department in sorted(people[user.pk]):
            units.setdefault(department, {}).setdefault(role, []).append(user)
    return units


def tell(people, *, kind, title, at, on, text="", url="", by=None, item=None, period=None):
    """Write one message to each of `people`, the sender left out, and queue it for the other channels.

    Call it inside the transaction of what it tells: neither exists without the other. Sending itself happens later
    (`delivering`). Returns the messages.
    """
    words = {"kind": kind, "title": title, "at": at, "day": on, "text": text, "url": url}
    return send(messages_to(people, by=by, item=item, period=period, **words), at=at)


def messages_to(people, *, title, by=None, **fields):
    """A message, not written yet, to each of `people`, the sender left out."""
    readers = {person.pk: person for person in people if by is None or person.pk != by.pk}
    return [Message(to=person, title=one_line(title), by=by, **fields) for person in readers.values()]


def send(messages, *, at):
    """Write the messages and queue them for the other channels; returns them. In the same transaction as `tell`."""
    told = Message.objects.bulk_create(messages)
    queue(told, at=at)
    return told


def one_line(title):
    """A title that fits its field and the subject of an e-mail, which has no line breaks."""
    title = " ".join(title.split())
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"


def queue(messages, *, at):
    """Queue messages for every channel that reaches their readers."""
    Delivery.objects.bulk_create(
        Delivery(message=message, channel=channel, address=address, next_try_at=at)
        for message in messages
        for channel, address in addresses_of(message.to)
    )


def mark_read(message, *, at):
    """Note that its reader has opened the message; the first time counts."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=at)


def mark_all_read(user, *, until, at):
    """Mark the person's messages as read, up to the one with the key `until`: what came later was not seen yet."""
    return user.messages.filter(read_at__isnull=True, pk__lte=until).update(read_at=at)


def nobody_to_tell(departments):
    """The sentence for the office where units have nobody who could be reminded."""
    return _("Neither a liaison nor a head is entered, so nobody is told: %(units)s. An administrator enters one.") % {
        "units": spell(departments)
    }


def spell(departments):
    """Units in one line, as Chinese lists them."""
    return "、".join(str(department) for department in departments)
