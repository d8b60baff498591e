"""Files that hide something or are of an old kind: the supervision office brings each in without losing a word."""

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.models import WorkReport

from ..given.documents_made import converted, needs_soffice, paragraph, saved, word_of
from .test_imports import act, upload

pytestmark = pytest.mark.once

HEAD = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    [1, "新建公办幼儿园20所", "市教育局", "市财政局", "2012年6月底前"],
    [2, "改造供水管网35公里", "市城建委", "市财政局", "2012年9月底前"],
    [3, "培育规模以上工业企业120家", "市经信委", "市财政局", "2012年底前"],
]
TASKS = [row[1] for row in ROWS]


def book(title=""):
    made = openpyxl.Workbook()
    for row in ([title], HEAD, *ROWS) if title else (HEAD, *ROWS):
        made.active.append(row)
    return made


@pytest.fixture
def office(page, sign_in):
    sign_in(page, "supervision", reverse("import_list"))
    return page


@pytest.fixture
def bring(office, tmp_path):
    """Upload a file of this name and content."""

    def bring(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        upload(office, path)

    return bring


def applied(page):
    """The texts of the items of the report that the draft becomes, all findings of the page settled."""
    expect(page.locator("#findings")).to_have_count(0)
    page.locator("#apply form[action$='/apply/'] button").click()
    page.locator(".source").wait_for()
    report = WorkReport.objects.latest("pk")
    return [item.text.strip("。") for item in report.items.in_order()]


def test_rows_that_a_filter_hides_are_asked_about_and_read_in(office, bring):
    made = book("2012年工作任务分解表")
    made.active.auto_filter.ref = "A2:E5"
    made.active.auto_filter.add_filter_column(0, ["1"])
    for row in (4, 5):
        made.active.row_dimensions[row].hidden = True
    bring("任务.xlsx", saved(made))
    expect(office.locator("#findings")).to_contain_text("4—5")
    act(office, "read-in:filtered_rows")
    assert applied(office) == TASKS


def test_a_text_box_is_asked_about_and_read_in(office, bring):
    box = (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        + paragraph(f"3.{TASKS[2]}。(责任单位:市经信委)")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    lines = ["2012年工作任务分解", f"1.{TASKS[0]}。(责任单位:市教育局)", f"2.{TASKS[1]}。(责任单位:市城建委)"]
    bring("任务.docx", word_of("".join(map(paragraph, lines)) + box))
    expect(office.locator("#findings")).to_contain_text(TASKS[2][:8])
    act(office, "read-in:text_boxes")
    assert applied(office) == TASKS


def test_a_table_of_commas_in_the_chinese_encoding_is_read(office, bring):
    lines = [HEAD, *ROWS]
    text = "".join(",".join(map(str, row)) + "\r\n" for row in lines)
    bring("2012年任务.csv", text.encode("gb18030"))
    assert applied(office) == TASKS


@needs_soffice
def test_an_old_workbook_is_read_and_says_what_cannot_be_told_of_it(office, bring):
    bring("任务.xls", converted(saved(book("2012年工作任务分解表")), "xlsx", "xls"))
    expect(office.locator("#findings .finding-list li")).to_have_count(1)
    act(office, "accept:aside:old_workbook")
    assert applied(office) == TASKS
