"""The parser: the seed exactly, the published shape, and any text at all in time that grows with its length."""

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from items.report_text.parser import parse
from items.report_text.problems import MESSAGES
from items.report_text.roles import LEAD_RULES

from ..given.parsed import codes, path, rebuilt, roles
from ..places import DATA, ROOT

SEED = (DATA / "xiangyang-2011.txt").read_bytes().decode()
EXPECTED = json.loads((DATA / "xiangyang-2011.expected.json").read_text(encoding="utf-8"))
FRAGMENTS = [
    "1、",
    "2.",
    "11.1",
    "２．",
    "(一)",
    "（二）",
    "三、",
    "第一章",
    "①",
    "(1)",
    "责任单位:",
    "牵头单位：",
    "(责任单位:",
    "(牵头单位:",
    "市财政局",
    "财政局",
    "各县(市)区人民政府",
    "*",
    "负责",
    "牵头",
    "配合",
    "会同",
    "等有关部门",
    "、",
    "，",
    "。",
    ";",
    "(",
    ")",
    "（",
    "）",
    "【",
    "】",
    "“",
    "”",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\u3000",
    "\u2028",
    "十件实事",
    "10件民生实事",
    "完成时限:",
    "2026年12月底前",
    "年内持续推进",
    "工作措施:",
    "加快建设",
    "提高水平。",
    "列第一位者为牵头单位",
    "下同",
    "分管领导:",
    "王一",
    "百",
    "零、",
    "〔2020〕3号",
    "一、二季度",
    "\t",
    "\t",
    "〃",
    "同上",
    "|",
    "|---|---|\n",
    '"',
    "1.1",
    "1 ",
    "任务1:",
    "序号",
    "工作任务",
    "年度目标",
    "类别",
    "备注",
    "合计",
    "注:",
    "序号\t工作任务\t责任单位\n",
    "序号\t类别\t工作任务\t牵头单位\t配合单位\n",
    "序号|任务|责任单位\n",
    "序号 工作任务 责任单位\n",
    "序号\n任务\n责任单位\n",
    "序号 |\n任务 |\n责任单位 |\n",
    "1\t修路\t市交通局\n",
    "〃\t〃\t市财政局\n",
    "\t建桥\t\n",
    "1 修路 市交通局\n",
    "2\n建桥\n市住建局\n",
    "1 |\n修路 |\n市交通局 |\n",
    "2026年工作任务分解表\n",
    "- 1 -\n",
    "目录\n一、工业…………3\n",
]
MESSY_TEXT = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


class TestSeed:
    report = parse(SEED)

    @pytest.mark.parametrize("index", range(31))
    def test_item_is_exactly_as_expected(self, index):
        item, want = self.report.items[index], EXPECTED["items"][index]
        got = {
            "number": item.number,
            "number_literal": item.number_literal,
            "heading_path": path(self.report, item),
            "text": item.text,
            "start": item.start,
            "text_start": item.text_start,
            "end": item.end,
        }
        assert got == {key: want[key] for key in got}
        assert [
            (u.name, u.literal, u.basis == "star" and u.role == "lead", u.collective) for u in item.responsibilities
        ] == [(u["unit"], u["literal"], u["lead"], u["collective"]) for u in want["units"]]

    def test_counts(self):
        assert len(self.report.items) == 31
        assert sum(len(item.responsibilities) for item in self.report.items) == 97
        assert sum(u.basis == "star" and u.role == "lead" for i in self.report.items for u in i.responsibilities) == 5
        assert self.report.lead_rule == "star"

    def test_unmarked_items_are_responsible_and_single_units_lead(self):
        by_number = {item.number: item for item in self.report.items}
        assert roles(by_number[197]) == [
            ("各县(市)区人民政府", "responsible", "none"),
            ("市教育局", "responsible", "none"),
        ]
        assert roles(by_number[196]) == [("市住房保障和房屋管理局", "lead", "sole")]
        assert roles(by_number[189])[1] == ("市国土资源局", "support", "star")

    def test_problems_name_the_items_without_a_lead_and_nothing_else(self):
        assert set(codes(self.report)) == {"no_lead"}
        assert len(self.report.problems) == 24

    def test_group_of_ten_stands_in_its_introduction(self):
        group = self.report.chapters[1]
        assert (group.label, group.title, group.literal, group.parent) == ("", "十件实事", "十件实事", 0)
        assert SEED[group.start : group.end] == "十件实事"
        assert [item.number for item in self.report.items if item.chapter == 1] == list(range(200, 210))
        assert self.report.intros[0].start < group.start < group.end < self.report.intros[0].end

    def test_two_introducing_paragraphs_belong_to_no_item(self):
        assert [intro.text[:10] for intro in self.report.intros] == ["在做好以上各项工作的", "建设新襄阳,实现新跨"]

    def test_heading_keeps_its_full_stop_and_its_title_does_not(self):
        chapter = self.report.chapters[3]
        assert chapter.literal == "(一)深入解放思想,建设创新型政府。"
        assert (chapter.label, chapter.title) == ("(一)", "深入解放思想,建设创新型政府")

    def test_source_is_rebuilt_and_nothing_is_unread(self):
        assert rebuilt(self.report) == SEED
        assert {n.kind for n in self.report.nodes} == {"heading", "number", "text", "clause", "intro", "separator"}

    def test_line_ends_of_another_system_change_only_the_offsets(self):
        report = parse(SEED.replace("\n", "\r\n"))
        assert [item.text for item in report.items] == [item.text for item in self.report.items]
        assert [item.line for item in report.items] == [item.line for item in self.report.items]
        assert rebuilt(report) == report.source

    def test_copy_is_the_shared_seed(self):
        shared = ROOT.parent / "shared" / "seed" / "report.txt"
        if not shared.exists():
            pytest.skip("no shared folder beside the checkout")
        assert shared.read_bytes() == (DATA / "xiangyang-2011.txt").read_bytes()


