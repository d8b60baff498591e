"""The portal's own ledger, read back: its columns in the words of a breakdown, the portal's own ones aside.

`items/layouts/export.py` writes it, in the language of whoever exports; `tests/layouts/test_read_back.py` holds both
together.
"""

import re

from .asides import words_of
from .xlsx_sheet import Sheet

_RUNNING, _NUMBER, _LEAD, _OTHERS = "序号", "原编号", "牵头单位", "配合/责任单位"
OWN_COLUMNS = (
    *("量化目标", "目标值", "计量单位", "累计完成", "状态", "完成比例", "序时进度", "亮灯", "亮灯原因", "最新进展"),
    *("存在问题", "下一步措施", "报送日期", "核实意见"),
)
# What ledgers of before had besides.
_FORMER_COLUMNS = ("完成比例（%）", "序时进度（%）", "更新时间")
_NOT_STATED = "未明确"
_SUPPORT, _RESPONSIBLE = "配合单位", "责任单位（牵头未明确）"
_ROLE = re.compile(r"(?:(配合|Supporting)|责任|Responsible)[^：:]*(?:：|: )(.*)")
_CLAUSE = re.compile(r"(\d+)-\d+")
# The sheets beside the items: the same by unit, what is late or silent, counts, what falls to each unit of a target.
_SHEETS = (
    *("按单位", "滞后", "未报送", "统计", "目标分解", "按单位统计"),
    *("Items by unit", "Items behind", "Reports missing", "Statistics", "Breakdown of the targets", "By department"),
)
# What an export in English calls the columns, who leads nothing, and itself.
_ENGLISH = {
    "No.": _RUNNING,
    "Original number": _NUMBER,
    "Chapter": "章节",
    "Work item": "工作任务",
    "Targets": "量化目标",
    "Target": "目标值",
    "Unit of count": "计量单位",
    "Cumulative value": "累计完成",
    "Leaders in charge": "分管领导",
    "Completion": "完成比例",
    "Planned progress": "序时进度",
    "Problems": "存在问题",
    "Next steps": "下一步措施",
    "Reported on": "报送日期",
    "Remark of the review": "核实意见",
    "Lead department": _LEAD,
    "Supporting/responsible departments": _OTHERS,
    "Status": "状态",
    "Deadline": "完成时限",
    "Completion (%)": "完成比例（%）",
    "Planned progress (%)": "序时进度（%）",
    "Light": "亮灯",
    "Why": "亮灯原因",
    "Latest progress": "最新进展",
    "Updated at": "更新时间",
    "Remark": "备注",
    "Not stated": _NOT_STATED,
    "Task ledger": "任务台账",
}
_TITLE = re.compile(": ledger$")


def is_beside(title: str) -> bool:
    """Whether a sheet of this title in a ledger counts what the first sheet lists."""
    return title in _SHEETS


def rewrite(sheet: Sheet) -> bool:
    """Write a sheet of the portal's ledger as a breakdown; returns whether it is one."""
    for head in sorted(sheet.cells)[:10]:
        names = {column: _in_chinese(words_of(text)) for column, text in sheet.cells[head].items()}
        columns = {name: column for column, name in names.items()}
        if {_RUNNING, _NUMBER, _LEAD, _OTHERS, "状态"} <= columns.keys():
            sheet.cells[head] = names
            _rewrite(sheet, head, columns)
            return True
    return False


def _rewrite(sheet: Sheet, head: int, columns: dict[str, int]) -> None:
    lead, others = columns[_LEAD], columns[_OTHERS]
    names = sheet.cells[head]
    own = [columns[name] for name in (_RUNNING, *OWN_COLUMNS, *_FORMER_COLUMNS) if name in columns]
    first = sorted(row for row in sheet.cells if row < head)
    # Bands, who signs, and all targets of an item but its first have nothing that a breakdown holds.
    bare = [row for row, cells in sheet.cells.items() if row > head and cells.keys() <= {*own}]
    sheet.own_rows.update([*first[1:], *bare])
    above = ""
    for row in sorted(sheet.cells):
        cells = sheet.cells[row]
        for column in sorted((one for one in cells if one > others), reverse=True):
            cells[column + 1] = cells.pop(column)
        if row > head and row not in sheet.own_rows:
            _part(cells, lead, others)
            above = _as_clause(cells, columns[_NUMBER], above)
    names[columns[_NUMBER]], names[others], names[others + 1] = _RUNNING, _SUPPORT, _RESPONSIBLE
    sheet.own_columns.update(column + (column > others) for column in own)
    # The title and the bands lie across all columns, the first of which is aside; an item over the rows of its targets.
    sheet.merged = []
    for row in first:
        titles = [_TITLE.sub("台账", _in_chinese(text)) for text in sheet.cells[row].values()]
        sheet.cells[row] = dict(zip([columns[_NUMBER]], titles, strict=False))


def _in_chinese(words: str) -> str:
    return _ENGLISH.get(words, words)


def _as_clause(cells: dict[int, str], column: int, above: str) -> str:
    """The number of the row's item; 8-2 below 8 is written as a further clause of 8, which has no number of its own."""
    clause = _CLAUSE.fullmatch(cells.get(column, ""))
    if clause is None:
        return cells.get(column, above)
    if clause[1] == above:
        del cells[column]
    else:
        cells[column] = clause[1]
    return clause[1]


def _part(cells: dict[int, str], lead: int, others: int) -> None:
    """The units beside the lead to the column of their role."""
    if _in_chinese(cells.get(lead, "")) == _NOT_STATED:
        del cells[lead]
    lines = cells.pop(others, "").split("\n")
    for line in filter(None, lines):
        named = _ROLE.fullmatch(line)
        is_support = named[1] is not None if named else lead in cells
        cells[others if is_support else others + 1] = named[2] if named else line
