"""Saving a draft field by field: what is kept, what collides, what cannot be read, and which report came before."""

from decimal import Decimal

import pytest

from departments.models import Department
from items.models import ProgressUpdate, ReportingPeriod
from items.models.update import UPDATE_TEXT_LIMIT
from items.rules import accepted
from items.units.merging import merge
from items.updates import drafting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.refusals import refused
from ..given.together import moment

AT = moment("2011-03-20")


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def update(cast, march):
    return update_of(march, cast.led, cast.civil_affairs)


def save(update, by, was=None, **changes):
    return drafting.save(update, by=by, at=AT, was=was or {}, changes=changes)


def test_the_first_word_makes_a_draft(cast, update):
    saved = save(update, cast.liaison, text="已完成2所", needs_decision="on")
    assert (saved.written, saved.conflicts) == (["text", "needs_decision"], {})
    update.refresh_from_db()
    assert (update.state, update.text, update.needs_decision, update.version) == (State.DRAFT, "已完成2所", True, 2)
    assert (update.saved_by, update.saved_at) == (cast.liaison, AT)


def test_what_says_the_same_writes_nothing(cast, update):
    assert save(update, cast.liaison, text="", problems="").written == []
    update.refresh_from_db()
    assert (update.state, update.version) == (State.EXPECTED, 1)


def test_a_name_that_is_no_field_is_passed_over(cast, update):
    assert save(update, cast.liaison, state="accepted", version="9", value_0="").written == []


@pytest.mark.parametrize("name", ["value_0", "value_x", "milestone_0"])
def test_a_figure_of_a_target_that_is_gone_is_told(cast, update, name):
    with refused("The targets of the item have changed"):
        save(update, cast.liaison, text="已完成2所", **{name: "12"})


def test_a_figure_of_another_items_target_is_not_taken(cast, update):
    other = factories.target(cast.supported)
    with refused("The targets of the item have changed"):
        save(update, cast.liaison, **{f"value_{other.pk}": "12"})


def test_two_people_at_two_fields_lose_nothing(cast, update):
    shown = drafting.shown(update)
    save(update, cast.liaison, shown, text="甲写的")
    save(update, cast.head, shown, next_steps="乙写的")
    update.refresh_from_db()
    assert (update.text, update.next_steps, update.saved_by) == ("甲写的", "乙写的", cast.head)


def test_two_people_at_one_field_are_told_and_nothing_is_overwritten(cast, update):
    shown = drafting.shown(update)
    save(update, cast.liaison, shown, text="甲写的")
    saved = save(update, cast.head, shown, text="乙写的", problems="缺资金")
    assert (saved.written, saved.conflicts) == (["problems"], {"text": "甲写的"})
    update.refresh_from_db()
    assert (update.text, update.problems) == ("甲写的", "缺资金")


def test_lines_and_nul_from_a_browser_are_kept_as_plain_lines(cast, update):
    save(update, cast.liaison, text="一\r\n二\0三")
    saved = save(update, cast.liaison, {"text": "一\r\n二三"}, text="一\r\n二三\r\n四")
    assert saved.conflicts == {}
    update.refresh_from_db()
    assert update.text == "一\n二三\n四"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12", "12"), ("1,200", "1200"), ("1，200", "1200"), (" 12.5 ", "12.5"), ("12.5个", "12.5"), ("１２", "12"),
     ("3.1万", "31000"), ("0", "0"), ("0.0001", "0.0001"), ("9999999999999", "9999999999999")],
)  # fmt: skip
def test_values_as_people_write_them(cast, update, typed, kept):
    target = factories.target(cast.led)
    save(update, cast.liaison, **{f"value_{target.pk}": typed})
    value = update.values.get()
    assert (value.value, value.label, value.unit) == (Decimal(kept), target.label, target.unit)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("约十二", "is not a number"), ("1.2.3", "is not a number"), ("NaN", "is not a number"), ("Infinity", "is not"),
     ("0.00001", "more than four decimal places"), ("1e400", "is not a number"), ("1e1", "is not a number"),
     ("10000000000001", "at most 13 digits"),
     ("123456789012345", "新建站点"), ("99999999999999999999", "新建站点"), ("--", "is not a number"),
     ("12.5%", "is not the unit"), ("-4", "cannot lie below zero"), ("1_0", "is not a number"),
     ("1＿0", "is not a number")],
)  # fmt: skip
def test_values_that_cannot_be_read_are_refused_with_a_sentence(cast, update, typed, sentence):
    target = factories.target(cast.led)
    with refused(sentence):
        save(update, cast.liaison, **{f"value_{target.pk}": typed})


