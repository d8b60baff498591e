"""The ledger that the portal writes, read back by it: the same items, units with roles, deadlines and targets."""

import io

import pytest
from django.utils import translation

from items.imports import drafts, reading
from items.models import WorkItem

from ..given import factories
from ..given.broken_down import break_down, with_districts
from ..given.factories import day
from .workbooks import write

pytestmark = pytest.mark.django_db


def read_back(cast, items, language="zh-hans"):
    """The items of the draft that the ledger of the items, exported in the language, becomes."""
    file = io.BytesIO()
    with translation.override(language):
        write(items, title="2012年任务", on=day("2012-05-01"), file=file)
    draft = drafts.start_draft(by=cast.supervisor, name="台账.xlsx", data=file.getvalue())
    reading.read_draft(draft.pk)
    plan, _correction = drafts.check(drafts.fetch_draft(draft.pk))
    return plan


def told(plan):
    return [
        (
            item.display_number,
            item.parsed.text,
            sorted((unit.name, unit.role) for unit in item.units),
            item.parsed.deadline and item.parsed.deadline.date,
            [(target.label, target.unit, str(target.number_literal)) for target in item.parsed.targets],
        )
        for item in plan.items
    ]


def expected(items):
    return [
        (
            item.display_number,
            item.text,
            sorted((row.department.name, row.role) for row in item.responsibilities.direct()),
            item.due_on,
        )
        for item in items
    ]


@pytest.fixture
def many(cast):
    """Items in every way in which the ledger shows units, with and without deadline and chapter."""
    civil, health, education = cast.civil_affairs, cast.health, cast.education
    made = factories.report(year=2012, title="2012年任务分解")
    people = factories.chapter(made, "一、民生")
    due = {"due_on": day("2012-11-30"), "chapter": people}
    factories.item(made, 4, "新建便民服务点20个", leads=[civil], supports=[health, education], **due)
    factories.item(made, 5, "改造校舍30所", leads=[education], **due)
    factories.item(made, 6, "植树造林10万亩", responsible=[civil, health], **due)
    factories.item(made, 7, "疏浚河道", responsible=[civil, health], supports=[education], **due)
    factories.item(made, 20, "修建公厕", responsible=[civil], supports=[education], **due)
    factories.item(
        made, 20, "清运垃圾", clause=2, position=21, leads=[health], responsible=[civil], supports=[education], **due
    )
    factories.item(made, 10, "开展普查", responsible=[education], due_on=day("2012-12-31"), chapter=people)
    factories.item(made, 11, "制定规划", supports=[education], due_text="长期坚持", chapter=people)
    factories.item(made, 12, "编制名录", chapter=people)
    factories.item(made, 9, "整治市容", leads=[civil, health], chapter=people, remark="与第5项合并推进")
    return made


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_items_come_back_with_numbers_units_roles_and_deadlines(cast, many, language):
    items = list(many.items.in_order())
    plan = read_back(cast, many.items.in_order(), language)
    assert [row[:4] for row in told(plan)] == expected(items)
    assert [item.remark for item in plan.items] == [item.remark for item in items]
    assert [row[4] for row in told(plan)][:3] == [
        [("新建便民服务点", "个", "20")],
        [("改造校舍", "所", "30")],
        [("植树造林", "亩", "10万")],
    ]


def test_a_ledger_of_several_reports_comes_back(cast, many):
    items = WorkItem.objects.filter(number__gte=4).in_order()
    assert [row[:4] for row in told(read_back(cast, items))] == expected(items)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_the_portals_own_is_said_and_not_read(cast, many, language):
    plan = read_back(cast, many.items.in_order(), language)
    codes = [found.code for found in plan.findings]
    assert codes.count("aside_own_ledger") == 1
    assert "unread_text" not in codes and "unknown_unit" not in codes
    assert plan.parsed.title == "2012年任务台账"
    for own in ("正常", "按单位统计", "Not begun", "By department"):
        assert own not in plan.parsed.source


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_ledger_with_its_sheet_of_shares_comes_back_without_it(cast, language):
    break_down(cast, with_districts(cast), {cast.east: 20, cast.west: 10})
    items = WorkItem.objects.filter(pk=cast.led.pk).in_order()
    plan = read_back(cast, items, language)
    assert [row[:4] for row in told(plan)] == expected(items)
    assert "东城区人民政府" not in plan.parsed.source


def test_a_deadline_in_words_comes_back(cast, many):
    plan = read_back(cast, many.items.in_order())
    assert [item.parsed.deadline.literal for item in plan.items if item.display_number == "11"] == ["长期坚持"]


def test_the_second_item_of_a_number_comes_back_with_its_number_when_listed_alone(cast, many):
    plan = read_back(cast, many.items.filter(number=20, clause=2).in_order())
    assert [(item.display_number, item.parsed.text) for item in plan.items] == [("20", "清运垃圾")]
