"""Planned curves: who sets, proposes and decides, what a plan must say, and two people at once."""

import datetime
from decimal import Decimal

import pytest

from items.lights.facts import facts_of
from items.models import HistoryEntry, Message, PlannedCurve, WorkItem
from items.pages.addresses import item_part
from items.plans.planning import (
    Plan,
    approve_curve,
    curve_keys,
    first_fall,
    propose_curve,
    refuse_curve,
    set_curve,
    withdraw_curve,
)
from items.steps import StaleItem
from items.units.merging import merge

from ..given import factories
from ..given.cast import Cast
from ..given.drawn_curves import AT, START, in_force, known, plan_of, proposed
from ..given.factories import day
from ..given.refusals import refused
from ..given.together import at_once, moment


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item promises 30 stations."""
    cast.target = factories.target(cast.led)
    return cast


def states(item):
    """[(target's label or "", state)] of all curves, oldest first."""
    rows = PlannedCurve.objects.filter(item=item).order_by("pk")
    return [(row.target.label if row.target else "", row.state) for row in rows]


def points(curve):
    return [(when.isoformat(), value) for when, value in curve.dated_points]


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))


def facts(item):
    return facts_of([WorkItem.objects.for_lights().get(pk=item.pk)])[item.pk]


def unissued(cast):
    return factories.item(cast.report, 8, "新增事项", leads=[cast.civil_affairs])


def test_before_issuing_the_office_sets_a_plan_without_a_reason(cast):
    item = unissued(cast)
    curve = set_curve(
        item, by=cast.supervisor, at=AT, plan=plan_of({"2011-06-30": 40, "2011-12-31": 100}), **known(item)
    )[0]
    assert (curve.state, curve.by, curve.decided_by, curve.decided_at) == (
        "approved",
        cast.supervisor,
        cast.supervisor,
        AT,
    )
    assert points(PlannedCurve.objects.get()) == [("2011-06-30", 40), ("2011-12-31", 100)]
    assert facts(item).points == ((day("2011-06-30"), 40), (day("2011-12-31"), 100))
    entry = item.history.get()
    assert (entry.action, entry.before, entry.reason) == ("plan_approved", {}, "")
    assert entry.after == {"starts_on": "2011-01-01", "plan": "%: 2011-06-30 40%; 2011-12-31 100%"}
    assert not Message.objects.exists()


def test_after_issuing_a_change_by_the_office_has_a_reason_and_reaches_the_units(cast):
    with refused("changes after issuing needs a reason"):
        set_curve(cast.led, by=cast.supervisor, at=AT, plan=plan_of({"2011-06-30": 40}), reason=" ", **known(cast.led))
    in_force(cast.led, {"2011-06-30": 10}, target=cast.target, by=cast.supervisor)
    in_force(cast.led, {"2011-06-30": 12}, target=cast.target, by=cast.supervisor)
    assert states(cast.led) == [("新建站点", "superseded"), ("新建站点", "approved")]
    entry = cast.led.history.first()
    assert (entry.before["plan"], entry.after["plan"], entry.reason) == (
        "新建站点: 2011-06-30 10个",
        "新建站点: 2011-06-30 12个",
        "经会议研究",
    )
    assert inbox(cast.liaison) == inbox(cast.head) == [("decided", item_part(cast.led, "plan"))] * 2
    assert inbox(cast.health_liaison) == []


def test_only_what_differs_is_written(cast):
    kept = in_force(cast.led, {"2011-06-30": 12}, target=cast.target, by=cast.supervisor)
    plan = Plan(
        START, {cast.target.pk: [(day("2011-06-30"), Decimal("12.0"))], None: [(day("2011-06-30"), Decimal(40))]}
    )
    new = set_curve(cast.led, by=cast.supervisor, at=AT, plan=plan, reason="补充", **known(cast.led))
    assert [curve.target for curve in new] == [None]
    kept.refresh_from_db()
    assert kept.state == "approved"
    with refused("plan that is in force already"):
        set_curve(cast.led, by=cast.supervisor, at=AT, plan=plan, reason="补充", **known(cast.led))


def test_another_start_is_another_plan(cast):
    in_force(cast.led, {"2011-06-30": 12}, target=cast.target, by=cast.supervisor)
    in_force(cast.led, {"2011-06-30": 12}, target=cast.target, by=cast.supervisor, starts_on=day("2011-03-01"))
    assert facts(cast.led).starts_on == day("2011-03-01")


def test_a_curve_without_points_goes_back_to_the_straight_line(cast):
    in_force(cast.supported, {"2011-06-30": 40}, by=cast.supervisor)
    assert facts(cast.supported).is_measured
    in_force(cast.supported, {}, by=cast.supervisor)
    assert states(cast.supported) == [("", "superseded"), ("", "approved")]
    assert (facts(cast.supported).points, facts(cast.supported).is_measured) == ((), False)


