"""What the office does to a ledger, and what comes of each: for the table of `test_differences`."""

import datetime

from items.ledger_workbooks.columns import ITEMS, MILESTONES, TARGETS
from items.round_trips.differences import CellStatus

from ..given import factories
from ..given.ledger_workbooks import ChangedLedger, key_of, written


class Story:
    """The ledger beside what it is about, for the changes of the table."""

    def __init__(self, ledger, cast, homes, rate, opening):
        self.ledger, self.cast, self.homes, self.rate, self.opening = ledger, cast, homes, rate, opening
        self.led, self.supported, self.open_lead = cast.led, cast.supported, cast.open_lead
        self.put, self.cell, self.sheet = ledger.put, ledger.cell, ledger.sheet

    def row(self, row):
        return self.ledger.line(row)

    def who(self, key):
        """The name by which the table calls what has the key."""
        return next(name for name, row in vars(self).items() if hasattr(row, "pk") and key_of(row) == key)


# The changes, and what comes of each: the differences; the cells left out with a part of their sentences; the notices.


def nothing(story):
    """As it was downloaded."""


def emptied_and_filled_again(story):
    story.put(story.led, "text", "  加强养老服务\n")


def wording(story):
    story.put(story.led, "text", "加强养老服务体系建设")


def several_columns(story):
    story.put(story.led, "leaders", "李明,王强")
    story.put(story.led, "group", "十件实事")
    story.put(story.led, "remark", "按市长办公会要求")
    story.put(story.supported, "chapter", "二、教育")


def chapter_that_there_is_not(story):
    story.put(story.led, "chapter", "三、卫生")


def day_as_date(story):
    story.put(story.led, "due_on", datetime.datetime(2011, 12, 20))


def day_as_text(story):
    story.put(story.led, "due_on", "2011-12-20")


def day_in_chinese(story):
    story.put(story.supported, "due_on", "2011年12月20日")


def day_in_full_width(story):
    story.put(story.led, "due_on", "２０１１．１２．２０")


def end_of_a_month(story):
    story.put(story.led, "due_on", "2011年11月底")


def day_as_number(story):
    cell = story.cell(story.led, "due_on")
    cell.value, cell.number_format = 40897, "General"


def day_with_an_hour(story):
    story.put(story.led, "due_on", datetime.datetime(2011, 12, 20, 8, 30))


def another_century(story):
    story.put(story.led, "due_on", "2101-12-20")


def day_emptied(story):
    story.put(story.led, "due_on", None)


def deadline_in_words(story):
    story.put(story.led, "due_text", "11月底前")


def text_emptied(story):
    story.put(story.led, "text", "")


def too_long(story):
    story.put(story.led, "due_text", "长" * 101)


def another_lead(story):
    story.put(story.led, "lead", "卫生局")
    story.put(story.led, "support", "市民政局、市教育局")


def lead_confirmed(story):
    story.put(story.open_lead, "lead", "市教育局")
    story.put(story.open_lead, "responsible", None)
    story.put(story.open_lead, "support", "各区人民政府")


def unknown_unit(story):
    story.put(story.led, "support", "市卫生局、市太空局")


def unit_twice(story):
    story.put(story.led, "support", "市卫生局、市民政局")


def no_unit_at_all(story):
    story.put(story.led, "lead", None)
    story.put(story.led, "support", None)


def lead_not_stated_beside_a_lead(story):
    story.put(story.led, "responsible", "市教育局")


def figure(story):
    story.put(story.homes, "figure", 15)


def figure_with_scale(story):
    story.put(story.homes, "figure", "１．５万")


def figure_with_its_unit(story):
    story.put(story.homes, "figure", "15所")


def comparison_and_unit(story):
    story.put(story.homes, "comparator", "不低于")
    story.put(story.homes, "unit", "座")
    story.put(story.homes, "per", "每区")
    story.put(story.homes, "label", "新建养老院")


def unknown_comparison(story):
    story.put(story.homes, "comparator", "大约")


def range_upside_down(story):
    story.put(story.homes, "upper", 10)


def target_emptied(story):
    for name in ("label", "figure", "unit"):
        story.put(story.homes, name, None)


def figure_emptied(story):
    story.put(story.homes, "figure", None)


def date_as_figure(story):
    story.put(story.homes, "figure", datetime.datetime(2011, 3, 5))


def milestone_put_off(story):
    story.put(story.opening, "title", "首批敬老院建成")
    story.put(story.opening, "day", "2011/7/31")


