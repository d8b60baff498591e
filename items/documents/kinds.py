"""What a file is, by its content."""

import re

from .converted import program
from .errors import Refusal
from .package import Package

# Other than for a text and a table of values between commas, the kind is the name of the module that reads it.
TEXT, CSV, DOCX, XLSX, PDF = "text", "csv", "docx", "xlsx", "pdf"
OLD_WORKBOOK, CONVERTED = "old_workbook", "converted"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in the directory of an OLE file, and what they say about it; the first that is found counts.
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("EncryptionInfo", "encrypted"),
    ("WordDocument", "old_word"),
    ("Workbook", OLD_WORKBOOK),
    ("Book", OLD_WORKBOOK),
    ("PowerPoint Document", "presentation"),
)
_RTF = b"{\\rtf"
_SIGNATURES = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF"), "picture"),
    ((b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ"), "archive"),
)
# Word and Excel write web pages and single XML files too, and people rename them to .doc and .xls.
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html[\s>])|mime-version:\s*1\.0", re.I | re.S)
_OFFICE_XML = re.compile(rb"\s*<\?xml[^>]*>.{0,400}?<\?mso-application\s|\s*<\?xml[^>]*>\s*<pkg:package\s", re.I | re.S)
_BOM = b"\xef\xbb\xbf"
_BEGINNING = 2000
_PDF_WITHIN = 1024
# Parts by which a zip file tells what it holds; the first that is found counts.
_PARTS = (
    ("OFD.xml", "ofd"),
    ("ppt/presentation.xml", "presentation"),
    ("content.xml", "open_document"),
)
_DELIMITED = re.compile(r"\.(csv|tsv)\Z", re.I)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_PACKAGED = re.compile(r"\.(docx|docm|dotx|dotm|xlsx|xlsm|xltx|xltm|pdf)\Z", re.I)


def kind_of(data: bytes, name: str) -> str:
    """One of the kinds above. Raises Refusal for what is known and not read, and for obvious damage."""
    beginning = data[:_BEGINNING].removeprefix(_BOM)
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_package(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return PDF
    if beginning.startswith(_OLE):
        return _kind_of_ole(data)
    if beginning.startswith(_RTF):
        return _converted("rtf")
    for signatures, code in _SIGNATURES:
        if beginning.startswith(signatures):
            raise Refusal(code)
    if _HTML.match(beginning):
        raise Refusal("html")
    if _OFFICE_XML.match(beginning):
        raise Refusal("office_xml")
    if _PACKAGED.search(name) and _is_no_text(data):
        raise Refusal("damaged")
    return CSV if _DELIMITED.search(name) else TEXT


def _kind_of_ole(data: bytes) -> str:
    for stream, code in _OLE_STREAMS:
        if (stream + "\x00").encode("utf-16-le") in data:
            if code == OLD_WORKBOOK:
                return code
            if code == "old_word":
                return _converted(code)
            raise Refusal(code)
    raise Refusal("old_office")


def _converted(code: str) -> str:
    """CONVERTED where LibreOffice is installed; else the sentence says how to save the document."""
    if program() is None:
        raise Refusal(code)
    return CONVERTED


def _kind_of_package(data: bytes) -> str:
    with Package(data) as package:
        main = package.main_part()
        if main and main.startswith("word/"):
            return DOCX
        if main and main.startswith("xl/") and not main.endswith(".bin"):
            return XLSX
        if "xl/workbook.bin" in package:
            return OLD_WORKBOOK
        if "content.xml" in package and "mimetype" in package:
            kind = package.read("mimetype").read(_BEGINNING)
            if kind.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
                return OLD_WORKBOOK
            if kind.startswith(_OPEN_DOCUMENT + b"text"):
                return _converted("open_document")
        for part, code in _PARTS:
            if part in package:
                raise Refusal(code)
        if "[Content_Types].xml" in package:
            raise Refusal("damaged")
    raise Refusal("archive")


def _is_no_text(data: bytes) -> bool:
    """Nothing at all, or zero bytes without a mark of UTF-16: a document whose beginning is gone."""
    return not data or (b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")))
