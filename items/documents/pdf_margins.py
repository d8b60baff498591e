"""Heads and feet of pages: page numbers, and lines that come back at the edge of page after page."""

import re
from collections import Counter

from .pdf_lines import Line

# The part of a page's height at its top and at its bottom where heads and feet stand.
_EDGE = 0.11
_SAME_HEIGHT = 6.0
_PAGE_NUMBER = re.compile(
    r"[-—–－―─·•\s]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6}|[一二三四五六七八九十百]{1,5}(?=\s*页))\s*"
    r"(?:页\s*)?(?:[/／，,、]?\s*(?:共\s*)?\d{1,4}\s*页?|(?:of|OF)\s*\d{1,4})?[-—–－―─·•\s]*"
)
_DIGITS = re.compile(r"\d+")


def without_margins(pages: list[list[Line]], heights: list[tuple[float, float]]) -> tuple[list[list[Line]], list[str]]:
    """(lines of each page, the texts of heads, feet and page numbers, which are not among them); `heights` are bottom
    and top of each page."""
    edges = [_edge_lines(lines, *height) for lines, height in zip(pages, heights, strict=True)]
    repeated = Counter(key for page in edges for key in {_key(line, height) for line, height in page})
    # Left and right pages may have heads of their own, so a head need come back on every other page only.
    often = max(2, len(pages) // 3)
    kept, gone = [], []
    for lines, page in zip(pages, edges, strict=True):
        dropped = {
            id(line)
            for line, height in page
            if _PAGE_NUMBER.fullmatch(line.text) or _count(repeated, line, height) >= often
        }
        kept.append([line for line in lines if id(line) not in dropped])
        gone += [line.text for line in lines if id(line) in dropped]
    return kept, list(dict.fromkeys(gone))


def _edge_lines(lines: list[Line], bottom: float, top: float) -> list[tuple[Line, float]]:
    """(line, distance from the page's bottom) of the lines that lie in the edges."""
    edge = (top - bottom) * _EDGE
    return [(line, line.bottom - bottom) for line in lines if line.top < bottom + edge or line.bottom > top - edge]


def _key(line: Line, height: float) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(height / _SAME_HEIGHT)


def _count(repeated: Counter[tuple[str, int]], line: Line, height: float) -> int:
    """How many pages have the line at this height, give or take a little."""
    text, place = _key(line, height)
    return max(repeated[text, place], repeated[text, place - 1] + repeated[text, place], repeated[text, place + 1])
