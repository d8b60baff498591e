"""How cities and counties publish what is to be done in a year: one case of each kind that twenty running texts of an
author who had not seen the reader showed (tests/data/marked, 701 on), in other words."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, roles, steps


def read(text: str):
    return parse(f"北亭市2026年任务分解\n\n{text}\n")


def items_of(text: str) -> list:
    return list(read(text).items)


def day(item) -> str | None:
    return item.deadline.date.isoformat() if item.deadline and item.deadline.date else None


def figures(sentence: str) -> list[tuple]:
    report = read(f"1、{sentence}（责任单位：市文物局）")
    assert "target_unsure" not in codes(report)
    return [(target.label, float(target.number), target.unit) for target in report.items[0].targets]


@pytest.mark.parametrize("label", ["责任单位及完成时限", "承办单位及时限", "责任单位、办结时限", "牵头单位和完成时间"])
@pytest.mark.parametrize("shape", ["\n{}：{}", "（{}：{}）"])
def test_one_label_for_the_units_and_the_day(label, shape):
    lines = ["1.修缮祠堂3处。" + shape.format(label, "市文物局、市档案馆，2026年10月底")]
    lines += ["2.添置书架20组。" + shape.format(label, "市文物局，上半年")]
    first, second = items_of("\n".join(lines))
    assert (first.text, names(first), day(first)) == ("修缮祠堂3处。", ["市文物局", "市档案馆"], "2026-10-31")
    assert (second.text, names(second), day(second)) == ("添置书架20组。", ["市文物局"], "2026-06-30")


def test_who_leads_and_by_when_behind_one_label_beside_those_that_help():
    (item,) = items_of("1.修缮祠堂3处。（牵头单位及完成时限：市文物局，10月底前；配合单位：市档案馆）")
    assert [(name, role) for name, role, _ in roles(item)] == [("市文物局", "lead"), ("市档案馆", "support")]
    assert day(item) == "2026-10-31"


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("一季度完成的任务", "二季度完成的任务", ["2026-03-31", "2026-06-30"]),
        ("3月底前办结的事项（1项）", "6月底前办结的事项（共1项）", ["2026-03-31", "2026-06-30"]),
        ("上半年重点任务", "下半年重点任务", ["2026-06-30", "2026-12-31"]),
        ("需在9月底前完成的工作任务", "全年持续推进的工作任务", ["2026-09-30", None]),
    ],
)
def test_headings_that_say_by_when_their_tasks_are_done(first, second, days):
    text = f"一、{first}\n1.修缮祠堂3处。（市文物局）\n二、{second}\n2.添置书架20组。（市档案馆）"
    report = read(f"{text}\n三、工作要求\n各单位要高度重视。")
    assert [day(item) for item in report.items] == days
    assert [path(report, item) for item in report.items] == [[f"一、{first}"], [f"二、{second}"]]


def test_headings_of_topics_set_no_day():
    report = read("一、上半年重点任务\n1.修缮祠堂3处。（市文物局）\n二、民生实事\n2.添置书架20组。（市档案馆）")
    assert [day(item) for item in report.items] == [None, None]


def test_a_number_before_its_own_quarter_numbers_and_two_quarters_do_not():
    report = read("一、一季度\n1.修缮祠堂3处。（市文物局）\n二、二季度\n2.添置书架20组。（市档案馆）")
    assert [path(report, item) for item in report.items] == [["一、一季度"], ["二、二季度"]]
    (item,) = items_of("1.完善制度。\n二、三产业增加值增长6%。（责任单位：市文物局）")
    assert item.text.startswith("完善制度。")


def test_a_one_right_before_a_figure_numbers_where_two_stands_below():
    first, second, third = items_of(
        "1.45件积案化解到位。（市文物局）\n2.修缮祠堂3处。（市文物局）\n3.5家企业上市。（市档案馆）"
    )
    assert [item.number for item in (first, second, third)] == [1, 2, 3]
    assert (first.text, third.text) == ("45件积案化解到位。", "5家企业上市。")
    (item, _) = items_of("1.修缮祠堂3处，新增绿地\n1.5万亩。（市文物局）\n2.添置书架20组。（市档案馆）")
    assert item.text.endswith("1.5万亩。")


@pytest.mark.parametrize(
    ("units", "read_as"),
    [
        ("县工业园区管委会、经贸局、环保局", ["县工业园区管委会", "县经贸局", "县环保局"]),
        ("县人民医院、卫健局", ["县人民医院", "县卫健局"]),
        ("市大数据中心、政务服务局", ["市大数据中心", "市政务服务局"]),
        ("县河长办、水利局", ["县河长办", "县水利局"]),
        # An outpost of the city, names that only begin like a level, and collectives say no level of their neighbours.
        ("县农业农村局、市生态环境局北亭分局、水利局", ["县农业农村局", "市生态环境局北亭分局", "县水利局"]),
        ("市场监管局、财政局", ["市场监管局", "财政局"]),
        ("市北区政府、财政局", ["市北区政府", "财政局"]),
    ],
)
def test_level_that_any_unit_of_a_list_carries(units, read_as):
    (item,) = items_of(f"1.修缮祠堂3处。（责任单位：{units}）")
    assert names(item) == read_as


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("10月中旬举办第五届茶叶博览会。", "2026-10-20"),
        ("9月28日举办徒步大会。", "2026-09-28"),
        ("8月下旬启动秋粮收购。", "2026-08-31"),
        ("4月1日起实施新的收费标准。", None),
        ("3月5日市政府召开的专题会议要求落实到位。", None),
    ],
)
def test_a_day_that_a_sentence_begins_with_dates_a_step(sentence, by):
    (item,) = items_of(f"1.{sentence}（责任单位：市文物局）")
    dated = [step.deadline.date.isoformat() for step in item.milestones if step.deadline and step.deadline.date]
    assert dated == ([by] if by else [])


@pytest.mark.parametrize(
    ("sentence", "read_as"),
    [
        ("6月底前2个万吨级泊位投入试运行。", [("万吨级泊位投入试运行", 2, "个")]),
        ("12所学校9月投入使用。", [("学校投入使用", 12, "所")]),
        ("全年30家企业升规入统。", [("企业升规入统", 30, "家")]),
        ("6月20日前5家企业签约。", [("企业签约", 5, "家")]),
        ("45件信访积案全部化解。", [("信访积案全部化解", 45, "件")]),
        ("剩余5公里断头路年底前全部打通。", [("剩余断头路全部打通", 5, "公里")]),
        ("全市排查出的拖欠账款3.2亿元全部化解。", [("排查出的拖欠账款全部化解", 3.2e8, "元")]),
        ("新建2个万吨级泊位。", [("新建万吨级泊位", 2, "个")]),
        ("建成2个5万吨级码头。", [("建成5万吨级码头", 2, "个")]),
        # What the whole has already is none, nor is a rank.
        ("全市23家三级医院全部接入平台。", []),
        ("每月对前5名通报表扬。", []),
    ],
)
def test_so_many_things_of_which_is_said_what_they_shall_be(sentence, read_as):
    assert figures(sentence) == read_as


def test_a_day_before_a_figure_still_dates_a_step():
    (item,) = items_of("1.8月底前5条公交线路开通运营。（责任单位：市文物局）")
    assert [by for _, by in steps(item)] == ["2026-08-31"]


def test_numbers_without_a_stop_above_labels_number_the_tasks():
    block = "{} {}\n【任务】修缮祠堂{}处。\n【牵头】市文物局\n【配合】市档案馆\n【时限】10月底\n"
    report = read("".join(block.format(f"0{at}", name, at) for at, name in enumerate(("甲工程", "乙工程"), 1)))
    assert [(item.number, item.text.splitlines()[0]) for item in report.items] == [(1, "甲工程"), (2, "乙工程")]


@pytest.mark.parametrize(
    ("sentence", "read_as"),
    [
        ("办结率、满意率均保持在98%以上。", [("办结率", 98, "%"), ("满意率", 98, "%")]),
        ("安全事故起数和死亡人数双双下降10%。", [("安全事故起数下降", 10, "%"), ("死亡人数下降", 10, "%")]),
        ("城镇、农村居民人均收入均增长6%。", [("城镇居民人均收入增长", 6, "%"), ("农村居民人均收入增长", 6, "%")]),
        ("普惠率、公办率分别达到90%、60%。", [("普惠率", 90, "%"), ("公办率", 60, "%")]),
        ("城市、农村低保标准均提高5%。", [("城市、农村低保标准均提高", 5, "%")]),
        ("进出口总额突破50亿元大关。", [("进出口总额", 5e9, "元")]),
    ],
)
def test_one_figure_for_each_of_several_things(sentence, read_as):
    assert figures(sentence) == read_as


@pytest.mark.parametrize(
    ("when", "by"),
    [
        ("5.31前", "2026-05-31"),
        ("按时间节点推进", None),
        ("根据上级安排推进", None),
        ("与省市同步推进", None),
        ("即时办结", None),
    ],
)
def test_when_beside_the_units_of_a_bracket(when, by):
    (item,) = items_of(f"1.修缮祠堂3处。（市文物局牵头，{when}）")
    assert (item.text, names(item), item.deadline.literal, day(item)) == ("修缮祠堂3处。", ["市文物局"], when, by)


@pytest.mark.parametrize(
    ("sentence", "read_as"),
    [
        ("来信按期办结率98%以上。", [("来信按期办结率", 98, "%")]),
        ("修缮项目按计划开工率95%。", [("修缮项目按计划开工率", 95, "%")]),
        ("订单按时交付率不低于90%。", [("订单按时交付率", 90, "%")]),
        ("按综合费率3%收取。", []),
        ("按贷款利率的50%贴息。", []),
        ("算力规模达到500P。", [("算力规模", 500, "P")]),
        ("智能算力达到1.5万P，存储容量达到30PB。", [("智能算力", 15000, "P"), ("存储容量", 30, "PB")]),
        ("新增算力2EFLOPS。", [("新增算力", 2, "EFLOPS")]),
        ("改造1080P频道2个。", [("改造1080P频道", 2, "个")]),
        ("举办赛事30项次、抽查20点次。", [("举办赛事", 30, "项次"), ("抽查", 20, "点次")]),
    ],
)
def test_shares_done_in_time_and_units_of_computers_and_visits(sentence, read_as):
    assert figures(sentence) == read_as


def test_points_below_a_title_count_without_it():
    project = "第{}项　实施“一老一小”关爱工程\n1.新建养老中心9个。\n2.修缮祠堂3处。\n牵头单位：市民政局\n"
    for item in items_of(project.format("一") + project.format("二")):
        assert [target.label for target in item.targets] == ["新建养老中心", "修缮祠堂"]


@pytest.mark.parametrize(
    ("sentence", "read_as"),
    [
        ("城乡居民收入分别增长5%、7%。", [("城镇居民收入增长", 5, "%"), ("农村居民收入增长", 7, "%")]),
        ("城乡低保标准分别提高到每人每月750元、600元。", [("城市低保标准", 750, "元"), ("农村低保标准", 600, "元")]),
        (
            "城市、农村特困供养标准分别提高5%、8%。",
            [("城市特困供养标准提高", 5, "%"), ("农村特困供养标准提高", 8, "%")],
        ),
        ("农村生活垃圾、污水处理率分别达到95%、40%。", [("农村生活垃圾处理率", 95, "%"), ("污水处理率", 40, "%")]),
        ("PM2.5、PM10浓度分别下降3%、5%。", [("PM2.5浓度下降", 3, "%"), ("PM10浓度下降", 5, "%")]),
        ("观众、讲解员满意度分别达到95%、90%。", [("观众满意度", 95, "%"), ("讲解员满意度", 90, "%")]),
        ("城乡居民医保参保率达到97%。", [("城乡居民医保参保率", 97, "%")]),
    ],
)
def test_whose_each_of_two_figures_is(sentence, read_as):
    assert figures(sentence) == read_as


@pytest.mark.parametrize(
    ("sentence", "read_as"),
    [
        ("新建3所、改扩建5所学校。", [("新建学校", 3, "所"), ("改扩建学校", 5, "所")]),
        ("开工9个、竣工4个、投产2个项目。", [("开工项目", 9, "个"), ("竣工项目", 4, "个"), ("投产项目", 2, "个")]),
        ("修缮5公里、新建12公里步道。", [("修缮步道", 5, "公里"), ("新建步道", 12, "公里")]),
        ("认定国家级1家、省级3家博物馆。", [("认定国家级博物馆", 1, "家"), ("认定省级博物馆", 3, "家")]),
        ("新增5家书店、10家剧场。", [("新增书店", 5, "家"), ("新增剧场", 10, "家")]),
        ("新建学校3所、改扩建5所。", [("新建学校", 3, "所"), ("学校改扩建", 5, "所")]),
        (
            "实施项目9个，其中新开工5个、竣工2个。",
            [("实施项目", 9, "个"), ("项目新开工", 5, "个"), ("项目竣工", 2, "个")],
        ),
        ("改造6个小区1200户。", [("改造小区", 6, "个"), ("改造小区", 1200, "户")]),
        ("让20万市民用上直饮水。", [("让市民用上直饮水", 200000, "人")]),
    ],
)
def test_several_deeds_to_one_thing_that_the_last_names(sentence, read_as):
    assert figures(sentence) == read_as


@pytest.mark.parametrize("mark", ["——", ""])
@pytest.mark.parametrize("unit", ["市妇联", "市残联", "市工商联", "市科协", "市农业银行", "市委防汛专班", "市工作组"])
def test_offices_of_any_ending_behind_the_last_full_stop_or_its_dash(mark, unit):
    lines = [f"1.修缮祠堂3处。{mark}市文物局、市档案馆", f"2.建成儿童之家20个。{mark}{unit}"]
    lines += [f"3.添置书架20组。{mark}市规划局"]
    first, second, _ = items_of("\n".join(lines))
    assert (first.text, second.text) == ("修缮祠堂3处。", "建成儿童之家20个。")
    assert names(second) == [unit]


def test_how_something_is_to_run_behind_a_dash_is_no_office():
    second = items_of("1.修缮祠堂3处。——确保平稳运行\n2.建成儿童之家20个。——做好跟班执行")[1]
    assert names(second) == []


@pytest.mark.parametrize(
    ("sentence", "read_as"),
    [
        ("建成110千伏东环输变电工程。", []),
        ("新建220千伏北山变电站。", []),
        ("架设500千伏和220千伏线路。", []),
        ("投运220千伏变电站2座。", [("投运220千伏变电站", 2, "座")]),
        ("改造10千伏配电线路80公里。", [("改造10千伏配电线路", 80, "公里")]),
        ("新增变电容量1800千伏安。", [("新增变电容量", 1800, "千伏安")]),
        ("电压等级提升到110千伏。", [("电压等级", 110, "千伏")]),
    ],
)
def test_a_voltage_says_which_work_it_is(sentence, read_as):
    assert figures(sentence) == read_as