@pytest.mark.parametrize("who", ["liaison", "head"])
def test_a_unit_proposes_and_until_the_office_decides_the_present_plan_counts(cast, who):
    in_force(cast.led, {"2011-06-30": 10}, target=cast.target, by=cast.supervisor)
    curve = proposed(cast.led, {"2011-06-30": 5}, target=cast.target, by=getattr(cast, who))
    assert (curve.state, curve.department, curve.decided_by) == ("proposed", cast.civil_affairs, None)
    assert facts(cast.led).targets[0].points[1:] == ((day("2011-06-30"), 10),)
    entry = cast.led.history.first()
    assert (entry.action, entry.department, entry.reason) == ("plan_proposed", cast.civil_affairs, "按季度推进")
    assert inbox(cast.supervisor) == [("submitted", item_part(cast.led, "plan"))]


def test_the_member_of_a_responsible_collective_proposes(cast):
    assert proposed(cast.open_lead, by=cast.east_liaison).department == cast.east


@pytest.mark.parametrize("who", ["health_liaison", "east_liaison", "supervisor", "leader", "observer", "newcomer"])
def test_who_does_not_lead_proposes_nothing(cast, who):
    with refused("Only a lead or responsible unit proposes"):
        proposed(cast.led, by=getattr(cast, who))


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_sets_and_decides(cast, who):
    person = getattr(cast, who)
    with refused("Only the supervision office sets a plan"):
        in_force(cast.led, {"2011-06-30": 40}, by=person)
    proposed(cast.led, by=cast.liaison)
    with refused("Only the supervision office decides"):
        approve_curve(cast.led, by=person, at=AT, seen=curve_keys(cast.led))
    with refused("Only the supervision office decides"):
        refuse_curve(cast.led, by=person, at=AT, seen=curve_keys(cast.led), answer="不妥")


def test_before_issuing_units_propose_nothing(cast):
    item = unissued(cast)
    with refused("has not been issued yet"):
        proposed(item, by=cast.liaison)


def test_a_proposal_needs_a_reason(cast):
    with refused("needs a reason"):
        proposed(cast.led, by=cast.liaison, reason=" \n")


def test_one_proposal_waits_at_a_time_and_the_office_decides_on_it_first(cast):
    proposed(cast.led, by=cast.liaison)
    with refused("waits for the supervision office"):
        proposed(cast.led, target=cast.target, by=cast.liaison)
    with refused("waits for the supervision office"):
        in_force(cast.led, {"2011-06-30": 20}, by=cast.supervisor)


def test_an_approved_plan_takes_the_place_of_the_one_before(cast):
    in_force(cast.led, {"2011-06-30": 10}, target=cast.target, by=cast.supervisor)
    proposed(cast.led, {"2011-06-30": 5}, target=cast.target, by=cast.liaison)
    words = {"answer": " 同意 ", "lowering": "按汛期调整"}
    curve = approve_curve(cast.led, by=cast.supervisor, at=AT, seen=curve_keys(cast.led), **words)[0]
    assert states(cast.led) == [("新建站点", "superseded"), ("新建站点", "approved")]
    curve.refresh_from_db()
    assert (curve.state, curve.decided_by, curve.decided_at, curve.answer) == ("approved", cast.supervisor, AT, "同意")
    assert facts(cast.led).targets[0].points[1:] == ((day("2011-06-30"), 5),)
    entry = cast.led.history.first()
    assert (entry.action, entry.reason) == (
        "plan_approved",
        "同意\n调低已过月份计划的理由：按汛期调整",
    )
    assert (entry.before["plan"], entry.after["plan"]) == ("新建站点: 2011-06-30 10个", "新建站点: 2011-06-30 5个")
    assert inbox(cast.liaison)[-1] == ("decided", item_part(cast.led, "plan"))


def test_a_refusal_has_words_and_leaves_the_plan(cast):
    in_force(cast.led, {"2011-06-30": 10}, target=cast.target, by=cast.supervisor)
    proposed(cast.led, {"2011-06-30": 5}, target=cast.target, by=cast.liaison)
    with refused("Say why the plan is refused"):
        refuse_curve(cast.led, by=cast.supervisor, at=AT, seen=curve_keys(cast.led), answer=" ")
    refuse_curve(cast.led, by=cast.supervisor, at=AT, seen=curve_keys(cast.led), answer="进度过慢")
    assert states(cast.led) == [("新建站点", "approved"), ("新建站点", "refused")]
    assert facts(cast.led).targets[0].points[1:] == ((day("2011-06-30"), 10),)
    entry = cast.led.history.first()
    assert (entry.action, entry.reason) == ("plan_refused", "进度过慢")
    assert cast.liaison.messages.order_by("pk").last().text == "进度过慢"


