"""Every named condition on items, on its borders, and what a list costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from departments.models import DepartmentAlias
from items.ledger.editing import confirm_lead
from items.models import ProgressNote, WorkItem
from items.units.merging import merge

from ..given import factories
from ..given.factories import day

TODAY = day("2011-05-01")


def numbers(items):
    """The items' numbers, sorted unless the queryset is."""
    found = [item.display_number for item in items]
    return found if items.query.order_by else sorted(found)


def set_on(item, **fields):
    WorkItem.objects.filter(pk=item.pk).update(**fields)


# Units


@pytest.mark.parametrize(
    ("who", "role", "found"),
    [
        ("civil_affairs", None, ["1", "2"]),
        ("civil_affairs", "lead", ["1"]),
        ("civil_affairs", "support", ["2"]),
        ("civil_affairs", "responsible", []),
        ("education", "responsible", ["3"]),
        ("districts", None, ["3"]),
        ("east", None, ["3"]),
        ("east", "lead", []),
        ("office", None, []),
    ],
)
def test_items_of_a_unit_in_a_role(cast, who, role, found):
    assert numbers(WorkItem.objects.of_department(getattr(cast, who), role=role)) == found


def test_items_of_several_units_come_once(cast):
    units = [cast.civil_affairs, cast.health]
    assert numbers(WorkItem.objects.of_departments(units, ["lead", "support"])) == ["1", "2"]
    assert numbers(WorkItem.objects.of_departments([cast.east, cast.health], ["responsible", "lead"])) == ["2", "3"]
    assert numbers(WorkItem.objects.of_departments([], ["lead"])) == []


def test_items_without_a_lead_until_the_office_confirms_one(cast):
    assert numbers(WorkItem.objects.without_lead()) == ["3"]
    assert numbers(WorkItem.objects.with_roles(["responsible"])) == ["3"]
    confirm_lead(cast.open_lead, leads=[cast.education], by=cast.supervisor, version=1, reason="职能划转")
    assert numbers(WorkItem.objects.without_lead()) == []
    assert numbers(WorkItem.objects.with_roles(["lead"])) == ["1", "2", "3"]


def test_an_item_without_units_is_no_question_of_the_lead(cast):
    assert numbers(WorkItem.objects.without_units()) == []
    factories.item(cast.report, 4)
    assert numbers(WorkItem.objects.without_units()) == ["4"]
    assert numbers(WorkItem.objects.without_lead()) == ["3"]


# Chapters


def test_a_chapter_holds_the_items_below_it_and_no_others(cast):
    top = factories.chapter(cast.report, position=1)
    below = factories.chapter(cast.report, parent=top, position=2)
    sibling = factories.chapter(cast.report, position=10)  # its path starts alike, but for the dot
    alike = factories.chapter(cast.report, path="00011.", position=11)
    other = factories.chapter(factories.report(), position=1)  # the same path in another report
    for number, chapter in enumerate([top, below, sibling, alike, other], start=11):
        factories.item(chapter.report, number, chapter=chapter)
    assert numbers(WorkItem.objects.in_chapter(top)) == ["11", "12"]
    assert numbers(WorkItem.objects.in_chapter(below)) == ["12"]
    assert numbers(WorkItem.objects.in_chapter(sibling)) == ["13"]
    assert numbers(WorkItem.objects.in_chapter(other)) == ["15"]


# Status and time


@pytest.mark.parametrize("status", ["not_started", "in_progress", "awaiting_closure"])
def test_an_open_item_is_overdue_from_the_day_after_its_deadline(cast, status):
    for item, due_on in zip([cast.led, cast.supported], ["2011-04-30", "2011-05-01"], strict=True):
        set_on(item, status=status, due_on=day(due_on))
    assert numbers(WorkItem.objects.overdue(TODAY)) == ["1"]


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_a_closed_item_is_neither_overdue_nor_due(cast, status):
    set_on(cast.led, status=status, due_on=TODAY, completed_on=TODAY if status == "completed" else None)
    assert numbers(WorkItem.objects.open()) == ["2", "3"]
    assert numbers(WorkItem.objects.overdue(day("2012-01-01"))) == []
    assert numbers(WorkItem.objects.due_soon(TODAY)) == []


@pytest.mark.parametrize(
    ("due_on", "found"),
    [("2011-04-30", []), ("2011-05-01", ["1"]), ("2011-05-31", ["1"]), ("2011-06-01", []), (None, [])],
)
def test_due_soon_includes_the_day_itself_and_the_thirtieth_after_it(cast, due_on, found):
    set_on(cast.led, due_on=due_on and day(due_on))
    assert numbers(WorkItem.objects.due_soon(TODAY)) == found


def test_count_by_status_names_only_what_occurs(cast):
    set_on(cast.led, status="completed", completed_on=TODAY)
    assert WorkItem.objects.in_order().count_by_status() == {"completed": 1, "not_started": 2}
    assert WorkItem.objects.none().count_by_status() == {}


# Words


