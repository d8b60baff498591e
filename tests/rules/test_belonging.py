"""Whose items they were on a day that is over: the filters of a past day's pages, and the lists behind figures."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.ledger.editing import set_units
from items.ledger.rewording import reword
from items.lights.recording import record_lights
from items.lights.records import end_of
from items.meetings.deciding import enter_meeting
from items.meetings.pack import pack_of
from items.models import Portfolio, WorkItem
from items.portfolios.setting import set_portfolio
from items.rules.belonging import keys_then

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.together import moment

MARCH, APRIL, TODAY = day("2011-03-31"), day("2011-04-30"), day("2011-05-10")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"), clock.at(moment("2011-05-10 09:00")):
        yield


def worded(item, by, **changes):
    item = WorkItem.objects.select_related("report", "chapter").get(pk=item.pk)
    names = ("text", "number", "clause", "chapter", "leaders", "group")
    words = {name: getattr(item, name) for name in names}
    with clock.at(moment("2011-04-06 10:00")):
        reword(item, by=by, version=item.version, **{**words, **changes})


@pytest.fixture
def moved(cast):
    """`led`, red in March, went from 市民政局 to 市教育局, 孙市长 to 钱副市长, 一、民生 to 二、教育 in April."""
    cast.old, cast.new = factories.chapter(cast.report, "一、民生"), factories.chapter(cast.report, "二、教育")
    asked = {"due_on": day("2011-03-15"), "status": "in_progress", "leaders": "孙市长", "chapter": cast.old}
    WorkItem.objects.filter(pk=cast.led.pk).update(**asked)
    abouts = {
        "unit": {"department": cast.civil_affairs},
        "leader": {"leader": "孙市长"},
        "chapter": {"chapter": "一、民生"},
    }
    cast.meetings = {
        name: enter_meeting(cast.report, by=cast.supervisor, at=moment("2011-03-20"), held_on=MARCH, **about)
        for name, about in abouts.items()
    }
    record_lights(moment("2011-03-31 18:00"))
    with clock.at(moment("2011-04-05 10:00")):
        item = WorkItem.objects.get(pk=cast.led.pk)
        set_units(item, roles={cast.education: "lead"}, by=cast.supervisor, version=item.version, reason="职责调整")
    worded(cast.led, cast.supervisor, leaders="钱副市长", chapter=cast.new)
    record_lights(moment("2011-04-30 18:00"))
    return cast


def asked(cast, name, *, was):
    """The parameter of the filter that found `led` before April (`was`), or finds it since."""
    return {
        "department": cast.civil_affairs.pk if was else cast.education.pk,
        "leader": "孙市长" if was else "钱副市长",
        "chapter": cast.old.pk if was else cast.new.pk,
    }[name]


def client(cast):
    found = Client()
    found.force_login(cast.leader)
    return found


def lit(cast, on, **query):
    """Numbers of the items that the page of a day shows."""
    response = client(cast).get(reverse("dashboard_lights"), {"on": on.isoformat(), **query})
    lines = parse(response).one("main").all("li")
    found = [line.one("b").text for line in lines if line.all(of="dash-why")]
    assert response.context["count"] == len(found)
    return found


FILTERS = ["department", "leader", "chapter"]


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_what_belonged_there_on_the_day(moved, name):
    was, now = ({name: asked(moved, name, was=way)} for way in (True, False))
    assert "1" in lit(moved, MARCH, **was) and "1" not in lit(moved, MARCH, **now)
    assert "1" in lit(moved, APRIL, **now) and "1" not in lit(moved, APRIL, **was)


@pytest.mark.parametrize("name", FILTERS)
def test_the_months_of_the_dashboard_count_what_belonged_there_and_lead_to_as_many(moved, name):
    """Each count of the trend and of the heat is that of the list behind it."""
    for was in (True, False):
        if name != "department" and was:
            continue  # nobody is asked for who stands on no item today; the page of the day knows him
        past = client(moved).get(reverse("dashboard"), {name: asked(moved, name, was=was)}).context["overview"].past
        counts = {month.day: sum(cell.count for cell in cells) for month, cells in past.trend}
        assert [month.day for month in past.months] == (
            [MARCH, APRIL, TODAY] if was or name == "department" else [APRIL, TODAY]
        )
        for _month, cells in past.trend[:-1]:
            for cell in cells:
                assert client(moved).get(cell.url).context["count"] == cell.count
        for line in past.heat_lines:
            for mark in line.marks[:-1]:
                if mark:
                    assert client(moved).get(mark.url).context["count"] == mark.count
        assert counts[APRIL] == len(lit(moved, APRIL, **{name: asked(moved, name, was=was)}))


def test_who_stands_on_no_item_any_more_keeps_his_line_in_the_heat(moved):
    """`civil_affairs` leads nothing today: its red light of March stands all the same."""
    past = client(moved).get(reverse("dashboard")).context["overview"].past
    (line,) = [line for line in past.heat_lines if line.unit == "市民政局"]
    assert [mark and mark.colour for mark in line.marks] == ["red", None, None]
    assert client(moved).get(line.marks[0].url).context["count"] == 1


@pytest.mark.parametrize("name", ["unit", "leader", "chapter"])
def test_a_past_meeting_is_about_the_items_of_its_day(moved, name):
    pack = pack_of(moved.meetings[name], today=TODAY)
    assert [entry.item for group in pack.groups for entry in group.entries if group.look] == [moved.led]
    for _look, count, url in pack.counts:
        assert client(moved).get(url).context["count"] == count


def test_a_past_meeting_on_a_heading_that_is_gone_keeps_its_items_without_a_list(moved):
    WorkItem.objects.filter(chapter=moved.old).update(chapter=None)
    moved.old.delete()
    pack = pack_of(moved.meetings["chapter"], today=TODAY)
    assert [(count, url) for _look, count, url in pack.counts] == [(1, "")]


def test_of_two_days_each_counts_its_own_items(moved):
    query = {"from": "2011-03-31", "to": "2011-04-30", "department": moved.education.pk}
    response = client(moved).get(reverse("dashboard_since"), query)
    since = response.context["since"]
    assert (since.came, since.went, since.total_after - since.total_before) == (1, 0, 1)
    for count in since.counts:
        for number, url in ((count.before, count.before_url), (count.after, count.after_url)):
            assert client(moved).get(url).context["count"] == number
    assert "came to what is asked for: 1; left it: 0" in parse(response).one("main").text


def test_what_is_in_a_leaders_charge_goes_by_names_units_and_portfolio_of_the_day(moved):
    """Through the portfolio of then where no leader is named, else by the name."""
    WorkItem.objects.filter(pk=moved.supported.pk).update(leaders=moved.leader.name)
    with clock.at(moment("2011-03-01")):
        set_portfolio(moved.leader, by=moved.supervisor, units=[moved.education], seen=[])
    with clock.at(moment("2011-04-20")):
        set_portfolio(moved.leader, by=moved.supervisor, units=[moved.civil_affairs], seen=[moved.education.pk])
    assert Portfolio.objects.get().department == moved.civil_affairs
    ends = [end_of(on) for on in (MARCH, APRIL)]
    found = keys_then(moved.report.items.all(), ends, of_leader=moved.leader)
    # `led` bore the leader's name, `open_lead` was 市教育局's, who went out of the portfolio; `supported` bears it now.
    assert [found[end] for end in ends] == [
        {moved.led.pk, moved.supported.pk, moved.open_lead.pk},
        {moved.supported.pk},
    ]


def test_a_day_of_which_nothing_is_recorded_is_said_to_be_unknown(moved):
    page = parse(client(moved).get(reverse("dashboard_lights"), {"on": "2011-01-31"})).one("main")
    assert "No lights were recorded on 2011-01-31" in page.one(of="notice-warning").text
    assert not page.all(of="count") and "2011-03-31" in page.one(of="notice-warning").text
    found = parse(client(moved).get(reverse("dashboard_lights"), {"on": "2011-03-31", "light": "blue"})).one("main")
    assert not found.all(of="notice-warning") and found.one(of="count")


def test_the_cost_does_not_grow_with_the_items(moved):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            keys_then(
                moved.report.items.all(),
                [end_of(MARCH), end_of(APRIL)],
                leader="孙市长",
                department=moved.civil_affairs,
                chapter=moved.old,
                of_leader=moved.leader,
            )
        return len(caught)

    few = queries()
    for number in range(10, 30):
        item = factories.item(moved.report, number, leads=[moved.civil_affairs], issued_on=day("2011-02-01"))
        set_units(item, roles={moved.education: "lead"}, by=moved.supervisor, version=item.version, reason="职责调整")
        worded(item, moved.supervisor, leaders="钱副市长")
    assert queries() == few <= 20
