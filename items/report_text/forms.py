"""Forms: every matter is a block of lines, each with the name of a field and its value.

    事项编号 | 12                【编号】12
    事项名称 | 修缮校舍3处        【批示内容】修缮校舍3处
    牵头单位 | 县教育局           【承办单位】县教育局
    办理时限 | 8月底前            【反馈时限】8月底前

Between name and value stands a tab, a bar, a colon, or the name is in brackets. The first field is a number; of several
forms with tabs it may be the task.
"""

import re

from .columns import TEXT_KINDS, column_kind
from .grid import Cell, Lines, Row, cell
from .labels import PEOPLE_KINDS, UNIT_KINDS

_FIELD = re.compile(r" *(?:[【〔\[](?P<marked>[^】〕\]\n]{2,12})[】〕\]] ?:?|(?P<name>[\u4e00-\u9fff ]{2,14}?) ?[:|])")
_TABBED = re.compile(r" *(?P<name>[^\t\n]{2,14})\t")
_RULE = re.compile("[-=—_*· ]{3,80}")
_FEWEST, _MOST = 3, 20


def read_form(lines: Lines, index: int) -> tuple[tuple[str, ...], list[Row], int]:
    """Kinds of the fields, a row for each form, and the line after the last of them; no rows if line `index` begins
    none."""
    kinds: tuple[str, ...] = ()
    rows: list[Row] = []
    after = index
    while after < len(lines):
        found, row, end = _form(lines, after)
        if row is None or (kinds and found != kinds):
            break
        kinds, after = found, end
        rows.append(row)
        while after < len(lines) - 1 and _RULE.fullmatch(lines.folded(after)) and _field(lines, after + 1):
            rows.append(Row("note", *lines.stripped(after), ()))
            after += 1
    # Alone, a task above its units is no form but a text with labels.
    forms = [row for row in rows if row.names]
    is_tabbed = all(lines.source.text[row.names[0].end : row.cells[0].start].strip(" ") == "\t" for row in forms)
    alike = len({tuple(lines.source.folded[name.start : name.end] for name in row.names) for row in forms}) == 1
    if kinds and kinds[0] != "number" and (len(forms) < 2 or not (is_tabbed or alike)):
        return (), [], index
    return kinds, rows, after


def _form(lines: Lines, index: int) -> tuple[tuple[str, ...], Row | None, int]:
    names: list[Cell] = []
    values: list[Cell] = []
    kinds: list[str] = []
    seen: set[str] = set()
    at = index
    while at < min(index + _MOST, len(lines)):
        field = _field(lines, at)
        if field is None:
            break
        name, value, kind = field
        words = lines.source.folded[name.start : name.end]
        if words in seen or (names and kind == "number"):
            break
        seen.add(words)
        names.append(name)
        values.append(value)
        kinds.append(kind)
        at += 1
    written = sum(value.start < value.end for value in values)
    if not _is_form(kinds) or values[0].start == values[0].end or 2 * written < len(values):
        return (), None, index
    end = max(values[-1].end, names[-1].end)
    return tuple(kinds), Row("item", names[0].start, end, tuple(values), tuple(names)), at


def _field(lines: Lines, index: int) -> tuple[Cell, Cell, str] | None:
    source = lines.source
    start, end = lines.spans[index]
    found = _TABBED.match(source.text, start, end) or _FIELD.match(source.folded, start, end)
    if found is None or source.text.find("\t", found.end(), end) >= 0:
        return None
    group = found.lastgroup or "name"
    kind = column_kind(source.folded[slice(*found.span(group))])
    name, value = cell(source, *found.span(group)), cell(source, found.end(), end)
    if kind is None and group != "marked" and "\t" not in found.group():
        return None
    return name, value, kind or "remark"


def _is_form(kinds: list[str]) -> bool:
    texts = sum(kind in TEXT_KINDS for kind in kinds)
    return (
        len(kinds) >= _FEWEST
        and kinds[0] in ("number", *TEXT_KINDS)
        and texts > 0
        and any(kind in (*UNIT_KINDS, *PEOPLE_KINDS) for kind in kinds)
    )
