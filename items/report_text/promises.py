"""Whether a stretch that is part of no item could be a promise all the same: then a person is asked about it."""

import re

from .deadlines import PHRASE
from .numbering import BULLETS, number_at
from .quantities import find_quantity_clauses
from .source import Source
from .target_wording import opening_verb

# Only so far a stretch is looked at: whatever is longer has promised something by then, or never does.
_REACH = 2000
_SENTENCE = re.compile("[^。;!?\n]+")
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
    if holds_figure(source, start, end) or PHRASE.search(source.folded, start, end):
        return True
    sentences = [found.group() for found in _SENTENCE.finditer(source.folded, start, end)]
    return any(opening_verb(sentence) and not _STATEMENT.search(sentence) for sentence in sentences)


def holds_figure(source: Source, start: int, end: int) -> bool:
    """Whether the stretch has a number with something counted."""
    return any(clause.quantities for clause in find_quantity_clauses(source, start, min(end, start + _REACH)))
