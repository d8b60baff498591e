"""Tables that lost their lines: cells parted by blanks, or every cell on a line of its own.

    序号 工 作 任 务 责任单位          序号 |
    1 疏通河道20公里 市水利局          工作任务 |
                                       责任单位 |
                                       1 |
                                       疏通河道20公里 |
                                       市水利局 |

A row begins where its number follows the one before. Which words belong to which cell is read from what the columns
hold: units, names, dates and text (alignment.py).
"""

import re
from itertools import pairwise

from .alignment import divide, fits, holds_units, is_date
from .flat_heads import kinds_below, names_in_line, names_on_lines
from .grid import HEADING_NUMBER, NOTE, TOTAL, Cell, Lines, Row, cell, is_number, make_row
from .labels import LABEL, PEOPLE_KINDS
from .leftovers import is_metadata, is_page_mark
from .numbering import numeral_value
from .parted_lines import cut_at_gaps
from .source import Span

_WORD = re.compile(r"[^ \n]+")
# A name of two characters may be spaced out: 王 伟.
_WORD_OR_NAME = re.compile(r"(?<![^ \n])[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff](?![^ \n])|[^ \n]+")
_ROW_NUMBER = re.compile(r"\(?(\d{1,4})\)?(?:[、.](?!\d)|(?=[ \n]|$))")
# Of a row if several cells follow in its line; else it heads a chapter.
_NUMERAL = re.compile("([一二三四五六七八九十]{1,3})(?= )")
_ROW_OF_NUMERAL = re.compile(r" *[一二三四五六七八九十]{1,3}(?: +[^ \n]+){3}")
_LINES_OF_A_ROW = 40
_LONGEST_GROUP = 60
_MOST_GROUPS = 6
_STEP = (1, 2)  # a number may be missing, or it would take the rest of the table for text

# Start and end of a cell on lines of its own, and the line after it.
_Token = tuple[int, int, int]


def read_flat(lines: Lines, index: int) -> tuple[tuple[str, ...], list[Row], int]:
    """Kinds of the columns, rows, and the line after the table whose head begins on line `index`; no rows if none."""
    source = lines.source
    kinds = names_in_line(lines.folded(index))
    if kinds:
        return _Words(lines, kinds, index).read(index)
    kinds, after = names_on_lines(lines, index)
    if kinds:
        barred = all(source.folded[lines.stripped(i)[1] - 1] == "|" for i in range(index, after))
        return _OnLines(lines, kinds, index, barred).read(after)
    if _begins_headless(lines, index):
        return _Words(lines, ("number", "task", "listed"), None).read(index)
    return (), [], index


def _begins_headless(lines: Lines, index: int) -> bool:
    """Whether two lines follow each other with consecutive numbers, a text, and units as their last word."""
    numbers = []
    for at in range(index, min(index + 2, len(lines))):
        start, end = lines.stripped(at)
        number = _ROW_NUMBER.match(lines.source.folded, start, end)
        words = lines.source.folded.rfind(" ", start, end) + 1
        if not number or words <= number.end() + 1 or LABEL.search(lines.source.folded, start, end):
            return False
        if not holds_units(lines.source, words, end):
            return False
        numbers.append(int(number[1]))
    return len(numbers) == 2 and numbers[1] == numbers[0] + 1


class _Flat:
    """Goes through the lines below a head; `kinds` are the columns, `rows` what was read."""

    def __init__(self, lines: Lines, kinds: tuple[str, ...]):
        self.lines, self.source, self.kinds = lines, lines.source, kinds
        self._head_kinds = kinds
        self.rows: list[Row] = []
        self.last: int | None = None
        self._group_came = False

    def add_head(self, index: int) -> None:
        span = self.lines.stripped(index)
        names = cut_at_gaps(self.source, *span)
        cells = [Cell(*name) for name in names] if len(names) == len(self.kinds) else [Cell(*span)]
        self.rows.append(Row("head", *span, tuple(cells)))

    def add_line(self, kind: str, index: int) -> None:
        span = self.lines.stripped(index)
        end = self.source.back(span[0], span[1], " |")
        self.rows.append(Row(kind, span[0], span[1], (Cell(span[0], end),)))
        self._group_came |= kind == "group"

    def follows(self, number: int) -> bool:
        """Whether a number begins the next row."""
        if self.last is None:
            return True
        return number - self.last in _STEP or (number == 1 and self._group_came)

    def began(self, number: int) -> None:
        self.last, self._group_came = number, False

    def is_group(self, index: int) -> bool:
        folded = self.lines.folded(index).rstrip("| ")
        return HEADING_NUMBER.match(folded) is not None and len(folded) <= _LONGEST_GROUP and "。" not in folded

    def ends(self, index: int) -> bool:
        folded = self.lines.folded(index)
        return NOTE.match(folded) is not None or TOTAL.match(folded) is not None or is_metadata(folded)


