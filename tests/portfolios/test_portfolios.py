"""Portfolios of the leaders: who sets them, which items are in whose charge, and the filter of a leader."""

import pytest

from departments.models import User
from items.dashboard.forms import DashboardFilter
from items.dashboard.scope import ground
from items.models import HistoryEntry, Portfolio, WorkItem
from items.portfolios.page import leader_lines
from items.portfolios.setting import set_portfolio
from items.rules.portfolio import in_charge
from items.units.merging import merge
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.refusals import refused
from ..ledger.listed import exported, found

ON = day("2011-05-10")


def give(cast, *units, by=None, seen=(), leader=None):
    leader = User.objects.get(pk=(leader or cast.leader).pk)
    set_portfolio(leader, by=by or cast.supervisor, units=units, seen=seen)


def charged(cast):
    return {item.number for item in in_charge(WorkItem.objects.all(), cast.leader)}


def test_a_leader_answers_for_what_the_units_of_the_portfolio_lead_or_are_responsible_for(cast):
    assert charged(cast) == set()
    give(cast, cast.civil_affairs)
    assert charged(cast) == {1}
    give(cast, cast.civil_affairs, cast.districts, seen=[cast.civil_affairs.pk])
    assert charged(cast) == {1, 3}


def test_an_item_that_names_leaders_is_theirs_alone(cast):
    give(cast, cast.civil_affairs)
    WorkItem.objects.filter(pk=cast.led.pk).update(leaders="李副市长")
    WorkItem.objects.filter(pk=cast.supported.pk).update(leaders="李副市长、孙市长")
    assert charged(cast) == {2}


def test_after_a_merger_the_successor_stands_for_the_unit(cast):
    give(cast, cast.education)
    merge(cast.education, into=cast.health, by=cast.administrator, on=ON)
    assert charged(cast) == {2, 3}
    line = next(line for line in leader_lines(on=ON) if line.leader == cast.leader)
    assert [unit.name for unit in line.units] == ["市卫生局"]
    give(cast, cast.health, seen=[cast.education.pk])
    assert Portfolio.objects.get().department == cast.health


def test_setting_is_recorded_with_before_and_after(cast):
    give(cast, cast.health)
    give(cast, cast.health, cast.civil_affairs, seen=[cast.health.pk])
    entry = HistoryEntry.objects.filter(action="portfolio_set").first()
    assert (entry.by, entry.before, entry.after) == (
        cast.supervisor,
        {"portfolio": "市卫生局"},
        {"person": "孙市长", "portfolio": "市民政局、市卫生局"},
    )


def test_two_at_once_end_in_one(cast):
    give(cast, cast.health)
    with refused("Somebody else has changed"):
        give(cast, cast.civil_affairs)
    assert Portfolio.objects.get().department == cast.health


def test_only_a_leader_has_a_portfolio(cast):
    with refused("no post as city leader"):
        give(cast, cast.health, leader=cast.liaison)


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_sets_it(cast, who):
    with refused("Only the supervision office"):
        give(cast, cast.health, by=getattr(cast, who))


def test_the_leaders_filter_narrows_list_and_workbook(client, cast):
    give(cast, cast.civil_affairs)
    client.force_login(cast.leader)
    assert found(client, mine="on") == [1] and found(client) == [1, 2, 3]
    assert exported(client, {"mine": "on"}) == ["1"]
    client.force_login(cast.liaison)
    assert found(client, mine="on") == [1, 2]


def test_the_dashboard_counts_what_is_in_the_leaders_charge(cast):
    give(cast, cast.civil_affairs)
    known = ground(cast.report)
    scope = DashboardFilter({"mine": "on", "report": known.report.pk}, ground=known, user=cast.leader).scope()
    assert [item.number for item in scope.items] == [1]
    assert "mine=on" in scope.link()
    assert len(DashboardFilter({"mine": "on"}, ground=known, user=cast.observer).scope().items) == 3


def test_the_workbench_follows_the_leaders_choice(client, cast):
    give(cast, cast.civil_affairs)
    WorkItem.objects.update(due_on=day("2011-03-01"))
    narrow, whole = (workbench(cast.leader, on=ON, narrow=narrow) for narrow in (True, False))
    red = [bench.pressing.figures[0] for bench in (narrow, whole)]
    assert [figure.count for figure in red] == [1, 3]
    assert "mine=on" in red[0].url and "mine=on" not in red[1].url
    assert [(card.item.number, card.is_own) for card in narrow.pressing.cards] == [(1, True)]
    assert [(card.item.number, card.is_own) for card in whole.pressing.cards] == [(1, True), (2, False), (3, False)]
    client.force_login(cast.leader)
    page = parse(client.get("/", {"mine": "on"}))
    assert [link["href"] for link in page.one("main").one(of="bench-scope").all("a")][:2] == ["?mine=on", "?"]


def test_the_page_names_leaders_units_and_items_and_the_office_sets_them(client, cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(leaders="孙市长")
    client.force_login(cast.supervisor)
    sent = {"units": [cast.health.pk, cast.education.pk], "seen": ""}
    assert client.post(f"/portfolios/{cast.leader.pk}/", sent).status_code == 302
    row = parse(client.get("/portfolios/")).one("main").one("tbody").text
    assert "孙市长" in row and "市卫生局" in row and "市教育局" in row and "1" in row
    again = client.post(f"/portfolios/{cast.leader.pk}/", {"units": [], "seen": ""})
    assert again.status_code == 422


def test_the_list_costs_the_same_for_any_number_of_leaders(client, cast, django_assert_max_num_queries):
    for number in range(5):
        leader = factories.person(role="leader", name=f"副市长{number}")
        give(cast, cast.health, leader=leader)
    client.force_login(cast.observer)
    with django_assert_max_num_queries(12):
        client.get("/portfolios/")
