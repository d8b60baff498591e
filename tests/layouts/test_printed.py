"""Every shipped layout of a lived portal on paper: nothing below 8 points, nothing cut, no row on two pages."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from departments import clock
from items.layouts.shipped import SHIPPED
from items.lights.renewing import renew
from items.models import WorkItem, WorkReport
from items.sheets.tables import BODY_SIZE

from ..given.together import moment
from ..given.two_rounds import TODAY, two_rounds
from ..kept import for_a_whole_file
from .printed import convert, needs_soffice, pages, squeezed, without_heights
from .workbooks import write

pytestmark = [pytest.mark.once, needs_soffice]
SMALLEST = 8
A4_OR_A3 = [(842, 595), (1191, 842)]


@pytest.fixture(scope="module")
def made(shared, django_db_blocker):
    """{key of a layout: bytes of its workbook}, one item with more words than any page of the year has."""
    with for_a_whole_file(django_db_blocker), translation.override("zh-hans"), clock.at(moment(f"{TODAY} 10:00")):
        two_rounds(shared)
        item = WorkItem.objects.in_order()[3]
        WorkItem.objects.filter(pk=item.pk).update(text="加快推进重点项目建设，" * 60, remark="与第5项合并推进。" * 20)
        renew(clock.now())
        title = WorkReport.objects.get().title
        return {key: write(title=title, on=TODAY, layout=key).getvalue() for key in SHIPPED}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("printed")


@pytest.fixture(scope="module")
def printed(made, folder):
    """{key: [PrintedPage]}."""
    return {key: pages(pdf) for key, pdf in convert(made, "pdf", folder).items()}


@pytest.fixture(scope="module")
def measured(made, folder):
    """{key: the workbook with the heights that LibreOffice gives its rows}."""
    again = {f"{key}-measured": without_heights(data) for key, data in made.items()}
    (folder / "again").mkdir()
    found = convert(again, "xlsx", folder / "again")
    return {key.removesuffix("-measured"): load_workbook(io.BytesIO(data)) for key, data in found.items()}


@pytest.mark.parametrize("key", SHIPPED)
def test_no_letter_is_smaller_than_eight_points(printed, key):
    assert printed[key]
    for page in printed[key]:
        assert min(page.sizes) >= SMALLEST, page.sizes


@pytest.mark.parametrize("key", SHIPPED)
def test_it_is_printed_across_on_one_sheet(printed, key):
    assert {tuple(round(side) for side in page.size) for page in printed[key]} <= set(A4_OR_A3)
    # Were a column on a sheet of its own, the first one's head would be missing there.
    tables = [page for page in printed[key] if "序号" in page.text or "章节/单位" in page.text]
    assert len(tables) == len(printed[key])


@pytest.mark.parametrize("key", SHIPPED)
def test_no_cell_is_broken_over_two_pages(made, printed, key):
    """Its beginning and its end stand on one page."""
    texts = [page.text for page in printed[key]]
    for sheet in load_workbook(io.BytesIO(made[key])).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    words = squeezed(cell.value)
                    is_whole = any(words[:6] in text and words[-6:] in text for text in texts)
                    assert is_whole, (sheet.title, cell.coordinate)


@pytest.mark.parametrize("key", SHIPPED)
def test_no_row_is_lower_than_its_words(made, measured, key):
    """LibreOffice, left to itself, makes no row higher; what is merged over several has all of them."""
    book = load_workbook(io.BytesIO(made[key]))
    for ours, theirs in zip(book.worksheets, measured[key].worksheets, strict=True):
        last = {area.min_row: area.max_row for area in ours.merged_cells.ranges if area.min_col == 1}
        for first in range(1, ours.max_row + 1):
            rows = range(first, last.get(first, first) + 1)
            needed = theirs.row_dimensions[first].height
            if needed and isinstance(ours.cell(first, 1).value, int):
                assert sum(ours.row_dimensions[row].height for row in rows) >= needed - 1, (ours.title, first)


@pytest.mark.parametrize("key", SHIPPED)
def test_no_number_is_too_wide_for_its_column(printed, key):
    assert not any("###" in page.text for page in printed[key])


@pytest.mark.parametrize("key", SHIPPED)
def test_each_page_says_which_it_is_of_how_many(printed, key):
    count = len(printed[key])
    for number, page in enumerate(printed[key], start=1):
        assert f"第{number}页/共{count}页" in page.text


@pytest.mark.parametrize("key", SHIPPED)
def test_the_last_line_is_for_who_signs(made, key):
    sheet = load_workbook(io.BytesIO(made[key])).worksheets[0]
    last = squeezed(sheet.cell(sheet.max_row, 1).value)
    assert last == "填报单位：审核人：日期："


def test_letters_are_as_large_on_the_screen_as_on_paper_at_most(printed):
    assert all(max(page.sizes) <= 1.8 * BODY_SIZE for page in printed["leaders"])
