"""In a table that lost its lines a merged cell stands in the first of its rows: the rows below have it too, and ask."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, rebuilt

ROWS = [
    "序号 任务 责任单位 时限",
    "1 办好食堂6家。 县民政局 5月底前",
    "2 开办老年大学。 12月底前",
    "3 修路5公里。 县交通局 8月底前",
]
BETWEEN_BLANKS = "".join(f"{row}\n" for row in ROWS)
ON_LINES = BETWEEN_BLANKS.replace(" ", "\n")


@pytest.mark.parametrize("text", [ON_LINES, BETWEEN_BLANKS], ids=["lines", "blanks"])
def test_units_of_a_merged_cell_hold_for_the_rows_below_and_are_asked_about(text):
    report = parse(text)
    assert rebuilt(report) == text
    assert [names(item) for item in report.items] == [["县民政局"], ["县民政局"], ["县交通局"]]
    assert [item.deadline.literal for item in report.items] == ["5月底前", "12月底前", "8月底前"]
    assert codes(report) == ["units_from_above"]


def test_so_they_do_for_a_further_task_of_the_same_number():
    report = parse(ON_LINES.replace("2\n开办", "开办").replace("3\n修路", "2\n修路"))
    assert [(item.number, item.clause, names(item)) for item in report.items] == [
        (1, 1, ["县民政局"]),
        (1, 2, ["县民政局"]),
        (2, 1, ["县交通局"]),
    ]
    assert codes(report) == ["units_from_above"]


def test_a_row_with_a_unit_takes_none_from_above():
    rows = [
        "序号 任务 牵头单位 配合单位 时限",
        "1 修路 市交通局 市财政局 年底前",
        "2 修桥 市水利局 年底前",
        "3 修亭 市城管局 市财政局 年底前",
    ]
    assert names(parse("\n".join(rows)).items[1]) == ["市水利局"]


def test_a_row_with_nothing_beside_its_text_takes_none_from_above():
    report = parse("\n".join([*ROWS[:2], "2 开办老年大学。", ROWS[3]]))
    assert (names(report.items[1]), codes(report)) == ([], ["no_unit"])


def test_where_lines_part_the_cells_an_empty_one_is_empty():
    report = parse("序号\t任务\t责任单位\n1\t修路\t市交通局\n2\t修桥\t\n")
    assert ([names(item) for item in report.items], codes(report)) == ([["市交通局"], []], ["no_unit"])
