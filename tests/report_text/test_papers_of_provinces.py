"""How provinces, their departments and big cities' bureaus publish what is to be done in a year: one case of each kind
that twenty documents of an author who had not seen the reader showed (tests/data/marked, 901 on), in other words."""

import pytest

from items.report_text.parser import parse
from items.report_text.units import is_collective

from ..given.parsed import codes, names, path, roles, steps


def read(text: str):
    return parse(f"云岭省2026年重点任务分工方案\n\n{text}\n")


def day(item) -> str | None:
    return item.deadline.date.isoformat() if item.deadline and item.deadline.date else None


def figures(sentence: str) -> list[tuple]:
    (item,) = read(f"1、{sentence}（责任单位：省文物局）").items
    return [(target.label, float(target.number), target.unit) for target in item.targets]


@pytest.mark.parametrize("shape", ["［责任部门：{}］［{}］", "（{}）（{}）", "［{1}］［责任部门：{0}］"])
def test_a_day_in_a_bracket_beside_that_of_the_units(shape):
    text = [f"1、修缮祠堂3处。{shape.format('省文物局', '2026年11月')}"]
    text += [f"2、添置书架20组。{shape.format('省图书馆', '9月15日')}"]
    first, second = read("\n".join(text)).items
    assert (first.text, names(first), day(first)) == ("修缮祠堂3处。", ["省文物局"], "2026-11-30")
    assert (second.text, names(second), day(second)) == ("添置书架20组。", ["省图书馆"], "2026-09-15")


def test_a_day_in_a_bracket_of_its_own_is_the_edition_of_what_stands_before_it():
    (item,) = read("1、修订《古建筑修缮导则》（2021年11月）。\n责任单位：省文物局").items
    assert day(item) is None


