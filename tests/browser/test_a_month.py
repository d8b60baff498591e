"""Two months of the round on the real report, played in the browser by the people whose work it is.

Item 191 (employment) is led by 市人力资源和社会保障局; 市教育局 and 市农委 are two of its supporting units.
"""

import datetime
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from departments.models import Department, Membership, User
from items.clockwork.ticking import tick
from items.models import Message, ProgressUpdate, ReportingPeriod, Responsibility, WorkItem
from items.pages.addresses import address

from ..given import factories
from ..given.factories import day
from .seeded_portal import WHY_SHORT, act

LIAISON, HEAD = Membership.Role.LIAISON, Membership.Role.HEAD
TEXT = "全市新建就业服务站12个，城镇新增就业1.2万人，印发《促进就业工作方案》。"


class Story:
    """The portal on one day after the other, in front of one person after the other."""

    def __init__(self, page, settings):
        self.page, self.settings = page, settings
        self.item = WorkItem.objects.get(number=191)

    def on(self, date):
        """Let it be this day, and let the clockwork run as it does all the time."""
        self.settings.PORTAL_DAYS_BACK = (timezone.localdate() - day(date)).days
        return tick(timezone.make_aware(datetime.datetime.combine(day(date), datetime.time(10))))

    def become(self, user, address="/"):
        """Sit down as this person, signed in, at an address of the portal."""
        client = Client()
        client.force_login(User.objects.get(username=user))
        self.page.context.clear_cookies()
        cookie = {
            "name": django_settings.SESSION_COOKIE_NAME,
            "value": client.cookies[django_settings.SESSION_COOKIE_NAME].value,
            "domain": "localhost",
            "path": "/",
        }
        self.page.context.add_cookies([cookie])
        self.page.goto(address)

    def update(self, unit, month):
        return ProgressUpdate.objects.get(item=self.item, department__name=unit, period__start_on=day(f"{month}-01"))

    def press(self, action):
        """Press the button that posts to this address, and wait for the page that answers."""
        page = self.page
        button = page.locator(f"button[formaction='{action}'], form[action='{action}'] button:not(.enter)")
        with page.expect_navigation():
            button.first.click()

    def write(self, update, **fields):
        """Type into an update's form; every field is saved by itself before the next step."""
        self.page.goto(update.get_absolute_url())
        for name, text in fields.items():
            self.page.fill(f"#id_{name}", text)
        expect(self.page.locator("#saved")).to_contain_text("已保存")
        update.refresh_from_db()

    def step(self, name, update):
        """Take a step that has a button on the update's page."""
        self.press(reverse(f"update_{name}", args=[update.pk]))
        update.refresh_from_db()
        return update.state

    def send_back(self, update, reason):
        form = self.page.locator(f"form[action='{reverse('update_send_back', args=[update.pk])}']")
        form.locator("textarea").fill(reason)
        return self.step("send_back", update)

    def ask(self, view, pk, button="button", **fields):
        """Fill in a form of the item page, open the fold that it lies in if there is one, and send it."""
        form = self.page.locator(f"form[action='{reverse(view, args=[pk])}']")
        form.evaluate(
            "form => { for (let e = form; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true }"
        )
        for name, value in fields.items():
            field = form.locator(f"[name='{name}']").first
            kind = field.evaluate("field => field.type")
            if kind == "radio":
                form.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "select-one":
                field.select_option(value)
            else:
                field.fill(value)
        with self.page.expect_navigation():
            form.locator(button).first.click()
        self.item.refresh_from_db()


@pytest.fixture
def story(page, accounts, settings):
    """The report was issued on 2011-03-01; two supporting units of item 191 have people, too."""
    for username, name, unit, role in (
        ("education", "王教育", "市教育局", LIAISON),
        ("agriculture", "李农业", "市农委", LIAISON),
        ("agriculture_head", "张主任", "市农委", HEAD),
    ):
        factories.person(username, name=name, role=role, department=Department.objects.get(name=unit))
    return Story(page, settings)


def sign_for_everything(story, user, unit):
    story.become(user, reverse("sign_for_list"))
    story.press(reverse("sign_for_list"))
    rows = Responsibility.objects.filter(department__name=unit)
    assert not rows.filter(signed_for_at__isnull=True).exists()


