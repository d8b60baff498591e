"""What holds on every page of the administration: Chinese, any filter in the address, code as text, few queries."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from departments.models import DepartmentAlias
from items import history
from items.closing.moving import move_status
from items.models import HistoryEntry

from ..given import factories
from ..given.html import parse, sentences
from .admin_pages import LISTS, page, shown

EVIL = "<script>alert(1)</script>"
FORMULA = "=cmd|'/C calc'!A0"


def test_these_lists_exist():
    assert LISTS == [
        "axes_accessattempt",
        "axes_accesslog",
        "departments_department",
        "departments_membership",
        "departments_user",
        "items_chapter",
        "items_historyentry",
        "items_progressnote",
        "items_workitem",
        "items_workreport",
    ]


@pytest.mark.parametrize("name", ["index", "departments_user_changelist", "departments_department_add"])
def test_the_field_of_the_portal_stands_in_the_head(office, name):
    form = parse(office.get(page(name))).one("header").one("form", role="search")
    assert form["action"] == reverse("search") and form.one("input", name="q")["type"] == "search"


def test_the_pages_are_in_chinese(office):
    text = office.get(page("index")).text
    assert 'lang="zh-hans"' in text
    assert "退出登录" in text and "注销" not in text
    assert "css/admin.css" in text


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("items_workitem", "report={huge}"),
        ("items_workitem", "chapter={huge}"),
        ("items_historyentry", "report={huge}"),
        ("items_historyentry", "department={huge}"),
        ("items_historyentry", "at__year={huge}"),
        ("items_historyentry", "at__year=１"),
        ("items_historyentry", "at__year=0"),
        ("items_historyentry", "at__year=9999"),
        ("items_historyentry", "at__year=2011&at__month=13"),
        ("axes_accesslog", "attempt_time__year={huge}"),
        ("departments_membership", "user={huge}"),
        ("departments_membership", "department={huge}"),
        ("departments_department", "kind__exact=government&aliases={huge}"),
    ],
)
def test_an_impossible_filter_in_the_address_is_told(office, cast, name, query):
    address = page(f"{name}_changelist")
    answer = office.get(f"{address}?{query.format(huge='9' * 30)}")
    if connection.vendor == "postgresql" and answer.status_code == 200:
        # It compares with numbers of any size and has a year 1: nothing is impossible, nothing is found.
        assert shown(answer) == []
        return
    assert (answer.status_code, answer.url) == (302, f"{address}?e=1")
    with translation.override("zh-hans"):
        told = gettext("The filter in the address was not understood; all rows are shown.")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [told]


@pytest.mark.parametrize("query", ["p={huge}", "o={huge}", "q={huge}", "number={huge}", "at__month={huge}"])
def test_other_long_numbers_do_no_harm(office, cast, query):
    for name in ("items_workitem", "items_historyentry"):
        answer = office.get(f"{page(f'{name}_changelist')}?{query.format(huge='9' * 30)}")
        assert answer.status_code in (200, 302, 400)


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(
    "name",
    ["departments_department", "departments_membership", "departments_user", "items_workitem", "items_historyentry"],
)
def test_lists_ask_the_database_as_often_for_1_row_as_for_50(office, cast, django_assert_max_num_queries, name, count):
    for number in range(count):
        unit = factories.department(successor=cast.education if number % 2 else None)
        DepartmentAlias.objects.create(department=unit, name=f"别名{number}")
        person = factories.person(role="liaison", department=unit)
        item = factories.item(cast.report, 100 + number, leads=[unit])
        history.record("item_edited", by=person, item=item, before={"due_on": ""}, after={"due_on": "2011-05-01"})
    with django_assert_max_num_queries(12):
        assert office.get(page(f"{name}_changelist")).status_code == 200


def test_the_day_of_a_demonstration_stands_on_every_page(office, settings):
    assert "demo-day" not in office.get(page("index")).text
    settings.PORTAL_DAYS_BACK = 1
    assert "demo-day" in office.get(page("index")).text


@pytest.mark.parametrize("name", [EVIL, FORMULA])
def test_names_that_look_like_code_are_shown_as_text_everywhere(office, cast, name):
    unit = factories.department(name, short_name=name[:20])
    DepartmentAlias.objects.create(department=unit, name=f"{name}别名")
    user = factories.person("evil", role="liaison", department=unit, name=name)
    post = user.memberships.get()
    item = factories.item(cast.report, 9, text=name, leads=[unit])
    move_status(item, by=user, version=1, on=factories.day("2011-05-01"), text=name)
    spare = factories.department(f"{name}二")
    addresses = [page(f"{listed}_changelist") for listed in LISTS]
    addresses += [
        page("departments_department_change", unit.pk),
        page("departments_department_history", unit.pk),
        page("departments_department_delete", spare.pk),
        page("departments_user_change", user.pk),
        page("auth_user_password_change", user.pk),
        page("departments_membership_change", post.pk),
        page("items_workitem_change", item.pk),
        page("items_progressnote_change", item.notes.get().pk),
        page("items_historyentry_change", HistoryEntry.objects.filter(item=item).first().pk),
    ]
    for address in addresses:
        answer = office.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    answer = office.get(page("departments_department_delete", unit.pk), follow=True)
    assert name in sentences(answer)
    assert "<script>alert" not in answer.text
