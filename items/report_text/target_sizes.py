"""Numbers that tell how large or how far something is, which of the things named, or name a paper, and are no targets
themselves."""

import re

from .target_wording import ENDS, deed_within, has_verb_at_end, names_deed

# 500米覆盖, 300米见绿: how far one has to go.
_REACH = re.compile(r"[ \n]*(?:见[绿园]|(?:服务|生活|辐射)?(?:半径|范围|圈|覆盖)|以?[内外](?![,;。、 \n]|$))")
# 50户以上自然村, 3层以上自建房: which of them, and not how many.
_SIZED = re.compile("(?:自然|行政)?[村屯]|村民小组|小区|社区|企业|学校|单位|场所|园区")
_SIZES_OF = ("户", "人")
_WORKS = re.compile(r"(?:项目|生产线|装置|机组|电站|工厂|厂|基地)(?:建设|改造|改扩建)?[ \n]*$")
_OF_SIZE = re.compile(
    r"[ \n]*(?:的|级)?[\u4e00-\u9fff]{0,6}(?:企业|项目|园区|集群|产业链?|基地|品牌|平台|[村镇])(?:达到?)?[ \n]*"
)
# 国企三项制度改革, A、B、C三项制度: a name, or the sum of what stands before.
_SUM = re.compile("[两三四五六七八九十]项")
_SUMMED = re.compile("(?:制度|机制)")
# A paper called by how many articles it has: 出台稳增长三十条; but 发布旅游线路二十条 counts.
_ISSUES = re.compile(r"(?:出台|制定|印发|发布|公布|推出|落实)[^,;。、0-9]{2,24}(?<![线航公道]路)(?<!航线)(?<!信息)$")
_ARTICLES = re.compile("[一二三四五六七八九十百]{1,5}条")
_OF_ARTICLES = re.compile("(?:(?:政策|工作|具体|支持|惠企|若干|硬核|实施|实)?(?:措施|举措|政策|意见|规定)){0,2}")
# 在主街道和4个村|安装路灯260盏: where.
_WHERE = re.compile("[ \n]*[在于][^,;。]{0,20}")


def is_reach(after: str) -> bool:
    """Whether a number of metres says how far something reaches: 站点500米覆盖."""
    return _REACH.match(after) is not None


def sizes_what_follows(unit: str, after: str) -> bool:
    """Whether a number with 以上 or 以下 in this unit tells the size of the things named behind it."""
    return unit == "层" or (unit in _SIZES_OF and _SIZED.match(after) is not None)


def names_works(behind: str) -> bool:
    """Whether a measure may be the size of one work: 200兆瓦光伏项目."""
    return _WORKS.search(behind) is not None


def names_works_of_size(gap: str) -> bool:
    """Whether what stands between a size and a number names what is of that size: 年产值超10亿元|企业|3家."""
    return _OF_SIZE.fullmatch(gap) is not None and not names_deed(gap)


def sums_up(counted: str, before: str, after: str) -> bool:
    """Whether a number with its unit (`counted`) sums up what stands before it, or is part of a name."""
    summed = _SUM.fullmatch(counted) is not None and _SUMMED.match(after) is not None
    return summed and bool(before.strip()) and not has_verb_at_end(before)


def names_paper(counted: str, before: str, after: str) -> bool:
    """Whether a number with its unit (`counted`) is the name of the paper that is issued: 出台惠企二十条, 出台稳岗
    十二条措施."""
    named = _OF_ARTICLES.match(after)
    is_name = _ARTICLES.fullmatch(counted) is not None and ENDS.match(after, named.end() if named else 0) is not None
    return is_name and _ISSUES.search(before) is not None


def deed_behind_place(before: str, behind: str) -> int | None:
    """Where behind a number the deed begins, if the number only says in how many places it is done."""
    return deed_within(behind) if _WHERE.fullmatch(before) else None
