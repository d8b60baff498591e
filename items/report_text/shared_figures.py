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
_HEAD = re.compile(
    r"(?:[率量额值]|面积|收入|比重|占比|投资|人数|天数|水平|人口|规模|标准|浓度|强度|密度|满意度|安全感|指数)$"
)
# Of two figures the first is that of the towns: 城乡居民收入分别增长5%、7%.
_TOWNS_AND_COUNTRY = re.compile("城乡(?P<people>居民)?")
_HEAD_NOUN = re.compile(
    "(?:增加值|总产值|产值|总收入|收入|销售额|总额|交易额|总量|产量|(?:年均|平均)?浓度|满意度|"
    "(?:覆盖|普及|(?:无害化|集中)?处理|(?:综合|资源化)?利用|治理|达标|参保|合格|自给|机械化|开工|竣工|投产|办结|满意)率)$"
)


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


def names_shared_by(words: str, count: int) -> list[str]:
    """The names in the words before 分别, which shares out `count` figures: A、B, or of 城乡居民 the two."""
    names = ["".join(name.split()) for name in CONNECTOR.split(words)]
    both = _TOWNS_AND_COUNTRY.search(words) if len(names) == 1 and count == 2 else None
    if both:
        people = both["people"] or ""
        towns = ("城镇" if people else "城市") + people
        return [words.replace(both.group(), one, 1) for one in (towns, f"农村{people}")]
    return names


def full_names(names: list[str]) -> list[str]:
    """The names of a list with the noun that only the last one carries: 城镇、农村居民收入 → 城镇居民收入, …."""
    *others, last = names
    length = len(others[0])
    head = _HEAD_NOUN.search(last)
    # What is no rate has none of its own: 生活垃圾、污水处理率; but 接待游客、旅游收入.
    if head and head.start() and (length < len(last) or last.endswith("率")):
        # 城镇、农村居民收入 share 居民, but 群众、纳税人满意度 no 人.
        length = length if length < head.start() - 1 else head.start()
    if not _HEAD.search(last) or any(len(name) != len(others[0]) or _HEAD.search(name) for name in others):
        return names
    return [name + last[length:] for name in others] + [last]
