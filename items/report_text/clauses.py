"""Finds the responsibility clauses of a text.

Forms: a bracket that begins with a label, 【】 too; a bracket that tells who acts (A、B负责); a bracket of nothing but
offices where a sentence ends; labels at the start of a line or after a sentence, without brackets. Clauses with
nothing between them are one.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from .deadlines import AMONG_UNITS, LIMITS
from .labelled_values import DAY_BEHIND, UNKNOWN_LABEL, names_leader, read_values
from .labels import (
    BARE_LABEL,
    LABEL,
    LABEL_WITHOUT_COLON,
    NEXT_BARE_LABEL,
    UNIT_KINDS,
    VERB_AT_END,
    label_kind,
    without_post,
)
from .leftovers import tells_issuer
from .lines_below import find_lines_below
from .numbering import BULLETS, begins_numbered, number_at
from .other_fields import find_other_fields
from .sentences import find_addressed, find_opening_duties, find_sentences, find_tails
from .source import Source, Span
from .steps import lines_beside
from .unit_headings import heads_numbers_below
from .units import is_collective, names_part_of_unit
from .values import Clause, Value
from .wording import ROLE_MARK, Reading, names_only_offices, read_value, reads_cleanly

_FREE_LABEL = re.compile(rf"(?:^|(?<=[\n 。;!?)”→|{re.escape(BULLETS)}])){LABEL.pattern}")
_NEXT_LABEL = re.compile(rf"(?<=[;,。 ]){LABEL.pattern}")
_VALUE_END = re.compile(r"[。\n]")
_CONTINUES = ",、:"
# Longer than the longest list of units; a longer bracket is prose.
_LONGEST_BRACKET = 3000
_LONGEST_LABEL, _LONGEST_DATE = 20, 30
_MOST_LINES, _LONGEST_NAME_LINE = 30, 40
_LONGEST_LIST = 300
_NEAR = 80
_FIGURE = re.compile(r"\d")
_DUTY = re.compile("领导(?!小组)|[督承协主会联]办(?=$|[,;、)])")
# 三处, 到处 are no offices.
_SMALL_OFFICE = re.compile(
    "(?![含原驻除]|包括|不含|位于|[一二三四五六七八九十百几多各两数到]{1,4}处$)[\u4e00-\u9fff]{1,12}(?:[局处署科委办厅部股司]|科室)"
    "|[省市县区州乡镇][\u4e00-\u9fff]{1,14}(?:[馆院站所队社]|中心|公司|集团|学校|大学)"
)
_OPENINGS = ("(", "[", "【", "〔")
_OFFICE = re.compile("[局委厅部院]|中心|办公?室|公司|政府|街道|负责|牵头")
_PARTED = re.compile("[/,;]")
_LED_BY = re.compile("(?:总?牵头|负责|分管|包抓|主抓|督办|挂帅)(?:负责|协调|督办)? *$")
_DASH, _LONGEST_DASH = f"―─→|{BULLETS}", 8


def complete_labels(source: Source) -> Source:
    """The same text with a colon in the place of the blank behind a label that begins its line and leaves it out, and
    behind the labels that follow it there."""
    places = []
    for label in BARE_LABEL.finditer(source.folded):
        end = source.line_span(label.end())[1]
        labels = [label, *NEXT_BARE_LABEL.finditer(source.folded, label.end(), min(end, label.end() + _LONGEST_LIST))]
        ends = [*(following.start() for following in labels[1:]), end]
        values = [(one, one.end(), to) for one, to in zip(labels, ends, strict=True)]
        if all(_suits(source, label_kind(one["name"]), start, to) for one, start, to in values):
            places += [one.start("gap") for one in labels]
    return source.with_marks(places, ":") if places else source


def _suits(source: Source, kind: str | None, start: int, end: int) -> bool:
    """Whether a line goes on with what its label announces; not so the head of a table (牵头单位 配合单位)."""
    if end - start > _LONGEST_LIST or label_kind(source.folded[start:end].split(" ")[0]):
        return False
    if kind in UNIT_KINDS:
        return reads_cleanly(source, read_value(source, start, end))
    return kind == "deadline" and AMONG_UNITS.match(source.folded, start, end) is not None


def find_clauses(source: Source) -> tuple[list[Clause], list[int]]:
    """All clauses in order, and the offsets of brackets without a partner."""
    pairs, alone = source.brackets(lambda offset: begins_numbered(source, offset))
    bracketed = _bracketed(source, pairs)
    starts = sorted([*_unclosed(source, alone), *_free_labels(source)])
    clauses = bracketed + _to_line_end(source, starts, bracketed)
    sentences = [
        clause for clause in find_sentences(source, bracketed) if not heads_numbers_below(source, clause.start)
    ]
    clauses = sorted([*clauses, *sentences], key=lambda clause: clause.start)
    tails = find_tails(source, [clause.start for clause in clauses])
    clauses = sorted([*clauses, *tails], key=lambda clause: clause.start)
    clauses = sorted([*clauses, *find_lines_below(source, clauses)], key=lambda clause: clause.start)
    clauses = sorted([*clauses, *find_other_fields(source, clauses)], key=lambda clause: clause.start)
    starts_of_others = [clause.start for clause in clauses if clause.names_units]
    addressed = find_addressed(source, starts_of_others)
    starts_of_others = sorted([*starts_of_others, *(clause.start for clause in addressed)])
    opening = [*addressed, *find_opening_duties(source, starts_of_others)]
    opening = [clause for clause in opening if not heads_numbers_below(source, clause.start)]
    return sorted([*_join_neighbours(source, clauses), *opening], key=lambda clause: clause.start), alone


def _bracketed(source: Source, pairs: list[Span]) -> list[Clause]:
    found: list[Clause] = []
    doubtful: list[Clause] = []
    looked_at = -1
    for opening, closing in pairs:
        if opening < looked_at or closing - opening > _LONGEST_BRACKET:
            continue
        if _heads_numbers(source, opening, closing):
            continue
        start = source.skip(opening + 1, closing)
        if label_kind(source.folded[start : min(closing, start + _LONGEST_LABEL)]):
            continue  # 【牵头单位】 is the label of what follows
        if names_part_of_unit(source.folded[opening : closing + 1]) and _behind_label(source, opening):
            continue
        labelled = LABEL.match(source.folded, start, closing) or _unknown_label(source, start, closing)
        if not labelled and source.folded.startswith(":", closing + 1):
            continue  # 责任单位(含配合单位):
        if not labelled and not without_post(words := source.folded[start:closing].strip(), words):
            continue  # 牵头领导:李向东(县委常委)
        beside = not labelled and _beside(source, found, opening, closing)
        sets_date = not labelled and _sets_date(source, opening, closing, beside=beside)
        if labelled or (not sets_date and _tells_who_acts(source, start, closing)):
            looked_at = closing
            values = read_values(source, start, closing)
            if labelled or all(v.reading is None or reads_cleanly(source, v.reading) for v in values):
                found.append(Clause(opening, closing + 1, values))
            elif by_person := _person_and_offices(source, start, closing):
                found.append(Clause(opening, closing + 1, by_person))  # (张明远牵头,县文物局负责)
        elif sets_date:
            found.append(Clause(opening, closing + 1, (Value("deadline", start, source.back(start, closing), None),)))
        elif closing - start <= _LONGEST_LIST and not _behind_label(source, opening):
            ends, begins = _ends_sentence(source, opening, closing), _begins_text(source, opening)
            if not (ends or begins or source.folded.startswith("。", closing + 1)):
                continue
            if tells_issuer(source, opening, closing):
                continue
            by_person = _person_and_offices(source, start, closing)
            if by_person and ends:
                doubtful.append(Clause(opening, closing + 1, by_person))
                continue
            value = _only_offices(source, start, closing)
            if value and (not value.is_guess or ends or begins):
                looked_at = closing
                found.append(Clause(opening, closing + 1, (value,)))
            elif ends and not _labelled_below(source, closing + 1):
                reading = read_value(source, start, closing)
                if (
                    reads_cleanly(source, reading)
                    and not _DUTY.search(source.folded, start, closing + 1)
                    and not _has_figure(source, reading)
                ):
                    value = Value("listed", start, closing, reading, is_guess=True)
                    doubtful.append(Clause(opening, closing + 1, (value,)))
    # Where other tasks end with their units in brackets, so do those whose units alone would not be known as such.
    return (
        sorted([*found, *doubtful], key=lambda clause: clause.start)
        if len(found) > 1 or len(found + doubtful) > 2
        else found
    )


def _beside(source: Source, found: list[Clause], opening: int, closing: int) -> bool:
    """Whether a bracket stands right behind the clause found last, or right before a bracket with a label of units:
    [责任部门:住房保障处][2026年12月]."""
    if found and source.skip(found[-1].end, opening) == opening:
        return True
    at = source.skip(closing + 1, len(source.folded))
    label = LABEL.match(source.folded, source.skip(at + 1, len(source.folded))) if source.folded[at : at + 1] else None
    return source.folded[at : at + 1] in _OPENINGS and label is not None and label.lastgroup in UNIT_KINDS


def _sets_date(source: Source, opening: int, closing: int, *, beside: bool) -> bool:
    """Whether a bracket at the end of a sentence says nothing but by when: 新增绿地30公顷。(12月15日前). `beside` the
    bracket of units any day says so, without 前, too."""
    words = "".join(source.folded[opening + 1 : closing].split())
    is_date = AMONG_UNITS.fullmatch(words) and (beside or LIMITS.search(words)) and not _OFFICE.search(words)
    if len(words) > _LONGEST_DATE or not is_date:
        return False
    if beside:
        return True
    start = source.line_span(opening)[0]
    behind_text = not source.blank(start, opening) and source.folded[opening - 1] not in "年月"
    start = max(start, opening - _LONGEST_LIST)
    start = max(start, *(source.folded.rfind(stop, start, opening) + 1 for stop in "。;!】"))
    return behind_text and LABEL.search(source.folded, start, opening) is None and _ends_line(source, closing)


def _heads_numbers(source: Source, opening: int, closing: int) -> bool:
    """Whether a bracket 【】 fills its line and a number one stands below it: 【市教育局】 above its tasks."""
    if source.folded[opening] not in "【[〔" or source.strip(*source.line_span(opening)) != (opening, closing + 1):
        return False
    below = source.skip(source.line_span(opening)[1], len(source.folded))
    number = number_at(source, below, min(below + _LONGEST_LABEL, len(source.folded)))
    return number is not None and number.number == 1


def _begins_text(source: Source, opening: int) -> bool:
    """Whether a bracket stands right behind the number of its line: 2.【区住建局】改造老旧小区12个。"""
    number = number_at(source, *source.strip(*source.line_span(opening)))
    return number is not None and source.skip(number.end, opening) == opening


def _unknown_label(source: Source, start: int, end: int) -> bool:
    """Whether a bracket begins with a label that is not known and goes on with one that is: (挂帅人:…;牵头单位:…)."""
    unknown = UNKNOWN_LABEL.match(source.folded, start, end)
    return unknown is not None and _NEXT_LABEL.search(source.folded, unknown.end(), end) is not None


def _labelled_below(source: Source, offset: int) -> bool:
    """Whether a label names the units right behind an offset."""
    return LABEL.match(source.folded, source.skip_edge(offset, len(source.folded))) is not None


def _has_figure(source: Source, reading: Reading) -> bool:
    return any(_FIGURE.search(source.folded, mention.start, mention.end) for mention in reading.mentions)


def _only_offices(source: Source, start: int, end: int) -> Value | None:
    """The value of a bracket that holds nothing but offices, behind a label without its colon or without any label."""
    label = LABEL_WITHOUT_COLON.match(source.folded, start, end)
    kind = label.lastgroup if label and label.lastgroup in UNIT_KINDS else "listed"
    start = label.end() if label and label.lastgroup in UNIT_KINDS else start
    reading = read_value(source, start, end)
    if names_only_offices(source, reading) and not _DUTY.search(source.folded, start, end + 1):
        return Value(kind, start, end, reading)
    return Value(kind, start, end, reading, is_guess=True) if _names_small_offices(source, start, end) else None


def _person_and_offices(source: Source, start: int, end: int) -> tuple[Value, ...]:
    """A leader and the offices behind the first stroke or stop of a bracket: (张某某/镇村建办/各村), (王某牵头,各村
    负责), and the day behind them; () for others."""
    parted = _PARTED.search(source.folded, start, end)
    led = _LED_BY.search(source.folded, start, parted.start()) if parted else None
    last = led.start() if led else source.back(start, parted.start()) if parted else start
    if parted is None or not names_leader(source.folded[start:last].strip()):
        return ()
    begin = source.skip(parted.end(), end)
    day = DAY_BEHIND.search(source.folded, begin, end)
    due = (Value("deadline", *day.span("day"), None),) if day else ()
    end = day.start() if day else end
    reading = read_value(source, begin, end)
    if not reads_cleanly(source, reading) or _has_figure(source, reading):
        return ()
    sure = names_only_offices(source, reading)
    people = Value("leaders", start, last, None)
    return people, Value("listed", begin, end, reading, is_guess=not sure), *due


def _names_small_offices(source: Source, start: int, end: int) -> bool:
    """Whether the words between stops are all offices whose level goes without saying: 运输局; 人事处、科研处."""
    if _DUTY.search(source.folded, start, end + 1):
        return False
    names = [name.strip() for name in re.split("[、,;/ ]", source.folded[start:end])]
    small = [_SMALL_OFFICE.fullmatch(name) is not None for name in names]
    return any(small) and all(one or is_collective(name) for one, name in zip(small, names, strict=True))


def _ends_sentence(source: Source, opening: int, closing: int) -> bool:
    """Whether a bracket stands behind a full stop or at the end of its line or part."""
    before = source.back(0, opening)
    ends_part = source.folded.startswith(";", closing + 1)  # 手术占比35%(医务部);…
    return (before > 0 and source.folded[before - 1] in "。;!") or ends_part or _ends_line(source, closing)


def _ends_line(source: Source, closing: int) -> bool:
    after = source.skip(closing + 1, len(source.folded), "。;, ")
    return after == len(source.folded) or source.folded[after] == "\n" or begins_numbered(source, after)


def _behind_label(source: Source, opening: int) -> bool:
    """Whether a bracket follows a name behind a label, which it belongs to: 主责单位:区金融办(区国资委)."""
    start = max(source.line_span(opening)[0], opening - _LONGEST_LIST)
    ends = [label.end() for label in LABEL.finditer(source.folded, start, opening) if label.lastgroup in UNIT_KINDS]
    return bool(ends) and source.folded.find("。", ends[-1], opening) < 0


def _tells_who_acts(source: Source, start: int, end: int) -> bool:
    """Whether a bracket without a label could be a clause; only its ends are looked at, however long it is."""
    if VERB_AT_END.search(source.folded, max(start, end - _NEAR), end):
        return True
    return ROLE_MARK.search(source.folded, start, min(end, start + _NEAR)) is not None


def _unclosed(source: Source, alone: list[int]) -> Iterator[tuple[int, int]]:
    """(start, start of the label) of every bracket that begins with a label and was never closed."""
    for opening in alone:
        if source.folded[opening] in "([【〔":
            start = source.skip(opening + 1, min(opening + 20, len(source.folded)))
            if LABEL.match(source.folded, start):
                yield opening, start


def _free_labels(source: Source) -> Iterator[tuple[int, int]]:
    """(start, start of the label) of every label that stands free, 工作措施 aside; a dash before it belongs to it."""
    for label in _FREE_LABEL.finditer(source.folded):
        if label.lastgroup != "measures":
            yield source.back(max(label.start() - _LONGEST_DASH, 0), label.start(), _DASH), label.start()
    behind_numbers = [*_behind_numbers(source)]
    if len(behind_numbers) > 1:
        yield from ((start, start) for start in behind_numbers)


def _behind_numbers(source: Source) -> Iterator[int]:
    """Where a label of units stands right behind the number of a line, and the text below it: 一、责任单位:市教育局."""
    lines = [*source.lines(0, len(source.folded))]
    for (start, end), below in pairwise(lines):
        number = number_at(source, start, end)
        label = LABEL.match(source.folded, source.skip(number.end, end), end) if number else None
        if label and label.lastgroup in UNIT_KINDS and not _begins_anew(source, below[0]):
            yield label.start()


def _to_line_end(source: Source, starts: list[tuple[int, int]], bracketed: list[Clause]) -> list[Clause]:
    """Clauses that no bracket ends: each holds the rest of its line or sentence, up to a clause in brackets."""
    found, index, last = [], 0, -1
    for start, label_start in starts:
        while index < len(bracketed) and bracketed[index].end <= start:
            index += 1
        following = bracketed[index] if index < len(bracketed) else None
        if start < last or (following and following.start <= start):
            continue
        label = LABEL.match(source.folded, label_start)
        assert label, "every start is that of a label"
        label_end = label.end()
        last = _value_end(source, label_end)
        if label.lastgroup in UNIT_KINDS:
            last = _lines_of_names(source, label_end, last)
        if following:
            last = min(last, source.back(label_end, max(label_end, following.start)))
        found.append(Clause(start, last, read_values(source, label_start, last)))
    return found


def measures_before(source: Source, start: int, end: int) -> int | None:
    """Where 工作措施: begins before a clause, or a line of how far the task is (进展情况:) or shall be (一季度:), or of
    what pays for it (资金来源:), unless its contents stand below."""
    labels = _FREE_LABEL.finditer(source.folded, start, end)
    found = [label.start() for label in labels if label.lastgroup == "measures" and label.start() > start][:1]
    return min([*found, *lines_beside(source, start, end)], default=None)


def _value_end(source: Source, start: int) -> int:
    """Where an unbracketed value ends: at the first full stop or line end, unless the line asks for more."""
    stop = start
    while True:
        match = _VALUE_END.search(source.folded, stop)
        end = match.start() if match else len(source.folded)
        if match is None or match.group() == "。":
            return source.back(start, end)
        text_end = source.back(start, end)
        following = source.skip(end, len(source.folded))
        wanting = text_end == start or source.folded[text_end - 1] in _CONTINUES
        if not wanting or following == len(source.folded) or following - end > 4 or _begins_anew(source, following):
            return text_end
        stop = following


def _lines_of_names(source: Source, label_end: int, end: int) -> int:
    """The end of a value whose label stands alone on its line, with one name or more on each line below it."""
    if source.folded.find("\n", source.back(0, label_end, " "), source.skip(label_end, end)) < 0:
        return end
    stops = [end]
    for start, line_end in islice(source.lines(end, len(source.folded)), _MOST_LINES):
        if start < end:
            continue
        label = LABEL.match(source.folded, start)
        if label and label.lastgroup in ("lead", "listed") and len(stops) > 1:
            stops.pop()  # the line above may be the text of the next task
        if label or begins_numbered(source, start) or source.has_empty_line(stops[-1], start):
            return stops[-1]
        if line_end - start > _LONGEST_NAME_LINE or not reads_cleanly(source, read_value(source, start, line_end)):
            return end
        stops.append(line_end)
    return end


def _begins_anew(source: Source, offset: int) -> bool:
    blotted = source.is_blotted(offset)
    return blotted or begins_numbered(source, offset) or LABEL.match(source.folded, offset) is not None


def _join_neighbours(source: Source, clauses: list[Clause]) -> list[Clause]:
    """Clauses with only stops and white space between them are one: 牵头单位 and 责任单位 on lines of their own."""
    runs: list[list[Clause]] = []
    for clause in clauses:
        if runs and source.skip_edge(runs[-1][-1].end, clause.start) == clause.start:
            runs[-1].append(clause)
        else:
            runs.append([clause])
    return [
        Clause(run[0].start, run[-1].end, tuple(value for clause in run for value in clause.values)) for run in runs
    ]