@pytest.fixture
def described(cast):
    DepartmentAlias.objects.create(department=cast.education, name="市教体局")
    cast.led.number, cast.led.remark = 191, "请于100%完成"
    cast.led.save()
    cast.supported.number, cast.supported.text = 192, "完善医疗救助,覆盖191个村"
    cast.supported.save()
    factories.item(cast.report, 191, "建立第二个养老院", leads=[cast.education], clause=2, position=4)
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("养老", ["191", "191-2"]),
        ("养老 加强", ["191"]),
        ("养老\u3000市民政局", ["191"]),
        ("养老 学前", []),
        ("100%", ["191"]),
        ("1%0", []),
        ("养_", ["191", "191-2"]),  # marks say nothing
        ("市卫生局", ["191", "192"]),
        ("卫生局", ["191", "192"]),
        ("民政 医疗", ["192"]),
        ("市教体局", ["191-2", "3"]),
        ("东城区", ["3"]),
        ("各区", ["3"]),
        ("191", ["191", "191-2", "192"]),
        ("１９１", ["191", "191-2", "192"]),
        ("191-2", ["191-2"]),
        ("第191项", ["191", "191-2"]),
        ("第191-2项", ["191-2"]),
        ("第 191 项", ["191", "191-2"]),
        ("191项", ["191", "191-2"]),
        ("191号", ["191", "191-2"]),
        ("第191", ["191", "191-2"]),
        ("第191项 养老院", ["191-2"]),
        ("第十项", []),
        ("1919191919", []),
        ("", ["191", "191-2", "192", "3"]),
        ("'; --", []),
    ],
)
def test_words_are_found_in_text_remark_number_and_units(described, query, found):
    assert numbers(WorkItem.objects.matching(query)) == found


def test_a_merged_units_old_name_still_finds_its_items(cast):
    new = factories.department("市卫生计生委")
    merge(cast.health, into=new, by=cast.administrator, on=TODAY)
    for name in ["市卫生局", "卫生局", "市卫生计生委"]:
        assert numbers(WorkItem.objects.matching(name)) == ["1", "2"]


# Order


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("number", ["1", "2", "3"]),
        ("-number", ["3", "2", "1"]),
        ("due", ["3", "1", "2"]),
        ("-due", ["1", "3", "2"]),
        ("updated", ["2", "1", "3"]),
        ("-updated", ["3", "1", "2"]),
        ("status", ["3", "2", "1"]),
        ("-status", ["1", "2", "3"]),
    ],
)
def test_items_are_sorted_and_nothing_comes_last(cast, key, found):
    now = timezone.now()
    set_on(cast.led, due_on=day("2011-12-31"), updated_at=now, status="completed", completed_on=TODAY)
    set_on(cast.supported, status="in_progress")
    set_on(cast.open_lead, due_on=day("2011-06-30"), updated_at=now + timezone.timedelta(hours=1))
    assert numbers(WorkItem.objects.sorted_by(key)) == found


def test_statuses_sort_in_the_order_of_work(cast):
    for number, status in enumerate(["carried_over", "cancelled", "awaiting_closure"], start=4):
        factories.item(cast.report, number, status=status)
    set_on(cast.led, status="completed", completed_on=TODAY)
    set_on(cast.supported, status="in_progress")
    assert numbers(WorkItem.objects.sorted_by("status")) == ["3", "2", "6", "1", "5", "4"]


@pytest.mark.parametrize("key", ["number", "-number", "status", "due", "-due", "updated", "-updated"])
def test_equals_keep_the_order_of_the_reports(cast, key):
    newer = factories.report(year=2012)
    set_on(factories.item(newer, 1, position=2), number=1)
    factories.item(newer, 1, clause=2, position=1)
    WorkItem.objects.exclude(report=newer).exclude(pk=cast.led.pk).delete()
    found = WorkItem.objects.sorted_by(key)
    assert [(item.report.year, item.position) for item in found] == [(2012, 1), (2012, 2), (2011, 1)]


@pytest.mark.parametrize("items", [lambda: WorkItem.objects.in_order(), lambda: WorkItem.objects.all()])
def test_the_newest_report_comes_first(cast, items):
    for year in (2010, 2012):
        factories.item(factories.report(year=year), 1)
    later = factories.report(year=2011)
    factories.item(later, 2)
    factories.item(later, 1)
    found = [(item.report.year, item.report_id == later.pk, item.number) for item in items()]
    assert found == [
        (2012, False, 1),
        (2011, True, 1),
        (2011, True, 2),
        (2011, False, 1),
        (2011, False, 2),
        (2011, False, 3),
        (2010, False, 1),
    ]


# Rows for lists


def test_the_latest_note_comes_along(cast):
    now = timezone.now()
    for text, department, minutes in [("二", cast.health, 2), ("一", cast.civil_affairs, 1), ("三", None, 2)]:
        at = now + timezone.timedelta(minutes=minutes)
        ProgressNote.objects.create(item=cast.led, by=cast.liaison, department=department, text=text, at=at)
    led = WorkItem.objects.with_latest_note().get(pk=cast.led.pk)
    assert (led.latest_note, led.latest_note_department) == ("三", None)
    assert led.latest_note_at == now + timezone.timedelta(minutes=2)
    ProgressNote.objects.filter(text="三").delete()
    led = WorkItem.objects.with_latest_note().get(pk=cast.led.pk)
    assert (led.latest_note, led.latest_note_department) == ("二", "市卫生局")
    without = WorkItem.objects.with_latest_note().get(pk=cast.supported.pk)
    assert (without.latest_note, without.latest_note_at, without.latest_note_department) == (None, None, None)


def test_units_come_along_as_written(cast):
    item = WorkItem.objects.with_units().get(pk=cast.open_lead.pk)
    assert [row.department.name for row in item.direct_responsibilities] == ["各区人民政府", "市教育局"]


def test_a_list_costs_the_same_for_many_items(cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            for item in WorkItem.objects.in_order().for_list():
                assert item.report.title
                assert item.latest_note is None
                assert item.chapter is None or item.chapter.literal
                assert [row.department.name for row in item.direct_responsibilities]
        return len(queries)

    one = cost()
    chapter = factories.chapter(cast.report)
    for number in range(4, 51):
        factories.item(cast.report, number, leads=[cast.health], supports=[cast.education], chapter=chapter)
    assert cost() == one == 2
