"""The words of a policy's terms: who gets something (对…以上的), at what rate (按…的10%), and how much (最高…万元).

Their figures are no promises of a report, however large.
"""

import re

from .quantities import Quantity

_MONEY = "元"
_RATES = ("%", "‰", "个百分点")
_GRANTS = "(?:补[助贴偿]|奖[励补金]|资助|贴息|安家费|津贴|扶持资金|购房券|减[免征按半]|返还|免除|报销)"
_POLICY = re.compile(
    r"可(?:申请|按|返还|享|获|在|给|由|领|减|免|贷|适当|根据|以|向)|最高(?=[^,;。的]{0,12}$)|给予|予以|奖励(?!资金)|"
    r"奖补(?!资金)|罚款|不得(?!低于|少于|高于|超过)|之日起|每次|凡|符合[^,;。]*(?:可|给予|予以|享受|[补奖贴减免])|贴息(?!资金|贷款)|一次性(?:奖|补|资助|支持|发放)|上限"
)
# 单个项目补助不超过200万元, 每招用1名…补贴.
# 每引进1家奖励30万元.
_FOR_EACH = re.compile(r"每(?:招用|新增|引进|吸纳|成功|完成|培育|新建|创建)[ \n]*$")
# 单个主体每年不超过100万元; 助餐补贴每人每餐3元.
_OF_ONE = re.compile(
    r"(?:单[个户家笔项人件]|同一)[^,;。]{0,12}(?:不超过|最多|限额?)[ \n]*$"
    rf"|{_GRANTS}(?:标准为?)?每[人户亩床家台](?:每?[餐月年天次日])?[ \n]*$"
)
# 补贴5000元: who is given something stands before; 发放补贴300万元 is a sum that is paid out.
_GIVEN_ALONE = re.compile(rf"(?:再|另|各|均|则|即|并|由财政|现金|每[人户家台个次][年月]?)*{_GRANTS}(?:现金)?[ \n]*$")
_EACH_CASE = re.compile(
    rf"(?:单[个户家笔项人]|同一|每(?:招用|新增|引进|吸纳|成功|完成|购|户|家|人|名|个|亩)).*(?:{_GRANTS}|额度|限额|授信)"
)
# 按每张床位1万元给予补助; 占道费减免50%.
_GIVEN_AT = re.compile(rf"[ \n]*(?:的?标准)?(?:给予|予以|发放(?:{_GRANTS}))")
_AS_DUE = "(?:[期时约需质]|(?:照|序时)?(?:进度|节点|计划|要求))[^,;。的]{2,8}率"
_REDUCED = re.compile(r"(?:费|租金|租|票价?|价格?)[^,;。]{0,6}(?:减免|减征|减半|返还|免除|优惠)[ \n]*$")
# Not 按期办结率98%: what is done in time has a share, too.
_OF_A_SHARE = re.compile(
    rf"按(?!{_AS_DUE})照?(?:不[超高低]于?过?)?(?:[^,;。]{{0,24}}(?:的|率|额|价|款|比例|标准))?[ \n]*$"
)
# Facilities, too, are there for a share of all: 车位配套率.
_RATE_OF_GRANT = re.compile(
    rf"(?:{_GRANTS}|首付款?|分担|出资|(?<!本地)(?<!产业)(?<!协作)(?<!就近)配套(?!率)|(?:资金|财政|经费)配套)"
    "(?:的?(?:比例|标准|额度|幅度|率))"
)
# What such a rate becomes may be a promise; a person knows.
_RATE = re.compile("[利费税]率")
_ABOUT = re.compile(r"^[ \n]*(?:(?:并|同时|其中)[,、]?)?(?:对于?|凡是?|针对|首次|经认定)")
_BEYOND = re.compile(r"(?:超过|超|突破|达到?|满|不低于|不少于|高于|新增|首次)[ \n]*$")
_BEHIND = re.compile(rf"[^,;。]{{0,30}}?(?:可(?:享|申请|获|按|领|减|免)|给予|予以|享受|一次性|{_GRANTS})")
_GRANTED = re.compile(rf"给予|予以|最高|享受|一次性|可(?:享|申请|获|按|领|减|免)|{_GRANTS}")
# 研发投入超过500万元,按5%给予补助: who passes a mark is given something.
_THEN_GRANTS = re.compile(
    r"[, \n]*(?:可(?:享|申请|获|按)|按照?[^,;。]{0,24}(?:给予|予以|补|奖)|给予|予以|享受|一次性|最高)"
)
_LONGEST_SENTENCE = 120


def states_terms(quantity: Quantity, before: str, after: str, rest: str, earlier: str) -> bool:
    """Whether the number is a term of a policy. `before` and `after` are its clause, `earlier` what the sentence says
    before that, `rest` what it goes on with."""
    if _POLICY.search(before) or _EACH_CASE.search(before):
        return True
    if quantity.unit.endswith(_MONEY) and _OF_ONE.search(before):
        return True
    if quantity.unit.endswith(_MONEY) and _ABOUT.match(earlier) and _GIVEN_ALONE.match(before.strip()):
        return True
    if _FOR_EACH.search(before) and _GRANTED.search(after):
        return True
    if quantity.unit.endswith(_MONEY) and _GIVEN_AT.match(after):
        return True
    if quantity.unit in _RATES and _REDUCED.search(before):
        return True
    if quantity.unit in _RATES and (_OF_A_SHARE.search(before) or _RATE_OF_GRANT.search(before)):
        return True
    limits = quantity.has_suffix or _BEYOND.search(before) is not None
    if _ABOUT.match(before):
        if quantity.unit.endswith(_MONEY) and _GRANTED.search(before):
            return True
        if limits and ("的" in after or _GRANTED.search(rest, 0, _LONGEST_SENTENCE)):
            return True
    if limits and _THEN_GRANTS.match(rest):
        return True
    return limits and after.startswith("的") and _BEHIND.match(after) is not None


def names_rate(quantity: Quantity, before: str) -> bool:
    """Whether the number is the rate of an interest, a charge or a tax."""
    return quantity.unit in _RATES and _RATE.search(before) is not None