class _Words(_Flat):
    """Rows on lines, cells parted by blanks; `head` is the line of the names, None where there are none."""

    def __init__(self, lines: Lines, kinds: tuple[str, ...], head: int | None):
        super().__init__(lines, kinds)
        self._head = head
        self._row_number = _ROW_NUMBER

    def read(self, index: int) -> tuple[tuple[str, ...], list[Row], int]:
        if self._head is not None:
            index = self._read_head(self._head)
        if index < len(self.lines) and _ROW_OF_NUMERAL.match(self.lines.folded(index)):
            self._row_number = _NUMERAL
        while index < len(self.lines):
            after = self._numbered(index) if "number" in self.kinds[:2] else self._plain(index)
            if after == index:
                break
            index = after
        return self.kinds, self.rows, index

    def _read_head(self, index: int) -> int:
        self.add_head(index)
        index += 1
        if index < len(self.lines) and (below := kinds_below(self._head_kinds, self.lines.folded(index))):
            self.kinds = below
            self.add_head(index)
            index += 1
        return index

    def _numbered(self, index: int) -> int:
        folded = self.lines.folded(index)
        number = self._number(index)
        if number is not None and self.follows(number):
            after = self._row_end(index, number)
            self._add_row(index, after)
            self.began(number)
            return after
        if is_page_mark(folded):
            return self._skip(index, "note")
        if names_in_line(folded) == self._head_kinds:
            return self._read_head(index)
        if self.is_group(index) and self._row_follows(index + 1):
            return self._skip(index, "group")
        return index

    def _skip(self, index: int, kind: str) -> int:
        self.add_line(kind, index)
        return index + 1

    def _row_follows(self, index: int) -> bool:
        """Whether the first line that is no heading begins a row: 1 or the next number."""
        last = min(index + _MOST_GROUPS, len(self.lines))
        while index < last and self.is_group(index):
            index += 1
        number = self._number(index) if index < len(self.lines) else None
        return number is not None and (self.last is None or number == 1 or number - self.last in _STEP)

    def _number(self, index: int) -> int | None:
        found = self._find_number(*self.lines.stripped(index))
        return numeral_value(found[1]) if found else None

    def _find_number(self, start: int, end: int) -> re.Match[str] | None:
        """The number of a row at its start, or behind the one word of the column before it (类别 序号 …)."""
        found = self._row_number.match(self.source.folded, start, end)
        if found or self.kinds[0] == "number":
            return found
        word = _WORD.match(self.source.folded, start, end)
        assert word, "a line that is not blank begins with a word"
        return self._row_number.match(self.source.folded, self.source.skip(word.end(), end), end)

    def _row_end(self, index: int, number: int) -> int:
        """The line after a row: its lines go on until the next number, an empty line or something else begins."""
        after = index + 1
        while after < min(index + _LINES_OF_A_ROW, len(self.lines)):
            before, start = self.lines.stripped(after - 1)[1], self.lines.stripped(after)[0]
            following = self._number(after)
            if (
                (following is not None and following - number in _STEP)
                or self.source.has_empty_line(before, start)
                or self.ends(after)
                or self.is_group(after)
                or LABEL.match(self.source.folded, start)
                or names_in_line(self.lines.folded(after)) == self._head_kinds
            ):
                break
            after += 1
        return after

    def _add_row(self, index: int, after: int) -> None:
        start, end = self.lines.stripped(index)[0], self.lines.stripped(after - 1)[1]
        number = self._find_number(start, end)
        assert number, "a row begins where its number was found"
        rest = self.source.skip(number.end(), end)
        place = self.kinds.index("number")
        cells = [cell(self.source, start, number.start())] * place + [Cell(number.start(), number.end())]
        kinds = self.kinds[place + 1 :]
        wide = cut_at_gaps(self.source, rest, end) if "\n" not in self.source.folded[rest:end] else []
        if len(wide) == len(kinds):
            cells += [cell(self.source, *span) for span in wide]
        else:
            words = self._words(rest, end)
            cells += divide(self.source, kinds, words)
        self.rows.append(make_row(self.source, self.kinds, cells, start, end))

    def _words(self, start: int, end: int) -> list[Span]:
        word = _WORD_OR_NAME if any(kind in PEOPLE_KINDS for kind in self.kinds) else _WORD
        return [match.span() for match in word.finditer(self.source.folded, start, end)]

    def _plain(self, index: int) -> int:
        """A row without number: one line with as many words as there are columns, the units in their place."""
        start, end = self.lines.stripped(index)
        if self.is_group(index) and len(self.lines.folded(index).split()) == 1:
            return self._skip(index, "group")
        wide = cut_at_gaps(self.source, start, end)
        words = self._words(start, end)
        # A category that is merged stands in the first of its rows.
        for left_out in (0, 1) if self.kinds[0] == "group" else (0,):
            kinds = self.kinds[left_out:]
            spans = wide if len(wide) == len(kinds) else words
            if len(spans) == len(kinds) and not self.ends(index) and fits(self.source, kinds, spans):
                cells = [Cell(start, start)] * left_out + [cell(self.source, *span) for span in spans]
                self.rows.append(make_row(self.source, self.kinds, cells, start, end))
                return index + 1
        return index


