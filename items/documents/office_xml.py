"""Elements of office files by their local names, which the transitional and the strict namespaces share."""

from collections.abc import Iterator
from typing import overload

from lxml import etree

_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_OFF = ("0", "false", "off")


def local(element: etree._Element) -> str:
    """The name without its namespace; "" for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along the path of local names."""
    for name in path:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return (one for one in (() if element is None else element) if local(one) == name)


def attribute(element: etree._Element | None, name: str) -> str | None:
    if element is None:
        return None
    return next((element.get(space + name) for space in _NAMESPACES if element.get(space + name) is not None), None)


@overload
def number(element: etree._Element | None, name: str = "val") -> int | None: ...
@overload
def number(element: etree._Element | None, name: str = "val", *, default: int) -> int: ...
def number(element: etree._Element | None, name: str = "val", *, default: int | None = None) -> int | None:
    """A whole number; `default` where there is none or it is not one."""
    text = attribute(element, name)
    try:
        return default if text is None else int(text)
    except ValueError:
        return default


def switch(element: etree._Element | None) -> bool | None:
    """An on/off property: None where it is not set at all."""
    return None if element is None else attribute(element, "val") not in _OFF
