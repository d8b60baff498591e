"""Rules, rhythms and days of their own that change in the middle of a period."""

import pytest

from items.models import HistoryEntry
from items.rounds.planning import set_rhythm, set_rules

from ..given.opened_rounds import MARCH, State, opened, put, update_of
from ..given.refusals import everything, refused
from ..given.together import moment
from .what_is_asked import EVERYBODY, add_period, asked, days, run


def test_changed_rules_move_what_is_planned_and_leave_what_is_open(cast):
    march = opened(cast.report)
    report = set_rules(cast.report, by=cast.supervisor, at=moment("2011-03-02"), version=1, due_day=20, late_days=5)
    march.refresh_from_db()
    assert days(march) == ["2011-03-01", "2011-03-22", "2011-03-25", "2011-04-04"]
    april = report.periods.get(start_on="2011-04-01")
    assert days(april) == ["2011-04-01", "2011-04-15", "2011-04-20", "2011-04-25"]
    entry = HistoryEntry.objects.get(action="rules_changed")
    assert (entry.before, entry.after) == ({"due_day": "25", "late_days": "10"}, {"due_day": "20", "late_days": "5"})


def test_the_same_rules_write_nothing(cast):
    before = everything()
    assert set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, due_day=25).version == 1
    assert everything() == before


def test_rules_of_a_stale_page_are_refused(cast):
    set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, due_day=20)
    with refused("Somebody else has changed the rules meanwhile"):
        set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, due_day=10)


@pytest.mark.parametrize(
    "rules",
    [{"due_day": 0}, {"due_day": 32}, {"parts_days": 21}, {"late_days": 61}, {"rhythm": "week"}, {"sign_days": 0}],
)
def test_rules_that_cannot_be_are_refused(cast, rules):
    with refused("."):
        set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, **rules)


def test_a_rule_that_does_not_exist_is_a_fault(cast):
    with pytest.raises(TypeError):
        set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, title="新")


def test_another_rhythm_asks_no_longer_in_the_open_month_and_asks_in_the_quarter(cast):
    march = opened(cast.report)
    begun = put(update_of(march, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    sent = put(update_of(march, cast.led, cast.health), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    set_rules(cast.report, by=cast.supervisor, at=moment("2011-03-02"), version=1, rhythm="quarter")
    begun.refresh_from_db()
    assert (begun.state, begun.text) == (State.DROPPED, "已完成2所")
    assert list(march.updates.asked_for()) == [sent]
    run("2011-03-02")
    assert asked(cast.report.periods.get(rhythm="quarter", start_on="2011-01-01")) == EVERYBODY


def test_the_rhythm_of_items_changes_for_them_alone(cast):
    march = opened(cast.report)
    at = moment("2011-03-02")
    assert set_rhythm([cast.led, cast.supported], "quarter", by=cast.supervisor, at=at) == 2
    assert asked(march) == {(number, unit) for number, unit in EVERYBODY if number == 3}
    assert set_rhythm([cast.led, cast.supported], "quarter", by=cast.supervisor, at=at) == 0
    assert set_rhythm([cast.led, cast.open_lead], "", by=cast.supervisor, at=at) == 1
    assert {number for number, _unit in asked(march)} == {1, 3}
    cast.led.refresh_from_db()
    assert (cast.led.rhythm, cast.led.version) == ("", 3)
    entries = cast.led.history.filter(action="rules_changed").order_by("pk")
    assert [entry.after for entry in entries] == [{"rhythm": "quarter"}, {"rhythm": ""}]


def test_a_rhythm_that_does_not_exist_is_refused(cast):
    with refused("This rhythm does not exist"):
        set_rhythm([cast.led], "week", by=cast.supervisor, at=moment(MARCH))


def test_own_dates_stay_as_entered_and_ask_who_reports_on_them(cast):
    set_rhythm([cast.led], "own", by=cast.supervisor, at=moment(MARCH))
    period = add_period(cast)  # the 15th of May is a Sunday, and stays
    assert days(period) == ["2011-05-01", "2011-05-12", "2011-05-15", "2011-05-20"]
    run("2011-04-30", "2011-05-01")
    assert asked(period) == {(1, "市民政局"), (1, "市卫生局")}
    assert period.name == "2011-03-01 – 2011-05-10"


def test_own_dates_with_little_time_leave_parts_no_less_than_the_whole(cast):
    assert days(add_period(cast, opens_on="2011-05-14")) == ["2011-05-14", "2011-05-14", "2011-05-15", "2011-05-20"]


@pytest.mark.parametrize(
    "dates",
    [{"opens_on": "2011-05-16"}, {"closes_on": "2011-05-14"}, {"end_on": "2011-02-28"}, {"due_on": "2011-05-21"}],
)
def test_own_dates_out_of_order_are_refused(cast, dates):
    with refused("opens before it is due"):
        add_period(cast, **dates)


def test_own_dates_are_entered_once(cast):
    add_period(cast)
    with refused("already has a reporting period that starts on this day"):
        add_period(cast)
