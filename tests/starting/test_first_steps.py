"""An empty portal says how to begin; after an import the page says what comes next; demo accounts are named."""

import pytest
from django.urls import reverse

from departments.models import User
from items.models import HistoryEntry, WorkReport
from items.rounds.planning import set_rules
from items.rounds.running import open_period
from items.seeding import sowing
from items.starting.page import first_steps, steps_after_import

from ..given import factories
from ..given.access_table import read
from ..given.factories import day, moment
from ..given.html import parse

TODAY = day("2011-03-18")
ALL = ["单位", "人员", "导入", "报送规则", "交办"]


def ticks(steps):
    return [(step.title, step.is_done) for step in steps]


def marked(page):
    """[(title, ticked)] of the panel on a page; [] without one."""
    panels = parse(page).one("main").all("section", of="first-steps")
    rows = [row for panel in panels for row in panel.all("li")]
    return [(row.all("a")[0].text if row.all("a") else row.one("b").text, "step-done" in row.classes) for row in rows]


@pytest.fixture
def empty(db):
    """Nobody but an administrator and somebody of the office."""
    office = factories.department("市政府办公室")
    office.delete()
    return factories.person("admin", role="administrator"), factories.person("office", role="supervision")


@pytest.mark.parametrize("who", [0, 1])
def test_an_empty_portal_greets_with_five_steps(client, empty, who):
    client.force_login(empty[who])
    assert marked(client.get(reverse("workbench"))) == [(title, False) for title in ALL]


def test_nobody_else_is_greeted(client, empty):
    client.force_login(factories.person("watch", role="observer"))
    assert marked(client.get(reverse("workbench"))) == []


def test_the_administrator_is_not_led_to_what_he_may_not_do(client, empty):
    for person in empty:
        client.force_login(person)
        main = parse(client.get(reverse("workbench"))).one("main")
        for link in main.one("section", of="first-steps").links():
            assert read(client.get(link)).status_code == 200, (person, link)


def test_each_step_is_ticked_when_it_is_done(cast):
    def now():
        return [step.is_done for step in first_steps(cast.supervisor, on=TODAY)]

    WorkReport.objects.filter(pk=cast.report.pk).update(issued_on=None)
    assert now() == [True, True, True, False, False]
    User.objects.update(is_demo=True)
    assert now() == [True, False, True, False, False]
    User.objects.filter(pk=cast.liaison.pk).update(is_demo=False)
    set_rules(cast.report, by=cast.supervisor, at=moment("2011-03-18 10:00"), version=1, due_day=20)
    assert now() == [True, True, True, True, False]
    WorkReport.objects.filter(pk=cast.report.pk).update(issued_on=TODAY)
    assert now() == []


def test_a_portal_at_work_is_not_greeted(client, cast):
    assert first_steps(cast.supervisor, on=TODAY)
    open_period(factories.period(cast.report), at=moment("2011-03-01 09:00"))
    assert first_steps(cast.supervisor, on=TODAY) == [] == steps_after_import(cast.report, on=TODAY)


def test_the_rules_are_ticked_when_periods_are_planned_by_the_usual_ones(cast):
    assert not dict(ticks(steps_after_import(cast.report, on=TODAY)))["报送规则"]
    factories.period(cast.report)
    assert dict(ticks(steps_after_import(cast.report, on=TODAY)))["报送规则"]


