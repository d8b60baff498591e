"""The supervision office imports a document of another hand, mends what is unclear, and brings a corrected one in."""

import docx
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Department, DepartmentAlias, User
from items.closing.moving import move_status
from items.models import ImportDraft, WorkItem, WorkReport

from ..given.factories import day

pytestmark = pytest.mark.once

TITLE = "2012年政府工作报告重点任务分解方案"
FIRST = [
    TITLE,
    "一、产业发展",
    "1、培育规模以上工业企业120家,完成工业投资80亿元以上(责任单位:市经信委*、市发展和改革局)。",
    "2、建成云计算中心(责任单位:市大数据局*、市财政局;完成时限:2012年6月底前)。",
    "二、改善民生",
    "4、新建公办幼儿园20所(责任单位:市教育局*、市财政局)。",
    "5、改造供水管网35公里(责任单位:市城建委)。",
]
# 1 says more, 2 is gone, 3 is new, 5 counts more and has another unit.
SECOND = [
    TITLE,
    "一、产业发展",
    "1、培育规模以上工业企业150家,完成工业投资80亿元以上(责任单位:市经信委*、市发展和改革局)。",
    "3、新增高新技术企业10家(责任单位:市经信委)。",
    "二、改善民生",
    "4、新建公办幼儿园20所(责任单位:市教育局*、市财政局)。",
    "5、改造供水管网40公里(责任单位:市城建委*、市水利局)。",
]


def write_docx(path, paragraphs):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(path)
    return path


def upload(page, path, *, corrects=None):
    page.goto(reverse("import_list") + (f"?corrects={corrects}" if corrects else ""))
    page.set_input_files("#id_file", path)
    page.locator("main form[enctype] button").click()
    page.locator("#draft").wait_for()


def act(page, value):
    """Press the remedy with this value (or the beginning of it) and wait for the page that answers."""
    before = page.locator("input[name=version]").first.get_attribute("value")
    page.locator(f"#draft button[value^='{value}']").first.click()
    expect(page.locator("input[name=version]").first).not_to_have_value(before)


@pytest.fixture
def imported(page, sign_in, tmp_path):
    """The first document in the ledger, its two unknown units and the gap in its numbers settled."""
    sign_in(page, "supervision", reverse("import_list"))
    upload(page, write_docx(tmp_path / "方案.docx", FIRST))
    expect(page.locator("#group-unknown_unit .finding-list li")).to_have_count(2)
    expect(page.locator("#group-numbers .finding-list li")).to_have_count(1)
    expect(page.locator("#apply form[action$='/apply/']")).to_have_count(0)
    act(page, "unit:0:")  # 市发展和改革局 is 市发改委 by another name
    act(page, "unit-new:0")
    act(page, "accept:number_gap")
    expect(page.locator("#findings")).to_have_count(0)
    page.locator("#apply form[action$='/apply/'] button").click()
    page.locator(".source").wait_for()
    return WorkReport.objects.get(title=TITLE)


def test_two_unknown_units_and_a_gap_are_mended_and_the_report_applied(page, imported):
    assert [item.number for item in imported.items.order_by("position")] == [1, 2, 4, 5]
    assert DepartmentAlias.objects.get(name="市发展和改革局").department.name == "市发改委"
    assert Department.objects.get(name="市大数据局").kind == "government"
    first = imported.items.get(number=1)
    assert [str(target) for target in first.targets.all()] == [
        "培育规模以上工业企业 120家",
        "工业投资 ≥ 80亿元",
    ]
    second = imported.items.get(number=2)
    assert (second.due_on, second.due_text) == (day("2012-06-30"), "2012年6月底前")
    assert imported.issued_on is not None
    page.goto(first.get_absolute_url())
    expect(page.locator("main")).to_contain_text("≥ 80亿元")


