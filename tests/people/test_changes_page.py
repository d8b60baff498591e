"""The list of what became of accounts, posts and passwords; the same on the unit page and in the administration."""

import sys
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from departments import clock
from departments.models import Membership
from items.history import spell_changes
from items.models import HistoryEntry
from items.people.letting_in import hand_out
from items.people.recording import Held, record_account, record_post

from ..admin.admin_pages import page
from ..given import factories
from ..given.access_table import read
from ..given.factories import moment
from ..given.html import parse

CHANGES, EXPORT = reverse("people_changes"), reverse("people_changes_export")
Action = HistoryEntry.Action


@pytest.fixture(autouse=True)
def in_chinese():
    """Also after a test whose pages were read in English."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def lived_in(cast):
    """Posts given and passwords reset, one of each to oneself, on two days."""

    def give(person, by, at):
        post = Membership.objects.create(user=person, role="head", department=cast.health)
        record_post(None, Held.of(post), by=by, at=at)

    give(cast.newcomer, cast.administrator, moment("2011-05-09 10:00"))
    give(cast.administrator, cast.administrator, moment("2011-05-10 23:30"))
    hand_out([cast.liaison], by=cast.administrator, at=moment("2011-05-11 00:10"))
    record_account(Action.PASSWORD_CHANGED, cast.observer, by=cast.observer, at=moment("2011-05-11 09:00"))
    record_account(Action.ACCOUNT_MADE, cast.leader, by=None, at=moment("2011-05-12 09:00"))
    return cast


def rows(client, **asked):
    main = parse(client.get(CHANGES, asked)).one("main")
    return [[cell.text for cell in row.all("td") + row.all("th")] for row in main.all("tr")[1:]]


def whom(client, **asked):
    return [entry.entry.person.username for entry in client.get(CHANGES, asked).context["lines"]]


def test_the_list_says_who_did_what_for_whom_latest_first(office, lived_in):
    assert whom(office) == ["leader", "observer", "liaison", "administrator", "newcomer"]
    main = parse(office.get(CHANGES)).one("main").text
    assert "给予职务" in main and "新来 (newcomer)" in main and "任职：市卫生局 单位负责人" in main
    assert "重置密码" in main and "郑管理" in main and "系统管理员" in main and "2011-05-11 00:10" in main
    assert "5" in parse(office.get(CHANGES)).one("p", class_="count").text


def test_what_was_done_for_oneself_is_said_and_stands_out(office, lived_in):
    lines = office.get(CHANGES).context["lines"]
    assert [line.is_for_oneself for line in lines] == [False, False, False, True, False]
    marked = parse(office.get(CHANGES)).one("main").one("tr", class_="line-own").text
    assert "郑管理 (administrator)" in marked and "本人为本人办理" in marked
    assert whom(office, own="on") == ["administrator"]


@pytest.mark.database
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "新来"}, ["newcomer"]),
        ({"person": "LIAIS"}, ["liaison"]),
        ({"person": "\0李"}, []),
        ({"by": "郑"}, ["liaison", "administrator", "newcomer"]),
        ({"by": "observer"}, ["observer"]),
        ({"kind": "password_reset"}, ["liaison"]),
        ({"since": "2011-05-11"}, ["leader", "observer", "liaison"]),
        ({"since": "1949-01-01"}, ["leader", "observer", "liaison", "administrator", "newcomer"]),
        ({"until": "2011-05-10"}, ["administrator", "newcomer"]),
        ({"since": "2011-05-10", "until": "2011-05-10"}, ["administrator"]),
        ({"until": "2100-12-31"}, ["leader", "observer", "liaison", "administrator", "newcomer"]),
        ({"own": "on", "person": "新来"}, []),
        ({"kind": "status_changed"}, []),
        ({"since": "gestern"}, []),
        ({"since": "0001-01-01"}, []),
        ({"until": "9999-12-31"}, []),
        ({"account": "99999999999999999999"}, []),
        ({"department": "x"}, []),
    ],
)
def test_filters(office, lived_in, asked, found):
    assert whom(office, **asked) == found


def test_filters_by_unit_and_by_account(office, lived_in):
    assert whom(office, department=lived_in.health.pk) == ["administrator", "newcomer"]
    assert whom(office, department=lived_in.civil_affairs.pk) == ["liaison"]
    assert whom(office, account=lived_in.liaison.pk) == ["liaison"]
    assert "李联络" in parse(office.get(CHANGES, {"account": lived_in.liaison.pk})).one("ul", class_="badges").text


def test_a_unit_merged_into_another_brings_its_entries(office, lived_in):
    lived_in.health.successor = lived_in.civil_affairs
    lived_in.health.save()
    assert whom(office, department=lived_in.civil_affairs.pk) == ["liaison", "administrator", "newcomer"]


def test_the_workbook_has_the_rows_of_the_list(office, lived_in):
    asked = {"by": "郑"}
    sheet = load_workbook(BytesIO(b"".join(office.get(EXPORT, asked).streaming_content))).active
    cells = [[cell.value for cell in row] for row in sheet]
    head = next(place for place, row in enumerate(cells) if row[0] == "时间")
    assert "办理人：郑" in str(cells[:head])
    assert [row[2] for row in cells[head + 1 : head + 4]] == [
        "李联络 (liaison)",
        "郑管理 (administrator)",
        "新来 (newcomer)",
    ]
    assert [row[7] for row in cells[head + 1 : head + 4]] == [None, "是", None]
    assert office.get(EXPORT, {"since": "x"})["Location"] == f"{CHANGES}?since=x"


def test_the_list_costs_the_same_for_many(office, lived_in):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert office.get(CHANGES).status_code == 200
        return len(caught)

    few = cost()
    for n in range(20):
        person = factories.person(f"p{n}", role="liaison", department=factories.department(f"第{n}局"))
        record_account(Action.ACCOUNT_MADE, person, by=lived_in.administrator, at=clock.now())
    assert cost() == few
    assert len(office.get(CHANGES).context["lines"]) == 25
    assert office.get(CHANGES, {"page": "2"}).status_code == 200


def test_the_office_reads_it_and_others_do_not(client, lived_in):
    for person, status in ((lived_in.supervisor, 200), (lived_in.head, 403), (lived_in.leader, 403)):
        client.force_login(person)
        for address in (CHANGES, EXPORT):
            assert read(client.get(address)).status_code == status


def test_the_units_page_shows_its_latest_to_those_who_may_read_the_list(client, lived_in):
    address = reverse("department_detail", args=[lived_in.health.pk])
    for person, sees in ((lived_in.supervisor, True), (lived_in.administrator, True), (lived_in.health_liaison, False)):
        client.force_login(person)
        text = parse(client.get(address)).one("main").text
        assert ("账号与任职变动" in text, "给予职务" in text) == (sees, sees)


def test_the_administrations_button_leads_to_the_persons_entries(office, lived_in):
    wanted = f"{CHANGES}?account={lived_in.liaison.pk}"
    assert office.get(page("departments_user_history", lived_in.liaison.pk))["Location"] == wanted
    post = lived_in.liaison.memberships.get()
    assert office.get(page("departments_membership_history", post.pk))["Location"] == wanted


def test_an_old_entry_without_a_person_still_shows(office, cast):
    HistoryEntry.objects.create(
        at=clock.now(),
        action=Action.POST_DELEGATED,
        by=cast.liaison,
        department=cast.civil_affairs,
        before={"post": "市民政局 联络员", "person": "李联络"},
        after={"person": "新来", "from": "2011-05-09"},
    )
    assert "李联络 → 新来" in parse(office.get(CHANGES)).one("main").text


def test_to_spell_an_entry_costs_little_for_an_export_spells_thousands():
    calls = []
    sys.setprofile(lambda _frame, event, _about: calls.append(event) if event == "call" else None)
    try:
        spell_changes(
            {"post": "市民政局 联络员"}, {"person": "李联络 (liaison)", "from": "2011-01-01", "post": "市卫生局"}
        )
    finally:
        sys.setprofile(None)
    assert len(calls) < 200