class _OnLines(_Flat):
    """Every cell on a line of its own, or, with bars, up to the line that ends in a bar."""

    def __init__(self, lines: Lines, kinds: tuple[str, ...], head: int, barred: bool):
        super().__init__(lines, kinds)
        self._head, self._barred = head, barred

    def read(self, index: int) -> tuple[tuple[str, ...], list[Row], int]:
        for at in range(self._head, index):
            self.add_head(at)
        place = self.kinds.index("number") if "number" in self.kinds else None
        while index < len(self.lines):
            after = self._unnumbered(index) if place is None else self._numbered(index, place)
            if after == index:
                break
            index = after
        return self.kinds, self.rows, index

    def _token(self, index: int) -> _Token | None:
        """The cell that begins on a line."""
        if index >= len(self.lines):
            return None
        start, end = self.lines.stripped(index)
        after = index + 1
        if self._barred:
            while self.source.folded[end - 1] != "|":
                if after >= min(index + _LINES_OF_A_ROW, len(self.lines)):
                    return None
                end = self.lines.stripped(after)[1]
                after += 1
        return start, self.source.back(start, end, " \n|"), after

    def _tokens(self, index: int, most: int) -> list[_Token]:
        found: list[_Token] = []
        while len(found) < most and (token := self._token(index)):
            found.append(token)
            index = token[2]
        return found

    def _number_at(self, token: _Token) -> int | None:
        folded = self.source.folded[token[0] : token[1]]
        digits = re.search(r"\d+", folded) if is_number(folded) else None
        return int(digits.group()) if digits else None

    def _numbered(self, index: int, place: int) -> int:
        width = len(self.kinds)
        tokens = self._tokens(index, 2 * width + place + 2)
        if not tokens:
            return index
        first = next((at for at in range(min(place + 1, len(tokens))) if self._begins(tokens, at)), None)
        if first is None:
            return self._between(index, tokens[0])
        number = self._number_at(tokens[first])
        assert number is not None, "a row begins with its number"
        end = self._end_of_row(tokens, first, width - place, place, number)
        if len(tokens[first:end]) < 2:
            return index
        cells = [Cell(end, end) for end in [tokens[0][0]] * (place - first)]
        cells += [Cell(*token[:2]) for token in tokens[: first + 1]]
        start, after = tokens[0][0], tokens[end - 1][2]
        tasks = self._tasks([token[:2] for token in tokens[first + 1 : end]])
        for rest in tasks:
            row_end = self.lines.stripped(after - 1)[1] if rest is tasks[-1] else rest[-1][1]
            cells += divide(self.source, self.kinds[place + 1 :], rest)
            self.rows.append(make_row(self.source, self.kinds, cells, start, row_end))
            start = row_end
            cells = [Cell(start, start)] * (place + 1)
        self.began(number)
        return after

    def _tasks(self, spans: list[Span]) -> list[list[Span]]:
        """The cells of one number by its tasks: behind a deadline, which ends a row, a text begins a further one."""
        cuts = [0]
        for at in range(1, len(spans) if self.kinds[-1] == "deadline" else 0):
            ends_sentence = self.source.folded[spans[at][1] - 1] == "。"
            is_text = not is_date(self.source, *spans[at]) and not holds_units(self.source, *spans[at])
            if (ends_sentence or is_text) and is_date(self.source, *spans[at - 1]):
                cuts.append(at)
        return [spans[begun:end] for begun, end in pairwise([*cuts, len(spans)])]

    def _begins(self, tokens: list[_Token], at: int) -> bool:
        number = self._number_at(tokens[at])
        return number is not None and (self.follows(number) or self._leaps(tokens, at, self.last))

    def _leaps(self, tokens: list[_Token], at: int, before: int | None) -> bool:
        """Whether a number that leaves out several begins a row: the cells behind it are what the columns announce."""
        kinds = self.kinds[self.kinds.index("number") + 1 :]
        spans = [token[:2] for token in tokens[at + 1 : at + 1 + len(kinds)]]
        number = self._number_at(tokens[at])
        if before is None or number is None or number <= before or len(spans) < len(kinds):
            return False
        return fits(self.source, kinds, spans, strictly=True)

    def _end_of_row(self, tokens: list[_Token], first: int, width: int, place: int, number: int) -> int:
        """Index after the last token of the row whose number is at `first`."""
        usual = first + width
        starts = [
            at
            for at in range(first + 1, len(tokens))
            if (self._number_at(tokens[at]) or 0) - number in _STEP or self._leaps(tokens, at, number)
        ]
        if usual + place in starts or not starts:
            stop = next((at for at in range(first + 1, min(usual, len(tokens))) if self._stops(tokens[at])), usual)
            return min(stop, usual, len(tokens))
        end = max(starts[0] - place, first + 1)
        while end > first + 1 and self._stops(tokens[end - 1]):
            end -= 1
        return end

    def _stops(self, token: _Token) -> bool:
        folded = self.source.folded[token[0] : token[1]]
        return NOTE.match(folded) is not None or (HEADING_NUMBER.match(folded) is not None and "。" not in folded)

    def _between(self, index: int, token: _Token) -> int:
        """What may stand between two rows: a repeated head, a page mark, a heading."""
        kinds, after = names_on_lines(self.lines, index)
        if kinds == self.kinds:
            for at in range(index, after):
                self.add_line("head", at)
            return after
        folded = self.lines.folded(index)
        if is_page_mark(folded) and token[2] < len(self.lines):
            self.add_line("note", index)
            return token[2]
        if self.is_group(index) and self._row_follows(token[2]):
            self.add_line("group", index)
            return token[2]
        return index

    def _row_follows(self, index: int) -> bool:
        """Whether a row begins behind the headings that follow each other from the line on."""
        last = min(index + _MOST_GROUPS, len(self.lines))
        while index < last and self.is_group(index):
            index += 1
        tokens = self._tokens(index, len(self.kinds) + 2)
        numbers = [self._number_at(token) for token in tokens[:3]]
        return 1 in numbers or any(self._begins(tokens, at) for at in range(len(numbers)))

    def _unnumbered(self, index: int) -> int:
        """A row without number: as many cells as columns, or one less where the first column is merged."""
        for left_out in (0, 1) if self.kinds[0] == "group" else (0,):
            kinds = self.kinds[left_out:]
            tokens = self._tokens(index, len(kinds))
            spans = [token[:2] for token in tokens]
            if len(tokens) < len(kinds) or not fits(self.source, kinds, spans, strictly=True):
                continue
            cells = [Cell(spans[0][0], spans[0][0])] * left_out + [cell(self.source, *span) for span in spans]
            after = tokens[-1][2]
            self.rows.append(make_row(self.source, self.kinds, cells, spans[0][0], self.lines.stripped(after - 1)[1]))
            return after
        token = self._token(index)
        return self._between(index, token) if token else index
