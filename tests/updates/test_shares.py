"""A unit sees its own share of a target when it reports, and its lead what each has reached of its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.models import PlannedCurve
from items.units.merging import merge

from ..given import factories
from ..given.broken_down import AT, break_down, hand_in, with_districts
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, opened, update_of

pytestmark = pytest.mark.usefixtures("in_march", "in_english")


@pytest.fixture
def target(cast, march):
    target = with_districts(cast)
    opened(cast.report, at="2011-03-02")
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    return target


def goal_on(response):
    return [one.text for one in parse(response).all(of="own-goal")]


def test_a_member_sees_its_goal_and_what_is_planned_beside_its_field(cast, march, get, target):
    PlannedCurve.objects.create(
        item=cast.led, target=target, starts_on=day("2011-01-01"), points=[["2011-03-31", "12"], ["2011-12-31", "30"]],
        state="approved", by=cast.supervisor, at=AT, decided_by=cast.supervisor, decided_at=AT,
    )  # fmt: skip
    page = get(cast.east_liaison, update_of(march, cast.led, cast.east))
    assert goal_on(page) == ["Our unit's goal: 20个"]
    [planned] = [cell.text for cell in parse(page).all("td") if cell.get("data-label") == "Planned by now"]
    assert planned == "8个"


def test_its_share_is_told_in_percent_of_its_goal(cast, march, get, target):
    part = hand_in(cast, march, cast.east, target, 5, state=State.DRAFT)
    assert parse(get(cast.east_liaison, part)).one(id=f"share_{target.pk}").text == "25%"
    break_down(cast, target, {cast.east: None, cast.west: 30})
    page = parse(get(cast.east_liaison, part))
    assert page.one(id=f"share_{target.pk}").text == "16.7%"
    assert not page.all(of="own-goal")


def test_the_lead_has_no_goal_but_the_target(cast, update, get, target):
    assert goal_on(get(cast.liaison, update)) == []


def test_the_lead_sees_member_by_member_goal_reported_percent_and_missing(cast, march, update, get, target):
    hand_in(cast, march, cast.east, target, 5)
    offer = parse(get(cast.liaison, update)).one("div", of="offer")
    assert f"{cast.districts}, added up: 5个" in offer.text
    assert [row.text for row in offer.one("tbody").all("tr")] == [
        f"{cast.east}20个 5个 25%",
        f"{cast.west}10个 no figure",
    ]


def test_a_supporting_unit_with_a_share_is_added_up_too(cast, march, update, get, post, target):
    break_down(cast, target, {cast.east: 10, cast.west: 10, cast.health: 10})
    hand_in(cast, march, cast.east, target, 5)
    hand_in(cast, march, cast.health, target, 4)
    offer = parse(get(cast.liaison, update)).one("div", of="offer")
    assert f"{cast.districts}、{cast.health}, added up: 9个" in offer.text
    post(cast.liaison, "update_save", update, adopt=target.pk)
    assert [one.value for one in update.values.all()] == [9]
    assert goal_on(get(cast.health_liaison, update_of(march, cast.led, cast.health)))[0].startswith(
        "Our unit's goal: 10个"
    )


def test_after_a_merger_the_successor_sees_the_sum_of_both_goals(cast, march, get, target):
    merge(cast.west, into=cast.east, by=cast.administrator, on=day("2011-03-18"))
    page = get(cast.east_liaison, update_of(march, cast.led, cast.east))
    assert goal_on(page)[0].startswith("Our unit's goal: 30个")


def test_the_workbench_says_the_goal(cast, client, target):
    client.force_login(cast.east_liaison)
    assert "Our unit's goal: 新建站点 20个" in parse(client.get(reverse("workbench"))).one("main").text
    client.force_login(cast.liaison)
    assert "Our unit's goal" not in parse(client.get(reverse("workbench"))).one("main").text


def test_the_workbench_asks_as_much_for_more_goals(cast, client, target):
    client.force_login(cast.east_liaison)
    client.get(reverse("workbench"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("workbench"))
    for number in range(5):
        more = factories.target(cast.led, f"培训{number}", 100)
        break_down(cast, more, {cast.east: 40, cast.west: 60})
    client.get(reverse("workbench"))
    with CaptureQueriesContext(connection) as many:
        assert "培训4 40个" in parse(client.get(reverse("workbench"))).one("main").text
    assert len(many) == len(few)
