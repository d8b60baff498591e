"""What a file is, what it is called, and where it lies."""

import os
import re
import stat
import time

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from items.files.storing import FileRefused, clean_name, kind_of, path_of
from items.models import Attachment

from ..given.documents_made import package_of, repacked, zip_of
from ..given.refusals import refused
from .samples import DOCX, FILES, JPEG, PDF, PNG, put_in, stored_files

# What a file is


@pytest.mark.parametrize("kind", FILES)
def test_the_content_says_what_a_file_is(kind):
    assert kind_of(FILES[kind]) == kind


LIES = {
    "nothing": (b"", "is empty"),
    "a text": ("已完成".encode(), "none of them"),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", "none of them"),
    "a picture that runs scripts": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "none of them"),
    "a web page that mentions PDF": (b"<html>%PDF-1.4 startxref 1 %%EOF", "none of them"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 100, "none of them"),
    "a program behind a picture's mark": (b"\x89PNG\r\n\x1a\nMZ\x90" + b"\x00" * 100, "damaged"),
    "a GIF": (b"GIF89a" + b"\x00" * 20, "none of them"),
    "half a PDF": (PDF[: len(PDF) // 2], "damaged"),
    "half a PNG": (PNG[:-8], "damaged"),
    "a PNG with another byte": (PNG[:20] + b"\xff" + PNG[21:], "damaged"),
    "a PNG without a width": (PNG[:16] + b"\x00" * 4 + PNG[20:], "damaged"),
    "half a JPEG": (JPEG[:-2], "damaged"),
    "a JPEG's mark alone": (b"\xff\xd8\xff\xe0<script>", "damaged"),
    "an archive": (zip_of({"run.exe": b"MZ"}), "none of them"),
    "half an archive": (DOCX[:-100], "damaged"),
    "an old or locked office file": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "old kind or with a password",
    ),
    "macros": (package_of("word/document.xml", {"word/document.xml": "<a/>", "word/vbaProject.bin": b"1"}), "macros"),
    "old macros": (
        package_of("xl/workbook.xml", {"xl/workbook.xml": "<a/>", "xl/macrosheets/sheet1.xml": "<a/>"}),
        "macros",
    ),
    "declared macros": (
        repacked(DOCX, "[Content_Types].xml", lambda xml: xml.replace(b"document.main+xml", b"document.macroEnabled")),
        "macros",
    ),
    "a document without the right root": (
        package_of("word/document.xml", {"word/document.xml": "<html/>"}),
        "none of them",
    ),
    "a workbook in the place of a document": (
        package_of("word/document.xml", {"word/document.xml": "<workbook/>"}),
        "none of them",
    ),
    "a document that is no XML": (package_of("word/document.xml", {"word/document.xml": "<a"}), "none of them"),
    "a document with entities": (
        package_of(
            "word/document.xml", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>'}
        ),
        "damaged",
    ),
    "an OFD without the right root": (zip_of({"OFD.xml": "<html/>"}), "damaged"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_is_refused_whatever_its_name(cast, update, store, lie):
    data, sentence = LIES[lie]
    with refused(sentence):
        put_in(update, cast.liaison, data, "证明.pdf")
    assert not stored_files(store)


@pytest.mark.parametrize(
    ("part", "start", "padding", "end"),
    [
        ("[Content_Types].xml", "<Types>", "<a/>", "</Types>"),
        ("_rels/.rels", "<Relationships>", "<a/>", "</Relationships>"),
        ("word/document.xml", "", "<?a?>", "<document/>"),
    ],
)
def test_of_a_package_no_more_than_a_megabyte_is_read_to_learn_its_kind(part, start, padding, end):
    def long(_xml):
        return (start + padding * 300_000 + end).encode()

    with translation.override("en"), pytest.raises(FileRefused, match="damaged"):
        kind_of(repacked(DOCX, part, long))


def test_a_package_of_too_many_parts_is_refused_before_a_list_is_made_of_them(monkeypatch):
    data = bytearray(zip_of({str(number): b"" for number in range(10_001)}))
    # The number of entries, twice, 12 bytes before the end: a lie that zipfile does not notice.
    data[-14:-10] = b"\x01\x00\x01\x00"
    monkeypatch.setattr("items.documents.package.zipfile.ZipFile", None)
    with translation.override("en"), pytest.raises(FileRefused, match="damaged"):
        kind_of(bytes(data))


def test_a_file_of_twenty_megabytes_is_taken_and_one_byte_more_is_not(cast, update):
    room = 20 * 1024 * 1024 - len(PDF)
    whole = PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + b" " * (room - 2) + b"\n")
    assert put_in(update, cast.liaison, whole).size == 20 * 1024 * 1024
    with refused("larger than 20 MB"):
        put_in(update, cast.liaison, whole + b"\n")


# What it is called


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("统计表.xlsx", "xlsx", "统计表.xlsx"),
        ("现场.JPEG", "jpg", "现场.JPEG"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\桌面\\证明.pdf", "pdf", "证明.pdf"),
        ("证\x00明\x07.pdf", "pdf", "证明.pdf"),
        ("证明\u202egpj.pdf", "pdf", "证明gpj.pdf"),
        ("一\n二\t三.pdf", "pdf", "一 二 三.pdf"),
        ('a<b>"c|d?e*f:g.pdf', "pdf", "a_b__c_d_e_f_g.pdf"),
        ("程序.exe", "png", "程序.exe.png"),
        ("证明.docx", "pdf", "证明.docx.pdf"),
        ("", "pdf", "attachment.pdf"),
        ("...", "pdf", "attachment.pdf"),
        (".pdf", "pdf", "attachment.pdf"),
        ("长" * 300 + ".docx", "docx", "长" * 194 + "….docx"),
        ("长" * 300, "png", "长" * 195 + "….png"),
    ],
)
def test_names_are_cleaned_and_end_as_their_kind_does(name, kind, clean):
    with translation.override("en"):
        assert clean_name(name, kind) == clean
    assert len(clean) <= 200


