"""What a reader of a document does not see at first sight, kept beside the text so that a person can have it read in.

While a document is read such stretches stand in the text between marks. `split` parts them from it: what remains is the
text, and each stretch becomes an addition to it that says where it would stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

FILTERED_ROWS, HIDDEN_ROWS, HIDDEN_COLUMNS = "filtered_rows", "hidden_rows", "hidden_columns"
HIDDEN_SHEETS, TEXT_BOXES, HEADERS = "hidden_sheets", "text_boxes", "headers"
HIDDEN_TEXT, STRUCK_TEXT, DELETED_TEXT = "hidden_text", "struck_text", "deleted_text"
COMMENTS, NOTES = "comments", "notes"
FORMULAS, DATED_NUMBERS, OLD_WORKBOOK = "formulas", "dated_numbers", "old_workbook"
OWN_LEDGER = "own_ledger"

# How a place is named: by numbers of rows, letters of columns, addresses of cells, titles of sheets, or by its words.
ROWS, COLUMNS, CELLS, SHEETS, WORDS = "rows", "columns", "cells", "sheets", "words"
# The places of one kind that are named; the others are counted.
PLACES_NAMED = 5
_LONGEST_WORDS = 20

# Control characters: XML has none, and readers of other files take them out (`without_signs`).
_OPEN, _BETWEEN, _CLOSE = "\x0e", "\x10", "\x0f"
_SIGNS = str.maketrans("", "", _OPEN + _BETWEEN + _CLOSE)

# (sheet, form of the place, the place)
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Addition:
    """A stretch that would stand before the character `at` of the text, if all its kinds are read in."""

    at: int
    kinds: tuple[str, ...]
    text: str


@dataclass
class Aside:
    """How much of one kind was left aside (rows, cells, stretches …) and where, at most PLACES_NAMED of it."""

    count: int = 0
    places: list[Place] = field(default_factory=list)

    def add(self, place: Place, count: int = 1) -> None:
        self.count += count
        if len(self.places) < PLACES_NAMED:
            self.places.append(place)


@dataclass
class Document:
    """A text and what was left aside of the document; `headings` are [start, end] of lines that are surely headings."""

    text: str
    additions: list[Addition] = field(default_factory=list)
    asides: dict[str, Aside] = field(default_factory=dict)
    headings: list[tuple[int, int]] = field(default_factory=list)

    def is_empty(self) -> bool:
        return not self.text.strip() and not any(one.text.strip() for one in self.additions)


def from_json(kept: dict[str, Any]) -> Document:
    """The document that `dataclasses.asdict` took apart, also when only what is aside was kept of it."""
    return Document(
        kept.get("text", ""),
        [Addition(one["at"], tuple(one["kinds"]), one["text"]) for one in kept.get("additions", ())],
        {
            kind: Aside(one["count"], [(sheet, form, place) for sheet, form, place in one["places"]])
            for kind, one in kept.get("asides", {}).items()
        },
        [(start, end) for start, end in kept.get("headings", ())],
    )


def assembled(text: str, additions: Iterable[Addition], kinds: Iterable[str]) -> str:
    """The text with the additions of these kinds at their places."""
    return "".join(piece for _, piece, is_read in pieces(text, additions, kinds) if is_read)


def pieces(
    text: str, additions: Iterable[Addition], kinds: Iterable[str]
) -> Iterator[tuple[Addition | None, str, bool]]:
    """(addition or None, its text or one of the text itself, whether it is read) in the order of the whole."""
    wanted, done = set(kinds), 0
    for one in additions:
        if one.at > done:
            yield None, text[done : one.at], True
            done = one.at
        yield one, one.text, wanted.issuperset(one.kinds)
    if done < len(text):
        yield None, text[done:], True


# Marks


def without_signs(text: str) -> str:
    """Text from a file that may hold the signs which marks are made of."""
    return text.translate(_SIGNS)


def marked(kind: str, text: str) -> str:
    """The text as a stretch of this kind; "" for nothing."""
    return f"{_OPEN}{kind}{_BETWEEN}{text}{_CLOSE}"


def has_marks(text: str) -> bool:
    return _OPEN in text


def is_aside(text: str) -> bool:
    """Whether it holds marked stretches and nothing else."""
    return _OPEN in text and not unmarked(text)


def unmarked(text: str) -> str:
    """The text without its marked stretches."""
    if _OPEN not in text:
        return text
    return "".join(part for kinds, part in stretches(text) if not kinds)


def first_kind(text: str) -> str:
    """The kind of the first marked stretch."""
    return text.partition(_OPEN)[2].partition(_BETWEEN)[0]


def kinds_of(text: str) -> set[str]:
    """The kinds of all marked stretches."""
    return {kind for kinds, _ in stretches(text) for kind in kinds}


def words_of(text: str) -> str:
    """All the words, those of marked stretches too, without the marks."""
    return "".join(part for _, part in stretches(text)) if _OPEN in text else text


def stretches(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(kinds, text) of the parts of a marked text, kinds () for what is not marked; alike neighbours are one."""
    before: tuple[tuple[str, ...], str] | None = None
    for kinds, part in _stretches(text):
        if before is not None and before[0] == kinds:
            before = kinds, before[1] + part
            continue
        if before is not None:
            yield before
        before = kinds, part
    if before is not None:
        yield before


