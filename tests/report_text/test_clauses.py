"""Clauses: who is responsible, in which role, until when."""

from datetime import date

import pytest

from items.report_text.model import Deadline
from items.report_text.parser import parse

from ..given.parsed import clause, codes, names, only_item, rebuilt, roles


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("(责任单位:市水利局*、市财政局)", [("市水利局", "lead", "star"), ("市财政局", "support", "star")]),
        ("（责任单位：★市水利局，市财政局）", [("市水利局", "lead", "star"), ("市财政局", "support", "star")]),
        ("(牵头单位:市水利局;配合单位:市财政局)", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        (
            "（牵头单位：市水利局，责任单位：市财政局）",
            [("市水利局", "lead", "label"), ("市财政局", "support", "label")],
        ),
        ("\n牵头单位:市水利局\n\n责任单位:市财政局", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        ("(牽頭單位:市水利局;配合單位:市財政局)", [("市水利局", "lead", "label"), ("市財政局", "support", "label")]),
        ("(市水利局牵头,市财政局配合)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(由市水利局牵头会同市财政局)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(市水利局会同市财政局落实)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(市发改委商市商务局落实)", [("市发改委", "lead", "wording"), ("市商务局", "support", "wording")]),
        ("(市水利局、各镇街)", [("市水利局", "responsible", "none"), ("各镇街", "responsible", "none")]),
        (
            "(市水利局为牵头单位,市财政局为配合单位)",
            [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")],
        ),
        ("(市财政局配合市水利局落实)", [("市财政局", "support", "wording"), ("市水利局", "lead", "wording")]),
        ("(市水利局负责,市财政局配合)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        ("(市水利局(牵头)、市财政局)", [("市水利局", "lead", "wording"), ("市财政局", "support", "wording")]),
        (
            "(市水利局、市财政局按职责分工负责)",
            [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")],
        ),
        ("【责任单位:市水利局、市财政局】", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("责任单位:市水利局、市财政局。", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("\n部门分工:市水利局牵头,各镇街配合。", [("市水利局", "lead", "wording"), ("各镇街", "support", "wording")]),
        ("(牵头单位:市水利局,配合单位:财政局)", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        ("(责任单位:市水利局;协助单位:市财政局)", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        (
            "(第一责任单位:市水利局;主要责任单位:市财政局)",
            [("市水利局", "lead", "label"), ("市财政局", "support", "label")],
        ),
        (
            "(市水利局、市财政局共同牵头,各区配合)",
            [("市水利局", "lead", "wording"), ("市财政局", "lead", "wording"), ("各区", "support", "wording")],
        ),
        ("(牵头单位:市水利局 配合单位:市财政局)", [("市水利局", "lead", "label"), ("市财政局", "support", "label")]),
        ("(责任单位市水利局、市财政局)", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("(责任单位/市水利局)", [("市水利局", "lead", "sole")]),
        ("[责任单位:市水利局、市财政局]", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("〔责任单位:市水利局、市财政局〕", [("市水利局", "responsible", "none"), ("市财政局", "responsible", "none")]),
        ("\n责任单位:发展改革委 财政部", [("发展改革委", "responsible", "none"), ("财政部", "responsible", "none")]),
        ("(市水利局负责)", [("市水利局", "lead", "sole")]),
        ("(各区政府负责)", [("各区政府", "responsible", "none")]),
    ],
)
def test_clause_gives_roles(words, expected):
    report = parse(f"1.疏通河道。{words}\n")
    assert [roles(item) for item in report.items] == [expected]
    assert rebuilt(report) == report.source


@pytest.mark.parametrize(
    "words",
    [
        "(含音乐厅)",
        "(市文化馆、市图书馆)",
        "(市民中心)",
        "(已完成)",
        "(由居民自行负责)",
        "(详见方案)",
        "(二期工程完成)",
    ],
)
def test_remark_in_brackets_is_no_clause(words):
    item = only_item(f"1.建设剧院{words},年底开放(责任单位:市文旅局)。")
    assert item.text == f"建设剧院{words},年底开放"


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("高新区管委会、市应急管理局", ["高新区管委会", "市应急管理局"]),
        ("临江经济技术开发区管委会", ["临江经济技术开发区管委会"]),
        ("云湖风景名胜区管理委员会、市文旅局", ["云湖风景名胜区管理委员会", "市文旅局"]),
        ("东山区人民政府、市水利局", ["东山区人民政府", "市水利局"]),
        ("东山县政府", ["东山县政府"]),
        ("青山镇人民政府、城东街道办事处", ["青山镇人民政府", "城东街道办事处"]),
    ],
)
def test_list_that_begins_with_who_administers_a_place_is_a_clause(units, expected):
    item = only_item(f"1.建成应急指挥中心({units})。")
    assert (item.text, names(item)) == ("建成应急指挥中心", expected)


@pytest.mark.parametrize(
    "remark",
    ["建设服务型政府", "成立高新区管委会", "原东山县政府", "东山区政府至高新区管委会", "含高新区管委会", "高新区"],
)
def test_remark_that_ends_like_the_name_of_an_administration_is_no_clause(remark):
    report = parse(f"1.修缮旧址({remark})。")
    assert [names(item) for item in report.items] in ([], [[]])


def test_first_leads_where_the_document_says_so_anywhere():
    notice = "排名第一的责任单位为牵头单位,其他单位为配合单位。\n"
    item = only_item(notice + "1.疏通河道(责任单位:市水利局、市财政局)。")
    assert roles(item) == [("市水利局", "lead", "rule"), ("市财政局", "support", "rule")]
    inside = only_item("1.疏通河道(市水利局、市财政局负责。排在首位的单位为牵头单位,下同)。")
    assert roles(inside) == [("市水利局", "lead", "rule"), ("市财政局", "support", "rule")]


@pytest.mark.parametrize(
    "statement",
    [
        "(注:每项任务排在第一位的单位为牵头单位,下同。)",
        "一、列第一位的责任单位为牵头单位,负责汇总。",
        "以下任务第一责任单位为牵头单位,其余为协办单位。",
        "说明:居首位的部门牵头,其他部门配合。",
    ],
)
def test_rule_of_the_first_place_is_worded_in_many_ways(statement):
    item = only_item(f"{statement}\n1.疏通河道(责任单位:市水利局、市财政局)。")
    assert roles(item) == [("市水利局", "lead", "rule"), ("市财政局", "support", "rule")]


def test_collective_in_first_place_never_leads_in_silence():
    report = parse("1.疏通河道(责任单位:各区政府、市水利局)。", lead_rule="first")
    assert [unit.role for unit in report.items[0].responsibilities] == ["responsible", "responsible"]
    assert codes(report) == ["lead_is_collective"]


def test_first_place_of_units_that_act_severally_does_not_lead():
    item = clause("(市水利局、市财政局分别负责)", lead_rule="first")
    assert {unit.role for unit in item.responsibilities} == {"responsible"}


@pytest.mark.parametrize("rule", ["label", "none"])
def test_star_leads_only_under_a_rule_that_reads_stars(rule):
    item = clause("(责任单位:市水利局*、市财政局)", lead_rule=rule)
    assert names(item) == ["市水利局", "市财政局"]
    assert {unit.role for unit in item.responsibilities} == {"responsible"}


def test_open_list_is_flagged_and_its_only_name_is_not_the_sole_unit():
    report = parse("1.疏通河道。(市水利局等有关部门负责)")
    assert roles(report.items[0]) == [("市水利局", "responsible", "none")]
    assert codes(report) == ["no_lead", "open_list"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("市财政局、民政局、妇联", ["市财政局", "市民政局", "市妇联"]),
        ("省委宣传部、组织部、财政厅", ["省委宣传部", "省委组织部", "省财政厅"]),
        ("市财政局、高新区管委会、东山区政府、沿江供电局", ["市财政局", "高新区管委会", "东山区政府", "沿江供电局"]),
        ("财政局、民政局", ["财政局", "民政局"]),
        ("市场监管局、民政局", ["市场监管局", "民政局"]),
        ("市财政局、市场监管局", ["市财政局", "市市场监管局"]),
        ("各区政府、街道办事处", ["各区政府", "各街道办事处"]),
        ("市文化和旅游局、市住房保障和房屋管理局", ["市文化和旅游局", "市住房保障和房屋管理局"]),
        ("市教育局和市公安局", ["市教育局", "市公安局"]),
        ("市人力资源\n和社会保障局、市 财政局", ["市人力资源和社会保障局", "市财政局"]),
        ("市教育局 市公安局", ["市教育局", "市公安局"]),
        ("市交通局(市公路中心)、市财政局", ["市交通局(市公路中心)", "市财政局"]),
        ("各县、市、区人民政府，市财政局", ["各县、市、区人民政府", "市财政局"]),
        ("各县(市、区)人民政府;市财政局", ["各县(市、区)人民政府", "市财政局"]),
        ("市财政局/市民政局", ["市财政局", "市民政局"]),
        ("经信局 科技局 市委\n组织部", ["经信局", "科技局", "市委组织部"]),
        ("市公安局 交警支队、县政府 办公室", ["市公安局交警支队", "县政府办公室"]),
        ("市项目推进办公室、市残疾人联合会", ["市项目推进办公室", "市残疾人联合会"]),
    ],
)
def test_names_are_split_and_completed(written, expected):
    item = clause(f"(责任单位:{written})")
    assert names(item) == expected


def test_literal_of_a_completed_name_stays_as_written():
    units = clause("(责任单位:市财政局、民政局*)").responsibilities
    assert [(unit.name, unit.literal) for unit in units] == [("市财政局", "市财政局"), ("市民政局", "民政局*")]


@pytest.mark.parametrize(
    "name",
    [
        "各县(市)区人民政府",
        "各有关单位",
        "市直有关部门",
        "县(市)区人民政府",
        "全市各级",
        "街道办事处",
        "区直单位",
        "其他成员单位",
    ],
)
def test_name_of_several_units_is_a_collective(name):
    assert clause(f"(责任单位:{name})").responsibilities[0].collective


@pytest.mark.parametrize("name", ["市直机关工委", "高新区管委会", "东山区人民政府", "市政府办公室", "县人民政府"])
def test_name_of_one_unit_is_no_collective(name):
    assert not clause(f"(责任单位:{name})").responsibilities[0].collective


def test_unit_named_twice_counts_once_and_is_reported():
    report = parse("1.疏通河道(责任单位:市水利局、市财政局、市水利局)")
    assert names(report.items[0]) == ["市水利局", "市财政局"]
    assert "unit_repeat" in codes(report)


def test_name_that_is_no_unit_is_reported():
    assert "unsure_unit" in codes(parse("1.疏通河道(责任单位:尽快确定)"))


def test_leaders_and_deadline_have_labels_of_their_own():
    item = only_item("1.修路。\n分管领导:王一、李二\n责任单位:市交通局\n完成时限:2026年9月底前\n")
    assert item.leaders == ("王一", "李二")
    assert item.deadline == Deadline("2026年9月底前", date(2026, 9, 30))
    assert names(item) == ["市交通局"]


@pytest.mark.parametrize(
    ("literal", "day"),
    [
        ("2026年12月", date(2026, 12, 31)),
        ("2026年2月15日", date(2026, 2, 15)),
        ("2026年上半年", date(2026, 6, 30)),
        ("2026年三季度", date(2026, 9, 30)),
        ("2026年底前", date(2026, 12, 31)),
        ("2026年13月", None),
        ("年底前", None),
        ("6月底前完成", None),
        ("4月底前出台办法,年内持续推进", None),
        ("全年", None),
    ],
)
def test_deadline_has_a_date_only_where_the_text_gives_it(literal, day):
    assert clause(f"(责任单位:市交通局;完成时限:{literal})").deadline == Deadline(literal, day)


@pytest.mark.parametrize(
    ("literal", "day"),
    [
        ("年底前", date(2026, 12, 31)),
        ("上半年", date(2026, 6, 30)),
        ("6月底前", date(2026, 6, 30)),
        ("6月中旬", date(2026, 6, 20)),
        ("9月30日前", date(2026, 9, 30)),
        ("第三季度", date(2026, 9, 30)),
        ("全年", None),
        ("明年6月底", date(2027, 6, 30)),
        ("2026.6.30", date(2026, 6, 30)),
        ("2025年7月至2026年3月", date(2026, 3, 31)),
        ("4月底前出台办法,年内持续推进", date(2026, 12, 31)),
        ("每月10日前", None),
        ("持续推进", None),
        ("长期坚持", None),
    ],
)
def test_year_of_the_title_completes_a_deadline(literal, day):
    text = "东山市2026年工作任务分解方案\n1.修路\n责任单位:市交通局\n完成时限:{}\n"
    assert only_item(text.format(literal)).deadline == Deadline(literal, day)


def test_title_with_two_years_completes_nothing():
    item = only_item("东山市2026年—2027年任务分解方案\n1.修路(责任单位:市交通局,完成时限:6月底前)\n")
    assert item.deadline == Deadline("6月底前", None)


def test_leaders_name_may_be_spaced_out():
    item = only_item("1.修路\n分管领导:王 伟、李 二 张三丰\n责任单位:市交通局\n")
    assert item.leaders == ("王伟", "李二", "张三丰")


def test_deadline_among_the_units_is_no_unit():
    item = clause("(市交通局、市财政局负责,年底前完成)")
    assert names(item) == ["市交通局", "市财政局"]
    assert item.deadline == Deadline("年底前完成", None)
    twice = clause("(市交通局牵头,市财政局等配合,4月底前出台办法,年内持续推进)")
    assert names(twice) == ["市交通局", "市财政局"]
    assert twice.deadline == Deadline("4月底前出台办法,年内持续推进", None)


def test_value_goes_on_where_the_line_ends_with_a_comma():
    item = clause("\n责任单位:市交通局、\n市财政局")
    assert names(item) == ["市交通局", "市财政局"]


@pytest.mark.parametrize("nobody", ["—", "——", "-", "/", "无", "暂无", "无配合单位", "○", "未明确"])
def test_words_and_signs_for_nobody_are_no_unit_and_no_deadline(nobody):
    item = clause(f"(牵头单位:市交通局;配合单位:{nobody};完成时限:{nobody};责任领导:{nobody})")
    assert (names(item), item.leaders, item.deadline) == (["市交通局"], (), None)
    table = parse(f"序号\t任务\t牵头单位\t配合单位\t完成时限\n1\t修桥3座\t市交通局\t{nobody}\t{nobody}")
    assert (names(table.items[0]), table.items[0].deadline, codes(table)) == (["市交通局"], None, [])


def test_a_task_of_nobody_is_asked_about():
    report = parse("1.修桥3座。(责任单位:市交通局)\n2.修路3公里。(责任单位:无)")
    assert (names(report.items[1]), codes(report)) == ([], ["no_unit"])


def test_units_of_which_the_lead_is_not_decided_stay_undecided():
    report = parse("序号\t任务\t牵头单位\t责任单位(牵头未明确)\n1\t修桥\t市交通局\t市水利局\n2\t修路\t\t市交通局")
    assert [roles(item) for item in report.items] == [
        [("市交通局", "lead", "label"), ("市水利局", "responsible", "label")],
        [("市交通局", "responsible", "label")],
    ]
