"""What a period says: read from the database, written as canonical JSON, frozen byte for byte."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import Department, User
from items.ledger.editing import set_units
from items.models import ProgressUpdate, ReportingPeriod, Target, WorkItem, WorkReport
from items.rounds.planning import set_rules
from items.rounds.running import close_period, run_due
from items.rounds.sheet import Reached, SheetValue, digest, parse, read, sheet_of, write
from items.units.merging import merge
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment


@pytest.fixture
def march(cast):
    return opened(cast.report)


def rows(sheet):
    return {(item.number, row.unit): row for item in sheet.items for row in item.rows}


def full(cast, march):
    """A period with something of everything; returns it read."""
    target, milestone = factories.target(cast.led, number=30), factories.milestone(cast.led)
    report = update_of(march, cast.led, cast.civil_affairs)
    report.values.create(target=target, label=target.label, unit="个", value=Decimal("12.5000"))
    report.milestones.create(milestone=milestone, title=milestone.title, reached_on=day("2011-03-08"))
    put(
        report,
        State.ACCEPTED,
        by=cast.liaison,
        office=cast.supervisor,
        completion=Decimal("41.7"),
        problems="缺资金",
        needs_decision=True,
        signed_by=cast.head,
    )
    put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    put(update_of(march, cast.supported, cast.health), State.RETURNED, by=cast.health_liaison, office=None)
    put(update_of(march, cast.supported, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=None)
    put(update_of(march, cast.open_lead, cast.east), State.AWAITING_REVIEW, by=cast.east_liaison, office=None)
    put(update_of(march, cast.open_lead, cast.education), State.DROPPED, by=cast.liaison, office=None)
    return read(march)


def test_the_head_of_the_sheet(cast, march):
    sheet = read(march)
    assert (sheet.report, sheet.year, sheet.rhythm) == ("2011年任务分解", 2011, "month")
    assert (sheet.start_on, sheet.end_on, sheet.due_on) == ("2011-03-01", "2011-03-31", "2011-03-25")
    assert (sheet.parts_due_on, sheet.closes_on, sheet.closed_at) == ("2011-03-22", "2011-04-04", "")


def test_what_was_handed_in_stands_in_full(cast, march):
    row = rows(full(cast, march))["1", "市民政局"]
    assert (row.state, row.timing, row.role, row.via) == ("accepted", "on_time", "lead", "")
    assert (row.text, row.problems, row.needs_decision, row.next_steps) == ("已完成2所", "缺资金", True, "继续建设")
    assert (row.completion, row.handed_in) == ("41.7", "2011-03-10T12:00:00+08:00")
    assert row.values == (SheetValue("新建站点", "12.5", "个", "30个"),)
    assert row.milestones == (Reached("主体工程完工", "2011-03-08"),)
    assert (row.sent_by, row.signed_by, row.accepted_by) == ("李联络", "赵局长", "钱督查")


@pytest.mark.parametrize("state", [State.EXPECTED, State.DRAFT, State.AWAITING_SIGN_OFF])
def test_of_what_was_not_handed_in_only_the_state_is_told(cast, march, state):
    put(update_of(march, cast.led, cast.civil_affairs), state, by=cast.liaison, office=None, text="未定稿")
    row = rows(read(march))["1", "市民政局"]
    assert (row.state, row.timing, row.text, row.sent_by, row.handed_in) == (state, "", "", "", "")


def test_of_what_was_returned_the_reason_is_told_and_not_the_words(cast, march):
    row = rows(full(cast, march))["2", "市卫生局"]
    assert (row.state, row.text, row.return_reason, row.returns) == ("returned", "", "数据不清", 1)
    assert (row.timing, row.handed_in) == ("on_time", "2011-03-10T12:00:00+08:00")


def test_what_is_no_longer_asked_for_is_left_out(cast, march):
    assert ("3", "市教育局") not in rows(full(cast, march))


def test_items_and_units_stand_in_the_order_of_the_text(cast, march):
    sheet = full(cast, march)
    assert [(item.number, [row.unit for row in item.rows]) for item in sheet.items] == [
        ("1", ["市民政局", "市卫生局"]),
        ("2", ["市卫生局", "市民政局"]),
        ("3", ["东城区人民政府", "西城区人民政府"]),
    ]
    assert [item.leads for item in sheet.items] == [("市民政局",), ("市卫生局",), ()]
    assert rows(sheet)["3", "东城区人民政府"].via == "各区人民政府"


def test_the_counts_add_up(cast, march):
    counts = full(cast, march).counts()
    states = {state: counts[state] for state in State.values if counts[state]}
    assert states == {
        "expected": 1,
        "draft": 1,
        "awaiting_merge": 1,
        "awaiting_review": 1,
        "returned": 1,
        "accepted": 1,
    }
    assert counts["total"] == sum(states.values()) == 6
    assert (counts["on_time"], counts["late"], counts["made_up"]) == (4, 0, 0)


def test_a_draft_that_was_taken_back_is_not_counted_as_in_time(cast, march):
    update = put(update_of(march, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=None)
    reporting.take_back(update, by=cast.liaison, at=moment("2011-03-21"))
    assert read(march).counts()["on_time"] == 0


def test_written_and_parsed_it_is_the_same(cast, march):
    sheet = full(cast, march)
    text = write(sheet)
    assert parse(text) == sheet
    assert write(parse(text)) == text
    assert digest(text) == digest(write(read(march)))


def test_it_is_written_in_one_way_only(cast, march):
    text = write(full(cast, march))
    data = json.loads(text)
    assert text == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "已完成2所" in text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"items":[]}', '{"items":[{}],"report":""}', "null"])
def test_anything_else_is_not_parsed(text):
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        parse(text)


def test_an_open_period_is_read_and_a_closed_one_is_parsed(cast, march):
    full(cast, march)
    assert sheet_of(march) == read(march)
    close_period(march, at=moment("2011-04-05"))
    sheet = sheet_of(march)
    assert sheet.closed_at == "2011-04-05T12:00:00+08:00"
    with CaptureQueriesContext(connection) as queries:
        sheet_of(march)
    assert len(queries) == 0


def test_a_closed_period_reads_the_same_whatever_changes_later(cast, march):
    full(cast, march)
    late = put(update_of(march, cast.open_lead, cast.west), State.DRAFT, by=cast.east_liaison, office=None)
    run_due(moment("2011-04-05"))
    march.refresh_from_db()
    before = march.frozen_sheet.text
    assert digest(before) == march.frozen_sheet.digest

    change_everything(cast, march)
    liaison = factories.person(role="liaison", department=cast.west)
    made_up = reporting.send(late, by=liaison, at=moment("2011-04-20"), version=late.version)
    assert made_up.timing == "made_up"
    returned = update_of(march, cast.supported, cast.health)
    returned = reporting.send(returned, by=cast.health_liaison, at=moment("2011-04-21"), version=returned.version)
    reporting.accept(returned, by=cast.supervisor, at=moment("2011-04-22"), version=returned.version)
    run_due(moment("2011-05-20"))
    run_due(moment("2011-04-05"))

    after = ReportingPeriod.objects.get(pk=march.pk)
    assert after.frozen_sheet.text.encode() == before.encode()
    assert write(sheet_of(after)).encode() == before.encode()
    assert after.frozen_sheet.digest == march.frozen_sheet.digest


def change_everything(cast, march):
    """Items, targets, units, people and the report's rules become others."""
    WorkItem.objects.filter(pk=cast.led.pk).update(text="改写", status="cancelled", number=77, completion=Decimal(1))
    Target.objects.all().delete()
    Department.objects.filter(pk=cast.civil_affairs.pk).update(name="市社会事务局", position=99)
    into = factories.department("市教育体育局")
    merge(cast.education, into=into, by=cast.administrator, on=day("2011-04-10"))
    User.objects.update(name="改名")
    User.objects.filter(pk=cast.head.pk).update(is_active=False)
    set_units(cast.supported, roles={cast.health: "lead"}, by=cast.supervisor, version=1, reason="职能划转")
    WorkReport.objects.filter(pk=cast.report.pk).update(title="改题", year=2012)
    set_rules(
        WorkReport.objects.get(pk=cast.report.pk),
        by=cast.supervisor,
        at=moment("2011-04-11"),
        version=1,
        due_day=10,
        with_merging=False,
    )
    ProgressUpdate.objects.filter(period=march, state=State.ACCEPTED).update(text="改写", completion=Decimal(2))


