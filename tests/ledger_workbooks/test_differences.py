"""What comes back of the ledger: exactly what was changed differs; what is odd is explained by its cell."""

import json
import shutil

import pytest
from openpyxl import Workbook

from departments.models import Department
from items.ledger.editing import set_units
from items.ledger.rewording import reword
from items.ledger_workbooks.columns import FORM
from items.ledger_workbooks.filled import from_json, read_ledger, to_json
from items.ledger_workbooks.planning import plan_ledger
from items.models import Responsibility, Target, WorkItem
from items.report.archiving import archive
from items.round_trips.differences import CellStatus

from ..given import factories
from ..given.filled_workbooks import through_libreoffice
from ..given.forms_filled import saved
from ..given.ledger_workbooks import ChangedLedger, written
from ..given.unit_workbooks import exported
from .changes import TABLE, Story, another_lead, comparison_and_unit, day_as_date, figure, wording

Role = Responsibility.Role


@pytest.fixture
def story(ledger, cast, homes, rate, opening):
    return Story(ledger, cast, homes, rate, opening)


def planned(data, name="台账.xlsx"):
    kept = json.dumps(to_json(read_ledger(data, name)), sort_keys=True)
    return plan_ledger(from_json(json.loads(kept)))


def told(story, data=None):
    """([(line, field, text, status)], [(sheet, cell, value, sentence)] of problems, the same of notices)."""
    plan = planned(data or story.ledger.data)
    cells = [(story.who(one.key), one.name, one.text, one.status.value) for one in plan.cells]
    return cells, places(plan.problems), places(plan.notices)


def places(problems):
    return [(one.sheet, f"{one.column}{one.line or ''}", one.value, one.sentence) for one in problems]


def check(found, expected):
    assert len(found) == len(expected), found
    for (sheet, cell, value, sentence), (in_sheet, at, says, words) in zip(found, expected, strict=True):
        assert (sheet, cell) == (in_sheet, at) and value.startswith(says) and words in sentence, (
            sheet,
            cell,
            value,
            sentence,
        )


@pytest.mark.parametrize(("change", "cells", "problems", "notices"), TABLE, ids=[row[0].__name__ for row in TABLE])
def test_a_change_gives_exactly_its_differences(story, change, cells, problems, notices):
    change(story)
    found = told(story)
    assert found[0] == cells
    check(found[1], problems)
    check(found[2], notices)


# What happens on the portal meanwhile


def reworded(item, by, text):
    words = {name: getattr(item, name) for name in ("number", "clause", "chapter", "leaders", "group")}
    return reword(item, by=by, version=item.version, text=text, **words)


def test_what_was_changed_on_the_portal_meanwhile_is_a_conflict(story):
    wording(story)
    reworded(WorkItem.objects.get(pk=story.led.pk), story.cast.supervisor, "加强养老工作")
    [cell] = planned(story.ledger.data).cells
    assert (cell.status, cell.base, cell.now, cell.theirs) == (
        CellStatus.CONFLICT,
        "加强养老服务",
        "加强养老工作",
        "加强养老服务体系建设",
    )
    assert not cell.is_offered and (cell.sheet, cell.letter, cell.line) == ("任务事项", "E", 6)


def test_what_nobody_touched_in_the_file_is_left_alone_whatever_came_of_it(story):
    figure(story)
    reworded(WorkItem.objects.get(pk=story.led.pk), story.cast.supervisor, "加强养老工作")
    assert told(story)[0] == [("homes", "figure", "15", "new")]


def test_what_the_portal_says_by_now_differs_no_more(story):
    wording(story)
    reworded(WorkItem.objects.get(pk=story.led.pk), story.cast.supervisor, "加强养老服务体系建设")
    assert told(story) == ([], [], [])


def test_units_changed_meanwhile_are_a_conflict(story):
    another_lead(story)
    roles = {story.cast.civil_affairs: Role.LEAD, story.cast.education: Role.SUPPORT}
    set_units(story.led, roles=roles, by=story.cast.supervisor, version=story.led.version)
    assert [(one.name, one.status.value) for one in planned(story.ledger.data).cells] == [
        ("lead", "new"),
        ("support", "conflict"),
    ]


def test_a_target_that_was_removed_meanwhile(story):
    figure(story)
    story.homes.delete()
    [problem] = planned(story.ledger.data).problems
    assert (problem.sheet, problem.line) == ("量化目标", 6) and "已被删除" in problem.sentence


