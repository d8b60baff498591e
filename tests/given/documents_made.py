"""Real files for the tests of documents: made by the programs and libraries that offices' files are like."""

import atexit
import contextlib
import functools
import io
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

SOFFICE = shutil.which("soffice")
# In CI a missing program is a failure, elsewhere a gap.
needs_soffice = pytest.mark.skipif(
    SOFFICE is None and os.environ.get("CI") != "true",
    reason="soffice is not on PATH (package libreoffice-writer-nogui)",
)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def saved(document) -> bytes:
    """The bytes of a python-docx document or an openpyxl workbook."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word(*paragraphs: str):
    """A python-docx document in a font that has Chinese characters, 14 pt, with these paragraphs indented."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans CJK SC", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans CJK SC")
    for text in paragraphs:
        document.add_paragraph(text).paragraph_format.first_line_indent = Pt(28)
    return document


def word_of(body: str, *, numbering: str = "", styles: str = "", namespace: str = WORD) -> bytes:
    """A .docx file whose w:body holds this XML, with these w:abstractNum and w:num, and these w:style elements."""
    related = {"numbering": numbering, "styles": styles}
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>',
        **{f"word/{name}.xml": f'<w:{name} xmlns:w="{namespace}">{xml}</w:{name}>' for name, xml in related.items()},
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in related}),
    }
    return package_of("word/document.xml", parts)


def package_of(main: str, parts: dict[str, str | bytes]) -> bytes:
    """An office file of these parts with its main part declared."""
    default = '<Default Extension="xml" ContentType="application/xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">{default}</Types>',
        "_rels/.rels": _relations({"officeDocument": main}),
        **parts,
    }
    return zip_of(parts)


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def repacked(data: bytes, part: str, change) -> bytes:
    """The same package with one part changed by `change(bytes) -> bytes`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part])
    return zip_of(parts)


def _relations(targets: dict[str, str]) -> str:
    rows = (f'<Relationship Id="{kind}" Type="{_MAIN}/{kind}" Target="{target}"/>' for kind, target in targets.items())
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(rows)}</Relationships>'


def paragraph(text: str, properties: str = "") -> str:
    """A w:p of one run; `properties` is the inside of its w:pPr."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def listed(text: str, num: int = 1, level: int = 0) -> str:
    """A w:p in an automatic list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(index: int, number_format: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A w:lvl of an automatic list."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """The inside of w:numbering with one abstract list of these levels."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


@functools.cache
def _office() -> str:
    """The option that leads to this process's own LibreOffice, whose start takes nine tenths of a short run.

    A document is open there: else it would end with each task.
    """
    folder = tempfile.TemporaryDirectory()
    home, option = Path(folder.name), f"-env:UserInstallation={Path(folder.name, 'profile').as_uri()}"
    (home / "open.docx").write_bytes(saved(docx.Document()))
    command = [SOFFICE, option, "--headless", "--norestore", home / "open.docx"]
    office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def end():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)
        office.wait()
        folder.cleanup()

    atexit.register(end)
    deadline = time.monotonic() + 120
    while not (home / ".~lock.open.docx#").exists():  # made once the document is open
        assert office.poll() is None and time.monotonic() < deadline, "LibreOffice does not start"
        time.sleep(0.05)
    return option


@functools.cache
def converted(data: bytes, before: str, after: str) -> bytes:
    """A document that LibreOffice made from another: converted(docx_bytes, "docx", "pdf")."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"document.{before}")
        path.write_bytes(data)
        command = [SOFFICE, _office(), "--headless", "--convert-to", after, "--outdir", folder, path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        result = path.with_suffix(f".{after.partition(':')[0]}")
        assert result.exists(), done.stderr
        return result.read_bytes()


def png(width: int = 600, height: int = 800) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\x00" + b"\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf_of(content: bytes) -> bytes:
    """A PDF file of one page with this packed content stream, written object by object."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 5\n0000000000 65535 f \n" + table + end


@functools.cache
def deflated_blanks(megabytes: int) -> bytes:
    """That many megabytes of blanks, packed about a thousand times smaller: one megabyte, repeated as it is packed."""
    block, packer, checksum = b" " * (1 << 20), zlib.compressobj(9, wbits=-15), 1
    whole = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(block) + packer.flush()
    for _ in range(megabytes):
        checksum = zlib.adler32(block, checksum)
    return b"\x78\xda" + whole * (megabytes - 1) + last + checksum.to_bytes(4, "big")
