"""How running texts say who acts, what is promised and what is none: one case of each kind that thirty documents of an
author who had not seen the reader showed (tests/data/marked, 551 on), in other words."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, names, path, roles, steps


def read(text: str, title: str = "北亭市2026年任务分解"):
    return parse(f"{title}\n\n{text}\n")


def items_of(text: str, **more) -> list:
    return list(read(text, **more).items)


def given(item) -> dict[str, str]:
    return {name: role for name, role, _ in roles(item)}


def figures(item) -> list[tuple]:
    return [(target.label, target.comparator, float(target.number), target.unit) for target in item.targets]


def only_figures(sentence: str) -> list[tuple]:
    (item,) = items_of(f"1.{sentence}（责任单位：市文物局）")
    return figures(item)


def test_departments_of_a_ministry_are_units():
    first, second = items_of("1.修订办法3部。（法规司牵头，财务司、监测司参与）\n2.培训人员60名。（人事司负责）")
    assert given(first) == {"法规司": "lead", "财务司": "support", "监测司": "support"}
    assert (second.text, given(second)) == ("培训人员60名。", {"人事司": "lead"})


def test_a_unit_and_its_person_behind_one_label():
    (item,) = items_of("1.修缮祠堂3处。责任单位及负责人：市文物局 林广田、东门街道 魏一")
    assert (item.text, names(item), item.leaders) == ("修缮祠堂3处。", ["市文物局", "东门街道"], ())


def test_a_name_broken_by_a_blank_is_no_person():
    (item,) = items_of("1.修缮祠堂3处。责任单位：市住房和城乡 建设局、市文物局")
    assert names(item) == ["市住房和城乡建设局", "市文物局"]


@pytest.mark.parametrize("label", ["链长", "总河长", "林长", "副路长"])
def test_chiefs_of_chains_and_rivers_are_leaders(label):
    (item,) = items_of(f"1.修缮祠堂3处。{label}：副市长 罗青；责任单位：市文物局")
    assert (item.text, item.leaders, names(item)) == ("修缮祠堂3处。", ("罗青",), ["市文物局"])


def test_who_helps_in_the_last_clause_or_in_a_sentence_of_its_own():
    first, second = items_of(
        "1.新修码头4座，由市港航局负责，各乡镇参与。\n2.市文物局负责测绘祠堂30处。东门街道办事处、市供水集团予以协助。"
    )
    assert given(first) == {"市港航局": "lead", "各乡镇": "support"}
    assert given(second) == {"市文物局": "lead", "东门街道办事处": "support", "市供水集团": "support"}
    assert figures(second) == [("测绘祠堂", "=", 30.0, "处")]


def test_the_office_before_a_colon_and_those_that_help_it():
    first, second = items_of("市文物局：会同市消防救援支队开展演练5次。\n市水利局：疏浚河道8公里。")
    assert given(first) == {"市文物局": "lead", "市消防救援支队": "support"}
    assert given(second) == {"市水利局": "lead"}


def test_towns_that_must_act():
    (item, _) = items_of("1.各镇要于5月6日前上报名册。\n2.市文物局负责修缮祠堂3处。")
    assert names(item) == ["各镇"]


@pytest.mark.parametrize("mark", ["★", "○", "☆", "●"])
def test_marks_of_a_list_and_a_dash_with_units_and_a_day(mark):
    first, second = items_of(f"{mark} 修缮祠堂3处——镇文化科、东门小学，6月底前\n{mark} 添置书架20组——镇民政科，全年")
    assert (first.text, names(first)) == ("修缮祠堂3处", ["镇文化科", "东门小学"])
    assert first.deadline.date.isoformat() == "2026-06-30"
    assert (names(second), second.deadline.literal, second.deadline.date) == (["镇民政科"], "全年", None)


def test_what_is_demanded_below_a_proposal_belongs_to_it():
    (item,) = items_of(
        "1号提案：关于改善照明的建议（提案者：江一帆）\n主办单位：市城管局\n办理要求：安装路灯90盏，8月9日前完成。\n"
        "领办领导：副市长 罗青"
    )
    assert (item.leaders, figures(item)) == (("罗青",), [("安装路灯", "=", 90.0, "盏")])
    assert "2026-08-09" in [day for _, day in steps(item)]


def test_what_was_found_is_asked_about_and_heads_no_tasks():
    report = read(
        "一、存在的主要问题\n（一）城西码头工期滞后，扣市港航局2分。\n二、下步工作\n（一）修缮祠堂3处。（责任单位：市文物局）"
    )
    assert [item.text for item in report.items] == ["修缮祠堂3处。"]
    solved = read("一、解决突出问题\n（一）消除积水点9处。\n二、改善环境\n（一）修缮祠堂3处。（责任单位：市文物局）")
    assert len(solved.items) == 2


def test_every_annex_has_its_title():
    report = read(
        "现将任务下达。\n附件1\n文物保护\n1.修缮祠堂3处。（市文物局）\n2.测绘古桥6座。（市文物局）\n附件2\n水利建设\n"
        "1.疏浚河道8公里。（市水利局）",
        title="关于下达2026年任务的通知",
    )
    assert [path(report, item) for item in report.items] == [["文物保护"], ["文物保护"], ["水利建设"]]
    assert "unread_text" not in codes(report)


@pytest.mark.parametrize("end", ["（此件2026年2月11日印发）", "北亭新区管委会\n2026年2月11日"])
def test_the_day_of_issue_at_the_end_says_the_year(end):
    (item,) = items_of(f"1.修缮祠堂3处。（责任单位：市文物局；完成时限：6月底前）\n{end}", title="重点任务分解")
    assert item.deadline.date.isoformat() == "2026-06-30"


def test_a_deadline_of_several_days_tells_steps():
    (item,) = items_of("1.修缮祠堂3处。\n责任单位：市文物局\n时间节点：4月底前完成测绘，9月底前全部竣工")
    assert item.deadline.date.isoformat() == "2026-09-30"
    assert [day for _, day in steps(item)] == ["2026-04-30", "2026-09-30"]
    (item,) = items_of("1.修缮祠堂3处。\n责任单位：市文物局\n时间节点：4月底前出台办法，长期坚持")
    assert "长期坚持" not in [title for title, _ in steps(item)]


@pytest.mark.parametrize(
    "terms",
    [
        "对迁入的作坊，补贴6000元。",
        "每引进1家老字号奖励20万元。",
        "单个主体每年不超过50万元。",
        "节假日门票优惠20%以上。",
        "午餐补贴每人每餐4元。",
    ],
)
def test_what_a_policy_pays_for_each_case_is_no_target(terms):
    assert only_figures(f"支持老街发展。{terms}") == []


def test_what_is_paid_out_is_a_target():
    assert only_figures("发放补贴600万元。") == [("发放补贴", "=", 6000000.0, "元")]
    assert only_figures("资助学生300名，资助120万元。")[1][1:] == ("=", 1200000.0, "元")


def test_a_rate_of_what_comes_from_the_place_itself_is_no_rate_of_a_grant():
    assert only_figures("本地配套率提高到35%。") == [("本地配套率", ">=", 35.0, "%")]


def test_what_there_is_and_what_is_made_of_it():
    assert only_figures("将现有14家市属剧团整合为6家。")[0][1:] == ("=", 6.0, "家")
    assert only_figures("目前已建成码头3座、船闸5座。") == []


def test_places_that_each_get_one():
    assert [figure[1:] for figure in only_figures("在城东、城西两个街道各建2座书屋。")] == [("=", 2.0, "座")]
    assert [figure[1:] for figure in only_figures("新建3所学校均配备图书室2间。")] == [
        ("=", 3.0, "所"),
        ("=", 2.0, "间"),
    ]


def test_a_share_of_the_task_by_a_day_is_a_step():
    (item,) = items_of("1.修缮祠堂30处，6月底前完成60%，汛期前完成不少于40%。（责任单位：市文物局）")
    assert figures(item) == [("修缮祠堂", "=", 30.0, "处")]
    assert ("2026-06-30") in [day for _, day in steps(item)]
    (item,) = items_of("1.文物普查2400处，6月底前完成总量的50%。（责任单位：市文物局）")
    assert [figure[2] for figure in figures(item)] == [2400.0]


def test_growth_a_year_and_deeds_are_of_the_thing_before():
    assert only_figures("茶产业产值达到8亿元，年均增长9%。")[1] == ("茶产业产值年均增长", "=", 9.0, "%")
    assert only_figures("推行“云端预审”，全年实施不少于60件。")[0][0].endswith("“云端预审”实施")


def test_sets_of_machines_keep_the_bracket_of_their_unit():
    assert only_figures("配备清淤设备15台（套）。") == [("配备清淤设备", "=", 15.0, "台(套)")]


def test_a_unit_in_brackets_above_a_number_one_heads_its_tasks():
    report = read(
        "【东门区文物局】\n1.修缮祠堂3处。（8月底前完成）\n2.测绘古桥6座。\n【东门区水务局】\n1.疏浚河道8公里。"
    )
    assert [names(item) for item in report.items] == [["东门区文物局"], ["东门区文物局"], ["东门区水务局"]]
    assert [path(report, item) for item in report.items] == [["【东门区文物局】"]] * 2 + [["【东门区水务局】"]]
    assert report.items[0].deadline.date.isoformat() == "2026-08-31"


def test_a_unit_in_brackets_below_each_task_is_its_own():
    first, second = items_of("1.修缮祠堂3处。\n【市文物局】\n2.疏浚河道8公里。\n【市水利局】")
    assert (names(first), names(second)) == (["市文物局"], ["市水利局"])


def test_a_label_behind_the_number_stands_before_the_text():
    first, second = items_of("一、责任单位：市文物局\n修缮祠堂3处。\n二、责任单位：市水利局\n疏浚河道8公里。")
    assert [(item.text, names(item)) for item in (first, second)] == [
        ("修缮祠堂3处。", ["市文物局"]),
        ("疏浚河道8公里。", ["市水利局"]),
    ]


def test_numbers_with_a_stroke():
    items = items_of(
        "1-1 修缮祠堂3处\n责任单位：市文物局\n1-2 测绘古桥6座\n责任单位：市文物局\n2-1 疏浚河道8里\n责任单位：市水利局"
    )
    assert [item.number_literal for item in items] == ["1-1", "1-2", "2-1"]


def test_forms_with_the_same_fields_are_tasks_each():
    form = "事项：{}\n标准：{}\n时间：{}\n责任：{}\n"
    first, second = items_of(
        form.format("修缮祠堂", "修缮3处", "4月20日前", "市文物局")
        + form.format("清理河道", "清淤8公里", "5月底前", "市水利局")
    )
    assert (first.text, names(first), first.deadline.date.isoformat()) == ("修缮祠堂", ["市文物局"], "2026-04-20")
    assert figures(second) == [("清淤", "=", 8.0, "公里")]


def test_a_vice_mayor_leads_and_an_office_carries_out():
    (item,) = items_of("（1）修缮祠堂3处。由副市长罗青牵头，市文物局具体落实。")
    assert (item.text, item.leaders, names(item)) == ("修缮祠堂3处。", ("罗青",), ["市文物局"])


def test_what_an_office_must_lead_and_who_must_help():
    first, second, third = items_of(
        "1.市文物局要牵头做好普查，修缮祠堂3处。市财政局、市水利局要密切配合。\n2.市水利局要会同市财政局，疏浚河道8公里。\n"
        "3.国网北亭供电公司要保障用电，改造线路9公里。"
    )
    assert given(first) == {"市文物局": "lead", "市财政局": "support", "市水利局": "support"}
    assert given(second) == {"市水利局": "lead", "市财政局": "support"}
    assert names(third) == ["国网北亭供电公司"]


def test_parts_of_a_number_with_small_offices_of_their_own():
    items = items_of(
        "1.修缮病房3处（总务科）；培训护士60名（护理部）；引进设备5台（设备科）。\n2.开设门诊4个。（门诊部）"
    )
    assert [(item.text, names(item)) for item in items[:3]] == [
        ("修缮病房3处", ["总务科"]),
        ("培训护士60名", ["护理部"]),
        ("引进设备5台", ["设备科"]),
    ]


def test_figures_in_words_of_an_old_paper():
    assert [figure[1:] for figure in only_figures("打水窖三千眼，引进外资一百二十万美元，新办茶厂四家。")] == [
        ("=", 3000.0, "眼"),
        ("=", 1200000.0, "美元"),
        ("=", 4.0, "家"),
    ]
    assert only_figures("茶产业产值达到八亿元，比上年增长百分之十二。")[1][1:] == ("=", 12.0, "%")
