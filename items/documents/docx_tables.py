"""Tables of a Word document."""

from collections.abc import Iterator

from lxml import etree

from .asides import DELETED_TEXT, TEXT_BOXES, joined, marked
from .docx_paragraphs import Paragraphs
from .office_xml import attribute, child, local, number
from .rendering import Table

_AROUND_ROWS = ("sdt", "sdtContent", "customXml", "ins", "moveTo")
# Word has at most 63 columns; a claim far above that would make every row as long as it says.
_WIDEST = 1000


class TableReader:
    """Reads tables; their paragraphs count on in the lists of the document."""

    def __init__(self, paragraphs: Paragraphs):
        self._paragraphs = paragraphs

    def read(self, element: etree._Element) -> Table:
        """The grid of a w:tbl; rows whose deletion was tracked are aside."""
        table = Table()
        for index, row in enumerate(_inside(element, "tr")):
            if _is_deleted(row):
                table.hide_row(index, DELETED_TEXT)
            column = number(child(row, "trPr", "gridBefore"), default=0)
            for cell in _inside(row, "tc"):
                properties = child(cell, "tcPr")
                text = self._cell(cell)
                merge = child(properties, "vMerge")
                goes_on_right = child(properties, "hMerge")
                if merge is not None and attribute(merge, "val") != "restart":
                    table.put_below(index, column)
                elif goes_on_right is None or attribute(goes_on_right, "val") == "restart":
                    table.put(index, column, text)
                column += min(max(number(child(properties, "gridSpan"), default=1), 1), _WIDEST)
        return table

    def _cell(self, cell: etree._Element) -> str:
        """The paragraphs of a cell, line by line; a table in a cell is one line per row."""
        return joined(self.lines(cell))

    def lines(self, parent: etree._Element) -> Iterator[str]:
        """The paragraphs in a cell, a text box, a head or foot, marked text boxes among them."""
        for element in parent:
            name = local(element)
            if name == "p":
                text = self._paragraphs.text(element)
                if text is not None:
                    yield text
                for box in self._paragraphs.boxes():
                    inside = joined(self.lines(box))
                    if inside.strip():
                        yield marked(TEXT_BOXES, inside)
            elif name == "tbl":
                for row in _inside(element, "tr"):
                    line = " ".join(self._cell(cell) for cell in _inside(row, "tc"))
                    yield marked(DELETED_TEXT, line) if _is_deleted(row) else line
            elif name in _AROUND_ROWS:
                yield from self.lines(element)


def _is_deleted(row: etree._Element) -> bool:
    return child(row, "trPr", "del") is not None


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name, also those in content controls and tracked insertions."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in _AROUND_ROWS:
            yield from _inside(element, name)
