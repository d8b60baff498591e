"""Heads of tables: second rows, names of two parts, columns nobody knows, on invented examples."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt, roles, steps

DITTO = "〃"
HEAD = "序号\t工作任务\t责任单位\t完成时限\n"


def read(text):
    report = parse(text)
    assert rebuilt(report) == text
    return report


def kinds(report):
    return {report.source[node.start : node.end]: node.kind for node in report.nodes}


def test_second_row_of_a_head_may_name_columns_nobody_knows():
    report = read(
        f"序号\t项目类别\t实事内容及目标\t责任单位\t\t完成时限\t\t年度投资\t\n"
        f"{DITTO}\t{DITTO}\t{DITTO}\t牵头单位\t配合单位\t开工\t完成\t市级\t县级\n"
        f"1\t交通\t新建农村公路30公里\t市交通局\t市财政局\t3月\t2026年10月底前\t50\t20\n"
        f"2\t{DITTO}\t建桥一座\t市住建局\t市水利局\t4月\t2026年11月底前\t60\t30\n"
    )
    assert [(item.number, item.text, path(report, item)) for item in report.items] == [
        (1, "新建农村公路30公里", ["交通"]),
        (2, "建桥一座", ["交通"]),
    ]
    assert roles(report.items[0]) == [("市交通局", "lead", "label"), ("市财政局", "support", "label")]
    assert [str(item.deadline.date) for item in report.items] == ["2026-10-31", "2026-11-30"]
    assert codes(report) == []


@pytest.mark.parametrize("done", ["完成", "竣工", "办结", "竣工时间", "投入使用"])
@pytest.mark.parametrize("begun", ["开工", "启动", "开工时间"])
def test_below_the_deadline_only_the_end_is_one(begun, done):
    head = f"序号\t任务\t责任单位\t完成时限\t\n\t\t\t{begun}\t{done}\n"
    (item,) = read(f"{head}1\t建校\t市教育局\t3月\t9月底前\n").items
    assert item.deadline.literal == "9月底前"


def test_parts_of_the_year_below_a_goal_are_steps():
    (item,) = read(
        "某市2026年任务表\n"
        f"序号\t工作任务\t年度目标\t\t责任单位\n{DITTO}\t{DITTO}\t全年\t上半年\t{DITTO}\n1\t建校\t封顶\t选址\t市教育局\n"
    ).items
    assert (item.text, steps(item)) == ("建校\t封顶", [("选址", "2026-06-30")])


@pytest.mark.parametrize("behind", ["", "目标", "工作任务", "节点", "计划安排"])
@pytest.mark.parametrize(
    ("part", "day"),
    [("一季度", "03-31"), ("上半年", "06-30"), ("前三季度", "09-30"), ("1-11月", "11-30"), ("12月底", "12-31")],
)
def test_columns_of_parts_of_the_year_are_steps(part, behind, day):
    (item,) = read(f"序号\t2027年任务\t{part}{behind}\t责任单位\n1\t建校\t完成选址\t市教育局\n").items
    assert steps(item) == [("完成选址", f"2027-{day}")]


def test_figure_due_in_a_part_of_the_year_is_told_with_what_it_counts():
    (item,) = read(
        "某市2026年指标表\n序号\t指标名称\t计量单位\t2025年完成数\t2026年目标数\t上半年\t下半年\t责任单位\n"
        "1\t新增就业\t万人\t3\t4\t2\t—\t市人社局\n"
    ).items
    assert [(target.label, target.number, target.unit) for target in item.targets] == [("新增就业", 40000, "人")]
    assert (steps(item), item.remark) == ([("新增就业2万人", "2026-06-30")], "2026年目标数：4\n上半年：2")


def test_first_row_below_a_head_without_a_second_row_is_a_task():
    report = read("工作任务\t责任单位\t\n建校\t市教育局\t市财政局\n修路\t市交通局\t\n")
    assert [item.text for item in report.items] == ["建校", "修路"]
    report = read("工作任务\t责任单位\n重点项目\t市教育局\n修路\t市交通局\n")
    assert [item.text for item in report.items] == ["重点项目", "修路"]


def test_flat_head_of_two_rows_names_units_and_days():
    report = read(
        "序号 实事内容及目标 责任单位 完成时限\n牵头单位 配合单位 开工 完成\n"
        "1 建校2所 市教育局 市财政局 3月 12月底前\n2 修路 市交通局 市财政局 4月 10月底前\n"
    )
    assert [(item.text, names(item), item.deadline.literal) for item in report.items] == [
        ("建校2所", ["市教育局", "市财政局"], "12月底前"),
        ("修路", ["市交通局", "市财政局"], "10月底前"),
    ]


@pytest.mark.parametrize("name", ["实事内容及目标", "工作任务及要求", "目标任务和措施", "项目名称、地点", "要求与任务"])
def test_column_of_two_names_is_the_task_if_one_of_them_is(name):
    report = read(f"序号\t类别\t{name}\t责任单位\n1\t教育\t建校2所\t市教育局\n")
    assert [(item.text, names(item)) for item in report.items] == [("建校2所", ["市教育局"])]
    assert path(report, report.items[0]) == ["教育"]


def test_row_of_column_names_is_no_item():
    report = read(HEAD + "1\t建校\t市教育局\t\n\t\t牵头单位\t完成时间\n2\t修路\t市交通局\t\n")
    assert [item.text for item in report.items] == ["建校", "修路"]
    assert kinds(report)["牵头单位\t完成时间"] == "columns"


def test_longest_unknown_column_is_the_task_where_only_a_category_is_known():
    report = read(
        f"序号\t类别\t王牌工程\t所在地\t责任单位\n1\t交通\t新建农村公路30公里\t东山\t市交通局\n"
        f"2\t{DITTO}\t建桥一座并接通两岸道路\t西山\t市住建局\n"
    )
    assert [item.text for item in report.items] == ["新建农村公路30公里", "建桥一座并接通两岸道路"]
    assert [path(report, item) for item in report.items] == [["交通"], ["交通"]]
    assert kinds(report)["东山"] == "remark"


def test_category_stays_the_task_where_its_texts_are_the_longest():
    report = read("序号\t类别\t所在地\t责任单位\n1\t新建农村公路30公里\t东山\t市交通局\n")
    assert [item.text for item in report.items] == ["新建农村公路30公里"]


def test_text_of_a_row_that_gives_no_task_a_text_is_unread():
    report = read("序号\t工作任务\t所在地\t责任单位\n1\t修路\t东山\t市交通局\n2\t\t接通西山大桥\t市住建局\n")
    assert (kinds(report)["接通西山大桥"], kinds(report)["东山"]) == ("unread", "remark")
    assert codes(report) == ["no_text", "unread_text"]


@pytest.mark.parametrize(
    "text",
    [
        "2.提升服务:\n- 新设窗口6个。(责任单位:市甲局)\n- 培训人员300名。(责任单位:市乙局)\n3.修路。(责任单位:市丙局)",
        "2.提升服务:\n● 新设窗口6个(市甲局)\n● 培训人员300名(市乙局)\n3.修路(市丙局)",
        "2.提升服务: - 新设窗口6个。(责任单位:市甲局) - 培训人员300名。(责任单位:市乙局)\n3.修路。(责任单位:市丙局)",
        "(二)提升服务。\n·新设窗口6个。(责任单位:市甲局)\n·培训人员300名。(责任单位:市乙局)\n(三)修路。(责任单位:市丙局)",
    ],
)
def test_a_number_above_a_list_heads_its_points_which_are_its_clauses(text):
    report = parse(text)
    assert rebuilt(report) == text
    assert [(item.number, item.clause, item.text.strip("。")) for item in report.items] == [
        (2, 1, "新设窗口6个"),
        (2, 2, "培训人员300名"),
        (3, 1, "修路"),
    ]
    assert [names(item) for item in report.items] == [["市甲局"], ["市乙局"], ["市丙局"]]
    assert [len(path(report, item)) for item in report.items] == [1, 1, 0]
    assert not {"number_missing", "number_gap"} & set(codes(report))


@pytest.mark.parametrize(
    ("above", "below"), [("攻坚任务", "推进措施"), ("重点任务", "具体任务"), ("工作目标", "落实举措")]
)
def test_what_the_rows_count_are_the_tasks_below_a_merged_one(above, below):
    text = (
        f"序号\t{above}\t{below}\t责任部门\n1\t做强主业\t改造泵房4座\t工程部\n2\t〃\t清退参股企业3户\t投资部\n"
        "3\t管好风险\t收回欠款2亿元\t财务部"
    )
    report = parse(f"某集团2026年任务表\n\n{text}\n")
    assert [item.text for item in report.items] == ["改造泵房4座", "清退参股企业3户", "收回欠款2亿元"]
    assert [path(report, item)[-1] for item in report.items] == ["做强主业", "做强主业", "管好风险"]


def test_rows_of_one_merged_number_and_task_are_not_counted():
    text = "序号\t攻坚任务\t推进措施\t责任部门\n1\t做强主业\t改造泵房4座\t工程部\n〃\t〃\t清退参股企业3户\t投资部"
    (item,) = parse(f"某集团2026年任务表\n\n{text}\n").items
    assert (item.text, item.remark) == ("做强主业", "推进措施：改造泵房4座\n推进措施：清退参股企业3户")


def test_measures_beside_a_task_of_each_row_stand_in_its_remark():
    (item,) = parse("序号\t任务\t工作措施\t责任单位\n1\t改造泵房4座\t新增水泵9台\t市水务局").items
    assert (item.text, item.remark) == ("改造泵房4座", "工作措施：新增水泵9台")


@pytest.mark.parametrize("name", ["考评指标", "监测项目", "观测点位"])
def test_a_column_of_figures_alone_is_never_the_task(name):
    head = f"序号\t{name}\t计量单位\t目标值\t责任单位\n"
    items = parse(f"{head}1\t粮食总产量\t万吨\t31\t市农业局\n2\t用水总量\t亿吨\t≤9\t市水利局").items
    assert [item.text.split()[0] for item in items] == ["粮食总产量", "用水总量"]
    found = [(target.comparator, target.number, target.unit) for item in items for target in item.targets]
    assert found == [("=", 31 * 10**4, "吨"), ("<=", 9 * 10**8, "吨")]
