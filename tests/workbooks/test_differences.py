"""What comes back of a unit's workbook: exactly what was filled in differs; what is odd is explained by its cell."""

import datetime
import shutil
import subprocess
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from items.models import ProgressUpdate
from items.rounds.running import close_period
from items.updates import drafting
from items.workbooks.columns import FIGURES, PROGRESS
from items.workbooks.planning import Status, plan_workbook
from items.workbooks.reading import read_workbook

from ..given.factories import moment
from ..given.forms_filled import saved
from ..given.opened_rounds import State, put
from ..given.unit_workbooks import TITLES, Filled, exported

AT = moment("2011-03-18 10:00")


class Story:
    """The workbook beside what it is about, for the changes of the table."""

    def __init__(self, filled, cast, led, part, homes, rate):
        self.filled, self.cast, self.homes, self.rate = filled, cast, homes, rate
        self.led, self.part = led, part
        self.put, self.cell, self.sheet = filled.put, filled.cell, filled.sheet
        self.led_text, self.part_text = (led, "text"), (part, "text")

    def row(self, update, target=None):
        return self.filled.line(update, target)


@pytest.fixture
def story(filled, cast, led, part, homes, rate):
    return Story(filled, cast, led, part, homes, rate)


def planned(data, by, name="三月.xlsx"):
    return plan_workbook(read_workbook(data, name), by=by)


def told(story, data=None):
    """([(report, field, text, status)], [(sheet, cell, words of the sentence)] of problems, the same of notices)."""
    plan = planned(data or story.filled.data, story.cast.liaison)
    who = {story.led.pk: "led", story.part.pk: "part"}
    whose = {f"value_{story.homes.pk}": "homes", f"value_{story.rate.pk}": "rate", f"blank_{story.homes.pk}": "answer"}
    cells = [(who[one.update], whose.get(one.name, one.name), one.text, one.status.value) for one in plan.cells]
    return cells, places(plan.problems), places(plan.notices)


def places(problems):
    return [(one.sheet, f"{one.column}{one.line or ''}", one.value, one.sentence) for one in problems]


# The changes, and what comes of each: the differences; the cells left out with a part of their sentences; the notices.


def text(story):
    story.put(story.led, "text", "三月新建2所，累计7所")


def text_with_blanks_around_it(story):
    story.put(story.led, "text", "  三月新建2所，累计7所\n")


def several_fields(story):
    story.put(story.led, "problems", "用地未批")
    story.put(story.led, "next_steps", "4月开工")
    story.put(story.led, "needs_decision", "是")
    story.put(story.part, "text", "已提供数据")


def plain_number(story):
    story.put(story.led, "value", 7, story.homes)


def number_with_unit(story):
    story.put(story.led, "value", "7所", story.homes)


def full_width_digits(story):
    story.put(story.led, "value", "１２", story.homes)


def number_as_percent(story):
    cell = story.cell(story.led, "value", story.rate)
    cell.value, cell.number_format = 0.85, "0%"


def text_in_a_number_cell(story):
    story.put(story.led, "value", "约七所", story.homes)


def another_unit_of_count(story):
    story.put(story.led, "value", "7个", story.homes)


def below_zero(story):
    story.put(story.led, "value", -3, story.homes)


def date_in_a_number_cell(story):
    story.put(story.led, "value", datetime.datetime(2011, 3, 5), story.homes)


def answer(story):
    story.put(story.led, "blank", "沿用", story.homes)


def answer_and_figure(story):
    story.put(story.led, "blank", "无法取得", story.homes)
    story.put(story.led, "value", 7, story.homes)


def other_word_for_yes(story):
    story.put(story.led, "needs_decision", "√")


def true_for_yes(story):
    story.put(story.led, "needs_decision", True)


def formula(story):
    story.put(story.led, "value", "=3+4", story.homes)


def formula_in_a_text(story):
    story.put(story.led, "text", '=CONCATENATE("新建","2所")')


def too_long(story):
    story.put(story.led, "text", "长" * 2001)


def no_change(story):
    story.put(story.led, "no_change", "是")


def no_change_beside_a_text(story):
    story.put(story.led, "no_change", "是")
    story.put(story.led, "text", "三月新建2所")


def row_deleted(story):
    story.put(story.led, "text", "三月新建2所")
    story.sheet().delete_rows(story.row(story.part))


def figure_row_deleted(story):
    story.sheet(FIGURES).delete_rows(story.row(story.led, story.rate))


def row_added(story):
    story.sheet().cell(20, 8).value = "另有一事"


def row_copied(story):
    sheet, line = story.sheet(), story.row(story.led)
    for column in range(1, 14):
        sheet.cell(12, column).value = sheet.cell(line, column).value


