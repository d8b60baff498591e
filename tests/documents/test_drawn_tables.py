"""Tables drawn with lines in a text file become rows of cells."""

import pytest

from items.documents.drawn_tables import redraw
from items.report_text.parser import parse

from ..given.parsed import names

DRAWN = """2009年工作任务分解表
┌──┬──────────┬──────┬─────┐
│序│工 作 任 务         │责任单位    │完成时限  │
│号│                    │            │          │
├──┼──────────┼──────┼─────┤
│ 1│新建乡镇卫生院10所，│市卫生局、市│12月底前  │
│  │改造村卫生室200个。 │财政局      │          │
├──┼──────────┼──────┼─────┤
│ 2│改造农村公路300公里 │市交通局    │10月底前  │
│  │。                  ├──────┤          │
│  │                    │市公路局    │          │
├──┼──────────┤            ├─────┤
│ 3│养护公路。          │            │全年      │
└──┴──────────┴──────┴─────┘
以上任务请抓好落实。
"""


def test_rows_are_parted_by_lines_and_cells_by_tabs():
    assert redraw(DRAWN).splitlines() == [
        "2009年工作任务分解表",
        "序号\t工 作 任 务\t责任单位\t完成时限",
        "1\t新建乡镇卫生院10所，改造村卫生室200个。\t市卫生局、市财政局\t12月底前",
        "2\t改造农村公路300公里。\t市交通局\t10月底前",
        "〃\t〃\t市公路局\t〃",
        "3\t养护公路。\t〃\t全年",
        "以上任务请抓好落实。",
    ]


def test_drawn_table_reads_like_any_other():
    report = parse(redraw(DRAWN))
    assert [(item.number, names(item)) for item in report.items] == [
        (1, ["市卫生局", "市财政局"]),
        (2, ["市交通局", "市公路局"]),
        (3, ["市公路局"]),
    ]
    assert [item.deadline.literal for item in report.items] == ["12月底前", "10月底前", "全年"]


def test_points_of_a_cell_stay_apart():
    drawn = "┌──┬──┐\n│任务│单位│\n├──┼──┤\n│修渠│甲局│\n│△筑│    │\n│坝  │    │\n└──┴──┘\n"
    assert redraw(drawn) == "任务\t单位\n修渠\u2028△筑坝\t甲局\n"


@pytest.mark.parametrize(
    "text",
    ["", "│", "1│修渠│市水利局\n", "│修渠│\n│筑坝│\n", "甲┌乙┐丙\n", "一│二\n三│四\n"],
)
def test_what_is_no_drawn_table_stays_as_it_is(text):
    assert redraw(text) == text
