"""Headings that say by when, or under whose hand, all stands that is below them: 三月份, 一、副市长 王某; and those
below which no tasks stand."""

import re

from .dates import LASTING, POINT, RECURRING
from .labels import has_high_post, without_post
from .source import Source
from .units import looks_like_unit
from .values import Value

_LONGEST = 30
# 三月份, 6月底前完成的任务, 需在9月底前办结的事项, 全年持续推进的工作任务, 长期坚持事项.
_HOPE = "(?:[须需应要拟]|必须|力争|确保|计划|要求)?"
_DONE = f"{_HOPE}(?:全部|全面|基本)?(?:完成|办结|整改|落实|到位|建成|见效|销号|解决|启动|开工|投用){{1,2}}"
_THINGS = "(?:的?(?:重点|具体|主要)?(?:工作|任务|事项|项目|实事|目标|问题|清单)|类){1,2}"
_LASTS = f"(?:{LASTING}|{RECURRING}){{1,2}}(?:坚持|推进|实施|开展|落实|整改|抓好)"
_DATE = re.compile(
    rf"{_HOPE}[在于]?(?P<day>(?:{POINT})份?(?:之?以?前|内)?|{_LASTS}|立行立改)(?:{_DONE})?(?:{_THINGS})?"
)
# 县委常委会会议 is no person.
_NAME = re.compile("(?![\u4e00-\u9fff]{0,3}会议)[\u4e00-\u9fff·]{2,4}")
_GAPS = re.compile("[ 、,]+")
_COUNT = r"(?: ?\((?:共|计)?[0-9一二三四五六七八九十]{1,3}[项件个条](?:任务|工作|事项)?\))?$"
_COUNTED = re.compile(_COUNT)
# 王某副市长分管工作(5项), 由李某同志牵头负责的任务
_TAIL = re.compile(
    "(?:(?:分管|总?牵头|负责|联系|领衔|包抓|主抓|督办|抓总){1,2}的?(?:工作|事项|任务|项目|领域)?)?" + _COUNT
)
_BY = "由"
_DEMANDS = re.compile(
    "要求|保障措施|组织(?:领导|保障|实施)|实施步骤|督[查导]|考核|奖惩|问责|附则|说明|指导思想|基本原则|总体思路"
)
_TELLS = re.compile(
    "(?:存在|主要|突出)的?(?:主要|突出)?问题|(?:总体|基本|进展|完成|落实|扣分|推进|督查|检查)情况|(?:主要|取得的?)成效"
)
_MENDS = re.compile("解决|破解|整[治改]|治理|化解|聚焦|针对|提[升高]|确保")


def said_by_heading(source: Source, start: int, end: int) -> Value | None:
    """The deadline or the leader that a heading consists of; None for every other one."""
    start, end = source.strip(start, end)
    end = source.back(start, end, " :。")
    title = source.folded[start:end]
    if not title or len(title) > _LONGEST or "\n" in title:
        return None
    if date := _DATE.fullmatch("".join(_COUNTED.sub("", title).split())):
        is_spaced = " " in title[: date.end("day")]
        day = (0, end - start) if is_spaced else date.span("day")
        return Value("deadline", start + day[0], start + day[1], None)
    tail = _TAIL.search(title)
    begin = len(_BY) if title.startswith(_BY) else 0
    named = title[begin : tail.start() if tail else None]
    return Value("leaders", start + begin, start + begin + len(named), None) if _names_leader(named) else None


def _names_leader(words: str) -> bool:
    """Whether the words are posts and names and nothing else, with one of each at least."""
    parts = [part for part in _GAPS.split(words) if part]
    names = [name for part in parts if (name := without_post(part, part))]
    has_post = has_high_post(words) or names != parts
    return has_post and bool(names) and all(_NAME.fullmatch(name) and not looks_like_unit(name) for name in names)


def makes_demands(source: Source, start: int, end: int) -> bool:
    """Whether a title heads what is asked of everybody: 工作要求, 组织保障."""
    return _DEMANDS.search(source.folded, start, end) is not None


def heads_no_tasks(source: Source, start: int, end: int) -> bool:
    """Whether a title heads what is asked of everybody or what was found (存在问题, 总体情况; not 解决突出问题)."""
    tells = _TELLS.search(source.folded, start, end) and not _MENDS.search(source.folded, start, end)
    return makes_demands(source, start, end) or bool(tells)
