"""Who signs for a unit: a report whose rules have no heads sign, and somebody who stands in for the head."""

from departments.models import Delegation, Membership, User
from items.models import WorkReport

from .factories import day


def without_sign_off(cast):
    """In the cast's report what a unit writes leaves it at once."""
    return with_sign_off(cast, False)


def with_sign_off(cast, is_on=True):
    """In the cast's report the heads sign off what their units write, or do not."""
    WorkReport.objects.filter(pk=cast.report.pk).update(with_sign_off=is_on)
    for item in (cast.led, cast.supported, cast.open_lead):
        item.refresh_from_db()
    cast.report.refresh_from_db()
    return cast


def stand_in(head, person, start="2011-01-01", end="2011-12-31"):
    """The person stands in for the unit head through the year; returns the person as at the next request."""
    post = Membership.objects.get(user=head, role=Membership.Role.HEAD)
    Delegation.objects.create(
        post=post, to=person, start_on=day(start), end_on=day(end), by=head, at=f"{start} 08:00+08:00"
    )
    return User.objects.get(pk=person.pk)
