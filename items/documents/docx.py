"""Word documents (.docx): paragraphs and tables in reading order, as a reader sees them with all changes accepted.

Left aside (`asides`): text boxes, comments, notes, hidden, struck-out and deleted text, heads and feet with words of
their own. Left out: pictures, tables of contents.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from .asides import HEADERS, TEXT_BOXES, Document, words_of
from .docx_numbering import Numbering
from .docx_paragraphs import Paragraphs
from .docx_remarks import Remarks
from .docx_styles import Styles
from .docx_tables import TableReader
from .errors import Refusal
from .margins import holds_words
from .office_xml import local
from .package import Package, forget
from .rendering import Output

_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo")
_BLOCKS = ("p", "tbl", *_WRAPPERS)
_TAGS = [f"{{*}}{name}" for name in ("body", *_BLOCKS)]
_REMARKS = ("comments", "footnotes", "endnotes")
_REPORT_EVERY = 200


def read(data: bytes, progress: Callable[[int, int], None]) -> Document:
    """The text of a .docx or .docm file. Raises Refusal. The steps of `progress` are bytes of the main part."""
    with Package(data) as package:
        main = package.main_part()
        if main is None:
            raise Refusal("damaged")
        relations = [(kind.rpartition("/")[2], part) for kind, part in package.relations(main).values()]
        related = dict(relations)
        styles = Styles(package.tree(related.get("styles", "")))
        remarks = Remarks({part: package.tree(related.get(part, "")) for part in _REMARKS})
        paragraphs = Paragraphs(styles, Numbering(package.tree(related.get("numbering", "")), styles), remarks)
        body = _Body(paragraphs)
        size, before = max(package.size(main), 1), package.unpacked
        for count, block in enumerate(_blocks(package, main)):
            body.add(block)
            if count % _REPORT_EVERY == 0:
                progress(min(package.unpacked - before, size - 1), size)
        body.end()
        margins = [package.tree(part) for kind, part in relations if kind in ("header", "footer")]
        body.add_margins(margins, TableReader(Paragraphs(styles, Numbering(None, styles))))
        progress(size, size)
        return body.document()


def _blocks(package: Package, main: str) -> Iterator[etree._Element]:
    """The children of w:body one after the other; each is gone from memory when the next one comes."""
    body = None
    for event, element in package.elements(main, _TAGS, events=("start", "end")):
        if event == "start":
            body = element if body is None and local(element) == "body" else body
        elif body is not None and element.getparent() is body:
            yield element
            forget(element)


class _Body:
    """Paragraphs and tables on their way into the text."""

    def __init__(self, paragraphs: Paragraphs):
        self._paragraphs = paragraphs
        self._tables = TableReader(paragraphs)
        self._output = Output()

    def add(self, block: etree._Element) -> None:
        """A paragraph, a table, or a wrapper around some of them."""
        name = local(block)
        if name == "p":
            text = self._paragraphs.text(block)
            if text is not None:
                self._output.paragraph(text)
            for box in self._paragraphs.boxes():
                with self._output.aside(TEXT_BOXES):
                    for inner in box:
                        self.add(inner)
        elif name == "tbl":
            self._tables.read(block).render(self._output)
        elif name in _WRAPPERS:
            for inner in block:
                self.add(inner)

    def end(self) -> None:
        """Write what waits for a paragraph to run into."""
        rest = self._paragraphs.rest()
        if rest:
            self._output.paragraph(rest)

    def add_margins(self, roots: list[etree._Element | None], reader: TableReader) -> None:
        """The words of heads and feet, each line once, that are no name of the document and no number of a page."""
        lines = [words_of(line) for root in roots if root is not None for line in reader.lines(root)]
        if lines:
            body = self._output.words()
            with self._output.aside(HEADERS):
                for line in dict.fromkeys(lines):
                    if holds_words(line, body):
                        self._output.paragraph(line)

    def document(self) -> Document:
        return self._output.document()
