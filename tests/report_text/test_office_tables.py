"""Tables as offices make them: levels of numbers and of merged cells, captions, what a line above the head says."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt, roles

DITTO = "〃"


def read(text):
    report = parse(text)
    assert rebuilt(report) == text
    return report


@pytest.mark.parametrize("dot", [".", "-"])
def test_number_that_the_next_rows_go_on_heads_them(dot):
    report = read(
        "编号\t任务\t责任单位\t时限\n1\t兴水\t\t\n"
        f"1{dot}1\t修堤3公里\t市水利局\t6月底\n1{dot}2\t清淤2处\t市水利局\t9月底\n"
        f"2\t兴教\t\t\n2{dot}1\t建校2所\t市教育局\t8月底\n"
    )
    assert [(item.text, path(report, item)) for item in report.items] == [
        ("修堤3公里", ["1\t兴水"]),
        ("清淤2处", ["1\t兴水"]),
        ("建校2所", ["2\t兴教"]),
    ]
    assert codes(report) == []


def test_number_of_a_task_with_a_unit_of_its_own_is_no_heading():
    report = read("编号\t任务\t责任单位\n1\t修堤3公里\t市水利局\n1.1\t清淤2处\t市水利局\n")
    assert [item.text for item in report.items] == ["修堤3公里", "清淤2处"]


def test_measures_with_units_of_their_own_below_a_merged_text_are_the_tasks():
    report = read(
        "主攻方向\t重点任务\t推进举措\t承办处室\t时限\n"
        "防洪\t提升能力\t修堤3公里\t河道处\t6月底\n"
        f"{DITTO}\t{DITTO}\t建站5座\t水文处\t9月底\n{DITTO}\t严格管理\t清理占河12处\t执法处\t8月底\n"
    )
    assert [(item.text, names(item), path(report, item)) for item in report.items] == [
        ("修堤3公里", ["河道处"], ["防洪", "提升能力"]),
        ("建站5座", ["水文处"], ["防洪", "提升能力"]),
        ("清理占河12处", ["执法处"], ["防洪", "严格管理"]),
    ]


def test_measures_below_a_merged_text_and_merged_units_stay_with_it():
    report = read(
        f"重点任务\t推进举措\t承办处室\n提升能力\t修堤3公里\t河道处\n{DITTO}\t建站5座\t{DITTO}\n"
        "严格管理\t清理占河12处\t执法处\n"
    )
    assert [item.text for item in report.items] == ["提升能力", "严格管理"]


def test_unknown_column_whose_cells_say_the_roles_holds_units():
    report = read("序号\t任务\t分工\t时限\n1\t建校2所\t牵头：市教育局\u2028配合：市财政局、市住建局\t8月底\n")
    assert roles(report.items[0]) == [
        ("市教育局", "lead", "label"),
        ("市财政局", "support", "label"),
        ("市住建局", "support", "label"),
    ]


SAID_ABOVE = "县教育局\n某县2026年清单\n责任单位：县教育局\t\t分管副县长：王某\n序号\t工作\t时限\n1\t建校2所\t8月底\n"


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("between", ["\t\t", "  ", "\n"])
def test_line_between_title_and_head_holds_for_all_rows(between, gap):
    report = read(SAID_ABOVE.replace("\t\t分", f"{between}分").replace("清单\n", f"清单\n{gap}"))
    (item,) = report.items
    assert (roles(item), item.leaders, path(report, item)) == (
        [("县教育局", "lead", "inherited")],
        ("王某",),
        ["某县2026年清单"],
    )


def test_line_above_two_tables_holds_for_its_own_one_alone():
    second = "某县2026年台账\n序号\t工作\t责任单位\n1\t修路3公里\t县交通局\n"
    report = read(SAID_ABOVE + "\n" + second)
    assert [names(item) for item in report.items] == [["县教育局"], ["县交通局"]]
    report = read(second + "\n" + SAID_ABOVE)
    assert [names(item) for item in report.items] == [["县交通局"], ["县教育局"]]


def test_units_of_a_task_above_a_table_are_not_those_of_the_table():
    report = read("1.修路3公里。\n责任单位：县交通局\n序号\t工作\t责任单位\n1\t建校2所\t县教育局\n")
    assert [names(item) for item in report.items] == [["县交通局"], ["县教育局"]]


@pytest.mark.parametrize("mark", ["表一：", "表1 ", "附表2：", "表3-1："])
def test_caption_of_a_table_heads_its_tasks(mark):
    table = "序号\t工作\t责任单位\n1\t{}\t县教育局\n"
    report = read(f"{mark}惠民\n{table.format('建校2所')}\n表九：惠企\n{table.format('办展2场')}")
    assert [path(report, item) for item in report.items] == [[f"{mark}惠民"], ["表九：惠企"]]


def test_table_that_counts_holds_no_task_and_is_asked_about():
    report = read(
        "序号\t单位\t任务数\n1\t县教育局\t2\n2\t县住建局\t3\n\n某县2026年清单\n序号\t工作\t责任单位\n1\t建校2所\t县教育局\n"
    )
    assert [item.text for item in report.items] == ["建校2所"]
    assert (report.tables[0].is_read, codes(report)) == (False, ["unread_text"])


def test_forms_with_tabs_may_begin_with_the_task():
    form = "项目名称\t{}\n年度任务\t完成投资{}亿元\n责任单位\t{}\n配合单位\t县财政局\n完成时限\t9月底\n"
    report = read(form.format("物流园", 2, "县商务局") + form.format("康养小镇", 3, "县文旅局"))
    assert [(item.text, names(item), item.remark) for item in report.items] == [
        ("物流园", ["县商务局", "县财政局"], "年度任务：完成投资2亿元"),
        ("康养小镇", ["县文旅局", "县财政局"], "年度任务：完成投资3亿元"),
    ]
    assert [target.number for item in report.items for target in item.targets] == [200000000, 300000000]


@pytest.mark.parametrize("gap", [" ", "   "])
def test_rows_of_a_table_without_lines_may_be_numbered_in_words(gap):
    rows = [["序号", "工作任务", "牵头单位", "配合单位"], ["一", "修路3公里", "市交通局", "市财政局"]]
    rows += [["二", "建校2所", "市教育局", "市住建局"], ["三", "清淤9处", "市水利局", "各区"]]
    report = read("".join(gap.join(row) + "\n" for row in rows))
    assert [(item.number, item.text, names(item)) for item in report.items] == [
        (1, "修路3公里", ["市交通局", "市财政局"]),
        (2, "建校2所", ["市教育局", "市住建局"]),
        (3, "清淤9处", ["市水利局", "各区"]),
    ]


def test_chapter_numbered_in_words_is_no_row_of_a_table_without_lines():
    report = read("序号 工作任务 责任单位\n一、交通\n1 修路3公里 市交通局\n二、教育\n2 建校2所 市教育局\n")
    assert [(item.number, path(report, item)) for item in report.items] == [(1, ["一、交通"]), (2, ["二、教育"])]


def test_numbered_title_beside_sums_heads_the_rows_below_it():
    report = read(
        "序号\t项目\t年度建设目标\t总投资\t责任单位\t时限\n一、农业（1个）\t\t\t3.5\t\t\n"
        "1\t粮库\t建仓容2万吨\t3.5\t县粮食局\t9月底\n二、工业（1个）\t\t\t12\t\t\n1\t标准厂房\t建成6栋\t12\t县工信局\t8月底\n"
    )
    assert [(item.text, path(report, item)) for item in report.items] == [
        ("粮库\t建仓容2万吨", ["一、农业（1个）"]),
        ("标准厂房\t建成6栋", ["二、工业（1个）"]),
    ]
    assert codes(report) == []


def test_lowest_level_of_indicators_is_the_task():
    report = read(
        "某院2026年考核细则\n一级指标\t二级指标\t目标值\t计分办法\t责任科室\n"
        f"质量\t治愈率\t≥95%\t每低1%扣1分\t医务科\n{DITTO}\t感染率\t≤2%\t每高1%扣1分\t院感科\n"
    )
    assert [(item.text, path(report, item)) for item in report.items] == [
        ("治愈率\t≥95%", ["质量"]),
        ("感染率\t≤2%", ["质量"]),
    ]
    assert [(target.label, target.comparator, target.number) for item in report.items for target in item.targets] == [
        ("治愈率", ">=", 95),
        ("感染率", "<=", 2),
    ]


@pytest.mark.parametrize(("problem", "measures"), [("存在问题", "整改措施"), ("反馈问题清单", "解决办法")])
def test_problem_heads_its_measures(problem, measures):
    report = read(
        f"序号\t{problem}\t{measures}\t包案领导\t责任单位\t整改时限\n"
        f"1\t账目不清\t清理账目\t王某\t县财政局\t6月底\n2\t{DITTO}\t培训会计\t王某\t县财政局\t7月底\n"
    )
    assert [(item.text, path(report, item), item.leaders) for item in report.items] == [
        ("清理账目", ["账目不清"], ("王某",)),
        ("培训会计", ["账目不清"], ("王某",)),
    ]


def test_problem_without_measures_is_the_task_and_a_name_nobody_knows_goes_before_measures():
    report = read("序号\t主要问题\t责任单位\t整改时限\n1\t账目不清\t县财政局\t6月底\n")
    assert [item.text for item in report.items] == ["账目不清"]
    report = read("序号\t王牌工程\t推进举措\t责任单位\t时限\n1\t修路\t抓紧施工\t县交通局\t6月底\n")
    assert [item.text for item in report.items] == ["修路"]


CELLS = {
    "市教育局市财政局": ["市教育局", "市财政局"],
    "市自来水公司市城市管理局、各区": ["市自来水公司", "市城市管理局", "各区"],
    "县委办县政府办": ["县委办", "县政府办"],
    "教育局（牵头）各部门": ["教育局", "各部门"],
    "数据局\u2028城管局\u2028公安分局": ["数据局", "城管局", "公安分局"],
    "市委市政府督查室": ["市委市政府督查室"],
    "区纪委区监委": ["区纪委区监委"],
    "市公安局市中分局": ["市公安局市中分局"],
    "市公安局\u2028城东分局": ["市公安局城东分局"],
    "市公安局\u2028交警支队": ["市公安局交警支队"],
}


@pytest.mark.parametrize("cell", CELLS)
def test_offices_in_a_cell_whose_break_was_lost_are_told_apart(cell):
    report = read(f"序号\t任务\t责任单位\n1\t建校2所\t{cell}\n")
    assert names(report.items[0]) == CELLS[cell]


@pytest.mark.parametrize(
    ("month", "time", "day"),
    [
        ("3月", "下旬", "2026-03-31"),
        ("3月份", "8日前", "2026-03-08"),
        ("四月", "中旬", "2026-04-20"),
        ("5月", "", "2026-05-31"),
    ],
)
def test_day_below_a_month_that_heads_it(month, time, day):
    for text in (
        f"月份\t时间\t工作事项\t承办部室\n{month}\t{time}\t办展2场\t宣教部\n",
        f"序号\t工作事项\t时间\t承办部室\n{month}\t\t\t\n1\t办展2场\t{time}\t宣教部\n",
    ):
        report = read(f"某会2026年日程表\n{text}")
        (item,) = report.items
        assert (str(item.deadline.date), path(report, item)) == (day, [month])


def test_row_that_names_a_leader_or_a_unit_answers_for_the_rows_below_it():
    report = read(
        "序号\t工作\t时限\n一、副市长王某\t\t\n1\t建校2所\t6月底\n二、副市长李某某\t\t\n2\t修路3公里\t9月底\n"
    )
    assert [item.leaders for item in report.items] == [("王某",), ("李某某",)]
    report = read(
        "序号\t工作\t时限\n一、市教育局\t\t\n1\t建校2所\t6月底\n二、市交通局（1项）\t\t\n2\t修路3公里\t9月底\n"
    )
    assert [roles(item) for item in report.items] == [
        [("市教育局", "lead", "inherited")],
        [("市交通局", "lead", "inherited")],
    ]
    report = read("序号\t工作\t时限\n一、市教育局\t\t\n1\t建校2所\t6月底\n二、交通\t\t\n2\t修路3公里\t9月底\n")
    assert [names(item) for item in report.items] == [[], []]


@pytest.mark.parametrize("bar", ["|", "｜", " | "])
def test_bars_part_the_labels_of_a_line(bar):
    line = bar.join(["1.建校2所", "牵头：县教育局", "配合：县财政局、各乡镇", "时限：2026年8月底"])
    report = read(f"某县2026年任务\n{line}\n{line.replace('1.', '2.')}\n")
    for item in report.items:
        assert (item.text, names(item)) == ("建校2所", ["县教育局", "县财政局", "各乡镇"])
        assert str(item.deadline.date) == "2026-08-31"


@pytest.mark.parametrize(
    "name", ["牵头单位\u2028配合单位", "牵头单位/配合单位", "主办部门、协办部门", "责任单位及配合单位"]
)
def test_first_line_of_a_cell_for_both_leads(name):
    cell = "市卫健委\u2028市发改委、\u2028市住建局"
    report = read(f"序号\t项目\t{name}\n1\t建院1座\t{cell}\n2\t建校2所\t市教育局、市住建局\n")
    assert [(unit.name, unit.role) for unit in report.items[0].responsibilities] == [
        ("市卫健委", "lead"),
        ("市发改委", "support"),
        ("市住建局", "support"),
    ]
    assert [unit.role for unit in report.items[1].responsibilities] == ["responsible", "responsible"]


def test_second_table_has_its_own_heading_above_its_head():
    report = read(
        "一、工程\n序号\t工程名称\t实施单位\n1\t修路\t县交通局\n\n二、能力\t\t\n序号\t培训事项\t牵头部门\t时限\n"
        "1\t培训400人\t县人社局\t9月底\n"
    )
    assert [(item.text, path(report, item)) for item in report.items] == [
        ("修路", ["一、工程"]),
        ("培训400人", ["二、能力"]),
    ]


@pytest.mark.parametrize("cell", ["财政所 冯某", "财政所\u2028冯某", "财政所（冯某）", "财政所/冯某"])
def test_person_behind_the_unit_is_none(cell):
    report = read(f"序号\t议定事项\t责任单位及责任人\n1\t拨付资金\t{cell}\n")
    (item,) = report.items
    assert (names(item), item.leaders, item.remark) == (["财政所"], (), "责任人：冯某")


def test_blank_below_a_unit_in_the_first_column_stands_for_it_and_is_asked_about():
    report = read("责任科室\t重点任务\t时限\n安监办\t检查600家\t6月底\n\t整改12处\t9月底\n消防所\t建站8座\t8月底\n")
    assert [names(item) for item in report.items] == [["安监办"], ["安监办"], ["消防所"]]
    assert "units_from_above" in codes(report)


def test_category_of_a_table_without_lines_may_stand_in_the_first_of_its_rows():
    report = read(
        "类别    创建任务          责任单位\n社区    建站20个          区委宣传部\n"
        "        评选楼栋300个     区文明办\n校园    建校12所          区教育局\n"
    )
    assert [(item.text, path(report, item)) for item in report.items] == [
        ("建站20个", ["社区"]),
        ("评选楼栋300个", ["社区"]),
        ("建校12所", ["校园"]),
    ]


@pytest.mark.parametrize("mark", ["\t", "|", " | ", "**|"])
def test_goal_beside_its_task_is_of_it_whatever_parts_the_cells(mark):
    start = "**" if "*" in mark else ""
    bar = mark.strip("*")
    report = read(
        f"序号{bar}任务{bar}目标{bar}责任单位\n1{bar}{start}外贸总额{mark}达到460亿元{bar}市商务局\n"
        f"2{bar}{start}海外仓{mark}新增4个{bar}市商务局\n"
    )
    targets = [(target.label, int(target.number)) for item in report.items for target in item.targets]
    assert targets == [("外贸总额", 46000000000), ("海外仓新增", 4)]
    assert codes(report) == []


@pytest.mark.parametrize("name", ["专班名称", "工作专班", "重点 专班", "指挥部", "攻坚组名称", "推进小组"])
@pytest.mark.parametrize("again", ["护林专班", ""])
def test_joint_body_heads_the_tasks_of_the_units_beside_it(name, again):
    report = read(
        f"{name}\t序号\t任务\t牵头部门\t责任部门\t时限\n护林专班\t1\t造林3公顷\t市林业局\t市财政局\t6月底\n"
        f"{again}\t2\t巡林9次\t市林业局\t市公安局\t9月底\n护渔专班\t3\t放流2处\t市渔业局\t市财政局\t8月底\n"
    )
    assert [(item.text, names(item), path(report, item)) for item in report.items] == [
        ("造林3公顷", ["市林业局", "市财政局"], ["护林专班"]),
        ("巡林9次", ["市林业局", "市公安局"], ["护林专班"]),
        ("放流2处", ["市渔业局", "市财政局"], ["护渔专班"]),
    ]


def test_joint_bodies_alone_answer_for_their_tasks():
    report = read("工作专班\t序号\t任务\t时限\n护林专班\t1\t造林3公顷\t6月底\n护渔专班\t2\t放流2处\t8月底\n")
    assert [names(item) for item in report.items] == [["护林专班"], ["护渔专班"]]


@pytest.mark.parametrize(("group", "leader"), [("产业链名称", "链长"), ("产业集群", "链长"), ("工作专班", "专班组长")])
def test_chain_or_joint_body_and_who_heads_it(group, leader):
    report = read(
        f"{group}\t{leader}\t任务\t牵头单位\t时限\n茶叶专班\t王大山\t建厂3座\t市工信局\t6月底\n"
        "竹子专班\t李小河\t栽竹2公顷\t市林业局\t8月底\n"
    )
    assert [(names(item), item.leaders, path(report, item)) for item in report.items] == [
        (["市工信局"], ("王大山",), ["茶叶专班"]),
        (["市林业局"], ("李小河",), ["竹子专班"]),
    ]
