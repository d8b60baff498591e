"""Fields of a task that say what pays for it, subjects of a meeting above its tasks, and what stood beside them."""

import pytest

from items.report_text.parser import parse

HEAD = "海东县2026年惠民项目方案\n\n"


def figures(text):
    (item,) = parse(f"{HEAD}1.{text}。（县文旅局）\n").items
    return [(target.label, target.number, target.unit) for target in item.targets]


def units(clause):
    (item,) = parse(f"{HEAD}1.修缮祠堂3处。（{clause}）\n").items
    return [said.name for said in item.responsibilities]


@pytest.mark.parametrize("content", ["实施内容", "建设内容", "主要内容", "工作内容", "项目内容", "目标任务"])
@pytest.mark.parametrize("funds", ["资金来源：县级统筹", "资金渠道：社会捐助20万元", "投资规模：300万元"])
def test_what_pays_for_a_task_is_its_remark(content, funds):
    tasks = "".join(
        f"（{number}）{title}\n{content}：修缮{title}3座。\n{funds}\n牵头单位：县文旅局\n完成时限：2026年5月底\n"
        for number, title in (("一", "祠堂"), ("二", "戏台"))
    )
    report = parse(f"{HEAD}一、项目安排\n{tasks}")
    assert [item.text for item in report.items] == [
        f"{title}\n{content}：修缮{title}3座。" for title in ("祠堂", "戏台")
    ]
    for item in report.items:
        assert item.remark == funds
        assert [target.number for target in item.targets] == [3]
        assert item.deadline.literal == "2026年5月底"
    assert report.problems == ()


def test_funds_among_and_below_the_units_end_no_task():
    report = parse(
        f"{HEAD}一、祠堂\n工作内容：修缮祠堂3座。\n牵头单位：县文旅局\n资金来源：县级统筹\n完成时限：5月底\n"
        "二、戏台\n工作内容：修缮戏台4座。\n牵头单位：县文旅局\n完成时限：5月底\n经费来源：社会捐助\n"
    )
    assert [item.remark for item in report.items] == ["资金来源：县级统筹", "经费来源：社会捐助"]
    assert [item.deadline.literal for item in report.items] == ["5月底", "5月底"]


def test_funds_above_the_contents_leave_them_in_the_text():
    (item,) = parse(f"{HEAD}一、祠堂\n资金来源：县级统筹\n建设内容：修缮祠堂3座。\n牵头单位：县文旅局\n").items
    assert item.text.endswith("修缮祠堂3座。")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("议题一：关于祠堂修缮", "议题二：关于戏台管护"),
        ("议题1：祠堂修缮事宜", "议题2：戏台管护事宜"),
        ("第一个议题：祠堂修缮", "第二个议题：戏台管护"),
    ],
)
def test_subjects_of_a_meeting_head_its_tasks(first, second):
    report = parse(
        f"海东县政府会议议定事项\n\n{first}\n1、修缮祠堂3座。\n责任单位：县文旅局\n"
        f"2、编印图册。\n责任单位：县档案馆\n{second}\n3、管护戏台4座。\n责任单位：县文旅局\n"
    )
    assert [report.chapters[item.chapter].literal for item in report.items] == [first, first, second]
    assert [item.number for item in report.items] == [1, 2, 3]


@pytest.mark.parametrize(
    ("clause", "read"),
    [
        ("省文旅厅牵头，政府侨办、政府法制办参加", ["省文旅厅", "省政府侨办", "省政府法制办"]),
        ("市财政局、政府金融办负责", ["市财政局", "市政府金融办"]),
        ("县文旅局、政府外办、政府研究室", ["县文旅局", "县政府外办", "县政府研究室"]),
        ("责任单位：市文旅局、区政府办", ["市文旅局", "区政府办"]),
    ],
)
def test_offices_of_the_government_take_the_level_of_their_list(clause, read):
    assert units(clause) == read


@pytest.mark.parametrize("words", ["车位配套率达到85%", "民宿污水设施配套率达到85%"])
def test_share_that_has_facilities_is_promised(words):
    assert [figure[1:] for figure in figures(words)] == [(85, "%")]


def test_share_of_funds_that_a_place_adds_is_a_term():
    assert figures("落实县级资金配套率30%") == []


@pytest.mark.parametrize("unit", ["件套", "件（套）", "件/套"])
def test_pieces_and_sets(unit):
    assert figures(f"添置戏服40{unit}") == [("添置戏服", 40, unit.replace("（", "(").replace("）", ")"))]


@pytest.mark.parametrize("words", ["出台祠堂保护十二条措施", "制定文旅融合二十条政策措施", "印发稳岗十五条意见"])
def test_paper_of_so_many_measures_is_no_target(words):
    assert figures(words) == []


def test_measures_told_in_digits_are_counted():
    assert [figure[1:] for figure in figures("推出惠游举措12条")] == [(12, "条")]