def test_a_month_from_signing_for_to_the_frozen_sheet_and_the_next_month_that_starts_from_it(story, problems):
    item, page = story.item, story.page

    # 1 March: the period opens by itself. 2 March: units sign for their items, one objects and the office settles it.
    assert [period.start_on for period in story.on("2011-03-01").ran.opened] == [day("2011-03-01")]
    story.on("2011-03-02")
    sign_for_everything(story, "liaison", "市人力资源和社会保障局")
    sign_for_everything(story, "education", "市教育局")
    story.become("agriculture", item.get_absolute_url())
    story.ask("item_objection", item.pk, kind="duty", reason="此项工作已移交其他单位。")
    objection = item.objections.get()
    story.become("supervision", address("item_requests", item.pk))
    story.ask("objection_settle", objection.pk, decision="keep", answer="职能未作调整，仍由你单位配合。")
    objection.refresh_from_db()
    assert objection.state == "settled"
    sign_for_everything(story, "agriculture", "市农委")

    # Two supporting units report to the lead; 市农委 has a head, who signs first.
    story.on("2011-03-18")
    education, agriculture, lead = (
        story.update(unit, "2011-03") for unit in ("市教育局", "市农委", "市人力资源和社会保障局")
    )
    story.become("education")
    story.write(education, text="组织校园招聘会6场，签约820人。", next_steps="4月继续组织专场招聘。")
    assert story.step("send", education) == "awaiting_merge"
    story.become("agriculture")
    story.write(agriculture, text="转移农村劳动力就业5000人。", next_steps="开展春季用工对接。")
    assert story.step("send", agriculture) == "awaiting_sign_off"
    story.become("agriculture_head", agriculture.get_absolute_url())
    assert story.step("sign_off", agriculture) == "awaiting_merge"

    # The lead merges. One figure is typed in units instead of ten thousands: the portal asks, the liaison corrects it.
    target = item.targets.get(label="城镇新增就业")
    story.become("liaison")
    story.write(lead, text=TEXT, next_steps="4月底前完成站点验收。", **{f"value_{target.pk}": "1200000"})
    assert "组织校园招聘会6场" in page.locator("main").inner_text()
    page.check(f"#id_part_{education.pk}")
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert story.step("send", lead) == "draft"
    expect(page.locator("#warnings")).to_contain_text("城镇新增就业")
    problems.clear()  # the browser notes the answer 422
    page.fill(f"#id_value_{target.pk}", "12000")
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert story.step("send", lead) == "awaiting_sign_off"
    education.refresh_from_db()
    agriculture.refresh_from_db()
    assert (education.state, education.taken_up_in) == ("accepted", lead)
    assert agriculture.state == "awaiting_merge"  # reported, not ticked, and so not taken up

    # The head signs, the office returns it, the liaison corrects it, the head signs again, the office accepts.
    story.become("head", lead.get_absolute_url())
    assert story.step("sign_off", lead) == "awaiting_review"
    first_handed_in = lead.handed_in_at
    story.become("supervision", lead.get_absolute_url())
    assert story.send_back(lead, "请补充下岗失业人员就业情况。") == "returned"
    story.become("liaison")
    expect(page.locator("main")).to_contain_text("请补充下岗失业人员就业情况。")
    story.write(lead, text=f"{TEXT}下岗失业人员再就业3000人。")
    assert story.step("send", lead) == "awaiting_sign_off"
    story.become("head", lead.get_absolute_url())
    assert story.step("sign_off", lead) == "awaiting_review"
    story.become("supervision", reverse("review_list"))
    page.check(f"input[name=update][value^='{lead.pk}']")
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()
    lead.refresh_from_db()
    item.refresh_from_db()
    assert (lead.state, lead.timing, lead.handed_in_at) == ("accepted", "on_time", first_handed_in)
    assert (item.status, item.completion) == ("in_progress", 4)  # 12 percent of one of three targets
    assert item.notes.get(update=lead).text.endswith("3000人。")

    # Other items stay silent: reminded before and after the due day, the head told, the office chases by hand.
    march = ReportingPeriod.objects.get(start_on=day("2011-03-01"))
    for date in ("2011-03-24", "2011-03-25", "2011-03-28", "2011-03-30"):
        story.on(date)
    head_told = Message.objects.filter(to__username="agriculture_head", kind="reminder", day=day("2011-03-30"))
    assert head_told.exists()
    silent = Department.objects.get(name="市农委")
    story.become("supervision", reverse("period_chase", args=[march.pk], query={"department": silent.pk}))
    expect(page.locator("input[name=departments]:checked")).to_have_count(1)
    with page.expect_navigation():
        page.locator(".chase .btn-primary").click()
    story.become("agriculture", reverse("inbox"))
    expect(page.locator("main")).to_contain_text("市农委")
    assert Message.objects.filter(to__username="agriculture", kind="chase").count() == 1

    # The office has set a deadline; a later one is asked for in time and granted, the original one stays in sight.
    story.become("supervision", reverse("item_edit", args=[item.pk]))
    page.fill("#id_due_on", "2011-12-25")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    story.become("liaison", item.get_absolute_url())
    story.ask("item_extension", item.pk, wanted_on="2011-12-30", reason="年底集中招聘月延后。")
    extension = item.extensions.get()
    story.become("head", address("item_requests", item.pk))
    story.ask("extension_sign", extension.pk)
    story.become("supervision", address("item_requests", item.pk))
    story.ask("extension_decide", extension.pk, button="button[value=approve]")
    assert (item.due_on, item.original_due_on) == (day("2011-12-30"), day("2011-12-25"))
    expect(page.locator("main")).to_contain_text("2011-12-25")

    # The period closes by itself and is frozen; April opens.
    assert [period.pk for period in story.on("2011-04-06").ran.closed] == [march.pk]
    march.refresh_from_db()
    frozen = march.frozen_sheet.text
    april = ReportingPeriod.objects.open().get()

    # April starts from March: last month's words and figures lie beside the form, no change is one click.
    story.on("2011-04-12")
    education = story.update("市教育局", "2011-04")
    story.become("education")
    story.press(reverse("update_no_change", args=[education.pk]))
    education.refresh_from_db()
    assert (education.state, education.no_change, education.timing) == ("awaiting_merge", True, "on_time")
    assert education.text == "组织校园招聘会6场，签约820人。"
    lead = story.update("市人力资源和社会保障局", "2011-04")
    story.become("liaison", lead.get_absolute_url())
    expect(page.locator(".update-aside")).to_contain_text("下岗失业人员再就业3000人。")
    story.write(
        lead,
        text="城镇新增就业累计2.6万人，新增就业服务站4个。",
        next_steps="5月开展技能培训。",
        **{f"value_{target.pk}": "2.6万"},
    )
    assert story.step("send", lead) == "awaiting_sign_off"
    story.become("head", reverse("sign_off_list"))
    page.check(f"input[name=update][value^='{lead.pk}']")
    with page.expect_navigation():
        page.locator("main form .btn-primary").first.click()
    story.become("supervision", lead.get_absolute_url())
    lead.refresh_from_db()
    assert story.step("accept", lead) == "accepted"
    item.refresh_from_db()
    assert item.completion == Decimal("8.7")

    # Closing with its result, looked at once more (回头看) and reopened.
    story.become("liaison", item.get_absolute_url())
    story.ask("item_closing", item.pk, result="全年就业目标已提前完成，见附表。")
    asking = page.locator("#ask-closing")
    expect(asking.locator(".left-open")).to_contain_text("城镇新增就业")
    assert not item.closings.exists()  # short of its targets: asked why
    problems.clear()  # the browser notes the answer 422
    story.ask("item_closing", item.pk, anyway=WHY_SHORT)
    closing = item.closings.get()
    assert (closing.result, closing.anyway) == ("全年就业目标已提前完成，见附表。", WHY_SHORT)
    story.become("head", address("item_requests", item.pk))
    story.ask("closing_sign", closing.pk)
    story.become("supervision", address("item_requests", item.pk))
    story.ask("closing_decide", closing.pk, button="button[value=close]")
    assert (item.status, item.completed_on, item.ended_anyway) == ("completed", day("2011-04-12"), WHY_SHORT)
    act(page, "progress")
    page.check(f"form[action$='/items/{item.pk}/progress/'] input[value=in_progress]")
    page.fill(f"form[action$='/items/{item.pk}/progress/'] textarea", "回头看：两个站点未投入使用。")
    story.press(reverse("item_progress", args=[item.pk]))
    item.refresh_from_db()
    assert (item.status, item.completed_on) == ("in_progress", None)

    # Whatever has happened since, March says what it said.
    story.become("leader", f"{march.get_absolute_url()}?unit={lead.department_id}")
    expect(page.locator("main")).to_contain_text("下岗失业人员再就业3000人。")
    march.refresh_from_db()
    assert march.frozen_sheet.text == frozen
    assert april.is_open
