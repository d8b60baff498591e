"""What the office changes on items while units report on them: targets, and the whole report by a corrected file."""

from decimal import Decimal

import pytest

from departments import clock
from items.imports import ReportData, apply_import, plan_import
from items.imports.correcting import apply_correction
from items.issue.issuing import issue
from items.models import ProgressUpdate, WorkItem
from items.report_text.parser import parse
from items.rounds.running import run_due
from items.targets.editing import set_targets
from items.updates import drafting, reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment

AT = moment("2011-03-12")


@pytest.fixture
def march(cast):
    return opened(cast.report)


def values_of(target, **changes):
    fields = ("label", "comparator", "number", "upper", "unit", "per")
    return {"pk": target.pk, **{name: getattr(target, name) for name in fields}, **changes}


def write(update, by, target, value):
    return drafting.save(update, by=by, at=AT, was={}, changes={f"value_{target.pk}": value, "text": "已完成"}).update


def test_a_value_stays_with_a_target_that_is_set_right(cast, march):
    target = factories.target(cast.led, number=30)
    draft = write(update_of(march, cast.led, cast.civil_affairs), cast.liaison, target, "12")
    assert draft.completion == Decimal(40)
    set_targets(cast.led, by=cast.supervisor, version=1, targets=[values_of(target, number=Decimal(60))], milestones=[])
    assert drafting.shown(draft)[f"value_{target.pk}"] == "12"
    drafting.save(draft, by=cast.liaison, at=AT, was={}, changes={"next_steps": "继续"})
    assert ProgressUpdate.objects.get(pk=draft.pk).completion == Decimal(20)


def test_a_value_outlives_its_target_and_counts_no_more(cast, march):
    beds, homes = factories.target(cast.led, "养老床位", 30), factories.target(cast.led, "养老院", 4)
    draft = write(update_of(march, cast.led, cast.civil_affairs), cast.liaison, beds, "12")
    draft = write(draft, cast.liaison, homes, "4")
    assert draft.completion == Decimal(70)
    set_targets(cast.led, by=cast.supervisor, version=1, targets=[values_of(homes)], milestones=[])
    assert set(drafting.shown(draft)) & {f"value_{beds.pk}", f"value_{homes.pk}"} == {f"value_{homes.pk}"}
    sent = reporting.send(draft, by=cast.head, at=AT, version=draft.version, anyway="如实")
    assert {(value.label, value.target) for value in sent.values.all()} == {("养老床位", None), ("养老院", homes)}
    accepted = reporting.accept(sent, by=cast.supervisor, at=AT, version=sent.version)
    assert accepted.state == State.ACCEPTED
    drafting.save(
        put(accepted, State.RETURNED, by=cast.liaison, office=None), by=cast.liaison, at=AT, was={},
        changes={"next_steps": "收尾"},
    )  # fmt: skip
    assert ProgressUpdate.objects.get(pk=accepted.pk).completion == Decimal(100)


def test_two_values_may_lose_their_targets(cast, march):
    targets = [factories.target(cast.led, label) for label in ("甲", "乙")]
    draft = update_of(march, cast.led, cast.civil_affairs)
    for target in targets:
        draft = write(draft, cast.liaison, target, "5")
    set_targets(cast.led, by=cast.supervisor, version=1, targets=[], milestones=[])
    assert list(draft.values.values_list("label", "target")) == [("甲", None), ("乙", None)]
    assert [warning.code for warning in reporting.warnings_of(draft)] == ["nothing_named", "no_next_steps"]


# A corrected file


FIRST = """1、修建道路30公里(责任单位:市民政局*、市卫生局)。
2、改造校舍20所(责任单位:市教育局)。
3、建成市养老中心(责任单位:市卫生局)。"""
# The first item has other units and another number, the third is gone, the fourth is new.
SECOND = """1、修建道路45公里(责任单位:市民政局*、市教育局)。
2、改造校舍20所(责任单位:市教育局)。
3、开通公交线路5条(责任单位:市卫生局)。"""


def plan(text, corrects=None):
    return plan_import(parse(text), ReportData(year=2011, title="2011年补充任务"), None, corrects=corrects)


def test_a_corrected_report_is_asked_for_as_it_is_now_and_loses_no_word(cast):
    report = apply_import(plan(FIRST), by=cast.supervisor)
    issue(report, by=cast.supervisor, on=day("2011-02-01"))
    march = opened(report)
    road, schools, care = report.items.order_by("position")
    target = road.targets.get()
    lead = write(update_of(march, road, cast.civil_affairs), cast.liaison, target, "15")
    part = put(update_of(march, road, cast.health), State.DRAFT, by=cast.health_liaison, office=None)
    gone = put(update_of(march, care, cast.health), State.DRAFT, by=cast.health_liaison, office=None, text="已封顶")
    with clock.at(moment("2011-03-10")):
        apply_correction(report, plan(SECOND, report), by=cast.supervisor, cancel=[care.pk])
    run_due(moment("2011-03-10"))

    assert WorkItem.objects.get(pk=care.pk).status == "cancelled"
    new = report.items.exclude(pk__in=[road.pk, schools.pk, care.pk]).get()
    assert set(march.updates.asked_for().values_list("item", "department__name", "role")) == {
        (road.pk, "市民政局", "lead"),
        (road.pk, "市教育局", "support"),
        (schools.pk, "市教育局", "lead"),
        (new.pk, "市卫生局", "lead"),
    }
    for update, text in [(part, "已完成2所"), (gone, "已封顶")]:
        update.refresh_from_db()
        assert (update.state, update.text) == (State.DROPPED, text)
    assert (lead.values.get().target, lead.values.get().value) == (target, Decimal(15))
    target.refresh_from_db()
    assert target.number == 45
