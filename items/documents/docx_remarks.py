"""Comments, footnotes and endnotes of a Word document, which stand in parts of their own."""

from lxml import etree

from .asides import COMMENTS, NOTES, marked
from .office_xml import attribute, children

# What refers to them → (the part, its elements, their kind, what stands before them when they are read in).
_SOURCES = {
    "commentReference": ("comments", "comment", COMMENTS, "批注："),
    "footnoteReference": ("footnotes", "footnote", NOTES, "注："),
    "endnoteReference": ("endnotes", "endnote", NOTES, "注："),
}


class Remarks:
    """`roots` are the roots of the parts comments, footnotes and endnotes, or None."""

    def __init__(self, roots: dict[str, etree._Element | None]):
        self._texts: dict[tuple[str, str | None], str] = {}
        for reference, (part, name, kind, label) in _SOURCES.items():
            for one in children(roots.get(part), name):
                lines = ["".join(text.text or "" for text in line.iter("{*}t")) for line in one.iter("{*}p")]
                words = "\n".join(line for line in lines if line.strip())
                if words.strip():
                    self._texts[reference, attribute(one, "id")] = marked(kind, f"\n{label}{words}")

    def of(self, reference: str, key: str | None) -> list[str]:
        """The marked line of what an element refers to; nothing if there are no words."""
        text = self._texts.get((reference, key))
        return [text] if text else []
