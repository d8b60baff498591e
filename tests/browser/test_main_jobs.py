"""Each role does its main job in a real browser, on the seeded report."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from departments.models import Department, User
from items.closing.moving import update_progress
from items.imports import drafts
from items.imports.reading import begin_reading
from items.models import ProgressUpdate, ReportingPeriod, WorkItem, WorkReport
from items.rounds.running import run_due
from items.updates import drafting
from items.updates.reporting import send, send_back

from ..given import factories
from ..given.together import moment

SEEDED = [str(number) for number in range(184, 215)]


def item(number):
    return WorkItem.objects.get(number=number)


def unit(name):
    return Department.objects.get(name=name)


def move(number, status, username, text="说明"):
    """Take a step outside the browser."""
    what, by = item(number), User.objects.get(username=username)
    update_progress(what, by=by, version=what.version, on=factories.day("2011-05-01"), status=status, text=text)


def rows(page):
    """The rows of the list on the page."""
    return page.locator("#found table.items tbody tr")


def numbers(page):
    return page.locator("#found tbody .col-number").all_inner_texts()


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


# The six roles


def task(page, title):
    """The lines below one heading of the workbench."""
    return page.locator(".task", has=page.locator("h3", has_text=title)).locator(".task-items")


def test_a_liaison_starts_191_and_writes_a_note(page, sign_in):
    sign_in(page, "liaison")
    task(page, "未启动").locator("a", has_text="191").click()
    page.check("#progress input[value=in_progress]")
    page.fill("#progress textarea", "已建成就业服务站12个,\n新增就业3.1万人。")
    page.click("#progress button")
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-in_progress"))
    expect(page.locator("#notes .note")).to_contain_text("新增就业3.1万人")
    expect(page.locator("#notes .note")).to_contain_text("市人力资源和社会保障局")
    expect(page.locator(".notice-success")).to_be_visible()
    expect(page.locator("#history li")).to_have_count(2)
    assert item(191).status == "in_progress"


def test_a_head_asks_for_the_closure_of_191(page, sign_in, accounts):
    move(191, "in_progress", "liaison")
    sign_in(page, "head", item(191).get_absolute_url())
    page.check("#progress input[value=awaiting_closure]")
    page.fill("#progress textarea", "年度目标全部完成,请予审结。")
    page.click("#progress button")
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-awaiting_closure"))
    assert item(191).status == "awaiting_closure"


def test_the_office_confirms_the_lead_of_197_and_closes_191(page, sign_in, accounts):
    move(191, "in_progress", "liaison")
    move(191, "awaiting_closure", "head")
    sign_in(page, "supervision")
    page.locator(".task-items a", has_text="191").first.click()
    page.check("#progress input[value=completed]")
    page.fill("#id_completed_on", "2011-12-20")
    page.click("#progress button")
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-completed"))
    expect(page.locator(".panel-facts")).to_contain_text("2011-12-20")

    page.goto(item(197).get_absolute_url())
    ticked = page.locator("#lead .form-check", has=page.locator("input:checked"))
    expect(ticked).to_have_text(["市教育局"])
    page.click("#lead button")
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
    page.select_option("#id_department", label="枣阳市人民政府")
    expect(rows(page)).to_have_count(13)
    page.select_option("#id_status", "completed")
    expect(page.locator("#found .empty")).to_be_visible()
    page.goto(item(197).get_absolute_url())
    # A leader may write an instruction, and nothing else.
    expect(page.locator("main form:not([action$='/instruction/'])")).to_have_count(0)
    expect(page.locator("main form")).to_have_count(1 if username == "leader" else 0)
    expect(page.locator("#units summary")).to_be_visible()
    page.click("#units summary")
    expect(page.locator("#units details li", has_text="枣阳市人民政府")).to_be_visible()
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
    page.select_option("#id_into", str(new.pk))
    page.fill("#id_on", "2014-01-01")
    page.fill("#id_reason", "机构改革方案")
    page.click("input[type=submit].default")
    expect(page.locator(".messagelist .success")).to_contain_text(new.name)
    page.goto(item(199).get_absolute_url())
    expect(page.locator("#units")).to_contain_text(new.name)
    page.goto(reverse("department_detail", args=[old.pk]))
    expect(page.locator(".notice-warning a")).to_have_text(new.name)
    page.goto(f"/items/?q={old.name}")
    assert "199" in numbers(page)


@pytest.mark.parametrize("username", ["liaison", "observer"])
def test_anyone_exports_what_the_screen_shows(page, sign_in, tmp_path, username):
    sign_in(page, username, "/items/")
    page.select_option("#id_department", label="襄城区人民政府")
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
    facts = task(page, "未启动").locator("li", has_text="191").locator(".task-facts")
    expect(facts).to_contain_text("市人力资源和社会保障局")
    expect(facts).to_contain_text("2011-11-30")
    expect(task(page, "未启动").locator("li", has_text="192").locator(".unstated")).to_be_visible()


def test_the_news_name_the_report_once(page, sign_in, accounts):
    sign_in(page, "supervision")
    title = WorkReport.objects.get().title
    news = page.locator(".history li", has_text=title).all_inner_texts()
    assert [entry.count(title) for entry in news] == [1, 1]  # imported, issued


@pytest.mark.parametrize("width", [1440, 390])
def test_what_was_saved_is_seen_and_has_the_focus(page, sign_in, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "supervision", item(191).get_absolute_url())
    for save in ("#progress", "#lead"):
        if save == "#progress":
            page.fill("#progress textarea", "请于月底前报送进展。")
        page.click(f"{save} button")
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
    assert excerpt.evaluate("element => element.scrollHeight > element.clientHeight")
    excerpt.focus()
    lines = "mark => [mark.getClientRects()[0].bottom, mark.parentElement.getBoundingClientRect().bottom]"
    first, bottom = page.locator(".excerpt mark").evaluate(lines)
    assert first < bottom
    page.keyboard.press("End")
    expect(excerpt).not_to_have_js_property("scrollTop", 0)
    page.goto(item(197).get_absolute_url())
    assert excerpt.evaluate("element => element.scrollHeight <= element.clientHeight")


# Filtering without a new page


def test_filtering_changes_the_address_and_going_back_restores_list_and_form(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.evaluate("window.samePage = true")
    page.select_option("#id_department", label="市民政局")
    expect(rows(page)).not_to_have_count(31)
    mine = numbers(page)
    assert query(page)["department"] == str(unit("市民政局").pk)
    page.locator(".segments label", has=page.locator("[value=lead]")).click()
    expect(rows(page)).to_have_count(1)
    assert numbers(page) == ["189"]
    assert query(page)["role"] == "lead"
    assert page.evaluate("window.samePage"), "the page was loaded anew"

    page.go_back()
    expect(rows(page)).to_have_count(len(mine))
    assert numbers(page) == mine
    expect(page.locator("#id_department")).to_have_value(str(unit("市民政局").pk))
    expect(page.locator("input[name=role]:checked")).to_have_value("")
    page.go_back()
    expect(rows(page)).to_have_count(31)
    expect(page.locator("#id_department")).to_have_value("")
    page.go_forward()
    expect(rows(page)).to_have_count(len(mine))
    expect(page.locator("#id_department")).to_have_value(str(unit("市民政局").pk))

    page.select_option("#id_status", "completed")  # the restored form still works
    expect(page.locator("#found .empty")).to_be_visible()


def test_words_filter_while_they_are_typed(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.locator("#id_q").press_sequentially("第191项")
    expect(rows(page)).to_have_count(1)
    assert numbers(page) == ["191"]
    expect(page.locator("#id_q")).to_be_focused()


def test_one_step_back_undoes_one_filter(page, sign_in):
    """Leaving the field of words is a change for the browser, though the list has followed already."""
    sign_in(page, "observer", "/items/")
    page.locator("#id_q").press_sequentially("民政局")
    expect(rows(page)).not_to_have_count(31)
    count = rows(page).count()
    page.keyboard.press("Tab")
    page.select_option("#id_status", "completed")
    expect(page.locator("#found .empty")).to_be_visible()
    page.go_back()
    expect(rows(page)).to_have_count(count)
    expect(page.locator("#id_q")).to_have_value("民政局")
    page.go_back()
    expect(rows(page)).to_have_count(31)
    expect(page.locator("#id_q")).to_have_value("")


def test_a_badge_removes_its_filter_and_the_form_follows(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.select_option("#id_department", label="市民政局")
    expect(page.locator(".filter-badge")).to_have_count(1)
    page.select_option("#id_status", "completed")
    expect(page.locator(".filter-badge")).to_have_count(2)
    page.locator(".filter-badge").first.click()
    expect(page.locator(".filter-badge")).to_have_count(1)
    expect(page.locator("#id_department")).to_have_value("")
    expect(page.locator("#id_status")).to_have_value("completed")
    assert "department" not in query(page)


def test_sorting_keeps_the_filter_and_a_later_filter_the_order(page, sign_in):
    sign_in(page, "observer", "/items/?q=民政")
    before = numbers(page)
    head = page.locator("thead .col-number a")
    head.click()
    expect(head).to_have_attribute("data-direction", "ascending")
    head.click()
    expect(head).to_have_attribute("data-direction", "descending")
    assert numbers(page) == sorted(before, reverse=True)
    page.select_option("#id_status", "not_started")
    expect(page).to_have_url(re.compile("status=not_started"))
    assert numbers(page) == sorted(before, reverse=True)


def test_filtering_after_the_session_ended_leads_to_sign_in_and_back(page, sign_in, accounts):
    sign_in(page, "observer", "/items/")
    page.context.clear_cookies()
    page.select_option("#id_status", "not_started")
    page.wait_for_url("**/sign-in/**")
    page.fill("#id_username", "observer")
    page.fill("#id_password", accounts["observer"])
    page.click("main button")
    expect(rows(page)).to_have_count(31)


# Without JavaScript


@pytest.fixture
def plain_page(browser, live_server):
    """A page in a browser that runs no script."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_without_javascript_everything_works_with_buttons_and_links(plain_page, sign_in, accounts):
    page = plain_page
    more = factories.report(year=2012, title="2012年任务分解")
    for number in range(1, 61):
        factories.item(more, number, leads=[unit("市体育局")])
    sign_in(page, "liaison", "/items/")
    page.fill("#id_q", "体育局")
    page.select_option("#id_report", str(more.pk))
    page.click("#filter button")
    expect(rows(page)).to_have_count(50)
    page.click(".pages a[rel=next]")
    assert numbers(page) == [str(number) for number in range(51, 61)]
    page.click("thead .col-number a")
    page.click("thead .col-number a")
    assert numbers(page)[0] == "60"
    page.locator(".filter-badge", has_text="体育局").click()
    assert query(page) == {"report": str(more.pk), "sort": "-number"}
    page.locator("#filter").get_by_role("link").click()
    expect(rows(page)).to_have_count(50)

    page.goto(item(191).get_absolute_url())
    page.check("#progress input[value=in_progress]")
    page.fill("#progress textarea", "没有脚本也能填报")
    page.click("#progress button")
    expect(page.locator("#notes .note")).to_contain_text("没有脚本也能填报")
    page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click(".user-menu summary")
    page.click(".user-menu form button")
    expect(page.locator("#id_username")).to_be_visible()


