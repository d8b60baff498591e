"""The text with what every rule asks of it: lines, brackets, trimmed ranges."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy

from .folding import fold

# Start and end of a stretch of the text, half-open.
Span = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BRACKET = re.compile(r"[()\[\]【】〔〕]|\n[ \n]*")
_PARTNER = {")": "(", "]": "[", "】": "【", "〕": "〔"}
_BLANK = " \n"
_BLOT = "\ue001"
_EDGE = " \n。;,.、:"


class Source:
    """`text` as given and `folded`, which has the same length and offsets."""

    def __init__(self, text: str):
        self.text = text
        self.folded = fold(text)
        self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def line_of(self, offset: int) -> int:
        """The line that holds the offset, counted from 1; \\r\\n ends one line."""
        return bisect_right(self._line_starts, offset)

    def lines(self, start: int, end: int) -> Iterator[Span]:
        """Every line that is not blank between the offsets, without white space around it."""
        for match in _LINE.finditer(self.folded, start, end):
            line = self.strip(*match.span())
            if line[0] < line[1]:
                yield line

    def strip(self, start: int, end: int) -> Span:
        """The range without white space at either end."""
        start = self.skip(start, end)
        return start, self.back(start, end)

    def skip(self, start: int, end: int, characters: str = _BLANK) -> int:
        """The first offset from `start` that holds none of the characters, or `end`."""
        while start < end and self.folded[start] in characters:
            start += 1
        return start

    def back(self, start: int, end: int, characters: str = _BLANK) -> int:
        """The end of the range without the characters at its end."""
        while end > start and self.folded[end - 1] in characters:
            end -= 1
        return end

    def in_script(self, words: str, start: int, end: int) -> str:
        """Words of folded characters in those that the text writes between the offsets: 开设托育园 → 開設托育園."""
        if self.text[start:end] == self.folded[start:end]:
            return words
        written, at = [], start
        for character in words:
            found = self.folded.find(character, at, end)
            at = found + 1 if found >= 0 else at
            found = found if found >= 0 else self.folded.find(character, start, end)
            written.append(self.text[found] if found >= 0 else character)
        return "".join(written)

    def blank(self, start: int, end: int) -> bool:
        """Whether the range holds nothing but white space."""
        return self.skip(start, end) == end

    def without(self, ranges: Sequence[Span]) -> "Source":
        """The same text with the ranges blotted out, so that no rule reads into or over them; offsets stay."""
        other = copy(self)
        pieces, last = [], 0
        for start, end in ranges:
            pieces += [self.folded[last:start], _BLOT * (end - start)]
            last = end
        other.folded = "".join([*pieces, self.folded[last:]])
        return other

    def with_marks(self, places: Iterable[int], mark: str) -> "Source":
        """The same text as if the mark stood at the places; offsets stay."""
        other = copy(self)
        characters = list(self.folded)
        for at in places:
            characters[at] = mark
        other.folded = "".join(characters)
        return other

    def is_blotted(self, offset: int) -> bool:
        """Whether `without` took out what stands at the offset."""
        return self.folded.startswith(_BLOT, offset)

    def skip_edge(self, start: int, end: int) -> int:
        """The first offset that is neither white space nor a stop."""
        return self.skip(start, end, _EDGE)

    def line_span(self, offset: int) -> Span:
        """Start and end of the line that holds the offset, the end without its line feed."""
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.folded)
        return start, self.back(start, end, "\n")

    def brackets(self, breaks: Callable[[int], bool]) -> tuple[list[Span], list[int]]:
        """Pairs (open, close) in the order of their opening, and the brackets without a partner.

        A pair never reaches over an empty line or over a line of which `breaks(offset)` says that it begins
        something new: otherwise one forgotten bracket would swallow the items that follow.
        """
        pairs: list[Span] = []
        alone: list[int] = []
        open_: list[int] = []
        for match in _BRACKET.finditer(self.folded):
            mark = match.group()
            if mark[0] == "\n":
                if open_ and self._parts(match, breaks):
                    alone += open_
                    open_ = []
            elif mark in _PARTNER:
                if open_ and self.folded[open_[-1]] == _PARTNER[mark]:
                    pairs.append((open_.pop(), match.start()))
                else:
                    alone.append(match.start())
            else:
                open_.append(match.start())
        return sorted(pairs), sorted(alone + open_)

    def _parts(self, gap: re.Match[str], breaks: Callable[[int], bool]) -> bool:
        return self.has_empty_line(*gap.span()) or self.is_blotted(gap.end()) or breaks(gap.end())

    def has_empty_line(self, start: int, end: int) -> bool:
        """Whether the range, which holds white space only, has an empty line in it."""
        return len(_LINE_END.findall(self.text, start, end)) > 1
