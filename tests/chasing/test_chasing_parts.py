"""A lead reminds its supporting units: of its own item only, once a unit and day."""

import pytest
from django.utils import translation

from items import access
from items.chasing.chasing_parts import chase_parts, placeholders, silent_parts, template_text
from items.messages.contacts import last_asked
from items.models import HistoryEntry, Message, ProgressUpdate
from items.rounds.running import close_period
from items.steps import WorkflowError

from ..given.factories import day, moment
from .silent_units import hand_in, reminders

AT = moment("2011-03-21 10:00")


@pytest.fixture
def own(cast):
    """What civil affairs reports on the item that it leads; health supports it."""
    return ProgressUpdate.objects.get(item=cast.led, department=cast.civil_affairs)


def test_the_supporting_unit_reads_whose_part_is_missing_until_when(cast, own):
    token = placeholders()
    text = f"{token['unit']}：第{token['item']}项由{token['lead']}牵头，请于{token['due']}前报送{token['period']}材料。"
    done = chase_parts(own, [cast.health], by=cast.liaison, at=AT, text=text)
    assert done.units == [cast.health]
    [message] = done.messages
    with translation.override("zh-hans"):
        words = f"市卫生局：第1项由市民政局牵头，请于2011-03-22前报送{cast.period.name}材料。"
    assert (message.to, message.kind, message.text) == (cast.health_liaison, Message.Kind.CHASE, words)
    part = ProgressUpdate.objects.get(item=cast.led, department=cast.health)
    assert (message.item, message.url) == (cast.led, part.get_absolute_url())
    assert reminders() == [("health", "市卫生局", "lead")]
    entry = HistoryEntry.objects.get(action="chased")
    assert (entry.by, entry.item, entry.department) == (cast.liaison, cast.led, cast.health)
    assert last_asked(cast.period)[cast.health.pk].at == AT


def test_once_a_unit_and_day(cast, own):
    chase_parts(own, [cast.health], by=cast.liaison, at=AT)
    with translation.override("en"), pytest.raises(WorkflowError, match=r"Asked today already.*市卫生局"):
        chase_parts(own, [cast.health], by=cast.head, at=AT)
    [row] = silent_parts(own, on=day("2011-03-21"))
    assert (row.chased_today, row.can_be_chased, row.asked.at) == (True, False, AT)
    assert chase_parts(own, [cast.health], by=cast.head, at=moment("2011-03-22 08:00")).messages


def test_a_part_that_is_there_and_a_unit_that_owes_none_are_not_asked_for(cast, own):
    with translation.override("en"), pytest.raises(WorkflowError, match="Nothing is missing any more"):
        chase_parts(own, [cast.education], by=cast.liaison, at=AT)
    hand_in(ProgressUpdate.objects.filter(item=cast.led, department=cast.health))
    assert silent_parts(own, on=day("2011-03-21")) == []
    with translation.override("en"), pytest.raises(WorkflowError, match="Nothing is missing any more"):
        chase_parts(own, [cast.health], by=cast.liaison, at=AT)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "name", ["health_liaison", "east_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"]
)
def test_only_the_lead_s_own_people_ask(cast, own, name):
    with translation.override("en"), pytest.raises(WorkflowError, match="item's lead"):
        chase_parts(own, [cast.health], by=getattr(cast, name), at=AT)


def test_a_supporting_unit_asks_nobody_by_its_part(cast):
    part = ProgressUpdate.objects.get(item=cast.supported, department=cast.civil_affairs)
    assert not access.can_chase_parts(cast.liaison, part)


def test_after_the_closing_nobody_is_asked(cast, own):
    close_period(cast.period, at=moment("2011-04-16 09:00"))
    own.refresh_from_db()
    with translation.override("en"), pytest.raises(WorkflowError, match="closed"):
        chase_parts(own, [cast.health], by=cast.liaison, at=moment("2011-04-17 09:00"))


def test_an_unknown_placeholder_is_refused_and_the_template_knows_all(cast, own):
    with translation.override("en"), pytest.raises(WorkflowError, match="stands for nothing"):
        chase_parts(own, [cast.health], by=cast.liaison, at=AT, text="{谁}：请报送")
    assert all(token in template_text() for token in placeholders().values())
