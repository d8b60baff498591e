"""The office grants a later deadline that nobody had asked for; past months keep their plan as with a request."""

import pytest

from items.models import Extension, Message, WorkItem
from items.requests.extending import extend

from ..given.factories import day, moment
from ..given.refusals import refused

AT = moment("2011-05-10 10:00")


@pytest.fixture
def due(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-30"))
    return WorkItem.objects.select_related("report").get(pk=cast.led.pk)


def grant(cast, item, on="2011-09-30", **options):
    options = {"by": cast.supervisor, "reason": "汛期影响施工", **options}
    return extend(item, version=item.version, at=AT, due_on=day(on), **options)


def test_the_first_deadline_is_kept_and_the_units_are_told_why(cast, due):
    item = grant(cast, due)
    assert (item.due_on, item.original_due_on) == (day("2011-09-30"), day("2011-06-30"))
    entry = item.history.get(action="extension_decided")
    assert entry.reason == "汛期影响施工"
    told = Message.objects.filter(item=item)
    assert {message.to for message in told} == {cast.liaison, cast.head} and "汛期" in told[0].text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"reason": " "}, "needs a reason"), ({"on": "2011-06-30"}, "due on 2011-06-30 already")],
)
def test_without_reason_or_with_an_earlier_day_it_is_refused(cast, due, options, sentence):
    with refused(sentence):
        grant(cast, due, **options)


def test_an_item_without_deadline_or_with_an_open_request_is_refused(cast, due):
    with refused("nothing to extend"):
        grant(cast, cast.supported)
    Extension.objects.create(
        item=due,
        department=cast.civil_affairs,
        due_on=due.due_on,
        wanted_on=day("2011-08-01"),
        reason="雨",
        by=cast.liaison,
        at=AT,
    )
    with refused("open extension request"):
        grant(cast, due)


@pytest.mark.parametrize("who", ["liaison", "leader", "administrator"])
def test_only_the_office_grants(cast, due, who):
    with refused("Only the supervision office"):
        grant(cast, due, by=getattr(cast, who))
