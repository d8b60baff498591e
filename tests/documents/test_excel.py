"""Workbooks: what is visible, as it is shown, without the million rows that are empty."""

import datetime
import os
import re

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill

from items.documents import DocumentError, read_document

from ..given.documents_made import package_of, repacked, saved

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def book_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def text_of(book):
    return read_document(saved(book), "report.xlsx")


def shown(value, number_format="General"):
    book = book_of([value])
    book.active["A1"].number_format = number_format
    return text_of(book).removesuffix("\n")


def test_sheet_is_one_line_per_row():
    book = book_of(["序号", "任务", "单位"], [1, "修路\n十条", "市交通局"], [2, None, "a\tb"])
    assert text_of(book) == "序号\t任务\t单位\n1\t修路\u2028十条\t市交通局\n2\t\ta b\n"


def test_what_is_empty_around_and_between_is_dropped():
    book = openpyxl.Workbook()
    book.active["C3"], book.active["D3"], book.active["C6"], book.active["D6"] = "序号", "任务", 1, "修路"
    book.active["H40"].fill = PatternFill("solid", fgColor="FFFF00")
    book.active["A9"] = "  "
    assert text_of(book) == "序号\t任务\n1\t修路\n"


def test_title_and_notes_above_the_head_are_lines():
    book = book_of(["任务分解表"], [None, None, "单位：万元"], ["序号", "任务", "金额"], [1, "修路", 5], ["注：见附件"])
    book.active.merge_cells("A1:C1")
    assert text_of(book) == "任务分解表\n单位：万元\n\n序号\t任务\t金额\n1\t修路\t5\n注：见附件\t\t\n"


def test_sheet_of_one_column_is_prose():
    assert (
        text_of(book_of(["一、改善交通"], ["1、修路"], ["2、架桥\n通车"])) == "一、改善交通\n1、修路\n2、架桥\n通车\n"
    )


def test_merged_cells():
    book = book_of(["甲", "乙", "丙"], ["1", "a", "x"], [None, "b", "y"], ["3", "c", None])
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B4:C4")
    assert text_of(book) == "甲\t乙\t丙\n1\ta\tx\n〃\tb\ty\n3\tc\t\n"


def test_merged_cells_that_reach_far_below_end_with_the_last_used_row():
    cells = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c r='B2'><v>3</v></c></row>"
    merged = '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    assert read_document(minimal(f"<sheetData>{cells}</sheetData>{merged}"), "a.xlsx") == "1\t2\n〃\t3\n"


def test_text_that_lies_below_a_merged_cell_is_not_shown():
    book = book_of(["甲", "乙"], ["1", "a"], [None, "b"])
    book.active.merge_cells("A2:A3")
    below = b'<c r="A3" t="inlineStr"><is><t>old</t></is></c><c r="B3"'
    data = repacked(saved(book), SHEET, lambda xml: xml.replace(b'<c r="A3"/>', b"").replace(b'<c r="B3"', below))
    assert read_document(data, "a.xlsx") == "甲\t乙\n1\ta\n〃\tb\n"


def test_hidden_rows_columns_and_sheets_are_left_aside():
    book = book_of(["甲", "乙", "丙"], [1, 2, 3], [4, 5, 6])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    for state in ("hidden", "veryHidden"):
        book.create_sheet(state).append(["geheim", "x"])
        book[state].sheet_state = state
    assert text_of(book) == "甲\t丙\n4\t6\n"


def test_merged_cell_stands_in_its_first_visible_place():
    book = book_of(["甲", "乙", "丙"], ["块", None, "x"], [None, None, "y"], [None, None, "z"])
    book.active.merge_cells("A2:B4")
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["A"].hidden = True
    assert text_of(book) == "乙\t丙\n块\ty\n〃\tz\n"


def test_merged_cell_that_is_wholly_hidden_is_gone():
    book = book_of(["甲", "乙", "丙"], ["块", 1, 2], [None, 3, 4])
    book.active.merge_cells("A2:A3")
    book.active.column_dimensions["A"].hidden = True
    assert text_of(book) == "乙\t丙\n1\t2\n3\t4\n"


