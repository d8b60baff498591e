"""Each role does its main job in a real browser, on the seeded report."""

import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from items.models import WorkItem, WorkReport

from .found_fields import choose_in, field_over
from .seeded_portal import WHY_SHORT, act, item, move, numbers, query, rows, say_why_short, see, unit

pytestmark = pytest.mark.once


def card(page, number):
    """The card of an item on the workbench of a unit."""
    return page.locator(".bench-card", has=page.locator("h3", has_text=str(number)))


def test_a_liaison_starts_191_and_writes_a_note(page, sign_in):
    sign_in(page, "liaison", typed=True)
    card(page, 191).get_by_role("link", name="未启动").click()
    act(page, "progress")
    page.check("#progress input[value=in_progress]")
    page.fill("#progress textarea", "已建成就业服务站12个,\n新增就业3.1万人。")
    page.click("#progress button")
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-in_progress"))
    expect(page.locator(".notice-success")).to_be_visible()
    notes = see(page, 191, "notes")
    expect(notes.locator(".note")).to_contain_text("新增就业3.1万人")
    expect(notes.locator(".note")).to_contain_text("市人力资源和社会保障局")
    expect(see(page, 191, "history").locator("li")).to_have_count(2)
    assert item(191).status == "in_progress"


def test_a_head_asks_for_the_closure_of_191(page, sign_in, accounts, problems):
    move(191, "in_progress", "liaison")
    sign_in(page, "head", item(191).get_absolute_url())
    act(page, "progress")
    page.check("#progress input[value=awaiting_closure]")
    page.fill("#progress textarea", "年度目标全部完成,请予审结。")
    page.click("#progress button")
    say_why_short(page, "城镇新增就业")
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-awaiting_closure"))
    assert item(191).status == "awaiting_closure"
    closing = item(191).closings.get()
    assert (closing.result, closing.anyway) == ("年度目标全部完成,请予审结。", WHY_SHORT)
    problems.clear()  # the browser reports the answer 422


def test_the_office_confirms_the_lead_of_197_and_closes_191(page, sign_in, accounts, problems):
    move(191, "in_progress", "liaison")
    move(191, "awaiting_closure", "head")
    sign_in(page, "supervision")
    page.locator(".task-items a", has_text="191").first.click()
    act(page, "progress")
    page.check("#progress input[value=completed]")
    page.fill("#id_completed_on", "2011-12-20")
    page.click("#progress button")
    say_why_short(page, "城镇新增就业")
    problems.clear()  # the browser reports the answer 422
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-completed"))
    page.goto(item(191).get_absolute_url())
    expect(page.locator(".panel-facts")).to_contain_text("2011-12-20")

    page.goto(item(197).get_absolute_url())
    ticked = page.locator("#lead .form-check", has=page.locator("input:checked"))
    expect(ticked).to_have_text(["市教育局"])
    act(page, "lead").locator("button").click()
    expect(page.locator("#units .unit-line", has=page.locator(".role-lead"))).to_contain_text(["市教育局"])
    expect(page.locator("#units .role-responsible")).to_have_count(0)
    assert item(197).responsibilities.get(role="lead").department.name == "市教育局"


def test_the_office_confirms_many_leads_at_once(page, sign_in):
    sign_in(page, "supervision", reverse("lead_list"))
    expect(page.locator("table.leads tbody tr")).to_have_count(WorkItem.objects.without_lead().count())
    page.get_by_label(re.compile("197")).select_option(label="市教育局")
    page.click("main form button")
    expect(page.locator(".notice-success")).to_be_visible()
    assert not WorkItem.objects.without_lead().filter(number=197).exists()


@pytest.mark.parametrize("username", ["leader", "observer"])
def test_a_reader_finds_what_is_asked_and_can_change_nothing(page, sign_in, username):
    sign_in(page, username)
    expect(page.locator("main form")).to_have_count(0)
    page.click(".site-nav a[href='/items/']")
    choose_in(field_over(page, "#id_department"), "枣阳市人民政府")
    expect(rows(page)).to_have_count(13)
    page.select_option("#id_status", "completed")
    expect(page.locator("#found .empty")).to_be_visible()
    page.goto(item(197).get_absolute_url())
    # A leader may write an instruction, and nothing else.
    expect(page.locator("main form:not(.follow, [action$='/instruction/'])")).to_have_count(0)
    expect(page.locator("main form:not(.follow)")).to_have_count(1 if username == "leader" else 0)
    expect(page.locator("#units summary")).to_be_visible()
    page.click("#units summary")
    expect(page.locator("#units details li", has_text="枣阳市人民政府")).to_be_visible()
    page.click(".panel-place summary")
    page.click("main a[href$='#item-197']")
    expect(page.locator("#item-197")).to_be_in_viewport()
    page.locator(".margin a", has_text="197").click()
    expect(page.locator("h1")).to_contain_text("197")


