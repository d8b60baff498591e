"""Where in a text what was looked for stands, however either is written."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from .folding import FOLDS, MARK, folded, name_queries, plain, syllables, u_for_umlaut


class Part(NamedTuple):
    """A run of a text; `is_hit` says that it was looked for."""

    text: str
    is_hit: bool


def parts(text: str, words: Iterable[str]) -> list[Part]:
    """The text in runs, those marked in which one of the `words` (as typed) stands. Joined again, they are the text."""
    return _cut(text, _all_spans(text, words))


def name_parts(name: str, words: Iterable[str]) -> list[Part]:
    """The same of a name, of which letters spell syllables: rsj marks the last three of 市人社局."""
    return _cut(name, _all_spans(name, words, else_by=_spelt))


def excerpt(found: list[Part], before: int = 24, length: int = 120) -> list[Part]:
    """What stands around the first hit, about `length` characters; from the beginning without a hit, or near it."""
    start = 0
    for part in found:
        if part.is_hit:
            break
        start += len(part.text)
    else:
        start = 0
    whole = sum(len(part.text) for part in found)
    first = start - before if start > before + 12 and whole > length else 0
    first = max(0, min(first, whole - length))
    cut, place = [], 0
    for part in found:
        text = part.text[max(0, first - place) : max(0, first + length - place)]
        place += len(part.text)
        if text:
            cut.append(Part(text, part.is_hit))
    more = [Part("…", False)]
    return (more if first else []) + cut + (more if whole > first + length else [])


def _all_spans(text, words, else_by=lambda text, word: []):
    """[(start, end)] of what is found of the words; of one that is not, what `else_by` finds."""
    said, spans, places = folded(text), [], None
    for word in words:
        wanted = folded(word)
        if wanted and wanted in said:
            places = places or _with_places(text)  # takes its time, and most texts do not have the word
            spans += _spans(*places, wanted)
        else:
            spans += else_by(text, word)
    return spans


_plain = lru_cache(maxsize=1 << 14)(plain)


def _with_places(text: str) -> tuple[str, list[int]]:
    """The text folded, and for each character of that the place in the text from which it comes.

    Each character is folded by itself: an accent that is a character of its own is lost.
    """
    said, places = [], []
    for place, character in enumerate(text):
        for one in _plain(character):
            said.append(one)
            places.append(place)
    joined = "".join(said)
    for pattern, kept in FOLDS:
        left, at, last = [], [], 0
        for found in pattern.finditer(joined):
            left += [joined[last : found.start()], kept]
            at += places[last : found.start()] + places[found.start() : found.start() + len(kept)]
            last = found.end()
        joined, places = "".join([*left, joined[last:]]), at + places[last:]
    return joined, places


def _spans(said: str, places: list[int], word: str) -> list[tuple[int, int]]:
    """[(start, end)] in the text of all places where the folded word stands in it."""
    spans, start = [], said.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        spans.append((places[start], places[end - 1] + 1))
        start = said.find(word, end)
    return spans


def _spelt(name: str, word: str) -> list[tuple[int, int]]:
    wanted = next(iter(name_queries(word)), "")
    if not wanted.startswith(MARK):
        return []
    letters, found = wanted[len(MARK) :], syllables(name)
    for way in (0, 1):  # in full, by initials
        for first in range(len(found)):
            spelt, last = "", first
            while last < len(found) and len(spelt) < len(letters):
                spelt, last = spelt + found[last][way], last + 1
            if any(one.startswith(letters) for one in (spelt, u_for_umlaut(spelt))):
                start = sum(size for _spelt, _initial, size in found[:first])
                return [(start, start + sum(size for _spelt, _initial, size in found[first:last]))]
    return []


def _cut(text: str, spans: list[tuple[int, int]]) -> list[Part]:
    found, place = [], 0
    for start, end in sorted(spans):
        if end <= place:
            continue
        start = max(start, place)
        if start > place:
            found.append(Part(text[place:start], False))
        if found and found[-1].is_hit and start == place:
            found[-1] = Part(found[-1].text + text[start:end], True)
        else:
            found.append(Part(text[start:end], True))
        place = end
    return [*found, Part(text[place:], False)] if place < len(text) else found
