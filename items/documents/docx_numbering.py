"""Automatic list numbers as text: what Word draws in front of a paragraph and keeps out of its text."""

import re
from dataclasses import dataclass

from lxml import etree

from .docx_styles import Styles
from .number_formats import number_text
from .office_xml import attribute, child, children, number, switch

_LEVELS = 9
_PLACE = re.compile("%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    separator: str
    restart: int | None
    legal: bool


_MISSING = _Level(1, "none", "", "nothing", None, False)


class Numbering:
    """The lists of a document; `root` is the root of numbering.xml or None. Counts as paragraphs are given to it."""

    def __init__(self, root: etree._Element | None, styles: Styles):
        self._styles = styles
        self._abstract = {number(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        self._nums = {number(one, "numId"): one for one in children(root, "num")}
        self._by_style_link = {
            attribute(child(one, "styleLink"), "val"): key
            for key, one in self._abstract.items()
            if child(one, "styleLink") is not None
        }
        self._levels: dict[int, list[_Level]] = {}
        self._counts: dict[int | None, list[int | None]] = {}
        self._started: set[int] = set()

    def label(self, properties: etree._Element | None) -> str:
        """The number of the next paragraph, whose w:pPr this is, with the blank behind it; "" if it has none."""
        num, level = self._place(properties)
        if num is None or num not in self._nums:
            return ""
        if not 0 <= level < _LEVELS:
            return ""
        abstract = self._abstract_of(num)
        levels = self._levels_of(num, abstract)
        counts = self._count(num, abstract, level, levels)
        return _label(levels, level, counts)

    def _place(self, properties: etree._Element | None) -> tuple[int | None, int]:
        """(numId, level): the paragraph's own, else its style's."""
        own = child(properties, "numPr")
        num, level = number(child(own, "numId")), number(child(own, "ilvl"))
        style_num, style_level, style = self._styles.number_of(attribute(child(properties, "pStyle"), "val"))
        if num is not None:
            return num, level or 0
        if style_num is None:
            return None, 0
        if level is None:
            level = self._level_linked_to(style, style_num) if style_level is None else style_level
        return style_num, level or 0

    def _level_linked_to(self, style: str | None, num: int) -> int | None:
        abstract = self._abstract.get(self._abstract_of(num)) if num in self._nums else None
        for level in children(abstract, "lvl"):
            if attribute(child(level, "pStyle"), "val") == style:
                return number(level, "ilvl")
        return None

    def _abstract_of(self, num: int) -> int | None:
        """The abstract list of a num; a list that only names a list style leads on to the one that defines it."""
        key = number(child(self._nums[num], "abstractNumId"))
        link = attribute(child(self._abstract.get(key), "numStyleLink"), "val")
        return self._by_style_link.get(link, key)

    def _levels_of(self, num: int, abstract: int | None) -> list[_Level]:
        if num not in self._levels:
            found = [_MISSING] * _LEVELS
            overrides = [child(one, "lvl") for one in children(self._nums[num], "lvlOverride")]
            for element in (*children(self._abstract.get(abstract), "lvl"), *overrides):
                index = number(element, "ilvl")
                if element is not None and index is not None and 0 <= index < _LEVELS:
                    found[index] = _level(element)
            self._levels[num] = found
        return self._levels[num]

    def _count(self, num: int, abstract: int | None, level: int, levels: list[_Level]) -> list[int | None]:
        """The counts of all levels after one more paragraph; lists of one abstract list count together."""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if num not in self._started:
            self._started.add(num)
            for override in children(self._nums[num], "lvlOverride"):
                index, start = number(override, "ilvl"), number(child(override, "startOverride"))
                if start is not None and index is not None and 0 <= index < _LEVELS:
                    counts[index] = start - 1
        for above in range(level):
            counts[above] = levels[above].start if counts[above] is None else counts[above]
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        for below in range(level + 1, _LEVELS):
            restart = levels[below].restart
            # 0: never; n: only after level n or one above it; nothing said: after any level above.
            if restart is None or level < restart:
                counts[below] = None
        return counts


def _level(element: etree._Element) -> _Level:
    alternate = child(element, "AlternateContent", "Fallback", "numFmt")
    format_element = child(element, "numFmt") if child(element, "numFmt") is not None else alternate
    return _Level(
        start=number(child(element, "start"), default=0),
        format=attribute(format_element, "val") or "decimal",
        text=attribute(child(element, "lvlText"), "val") or "",
        separator=attribute(child(element, "suff"), "val") or "tab",
        restart=number(child(element, "lvlRestart")),
        legal=bool(switch(child(element, "isLgl"))),
    )


def _label(levels: list[_Level], level: int, counts: list[int | None]) -> str:
    here = levels[level]
    if here.format == "bullet":
        text = _PRIVATE.sub(_BULLET, here.text)
    else:

        def write(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index > level:
                return ""
            legal = here.legal and levels[index].format != "none"
            return number_text(counts[index] or 0, "decimal" if legal else levels[index].format)

        text = _PLACE.sub(write, here.text)
    # Full-width signs bring their own distance; people who type "1. " by hand type a blank, after "一、" none.
    wants_blank = text and text[-1].isascii() and here.separator != "nothing"
    return f"{text} " if wants_blank else text
