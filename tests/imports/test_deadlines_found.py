"""Deadlines that name no day: a person says it before the import, or leaves the words as they are."""

import datetime

import pytest

from items.imports import apply_import, drafts, remedies
from items.imports.decision_list import decided, forget
from items.models import ImportDraft

from ..given import factories
from ..given.chinese import chinese
from ..given.html import parse
from .found import codes, one
from .imported import plan, refused
from .pressing import address, decisions, press, said

TEXT = "1、修缮校舍(责任单位:市民政局,春节前完成)。"
STEP = "1、9月31日前建成市民中心大楼(责任单位:市民政局)。"
DAY = datetime.date(2027, 2, 5)


def test_a_deadline_without_a_day_is_asked_and_given(cast):
    first = plan(TEXT)
    found = one(first, "deadline_unsure")
    assert (found.group, found.blocks, TEXT[found.start : found.end]) == ("deadlines", False, "春节前完成")
    given = plan(TEXT, remedies.give_day(first, found.start, DAY))
    assert codes(given) == []
    item = apply_import(given, by=cast.supervisor).items.get()
    assert (item.due_on, item.due_text) == (DAY, "春节前完成")


def test_a_day_of_a_milestone_is_given_to_the_milestone(cast):
    first = plan(STEP)
    found = one(first, "deadline_unsure")
    assert STEP[found.start : found.end] == "9月31日前"
    item = apply_import(plan(STEP, remedies.give_day(first, found.start, DAY)), by=cast.supervisor).items.get()
    assert (item.due_on, item.milestones.get().due_on) == (None, DAY)


def test_a_deadline_without_a_day_is_left_as_it_is(cast):
    first = plan(TEXT)
    left = plan(TEXT, remedies.accept(first, [one(first, "deadline_unsure").key]))
    assert codes(left) == []
    assert apply_import(left, by=cast.supervisor).items.get().due_on is None


def test_a_given_day_is_said_and_taken_back(cast):
    first = plan(TEXT)
    given = plan(TEXT, remedies.give_day(first, one(first, "deadline_unsure").start, DAY))
    (said_,) = decided(given)
    assert "2027" in said_.sentence
    assert "deadline_unsure" in codes(plan(TEXT, forget(given, said_.key)))


def test_a_day_goes_with_an_item_that_is_joined_or_dropped(cast):
    text = f"1、架桥(责任单位:市民政局)。\n2{TEXT[1:]}"
    first = plan(text)
    given = plan(text, remedies.give_day(first, one(first, "deadline_unsure").start, DAY))
    joined = plan(text, remedies.join_item(given, text.index("2、")))
    assert joined.items[0].parsed.deadline.date == DAY
    dropped = plan(text, remedies.drop_item(given, text.index("2、")))
    assert [item.parsed.deadline for item in dropped.items] == [None]


def test_a_merged_deadline_is_given_row_by_row(cast):
    text = "序号\t工作任务\t责任单位\t完成时限\n1\t修路\t市民政局\t春节前\n2\t架桥\t市民政局\t〃\n"
    first = plan(text)
    second = [found for found in first.findings if found.code == "deadline_unsure"][1]
    given = plan(text, remedies.give_day(first, second.start, DAY))
    assert [item.parsed.deadline.date for item in given.items] == [None, DAY]


def test_a_deadline_longer_than_its_column_is_cut_and_the_text_stays_whole(cast):
    words = "2012年6月底前完成主体工程," + "、".join(f"{number}月底前完成第{number}批" for number in range(7, 13)) * 2
    text = f"1、修缮校舍\n责任单位:市民政局\n完成时限:{words}\n"
    item = apply_import(plan(text), by=cast.supervisor).items.get()
    assert (item.due_on, len(item.due_text)) == (datetime.date(2012, 12, 31), 100)


@pytest.mark.parametrize("start", [0, 5])
def test_only_a_deadline_that_is_asked_about_gets_a_day(cast, start):
    with refused("settled already"):
        remedies.give_day(plan(TEXT), start, DAY)


@pytest.fixture
def draft(cast):
    return factories.draft(cast.supervisor, TEXT)


def test_the_day_is_typed_beside_the_finding(portal, draft):
    start = TEXT.index("春节")
    page = parse(portal.get(address(draft)))
    assert page.one("input", name=f"due-{start}")["type"] == "date"
    assert page.one("button", value=f"due:{start}")
    assert press(portal, draft, f"due:{start}", **{f"due-{start}": "2027-02-05"}).status_code == 302
    assert decisions(draft).days == {str(start): "2027-02-05"}
    assert "deadline_unsure" not in codes(drafts.check(ImportDraft.objects.get())[0])


def test_enter_gives_the_day_that_was_typed(portal, draft):
    start = TEXT.index("春节")
    press(portal, draft, "typed", **{f"due-{start}": "2027-02-05"})
    assert decisions(draft).days == {str(start): "2027-02-05"}


@pytest.mark.parametrize("typed", ["2027-02-30", "", "x", "1000000"])
def test_what_is_no_day_is_refused_in_words(portal, draft, typed):
    start = TEXT.index("春节")
    response = press(portal, draft, f"due:{start}", **{f"due-{start}": typed})
    assert response.status_code == 422
    assert chinese("This is no date; write it like 2011-12-31.") in said(response)
    assert decisions(draft).days == {}