def rows_sorted(story):
    """Whole lines change places, with their keys."""
    story.put(story.led, "text", "三月新建2所")
    sheet = story.sheet()
    lines = [[cell.value for cell in sheet[line]] for line in (story.row(story.led), story.row(story.part))]
    for line, values in zip((story.row(story.led), story.row(story.part)), reversed(lines), strict=True):
        for column, value in enumerate(values, start=1):
            sheet.cell(line, column).value = value


def cells_sorted_without_their_keys(story):
    story.put(story.led, "text", "三月新建2所")
    sheet = story.sheet()
    lines = story.row(story.led), story.row(story.part)
    values = [[sheet.cell(line, column).value for column in range(2, 14)] for line in lines]
    for line, those in zip(lines, reversed(values), strict=True):
        for column, value in enumerate(those, start=2):
            sheet.cell(line, column).value = value


def column_inserted(story):
    story.put(story.led, "text", "三月新建2所")
    sheet = story.sheet()
    sheet.insert_cols(4)
    sheet.cell(6, 4).value = "备注"


def columns_moved(story):
    """The columns of progress and problems change places, heads and hidden names with them."""
    story.put(story.led, "text", "三月新建2所")
    sheet = story.sheet()
    _line, names = story.filled.names(sheet)
    one, other = names["text"], names["problems"]
    for row in range(4, sheet.max_row + 1):
        values = sheet.cell(row, one).value, sheet.cell(row, other).value
        sheet.cell(row, one).value, sheet.cell(row, other).value = reversed(values)


def column_deleted(story):
    story.put(story.led, "text", "三月新建2所")
    sheet = story.sheet()
    sheet.delete_cols(story.filled.names(sheet)[1]["problems"])


def head_changed(story):
    story.put(story.led, "text", "三月新建2所")
    sheet = story.sheet()
    line, names = story.filled.names(sheet)
    sheet.cell(line + 1, names["text"]).value = "存在问题"


def sheet_renamed(story):
    story.put(story.led, "text", "三月新建2所")
    story.sheet().title = "Sheet1"


def sheet_copied(story):
    story.put(story.led, "text", "三月新建2所")
    story.filled.book.copy_worksheet(story.sheet())


def sheet_deleted(story):
    story.put(story.led, "text", "三月新建2所")
    del story.filled.book[TITLES[FIGURES]]


def row_of_another_unit(story):
    """From the other unit's workbook, copied with its key."""
    period = story.led.period
    other = Filled(exported(period, story.cast.health, story.cast.health_liaison))
    line = [cell.value for cell in other.sheet()[6]]
    for column, value in enumerate(line, start=1):
        story.sheet().cell(9, column).value = value


def something_where_nothing_is_asked(story):
    story.put(story.part, "completion", 50)


def nothing(story):
    """As it was downloaded."""


def emptied_again(story):
    """Filled and emptied: the cell says what it had said."""
    story.put(story.led, "text", "")


