"""Tables drawn with lines (┌─┬─┐ │ ├─┼─┤), as databases of laws print them: written anew with tabs, one row a line.

A line through all columns ends a row. A line through some of them parts the cells of these; the others go on, and the
row below has 〃 in their place. The lines of a cell are joined as they were before the column broke them.
"""

import re
from collections.abc import Iterator

_LINE = r"[ \u3000]*[┌├└│┏┣┗┃][^\r\n]*[┐┤┘│┓┫┛┃][ \u3000]*(?:\r?\n|$)"
_DRAWN = re.compile(f"^{_LINE}(?:{_LINE})+", re.MULTILINE)
_UPRIGHT = re.compile("[│┃├┤┼┬┴┌┐└┘┣┫╋┳┻┏┓┗┛┠┨┯┷┿╂]")
_RULE = re.compile("[─━ \u3000]*[─━][─━ \u3000]*")
_BEGINS_ANEW = re.compile(r"[△▲●■◆*①-⑳]|[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]")
_BREAK, _DITTO = "\u2028", "〃"


def redraw(text: str) -> str:
    """The text with every drawn table as lines of cells parted by tabs; any other text as it is."""
    return _DRAWN.sub(_table, text) if "│" in text or "┃" in text else text


def _table(drawn: re.Match[str]) -> str:
    lines = [_UPRIGHT.split(line.strip(" \u3000"))[1:-1] for line in drawn.group().splitlines()]
    if not any(_is_rule(line) for line in lines):
        return drawn.group()
    rows: list[list[str]] = []
    for block in _blocks(lines):
        rows += _rows(block)
    return "".join("\t".join(row) + "\n" for row in rows)


def _is_rule(line: list[str]) -> bool:
    return bool(line) and all(_RULE.fullmatch(cell) for cell in line)


def _blocks(lines: list[list[str]]) -> Iterator[list[list[str]]]:
    """The lines between two rules through all columns."""
    block: list[list[str]] = []
    for line in [*lines, []]:
        if line and not _is_rule(line):
            block.append(line)
        elif block:
            yield block
            block = []


def _rows(block: list[list[str]]) -> list[list[str]]:
    """The rows of a block: one, and another behind every line through some columns."""
    width = max(map(len, block))
    rows = [[""] * width]
    home = [0] * width  # the row in which the cell of each column began
    for line in block:
        ruled = [at for at, cell in enumerate(line) if _RULE.fullmatch(cell)]
        if ruled:
            rows.append([_DITTO] * width)
            for at in ruled:
                home[at] = len(rows) - 1
                rows[-1][at] = ""
        for at, cell in enumerate(line):
            if at not in ruled:
                rows[home[at]][at] = _joined(rows[home[at]][at], cell.strip(" \u3000\t"))
    return rows


def _joined(above: str, below: str) -> str:
    return above + _BREAK + below if above and _BEGINS_ANEW.match(below) else above + below
