"""Reminders to sign for an issued item: once an item, and none to who objects."""

import pytest

from items.chasing.reminding import remind
from items.models import (
    Message,
    Objection,
    ProgressUpdate,
    Reminder,
    Responsibility,
)

from ..given.factories import moment
from .silent_units import hand_in, reminders


@pytest.fixture
def unsigned(cast):
    """Nobody has signed, and reports are no matter here."""
    Responsibility.objects.update(signed_for_at=None, signed_for_by=None)
    hand_in(ProgressUpdate.objects.all())
    return cast


def test_who_has_not_signed_in_time_is_reminded_once_an_item(unsigned):
    cast = unsigned
    # issued on 1 February 2011, two workdays to sign: the Spring Festival lasted until the 8th
    assert remind(moment("2011-02-10 09:00")) == []
    remind(moment("2011-02-11 09:00"))
    assert set(reminders()) == {
        ("liaison", cast.civil_affairs.name, "sign_for"),
        ("health", cast.health.name, "sign_for"),
        ("east", cast.east.name, "sign_for"),
    }
    assert Reminder.objects.filter(to=cast.liaison).count() == 2
    message = Message.objects.get(to=cast.liaison)
    assert len(message.text.splitlines()) == 1 and "1、2" in message.text
    assert remind(moment("2011-03-11 09:00")) == []


def test_who_objects_is_not_asked_to_sign(unsigned):
    cast = unsigned
    Objection.objects.create(
        item=cast.led,
        department=cast.civil_affairs,
        kind="duty",
        reason="非本单位职责",
        by=cast.liaison,
        at=moment("2011-02-01 11:00"),
    )
    remind(moment("2011-02-11 09:00"))
    assert list(Reminder.objects.filter(to=cast.liaison).values_list("item", flat=True)) == [cast.supported.pk]
