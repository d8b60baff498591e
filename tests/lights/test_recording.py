"""The record of the lights: written only when something changed, and good for reproducing any past day."""

from decimal import Decimal

import pytest
from django.utils import timezone, translation

from departments.models import Department
from items.clockwork.ticking import tick
from items.ledger.editing import set_units
from items.lights import recording
from items.lights.facts import lights_of
from items.lights.recording import record_lights
from items.lights.records import end_of, facts_of_records, lights_at
from items.lights.words import REASONS
from items.models import (
    LightRecord,
    LightRules,
    PlannedCurve,
    ProgressUpdate,
    ReportingPeriod,
    Target,
    TargetValue,
    WorkItem,
    WorkReport,
)
from items.rounds.planning import set_rules
from items.rounds.running import close_period, run_due
from items.units.merging import merge

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.lit_items import curve, tell
from ..given.opened_rounds import FEBRUARY, State, opened, update_of
from ..given.together import at_once, moment


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


def records(item):
    """[(rule, since, until)] of the item, the first one first."""
    rows = LightRecord.objects.filter(item=item).order_by("pk").values_list("rule", "since", "until")
    return list(rows)


# When a record is written


def test_every_item_is_recorded_and_nothing_new_when_nothing_changed(cast, march):
    assert record_lights(moment("2011-03-10")) == 3
    assert record_lights(moment("2011-03-11")) == 0
    assert records(cast.led) == [("missing", moment("2011-03-10"), None)]


def test_a_new_fact_ends_the_record_also_where_the_colour_stays(cast, march):
    record_lights(moment("2011-03-10"))
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-10-31"))
    assert record_lights(moment("2011-03-11")) == 1
    first, second = LightRecord.objects.filter(item=cast.led).order_by("pk")
    assert (first.until, second.since, second.until) == (moment("2011-03-11"), moment("2011-03-11"), None)
    facts = facts_of_records([first, second])
    assert first.colour == second.colour and facts[first.pk] != facts[second.pk]


def test_time_alone_changes_a_light(cast, march):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-04-20"))
    record_lights(moment("2011-03-10"))
    for at in ("2011-03-25 23:50:00", "2011-03-26 00:10:00", "2011-04-20 23:50:00", "2011-04-21 00:10:00"):
        record_lights(moment(at))
    told = [(rule, timezone.localdate(since)) for rule, since, _until in records(cast.led)]
    assert told == [
        ("missing", day("2011-03-10")),  # February's
        ("missed", day("2011-03-26")),
        ("overdue", day("2011-04-21")),
    ]


def test_new_rules_change_the_record_from_their_day_on(cast, march):
    record_lights(moment("2011-03-10"))
    LightRules.objects.create(
        report=cast.report, effective_on=day("2011-03-12"), at=moment("2011-03-10"), missing_is_yellow=False
    )
    assert record_lights(moment("2011-03-11")) == 0
    assert record_lights(moment("2011-03-12")) == 3
    assert [rule for rule, _since, _until in records(cast.led)] == ["missing", "not_reported"]


def test_in_the_same_moment_the_last_word_counts(cast, march):
    record_lights(moment("2011-03-10"))
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-09"))
    assert record_lights(moment("2011-03-10")) == 1
    assert records(cast.led) == [("overdue", moment("2011-03-10"), None)]


def test_a_record_put_in_the_place_of_another_leaves_what_was_before_it_readable(cast, march):
    record_lights(moment("2011-03-10"))
    first = LightRecord.objects.get(item=cast.led)
    facts = facts_of_records([first])[first.pk]
    for due_on in ("2011-10-31", "2011-11-30"):
        WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day(due_on))
        record_lights(moment("2011-03-11"))
    assert [since for _rule, since, _until in records(cast.led)] == [moment("2011-03-10"), moment("2011-03-11")]
    first = LightRecord.objects.get(pk=first.pk)
    assert facts_of_records([first])[first.pk] == facts
    assert len(first.packed) < 60


def test_a_clock_that_was_put_back_writes_nothing(cast, march):
    record_lights(moment("2011-03-10"))
    WorkItem.objects.update(due_on=day("2011-03-01"))
    assert record_lights(moment("2011-03-09")) == 0
    assert LightRecord.objects.count() == 3


def test_of_one_report_alone(cast, march):
    other = factories.item(factories.report(), 1)
    assert record_lights(moment("2011-03-10"), cast.report) == 3
    assert records(other) == []
    assert record_lights(moment("2011-03-10")) == 1


