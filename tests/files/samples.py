"""A file of every kind, the moment it is attached, and what lies in the folder then."""

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from items.files.attaching import attach

from ..given.documents_made import pdf_of, png, saved, word, zip_of
from ..given.together import moment

NOW = moment("2011-03-20")
PDF = pdf_of(b"")
PNG = png(4, 4)
DOCX = saved(word("已完成2所"))
OFD = zip_of(
    {"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>', "Doc_0/Document.xml": "<a/>"}
)


# Start, one segment, frame head of 1 × 1, scan with a byte of data, end.
JPEG = bytes.fromhex("ffd8 ffe00004 4a46 ffc0000b 08 0001 0001 01 011100 ffda0008 01 0100 003f00 7f ffd9")
XLSX = saved(Workbook())
FILES = {"pdf": PDF, "png": PNG, "docx": DOCX, "xlsx": XLSX, "ofd": OFD, "jpg": JPEG}


def put_in(thing, by, data=PDF, name="证明.pdf"):
    return attach(thing, file=SimpleUploadedFile("x", data), name=name, by=by, at=NOW)


def stored_files(store):
    return sorted(path for path in store.rglob("*") if path.is_file())
