"""What people do to a workbook, and what comes of each: for the table of `test_differences`."""

import datetime

from items.round_trips.differences import CellStatus
from items.workbooks.columns import FIGURES, PROGRESS

from ..given.unit_workbooks import TITLES, Filled, exported


class Story:
    """The workbook beside what it is about, for the changes of the table."""

    def __init__(self, filled, cast, led, part, homes, rate):
        self.filled, self.cast, self.homes, self.rate = filled, cast, homes, rate
        self.led, self.part = led, part
        self.put, self.cell, self.sheet = filled.put, filled.cell, filled.sheet
        self.led_text, self.part_text = (led, "text"), (part, "text")

    def row(self, update, target=None):
        return self.filled.line(update, target)


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


NEW = CellStatus.NEW.value
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