def _stretches(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    kinds: list[str] = []
    start = 0
    while start < len(text):
        ends = [at for at in (text.find(_OPEN, start), text.find(_CLOSE, start)) if at >= 0]
        end = min(ends, default=len(text))
        if end > start:
            yield tuple(dict.fromkeys(kinds)), text[start:end]
        if end == len(text):
            return
        if text[end] == _OPEN:
            between = text.index(_BETWEEN, end)
            kinds.append(text[end + 1 : between])
            # An empty stretch is one, too: a blank line of what is aside.
            if text[between + 1 : between + 2] == _CLOSE:
                yield tuple(dict.fromkeys(kinds)), ""
            start = between + 1
        else:
            kinds.pop()
            start = end + 1


def lines_of(text: str, ends: Sequence[str]) -> list[str]:
    """The lines of a marked text that was split at line ends; a stretch that runs on is marked on each of them."""
    if not any(_OPEN in line for line in ends):
        return list(ends)
    found: list[str] = []
    kinds: list[str] = []
    for line in ends:
        prefix = "".join(f"{_OPEN}{kind}{_BETWEEN}" for kind in kinds)
        for at, sign in enumerate(line):
            if sign == _OPEN:
                kinds.append(line[at + 1 : line.index(_BETWEEN, at)])
            elif sign == _CLOSE:
                kinds.pop()
        found.append(_without_empty(prefix + line + _CLOSE * len(kinds)))
    return found


def _without_empty(line: str) -> str:
    """A line that has text of its own without stretches that hold nothing."""
    parts = list(stretches(line))
    if not any(part for _, part in parts):
        return line
    return "".join(_nested(kinds, part) for kinds, part in parts if part)


def _nested(kinds: tuple[str, ...], text: str) -> str:
    for kind in reversed(kinds):
        text = marked(kind, text)
    return text


def joined(lines: Iterable[str], by: str = "\n") -> str:
    """The lines as one text; a line that is all aside takes the break before or behind it along."""
    result, has_own = "", False
    for index, line in enumerate(lines):
        if index == 0:
            result = line
        elif is_aside(line):
            result += line.replace(_BETWEEN, _BETWEEN + by, 1)
        elif result and not has_own:
            result = result[:-1] + by + _CLOSE + line
        else:
            result += by + line
        has_own = has_own or not is_aside(line)
    return result


def split(lines: Sequence[str]) -> tuple[str, list[Addition], dict[str, Aside]]:
    """(text, additions, what they are by kind) of marked lines; a line that is all aside is gone from the text."""
    texts: list[str] = []
    found: list[tuple[int, tuple[str, ...], str]] = []
    asides: dict[str, Aside] = {}
    at = 0
    for line in lines:
        if _OPEN not in line:
            texts.append(line + "\n")
            at += len(line) + 1
            continue
        parts = list(stretches(line))
        alone = not any(part for kinds, part in parts if not kinds)
        for index, (kinds, part) in enumerate(parts):
            if not kinds:
                texts.append(part)
                at += len(part)
                continue
            if part:
                found.append((at, kinds, part))
            is_last = index + 1 == len(parts) or parts[index + 1][0][:1] != kinds[:1]
            if alone and is_last:
                found.append((at, kinds[:1], "\n"))
            if part.strip() and (index == 0 or parts[index - 1][0][:1] != kinds[:1]):
                asides.setdefault(kinds[0], Aside()).add(("", WORDS, _shortened(part)))
        if not alone:
            texts.append("\n")
            at += 1
    # Lines that follow one another, such as those of a hidden sheet, are one addition.
    groups = groupby(found, key=lambda one: one[:2])
    additions = [Addition(at, kinds, "".join(part for *_, part in group)) for (at, kinds), group in groups]
    return "".join(texts), additions, asides


def _shortened(text: str) -> str:
    words = " ".join(text.replace("\u2028", " ").split()).removeprefix("批注：").removeprefix("注：")
    return words if len(words) <= _LONGEST_WORDS else words[:_LONGEST_WORDS] + "…"
