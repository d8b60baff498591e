"""Tables: every form in which a breakdown comes as one, on invented examples."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt, roles

DITTO, BREAK = "〃", "\u2028"
HEAD = "序号\t工作任务\t责任单位\t完成时限\n"


def read(text, **options):
    report = parse(text, **options)
    assert rebuilt(report) == text
    for item in report.items:
        assert item.start <= item.text_start <= item.text_end <= item.end
        assert item.text == text[item.text_start : item.text_end]
        for unit in item.responsibilities:
            assert unit.literal == text[unit.start : unit.end] and item.start <= unit.start < unit.end <= item.end
    return report


def rows(report):
    return [(item.number_literal, item.clause, item.text, names(item)) for item in report.items]


def kinds(report):
    return {report.source[node.start : node.end]: node.kind for node in report.nodes}


FORMS = {
    "tabs": "序号\t工作任务\t牵头单位\t配合单位\t完成时限\n"
    "1\t疏浚河道20公里\t市水利局\t市财政局、民政局\t年底前\n"
    "2\t建桥一座\t市住建局\t各区政府\t6月底前\n",
    "bars": "序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时限\n"
    "1 | 疏浚河道20公里 | 市水利局 | 市财政局、民政局 | 年底前\n"
    "2 | 建桥一座 | 市住建局 | 各区政府 | 6月底前\n",
    "markdown": "|序号|工作任务|牵头单位|配合单位|完成时限|\n|---|:--|---|---|--:|\n"
    "|1|疏浚河道20公里|市水利局|市财政局、民政局|年底前|\n"
    "|2|建桥一座|市住建局|各区政府|6月底前|\n",
    "two blanks": "序号  工 作 任 务  牵头单位  配合单位  完成时限\n"
    "1  疏浚河道20公里  市水利局  市财政局、民政局  年底前\n"
    "2  建桥一座  市住建局  各区政府  6月底前\n",
    "one blank": "序 号 工 作 任 务 牵头 单位 配合单位 完成时限\n"
    "1 疏浚河道20公里 市水利局 市财政局、民政局 年底前\n"
    "2 建桥一座 市住建局 各区政府 6月底前\n",
    "wrapped": "序号 工作任务 牵头单位 配合单位 完成时限\n"
    "1 疏浚\n河道20公里 市水利局 市财政局、\n民政局 年底前\n"
    "2 建桥一座 市住建\n局 各区政府 6月底前\n",
    "lines": "序号\n工作任务\n牵头单位\n配合单位\n完成时限\n"
    "1\n疏浚河道20公里\n市水利局\n市财政局、民政局\n年底前\n"
    "2\n建桥一座\n市住建局\n各区政府\n6月底前\n",
    "lines with bars": "序号 |\n工作任务 |\n牵头单位 |\n配合单位 |\n完成时限 |\n"
    "1 |\n疏浚\n河道20公里 |\n市水利局 |\n市财政局、民政局 |\n年底前 |\n"
    "2 |\n建桥一座 |\n市住建局 |\n各区政府 |\n6月底前 |\n",
    "lines below one": "序号 工作任务 牵头单位 配合单位 完成时限\n"
    "1\n疏浚河道20公里\n市水利局\n市财政局、民政局\n年底前\n"
    "2\n建桥一座\n市住建局\n各区政府\n6月底前\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_table_gives_the_same_items(form):
    report = read("东山市2026年任务分解表\n\n" + FORMS[form])
    assert [("".join(i.text.split()), i.number) for i in report.items] == [("疏浚河道20公里", 1), ("建桥一座", 2)]
    assert roles(report.items[0]) == [
        ("市水利局", "lead", "label"),
        ("市财政局", "support", "label"),
        ("市民政局", "support", "label"),
    ]
    assert roles(report.items[1]) == [("市住建局", "lead", "label"), ("各区政府", "support", "label")]
    assert [str(item.deadline.date) for item in report.items] == ["2026-12-31", "2026-06-30"]
    assert [path(report, item) for item in report.items] == [["东山市2026年任务分解表"]] * 2
    assert report.title == "东山市2026年任务分解表"
    assert codes(report) == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("序号\t工作任务\t责任单位", ("lead", "sole")),
        ("序号\t主要任务\t牵头负责部门", ("lead", "label")),
        ("编号\t任务内容\t第一责任单位", ("lead", "label")),
        ("№\t目标与任务\t牵头组织实施单位", ("lead", "label")),
        ("项次\t项目名称\t主办单位", ("lead", "label")),
        ("序列\t工作事项\t主要责任单位", ("lead", "label")),
        ("序\t2026年重点工作\t承办单位", ("lead", "sole")),
        ("序号\t工作要点\t落实单位", ("lead", "sole")),
        ("序号\t指标名称\t配合单位", ("support", "label")),
        ("序号\t具体内容\t协助单位", ("support", "label")),
        ("序号\t量化指标\t责任单位（牵头）", ("lead", "label")),
        ("序號\t工作任務\t牽頭單位", ("lead", "label")),
        (f"序{BREAK}号\t工作{BREAK}内容\t责 任 部 门", ("lead", "sole")),
        ("序号\t年度目标\t责任单位及责任人", ("lead", "sole")),
    ],
)
def test_columns_go_by_many_names(head, expected):
    report = read(f"{head}\n1\t疏浚河道\t市水利局\n")
    assert [(unit.name, unit.role, unit.basis) for unit in report.items[0].responsibilities] == [
        ("市水利局", *expected)
    ]


def test_leaders_and_other_columns_are_no_units_and_no_text():
    report = read(
        "序号\t工作任务\t区政府分管领导\t责任单位\t推进措施\t备注\n1\t疏浚河道\t王一、李 二\t市水利局\t抓紧开工\t续建\n"
    )
    (item,) = report.items
    assert (item.leaders, names(item), item.text) == (("王一", "李二"), ["市水利局"], "疏浚河道")
    assert kinds(report)["抓紧开工\t续建"] == "remark"


def test_task_and_goal_beside_it_are_one_text():
    (item,) = read("序号\t工作任务\t年度目标\t责任单位\n1\t疏浚河道\t完成20公里\t市水利局\n").items
    assert item.text == "疏浚河道\t完成20公里"
    (apart,) = read("序号\t工作任务\t责任单位\t年度目标\n1\t疏浚河道\t市水利局\t完成20公里\n").items
    assert apart.text == "疏浚河道"


def test_first_of_two_names_of_a_lead_leads():
    report = read("工作重点\t序号\t主要工作任务\t第一责任单位\t主要责任单位\n水利\t1\t疏浚\t市水利局\t市财政局\n")
    assert roles(report.items[0]) == [("市水利局", "lead", "label"), ("市财政局", "support", "label")]
    assert path(report, report.items[0]) == ["水利"]


def test_head_of_two_rows_and_merged_cells():
    report = read(
        f"序号\t工作任务\t责任单位\t\t分管领导\n{DITTO}\t{DITTO}\t牵头单位\t配合单位\t{DITTO}\n"
        f"1\t建厂房\t市工信局\t市财政局\t王一\n2\t引项目\t{DITTO}\t同上\t{DITTO}\n"
    )
    assert [roles(item) for item in report.items] == [
        [("市工信局", "lead", "label"), ("市财政局", "support", "label")]
    ] * 2
    assert [item.leaders for item in report.items] == [("王一",), ("王一",)]
    assert [unit.literal for unit in report.items[1].responsibilities] == [DITTO, "同上"]


def test_flat_head_of_two_rows_is_repeated_on_the_next_page():
    head = "序号 工作任务 责任单位\n牵头单位 配合单位\n"
    report = read(f"{head}1 建厂房 市工信局 市财政局\n- 1 -\n{head}2 引项目 市商务局 市财政局\n")
    assert [roles(item)[0] for item in report.items] == [("市工信局", "lead", "label"), ("市商务局", "lead", "label")]
    assert codes(report) == []


def test_group_rows_are_headings_and_nest_by_their_numbers():
    report = read(
        HEAD
        + "一、经济\t\t\t\n（一）工业\t\t\t\n1\t建厂房\t市工信局\t\n（二）农业\t（二）农业\t（二）农业\t（二）农业\n"
        "2\t修渠\t市水利局\t\n二、民生\t\t\t\n3\t建校\t市教育局\t\n"
    )
    assert [path(report, item) for item in report.items] == [
        ["一、经济", "（一）工业"],
        ["一、经济", "（二）农业"],
        ["二、民生"],
    ]
    assert [(c.label, c.title) for c in report.chapters][:2] == [("一、", "经济"), ("（一）", "工业")]


def test_chinese_number_without_units_heads_the_rows_below_it():
    report = read(HEAD + "一\t工业\t\t\n1\t建厂房\t市工信局\t\n二\t农业\t\t\n2\t修渠\t市水利局\t\n")
    assert [path(report, item) for item in report.items] == [["一\t工业"], ["二\t农业"]]


def test_merged_first_column_is_a_heading_each_time_it_changes():
    report = read(
        f"类别\t序号\t工作任务\t责任单位\n经济\t1\t建厂房\t市工信局\n{DITTO}\t2\t修渠\t市水利局\n民生\t3\t建校\t市教育局\n"
    )
    assert [path(report, item) for item in report.items] == [["经济"], ["经济"], ["民生"]]


def test_rows_that_share_a_number_are_its_clauses():
    report = read(HEAD + f"1\t建厂房\t市工信局\t年底\n{DITTO}\t修路\t市交通局\t{DITTO}\n2\t建校\t市教育局\t\n")
    assert rows(report) == [
        ("1", 1, "建厂房", ["市工信局"]),
        ("1", 2, "修路", ["市交通局"]),
        ("2", 1, "建校", ["市教育局"]),
    ]
    assert report.items[1].deadline.literal == "年底"
    assert codes(report) == []


def test_rows_that_share_number_and_task_add_their_units():
    report = read(HEAD + f"1\t建厂房\t市工信局\t\n{DITTO}\t{DITTO}\t市财政局\t\n2\t建校\t市教育局\t\n")
    assert rows(report) == [("1", 1, "建厂房", ["市工信局", "市财政局"]), ("2", 1, "建校", ["市教育局"])]


def test_blank_cell_of_a_further_row_takes_the_units_above_and_says_so():
    report = read("|序号|工作任务|责任单位|\n|---|---|---|\n|1|建厂房|市工信局|\n| |修路| |\n|2|建校| |\n")
    assert rows(report) == [
        ("1", 1, "建厂房", ["市工信局"]),
        ("1", 2, "修路", ["市工信局"]),
        ("2", 1, "建校", []),
    ]
    assert codes(report) == ["units_from_above", "no_unit"]


def test_short_texts_alone_are_headings_where_the_first_stands_before_all_tasks():
    report = read(HEAD + "\t经济\t\t\n1\t建厂房\t市工信局\t\n\t民生\t\t\n2\t建校\t市教育局\t\n")
    assert [path(report, item) for item in report.items] == [["经济"], ["民生"]]


def test_totals_notes_and_page_marks_are_no_items():
    report = read(
        "2026年任务表\t\t\t\n填报单位：市政府办\t\t\t\n"
        + HEAD
        + "1\t建厂房\t市工信局\t年底\n— 1 —\n"
        + HEAD
        + "2\t建校\t市教育局\t年底\n合计\t2项\t\t\n注：以上任务按月报送。\n"
    )
    assert [item.text for item in report.items] == ["建厂房", "建校"]
    assert codes(report) == []


def test_numbers_may_stand_in_the_text():
    report = read("目标任务\t责任单位\n1.建厂房。\t市工信局\n2.建校。\t市教育局\n")
    assert rows(report) == [("1.", 1, "建厂房。", ["市工信局"]), ("2.", 1, "建校。", ["市教育局"])]


def test_cells_hold_the_same_wording_as_clauses():
    report = read(
        HEAD + "1\t甲\t市工信局牵头，市财政局、统计局配合\t\n"
        "2\t乙\t市工信局★、财政局\t\n"
        "3\t丙\t牵头单位：市工信局；配合单位：市财政局\t\n"
        "4\t丁\t市工信局等\t\n5\t戊\t各县（市、区）人民政府\t\n"
    )
    assert [[(unit.name, unit.role) for unit in item.responsibilities] for item in report.items] == [
        [("市工信局", "lead"), ("市财政局", "support"), ("市统计局", "support")],
        [("市工信局", "lead"), ("市财政局", "support")],
        [("市工信局", "lead"), ("市财政局", "support")],
        [("市工信局", "responsible")],
        [("各县（市、区）人民政府", "responsible")],
    ]
    assert "open_list" in codes(report)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (f"发展改革委{BREAK}财政部", ["发展改革委", "财政部"]),
        (f"市人力资源和社会保{BREAK}障局{BREAK}市财政局", ["市人力资源和社会保障局", "市财政局"]),
        (f"市委{BREAK}组织部", ["市委组织部"]),
        (f"县政府{BREAK}办公室", ["县政府办公室"]),
        (f"市公安局{BREAK}交警支队", ["市公安局交警支队"]),
        ("经信局 科技局", ["经信局", "科技局"]),
    ],
)
def test_line_break_in_a_cell_parts_whole_names_only(cell, expected):
    assert names(read(f"{HEAD}1\t建厂房\t{cell}\t\n").items[0]) == expected


def test_collective_under_lead_is_reported():
    report = read("序号\t工作任务\t牵头单位\n1\t建厂房\t各区人民政府\n")
    assert codes(report) == ["lead_is_collective"]


def test_rule_in_a_note_below_the_table_counts():
    report = read(
        HEAD + "1\t建厂房\t市工信局、市财政局\t\n2\t建校\t各区政府、市教育局\t\n注：排名第一的责任单位为牵头单位。\n"
    )
    assert roles(report.items[0]) == [("市工信局", "lead", "rule"), ("市财政局", "support", "rule")]
    assert [unit.role for unit in report.items[1].responsibilities] == ["responsible", "responsible"]
    assert codes(report) == ["lead_is_collective"]


def test_pasted_cells_may_be_quoted_or_broken():
    report = read(HEAD + '1\t"建\n厂房"\t"市工信局\n市财政局"\t年底\n2\t修\n渠\t市水利局\t年底\n3\t建校\t市教育局\n')
    assert rows(report) == [
        ("1", 1, "建\n厂房", ["市工信局", "市财政局"]),
        ("2", 1, "修\n渠", ["市水利局"]),
        ("3", 1, "建校", ["市教育局"]),
    ]


def test_numbers_in_a_table_that_skip_or_repeat_are_reported():
    report = read(HEAD + "1\t甲\t市工信局\t\n3\t乙\t市工信局\t\n3\t丙\t市工信局\t\n")
    assert codes(report) == ["number_gap", "number_repeat"]


def test_covering_notice_gives_neither_items_nor_headings():
    report = read(
        "关于下达2026年任务的通知\n各区政府，市政府各部门：\n一、各单位要高度重视，明确专人。\n二、每月报送进展。\n"
        "东山市人民政府办公室\n2026年2月1日\n2026年任务分解表\n" + HEAD + "1\t建厂房\t市工信局\t年底前\n"
    )
    assert [path(report, item) for item in report.items] == [["2026年任务分解表"]]
    assert [chapter.literal for chapter in report.chapters] == ["2026年任务分解表"]
    assert report.title == "2026年任务分解表"


def test_heading_of_the_text_heads_the_table_below_it():
    table = "序号\t任务\t责任单位\n1\t甲\t市工信局\n"
    report = read(f"一、经济\n{table}二、民生\n任务分工如下：\n{table}")
    assert [path(report, item) for item in report.items] == [["一、经济"], ["二、民生"]]


def test_table_after_items_of_the_text_has_its_title_for_heading():
    report = read("一、经济\n1.修路(市交通局负责)\n附件\n2026年实事分解表\n" + HEAD + "1\t建校\t市教育局\t\n")
    assert [path(report, item) for item in report.items] == [["一、经济"], ["2026年实事分解表"]]


def test_flat_rows_may_lack_cells():
    report = read(
        "序号\n工作任务\n牵头单位\n配合单位\n完成时限\n1\n建校2所\n市教育局\n年底前\n2\n修路\n市交通局\n市财政局\n6月底前\n"
    )
    assert [roles(item) for item in report.items] == [
        [("市教育局", "lead", "label")],
        [("市交通局", "lead", "label"), ("市财政局", "support", "label")],
    ]


def test_flat_rows_without_numbers_end_where_no_unit_stands():
    report = read(
        "类别\n任务内容\n责任单位\n经济\n建厂房\n市工信局\n修渠\n市水利局\n民生\n建校2所\n市教育局\n附则\n略\n无\n"
    )
    assert rows(report) == [
        ("", 1, "建厂房", ["市工信局"]),
        ("", 1, "修渠", ["市水利局"]),
        ("", 1, "建校2所", ["市教育局"]),
    ]
    assert [path(report, item) for item in report.items] == [["经济"], ["经济"], ["民生"]]


def test_flat_table_with_headings_among_its_rows():
    flat = "序号 工作任务 责任单位\n一、经济\n1 建厂房 市工信局\n二、民生\n2 建校 市教育局\n"
    for report in (read(flat), read(flat.replace(" ", "\n"))):
        assert [path(report, item) for item in report.items] == [["一、经济"], ["二、民生"]]


@pytest.mark.parametrize("mark", ["\t", " | ", " "])
def test_table_without_a_head_is_read_by_what_it_holds_and_reported(mark):
    report = read("5\t疏浚河道\t市水利局\n6\t建桥一座\t市住建局、市财政局\n".replace("\t", mark))
    assert [(item.number, item.text, len(item.responsibilities)) for item in report.items] == [
        (5, "疏浚河道", 1),
        (6, "建桥一座", 2),
    ]
    assert codes(report) == ["table_head_missing", "no_lead"]


@pytest.mark.parametrize(
    "text",
    [
        "本表\t无内容\n甲\t乙\n",
        "各责任单位要抓好工作任务 和 完成时限 的落实。\n",
        "序号\t姓名\t电话\n1\t王一\t123\n",
        "责任单位 | 市水利局\n",
    ],
)
def test_what_only_looks_like_a_table_is_none(text):
    assert codes(read(text))[0] == "no_items"


def test_clause_in_the_task_cell_counts_where_no_unit_cell_is_filled():
    report = read("序号\t工作任务\t完成时限\n1\t修路（牵头单位：市交通局；配合单位：市财政局）。\t年底前\n")
    assert rows(report) == [("1", 1, "修路", ["市交通局", "市财政局"])]
    assert report.items[0].deadline.literal == "年底前"


def test_title_that_could_name_a_column_is_no_column():
    report = read(
        "2026年重点任务\n\n序号\n\n重点任务\n\n责任单位\n\n1\n\n建校2所\n\n市教育局\n\n2\n\n修路\n\n市交通局\n"
    )
    assert rows(report) == [("1", 1, "建校2所", ["市教育局"]), ("2", 1, "修路", ["市交通局"])]
    assert report.title == "2026年重点任务"


def test_blanks_within_a_flat_task_do_not_cut_it():
    report = read("序号 工作任务 牵头单位 配合单位\n1 实施“三大工程” 推进城区 扩容提质 市住建局 市财政局\n")
    assert rows(report) == [("1", 1, "实施“三大工程” 推进城区 扩容提质", ["市住建局", "市财政局"])]


def test_headings_of_a_covering_notice_are_introductions():
    notice = "一、提高认识\n各单位要高度重视。\n二、加强督查\n督查室要定期通报。\n"
    notice += "东山市人民政府\n2026年1月5日\n2026年重点任务分工\n"
    for body in (HEAD + "1\t建校\t市教育局\t年底\n", "一、教育\n1.建校(市教育局负责)\n"):
        report = read(notice + body)
        assert "一、提高认识" in [intro.text for intro in report.intros]
        assert [chapter.literal for chapter in report.chapters] in (["2026年重点任务分工"], ["一、教育"])
        assert report.title == "2026年重点任务分工"
        assert codes(report) == []