def test_names_stand_above_the_tables_of_several_sheets():
    book = book_of(["序号", "任务"], [1, "修路"])
    book.active.title = "经济"
    book.create_sheet("空表")
    book.create_sheet("民生").append(["序号", "任务"])
    book["民生"].append([2, "架桥"])
    assert text_of(book) == "经济\n\n序号\t任务\n1\t修路\n\n民生\n\n序号\t任务\n2\t架桥\n"


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (5, "General", "5"),
        (5.0, "General", "5"),
        (0.1 + 0.2, "General", "0.3"),
        (-1.5, "General", "-1.5"),
        (1e20, "General", "100000000000000000000"),
        (123456789012, "General", "123456789012"),
        (0.05, "0%", "5%"),
        (0.0525, "0.0%", "5.3%"),
        (0.125, "0.00%", "12.50%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1234.5, "#,##0", "1,235"),
        (2.5, "0.00_ ", "2.50"),
        (0.5, "0.##", "0.5"),
        (7, "000", "007"),
        (3, '"第"0"项"', "第3项"),
        (3, '0"、"', "3、"),
        (3, "0\\、", "3、"),
        (23, "[DBNum1][$-804]General", "二十三"),
        (23, '[DBNum1][$-804]General"、"', "二十三、"),
        (23, "[DBNum2][$-804]General", "贰拾叁"),
        (-5, "0;(0)", "(5)"),
        (-5, "0_);[Red]\\-0", "-5"),
        (-5, "0.0", "-5.0"),
        (1500000, "0.0,,", "1.5"),
        (5, "¥#,##0", "¥5"),
        (5, "[$¥-804]#,##0", "¥5"),
        (0.5, "# ?/?", "0.5"),
        (12345, "0.00E+00", "12345"),
        (5, "@", "5"),
        (5, "[>3]0.0;0", "5"),
        (1.5, "[h]:mm", "36:00"),
        (True, "General", "TRUE"),
        ("0012", "@", "0012"),
        ("#N/A", "General", "#N/A"),
    ],
)
def test_numbers_are_written_as_they_are_shown(value, number_format, expected):
    assert shown(value, number_format) == expected


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("yyyy-mm-dd", "2026年6月30日"),
        ("yyyy/m/d", "2026年6月30日"),
        ('yyyy"年"m"月"d"日"', "2026年6月30日"),
        ('[$-804]yyyy"年"m"月"d"日";@', "2026年6月30日"),
        ("m/d/yy", "2026年6月30日"),
        ("d-mmm-yy", "2026年6月30日"),
        ("yyyy-mm", "2026年6月"),
        ('yyyy"年"m"月"', "2026年6月"),
        ("mmm-yy", "2026年6月"),
        ('m"月"d"日"', "6月30日"),
        ('m"月"', "6月"),
        ("yyyy", "2026年"),
        ("yyyy-mm-dd hh:mm", "2026年6月30日 14:05"),
        ("hh:mm:ss", "14:05"),
        ("h:mm AM/PM", "14:05"),
    ],
)
def test_dates_are_written_in_chinese(number_format, expected):
    assert shown(datetime.datetime(2026, 6, 30, 14, 5), number_format) == expected


def test_day_without_a_time_has_none():
    assert shown(datetime.datetime(2026, 6, 30), "yyyy-mm-dd hh:mm") == "2026年6月30日"
    assert shown(datetime.date(2026, 6, 1), "yyyy-mm-dd") == "2026年6月1日"
    assert shown(datetime.time(9, 30), "h:mm") == "9:30"


@pytest.mark.parametrize(
    ("number", "expected"),
    [(14, "2026年6月30日"), (17, "2026年6月"), (57, "2026年6月"), (58, "6月30日"), (31, "2026年6月30日")],
)
def test_formats_that_excel_knows_by_number(number, expected):
    book = book_of([46203])
    book.active["A1"].number_format = "0.000"

    def renumber(xml):
        return re.sub(b"<numFmts.*</numFmts>", b"", xml).replace(b'numFmtId="164"', b'numFmtId="%d"' % number)

    assert read_document(repacked(saved(book), "xl/styles.xml", renumber), "a.xlsx") == f"{expected}\n"


