"""The items of a leader, a unit, a chapter: the same ones in the list, on the dashboard and on a meeting's table."""

from itertools import product

import pytest

from departments import clock
from departments.models import Department
from items.dashboard.forms import DashboardFilter
from items.dashboard.scope import ground
from items.ledger.filters import ItemFilter
from items.meetings.pack import asked_of, items_of
from items.models import WorkItem
from items.units.merging import merge

from ..given import factories
from ..given.factories import day

LEADERS = ["", "张三", "张三丰", "李四"]
UNITS = [None, "civil_affairs", "health", "education", "districts", "east"]
CHAPTERS = [None, "top", "below", "sibling"]


@pytest.fixture
def cast(cast):
    """Names that hold one another, chapters whose paths begin alike, a collective, and a unit that was merged."""
    cast.chapters = {None: None, "top": factories.chapter(cast.report, "一", position=1)}
    cast.chapters["below"] = factories.chapter(cast.report, "(一)", parent=cast.chapters["top"], position=2)
    cast.chapters["sibling"] = factories.chapter(cast.report, "十", position=10)
    named = ["张三", "张三丰", "李四、张三", "张三丰、李四", ""]
    for number, (leaders, chapter) in enumerate(product(named, list(cast.chapters.values())), start=10):
        units = [cast.civil_affairs, cast.health, cast.education]
        leads, supports = [units[number % 3]], [units[(number + 1) % 3]] if number % 2 else []
        values = {"leads": leads, "supports": supports, "chapter": chapter, "issued_on": day("2011-02-01")}
        factories.item(cast.report, number, leaders=leaders, **values)
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(leaders="李四", chapter=cast.chapters["below"])
    merged = factories.department()
    factories.item(cast.report, 50, leads=[merged], leaders="张三", chapter=cast.chapters["sibling"])
    merge(merged, into=cast.health, by=cast.administrator, on=day("2011-03-01"))
    other = factories.report(issued_on=day("2010-01-01"), year=2010)
    alike = factories.chapter(other, "一", position=1)  # the same path in another report
    factories.item(other, 1, leads=[cast.civil_affairs], leaders="张三", chapter=alike)
    return cast


def keys(items):
    return sorted(item.pk for item in items)


def unit_of(cast, name):
    return Department.objects.get(pk=getattr(cast, name).pk) if name else None


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_list_dashboard_and_comparison_hold_the_same_items(cast, chapter):
    known, sizes = ground(cast.report), set()
    chapter = cast.chapters[chapter]
    for leader, name in product(LEADERS, UNITS):
        unit = unit_of(cast, name)
        asked = {"report": str(cast.report.pk), "leader": leader}
        asked |= {"department": str(unit.pk) if unit else "", "chapter": str(chapter.pk) if chapter else ""}
        expected = keys(WorkItem.objects.within(report=cast.report, leader=leader, department=unit, chapter=chapter))
        listed = ItemFilter(asked)
        assert keys(listed.items()) == expected, (leader, name, listed.errors)
        scope = DashboardFilter(asked, ground=known).scope()
        assert keys(scope.items) == expected, (leader, name)
        sizes.add(len(expected))
    assert len(sizes) > 3


@pytest.mark.parametrize(
    "scope",
    [
        {},
        *({"leader": name} for name in LEADERS[1:]),
        *({"department": name} for name in UNITS[1:]),
        *({"chapter": name} for name in CHAPTERS[1:]),
    ],
)
def test_a_meeting_is_about_the_items_of_the_list_that_it_links_to(cast, scope):
    unit, chapter = unit_of(cast, scope.get("department")), cast.chapters[scope.get("chapter")]
    meeting = factories.meeting(
        cast.report,
        cast.supervisor,
        leader=scope.get("leader", ""),
        department=unit,
        chapter=chapter.literal if chapter else "",
    )
    items, (_asked, filters) = items_of(meeting, clock.today()), asked_of(meeting)
    assert keys(items)
    assert keys(items) == keys(ItemFilter({"report": cast.report.pk, **filters}).items())


def test_narrowed_by_nothing_it_is_everything(cast):
    assert keys(WorkItem.objects.within()) == keys(WorkItem.objects.all())
    assert keys(WorkItem.objects.within(report=cast.report.pk)) == keys(cast.report.items.all())


def test_the_dashboard_asks_once_for_what_is_chosen(cast, django_assert_num_queries):
    known = ground(cast.report)
    with django_assert_num_queries(1):
        chosen = known.whole().within(unit=known.units[0], chapter=known.chapters[0], leader="张三")
    assert chosen.items
    with django_assert_num_queries(0):
        assert known.whole().within().items == known.items
