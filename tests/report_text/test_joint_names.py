"""What tables of reports broken down say in their own words: joint names, levels of tasks, merged goals, days as goals,
units between blanks, and whom something is done for."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt, roles, steps

DITTO = "〃"
TITLE = "海东市2026年重点任务分解表\n"


def read(text):
    report = parse(TITLE + text)
    assert rebuilt(report) == TITLE + text
    return report


def figures(report) -> list[tuple]:
    return [(t.label, t.comparator, float(t.number), t.unit) for item in report.items for t in item.targets]


def day(item) -> str | None:
    return item.deadline.date.isoformat() if item.deadline and item.deadline.date else None


@pytest.mark.parametrize(
    "name", ["完成时限及阶段要求", "完成时间及进度要求", "完成时限、备注", "进度安排及完成时限", "时间及地点"]
)
def test_a_joint_name_tells_by_when(name):
    report = read(f"序号\t任务\t责任单位\t{name}\n1\t修缮祠堂7处\t市文物局\t6月底前完成测绘，12月底前开放\n")
    (item,) = report.items
    assert day(item) == "2026-12-31"
    assert ("6月底前完成测绘", "2026-06-30") in steps(item)


def test_a_joint_name_of_a_problem_and_its_time_is_no_deadline():
    report = read("序号\t任务\t责任单位\t存在问题及整改时限\n1\t修缮祠堂7处\t市文物局\t正殿漏雨，6月解决\n")
    assert report.items[0].deadline is None
    assert "column_unknown" in codes(report)


def test_the_lowest_level_of_tasks_is_the_task_and_the_others_head_it():
    report = read(
        "一级任务\t二级任务\t三级任务\t责任单位\n"
        f"扩大内需\t激发消费\t举办购物节20场\t市商务局\n{DITTO}\t{DITTO}\t建设街区6个\t市商务局\n"
        f"{DITTO}\t扩大投资\t新开工项目30个\t市发改委\n"
    )
    assert [(item.text, path(report, item)) for item in report.items] == [
        ("举办购物节20场", ["扩大内需", "激发消费"]),
        ("建设街区6个", ["扩大内需", "激发消费"]),
        ("新开工项目30个", ["扩大内需", "扩大投资"]),
    ]


def test_measures_below_a_task_and_a_goal_that_are_merged_are_the_tasks():
    report = read(
        "序号\t目标任务\t年度目标\t牵头单位\t推进举措\t责任单位\t完成时间\n"
        "1\t保护海岸\t修复岸线15公里\t市资源局\t退养还湿3000亩\t市海洋局\t10月底\n"
        f"{DITTO}\t{DITTO}\t{DITTO}\t{DITTO}\t清理排口45个\t市水利局\t8月底\n"
    )
    assert [(item.text, names(item), day(item), path(report, item)) for item in report.items] == [
        ("退养还湿3000亩", ["市资源局", "市海洋局"], "2026-10-31", ["保护海岸"]),
        ("清理排口45个", ["市资源局", "市水利局"], "2026-08-31", ["保护海岸"]),
    ]
    assert [item.number_literal for item in report.items] == ["1", "1"]


@pytest.mark.parametrize(
    ("goal", "until"),
    [("10月底前竣工验收", "2026-10-31"), ("10月竣工", "2026-10-31"), ("3季度投产", "2026-09-30")],
)
def test_a_day_in_a_column_of_goals_is_a_step_and_no_figure(goal, until):
    report = read(f"序号\t项目名称\t建设内容\t责任单位\t年度形象进度目标\n1\t病区项目\t附属设施\t市卫健局\t{goal}\n")
    assert figures(report) == []
    assert (goal, until) in steps(report.items[0])


def test_a_number_of_months_in_a_column_of_goals_is_a_figure():
    report = read("序号\t指标名称\t责任单位\t目标值\n1\t审批时间\t市审批局\t3个月\n2\t新建公园\t市城管局\t6个\n")
    assert ("审批时间", "=", 3.0, "个月") in figures(report)


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("各街道 消防大队", ["各街道", "消防大队"]),
        ("市应急局 消防救援支队", ["市应急局", "市消防救援支队"]),
        ("各乡镇 城东分局", ["各乡镇", "城东分局"]),
        ("市公安局 交警大队", ["市公安局交警大队"]),
    ],
)
def test_a_blank_behind_several_units_parts_them_from_an_office(cell, units):
    report = read(f"序号\t任务\t责任单位\n1\t检查企业300家\t{cell}\n")
    assert names(report.items[0]) == units


def test_a_line_that_only_tells_who_leads_is_understood():
    report = parse(
        "海东市2026年任务分解\n（“责任单位”栏排在第一位的为牵头单位）\n一、文物\n1.修缮祠堂7处。（责任单位：市文物局、市财政局）\n"
    )
    assert report.lead_rule == "first"
    assert codes(report) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("对全市320座小型水库开展检查", [("对小型水库开展检查", "=", 320, "座")]),
        ("为全县2万名老人体检", [("为老人体检", "=", 20000, "名")]),
        ("全市56个乡镇全部达标", []),
        ("在全市30个乡镇推广", []),
        ("对全市3层以上自建房开展检查", []),
        ("对3层以上自建房开展检查", []),
        ("对全县50户以上自然村实施供水改造", []),
        ("为200户以上困难家庭改造住房", [("为困难家庭改造住房", ">=", 200, "户")]),
    ],
)
def test_whom_something_is_done_for_is_counted_and_what_is_of_a_size_is_not(sentence, found):
    assert figures(read(f"序号\t任务\t责任单位\n1\t{sentence}\t市水利局\n")) == found


@pytest.mark.parametrize(
    "heading",
    [
        "一、招商（牵头领导：曹旭；牵头单位：市商务局）",
        "一、招商\u2028牵头领导：曹旭；牵头单位：市商务局",
    ],
)
def test_a_heading_within_a_table_tells_who_leads_the_tasks_below_it(heading):
    report = read(
        f"序号\t工作任务\t配合单位\t完成时限\n{heading}\t\t\t\n1\t引进项目12个\t各区\t12月底\n"
        "二、文物\t\t\t\n2\t修缮祠堂7处\t市文物局\t9月底\n"
    )
    first, second = report.items
    assert [role[:2] for role in roles(first)] == [("市商务局", "lead"), ("各区", "support")]
    assert first.leaders == ("曹旭",)
    assert (names(second), second.leaders) == (["市文物局"], ())
    assert [path(report, item) for item in report.items] == [["一、招商"], ["二、文物"]]
    assert (report.lead_rule, codes(report)) == ("label", ["no_lead"])


def test_a_merged_cell_tells_who_leads_the_rows_beside_it():
    report = read(
        "领域\t序号\t工作任务\t配合单位\n招商（牵头单位：市商务局）\t1\t引进项目12个\t各区\n"
        f"{DITTO}\t2\t举办推介20场\t市贸促会\n文物\t3\t修缮祠堂7处\t市文物局\n"
    )
    leads = [[u.name for u in item.responsibilities if u.role == "lead"] for item in report.items]
    assert leads == [["市商务局"], ["市商务局"], []]


@pytest.mark.parametrize("name", ["工作任务", "工作任务及责任分工", "主要任务和责任单位"])
def test_tasks_with_their_units_behind_them_need_no_other_column_than_that_of_their_fields(name):
    report = read(
        f"领域\t{name}\n产业\t1.新建基地15个（牵头单位：县农业局；责任单位：各乡镇；完成时限：10月底）\n"
        f"{DITTO}\t2.培育合作社8家（牵头单位：县农业局；责任单位：县供销社）\n"
    )
    assert [(item.number_literal, item.text, names(item), path(report, item)) for item in report.items] == [
        ("1.", "新建基地15个", ["县农业局", "各乡镇"], ["产业"]),
        ("2.", "培育合作社8家", ["县农业局", "县供销社"], ["产业"]),
    ]
    assert day(report.items[0]) == "2026-10-31"


def test_tasks_with_their_units_behind_them_stand_beside_a_deadline():
    report = read("序号\t工作任务及责任单位\t时限\n1\t新建基地15个（牵头单位：县农业局）\t10月底\n")
    assert [(item.text, day(item)) for item in report.items] == [("新建基地15个", "2026-10-31")]


@pytest.mark.parametrize("name", ["牵头领导及责任单位", "分管领导/单位", "责任领导、责任单位"])
@pytest.mark.parametrize("cell", ["王建国 市文物局", "副市长王建国\u2028市文物局"])
def test_a_joint_column_holds_the_leader_before_the_units(name, cell):
    (item,) = read(f"序号\t工作任务\t{name}\n1\t修缮祠堂7处\t{cell}\n").items
    assert (item.leaders, names(item)) == (("王建国",), ["市文物局"])


def test_a_joint_column_of_leader_and_units_may_hold_units_alone():
    (item,) = read("序号\t工作任务\t牵头领导及单位\n1\t修缮祠堂7处\t市文物局 市财政局\n").items
    assert (item.leaders, names(item)) == ((), ["市文物局", "市财政局"])


def test_each_unit_has_its_person_in_brackets():
    (item,) = read("序号\t工作任务\t责任单位（责任人）\n1\t修缮祠堂7处\t市文物局（刘伟）、市财政局（陈立）\n").items
    assert (names(item), item.remark) == (["市文物局", "市财政局"], "责任人：刘伟\n责任人：陈立")


def test_a_mark_before_a_task_is_no_part_of_its_target_and_no_leader_is_called_undecided():
    (item,) = (report := read("序号\t工作任务\t分管领导\t责任单位\n1\t★修缮祠堂7处\t待定\t市文物局\n")).items
    assert figures(report) == [("修缮祠堂", "=", 7, "处")]
    assert item.leaders == ()


def test_what_is_due_by_the_end_of_the_year_is_the_last_of_the_steps():
    (item,) = read(
        "序号\t任务名称\t年度目标\t上半年\t年底\t责任部门\n1\t修缮祠堂\t修缮祠堂7处\t开工3处\t全部开放\t市文物局\n"
    ).items
    assert steps(item)[-1] == ("全部开放", "2026-12-31")


def test_the_goal_of_the_end_of_the_year_is_that_of_the_year():
    report = read("序号\t任务名称\t责任部门\t年底目标\n1\t修缮祠堂\t市文物局\t修缮祠堂7处\n")
    assert figures(report) == [("修缮祠堂", "=", 7, "处")]


@pytest.mark.parametrize("rule", ["排首位的牵头", "排第一位的牵头", "排在首位的单位牵头"])
def test_the_first_unit_leads_where_the_name_of_the_column_says_so(rule):
    (item,) = read(f"序号\t任务\t责任单位（{rule}）\n1\t修缮祠堂7处\t市文物局/市财政局\n").items
    assert [role[:2] for role in roles(item)] == [("市文物局", "lead"), ("市财政局", "support")]
