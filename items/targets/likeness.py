"""Which targets of a report promise the same thing (同一目标): the same number of the same, in other words.

A report names some promises twice, under different headings and for different units: 建成200个农村留守儿童爱心服务站
and 新建200所市级留守儿童爱心服务站. What is reported on them has to agree.
"""

import re
from collections import defaultdict
from decimal import Decimal
from difflib import SequenceMatcher
from typing import NamedTuple

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


class Promise(NamedTuple):
    """What targets promise in the same words: of one report, with everything that `is_same_promise` compares."""

    report: int
    label: str
    unit: str
    number: Decimal
    upper: Decimal | None
    per: str


def twins_of(items):
    """Groups of targets that promise the same as one of the `items`, in their reports; one query.

    A group is [(target key, item key)] of two items or more. Items that count no more are left out. Words are compared
    once however many targets use them.
    """
    reports, items = {item.report_id for item in items}, {item.pk for item in items}
    # The reports by their keys: asked for within the query they let the database begin with every number there is.
    rows = Target.objects.filter(
        item__report__in=reports,
        item__status__in=(*WorkItem.OPEN_STATUSES, WorkItem.Status.COMPLETED),
        number__in=Target.objects.filter(item__in=items).order_by().values("number"),
        number__gt=0,
    )
    told = defaultdict(list)
    for pk, item, *words in rows.values_list("pk", "item", "item__report", "label", "unit", "number", "upper", "per"):
        if _bare(words[1]):
            told[Promise(*words)].append((pk, item))
    beside, joined = defaultdict(list), {promise: promise for promise in told}
    for promise in told:
        for part in _parts(promise.label):
            beside[promise.report, promise.number, part].append(promise)
    for promise, known in told.items():
        if not _is_of(known, items):
            continue
        for part in _parts(promise.label):
            for other in beside[promise.report, promise.number, part]:
                if _root(joined, promise) != _root(joined, other) and is_same_promise(promise, other):
                    joined[_root(joined, other)] = _root(joined, promise)
    groups = defaultdict(list)
    for promise, known in told.items():
        groups[_root(joined, promise)] += known
    return [sorted(one) for one in groups.values() if len({item for _pk, item in one}) > 1 and _is_of(one, items)]


def _is_of(targets, items):
    """Whether one of the targets, [(key, item key)], is on one of the items (keys)."""
    return any(item in items for _pk, item in targets)


def _root(joined, promise):
    """The first of all promises that were `joined` with this one."""
    while joined[promise] != promise:
        promise = joined[promise]
    return promise


def _parts(label):
    """What two labels that are alike have one of in common at least, so that not every pair has to be compared."""
    label = _bare(label)
    return {label, *(label[start : start + SHORTEST] for start in range(len(label) - SHORTEST + 1))}