def test_an_emptied_value_goes(cast, update):
    target, milestone = factories.target(cast.led), factories.milestone(cast.led)
    save(update, cast.liaison, **{f"value_{target.pk}": "12", f"milestone_{milestone.pk}": "2011-03-01"})
    save(update, cast.liaison, **{f"value_{target.pk}": "", f"milestone_{milestone.pk}": ""})
    assert not update.values.exists() and not update.milestones.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("2011-03-20", ""), ("2011-03-21", "lies in the future"), ("20110399", "not a day"), ("三月", "not a day")],
)
def test_a_milestone_is_reached_on_a_day_that_has_come(cast, update, typed, sentence):
    milestone = factories.milestone(cast.led)
    if sentence:
        with refused(sentence):
            save(update, cast.liaison, **{f"milestone_{milestone.pk}": typed})
    else:
        save(update, cast.liaison, **{f"milestone_{milestone.pk}": typed})
        assert update.milestones.get().reached_on == day(typed)


@pytest.mark.parametrize("field", ["text", "problems", "next_steps"])
def test_texts_have_a_limit(cast, update, field):
    save(update, cast.liaison, **{field: "长" * UPDATE_TEXT_LIMIT})
    with refused(f"{UPDATE_TEXT_LIMIT + 1}"):
        save(update, cast.liaison, **{field: "长" * (UPDATE_TEXT_LIMIT + 1)})


@pytest.mark.parametrize(("typed", "kept"), [("40", "40"), ("33.3%", "33.3"), ("0", "0"), ("100", "100"), ("", None)])
def test_completion_as_judged(cast, update, typed, kept):
    save(update, cast.liaison, text="已完成", completion=typed)
    update.refresh_from_db()
    assert update.completion == (None if kept is None else Decimal(kept))


@pytest.mark.parametrize("typed", ["101", "100.1", "-1", "33.33", "半", "3.4万", "1" * 40])
def test_completion_that_cannot_be_is_refused(cast, update, typed):
    with refused("completion in percent: write a number from 0 to 100 with one decimal at most"):
        save(update, cast.liaison, completion=typed)


def test_completion_follows_from_the_targets(cast, update):
    target = factories.target(cast.led, number=30)
    save(update, cast.liaison, **{f"value_{target.pk}": "12", "completion": "90"})
    update.refresh_from_db()
    assert update.completion == Decimal(40)


@pytest.mark.parametrize("kind", ["member", "part", "for each"])
def test_completion_is_judged_where_the_target_is_not_the_units_own(cast, march, kind):
    item = {"member": cast.open_lead, "part": cast.supported, "for each": cast.led}[kind]
    unit, by = (cast.east, cast.east_liaison) if kind == "member" else (cast.civil_affairs, cast.liaison)
    target = factories.target(item, number=30, per="每个乡镇" if kind == "for each" else "")
    one = update_of(march, item, unit)
    save(one, by, **{f"value_{target.pk}": "12", "completion": "90"})
    one.refresh_from_db()
    assert one.completion == Decimal(90)


def test_a_returned_update_stays_returned_while_it_is_rewritten(cast, update):
    update = put(update, State.RETURNED, by=cast.liaison, office=cast.supervisor, no_change=True)
    save(update, cast.liaison, text="已完成5所")
    update.refresh_from_db()
    assert (update.state, update.return_reason, update.no_change) == (State.RETURNED, "数据不清", False)


# What the unit said before


def earlier_of(cast, march, item=None, unit=None):
    return accepted.earlier(update_of(march, item or cast.led, unit or cast.civil_affairs))


