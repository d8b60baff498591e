"""The outline: what is a heading, what an item, what neither."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path


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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("任务1:", "任务2:"),
        ("任务一：", "任务二："),
        ("第1项 ", "第2项 "),
        ("第一条　", "第二条　"),
        ("1 ", "2 "),
        ("1　", "2　"),
        ("1．", "2．"),
        ("（1）", "（2）"),
        ("1)", "2)"),
        ("①", "②"),
        ("1.1 ", "1.2 "),
        ("1.1.1", "1.1.2"),
        ("⑴", "⑵"),
    ],
)
def test_numbers_have_many_forms(first, second):
    report = parse(f"一、交通\n{first}修路(市交通局负责)\n{second}建桥\n责任单位:市住建局\n")
    assert [(item.number_literal, item.number, item.text) for item in report.items] == [
        (first.strip(), 1, "修路"),
        (second.strip(), 2, "建桥"),
    ]
    assert [path(report, item) for item in report.items] == [["一、交通"]] * 2


def test_dotted_numbers_nest():
    report = parse(
        "1 经济\n1.1 工业\n1.1.1 建厂(市工信局负责)\n1.1.2 扩产(市工信局负责)\n1.2 农业\n1.2.1 修渠(市水利局负责)\n"
        "2 民生\n2.1 教育\n2.1.1 建校(市教育局负责)\n"
    )
    assert [path(report, item) for item in report.items] == [
        ["1 经济", "1.1 工业"],
        ["1 经济", "1.1 工业"],
        ["1 经济", "1.2 农业"],
        ["2 民生", "2.1 教育"],
    ]
    assert codes(report) == []


@pytest.mark.parametrize("text", ["3 个月内建成。", "2026 年修路。", "1.5 亿元用于修路。", "7 修路"])
def test_figure_at_the_start_of_a_line_is_no_number_without_its_neighbour(text):
    report = parse(f"{text}(市交通局负责)")
    assert [item.number for item in report.items] == [None]


def test_table_of_contents_is_no_outline():
    report = parse("任务分解方案\n目录\n一、工业……………1\n二、农业......... 3\n一、工业\n1.建厂(市工信局负责)\n")
    assert [chapter.literal for chapter in report.chapters] == ["一、工业"]
    assert codes(report) == []


def test_item_without_a_number_among_numbered_ones_is_reported():
    report = parse("修路(市交通局负责)\n1.建桥(市住建局负责)\n2.建校(市教育局负责)\n")
    assert [(item.number, item.text) for item in report.items] == [(None, "修路"), (1, "建桥"), (2, "建校")]
    assert codes(report) == ["number_missing"]


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


@pytest.mark.parametrize("text", ["6月底前建成场馆", "10月建成场馆", "2026年6月建成场馆"])
def test_number_right_before_a_date_counts(text):
    report = parse(f"1.{text}(市文旅局负责)\n2.{text}(市文旅局负责)\n")
    assert [(item.number, item.text) for item in report.items] == [(1, text), (2, text)]


@pytest.mark.parametrize("text", ["2026.6月底前建成场馆", "1、2月份建成场馆", "1.5亿元建成场馆"])
def test_date_or_decimal_at_the_beginning_is_no_number(text):
    assert [item.text for item in parse(f"{text}(市文旅局负责)\n").items] == [text]


def test_who_acts_in_a_sentence_below_the_end_of_a_task_is_not_who_acts_in_the_task():
    report = parse("1、修路5公里。\n完成时限:6月底\n市水利局负责架桥3座。\n2、种树。(责任单位:市林业局)")
    assert [names(item) for item in report.items] == [[], ["市林业局"]]
    assert codes(report) == ["no_unit", "unread_text"]


def test_who_acts_in_an_earlier_line_does_not_act_in_a_task_without_a_number():
    report = parse("市局负责0\n0\n分管领导:")
    assert [names(item) for item in report.items] == [[]]
