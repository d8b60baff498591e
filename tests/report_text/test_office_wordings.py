"""How offices name who acts and by when: labels, tails, headings, forms. One case of each kind, in plain words."""

import pytest

from items.report_text.parser import parse

from ..given.parsed import roles


def items_of(text: str, title: str = "海东市2026年任务分解") -> list:
    return list(parse(f"{title}\n\n{text}\n").items)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("负责实体", "lead"),
        ("責任社區", "lead"),
        ("分办单位", "lead"),
        ("考核责任单位", "lead"),
        ("联系部门", "support"),
        ("协办实体", "support"),
        ("参与", "support"),
    ],
)
def test_more_names_of_labels_for_units(label, role):
    (item,) = items_of(
        f"1.修缮祠堂3处。\n牵头单位：市文物局\n{label}：市财政局"
        if role == "support"
        else f"1.修缮祠堂3处。\n{label}：市财政局"
    )
    assert dict((name, given) for name, given, _ in roles(item))["市财政局"] == role


@pytest.mark.parametrize("label", ["分管校长", "批示领导", "组长", "分管副总经理"])
def test_more_names_of_labels_for_leaders(label):
    (item,) = items_of(f"1.修缮祠堂3处。\n{label}：裘某某\n责任单位：市文物局")
    assert item.leaders == ("裘某某",)


@pytest.mark.parametrize("label", ["反馈时限", "建设年限", "落实時間", "预定完成日期", "目标日期", "督办时限"])
def test_more_names_of_labels_for_deadlines(label):
    (item,) = items_of(f"1.修缮祠堂3处。\n责任单位：市文物局\n{label}：2026年4月底前")
    assert item.deadline.date.isoformat() == "2026-04-30"


def test_a_spaced_label_of_two_words_is_one():
    (item,) = items_of("1.修缮祠堂3处。\n责 任 单 位 ： 市文物局")
    assert [name for name, *_ in roles(item)] == ["市文物局"]


def test_a_dash_or_a_bar_is_no_unit():
    (item,) = items_of("1.修缮祠堂3处。\n牵头单位：市文物局\n配合单位：—")
    assert [name for name, *_ in roles(item)] == ["市文物局"]


def test_who_acts_behind_a_dash():
    (item,) = items_of("1.1 修缮祠堂3处。——市文物局牵头，各镇配合，8月底前完成\n1.2 完成测绘。——各用房单位负责")[:1]
    assert roles(item) == [("市文物局", "lead", "wording"), ("各镇", "support", "wording")]
    assert (item.text, item.deadline.date.isoformat()) == ("修缮祠堂3处。", "2026-08-31")


def test_small_offices_alone_behind_the_dash_of_several_lines_are_its_units_and_asked_about():
    text = "一、练兵\n任务1：举办比武6场。——技能培训部\n任务2：评选能手20名——宣传工作部、各分工会。"
    report = parse(f"海东市总工会2026年任务分解\n\n{text}\n")
    assert [item.text for item in report.items] == ["举办比武6场。", "评选能手20名"]
    assert [[name for name, *_ in roles(item)] for item in report.items] == [
        ["技能培训部"],
        ["宣传工作部", "各分工会"],
    ]
    assert [problem.code for problem in report.problems].count("units_unlabelled") == 2


def test_a_label_behind_an_arrow_ends_the_task():
    first, second = items_of("1.修缮祠堂3处。→责任单位：市文物局\n2.测绘古街5条→责任单位：市规划局")
    assert [(item.text, roles(item)[0][0]) for item in (first, second)] == [
        ("修缮祠堂3处。", "市文物局"),
        ("测绘古街5条", "市规划局"),
    ]


def test_small_offices_and_collectives_share_a_bracket():
    second = items_of("1.举办比武6场【技能培训部】\n2.评选能手20名【宣传工作部、各分工会】")[1]
    assert [name for name, *_ in roles(second)] == ["宣传工作部", "各分工会"]
    assert second.text == "评选能手20名"


def test_one_dash_before_what_could_be_an_office_is_text():
    (item, _) = items_of("1.修缮祠堂3处，打造品牌——红色展馆\n2.测绘古街5条。")
    assert item.text.endswith("红色展馆")