def formula(story):
    story.put(story.led, "text", '=CONCATENATE("加强","养老")')


def secret(story):
    story.put(story.led, "remark", "联系人13912345678")


def reason_alone(story):
    story.put(story.led, "reason", "市政府常务会议决定")


def row_deleted(story):
    wording(story)
    story.sheet().delete_rows(story.row(story.supported))


def row_added(story):
    story.sheet().cell(20, 5).value = "另有一项"


def row_copied(story):
    sheet, line = story.sheet(), story.row(story.led)
    for column in range(1, 16):
        sheet.cell(12, column).value = sheet.cell(line, column).value


def rows_sorted(story):
    """Whole lines change places, with their keys."""
    wording(story)
    swap(story, 1)


def cells_sorted_without_their_keys(story):
    wording(story)
    swap(story, 2)


def swap(story, first):
    sheet, lines = story.sheet(), (story.row(story.led), story.row(story.supported))
    values = [[sheet.cell(line, column).value for column in range(first, 16)] for line in lines]
    for line, those in zip(lines, reversed(values), strict=True):
        for column, value in enumerate(those, start=first):
            sheet.cell(line, column).value = value


def targets_sorted_without_their_keys(story):
    sheet, lines = story.sheet(TARGETS), (story.row(story.homes), story.row(story.rate))
    values = [[sheet.cell(line, column).value for column in range(2, 11)] for line in lines]
    for line, those in zip(lines, reversed(values), strict=True):
        for column, value in enumerate(those, start=2):
            sheet.cell(line, column).value = value


def columns_moved(story):
    """The columns of wording and remark change places, heads and hidden names with them."""
    wording(story)
    sheet = story.sheet()
    _line, names = story.ledger.names(sheet)
    one, other = names["text"], names["remark"]
    for row in range(4, sheet.max_row + 1):
        values = sheet.cell(row, one).value, sheet.cell(row, other).value
        sheet.cell(row, one).value, sheet.cell(row, other).value = reversed(values)


def column_deleted(story):
    wording(story)
    sheet = story.sheet()
    sheet.delete_cols(story.ledger.names(sheet)[1]["group"])


def column_inserted(story):
    wording(story)
    story.sheet().insert_cols(4)
    story.sheet().cell(6, 4).value = "批注"


def head_changed(story):
    wording(story)
    sheet = story.sheet()
    line, names = story.ledger.names(sheet)
    sheet.cell(line + 1, names["text"]).value = "备注"


def sheet_renamed(story):
    wording(story)
    story.sheet().title = "Sheet1"


def sheet_copied(story):
    wording(story)
    story.ledger.book.copy_worksheet(story.sheet())


def sheet_deleted(story):
    wording(story)
    del story.ledger.book["量化目标"]


def row_of_another_report(story):
    """From the ledger of another report, copied with its key."""
    report = factories.report(title="2012年任务分解", year=2012)
    item = factories.item(report, 7, "另一项", leads=[story.cast.health])
    other = ChangedLedger(written(type(item).objects.filter(pk=item.pk)))
    for column, cell in enumerate(other.sheet()[other.line(item)], start=1):
        story.sheet().cell(9, column).value = cell.value


