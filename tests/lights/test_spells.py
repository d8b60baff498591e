"""How an item was lit: spells with the reasons of their time, the light of every period, what was made good and how."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.template import loader
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from departments import clock
from items.lights.facts import lights_of
from items.lights.recording import record_lights
from items.lights.spells import light_history
from items.models import LightRules, ProgressUpdate, WorkItem, WorkReport
from items.rounds.running import close_period

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.item_tabs import all_tabs
from ..given.opened_rounds import MARCH, State, opened, put, update_of
from ..given.together import moment


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def led(cast):
    """The led item with a target, so that it can be far behind; its rounds begin in March."""
    factories.target(cast.led, number=100)
    WorkReport.objects.update(rounds_from=day("2011-03-01"))
    cast.report.refresh_from_db()
    return cast.led


@pytest.fixture
def stands(led):
    """stands(moment, **fields): from the moment on the item has these fields, and its light is recorded."""

    def change(at, **fields):
        WorkItem.objects.filter(pk=led.pk).update(**fields)
        record_lights(moment(at))

    return change


def shown(item, on="2011-12-01"):
    item = WorkItem.objects.for_lights().get(pk=item.pk)
    return light_history(item, lights_of([item], on=day(on))[item.pk], on=day(on))


def spells(item, on="2011-12-01"):
    """[(colour, since, until, how it ended)], the latest first."""
    return [
        (spell.light.colour, str(spell.since), spell.until and str(spell.until), spell.ended)
        for spell in shown(item, on).spells
    ]


def test_a_red_light_that_was_made_good_reads_so(led, stands):
    stands("2011-05-31", completion="15", status="in_progress")
    stands("2011-07-31", completion="20")
    stands("2011-08-31", completion="70")
    assert spells(led, on="2011-08-31") == [
        ("green", "2011-08-31", None, ""),
        ("red", "2011-07-31", "2011-08-31", "Made good."),
        ("yellow", "2011-05-31", "2011-07-31", ""),
    ]


def test_what_was_made_good_for_a_day_says_that_it_was_lost_again(led, stands):
    stands("2011-07-31", completion="20", status="in_progress")
    stands("2011-08-30", completion="70")
    stands("2011-08-31", completion="20")
    assert [ended for *_spell, ended in spells(led, on="2011-08-31")] == [
        "",
        "",
        "Made good, but “Far behind” again from 2011-08-31 on.",
    ]


def test_a_spell_gives_the_reason_of_its_first_day(led, stands):
    stands("2011-05-31", completion="15", status="in_progress")
    stands("2011-06-15", completion="20")
    factories.target(led, label="后来的目标")
    WorkItem.objects.filter(pk=led.pk).update(completion="70", text="后来的文字")
    spell = shown(led, on="2011-08-31").spells[-1]
    assert spell.light.reason.startswith(
        "26.4 percentage points behind schedule: 41.4% was planned by 2011-05-31, completion is 15%"
    )


def test_a_spell_that_lasts_gives_the_reason_of_today(led, stands):
    """What was so on its first day, half a year ago, is not so "until today"."""
    stands("2011-02-28", completion="12", status="in_progress")
    WorkItem.objects.filter(pk=led.pk).update(completion="50")
    [spell] = shown(led, on="2011-07-01").spells
    assert (spell.since, spell.until) == (day("2011-02-28"), None)
    assert "2011-07-01" in spell.light.reason and "50%" in spell.light.reason


def test_facts_that_leave_the_light_alone_begin_no_spell(led, stands):
    stands("2011-02-28", completion="12", status="in_progress")
    stands("2011-03-01", completion="13")
    assert spells(led, on="2011-03-01") == [("green", "2011-02-28", None, "")]


def test_what_has_not_been_recorded_yet_belongs_to_today(led, stands):
    stands("2011-02-28", completion="12", status="in_progress")
    assert spells(led, on="2011-12-01")[0] == ("red", "2011-12-01", None, "")


def test_without_any_record_nothing_is_said_of_the_past(led):
    assert shown(led).spells == ()


@pytest.mark.parametrize(
    ("change", "ended"),
    [
        (
            {"due_on": day("2011-12-31"), "original_due_on": day("2011-06-30")},
            "Ended by a later deadline (2011-12-31).",
        ),
        ({"status": "completed", "completed_on": day("2011-07-10")}, "Closed."),
        ({"status": "cancelled"}, ""),
    ],
)
def test_how_an_overdue_item_was_cleared(led, stands, change, ended):
    stands("2011-07-01", completion="60", status="in_progress", due_on=day("2011-06-30"))
    stands("2011-07-10", **change)
    assert spells(led, on="2011-07-10")[-1] == ("red", "2011-07-01", "2011-07-10", ended)


def test_other_rules_make_nothing_good(led, stands, cast):
    stands("2011-07-10", completion="35", status="in_progress")
    at = moment("2011-07-20")
    LightRules.objects.create(report=led.report, effective_on=day("2011-07-20"), yellow_gap=40, red_gap=50, at=at)
    stands("2011-07-20")
    assert spells(led, on="2011-07-20") == [
        ("green", "2011-07-20", None, ""),
        ("yellow", "2011-07-10", "2011-07-20", "Ended by other rules of the lights."),
    ]


def test_a_light_is_told_by_the_rules_that_were_known_when_it_was_recorded(led, stands):
    stands("2011-07-31", completion="20", status="in_progress")
    later = {"effective_on": day("2011-07-31"), "at": moment("2011-07-31 15:00:00")}
    LightRules.objects.create(report=led.report, yellow_gap=45, red_gap=50, **later)
    assert spells(led)[-1][:2] == ("red", "2011-07-31")


def test_another_plan_makes_nothing_good(led, stands, cast):
    stands("2011-07-10", completion="35", status="in_progress")
    led.curves.create(
        starts_on=day("2011-01-01"),
        points=[["2011-11-30", "40"], ["2011-12-31", "100"]],
        state="approved",
        by=cast.supervisor,
        at=moment("2011-07-15"),
        decided_by=cast.supervisor,
        decided_at=moment("2011-07-15"),
    )
    stands("2011-07-15")
    assert spells(led, on="2011-07-15")[-1][3] == "Ended by another planned curve."


# Period by period


@pytest.fixture
def march(led, cast):
    """March, closed without a report of the unit, which makes it up on 20 April."""
    period = opened(cast.report, MARCH)
    close_period(period, at=moment("2011-04-11"))
    record_lights(moment("2011-04-15"))
    update = update_of(period, led, cast.civil_affairs)
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    ProgressUpdate.objects.filter(pk=update.pk).update(handed_in_at=moment("2011-04-20"))
    WorkItem.objects.filter(pk=led.pk).update(completion="30", status="in_progress")
    record_lights(moment("2011-04-20"))
    period.refresh_from_db()
    return period


def test_a_closed_period_keeps_its_light_and_tells_that_it_was_made_good(march, led):
    [period] = [one for one in shown(led, on="2011-04-20").periods if one.is_closed]
    assert (period.light.colour, period.light.rule) == ("yellow", "missing")
    assert period.later == "2011-04-20: Made good."
    assert period.url == march.get_absolute_url()


def test_a_closed_period_tells_that_what_was_made_good_was_lost_again(march, led):
    WorkItem.objects.filter(pk=led.pk).update(due_on=day("2011-04-20"))
    for recorded in (False, True):  # as it is today, and once it has been recorded
        if recorded:
            record_lights(moment("2011-04-21"))
        [period] = [one for one in shown(led, on="2011-04-21").periods if one.is_closed]
        assert period.later == "2011-04-20: Made good, but “Far behind” again from 2011-04-21 on."


def test_an_open_period_has_the_light_of_today(led, cast):
    opened(cast.report, MARCH)
    [period] = shown(led, on="2011-03-10").periods
    assert (period.light.colour, period.is_closed, period.later) == ("waiting", False, "")


def test_a_period_closed_before_anything_was_recorded_has_no_light(march, led):
    led.lights.all().delete()
    assert [one.light for one in shown(led, on="2011-04-20").periods if one.is_closed] == [None]


def test_three_queries_however_long_the_history(march, led, stands):
    item = WorkItem.objects.for_lights().get(pk=led.pk)
    light = lights_of([item], on=day("2011-04-20"))[item.pk]

    def cost():
        with CaptureQueriesContext(connection) as queries:
            light_history(item, light, on=day("2011-04-20"))
        return len(queries)

    assert cost() == 3
    for number in range(1, 20):
        stands(f"2011-05-{number:02}", completion=str(30 + number))
    assert cost() == 3


# On the item's page


def test_the_item_page_says_why_and_shows_plan_beside_completion(client, led, stands, cast):
    stands("2011-07-31", completion="20", status="in_progress")
    client.force_login(cast.leader)
    with clock.at(moment("2011-07-31")):
        page = parse(client.get(led.get_absolute_url()))
    why = page.one("section", id="light")
    assert "■ Far behind" in why.text
    assert "38.1 percentage points behind schedule: 58.1% was planned by 2011-07-31, completion is 20%." in why.text
    assert [float(meter["value"]) for meter in why.all("meter")] == [58.1, 20]
    assert f"/reports/{led.report_id}/lights/" in why.links()


def test_meters_are_numbers_in_every_language(client, led, stands, cast):
    stands("2011-07-31", completion="20.5", status="in_progress")
    client.force_login(cast.leader)
    client.cookies["django_language"] = "zh-hans"
    with clock.at(moment("2011-07-31")):
        page = parse(client.get(led.get_absolute_url()))
    assert [meter["value"] for meter in page.one("section", id="light").all("meter")] == ["58.1", "20.5"]


def test_the_item_page_tells_how_it_was_lit(client, march, led, cast):
    client.force_login(cast.observer)
    with clock.at(moment("2011-04-20")):
        lights = all_tabs(client, led).one("section", id="lights")
    assert "2011-04-20: Made good." in lights.one("ol", of="strip").text
    assert march.get_absolute_url() in lights.links()
    assert "▲ Behind 2011-04-11 – 2011-04-20 Made good." in lights.one("ol", of="spells").text


def test_earlier_lights_are_no_entries_of_the_history():
    told = [SimpleNamespace(light=None, since=day("2011-03-01"), until=None, ended="")] * 8
    with translation.override("zh-hans"):
        page = loader.render_to_string(
            "item_page/_light_history.html", {"light_history": SimpleNamespace(periods=[], spells=told)}
        )
    assert "更早的2条亮灯记录" in page and "操作记录" not in page


def test_an_item_without_records_says_so(client, led, cast):
    client.force_login(cast.observer)
    assert "Nothing has been recorded yet" in all_tabs(client, led).one("section", id="lights").text


def test_what_was_told_as_normal_before_anybody_had_reported_stays_told_so(led, cast):
    period = opened(cast.report, MARCH)
    record_lights(moment("2011-03-10"))
    led.lights.update(colour="green", rule="normal")
    close_period(period, at=moment("2011-03-20"))
    assert [colour for colour, *_rest in spells(led, on="2011-03-20")] == ["waiting", "green"]
    led.lights.filter(until__isnull=True).update(colour="green", rule="normal")
    period.refresh_from_db()
    [light] = [one.light for one in shown(led, on="2011-03-21").periods if one.is_closed]
    assert (light.colour, light.rule) == ("green", "normal")