def test_days_may_count_from_1904():
    book = book_of([datetime.date(2026, 6, 30)])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert text_of(book) == "2026年6月30日\n"


def test_date_that_is_none_is_its_number():
    assert shown(99999999, "yyyy-mm-dd") == "99999999"
    assert shown(-5, "yyyy-mm-dd") == "-5"


def test_formula_gives_its_last_value():
    def computed(xml):
        return re.sub(rb"</f>\s*<v\s*(/>|></v>)", b"</f><v>2</v>", xml)

    book = book_of(["=1+1", "b"], ["x", "y"])
    assert read_document(repacked(saved(book), SHEET, computed), "a.xlsx") == "2\tb\nx\ty\n"


def test_rich_text_and_escapes():
    rich = CellRichText("市民政局", TextBlock(InlineFont(b=True), "★"), "、市教育局")
    assert shown(rich) == "市民政局★、市教育局"
    cells = '<sheetData><row><c t="inlineStr"><is><t>修路_x000A_架桥</t></is></c></row></sheetData>'
    assert read_document(minimal(cells), "a.xlsx") == "修路\n架桥\n"


def minimal(sheet, *, strings="", namespace=MAIN):
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = '<sheets><sheet name="a" r:id="r1"/></sheets>'
    relations = "".join(
        f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{target}"/>'
        for key, kind, target in (("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "strings.xml"))
    )
    return package_of(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{office}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
            "xl/strings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
            SHEET: f'<worksheet xmlns="{namespace}">{sheet}</worksheet>',
        },
    )


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
def test_shared_strings_with_phonetic_signs_and_cells_without_addresses(namespace):
    strings = "<si><r><t>修</t></r><r><t>路</t></r><rPh><t>xiulu</t></rPh></si><si><t>架桥</t></si>"
    first = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    second = '<row><c t="s"><v>9</v></c><c t="d"><v>2026-06-30</v></c></row>'
    data = minimal(f"<sheetData>{first}{second}</sheetData>", strings=strings, namespace=namespace)
    assert read_document(data, "a.xlsx") == "修路\t架桥\n\t2026年6月30日\n"


def test_million_empty_rows_are_quick():
    rows = "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(4, 1_048_577))
    cells = '<row r="{}"><c r="A{}"><v>1</v></c><c r="B{}"><v>2</v></c></row>'
    data = minimal(f"<sheetData>{''.join(cells.format(n, n, n) for n in (1, 2, 3))}{rows}</sheetData>")
    before = os.times().children_user
    assert read_document(data, "a.xlsx") == "1\t2\n" * 3
    assert os.times().children_user - before < 30


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="x"><c r="?" s="99999" t="s"><v>x</v></c><c r="B1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c><v>1e999999</v></c><c><v>NaN</v></c><c><v>1e-400</v></c></row></sheetData>',
        '<cols><col min="9" max="2" hidden="1"/></cols><sheetData><row><c><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1"/><mergeCell ref="C3:A1"/><mergeCell ref="bad"/><mergeCell/></mergeCells>',
    ],
)
def test_strange_values_never_fail(sheet):
    assert read_document(minimal(sheet), "a.xlsx")


def test_merged_cells_without_end_are_refused():
    rows = "".join(f"<row><c><v>{number}</v></c></row>" for number in range(3000))
    merged = '<mergeCell ref="C1:D1048576"/>' * 1000
    with pytest.raises(DocumentError) as caught:
        read_document(minimal(f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>"), "a.xlsx")
    assert caught.value.code == "damaged"


def test_progress_ends_at_its_total():
    steps = []
    book = book_of(*([number, "修路"] for number in range(3000)))
    book.create_sheet("b").append(["a", "b"])
    read_document(saved(book), "a.xlsx", progress=lambda done, total: steps.append((done, total)))
    assert len(steps) > 2 and steps == sorted(steps) and steps[-1][0] == steps[-1][1]
