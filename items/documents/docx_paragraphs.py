"""The text of one paragraph of a Word document."""

from collections.abc import Iterator

from lxml import etree

from .asides import DELETED_TEXT, HIDDEN_TEXT, STRUCK_TEXT, first_kind, is_aside, marked, unmarked, words_of
from .docx_numbering import Numbering
from .docx_remarks import Remarks
from .docx_styles import Styles
from .office_xml import attribute, child, children, local, switch

# Around runs: what is in them is read as if they were not there.
_AROUND_RUNS = (
    *("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo"),
    *("oMath", "oMathPara", "AlternateContent", "Fallback"),
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_REMARKS = ("commentReference", "footnoteReference", "endnoteReference")
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

    def __init__(self, styles: Styles, numbering: Numbering, remarks: Remarks | None = None):
        self._styles, self._numbering, self._remarks = styles, numbering, remarks or Remarks({})
        self._boxes: list[etree._Element] = []
        self._remarked: list[str] = []
        # Texts of paragraphs that run into the next one: kept apart, for there may be very many.
        self._joined: list[str] = []
        # One entry per open field: True while its code, False while its result is being read.
        self._fields: list[bool] = []

    def text(self, paragraph: etree._Element) -> str | None:
        """Number and text, with "\\t" and "\\n" for tabs and breaks; None if the paragraph says nothing of its own.

        Marked are hidden, struck-out and deleted text, and comments and notes, which stand behind it.
        """
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        hidden = self._styles.is_hidden(style)
        text = "".join(self._runs(paragraph, hidden, self._styles.is_struck(style)))
        remarks, self._remarked = "".join(self._remarked), []
        if self._styles.is_contents(style):
            return None
        mark = child(properties, "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            # The end of this paragraph was deleted: it runs into the next one, unless all of it was.
            if is_aside(text):
                text = marked(DELETED_TEXT, words_of(text) + "\n")
            self._joined += [text + remarks] if text + remarks else []
            return None
        if (hidden or switch(child(mark, "vanish"))) and not unmarked(text) and not self._joined:
            return text + remarks or None
        label = self._numbering.label(properties)
        text = self.rest() + text
        # The number of a text that is all aside goes along with it.
        return (marked(first_kind(text), label) if label and is_aside(text) else label) + text + remarks

    def boxes(self) -> list[etree._Element]:
        """The text boxes (w:txbxContent) met since this was asked for last, in the order of their anchors."""
        found, self._boxes = self._boxes, []
        return found

    def rest(self) -> str:
        """What waits for a paragraph to run into when there is none any more."""
        text, self._joined = "".join(self._joined), []
        return text

    def _runs(self, parent: etree._Element, hidden: bool, struck: bool) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "r":
                yield from self._run(element, hidden, struck)
            elif name == "AlternateContent" and self._keep_boxes(element):
                continue
            elif name in _AROUND_RUNS:
                yield from self._runs(element, hidden, struck)
            elif name == "del" and (words := "".join(map(_literal, element.iter("{*}delText")))).strip():
                yield marked(DELETED_TEXT, words)

    def _run(self, run: etree._Element, hidden: bool, struck: bool) -> Iterator[str]:
        properties = child(run, "rPr")
        own = switch(child(properties, "vanish"))
        if own is None:
            style = attribute(child(properties, "rStyle"), "val")
            own = hidden or (style is not None and self._styles.is_hidden(style))
        kind = HIDDEN_TEXT if own else STRUCK_TEXT if self._is_struck(properties, struck) else None
        for element in run:
            name = local(element)
            if name == "fldChar":
                self._field(attribute(element, "fldCharType"))
            elif name in _REMARKS:
                self._remarked += self._remarks.of(name, attribute(element, "id"))
            elif any(self._fields):
                continue
            elif name in ("pict", "drawing", "object"):
                self._keep_boxes(element)
            elif name in ("ruby", "AlternateContent"):
                if name == "ruby" or not self._keep_boxes(element):
                    yield from self._inside(element, hidden, struck)
            else:
                text = self._text(name, element)
                yield marked(kind, text) if kind and text.strip() else "" if own else text

    def _text(self, name: str, element: etree._Element) -> str:
        if name == "t":
            return _literal(element)
        return _symbol(element) if name == "sym" else _SIGNS.get(name, "")

    def _is_struck(self, properties: etree._Element | None, struck: bool) -> bool:
        own = [switch(child(properties, name)) for name in ("strike", "dstrike")]
        if own != [None, None]:
            return any(own)
        style = attribute(child(properties, "rStyle"), "val")
        return struck or (style is not None and self._styles.is_struck(style))

    def _keep_boxes(self, element: etree._Element) -> bool:
        """Remember the text boxes in it, of two ways to say the same the newer one; whether there are any."""
        ways = [*children(element, "Choice"), *children(element, "Fallback")] or [element]
        for way in ways:
            inside = [box for box in way.iter("{*}txbxContent") if not _is_within_another(box, way)]
            if inside:
                self._boxes += inside
                return True
        return False

    def _inside(self, element: etree._Element, hidden: bool, struck: bool) -> Iterator[str]:
        """The base of a phonetic guide; the fallback for a sign that old programs do not know."""
        for inner in element:
            if local(inner) == "rubyBase":
                yield from self._runs(inner, hidden, struck)
            elif local(inner) == "Fallback":
                yield from self._run(inner, hidden, struck)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()


def _is_within_another(box: etree._Element, way: etree._Element) -> bool:
    """Whether the text box stands in another one, or in the older of two ways to say the same, below `way`."""
    for around in box.iterancestors():
        if around is way:
            return False
        if local(around) == "txbxContent" or (local(around) == "Fallback" and _has_newer(around)):
            return True
    return False


def _has_newer(fallback: etree._Element) -> bool:
    choices = children(fallback.getparent(), "Choice")
    return any(next(choice.iter("{*}txbxContent"), None) is not None for choice in choices)


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
