"""Lines of text from characters, and paragraphs from lines."""

import re
import statistics
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from .pdf_page import Char

_SAME_LINE = 0.4
# Gaps that are blanks, in widths of a Chinese character, by how many of the two characters beside it are Chinese.
# Programs set a quarter of that width between Chinese and Latin, and stretch all gaps of a line to fill it.
_BLANKS = (0.22, 0.4, 0.22)
_INDENT = 1.2
_TOLERANCE = 0.35
_SAME = 0.05
_LARGER = 1.15
_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十百零〇]{1,5}\s*[、．.章节条部]|[（(]\s*(?:[一二三四五六七八九十]{1,4}|\d{1,3})\s*[）)]"
    r"|\d{1,4}\s*(?:[、．]|\.(?!\d))|\d{1,2}[）)]|[①-⑳㉑-㉟⑴-⒇⒈-⒛])"
)
# 一、 and 3． begin a paragraph wherever they begin a line; not so the rest of 1、2、3、4号线 or 第（一）项.
_HEADS = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}\s*(?:(?:部分|[章节编篇])(?![的第规，。、；])|条\s)"
    r"|(?:[一二三四五六七八九十]{1,4}\s*[、．.]|[（(]\s*(?:[一二三四五六七八九十]{1,4}|\d{1,3})\s*[）)]"
    r"|\d{1,3}\s*[、．.]|[①-⑳])(?!\s*[\d一二三四五六七八九十、，,。；;）)款项条类]))"
)
_GOES_ON = re.compile(r"[，,、（(第“至到和与及—–-]\s*\Z")
# What is set further in than this, in characters, is no first line: a date or signature at the right, a title.
_FURTHEST_INDENT, _SHORT_LINE = 4, 0.5
_SENTENCE_END = re.compile(r"[。；;！!？?：:）)]\s*\Z")
# What programs do not part at the end of a line: a Latin word or one Chinese character with the signs that cling to it;
# many keep together also what a quotation mark stands between, and a number or Latin word and the sign before it.
_PIECE = r"[（《〈「『【〔“‘(\[{]*(?:[\w%.+/-]+|.)[，。、；：！？）》〉」』】〕”’,.;:!?)\]}%…]*"
_TOKEN = re.compile(rf"{_PIECE}(?:(?:(?=[“”‘’])|(?<=[!-/，、）〕])(?=\w)){_PIECE})*", re.S | re.A)
_HANGING = tuple("，。、；：！？）》〉」』】〕”’,.;:!?)")


