"""Where the items of a run-together text begin, as a person shows by two or three of them.

A text without numbers and clauses that the rules know is divided by nobody but a person; what the shown places have in
common tells the others.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from .alignment import holds_units
from .model import SaidStarts
from .numbering import SAID, Marker, number_at, read_number
from .source import Source, Span
from .target_wording import opening_verb
from .values import Clause, Value
from .wording import names_only_offices, read_value

_SIGN = r"[^\w\s“”‘’《》\"'%,。;!?]"
_NUMERAL = "[一二三四五六七八九十百]{1,4}"
# A number in any dress: 〖1〗 A-3: 甲、 <二> No.5, or a bullet.
_MARK = re.compile(
    rf"(?P<opening>{_SIGN}{{0,2}})(?P<prefix>[A-Za-z]{{0,3}}[-.]?|第|[事任]?[项务])"
    rf"(?P<number>\d{{1,4}}|{_NUMERAL}|[甲乙丙丁戊己庚辛壬癸]|[A-Za-z]|[①-⑳])(?P<closing>[项条件号]?{_SIGN}{{1,2}}(?!\d))"
    rf"|(?P<bullet>(?![(\[【〔]){_SIGN}{{1,2}})(?= ?[\w“《])"
)
# Within a line, too, such a mark is one.
_DRESSED = re.compile(r"[〖【\[<#〔]\d{1,4}[〗】\]>〕]|[①-⑳㉑-㉟]")
_SENTENCE_END = re.compile(r"[。;!?][”)]?|(?<=[)】〕\]])(?=[\w“《])|(?<= )(?=\S)")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_COUNTED = re.compile(f"[{_STEMS}]")
_OPENING, _CLOSING = "([【〔", ")]】〕"
_LONGEST_OPENING, _NEAR = 6, 60
_MOST_PLACES, _MOST_PROPOSALS = 5000, 3
_LOWEST_HEADING = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the shown places have in common and where items begin by it.

    `rule`: mark (the shape of the list mark), words (the opening words), unit (the name of a unit), within (words that
    stand near the beginning), verb, paragraph (after an empty line), bracket (after one), line, semicolon, stop;
    `literal` is the mark or the words.
    """

    rule: str
    literal: str
    starts: tuple[int, ...]


def places(text: str, start: int, end: int) -> list[int]:
    """Where in text[start:end] an item could begin: lines, sentences, and what follows a bracket or, as a list mark, a
    blank."""
    return _places(Source(text), start, end)


def _places(source: Source, start: int, end: int) -> list[int]:
    found: list[int] = []
    for line, line_end in source.lines(start, end):
        found.append(line)
        depths = _depths(source.folded[line:line_end])
        for stop in _SENTENCE_END.finditer(source.folded, line, line_end):
            at = source.skip(stop.end(), line_end)
            is_blank = stop.start() == stop.end() and source.folded[stop.start() - 1] == " "
            if at >= line_end or at <= found[-1] or depths[at - line] or source.folded[at] in _OPENING:
                continue
            if not is_blank or _mark(source, at):
                found.append(at)
        dressed = [mark.start() for mark in _DRESSED.finditer(source.folded, line, line_end)]
        found = sorted({*found, *dressed}) if dressed else found
        if len(found) >= _MOST_PLACES:
            break
    return found[:_MOST_PLACES]


def _depths(line: str) -> list[int]:
    depth, depths = 0, []
    for character in line:
        depth = max(0, depth - (character in _CLOSING))
        depths.append(depth)
        depth += character in _OPENING
    return depths


