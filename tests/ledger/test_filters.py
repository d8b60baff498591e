"""Every filter of the item list, its sorting, and both on the real report."""

import datetime
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from departments.models import Department
from items.closing.moving import write_note
from items.models import WorkItem
from items.seeding.sowing import seed

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from .listed import exported, found, numbers, show

pytestmark = pytest.mark.each_database

# Each filter


def test_without_a_filter_all_items_stand_newest_report_first(reader):
    assert numbers(show(reader)) == ["4", "5", "6", "7", "8", "1", "2", "3"]


def test_department_finds_items_in_any_role(reader, register):
    assert found(reader, department=register.civil_affairs.pk) == [1, 2, 4, 5, 6]


def test_department_finds_items_through_a_collective(reader, register):
    assert found(reader, department=register.east.pk) == [3]
    assert found(reader, department=register.districts.pk) == [3]


def test_role_alone_asks_for_any_unit_in_it(reader):
    assert found(reader, role="lead") == [1, 2, 4, 6, 8]
    assert found(reader, role="support") == [1, 2, 5, 6]
    assert found(reader, role="steering") == [1, 2, 3, 4, 6, 7, 8]


def test_lead_not_stated_finds_every_item_without_a_lead(reader):
    """Item 5 has a supporting unit only; nobody leads it either."""
    assert found(reader, role="responsible") == [3, 5, 7]


def test_nobody_finds_the_items_without_any_unit(reader, register):
    assert found(reader, role="nobody") == []
    factories.item(register.report, 9, "无人负责的工作")
    assert found(reader, role="nobody") == [9]
    assert found(reader, role="responsible") == [3, 5, 7]


def test_steering_with_a_department_asks_where_that_unit_leads_or_is_responsible(reader, register):
    assert found(reader, department=register.health.pk, role="steering") == [2, 6, 7]


def test_mine_finds_the_items_of_the_persons_units(client, register):
    client.force_login(register.liaison)
    assert found(client, mine="on") == [1, 2, 4, 5, 6]
    assert found(client, mine="on", role="lead") == [1, 4]
    assert found(client, mine="on", department=register.health.pk) == [1, 2, 6]
    client.force_login(register.east_liaison)
    assert found(client, mine="on") == [3]


def test_mine_finds_nothing_for_somebody_without_a_unit_and_says_so(reader):
    response = show(reader, mine="on")
    assert numbers(response) == []
    assert [name for name, _label, _value in response.context["active"]] == ["mine"]


def test_open_finds_what_is_not_closed(reader):
    assert found(reader, status="open") == [1, 2, 3, 4, 5, 6]


def test_soon_finds_open_items_due_within_thirty_days(reader, register):
    today = timezone.localdate()
    for number, days in [(1, 0), (2, 30), (3, 31)]:
        WorkItem.objects.filter(number=number).update(due_on=today + datetime.timedelta(days=days))
    assert found(reader, soon="on") == [1, 2]


def test_role_with_a_department_asks_for_that_unit_in_that_role(reader, register):
    """Item 2 and 6 have a lead and have civil affairs, but civil affairs does not lead them."""
    civil = register.civil_affairs.pk
    assert found(reader, department=civil, role="lead") == [1, 4]
    assert found(reader, department=civil, role="support") == [2, 5, 6]
    assert found(reader, department=civil, role="responsible") == []
    assert found(reader, department=register.east.pk, role="responsible") == [3]


def test_chapter_includes_the_chapters_below(reader, register):
    assert found(reader, chapter=register.industry.pk) == [4, 5]
    assert found(reader, chapter=register.steel.pk) == [5]
    assert found(reader, chapter=register.farming.pk) == [6, 7]


def test_chapter_of_one_report_does_not_reach_into_another(reader, register):
    """Both reports have a first chapter, and so the same path."""
    first = factories.chapter(register.report, "一、民政")
    register.led.chapter = first
    register.led.save()
    assert found(reader, chapter=first.pk) == [1]
    assert found(reader, chapter=register.industry.pk) == [4, 5]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("not_started", [1, 2, 3, 5, 6]),
        ("in_progress", [4]),
        ("awaiting_closure", []),
        ("completed", [7]),
        ("cancelled", [8]),
        ("carried_over", []),
    ],
)
def test_status(reader, status, expected):
    assert found(reader, status=status) == expected


