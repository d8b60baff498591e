"""A lead adopts what the members of a collective come to: member by member, the missing named."""

from decimal import Decimal

import pytest

from items.models import ProgressUpdate, Responsibility, WorkItem
from items.targets.sharing import set_shares
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .page_states import fresh

pytestmark = pytest.mark.usefixtures("in_march", "in_english")


@pytest.fixture
def target(cast, march):
    """A target of an item that civil affairs leads and the districts support, each member with a part of its own."""
    for member in (cast.east, cast.west):
        Responsibility.objects.create(
            item=cast.led, department=member, via=cast.districts, role="support", basis="star",
            position=9, literal=member.name, issued_on=day("2011-02-01"),
        )  # fmt: skip
    opened(cast.report, at="2011-03-02")
    return factories.target(cast.led, number=30)


def hand_in(cast, march, unit, target, value, state=State.AWAITING_MERGE):
    part = put(update_of(march, cast.led, unit), state, by=cast.east_liaison, office=cast.supervisor)
    part.values.create(target=target, label=target.label, unit=target.unit, value=value)


def test_the_members_sum_is_offered_in_the_leads_field(cast, march, update, get, target):
    hand_in(cast, march, cast.east, target, 6)
    hand_in(cast, march, cast.west, target, 7, state=State.DRAFT)
    offer = parse(get(cast.liaison, update)).one("div", of="offer")
    assert f"{cast.districts}, added up: 6个" in offer.text
    assert f"Without a value this time: {cast.west}" in offer.text
    assert [one.text for one in offer.all("li")] == [f"{cast.east} 6个"]
    assert offer.one("button", name="adopt")["data-value"] == "6"


def test_adopted_it_stands_in_the_draft(cast, march, update, post, target):
    hand_in(cast, march, cast.east, target, 6)
    hand_in(cast, march, cast.west, target, 7)
    post(cast.liaison, "update_save", update, text="汇总各区", adopt=target.pk)
    assert [one.value for one in fresh(update).values.all()] == [13]
    assert fresh(update).text == "汇总各区"


def test_nothing_is_offered_without_a_members_value_or_to_a_member(cast, march, update, get, target):
    assert not parse(get(cast.liaison, update)).all("div", of="offer")
    hand_in(cast, march, cast.west, target, 7)
    part = update_of(march, cast.led, cast.east)
    assert not parse(get(cast.east_liaison, part)).all("div", of="offer")
    assert ProgressUpdate.objects.get(pk=part.pk).values.count() == 0


@pytest.fixture
def merged(cast, march, target):
    """West said 4 in February and goes into East, whose figure of March is from before that day."""
    february = opened(cast.report, FEBRUARY)
    hand_in(cast, february, cast.west, target, 4, state=State.ACCEPTED)
    hand_in(cast, march, cast.east, target, 6)
    merge(cast.west, into=cast.east, by=cast.administrator, on=day("2011-03-18"), reason="机构改革")


def test_what_a_merged_member_had_said_goes_with_its_successors_figure(cast, march, update, get, post, target, merged):
    page = parse(get(cast.liaison, update))
    offer = page.one("div", of="offer")
    assert f"{cast.districts}, added up: 10个" in offer.text
    assert [one.text for one in offer.all("li")] == [f"{cast.east} 10个, with formerly {cast.west} 4个"]
    post(cast.liaison, "update_save", update, adopt=target.pk)
    assert [one.value for one in fresh(update).values.all()] == [10]


def test_what_the_successor_says_after_the_merger_covers_both(cast, march, update, get, target, merged):
    at = moment("2011-03-20")
    ProgressUpdate.objects.filter(period=march, item=cast.led, department=cast.east).update(handed_in_at=at, sent_at=at)
    offer = parse(get(cast.liaison, update)).one("div", of="offer")
    assert f"{cast.districts}, added up: 6个" in offer.text
    assert [one.text for one in offer.all("li")] == [f"{cast.east} 6个"]


def test_the_offer_and_the_item_page_say_the_same_sum(cast, march, update, get, target, merged):
    set_shares(
        target.item, by=cast.supervisor, at=moment("2011-03-19"), version=WorkItem.objects.get(pk=cast.led.pk).version,
        shares={target.pk: {cast.east.pk: Decimal(30)}}, reasons={target.pk: ""},
    )  # fmt: skip
    ProgressUpdate.objects.filter(period=march, item=cast.led, department=cast.east).update(
        state=State.ACCEPTED, reviewed_by=cast.supervisor, reviewed_at=moment("2011-03-19")
    )
    offer = parse(get(cast.liaison, update)).one("div", of="offer")
    on_item = parse(get(cast.liaison, update.item)).one("main").text
    assert "10个, with formerly" in offer.text
    assert "10个" in on_item
    assert "33.3%" in offer.text
    assert "33.3%" in on_item