NEW, CLOSED = CellStatus.NEW.value, CellStatus.CLOSED.value
A, B, C = "任务事项", "量化目标", "工作节点"
WORDED = ("led", "text", "加强养老服务体系建设", NEW)
TABLE = [
    (nothing, [], [], []),
    (emptied_and_filled_again, [], [], []),
    (wording, [WORDED], [], []),
    (
        several_columns,
        [
            ("led", "leaders", "李明、王强", NEW),
            ("led", "group", "十件实事", NEW),
            ("led", "remark", "按市长办公会要求", NEW),
            ("supported", "chapter", "二、教育", NEW),
        ],
        [],
        [],
    ),
    (chapter_that_there_is_not, [], [(A, "F6", "三、卫生", "没有此章节")], []),
    (day_as_date, [("led", "due_on", "2011-12-20", NEW)], [], []),
    (day_as_text, [("led", "due_on", "2011-12-20", NEW)], [], []),
    (day_in_chinese, [("supported", "due_on", "2011-12-20", NEW)], [], []),
    (day_in_full_width, [("led", "due_on", "2011-12-20", NEW)], [], []),
    (end_of_a_month, [], [(A, "L6", "2011年11月底", "2011-12-31")], []),
    (day_as_number, [], [(A, "L6", "40897", "2011-12-31")], []),
    (day_with_an_hour, [], [(A, "L6", "2011-12-20 08:30:00", "日期")], []),
    (another_century, [], [(A, "L6", "2101-12-20", "年份")], []),
    (day_emptied, [("led", "due_on", "", NEW)], [], []),
    (deadline_in_words, [("led", "due_text", "11月底前", NEW)], [], []),
    (text_emptied, [], [(A, "E6", "", "内容")], []),
    (too_long, [], [(A, "M6", "长" * 101, "101")], []),
    (
        another_lead,
        [("led", "lead", "市卫生局", NEW), ("led", "support", "市民政局、市教育局", NEW)],
        [],
        [],
    ),
    (
        lead_confirmed,
        [
            ("open_lead", "lead", "市教育局", NEW),
            ("open_lead", "responsible", "", NEW),
            ("open_lead", "support", "各区人民政府", NEW),
        ],
        [],
        [],
    ),
    (unknown_unit, [], [(A, "I6", "市卫生局、市太空局", "市太空局")], []),
    (unit_twice, [("led", "support", "市卫生局、市民政局", CLOSED)], [], []),
    (no_unit_at_all, [("led", "lead", "", CLOSED), ("led", "support", "", CLOSED)], [], []),
    (lead_not_stated_beside_a_lead, [("led", "responsible", "市教育局", CLOSED)], [], []),
    (figure, [("homes", "figure", "15", NEW)], [], []),
    (figure_with_scale, [("homes", "figure", "15000", NEW)], [], []),
    (figure_with_its_unit, [], [(B, "G6", "15所", "所")], []),
    (
        comparison_and_unit,
        [
            ("homes", "label", "新建养老院", NEW),
            ("homes", "comparator", ">=", NEW),
            ("homes", "unit", "座", NEW),
            ("homes", "per", "每区", NEW),
        ],
        [],
        [],
    ),
    (unknown_comparison, [], [(B, "F6", "大约", "不低于")], []),
    (range_upside_down, [], [(B, "H6", "10", "上限")], []),
    (target_emptied, [], [(B, cell, "", "平台上办理") for cell in ("E6", "G6", "I6")], []),
    (figure_emptied, [], [(B, "G6", "", "目标值")], []),
    (date_as_figure, [], [(B, "G6", "2011-03-05", "日期")], []),
    (
        milestone_put_off,
        [("opening", "title", "首批敬老院建成", NEW), ("opening", "day", "2011-07-31", NEW)],
        [],
        [],
    ),
    (formula, [], [(A, "E6", '=CONCATENATE("加强","养老")', "公式")], []),
    (secret, [], [(A, "N6", "联系人13912345678", "手机号")], []),
    (reason_alone, [], [(A, "O6", "市政府常务会议决定", "没有修改内容")], []),
    (row_deleted, [WORDED], [], [(A, "", "2", "此行已被删除")]),
    (row_added, [], [(A, "20", "另有一项", "自行增加")], []),
    (
        row_copied,
        [],
        [(A, "6", "1 2011年任务分解", "重复"), (A, "12", "1 2011年任务分解", "重复")],
        [],
    ),
    (rows_sorted, [WORDED], [], []),
    (
        cells_sorted_without_their_keys,
        [],
        [(A, "6", "2 2011年任务分解", "排序"), (A, "7", "1 2011年任务分解", "排序")],
        [],
    ),
    (
        targets_sorted_without_their_keys,
        [],
        [(B, "6", "1 加强养老服务 2", "排序"), (B, "7", "1 加强养老服务 1", "排序")],
        [],
    ),
    (columns_moved, [WORDED], [], [(A, "", "", "列的位置有变动")]),
    (column_deleted, [WORDED], [(A, "", "", "此列已被删除")], []),
    (column_inserted, [WORDED], [], [(A, "D", "", "不属于填报表")]),
    (head_changed, [], [(A, "E5", "备注", "工作事项内容")], []),
    (sheet_renamed, [WORDED], [], [(A, "", "Sheet1", "已改名")]),
    (sheet_copied, [], [(A, "", "任务事项、任务事项 Copy", "出现多次")], []),
    (sheet_deleted, [WORDED], [(B, "", "", "缺失")], []),
    (row_of_another_report, [], [(A, "9", "7 2012年任务分解", "另一份台账")], []),
]
SHEETS = {ITEMS: A, TARGETS: B, MILESTONES: C}
