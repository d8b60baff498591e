"""Forms: every matter is a block of lines, each with the name of a field and its value.

    事项编号 | 12                【编号】12
    事项名称 | 修缮校舍3处        【批示内容】修缮校舍3处
    牵头单位 | 县教育局           【承办单位】县教育局
    办理时限 | 8月底前            【反馈时限】8月底前

Between name and value stands a tab, a bar, a colon, or the name is in brackets; with tabs a line may hold two fields.
The first field is a number; of several forms with tabs it may be the task.
"""

import re

from .alignment import holds_units
from .column_contents import role_by_name
from .columns import TEXT_KINDS, column_kind
from .grid import Cell, Lines, Row, cell
from .labels import PEOPLE_KINDS, UNIT_KINDS
from .numbering import number_at
from .source import Source

_FIELD = re.compile(r" *(?:[【〔\[](?P<marked>[^】〕\]\n]{2,12})[】〕\]] ?:?|(?P<name>[\u4e00-\u9fff ]{2,14}?) ?[:|])")
_TABBED = re.compile(r" *(?P<name>[^\t\n]{2,14})\t")
_NAME = re.compile("[\u4e00-\u9fff()、 ]{2,14}")
_OF_UNITS = re.compile("(?:单位|部门|处室|科室|机构)$")
# Above each form: 交办二.
_TITLE = re.compile("[\u4e00-\u9fff0-9()、 ]{2,20}")
_BARE_NUMBER = re.compile("[0-9]{1,3} ")  # 01 路网工程
_RULE = re.compile("[-=—_*· ]{3,80}")
_FEWEST, _MOST = 3, 20


def read_form(lines: Lines, index: int) -> tuple[tuple[str, ...], list[Row], int]:
    """Kinds of the fields, a row for each form, and the line after the last of them; no rows if line `index` begins
    none."""
    kinds: tuple[str, ...] = ()
    rows: list[Row] = []
    after = index
    first, _, end = _form(lines, index + 1) if _TITLE.fullmatch(lines.folded(index)) else ((), None, index)
    if first and _is_title(lines, end, first):
        rows, after = [_title(lines, index)], index + 1
    while after < len(lines):
        found, row, end = _form(lines, after)
        if row is None or (kinds and found != kinds):
            break
        kinds, after = found, end
        rows.append(row)
        while after < len(lines) - 1 and _RULE.fullmatch(lines.folded(after)) and _fields(lines, after + 1):
            rows.append(Row("note", *lines.stripped(after), ()))
            after += 1
        if _is_title(lines, after, kinds):
            rows.append(_title(lines, after))
            after += 1
    # Alone, a task above its units is no form but a text with labels.
    forms = [row for row in rows if row.names]
    is_tabbed = all(lines.source.text[row.names[0].end : row.cells[0].start].strip(" ") == "\t" for row in forms)
    alike = len({tuple(lines.source.folded[name.start : name.end] for name in row.names) for row in forms}) == 1
    if kinds and kinds[0] != "number" and (len(forms) < 2 or not (is_tabbed or alike) or _are_numbered(lines, rows)):
        return (), [], index
    return kinds, rows, after


def _are_numbered(lines: Lines, rows: list[Row]) -> bool:
    """Whether each form has a numbered title, which is then the task (一、路网工程 above 工作目标:), unless a field
    names that."""
    source, folded = lines.source, lines.source.folded
    forms, titles = [row for row in rows if row.names], [row for row in rows if row.kind == "group"]
    titles = [t for t in titles if number_at(source, t.start, t.end) or _BARE_NUMBER.match(folded, t.start, t.end)]
    first = forms[0].names[0]
    return len(titles) >= len(forms) - 1 and not folded[first.start : first.end].endswith("名称")


def _is_title(lines: Lines, index: int, kinds: tuple[str, ...]) -> bool:
    """Whether a short line stands above a form of these kinds."""
    has_next = index < len(lines) - 1 and _TITLE.fullmatch(lines.folded(index)) is not None
    return has_next and _form(lines, index + 1)[0] == kinds


def _title(lines: Lines, index: int) -> Row:
    span = lines.stripped(index)
    return Row("group", *span, (Cell(*span),))


def _form(lines: Lines, index: int) -> tuple[tuple[str, ...], Row | None, int]:
    names: list[Cell] = []
    values: list[Cell] = []
    kinds: list[str] = []
    seen: set[str] = set()
    at = index
    while at < min(index + _MOST, len(lines)):
        fields = _fields(lines, at)
        words = {lines.source.folded[name.start : name.end] for name, _, _ in fields}
        if not fields or words & seen or (names and any(kind == "number" for _, _, kind in fields)):
            break
        seen |= words
        for name, value, kind in fields:
            names.append(name)
            values.append(value)
            kinds.append(kind)
        at += 1
    written = sum(value.start < value.end for value in values)
    if not _is_form(kinds) or values[0].start == values[0].end or 2 * written < len(values):
        return (), None, index
    end = max(values[-1].end, names[-1].end)
    return tuple(kinds), Row("item", names[0].start, end, tuple(values), tuple(names)), at


def _fields(lines: Lines, index: int) -> list[tuple[Cell, Cell, str]]:
    """The fields on a line. Of several, parted by tabs, one at least has a name that is known, and no value is one."""
    source = lines.source
    start, end = lines.spans[index]
    begins = [start]
    while (tab := source.text.find("\t", begins[-1], end)) >= 0:
        begins.append(tab + 1)
    if len(begins) < 3:
        field = _field(lines, index)
        return [field] if field else []
    cells = [cell(source, at, to) for at, to in zip(begins, [*(to - 1 for to in begins[1:]), end], strict=True)]
    while len(cells) > 2 and cells[-1].start == cells[-1].end:
        cells.pop()  # merged with the value to their left
    names, values = cells[::2], cells[1::2]
    if len(names) != len(values) or not all(_NAME.fullmatch(source.folded, c.start, c.end) for c in names):
        return []
    known = [column_kind(source.folded[c.start : c.end]) for c in names]
    # 2027年8月底 may name a column of steps.
    if not any(known) or any(column_kind(source.folded[c.start : c.end]) not in (None, "steps") for c in values):
        return []
    pairs = zip(names, values, strict=True)
    return [
        (name, value, kind or _by_value(source, name, value)) for kind, (name, value) in zip(known, pairs, strict=True)
    ]


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
    return name, value, kind or _by_value(source, name, value)


def _by_value(source: Source, name: Cell, value: Cell) -> str:
    """The kind of a field of unknown name: units, if it is called so and holds them (揭榜单位), else a remark."""
    words = source.folded[name.start : name.end]
    is_of_units = _OF_UNITS.search(words) is not None and holds_units(source, value.start, value.end)
    return role_by_name(words) if is_of_units else "remark"


def _is_form(kinds: list[str]) -> bool:
    texts = sum(kind in TEXT_KINDS for kind in kinds)
    return (
        len(kinds) >= _FEWEST
        and kinds[0] in ("number", *TEXT_KINDS)
        and texts > 0
        and any(kind in (*UNIT_KINDS, *PEOPLE_KINDS) for kind in kinds)
    )
