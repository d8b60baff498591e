"""Figures and dates as offices write them: in columns, behind colons, with limits, in terms of a policy."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import steps


def only(text: str, title: str = "海东市2026年任务分解"):
    (item,) = parse(f"{title}\n\n1.{text}（责任单位：市文物局）\n").items
    return item


def figures(item) -> list[tuple]:
    return [(target.label, target.comparator, float(target.number), target.unit) for target in item.targets]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("5月底前修缮祠堂7处。", [("5月底前修缮祠堂7处", "2026-05-31")]),
        ("祠堂8月15日前全部开放。", [("祠堂8月15日前全部开放", "2026-08-15")]),
        ("二季度提交名录草案。", [("二季度提交名录草案", "2026-06-30")]),
        ("修缮祠堂7处，10月20日前完成。", [("修缮祠堂10月20日前完成", "2026-10-20")]),
        ("2026年修缮祠堂7处。", []),
        ("对2020年底前建成的祠堂修缮7处。", []),
    ],
)
def test_a_deed_with_a_limit_is_a_step_beside_its_figure(sentence, found):
    assert steps(only(sentence)) == found


@pytest.mark.parametrize(
    ("above", "day"),
    [
        ("海东市文物专题会议纪要\n〔2024〕第7号\n", "2024-05-31"),
        ("海东市文物专题会议纪要\n2024年3月8日，市长召开会议。现纪要如下：\n", "2024-05-31"),
        ("海东市二〇二四年为民办文化实事项目\n", "2024-05-31"),
        ("海东市文物修缮汇总（2024年4月）\n", "2024-05-31"),
        ("海东市文物专题会议纪要\n2024年12月8日，市长召开会议。现纪要如下：\n", None),
    ],
)
def test_the_year_of_a_report_without_one_in_its_title(above, day):
    (item,) = parse(f"{above}\n1.修缮祠堂7处。（责任单位：市文物局；完成时限：5月底前）\n").items
    assert (item.deadline.date and item.deadline.date.isoformat()) == day


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("馆藏数字化率：提高到80%。", [("馆藏数字化率", ">=", 80, "%")]),
        ("工作目标：新增馆藏90件。", [("新增馆藏", "=", 90, "件")]),
        ("推进祠堂修缮工程，11月底前完成14处。", [("祠堂修缮工程完成", "=", 14, "处")]),
        ("开放率≥96%，投诉率≤2%。", [("开放率", ">=", 96, "%"), ("投诉率", "<=", 2, "%")]),
        ("审批时限压缩至6个工作日内。", [("审批时限", "<=", 6, "个工作日")]),
        ("安装路牌四百三十根。", []),
        ("移栽花木260根、清理乱堆70起。", [("移栽花木", "=", 260, "根"), ("清理乱堆", "=", 70, "起")]),
        (
            "接待观众30万人次、门票收入900万元，分别增长6%、9%。",
            [
                ("接待观众", "=", 300000, "人次"),
                ("门票收入", "=", 9000000, "元"),
                ("接待观众增长", "=", 6, "%"),
                ("门票收入增长", "=", 9, "%"),
            ],
        ),
        ("到位资金80\n亿元。", [("到位资金", "=", 8000000000, "元")]),
    ],
)
def test_what_a_figure_is_of(sentence, found):
    assert figures(only(sentence)) == found


@pytest.mark.parametrize("sentence", ["按每个展厅2万元给予补助。", "场馆租金减免30%。"])
def test_sums_and_rates_of_a_policy_are_no_targets(sentence):
    assert figures(only(sentence)) == []


def test_a_task_that_is_quoted_as_a_whole_keeps_its_figures():
    (item,) = parse("海东市2026年批示件\n\n编号：9\n批示内容：“请修缮祠堂7处。”\n承办单位：市文物局\n").items
    assert [target.number for target in item.targets] == [7]


TABLES = {
    "a column of units of measure": (
        "指标\t计量单位\t年度目标\t责任单位\n馆藏\t万件\t3.5\t市文物局",
        ("馆藏", "=", 35000, "件"),
    ),
    "the unit behind the task": ("任务\t责任单位\t全市\n祠堂修缮（处）\t市文物局\t14", ("祠堂修缮", "=", 14, "处")),
    "at least": ("指标\t单位\t目标值\t责任单位\n开放率\t%\t≥96\t市文物局", ("开放率", ">=", 96, "%")),
    "figures alone are no tasks": (
        "目标任务\t计量单位\t年度指标\t责任单位\n修缮祠堂\t处\t14\t市文物局",
        ("修缮祠堂", "=", 14, "处"),
    ),
}


@pytest.mark.parametrize("table", TABLES)
def test_the_figure_of_a_column_of_goals(table):
    text, found = TABLES[table]
    (item,) = parse(f"海东市2026年任务分解表\n\n{text}\n").items
    assert figures(item) == [found]


def test_a_goal_without_any_unit_is_no_target():
    (item,) = parse("海东市2026年任务分解表\n\n指标\t目标值\t责任单位\n馆藏\t3.5\t市文物局\n").items
    assert item.targets == ()


def test_months_as_columns_are_steps():
    text = "序号\t任务\t责任单位\t1-4月\t5-8月\n1\t祠堂修缮\t市文物局\t完成测绘\t开工\n"
    (item,) = parse(f"海东市2026年任务分解表\n\n{text}").items
    assert steps(item) == [("完成测绘", "2026-04-30"), ("开工", "2026-08-31")]


def test_numbered_lines_of_a_cell_are_tasks_with_the_units_of_the_row():
    text = "领域\t工作任务\t责任单位\n文博\t1.修缮祠堂3处。\u20282.测绘古街。\t市文物局\n"
    items = parse(f"海东市2026年任务分解表\n\n{text}").items
    assert [item.text for item in items] == ["修缮祠堂3处。", "测绘古街。"]
    assert all(item.responsibilities[0].name == "市文物局" for item in items)


def test_measures_beside_merged_tasks_are_the_tasks():
    rows = "主要任务\t序号\t具体举措\t责任处室\n保护\t1\t修缮祠堂3处\t文保处\n〃\t2\t测绘古街\t文保处\n"
    items = parse(f"海东市2026年任务分解表\n\n{rows}").items
    assert [item.text for item in items] == ["修缮祠堂3处", "测绘古街"]


@pytest.mark.parametrize(("cell", "day"), [("115/6/30", "2026-06-30"), ("115.9.5", "2026-09-05")])
def test_days_of_the_calendar_of_taiwan(cell, day):
    (item,) = parse(f"玉海縣115年度計畫表\n\n編號|工作項目|主辦單位|預定完成日期\n1|修繕祠堂3處|文化處|{cell}\n").items
    assert item.deadline.date.isoformat() == day
