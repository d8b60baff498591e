"""The year of a report, for dates that name none: its title states it, else what stands above the first task."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from .columns import TEXT_KINDS, column_kind
from .dates import DASH, stated_year
from .folding import fold
from .model import Node
from .source import Source

_ANY_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NUMBERED = re.compile(r"[〔\[(【]((?:19|20)[0-9]{2})[〕\])】]\s*(?:第?\s*\d+\s*[号期次]|(?=\s*$))", re.MULTILINE)
_DATED = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*[0-9]{1,2}\s*日")
# The month in a short line above the tasks: 督办单汇总(2026年6月).
_OF_A_MONTH = re.compile(r"^[^。;,\n]{0,40}(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})月\)?$", re.MULTILINE)
# The span of an action in such a line: (2026年3月—6月).
_OF_A_SPAN = re.compile(
    r"^[^。;,\n]{0,40}(?<![0-9])((?:19|20)[0-9]{2})年[0-9]{1,2}月(?:[0-9]{1,2}日)? ?"
    rf"(?:{DASH}) ?(?:\1年)?[0-9]{{1,2}}月(?:[0-9]{{1,2}}日|底)?\)?$",
    re.MULTILINE,
)
# The day of issue below the tasks: under the signature, or (此件2026年2月21日印发).
_ISSUED = re.compile(
    r"^\s*\(?(?:此件|本文)?((?:19|20)[0-9]{2}) ?年 ?([0-9]{1,2}) ?月 ?[0-9]{1,2} ?日(?:公开)?(?:印发|发布)?\)?\s*$",
    re.MULTILINE,
)
# What is to be done in a year, as a covering notice says it: 为抓好2026年各项工作落实; not 2025年6月, 2025年以来.
_OF_YEARS_WORK = re.compile(
    "(?<![0-9])((?:19|20)[0-9]{2})年度?(?:全[省市县区州镇乡])?(?:[重主]要|重点|各项|全年|经济社会|发展|民生|预期|政府|年度|的|[《“]){0,4}"
    "(?:工作|任务|目标|实事|项目|要点)"
)
# A day or a month: what else stands for a deadline (持续推进) says no year.
_TELLS_MONTH = re.compile("月|季|半年|年[底末中]|[0-9][./-][0-9]")
_OF_A_TASK = ("number", "text", "clause")
_LONGEST_END = 400
_CELL = re.compile("[^\\t|\n]+")
_PLANNED = (*TEXT_KINDS, "steps")
# What is issued in the last two months may be meant for the year after.
_LATE = 11


def report_year(source: Source, title: str, nodes: Iterable[Node], days: Sequence[str] = ()) -> int | None:
    """The year that the title states; where it names none at all, that of the document's number (〔2026〕8号), of
    a span ((2026年3月—6月)) or of its date, or of the columns of tasks and goals (2026年目标), if what stands above the
    first task (`nodes`) agrees on one; where nothing there says it, that of the day of issue at the end, without one
    that of the deadlines of the tasks (`days`, folded), and at last that of the work the notice speaks of
    (2026年各项工作), if all that say one agree."""
    title = fold(title)
    if (year := stated_year(title)) or _ANY_YEAR.search(title):
        return year
    nodes = list(takewhile(lambda node: node.kind not in _OF_A_TASK, nodes))
    above = "\n".join(source.folded[node.start : node.end] for node in nodes)
    found = {int(year) for year in [*_NUMBERED.findall(above), *_OF_A_SPAN.findall(above)]}
    found = found or _years_of_columns(source, nodes)
    if not found:
        dates = [(int(year), int(month)) for year, month in [*_DATED.findall(above), *_OF_A_MONTH.findall(above)]]
        if not dates:
            dates = [(int(year), int(month)) for year, month in _ISSUED.findall(source.folded[-_LONGEST_END:])]
        found = {year for year, month in dates} if all(month < _LATE for _, month in dates) else set()
        found = found if dates else _years_of_deadlines(days) or {int(year) for year in _OF_YEARS_WORK.findall(above)}
    return found.pop() if len(found) == 1 else None


def _years_of_columns(source: Source, nodes: Iterable[Node]) -> set[int]:
    heads = [source.text[node.start : node.end] for node in nodes if node.kind == "columns"]
    names = [name for head in heads for cell in _CELL.findall(head) if column_kind(name := fold(cell)) in _PLANNED]
    return {int(year) for name in names for year in _ANY_YEAR.findall(name)}


def _years_of_deadlines(days: Iterable[str]) -> set[int]:
    """The years that deadlines say; none where the first one that tells a month leaves its year out as most do."""
    said = [[int(year) for year in _ANY_YEAR.findall(day)] for day in days if _TELLS_MONTH.search(day)]
    says_it = bool(said) and (bool(said[0]) or 2 * sum(map(bool, said)) >= len(said))
    return {year for years in said for year in years} if says_it else set()
