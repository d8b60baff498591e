"""What an item is short of when it is closed: told at every step, closed all the same only with a reason that stays."""

import pytest

from items import history
from items.closing.closing import carry_over, close_item, sign_closing
from items.closing.page import left_open
from items.closing.short import short_of
from items.lights.facts import lights_of
from items.models import Closing, Extension, Instruction, Objection, Shortfall, WorkItem
from items.steps.errors import LeftShort

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.refusals import refused
from ..given.signatures import with_sign_off
from .requested import AT, ask, inbox, move, present, under_way

WHY = "其余18所并入2012年计划"


@pytest.fixture
def cast(cast):
    """The cast; of civil affairs' item, which is under way, 82 of 100 schools are built by an accepted report."""
    under_way(cast)
    cast.schools = factories.target(cast.led, label="新建学校", number=100, unit="所", comparator=">=")
    cast.period = opened(cast.report)
    update = update_of(cast.period, cast.led, cast.civil_affairs)
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    update.values.create(target=cast.schools, label="新建学校", unit="所", value=82)
    cast.led.updates.exclude(pk=update.pk).update(state=State.DROPPED)
    return cast


def lit(item):
    return lights_of(list(WorkItem.objects.filter(pk=item.pk).for_lights()), on=day("2011-12-20"))[item.pk]


def reached(cast):
    accepted(cast).get().values.update(value=100)


def accepted(cast):
    return cast.led.updates.filter(state=State.ACCEPTED)


def test_figures_are_told_against_their_targets(cast):
    assert short_of(cast.led) == {"short_targets": "新建学校 82所/100所", "short_completion": "82%"}
    reached(cast)
    assert short_of(cast.led) == {}


def test_a_limit_a_range_and_a_silent_target_are_told_as_they_stand(cast):
    factories.target(cast.led, label="能耗", number=3, unit="吨", comparator="<=")
    factories.target(cast.led, label="站点", number=3, upper=5, unit="个")
    factories.target(cast.led, label="事故", number=0, unit="起")
    assert short_of(cast.led)["short_targets"] == "新建学校 82所/100所、能耗 —/≤3吨、站点 —/3–5个"


def test_what_was_corrected_is_short_though_every_target_is_reached(cast):
    reached(cast)
    accepted(cast).update(completion=100, verified=90, review_note="现场核查2所未完工")
    told = short_of(cast.led)
    assert told == {"short_completion": "90%", "short_corrections": "市民政局 100%→90%"}


