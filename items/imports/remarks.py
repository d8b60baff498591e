"""The remarks of a table of tasks: a column 备注 or 说明 is the remark of its items and no part of their text."""

import re
from bisect import bisect_right

from ..models.work_item import REMARK_LIMIT
from ..report_text import ParsedReport

_HEAD = re.compile(r"备\s*注|说\s*明|备注说明|备注及说明|备注（说明）|其他说明")
_COVERED, _BREAK = "〃", "\u2028"


def remarks_of(parsed: ParsedReport) -> dict[int, str]:
    """{start of the item: its remark}."""
    items = parsed.items
    starts = [item.start for item in items]
    found: dict[int, list[str]] = {}
    columns: list[int] = []
    above: dict[int, str] = {}
    at, width = 0, 0
    for line in parsed.source.split("\n"):
        cells = line.split("\t")
        if len(cells) != width:
            columns, width = [], len(cells)
        if len(cells) > 1 and (heads := [index for index, cell in enumerate(cells) if _HEAD.fullmatch(cell.strip())]):
            columns, above = heads, {}
        elif columns:
            for index in columns:
                start = at + sum(len(cell) + 1 for cell in cells[:index])
                text = above.get(index, "") if cells[index] == _COVERED else cells[index].replace(_BREAK, "\n").strip()
                above[index] = text
                place = bisect_right(starts, start) - 1
                if not text or place < 0 or items[place].text_start <= start < items[place].text_end:
                    continue
                if at <= items[place].text_start < at + len(line) or start < items[place].end:
                    found.setdefault(items[place].start, []).append(text)
        at += len(line) + 1
    return {start: "\n".join(dict.fromkeys(texts))[:REMARK_LIMIT] for start, texts in found.items()}
