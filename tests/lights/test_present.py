"""The light that is kept beside an item is the one that its facts give, and what is out of date is lit on the spot."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments import clock
from departments.models import Department
from items import middleware
from items.lights import checking
from items.lights.checking import check_some
from items.lights.facts import lights_of
from items.lights.present import differing, lit, out_of_date, present_lights
from items.lights.recording import record_lights
from items.lights.renewing import renew
from items.models import LightRecord, LightRules, PresentLight, StaleLight, WorkItem

from ..given import factories
from ..given.factories import day
from ..given.lit_items import tell
from ..given.opened_rounds import opened
from ..given.together import at_once, moment

pytestmark = pytest.mark.each_database

ON, AT = day("2011-03-10"), moment("2011-03-10")


@pytest.fixture
def march(cast):
    march = opened(cast.report)
    renew(AT)
    return march


def items():
    return list(WorkItem.objects.for_lights().order_by("pk"))


def colours(on=ON):
    """{colour: keys} as the filter finds them."""
    found = {one: {item.pk for item in lit(WorkItem.objects.all(), on=on, colour=one)} for one in ("red", "yellow")}
    return {colour: keys for colour, keys in found.items() if keys}


def test_once_kept_a_light_is_read_in_two_queries(cast, march):
    asked = items()
    with CaptureQueriesContext(connection) as queries:
        kept = present_lights(asked, on=ON)
    assert len(queries) == 2
    assert [light.why for light in kept.values()] == [light.why for light in lights_of(asked, on=ON).values()]
    assert list(kept) == [item.pk for item in asked]
    assert out_of_date(ON) == set()


def test_what_changed_is_lit_on_the_spot_and_nothing_is_written(cast, march):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-09"))
    assert present_lights(items(), on=ON)[cast.led.pk].rule == "overdue"
    assert colours() == {"red": {cast.led.pk}, "yellow": {cast.supported.pk, cast.open_lead.pk}}
    assert PresentLight.objects.get(pk=cast.led.pk).colour == "yellow"
    assert renew(AT) == 1
    assert (colours(), out_of_date(ON)) == (
        {"red": {cast.led.pk}, "yellow": {cast.supported.pk, cast.open_lead.pk}},
        set(),
    )


def test_a_light_that_the_day_turns_is_out_of_date_on_that_day(cast, march):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-20"))
    renew(AT)
    assert out_of_date(day("2011-03-20")) == set()
    assert out_of_date(day("2011-03-21")) == {cast.led.pk}
    assert colours(day("2011-03-21"))["red"] == {cast.led.pk}
    # A clock that was put back asks for another day than the one it was judged on.
    assert out_of_date(day("2011-03-09")) == {cast.led.pk, cast.supported.pk, cast.open_lead.pk}


def test_the_reason_is_that_of_the_day(cast, march):
    """What is kept holds for many days; the sentence counts the days of the one on which it is read."""
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-01"))
    renew(AT)
    today, later = (present_lights(items(), on=on)[cast.led.pk].reason for on in (ON, day("2011-03-15")))
    assert today != later
    assert later == lights_of(items(), on=day("2011-03-15"))[cast.led.pk].reason
    assert out_of_date(day("2011-03-15")) == set()


def test_schedule_and_missing_reports_are_found_too(cast, march):
    tell(cast, march, cast.led, cast.civil_affairs, completion=0)
    on = day("2011-04-10")  # after the due day
    right = lights_of(items(), on=on)
    for at in (None, moment("2011-04-10")):
        if at:
            renew(at)
        for schedule in {light.schedule for light in right.values()}:
            found = {item.pk for item in lit(WorkItem.objects.all(), on=on, schedule=schedule)}
            assert found == {pk for pk, light in right.items() if light.schedule == schedule}
        missing = {item.pk for item in lit(WorkItem.objects.all(), on=on, unreported=True)}
        assert missing == {pk for pk, light in right.items() if light.is_unreported} != set()


def test_rules_to_come_turn_it_on_their_day(cast, march):
    for begin, missing in (("2011-03-01", True), ("2011-04-05", False)):
        LightRules.objects.create(
            report=cast.report,
            effective_on=day(begin),
            at=moment("2011-03-01"),
            missed_periods=0,
            missing_is_yellow=missing,
        )
    renew(moment("2011-04-02"))
    kept = PresentLight.objects.get(pk=cast.supported.pk)
    assert (kept.colour, kept.rule, kept.holds_until) == ("yellow", "missing", day("2011-04-04"))
    assert differing(items(), on=day("2011-04-04")) == []


def test_a_light_of_an_archived_report_holds_for_good(cast, march):
    type(cast.report).objects.filter(pk=cast.report.pk).update(archived_at=moment("2011-03-12"))
    renew(moment("2011-03-12"))
    assert set(PresentLight.objects.values_list("holds_until", "is_recorded")) == {(None, True)}
    assert differing(items(), on=day("2012-05-01")) == []


def test_a_wrong_light_is_told(cast, march):
    assert differing(items(), on=ON) == []
    PresentLight.objects.filter(pk=cast.led.pk).update(colour="red")
    [(key, _kept, right)] = differing(items(), on=ON)
    assert (key, right.colour) == (cast.led.pk, "yellow")


def test_what_was_deleted_is_forgotten(cast, march):
    lone = factories.item(factories.report(), 1)
    renew(AT)
    lone.delete()
    assert renew(AT) == 1 and not StaleLight.objects.exists()


def test_only_what_changed_is_recorded(cast, march):
    assert record_lights(AT) == 3
    PresentLight.objects.filter(pk=cast.led.pk).update(facts={})  # nobody looks at it again while nothing changes
    with CaptureQueriesContext(connection) as queries:
        assert record_lights(moment("2011-03-10 12:10:00")) == 0
    assert len(queries) == 2
    Department.objects.filter(pk=cast.civil_affairs.pk).update(name="市民政和社会局")
    record_lights(moment("2011-03-10 12:20:00"))
    assert LightRecord.objects.filter(item=cast.led).count() == 2


def test_a_step_taken_in_the_browser_leaves_nothing_out_of_date(cast, march, client):
    client.force_login(cast.supervisor)
    LightRules.objects.create(report=cast.report, effective_on=ON, at=AT, missing_is_yellow=False)
    assert out_of_date(ON)
    client.get("/")
    assert out_of_date(ON)  # reading writes nothing
    client.post("/nowhere/")
    assert not StaleLight.objects.exists()


def test_a_database_that_refuses_stops_no_step(cast, march, client, monkeypatch, caplog):
    def refuse(at, **options):
        raise middleware.DatabaseError("locked")

    monkeypatch.setattr(middleware, "renew", refuse)
    client.force_login(cast.supervisor)
    assert client.post("/nowhere/").status_code == 404
    assert "were not renewed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_at_once_renew_each_after_the_other():
    report = factories.report(issued_on=day("2011-02-01"))
    made = [factories.item(report, number, due_on=day("2011-03-01")) for number in range(1, 6)]
    renewed = at_once(*[lambda: renew(AT)] * 3)
    assert max(renewed) >= len(made) and PresentLight.objects.count() == len(made)
    assert not StaleLight.objects.exists() and differing(items(), on=ON) == []


def test_all_day_long_portions_are_checked_and_what_is_wrong_is_lit_anew(cast, march, caplog, monkeypatch):
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    # A portion for each key up to the last that was ever given: PostgreSQL gives those of an undone test to nobody.
    portions = max(item.pk for item in items())
    at = [moment("2011-03-10 12:00:00") + datetime.timedelta(minutes=10 * nth) for nth in range(portions)]
    assert {check_some(one) for one in at} == {0}
    PresentLight.objects.filter(pk=cast.supported.pk).update(colour="red")
    assert sum(check_some(one) for one in at) == 1
    assert f"item {cast.supported.pk} is wrong" in caplog.text
    renew(AT)
    assert differing(items(), on=ON) == []


def test_the_command_checks_all(cast, march, capsys):
    renew(clock.now())
    call_command("check_lights")
    assert "agree" in capsys.readouterr().out
    PresentLight.objects.update(rule="normal")
    with pytest.raises(CommandError, match="3 kept lights were wrong"):
        call_command("check_lights")