def test_offices_alone_behind_the_last_stop_of_several_lines():
    text = "1.修缮祠堂3处。市文物局，市财政局\n2.测绘古街5条。市规划局、白河林场\n3.出版图册。白河海关、市档案馆"
    first, second, third = items_of(text, "海东市2026年任务分解（排在首位的为牵头单位）")
    assert [name for name, *_ in roles(first)] == ["市文物局", "市财政局"]
    assert [name for name, *_ in roles(second)] == ["市规划局", "白河林场"]
    assert [name for name, *_ in roles(third)] == ["白河海关", "市档案馆"]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("责成市粮食局于5月底前清查粮库9座。", ["市粮食局"]),
        ("请市气象局、市水文局加强会商。", ["市气象局", "市水文局"]),
        ("责成市水务公司加快管网检修。", ["市水务公司"]),
        ("请各乡镇按照要求储备沙袋。", ["各乡镇"]),
        ("市粮食局负责制定轮换办法。", ["市粮食局"]),
    ],
)
def test_offices_that_a_sentence_asks_without_a_comma(sentence, units):
    (item,) = items_of(f"1.{sentence}")
    assert [name for name, *_ in roles(item)] == units
    assert item.text == sentence


def test_bracketed_names_are_units_beside_other_brackets_of_units():
    text = "1.放映电影80场。（宣传科、放映队）\n2.编印年鉴。（编研室）\n3.修复古籍30册。（古籍部；9月底前）"
    assert [[name for name, *_ in roles(item)] for item in items_of(text)] == [
        ["宣传科", "放映队"],
        ["编研室"],
        ["古籍部"],
    ]


def test_a_bracket_that_says_who_watches_names_no_unit():
    text = "一、重点提案（市政府领导领衔督办）\n1.修缮祠堂3处。（市文物局）\n2.测绘古街。（市规划局）"
    assert [name for name, *_ in roles(items_of(text)[0])] == ["市文物局"]


def test_headings_that_are_months_give_the_deadline():
    text = "四月份\n1.检修水闸6座。（责任单位：市水务局）\n2.清点物资。（责任单位：市防办）\n"
    text += "七月份\n3.演练2场。（责任单位：市防办）"
    assert [item.deadline.date.isoformat() for item in items_of(text)] == ["2026-04-30", "2026-04-30", "2026-07-31"]


def test_headings_that_are_leaders_have_all_tasks_below():
    text = "一、常务副市长 寿某\n1.清点资产。\n牵头单位：市国资委\n"
    text += "二、牟某某副市长牵头事项（1项）\n2.检修水闸。\n牵头单位：市水务局"
    assert [item.leaders for item in items_of(text)] == [("寿某",), ("牟某某",)]


def test_headings_that_are_units_with_a_count_answer_for_what_stands_below():
    text = "一、市水务局（2项）\n1.检修水闸6座。\n2.清淤3公里。配合单位：各镇\n二、市林业局（1项）\n3.补植树木900株。"
    first, second, third = items_of(text)
    assert roles(first) == [("市水务局", "lead", "inherited")]
    assert [(name, role) for name, role, _ in roles(second)] == [("市水务局", "lead"), ("各镇", "support")]
    assert roles(third) == [("市林业局", "lead", "inherited")]


def test_helpers_on_a_heading_do_not_take_the_role_of_the_units_below():
    text = "一、宣传组\n组长：寿某\n成员单位：市文旅局、市体育局\n1.制作展板60块。（责任单位：市文旅局、市广电台）"
    (item,) = items_of(text)
    given = {name: role for name, role, _ in roles(item)}
    assert given == {"市文旅局": "responsible", "市广电台": "responsible", "市体育局": "support"}
    assert item.leaders == ("寿某",)


def test_bullets_below_a_heading_with_its_leader():
    text = "（一）阵地（分管领导：寿某）\n◇修缮祠堂3处。（牵头：市文物局）\n◇测绘古街。（牵头：市规划局；参与：各镇）"
    items = items_of(text)
    assert [(item.text, item.leaders) for item in items] == [("修缮祠堂3处。", ("寿某",)), ("测绘古街。", ("寿某",))]


@pytest.mark.parametrize("numbers", [("第一，", "第二，"), ("A.", "B."), ("第011号 ", "第023号 "), ("1★、", "2、")])
def test_more_forms_of_numbers(numbers):
    text = "\n".join(f"{number}修缮祠堂{at}处。（责任单位：市文物局）" for at, number in enumerate(numbers, 3))
    assert [item.number_literal for item in items_of(text)] == [number.strip() for number in numbers]


def test_points_of_measures_between_deadline_and_units_belong_to_the_task():
    text = (
        "（一）台账缺失。\n整改时限：2026年3月底前\n整改措施：\n1.补登账册700册。\n2.修订办法。\n责任单位：市档案馆\n"
        "（二）库房漏雨。\n整改时限：2026年5月底前\n整改措施：\n1.翻修屋面。\n2.添置设备20台。\n责任单位：市机关事务局"
    )
    first, second = items_of(text)
    assert (first.text, first.deadline.date.isoformat()) == ("台账缺失。", "2026-03-31")
    assert [name for name, *_ in roles(second)] == ["市机关事务局"]
    assert ("补登账册", 700) in [(target.label, target.number) for target in first.targets]


