"""Figures that several things share, and the names of each: A、B分别增长5%、6%; A、B均达到90%; A、B各3个."""

import re

from .target_wording import COMPARED, CONNECTOR, make_label, opening_verb, skip_lead, without_adverbs

_LONGEST_NAMED = 16
_EACH_OF = re.compile(r"各[ \n]*$")
# So much of each of them: 起数、人数均下降5%.
_OF_ALL = re.compile(
    rf"(?:分别|双双|均|都)(?:要|应)?(?P<how>增长|下降|降低|减少|提高|上升|压减|压降)?{COMPARED}?[ \n]*$"
)
_GOES_ON = re.compile(r"[ \n]*[、和及与][约近]?[0-9]")
_MEASURE = re.compile("(?:[率量额值数比价]|比重|面积|收入|投资|支出|人口|水平|浓度|强度|能耗)$")
_HEAD = re.compile(r"(?:[率量额值]|面积|收入|比重|占比|投资|人数|天数|水平|人口|规模)$")
_HEAD_NOUN = re.compile("(?:增加值|总产值|产值|总收入|收入|销售额|总额|交易额|总量|产量|覆盖率|普及率)$")


def each_named(words: str, behind: str) -> list[str]:
    """The labels of the things that the words before a number say it of each: 新建学校、医院各 → 新建学校, 新建医院;
    办结率、满意率均达到 → 办结率, 满意率. `behind` is what stands behind the number: another one, where 分别 shares
    them out."""
    of_all = None if _GOES_ON.match(behind) else _OF_ALL.search(words)
    found = of_all or _EACH_OF.search(words)
    if not found:
        return []
    words = "".join(without_adverbs(words[skip_lead(words, deeds=True).end : found.start()]).split())
    verb, names = opening_verb(words), CONNECTOR.split(words)
    if len(names) < 2 or not all(1 < len(name) <= _LONGEST_NAMED for name in names):
        return []
    if of_all:
        names = full_names(names)
        measured = all(_MEASURE.search(name) for name in names)
        return [make_label(name, of_all["how"] or "") for name in names] if measured else []
    return [names[0], *(verb + name.removeprefix(verb) for name in names[1:])]


def full_names(names: list[str]) -> list[str]:
    """The names of a list with the noun that only the last one carries: 城镇、农村居民收入 → 城镇居民收入, …."""
    *others, last = names
    length = len(others[0])
    head = _HEAD_NOUN.search(last)
    if length < len(last) and head and head.start():
        length = min(length, head.start())
    if not _HEAD.search(last) or any(len(name) != len(others[0]) or _HEAD.search(name) for name in others):
        return names
    return [name + last[length:] for name in others] + [last]
