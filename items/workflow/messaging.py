"""Telling people: a message in the inbox of each, and a delivery through every channel that reaches the person."""

from django.utils.translation import gettext as _

from departments.models import Membership, User
from departments.models.department import valid_on

from ..channels import addresses_of
from ..models import Delivery, Message

TITLE_LIMIT = Message._meta.get_field("title").max_length


def holders(roles, *, on, departments=None):
    """People who hold a post in one of the roles on the day, for somebody absent too; in `departments` if given."""
    posts = Membership.objects.current(on).filter(role__in=roles)
    if departments is not None:
        posts = posts.filter(department__in=departments)
    running = valid_on(on, start="delegations__start_on", end="delegations__end_on")
    delegates = posts.filter(running, delegations__isnull=False, delegations__revoked_at__isnull=True)
    people = User.objects.filter(is_active=True)
    return list(
        (
            people.filter(pk__in=posts.values("user")) | people.filter(pk__in=delegates.values("delegations__to"))
        ).order_by("pk")
    )


def unit_people(departments, *, on):
    """Liaisons and heads of the units."""
    return holders(Membership.UNIT_ROLES, on=on, departments=departments)


def office(*, on):
    """Everybody in the supervision office."""
    return holders([Membership.Role.SUPERVISION], on=on)


def tell(people, *, kind, title, at, on, text="", url="", by=None, item=None, period=None):
    """Write one message to each of `people`, the sender left out, and queue it for the other channels.

    Call it inside the transaction of what it tells: neither exists without the other. Sending itself happens later
    (`delivering`). Returns the messages.
    """
    told = []
    for person in people:
        if by is not None and person.pk == by.pk:
            continue
        message = Message.objects.create(
            to=person,
            kind=kind,
            title=title[:TITLE_LIMIT],
            text=text,
            url=url,
            by=by,
            item=item,
            period=period,
            day=on,
            at=at,
        )
        queue(message, at=at)
        told.append(message)
    return told


def queue(message, *, at):
    """Queue a message for every channel that reaches its reader."""
    for channel, address in addresses_of(message.to):
        Delivery.objects.create(message=message, channel=channel, address=address, next_try_at=at)


def nobody_to_tell(department):
    """The sentence for the office where a unit has nobody who could be reminded."""
    return _("%(unit)s has neither a liaison nor a head in the portal; an administrator enters one.") % {
        "unit": department
    }
