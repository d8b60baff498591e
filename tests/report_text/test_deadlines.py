"""Deadlines as offices write them, wherever they stand: one reading for cells, labels, brackets and sentences."""

from datetime import date

import pytest

from items.report_text.model import Deadline
from items.report_text.parser import parse

from ..given.parsed import codes, names
from .growth import assert_grows_with_the_length_only

TITLE = "某市2027年重点工作任务分解表\n"


def in_label(literal, title=TITLE):
    return parse(f"{title}1.修缮校舍。\n责任单位:市教育局\n完成时限:{literal}\n")


def in_cell(literal, title=TITLE):
    head = "序号\t工作任务\t责任单位\t完成时限\n"
    return parse(f"{title}{head}1\t修缮校舍\t市教育局\t{literal}\n2\t清淤河道\t市水利局\t2027年3月\n")


def in_bracket(literal, title=TITLE):
    return parse(f"{title}1.修缮校舍。(责任单位:市教育局、市财政局,{literal})\n")


DAYS = [
    ("八月底前", "2027-08-31"),
    ("十一月底前完成", "2027-11-30"),
    ("元月底前", "2027-01-31"),
    ("四月三十日", "2027-04-30"),
    ("十月二十五日前", "2027-10-25"),
    ("九月上旬", "2027-09-10"),
    ("五月中旬前", "2027-05-20"),
    ("二〇二七年十一月三十日前", "2027-11-30"),
    ("二○二八年三月", "2028-03-31"),
    ("二〇二九年底", "2029-12-31"),
    ("６月１５日前", "2027-06-15"),
    ("27年8月底", "2027-08-31"),
    ("5月31号前", "2027-05-31"),
    ("2027年2—4月", "2027-04-30"),
    ("3至8月", "2027-08-31"),
    ("2027年1月至5月", "2027-05-31"),
    ("2027年10月至次年2月", "2028-02-29"),
    ("2026年9月—2027年4月底", "2027-04-30"),
    ("2026—2028年", "2028-12-31"),
    ("4月1—15日", "2027-04-15"),
    ("前三季度", "2027-09-30"),
    ("2027年前两个季度", "2027-06-30"),
    ("2027年一至三季度", "2027-09-30"),
    ("二、三季度", "2027-09-30"),
    ("第四季度末", "2027-12-31"),
    ("2027年上半年", "2027-06-30"),
    ("2027年(10月底前)", "2027-10-31"),
    ("2028年（4月中旬）", "2028-04-20"),
    ("明年二季度末", "2028-06-30"),
    ("次年5月底前", "2028-05-31"),
    ("翌年1月", "2028-01-31"),
    ("来年9月底", "2028-09-30"),
    ("后年6月底前", "2029-06-30"),
    ("当年11月底前", "2027-11-30"),
    ("年终", "2027-12-31"),
    ("年内", "2027-12-31"),
    ("年中", "2027-06-30"),
    ("“十四五”末", "2025-12-31"),
    ("十五五期末", "2030-12-31"),
    ("2027年6月底前开工,10月底前完工", "2027-10-31"),
    ("每月报送进展,11月底前完成", "2027-11-30"),
    ("2028年底前建成投用", "2028-12-31"),
    ("2027 年 6 月 30 日前", "2027-06-30"),
    ("6 月底前", "2027-06-30"),
    ("2027年6月底前、12月底前分两批", "2027-12-31"),
    ("年底前完成,每季度通报", "2027-12-31"),
    ("2027、2028年", "2028-12-31"),
    ("Q3", "2027-09-30"),
    ("民国116年6月", "2027-06-30"),
    ("7月15日下午5点前", "2027-07-15"),
]
IN_CELLS = [
    ("20271115", "2027-11-15"),
    ("202709", "2027-09-30"),
    ("2027-9-15", "2027-09-15"),
    ("2027.05", "2027-05-31"),
    ("2027.2-2027.8", "2027-08-31"),
    ("2027.3-6", "2027-06-30"),
    ("2027/11/30前", "2027-11-30"),
    ("11/20", "2027-11-20"),
    ("4.25前", "2027-04-25"),
    ("46721", "2027-11-30"),
    ("46721.0", "2027-11-30"),
    ("2028", "2028-12-31"),
    ("2027年度", "2027-12-31"),
    ("2027年11月30日 17:00前", "2027-11-30"),
    ("2027年6月底前(2026年12月底前完成前期)", "2027-06-30"),
]
KEPT = [
    "长期",
    "长期坚持",
    "持续推进",
    "全年",
    "2027年全年",
    "贯穿全年",
    "常态化推进",
    "每月10日前",
    "每季度末",
]
ASKED = [
    "月底前",
    "本月底",
    "25日前",
    "季度末",
    "15个工作日内",
    "三个月内完成",
    "两年内",
    "收文后10日内",
    "2027年11月31日",
    "2027年2月29日前",
    "六月三十一日",
    "13月底前",
    "腊月底前",
    "正月底前",
    "春节前",
    "2027年汛期前",
    "2027年前",
    "2027年初",
    "5月初",
    "9月开学前",
    "2027年秋季学期前",
    "八一前",
    "下月10日前",
    "10月至3月",
    "11—2月",
    "3月起",
    "2027年择机",
    "立行立改",
    "待定",
]
ASKED_IN_CELLS = ["20270931", "2027.1", "4.3", "6-9", "13/5", "99999"]


