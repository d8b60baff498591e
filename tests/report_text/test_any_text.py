"""Any text at all gives finite targets in their places, in a time that grows with its length only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items.report_text.parser import parse

from .growth import assert_grows_with_the_length_only

FRAGMENTS = [
    *(
        "新建",
        "改造",
        "确保",
        "达到",
        "不少于",
        "控制在",
        "分别",
        "从",
        "提高到",
        "每个",
        "每千人口",
        "有",
        "等",
        "和",
        "其中",
    ),
    *(
        "、",
        ",",
        "。",
        ";",
        "(",
        ")",
        "“",
        "”",
        "《",
        "》",
        "的",
        "以上",
        "以内",
        "左右",
        "3",
        "10万",
        "3.9",
        "1,000",
        "三",
    ),
    *(
        "一",
        "百",
        "三千五百亿零",
        "999999999999999",
        "%",
        "—",
        "至",
        "个",
        "所",
        "平方米",
        "亿元",
        "人",
        "贫困人口",
        "道路",
    ),
    *(
        "学校",
        "2026年",
        "6月底前",
        "第",
        "前三",
        "全覆盖",
        "建成",
        "开工",
        "出台",
        "分之",
        "百分之",
        "1.",
        "①",
        "5G",
        "号",
    ),
    *("〔2018〕39号", "\n", "\u2028", "\t", "\r\n", " ", "\u3000"),
]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)))
def test_any_text_gives_finite_numbers_in_their_places(text):
    report = parse(f"1、{text}(责任单位:市财政局)\n2、{text}(责任单位:市教育局)")
    for item in report.items:
        for promise in (*item.targets, *item.milestones):
            assert promise.literal == report.source[promise.start : promise.end] != ""
            assert item.text_start <= promise.start < promise.end <= item.text_end
        for target in item.targets:
            assert target.label.strip() and len(target.label) <= 60
            assert target.number.is_finite() and target.number < 10**13
            assert target.upper is None or target.number < target.upper < 10**13
            assert target.comparator in ("=", ">=", "<=")
            assert target.number_literal in target.literal
        for milestone in item.milestones:
            assert milestone.title and not any(character.isspace() for character in milestone.title)


@pytest.mark.parametrize(
    "piece",
    [
        "新建公园3个,",
        "新建改建",
        "从3%",
        "3%",
        "(",
        "“",
        "分别达到3%、4%",
        "每3个",
        "1",
        "一二三",
        "尽快全部启动",
        "新建\n",
        "6月",
        "1—",
        "二〇二七年",
        "2027 年 ",
        "十五五",
        "前三季度至",
        "明年年底",
        "三个月内、",
    ],
)
def test_time_grows_with_the_length_only(piece):
    assert_grows_with_the_length_only(lambda text: parse(f"1、{text}(责任单位:市财政局)"), piece)