def test_json_has_the_published_shape():
    data = parse("一、水利\n1.疏通河道。(责任单位:市水利局*、市财政局;完成时限:2026年6月)\n").as_json()
    assert list(data) == ["schema", "title", "lead_rule", "chapters", "items", "intros", "problems"]
    assert data["chapters"] == [
        {"label": "一、", "title": "水利", "literal": "一、水利", "parent": None, "start": 0, "end": 4}
    ]
    item = data["items"][0]
    assert item["responsibilities"][0] == {
        "name": "市水利局",
        "literal": "市水利局*",
        "role": "lead",
        "basis": "star",
        "collective": False,
    }
    assert item["deadline"] == {"literal": "2026年6月", "date": "2026-06-30"}
    assert (item["leaders"], item["targets"], item["chapter"], item["clause"], item["line"]) == ([], [], 0, 1, 2)
    assert json.loads(json.dumps(data)) == data


def test_every_problem_has_a_sentence():
    report = parse("1.甲(责任单位:市水利局、市财政局)\n3.乙(责任单位:各区政府)\n(丙")
    assert all(problem.code in MESSAGES and problem.message.endswith((".", "(丙", "(")) for problem in report.problems)


def test_unknown_lead_rule_is_refused():
    with pytest.raises(ValueError, match="lead_rule"):
        parse("", lead_rule="loudest")


@given(MESSY_TEXT, st.sampled_from([None, *LEAD_RULES]))
@example("责任单位:。0.\r①”责任单位:", None)  # a number of a notice behind a clause on one line
@settings(max_examples=400, deadline=None)
def test_any_text_parses_and_is_rebuilt(text, rule):
    report = parse(text, lead_rule=rule)
    assert rebuilt(report) == text
    assert [n.start for n in report.nodes[1:]] == [n.end for n in report.nodes[:-1]]
    assert all(n.start < n.end for n in report.nodes)
    for item in report.items:
        assert 0 <= item.start <= item.text_start <= item.text_end <= item.end <= len(text)
        assert item.text == text[item.text_start : item.text_end]
        for unit in item.responsibilities:
            assert unit.literal == text[unit.start : unit.end]
            # A heading of units answers for the tasks below it, and what stands above all numbers for all.
            within = [item, *report.chapters, *(node for node in report.nodes if node.kind == "clause")]
            assert any(part.start <= unit.start < unit.end <= part.end for part in within)
    for piece in report.chapters:
        assert piece.literal == text[piece.start : piece.end]
    for intro in report.intros:
        assert intro.text == text[intro.start : intro.end]
    json.dumps(report.as_json())


@pytest.mark.parametrize(
    "text",
    [
        (SEED + "\n") * 72,
        SEED.replace("\n", "") * 72,
        "(" * 100_000,
        "(" * 50_000 + "市水利局负责" + ")" * 50_000,
        "1" * 100_000,
        "、" * 100_000,
        "市" * 100_000,
        "(责任单位:" * 20_000,
        "1.甲(责任单位:" + "市水利局、" * 20_000 + ")",
        "1.甲(责任单位:" + "城乡" * 50_000 + "局)",
        "牵头单位:" * 20_000,
        "1.\n(一)\n" * 15_000,
        "1 甲\n1.1 乙\n" * 15_000,
        "|" * 100_000,
        "\t" * 100_000,
        "责任单位:" + "市水利局 " * 20_000,
        "序号\t工作任务\t责任单位\n" * 10_000,
        "序号\n任务\n责任单位\n" * 10_000,
        "序号|任务|责任单位\n|-|\n" * 10_000,
        "序号 任务 责任单位\n1 修路 " + "市 " * 50_000,
        '序号\t任务\t责任单位\n1\t"' + "修\n" * 50_000,
        "序号\n任务\n责任单位\n" + "1\n" * 50_000,
        "序号 任务 责任单位\n" + "一、甲\n" * 20_000 + "1 修路 市交通局\n",
        "一、甲\n序号\t任务\t责任单位\n1\t修路\t市交通局\n" * 5_000,
    ],
    ids=lambda text: f"{text[:8]!r}…{len(text)}",
)
def test_time_grows_with_the_length_only(text):
    began = time.process_time()
    parse(text[: len(text) // 4])
    quarter = time.process_time() - began
    report = parse(text)
    # Four times as much text; what looks through all of it for every line of it would take sixteen times as long.
    assert time.process_time() - began - quarter < 7 * quarter + 0.5
    assert rebuilt(report) == text
