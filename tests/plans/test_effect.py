"""What another plan or deadline does to the light; months that are over keep their plan unless a reason is said."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.lights.light import planned_percent, planned_value
from items.models import PlannedCurve, WorkItem
from items.plans.effect import LoweredMonth, effect_of
from items.plans.planning import approve_curve, curve_keys
from items.requests.extending import ask_extension, decide_extension

from ..given import factories
from ..given.drawn_curves import in_force, proposed
from ..given.factories import day
from ..given.item_tabs import all_tabs
from ..given.lit_items import facts_of
from ..given.signatures import without_sign_off
from ..given.together import moment

AT = moment("2011-09-10")
PAST = [day(f"2011-{month:02}-{last}") for month, last in [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30)]]
LATEST = day("2011-08-31")


@pytest.fixture
def led(cast):
    """The led item promises 30 stations by the end of September; no head signs what its unit asks for."""
    without_sign_off(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-09-30"), status="in_progress")
    cast.target = factories.target(cast.led)
    cast.led.refresh_from_db()
    return cast.led


def planned(item, days=(*PAST, LATEST)):
    """[(planned percent, planned value of each target)] on the days, as it is in force now."""
    facts = facts_of(item)
    return [(planned_percent(facts, on), *(planned_value(facts, one, on) for one in facts.targets)) for on in days]


def grant(cast, item, wanted_on="2011-12-31", **words):
    asked = ask_extension(
        item, by=cast.liaison, at=AT, version=item.version, wanted_on=day(wanted_on), reason="汛期无法施工"
    )
    return decide_extension(asked, by=cast.supervisor, at=AT, granted_on=day(wanted_on), **words)


def near(first, second):
    return all(
        abs(one - other) <= Decimal("0.001")
        for then, now in zip(first, second, strict=True)
        for one, other in zip(then, now, strict=True)
    )


CURVES = {
    "a straight line": None,
    "a target's curve": {"2011-03-31": 20, "2011-08-15": 26, "2011-09-30": 30},
    "a curve that ends early": {"2011-03-31": 30},
}


@pytest.mark.parametrize("points", CURVES.values(), ids=CURVES)
def test_an_extension_leaves_the_months_that_are_over_as_they_were_planned(cast, led, points):
    if points:
        in_force(led, points, target=cast.target, by=cast.supervisor)
    before = planned(led)
    item = grant(cast, led)
    assert near(before, planned(item))
    assert planned(item, [day("2011-12-31")])[0][0] == 100
    if not points:
        assert Decimal(88) < planned(item, [LATEST])[0][0] < planned(item, [day("2011-10-31")])[0][0] < 100


def test_an_extension_of_an_item_without_targets_does_so_too(cast):
    WorkItem.objects.filter(pk=cast.supported.pk).update(due_on=day("2011-09-30"), status="in_progress")
    cast.supported.refresh_from_db()
    before = planned(cast.supported)
    asked = ask_extension(
        cast.supported,
        by=cast.health_liaison,
        at=AT,
        version=cast.supported.version,
        wanted_on=day("2011-12-31"),
        reason="汛期",
    )
    item = decide_extension(asked, by=cast.supervisor, at=AT, granted_on=day("2011-12-31"))
    assert near(before, planned(item))
    assert planned(item, [day("2011-12-31")]) == [(100,)]


def test_with_a_reason_the_past_is_lowered_and_the_history_says_why(cast, led):
    before = planned(led)
    item = grant(cast, led, answer="同意", lowering="经市政府常务会议同意调整")
    assert all(now[0] < then[0] for then, now in zip(before, planned(item), strict=True))
    assert not PlannedCurve.objects.exists()
    entry = item.history.first()
    assert entry.action == "extension_decided"
    assert entry.reason == "同意\n调低已过月份计划的理由：经市政府常务会议同意调整"
    assert "经市政府常务会议同意调整" in cast.liaison.messages.order_by("pk").last().text


def test_that_the_past_was_kept_stands_in_the_history(cast, led):
    item = grant(cast, led)
    entry = item.history.get(action="plan_approved")
    assert (entry.by, entry.reason) == (cast.supervisor, "已过月份的计划不变。")


def test_approving_a_plan_keeps_the_months_that_are_over(cast, led):
    before = planned(led)
    proposed(led, {"2011-06-30": 5, "2011-09-30": 30}, target=cast.target, by=cast.liaison)
    effect = effect_of(led, on=day("2011-09-10"), proposed=list(led.curves.filter(state="proposed")))
    assert [one.day for one in effect.lowered][:2] == PAST[:2] and effect.lowered[-1].day == LATEST
    assert all(one.after < one.before for one in effect.lowered)
    approve_curve(led, by=cast.supervisor, at=AT, seen=curve_keys(led))
    assert near(before, planned(led))
    assert sorted(row.state for row in PlannedCurve.objects.all()) == ["approved", "superseded"]


def test_a_plan_that_asks_for_more_is_put_in_force_as_it_was_proposed(cast, led):
    proposed(led, {"2011-06-30": 25, "2011-09-30": 30}, target=cast.target, by=cast.liaison)
    rows = list(led.curves.filter(state="proposed"))
    assert effect_of(led, on=day("2011-09-10"), proposed=rows).lowered == ()
    approve_curve(led, by=cast.supervisor, at=AT, seen=curve_keys(led))
    assert PlannedCurve.objects.get().dated_points == [(day("2011-06-30"), 25), (day("2011-09-30"), 30)]


def test_months_that_follow_each_other_are_told_in_one_piece(led):
    effect = effect_of(led, on=day("2011-09-10"), due_on=day("2011-12-31"))
    [span] = effect.spans
    assert (span.name, len(span.months)) == ("2011年1月至8月", 8)
    assert (span.last.day, span.last.before) == (LATEST, effect.lowered[-1].before)


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (["2011-03-31"], ["2011年3月"]),
        (["2011-03-31", "2011-04-30", "2011-06-30"], ["2011年3月至4月", "2011年6月"]),
        (["2010-12-31", "2011-01-31"], ["2010年12月至2011年1月"]),
        ([], []),
    ],
)
def test_a_gap_and_the_turn_of_a_year_are_told(led, days, names):
    months = tuple(LoweredMonth(day(one), Decimal(50), Decimal(40)) for one in days)
    effect = replace(effect_of(led, on=day("2011-09-10")), lowered=months)
    assert [span.name for span in effect.spans] == names


def test_nothing_is_over_in_the_first_month(cast, led):
    effect = effect_of(led, on=day("2011-01-20"), due_on=day("2011-12-31"))
    assert (effect.lowered, effect.kept) == ((), ())


def test_the_light_is_told_with_and_without_the_past(cast, led):
    WorkItem.objects.filter(pk=led.pk).update(completion=Decimal(60))
    effect = effect_of(led, on=day("2011-09-10"), due_on=day("2011-12-31"))
    assert (effect.before.colour, effect.after.colour, effect.after_lowering.colour) == ("red", "yellow", "green")


def test_the_office_sees_it_before_it_decides(cast, led, client):
    WorkItem.objects.filter(pk=led.pk).update(completion=Decimal(60))
    asked = ask_extension(
        led, by=cast.liaison, at=AT, version=led.version, wanted_on=day("2011-12-31"), reason="汛期无法施工"
    )
    with clock.at(AT), translation.override("en"):
        client.cookies["django_language"] = "en"
        for person, is_shown in [(cast.supervisor, True), (cast.liaison, False)]:
            client.force_login(person)
            page = all_tabs(client, led)
            assert bool(page.all(of="plan-effect")) == is_shown
        client.force_login(cast.supervisor)
        shown = all_tabs(client, led).one(of="plan-effect").text
        assert "Light if approved" in shown and "2011-01 11.4% → 8.5%" in shown
        sent = {
            "version": led.version,
            "granted_on": "2011-12-31",
            "decision": "approve",
            "lowering": "常务会议同意",
        }
        assert client.post(reverse("extension_decide", args=[asked.pk]), sent).status_code == 302
    assert not PlannedCurve.objects.exists()
    assert "常务会议同意" in led.history.first().reason


def test_the_effect_asks_as_often_for_one_target_as_for_many(cast, led):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            effect_of(led, on=day("2011-09-10"), due_on=day("2011-12-31"))
        return len(queries)

    few = cost()
    for number in range(20):
        factories.target(led, label=f"站点{number}", position=number + 2)
    assert cost() == few
