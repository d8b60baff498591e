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
    found = check(Reported(text=text, next_steps=next_steps, values=values, **more))
    return [warning.code for warning in found if not warning.is_hint]


def hints(text, values=()):
    found = check(
        Reported(
            text=text, next_steps="继续建设", values=[(one, Decimal(value), earlier) for one, value, earlier in values]
        )
    )
    return [warning.code for warning in found if warning.is_hint]


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
    assert "nothing_named" not in codes(text, values=[(target(), "12", "8")])


def test_nothing_is_said_of_an_empty_text():
    assert codes("") == []
    assert codes("", "") == ["no_next_steps"]


def test_warnings_come_in_one_order():
    values = [(target(), "400", "3")]
    assert codes("有序推进", "", values, earlier_text="有序推进") == ["tenfold", "beyond", "same_text", "no_next_steps"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"text": "完成3个站点。机密★1年"}, ["secrecy_mark"]),
        ({"text": "完成3个站点", "problems": "联系人张三13800138000"}, ["mobile_number"]),
        ({"text": "完成3个站点", "next_steps": "向11010519491231002X核实"}, ["citizen_number"]),
        ({"text": "完成3个站点，卡号4111111111111111"}, ["card_number"]),
        ({"text": "完成投资13800138000元"}, []),
    ],
)
def test_what_must_not_be_in_the_words_needs_a_reason(words, found):
    assert codes(**words) == found


@pytest.mark.parametrize(
    "text",
    [
        "领导高度重视，取得显著成效",
        "領導高度重視，取得顯著成效",
        "市委、市政府高度重视，精心组织，周密部署。",
        "我局领导高度重视，各项工作扎实推进，取得了明显成效。",
        "完成3个站点。领导高度重视，取得显著成效。",
    ],
)
def test_praise_without_facts_is_hinted_at_once(text):
    assert hints(text, values=[(target(), "12", None)]) == ["empty_words"]
    assert (codes(text) == ["nothing_named"]) != (hints(text) == ["empty_words"])


@pytest.mark.parametrize(
    "text",
    [
        "完成3个站点",
        "领导高度重视，召开会议3次",
        "高度重视，市民政局牵头推进",
        "多措并举，走访困难家庭并发放慰问品",
        "印发《养老服务实施意见》，扎实推进",
        "已委托第三方开展前期工作",
        "圆满完成年度任务12项",
        "",
    ],
)
def test_facts_beside_praise_are_let_pass(text):
    assert hints(text, values=[(target(), "12", None)]) == []


@pytest.mark.parametrize(
    ("text", "value", "earlier", "found"),
    [
        ("新建站点13个", "12", None, ["text_differs"]),
        ("新建站点已达 13 个", "12", None, ["text_differs"]),
        ("新建站点１３个", "12", None, ["text_differs"]),
        ("新建站点12个", "12", None, []),
        ("新建站点12.0个", "12", None, []),
        ("本月新建站点4个，累计12个", "12", Decimal(8), []),  # what was added
        ("上月新建站点8个", "12", Decimal(8), []),
        ("新建站点30个的目标已分解", "12", None, []),  # the goal
        ("新建站点13个，其中新建站点12个已验收", "12", None, []),
        ("开工13个", "12", None, []),  # of what, nobody says
        ("新建站点，培训13个", "12", None, []),
        ("新建站点13人", "12", None, []),  # another unit
        ("新建站点0.0012万个", "12", None, []),
        ("新建站点1,200个", "1200", None, []),
        ("新建站点1.2万个", "12", None, ["text_differs"]),
    ],
)
def test_a_figure_in_the_text_beside_the_one_in_its_field(text, value, earlier, found):
    assert hints(text, values=[(target(), value, earlier)]) == found


def test_hints_come_last_and_are_told_apart():
    found = check(Reported(text="新建站点13个。进展顺利。", next_steps="", values=[(target(), Decimal(12), None)]))
    assert [(warning.code, warning.is_hint) for warning in found] == [
        ("no_next_steps", False),
        ("empty_words", True),
        ("text_differs", True),
    ]