def test_how_far_a_task_is_by_now_is_no_part_of_it_and_promises_nothing():
    (item,) = items_of("1.目标任务：修缮祠堂3处。\n进展情况：已修缮1处，完成投资40万元。\n责任单位：市文物局")
    assert item.text == "修缮祠堂3处。"
    assert [target.number for target in item.targets] == [3]
    assert "已修缮1处" in item.remark


@pytest.mark.parametrize("mark", ["\t", "：", " | "])
def test_forms_are_a_task_each(mark):
    fields = [
        ("督办编号", "HD-{}"),
        ("督办事项", "修缮祠堂{}处"),
        ("责任单位", "市文物局"),
        ("督办时限", "9月底前"),
        ("备注", "急"),
    ]
    text = "\n\n".join(
        "\n".join(f"{name}{mark}{value.format(number)}" for name, value in fields) for number in (14, 15)
    )
    items = items_of(text)
    assert [(item.number_literal, item.text) for item in items] == [
        ("HD-14", "修缮祠堂14处"),
        ("HD-15", "修缮祠堂15处"),
    ]
    assert [item.deadline.date.isoformat() for item in items] == ["2026-09-30"] * 2
    assert all("急" in item.remark for item in items)


def test_a_note_below_the_tasks_that_sets_a_date_is_asked_about():
    report = parse("海东市2026年任务\n\n1.修缮祠堂3处。（责任单位：市文物局）\n注：未写明时限的于11月底前完成。")
    assert "unread_text" in [problem.code for problem in report.problems]


@pytest.mark.parametrize("stop", ["。", ""])
def test_a_paragraph_whose_sentences_name_one_office_each_is_not_one_task(stop):
    told = f"在交通上，新建公路300公里，由市交通运输局负责。在水利上，疏浚河道45公里，由市水利局负责{stop}"
    parsed = parse(f"2012年讲话\n{told}\n")
    assert parsed.items == ()
    assert any(one.start <= parsed.source.index("新建公路") < one.end for one in (*parsed.problems, *parsed.intros))


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("会议要求，县应急局要举一反三，排查企业126家。", {"县应急局": "lead"}),
        (
            "关于医院迁建，请县卫健局、县发改局共同研究，提出意见。",
            {"县卫健局": "responsible", "县发改局": "responsible"},
        ),
        (
            "安排资金300万元，县财政局负责拨付，县水利局负责组织实施。",
            {"县财政局": "responsible", "县水利局": "responsible"},
        ),
        ("市城投集团作为业主单位，要倒排工期，7月1日开工。", {"市城投集团": "lead"}),
        ("管线迁改由供电公司、华润燃气各自负责，6月底前完毕。", {"供电公司": "responsible", "华润燃气": "responsible"}),
        ("市财政局统筹安排征拆资金1亿元。", {"市财政局": "lead"}),
        ("由副县长抓总，县财政局、县住建局参与，6月底前拿出方案。", {"县财政局": "support", "县住建局": "support"}),
        (
            "由县住建局牵头，会同县城管局整治占道12处，县财政局负责资金保障。",
            {"县住建局": "lead", "县城管局": "support", "县财政局": "support"},
        ),
    ],
)
def test_offices_that_any_part_of_a_numbered_sentence_asks(sentence, units):
    (item,) = items_of(f"1.{sentence}")
    assert {name: role for name, role, _ in roles(item)} == units


@pytest.mark.parametrize(
    "sentence",
    ["县政府要加强统筹，建设学校3所。", "改造区域中心，要新增床位90张。", "完成投资3亿元，县督查室负责督查。"],
)
def test_others_that_a_sentence_names_are_not_asked(sentence):
    (item,) = items_of(f"1.{sentence}")
    assert roles(item) == []


def test_what_a_sentence_promises_begins_behind_the_office_it_asks():
    (item,) = items_of("1.请市住建局在5月底前修缮祠堂3处。")
    assert [target.label for target in item.targets] == ["修缮祠堂"]


def test_a_leader_and_offices_between_strokes():
    text = (
        "第1条 修路8公里。〔张某某／镇村建办／各村〕\n第2条 演出6场。〔李某／文化站〕\n第3条 植树90亩。〔王某／林业站〕"
    )
    first, second, _ = items_of(text)
    assert (first.leaders, [name for name, *_ in roles(first)]) == (("张某某",), ["镇村建办", "各村"])
    assert (second.leaders, [name for name, *_ in roles(second)]) == (("李某",), ["文化站"])


