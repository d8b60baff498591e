"""A unit without network: its workbook out, filled in, in again, accepted, and seen on the report's form."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from items.models import ProgressUpdate, UnitWorkbook

from .accessibility import complaints
from .seeded_portal import open_round

pytestmark = pytest.mark.once

TEXT = "累计城镇新增就业3.1万人，组织专场招聘会5场"


def column(sheet, head):
    return next(cell.column for cell in sheet[5] if cell.value == head)


def fill(path):
    """As a clerk fills it in: words, and a figure with its unit."""
    book = load_workbook(path)
    progress, figures = book["进展填报"], book["指标填报"]
    row = next(row for row in range(6, progress.max_row + 1) if progress.cell(row, 2).value == "191")
    progress.cell(row, column(progress, "本期进展")).value = TEXT
    progress.cell(row, column(progress, "需协调")).value = "√"
    figures.cell(6, column(figures, "本期累计")).value = "3.1万人"
    book.save(path)


def test_out_filled_in_and_accepted(page, sign_in, accounts, tmp_path):
    open_round()
    update = ProgressUpdate.objects.get(item__number=191, department__memberships__user__username="liaison")
    sign_in(page, "liaison", reverse("own_updates"))
    page.click(".own-workbook a")
    with page.expect_download() as download:
        page.click(".workbook-offers a")
    path = tmp_path / download.value.suggested_filename
    assert path.name.startswith("单位填报表_市人力资源和社会保障局_")
    download.value.save_as(path)
    fill(path)
    page.set_input_files("input[type=file]", path)
    page.click("main form button")

    cells = page.locator(".workbook-cells tbody tr:not(.workbook-report)")
    expect(cells).to_have_count(2)
    expect(cells.nth(0)).to_contain_text(TEXT)
    expect(cells.nth(1)).to_contain_text("31000人")
    expect(page.locator("#problems")).to_contain_text("√")
    assert ProgressUpdate.objects.get(pk=update.pk).state == "expected"
    assert not complaints(page, "workbook")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not complaints(page, "workbook")

    page.click(".workbook-acts .btn-primary")
    expect(page.locator(".messages, .notice-success, [role=status]").first).to_contain_text("草稿")
    page.goto(update.get_absolute_url())
    expect(page.locator("#id_text")).to_have_value(TEXT)
    expect(page.locator(".update-figures input.form-control").first).to_have_value("31000")
    expect(page.locator("#id_needs_decision")).not_to_be_checked()
    assert not UnitWorkbook.objects.exists()
