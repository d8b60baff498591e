"""Days and figures as yearly breakdowns write them: limits as headings, columns of steps, money and growth."""

import pytest

from items.report_text.model import SaidColumns
from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt, steps

TITLE = "海东市2026年重点任务清单\n"


def read(text):
    report = parse(TITLE + text)
    assert rebuilt(report) == TITLE + text
    return report


def table(*rows: str):
    return read("".join(row.replace(" | ", "\t") + "\n" for row in rows)).items


def figures(item):
    return [(target.label, target.comparator, float(target.number), target.unit) for target in item.targets]


def day(item):
    return item.deadline and item.deadline.date and item.deadline.date.isoformat()


@pytest.mark.parametrize(
    "issuer", ["市政府督查室　2026年1月22日", "市政府办公室，2026年1月", "市政府督查室", "市文物局二〇二六年一月"]
)
def test_who_issued_a_text_has_no_task_of_it(issuer):
    report = read(
        f"（{issuer}）\n一、文博\n1.修缮祠堂3处。（责任单位：市文物局）\n2.测绘古桥6座。（责任单位：市文物局）\n"
    )
    assert [item.text for item in report.items] == ["修缮祠堂3处。", "测绘古桥6座。"]
    assert codes(report) == []


def test_a_bracket_below_a_sentence_names_its_units_whatever_day_it_says():
    first, _ = read("修缮祠堂3处。\n（市文物局 2026年9月30日）\n测绘古桥6座。\n（市水利局 2026年6月30日）\n").items
    assert (names(first), day(first)) == (["市文物局"], "2026-09-30")


@pytest.mark.parametrize(
    ("first", "second", "literals", "days"),
    [
        ("6月底前完成事项（4项）", "长期坚持事项", ["6月底前", "长期坚持"], ["2026-06-30", None]),
        ("上半年重点工作", "年内建成项目", ["上半年", "年内"], ["2026-06-30", "2026-12-31"]),
        ("9月底前完成整改的问题", "持续推进类", ["9月底前", "持续推进"], ["2026-09-30", None]),
        ("一季度任务", "二季度任务", ["一季度", "二季度"], ["2026-03-31", "2026-06-30"]),
    ],
)
def test_headings_that_say_by_when(first, second, literals, days):
    report = read(
        f"一、{first}\n1.修缮祠堂3处。（责任单位：市文物局）\n二、{second}\n2.测绘古桥6座。（责任单位：市文物局）\n"
    )
    assert [item.deadline.literal for item in report.items] == literals
    assert [day(item) for item in report.items] == days
    assert [path(report, item) for item in report.items] == [[f"一、{first}"], [f"二、{second}"]]


def test_headings_of_subjects_that_last_say_no_day():
    items = read(
        "一、长期发展\n1.修缮祠堂3处。（责任单位：市文物局）\n二、全年主要目标\n2.测绘古桥6座。（责任单位：市文物局）\n"
    ).items
    assert [item.deadline for item in items] == [None, None]


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("5月中旬进场施工", "2026-05-20"),
        ("3月20日进场施工", "2026-03-20"),
        ("8月进场施工", "2026-08-31"),
        ("2月至10月组织实施", "2026-10-31"),
        ("3-6月开展摸底调查", "2026-06-30"),
    ],
)
def test_a_part_of_a_month_that_a_clause_begins_with_limits_it(words, on):
    (item,) = read(f"一、文博\n1.修缮祠堂，{words}。（责任单位：市文物局）\n").items
    assert on in [when for _, when in steps(item)]


def test_what_began_on_a_day_is_no_step():
    (item,) = read("一、文博\n1.巡查祠堂，7月1日起全面实施。（责任单位：市文物局）\n").items
    assert steps(item) == []


@pytest.mark.parametrize("nodes", ["时间节点", "推进节点", "时间安排"])
def test_steps_beside_the_last_day(nodes):
    first, second = table(
        f"序号 | 工作任务 | {nodes} | 完成时限 | 责任单位",
        "1 | 修缮祠堂 | 3月底前测绘；9月底前完成主体 | 12月底 | 市文物局",
        "2 | 巡查古桥 | 每季度不少于2次 | 长期坚持 | 市文物局",
    )
    assert (day(first), [when for _, when in steps(first)]) == ("2026-12-31", ["2026-03-31", "2026-09-30"])
    assert (second.deadline.literal, steps(second)) == ("长期坚持", [])