@dataclass(frozen=True, slots=True)
class Line:
    """`size` is the width of a Chinese character in it, `token` the width of what could not be parted at its start.

    `blank`: a blank stood behind it, which counts where Latin words meet.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    token: float
    blank: bool

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def edge(self) -> float:
        """Where its text ends without a sign that may hang over the edge."""
        return self.right - self.size if self.text.endswith(_HANGING) else self.right


def lines_of(chars: list[Char]) -> list[Line]:
    """The lines of some characters from the top down."""
    groups: list[list[Char]] = []
    base = 0.0
    for char in sorted(chars, key=lambda char: -char.base):
        if groups and base - char.base <= _SAME_LINE * (char.top - char.bottom):
            groups[-1].append(char)
        else:
            groups.append([char])
            base = char.base
    found = (_line(sorted(group, key=lambda char: char.left)) for group in groups)
    return [line for line in found if line]


def _line(chars: list[Char]) -> Line | None:
    while chars and chars[0].text.isspace():
        chars = chars[1:]
    blank = bool(chars) and chars[-1].text.isspace()
    while chars and chars[-1].text.isspace():
        chars = chars[:-1]
    if not chars:
        return None
    wide = [char.right - char.left for char in chars if char.wide]
    size = statistics.median(wide) if wide else 0.8 * statistics.median(char.top - char.bottom for char in chars)
    text = _with_blanks(chars, size)
    first = _TOKEN.match(text)
    assert first, "a line begins with a character that is no blank"
    token = chars[min(len(first[0]), len(chars)) - 1].right - chars[0].left
    return Line(
        text=unicodedata.normalize("NFC", text),
        left=chars[0].left,
        right=chars[-1].right,
        bottom=min(char.bottom for char in chars),
        top=max(char.top for char in chars),
        size=size,
        token=token,
        blank=blank,
    )


def _with_blanks(chars: list[Char], size: float) -> str:
    """The text of a line; a gap that stands out is a blank, for PDF files leave out many of them."""
    gaps = [after.left - before.right for before, after in pairwise(chars) if before.wide and after.wide]
    usual = max(statistics.median(gaps), 0.0) if gaps else 0.0
    text = chars[0].text
    for before, after in pairwise(chars):
        limit = usual + _BLANKS[before.wide + after.wide] * size
        if after.left - before.right > limit and not (before.text.isspace() or after.text.isspace()):
            text += " "
        text += after.text
    return text


def joined(before: str, after: str, *, blank: bool = False) -> str:
    """The text of two lines that were one: a blank only at Latin words."""
    one, other = before[-1:], after[:1]
    latin = [char.isascii() and char.isalpha() for char in (one, other)]
    if all(latin) or (blank and any(latin)):
        return f"{before} {after}"
    return before + after


def cell_text(lines: list[Line], width: float) -> tuple[str, float]:
    """(text of a cell of that width, room left in its last line); lines that were broken to fit are joined again."""
    if not lines:
        return "", width
    room = width - 2 * _padding(lines, width)
    longest = max(line.width for line in lines)
    text = lines[0].text
    for before, line in pairwise(lines):
        # What would have been no longer than another line would have fitted for sure.
        if line.token > max(_left(before, room), longest - before.width + _SAME) and not _NUMBERED.match(line.text):
            text = joined(text, line.text, blank=before.blank)
        else:
            text = f"{text}\n{line.text}"
    return text, _left(lines[-1], room)


def _left(line: Line, room: float) -> float:
    """The width that could still have been set in a line, a little less to be on the safe side."""
    return room - line.width - _TOLERANCE * line.size


def _padding(lines: list[Line], width: float) -> float:
    """The distance of text from the border of its cell: half of what the longest line leaves free, at most 6 points."""
    return max(0.0, min(6.0, (width - max(line.width for line in lines)) / 2))


class PdfParagraphs:
    """Joins the lines of a text that runs over pages. `left` and `right` are the edges of the text of a page."""

    def __init__(self) -> None:
        self._text = ""
        self._first: Line | None = None
        self._last: Line | None = None

    def add(self, line: Line, *, left: float, right: float, new_page: bool) -> str | None:
        """Take the next line; returns the paragraph before it if that is complete."""
        if self._last is None or self._begins(self._last, line, left, right, new_page):
            done, self._text, self._first = self.end(), line.text, line
        else:
            done, self._text = None, joined(self._text, line.text, blank=self._last.blank)
        self._last, self._left, self._right = line, left, right
        return done

    def end(self) -> str | None:
        """The paragraph that was being read, if any."""
        done, self._text, self._first, self._last = self._text, "", None, None
        return done or None

    def _begins(self, last: Line, line: Line, left: float, right: float, new_page: bool) -> bool:
        """Whether the line begins a paragraph; None of its predecessor's words may be needed to complete it."""
        assert self._first, "`last` is of a paragraph, which has a first line"
        if not last.size / _LARGER <= line.size <= last.size * _LARGER:
            return True
        if last.right + line.token <= self._right - _TOLERANCE * line.size:
            return True
        if not new_page and last.bottom - line.top > 1.5 * line.size:
            return True
        if self._stands_alone(last, line) or (_HEADS.match(line.text) and not _GOES_ON.search(self._text)):
            return True
        ended = bool(_SENTENCE_END.search(self._text))
        numbered = bool(_NUMBERED.match(line.text))
        if numbered and ended:
            return True
        if line.left <= left + _INDENT * line.size:
            return False
        hangs = line.left > self._first.left + line.size and bool(_NUMBERED.match(self._first.text))
        same = abs(line.left - last.left) < line.size
        return numbered or ended or not (hangs or same)

    def _stands_alone(self, last: Line, line: Line) -> bool:
        """Whether the line before is a paragraph of its own at the right or in the middle of the page."""
        if last is not self._first or last.left <= self._left + _FURTHEST_INDENT * last.size:
            return False
        is_short = last.width < _SHORT_LINE * (self._right - self._left)
        return is_short or abs(line.left - last.left) > line.size
