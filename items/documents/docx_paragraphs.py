"""The text of one paragraph of a Word document."""

from collections.abc import Iterator

from lxml import etree

from .docx_numbering import Numbering
from .docx_styles import Styles
from .office_xml import attribute, child, local, switch

# Around runs: what is in them is read as if they were not there.
_AROUND_RUNS = (
    *("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo"),
    *("oMath", "oMathPara", "AlternateContent", "Fallback"),
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Signs of the symbol fonts that offices use in lists and to mark units, by the low byte of their code.
_SYMBOLS = {
    "wingdings": {
        **{0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0xA1: "○", 0xA7: "▪", 0xA8: "□"},
        **{0xAB: "★", 0xAF: "*", 0xD8: "➢", 0xE0: "→", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
        **{0x81 + index: chr(ord("①") + index) for index in range(10)},
        **{0x8C + index: chr(ord("❶") + index) for index in range(10)},
    },
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x97: "●", 0xA3: "□", 0xEA: "★"},
    "symbol": {0x2A: "*", 0xB7: "•", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB0: "°", 0xB1: "±", 0xA8: "♦"},
}
_UNKNOWN_SYMBOL = "□"


class Paragraphs:
    """Reads paragraphs in the order of the document, for list numbers and fields run on from one to the next."""

    def __init__(self, styles: Styles, numbering: Numbering):
        self._styles, self._numbering = styles, numbering
        # Texts of paragraphs that run into the next one: kept apart, for there may be very many.
        self._joined: list[str] = []
        # One entry per open field: True while its code, False while its result is being read.
        self._fields: list[bool] = []

    def text(self, paragraph: etree._Element) -> str | None:
        """Number and text, with "\\t" and "\\n" for tabs and breaks; None if the paragraph is left aside."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        hidden = self._styles.is_hidden(style)
        text = "".join(self._runs(paragraph, hidden))
        if self._styles.is_contents(style):
            return None
        mark = child(properties, "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            # The end of this paragraph was deleted: it runs into the next one.
            self._joined += [text] if text else []
            return None
        if hidden and not text and not self._joined:
            return None
        label = self._numbering.label(properties)
        return label + self.rest() + text

    def rest(self) -> str:
        """What waits for a paragraph to run into when there is none any more."""
        text, self._joined = "".join(self._joined), []
        return text

    def _runs(self, parent: etree._Element, hidden: bool) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "r":
                yield from self._run(element, hidden)
            elif name in _AROUND_RUNS:
                yield from self._runs(element, hidden)

    def _run(self, run: etree._Element, hidden: bool) -> Iterator[str]:
        properties = child(run, "rPr")
        own = switch(child(properties, "vanish"))
        if own is None:
            style = attribute(child(properties, "rStyle"), "val")
            own = hidden or (style is not None and self._styles.is_hidden(style))
        for element in run:
            name = local(element)
            if name == "fldChar":
                self._field(attribute(element, "fldCharType"))
            elif own or any(self._fields):
                continue
            elif name == "t":
                yield _literal(element)
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "sym":
                yield _symbol(element)
            elif name in ("ruby", "AlternateContent"):
                yield from self._inside(element, hidden)

    def _inside(self, element: etree._Element, hidden: bool) -> Iterator[str]:
        """The base of a phonetic guide; the fallback for a sign that old programs do not know."""
        for inner in element:
            if local(inner) == "rubyBase":
                yield from self._runs(inner, hidden)
            elif local(inner) == "Fallback":
                yield from self._run(inner, hidden)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()


def _literal(element: etree._Element) -> str:
    text = element.text or ""
    keep = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return (text if keep else text.strip(" \t\r\n")).replace("\n", " ")


def _symbol(element: etree._Element) -> str:
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return _UNKNOWN_SYMBOL
    signs = _SYMBOLS.get((attribute(element, "font") or "").lower())
    if signs is None and 0x20 <= code < 0xD800:
        return chr(code)
    return (signs or {}).get(code & 0xFF, _UNKNOWN_SYMBOL)
