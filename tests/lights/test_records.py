"""What is known of the lights of the past: the rules of the day, the record of the moment, facts as data."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from items.lights.records import end_of, lights_at, read, write
from items.lights.rules_in_force import rules_at, rules_on
from items.lights.terms import DuePeriod, Facts, TargetProgress, UnitReport
from items.models import Colour, LightRecord, LightRules, Schedule, WorkItem
from items.models.packed import as_text, pack

from ..given import factories
from ..given.factories import day
from ..given.lit_items import facts_of
from ..given.together import moment

APRIL_1 = day("2011-04-01")

# Rules


def rules(report, effective_on, at, **fields):
    return LightRules.objects.create(report=report, effective_on=day(effective_on), at=moment(at), **fields)


def test_the_newest_rules_of_the_day_are_in_force(cast):
    other = factories.report()
    both = {cast.report.pk, other.pk}
    assert rules_on(both, APRIL_1)[cast.report.pk].pk is None
    first = rules(cast.report, "2011-03-01", "2011-02-20", yellow_gap=5)
    second = rules(cast.report, "2011-03-01", "2011-02-25", yellow_gap=6)
    later = rules(cast.report, "2011-04-01", "2011-03-10")
    on = {one: rules_on(both, day(one))[cast.report.pk] for one in ("2011-02-28", "2011-03-31", "2011-04-01")}
    assert (on["2011-02-28"].pk, on["2011-03-31"], on["2011-04-01"]) == (None, second, later)
    assert rules_on(both, APRIL_1)[other.pk].pk is None
    assert rules_at(both, moment("2011-03-05"))[cast.report.pk] == second
    assert first.yellow_gap == 5


def test_rules_set_later_were_not_known_before(cast):
    rules(cast.report, "2011-03-01", "2011-03-01 15:00:00")
    assert rules_at({cast.report.pk}, moment("2011-03-01 14:59:59"))[cast.report.pk].pk is None
    assert rules_at({cast.report.pk}, moment("2011-03-01 15:00:00"))[cast.report.pk].pk is not None


def test_rules_for_a_later_day_stay_the_newest_when_others_for_an_earlier_day_are_set(cast):
    later = rules(cast.report, "2011-04-01", "2011-02-20")
    meanwhile = rules(cast.report, "2011-03-01", "2011-02-25")
    on = [rules_on({cast.report.pk}, day(one))[cast.report.pk] for one in ("2011-03-31", "2011-04-01")]
    assert on == [meanwhile, later]
    assert rules_at({cast.report.pk}, moment("2011-04-01"))[cast.report.pk] == later


# The past


def record(item, since, until=None, status="in_progress"):
    facts = {**write(facts_of(item)), "status": status}
    return LightRecord.objects.create(
        item=item,
        since=moment(since),
        until=until and moment(until),
        colour=Colour.GREEN,
        rule="normal",
        schedule=Schedule.UNKNOWN,
        packed=pack(as_text(facts)),
    )


def test_of_the_past_the_record_of_the_moment_is_shown(cast):
    record(cast.led, "2011-03-01", "2011-03-10", status="cancelled")
    record(cast.led, "2011-03-10")
    items = WorkItem.objects.filter(pk__in=[cast.led.pk, cast.supported.pk])

    def colours(at):
        return {pk: light.colour for pk, light in lights_at(items, at=moment(at)).items()}

    assert colours("2011-03-01 11:59:59") == {}
    assert colours("2011-03-01") == {cast.led.pk: "none"}
    assert colours("2011-03-10 11:59:59") == {cast.led.pk: "none"}
    assert colours("2011-03-10") == colours("2012-01-01") == {cast.led.pk: "green"}
    assert lights_at(list(items), at=moment("2011-03-10"))[cast.led.pk].on == day("2011-03-10")


def test_a_day_ends_with_its_last_moment():
    assert end_of(day("2011-03-10")) == moment("2011-03-10 23:59:59.999999")


# Facts as data

days = st.dates(min_value=day("2000-01-01"), max_value=day("2099-12-31"))
names = st.text(min_size=1, max_size=6)
numbers = st.decimals(min_value=-(10**13), max_value=10**13, places=4)
percents = st.decimals(min_value=0, max_value=100, places=1)
pairs = st.lists(st.tuples(days, numbers), max_size=3).map(tuple)
lines = st.builds(
    UnitReport,
    unit=names,
    handed_in_on=st.none() | days,
    members=st.integers(0, 12),
    missing=st.lists(names, max_size=3).map(tuple),
    is_late=st.booleans(),
    is_waiting=st.booleans(),
)
periods = st.builds(DuePeriod, period=names, due_on=days, lines=st.lists(lines, max_size=3).map(tuple))
targets = st.builds(
    TargetProgress,
    target=st.integers(1),
    label=names,
    figure=names,
    unit=st.text(max_size=3),
    number=numbers,
    value=st.none() | numbers,
    percent=st.none() | percents,
    is_limit=st.booleans(),
    missing=st.lists(names, max_size=2).map(tuple),
    told=st.lists(st.tuples(names, numbers), max_size=2).map(tuple),
    points=pairs,
)
any_facts = st.builds(
    Facts,
    status=st.sampled_from(WorkItem.Status.values),
    starts_on=days,
    ends_on=days,
    issued_on=st.none() | days,
    due_on=st.none() | days,
    original_due_on=st.none() | days,
    completed_on=st.none() | days,
    completion=st.none() | percents,
    is_measured=st.booleans(),
    points=pairs,
    targets=st.lists(targets, max_size=2).map(tuple),
    periods=st.lists(periods, max_size=3).map(tuple),
    last_report=st.just(()) | st.tuples(names, days),
)


@settings(deadline=None)
@given(facts=any_facts)
def test_written_and_read_facts_are_the_same(facts):
    text = json.dumps(write(facts))
    assert read(json.loads(text)) == facts
    assert json.dumps(write(read(json.loads(text)))) == text


def test_the_same_number_is_written_in_one_way_only(cast):
    facts = facts_of(cast.led)
    written = [write(replace(facts, completion=Decimal(number))) for number in ("50", "50.0", "5E+1")]
    assert written[0] == written[1] == written[2] and written[0]["completion"] == "50"