@pytest.mark.parametrize("mark", ["■ ", "◆", ""])
def test_meetings_with_their_numbers_and_days_head_what_they_decided(mark):
    meetings = [
        f"{mark}第31次常务会议（1月9日）",
        f"{mark}第32次常务会议（2月6日）",
        f"{mark}第34次常务会议（3月27日）",
    ]
    tasks = ["修缮祠堂3处", "添置书架20组", "清点石碑90通", "翻印方志12种", "加固塔基2座", "测绘城墙4段"]
    lines = []
    for at, task in enumerate(tasks):
        lines += [meetings[at // 2]] if at % 2 == 0 else []
        lines += [f"（{at + 1}）{task}。——省文物局，6月底前"]
    report = read("\n".join(lines))
    assert [path(report, item)[-1:] for item in report.items] == [[meetings[at // 2]] for at in range(6)]
    assert {day(item) for item in report.items} == {"2026-06-30"}


def table(head: str, *rows: str):
    lines = [head, *(f"{at}\t{row}" for at, row in enumerate(rows, 1))]
    return read("\n".join(lines))


def test_what_is_asked_for_tells_by_when_where_no_column_does():
    report = table(
        "序号\t议定事项\t责任单位\t办理要求",
        "修缮祠堂3处\t省文物局\t6月20日前提交方案",
        "修订导则\t省图书馆\t立即启动，8月底前印发",
        "巡查城墙\t省文物局\t长期坚持",
    )
    assert [day(item) for item in report.items] == ["2026-06-20", "2026-08-31", None]
    assert report.items[0].remark == "办理要求：6月20日前提交方案"
    assert steps(report.items[1]) == [("8月底前印发", "2026-08-31")]


@pytest.mark.parametrize("asked", ["6月20日前提交方案", "按月报送"])
def test_what_is_asked_for_stands_in_the_remark_beside_a_column_of_days(asked):
    report = table("序号\t议定事项\t责任单位\t办理要求\t完成时限", f"修缮祠堂3处\t省文物局\t{asked}\t12月底")
    assert (day(report.items[0]), report.items[0].remark) == ("2026-12-31", f"办理要求：{asked}")


@pytest.mark.parametrize("word", ["厅领导", "委领导", "局领导", "署领导"])
def test_leaders_of_a_department(word):
    report = table(f"序号\t重点工作\t责任处室\t{word}", "修缮祠堂3处\t古建处\t林小溪", "修订导则\t法规处\t何大川")
    assert [item.leaders for item in report.items] == [("林小溪",), ("何大川",)]
    (item,) = read(f"1.修缮祠堂3处。\n{word}：林小溪\n责任处室：古建处").items
    assert (item.leaders, names(item)) == (("林小溪",), ["古建处"])


@pytest.mark.parametrize(
    "which", ["沿线市（州）人民政府", "沿江各市人民政府", "属地镇街", "项目所在地县政府", "涉及市县"]
)
def test_an_office_and_those_that_a_work_touches(which):
    (item,) = read(f"1.修缮驿道30公里。（省文物局牵头，省交通运输厅、省财政厅及{which}按职责分工负责）").items
    assert names(item) == ["省文物局", "省交通运输厅", "省财政厅", which]
    assert item.responsibilities[-1].collective
    assert is_collective("市(州)人民政府")
    assert not is_collective("属地")


def test_a_division_takes_no_level_from_an_office_of_the_province():
    (item,) = read("1.修缮祠堂3处。（责任单位：省疾控中心、基层卫生健康处、财政厅）").items
    assert names(item) == ["省疾控中心", "基层卫生健康处", "省财政厅"]
    (item,) = read("1.修缮祠堂3处。（责任单位：市文旅局、园林管理处）").items
    assert names(item) == ["市文旅局", "市园林管理处"]


@pytest.mark.parametrize("lead", ["自治区残联", "省总工会", "市妇联", "省供销社", "市红十字会", "县人民法院"])
def test_one_sentence_in_which_a_body_of_the_people_leads(lead):
    (item, _) = read(f"一、救助儿童600名。由{lead}牵头，教育厅配合。\n二、建校2所。由省教育厅牵头，财政厅配合。").items
    assert (item.text, [role for _, role, _ in roles(item)]) == ("救助儿童600名。", ["lead", "support"])


@pytest.mark.parametrize(
    ("sentence", "label", "number"),
    [
        ("60个县（市、区）达到国家标准。", "县（市、区）达到国家标准", 60),
        ("30家书院通过省级认定。", "书院通过省级认定", 30),
        ("12座古塔年内完成加固。", "古塔完成加固", 12),
        ("8个项目顺利通过验收。", "项目通过验收", 8),
    ],
)
def test_what_is_reached_by_so_many(sentence, label, number):
    ((got, value, _),) = figures(sentence)
    assert set(label) <= set(got) and value == number


@pytest.mark.parametrize("sentence", ["14座古塔未完成加固。", "14座古塔已完成加固。", "全省56个县达到国家标准。"])
def test_what_is_or_is_not_so_promises_nothing(sentence):
    assert figures(sentence) == []


def test_goods_for_the_new_year_are_no_last_year():
    report = read("1、举办网上年货节、美食季等活动20场。（责任单位：省文物局）")
    assert "target_unsure" not in codes(report)
    assert [(float(one.number), one.unit) for one in report.items[0].targets] == [(20, "场")]
    assert figures("上年完成修缮20处。") == []


@pytest.mark.parametrize("says", ["牵头事项（2项）", "牵头", "牵头的任务", "牵头负责的重点工作", "总牵头办理的项目"])
@pytest.mark.parametrize("by", ["", "由"])
def test_headings_that_say_who_leads_what_stands_below(says, by):
    first, second = f"一、{by}省文物局{says}", f"二、{by}省图书馆、省档案馆{says}"
    report = read(
        f"{first}\n1.修缮祠堂3处。（配合单位：省财政厅）\n2.清点石碑90通。\n{second}\n3.翻印方志12种。（配合单位：省财政厅）"
    )
    assert [path(report, item) for item in report.items] == [[first], [first], [second]]
    found = [[(name, role) for name, role, _ in roles(item)] for item in report.items]
    assert found[0] == [("省文物局", "lead"), ("省财政厅", "support")]
    assert found[1] == [("省文物局", "lead")]
    assert found[2] == [("省图书馆", "lead"), ("省档案馆", "lead"), ("省财政厅", "support")]


def test_a_task_that_ends_like_such_a_heading():
    text = "一、文物\n1.省财政厅牵头推进债券发行工作\n2.省文物局牵头负责重点项目工作\n二、方志\n3.翻印（省图书馆）"
    first, second, _ = read(text).items
    assert (names(first), names(second)) == (["省财政厅"], ["省文物局"])


@pytest.mark.parametrize("said", ["会议决定：", "会议议定以下事项：", "会议要求："])
def test_what_a_meeting_says_before_its_tasks_is_no_text_of_theirs(said):
    report = read(f"一、关于方志\n{said}\n1.翻印方志12种。（省图书馆）\n2.添置书架20组。（省档案馆）")
    assert [item.text for item in report.items] == ["翻印方志12种。", "添置书架20组。"]
    assert "unread_text" not in codes(report)


@pytest.mark.parametrize("part", ["（牵头处室：古建处）", "（处室：古建处）", "（责任科室：古建科）"])
def test_in_which_part_of_a_unit_a_task_lies(part):
    text = f"1.修缮祠堂3处。\n责任单位：省文物局{part}，各市州人民政府\n完成时间：2026年11月"
    (item,) = read(text).items
    assert (item.text, day(item)) == ("修缮祠堂3处。", "2026-11-30")
    assert names(item) == [f"省文物局{part}", "各市州人民政府"]


def test_about_so_much_in_the_unit_of_its_own_column():
    report = table("序号\t指标名称\t单位\t2026年目标\t牵头单位", "营业收入增速\t%\t5.5左右\t省统计局")
    (target,) = report.items[0].targets
    assert (target.comparator, float(target.number), target.unit) == ("=", 5.5, "%")


@pytest.mark.parametrize("name", ["改革事项{}：", "重点任务{}：", "民生实事{}、", "重点改革任务{}："])
def test_numbers_that_say_of_what_kind_the_tasks_are(name):
    lines = []
    for at, task in enumerate(["修缮祠堂3处。", "添置书架20组。"], 1):
        lines += [f"{name.format(at)}{task}", "牵头部门：文物局", "参与部门：财政局", "时间节点：2026年9月底"]
    report = read("\n".join(lines))
    assert [item.text for item in report.items] == ["修缮祠堂3处。", "添置书架20组。"]
    assert [item.number_literal for item in report.items] == [name.format(at) for at in (1, 2)]
    assert [names(item) for item in report.items] == [["文物局", "财政局"]] * 2


@pytest.mark.parametrize("bare", ["农牧厅", "药监局", "矿山安全监管局", "民宗委", "疾控局"])
def test_fields_of_a_province_take_the_level_of_the_list(bare):
    (item,) = read(f"1、修缮祠堂3处。（省水利厅牵头，{bare}配合）").items
    assert names(item) == ["省水利厅", f"省{bare}"]


def test_how_many_of_those_before_something_is_done_to():
    assert figures("形成修缮案例30项，其中10项以上在全省推广。") == [
        ("形成修缮案例", 30, "项"),
        ("案例在全省推广", 10, "项"),
    ]
    assert figures("形成修缮案例30项，其中10项位于山区。") == [("形成修缮案例", 30, "项")]


@pytest.mark.parametrize("paper", ["出台祠堂修缮二十条", "印发文物保护三十条", "落实文旅融合十二条"])
def test_articles_that_name_a_paper_are_no_figure(paper):
    assert figures(f"{paper}。") == []


@pytest.mark.parametrize("counted", ["发布旅游线路二十条", "开通公交线路二十条"])
def test_routes_in_chinese_numerals_are_counted(counted):
    assert [number for _, number, _ in figures(f"{counted}。")] == [20]