@pytest.mark.parametrize(("literal", "day"), DAYS + IN_CELLS)
@pytest.mark.parametrize("place", [in_label, in_cell])
def test_deadline_is_read_to_its_last_day(place, literal, day):
    report = place(literal)
    assert report.items[0].deadline == Deadline(literal, date.fromisoformat(day))
    assert "deadline_unsure" not in codes(report)


@pytest.mark.parametrize("literal", KEPT)
@pytest.mark.parametrize("place", [in_label, in_cell])
def test_what_goes_on_has_no_day_and_is_not_asked(place, literal):
    report = place(literal)
    assert report.items[0].deadline == Deadline(literal, None)
    assert "deadline_unsure" not in codes(report)


@pytest.mark.parametrize("literal", ASKED + ASKED_IN_CELLS)
@pytest.mark.parametrize("place", [in_label, in_cell])
def test_deadline_without_a_clear_day_is_kept_and_asked(place, literal):
    report = place(literal)
    (found,) = [problem for problem in report.problems if problem.code == "deadline_unsure"]
    deadline = report.items[0].deadline
    assert (deadline.literal, deadline.date) == (literal, None)
    assert report.source[found.start : found.end] == literal


@pytest.mark.parametrize(
    "literal",
    [literal for literal, _ in DAYS] + [word for word in KEPT + ASKED if "择机" not in word and "待定" not in word],
)
def test_deadline_in_a_clause_is_no_unit(literal):
    report = in_bracket(literal)
    assert names(report.items[0]) == ["市教育局", "市财政局"]
    assert report.items[0].deadline.literal == literal
    assert report.items[0].deadline.date == in_label(literal).items[0].deadline.date


@pytest.mark.parametrize(
    "words",
    [
        "市教育局牵头,八月底前完成",
        "市教育局牵头;次年3月底前",
        "市教育局牵头,力争九月底前建成投用",
        "市教育局牵头,于2027年8月31日前办结",
        "市教育局牵头,30个工作日内办结",
        "前三季度完成,市教育局牵头",
    ],
)
def test_deadline_beside_a_lead_is_no_unit(words):
    report = parse(f"{TITLE}1.修缮校舍。({words})\n")
    assert names(report.items[0]) == ["市教育局"]
    assert report.items[0].deadline is not None


def test_deadline_in_brackets_behind_a_unit_is_no_part_of_its_name():
    (item,) = parse(f"{TITLE}1.修缮校舍。(责任单位:市教育局(八月底前)、市财政局)\n").items
    assert (names(item), item.deadline) == (["市教育局", "市财政局"], Deadline("八月底前", date(2027, 8, 31)))


def test_of_deadlines_of_several_units_the_last_counts():
    (item,) = parse(f"{TITLE}1.修缮校舍。(市教育局,六月底前完成;市财政局,七月底前完成)\n").items
    assert names(item) == ["市教育局", "市财政局"]
    assert (item.deadline.literal[:3], item.deadline.date) == ("六月底", date(2027, 7, 31))


