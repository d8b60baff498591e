"""Files that go with a report (佐证材料): what they are, what they are called, and where they lie.

The content decides the type, never the name. On disk a file has a random name in a folder that no web server reaches;
it is complete there before its row is written, so a row without a file cannot come about by a broken-off upload.
"""

import errno
import hashlib
import os
import re
import secrets
import time
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from ..documents.errors import Refusal
from ..documents.limits import LARGEST_FILE, MEGABYTE
from ..documents.macros import has_macros
from ..documents.package import Package
from ..models import Attachment

# How many files one update or request may have.
MOST_FILES = 10
LONGEST_NAME = Attachment._meta.get_field("name").max_length
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
# Endings that may stand behind a name of the kind; any other gets the kind's own appended.
_ENDINGS = {kind: (f".{kind}",) for kind in CONTENT_TYPES} | {"jpg": (".jpg", ".jpeg")}
# What no name of a file may hold on the computers that people download to.
_FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
_STORED_NAME = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1024 * 1024
# An upload that is still being written is younger than this; what is older and has no row was left behind.
_ABANDONED_AFTER = 24 * 3600

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_PDF_TAIL = 2048
# Bytes that are read of a part to learn what a package is; real lists of parts have some ten thousand. A tree of them
# takes the server's memory thirty times.
_LARGEST_PART_READ = MEGABYTE
_MAIN_PARTS = {"document": ("word/", "docx"), "workbook": ("xl/", "xlsx")}


class FileRefused(Exception):
    """The file cannot be taken. The text is a sentence for the person."""


class NoFileKnown(Exception):
    """There are files on the disk, and the database names none of them: they belong to another one."""


class FileLost(Exception):
    """The file of an attachment is not on the disk any more, or not as it was stored."""


@dataclass(frozen=True)
class Stored:
    """A file that lies complete on the disk; fields as in `Attachment`, size in bytes, SHA-256 in hexadecimal."""

    name: str
    kind: str
    size: int
    digest: str
    stored_as: str


def fetch(pk):
    """The attachment with all that deciding on access asks; raises Attachment.DoesNotExist."""
    rows = Attachment.objects.select_related(
        "item__report", "update__period__report", "update__item", "update__department", "closing__item"
    )
    return rows.get(pk=pk)


def store(file, name):
    """Check an uploaded file (opened for reading bytes) and write it to the disk; returns `Stored`.

    Raises FileRefused for what is no file of a known kind, too large or empty, and OSError where the disk refuses.
    """
    file.seek(0)
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise FileRefused(_("The file is larger than 20 MB, so it was not taken. Remove pictures from it or split it."))
    kind = kind_of(data)
    stored_as = secrets.token_hex(16)
    _write(path_of(stored_as), data)
    return Stored(clean_name(name, kind), kind, len(data), hashlib.sha256(data).hexdigest(), stored_as)


def path_of(stored_as):
    """Where a file lies: two-letter folders, so that none of them grows without limit.

    Raises FileNotFoundError for a name that no file was given: a row that somebody altered leads nowhere else.
    """
    if not _STORED_NAME.fullmatch(stored_as):
        raise FileNotFoundError(errno.ENOENT, "No name of a stored file", stored_as)
    return folder() / stored_as[:2] / stored_as


def folder():
    return Path(settings.VAR_DIR) / "attachments"


def _write(path, data):
    """Aside first, then renamed: under its final name a file is never half of itself."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    for changed in (path.parent, path.parent.parent):
        _sync_folder(changed)


def _sync_folder(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_stored(attachment):
    """The attachment's file, opened for reading, after comparing it with its digest. Raises FileLost."""
    try:
        file = path_of(attachment.stored_as).open("rb")
    except OSError as error:
        raise FileLost(attachment.stored_as) from error
    if hashlib.file_digest(file, "sha256").hexdigest() != attachment.digest:
        file.close()
        raise FileLost(attachment.stored_as)
    file.seek(0)
    return file


