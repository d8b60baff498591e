"""Telling people: whom, under which title, over which channels, and who holds a post on the day."""

from django.db.models import F

from departments.models import Delegation, Membership
from items.messages import telling

from ..given.factories import day, moment

AT = moment("2011-03-24 20:00")


def test_the_sender_and_nobody_twice(cast):
    people = [cast.liaison, cast.head, cast.liaison, cast.supervisor]
    told = telling.tell(people, kind="decided", title="题\r\n目", at=AT, on=day("2011-03-24"), by=cast.supervisor)
    assert [message.to for message in told] == [cast.liaison, cast.head]
    assert {message.title for message in told} == {"题 目"}


def test_a_long_title_is_cut_visibly(cast):
    [message] = telling.tell([cast.liaison], kind="decided", title="长" * 300, at=AT, on=day("2011-03-24"))
    assert len(message.title) == 200 and message.title.endswith("…")


def test_a_message_is_queued_for_the_channels_that_reach_its_reader(cast, settings):
    settings.PORTAL_CHANNELS = ["email"]
    cast.head.email = "head@example.gov.cn"
    cast.head.save()
    told = telling.tell([cast.liaison, cast.head], kind="decided", title="题", at=AT, on=day("2011-03-24"))
    assert [[delivery.address for delivery in message.deliveries.all()] for message in told] == [
        [],
        ["head@example.gov.cn"],
    ]


def test_holders_are_who_holds_a_post_or_stands_in_on_the_day(cast):
    post = Membership.objects.get(user=cast.head)
    Delegation.objects.create(
        post=post,
        to=cast.newcomer,
        start_on=day("2011-03-20"),
        end_on=day("2011-03-26"),
        by=cast.administrator,
        at=AT,
    )
    units = [cast.civil_affairs]
    for on, expected in [
        ("2011-03-19", [cast.head]),
        ("2011-03-20", [cast.head, cast.newcomer]),
        ("2011-03-27", [cast.head]),
    ]:
        assert telling.holders(["head"], on=day(on), departments=units) == expected
    Delegation.objects.update(revoked_at=AT, start_on=F("start_on"))
    assert telling.holders(["head"], on=day("2011-03-20"), departments=units) == [cast.head]
    assert telling.office(on=day("2011-03-20")) == [cast.supervisor]
    assert telling.unit_people(units, on=day("2011-03-20")) == [cast.liaison, cast.head]
