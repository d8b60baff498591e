"""Numbers before headings and items: their forms, their values and where they count as such.

A number counts at the start of a line. Within a line it counts directly after a responsibility clause, after
a heading that ends in a full stop ("(一)…。210、"), and as the successor of the number before ("…。5、").
Numbers without a stop ("3 加快…") and dotted ones ("2.1", "2.1.3") could be figures; they count where their
neighbours are the numbers before or after them.
"""

import heapq
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .source import Source, Span

_NUMERAL = "[一二三四五六七八九十百零〇两]{1,6}"
_IN_ORDER = "一二三四五六七八九十"
# "一、二季度", "二、三产业" begin sentences, not sections; but 二、二季度 and 三、一线员工 do not count on.
_ENUMERATED = "|".join(
    f"(?<={before}[、.])[{_IN_ORDER[at:]}][、级季产类线期]" for at, before in enumerate(_IN_ORDER[:-1], 1)
)
# 改革事项1:, 重点任务一:, 民生实事3、
_OF_A_KIND = "重点|主要|具体|改革|创新|试点|攻坚|工作|目标|督办|督查|整改|反馈|议定|决定|交办|民生|惠民|建设"
_FORMS = (
    rf"(?P<chapter>第(?:{_NUMERAL}|\d{{1,3}})(?:编|篇|部分|章)(?=[ :、]|[^ 第的]))"
    rf"|(?P<section>第(?:{_NUMERAL}|\d{{1,3}})节(?=[ :、]|[^ 第的]))"
    rf"|(?P<cn>{_NUMERAL} ?[、.](?!{_ENUMERATED}))"
    r"|(?P<roman>[Ⅰ-Ⅻ] ?[、.])"
    rf"|(?P<cn_bracket>\({_NUMERAL}\)[、.]?|{_NUMERAL}\)[、.]?|[㈠-㈩])"
    rf"|(?P<task>(?:{_OF_A_KIND}){{0,2}}(?:任务|事项|实事|项目|问题|行动|工程|专项|议题)(?:{_NUMERAL}|\d{{1,3}})"
    r"(?: ?[:、.]|(?= *(?:\n|$)| {1,4}[^ \n]))"
    rf"|第(?:{_NUMERAL}|\d{{1,3}})(?:(?:项|件|条)(?:任务|工作|实事|议题)?|个议题)(?: ?[:、.]|(?= )))"
    r"|(?P<docket>第\d{1,4}号(?: ?[:、]|(?= )))"
    r"|(?P<arabic>(?<!\d)\d{1,4} ?\*? ?[、.](?!\d)|[⒈-⒛]"
    # No decimal has a month or a year behind it: 1.6月底前, 1.2026年. But 2026.6月 is a date, and 1、2月 are months.
    r"|(?<!\d)\d{1,3} ?(?:\.(?=(?:1[0-2]|[1-9])月|20\d\d年)|、(?=(?:1[0-2]|[1-9])月[底末]?之?以?[前内]|20\d\d年)))"
    # "11.121人才工程": only the successor of 10, or a one above two, can be read so, else it is a decimal or a date.
    r"|(?P<tight>(?<!\d)\d{1,4}[、.](?=\d))"
    r"|(?P<arabic_bracket>\(\d{1,3}\)[、.]?|(?<!\d)\d{1,3}\)[、.]?|[⑴-⒇])"
    r"|(?P<circled>[①-⑳㉑-㉟])"
)
# At the start of a line alone, for in a sentence 第一,… counts its points and [1] is a footnote.
_LINE_FORMS = (
    rf"{_FORMS}|(?P<ordinal>第{_NUMERAL}(?:[,:]|、(?![一二三四五六七八九十])))"
    r"|(?P<letter>[A-Za-z] ?[.、](?=[ \u4e00-\u9fff“《]))"
    rf"|(?P<square>[【\[〔](?:\d{{1,3}}|{_NUMERAL})[】\]〕])"
)
_MARK = re.compile(_LINE_FORMS)
_INLINE = re.compile(rf"(?<=[。;!?)\]】〕]) {{0,3}}(?:{_FORMS})|(?<=分解|分工|方案|清单|要点|台账)(?P<first>一、)")
# 一是…;二是…
_POINT = re.compile(rf"(?:(?<=[:;。,\n ])|^)(?P<point>{_NUMERAL})是(?!否)")
# The number of a paper (提案) in the list that it was taken from: others may stand between it and the next.
DOCKET = "docket"
SAID = "said"  # the form of a start that a person shows; without a mark of its own it numbers nothing
_RANK = {
    style: rank
    for rank, styles in enumerate(
        [
            "chapter",
            "section",
            "roman",
            "cn",
            "cn_bracket",
            "task ordinal docket",
            "arabic bare letter code square said",
            "dotted2",
            "dotted3",
            "dotted4",
            "arabic_bracket",
            "circled",
            "point",
        ]
    )
    for style in styles.split()
}
# "3 个", "2026 年" are figures even between such numbers; A01, B-2 count by their letter, too.
_LOOSE = re.compile(
    r"(?P<dotted>(?:\d{1,3}(?:\.\d{1,3}){1,3}|\d{1,2}-\d{1,2})(?![\d.年月-])[.、]?)(?=[ \u4e00-\u9fff“《])"
    r"|(?P<code>[A-Z] ?-?\d{1,3}[.、:]?)(?=[ \u4e00-\u9fff“《])"
    r"|(?P<bare>\d{1,3})(?= {1,4}[^ \n\d年月日号个项万亿%、,。./:;-])"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = re.compile(rf"\d+|{_NUMERAL}")
_CONTENTS = re.compile(r"(?:…|\.{4}|·{3}|-{4}|_{4})[ .…·_-]*\(?\d{1,4}\)?$")
_LONGEST_RUN_IN = 80
# Marks of a list that number nothing; a star is folded to *, a circle to 〇.
BULLETS = "●•〇◦☆◆■▲◇□▪►▶➢➤➔▸▹‣∙◎◉❖✦✓✔☑√*·—–- "


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that counts: its form (`style`), value, and range with its separator, empty where it is not written."""

    style: str
    number: int
    start: int
    end: int

    @property
    def is_written(self) -> bool:
        return self.start < self.end

    @property
    def rank(self) -> int:
        """The usual depth of the form; the document itself may nest otherwise."""
        return _RANK[self.style]


def is_contents(folded: str, start: int, end: int) -> bool:
    """Whether a line stands in a table of contents: dots and a page number at its end."""
    return _CONTENTS.search(folded, max(start, end - 40), end) is not None


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


def read_number(source: Source, start: int, end: int) -> Marker | None:
    """The number of a cell that holds nothing else (3, 3., (三), 2.1, 第3项), or None; of 2.1 the last part counts."""
    numbers = list(_NUMBER.finditer(source.folded, start, end))
    if numbers:
        return Marker("cell", numeral_value(numbers[-1].group()), start, end)
    sign = source.folded[start]
    return Marker("cell", int(unicodedata.numeric(sign)), start, end) if sign.isnumeric() else None


def number_at(source: Source, start: int, end: int) -> Marker | None:
    """The number that a text begins with, or None."""
    match = _MARK.match(source.folded, start, end)
    style = _group(match) if match else "tight"
    if match is None or style == "tight":
        return None
    return Marker(style, _value(match.group(style)), *match.span(style))


def begins_numbered(source: Source, offset: int) -> bool:
    """Whether a number stands at the offset, which begins a line."""
    match = _MARK.match(source.folded, offset)
    return match is not None and match.lastgroup != "tight"


def points_of(source: Source, start: int, end: int) -> list[tuple[Marker, int]]:
    """The points 一是…;二是…;三是… of a line, each with its end; [] if they do not count on from one."""
    found = list(_POINT.finditer(source.folded, start, end))
    if not found or [numeral_value(point["point"]) for point in found] != list(range(1, len(found) + 1)):
        return []
    ends = [*(point.start() for point in found[1:]), end]
    return [(Marker("point", at, *point.span()), to) for at, (point, to) in enumerate(zip(found, ends, strict=True), 1)]


def _divided(source: Source, starts: list[int]) -> list[Marker]:
    """The points of the lines in which each of them holds a clause."""
    found: list[Marker] = []
    for start, end in source.lines(0, len(source.folded)) if "二是" in source.folded else ():
        points = points_of(source, start, end)
        held = [bisect_right(starts, to - 1) - bisect_right(starts, point.end - 1) for point, to in points]
        found += [point for point, _ in points] if len(points) > 1 and all(held) else []
    return found


def find_markers(source: Source, clauses: Sequence[Span]) -> list[Marker]:
    """All markers in order. `clauses` are ranges in order; numbers inside them never count."""
    starts = [start for start, _ in clauses]
    markers: list[Marker] = []
    candidates = [*_candidates(source)]
    below = _numbers_below(candidates, "arabic")
    for next_below, (begins_line, match) in zip(below, candidates, strict=True):
        group = _group(match)
        start, end = match.span(group)
        index = bisect_right(starts, start) - 1
        clause_end = clauses[index][1] if index >= 0 else -1
        if start < clause_end or (markers and start < markers[-1].end):
            continue
        before = markers[-1] if markers else None
        marker = Marker(_style(match), _value(match.group(group)), start, end)
        follows = before is not None and before.style == marker.style and marker.number == before.number + 1
        if group == "tight":
            counts = _continues(markers, marker) and (begins_line or follows)
            counts = counts or (begins_line and _begins_count(markers, marker, next_below))
        else:
            after_clause = clause_end >= 0 and source.skip_edge(clause_end, start) == start
            counts = begins_line or after_clause or follows or _after_run_in(source, before, marker)
            counts = counts or (group == "first" and before is None)
        if counts:
            markers.append(marker)
    return sorted([*markers, *_divided(source, starts)], key=lambda marker: marker.start)


def _group(match: re.Match[str]) -> str:
    """The form of a number, which is the one group of its pattern that holds it."""
    return match.lastgroup or ""


def _style(match: re.Match[str]) -> str:
    group = _group(match)
    if group == "dotted":
        return f"dotted{len(_parts(match))}"
    return {"tight": "arabic", "first": "cn"}.get(group, group)


def _parts(match: re.Match[str]) -> tuple[int, ...]:
    """The parts of a loose number: 2.1.3 → (2, 1, 3), B02 → (66, 2)."""
    return tuple(int(part) if part.isdigit() else ord(part) for part in re.findall(r"\d+|[A-Z]", match.group()))


def _loose(source: Source, line_starts: list[int]) -> dict[int, re.Match[str]]:
    """Loose numbers at the starts of lines that their neighbours confirm, by offset."""
    found = [match for start in line_starts if (match := _LOOSE.match(source.folded, start))]
    confirmed: dict[int, re.Match[str]] = {}
    last: dict[tuple[str, int], re.Match[str]] = {}
    before: re.Match[str] | None = None
    for match in found:
        parts = _parts(match)
        sibling = last.get((_group(match), len(parts)))
        pairs = [other for other in (sibling, before) if other and _is_next(_parts(other), parts)]
        for other in pairs:
            confirmed[other.start()] = other
            confirmed[match.start()] = match
        last[_group(match), len(parts)] = before = match
    return confirmed


def _is_next(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether 2.2 or 3.1 or 2.1.1 comes after 2.1."""
    if len(before) == len(after):
        changed = next((at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new), None)
        return (
            changed is not None
            and after[changed] == before[changed] + 1
            and all(part == 1 for part in after[changed + 1 :])
        )
    return len(after) == len(before) + 1 and after == (*before, 1)


def _candidates(source: Source) -> Iterable[tuple[bool, re.Match[str]]]:
    """What could be a number, in order, and whether it begins its line."""
    line_starts = [
        start for start, end in source.lines(0, len(source.folded)) if not is_contents(source.folded, start, end)
    ]
    loose = _loose(source, line_starts)
    lines = (
        (True, match)
        for match in (loose.get(start) or _MARK.match(source.folded, start) for start in line_starts)
        if match
    )
    inline = ((False, match) for match in _INLINE.finditer(source.folded))
    return heapq.merge(lines, inline, key=lambda found: found[1].start(_group(found[1])))


def _value(literal: str) -> int:
    numbers = _NUMBER.findall(literal)
    if not numbers and literal[0].isascii():
        return ord(literal[0].upper()) - ord("A") + 1
    return numeral_value(numbers[-1]) if numbers else int(unicodedata.numeric(literal[0]))


def _continues(markers: list[Marker], marker: Marker) -> bool:
    """Whether the marker's number follows that of the last one of its form."""
    return next((m.number + 1 == marker.number for m in reversed(markers[-50:]) if m.style == marker.style), False)


def _numbers_below(candidates: Sequence[tuple[bool, re.Match[str]]], style: str) -> list[int]:
    """For each candidate the next number of that form that begins a line below it, 0 where none does."""
    found, below = [], 0
    for begins_line, match in reversed(candidates):
        found.append(below)
        below = _value(match.group(_group(match))) if begins_line and _style(match) == style else below
    return found[::-1]


def _begins_count(markers: list[Marker], marker: Marker, below: int) -> bool:
    """Whether a one right before a figure (1.45件积案) is a number: the next `below` is two, which follows no other one
    above."""
    ones = (before.number == 1 for before in reversed(markers[-50:]) if before.style == marker.style)
    return marker.number == 1 and below == 2 and not next(ones, False)


def _after_run_in(source: Source, before: Marker | None, marker: Marker) -> bool:
    """Whether only a heading that ends in its first full stop lies between `before` and the marker."""
    if before is None or before.rank >= marker.rank or marker.start - before.end > _LONGEST_RUN_IN:
        return False
    heading_end = source.back(before.end, marker.start, " ")
    return source.folded.find("。", before.end, marker.start) == heading_end - 1