def test_sent_after_closing_it_is_made_up_even_by_a_clock_that_was_put_back(cast, march):
    close_period(march, at=moment("2011-04-05"))
    update = put(update_of(march, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=None)
    sent = reporting.send(update, by=cast.head, at=moment("2011-03-20"), version=update.version)
    assert sent.timing == "made_up"
    assert ProgressUpdate.objects.get(pk=sent.pk).timing == "made_up"


def test_what_was_handed_in_before_closing_by_a_clock_ahead_is_not_made_up_in_the_sheet(cast, march):
    put(
        update_of(march, cast.led, cast.civil_affairs),
        State.AWAITING_REVIEW,
        by=cast.liaison,
        office=None,
        handed_in_at=moment("2011-04-20"),
    )
    close_period(march, at=moment("2011-04-05"))
    assert rows(sheet_of(march))["1", "市民政局"].timing == "late"


def test_reading_takes_the_same_queries_for_one_item_and_for_fifty(cast, march):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            sheet = read(ReportingPeriod.objects.select_related("report").get(pk=march.pk))
        return len(counted), len(sheet.items)

    full(cast, march)
    few, items = queries()
    for number in range(10, 57):
        item = factories.item(cast.report, number, leads=[cast.education], chapter=factories.chapter(cast.report))
        update = ProgressUpdate.objects.create(period=march, item=item, department=cast.education, role="lead")
        target = factories.target(item)
        update.values.create(target=target, label=target.label, unit="个", value=Decimal(3))
        put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    assert items == 3
    assert queries() == (few, 50)
