"""Lights on the list of items, on the page of a period, and in every workbook: shape, word, figures and reason."""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from departments import clock
from items.lights.facts import lights_of
from items.lights.terms import look
from items.models import Colour, LightRules, WorkItem
from items.rounds.running import close_period

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import MARCH, State, opened, put, update_of
from ..given.together import moment

pytestmark = pytest.mark.each_database

COLUMNS = ["Completion", "Planned progress", "Light", "Why"]


@pytest.fixture(autouse=True)
def in_july(client):
    client.cookies["django_language"] = "en"
    with clock.at(moment("2011-07-20")), translation.override("en"):
        yield


@pytest.fixture
def led(cast):
    """The led item, far behind by its target: 4 of 100, where 55.1 percent were planned by 20 July."""
    factories.target(cast.led, number=100)
    WorkItem.objects.filter(pk=cast.led.pk).update(completion=4, status="in_progress")
    return cast.led


def lit(cast, on="2011-07-20"):
    """The led item's light as it stands on the day."""
    return lights_of(list(WorkItem.objects.filter(pk=cast.led.pk).for_lights()), on=day(on))[cast.led.pk]


def cells(response, head="Original number"):
    """{number: {label: value}} of the first row of each item, from the first sheet of a workbook."""
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    place = next(number for number, row in enumerate(rows) if head in row)
    found = {}
    for row in rows[place + 1 :]:
        told = dict(zip(rows[place], row, strict=True))
        found.setdefault(str(told[head]), told)
    return found


# The list


def test_the_list_shows_light_and_completion_with_the_reason_at_hand(client, led, cast):
    client.force_login(cast.observer)
    page = parse(client.get(reverse("item_list")))
    [first, *_others] = [cell for cell in page.all("td", of="col-light")]
    assert first.text == "■ Far behind 4%"
    assert first.one("span", of="light")["title"] == lit(cast).reason


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"light": "red"}, ["1"]),
        ({"light": "green"}, []),
        ({"light": "waiting"}, ["2", "3"]),
        ({"schedule": "behind"}, ["1"]),
        ({"schedule": "unknown", "light": "red"}, []),
    ],
)
def test_the_list_and_its_workbook_hold_the_items_lit_so(client, led, cast, query, found):
    client.force_login(cast.observer)
    page = parse(client.get(reverse("item_list"), query))
    assert [link.text for cell in page.all("th", of="col-number", scope="row") for link in cell.all("a")] == found
    exported = cells(client.get(reverse("item_export"), query))
    assert [number for number in exported if number.isdecimal()] == found


def test_the_filter_offers_lights_and_keeps_a_leader_that_another_page_asked_for(client, led, cast):
    client.force_login(cast.observer)
    page = parse(client.get(reverse("item_list"), {"light": "red", "leader": "孙市长"}))
    chosen = [
        option["value"] for option in page.one("select", name="light").all("option") if "selected" in option.attributes
    ]
    assert chosen == ["red"]
    assert page.one("input", name="leader")["value"] == "孙市长"
    assert page.one("input", name="asking") and page.one("input", name="silent")


# The ledger


def test_the_ledger_says_how_far_what_was_planned_and_why(client, led, cast):
    client.force_login(cast.liaison)
    row = cells(client.get(reverse("item_export")))["1"]
    assert [row[label] for label in COLUMNS] == [0.04, 0.551, "■ Far behind", lit(cast).reasons]


def test_the_ledger_uses_the_words_of_the_report_s_rules(client, led, cast):
    looks = {"red": {"word": "红灯", "colour": "#b3261e"}}
    at = moment("2011-07-01")
    LightRules.objects.create(report=cast.report, effective_on=day("2011-07-01"), at=at, looks=looks)
    client.force_login(cast.liaison)
    assert cells(client.get(reverse("item_export")))["1"]["Light"] == "■ 红灯"


# A period


@pytest.fixture
def march(led, cast):
    """March, in which the leading unit has reported and been accepted."""
    period = opened(cast.report, MARCH)
    put(update_of(period, led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    return period


def period_cells(client, cast, period):
    client.force_login(cast.supervisor)
    return cells(client.get(reverse("period_export", args=[period.pk])))


def test_an_open_period_has_the_lights_of_today(client, march, cast):
    now = lit(cast)
    row = period_cells(client, cast, march)["1"]
    assert [row[label] for label in COLUMNS] == [0.04, float(now.planned / 100), f"{now.shape} {now.word}", now.why]


def test_the_cell_of_a_yellow_light_is_yellow_in_a_periods_workbook(client, march, cast):
    looks = {lit(cast).colour: {"colour": look(Colour.YELLOW).colour}}
    LightRules.objects.create(report=cast.report, effective_on=day("2011-01-01"), at=moment("2011-01-01"), looks=looks)
    client.force_login(cast.supervisor)
    response = client.get(reverse("period_export", args=[march.pk]))
    [sheet] = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets
    first = int(sheet.freeze_panes[1:])
    cells_below = [cell for row in sheet.iter_rows(min_row=first) for cell in row]
    grounds = {(cell.column, cell.fill.fgColor.rgb) for cell in cells_below if cell.fill.fill_type}
    head = [cell.value for cell in sheet[first - 1]]
    column = head.index("Light") + 1
    assert {place for place, _ground in grounds} == {column}
    assert (column, "00" + look(Colour.YELLOW).fill[1:].upper()) in grounds


def test_a_closed_period_keeps_the_lights_of_its_closing(client, march, cast, led):
    close_period(march, at=moment("2011-04-11"))
    before = period_cells(client, cast, march)
    then = lit(cast, on="2011-04-11")
    assert [before["1"][label] for label in COLUMNS] == [
        0.04,
        float(then.planned / 100),
        f"{then.shape} {then.word}",
        then.why,
    ]
    led.targets.all().delete()
    WorkItem.objects.filter(pk=led.pk).update(completion=100, due_on=day("2011-12-20"))
    LightRules.objects.create(
        report=cast.report, effective_on=day("2011-07-20"), at=moment("2011-07-20"), yellow_gap=1, red_gap=1
    )
    assert period_cells(client, cast, march) == before


def test_a_period_closed_before_lights_were_recorded_leaves_them_empty(client, march, cast, led):
    close_period(march, at=moment("2011-04-11"))
    led.lights.all().delete()
    row = period_cells(client, cast, march)["1"]
    assert [row[label] for label in COLUMNS] == [None, None, None, None]


def test_the_page_of_a_period_shows_the_lights_of_its_closing(client, march, cast, led):
    close_period(march, at=moment("2011-04-11"))
    WorkItem.objects.filter(pk=led.pk).update(completion=100)
    client.force_login(cast.observer)
    page = parse(client.get(march.get_absolute_url()))
    assert page.all("p", of="group-facts")[0].one("span", of="light").text == "▲ Behind"
