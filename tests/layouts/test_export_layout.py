"""The Excel ledger is ready for screen and printer: rows as high as their text."""

import pytest
from django.utils import translation

from items.models import WorkItem
from items.sheets.tables import lines_of

from ..given import factories
from .workbooks import export

pytestmark = pytest.mark.usefixtures("english")


def test_it_is_ready_for_screen_and_printer(cast):
    workbook = export()
    for sheet, head_row in ((workbook.worksheets[0], 5), (workbook["Statistics"], 5)):
        assert sheet.freeze_panes == f"A{head_row + 1}"
        assert sheet.print_title_rows == f"${head_row}:${head_row}"
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 8  # A3
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.oddFooter.center.text == "Page &P of &N"
        width = sheet.max_column
        letter = sheet.cell(head_row, width).column_letter
        assert f"A1:{letter}1" in {str(merged) for merged in sheet.merged_cells.ranges}
        for column in range(1, width + 1):
            head, first = sheet.cell(head_row, column), sheet.cell(head_row + 2, column)
            assert head.font.name == "黑体" and head.border.top.style == "thin"
            assert (first.alignment.wrap_text or first.alignment.shrink_to_fit) and first.alignment.vertical == "top"
            assert first.border.left.style == "thin"
            assert sheet.column_dimensions[head.column_letter].width >= 5


def test_a_number_too_wide_for_its_column_is_made_smaller(cast):
    """A number is not broken over lines: it would be printed as ###."""
    factories.target(cast.led, number="12345.6789", comparator=">=")
    [goal] = [cell for cell in export().worksheets[0][7] if cell.value == 12345.6789]
    assert goal.alignment.shrink_to_fit and not goal.alignment.wrap_text


def test_long_texts_get_rows_that_show_them(cast):
    """LibreOffice shows one line of a row without a height, and cuts the others."""
    WorkItem.objects.filter(pk=cast.led.pk).update(text="长" * 220)
    sheet = export().worksheets[0]
    width = sheet.column_dimensions["D"].width
    assert sheet.row_dimensions[7].height >= 220 * 2 / width * 12
    assert sheet.row_dimensions[8].height < 60


def test_what_is_higher_than_excel_s_highest_row_takes_several(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(text="长" * 600)
    sheet = export().worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in (7, 8, 9)]
    assert all(height <= 409 for height in heights) and sum(heights) > 2 * 409
    assert {"D7:D9", "A7:A9"} <= {str(area) for area in sheet.merged_cells.ranges}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("完善应急管理体系,提高应对公共危机和突发事件的能力", 48, 1),
        ("(七)着力保障和改善民生,提高人民群众幸福指数", 16, 3),
        ("2011-12-31", 11, 1),
        ("一\n二\n", 10, 3),
        ("长" * 100, 20, 11),  # 20.3 digits wide: ten characters, of which one may go over the edge
    ],
)
def test_a_row_is_as_high_as_its_text(text, width, lines):
    assert lines_of(text, width) == lines


def test_the_leader_in_charge_is_told_in_chinese(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(leaders="王副市长")
    with translation.override("zh-hans"):
        sheet = export(layout="leaders").worksheets[0]
    assert "市民政局\n分管：王副市长" in [cell.value for cell in sheet["C"]]
