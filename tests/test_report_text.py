"""The parser: the seed exactly, every form of clause on invented examples, and any text at all."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items.report_text import LEAD_RULES, MESSAGES, Deadline, parse

DATA = Path(__file__).parent / "data"
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
]
MESSY_TEXT = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


def only_item(text, **options):
    report = parse(text, **options)
    assert len(report.items) == 1
    return report.items[0]


def roles(item):
    return [(unit.name, unit.role, unit.basis) for unit in item.responsibilities]


def names(item):
    return [unit.name for unit in item.responsibilities]


def path(report, item):
    found, index = [], item.chapter
    while index is not None:
        found.insert(0, report.chapters[index].literal)
        index = report.chapters[index].parent
    return found


def codes(report):
    return [problem.code for problem in report.problems]


def clause(words, **options):
    """The one item of a document whose only clause is `words`."""
    return only_item(f"1.疏通河道。{words}\n", **options)


def rebuilt(report):
    return "".join(report.source[node.start : node.end] for node in report.nodes)


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
        shared = Path(__file__).parents[2] / "shared" / "seed" / "report.txt"
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


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("(责任单位:市水利局*、市财政局)", [("市水利局", "lead", "star"), ("市财政局", "support", "star")]),
        ("（责任单位：★市水利局，市财政局）", [("市水利局", "lead", "star"), ("市财政局", "support", "star")]),
        ("(牵头单位:市水利局;配合单位:市财政局)", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        (
            "（牵头单位：市水利局，责任单位：市财政局）",
            [("市水利局", "lead", "label"), ("市财政局", "support", "label")],
        ),
        ("\n牵头单位:市水利局\n\n责任单位:市财政局", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        ("(牽頭單位:市水利局;配合單位:市財政局)", [("市水利局", "lead", "label"), ("市財政局", "support", "label")]),
        ("(市水利局牵头,市财政局配合)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(由市水利局牵头会同市财政局)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(市水利局会同市财政局落实)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(市发改委商市商务局落实)", [("市发改委", "lead", "wording"), ("市商务局", "support", "wording")]),
        ("(市水利局、各镇街)", [("市水利局", "responsible", "none"), ("各镇街", "responsible", "none")]),
        (
            "(市水利局为牵头单位,市财政局为配合单位)",
            [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")],
        ),
        ("(市财政局配合市水利局落实)", [("市财政局", "support", "wording"), ("市水利局", "lead", "wording")]),
        ("(市水利局负责,市财政局配合)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(市水利局(牵头)、市财政局)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        (
            "(市水利局、市财政局按职责分工负责)",
            [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")],
        ),
        ("【责任单位:市水利局、市财政局】", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("责任单位:市水利局、市财政局。", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("\n部门分工:市水利局牵头,各镇街配合。", [("市水利局", "lead", "wording"), ("各镇街", "support", "wording")]),
        ("(市水利局负责)", [("市水利局", "lead", "sole")]),
        ("(各区政府负责)", [("各区政府", "responsible", "none")]),
    ],
)
def test_clause_gives_roles(words, expected):
    report = parse(f"1.疏通河道。{words}\n")
    assert [roles(item) for item in report.items] == [expected]
    assert rebuilt(report) == report.source


@pytest.mark.parametrize(
    "words",
    [
        "(含音乐厅)",
        "(市文化馆、市图书馆)",
        "(市民中心)",
        "(已完成)",
        "(由居民自行负责)",
        "(详见方案)",
        "(二期工程完成)",
    ],
)
def test_remark_in_brackets_is_no_clause(words):
    item = only_item(f"1.建设剧院{words},年底开放(责任单位:市文旅局)。")
    assert item.text == f"建设剧院{words},年底开放"


def test_first_leads_where_the_document_says_so_anywhere():
    notice = "排名第一的责任单位为牵头单位,其他单位为配合单位。\n"
    item = only_item(notice + "1.疏通河道(责任单位:市水利局、市财政局)。")
    assert roles(item) == [("市水利局", "lead", "rule"), ("市财政局", "support", "rule")]
    inside = only_item("1.疏通河道(市水利局、市财政局负责。排在首位的单位为牵头单位,下同)。")
    assert roles(inside) == [("市水利局", "lead", "rule"), ("市财政局", "support", "rule")]


def test_collective_in_first_place_never_leads_in_silence():
    report = parse("1.疏通河道(责任单位:各区政府、市水利局)。", lead_rule="first")
    assert [unit.role for unit in report.items[0].responsibilities] == ["responsible", "responsible"]
    assert codes(report) == ["lead_is_collective"]


def test_first_place_of_units_that_act_severally_does_not_lead():
    item = clause("(市水利局、市财政局分别负责)", lead_rule="first")
    assert {unit.role for unit in item.responsibilities} == {"responsible"}


@pytest.mark.parametrize("rule", ["label", "none"])
def test_star_leads_only_under_a_rule_that_reads_stars(rule):
    item = clause("(责任单位:市水利局*、市财政局)", lead_rule=rule)
    assert names(item) == ["市水利局", "市财政局"]
    assert {unit.role for unit in item.responsibilities} == {"responsible"}


def test_open_list_is_flagged_and_its_only_name_is_not_the_sole_unit():
    report = parse("1.疏通河道。(市水利局等有关部门负责)")
    assert roles(report.items[0]) == [("市水利局", "responsible", "none")]
    assert codes(report) == ["no_lead", "open_list"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("市财政局、民政局、妇联", ["市财政局", "市民政局", "市妇联"]),
        ("省委宣传部、组织部、财政厅", ["省委宣传部", "省委组织部", "省财政厅"]),
        ("市财政局、高新区管委会、东山区政府、沿江供电局", ["市财政局", "高新区管委会", "东山区政府", "沿江供电局"]),
        ("财政局、民政局", ["财政局", "民政局"]),
        ("市场监管局、民政局", ["市场监管局", "民政局"]),
        ("市财政局、市场监管局", ["市财政局", "市市场监管局"]),
        ("各区政府、街道办事处", ["各区政府", "各街道办事处"]),
        ("市文化和旅游局、市住房保障和房屋管理局", ["市文化和旅游局", "市住房保障和房屋管理局"]),
        ("市教育局和市公安局", ["市教育局", "市公安局"]),
        ("市人力资源\n和社会保障局、市 财政局", ["市人力资源和社会保障局", "市财政局"]),
        ("市教育局 市公安局", ["市教育局", "市公安局"]),
        ("市交通局(市公路中心)、市财政局", ["市交通局(市公路中心)", "市财政局"]),
        ("各县、市、区人民政府，市财政局", ["各县、市、区人民政府", "市财政局"]),
        ("各县(市、区)人民政府;市财政局", ["各县(市、区)人民政府", "市财政局"]),
        ("市财政局/市民政局", ["市财政局", "市民政局"]),
        ("市项目推进办公室、市残疾人联合会", ["市项目推进办公室", "市残疾人联合会"]),
    ],
)
def test_names_are_split_and_completed(written, expected):
    item = clause(f"(责任单位:{written})")
    assert names(item) == expected


def test_literal_of_a_completed_name_stays_as_written():
    units = clause("(责任单位:市财政局、民政局*)").responsibilities
    assert [(unit.name, unit.literal) for unit in units] == [("市财政局", "市财政局"), ("市民政局", "民政局*")]


@pytest.mark.parametrize(
    "name",
    [
        "各县(市)区人民政府",
        "各有关单位",
        "市直有关部门",
        "县(市)区人民政府",
        "全市各级",
        "街道办事处",
        "区直单位",
        "其他成员单位",
    ],
)
def test_name_of_several_units_is_a_collective(name):
    assert clause(f"(责任单位:{name})").responsibilities[0].collective


@pytest.mark.parametrize("name", ["市直机关工委", "高新区管委会", "东山区人民政府", "市政府办公室", "县人民政府"])
def test_name_of_one_unit_is_no_collective(name):
    assert not clause(f"(责任单位:{name})").responsibilities[0].collective


def test_unit_named_twice_counts_once_and_is_reported():
    report = parse("1.疏通河道(责任单位:市水利局、市财政局、市水利局)")
    assert names(report.items[0]) == ["市水利局", "市财政局"]
    assert "unit_repeat" in codes(report)


def test_labelled_heading_above_labelled_items_is_an_item_itself():
    report = parse("一、推进城建(牵头单位:市住建局)\n1.修路(责任单位:市交通局)\n2.建园(责任单位:市园林局)\n")
    assert [(item.number_literal, item.chapter) for item in report.items] == [
        ("一、", None),
        ("1.", None),
        ("2.", None),
    ]


def test_name_that_is_no_unit_is_reported():
    assert "unsure_unit" in codes(parse("1.疏通河道(责任单位:尽快确定)"))


def test_several_clauses_of_one_number_are_items_of_their_own():
    report = parse("(三)改善交通。修路十条。(市交通局负责)增开公交线路。(市公交集团负责)")
    assert [(i.number, i.number_literal, i.clause, i.text) for i in report.items] == [
        (3, "(三)", 1, "改善交通。修路十条。"),
        (3, "(三)", 2, "增开公交线路。"),
    ]
    assert codes(report) == []


def test_points_before_one_clause_are_text_of_the_item():
    report = parse(
        "一、民生\n(一)改善交通。\n1.修路十条;\n2.建桥一座。\n责任单位:市交通局\n"
        "(二)改善住房。\n1.建房;\n2.修房。\n责任单位:市住建局\n"
    )
    assert [(i.number_literal, names(i)) for i in report.items] == [("(一)", ["市交通局"]), ("(二)", ["市住建局"])]
    assert report.items[0].text == "改善交通。\n1.修路十条;\n2.建桥一座。"


def test_headings_nest_by_their_numbers():
    text = (
        "第一章 经济\n一、工业\n(一)园区\n1.建厂(市工信局负责)\n二、农业\n(一)水利\n1.修渠(市水利局负责)\n"
        "第二章 民生\n一、教育\n1.建校(市教育局负责)\n"
    )
    report = parse(text)
    assert [path(report, item) for item in report.items] == [
        ["第一章 经济", "一、工业", "(一)园区"],
        ["第一章 经济", "二、农业", "(一)水利"],
        ["第二章 民生", "一、教育"],
    ]
    assert codes(report) == []


def test_headings_may_nest_against_the_usual_order():
    text = "1、工业\n(一)建厂(市工信局负责)\n(二)扩产(市工信局负责)\n2、农业\n(一)修渠(市水利局负责)\n"
    report = parse(text)
    assert [path(report, item) for item in report.items] == [["1、工业"], ["1、工业"], ["2、农业"]]


def test_same_form_may_be_heading_here_and_item_there():
    text = "一、工业\n(一)园区\n1.建厂(市工信局负责)\n(二)扩大出口(市商务局负责)\n"
    report = parse(text)
    assert [(item.number_literal, path(report, item)) for item in report.items] == [
        ("1.", ["一、工业", "(一)园区"]),
        ("(二)", ["一、工业"]),
    ]


def test_numbers_within_a_line_are_found():
    report = parse("(一)改善交通。8、修路(责任单位:市交通局)。9、建桥(责任单位:市住建局);10、通车(责任单位:市公安局)")
    assert [(item.number, item.text) for item in report.items] == [(8, "修路"), (9, "建桥"), (10, "通车")]
    assert report.chapters[0].literal == "(一)改善交通。"


def test_number_before_digits_is_read_by_its_place_in_the_sequence():
    report = parse("9.修路(市交通局负责)\n10.100座桥(市住建局负责)\n投资3.5亿元建房,\n2.5万人入住(市财政局负责)\n")
    assert [(item.number, item.text[:3]) for item in report.items[:2]] == [(9, "修路"), (10, "100")]
    assert all(item.number != 2 for item in report.items)


@pytest.mark.parametrize("text", ["一、二季度开工修路。", "3.5亿元用于修路。", "2026.3.1"])
def test_numerals_that_begin_a_sentence_are_no_numbers(text):
    report = parse(f"{text}(市交通局负责)")
    assert [item.number for item in report.items] == [None]


def test_gap_and_repeat_are_reported_and_restart_is_not():
    text = (
        "一、工业\n1.甲(市工信局负责)\n3.乙(市工信局负责)\n3.丙(市工信局负责)\n"
        "二、农业\n1.丁(市水利局负责)\n2.戊(市水利局负责)\n"
    )
    report = parse(text)
    assert codes(report) == ["number_gap", "number_repeat"]


def test_item_without_unit_stands_beside_items_and_is_reported():
    report = parse("1.修路(市交通局负责)\n2.建桥,\n方便出行。\n3.通车(市公安局负责)\n")
    assert [item.text for item in report.items] == ["修路", "建桥,\n方便出行。", "通车"]
    assert codes(report) == ["no_unit"]


def test_covering_notice_is_no_item():
    text = (
        "东山市人民政府文件\n东政发〔2026〕3号\n关于印发工作任务分解方案的通知\n各区人民政府,市政府各部门:\n"
        "现将方案印发给你们,请认真执行。\n"
        "东山市人民政府\n2026年1月20日\n东山市2026年工作任务分解方案\n一、工业\n1.建厂(市工信局负责)\n— 3 —\n"
    )
    report = parse(text)
    kinds = {report.source[n.start : n.end]: n.kind for n in report.nodes}
    assert report.title == "东山市2026年工作任务分解方案"
    assert [intro.text for intro in report.intros] == ["现将方案印发给你们,请认真执行。"]
    assert {kinds[line] for line in ("东政发〔2026〕3号", "2026年1月20日", "— 3 —", "东山市人民政府")} == {"metadata"}
    assert len(report.items) == 1 and codes(report) == []


def test_text_that_nobody_read_is_reported_with_its_place():
    report = parse("1.修路(市交通局负责)\n莫名其妙\n的两行\n2.建桥(市交通局负责)\n")
    (problem,) = report.problems
    assert (problem.code, problem.line, report.source[problem.start : problem.end]) == (
        "unread_text",
        2,
        "莫名其妙\n的两行",
    )


def test_forgotten_bracket_does_not_swallow_the_next_item():
    report = parse("1.修路(责任单位:市交通局、市财政局\n2.建桥(含引桥(责任单位:市住建局)\n")
    assert [names(item) for item in report.items] == [["市交通局", "市财政局"], ["市住建局"]]
    assert codes(report).count("unbalanced_bracket") == 2


def test_group_ends_with_its_count_or_at_the_next_heading():
    text = (
        "一、民生\n今年办好三件民生实事。\n1、建校(市教育局负责)\n2、建院(市卫健委负责)\n"
        "二、其他\n3、修路(市交通局负责)\n"
    )
    report = parse(text)
    assert [path(report, item) for item in report.items] == [["一、民生", "三件民生实事"]] * 2 + [["二、其他"]]
    assert codes(report) == ["group_size"]
    counted = parse("今年办好2件实事。\n1、甲(市教育局负责)\n2、乙(市教育局负责)\n3、丙(市教育局负责)\n")
    assert [item.chapter for item in counted.items] == [0, 0, None]


def test_leaders_and_deadline_have_labels_of_their_own():
    item = only_item("1.修路。\n分管领导:王一、李二\n责任单位:市交通局\n完成时限:2026年9月底前\n")
    assert item.leaders == ("王一", "李二")
    assert item.deadline == Deadline("2026年9月底前", date(2026, 9, 30))
    assert names(item) == ["市交通局"]


@pytest.mark.parametrize(
    ("literal", "day"),
    [
        ("2026年12月", date(2026, 12, 31)),
        ("2026年2月15日", date(2026, 2, 15)),
        ("2026年上半年", date(2026, 6, 30)),
        ("2026年三季度", date(2026, 9, 30)),
        ("2026年底前", date(2026, 12, 31)),
        ("2026年13月", None),
        ("年底前", None),
        ("6月底前完成", None),
        ("4月底前出台办法,年内持续推进", None),
        ("全年", None),
    ],
)
def test_deadline_has_a_date_only_where_the_text_gives_it(literal, day):
    assert clause(f"(责任单位:市交通局;完成时限:{literal})").deadline == Deadline(literal, day)


def test_deadline_among_the_units_is_no_unit():
    item = clause("(市交通局、市财政局负责,年底前完成)")
    assert names(item) == ["市交通局", "市财政局"]
    assert item.deadline == Deadline("年底前完成", None)
    twice = clause("(市交通局牵头,市财政局等配合,4月底前出台办法,年内持续推进)")
    assert names(twice) == ["市交通局", "市财政局"]
    assert twice.deadline == Deadline("4月底前出台办法,年内持续推进", None)


def test_tasks_without_numbers_take_the_paragraph_before_their_clause():
    report = parse(
        "修路十条\n部门分工:市交通局牵头。\n"
        "建校一所 工作措施:抓紧选址。尽快开工。 部门分工:市教育局牵头,市财政局配合。\n"
    )
    assert [(item.number, item.number_literal, item.text) for item in report.items] == [
        (None, "", "修路十条"),
        (None, "", "建校一所"),
    ]
    assert codes(report) == []


def test_value_goes_on_where_the_line_ends_with_a_comma():
    item = clause("\n责任单位:市交通局、\n市财政局")
    assert names(item) == ["市交通局", "市财政局"]


@given(MESSY_TEXT, st.sampled_from([None, *LEAD_RULES]))
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
            assert unit.literal == text[unit.start : unit.end] and item.start <= unit.start < unit.end <= item.end
    for piece in report.chapters:
        assert piece.literal == text[piece.start : piece.end]
    for intro in report.intros:
        assert intro.text == text[intro.start : intro.end]
    json.dumps(report.as_json())


@pytest.mark.parametrize(
    "text",
    [
        (SEED + "\n") * 288,
        SEED.replace("\n", "") * 288,
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
    ],
    ids=lambda text: f"{text[:8]!r}…{len(text)}",
)
def test_time_grows_with_the_length_only(text):
    began = time.perf_counter()
    report = parse(text)
    # A second per megabyte is usual; ten leave room for a busy machine, quadratic work would take minutes.
    assert time.perf_counter() - began < 10
    assert rebuilt(report) == text
