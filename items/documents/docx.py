"""Word documents (.docx): paragraphs and tables in reading order, as a reader sees them with all changes accepted.

Left aside: headers, footers, notes, comments, text boxes, pictures, tables of contents, hidden and deleted text.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from .docx_numbering import Numbering
from .docx_paragraphs import Paragraphs
from .docx_styles import Styles
from .docx_tables import TableReader
from .errors import Refusal
from .office_xml import local
from .package import Package, forget
from .rendering import Output

_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo")
_BLOCKS = ("p", "tbl", *_WRAPPERS)
_TAGS = [f"{{*}}{name}" for name in ("body", *_BLOCKS)]
_REPORT_EVERY = 200


def read(data: bytes, progress: Callable[[int, int], None]) -> str:
    """The text of a .docx or .docm file. Raises Refusal. The steps of `progress` are bytes of the main part."""
    with Package(data) as package:
        main = package.main_part()
        if main is None:
            raise Refusal("damaged")
        related = {kind.rpartition("/")[2]: part for kind, part in package.relations(main).values()}
        styles = Styles(package.tree(related.get("styles", "")))
        paragraphs = Paragraphs(styles, Numbering(package.tree(related.get("numbering", "")), styles))
        body = _Body(paragraphs)
        size, before = max(package.size(main), 1), package.unpacked
        for count, block in enumerate(_blocks(package, main)):
            body.add(block)
            if count % _REPORT_EVERY == 0:
                progress(min(package.unpacked - before, size - 1), size)
        progress(size, size)
        return body.text()


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
        elif name == "tbl":
            self._tables.read(block).render(self._output)
        elif name in _WRAPPERS:
            for inner in block:
                self.add(inner)

    def text(self) -> str:
        rest = self._paragraphs.rest()
        if rest:
            self._output.paragraph(rest)
        return self._output.text()
