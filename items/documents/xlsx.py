"""Excel workbooks (.xlsx, .xlsm): what is visible of each sheet, with values as Excel last computed and shows them."""

from collections.abc import Callable

from lxml import etree

from .errors import Refusal
from .office_xml import child, children
from .package import Package, forget
from .rendering import Output, Table
from .xlsx_sheet import SheetReader, Values, rich_text
from .xlsx_values import GENERAL, format_code

_RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ON = ("1", "true")


def read(data: bytes, progress: Callable[[int, int], None]) -> str:
    """The text of a .xlsx or .xlsm file. Raises Refusal. The steps of `progress` are bytes of the sheets."""
    with Package(data) as package:
        main = package.main_part()
        if main is None:
            raise Refusal("damaged")
        workbook, relations = package.tree(main), package.relations(main)
        parts = {kind.rpartition("/")[2]: part for kind, part in relations.values()}
        properties = child(workbook, "workbookPr")
        values = Values(
            strings=_shared_strings(package, parts.get("sharedStrings", "")),
            codes=_codes(package.tree(parts.get("styles", ""))),
            from_1904=properties is not None and properties.get("date1904") in _ON,
        )
        reader, done = SheetReader(package, values), 0
        sheets: list[tuple[str, Table]] = []
        visible = _visible_sheets(workbook, relations, package)
        total = sum(package.size(part) for _, part in visible) + 1
        for title, part in visible:
            table = reader.read(part, _beginning_at(done, total, progress))
            done += package.size(part)
            if not table.is_empty():
                sheets.append((title, table))
    text = _write(sheets)
    progress(total, total)
    return text


def _beginning_at(done: int, total: int, progress: Callable[[int, int], None]) -> Callable[[int], None]:
    """The progress of one sheet, which counts from 0, as that of all."""
    return lambda size: progress(min(done + size, total), total)


def _write(sheets: list[tuple[str, Table]]) -> str:
    output = Output()
    for title, table in sheets:
        if len(sheets) > 1:
            output.blank_line()
            output.paragraph(title)
        table.render(output)
    return output.text()


def _visible_sheets(
    workbook: etree._Element | None, relations: dict[str, tuple[str, str]], package: Package
) -> list[tuple[str, str]]:
    """(title, part) of the worksheets that are not hidden; charts and macro sheets have no table."""
    found = []
    for sheet in children(child(workbook, "sheets"), "sheet"):
        key = next((key for name in _RELATION_ID if (key := sheet.get(name))), "")
        kind, part = relations.get(key, ("", ""))
        if kind.endswith("/worksheet") and part in package and sheet.get("state", "visible") == "visible":
            found.append((sheet.get("name", ""), part))
    return found


def _shared_strings(package: Package, part: str) -> list[str]:
    found = []
    if part in package:
        for _, element in package.elements(part, ["{*}si"]):
            found.append(rich_text(element))
            forget(element)
    return found


def _codes(styles: etree._Element | None) -> list[str]:
    """The code of the number format of each cell style."""
    written = {}
    for one in children(child(styles, "numFmts"), "numFmt"):
        number = one.get("numFmtId", "")
        if number.isdigit():
            written[int(number)] = one.get("formatCode", GENERAL)
    keys = (one.get("numFmtId", "0") for one in children(child(styles, "cellXfs"), "xf"))
    return [format_code(int(key) if key.isdigit() else 0, written) for key in keys]
