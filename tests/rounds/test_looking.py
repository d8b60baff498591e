"""What a review card says by itself, so that nobody accepts unread what has to be looked at."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from items.models import PlannedCurve, ProgressUpdate
from items.rounds.expecting import expect
from items.rounds.review import boxes_of, in_turn, waiting
from items.rounds.running import open_period

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

NOW = moment("2011-03-20")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def february(cast):
    return opened(cast.report, FEBRUARY, at="2011-02-10")


@pytest.fixture
def march(cast, february):
    return opened(cast.report)


@pytest.fixture
def update(cast, march):
    """What civil affairs, the lead, has reported on `led`."""
    return reported(march, cast.led, cast.civil_affairs, cast)


def reported(period, item, unit, cast, state=State.AWAITING_REVIEW, **fields):
    return put(update_of(period, item, unit), state, by=cast.liaison, office=cast.supervisor, **fields)


def said(update):
    """The remarks on the card of the update in the office's list."""
    [row] = waiting(in_turn(ProgressUpdate.objects.filter(pk=update.pk)))
    return row.box.remarks


def notes(update):
    [row] = waiting(in_turn(ProgressUpdate.objects.filter(pk=update.pk)))
    return row.box.notes


def support(cast, march, count):
    """That many more supporting units on `led`, asked in March."""
    units = [factories.department() for _number in range(count)]
    for unit in units:
        cast.led.responsibilities.create(
            department=unit, role="support", position=9, issued_on=factories.day("2011-02-01")
        )
    expect(march)
    return units


# Parts


def test_how_many_parts_were_taken_up_not_taken_up_and_silent(cast, march, update):
    first, second = support(cast, march, 2)
    taken = reported(march, cast.led, cast.health, cast, State.ACCEPTED, taken_up_in=update)
    reported(march, cast.led, first, cast, State.AWAITING_MERGE)
    [sentence] = said(update)
    assert sentence == f"Supporting units 3: taken up 1; reported, not taken up 1 ({first}); silent 1 ({second})"
    assert not notes(update) and taken.taken_up_in == update


def test_all_parts_taken_up_need_no_look(cast, march, update):
    reported(march, cast.led, cast.health, cast, State.ACCEPTED, taken_up_in=update)
    assert said(update) == []
    assert notes(update) == ["Supporting units 1: taken up 1"]


def test_a_part_that_the_office_accepted_was_not_taken_up(cast, march, update):
    reported(march, cast.led, cast.health, cast, State.ACCEPTED)
    assert said(update) == ["Supporting units 1: taken up 0; reported, not taken up 1 (市卫生局)"]


def test_of_many_silent_units_some_are_named(cast, march, update):
    units = [cast.health, *support(cast, march, 6)]
    named = "、".join(str(unit) for unit in units[:5])
    assert said(update) == [f"Supporting units 7: taken up 0; silent 7 ({named} and others)"]


def test_where_leads_do_not_merge_parts_are_the_offices_own(cast, march, update):
    cast.report.with_merging = False
    cast.report.save()
    assert said(update) == [] == notes(update)


def test_a_part_and_what_is_not_asked_for_any_more_say_nothing_of_parts(cast, march, update):
    part = reported(march, cast.led, cast.health, cast)
    assert said(part) == []
    put(part, State.DROPPED, by=cast.liaison, office=None)
    assert said(update) == [] == notes(update)


# No change, time and again


def quiet(cast):
    """Health has nothing to add to `led`, so that only the rest is said of the lead's report."""
    cast.led.responsibilities.filter(department=cast.health).delete()
    ProgressUpdate.objects.filter(item=cast.led, department=cast.health).delete()


def test_how_many_periods_in_a_row_said_no_change(cast, february, march, update):
    quiet(cast)
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None, no_change=True)
    reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED)
    assert said(update) == []
    reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED, no_change=True)
    assert said(update) == ["No change for 2 periods in a row"]


def test_silence_in_between_breaks_the_row(cast, february, march, update):
    quiet(cast)
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None, no_change=True)
    reported(february, cast.led, cast.civil_affairs, cast, State.DRAFT, no_change=True)
    assert said(update) == []