def sweep():
    """Delete files that no row names, a day after they were written; returns how many. Raises NoFileKnown."""
    known = set(Attachment.objects.values_list("stored_as", flat=True))
    paths = list(folder().glob("??/*"))
    if paths and not any(path.name in known for path in paths):
        raise NoFileKnown
    swept = 0
    for path in paths:
        if path.name not in known and path.stat().st_mtime < time.time() - _ABANDONED_AFTER:
            path.unlink()
            swept += 1
    return swept


def clean_name(name, kind):
    """The name as people see and download it: without folders, unseen characters and what a computer forbids.

    It ends as its kind does and has at most 200 characters.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in last if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    words = _FORBIDDEN.sub("_", " ".join(seen.split())).rstrip(". ")
    stem, ending = words, f".{kind}"
    for known in _ENDINGS[kind]:
        if words.lower().endswith(known):
            stem, ending = words[: -len(known)], words[-len(known) :]
    stem = stem.strip(". ") or _("attachment")
    longest = LONGEST_NAME - len(ending)
    return (stem if len(stem) <= longest else stem[: longest - 1] + "…") + ending


def kind_of(data):
    """A key of CONTENT_TYPES by the content alone. Raises FileRefused with a sentence for anything else."""
    if not data:
        raise FileRefused(_("The file is empty."))
    if data.startswith(b"%PDF-"):
        return _checked("pdf", _PDF_END.search(data.rstrip(b"\x00\r\n\t ")[-_PDF_TAIL:]))
    if data.startswith(_PNG):
        return _checked("png", _is_whole_png(data))
    if data.startswith(_JPEG):
        return _checked("jpg", _is_whole_jpeg(data))
    if data.startswith(_ZIP):
        return _kind_of_package(data)
    if data.startswith(_OLE):
        raise FileRefused(_("This is an office file of the old kind or with a password: save it as .docx or .xlsx."))
    raise FileRefused(_unknown())


def _unknown():
    return _(
        "Files are PDF, OFD, Word (.docx), Excel (.xlsx), JPG or PNG; by its content this one is none of them, "
        "whatever its name."
    )


def _damaged():
    return _("The file is damaged or incomplete: open it, save it again and attach the new file.")


def _checked(kind, is_whole):
    if not is_whole:
        raise FileRefused(_damaged())
    return kind


def _is_whole_png(data):
    """A picture with a size, in chunks whose sums are right, up to the end mark."""
    at, first = len(_PNG), True
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body, end = data[at + 8 : at + 8 + length], at + 12 + length
        if end > len(data) or int.from_bytes(data[end - 4 : end]) != zlib.crc32(body, zlib.crc32(kind)):
            return False
        if first and (kind != b"IHDR" or length != 13 or not any(body[:4]) or not any(body[4:8])):
            return False
        if kind == b"IEND":
            return True
        at, first = end, False
    return False


def _is_whole_jpeg(data):
    """Segments one after the other up to the picture's data, with a size among them, and an end mark after it."""
    at, has_size = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill bytes may stand before a marker
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        if length < 2:
            return False
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            has_size = any(data[at + 5 : at + 7]) and any(data[at + 7 : at + 9])
        if marker == 0xDA:
            return has_size and data.rfind(b"\xff\xd9", at) > 0
        at += 2 + length
    return False


def _kind_of_package(data):
    """What a zip file holds: it must name and have the main part of a document, with the right root element."""
    try:
        with Package(data, largest_tree=_LARGEST_PART_READ) as package:
            if has_macros(package):
                raise FileRefused(_("The file contains macros: save it without them as .docx or .xlsx."))
            if "OFD.xml" in package:
                return _checked("ofd", _root(package, "OFD.xml") == "OFD")
            main = package.main_part()
            root = _root(package, main) if main and main.endswith(".xml") else None
    except Refusal as error:
        raise FileRefused(_damaged()) from error
    folder_name, kind = _MAIN_PARTS.get(root, ("", ""))
    if not kind or not main.startswith(folder_name):
        raise FileRefused(_unknown())
    return kind


def _root(package, part):
    """The local name of a part's root element; reads no further than to it."""
    for _event, element in package.elements(part, None, events=("start",), largest=_LARGEST_PART_READ):
        return element.tag.rpartition("}")[2]
    return None