def test_of_an_archived_report_nothing_is_taken_in(story):
    wording(story)
    archive(story.cast.report, by=story.cast.supervisor, at=factories.moment("2011-03-18 09:30"))
    plan = planned(story.ledger.data)
    assert [one.status for one in plan.cells] == [CellStatus.CLOSED] and "归档" in plan.groups[0].note
    assert plan.open_cells == []


def test_the_deadline_of_an_item_that_has_ended_stays(story):
    day_as_date(story)
    wording(story)
    WorkItem.objects.filter(pk=story.led.pk).update(status="cancelled")
    cells = {one.name: one for one in planned(story.ledger.data).cells}
    assert (cells["due_on"].status, cells["text"].status) == (CellStatus.CLOSED, CellStatus.NEW)
    assert "已取消" in cells["due_on"].note


def test_what_needs_a_reason_says_so(story):
    day_as_date(story)
    another_lead(story)
    figure(story)
    plan = planned(story.ledger.data)
    assert {one.name for one in plan.cells if one.needs_reason} == {"due_on", "lead", "support"}
    assert plan.lacks_reason
    story.put(story.led, "reason", "常务会议决定")
    plan = planned(story.ledger.data)
    assert (plan.groups[0].reason, plan.lacks_reason) == ("常务会议决定", False)


# Files that are none


def sentence_of(data, name="台账.xlsx"):
    plan = planned(data, name)
    assert not plan.on and not plan.cells
    [problem] = plan.problems
    return problem.sentence


def test_another_portals_ledger(made, settings):
    settings.SECRET_KEY = "another portal's"
    assert "其他平台" in sentence_of(made)


def test_a_hidden_sheet_that_was_changed_or_removed(ledger):
    hidden = ledger.book["平台信息"]
    hidden.cell(2, 1).value = "i999"
    assert "其他平台" in sentence_of(ledger.data)
    del ledger.book["平台信息"]
    assert "隐藏" in sentence_of(ledger.data)


def test_an_older_form(ledger):
    ledger.book["平台信息"]["A1"].value = "ledger workbook 0"
    assert "其他版本" in sentence_of(ledger.data)


def test_a_foreign_workbook_and_one_of_a_unit(db, cast, made):
    assert "不是平台导出的可回填台账" in sentence_of(saved(Workbook()))
    period = factories.period(cast.report)
    assert "不是平台导出的可回填台账" in sentence_of(exported(period, cast.civil_affairs, cast.liaison))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[: len(data) // 2], "损坏"),
        (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), ".et"),
        (lambda data: "序号,任务".encode(), "不是表格"),
    ],
)
def test_a_file_that_cannot_be_opened(made, spoil, words):
    assert words in sentence_of(spoil(made))


def test_a_unit_that_was_merged_since(story):
    successor = factories.department("市卫生健康委")
    Department.objects.filter(pk=story.cast.education.pk).update(successor=successor)
    story.put(story.led, "support", "市卫生局、市教育局")
    [problem] = planned(story.ledger.data).problems
    assert "市卫生健康委" in problem.sentence and (problem.column, problem.line) == ("I", 6)


# Through another program


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_after_libreoffice_the_same_differences(story, tmp_path):
    Target.objects.filter(pk=story.rate.pk).update(number="80.1234")
    story.ledger = plain = ChangedLedger(written())
    story.put = plain.put
    assert told(story, through_libreoffice(plain.data, tmp_path)) == ([], [], [])
    for change in (wording, day_as_date, comparison_and_unit, another_lead, figure):
        change(story)
    found = told(story, through_libreoffice(plain.data, tmp_path))
    assert found == told(story) and len(found[0]) == 9


def test_queries_do_not_grow_with_the_items(story, django_assert_max_num_queries, django_assert_num_queries):
    wording(story)
    story.put(story.led, "support", "卫生局")
    with django_assert_max_num_queries(9) as few:
        assert len(planned(story.ledger.data).groups) == 1
    items = [factories.item(story.cast.report, number, leads=[story.cast.health]) for number in range(10, 40)]
    for item in items:
        factories.target(item)
    ledger = ChangedLedger(written())
    for item in items:
        ledger.put(item, "text", f"推进第{item.number}项")
        ledger.put(item, "support", "卫生局、市教育局")
        ledger.put(item, "lead", "市民政局")
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(planned(ledger.data).groups) == 30


def test_the_form_names_each_column_once():
    for sheet in FORM.sheets:
        names = [column.name for column in sheet.columns]
        assert len(names) == len(set(names)) and set(sheet.said_of) <= set(names)
