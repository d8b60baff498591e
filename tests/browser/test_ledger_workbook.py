"""The office edits in Excel: the ledger out of the filtered list, changed, in again, one taken, one refused."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from items.models import LedgerWorkbook, WorkItem

from .accessibility import complaints

pytestmark = pytest.mark.once


def cell(sheet, number, head):
    row = next(row for row in range(6, sheet.max_row + 1) if sheet.cell(row, 2).value == number)
    return sheet.cell(row, next(one.column for one in sheet[5] if one.value == head))


def change(path):
    """As a clerk of the office changes it: a leader, a deadline of another item, a day that is none."""
    book = load_workbook(path)
    items = book["任务事项"]
    cell(items, "191", "分管领导").value = "李明"
    cell(items, "192", "备注").value = "已协调"
    cell(items, "191", "完成时限").value = "2011年11月底"
    cell(items, "192", "时限表述").value = "全年"
    assert isinstance(cell(items, "191", "序号").value, str) and cell(items, "191", "序号").protection.locked
    assert not cell(items, "191", "完成时限").protection.locked
    book.save(path)


def test_out_changed_one_accepted_one_refused(page, sign_in, accounts, tmp_path):
    before = {item.number: item for item in WorkItem.objects.filter(number__in=(191, 192))}
    sign_in(page, "supervision", reverse("item_list") + "?status=open")
    page.click("text=台账回填")
    found = WorkItem.objects.live().open().count()
    expect(page.locator(".export-what")).to_contain_text(f"共{found}项")
    assert not complaints(page, "ledger to change")
    with page.expect_download() as download:
        page.click(".panel .btn-primary >> text=下载")
    path = tmp_path / download.value.suggested_filename
    assert path.name.startswith("可回填台账_")
    download.value.save_as(path)
    change(path)
    page.set_input_files("input[type=file]", path)
    page.click("text=上传并核对")

    cells = page.locator(".workbook-cells tbody tr:not(.workbook-report)")
    expect(cells).to_have_count(3)
    expect(cells.nth(0)).to_contain_text("李明")
    expect(page.locator("#problems")).to_contain_text("2011年11月底")
    assert WorkItem.objects.get(number=191).leaders == before[191].leaders
    assert not complaints(page, "changed ledger")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not complaints(page, "changed ledger")

    for place in (1, 2):
        cells.nth(place).locator("input").uncheck()
    page.click(".workbook-acts .btn-primary")
    expect(cells).to_have_count(2)
    assert WorkItem.objects.get(number=191).leaders == "李明"
    page.click("text=放弃此填报表")
    expect(page.locator("h1")).to_have_text("台账回填")
    after = WorkItem.objects.get(number=192)
    assert (after.remark, after.due_text, after.version) == (
        before[192].remark,
        before[192].due_text,
        before[192].version,
    )
    assert not LedgerWorkbook.objects.exists()
