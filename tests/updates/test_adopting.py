"""A lead adopts what the members of a collective come to: member by member, the missing named."""

import pytest

from items.models import ProgressUpdate, Responsibility

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, opened, put, update_of
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