def test_second_half_of_a_deadline_is_no_unit():
    (item,) = parse(f"{TITLE}1.修缮校舍。(市教育局牵头,市财政局配合,2027年6月底前完成,并长期坚持)\n").items
    assert names(item) == ["市教育局", "市财政局"]
    assert item.deadline.date == date(2027, 6, 30)


@pytest.mark.parametrize(
    "unit",
    [
        "五月花社区",
        "节能中心",
        "春晖集团",
        "元月公司",
        "月坛街道办事处",
        "八一中学",
        "长期护理保险中心",
        "第一季度审计组",
    ],
)
def test_unit_whose_name_begins_like_a_date_stays_one(unit):
    (item,) = parse(f"{TITLE}1.修缮校舍。(责任单位:市教育局、{unit})\n").items
    assert (names(item), item.deadline) == (["市教育局", unit], None)


@pytest.mark.parametrize("literal", ["8月底前", "年底", "前三季度", "明年3月", "6/30", "元月"])
def test_without_any_year_the_literal_is_kept_and_nothing_is_asked(literal):
    report = in_label(literal, title="重点工作任务分解表\n")
    assert report.items[0].deadline == Deadline(literal, None)
    assert "deadline_unsure" not in codes(report)


@pytest.mark.parametrize("literal", ["9月31日", "月底前", "腊月"])
def test_without_any_year_what_is_no_day_is_asked(literal):
    assert "deadline_unsure" in codes(in_label(literal, title="重点工作任务分解表\n"))


@pytest.mark.parametrize(
    ("sentence", "literal", "day"),
    [
        ("九月底前建成市民中心大楼", "九月底前", "2027-09-30"),
        ("二〇二八年六月底前建成市民中心大楼", "二〇二八年六月底前", "2028-06-30"),
        ("市民中心大楼次年五月底前建成投用", "次年五月底前", "2028-05-31"),
        ("前三季度建成市民中心大楼", "前三季度", "2027-09-30"),
        ("“十五五”末建成市民中心大楼", "“十五五”末", "2030-12-31"),
        ("5月至10月建成市民中心大楼", "5月至10月", "2027-10-31"),
        ("元月底前建成市民中心大楼", "元月底前", "2027-01-31"),
    ],
)
def test_sentences_read_dates_like_cells(sentence, literal, day):
    (milestone,) = parse(f"{TITLE}1.{sentence}(责任单位:市财政局)").items[0].milestones
    assert (milestone.title, milestone.deadline) == (sentence, Deadline(literal, date.fromisoformat(day)))


def test_impossible_day_in_a_sentence_is_asked():
    report = parse(f"{TITLE}1.9月31日前建成市民中心大楼(责任单位:市财政局)")
    assert report.items[0].milestones[0].deadline.date is None
    assert [report.source[p.start : p.end] for p in report.problems if p.code == "deadline_unsure"] == ["9月31日前"]


def test_finding_of_a_merged_deadline_stands_in_its_own_row():
    head = "序号\t工作任务\t责任单位\t完成时限\n"
    report = parse(f"{TITLE}{head}1\t修缮校舍\t市教育局\t春节前\n2\t清淤河道\t市水利局\t〃\n")
    asked = [problem for problem in report.problems if problem.code == "deadline_unsure"]
    assert [problem.line for problem in asked] == [3, 4]
    assert all("春节前" in problem.message for problem in asked)


def test_deadline_of_a_heading_is_asked_for_each_of_its_items():
    report = parse(f"{TITLE}一、教育(责任单位:市教育局,春节前完成)\n1.修缮校舍。\n2.增设书屋。\n")
    asked = [problem.message for problem in report.problems if problem.code == "deadline_unsure"]
    assert len(asked) == 2 and all("春节前" in message for message in asked)


@pytest.mark.parametrize(
    "piece", ["6月", "1—", "二〇二七年", "2027 年 ", "十五五", "前三季度至", "明年年底", "三个月内", "2027年("]
)
@pytest.mark.parametrize("place", [in_label, in_bracket])
def test_time_grows_with_the_length_only(place, piece):
    assert_grows_with_the_length_only(place, piece)