@pytest.mark.parametrize("state", State.values)
def test_the_earlier_report_is_one_that_was_handed_in(cast, march, state):
    february = opened(cast.report, FEBRUARY, at="2011-03-01")
    before = put(update_of(february, cast.led, cast.civil_affairs), state, by=cast.liaison, office=cast.supervisor)
    assert earlier_of(cast, march) == (before if state in ProgressUpdate.HANDED_IN else None)


def test_months_come_before_the_quarter_that_holds_them(cast, march):
    february = opened(cast.report, FEBRUARY, at="2011-03-01")
    before = put(
        update_of(february, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor
    )
    quarter = ReportingPeriod.objects.create(
        report=cast.report, rhythm="quarter", start_on=day("2011-01-01"), end_on=day("2011-03-31"),
        opens_on=day("2011-03-01"), parts_due_on=day("2011-03-22"), due_on=day("2011-03-25"),
        closes_on=day("2011-04-04"), opened_at=AT,
    )  # fmt: skip
    now = ProgressUpdate.objects.create(period=quarter, item=cast.led, department=cast.civil_affairs, role="lead")
    assert accepted.earlier(now) == before


def test_the_earlier_report_of_a_unit_merged_twice_over_is_found(cast, march):
    february = opened(cast.report, FEBRUARY, at="2011-03-01")
    before = put(
        update_of(february, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor
    )
    ReportingPeriod.objects.filter(pk=february.pk).update(closed_at=AT, frozen_sheet=factories.frozen_sheet())
    first, second = factories.department("市民政与养老局"), factories.department("市社会事务局")
    merge(cast.civil_affairs, into=first, by=cast.administrator, on=day("2011-03-10"))
    merge(first, into=second, by=cast.administrator, on=day("2011-03-12"))
    second = Department.objects.get(pk=second.pk)
    assert earlier_of(cast, march, unit=second) == before
    assert accepted.with_predecessors(second.pk) == {cast.civil_affairs.pk, first.pk, second.pk}


# Field by field, as a page saves


def save_each(update, by, was=None, **changes):
    return drafting.save_each(update, by=by, at=AT, was=was or {}, changes=changes)


def test_a_field_that_cannot_be_read_keeps_none_of_the_others_back(cast, update):
    target = factories.target(cast.led)
    value = f"value_{target.pk}"
    saved = save_each(update, cast.liaison, text="已完成2所", completion="半", next_steps="继续", **{value: "约十二"})
    assert saved.written == ["text", "next_steps"]
    assert set(saved.errors) == {"completion", value}
    update.refresh_from_db()
    assert (update.text, update.next_steps, update.completion) == ("已完成2所", "继续", None)
    assert (update.version, saved.update.version) == (3, 3)


def test_a_field_that_collides_keeps_none_of_the_others_back(cast, update):
    shown = drafting.shown(update)
    save(update, cast.liaison, shown, text="甲写的")
    saved = save_each(update, cast.head, shown, text="乙写的", problems="缺地")
    assert (saved.written, saved.conflicts) == (["problems"], {"text": "甲写的"})


def test_what_has_left_the_unit_is_not_saved_field_by_field_either(cast, update):
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    with refused("has accepted this update"):
        save_each(update, cast.liaison, text="改一改")
    with refused("Only the liaison or the head"):
        save_each(update, cast.east_liaison, text="改一改")


@pytest.mark.parametrize(
    ("name", "text"),
    [("text", "字"), ("problems", "字"), ("next_steps", "字"), ("needs_decision", "on"), ("completion", "0")],
)
def test_a_draft_is_blank_until_something_stands_in_it(cast, update, name, text):
    save(update, cast.liaison, **{name: text})
    update.refresh_from_db()
    assert not drafting.is_blank(update)
    save(update, cast.liaison, **{name: ""})
    update.refresh_from_db()
    assert drafting.is_blank(update)
    assert update.state == State.DRAFT


@pytest.mark.parametrize("typed", ["2011-03-05", "２０１１－０３－０５", "2011年3月5日"])
def test_the_day_of_a_milestone_is_read_as_it_is_written(cast, update, typed):
    milestone = factories.milestone(cast.led)
    save(update, cast.liaison, **{f"milestone_{milestone.pk}": typed})
    assert update.milestones.get().reached_on == day("2011-03-05")
