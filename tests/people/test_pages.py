"""The pages of units and people: the list, the form, the check, one-time passwords, demo accounts."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from departments.models import Membership, User
from items.models import HistoryEntry, PeopleWorkbook
from items.people.page import unanswered_units

from ..admin.admin_pages import page
from ..given import factories
from ..given.factories import day, moment
from ..given.forms_filled import cells, form
from ..given.html import parse

LIST, FORM, PASSWORDS, DEMO = (
    reverse(name) for name in ("people_list", "people_export", "people_passwords", "demo_accounts")
)
LIAISON = "联络员"
ROWS = [{"full_name": "林青山", "unit": "市教育局", "role": LIAISON}]


def read(response):
    return b"".join(response.streaming_content)


def upload(client, data, name="名单.xlsx"):
    return client.post(LIST, {"file": SimpleUploadedFile(name, data)})


def take_in(client, url):
    seen = parse(client.get(url)).one("main").one("input", name="seen")["value"]
    return client.post(url, {"seen": seen})


def without_password(username, unit, **fields):
    person = factories.person(username, role="liaison", department=unit, **fields)
    User.objects.filter(pk=person.pk).update(password="!nothing")
    return person


def test_from_the_upload_over_the_check_to_the_people_without_password(office, cast):
    checked = upload(office, form(people=ROWS))["Location"]
    page = parse(office.get(checked)).one("main").text
    assert "林青山 (linqingshan)" in page and not User.objects.filter(username="linqingshan").exists()
    answer = take_in(office, checked)
    assert answer["Location"] == f"{LIST}?state=none"
    assert "linqingshan" in parse(office.get(answer["Location"])).one("main").text
    assert office.get(checked).status_code == 404


def test_taken_in_twice_it_counts_once(office, cast):
    checked = upload(office, form(people=ROWS))["Location"]
    data = {"seen": parse(office.get(checked)).one("main").one("input", name="seen")["value"], "form_key": "one"}
    first, again = office.post(checked, data), office.post(checked, data)
    assert first["Location"] == again["Location"] and User.objects.filter(name="林青山").count() == 1


def test_mistakes_are_listed_and_nothing_can_be_taken_in(office, cast):
    checked = upload(office, form(people=[{"full_name": "林", "unit": "市森林局", "role": LIAISON}]))["Location"]
    main = parse(office.get(checked)).one("main")
    assert "第 2 行 C 列" in main.text and "市森林局" in main.text
    assert [button.get("name") for button in main.all("button")] == ["discard"]
    assert office.post(checked, {"seen": "x"}).status_code == 422
    assert office.post(checked, {"discard": "on"})["Location"] == LIST and not PeopleWorkbook.objects.exists()


def test_another_administrators_workbook_is_not_mine(office, client, cast):
    checked = upload(office, form(people=ROWS))["Location"]
    client.force_login(factories.person("second", role="administrator"))
    assert client.get(checked).status_code == 404


def test_a_second_upload_takes_the_place_of_the_first(office, cast):
    first, second = (upload(office, form(people=ROWS))["Location"] for _time in range(2))
    assert office.get(first).status_code == 404 and office.get(second).status_code == 200


def test_without_a_file_the_page_says_so(office, cast):
    answer = office.post(LIST, {})
    assert answer.status_code == 422 and "请选择名册文件" in answer.content.decode()


def test_the_empty_form_has_heads_and_words_to_choose_from(office, cast):
    workbook = load_workbook(BytesIO(read(office.get(FORM, {"form": "empty"}))))
    assert workbook.sheetnames == ["单位", "人员"]
    people = workbook["人员"]
    heads = [cell.value for cell in people[4]]
    assert heads[:4] == ["用户名", "姓名", "任职单位", "任职"] and people.max_row == 4
    offered = [one.formula1 for one in people.data_validations.dataValidation]
    assert '"联络员,单位负责人,督查室,市领导,观察员,系统管理员,安全管理员,审计管理员"' in offered


def test_the_form_lists_the_units_that_have_nobody(office, cast):
    sheets = cells(read(office.get(FORM, {"form": "missing"})))
    assert [row[2:4] for row in sheets["人员"][4:]] == [["市教育局", LIAISON], ["西城区人民政府", LIAISON]]
    assert len(sheets["单位"]) == 4


def test_units_without_anybody_who_can_sign_in(cast):
    today = day("2011-03-18")

    def lacking(report=None):
        return {unit.name for unit in unanswered_units(on=today, report=report)}

    assert lacking() == {"市教育局", "西城区人民政府"} == lacking(cast.report)
    person = without_password("teacher", cast.education)
    assert "市教育局" in lacking()
    User.objects.filter(pk=person.pk).update(password=cast.liaison.password)
    assert "市教育局" not in lacking()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "市教育局" in lacking()
    Membership.objects.filter(user=cast.east_liaison).update(end_on=day("2011-03-17"))
    assert "东城区人民政府" in lacking()
    cast.report.items.update(status="cancelled")
    assert lacking() == set()


def test_members_lack_somebody_before_their_report_is_issued(cast):
    fresh = factories.report()
    factories.item(fresh, 1, responsible=[cast.districts])
    assert {unit.name for unit in unanswered_units(on=day("2011-03-18"), report=fresh)} == {"西城区人民政府"}


def hand_out(client, people, form="list"):
    return client.post(PASSWORDS, {"person": [person.pk for person in people], "as": form})


def passwords_in(response):
    return [code.text for code in parse(response).one(of="slips").all("code")]


def test_a_one_time_password_is_shown_once_and_signs_in_once(office, client, cast):
    person = without_password("teacher", cast.education, name="王老师")
    asked = parse(office.get(PASSWORDS, {"person": person.pk})).one("main").text
    assert "1 人" in asked and "王老师" in asked
    answer = hand_out(office, [person])
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    username, password = passwords_in(answer)
    assert username == "teacher"
    client.logout()
    signed_in = client.post(reverse("sign_in"), {"username": username, "password": password}, follow=True)
    assert signed_in.redirect_chain[-1][0].startswith(reverse("password_change"))


def test_the_password_stands_in_no_row_and_no_log(office, cast, caplog):
    person = without_password("teacher", cast.education, name="王老师")
    with caplog.at_level("DEBUG"):
        _username, password = passwords_in(hand_out(office, [person]))
    assert password not in caplog.text
    person.refresh_from_db()
    assert password not in person.password and person.check_password(password)
    entry = HistoryEntry.objects.get(action="passwords_handed_out")
    assert entry.after == {"people": "王老师 (teacher)"}


def test_a_new_one_time_password_ends_the_old_one_and_its_session(office, cast):
    client = type(office)()
    client.post(reverse("sign_in"), {"username": "liaison", "password": "liaison-Pass-1"})
    assert client.get(reverse("workbench")).status_code == 200
    first, second = (passwords_in(hand_out(office, [cast.liaison]))[1] for _time in range(2))
    assert first != second
    assert client.get(reverse("workbench")).status_code == 302
    cast.liaison.refresh_from_db()
    assert not cast.liaison.check_password(first) and cast.liaison.check_password(second)


def test_the_list_as_excel_can_be_signed_for(office, cast):
    rows = cells(read(hand_out(office, [cast.liaison, cast.head], "xlsx")))["一次性密码"]
    assert rows[3] == ["任职", "姓名", "用户名", "一次性密码", "签收"]
    assert [row[:3] for row in rows[4:]] == [
        ["市民政局 单位负责人", "赵局长", "head"],
        ["市民政局 联络员", "李联络", "liaison"],
    ]
    cast.head.refresh_from_db()
    assert cast.head.check_password(rows[4][3])


def test_all_that_the_filter_finds_get_one(office, cast):
    people = [without_password(f"t{n}", cast.education) for n in range(3)]
    page = parse(office.get(PASSWORDS, {"all": "on", "state": "none", "q": ""})).one("main")
    assert {field["value"] for field in page.all("input", name="person")} == {str(one.pk) for one in people}


def test_nobody_hands_one_to_himself_or_to_the_deactivated(office, cast):
    User.objects.filter(pk=cast.newcomer.pk).update(is_active=False)
    before = User.objects.get(pk=cast.administrator.pk).password
    assert hand_out(office, [cast.administrator, cast.newcomer]).status_code == 302
    assert User.objects.get(pk=cast.administrator.pk).password == before
    assert not User.objects.filter(must_change_password=True).exists()


@pytest.mark.parametrize(
    ("state", "found"), [("none", "teacher"), ("unused", "head"), ("inactive", "newcomer"), ("able", "liaison")]
)
def test_people_are_found_by_how_far_they_have_come(office, cast, state, found):
    without_password("teacher", cast.education)
    User.objects.filter(pk=cast.head.pk).update(must_change_password=True)
    User.objects.filter(pk=cast.newcomer.pk).update(is_active=False)
    page = office.get(LIST, {"state": state})
    names = [line.person.username for line in page.context["lines"]]
    assert found in names and (state == "able") == (len(names) > 1)


def test_people_are_found_by_unit_and_a_wrong_filter_finds_nobody(office, cast):
    assert [one.person.username for one in office.get(LIST, {"q": "wsj"}).context["lines"]] == ["health"]
    assert office.get(LIST, {"state": "x"}).context["lines"] == []


def test_the_office_reads_and_prepares_but_neither_enters_nor_hands_out(client, cast):
    client.force_login(cast.supervisor)
    page = parse(client.get(LIST)).one("main")
    assert not page.all("input", type="checkbox") and not page.all("input", type="file")
    assert read(client.get(FORM, {"form": "missing"}))
    assert upload(client, form(people=ROWS)).status_code == 403
    assert hand_out(client, [cast.liaison]).status_code == 403


def test_the_list_costs_the_same_for_many_people(office, cast):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert office.get(LIST).status_code == 200
        return len(caught)

    few = cost()
    for n in range(20):
        factories.person(f"p{n}", role="liaison", department=factories.department(f"第{n}局"))
    assert cost() == few


def demo(cast):
    User.objects.filter(pk__in=[cast.liaison.pk, cast.administrator.pk]).update(is_demo=True)


def test_demo_accounts_end_when_somebody_else_administers(office, client, cast):
    demo(cast)
    assert "演示账号" in parse(office.get(DEMO)).one("h1").text
    office.post(DEMO)
    assert User.objects.filter(is_demo=True, is_active=True).count() == 2  # nobody else could administer
    real = factories.person("real", role="administrator")
    client.force_login(real)
    client.post(DEMO)
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    assert "李联络" in HistoryEntry.objects.get(action="demo_ended").after["people"]
    assert client.get(DEMO).status_code == 200


def test_who_cannot_sign_in_himself_is_nobody_to_leave_the_portal_to(office, cast):
    demo(cast)
    real = factories.person("real", role="administrator")
    User.objects.filter(pk=real.pk).update(password="!nothing")
    office.post(DEMO)
    assert User.objects.filter(is_demo=True, is_active=True).count() == 2


def test_the_last_sign_in_stands_there_by_the_portals_calendar(client, cast, settings):
    settings.PORTAL_DAYS_BACK = 5519
    User.objects.filter(pk=cast.liaison.pk).update(last_login=moment("2026-11-28 08:00"))
    client.force_login(cast.administrator)
    User.objects.filter(pk=cast.administrator.pk).update(last_login=None)
    assert "2011-10-19" in parse(client.get(LIST)).one("table", of="people").text
    for address in (page("departments_user_changelist"), page("departments_user_change", cast.liaison.pk)):
        text = parse(client.get(address)).text
        assert "2011年10月19日" in text and "2026年11月" not in text, address
