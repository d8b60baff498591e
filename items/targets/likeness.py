"""Which targets of a report promise the same thing (同一目标): the same number of the same, in other words.

A report names some promises twice, under different headings and for different units: 建成200个农村留守儿童爱心服务站
and 新建200所市级留守儿童爱心服务站. What is reported on them has to agree.
"""

import re
from collections import defaultdict
from difflib import SequenceMatcher

from ..models import Target, WorkItem

# What begins a promise of something new, and says nothing of what it is.
BUILDING = re.compile(r"(?:启动|开工|新建成?|建成|建设|修建|兴建|创建|打造|设立|完成|实施|实现|新增|再|各类|全市)+")
# What is counted one by one is counted by several words.
ONE_BY_ONE = ("个", "所", "处", "座", "家", "间")
# Labels in which only one names such a word, or the other one of them, speak of different things.
TELLING = (
    ("农村", "乡村", "村级", "乡镇"),
    ("城市", "城镇", "城区", "市区", "社区"),
    ("改造", "改建", "扩建", "维修", "拆除"),
    ("小学",),
    ("中学",),
)
SHORTEST = 4  # signs that two labels must have in common at one place
SHARE = 0.6  # of the shorter label


def is_same_promise(first, second):
    """Whether two targets (anything with label, unit, number, upper and per) promise the same number of the same."""
    return (
        first.number == second.number > 0
        and first.upper == second.upper
        and first.per == second.per
        and _unit(first.unit) == _unit(second.unit)
        and is_like(first.label, second.label)
    )


def _unit(unit):
    return ONE_BY_ONE[0] if unit in ONE_BY_ONE else unit


def is_like(first, second):
    """Whether two labels name the same thing: alike but for what begins them and for where it is."""
    if _contradict(first, second):
        return False
    first, second = _bare(first), _bare(second)
    if first == second:
        return bool(first)
    shorter = min(len(first), len(second))
    common = SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
    return common >= SHORTEST and common >= SHARE * shorter


def _bare(label):
    """The label without what begins it."""
    return label[found.end() :] if (found := BUILDING.match(label)) else label


def _contradict(first, second):
    """One speaks of the country and the other of the town, one of something new and the other of something mended."""
    country, town, *others = TELLING
    if any(_names(first, one) and _names(second, other) for one, other in ((country, town), (town, country))):
        return True
    return any(_names(first, words) != _names(second, words) for words in others)


def _names(label, words):
    return any(word in label for word in words)


def twins_of(items):
    """What of the items (keys) and the others of their reports promises the same: in one query, (targets, items).

    Targets are {key: {key}}, both ways; items are pairs of keys in order. Items that count no more are left out.
    """
    rows = Target.objects.filter(
        item__report__in=WorkItem.objects.filter(pk__in=items).values("report"),
        item__status__in=(*WorkItem.OPEN_STATUSES, WorkItem.Status.COMPLETED),
        number__in=Target.objects.filter(item__in=items).values("number"),
        number__gt=0,
    ).select_related("item")
    groups = defaultdict(list)
    for row in rows.only("label", "unit", "number", "upper", "per", "item__report"):
        for part in _parts(row.label):
            groups[row.item.report_id, row.number, part].append(row)
    found, pairs = defaultdict(set), set()
    for group in groups.values():
        for first in [row for row in group if row.item_id in items]:
            for second in group:
                if first.item_id != second.item_id and is_same_promise(first, second):
                    found[first.pk].add(second.pk)
                    found[second.pk].add(first.pk)
                    pairs.add(tuple(sorted((first.item_id, second.item_id))))
    return found, pairs


def _parts(label):
    """What two labels that are alike have one of in common at least, so that not every pair has to be compared."""
    label = _bare(label)
    return {label, *(label[start : start + SHORTEST] for start in range(len(label) - SHORTEST + 1))}
