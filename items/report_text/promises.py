"""Whether a stretch that is part of no item could be a promise all the same: then a person is asked about it."""

import re

from .deadlines import PHRASE
from .numbering import BULLETS, number_at
from .quantities import find_quantity_clauses
from .source import Source
from .target_wording import opening_verb, skip_lead, without_adverbs

# Only so far a stretch is looked at: whatever is longer has promised something by then, or never does.
_REACH = 2000
_SENTENCE = re.compile("[^。;!?\n]+")
_LOOSE_MARK = re.compile(rf"[{re.escape(BULLETS)}]+|\d{{1,3}}(?:\.\d{{1,3}}){{0,3}} (?=[^ \d])")
# What else a sentence begins with that says what shall be done, though nothing of it is counted.
_OTHER_DEEDS = re.compile(
    "加强|深化|强化|打好|打赢|健全|完善|落实|加快|构建|规范|巩固|拓展|增强|激发|维护|改善|丰富|创新|守[牢住好]|筑牢|严[格守控厉]"
    "|防范|加大|加密|扩大|提高|支撑|统筹|探索|畅通|拓宽|弘扬|普及|开发|引领|压实|放宽|清[除零退]|整顿|督促|配合|协助|牵头|试点"
    "|编[制写印]|起草|印发|召开|报[送请告]|上报|修订|公开|公示|确定|明确"
)
# 建设新城,是历史赋予的使命 says what something is.
_STATEMENT = re.compile(",[这也都正]?是")


def holds_promise(source: Source, start: int, end: int) -> bool:
    """Whether the stretch has a mark of a list before it, a number with something counted, a deadline, or a sentence
    that begins with a deed (新建…, 完成…)."""
    end = min(end, start + _REACH)
    start = source.skip(start, end)
    if start == end:
        return False
    if number_at(source, start, end) or source.folded[start] in BULLETS:
        return True
    # The first words of sentences tell soonest.
    sentences = (found.group() for found in _SENTENCE.finditer(source.folded, start, end))
    if any(_opens_with_deed(sentence) and not _STATEMENT.search(sentence) for sentence in sentences):
        return True
    return PHRASE.search(source.folded, start, end) is not None or holds_figure(source, start, end)


def _opens_with_deed(sentence: str) -> bool:
    lead = skip_lead(sentence, deeds=True)
    words = without_adverbs(sentence[lead.end :])
    return lead.hope_at is not None or bool(opening_verb(sentence)) or _OTHER_DEEDS.match(words) is not None


def behind_mark(source: Source, start: int, end: int) -> int | None:
    """Where the words begin behind the number or the mark of a list that a line begins with; None without one."""
    marker = number_at(source, start, end)
    if marker is not None:
        return marker.end
    found = _LOOSE_MARK.match(source.folded, start, end)
    return found.end() if found else None


def holds_figure(source: Source, start: int, end: int, *, in_digits: bool = False) -> bool:
    """Whether the stretch has a number with something counted; in 一条心, 一个样 nothing is, and where only `in_digits`
    counts, in 抓好三项工作 neither."""
    clauses = find_quantity_clauses(source, start, min(end, start + _REACH))
    found = [quantity for clause in clauses for quantity in clause.quantities]
    return any(not (quantity.is_spelt and (in_digits or quantity.number == 1)) for quantity in found)
