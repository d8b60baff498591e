"""How tasks are set out as lists: the forms of their numbers, lines that begin with the office, headings with marks."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, path, roles

TITLE = "海东市2026年任务分解\n\n"


def read(text: str) -> list[tuple]:
    """(number as written, names, text) of each item."""
    return [
        (item.number_literal, [name for name, *_ in roles(item)], item.text) for item in parse(f"{TITLE}{text}\n").items
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A01 ", "A02 "),
        ("C1、", "C2、"),
        ("B-1 ", "B-2 "),
        ("⒈", "⒉"),
        ("【1】", "【2】"),
        ("〔一〕", "〔二〕"),
        ("一）", "二）"),
        ("a.", "b."),
    ],
)
def test_forms_of_numbers(first, second):
    items = read(f"{first}修缮祠堂3处。（市文物局）\n{second}清淤河道8公里。（市水利局）")
    assert items == [
        (first.strip(), ["市文物局"], "修缮祠堂3处。"),
        (second.strip(), ["市水利局"], "清淤河道8公里。"),
    ]


def test_a_letter_before_the_number_counts_on_over_the_chapters():
    text = "一、文化\nA1 修缮祠堂3处。（市文物局）\nA2 新建书屋5座。（市文旅局）\n"
    text += "二、水利\nB1 清淤河道8公里。（市水利局）"
    report = parse(f"{TITLE}{text}\n")
    assert [path(report, item) for item in report.items] == [["一、文化"], ["一、文化"], ["二、水利"]]
    assert "number_gap" not in codes(report)


def test_a_figure_with_a_letter_is_no_number():
    assert [number for number, *_ in read("1.新建5G\nA4 纸改用再生纸，节约20吨。（市机关事务局）")] == ["1."]


def test_several_labels_without_colons_in_one_line():
    text = "1.修缮祠堂3处。\n牵头单位 市文物局   配合单位 市财政局、各镇\n"
    text += "2.清淤河道8公里。（责任单位：师水利局 一六二团 时限：9月底）"
    assert [names for _, names, _ in read(text)] == [["市文物局", "市财政局", "各镇"], ["师水利局", "一六二团"]]


def test_a_unit_below_the_title_answers_for_all_tasks_that_name_none():
    report = parse(
        "河口镇2026年度工作目标责任书\n责任单位：河口镇人民政府\n责任人：镇长 方某\n"
        "一、经济\n1. 财政收入增长6%；\n2. 引进项目3个。\n二、民生\n1. 改厕310户。\n2. 修路12公里。\n"
        "三、奖惩办法\n得分90分以上的，奖励5万元。\n"
    )
    assert [item.number for item in report.items] == [1, 2, 1, 2]
    assert {name for item in report.items for name, *_ in roles(item)} == {"河口镇人民政府"}
    assert {basis for item in report.items for *_, basis in roles(item)} == {"inherited"}


def test_by_departments_is_no_department():
    items = read("任务分解（按部门）\n1.修缮祠堂3处。（文物局）\n2.清淤河道8公里。（水利局）\n3.植树60亩。（林业局）")
    assert [names for _, names, _ in items] == [["文物局"], ["水利局"], ["林业局"]]


def test_lines_that_begin_with_an_office_and_a_colon():
    text = "一、安全\n市消防救援局：排查商场60家。\n市公安局、各区政府：夜查90次，8月底前完成。\n"
    text += "二、卫生\n市卫健委：培训护士300名。"
    report = parse(f"{TITLE}{text}\n")
    assert [[name for name, *_ in roles(item)] for item in report.items] == [
        ["市消防救援局"],
        ["市公安局", "各区政府"],
        ["市卫健委"],
    ]
    assert [path(report, item) for item in report.items] == [["一、安全"], ["一、安全"], ["二、卫生"]]


@pytest.mark.parametrize(
    "words", ["市公安局：张某某、李某某\n市卫健委：王某某", "主要任务：排查商场60家。\n工作要求：夜查90次。"]
)
def test_other_lines_with_a_colon_are_no_tasks(words):
    assert read(words) == []


@pytest.mark.parametrize("mark", ["▍", "■", ""])
def test_headings_above_points_of_a_list(mark):
    text = f"{mark}招商工作\n● 签约项目12个。责任：市投促局\n● 办会3次。责任：市商务局\n"
    text += f"{mark}环境整治\n● 补沙18万立方米。责任：市海洋局"
    report = parse(f"{TITLE}{text}\n")
    assert [path(report, item) for item in report.items] == [[f"{mark}招商工作"]] * 2 + [[f"{mark}环境整治"]]
    assert [item.text for item in report.items] == ["签约项目12个。", "办会3次。", "补沙18万立方米。"]


def test_sentences_of_one_paragraph_each_with_its_bracket():
    text = "一、稳增长\n产值增长6%。（市工信局）消费增长8%。（市商务局）\n"
    text += "二、惠民生\n建园11所。（市教育局）新增床位90张。（市民政局）"
    report = parse(f"{TITLE}{text}\n")
    assert [item.text for item in report.items] == ["产值增长6%。", "消费增长8%。", "建园11所。", "新增床位90张。"]
    assert [path(report, item) for item in report.items] == [["一、稳增长"]] * 2 + [["二、惠民生"]] * 2


def test_points_of_a_line_are_tasks_where_each_asks_an_office():
    text = (
        "一、防汛\n会议议定：一是由县水利局负责，疏浚河道7公里；二是县粮食局要储粮3000吨。\n"
        "二、抢收\n会议议定：一是由县农机局牵头，各镇配合，调度收割机80台；二是请县气象局及时预报。"
    )
    report = parse(f"{TITLE}{text}\n")
    assert [[name for name, *_ in roles(item)] for item in report.items] == [
        ["县水利局"],
        ["县粮食局"],
        ["县农机局", "各镇"],
        ["县气象局"],
    ]
    assert [item.number for item in report.items] == [1, 2, 1, 2]
    assert [path(report, item) for item in report.items] == [["一、防汛"]] * 2 + [["二、抢收"]] * 2


@pytest.mark.parametrize("points", ["一是摸清底数；二是疏浚河道7公里", "三是由县水利局负责，疏浚河道7公里"])
def test_other_points_belong_to_their_task(points):
    assert [names for _, names, _ in read(f"1.抓好防汛。{points}。（县应急局）")] == [["县应急局"]]


def test_offices_that_promise_in_public():
    items = read("县水利局承诺：改造泵站6座。\n县供电公司郑重承诺：换表9000只。")
    assert [names for _, names, _ in items] == [["县水利局"], ["县供电公司"]]


def test_a_chapter_right_behind_the_title():
    text = "安河市2026年民生工程任务分解一、教育。1.建园11所。（市教育局）2.招师90名。（市人社局）"
    text += "二、文化。3.建书屋5座。（市文旅局）"
    report = parse(text)
    assert [path(report, item) for item in report.items] == [["一、教育。"]] * 2 + [["二、文化。"]]


@pytest.mark.parametrize("mark", ["➤", "✓", "◎"])
def test_more_marks_of_lists_are_no_text(mark):
    items = read(f"{mark} 修路8公里。（市交通局）\n{mark} 植树90亩。（市林业局）")
    assert [text for *_, text in items] == ["修路8公里。", "植树90亩。"]


def test_problems_and_actions_head_what_is_done_about_them():
    text = "问题一：环节多\n1.压减材料9份。（市审批局）\n问题二：接电慢\n1.改造台区45个。（市供电公司）"
    report = parse(f"{TITLE}{text}\n")
    assert [path(report, item) for item in report.items] == [["问题一：环节多"], ["问题二：接电慢"]]