def test_whom_to_call_is_no_unit():
    text = "1.修路8公里。\n牵头单位：县交通局  配合单位：县公路段  联系人：覃某 0771-2345678"
    (item,) = items_of(text)
    assert [name for name, *_ in roles(item)] == ["县交通局", "县公路段"]


@pytest.mark.parametrize("label", ["责任委室", "承办庭室", "江州市责任单位", "我方责任单位"])
def test_labels_of_other_houses(label):
    first, _ = items_of(f"1.调研3次。（{label}：市科协；时间：6月）\n2.视察2次。（{label}：市侨联；时间：9月底）")
    assert ([name for name, *_ in roles(first)], str(first.deadline.date)) == (["市科协"], "2026-06-30")


def test_a_township_that_has_to_act():
    (item,) = items_of("1.白鹤镇要发展民宿15家。")
    assert [name for name, *_ in roles(item)] == ["白鹤镇"]


def test_units_in_a_bracket_before_the_text_and_the_date_behind_it():
    first, second = items_of(
        "1.【区城管局牵头，各街道配合】整治背街小巷60条。（10月底前）\n2.【区园林中心】新增绿地30公顷。（12月15日前）"
    )
    assert [(name, role) for name, role, _ in roles(first)] == [("区城管局", "lead"), ("各街道", "support")]
    assert [name for name, *_ in roles(second)] == ["区园林中心"]
    assert [item.text for item in (first, second)] == ["整治背街小巷60条。", "新增绿地30公顷。"]
    assert [str(item.deadline.date) for item in (first, second)] == ["2026-10-31", "2026-12-15"]


def test_a_bracket_with_a_date_within_the_text_parts_no_task():
    (item,) = items_of("1.新建书屋3座（6月底前）。改造祠堂9处。（责任单位：市文旅局）")
    assert item.text == "新建书屋3座（6月底前）。改造祠堂9处。"


def test_persons_behind_the_names_of_offices():
    (item,) = items_of(
        "1.新建书屋3座。\n主责单位：区文旅局（刘某某）  协办单位：区财政局（陈某、何某某）、区教委（高教处）"
    )
    assert [name for name, *_ in roles(item)] == ["区文旅局", "区财政局", "区教委（高教处）"]


def test_headings_that_are_persons_with_lower_posts():
    text = "一、张某某（镇党委书记）\n1.修路8公里。（建设办）\n二、李某某（镇长）\n2.植树90亩。（农业办）"
    assert [item.leaders for item in items_of(text)] == [("张某某",), ("李某某",)]


@pytest.mark.parametrize("label", ["责任州领导", "包联镇领导"])
def test_leaders_of_every_level(label):
    (item,) = items_of(f"1.植树90亩。\n{label}：扎西某\n牵头单位：州林草局")
    assert (item.text, item.leaders) == ("植树90亩。", ("扎西某",))


def test_a_date_that_a_task_begins_with_goes_before_that_of_its_heading():
    text = "一、上半年\n1.3月15日前，发布目录2份。（市科协）\n2.征集岗位600个。（市人社局）\n"
    text += "二、下半年\n3.办会1场。（市侨联）"
    days = [item.deadline and str(item.deadline.date) for item in items_of(text)]
    assert days == [None, "2026-06-30", "2026-12-31"]


def test_what_is_asked_of_everybody_above_the_tasks_is_none():
    items = items_of("请各承办单位抓紧办理，于6月30日前答复代表。\n1.修路8公里。\n主办：市交通局　会办：市财政局")
    assert [item.text for item in items] == ["修路8公里。"]


def test_the_head_of_a_task_group_leads_and_its_members_help():
    text = "一、截污专班（组长单位：市住建局；成员单位：市水务局）\n(1)排查管网320公里。\n(2)整治错接480处。"
    for item in items_of(text):
        assert [(name, role) for name, role, _ in roles(item)] == [("市住建局", "lead"), ("市水务局", "support")]


def test_who_bears_it_in_the_sentence_and_a_date_in_the_bracket():
    (item,) = items_of("1) 新开病床40张，由护理部承担。（截止2026年5月31日）")
    assert ([name for name, *_ in roles(item)], str(item.deadline.date)) == (["护理部"], "2026-05-31")


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("市口岸办与边检站负责", ["市口岸办", "边检站"]),
        ("市口岸办及综保区管委会负责", ["市口岸办", "综保区管委会"]),
        ("市人大社会和法制委负责", ["市人大社会和法制委"]),
        ("市住房和城乡建设局负责", ["市住房和城乡建设局"]),
    ],
)
def test_two_offices_joined_by_and(words, units):
    (item,) = items_of(f"1.修路8公里。（{words}）")
    assert [name for name, *_ in roles(item)] == units