def test_many_items_are_recorded_in_portions(cast, march, monkeypatch):
    monkeypatch.setattr(recording, "AT_ONCE", 2)
    assert record_lights(moment("2011-03-10")) == 3
    assert record_lights(moment("2011-03-11")) == 0


def test_closing_a_period_records_its_report(cast, march):
    tell(cast, march, cast.led, cast.civil_affairs)
    close_period(march, at=moment("2011-04-05 09:00:00"))
    assert records(cast.led) == [("normal", moment("2011-04-05 09:00:00"), None)]
    assert records(cast.supported) == [("missed", moment("2011-04-05 09:00:00"), None)]


def test_the_clockwork_records_the_lights_once(cast):
    at = moment("2011-03-01 09:00:00")
    assert (tick(at).lights, tick(at).lights) == (3, 0)
    assert LightRecord.objects.filter(since=at, until=None).count() == 3


def test_a_record_gives_the_light_that_it_names(cast, march):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-09"), completion=Decimal("7.5"))
    record_lights(moment("2011-03-10"))
    lit = lights_at(WorkItem.objects.all(), at=moment("2011-03-10"))
    for row in LightRecord.objects.all():
        light = lit[row.item_id]
        assert (light.colour, light.rule, light.schedule) == (row.colour, row.rule, row.schedule)


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seconds", [("00", "00", "00"), ("00", "01", "02"), ("02", "01", "00")])
def test_several_runs_at_once_record_every_change_once(seconds):
    cast = Cast.build()
    opened(cast.report, FEBRUARY)

    def record_all(minute):
        moments = [moment(f"2011-03-10 12:{minute}:{second}") for second in seconds]
        at_once(*[lambda at=at: record_lights(at) for at in moments])

    record_all("00")
    assert [[rule for rule, _since, _until in records(item)] for item in WorkItem.objects.all()] == [["missing"]] * 3
    WorkItem.objects.update(due_on=day("2011-03-01"))
    record_all("01")
    record_all("02")
    assert [[rule for rule, _since, _until in records(item)] for item in WorkItem.objects.all()] == [
        ["missing", "overdue"]
    ] * 3
    assert LightRecord.objects.filter(until=None).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_period_closed_while_the_clockwork_records_is_recorded_once():
    cast = Cast.build()
    opened(cast.report, FEBRUARY)
    march = opened(cast.report)
    record_lights(moment("2011-03-10"))
    at = moment("2011-04-05")
    closed, _recorded = at_once(lambda: close_period(march, at=at), lambda: record_lights(at))
    assert closed
    assert [[rule for rule, _since, _until in records(item)] for item in WorkItem.objects.all()] == [
        ["missing", "missed"]
    ] * 3


# The past, whatever has become of it

CLOSED_ON = day("2011-04-05")


def added(cast, number, unit, **fields):
    """An item of the cast's report, led by the unit and issued with the others."""
    item = factories.item(cast.report, number, leads=[unit], issued_on=day("2011-02-01"), **fields)
    item.responsibilities.update(issued_on=day("2011-02-01"))
    return item


def everything(cast):
    """Two rounds that leave an item under nearly every rule, March closed on `CLOSED_ON`; returns March."""
    roles = ("overdue", "due_soon", "done", "reached", "far", "planned", "late", "not_issued", "cancelled")
    items = {role: added(cast, 10 + number, cast.health) for number, role in enumerate(roles)}
    change = {
        "overdue": {"due_on": day("2011-03-31"), "original_due_on": day("2011-02-28")},
        "due_soon": {"due_on": day("2011-04-12"), "completion": Decimal(85)},
        "done": {"status": "completed", "completed_on": day("2011-04-01"), "due_on": day("2011-03-31")},
        "reached": {"completion": Decimal(100)},
        "far": {"completion": Decimal("12.5"), "due_on": day("2011-06-30")},
        "planned": {"completion": Decimal("12.5"), "due_on": day("2011-06-30")},
        "not_issued": {"issued_on": None},
        "cancelled": {"status": "cancelled"},
    }
    beds = {role: factories.target(items[role], number=40) for role in ("reached", "far", "planned")}
    curve(cast, items["planned"], [["2011-03-31", "10"], ["2011-06-30", "40"]], beds["planned"])
    LightRules.objects.create(
        report=cast.report, effective_on=day("2011-02-01"), at=moment("2011-02-01"), late_is_yellow=True
    )
    february, march = opened(cast.report, FEBRUARY), opened(cast.report)
    for role, item in items.items():
        values = {beds[role]: 40 if role == "reached" else 5} if role in beds else {}
        tell(cast, february, item, cast.health)
        tell(cast, march, item, cast.health, values, **(LATE if role == "late" else {}))
        WorkItem.objects.filter(pk=item.pk).update(**change.get(role, {}))
    for period in (february, march):
        tell(cast, period, cast.open_lead, cast.education)
        tell(cast, period, cast.open_lead, cast.east)
    tell(cast, march, cast.supported, cast.health, state=State.AWAITING_REVIEW)
    close_period(february, at=moment("2011-03-08"))
    close_period(march, at=moment("2011-04-05"))
    return march