# Keyboard only


def tab_to(page, selector, limit=60):
    """Press Tab until an element that fits the selector has the focus."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} was not reached by Tab")


def test_the_keyboard_alone_filters_opens_and_saves(page, sign_in):
    sign_in(page, "liaison", "/items/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.insert_text("第191项")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    tab_to(page, "tbody .col-number a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("191")
    tab_to(page, "#progress input[type=radio]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#progress input[value=in_progress]")).to_be_checked()
    tab_to(page, "#progress textarea")
    page.keyboard.insert_text("只用键盘填报")
    tab_to(page, "#progress button")
    page.keyboard.press("Enter")
    expect(page.locator("#notes .note")).to_contain_text("只用键盘填报")
    assert item(191).status == "in_progress"


def test_the_second_skip_link_leads_into_the_form(page, sign_in):
    sign_in(page, "liaison", item(191).get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link[href='#progress']")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#progress input[type=radio]:focus")).to_have_count(1)


@pytest.mark.parametrize("width", [1440, 390])
def test_after_an_error_the_focus_is_on_what_is_wrong(page, sign_in, problems, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "supervision", item(191).get_absolute_url())
    page.fill("#progress textarea", "字" * 2001)
    page.click("#progress button")
    expect(page.locator("#progress .alert")).to_be_focused()
    expect(page.locator("#progress .alert")).to_be_in_viewport(ratio=1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(reverse("item_units", args=[item(191).pk]))
    for row in (3, 4):
        page.select_option(f"#id_form-{row + 4}-department", label="市体育局")
    page.click("main form button")
    expect(page.locator("select.is-invalid")).to_be_focused()
    problems.clear()  # the browser reports the answers 422


def test_the_user_menu_opens_and_closes_by_keyboard(page, sign_in):
    sign_in(page, "liaison")
    tab_to(page, ".user-menu summary")
    page.keyboard.press("Enter")
    expect(page.locator(".user-menu-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".user-menu-body")).to_be_hidden()
    expect(page.locator(".user-menu summary")).to_be_focused()


# Words that are not saved yet


def test_leaving_a_page_with_unsaved_words_asks_first(page, sign_in):
    questions = []

    def stay(dialog):
        questions.append(dialog.type)
        dialog.dismiss()

    sign_in(page, "liaison", item(191).get_absolute_url())
    page.on("dialog", stay)
    page.click("#progress textarea")
    page.keyboard.insert_text("还没有保存")
    with pytest.raises(Exception, match="ERR_ABORTED"):
        page.goto("/items/")
    assert questions == ["beforeunload"]
    expect(page.locator("#progress textarea")).to_have_value("还没有保存")
    page.click("#progress button")
    expect(page.locator("#notes .note")).to_contain_text("还没有保存")
    page.goto("/items/")
    assert questions == ["beforeunload"]


def test_a_refused_text_is_still_guarded(page, sign_in, problems):
    questions = []
    sign_in(page, "liaison", item(191).get_absolute_url())
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.fill("#progress textarea", "字" * 2001)
    page.click("#progress button")
    expect(page.locator("#progress .alert")).to_be_visible()
    problems.clear()  # the browser reports the answer 422
    assert not questions
    page.click("#progress textarea")
    page.goto("/items/")
    assert questions == ["beforeunload"]


def test_what_was_typed_outlives_an_ended_session(page, sign_in, accounts):
    item = WorkItem.objects.get(number=191)
    sign_in(page, "liaison", item.get_absolute_url())
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#progress textarea", "新增就业2万人。")
    page.context.clear_cookies(name="sessionid")
    page.click("#progress button")
    page.fill("#id_username", "liaison")
    page.fill("#id_password", accounts["liaison"])
    page.click("main form button")
    expect(page.locator("#progress textarea")).to_have_value("新增就业2万人。")
    expect(page.locator("#progress .notice-warning")).to_be_visible()
    page.click("#progress button")
    expect(page.locator("#notes .note")).to_contain_text("新增就业2万人。")
    expect(page.locator("#progress textarea")).to_have_value("")
    page.reload()
    expect(page.locator("#progress textarea")).to_have_value("")


def test_what_one_person_typed_is_not_shown_to_the_next(page, sign_in):
    address = WorkItem.objects.get(number=191).get_absolute_url()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "liaison", address)
    page.fill("#progress textarea", "新增就业2万人。")
    page.context.clear_cookies()
    sign_in(page, "supervision", address)
    expect(page.locator("#progress textarea")).to_have_value("")


def test_two_people_at_once_see_each_others_words(page, sign_in, problems):
    sign_in(page, "supervision", reverse("item_edit", args=[item(191).pk]))
    move(191, "in_progress", "liaison")
    page.fill("#id_remark", "市长督办")
    page.click("main form button")
    expect(page.locator("#present .status")).to_have_class(re.compile("status-in_progress"))
    problems.clear()  # the browser reports the answer 409
    expect(page.locator("#id_remark")).to_have_value("市长督办")
    page.click("main form button")
    expect(page.locator(".panel-facts")).to_contain_text("市长督办")


# Narrow screens

PAGES = [
    "/",
    "/items/",
    "/items/?status=nonsense&page=x",
    "{item}",
    "{item}edit/",
    "{item}units/",
    "{item}targets/",
    "/items/leads/",
    "{report}",
    "/departments/",
    "{department}",
    "{collective}",
    "/password/",
    "/imports/",
    "{draft}",
    "{correction}",
    "{failed}",
    "{item}related/",
    "/rounds/",
    "{period}",
    "{period}?group=unit",
    "{closed}",
    "{period}chase/",
    "/rounds/review/",
    "/rounds/sign-off/",
    "/rounds/own/",
    "/rounds/decisions/",
    "{settings}",
    "{draft_update}",
    "{waiting_update}",
    "/sign-for/",
    "/inbox/",
    "/messages/",
    "/posts/",
    "/nowhere/",
]

# Every kind of finding in one document.
UNCLEAR = """关于印发2012年《政府工作报告》重点任务分解的通知
一、产业发展
1、培育规模以上工业企业120家(责任单位:市经信委、市发展和改革局、市智慧办)。
2、建设数据中心,六月底前建成(责任单位:各县(市)区人民政府、市财政局等)。
2、建设中试基地(责任单位:市科技局。
为此要做到以下几点
5、加强城市管理,提高服务水平。
7、改造供水管网35公里(责任单位:市城建委)。"""


def uploaded(text, **options):
    """The address of a draft of this text, read as far as it can be."""
    office = User.objects.get(username="supervision")
    draft = drafts.start_draft(
        by=office, name="方案.txt", data=text if isinstance(text, bytes) else text.encode(), **options
    )
    begin_reading(draft)
    return draft.get_absolute_url()


def rounds():
    """March is closed; in April the lead of item 191 has returned work to do, and the head of item 192 has reported."""
    supervision, head = User.objects.get(username="supervision"), User.objects.get(username="head")
    for day in ("2011-03-01", "2011-04-12"):
        run_due(moment(f"{day} 10:00"))
    updates = ProgressUpdate.objects.filter(period__closed_at=None, department__memberships__user=head)
    sent = []
    for number in (191, 192):
        update, at = updates.get(item__number=number), moment("2011-04-12 11:00")
        words = {
            "text": "新建服务站12个。",
            "problems": "资金未到位。",
            "next_steps": "5月验收。",
            "needs_decision": "on",
        }
        drafting.save(update, by=head, at=at, was={}, changes={**words, "needs_decision": "on"})
        update.refresh_from_db()
        sent.append(send(update, by=head, at=at, version=update.version))
    written = send_back(sent[0], by=supervision, at=at, version=sent[0].version, reason="请补充数据。")
    return written, sent[1]


def addresses():
    report = WorkReport.objects.get()
    written, waiting = rounds()
    places = {
        "period": waiting.period.get_absolute_url(),
        "closed": ReportingPeriod.objects.get(closed_at__isnull=False).get_absolute_url(),
        "settings": reverse("round_settings", args=[report.pk]),
        "draft_update": written.get_absolute_url(),
        "waiting_update": waiting.get_absolute_url(),
        "draft": uploaded(UNCLEAR),
        "correction": uploaded(
            report.source.text.replace("200个", "220个").replace("188、", "1880、"), corrects=report
        ),
        "failed": uploaded(b"PK\x03\x04 no document"),
        "item": item(191).get_absolute_url(),
        "report": WorkReport.objects.get().get_absolute_url(),
        "department": reverse("department_detail", args=[unit("枣阳市人民政府").pk]),
        "collective": reverse("department_detail", args=[unit("各县(市)区人民政府").pk]),
    }
    return [page.format(**places) for page in PAGES]


WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .filter(element => !element.closest(".site-nav, .visually-hidden, .skip-link, thead"))
  .slice(0, 5).map(element => element.tagName + "." + element.className + ": " + element.innerText.slice(0, 30))"""


@pytest.mark.parametrize("width", [390, 1024])
def test_no_page_scrolls_sideways(page, sign_in, problems, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/sign-in/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    move(191, "in_progress", "liaison", text="https://example.cn/" + "x" * 300)
    sign_in(page, "supervision")
    for address in addresses():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, page.evaluate(WIDER))
    problems.clear()  # /nowhere/ answers 404