def test_a_corrected_version_keeps_progress_and_changes_what_it_says(page, imported, tmp_path):
    office = User.objects.get(username="supervision")
    kept = imported.items.get(number=5)
    move_status(kept, by=office, version=kept.version, on=day("2012-05-01"), status="in_progress", text="已改造12公里")
    page.goto(imported.get_absolute_url())
    page.locator(f"a[href$='corrects={imported.pk}']").click()
    expect(page.locator("#id_corrects")).to_have_value(str(imported.pk))
    upload(page, write_docx(tmp_path / "更正.docx", SECOND), corrects=imported.pk)
    kinds = page.locator("#changes .finding-list > li")
    expect(kinds).to_have_count(4)
    assert [row.get_attribute("class") for row in kinds.all()] == [
        "change-changed",
        "change-new",
        "change-changed",
        "change-missing",
    ]
    page.locator("#changes input[name=cancel]").check()
    act(page, "missing")
    expect(page.locator("#changes input[name=cancel]")).to_be_checked()
    act(page, "accept-group:numbers")
    expect(page.locator("#group-numbers")).to_have_count(0)
    page.locator("#apply form[action$='/apply/'] button").click()
    page.locator(".source").wait_for()

    kept.refresh_from_db()
    assert (kept.status, kept.text, kept.notes.get().text) == ("in_progress", "改造供水管网40公里", "已改造12公里")
    assert [str(target) for target in kept.targets.all()] == ["改造供水管网 40公里"]
    units = {row.department.name: row.role for row in kept.responsibilities.all()}
    assert units == {"市城建委": "lead", "市水利局": "support"}
    assert WorkItem.objects.get(report=imported, number=2).status == "cancelled"
    assert WorkItem.objects.get(report=imported, number=3).text == "新增高新技术企业10家"
    assert WorkReport.objects.filter(title=TITLE).count() == 1


def test_a_draft_survives_closing_the_browser_and_works_by_keyboard(page, sign_in, tmp_path):
    sign_in(page, "supervision", reverse("import_list"))
    upload(page, write_docx(tmp_path / "方案.docx", FIRST))
    act(page, "units-new")
    address = page.url.partition("?")[0]
    page.context.clear_cookies()
    sign_in(page, "supervision", reverse("import_list"))
    page.locator("table.imports a").first.press("Enter")
    expect(page).to_have_url(address)
    expect(page.locator("#group-unknown_unit")).to_have_count(0)
    page.locator("button[value=undo]").press("Enter")
    expect(page.locator("#group-unknown_unit .finding-list li")).to_have_count(2)
    assert ImportDraft.objects.get().state == "ready"


def test_the_text_and_the_items_lead_to_each_other(page, sign_in, tmp_path):
    sign_in(page, "supervision", reverse("import_list"))
    upload(page, write_docx(tmp_path / "方案.docx", FIRST))
    page.locator(".jump", has_text="4").click()
    target = page.locator(".card-item:target")
    expect(target).to_contain_text("新建公办幼儿园20所")
    expect(target).to_be_in_viewport()
    target.locator(".card-number").click()
    expect(page.locator(".preview-source :target")).to_have_text("4")


def test_what_was_typed_and_chosen_elsewhere_stays(page, sign_in, tmp_path):
    shared = [text.replace("市教育局*、", "市教育局、") for text in FIRST]
    sign_in(page, "supervision", reverse("import_list"))
    upload(page, write_docx(tmp_path / "方案.docx", shared))
    lead = page.locator("#group-no_lead select")
    expect(lead).not_to_have_value("")
    lead.select_option("")
    page.fill("#unit-1", "市财政局")
    act(page, "unit:0:")
    expect(page.locator("#group-no_lead select")).to_have_value("")
    expect(page.locator("#unit-0")).to_have_value("市财政局")
    page.locator("#unit-0").press("Enter")
    expect(page.locator("#group-unknown_unit")).to_have_count(0)
    (draft,) = ImportDraft.objects.all()
    assert {choice["as"] for choice in draft.decisions["units"].values()} == {"known"}
    assert len(draft.decisions["units"]) == 2


def test_a_refused_step_is_answered_on_the_page_without_losing_it(page, sign_in, tmp_path, problems):
    sign_in(page, "supervision", reverse("import_list"))
    upload(page, write_docx(tmp_path / "方案.docx", FIRST))
    page.fill("#unit-0", "不存在的单位")
    page.locator("button[value='unit-typed:0']").click()
    expect(page.locator("#draft .notice-error")).to_be_focused()
    expect(page.locator("#draft .notice-error")).to_contain_text("不存在的单位")
    expect(page.locator("#group-unknown_unit .finding-list li")).to_have_count(2)
    assert len(problems) == 1 and "422" in problems.pop()
