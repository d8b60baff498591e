"""Which units have reported, and which reminders were written."""

from items.models import ProgressUpdate, Reminder

from ..given.factories import moment

State = ProgressUpdate.State


def hand_in(updates):
    """As if they had left their unit."""
    updates.update(
        state=State.AWAITING_REVIEW, sent_at=moment("2011-03-10 09:00"), handed_in_at=moment("2011-03-10 09:00")
    )


def only(cast, unit):
    """Everybody but this unit has reported."""
    hand_in(ProgressUpdate.objects.exclude(department=unit))


def reminders(**conditions):
    """[(person, unit, rule)] in the order of writing."""
    rows = Reminder.objects.filter(**conditions).order_by("pk")
    return list(rows.values_list("to__username", "department__name", "rule"))
