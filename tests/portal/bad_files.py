"""Files that are not what they say, or far more: (name, bytes) by what is wrong with them."""

import io
import zipfile

HTML = b"<!doctype html><script>alert(document.cookie)</script>"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"""
RELS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="a" Target="%s"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
ENTITIES = (
    b"<!DOCTYPE a [<!ENTITY a '"
    + b"a" * 1000
    + b"'>"
    + b"".join(
        b"<!ENTITY a%d '%s'>" % (level, (b"&a%d;" % (level - 1) if level else b"&a;") * 10) for level in range(9)
    )
    + b"]><a>&a8;</a>"
)
FOREIGN = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"


def package(target, parts):
    """A package of Office's kind with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", TYPES)
        made.writestr("_rels/.rels", RELS % target)
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def bomb():
    """300 MB of blanks in a few hundred KB."""
    blanks = b"<a>" + b" " * (300 * 1024 * 1024) + b"</a>"
    return package(b"xl/workbook.xml", {"xl/workbook.xml": blanks})


def many_parts():
    return package(b"xl/workbook.xml", {f"xl/{number}.xml": b"" for number in range(30_000)})


CASES = {
    "HTML in a picture's name": ("a.jpg", HTML),
    "a picture that is a page": ("a.jpg", JPEG + HTML),
    "HTML in a PDF's name": ("a.pdf", HTML),
    "a PDF that is a page": ("a.pdf", b"%PDF-1.4\n" + HTML + b"\nstartxref\n0\n%%EOF"),
    "a PDF cut off": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>"),
    "a program": ("a.docx", b"MZ\x90\x00" + b"\0" * 4000),
    "a package that is a page": ("a.xlsx", b"PK\x03\x04" + HTML),
    "a package cut off": ("a.xlsx", package(b"xl/workbook.xml", {"xl/workbook.xml": b"<a/>"})[:-30]),
    "a package in another's name": ("a.pdf", package(b"xl/workbook.xml", {"xl/workbook.xml": b"<a/>"})),
    "a part that lies outside": ("a.docx", package(b"../../etc/passwd", {"../../etc/passwd": b"<a/>"})),
    "300 MB in a package": ("a.xlsx", bomb()),
    "30,000 parts": ("a.xlsx", many_parts()),
    "entities of entities": ("a.xlsx", package(b"xl/workbook.xml", {"xl/workbook.xml": ENTITIES})),
    "an entity that is a file": ("a.docx", package(b"word/document.xml", {"word/document.xml": FOREIGN})),
    "nothing": ("a.xlsx", b""),
    "a name that is a path": ("../../../../tmp/evil.txt", "一、民生".encode()),
    "a name with NUL": (b"a\0.txt", "一、民生".encode()),
    "a name that is no text": (b"\xff\xfe.txt", "一、民生".encode()),
    "a name with a line break": (b'a"\r\nX-Evil: 1.txt', "一、民生".encode()),
    "a name of 5,000 characters": ("长" * 5000 + ".txt", "一、民生".encode()),
    "text that is none": ("a.txt", bytes(range(256)) * 40),
    "one line of five million characters": ("a.txt", b"a" * 5_000_000),
    "21 MB": ("a.txt", b"a" * (21 * 1024 * 1024)),
}
