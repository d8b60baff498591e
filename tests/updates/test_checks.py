"""What looks unusual about an update: every rule at its boundary, and what must not be called unusual."""

from decimal import Decimal

import pytest
from django.utils import translation

from items.models import Target
from items.updates.checks import Reported, check


def target(number="30", **fields):
    fields = {"label": "新建站点", "unit": "个", "comparator": "=", **fields}
    return Target(number=Decimal(number), **fields)


def codes(text="完成3个站点", next_steps="继续建设", values=(), **more):
    values = [(one, Decimal(value), None if earlier is None else Decimal(earlier)) for one, value, earlier in values]
    return [warning.code for warning in check(Reported(text=text, next_steps=next_steps, values=values, **more))]


def test_an_ordinary_report_is_not_unusual():
    assert codes(values=[(target(), "12", "8")], earlier_text="完成2个站点") == []


@pytest.mark.parametrize(
    ("value", "earlier", "found"),
    [
        ("8", "8", []),
        ("7.9999", "8", ["falls"]),
        ("0", "8", ["falls"]),
        ("3", None, []),
        ("19", "2", []),
        ("20", "2", ["tenfold"]),
        ("5", "0", []),
        ("60", "30", []),
        ("60.0001", "30", ["beyond"]),
        ("400", "3", ["tenfold", "beyond"]),
        ("61", None, ["beyond"]),
        ("61", "90", ["falls", "beyond"]),
    ],
)
def test_a_value_beside_the_last_one_and_the_target(value, earlier, found):
    assert codes(values=[(target(), value, earlier)]) == found


@pytest.mark.parametrize(
    ("fields", "value", "found"),
    [
        ({"upper": Decimal(50)}, "100", []),
        ({"upper": Decimal(50)}, "101", ["beyond"]),
        ({"comparator": "<="}, "500", []),  # above a limit is bad news, no slip
        ({"per": "每个乡镇"}, "500", []),  # counted over all of them
        ({"number": "0"}, "500", []),
        ({"number": "-2"}, "500", []),
    ],
)
def test_far_beyond_the_target_is_told_where_there_is_something_to_measure_by(fields, value, found):
    assert codes(values=[(target(**fields), value, None)]) == found


def test_a_members_share_is_not_measured_by_the_whole_target():
    assert codes(values=[(target(), "500", "400")], is_share=True) == []
    assert codes(values=[(target(), "300", "400")], is_share=True) == ["falls"]


def test_each_target_is_told_by_itself_with_its_figures():
    beds, jobs = target(label="养老床位", unit="张"), target("100000", label="新增就业", unit="人")
    values = [(beds, Decimal(5), Decimal(9)), (jobs, Decimal(300000), None)]
    with translation.override("en"):
        found = check(Reported(text="完成", next_steps="继续", values=values))
    assert [(warning.code, warning.sentence) for warning in found] == [
        ("falls", "养老床位: 5张 is less than last time (9张), though values are cumulative."),
        ("beyond", "新增就业: 30万人 is more than twice the target (10万人)."),
    ]


@pytest.mark.parametrize(
    ("text", "earlier", "found"),
    [
        ("完成3个站点", "完成3个站点", ["same_text"]),
        ("完成3个站点 ", "\n完成3个站点", ["same_text"]),
        ("完成3个\r\n站点", "完成3个 站点", ["same_text"]),
        ("完成4个站点", "完成3个站点", []),
        ("完成3个站点", "", []),
        ("", "", []),
    ],
)
def test_the_text_of_last_time_once_more(text, earlier, found):
    assert codes(text, earlier_text=earlier) == found


@pytest.mark.parametrize("next_steps", ["", " \n "])
def test_next_steps_are_missed(next_steps):
    assert codes(next_steps=next_steps) == ["no_next_steps"]


SAYS_SOMETHING = [
    "完成3个",
    "完成３个",
    "已建成十二所幼儿园",
    "新建二十余家网点",
    "走访一百多户群众",
    "已完成三分之二",
    "完成总量的七成",
    "任务过半",
    "完成百分之六十",
    "召开两场座谈会",
    "三月底前全部开工",
    "截至二〇一一年三月",
    "一期已交付",
    "印发《养老服务实施意见》",
    "启动“清水行动”",
    "樊城区全部开工",
    "与市卫生局会商",
    "东风大桥已合龙",
    "农村饮水工程已开工",
    "城市管理平台上线",
    "汉江沿线街道已完成",
    "由市政府办牵头",
]
SAYS_NOTHING = [
    "正在按计划推进",
    "各项工作有序推进",
    "正在办理中",
    "高度重视，进一步加强领导",
    "统一思想，统一部署",
    "统一成立了专班",
    "已委托第三方开展前期工作",
    "打开了工作局面",
    "总体进展顺利",
    "正在抓紧落实",
]


@pytest.mark.parametrize("text", SAYS_SOMETHING)
def test_a_text_that_names_something_is_let_pass(text):
    assert codes(text) == []


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_a_text_that_names_nothing_is_noticed(text):
    assert codes(text) == ["nothing_named"]


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_with_a_value_the_text_need_not_name_anything(text):
    assert codes(text, values=[(target(), "12", "8")]) == []


def test_nothing_is_said_of_an_empty_text():
    assert codes("") == []
    assert codes("", "") == ["no_next_steps"]


def test_warnings_come_in_one_order():
    values = [(target(), "400", "3")]
    assert codes("有序推进", "", values, earlier_text="有序推进") == ["tenfold", "beyond", "same_text", "no_next_steps"]
