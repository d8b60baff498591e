"""What comes back of a unit's workbook: exactly what was filled in differs; what is odd is explained by its cell."""

import shutil

import pytest
from openpyxl import Workbook

from items.models import ProgressUpdate
from items.round_trips.differences import CellStatus
from items.round_trips.reading import read_workbook
from items.rounds.running import close_period
from items.updates import drafting
from items.workbooks.columns import FORM
from items.workbooks.planning import plan_workbook

from ..given.factories import moment
from ..given.filled_workbooks import through_libreoffice
from ..given.forms_filled import saved
from ..given.opened_rounds import State, put
from ..given.unit_workbooks import Filled, exported
from .changes import NEW, TABLE, Story, no_change, number_with_unit, plain_number, several_fields, text

AT = moment("2011-03-18 10:00")


@pytest.fixture
def story(filled, cast, led, part, homes, rate):
    return Story(filled, cast, led, part, homes, rate)


def planned(data, by, name="三月.xlsx"):
    return plan_workbook(read_workbook(data, name, form=FORM), by=by)


def told(story, data=None):
    """([(report, field, text, status)], [(sheet, cell, words of the sentence)] of problems, the same of notices)."""
    plan = planned(data or story.filled.data, story.cast.liaison)
    who = {story.led.pk: "led", story.part.pk: "part"}
    whose = {f"value_{story.homes.pk}": "homes", f"value_{story.rate.pk}": "rate", f"blank_{story.homes.pk}": "answer"}
    cells = [(who[one.update], whose.get(one.name, one.name), one.text, one.status.value) for one in plan.cells]
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


def write(update, by, **changes):
    drafting.save(update, by=by, at=AT, was={}, changes=changes)


def test_what_was_written_on_the_portal_meanwhile_is_a_conflict(story):
    text(story)
    write(story.led, story.cast.head, text="三月新建1所")
    plan = planned(story.filled.data, story.cast.liaison)
    [cell] = plan.cells
    assert (cell.status, cell.theirs, cell.now) == (CellStatus.CONFLICT, "三月新建2所，累计7所", "三月新建1所")
    assert not cell.is_offered and "赵局长" in plan.groups[0].note


def test_what_nobody_touched_in_the_file_is_left_alone_whatever_came_of_it(story):
    write(story.led, story.cast.head, text="三月新建1所", problems="用地未批")
    story.put(story.led, "next_steps", "4月开工")
    assert told(story)[0] == [("led", "next_steps", "4月开工", NEW)]


def test_what_the_portal_says_by_now_differs_no_more(story):
    text(story)
    write(story.led, story.cast.head, text="三月新建2所，累计7所")
    assert told(story) == ([], [], [])


def test_a_figure_that_was_entered_meanwhile_is_a_conflict(story):
    plain_number(story)
    write(story.led, story.cast.head, **{f"value_{story.homes.pk}": "6"})
    [cell] = planned(story.filled.data, story.cast.liaison).cells
    assert (cell.status, cell.theirs, cell.now) == (CellStatus.CONFLICT, "7所", "6所")


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.AWAITING_SIGN_OFF, "李联络"), (State.ACCEPTED, "钱督查"), (State.DROPPED, "无需就本事项报送")],
)
def test_a_report_that_left_the_unit_meanwhile_takes_nothing(story, state, words):
    several_fields(story)
    put(story.led, state, by=story.cast.liaison, office=story.cast.supervisor)
    plan = planned(story.filled.data, story.cast.liaison)
    assert [one.status.value for one in plan.cells] == ["closed"] * 3 + ["new"]
    assert words in plan.groups[0].note and plan.groups[1].note == ""


def test_of_a_report_that_was_returned_meanwhile_the_reason_is_told(story):
    text(story)
    update = put(story.led, State.RETURNED, by=story.cast.liaison, office=story.cast.supervisor)
    plan = planned(story.filled.data, story.cast.liaison)
    assert [one.status for one in plan.cells] == [CellStatus.CONFLICT]
    assert update.return_reason in plan.groups[0].note


def test_no_change_is_closed_once_a_draft_has_been_begun(story):
    no_change(story)
    write(story.led, story.cast.head, problems="用地未批")
    [cell] = planned(story.filled.data, story.cast.liaison).cells
    assert cell.status == CellStatus.CLOSED and "起草" in cell.note


def test_a_period_that_was_closed_meanwhile_is_told(story):
    text(story)
    period = story.led.period
    close_period(period, at=moment("2011-04-05 09:00"))
    plan = planned(story.filled.data, story.cast.liaison)
    assert [one.status for one in plan.cells] == [CellStatus.NEW]
    assert [(one.value, one.sentence) for one in plan.notices] == [
        ("2011年3月", "本期报送其间已截止，此后报送的按补报处理。")
    ]


def test_a_report_that_is_not_asked_for_any_more(story):
    text(story)
    ProgressUpdate.objects.filter(pk=story.led.pk).delete()
    plan = planned(story.filled.data, story.cast.liaison)
    assert plan.cells == [] and [one.line for one in plan.problems] == [6]
    assert all("无需再报" in one.sentence for one in plan.problems)


def test_a_target_that_was_removed_meanwhile(story):
    plain_number(story)
    story.homes.delete()
    [problem] = planned(story.filled.data, story.cast.liaison).problems
    assert (problem.column, problem.line, problem.value) == ("H", 6, "7") and "已被删除" in problem.sentence


# Files that are none


def sentence_of(data, by, name="三月.xlsx"):
    plan = planned(data, by, name)
    assert plan.unit is None and not plan.cells
    [problem] = plan.problems
    return problem.sentence


def test_another_units_workbook(cast, march):
    data = exported(march, cast.health, cast.health_liaison)
    assert "市卫生局" in sentence_of(data, cast.liaison)


def test_another_portals_workbook(made, cast, settings):
    settings.SECRET_KEY = "another portal's"
    assert "其他平台" in sentence_of(made, cast.liaison)


def test_a_hidden_sheet_that_was_changed_or_removed(filled, cast):
    hidden = filled.book["平台信息"]
    hidden.cell(2, 1).value = "r999"
    assert "其他平台" in sentence_of(filled.data, cast.liaison)
    del filled.book["平台信息"]
    assert "隐藏" in sentence_of(filled.data, cast.liaison)


def test_a_foreign_workbook_and_an_empty_one(cast):
    book = Workbook()
    assert "不是平台导出" in sentence_of(saved(book), cast.liaison)
    book.active["A1"] = "序号"
    assert "不是平台导出" in sentence_of(saved(book), cast.liaison)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[: len(data) // 2], "损坏"),
        (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), ".et"),
        (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "密码"),
        (lambda data: "序号,本期进展".encode(), "不是表格"),
        (lambda data: b"", "损坏"),
    ],
)
def test_a_file_that_cannot_be_opened(made, cast, spoil, words):
    assert words in sentence_of(spoil(made), cast.liaison)


# Through another program


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_after_libreoffice_the_same_differences(story, tmp_path):
    several_fields(story)
    number_with_unit(story)
    story.put(story.led, "value", 81.5, story.rate)
    plain = through_libreoffice(
        Filled(exported(story.led.period, story.cast.civil_affairs, story.cast.liaison)).data, tmp_path
    )
    assert told(story, plain) == ([], [], [])
    found = told(story, through_libreoffice(story.filled.data, tmp_path))
    assert found == told(story) and len(found[0]) == 6
