"""Papers that every office hands out: proposals with their numbers and proposers, actions of a span, pasted tables."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, rebuilt

PROPOSALS = """第004号：关于修缮祠堂的提案
提案人：裘某等3名委员
主办单位：县文物局
第019号：关于开放书屋的提案
主办单位：县文旅局"""


def pasted(*rows: tuple[str, ...]):
    return parse("海东县2026年任务分工表\n" + "".join("\t".join(row) + "\n" for row in rows))


def test_numbers_of_proposals_leave_out_those_of_other_units():
    report = parse(f"海东县政协2026年提案交办清单\n{PROPOSALS}\n")
    assert [item.number_literal for item in report.items] == ["第004号：", "第019号："]
    assert [item.text for item in report.items] == ["关于修缮祠堂的提案", "关于开放书屋的提案"]
    assert "number_gap" not in codes(report)


def test_a_number_of_a_proposal_that_comes_again_or_too_late_is_asked_about():
    again = PROPOSALS.replace("019", "004")
    assert "number_repeat" in codes(parse(f"海东县政协2026年提案交办清单\n{again}\n"))
    assert "number_gap" in codes(parse(f"海东县政协2026年提案交办清单\n{PROPOSALS.replace('019', '002')}\n"))


@pytest.mark.parametrize("label", ["提案者", "第一提案人", "领衔代表", "建议人", "提案单位"])
def test_who_asked_for_it_is_no_part_of_a_task_and_stands_in_its_remark(label):
    item = parse(f"海东县政协2026年提案交办清单\n{PROPOSALS.replace('提案人', label)}\n").items[0]
    assert (item.text, item.targets, names(item)) == ("关于修缮祠堂的提案", (), ["县文物局"])
    assert item.remark == f"{label}：裘某等3名委员"


@pytest.mark.parametrize(
    ("number", "subject", "asked_by"), [("提案编号", "案由", "提案人"), ("建议号", "建议标题", "领衔代表")]
)
def test_table_of_proposals(number, subject, asked_by):
    report = pasted(
        (number, subject, asked_by, "主办单位", "办复时限"),
        ("204", "关于修缮祠堂", "裘某", "县文物局", "2026年6月底"),
        ("211", "关于开放书屋", "柏某", "县文旅局", "2026年7月底"),
    )
    assert [(item.number, item.text, item.remark) for item in report.items] == [
        (204, "关于修缮祠堂", f"{asked_by}：裘某"),
        (211, "关于开放书屋", f"{asked_by}：柏某"),
    ]
    assert codes(report) == []


def test_gap_in_the_list_of_the_document_itself_is_asked_about():
    rows = [("1", "修缮祠堂", "县文物局"), ("3", "开放书屋", "县文旅局")]
    assert "number_gap" in codes(pasted(("编号", "任务", "责任单位"), *rows))


@pytest.mark.parametrize(
    ("span", "year"),
    [
        ("（2026年3月—6月）", 2026),
        ("（2026年3月1日至6月30日）", 2026),
        ("2026年3月至2026年12月", 2026),
        ("（2026年10月—2027年3月）", None),
    ],
)
def test_span_below_the_title_says_the_year_if_it_lies_in_one(span, year):
    report = parse(f"海东县专项行动任务清单\n{span}\n\n1.修缮祠堂3处。\n责任单位：县文物局\n完成时限：5月底前\n")
    day = report.items[0].deadline.date
    assert (day and day.year) == year


HEAD = ("序号", "重点任务", "具体举措", "责任单位", "完成时限")


@pytest.mark.parametrize(("second", "third"), [("2", "3"), ("", "2")], ids=["each numbered", "number merged, too"])
def test_empty_cell_of_a_pasted_table_stands_for_the_task_above_its_measures(second, third):
    report = pasted(
        HEAD,
        ("1", "办事更快", "推行容缺受理40项。", "县审批局", "6月底"),
        (second, "", "新设自助点12处。", "县数据局", "8月底"),
        (third, "收费更明", "公布收费清单。", "县发改局", "9月底"),
    )
    assert rebuilt(report) == report.source
    assert [(item.text, names(item), item.deadline.literal, path(report, item)[-1]) for item in report.items] == [
        ("推行容缺受理40项。", ["县审批局"], "6月底", "办事更快"),
        ("新设自助点12处。", ["县数据局"], "8月底", "办事更快"),
        ("公布收费清单。", ["县发改局"], "9月底", "收费更明"),
    ]


def test_figures_of_measures_beside_a_task_are_its_targets():
    (item,) = pasted(HEAD, ("1", "办事更快", "推行容缺受理40项。", "县审批局", "6月底")).items
    assert [(target.number, target.unit) for target in item.targets] == [(40, "项")]


@pytest.mark.parametrize("against", ["较2023年", "比2020年", "较上年同期", "比去年底"])
def test_growth_against_a_year_is_that_of_what_was_named_before(against):
    (item,) = parse(f"海东县2026年任务分解\n1.旅游收入达到6亿元，{against}增长9%。（县文旅局）\n").items
    assert [(target.label, target.number) for target in item.targets][1:] == [("旅游收入增长", 9)]


def test_capacity_that_a_work_forms():
    (item,) = parse("海东县2026年任务分解\n1.建成电池厂，形成年产20万套产能。（县工信局）\n").items
    assert [(target.number, target.unit) for target in item.targets] == [(200000, "套")]


@pytest.mark.parametrize(
    ("words", "figure"),
    [("开工率上半年达到60%", 60), ("开工率到年底达到62%", 62), ("开工率2027年底前力争达到45%", 45)],
)
def test_day_before_a_figure_is_no_part_of_its_label(words, figure):
    (item,) = parse(f"海东市2026年任务分解\n1.{words}。（市发展改革委）\n").items
    assert [(target.label, target.number) for target in item.targets] == [("开工率", figure)]


@pytest.mark.parametrize(
    ("clause", "read"),
    [
        ("责任单位：市委办公室、市政协办公室", ["市委办公室", "市政协办公室"]),
        ("市政协办公室牵头，市委办公室配合", ["市政协办公室", "市委办公室"]),
        ("责任单位：县政协办、县文物局", ["县政协办", "县文物局"]),
        ("市文旅局牵头，市政协办公厅协办", ["市文旅局", "市政协办公厅"]),
        ("责任单位：市文旅局牵头，市财政协办", ["市文旅局", "市财政"]),
    ],
)
def test_office_of_the_consultative_conference_is_one_unit(clause, read):
    (item,) = parse(f"海东市2026年任务分解\n1.修缮祠堂3处。（{clause}）\n").items
    assert names(item) == read


LABELS = "：铺路{}公里，修桥{}座。\n推进措施：倒排工期。\n牵头领导：裘某某\n牵头单位：县交通局\n完成时限：5月底\n"


@pytest.mark.parametrize("label", ["工作目标", "目标任务", "建设内容", "实施内容"])
def test_numbered_title_above_labels_is_the_task(label):
    text = "".join(f"{number}、{name}工程\n{label}{LABELS.format(1, 2)}" for number, name in ("一路", "二桥", "三站"))
    report = parse(f"海东县2026年任务书\n\n{text}")
    assert [item.number_literal for item in report.items] == ["一、", "二、", "三、"]
    assert {item.text.splitlines()[0][1:] for item in report.items} == {"工程"}