NEW = Status.NEW.value
PROGRESS_SHEET, FIGURES_SHEET = TITLES[PROGRESS], TITLES[FIGURES]
LED_TEXT = ("led", "text", "三月新建2所", NEW)
TABLE = [
    (nothing, [], [], []),
    (emptied_again, [], [], []),
    (text, [("led", "text", "三月新建2所，累计7所", NEW)], [], []),
    (text_with_blanks_around_it, [("led", "text", "三月新建2所，累计7所", NEW)], [], []),
    (
        several_fields,
        [
            ("led", "problems", "用地未批", NEW),
            ("led", "next_steps", "4月开工", NEW),
            ("led", "needs_decision", "on", NEW),
            ("part", "text", "已提供数据", NEW),
        ],
        [],
        [],
    ),
    (plain_number, [("led", "homes", "7", NEW)], [], []),
    (number_with_unit, [("led", "homes", "7", NEW)], [], []),
    (full_width_digits, [("led", "homes", "12", NEW)], [], []),
    (number_as_percent, [("led", "rate", "85", NEW)], [], []),
    (text_in_a_number_cell, [], [(FIGURES_SHEET, "H6", "约七所", "不是数字")], []),
    (another_unit_of_count, [], [(FIGURES_SHEET, "H6", "7个", "计量单位")], []),
    (below_zero, [], [(FIGURES_SHEET, "H6", "-3", "小于0")], []),
    (date_in_a_number_cell, [], [(FIGURES_SHEET, "H6", "2011-03-05", "日期")], []),
    (answer, [("led", "answer", "carry", NEW)], [], []),
    (
        answer_and_figure,
        [("led", "homes", "7", NEW)],
        [(FIGURES_SHEET, "J6", "无法取得", "两者只能填一项")],
        [],
    ),
    (other_word_for_yes, [], [(PROGRESS_SHEET, "K6", "√", "是、否")], []),
    (true_for_yes, [], [(PROGRESS_SHEET, "K6", "TRUE", "逻辑值")], []),
    (formula, [], [(FIGURES_SHEET, "H6", "=3+4", "公式")], []),
    (formula_in_a_text, [], [(PROGRESS_SHEET, "H6", '=CONCATENATE("新建","2所")', "公式")], []),
    (too_long, [], [(PROGRESS_SHEET, "H6", "长" * 200, "2001")], []),
    (no_change, [("led", "no_change", "on", NEW)], [], []),
    (no_change_beside_a_text, [LED_TEXT], [(PROGRESS_SHEET, "L6", "是", "只能填一项")], []),
    (row_deleted, [LED_TEXT], [], [(PROGRESS_SHEET, "", "2", "此行已被删除")]),
    (figure_row_deleted, [], [], [(FIGURES_SHEET, "", "1 床位使用率", "此行已被删除")]),
    (row_added, [], [(PROGRESS_SHEET, "20", "另有一事", "自行增加")], []),
    (
        row_copied,
        [],
        [(PROGRESS_SHEET, "6", "1 加强养老服务", "重复"), (PROGRESS_SHEET, "12", "1 加强养老服务", "重复")],
        [],
    ),
    (rows_sorted, [LED_TEXT], [], []),
    (
        cells_sorted_without_their_keys,
        [],
        [(PROGRESS_SHEET, "6", "2 完善医疗救助", "排序"), (PROGRESS_SHEET, "7", "1 加强养老服务", "排序")],
        [],
    ),
    (column_inserted, [LED_TEXT], [], [(PROGRESS_SHEET, "D", "", "不属于填报表")]),
    (columns_moved, [LED_TEXT], [], [(PROGRESS_SHEET, "", "", "列的位置有变动")]),
    (column_deleted, [LED_TEXT], [(PROGRESS_SHEET, "", "", "此列已被删除")], []),
    (head_changed, [], [(PROGRESS_SHEET, "H5", "存在问题", "本期进展")], []),
    (sheet_renamed, [LED_TEXT], [], [(PROGRESS_SHEET, "", "Sheet1", "已改名")]),
    (sheet_copied, [], [(PROGRESS_SHEET, "", "进展填报、进展填报 Copy", "出现多次")], []),
    (sheet_deleted, [LED_TEXT], [(FIGURES_SHEET, "", "", "缺失")], []),
    (row_of_another_unit, [], [(PROGRESS_SHEET, "9", "1 加强养老服务", "市卫生局")], []),
    (something_where_nothing_is_asked, [], [(PROGRESS_SHEET, "M7", "50", "无需填写")], []),
]


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
    assert (cell.status, cell.theirs, cell.now) == (Status.CONFLICT, "三月新建2所，累计7所", "三月新建1所")
    assert not cell.is_offered and "赵局长" in plan.reports[0].note


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
    assert (cell.status, cell.theirs, cell.now) == (Status.CONFLICT, "7所", "6所")


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.AWAITING_SIGN_OFF, "李联络"), (State.ACCEPTED, "钱督查"), (State.DROPPED, "无需就本事项报送")],
)
def test_a_report_that_left_the_unit_meanwhile_takes_nothing(story, state, words):
    several_fields(story)
    put(story.led, state, by=story.cast.liaison, office=story.cast.supervisor)
    plan = planned(story.filled.data, story.cast.liaison)
    assert [one.status.value for one in plan.cells] == ["closed"] * 3 + ["new"]
    assert words in plan.reports[0].note and plan.reports[1].note == ""


def test_of_a_report_that_was_returned_meanwhile_the_reason_is_told(story):
    text(story)
    update = put(story.led, State.RETURNED, by=story.cast.liaison, office=story.cast.supervisor)
    plan = planned(story.filled.data, story.cast.liaison)
    assert [one.status for one in plan.cells] == [Status.CONFLICT]
    assert update.return_reason in plan.reports[0].note


def test_no_change_is_closed_once_a_draft_has_been_begun(story):
    no_change(story)
    write(story.led, story.cast.head, problems="用地未批")
    [cell] = planned(story.filled.data, story.cast.liaison).cells
    assert cell.status == Status.CLOSED and "起草" in cell.note


def test_a_period_that_was_closed_meanwhile_is_told(story):
    text(story)
    period = story.led.period
    close_period(period, at=moment("2011-04-05 09:00"))
    plan = planned(story.filled.data, story.cast.liaison)
    assert [one.status for one in plan.cells] == [Status.NEW]
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
    plain = converted(Filled(exported(story.led.period, story.cast.civil_affairs, story.cast.liaison)).data, tmp_path)
    assert told(story, plain) == ([], [], [])
    found = told(story, converted(story.filled.data, tmp_path))
    assert found == told(story) and len(found[0]) == 6


def converted(data, folder):
    """The workbook as LibreOffice writes it again."""
    (folder / "in.xlsx").write_bytes(data)
    out = folder / "out"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", out, folder / "in.xlsx"], check=True, capture_output=True, timeout=120)
    assert load_workbook(BytesIO((out / "in.xlsx").read_bytes()))["平台信息"].sheet_state == "hidden"
    return (out / "in.xlsx").read_bytes()
