"""Tables as offices make them: levels of numbers and of merged cells, captions, what a line above the head says."""

import pytest

from items.report_text import parse

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