# Where it lies


def test_a_file_lies_complete_under_a_random_name_for_nobody_else(cast, update, store):
    attached = put_in(update, cast.liaison, PDF, "../../证明.pdf")
    [path] = stored_files(store)
    assert path.relative_to(store).parts == (attached.stored_as[:2], attached.stored_as)
    assert re.fullmatch("[0-9a-f]{32}", attached.stored_as)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == PDF
    assert (attached.name, attached.kind, attached.size) == ("证明.pdf", "pdf", len(PDF))
    assert put_in(update, cast.liaison).stored_as != attached.stored_as


def test_a_full_disk_leaves_neither_row_nor_half_a_file(cast, update, store, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with refused("could not be stored"):
        put_in(update, cast.liaison)
    assert not stored_files(store)
    assert not Attachment.objects.exists()


def test_the_file_is_there_before_its_row(cast, update, store, monkeypatch):
    seen = []
    create = Attachment.objects.create

    def look(**fields):
        seen.append(path_of(fields["stored_as"]).read_bytes())
        return create(**fields)

    monkeypatch.setattr(Attachment.objects, "create", look)
    put_in(update, cast.liaison)
    assert seen == [PDF]


def test_only_abandoned_files_are_swept(cast, update, store, capsys):
    kept = put_in(update, cast.liaison)
    old, young, broken = (store / "ab" / name for name in ("ab" + "0" * 30, "ab" + "1" * 30, "ab" + "2" * 30 + ".part"))
    old.parent.mkdir(exist_ok=True)
    for path in (old, young, broken):
        path.write_bytes(PDF)
    for path in (old, broken, path_of(kept.stored_as)):
        os.utime(path, (time.time() - 90000, time.time() - 90000))
    call_command("sweep_attachments")
    assert capsys.readouterr().out.strip() == "2 files deleted"
    assert set(stored_files(store)) == {young, path_of(kept.stored_as)}


def test_nothing_is_swept_when_the_database_knows_none_of_the_files(cast, update, store):
    put_in(update, cast.liaison)
    Attachment.objects.all().delete()
    (path,) = stored_files(store)
    os.utime(path, (time.time() - 90000, time.time() - 90000))
    with pytest.raises(CommandError, match=r"check DATABASE_URL(?s:.*)未予删除"):
        call_command("sweep_attachments")
    assert stored_files(store) == [path]


def test_sweeping_an_empty_folder_is_no_mistake(db, capsys):
    call_command("sweep_attachments")
    assert capsys.readouterr().out.strip() == "0 files deleted"