def test_the_unit_withdraws_its_proposal_and_may_propose_again(cast):
    proposed(cast.led, by=cast.liaison)
    with refused("Only the liaison or the head of 市民政局"):
        withdraw_curve(cast.led, by=cast.health_liaison, at=AT, seen=curve_keys(cast.led))
    withdraw_curve(cast.led, by=cast.head, at=AT, seen=curve_keys(cast.led))
    assert cast.led.history.first().action == "plan_withdrawn"
    proposed(cast.led, by=cast.liaison)
    assert states(cast.led) == [("", "withdrawn"), ("", "proposed")]


def test_after_a_merger_the_successor_withdraws(cast):
    proposed(cast.supported, by=cast.health_liaison)
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2011-03-06"))
    withdraw_curve(cast.supported, by=cast.liaison, at=AT, seen=curve_keys(cast.supported))
    assert states(cast.supported) == [("", "withdrawn")]


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_a_closed_item_takes_no_plan(cast, status):
    proposed(cast.supported, by=cast.health_liaison)
    completed_on = day("2011-03-06") if status == "completed" else None
    WorkItem.objects.update(status=status, completed_on=completed_on)
    with refused("no longer open"):
        in_force(cast.led, {"2011-06-30": 40}, by=cast.supervisor)
    with refused("no longer open"):
        approve_curve(cast.supported, by=cast.supervisor, at=AT, seen=curve_keys(cast.supported))


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ({"2011-03-31": 50, "2011-06-30": 40}, "never fall; look at 2011-06-30"),
        ({"2011-06-30": -1}, "not below zero"),
        ({"2011-06-30": 101}, "not above 100"),
        ({"2010-12-31": 10}, "start lies after the first planned value"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast, points, sentence):
    with refused(sentence):
        in_force(cast.led, points, by=cast.supervisor)


@pytest.mark.parametrize("year", [2009, 2022])
def test_a_start_in_a_year_that_does_not_fit_is_refused(cast, year):
    with refused("year of the planned start"):
        in_force(cast.led, {"2030-06-30": 40}, by=cast.supervisor, starts_on=datetime.date(year, 1, 1))


def test_a_target_of_another_item_is_refused(cast):
    with refused("only targets of its own item"):
        in_force(cast.supported, {"2011-06-30": 4}, target=cast.target, by=cast.supervisor)


def test_more_than_the_target_may_be_planned_and_less(cast):
    in_force(cast.led, {"2011-12-31": 45}, target=cast.target, by=cast.supervisor)
    in_force(cast.led, {"2011-12-31": 20}, target=cast.target, by=cast.supervisor)
    assert states(cast.led)[-1] == ("新建站点", "approved")


def test_who_has_read_another_plan_changes_nothing(cast):
    was = known(cast.led)
    in_force(cast.led, {"2011-06-30": 10}, by=cast.supervisor)
    with refused("has been changed or decided on in the meantime", StaleItem) as caught:
        set_curve(cast.led, by=cast.supervisor, at=AT, plan=plan_of({"2011-06-30": 30}), reason="调整", **was)
    assert caught.value.item == cast.led
    proposed(cast.led, by=cast.liaison)
    seen = curve_keys(cast.led)
    withdraw_curve(cast.led, by=cast.liaison, at=AT, seen=seen)
    with refused("has been changed or decided on", StaleItem):
        approve_curve(cast.led, by=cast.supervisor, at=AT, seen=seen)
    with refused("No proposed plan waits"):
        approve_curve(cast.led, by=cast.supervisor, at=AT, seen=curve_keys(cast.led))


def test_who_has_read_another_version_of_the_item_changes_nothing(cast):
    was = known(cast.led)
    WorkItem.objects.filter(pk=cast.led.pk).update(version=7)
    with refused("has changed this item", StaleItem):
        propose_curve(cast.led, by=cast.liaison, at=AT, plan=plan_of({"2011-06-30": 30}), reason="调整", **was)


def test_the_first_fall_is_found():
    assert first_fall([]) is None
    assert first_fall([(1, 2), (2, 2), (3, 5)]) is None
    assert first_fall([(1, 2), (2, 1), (3, 0)]) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_at_once_one_counts():
    cast = Cast.build()
    was = known(cast.led)

    def step(percent):
        return lambda: set_curve(
            cast.led, by=cast.supervisor, at=AT, plan=plan_of({"2011-06-30": percent}), reason="调整", **was
        )

    answers = at_once(step(30), step(40))
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert states(cast.led) == [("", "approved")]
    assert HistoryEntry.objects.filter(item=cast.led, action="plan_approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_approved_and_withdrawn_at_once_a_proposal_is_one_of_both():
    cast = Cast.build()
    proposed(cast.led, by=cast.liaison)
    seen = curve_keys(cast.led)
    answers = at_once(
        lambda: approve_curve(cast.led, by=cast.supervisor, at=moment("2011-03-07"), seen=seen, lowering="年初误填"),
        lambda: withdraw_curve(cast.led, by=cast.liaison, at=moment("2011-03-07"), seen=seen),
    )
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert states(cast.led) in ([("", "approved")], [("", "withdrawn")])
