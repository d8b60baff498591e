"""What a person should look at about units and leads: each finding comes, and goes with its remedy."""

import pytest

from items.imports import remedies
from items.imports.decisions import sentence_starts

from ..given import factories
from .found import codes, numbered, one
from .imported import plan, refused

# Units

UNKNOWN = numbered((1, "甲", "市民政局、市粮食局"), (2, "乙", "市气象局、市粮食局"))


def test_unknown_units_block_and_are_counted(cast):
    found = [found for found in plan(UNKNOWN).findings if found.code == "unknown_unit"]
    assert [(one.values["name"], one.values["count"], one.line) for one in found] == [
        ("市粮食局", 2, 1),
        ("市气象局", 1, 2),
    ]
    assert all(one.blocks and one.group == "unknown_unit" for one in found)
    assert len({one.key for one in found}) == 2


@pytest.mark.parametrize(
    "remedy",
    [
        lambda plan, cast: remedies.match_unit(plan, "市气象局", cast.health, remember=False),
        lambda plan, cast: remedies.match_unit_by_name(plan, "市气象局", " 卫生局 ", remember=True),
        lambda plan, cast: remedies.make_unit(plan, "市气象局"),
        lambda plan, cast: remedies.ignore_unit(plan, "市气象局"),
    ],
    ids=["match", "match by name", "make", "ignore"],
)
def test_an_unknown_unit_is_settled(cast, remedy):
    settled = plan(UNKNOWN, remedy(plan(UNKNOWN), cast))
    assert settled.unknown_units == ["市粮食局"]
    assert [found.values["name"] for found in settled.findings if found.code == "unknown_unit"] == ["市粮食局"]


def test_all_unknown_units_are_made_at_once(cast):
    assert plan(UNKNOWN, remedies.make_all_units(plan(UNKNOWN))).unknown_units == []


def test_a_unit_that_was_merged_after_it_was_chosen_is_unknown_again(cast):
    decisions = remedies.match_unit(plan(UNKNOWN), "市气象局", cast.health, remember=False)
    type(cast.health).objects.filter(pk=cast.health.pk).update(successor=cast.education)
    assert "市气象局" in plan(UNKNOWN, decisions).unknown_units


def test_an_item_without_a_unit_is_said_and_does_not_block(cast):
    text = numbered((1, "甲", "市民政局")) + "\n2、修路。\n" + numbered((3, "丙", "市民政局"))
    first = plan(text)
    found = one(first, "no_unit")
    assert (found.blocks, found.values["number"], found.group) == (False, "2", "no_unit")
    for decisions in (
        remedies.give_units(first, found.start, "市卫生局"),
        remedies.give_units(first, found.start, "卫生局、市民政局"),
        remedies.drop_item(first, found.start),
        remedies.join_item(first, found.start),
        remedies.accept(first, [found.key]),
    ):
        assert "no_unit" not in codes(plan(text, decisions))


def test_a_unit_that_was_given_leads(cast):
    text = numbered((1, "甲", "市民政局")) + "\n2、修路。\n" + numbered((3, "丙", "市民政局"))
    first = plan(text)
    second = plan(text, remedies.give_units(first, first.items[1].parsed.start, "市卫生局")).items[1]
    assert [(row.department, row.role, row.basis) for row in second.units] == [(cast.health, "lead", "manual")]


def test_a_collective_without_members_is_said(cast):
    text = numbered((1, "甲", "各区人民政府"), (2, "乙", "各乡镇人民政府"))
    first = plan(text, remedies.make_all_units(plan(text)))
    found = one(first, "no_members")
    assert (found.values["name"], found.blocks) == ("各乡镇人民政府", False)
    assert "no_members" not in codes(plan(text, remedies.accept(first, [found.key])))
    factories.collective("各乡镇人民政府", [cast.east])
    assert "no_members" not in codes(plan(text))


# Leads


def test_an_item_without_a_lead_is_said_until_somebody_names_it(cast):
    text = numbered((1, "甲", "市民政局、市卫生局"), (2, "乙", "各区人民政府、市教育局"))
    first = plan(text)
    found = [found for found in first.findings if found.code == "no_lead"]
    assert [(one.values["number"], one.blocks, one.group) for one in found] == [
        ("1", False, "no_lead"),
        ("2", False, "no_lead"),
    ]
    assert remedies.suggested_leads(first) == {0: "市民政局", first.items[1].parsed.start: "市教育局"}
    second = plan(text, remedies.set_leads(first, {0: "市卫生局"}))
    assert [found.values["number"] for found in second.findings if found.code == "no_lead"] == ["2"]
    assert [(row.name, row.role, row.basis) for row in second.items[0].units] == [
        ("市民政局", "support", "manual"),
        ("市卫生局", "lead", "manual"),
    ]
    assert [item.display_number for item in remedies.leadless(second)] == ["2"]


def test_all_suggested_leads_are_set_at_once(cast):
    text = numbered((1, "甲", "市民政局、市卫生局"), (2, "乙", "各区人民政府、市教育局"))
    first = plan(text)
    settled = plan(text, remedies.set_leads(first, remedies.suggested_leads(first)))
    assert codes(settled) == []
    assert remedies.leadless(settled) == []


