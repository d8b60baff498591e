"""The last report is the one on the same duty: a share, a part and a duty of one's own are three things."""

from decimal import Decimal

import pytest

from departments.models import Department
from items.models import PlannedCurve, Responsibility
from items.rounds.review import in_turn, waiting
from items.rounds.running import close_period
from items.rules import accepted
from items.rules.last_words import last_values, last_values_of, standing_values
from items.steps.errors import WorkflowError
from items.units.merging import merge
from items.updates import drafting, reporting
from items.updates.carrying import require_answers
from items.updates.page import fetch, page_of

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .test_blanks import accept


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


@pytest.fixture
def merged(cast, february, march):
    """The lead of an item goes into its supporting unit, which had reported a part of its own."""
    target = factories.target(cast.led, number=100)
    before = accept(cast, february, {target: 40})
    part = update_of(february, cast.led, cast.health)
    put(part, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, text="配合情况")
    close_period(february, at=moment("2011-03-08"))
    merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=day("2011-03-10"))
    now = update_of(march, cast.led, cast.health)
    assert not now.is_part
    return before, now, target


def test_the_successor_goes_on_from_the_report_on_this_duty(cast, merged):
    before, now, target = merged
    assert accepted.earlier(now) == before
    assert {pk: one.value for pk, one in last_values(now).items()} == {target.pk: 40}
    assert {pk: one.value for pk, one in standing_values(now).items()} == {target.pk: 40}


def test_form_and_review_card_show_it_with_its_figures(cast, merged):
    before, now, _target = merged
    page = page_of(fetch(now.pk), cast.supervisor, on=day("2011-03-15"))
    assert (page.earlier, [one.written_earlier for one in page.figures]) == (before, ["40个"])
    put(now, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    [row] = waiting(in_turn(type(now).objects.filter(pk=now.pk)))
    assert (row.earlier, row.earlier_values) == (before, ["新建站点 40个"])


def test_a_part_is_not_gone_on_from_as_a_lead(cast, february, march):
    part = update_of(february, cast.led, cast.health)
    put(part, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    cast.led.responsibilities.filter(department=cast.health).update(role=Responsibility.Role.LEAD)
    opened(cast.report, at="2011-03-02")
    now = update_of(march, cast.led, cast.health)
    type(now).objects.filter(pk=now.pk).update(role="lead")
    now.refresh_from_db()
    assert accepted.earlier(now) is None and last_values(now) == {}


def test_a_share_goes_on_through_a_collective_that_was_merged(cast, february, march):
    target = factories.target(cast.open_lead, number=30)
    before = accept(cast, february, {target: 6}, unit=cast.east, item=cast.open_lead)
    close_period(february, at=moment("2011-03-08"))
    into = factories.collective("各城区人民政府", [cast.east, cast.west])
    Department.objects.filter(pk=cast.districts.pk).update(successor=into, active_to=day("2011-03-09"))
    march.updates.filter(via=cast.districts).update(via=into)
    now = update_of(march, cast.open_lead, cast.east)
    assert accepted.earlier(now) == before
    assert last_values(now)[target.pk].value == Decimal(6)


@pytest.fixture
def merged_members(cast, february, march):
    """Of two members whose figures add up the one with 10 went into the one with 20; its new report and the target."""
    target = factories.target(cast.open_lead, number=100)
    for unit, value in [(cast.east, 10), (cast.west, 20)]:
        accept(cast, february, {target: value}, unit=unit, item=cast.open_lead)
    close_period(february, at=moment("2011-03-08"))
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-10"))
    return update_of(march, cast.open_lead, cast.west), target


def test_of_a_share_last_time_is_what_both_had_said(cast, merged_members):
    now, target = merged_members
    last = last_values(now)[target.pk]
    assert (last.value, last.merged) == (30, ((cast.east.name, 10),))
    assert {pk: one.value for pk, one in standing_values(now).items()} == {target.pk: 30}
    page = page_of(fetch(now.pk), cast.supervisor, on=day("2011-03-15"))
    assert [one.written_earlier for one in page.figures] == ["30个，含原东城区人民政府10个"]


def test_carrying_it_on_or_saying_no_change_takes_the_sum(cast, merged_members):
    now, target = merged_members
    liaison = type(cast.east_liaison).objects.get(pk=cast.east_liaison.pk)
    saved = drafting.save(now, by=liaison, at=moment("2011-03-15"), was={}, changes={f"blank_{target.pk}": "carry"})
    assert [(value.value, value.carried) for value in saved.update.values.all()] == [(30, True)]
    saved.update.values.all().delete()
    sent = reporting.report_no_change(saved.update, by=liaison, at=moment("2011-03-15"))
    assert [(value.value, value.carried) for value in sent.values.all()] == [(30, True)]


def test_a_blank_is_asked_about_with_the_sum(cast, merged_members):
    now, _target = merged_members
    with pytest.raises(WorkflowError, match="30个，含原东城区人民政府10个"):
        require_answers(now)


def test_the_review_card_shows_the_sum_as_the_form_does(cast, merged_members):
    now, target = merged_members
    put(now, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    [row] = waiting(in_turn(type(now).objects.filter(pk=now.pk)))
    assert row.earlier_values == [f"{target.label} 30个，含原东城区人民政府10个"]


def test_the_review_card_shows_the_last_figure_of_a_report_before_the_last(cast, february, march):
    """The report before named nothing: what the form shows and the completion counts is older, and says when."""
    target = factories.target(cast.led, number=100)
    accept(cast, february, {target: 40})
    blank = put(update_of(march, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    april = opened(cast.report, "2011-04-01")
    now = put(
        update_of(april, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor
    )
    [row] = waiting(in_turn(type(now).objects.filter(pk=now.pk)))
    assert (row.earlier, row.earlier_values) == (blank, [f"{target.label} 40个（{february.name}）"])


def test_a_merged_sum_that_did_not_move_stands_still(cast, merged_members):
    """30 after 20 and the merged unit's 10 is no progress, although the last report itself says 20."""
    now, target = merged_members
    PlannedCurve.objects.create(
        item=cast.open_lead, target=target, starts_on=day("2011-01-01"),
        points=[["2011-02-28", "10"], ["2011-03-31", "50"], ["2011-12-31", "100"]], state="approved",
        by=cast.supervisor, at=moment("2011-02-01"), decided_by=cast.supervisor, decided_at=moment("2011-02-01"),
    )  # fmt: skip
    put(now, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    now.values.create(target=target, label=target.label, unit=target.unit, value=30)
    [row] = waiting(in_turn(type(now).objects.filter(pk=now.pk)))
    assert any("仍为30个" in remark for remark in row.box.remarks), row.box.remarks


def test_last_time_of_many_costs_as_much_as_of_one(cast, february, march, django_assert_num_queries):
    units = (cast.civil_affairs, cast.health)
    now = [fetch(update_of(march, cast.led, unit).pk) for unit in units]
    factories.target(cast.led, number=100)
    for count in (1, 2):
        with django_assert_num_queries(3):
            assert set(last_values_of(now[:count])) == {update.pk for update in now[:count]}
