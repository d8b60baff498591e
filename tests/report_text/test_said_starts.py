"""Items begin where a person says; what two or three shown places have in common tells the others."""

import pytest

from items.report_text.model import SaidStarts
from items.report_text.parser import parse
from items.report_text.starts import places, propose

STEMS = (
    "重点工作\n甲．新建城市支路5条，年内通车。\n乙．改造雨污分流管网27公里(市水务局)。\n还要做好宣传。\n"
    "丙．建设停车楼2座。\n丁．植树1000亩。\n"
)
PARAGRAPH = (
    "为推动全市发展，重点抓好以下工作。交通方面新建农村公路30公里。沿线同步绿化。水利方面疏浚河道12公里，十月完成。"
    "教育方面新建学校2所。卫生方面建成社区医院3家。另外各部门要高度重视。"
)
UNITS = "市住建局：新建城市支路5条。配套管网同步改造。\n市水务局：改造管网27公里。\n市民政局：建设养老中心2座。\n"


def at(text, *words):
    return [text.index(one) for one in words]


def proposed(text, *words):
    """[(rule, number of starts)] that these marked places have in common."""
    return [(one.rule, len(one.starts)) for one in propose(text, at(text, *words), 0, len(text))]


def read(text, starts, end=None):
    report = parse(text, starts=[SaidStarts(tuple(starts), end or len(text))])
    assert "".join(text[node.start : node.end] for node in report.nodes) == text
    return report


def first_proposed(text, *words):
    """The parse with the best proposal."""
    return read(text, propose(text, at(text, *words), 0, len(text))[0].starts)


def test_places_are_lines_and_sentences_but_nothing_within_brackets():
    text = "第一句。第二句(括号里。也有)；第三句\n新的一行〖2〗第二项"
    assert [text[place:][:3] for place in places(text, 0, len(text))] == [
        "第一句",
        "第二句",
        "第三句",
        "新的一",
        "〖2〗",
    ]


@pytest.mark.parametrize(
    ("text", "words", "best"),
    [
        (STEMS, ("甲", "乙"), ("mark", 4)),
        (PARAGRAPH, ("交通", "水利"), ("within", 4)),
        (UNITS, ("市住建", "市水务"), ("unit", 3)),
        ("〖1〗修路5公里〖2〗架桥2座〖3〗植树300亩", ("〖1〗", "〖2〗"), ("mark", 3)),
        ("要修路。要架桥。不怕难。要植树。", ("要修", "要架"), ("words", 3)),
        ("新建学校2所。选址城东。完成河道治理。推进植树。", ("新建", "完成"), ("verb", 3)),
        ("修好道路\n五公里\n\n架桥过河\n两座\n\n植树成林\n三百亩\n\n看住堤坝", ("架桥", "植树"), ("paragraph", 3)),
        ("甲路(张三)乙桥(李四)丙树(王五)丁水(赵六)", ("乙桥", "丙树"), ("bracket", 3)),
        ("修路；架桥；植树；看水", ("架桥", "植树"), ("semicolon", 3)),
        ("A-1: 修路\n说明\nA-2: 架桥\n说明\nA-3: 植树", ("A-1", "A-2"), ("mark", 3)),
        ("▷修路\n说明\n▷架桥\n说明\n▷植树", ("▷修", "▷架"), ("mark", 3)),
    ],
)
def test_the_likeliest_pattern_comes_first(text, words, best):
    assert proposed(text, *words)[0] == best


def test_a_single_mark_proposes_nothing_and_no_more_than_three_patterns_are_proposed():
    assert proposed(STEMS, "甲") == []
    lines = "".join(f"由市第{n}局修路{n}公里。\n" for n in range(1, 9))
    assert len(proposed(lines, "由市第1局", "由市第2局")) <= 3


def test_items_have_their_number_their_whole_text_and_their_units():
    report = first_proposed(STEMS, "甲", "乙")
    assert [item.number for item in report.items] == [1, 2, 3, 4]
    second = report.items[1]
    assert (second.text, second.responsibilities[0].name) == ("改造雨污分流管网27公里", "市水务局")
    assert [(target.number, target.unit) for target in report.items[3].targets] == [(1000, "亩")]


def test_what_bears_no_mark_has_no_number_and_none_is_missing():
    report = first_proposed(PARAGRAPH, "交通", "水利")
    assert [(item.number, item.text[:4]) for item in report.items] == [
        (None, "交通方面"),
        (None, "水利方面"),
        (None, "教育方面"),
        (None, "卫生方面"),
    ]
    assert report.items[0].text.endswith("沿线同步绿化。")
    assert {problem.code for problem in report.problems} == {"no_unit"}


def test_a_unit_at_the_beginning_is_the_units_own():
    report = first_proposed(UNITS, "市住建", "市水务")
    names = [[unit.name for unit in item.responsibilities] for item in report.items]
    assert names == [["市住建局"], ["市水务局"], ["市民政局"]]


def test_headings_stay_and_other_numbers_within_count_nothing():
    text = "一、城建\n修路5公里。\n1.先选址。\n架桥2座。\n二、民生\n植树300亩。\n"
    report = read(text, at(text, "修路", "架桥", "植树"))
    assert [(item.text, report.chapters[item.chapter].title) for item in report.items] == [
        ("修路5公里。\n1.先选址。", "城建"),
        ("架桥2座。", "城建"),
        ("植树300亩。", "民生"),
    ]


def test_behind_the_end_the_parser_judges_by_itself():
    text = "修路5公里。架桥2座。\n1、新建学校2所(责任单位:市教育局)。\n"
    report = read(text, at(text, "修路", "架桥"), text.index("\n"))
    assert [(item.number, item.text) for item in report.items] == [
        (None, "修路5公里。"),
        (None, "架桥2座。"),
        (1, "新建学校2所"),
    ]


def test_an_unlabelled_start_may_lie_within_a_clause_of_the_parser():
    text = "牵头单位:市水利局,\n市民政局修缮敬老院。\n疏浚河道。\n"
    assert len(read(text, at(text, "市民政局", "疏浚")).items) >= 2


@pytest.mark.parametrize("end", [1, 40, 10_000])
def test_whatever_is_said_nothing_of_the_text_vanishes(end):
    for text in (
        STEMS,
        PARAGRAPH,
        UNITS,
        "序号\t任务\t单位\n1\t修路\t市局\n2\t架桥\t市局\n",
        "(((。\n【责任单位:甲】乙\n",
    ):
        for step in (1, 2, 3, 7):
            read(text, range(0, len(text), step), end)