def test_overdue_finds_open_items_past_their_deadline(reader):
    assert found(reader, overdue="on") == [4, 6]


def test_report(reader, register):
    assert found(reader, report=register.report.pk) == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("粮食", [6, 8]),
        ("粮食 增产", [6]),
        ("合并推进", [8]),  # in the remark
        ("5", [5, 7, 8]),  # the number, a figure in the text, a figure in the remark
        ("第5项", [5]),
        ("5号", [5]),
        ("卫生局", [1, 2, 6, 7]),
        ("东城区", [3]),  # through the collective
        ("没有这样的词", []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE items_workitem; --", []),
    ],
)
def test_words_numbers_and_units(reader, words, expected):
    assert found(reader, q=words) == expected


def test_words_find_short_names_and_aliases(reader, register):
    register.education.aliases.create(name="教委")
    register.office.short_name = "府办"
    register.office.save()
    assert found(reader, q="教委") == [3, 8]
    assert found(reader, q="府办") == []


def test_filters_together_narrow_down(reader, register):
    query = {"department": register.civil_affairs.pk, "report": register.second.pk, "status": "not_started"}
    assert found(reader, **query) == [5, 6]
    assert found(reader, **query, q="粮食") == [6]
    assert found(reader, **query, q="粮食", overdue="on", chapter=register.farming.pk, role="support") == [6]
    assert found(reader, **query, q="粮食", chapter=register.steel.pk) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["4", "5", "6", "7", "8", "1", "2", "3"]),
        ("number", ["1", "2", "3", "4", "5", "6", "7", "8"]),
        ("-number", ["8", "7", "6", "5", "4", "3", "2", "1"]),
        ("status", ["5", "6", "1", "2", "3", "4", "7", "8"]),
        ("-status", ["8", "7", "4", "5", "6", "1", "2", "3"]),
        ("due", ["4", "6", "7", "5", "8", "1", "2", "3"]),
        ("-due", ["5", "4", "6", "7", "8", "1", "2", "3"]),
    ],
)
def test_sorting(reader, sort, expected):
    assert numbers(show(reader, sort=sort)) == expected


def test_sorting_by_update_begins_with_what_was_never_touched(reader, register):
    write_note(register.supported, text="先写", by=register.health_liaison)
    write_note(register.led, text="后写", by=register.liaison)
    assert numbers(show(reader, sort="updated"))[-2:] == ["2", "1"]
    assert numbers(show(reader, sort="-updated"))[:2] == ["1", "2"]


def test_a_second_click_on_a_column_turns_the_order_round(reader, register):
    page = parse(show(reader, sort="due", department=register.civil_affairs.pk))
    due = page.one("th", of="col-due").one("a")
    assert due["data-direction"] == "ascending"
    assert parse_qs(due["href"][1:]) == {"sort": ["-due"], "department": [str(register.civil_affairs.pk)]}
    assert due["hx-get"] == due["href"]


# The real report


@pytest.fixture
def xiangyang(client, db):
    """A client of an observer on the seeded portal."""
    seed(on=day("2011-03-01"), keep_accounts=lambda accounts: None)
    client.force_login(factories.person("someone", role="observer"))
    return client


@pytest.mark.parametrize(
    ("unit", "count"),
    [
        ("枣阳市人民政府", 13),  # through 各县(市)区人民政府
        ("襄城区人民政府", 15),  # and through 各城区人民政府
        ("各县(市)区人民政府", 13),
        ("各城区人民政府", 2),
    ],
)
def test_counties_find_the_items_of_their_collectives(xiangyang, unit, count):
    response = show(xiangyang, department=Department.objects.get(name=unit).pk)
    assert response.context["page"].paginator.count == len(numbers(response)) == count


def test_the_seeded_list_holds_items_184_to_214_in_order(xiangyang):
    assert numbers(show(xiangyang)) == [str(number) for number in range(184, 215)]
    assert exported(xiangyang, {}) == [str(number) for number in range(184, 215)]


@pytest.mark.parametrize(("words", "expected"), [("第191项", [191]), ("191", [191]), ("长征东路", [207])])
def test_the_seeded_items_are_found_by_number_and_place(xiangyang, words, expected):
    assert found(xiangyang, q=words) == expected