def test_after_an_import_the_page_says_what_comes_next(client, cast):
    client.force_login(cast.supervisor)
    client.post(
        reverse("import_list"), {"text": "1、修路(责任单位:市民政局、市教育局)。\n2、种树(责任单位:各区人民政府)。"}
    )
    draft = cast.supervisor.import_drafts.latest("pk")
    for _round in range(3):
        draft.refresh_from_db()
        client.post(
            reverse("import_data", args=[draft.pk]), {"version": draft.version, "year": 2012, "title": "新分解"}
        )
    draft.refresh_from_db()
    page = client.post(reverse("import_apply", args=[draft.pk]), {"version": draft.version}, follow=True)
    assert page.status_code == 200 and WorkReport.objects.filter(title="新分解").exists(), page.content.decode()
    found = dict(marked(page))
    assert found == {"牵头单位": False, "人员": False, "报送规则": False, "交办": False}
    panel = parse(page).one("main").one("section", of="first-steps")
    assert "市教育局" in panel.text and "西城区人民政府" in panel.text and "市民政局" not in panel.text
    form = next(link for link in panel.links() if link.startswith(reverse("people_export")))
    assert read(client.get(form)).status_code == 200
    assert f"report={WorkReport.objects.get(title='新分解').pk}" in form


def test_units_read_only_are_not_told_what_the_office_does_next(client, cast):
    for person in (cast.liaison, cast.leader, cast.administrator):
        client.force_login(person)
        assert marked(client.get(cast.report.get_absolute_url())) == []


@pytest.mark.parametrize("name", ["workbench", "item_list", "dashboard", "people_list", "inbox"])
def test_demo_accounts_are_named_on_every_page_of_who_can_end_them(client, cast, name):
    User.objects.filter(pk__in=[cast.liaison.pk, cast.head.pk]).update(is_demo=True)
    for person in (cast.administrator, cast.supervisor):
        client.force_login(person)
        notice = parse(client.get(reverse(name))).one("aside", of="demo-accounts")
        assert "2 个演示账号" in notice.text and reverse("demo_accounts") in notice.links()
    client.force_login(cast.leader)
    assert not parse(client.get(reverse("workbench"))).all("aside", of="demo-accounts")


def test_a_demonstration_is_told_from_the_administration_too(office, cast):
    User.objects.filter(pk=cast.liaison.pk).update(is_demo=True)
    assert "演示账号" in office.get(reverse("admin:index")).content.decode()
    User.objects.update(is_active=False)
    User.objects.filter(pk=cast.administrator.pk).update(is_active=True)
    assert "演示账号" not in office.get(reverse("workbench")).content.decode()


def test_a_demonstration_of_another_year_does_not_say_it_twice(client, cast, settings):
    settings.PORTAL_DAYS_BACK = 10
    User.objects.filter(pk=cast.liaison.pk).update(is_demo=True)
    client.force_login(cast.supervisor)
    assert not parse(client.get(reverse("workbench"))).all("aside", of="demo-accounts")


def test_the_seed_marks_its_accounts(db):
    sowing.seed(on=day("2011-02-01"), keep_accounts=lambda accounts: None)
    assert User.objects.filter(is_demo=True).count() == User.objects.count() == 8
    assert HistoryEntry.objects.exists()


EMPTY = ("dashboard", "item_list", "round_list", "target_list", "dashboard_lights", "dashboard_curve")


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_page_says_what_to_do_next(client, db, name):
    """And asks nobody to take a filter away that he has not set."""
    for role, way_on in (("supervision", True), ("observer", False)):
        client.force_login(factories.person(role, role=role if way_on else None))
        main = parse(client.get(reverse(name))).one("main")
        assert "尚未导入报告" in main.one("p", of="empty").text
        assert (reverse("import_list") in main.links()) == way_on
        assert way_on or "由督查室上传" in main.text
    filtered = parse(client.get(reverse("item_list"), {"q": "水"})).one("main").one("p", of="empty").text
    assert "筛选条件" in filtered


def test_where_no_unit_was_entered_the_list_of_units_leads_to_entering_them(client, db):
    client.force_login(factories.person("first", role="administrator"))
    main = parse(client.get(reverse("department_list"))).one("main")
    assert "尚未录入单位" in main.one("p", of="empty").text and reverse("people_list") in main.links()
    assert "没有名称相符的单位" in parse(client.get(reverse("department_list"), {"q": "水利"})).one("main").text
