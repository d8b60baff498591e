"""Questions about one row: overdue, how it is named, where it stands, on which days it exists."""

import pytest
from django.utils import translation

from departments.models import Department
from items.models import WorkItem, WorkReport

from ..given import factories
from ..given.factories import day
from .rows import a_chapter, a_member, a_note, a_report, a_responsibility, an_alias, an_item, with_period_and_message


@pytest.fixture
def cast(cast):
    """The cast, with a period and a message."""
    return with_period_and_message(cast)


@pytest.mark.parametrize(
    ("status", "due_on", "overdue"),
    [
        ("not_started", "2011-04-30", True),
        ("in_progress", "2011-04-30", True),
        ("awaiting_closure", "2011-04-30", True),
        ("in_progress", "2011-05-01", False),
        ("in_progress", None, False),
        ("completed", "2011-04-30", False),
        ("cancelled", "2011-04-30", False),
        ("carried_over", "2011-04-30", False),
    ],
)
def test_an_open_item_is_overdue_from_the_day_after_its_deadline(status, due_on, overdue):
    item = WorkItem(report=WorkReport(), status=status, due_on=due_on and day(due_on))
    assert item.is_overdue(day("2011-05-01")) is overdue


def test_rows_are_named_as_people_quote_them(cast):
    first, second = an_item(cast, number=191), an_item(cast, number=191, clause=2)
    with translation.override("en"):
        assert [str(first), str(second)] == ["Item 191", "Item 191-2"]
        assert str(a_responsibility(cast)) == "市教育局 · Lead"
    assert str(a_member(cast)) == "各区人民政府 · 市教育局"
    assert str(a_note(cast, text="长" * 100)) == "长" * 60
    assert [str(row) for row in (an_alias(cast), a_chapter(cast), a_report(cast))] == [
        "市教体局",
        "一、工作",
        "2012年任务分解",
    ]


def test_depth_counts_the_chapters_above(cast):
    top = factories.chapter(cast.report)
    below = factories.chapter(cast.report, parent=top)
    assert (top.depth, below.depth) == (0, 1)
    assert below.path == top.path + below.step_path()


def test_a_unit_is_found_under_each_of_its_names(cast):
    an_alias(cast, department=cast.health, name="市卫生和健康局").save()
    for name in ["市卫生局", "卫生局", "市卫生和健康局"]:
        assert list(Department.objects.called(name)) == [cast.health]
    assert not Department.objects.called("卫生").exists()
    assert list(Department.objects.matching("卫生")) == [cast.health]
    assert list(Department.objects.matching("和健康")) == [cast.health]


def test_units_exist_from_their_first_to_their_last_day(cast):
    Department.objects.filter(pk=cast.health.pk).update(active_from=day("2011-01-01"), active_to=day("2011-12-31"))
    found = {on: cast.health in Department.objects.active(day(on)) for on in ("2010-12-31", "2011-01-01", "2012-01-01")}
    assert found == {"2010-12-31": False, "2011-01-01": True, "2012-01-01": False}
    assert cast.health in Department.objects.active(day("2011-12-31"))
    assert cast.education in Department.objects.active(day("1990-01-01"))


def test_members_of_a_collective_depend_on_the_day(cast):
    cast.districts.member_rows.filter(member=cast.east).update(valid_to=day("2011-06-30"))
    cast.districts.member_rows.filter(member=cast.west).update(valid_from=day("2011-06-30"))
    assert [list(cast.districts.members(day(on))) for on in ("2011-06-29", "2011-06-30", "2011-07-01")] == [
        [cast.east],
        [cast.east, cast.west],
        [cast.west],
    ]
