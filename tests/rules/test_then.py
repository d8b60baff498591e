"""Who was responsible on a day that is over, and what the item said: from the history, on every page of a past day."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from departments import clock
from departments.models import Department
from items.dashboard.past import steered_on
from items.dashboard.scope import ground
from items.ledger.editing import confirm_lead, set_units
from items.ledger.rewording import reword
from items.lights.recording import record_lights
from items.lights.records import end_of
from items.meetings.deciding import enter_meeting
from items.models import WorkItem
from items.rules.then import items_then
from items.units.merging import merge

from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import opened
from ..given.together import moment

THEN, NOW = day("2011-03-31"), day("2011-05-10")
WORDS = {"number": 21, "clause": 2, "chapter": None, "leaders": "钱副市长", "group": ""}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def fresh(item):
    return WorkItem.objects.select_related("report").get(pk=item.pk)


def then_of(item, on=THEN):
    return items_then([fresh(item)], end_of(on))[item.pk]


def told(item, on=THEN):
    return [(unit.role, unit.name) for unit in then_of(item, on).units]


def given(item, roles, by, at="2011-04-05 10:00"):
    with clock.at(moment(at)):
        return set_units(item, roles=roles, by=by, version=fresh(item).version, reason="职责调整")


@pytest.fixture
def changed(cast):
    """`led` was overdue in March; since then another unit leads it, with another deadline, wording and status."""
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-15"), status="in_progress", leaders="孙市长")
    with clock.at(moment("2011-03-20")):
        enter_meeting(cast.report, by=cast.supervisor, at=moment("2011-03-20"), held_on=THEN)
    record_lights(moment("2011-03-31 18:00"))
    item = given(cast.led, {cast.education: "lead", cast.civil_affairs: "support"}, cast.supervisor)
    with clock.at(moment("2011-04-06 10:00")):
        reword(item, by=cast.supervisor, version=item.version, text="健全养老服务", **WORDS)
    done = {"due_on": day("2011-04-20"), "status": "completed", "completed_on": day("2011-04-18")}
    WorkItem.objects.filter(pk=item.pk).update(**done)
    record_lights(moment("2011-05-09 18:00"))
    return cast


def page(cast, address, **query):
    client = Client()
    client.force_login(cast.leader)
    with clock.at(moment("2011-05-10 09:00")):
        return parse(client.get(address, query)).one("main")


# What the history tells


def test_the_lead_the_number_the_text_and_the_leaders_of_a_day(changed):
    was, now = then_of(changed.led), then_of(changed.led, NOW)
    assert (was.number, was.text, was.leaders, was.in_charge) == ("1", "加强养老服务", "孙市长", "市民政局")
    assert (now.number, now.text, now.leaders, now.in_charge) == ("21-2", "健全养老服务", "钱副市长", "市教育局")
    assert told(changed.led) == [("lead", "市民政局"), ("support", "市卫生局")]
    assert told(changed.led, day("2011-04-05")) == told(changed.led, NOW)


def test_each_of_several_changes_is_taken_back(cast):
    given(cast.led, {cast.education: "lead"}, cast.supervisor, "2011-04-05 10:00")
    given(cast.led, {cast.health: "lead"}, cast.supervisor, "2011-04-07 10:00")
    assert [told(cast.led, day(f"2011-04-{on}"))[0][1] for on in ("04", "05", "06", "07")] == [
        "市民政局",
        "市教育局",
        "市教育局",
        "市卫生局",
    ]


def test_what_nobody_had_said_to_lead_was_only_responsible(cast):
    with clock.at(moment("2011-04-05")):
        confirm_lead(cast.open_lead, leads=[cast.education], by=cast.supervisor, version=cast.open_lead.version)
    assert then_of(cast.open_lead).in_charge == "各区人民政府、市教育局"
    assert then_of(cast.open_lead, NOW).in_charge == "市教育局"


def test_before_a_merger_the_unit_led_under_its_own_name_beside_the_others(cast):
    with clock.at(moment("2011-04-05")):
        merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=day("2011-04-05"))
    assert told(cast.led) == [("lead", "市民政局"), ("support", "市卫生局")]
    assert told(cast.led, NOW) == [("lead", "市卫生局")]


def test_a_merger_is_taken_back_although_the_successor_was_renamed(cast):
    with clock.at(moment("2011-04-05")):
        merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-04-05"))
    Department.objects.filter(pk=cast.education.pk).update(name="市教育和民政局")
    assert told(cast.led) == [("lead", "市民政局"), ("support", "市卫生局")]


def test_members_who_came_and_went_were_never_written(cast):
    links = cast.districts.member_rows
    links.filter(member=cast.west).update(valid_to=day("2011-04-05"))
    from_then = given(cast.open_lead, {cast.districts: "lead"}, cast.supervisor)
    assert told(from_then) == [("responsible", "各区人民政府"), ("responsible", "市教育局")]


# Whose items they were


def test_the_items_of_a_unit_are_those_that_it_steered_then(changed):
    known = ground(changed.report)
    then, now = steered_on(known.whole(), [THEN, NOW])
    assert changed.led.pk in then.items[changed.civil_affairs.pk] - now.items.get(changed.civil_affairs.pk, set())
    assert changed.led.pk in now.items[changed.education.pk] - then.items[changed.education.pk]


def test_members_steered_while_their_collective_did(cast):
    given(cast.open_lead, {cast.education: "lead"}, cast.supervisor)
    then, now = steered_on(ground(cast.report).whole(), [THEN, NOW])
    assert then.items[cast.east.pk] == {cast.open_lead.pk} and not now.items.get(cast.east.pk)
    assert cast.east.pk not in then.lined and cast.districts.pk in then.lined


def test_what_a_merged_unit_led_is_its_successors(cast):
    with clock.at(moment("2011-04-05")):
        merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-04-05"))
    (then,) = steered_on(ground(cast.report).whole(), [THEN])
    assert then.items[cast.education.pk] == {cast.led.pk, cast.open_lead.pk}


# Pages of a past day


def test_the_lights_of_a_day_name_lead_deadline_and_words_of_that_day(changed):
    shown = page(changed, reverse("dashboard_lights"), on="2011-03-31", light="red")
    (line,) = shown.one(of="dash-listed").all("li")
    assert "加强养老服务" in line.text and "市民政局" in line.text and "2011-03-15" in line.text
    assert not {"健全养老服务", "市教育局", "2011-04-20", "21-2"} & set(line.text.split())
    (line,) = page(changed, reverse("dashboard_lights"), on="2011-05-09", light="blue").one(of="dash-listed").all("li")
    assert "健全养老服务" in line.text and "市教育局" in line.text and "2011-04-20" in line.text


def test_a_unit_finds_the_lights_of_what_it_led_then(changed):
    def found(unit, on):
        shown = page(changed, reverse("dashboard_lights"), on=on, unit=unit.pk)
        return [line.one("b").text for line in shown.all("li") if line.all(of="dash-why")]

    assert found(changed.civil_affairs, "2011-03-31") == ["1"]
    assert found(changed.civil_affairs, "2011-05-09") == []
    assert found(changed.education, "2011-03-31") == ["3"]
    assert found(changed.education, "2011-05-09") == ["21-2", "3"]


def test_a_month_of_the_heat_is_red_for_the_unit_that_led_then(changed):
    client = Client()
    client.force_login(changed.leader)
    with clock.at(moment("2011-05-10 09:00")):
        past = client.get(reverse("dashboard")).context["overview"].past
        marks = {line.unit: [mark and (mark.colour, mark.count) for mark in line.marks] for line in past.heat_lines}
        march, _april, _now = marks["市民政局"]
        assert march == ("red", 1) and _now is None
        assert marks["市教育局"][0] == ("waiting", 1)
        for line in past.heat_lines:
            for mark in line.marks[:-1]:
                if mark:
                    assert client.get(mark.url).context["count"] == mark.count


def test_the_pack_of_a_past_meeting_names_who_led_then(changed):
    meeting = changed.report.meetings.get()
    entry = page(changed, meeting.get_absolute_url()).one(of="pack-entry")
    head = entry.one("header").text
    assert "加强养老服务" in head and "孙市长" in head and "2011-03-15" in head
    assert [unit.text for unit in entry.all(of="pack-unit")] == ["Lead 市民政局", "Supporting 市卫生局"]


def test_two_days_compared_tell_the_second_day_and_from_whom_the_lead_went(changed):
    given(changed.led, {changed.health: "lead"}, changed.supervisor, "2011-05-10 08:00")
    shown = page(changed, reverse("dashboard_since"), **{"from": "2011-03-31", "to": "2011-05-09"})
    assert {one.text for one in shown.all(of="since-units")} == {"市民政局 →then 市教育局"}
    assert {one.text for one in shown.all(of="clamp-note")} == {"健全养老服务"}
    today = page(changed, reverse("dashboard_since"), **{"from": "2011-05-09", "to": "2011-05-10"})
    assert not today.all(of="since-units")


def test_a_closed_period_keeps_lead_deadline_and_status(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-15"), status="in_progress")
    period = opened(cast.report)
    with clock.at(moment("2011-04-16 00:30")):
        opened(cast.report, "2011-04-01", at="2011-04-16")
    period.refresh_from_db()
    assert period.is_closed
    given(cast.led, {cast.education: "lead"}, cast.supervisor, "2011-05-01")
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-12-31"), status="cancelled")
    shown = page(cast, period.get_absolute_url()).text
    assert "市民政局" in shown and "2011-12-31" not in shown
