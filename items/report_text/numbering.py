"""Numbers before headings and items: their forms, their values and where they count as such.

A number counts at the start of a line. Within a line it counts directly after a responsibility clause, after
a heading that ends in a full stop ("(一)…。210、"), and as the successor of the number before ("…。5、").
"""

import heapq
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from .source import Source

_NUMERAL = "[一二三四五六七八九十百零〇两]{1,6}"
_FORMS = (
    rf"(?P<chapter>第(?:{_NUMERAL}|\d{{1,3}})(?:编|篇|部分|章)(?=[ :、]|[^ 第的]))"
    rf"|(?P<section>第(?:{_NUMERAL}|\d{{1,3}})节(?=[ :、]|[^ 第的]))"
    # "一、二季度", "二、三产业" begin sentences, not sections.
    rf"|(?P<cn>{_NUMERAL} ?[、.](?![一二三四五六七八九十][、级季产类线期]))"
    rf"|(?P<cn_bracket>\({_NUMERAL}\)[、.]?|[㈠-㈩])"
    r"|(?P<arabic>(?<!\d)\d{1,4} ?[、.](?!\d))"
    # "11.121人才工程": only the successor of 10 can be read so, else it is a decimal or a date.
    r"|(?P<tight>(?<!\d)\d{1,4}[、.](?=\d))"
    r"|(?P<arabic_bracket>\(\d{1,3}\)[、.]?|(?<!\d)\d{1,3}\)[、.]?|[⑴-⒇])"
    r"|(?P<circled>[①-⑳㉑-㉟])"
)
_MARK = re.compile(_FORMS)
_INLINE = re.compile(rf"(?<=[。;!?)\]】〕]) {{0,3}}(?:{_FORMS})")
_RANK = {"chapter": 0, "section": 1, "cn": 2, "cn_bracket": 3, "arabic": 4, "arabic_bracket": 5, "circled": 6}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = re.compile(rf"\d+|{_NUMERAL}")
_LONGEST_RUN_IN = 80


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that counts: its form (`style`), value, and range with its separator."""

    style: str
    number: int
    start: int
    end: int

    @property
    def rank(self) -> int:
        """The usual depth of the form; the document itself may nest otherwise."""
        return _RANK[self.style]


def numeral_value(literal: str) -> int:
    """The value of a Chinese or Arabic numeral below 10,000: 十二 → 12, 一百零五 → 105, 二〇 → 20."""
    if literal.isdecimal():
        return int(literal)
    if not any(unit in literal for unit in "十百"):
        return int("".join(str(_DIGITS[c]) for c in literal))
    total, digit = 0, None
    for character in literal:
        if character in "十百":
            total += (1 if digit is None else digit or 1) * (10 if character == "十" else 100)
            digit = None
        else:
            digit = _DIGITS[character]
    return total + (digit or 0)


def begins_numbered(source: Source, offset: int) -> bool:
    """Whether a number stands at the offset, which begins a line."""
    match = _MARK.match(source.folded, offset)
    return match is not None and match.lastgroup != "tight"


def find_markers(source: Source, clauses) -> list[Marker]:
    """All markers in order. `clauses` are ranges (start, end) in order; numbers inside them never count."""
    starts, markers = [start for start, _ in clauses], []
    for begins_line, match in _candidates(source):
        group = match.lastgroup
        start, end = match.span(group)
        index = bisect_right(starts, start) - 1
        clause_end = clauses[index][1] if index >= 0 else -1
        if start < clause_end or (markers and start < markers[-1].end):
            continue
        before = markers[-1] if markers else None
        marker = Marker("arabic" if group == "tight" else group, _value(match.group(group)), start, end)
        follows = before is not None and before.style == marker.style and marker.number == before.number + 1
        if group == "tight":
            counts = _continues(markers, marker) and (begins_line or follows)
        else:
            after_clause = clause_end >= 0 and source.skip_edge(clause_end, start) == start
            counts = begins_line or after_clause or follows or _after_run_in(source, before, marker)
        if counts:
            markers.append(marker)
    return markers


def _candidates(source: Source):
    lines = (
        (True, match)
        for match in map(lambda line: _MARK.match(source.folded, line[0]), source.lines(0, len(source.folded)))
        if match
    )
    inline = ((False, match) for match in _INLINE.finditer(source.folded))
    return heapq.merge(lines, inline, key=lambda found: found[1].start(found[1].lastgroup))


def _value(literal: str) -> int:
    number = _NUMBER.search(literal)
    return numeral_value(number.group()) if number else int(unicodedata.numeric(literal[0]))


def _continues(markers: list[Marker], marker: Marker) -> bool:
    """Whether the marker's number follows that of the last one of its form."""
    return next((m.number + 1 == marker.number for m in reversed(markers[-50:]) if m.style == marker.style), False)


def _after_run_in(source: Source, before: Marker | None, marker: Marker) -> bool:
    """Whether only a heading that ends in its first full stop lies between `before` and the marker."""
    if before is None or before.rank >= marker.rank or marker.start - before.end > _LONGEST_RUN_IN:
        return False
    heading_end = source.back(before.end, marker.start, " ")
    return source.folded.find("。", before.end, marker.start) == heading_end - 1