def propose(text: str, marked: Sequence[int], start: int, end: int) -> list[Proposal]:
    """The likeliest patterns that all marked places of text[start:end] have, the best first; none for a single one."""
    if len(marked) < 2:
        return []
    source, first, last = Source(text), min(marked), max(marked)
    among = [at for at in _places(source, start, end) if at >= first]
    found: list[tuple[int, Proposal]] = []
    for rule, literal, holds in _rules(source, marked):
        starts = tuple(at for at in among if at in marked or holds(at))
        if any(starts == other.starts for _, other in found) or not all(map(holds, marked)):
            continue
        between = sum(first < at < last and at not in marked for at in starts)
        found.append((between, Proposal(rule, literal, starts)))
    return [proposal for _, proposal in sorted(found, key=lambda one: one[0])][:_MOST_PROPOSALS]


def _rules(source: Source, marked: Sequence[int]) -> Iterator[tuple[str, str, Callable[[int], bool]]]:
    """(rule, its literal, whether it holds at a place), the most telling first."""
    marks = [_mark(source, at) for at in marked]
    if all(marks):
        shape = _shape(source, marked[0])
        yield "mark", marks[0], lambda at: _shape(source, at) == shape
    heads = [source.folded[at : at + _LONGEST_OPENING] for at in marked]
    same = "".join(one[0] for one in takewhile(lambda ones: len(set(ones)) == 1, zip(*heads, strict=False))).rstrip()
    if len(same) > 1:
        yield "words", same, lambda at: source.folded.startswith(same, at)
    yield "unit", "", lambda at: _unit_at(source, at) is not None
    if len(same) == 1:
        yield "words", same, lambda at: source.folded.startswith(same, at)
    if topic := _common([_opening(source, at) for at in marked]):
        yield "within", topic, lambda at: topic in _opening(source, at)
    yield "verb", "", lambda at: bool(opening_verb(source.folded[at : at + _NEAR]))
    yield "paragraph", "", lambda at: _behind(source, at)[1]
    yield "bracket", "", lambda at: _behind(source, at)[0] in _CLOSING
    yield "line", "", lambda at: source.skip(source.line_span(at)[0], at) == at
    yield "semicolon", "", lambda at: _behind(source, at)[0] == ";"
    yield "stop", "", lambda at: _behind(source, at)[0] in ("。", "!", "?")


def _behind(source: Source, at: int) -> tuple[str, bool]:
    """The last sign before a place, and whether an empty line lies between."""
    before = source.back(0, at, " \n。;" if source.folded[max(at - 2, 0) : at - 1] in _CLOSING and at > 1 else " \n")
    return source.folded[before - 1 : before] or "\n", source.has_empty_line(source.back(0, at), at)


def _opening(source: Source, at: int) -> str:
    """The first words of the sentence that begins at a place."""
    return re.split("[。;!?(\n]", source.folded[at : at + 2 * _LONGEST_OPENING], maxsplit=1)[0]


def _common(heads: list[str]) -> str:
    """The longest words of at least two characters that all these beginnings hold."""
    first = heads[0]
    parts = [first[a:b] for a in range(len(first)) for b in range(len(first), a + 1, -1)]
    words = (part for part in sorted(parts, key=len, reverse=True) if re.fullmatch("[\u4e00-\u9fff]+", part))
    return next((part for part in words if all(part in head for head in heads)), "")


def _unit_at(source: Source, at: int) -> int | None:
    """Where the names of units end with which the text at a place begins: 市水务局: …"""
    stop = next((i for i in range(at, min(at + _NEAR, len(source.folded))) if source.folded[i] in ",:(。;\n"), at)
    return stop if at < stop and holds_units(source, at, stop) else None


def _mark(source: Source, at: int) -> str:
    """The list mark at a place as written, "" if there is none."""
    return source.text[at : mark_end(source, at)]


def mark_end(source: Source, at: int) -> int:
    """Where the list mark at a place ends; `at` itself if there is none."""
    known = number_at(source, at, len(source.folded))
    found = _MARK.match(source.folded, at)
    return known.end if known else found.end() if found else at


