"""Excel workbooks (.xlsx, .xlsm): each sheet as a table, with values as Excel last computed and shows them.

What is hidden or struck out, comments, text boxes, heads and feet with words of their own are left aside (`asides`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from .asides import CELLS, DATED_NUMBERS, HEADERS, HIDDEN_SHEETS, OWN_LEDGER, SHEETS, TEXT_BOXES, WORDS, Document
from .errors import Refusal
from .margins import holds_words
from .office_xml import child, children
from .own_ledger import OWN_COLUMNS, is_beside, rewrite
from .package import Package, forget
from .rendering import Output, Table
from .xlsx_numbers import dated_numbers
from .xlsx_sheet import Sheet, SheetReader, Values, is_struck, place_of, rich_text
from .xlsx_values import GENERAL, format_code

_RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ON = ("1", "true")
# What stands in the head or foot of a printed sheet beside its words: fonts, sizes, colours, places, numbers of pages.
_MARGIN_CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&.')
# Names that Excel and WPS give sheets themselves.
_NAMELESS = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)


@dataclass(frozen=True)
class FoundSheet:
    """A worksheet that was read."""

    title: str
    is_hidden: bool
    sheet: Sheet
    table: Table
    boxes: list[str]
    margins: list[str]


def read(data: bytes, progress: Callable[[int, int], None]) -> Document:
    """The text of a .xlsx or .xlsm file. Raises Refusal. The steps of `progress` are bytes of the sheets."""
    with Package(data) as package:
        main = package.main_part()
        if main is None:
            raise Refusal("damaged")
        workbook, relations = package.tree(main), package.relations(main)
        parts = {kind.rpartition("/")[2]: part for kind, part in relations.values()}
        properties = child(workbook, "workbookPr")
        styles = package.tree(parts.get("styles", ""))
        values = Values(
            strings=_shared_strings(package, parts.get("sharedStrings", "")),
            codes=_codes(styles),
            from_1904=properties is not None and properties.get("date1904") in _ON,
            struck=_struck(styles),
        )
        reader, done, is_ledger = SheetReader(package, values), 0, False
        found: list[FoundSheet] = []
        listed = list(_sheets(workbook, relations, package))
        total = sum(package.size(part) for _, part, _ in listed) + 1
        for title, part, is_hidden in listed:
            around = _Around(package, part)
            sheet = reader.read(part, around.comments(), _beginning_at(done, total, progress))
            done += package.size(part)
            is_ledger = rewrite(sheet) or is_ledger
            one = FoundSheet(title, is_hidden, sheet, sheet.table(), around.boxes(), list(_margins(sheet.margins)))
            if not one.table.is_empty() or one.boxes:
                found.append(one)
    document = write(found, is_ledger=is_ledger)
    progress(total, total)
    return document


def _beginning_at(done: int, total: int, progress: Callable[[int, int], None]) -> Callable[[int], None]:
    """The progress of one sheet, which counts from 0, as that of all."""
    return lambda size: progress(min(done + size, total), total)


def write(found: list[FoundSheet], *, is_ledger: bool = False) -> Document:
    """The sheets one below the other, what is hidden as an aside. Raises Refusal for nothing at all."""
    output = Output()
    kinds = [
        HIDDEN_SHEETS if one.is_hidden else OWN_LEDGER if is_ledger and is_beside(one.title) else None for one in found
    ]
    shown = kinds.count(None)
    for one, kind in zip(found, kinds, strict=True):
        with output.aside(kind):
            # The only sheet that is shown needs its title when another one is read in.
            with output.aside(HIDDEN_SHEETS if shown < 2 and kind is None else None):
                if len(found) > 1 and not _NAMELESS.fullmatch(one.title):
                    output.blank_line()
                    output.heading(one.title)
            one.table.render(output)
            for other, texts in ((TEXT_BOXES, one.boxes), (HEADERS, one.margins)):
                with output.aside(other):
                    for text in texts:
                        output.paragraph(text)
        _note(output, one, is_aside=kind == HIDDEN_SHEETS, name=one.title if len(found) > 1 else "")
    if is_ledger:
        output.note(OWN_LEDGER, ("", WORDS, "、".join(OWN_COLUMNS)), len(OWN_COLUMNS))
    return output.document()


def _note(output: Output, one: FoundSheet, *, is_aside: bool, name: str) -> None:
    """What of the sheet is aside, and where; of a hidden one that it is hidden."""
    if is_aside:
        output.note(HIDDEN_SHEETS, ("", SHEETS, one.title))
        return
    for kind, form, place, count in one.sheet.notes():
        output.note(kind, (name, form, place), count)
    for address in dated_numbers(one.sheet):
        output.note(DATED_NUMBERS, (name, CELLS, address))


def _sheets(
    workbook: etree._Element | None, relations: dict[str, tuple[str, str]], package: Package
) -> Iterator[tuple[str, str, bool]]:
    """(title, part, whether it is hidden) of the worksheets; charts and macro sheets have no table."""
    for sheet in children(child(workbook, "sheets"), "sheet"):
        key = next((key for name in _RELATION_ID if (key := sheet.get(name))), "")
        kind, part = relations.get(key, ("", ""))
        if kind.endswith("/worksheet") and part in package:
            yield sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"


class _Around:
    """What belongs to a sheet and stands in parts of its own."""

    def __init__(self, package: Package, part: str):
        self._package = package
        self._parts = [(kind.rpartition("/")[2], target) for kind, target in package.relations(part).values()]

    def comments(self) -> dict[tuple[int, int], str]:
        """{(row, column): text}."""
        found = {}
        for kind, part in self._parts:
            root = self._package.tree(part) if kind == "comments" else None
            for comment in children(child(root, "commentList"), "comment"):
                place, text = place_of(comment.get("ref", "")), rich_text(child(comment, "text")).strip()
                if place and text:
                    found[place] = text
        return found

    def boxes(self) -> list[str]:
        """The texts of the shapes that are drawn on the sheet."""
        found = []
        for kind, part in self._parts:
            root = self._package.tree(part) if kind == "drawing" else None
            for body in () if root is None else root.iter("{*}txBody"):
                lines = ["".join(one.text or "" for one in line.iter("{*}t")) for line in body.iter("{*}p")]
                text = "\n".join(line for line in lines if line.strip())
                found += [text] if text else []
        return found


def _margins(texts: list[str]) -> Iterator[str]:
    """The words of heads and feet, each once, that may be more than a name or a number of a page."""
    for text in dict.fromkeys(_MARGIN_CODES.sub(" ", text).strip() for text in texts):
        if holds_words(text):
            yield text


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


def _struck(styles: etree._Element | None) -> list[bool]:
    """Whether each cell style strikes out."""
    fonts = [is_struck(font) for font in children(child(styles, "fonts"), "font")]
    keys = (one.get("fontId", "0") for one in children(child(styles, "cellXfs"), "xf"))
    return [key.isdigit() and int(key) < len(fonts) and fonts[int(key)] for key in keys]
