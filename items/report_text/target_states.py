"""What shall become of so many things, said behind their number: 3个项目|建成投产, 拖欠账款3.2亿元|全部化解."""

import re

from .dates import DATE
from .target_wording import without_adverbs, without_area

_STATE = (
    "(?:建成|开工|动工|竣工|完工|[投达]产|投[用运]|投入(?:使用|运营|试?运[行营])|试?运[行营]|开通|启用|通[车航水]|落[地户]|签约|上市|"
    "挂牌|揭牌|脱贫|出列|摘帽|入[统规库]|[升上]规|达标|销号|办结|封顶|开[园业馆放]|交付|贯通|并网|发电|见效|使用|建设)"
)
# What is reached or passed: 60个县达到国家标准, 30家企业通过省级认定.
_REACHED = (
    "达到[^,;。、()0-9]{0,12}(?:标准|要求|条件|水平)|通过[^,;。、()0-9]{0,12}(?:验收|评估|认定|认证|评审|复核|审核|考核)"
    "|完成[^,;。、()0-9]{2,8}"
)
_PLACES = r"(?:县|区)?\((?:市|区|县)(?:、(?:市|区|县))?\)"  # 县(市、区)
_BECOMES = re.compile(
    # 未销号问题 are what is left to do.
    rf"(?!.*(?:未(?![\u4e00-\u9fff]{{2}}的?(?:问题|事项|项目|任务|小区))|没有|已(?!知)))(?P<thing>(?:[^,;。、()0-9]|{_PLACES}){{0,20}}?)"
    rf"(?:[到在于至]?(?:{DATE})(?:之?以?前|内)?)?"
    rf"(?P<state>(?:正式|全面|全线|全部|[如按]期|顺利|成功|陆续|实现|集中|[并和])*(?!使用|建设)"
    rf"(?:{_STATE}+|{_STATE}*(?:{_REACHED}))|(?:全部|均|一律)[^,;。、()0-9]{{2,8}})$"
)
_LEFT = re.compile("(?:(?:剩余|其余|余下|存量|[在续]建|排查出|再?有)的?)?")


def state_promised(body: str, behind: str) -> str:
    """What the words behind a number say that becomes of so many things, without a date: of those behind it (3个项目
    9月建成投产) or before it (拖欠账款3.2亿元全部化解); "" for others, and where the number counts all there are."""
    found = _BECOMES.match("".join(behind.split()))
    words = "".join(without_adverbs(body).split())
    stands_before = not _LEFT.fullmatch(without_area(words))
    if found is None or bool(found["thing"]) == stands_before or not (stands_before or _LEFT.fullmatch(words)):
        return ""
    return found["thing"] + found["state"]
