"""Clauses that are sentences or the parts of one: 由A牵头,B配合 on a line of its own, at the end of a task or at its
beginning, and offices alone behind the last full stop of a task."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from .labels import VERB_AT_END
from .numbering import number_at
from .source import Source
from .values import Clause, Value
from .wording import names_only_offices, read_value, reads_cleanly

_LONGEST_LIST = 300
_NEAR = 80
_COMMA = re.compile(",")
_ASKED = re.compile("(?:^|(?<=[,;。\\n 、.)]))(?:由|请|责成|责令|委托|指定)")
_ENDS_DUTY = re.compile("(?:负责|牵头|主办|承办|落实|办理|组织实施)$")
_GOES_ON = re.compile("会同|联合|协同|配合")
_HELPS = re.compile("(?:负责|牵头|配合|协助|参与|协办|落实)$")


def find_sentences(source: Source, bracketed: list[Clause]) -> Iterator[Clause]:
    """Clauses that are sentences: a line of its own (由A牵头,B、C配合。) or the end of one that begins with 由."""
    starts = [clause.start for clause in bracketed]
    for start, end in source.lines(0, len(source.folded)):
        end = source.back(start, end, "。; ")
        start = max(start, *(source.folded.rfind(by, start, end) + 1 for by in ("。由", ";由")))
        if end - start > _LONGEST_LIST or not VERB_AT_END.search(source.folded, max(start, end - _NEAR), end):
            continue
        before = bisect_left(starts, end) - 1
        if (before >= 0 and bracketed[before].end > start) or source.folded.find(":", start, end) >= 0:
            continue
        reading = read_value(source, start, end)
        # Behind the last name stands what it does: a line of names alone could be a signature.
        if names_only_offices(source, reading) and reading.mentions[-1].end < end:
            yield Clause(start, end, (Value("listed", start, end, reading),))


def find_opening_duties(source: Source, starts: list[int]) -> Iterator[Clause]:
    """Clauses that a sentence with a task begins with: 由A牵头,会同B、C,在6月底前建成…; a line with a clause of another
    form has none."""
    for start, end in source.lines(0, len(source.folded)):
        if bisect_left(starts, start) < bisect_left(starts, end):
            continue
        number = number_at(source, start, end)
        start = source.skip(number.end, end) if number else start
        asked = _ASKED.search(source.folded, start, end)
        places = [(start, False)] + ([(asked.end(), True)] if asked else [])
        duties = (_opening_duty(source, *place, end) for place in places[::-1])
        yield from islice((duty for duty in duties if duty), 1)


def _opening_duty(source: Source, start: int, is_asked: bool, end: int) -> Clause | None:
    """The names and verbs from `start` on, up to the comma behind which the sentence says what is to be done."""
    found, begun = None, start
    for stop in _COMMA.finditer(source.folded, start, min(end, start + _LONGEST_LIST)):
        reading = read_value(source, start, stop.start())
        leads = any(mention.role == "lead" for mention in reading.mentions)
        if begun == start:
            says_who = leads or _ENDS_DUTY.search(source.folded, start, stop.start())
        else:
            says_who = _GOES_ON.match(source.folded, begun) or _HELPS.search(source.folded, begun, stop.start())
        sure = is_asked or names_only_offices(source, reading)
        if not (says_who and sure and reads_cleanly(source, reading)):
            break
        found = Clause(start, stop.start(), (Value("listed", start, stop.start(), reading),), opens=True)
        begun = stop.end()
    return found if found and not source.blank(begun, end) else None
