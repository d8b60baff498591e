"""Targets and milestones of the seed, exactly as labelled by hand."""

import json

import pytest

from items.report_text.parser import parse

from ..places import DATA

SEED = (DATA / "xiangyang-2011.txt").read_bytes().decode()
EXPECTED = json.loads((DATA / "xiangyang-2011.expected.json").read_text(encoding="utf-8"))["items"]
# The hand-made label takes 义务教育 from the clause before; a rule keeps to the clause itself.
LABELS_FROM_ELSEWHERE = {"义务教育达标学校": "达标学校"}
# A checkable step that the hand-made list leaves out.
MORE_MILESTONES = {193: ["启动实施社会保险“一卡通”惠民工程"]}


class TestSeed:
    report = parse(SEED)

    @pytest.mark.parametrize("index", range(31), ids=lambda index: str(EXPECTED[index]["number"]))
    def test_targets_are_exactly_as_expected(self, index):
        found = [
            (t.label, t.number, t.number_literal, t.unit, t.comparator, t.literal, t.start, t.end)
            for t in self.report.items[index].targets
        ]
        assert found == [
            (
                LABELS_FROM_ELSEWHERE.get(t["label"], t["label"]),
                t["value"],
                *(t[name] for name in ("number_literal", "unit", "comparator", "literal", "start", "end")),
            )
            for t in EXPECTED[index]["targets"]
        ]

    @pytest.mark.parametrize("index", range(31), ids=lambda index: str(EXPECTED[index]["number"]))
    def test_milestones_are_as_expected(self, index):
        expected = EXPECTED[index]["qualitative_targets"] + MORE_MILESTONES.get(EXPECTED[index]["number"], [])
        assert [milestone.title for milestone in self.report.items[index].milestones] == expected

    def test_count_of_targets(self):
        assert sum(len(item.targets) for item in self.report.items) == 33
        assert sum(bool(item.targets) for item in self.report.items) == 12

    def test_nothing_is_left_to_decide(self):
        assert not [p for p in self.report.problems if p.code == "target_unsure"]

    def test_only_two_figures_are_counted_per_something(self):
        assert [t.per for item in self.report.items for t in item.targets if t.per] == ["每个乡镇", "日"]
