"""What is done by when, below a task or in columns; who leads by a heading or a star; and figures that are none."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, roles, steps
from .growth import assert_grows_with_the_length_only


def read(text: str, title: str = "北亭市2026年任务分解"):
    report = parse(f"{title}\n\n{text}\n")
    assert "unread_text" not in codes(report)
    return report


def day(item) -> str | None:
    return item.deadline.date.isoformat() if item.deadline and item.deadline.date else None


def figures(sentence: str) -> list[tuple]:
    report = read(f"1、{sentence}（责任单位：市文物局）")
    assert "target_unsure" not in codes(report)
    return [(one.label, one.comparator, float(one.number), one.unit) for one in report.items[0].targets]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("一季度：", "四季度：", ["2026-03-31", "2026-12-31"]),
        ("第1季度目标：", "第三季度目标：", ["2026-03-31", "2026-09-30"]),
        ("●上半年：", "●下半年：", ["2026-06-30", "2026-12-31"]),
        ("1—3月：", "4—6月：", ["2026-03-31", "2026-06-30"]),
        ("【6月底前】", "【10月20日前】", ["2026-06-30", "2026-10-20"]),
        ("（1）二季度：", "（2）全年：", ["2026-06-30", "2026-12-31"]),
    ],
)
def test_times_before_what_is_done_by_then_below_a_task(first, second, days):
    lines = f"{first}选定匠人。\n{second}祠堂开放60%。"
    (item, _) = read(f"1.修缮祠堂3处。\n牵头单位：市文物局\n{lines}\n2.添置书架20组。\n牵头单位：市档案馆").items
    assert (item.text, names(item)) == ("修缮祠堂3处。", ["市文物局"])
    assert steps(item) == [("选定匠人", days[0]), ("祠堂开放60%", days[1])]
    assert [target.unit for target in item.targets] == ["处"]


@pytest.mark.parametrize("line", ["一季度：选定匠人；二季度：动工。", "（一季度：选定匠人。二季度：动工）"])
def test_several_times_in_one_line(line):
    (item,) = read(f"1.修缮祠堂3处。\n责任单位：市文物局\n{line}").items
    assert steps(item) == [("选定匠人", "2026-03-31"), ("动工", "2026-06-30")]


def test_times_above_the_units_and_days_within_a_part_of_the_year():
    text = "1.修缮祠堂3处。\n一季度：选定匠人。\n下半年：7月10日前动工，11月底前开放。\n责任单位：市文物局"
    (item,) = read(text).items
    assert item.text == "修缮祠堂3处。"
    assert [on for _, on in steps(item)] == ["2026-03-31", "2026-07-10", "2026-11-30"]


def test_what_is_done_already_is_no_step():
    (item,) = read("1.修缮祠堂3处。\n责任单位：市文物局\n一季度：已选定匠人。\n二季度：动工。").items
    assert steps(item) == [("动工", "2026-06-30")]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("上半年进度", "下半年进度", ["2026-06-30", "2026-12-31"]),
        ("第一季度进度", "二季度进度", ["2026-03-31", "2026-06-30"]),
        ("2026年", "2027年", ["2026-12-31", "2027-12-31"]),
        ("2025年度目标", "2026年度目标", ["2025-12-31", "2026-12-31"]),
        ("2026年工作计划", "2027年工作计划", ["2026-12-31", "2027-12-31"]),
    ],
)
def test_columns_of_times(first, second, days):
    head = f"序号\t主要任务\t{first}\t{second}\t责任单位\n"
    (item,) = read(f"{head}1\t修缮祠堂\t选定匠人\t全部开放\t市文物局").items
    assert (item.text, steps(item)) == ("修缮祠堂", [("选定匠人", days[0]), ("全部开放", days[1])])


def test_years_below_one_name_and_days_within_a_year():
    head = "序号\t主要任务\t年度计划\t\t责任单位\n\t\t2026年\t2027年\t\n"
    (item,) = read(f"{head}1\t修缮祠堂\t3月底前选定匠人，9月底前动工\t开放\t市文物局").items
    assert [on for _, on in steps(item)] == ["2026-03-31", "2026-09-30", "2027-12-31"]


def test_the_figure_of_the_year_before_is_no_step_and_years_apart_are_none():
    rows = "1\t馆藏\t20\t22\t万件\t市文物局"
    (item,) = read(f"序号\t指标\t2025年\t2026年\t单位\t责任单位\n{rows}").items
    assert steps(item) == [("馆藏22万件", "2026-12-31")]
    (item,) = read(f"序号\t指标\t2020年\t2026年\t单位\t责任单位\n{rows}").items
    assert steps(item) == []


@pytest.mark.parametrize("name", ["报告部分", "文件篇章", "话从哪一段说起"])
def test_a_column_filled_down_with_titles_heads_its_rows(name):
    parts = ["传承文脉根基"] * 2 + ["方便群众阅读"] * 2
    rows = [f"{at}\t{part}\t修缮祠堂{at}处\t市文物局" for at, part in enumerate(parts, 1)]
    report = parse("\n".join(["北亭市2026年任务", f"序号\t{name}\t主要任务\t责任单位", *rows]))
    assert [path(report, item) for item in report.items] == [[part] for part in parts]


@pytest.mark.parametrize(("name", "last"), [("话从哪一段说起", "传承文脉根基"), ("任务来源", "方便群众阅读")])
def test_a_column_of_words_that_come_again_below_or_tell_whence_heads_nothing(name, last):
    parts = ["传承文脉根基"] * 2 + ["方便群众阅读"] + [last]
    rows = [f"{at}\t{part}\t修缮祠堂{at}处\t市文物局" for at, part in enumerate(parts, 1)]
    report = parse("\n".join(["北亭市2026年任务", f"序号\t{name}\t主要任务\t责任单位", *rows]))
    assert not {part for item in report.items for part in path(report, item)} & {*parts}


@pytest.mark.parametrize("number", ["{}、", "（{}）"])
@pytest.mark.parametrize(
    "heading",
    [
        "沈岚常务副市长牵头负责",
        "沈岚副市长负责的工作",
        "沈岚同志牵头",
        "由副市长沈岚总牵头负责的任务（1项）",
        "市委常委、副市长沈岚同志分管负责的工作",
    ],
)
def test_a_heading_that_says_under_whose_hand_beside_one_of_a_topic(number, heading):
    text = f"{number.format('一')}{heading}\n1.修缮祠堂3处。（责任单位：市文物局）\n"
    first, second = read(f"{text}{number.format('二')}其他任务\n2.添置书架20组。（责任单位：市档案馆）").items
    assert (first.leaders, second.leaders) == (("沈岚",), ())


def test_lines_without_number_that_name_leaders():
    text = "市长沈岚牵头\n1.修缮祠堂3处。（市文物局）\n2.整理藏书2万册。（市文物局）\n"
    text += "副市长贺平牵头\n3.添置书架20组。（市教育局）\n4.开放书院2处。（市教育局）"
    assert [item.leaders for item in read(text).items] == [("沈岚",)] * 2 + [("贺平",)] * 2


def test_a_meeting_is_no_leader():
    text = "一、县委常委会会议\n1.修缮祠堂3处。（市文物局）\n二、县长办公会议\n2.添置书架20组。（市教育局）"
    assert [item.leaders for item in read(text).items] == [(), ()]


@pytest.mark.parametrize("legend", ["标注“★”的为牵头单位，其他为配合单位。", "注：带★的是主办单位。"])
def test_a_star_before_offices_behind_a_dash(legend):
    text = f"{legend}\n1.修缮祠堂3处。（三季度完成）\n——★市文物局、市教育局\n2.添置书架20组。\n——市教育局、★市档案馆"
    first, second = read(text).items
    assert [(name, role) for name, role, _ in roles(first)] == [("市文物局", "lead"), ("市教育局", "support")]
    assert [(name, role) for name, role, _ in roles(second)] == [("市教育局", "support"), ("市档案馆", "lead")]


def test_a_star_that_nobody_explains_is_a_mark_of_a_list():
    first, _ = read("1.修缮祠堂3处。\n★市文物局、市教育局\n2.添置书架20组。\n★市教育局、市档案局").items
    assert [role for _, role, _ in roles(first)] == ["responsible", "responsible"]


@pytest.mark.parametrize(
    ("bracket", "on"), [("上半年完成", "2026-06-30"), ("三季度办结", "2026-09-30"), ("2026年上半年", "2026-06-30")]
)
def test_a_bracket_of_a_part_of_the_year(bracket, on):
    (item,) = read(f"1.修缮祠堂3处。（{bracket}）\n责任单位：市文物局").items
    assert (item.text, day(item)) == ("修缮祠堂3处。", on)


def test_when_a_work_was_built_is_no_deadline():
    (item,) = read("1.修缮祠堂3处（1915年建成）\n责任单位：市文物局").items
    assert item.deadline is None


@pytest.mark.parametrize("since", ["5月1日起执行", "自2026年7月1日起施行", "9月1日起实施"])
def test_from_when_on_something_holds_is_no_deadline_and_no_question(since):
    report = read(f"1.下调门票价格。（市文物局牵头，市财政局配合；{since}）")
    (item,) = report.items
    assert (item.text, day(item), "deadline_unsure" in codes(report)) == ("下调门票价格。", None, False)
    assert [(name, role) for name, role, _ in roles(item)] == [("市文物局", "lead"), ("市财政局", "support")]


def test_what_is_issued_before_it_holds_has_its_own_day():
    (item,) = read("1.下调门票价格。（市文物局牵头，市财政局配合，6月底前出台、7月1日起执行）").items
    assert day(item) == "2026-06-30"


@pytest.mark.parametrize("said", ["为抓好2026年各项工作落实", "现将2026年度重点任务分解如下"])
def test_the_year_whose_work_the_notice_speaks_of(said):
    (item,) = read(f"{said}，请认真执行。\n1.修缮祠堂3处，上半年选定匠人。（市文物局）", "重点任务分解").items
    assert [on for _, on in steps(item)] == ["2026-06-30"]


@pytest.mark.parametrize("said", ["2025年以来各项工作有序推进", "对照2025年工作和2026年任务"])
def test_a_year_that_is_past_or_one_of_two_is_not_that_of_the_report(said):
    (item,) = read(f"{said}，请认真执行。\n1.修缮祠堂3处，上半年选定匠人。（市文物局）", "重点任务分解").items
    assert [on for _, on in steps(item)] == [None]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("储能规模达到30万千伏安时，年发电5亿千瓦时。", [("储能规模", ">=", 300000, "千伏安时")]),
        ("关停落后造纸产能16万吨、电池产能5万千伏安时。", [("关停落后造纸产能", "=", 160000, "吨")]),
        ("实现贫困村9个出列、贫困人口3150人脱贫。", [("贫困人口脱贫", "=", 3150, "人")]),
        ("3个未销号问题全部通过省级验收。", [("未销号问题全部通过省级验收", "=", 3, "个")]),
        ("文物修缮投资不低于年度计划的55%。", [("文物修缮投资", ">=", 55, "%")]),
        ("馆藏数字化率达到全年目标任务的80%以上。", [("馆藏数字化率", ">=", 80, "%")]),
        ("选取50个乡镇（街道）修建书屋。", [("选取乡镇（街道）修建书屋", "=", 50, "个")]),
        ("馆藏占比达到19.5%左右。", [("馆藏占比", "=", 19.5, "%")]),
        ("失业率控制在5%左右。", [("失业率", "=", 5, "%")]),
    ],
)
def test_figures_of_further_words(sentence, wanted):
    assert wanted[0] in figures(sentence)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("深化馆办三项制度改革。", []),
        ("制定借阅、归还、赔偿三项制度实施细则。", []),
        ("在老街和4个村安装路灯260盏。", [("安装路灯", "=", 260, "盏")]),
        ("在3个社区和2个公园设置书亭15座。", [("设置书亭", "=", 15, "座")]),
        ("在4个村开展普查。", [("在村开展普查", "=", 4, "个")]),
    ],
)
def test_names_and_places_are_no_targets(sentence, wanted):
    assert figures(sentence) == wanted


def test_an_old_office_takes_the_level_of_its_list():
    (item,) = read("1.修缮祠堂3处。（省文化厅牵头，物价局、电监办配合）").items
    assert names(item) == ["省文化厅", "省物价局", "省电监办"]


@pytest.mark.parametrize("piece", ["一季度：", "1—3月", "在4个", "2026年重点", "牵头负责", "★的为"])
def test_time_grows_with_the_length_only(piece):
    assert_grows_with_the_length_only(lambda text: parse(f"1.修缮祠堂3处。（责任单位：市文物局）\n{text}\n"), piece)