def test_an_administrator_merges_a_unit(page, sign_in):
    old, new = unit("市计生委"), unit("市卫生局")
    sign_in(page, "admin")
    page.click(".site-nav a[href='/admin/']")
    page.goto(reverse("admin:departments_department_changelist") + f"?q={old.name}")
    page.check(f"input.action-select[value='{old.pk}']")
    page.select_option("select[name=action]", "merge_into")
    page.click("button[name=index]")
    page.click(".select2-selection")
    page.fill(".select2-search__field", new.name)
    page.locator(".select2-results__option", has_text=new.name).click()
    page.fill("#id_on", "2014-01-01")
    page.fill("#id_reason", "机构改革方案")
    page.click("input[type=submit].default")
    expect(page.locator("input[type=submit].default")).to_have_value("确认合并")
    page.click("input[type=submit].default")
    expect(page.locator(".messagelist .success")).to_contain_text(new.name)
    page.goto(item(199).get_absolute_url())
    expect(page.locator("#units")).to_contain_text(new.name)
    page.goto(reverse("department_detail", args=[old.pk]))
    expect(page.locator("h1")).to_have_text(new.name)
    expect(page.locator(".notice[role=status]")).to_contain_text(old.name)
    page.goto(f"/items/?q={old.name}")
    assert "199" in numbers(page)


@pytest.mark.parametrize("username", ["liaison", "observer"])
def test_anyone_exports_what_the_screen_shows(page, sign_in, tmp_path, username):
    sign_in(page, username, "/items/")
    choose_in(field_over(page, "#id_department"), "襄城区人民政府")
    expect(rows(page)).to_have_count(15)
    with page.expect_download() as download:
        page.click("#found .export")
    assert download.value.suggested_filename.endswith(".xlsx")
    assert "2011" in download.value.suggested_filename
    path = tmp_path / "ledger.xlsx"
    download.value.save_as(path)
    sheet = load_workbook(path).worksheets[0]
    exported = [str(row[1]) for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert exported == numbers(page)


def test_a_wrong_password_can_be_put_right(page, accounts):
    page.goto("/")
    page.fill("#id_username", "liaison")
    page.fill("#id_password", "guess")
    page.click("main button")
    expect(page.locator("main .alert")).to_be_visible()
    expect(page.locator("#id_username")).to_have_value("liaison")
    page.fill("#id_password", accounts["liaison"])
    page.click("main button")
    expect(page.locator(".user-menu")).to_be_visible()
    page.click(".user-menu summary")
    page.click(".user-menu form button")
    expect(page.locator("#id_username")).to_be_visible()


def test_the_language_is_switched_where_one_stands(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.select_option("#id_status", "not_started")
    expect(page).to_have_url(re.compile("status=not_started"))
    page.click(".language button")
    expect(page.locator("h1")).to_have_text("Work items")
    assert query(page)["status"] == "not_started"
    page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_workbench_says_who_leads_and_by_when(page, sign_in, accounts):
    WorkItem.objects.filter(number=191).update(due_on="2011-11-30")
    sign_in(page, "liaison")
    facts = card(page, 191).locator(".card-facts").first
    expect(facts).to_contain_text("牵头 市人力资源和社会保障局")
    expect(facts).to_contain_text("2011-11-30")
    expect(card(page, 192).locator(".unstated")).to_be_visible()


def test_the_news_name_the_report_once(page, sign_in, accounts):
    sign_in(page, "supervision")
    title = WorkReport.objects.get().title
    news = page.locator(".history li", has_text=title).all_inner_texts()
    assert [entry.count(title) for entry in news] == [1, 1]  # imported, issued


@pytest.mark.parametrize("width", [1440, 390])
def test_what_was_saved_is_seen_and_has_the_focus(page, sign_in, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "supervision", item(191).get_absolute_url())
    for save in ("progress", "lead"):
        act(page, save)
        if save == "progress":
            page.fill("#progress textarea", "请于月底前报送进展。")
        page.click(f"#{save} button")
        expect(page.locator(".notice-success")).to_be_in_viewport(ratio=1)
        expect(page.locator(".notice-success")).to_be_focused()
        page.goto(item(191).get_absolute_url())
    page.goto(reverse("item_units", args=[item(191).pk]))
    page.click("main form button")
    expect(page.locator(".notice-success")).to_be_in_viewport(ratio=1)


def test_the_items_of_a_report_are_gone_through_one_by_one(page, sign_in, accounts):
    sign_in(page, "observer", item(184).get_absolute_url())
    for number in range(185, 188):
        page.click(".neighbours a[rel=next]")
        expect(page.locator("h1")).to_contain_text(str(number))
    page.click(".neighbours a[rel=prev]")
    expect(page.locator("h1")).to_contain_text("186")


def test_a_long_place_in_the_original_scrolls_by_keyboard_and_begins_with_the_item(page, sign_in, accounts):
    WorkItem.objects.filter(number=191).update(end=item(199).end)
    sign_in(page, "observer", item(191).get_absolute_url())
    excerpt = page.locator(".excerpt")
    page.click(".panel-place summary")
    assert excerpt.evaluate("element => element.scrollHeight > element.clientHeight")
    excerpt.focus()
    lines = "mark => [mark.getClientRects()[0].bottom, mark.parentElement.getBoundingClientRect().bottom]"
    first, bottom = page.locator(".excerpt mark").evaluate(lines)
    assert first < bottom
    page.keyboard.press("End")
    expect(excerpt).not_to_have_js_property("scrollTop", 0)
    page.goto(item(197).get_absolute_url())
    page.click(".panel-place summary")
    assert excerpt.evaluate("element => element.scrollHeight <= element.clientHeight")