@pytest.mark.parametrize("asked", ["工作要求及完成时限", "推进措施和时间节点", "工作目标及完成时限", "目标要求/时限"])
def test_a_column_of_demands_and_days_says_both(asked):
    first, second, third = table(
        f"序号 | 工作任务 | {asked} | 责任单位",
        "1 | 修缮祠堂 | 3月底前完成测绘，10月底前修缮祠堂7处 | 市文物局",
        "2 | 巡查古桥 | 加强巡查，长期坚持 | 市文物局",
        "3 | 保护古树 | 压实责任 | 市林业局",
    )
    assert (first.deadline.literal, day(first)) == ("10月底前", "2026-10-31")
    assert "2026-03-31" in [when for _, when in steps(first)]
    assert (second.deadline.literal, second.deadline.date, third.deadline) == ("长期坚持", None, None)


def test_figures_of_demands_beside_a_task():
    (item,) = table("序号 | 任务 | 工作要求及完成时限 | 责任单位", "1 | 祠堂修缮 | 9月底前完成7处建设任务 | 市文物局")
    assert figures(item) == [("祠堂修缮", "=", 7, "处")]


@pytest.mark.parametrize(
    "name", ["2026年计划投资（万元）", "年度投资（万元）", "当年投资额（万元）", "年度计划完成投资（万元）"]
)
def test_the_money_of_the_year_is_a_goal(name):
    (item,) = table(f"序号 | 项目名称 | {name} | 责任单位", "1 | 修缮祠堂 | 4600 | 市文物局")
    assert figures(item) == [(name.partition("（")[0], "=", 46000000, "元")]


@pytest.mark.parametrize("name", ["总投资（万元）", "2025年完成投资（万元）", "投资规模（万元）"])
def test_the_money_of_a_whole_work_is_none(name):
    (item,) = table(f"序号 | 项目名称 | {name} | 责任单位", "1 | 修缮祠堂 | 4600 | 市文物局")
    assert figures(item) == []


@pytest.mark.parametrize(
    ("goal", "found"),
    [
        ("增长6%左右", [("馆藏增长", "=", 6, "%")]),
        ("较上年增长7.5%以上", [("馆藏增长", ">=", 7.5, "%")]),
        ("下降3%", [("馆藏下降", "=", 3, "%")]),
        ("增幅不低于8%", [("馆藏增幅", ">=", 8, "%")]),
        ("只增不减", []),
    ],
)
@pytest.mark.parametrize("between", ["", "9万件 | "])
def test_growth_beside_an_indicator_is_its_own(goal, found, between):
    head = "2025年完成 | " if between else ""
    (item,) = table(f"序号 | 指标名称 | {head}2026年目标 | 责任单位", f"1 | 馆藏 | {between}{goal} | 市文物局")
    assert figures(item) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("新增监控探头1200路。", [("新增监控探头", "=", 1200, "路")]),
        ("更新标志牌260面。", [("更新标志牌", "=", 260, "面")]),
        ("改造二次供水泵房65座。", [("改造二次供水泵房", "=", 65, "座")]),
        ("新增停车位90个，实现站点500米覆盖。", [("新增停车位", "=", 90, "个")]),
        (
            "培育年产值超10亿元企业3家、超亿元企业12家。",
            [("培育年产值超10亿元企业", "=", 3, "家"), ("培育超亿元企业", "=", 12, "家")],
        ),
        ("村集体收入超20万元村达到85个。", [("村集体收入超20万元村", ">=", 85, "个")]),
        ("完成投资超10亿元新建项目3个。", [("完成投资", ">=", 1e9, "元"), ("新建项目", "=", 3, "个")]),
        ("推进祠堂保护，9月底前完成7处建设任务。", [("祠堂保护", "=", 7, "处")]),
    ],
)
def test_figures_in_sentences(sentence, found):
    (item,) = read(f"一、文博\n1.{sentence}（责任单位：市文物局）\n").items
    assert figures(item) == found


@pytest.mark.parametrize(("said", "sums"), [(None, [46000000]), ("goal", [46000000]), ("remark", []), ("skipped", [])])
def test_the_money_of_the_year_is_never_part_of_the_text(said, sums):
    text = TITLE + "序号\t项目名称\t年度投资（万元）\t责任单位\n1\t修缮祠堂\t4600\t市文物局\n"
    start = parse(text).tables[0].start
    report = parse(text, columns={start: SaidColumns({2: said}, None)} if said else {})
    assert (report.items[0].text, [target.number for target in report.items[0].targets]) == ("修缮祠堂", sums)
    assert report.tables[0].columns[2].kind == (said or "goal")
