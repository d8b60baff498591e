"""What a person's own settings say of the calendar address."""

from departments.models import User

from ..models import CalendarFeed


def feed_of(user: User) -> CalendarFeed | None:
    """The person's calendar address, None without one."""
    return CalendarFeed.objects.filter(user=user).first()
