"""What people decide about a draft's items: the parse as it is then, and as JSON."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from items.imports import Decisions, ImportRefused, ReportData, plan_import, remedies
from items.imports.decisions import revise, sentence_starts
from items.report_text.parser import parse

from ..places import DATA
from .imported import refused

TEXT = """一、民生
1、修建道路30公里。架设桥梁5座;疏浚河道。(责任单位:市民政局*、市卫生局;完成时限:2012年6月底)
2、改造校舍20所。(责任单位:市教育局、市卫生局)
修好道路。
3、种树(责任单位:市民政局)。"""
PARSED = parse(TEXT)
SEED = parse((DATA / "xiangyang-2011.txt").read_text(encoding="utf-8"))
FIRST, SECOND, THIRD = (item.start for item in PARSED.items)
BRIDGE, RIVER = TEXT.index("架设"), TEXT.index("疏浚")


def spelled(decisions, parsed=PARSED):
    """[(number, clause, text)] as decided."""
    return [(item.number, item.clause, item.text) for item in revise(parsed, decisions).items]


class Board:
    """A plan of TEXT on which remedies are taken one after another, as on the page."""

    def __init__(self, parsed=PARSED):
        self.parsed = parsed
        self.decisions = Decisions()

    @property
    def plan(self):
        return plan_import(self.parsed, ReportData(year=2012, title="分解"), self.decisions)

    def take(self, remedy, *values, **options):
        self.decisions = remedy(self.plan, *values, **options)
        return self

    @property
    def items(self):
        return [(item.display_number, item.parsed.text) for item in self.plan.items]


@pytest.fixture
def board(cast):
    return Board()


# One decision each


def test_without_decisions_the_parse_stays_as_it_is():
    assert revise(PARSED, Decisions()) == PARSED
    assert revise(SEED, Decisions()) == SEED


def test_an_item_that_is_no_task_is_left_out():
    assert [number for number, *_rest in spelled(Decisions(dropped=[SECOND]))] == [1, 3]


def test_a_joined_item_becomes_the_end_of_the_one_before():
    joined = revise(PARSED, Decisions(joined=[SECOND])).items[0]
    second = PARSED.items[1]
    assert joined.text == TEXT[PARSED.items[0].text_start : second.text_end]
    assert (joined.number, joined.end) == (1, second.end)
    assert [unit.name for unit in joined.responsibilities] == ["市民政局", "市卫生局", "市教育局"]
    assert joined.deadline == PARSED.items[0].deadline
    assert [target.unit for target in joined.targets] == ["公里", "座", "所"]


def test_the_first_item_cannot_be_joined_to_anything():
    assert spelled(Decisions(joined=[FIRST])) == spelled(Decisions())


def test_the_parts_of_a_split_item_share_number_units_and_deadline():
    first, second, third, *_rest = revise(PARSED, Decisions(splits=[BRIDGE, RIVER])).items
    assert [first.text, second.text, third.text] == ["修建道路30公里。", "架设桥梁5座;", "疏浚河道。"]
    assert [(part.number, part.clause) for part in (first, second, third)] == [(1, 1), (1, 2), (1, 3)]
    assert first.responsibilities == second.responsibilities == third.responsibilities
    assert first.deadline == second.deadline == third.deadline
    assert (first.start, second.start, third.start) == (FIRST, BRIDGE, RIVER)
    assert third.end == PARSED.items[0].end


def test_targets_go_with_the_words_they_stand_in():
    first, second, third, *_rest = revise(PARSED, Decisions(splits=[BRIDGE, RIVER])).items
    assert [[target.literal for target in part.targets] for part in (first, second, third)] == [
        ["修建道路30公里"],
        ["架设桥梁5座"],
        [],
    ]


def test_milestones_go_with_the_words_they_stand_in():
    item = next(item for item in SEED.items if len(item.milestones) > 1)
    offset = item.milestones[1].start
    parts = [part for part in revise(SEED, Decisions(splits=[offset])).items if part.number == item.number]
    assert [len(part.milestones) for part in parts] == [1, len(item.milestones) - 1]


def test_a_split_item_knows_its_lines():
    text = "1、修路。\n架桥。(责任单位:市民政局)"
    parsed = parse(text)
    parts = revise(parsed, Decisions(splits=[text.index("架桥")])).items
    assert [part.line for part in parts] == [1, 2]


def test_unread_text_becomes_an_item_under_the_heading_above():
    start = TEXT.index("修好")
    end = TEXT.index("\n3、")
    added = revise(PARSED, Decisions(added=[[start, end]])).items[2]
    assert (added.text, added.number, added.chapter) == (TEXT[start:end], None, 0)
    assert (added.line, added.responsibilities) == (4, ())


def test_a_lead_by_a_persons_word_makes_the_others_supporting():
    item = revise(PARSED, Decisions(leads={str(SECOND): ["市卫生局"]})).items[1]
    assert [(unit.name, unit.role, unit.basis) for unit in item.responsibilities] == [
        ("市教育局", "support", "manual"),
        ("市卫生局", "lead", "manual"),
    ]


def test_a_lead_that_does_not_stand_on_the_item_changes_nothing():
    assert revise(PARSED, Decisions(leads={str(SECOND): ["市气象局"]})) == PARSED


def test_decisions_survive_as_json():
    decisions = Decisions(
        units={"市民政局": {"as": "known", "department": 3, "remember": True}},
        leads={str(FIRST): ["市卫生局"]},
        given={str(THIRD): [[4, "lead"]]},
        numbers={str(SECOND): 7},
        dropped=[1],
        splits=[BRIDGE],
        joined=[SECOND],
        added=[[3, 9]],
        accepted=["no_lead:3"],
        cancelled=[5],
    )
    assert Decisions(**json.loads(json.dumps(decisions.as_json()))) == decisions


def test_an_item_can_be_split_where_a_sentence_begins():
    assert sentence_starts(PARSED.items[0]) == [(BRIDGE, "架设桥梁5座;疏浚河道。"), (RIVER, "疏浚河道。")]
    assert sentence_starts(PARSED.items[2]) == []


# One after another, as on the page


def test_a_split_is_undone_by_joining(board):
    before = board.items
    board.take(remedies.split_item, FIRST, BRIDGE)
    assert [number for number, _text in board.items] == ["1", "1-2", "2", "3"]
    board.take(remedies.join_item, BRIDGE)
    assert board.items == before
    assert board.decisions == Decisions()


def test_a_joining_is_undone_by_splitting(board):
    before = board.items
    board.take(remedies.join_item, SECOND).take(remedies.split_item, FIRST, SECOND)
    assert board.items == before


@pytest.mark.parametrize(
    ("part", "left"), [(FIRST, ["架设桥梁5座;疏浚河道。"]), (BRIDGE, ["修建道路30公里。"])], ids=["first", "second"]
)
def test_a_part_of_a_split_item_can_be_no_task(board, part, left):
    board.take(remedies.split_item, FIRST, BRIDGE).take(remedies.drop_item, part)
    assert [text for number, text in board.items if number == "1"] == left
    assert [number for number, _text in board.items] == ["1", "2", "3"]


def test_a_joined_item_goes_with_the_one_it_was_joined_to(board):
    board.take(remedies.join_item, SECOND).take(remedies.drop_item, FIRST)
    assert board.items == [("3", "种树")]


def test_a_joined_text_can_be_split_anywhere(board):
    """Also between the two texts, where neither of the items had a place to be split."""
    board.take(remedies.join_item, SECOND)
    school = TEXT.index("改造")
    board.take(remedies.split_item, FIRST, school)
    assert [number for number, _text in board.items] == ["1", "1-2", "3"]
    assert board.items[1][1] == "改造校舍20所。"
    board.take(remedies.drop_item, school)
    assert [number for number, _text in board.items] == ["1", "3"]


def test_the_rest_of_a_split_item_can_belong_to_another_one(board):
    """A first part that is no task stays out when the second part is joined to the item before."""
    board.take(remedies.split_item, SECOND, TEXT.index("校舍"))
    board.take(remedies.drop_item, SECOND).take(remedies.join_item, TEXT.index("校舍"))
    assert [number for number, _text in board.items] == ["1", "3"]
    assert board.items[0][1].endswith("校舍20所。")


def test_all_parts_of_an_item_go_by_the_number_that_was_given(board):
    board.take(remedies.split_item, FIRST, BRIDGE).take(remedies.set_number, FIRST, 17)
    assert [number for number, _text in board.items] == ["17", "17-2", "2", "3"]


def test_items_numbered_through_count_parts_under_one_number(cast):
    board = Board(
        parse(
            "一、水\n1、修渠(责任单位:市民政局)。\n二、林\n1、种树(责任单位:市民政局)。\n三、河\n1、挖河。清淤。(责任单位:市民政局)"
        )
    )
    items = board.plan.items
    river = items[-1].parsed
    board.take(remedies.split_item, river.start, board.parsed.source.index("清淤"))
    assert [number for number, _text in board.items] == ["1", "2", "3", "3-2"]
    board.take(remedies.drop_item, river.start)
    assert [number for number, _text in board.items] == ["1", "2", "3"]


def test_unread_text_that_became_a_task_can_be_none_after_all(board):
    found = next(found for found in board.plan.findings if found.code == "unread_text")
    board.take(remedies.add_item, found.key)
    assert [text for _number, text in board.items][2] == TEXT[found.start : found.end]
    board.take(remedies.drop_item, found.start)
    assert len(board.items) == 3
    assert "unread_text" not in [found.code for found in board.plan.findings]


# What is refused


@pytest.mark.parametrize("remedy", [remedies.drop_item, remedies.join_item])
def test_an_item_that_is_none_any_more_is_refused(board, remedy):
    with refused("no longer among the items"):
        remedy(board.plan, FIRST + 1)


def test_nothing_stands_before_the_first_item(board):
    with refused("no item before the first"):
        remedies.join_item(board.plan, FIRST)


@pytest.mark.parametrize("offset", [0, FIRST, FIRST + 2, SECOND, 10**9])
def test_an_item_is_split_within_its_text_only(board, offset):
    with refused("within its text"):
        remedies.split_item(board.plan, FIRST, offset)


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_a_number_has_one_to_six_digits(board, number):
    with refused("between 1 and 999999"):
        remedies.set_number(board.plan, FIRST, number)


def test_only_a_unit_on_the_item_leads_it(board):
    with refused("Only a unit that stands on the item"):
        remedies.set_leads(board.plan, {SECOND: "市气象局"})


def test_a_unit_that_was_merged_meanwhile_is_no_choice(cast):
    type(cast.health).objects.filter(pk=cast.health.pk).update(successor=cast.education)
    with refused("no longer exists"):
        remedies.unmerged_department(cast.health.pk)
    with refused("No unit is called “市卫生局”"):
        remedies.give_units(Board().plan, FIRST, "市卫生局")


@pytest.mark.parametrize("key", ["unread_text:0", "number_gap:3", "", "no_lead:" + str(SECOND)])
def test_only_unread_text_becomes_a_task(board, key):
    with refused("settled already"):
        remedies.add_item(board.plan, key)


def test_only_findings_of_the_plan_can_be_accepted(board):
    """What the browser sends is not kept as it comes."""
    assert remedies.accept(board.plan, ["x\0", "no_lead:999999"]) == Decisions()
    blocking = Board(parse("1、甲(责任单位:市气象局)。")).plan
    assert remedies.accept(blocking, [found.key for found in blocking.findings if found.blocks]) == Decisions()


# Whatever is decided


def assert_in_order(parsed):
    end = 0
    for item in parsed.items:
        assert item.start <= item.text_start <= item.text_end <= item.end
        assert end <= item.start
        assert item.text == parsed.source[item.text_start : item.text_end]
        for part in (*item.targets, *item.milestones):
            assert item.text_start <= part.start <= part.end <= item.text_end
        end = item.end


@st.composite
def steps(draw):
    """Remedies on the seed's items, each with two choices that the state at hand turns into places."""
    verbs = st.sampled_from(["drop", "join", "split", "split at a sentence"])
    return draw(st.lists(st.tuples(verbs, st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12))


# An item joined over one that was dropped, cut where that one began.
@example([("drop", 4, 0), ("join", 4, 0), ("split at a sentence", 3, 0)])
@given(steps())
def test_items_stay_in_order_whatever_is_decided(steps):
    decisions = Decisions()
    for verb, which, where in steps:
        parsed = revise(SEED, decisions)
        if not parsed.items:
            break
        index = which % len(parsed.items)
        item = parsed.items[index]
        plan = plan_of(parsed, decisions)
        try:
            if verb == "drop":
                decisions = remedies.drop_item(plan, item.start)
            elif verb == "join":
                decisions = remedies.join_item(plan, item.start)
            else:
                decisions = remedies.split_item(plan, item.start, place(verb, item, where))
        except ImportRefused:
            continue
        changed = revise(SEED, decisions)
        assert_in_order(changed)
        assert len(changed.items) == len(parsed.items) + (1 if verb.startswith("split") else -1)


def place(verb, item, where):
    starts = sentence_starts(item)
    if verb == "split" or not starts:
        return item.text_start + where % (len(item.text) + 1)
    return starts[where % len(starts)][0]


def plan_of(parsed, decisions):
    """As much of a plan as these remedies ask for, without a database."""
    items = [SimpleNamespace(parsed=item, position=position) for position, item in enumerate(parsed.items, start=1)]
    return SimpleNamespace(items=items, decisions=decisions)


@given(
    st.builds(
        Decisions,
        dropped=st.lists(st.integers(0, len(SEED.source)), max_size=20),
        splits=st.lists(st.integers(0, len(SEED.source)), max_size=20),
        joined=st.lists(st.sampled_from([item.start for item in SEED.items]), max_size=20),
    )
)
def test_items_stay_in_order_whatever_a_draft_holds(decisions):
    assert_in_order(revise(SEED, decisions))