LATE = {"handed_in_at": moment("2011-03-28"), "sent_at": moment("2011-03-28")}


def shown(lights):
    """What people see of lights."""
    with translation.override("zh-hans"):
        return {
            pk: (light.colour, light.rule, light.also, light.schedule, light.shape, light.word, light.why)
            for pk, light in lights.items()
        }


def lit_then():
    return lights_at(WorkItem.objects.all(), at=end_of(CLOSED_ON))


def lit_now(on):
    return lights_of(list(WorkItem.objects.for_lights()), on=on)


def change_everything(cast, march):
    """Items, targets, plans, units, rules, periods and reports become others."""
    successor = factories.department("市社会事务局")
    merge(cast.health, into=successor, by=cast.administrator, on=day("2011-04-10"))
    Department.objects.filter(pk=cast.east.pk).update(name="东湖区人民政府", position=99)
    set_units(cast.led, roles={cast.education: "lead"}, by=cast.supervisor, version=2, reason="职能划转")
    set_rules(
        WorkReport.objects.get(pk=cast.report.pk), by=cast.supervisor, at=moment("2011-04-11"), version=1, due_day=9
    )
    LightRules.objects.create(
        report=cast.report,
        effective_on=day("2011-04-12"),
        at=moment("2011-04-11"),
        yellow_gap=1,
        red_gap=2,
        missed_periods=0,
        looks={"red": {"word": "挂牌", "colour": "#6a3d8f"}},
    )
    PlannedCurve.objects.update(state="superseded")
    TargetValue.objects.update(value=1)
    Target.objects.filter(number=40).update(number=400, label="改名")
    Target.objects.filter(item__number=13).delete()
    updates = ProgressUpdate.objects.filter(period=march)
    updates.filter(state=State.EXPECTED).update(state=State.DROPPED)
    updates.exclude(state=State.DROPPED).update(handed_in_at=moment("2011-03-01"), sent_at=moment("2011-03-01"))
    ReportingPeriod.objects.filter(pk=march.pk).update(due_on=day("2011-03-07"), parts_due_on=day("2011-03-07"))
    WorkReport.objects.update(title="改题")
    WorkItem.objects.update(
        text="改写", status="in_progress", completed_on=None, completion=Decimal(1), due_on=day("2011-04-08")
    )


def test_the_lights_of_a_past_day_stand_whatever_is_changed_later(cast, django_assert_num_queries):
    march = everything(cast)
    then = shown(lit_now(CLOSED_ON))
    assert {rule for _colour, rule, *_rest in then.values()} == set(REASONS) - {"before_start", "not_reported"}
    assert shown(lit_then()) == then

    change_everything(cast, march)
    for at in ("2011-04-10", "2011-04-12", "2011-05-02"):
        run_due(moment(at))
        record_lights(moment(at))
    now = shown(lit_now(day("2011-05-02")))
    assert all(now[pk] != then[pk] for pk in then)
    with django_assert_num_queries(2):
        lit = lit_then()
    assert shown(lit) == then


def test_an_update_of_a_closed_period_made_up_later_changes_no_light_of_before(cast, february, march):
    close_period(march, at=moment("2011-04-05"))
    then = shown(lit_then())
    update = update_of(march, cast.led, cast.civil_affairs)
    tell(cast, march, cast.led, cast.civil_affairs, handed_in_at=moment("2011-04-07"))
    record_lights(moment("2011-04-08"))
    assert update.state == State.EXPECTED
    assert shown(lit_then()) == then
    later = lights_at(WorkItem.objects.all(), at=moment("2011-04-08"))
    assert (then[cast.led.pk][1], later[cast.led.pk].rule) == ("missed", "normal")