def test_the_row_goes_on_through_a_merger(cast, february, march, update):
    quiet(cast)
    old = factories.department("市民政老局", successor=cast.civil_affairs)
    reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED, no_change=True, department=old)
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None, no_change=True)
    assert said(update) == ["No change for 2 periods in a row"]


# A figure that stands still while its plan rises


@pytest.fixture
def target(cast):
    return factories.target(cast.led, label="养老床位", number=1200, unit="张")


def told(update, target, value):
    update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))


def test_a_figure_that_stood_still_while_its_plan_rose(cast, february, march, update, target):
    quiet(cast)
    before = reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED)
    told(before, target, 100)
    told(update, target, 100)
    assert said(update) == [
        "养老床位: still 100张, while what is planned by the end of the period rose from 190张 to 300张"
    ]
    update.values.update(value=101)
    assert said(update) == []


def test_a_figure_left_blank_stands_still(cast, february, march, update, target):
    quiet(cast)
    told(reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED), target, 100)
    assert said(update) == [
        "养老床位: still 100张, while what is planned by the end of the period rose from 190张 to 300张"
    ]


@pytest.mark.parametrize(("number", "comparator"), [(1200, ">="), (50, "<=")])
def test_what_is_reached_or_a_limit_may_stand_still(cast, february, march, update, number, comparator):
    quiet(cast)
    target = factories.target(cast.led, number=number, comparator=comparator)
    value = 1200 if number == 1200 else 20
    told(reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED), target, value)
    told(update, target, value)
    assert said(update) == []


def test_where_the_plan_asks_for_nothing_more_yet_a_figure_may_stand_still(cast, february, march, update, target):
    quiet(cast)
    told(reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED), target, 0)
    told(update, target, 0)
    PlannedCurve.objects.create(
        item=cast.led,
        target=target,
        starts_on=factories.day("2011-05-01"),
        points=[["2011-12-31", "1200"]],
        state="approved",
        by=cast.supervisor,
        at=NOW,
        decided_by=cast.supervisor,
        decided_at=NOW,
    )
    assert said(update) == []


# Old dates


def test_a_sentence_with_an_old_date(cast, march, update):
    quiet(cast)
    fields = {"text": "培训600人。截至2月21日，完成投资3亿元。", "problems": "截至3月5日，仍缺资金"}
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None, **fields)
    assert said(update) == ["Reports problems", "Tells an old date: “截至2月21日，完成投资3亿元”"]


# The cards


def test_the_period_page_says_the_same_and_ticks_none_of_them(client, cast, march, update):
    client.force_login(cast.supervisor)
    client.cookies["django_language"] = "en"
    open_period(march, at=NOW)
    [box] = boxes_of(march.updates.values("pk"), [State.AWAITING_REVIEW]).values()
    assert box.remarks == said(update) != []
    for address in (f"/rounds/{march.pk}/?select=clean", "/rounds/review/?select=clean"):
        page = parse(client.get(address))
        assert "Supporting units 1: taken up 0; silent 1 (市卫生局)" in page.text
        [tick] = page.one("main").all("input", type="checkbox", name="update")
        assert "checked" not in tick.attributes


def test_the_cost_does_not_grow_with_the_cards(cast, february, march, update, target):
    told(reported(february, cast.led, cast.civil_affairs, cast, State.ACCEPTED), target, 100)
    told(put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None, no_change=True), target, 100)
    rows = in_turn(ProgressUpdate.objects.filter(state=State.AWAITING_REVIEW))

    def add(numbers):
        for number in numbers:
            item = factories.item(cast.report, number, leads=[cast.education])
            mark = factories.target(item)
            for period in (february, march):
                made = ProgressUpdate.objects.create(period=period, item=item, department=cast.education, role="lead")
                told(put(made, State.AWAITING_REVIEW, by=cast.liaison, office=None, no_change=True), mark, 1)

    add([10])
    with CaptureQueriesContext(connection) as one:
        assert len(waiting(rows)) == 3
    add(range(11, 20))
    with CaptureQueriesContext(connection) as many:
        assert len(waiting(rows)) == 21
    assert len(many) == len(one)
