"""A Word document of sections, facts and tables in the fonts of official documents, on A4 with numbered pages."""

from typing import BinaryIO

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .cells import LINE_BREAK, UNWRITABLE

# GB/T 9704: what the text, its headings and the title of a document are set in; every office suite has a stand-in.
BODY, HEADING, TITLE, LATIN = "仿宋", "黑体", "宋体", "Times New Roman"
TEXT_WIDTH = Mm(156)
LABEL_WIDTH = Mm(34)
TEXT_SIZE, TABLE_SIZE, TITLE_SIZE = Pt(14), Pt(10.5), Pt(22)


class WordPaper:
    """A document that is written from its beginning to its end."""

    def __init__(self, title: str) -> None:
        self.document = docx.Document()
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = clean(title), "", ""
        self._set_up()

    def save(self, file: BinaryIO) -> None:
        self.document.save(file)

    def title(self, text: str, below: str = "") -> None:
        self._paragraph(text, "Title")
        if below:
            self._paragraph(below, "Subtitle")

    def heading(self, text: str) -> None:
        self._paragraph(text, "Heading 1")

    def subheading(self, text: str) -> None:
        self._paragraph(text, "Heading 2")

    def sentence(self, text: str) -> None:
        self._paragraph(text, "Normal")

    def facts(self, facts: list[tuple[str, str]]) -> None:
        """A table of what is known, a label and a text a line; what says nothing is left out."""
        facts = [(label, text) for label, text in facts if text]
        if not facts:
            return
        table = self._table([LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH])
        for number, (label, text) in enumerate(facts, start=1):
            cells = table.add_row().cells
            _write(cells[0], label, font=HEADING)
            _write(cells[1], text)
            _shade(cells[0])
            for cell in cells:  # a table stands on one page where it can
                cell.paragraphs[0].paragraph_format.keep_with_next = number < len(facts)
        self._space()

    def rows(self, heads: list[tuple[str, int]], rows: list[list[str]]) -> None:
        """A table with a head row that stands on each page; `heads` are (label, share of the width)."""
        whole = sum(share for _label, share in heads)
        table = self._table([int(TEXT_WIDTH * share / whole) for _label, share in heads])
        head = table.add_row()
        repeated = OxmlElement("w:tblHeader")
        head._tr.get_or_add_trPr().append(repeated)
        for cell, (label, _share) in zip(head.cells, heads, strict=True):
            _write(cell, label, font=HEADING)
            _shade(cell)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                _write(cell, text)
        self._space()

    def _set_up(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        styles = {
            "Normal": (BODY, TEXT_SIZE, 0),
            "Title": (TITLE, TITLE_SIZE, 6),
            "Subtitle": (BODY, TEXT_SIZE, 12),
            "Heading 1": (HEADING, Pt(16), 6),
            "Heading 2": (HEADING, TEXT_SIZE, 4),
            "Footer": (BODY, TABLE_SIZE, 0),
        }
        for name, (font, size, after) in styles.items():
            style = self.document.styles[name]
            assert isinstance(style, ParagraphStyle)
            style.font.size, style.font.italic, style.font.color.rgb = size, False, None
            style.font.bold = name == "Title"
            _set_font(style.element.get_or_add_rPr(), font)
            shape = style.paragraph_format
            shape.space_before, shape.space_after = Pt(12 if name.startswith("Heading") else 0), Pt(after)
            shape.keep_with_next = name.startswith("Heading")
        for name in ("Title", "Subtitle"):
            style = self.document.styles[name]
            assert isinstance(style, ParagraphStyle)
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for border in style.element.iter(qn("w:pBdr")):
                border.getparent().remove(border)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for part in ("— ", "PAGE", " / ", "NUMPAGES", " —"):
            run = footer.add_run("" if part.isupper() else part)
            if part.isupper():
                _field(run, part)

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(clean(text), style)

    def _table(self, widths: list[int]) -> Table:
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        return table

    def _space(self) -> None:
        """Two tables without a paragraph between them would be one."""
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def clean(text: str) -> str:
    """The text without what XML cannot hold, its line breaks as Word's."""
    return UNWRITABLE.sub("", LINE_BREAK.sub("\n", text))


def _write(cell: _Cell, text: str, font: str = BODY) -> None:
    run = cell.paragraphs[0].add_run(clean(text))
    run.font.size = TABLE_SIZE
    _set_font(run._r.get_or_add_rPr(), font)


def _set_font(properties, font: str) -> None:
    """Chinese in the font, everything else in a Latin one."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF2F6")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _field(run: Run, code: str) -> None:
    """A number that the office program works out."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
