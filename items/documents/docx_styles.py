"""What paragraphs and runs take from their styles: list numbers, hidden text, being a line of a table of contents."""

from collections.abc import Iterator

from lxml import etree

from .office_xml import attribute, child, children, number, switch

_MOST_ANCESTORS = 50


class Styles:
    """The styles of a document by their id; `root` is the root of styles.xml or None."""

    def __init__(self, root: etree._Element | None):
        self._styles = {attribute(style, "styleId"): style for style in children(root, "style")}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on")
            ),
            None,
        )
        self._hidden: dict[str | None, bool] = {}
        self._struck: dict[str | None, bool] = {}
        self._numbers: dict[str | None, tuple[int | None, int | None, str | None]] = {}

    def number_of(self, style: str | None) -> tuple[int | None, int | None, str | None]:
        """(numId, level, the style that says so) by a paragraph style and those it is based on; None for nothing."""
        style = style or self._default
        if style not in self._numbers:
            self._numbers[style] = self._find_number(style)
        return self._numbers[style]

    def _find_number(self, style: str | None) -> tuple[int | None, int | None, str | None]:
        num = level = source = None
        for key, element in self._chain(style):
            properties = child(element, "pPr", "numPr")
            if properties is None:
                continue
            level = number(child(properties, "ilvl")) if level is None else level
            num = number(child(properties, "numId"))
            source = source or key
            if num is not None:
                break
        return num, level, source

    def is_struck(self, style: str | None) -> bool:
        """Whether text in this paragraph or character style is struck out."""
        if style not in self._struck:
            self._struck[style] = self._is_on(style, "strike") or self._is_on(style, "dstrike")
        return self._struck[style]

    def is_hidden(self, style: str | None) -> bool:
        """Whether text in this paragraph or character style is hidden."""
        if style not in self._hidden:
            self._hidden[style] = self._is_on(style, "vanish")
        return self._hidden[style]

    def _is_on(self, style: str | None, name: str) -> bool:
        found = (switch(child(element, "rPr", name)) for _, element in self._chain(style))
        return next((state for state in found if state is not None), False)

    def is_contents(self, style: str | None) -> bool:
        """Word calls the styles of a table of contents "toc 1" … in every language."""
        name = attribute(child(self._styles.get(style), "name"), "val") or ""
        return name.lower().startswith("toc ")

    def _chain(self, style: str | None) -> Iterator[tuple[str | None, etree._Element]]:
        """The style and those it is based on."""
        for _ in range(_MOST_ANCESTORS):
            if style not in self._styles:
                return
            element = self._styles[style]
            yield style, element
            style = attribute(child(element, "basedOn"), "val")
