"""Rows that hold several tasks, heads of three rows, fields in pairs, and what unusual names of columns announce."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt, roles, steps

DITTO = "〃"
BREAK = "\u2028"


def read(text):
    report = parse(text)
    assert rebuilt(report) == text
    return report


def due(item):
    return item.deadline and item.deadline.date and item.deadline.date.isoformat()


@pytest.mark.parametrize("marks", [("1.", "2."), ("（1）", "（2）"), ("①", "②")])
def test_numbered_lines_of_one_cell_are_tasks_though_their_row_has_a_number(marks):
    one, two = marks
    report = read(
        "某县2027年任务表\n序号\t领域\t任务\t主责单位\t时限\n"
        f"1\t水利\t{one}修堤3公里{BREAK}{two}清淤2处\t县水利局\t6月底\n2\t教育\t建校2所\t县教育局\t8月底\n"
    )
    assert [(item.number, item.clause, item.text, names(item), due(item)) for item in report.items] == [
        (1, 1, "修堤3公里", ["县水利局"], "2027-06-30"),
        (1, 2, "清淤2处", ["县水利局"], "2027-06-30"),
        (2, 1, "建校2所", ["县教育局"], "2027-08-31"),
    ]
    assert [path(report, item)[-1] for item in report.items] == ["水利", "水利", "教育"]
    assert codes(report) == []


def test_text_with_a_title_above_its_numbered_lines_is_one_task():
    report = read(f"序号\t任务\t主责单位\n1\t兴修水利{BREAK}1.修堤3公里{BREAK}2.清淤2处\t县水利局\n")
    assert [item.clause for item in report.items] == [1]


def test_cells_numbered_like_the_tasks_go_with_them_line_by_line():
    report = read(
        "某县2027年任务表\n序\t任务\t主责单位\t协同单位\t完成时间\n"
        f"1\t1.修堤3公里{BREAK}2.清淤2处\t1.县水利局{BREAK}2.县城管局\t县财政局\t1.6月底{BREAK}2.2027年4月\n"
    )
    assert [(roles(item), due(item)) for item in report.items] == [
        ([("县水利局", "lead", "label"), ("县财政局", "support", "label")], "2027-06-30"),
        ([("县城管局", "lead", "label"), ("县财政局", "support", "label")], "2027-04-30"),
    ]


def test_cell_with_fewer_numbered_lines_stands_for_all_tasks():
    report = read(f"序\t任务\t主责单位\n1\t1.修堤3公里{BREAK}2.清淤2处{BREAK}3.建站5座\t1.县水利局{BREAK}2.县城管局\n")
    assert len({tuple(names(item)) for item in report.items}) == 1


def test_head_of_three_rows():
    report = read(
        "序号\t任务\t分工落实\t\t\t\t时限\n"
        f"{DITTO}\t{DITTO}\t牵头\t\t协作\t\t{DITTO}\n"
        f"{DITTO}\t{DITTO}\t牵头单位\t分管县领导\t协作单位\t责任乡镇\t{DITTO}\n"
        "1\t修堤3公里\t县水利局\t汤某某\t县财政局\t青石镇\t2027年6月底\n"
    )
    assert [(roles(item), item.leaders) for item in report.items] == [
        (
            [("县水利局", "lead", "label"), ("县财政局", "support", "label"), ("青石镇", "support", "label")],
            ("汤某某",),
        )
    ]


def test_row_below_a_head_of_two_rows_is_no_third():
    report = read(
        f"序号\t任务\t分工\t\n{DITTO}\t{DITTO}\t牵头\t配合\n1\t要点\t县水利局\t县财政局\n2\t清淤2处\t县水利局\t县财政局\n"
    )
    assert [item.number for item in report.items] == [1, 2]


@pytest.mark.parametrize("name", ["节点", "时间进度", "进度安排"])
def test_steps_that_are_days_alone_are_the_deadline(name):
    report = read(f"某县2027年任务表\n序号\t任务\t主责\t{name}\n1\t修堤3公里\t县水利局\t6月30日\n")
    assert [(due(item), steps(item)) for item in report.items] == [("2027-06-30", [])]


def test_day_below_the_name_of_a_quarter_stays_a_step():
    report = read("某县2027年任务表\n序号\t任务\t主责\t二季度\n1\t修堤3公里\t县水利局\t4月20日\n")
    assert [due(item) for item in report.items] == [None]


@pytest.mark.parametrize(
    "names_of_days", [("起始时间", "终止时间"), ("启动日期", "结题日期"), ("开工时间", "竣工时间")]
)
def test_of_two_days_the_end_is_the_deadline(names_of_days):
    begins, ends = names_of_days
    report = read(f"序号\t任务\t主责\t{begins}\t{ends}\n1\t修堤3公里\t县水利局\t2027/3/1\t2027/9/30\n")
    assert [due(item) for item in report.items] == ["2027-09-30"]


def test_measure_beside_a_task_that_is_called_a_goal():
    report = read("序号\t年度目标任务\t主责\t时限\t量化指标\n1\t兴修水利\t县水利局\t2027年6月底\t修堤3公里\n")
    assert [(item.text, [str(t.number) + t.unit for t in item.targets]) for item in report.items] == [
        ("兴修水利", ["3公里"])
    ]


@pytest.mark.parametrize("name", ["预期成果", "标志性成果", "预期成效"])
def test_what_shall_have_come_of_a_task_is_its_goal(name):
    report = read(f"序号\t任务\t主责\t{name}\n1\t研究水情\t县水利局\t发布报告3份\n")
    assert [[str(t.number) + t.unit for t in item.targets] for item in report.items] == [["3份"]]


@pytest.mark.parametrize("name", ["挂牌领导", "包干领导", "挂图作战领导"])
def test_leader_of_any_name(name):
    report = read(f"序号\t任务\t主责\t{name}\n1\t修堤3公里\t县水利局\t汤某某\n2\t清淤2处\t县水利局\t汤某某\n")
    assert {item.leaders for item in report.items} == {("汤某某",)}
    assert codes(report) == []


@pytest.mark.parametrize("name", ["主要领导", "单位领导", "责任单位领导"])
def test_leader_of_the_unit_is_none_with_a_portfolio(name):
    report = read(f"序号\t任务\t主责\t{name}\n1\t修堤3公里\t县水利局\t汤某某\n2\t清淤2处\t县水利局\t汤某某\n")
    assert {item.leaders for item in report.items} == {()}


def test_roles_by_the_words_of_names_that_nobody_knows():
    report = read(
        "号\t干什么\t谁牵头\t谁来配合\t啥时完成\n1\t修堤3公里\t水利站\t财政所\t2027年6月底\n2\t清淤2处\t水利站\t财政所\t2027年6月底\n"
    )
    assert {tuple(unit.role for unit in item.responsibilities) for item in report.items} == {("lead", "support")}


def test_form_with_two_fields_on_a_line():
    card = "任务名称\t{}\t揭榜单位\t区水利局\n协同单位\t区财政局\t完成时限\t2027年8月底\n工作目标\t{}\t\t\n\n"
    report = read("某区任务书\n\n" + card.format("兴修水利", "修堤3公里") + card.format("疏浚河道", "清淤2处"))
    assert [(item.text, roles(item), due(item), len(item.targets)) for item in report.items] == [
        ("兴修水利", [("区水利局", "lead", "label"), ("区财政局", "support", "label")], "2027-08-31", 1),
        ("疏浚河道", [("区水利局", "lead", "label"), ("区财政局", "support", "label")], "2027-08-31", 1),
    ]


@pytest.mark.parametrize("above", ["附件：1.水利任务表\n2.教育任务表\n", "附件：\n1.水利任务表\n2.教育任务表\n"])
def test_list_of_annexes_heads_no_table(above):
    table = "序号\t任务\t主责\n1\t修堤3公里\t县水利局\n"
    report = read(f"关于下达任务的通知\n现将任务印发给你们，请抓好落实。\n{above}附件1 水利任务表\n{table}")
    assert [path(report, item) for item in report.items] in ([[]], [["附件1 水利任务表"]])


MATRIX = (
    "某镇2027年任务表{}\n序号\t任务\t节点\t农业办\t村建办\t派出所\n"
    "1\t修堤3公里\t2027年6月底\t●\t○\t\n2\t清淤2处\t2027年6月底\t\t●\t○\n"
)


def test_marks_below_the_names_of_units_say_what_these_do():
    report = read(MATRIX.format("（●主责 ○协同）"))
    assert [roles(item) for item in report.items] == [
        [("农业办", "lead", "label"), ("村建办", "support", "label")],
        [("村建办", "lead", "label"), ("派出所", "support", "label")],
    ]
    assert [[unit.literal for unit in item.responsibilities] for item in report.items] == [["●", "○"]] * 2


def test_marks_that_nothing_explains_say_no_role():
    report = read(MATRIX.format(""))
    assert [[unit.role for unit in item.responsibilities] for item in report.items] == [["responsible"] * 2] * 2
    assert codes(report) == ["no_lead", "no_lead"]


def test_who_watches_over_a_task_does_not_answer_for_it():
    report = read("序号\t任务\t建设单位\t监管部门\n1\t修堤3公里\t县水利局\t县财政局\n2\t清淤2处\t县水利局\t县财政局\n")
    assert {tuple(names(item)) for item in report.items} == {("县水利局",)}


def test_short_lines_above_forms_head_them():
    card = "交办{}\n交办事项\t{}\n承办单位\t县水利局\n协办单位\t县财政局\n办结期限\t2027年7月25日\n"
    report = read("某县2027年交办单\n" + card.format("一", "修堤3公里") + card.format("二", "清淤2处"))
    assert [(item.text, path(report, item), due(item)) for item in report.items] == [
        ("修堤3公里", ["交办一"], "2027-07-25"),
        ("清淤2处", ["交办二"], "2027-07-25"),
    ]


@pytest.mark.parametrize("text", ["1、\t\t", "任务\t\t", "任务\t\t\t\n责任单位\t\t\t"])
def test_line_of_tabs_alone_is_no_form(text):
    assert read(text).source == text