def test_an_item_left_with_one_unit_has_no_open_lead(cast):
    text = numbered((1, "甲", "市民政局、市气象局"))
    assert "no_lead" in codes(plan(text))
    assert codes(plan(text, remedies.ignore_unit(plan(text), "市气象局"))) == []


@pytest.mark.parametrize(
    ("units", "role"),
    [
        ("市民政局、甲乙丙", ("lead", "sole")),
        ("市民政局、甲乙丙等", ("responsible", "none")),  # who else answers nobody knows
        ("各区人民政府、甲乙丙", ("responsible", "none")),
    ],
)
def test_the_unit_left_alone_leads_unless_it_stands_for_more(cast, units, role):
    text = numbered((1, "修路", units))
    left = plan(text, remedies.ignore_unit(plan(text), "甲乙丙"))
    (row,) = left.items[0].units
    assert (row.role, row.basis) == role


def test_a_collective_in_first_place_is_said(cast):
    text = "(列第一位者为牵头单位)\n" + numbered((1, "甲", "各区人民政府、市教育局"))
    first = plan(text)
    found = one(first, "lead_is_collective")
    assert found.group == "no_lead"
    settled = plan(text, remedies.set_leads(first, {first.items[0].parsed.start: "市教育局"}))
    assert "lead_is_collective" not in codes(settled)


def test_what_was_said_of_an_item_goes_with_it(cast):
    text = numbered((1, "甲", "市民政局、某种东西等"), (2, "乙", "市民政局"))
    assert {"no_lead", "open_list", "unsure_unit", "unknown_unit"} <= set(codes(plan(text)))
    assert codes(plan(text, remedies.drop_item(plan(text), 0))) == []


@pytest.mark.parametrize("code", ["no_lead", "open_list", "unit_repeat", "number_gap", "group_size", "unread_text"])
def test_what_does_not_block_can_be_left_as_it_is(cast, code):
    text = (
        "市政府将集中力量办好十件实事。\n"
        "1、甲做工。(责任单位:市民政局、市卫生局等)\n修好道路。\n3、乙做工。(责任单位:市民政局*、市卫生局、市民政局)"
    )
    first = plan(text)
    found = one(first, code)
    assert not found.blocks
    left = plan(text, remedies.accept(first, [found.key]))
    assert codes(left) == [other for other in codes(first) if other != code]


def test_a_group_of_findings_can_be_left_at_once(cast):
    text = numbered((1, "甲", "市民政局、市卫生局"), (2, "乙", "各区人民政府、市教育局"))
    first = plan(text)
    assert codes(plan(text, remedies.accept(first, [found.key for found in first.findings]))) == []


def test_a_name_that_does_not_look_like_a_unit_is_settled_with_it(cast):
    text = numbered((1, "甲", "无人知晓的某种东西"))
    first = plan(text)
    assert "unsure_unit" in codes(first)
    name = first.unknown_units[0]
    for decisions in (remedies.make_unit(first, name), remedies.ignore_unit(first, name)):
        assert "unsure_unit" not in codes(plan(text, decisions))
    factories.department(name)
    assert "unsure_unit" not in codes(plan(text))


def test_the_order_of_the_text_suggests_the_lead_also_while_names_are_unknown(cast):
    text = numbered((1, "甲", "各镇人民政府、市气象局、市民政局"))
    assert remedies.suggested_leads(plan(text)) == {0: "市气象局"}


def test_all_new_leaves_out_what_stands_for_several(cast):
    text = numbered((1, "甲", "市气象局、相关部门"), (2, "乙", "各镇人民政府、市粮食局"))
    assert plan(text, remedies.make_single_units(plan(text))).unknown_units == ["相关部门", "各镇人民政府"]


def test_several_units_are_given_at_once_also_new_ones(cast):
    text = numbered((1, "甲", "市气象局")) + "\n2、修路。\n" + numbered((3, "丙", "市民政局"))
    first = plan(text, remedies.make_all_units(plan(text)))
    start = first.items[1].parsed.start
    settled = plan(text, remedies.give_units(first, start, "市气象局、卫生局，市民政局"))
    assert [(row.department.name, row.role) for row in settled.items[1].units] == [
        ("市气象局", "lead"),
        ("市卫生局", "support"),
        ("市民政局", "support"),
    ]
    with refused("No unit is called “市海洋局”"):
        remedies.give_units(first, start, "市民政局、市海洋局")


def test_a_joined_item_with_a_lead_has_no_open_role(cast):
    text = "1、修路(责任单位:市民政局*、市卫生局)。\n2、架桥(责任单位:市教育局、市民政局)。"
    first = plan(text)
    joined = plan(text, remedies.join_item(first, first.items[1].parsed.start))
    assert [(row.name, row.role) for row in joined.items[0].units] == [
        ("市民政局", "lead"),
        ("市卫生局", "support"),
        ("市教育局", "support"),
    ]
    assert "no_lead" not in codes(joined)
    assert all(words[0] != "(" for _offset, words in sentence_starts(joined.items[0].parsed))