def _shape(source: Source, at: int) -> tuple[str, ...] | None:
    found = _MARK.match(source.folded, at)
    if found is None or mark_end(source, at) == at:
        known = number_at(source, at, len(source.folded))
        return (known.style,) if known else None
    if found["bullet"]:
        return ("bullet", found["bullet"])
    number = found["number"]
    kind = "digits" if number.isdecimal() else "numeral" if re.fullmatch(_NUMERAL, number) else "letter"
    return found["opening"], found["prefix"] if kind != "letter" else "", kind, found["closing"]


def with_starts(
    source: Source, markers: list[Marker], clauses: list[Clause], said: Sequence[SaidStarts], taken: Sequence[Span]
) -> tuple[list[Marker], list[Clause], list[int]]:
    """Markers and clauses as a person says where items begin, outside the ranges `taken`; and where such a text ends.

    Headings with numbers stay, all other numbers of that text count nothing.
    """
    ends: list[int] = []
    for one in said:
        end = min(one.end, len(source.text))
        starts = [at for at in sorted({*one.starts}) if at < end and not any(a <= at < b for a, b in taken)]
        if not starts:
            continue
        ranges = pairwise([*starts, end])
        own = [_said(source, *span, place) for place, span in enumerate(ranges, 1)]
        styles = {marker.style for marker in markers if marker.start in starts}
        kept = [m for m in markers if not starts[0] <= m.start < end or _stays(m, styles, starts)]
        markers = sorted([*kept, *own], key=lambda marker: marker.start)
        clauses = [_clipped(clause, [*starts, end]) for clause in clauses]
        clauses = sorted([*clauses, *_units_of(source, clauses, own, end)], key=lambda clause: clause.start)
        ends.append(end)
    return markers, clauses, ends


def _stays(marker: Marker, styles: set[str], starts: Sequence[int]) -> bool:
    return marker.rank <= _LOWEST_HEADING and marker.style not in styles and marker.start not in starts


def _units_of(source: Source, clauses: list[Clause], own: list[Marker], end: int) -> Iterator[Clause]:
    """Clauses of the items that name no unit but at their beginning or end: 甲局:疏浚, 疏浚(甲局), 疏浚,由甲局负责."""
    begun = sorted(clause.start for clause in clauses)
    for marker, until in zip(own, [*(following.start for following in own[1:]), end], strict=True):
        if bisect_left(begun, marker.start) < bisect_left(begun, until):
            continue
        start, close = source.skip(marker.end, until), source.back(marker.end, until, " \n。;") - 1
        stop, opening = _unit_at(source, start), source.folded.rfind("(", start, close)
        if stop and source.folded[stop] == ":":
            yield Clause(start, stop, (_listed(source, start, stop),), opens=True)
        elif source.folded[close] == ")" and opening > start and holds_units(source, opening + 1, close):
            yield Clause(opening, close + 1, (_listed(source, opening + 1, close),))
        elif (asked := source.folded.rfind(",由", start, close)) > start:
            value = _listed(source, asked + 1, close + 1)
            if value.reading and names_only_offices(source, value.reading):
                yield Clause(asked + 1, close + 1, (value,))


def _listed(source: Source, start: int, end: int) -> Value:
    return Value("listed", start, end, read_value(source, start, end))


def _said(source: Source, start: int, end: int, place: int) -> Marker:
    mark = source.back(start, min(mark_end(source, start), end))
    known = read_number(source, start, mark) if start < mark else None
    counted = _COUNTED.search(source.folded, start, mark)
    if known is None and counted is None:
        return Marker(SAID, place, start, start)
    number = known.number if known else 1 + _STEMS.find(counted.group() if counted else "")
    return Marker(SAID, number, start, mark)


def _clipped(clause: Clause, starts: Sequence[int]) -> Clause:
    """The clause up to the first start within it."""
    end = next((at for at in starts if clause.start < at < clause.end), clause.end)
    if end == clause.end:
        return clause
    return replace(clause, end=end, values=tuple(value for value in clause.values if value.end <= end))
