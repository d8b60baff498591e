"""Text that belongs to no item: what may be a promise is asked about, what introduces can be judged otherwise."""

import pytest
from django.utils.translation import override

from items.imports import remedies
from items.imports.preview import pieces
from items.models import ImportDraft

from .found import codes, one
from .imported import plan, refused

WITH_A_LOST_LINE = "1、甲做工。(责任单位:市民政局)\n建成中转站15座。\n2、乙做工。(责任单位:市民政局)"
INTRODUCED = (
    "一、民生\n民生问题是大事中的大事。\n1、甲做工。(责任单位:市民政局)\n"
    "全市上下要同心同德。\n2、乙做工。(责任单位:市民政局)"
)


def texts(a_plan):
    return [item.parsed.text for item in a_plan.items]


def test_what_may_be_a_promise_is_asked_about_and_can_belong_to_the_item_before(cast):
    first = plan(WITH_A_LOST_LINE)
    found = one(first, "unread_text")
    with override("en"):
        assert found.sentence == "This text belongs to no item: 建成中转站15座。"
    added = plan(WITH_A_LOST_LINE, remedies.add_to_item(first, found.key))
    assert len(added.items) == 2
    assert added.items[0].parsed.text.endswith("建成中转站15座。")
    assert [(target.label, target.number) for target in added.items[0].parsed.targets] == [("建成中转站", 15)]
    assert "unread_text" not in codes(added)


def test_text_that_becomes_a_task_has_its_number_and_its_targets(cast):
    text = "1、甲做工。(责任单位:市民政局)\n三、工作要求\n(一)建成中转站15座。"
    first = plan(text)
    found = one(first, "unread_text")
    added = plan(text, remedies.add_item(first, found.key)).items[-1].parsed
    assert (added.number, added.text) == (1, "建成中转站15座。")
    assert [(target.label, target.number) for target in added.targets] == [("建成中转站", 15)]


@pytest.mark.parametrize(
    ("remedy", "expected"),
    [
        (remedies.add_item, ["甲做工。", "全市上下要同心同德。", "乙做工。"]),
        (remedies.add_to_item, ["甲做工。(责任单位:市民政局)\n全市上下要同心同德。", "乙做工。"]),
        (remedies.add_heading, ["甲做工。", "乙做工。"]),
    ],
)
def test_an_introduction_can_be_judged_otherwise(cast, remedy, expected):
    first = plan(INTRODUCED)
    assert "unread_text" not in codes(first)
    key = f"intro:{INTRODUCED.index('全市上下')}"
    assert texts(plan(INTRODUCED, remedy(first, key))) == expected
    settled = plan(INTRODUCED, remedy(first, key))
    with refused("settled already"):
        remedies.add_item(settled, key)


def test_before_the_first_item_there_is_none_to_belong_to(cast):
    first = plan(INTRODUCED)
    with refused("no item before"):
        remedies.add_to_item(first, f"intro:{INTRODUCED.index('民生问题是大事')}")


def test_numbers_that_begin_again_in_each_chapter_are_no_repeat(cast):
    text = "一、民生\n1、甲做工。(责任单位:市民政局)\n二、交通\n1、乙做工。(责任单位:市民政局)"
    found = plan(text)
    assert "number_repeat" not in codes(found)
    assert not found.blocking
    assert found.numbering == ImportDraft.Numbering.THROUGH
    assert [item.number for item in found.items] == [1, 2]
    stray = plan("一、民生\n1、甲做工。(责任单位:市民政局)\n1、乙做工。(责任单位:市民政局)")
    assert "number_repeat" in codes(stray)


def test_units_of_a_heading_stand_there_and_are_said_to_be_inherited(cast):
    text = "一、教育(责任单位:市教育局)\n1、甲做工。\n2、乙做工。(责任单位:市民政局)"
    found = plan(text)
    assert [[(unit.name, unit.role, unit.basis) for unit in item.units] for item in found.items] == [
        [("市教育局", "lead", "inherited")],
        [("市教育局", "lead", "inherited"), ("市民政局", "support", "inherited")],
    ]
    assert all(item.inherits_units for item in found.items)
    kinds = {piece.text: piece.kind for piece in pieces(found, 0, 2)}
    assert kinds["(责任单位:市教育局)"] == "clause"
    # The clause of an item that is no task goes with it.
    dropped = plan(text, remedies.drop_item(found, found.items[1].parsed.start))
    assert {piece.text: piece.kind for piece in pieces(dropped, 0, 1)}["(责任单位:市民政局)"] == "dropped"
