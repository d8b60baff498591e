"""Office files are zip files of XML parts: reading them without trusting a word of what they say about themselves."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from lxml import etree

from .errors import Refusal
from .limits import LARGEST_UNPACKED, MEGABYTE

_MOST_PARTS = 10_000
# What stands before each entry of a zip file's directory.
_ENTRY = b"PK\x01\x02"
# XML of an office program packs 10 to 60 times, long runs of empty cells 150 times; deflate can do 1,030.
_HIGHEST_RATIO = 400
_RATIO_COUNTS_FROM = 10 * MEGABYTE
# Parts that are held whole: styles, numbering, relations. Real ones have some hundred thousand bytes.
_LARGEST_TREE = 20 * MEGABYTE
_CHUNK = 256 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_ENCRYPTED_FLAG = 0x1
_OFFICE_DOCUMENT = "/officeDocument"
_PARSING = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Package:
    """The zip file `data`; all its parts together may unpack to LARGEST_UNPACKED bytes. A context manager.

    A part that is held whole may have `largest_tree` bytes.
    """

    def __init__(self, data: bytes, *, largest_tree: int = _LARGEST_TREE):
        # Counted in the bytes: the number at the end of the file may be a lie, and opening it makes an object of each.
        if data.count(_ENTRY) > _MOST_PARTS:
            raise _too_large()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise Refusal("damaged") from error
        self._parts = {entry.filename: entry for entry in self._zip.infolist()}
        self._unpacked = 0
        self._largest_tree = largest_tree

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def size(self, part: str) -> int:
        """Bytes that the part claims to unpack to: good for progress, not for safety."""
        return self._parts[part].file_size

    def read(self, part: str, largest: int = LARGEST_UNPACKED) -> "Unpacking":
        """The unpacked part as a file of at most `largest` bytes. Raises Refusal if there is none."""
        entry = self._parts.get(part)
        if entry is None:
            raise Refusal("damaged")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise Refusal("encrypted")
        try:
            limit = min(largest, max(_RATIO_COUNTS_FROM, _HIGHEST_RATIO * entry.compress_size))
            return Unpacking(self._zip.open(entry), limit, self._count)
        except _DAMAGE as error:
            raise Refusal("damaged") from error

    @property
    def unpacked(self) -> int:
        """Bytes that came out of all parts so far."""
        return self._unpacked

    def tree(self, part: str) -> etree._Element | None:
        """The root element of a part of at most `largest_tree` bytes; None if there is no such part."""
        if part not in self._parts:
            return None
        root = None
        for _, root in self.elements(part, None, largest=self._largest_tree):  # noqa: B007 the root is the last to end
            pass
        return root

    def elements(
        self,
        part: str,
        tags: list[str] | None,
        *,
        events: tuple[str, ...] = ("end",),
        largest: int = LARGEST_UNPACKED,
    ) -> Iterator[tuple[str, etree._Element]]:
        """(event, element) for the elements of a part with one of the tags, None for all, in the order of the text."""
        seen = False
        with self.read(part, largest) as file:
            try:
                for event, element in etree.iterparse(file, events=events, tag=tags, **_PARSING):
                    if not seen and element.getroottree().docinfo.doctype:
                        raise Refusal("unsafe")
                    seen = True
                    yield event, element
            except etree.XMLSyntaxError as error:
                raise Refusal("damaged") from error

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """{id: (type, part)} of what a part refers to inside the package."""
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in [] if root is None else root:
            target = relation.get("Target") if isinstance(relation.tag, str) else None
            if target and relation.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[relation.get("Id", "")] = (relation.get("Type", ""), path)
        return found

    def main_part(self) -> str | None:
        """The name of the part that holds the document or workbook; None if the package names none."""
        for kind, part in self.relations("").values():
            if kind.endswith(_OFFICE_DOCUMENT) and part in self._parts:
                return part
        return None

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > LARGEST_UNPACKED:
            raise _too_large()


class Unpacking:
    """A file object for lxml that counts what comes out and turns every kind of damage into a Refusal."""

    def __init__(self, file: IO[bytes], limit: int, count: Callable[[int], None]):
        self._file, self._limit, self._count, self._size = file, limit, count, 0

    def __enter__(self) -> "Unpacking":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(_CHUNK if size < 0 else min(size, _CHUNK))
        except _DAMAGE as error:
            raise Refusal("damaged") from error
        self._size += len(data)
        self._count(len(data))
        if self._size > self._limit:
            raise _too_large()
        return data


def forget(element: etree._Element) -> None:
    """Free the memory of an element that was read and of those before it under the same parent."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _too_large() -> Refusal:
    return Refusal("unpacks_too_large", limit=LARGEST_UNPACKED // MEGABYTE)