def test_milestones_reports_and_what_was_asked_are_told(cast):
    reached(cast)
    factories.milestone(cast.led, title="主体完工", due_on=day("2011-06-30"))
    put(update_of(cast.period, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    about = {"item": cast.led, "at": AT}
    Instruction.objects.create(by=cast.leader, text="请于月底前\n办结并报结果，我将现场查看并听取汇报", **about)
    Objection.objects.create(department=cast.health, by=cast.health_liaison, kind="duty", reason="不属职责", **about)
    wanted = {"due_on": day("2011-11-30"), "wanted_on": day("2011-12-31"), "reason": "汛期"}
    Extension.objects.create(department=cast.civil_affairs, by=cast.liaison, **about, **wanted)
    assert short_of(cast.led) == {
        "short_milestones": "主体完工（2011-06-30）",
        "short_parts": "市卫生局",
        "short_instructions": f"{cast.leader} 2011-11-10“请于月底前 办结并报结果，我将现场查看…”",
        "short_objections": "市卫生局",
        "short_extensions": "市民政局 2011-11-30→2011-12-31",
    }


@pytest.mark.parametrize(("state", "kind"), [("awaiting_review", "waiting"), ("awaiting_sign_off", "unsigned")])
def test_a_report_on_its_way_is_told(cast, state, kind):
    reached(cast)
    put(update_of(cast.period, cast.led, cast.health), State(state), by=cast.health_liaison, office=None)
    assert short_of(cast.led) == {f"short_{kind}": "市卫生局"}


def test_what_nobody_has_reported_yet_is_told_beside_it_and_needs_no_reason(cast):
    reached(cast)
    cast.led.updates.filter(period=cast.period, department=cast.health).update(state=State.EXPECTED)
    assert left_open(cast.led, short_of(cast.led), lit(cast.led).facts) == ["在报期内尚未报送：市卫生局"]
    assert move(cast, "completed").status == "completed"


@pytest.mark.parametrize("status", ["awaiting_closure", "completed"])
def test_neither_closed_nor_asked_for_without_saying_why(cast, status):
    with refused("Not all is reached or settled", LeftShort) as caught:
        move(cast, status)
    assert caught.value.short == short_of(cast.led)
    assert present(cast.led).status == "in_progress" and not cast.led.history.exists()
    with refused("301 characters; 300 are possible"):
        move(cast, status, anyway="长" * 301)


def test_nothing_short_asks_nothing(cast):
    reached(cast)
    item = close_item(ask(cast), by=cast.supervisor, at=AT, version=2, anyway="多余的话")
    assert (item.status, item.ended_short, item.ended_anyway) == ("completed", {}, "")


def test_the_reason_stands_in_the_history_and_beside_the_item_until_it_is_reopened(cast):
    item = move(cast, "completed", anyway=WHY)
    assert item.ended_short == {"short_targets": "新建学校 82所/100所", "short_completion": "82%"}
    assert item.ended_anyway == WHY
    entry = item.history.get(action="status_changed")
    told = [(change.label, change.after) for change in history.describe(entry)]
    assert ("目标未达到", "新建学校 82所/100所") in told
    assert WHY in dict(told).values()
    item = move(cast, "in_progress", text="继续建设", due_on=day("2011-12-31"))
    assert (item.ended_short, item.ended_anyway) == ({}, "")


def test_the_light_of_what_was_closed_short_says_so(cast):
    move(cast, "completed", anyway=WHY)
    light = lit(cast.led)
    assert light.word == "已完成"
    assert light.reason.endswith(f"目标未达到：新建学校 82所/100所；办结理由：{WHY}。")
    assert light.facts.is_closed_short
    reached(cast)
    assert "未达到" not in lit(cast.led).reason


def test_what_was_closed_before_anybody_was_asked_says_so_too(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=day("2011-11-01"))
    assert lit(cast.led).reason.endswith("目标未达到：新建学校 82所/100所；办结理由：未填写。")


def test_without_targets_the_light_tells_the_completion(cast):
    cast.led.targets.all().delete()
    WorkItem.objects.filter(pk=cast.led.pk).update(completion=82)
    move(cast, "completed", anyway=WHY)
    assert f"完成比例未达100%：82%；办结理由：{WHY}。" in lit(cast.led).reason


def test_the_request_keeps_what_was_short_and_why(cast):
    asked = ask(cast, anyway=WHY)
    assert (asked.short["short_targets"], asked.anyway) == ("新建学校 82所/100所", WHY)
    with refused("say why the item is closed all the same", LeftShort):
        close_item(asked, by=cast.supervisor, at=AT, version=2)
    item = close_item(asked, by=cast.supervisor, at=AT, version=2, anyway="同意结转")
    assert item.ended_anyway == "同意结转"


def test_the_head_signs_with_the_writers_reason_or_with_another_one(cast):
    with_sign_off(cast)
    first = ask(cast, anyway=WHY)
    assert (first.state, first.anyway) == ("unsigned", WHY)
    sign_closing(first, by=cast.head, at=AT, anyway="剩余学校2012年6月完成")
    assert Closing.objects.get().anyway == "剩余学校2012年6月完成"


def test_what_has_become_short_since_is_asked_of_the_head(cast):
    reached(cast)
    with_sign_off(cast)
    asked = ask(cast)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=AT)
    with refused("say why closing is asked for all the same", LeftShort):
        sign_closing(asked, by=cast.head, at=AT)
    sign_closing(asked, by=cast.head, at=AT, anyway="批示另行答复")
    assert "short_instructions" in Closing.objects.get().short


@pytest.mark.parametrize("status", ["cancelled", "carried_over"])
def test_what_ends_otherwise_says_what_it_leaves_open(cast, status):
    item = move(cast, status)
    assert item.ended_short["short_targets"] == "新建学校 82所/100所"
    assert item.ended_anyway == ""
    assert item.history.get(action="status_changed").after["short_targets"] == "新建学校 82所/100所"
    assert [kind for kind, _url in inbox(cast.liaison)] == ["decided"]


def test_carrying_over_keeps_what_was_left(cast):
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=present(cast.led).version, reason="跨年度")
    assert item.ended_short["short_completion"] == "82%"


def test_every_kind_has_a_name_in_the_history():
    assert set(Shortfall.values) <= set(history.LABELS)
