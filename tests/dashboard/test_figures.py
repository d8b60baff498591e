"""Every figure of the dashboard counts the list that it links to: walked on the simulated year, as different people."""

import json

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils.http import urlencode

from departments import clock
from departments.models import Department, User
from items.lights.records import end_of, lights_at
from items.lights.renewing import renew
from items.models import Chapter, LightRecord, ProgressUpdate, WorkItem

from ..given.factories import day
from ..given.html import parse
from ..given.together import moment
from ..given.two_rounds import TODAY, two_rounds
from ..kept import for_a_whole_file

pytestmark = pytest.mark.once

PEOPLE = ["supervision", "leader", "liaison"]
MISSED = [185, 190]
LEADERS = ["张副市长", "李副市长", "张副市长、李副市长", ""]


@pytest.fixture(scope="module")
def led(shared, django_db_blocker):
    """Two rounds of the simulated year, with leaders in charge and two deadlines missed, for all tests of this file."""
    with for_a_whole_file(django_db_blocker) as ready:
        done = two_rounds(shared).done
        for item in WorkItem.objects.all():
            WorkItem.objects.filter(pk=item.pk).update(leaders=LEADERS[item.number % len(LEADERS)])
        WorkItem.objects.filter(number__in=MISSED).update(due_on=day("2011-02-20"))
        renew(moment(f"{TODAY}"))
        with ready():
            yield done


@pytest.fixture
def portal(led, db, monkeypatch):
    """Gives a client of the person on the day; every list stands on one page."""
    monkeypatch.setattr("items.pages.paging.ROWS_A_PAGE", 1000)
    monkeypatch.setattr("items.rounds.period_views.ROWS_SHOWN", 1000)

    def signed_in(username):
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    with clock.at(moment(f"{TODAY}")):
        yield signed_in


def figures(page):
    """[(number shown, address)] of the page; a number without a list behind it is a mistake."""
    main = page.one("main")
    found = [
        (int(number.text), link["href"])
        for link in main.all("a")
        for number in ([link] if "number" in link.classes else link.all(of="number"))
    ]
    assert len(found) == len(main.all(of="number"))
    return found


def drawn(client, page):
    """[(number, address)] of the parts of the charts that are drawn on the page."""
    found = []
    for area in page.all(of="chart-area"):
        chart = json.loads(client.get(area["data-chart"]).content)
        for series in chart["series"]:
            found += [pair for pair in zip(series.get("values", []), series.get("urls", []), strict=True) if pair[1]]
        found += [(int(cell["text"].split()[1]), cell["url"]) for cell in chart.get("cells", [])]
    return found


def rows(client, url):
    """How many rows the page at the address shows, all on one page."""
    name = resolve(url.partition("?")[0]).url_name
    # The ledger gives its list alone, too, as it does when a filter is changed.
    page = parse(client.get(url, headers={"HX-Request": "true"} if name == "item_list" else {}))
    assert not page.all("nav", of="pages") and not page.all(of="notice-error"), url
    if name == "item_list":
        return sum(len(table.one("tbody").all("tr")) for table in page.all("table", of="items"))
    return len(page.all(of="entry")) if name == "period_detail" else len(page.all(of="dash-item"))


def misfits(client, url):
    """[(address, number shown, rows found)] of all figures of the dashboard at `url` that do not count their list."""
    page = parse(client.get(url))
    shown = [*figures(page), *drawn(client, page)]
    counted = {address: rows(client, address) for address in {address for _number, address in shown}}
    assert len(counted) > 20
    return [(address, number, counted[address]) for number, address in shown if number != counted[address]]


@pytest.mark.parametrize("username", PEOPLE)
def test_every_figure_is_the_count_of_the_list_behind_it(portal, username):
    assert misfits(portal(username), reverse("dashboard")) == []


@pytest.mark.parametrize(
    "chosen",
    [
        lambda: {"department": Department.objects.get(name="市民政局").pk},
        lambda: {"chapter": Chapter.objects.get(literal="十件实事").pk},
        lambda: {"leader": "李副市长"},
    ],
    ids=["unit", "chapter", "leader"],
)
def test_so_it_is_under_every_filter(portal, chosen):
    assert misfits(portal("leader"), f"{reverse('dashboard')}?{urlencode(chosen())}") == []


def test_the_walk_meets_every_kind_of_list(portal):
    client = portal("leader")
    page = parse(client.get(reverse("dashboard")))
    addresses = [address for _number, address in [*figures(page), *drawn(client, page)]]
    kinds = {resolve(address.partition("?")[0]).url_name for address in addresses}
    assert kinds == {"item_list", "period_detail", "dashboard_lights"}
    for parameter in ("light=red", "light=yellow", "schedule=behind", "asking=on", "silent=on", "soon=on", "group="):
        assert any(parameter in address for address in addresses), parameter
    for parameter in ("role=steering", "chapter=", "leader=", "unit=", "on=2011-01-31", "state=silent"):
        assert any(parameter in address for address in addresses), parameter


def test_the_two_months_give_something_to_count(portal):
    overview = portal("leader").get(reverse("dashboard")).context["overview"]
    assert overview.red.count and overview.asking.count and overview.unreported.count
    assert len(overview.past.months) == 3 and len(overview.past.heat_lines) > 15
    assert ProgressUpdate.objects.in_open_periods().silent().exists()


def test_shares_add_up_to_the_items_that_count(portal):
    overview = portal("leader").get(reverse("dashboard")).context["overview"]
    counted = [one for one in overview.schedule if one.percent is not None]
    rest = sum(one.count for one in overview.schedule if one.percent is None)
    assert sum(one.count for one in counted) == overview.total.count - rest
    assert sum(one.count for one in overview.lights) == overview.total.count - rest
    for shares in (counted, overview.lights):
        assert abs(sum(one.percent for one in shares) - 100) < 1


def test_the_trend_shows_what_is_reproduced_for_the_day(portal):
    past = portal("leader").get(reverse("dashboard")).context["overview"].past
    for month in past.months[:-1]:
        lit = lights_at(WorkItem.objects.all(), at=end_of(month.day))
        assert month.colours == {pk: light.colour for pk, light in lit.items()}
    assert LightRecord.objects.filter(until__isnull=False).exists()
