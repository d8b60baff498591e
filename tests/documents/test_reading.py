"""Reading files whatever they are: text files of every encoding, kinds that are refused, limits, damage, progress."""

import datetime
import io
import os
import random
import zipfile

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from items.documents import (
    LARGEST_FILE,
    MESSAGES,
    DocumentError,
    apart,
    limits,
    open_document,
    read_document,
    read_file,
)

from ..given.documents_made import (
    converted,
    deflated_blanks,
    needs_soffice,
    package_of,
    paragraph,
    pdf_of,
    png,
    repacked,
    saved,
    word,
    word_of,
    zip_of,
)

TEXT = "一、改善交通\r\n1、修路十条(责任单位:市交通局、市财政局)。\r\n"
TRADITIONAL = "一、改善交通,加強城鄉道路建設,提高人民群眾的生活水平。\n責任單位:市交通局、市財政局。\n" * 3


def code_of(path):
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    assert str(caught.value).endswith(".") and path.name in str(caught.value)
    return caught.value.code


def refusal(data, name="report.docx"):
    with pytest.raises(DocumentError) as caught:
        read_document(data, name)
    assert str(caught.value).startswith(name) and str(caught.value).endswith(".")
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_text_comes_out_as_it_was_written(tmp_path, encoding):
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_file(path) == TEXT
    assert read_file(str(path)) == TEXT
    assert read_document(TEXT.encode(encoding), "report.txt") == TEXT


def test_utf_16_of_either_byte_order(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert read_file(path) == TEXT


def test_traditional_characters_in_gb18030():
    assert read_document(TRADITIONAL.encode("gb18030"), "a.txt") == TRADITIONAL


def test_short_text_in_gb18030():
    assert read_document("修路".encode("gb18030"), "a.txt") == "修路"


def test_empty_file_is_an_empty_text(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    assert read_file(path) == ""


@pytest.mark.parametrize("name", ["empty.docx", "empty.xlsx", "empty.pdf", "EMPTY.DOCX"])
def test_empty_office_file_is_damaged(name):
    assert refusal(b"", name) == "damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TRADITIONAL.encode("big5"), "unknown_encoding"),
        ("これは日本語の文章です。漢字とかなが混じっています。".encode("shift-jis") * 5, "unknown_encoding"),
        (TEXT.encode()[:-8] + b"\xff\xff" + TEXT.encode(), "unknown_encoding"),
        ("これは日本語の文章です。".encode("utf-16-le"), "binary"),
        (TEXT.encode("utf-32"), "binary"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "binary"),
        (bytes(range(1, 256)) * 40, "binary"),
        (b"\x01\x02\x03" * 100, "binary"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(200), "damaged"),
    ],
    ids=["big5", "shift-jis", "broken utf-8", "japanese utf-16", "utf-32", "elf", "noise", "controls", "broken zip"],
)
def test_what_cannot_be_told_is_refused(tmp_path, data, code):
    path = tmp_path / "strange.txt"
    path.write_bytes(data)
    assert code_of(path) == code


def test_folder_missing_file_and_pipe_are_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert code_of(tmp_path) == "folder"
    assert code_of(tmp_path / "nowhere.txt") == "missing"
    assert code_of(pipe) == "not_regular"
    with pytest.raises(DocumentError, match=r"^/ is a folder"):
        read_file("/")


def test_name_that_no_file_system_knows_is_refused(tmp_path):
    assert code_of(tmp_path / "a\x00b") in ("missing", "unreadable")
    assert code_of(tmp_path / ("长" * 300)) in ("missing", "unreadable")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    assert code_of(path) == "unreadable"


def test_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"a" * (LARGEST_FILE + 1))
    assert code_of(path) == "too_large"
    assert refusal(path.read_bytes(), "long.docx") == "too_large"


def test_text_may_have_ten_million_characters_and_no_more():
    assert len(read_document(b"a" * limits.LARGEST_TEXT, "long.txt")) == limits.LARGEST_TEXT
    assert refusal(b"a" * (limits.LARGEST_TEXT + 1), "long.txt") == "too_much_text"


def test_text_of_an_office_file_is_limited_too():
    long = paragraph("".join(random.Random(2).choices("修路架桥", k=1_000_000)))
    assert refusal(word_of(long * 11)) == "too_much_text"


@pytest.mark.parametrize("name", ["report.docx", "report.txt", "report.pdf", "report.doc", "report", "report.xlsx"])
def test_content_decides_what_a_file_is(name):
    assert read_document(saved(word("修路十条")), name) == "修路十条\n"
    assert read_document(TEXT.encode(), name) == TEXT


def test_workbook_with_a_wrong_name_is_read():
    book = openpyxl.Workbook()
    book.active["A1"] = "修路十条"
    assert read_document(saved(book), "report.docx") == "修路十条\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (rb"{\rtf1\ansi text}", "rtf"),
        (b"<html><body>text</body></html>", "html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "html"),
        (b"<!-- saved -->\n<HTML xmlns:o='urn'>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w/>', "office_xml"),
        (b'<?xml version="1.0"?>\n<pkg:package xmlns:pkg="x"/>', "office_xml"),
        (png(4, 4), "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50), "picture"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "archive"),
        (b"\x1f\x8b\x08\x00" + bytes(50), "archive"),
        (zip_of({"a.txt": "text"}), "archive"),
        (zip_of({"OFD.xml": "<ofd/>"}), "ofd"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "open_document"),
        (package_of("ppt/presentation.xml", {"ppt/presentation.xml": "<p/>"}), "presentation"),
        (package_of("xl/workbook.bin", {"xl/workbook.bin": b"\x00"}), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
    ],
)
def test_known_kinds_that_are_not_read_say_what_to_do(data, code, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)  # as on a machine without LibreOffice
    assert refusal(data, "report.docx") == code
    assert any(
        word in MESSAGES[code]
        for word in ("save it as", "paste its text", "paste the text", "unpack it", "save it again")
    )


@needs_soffice
@pytest.mark.parametrize(("kind", "code"), [("doc", "old_word"), ("rtf", "rtf"), ("odt", "open_document")])
def test_old_and_foreign_word_files_are_read_where_libreoffice_is_installed(kind, code, monkeypatch):
    data = converted(saved(word("一、道路", "1、修路十条")), "docx", kind)
    assert read_document(data, f"report.{kind}") == "一、道路\n1、修路十条\n"
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert refusal(data) == code


@needs_soffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_foreign_workbooks_are_read_and_what_they_may_hide_is_said(kind, monkeypatch):
    book = openpyxl.Workbook()
    for row in (["任务分解表"], ["序号", "任务", "时限", "数量"], [1, "修路十条", datetime.date(2026, 6, 30), 1.5]):
        book.active.append(row)
    book.create_sheet("底稿").append(["草稿"])
    book["底稿"].sheet_state = "hidden"
    data = converted(saved(book), "xlsx", kind)
    monkeypatch.setattr("shutil.which", lambda name: None)  # needs no LibreOffice
    found = open_document(data, "report.xls")
    assert found.text.split("\n", 2)[2] == "序号\t任务\t时限\t数量\n1\t修路十条\t2026年6月30日\t1.5\n"
    assert found.asides.keys() == {"hidden_sheets", "old_workbook"}


@needs_soffice
def test_merged_cells_of_an_old_workbook_are_one_cell():
    book = openpyxl.Workbook()
    for row in (["序号", "任务", "单位"], [1, "修路", "市交通局"], [2, "架桥", None]):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    text = read_document(converted(saved(book), "xlsx", "xls"), "report.xls")
    assert text == "序号\t任务\t单位\n1\t修路\t市交通局\n2\t架桥\t〃\n"


@pytest.mark.parametrize("beginning", [rb"{\rtf1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Book\0".encode("utf-16-le")])
def test_what_only_begins_like_an_old_document_is_refused_with_a_sentence(beginning, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: "/bin/false")
    assert refusal(beginning + bytes(600)) in ("rtf", "damaged")


def test_encrypted_word_file_is_refused_for_that():
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(saved(word("修路十条")))).encrypt("secret", file)
    assert refusal(file.getvalue()) == "encrypted"


def test_encrypted_part_is_refused_for_that():
    data = bytearray(saved(word("修路十条")))
    place = data.index(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    assert refusal(bytes(data)) == "encrypted"


@pytest.mark.parametrize("name", ["report.docx", "report.xlsx", "report.pdf", "report.txt"])
def test_noise_of_the_largest_size_is_refused(name):
    noise = random.Random(1).randbytes(LARGEST_FILE)
    assert refusal(noise, name) == ("binary" if name == "report.txt" else "damaged")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_cut_off_package_is_damaged(share):
    data = saved(word(*(f"{number}、修路" for number in range(200))))
    assert refusal(data[: int(len(data) * share)]) == "damaged"


def test_package_with_changed_bytes_is_damaged_or_read_and_never_fails_otherwise():
    data, chance, refused = saved(word("修路十条")), random.Random(7), 0
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_document(bytes(broken), "report.docx")
        except DocumentError:
            refused += 1
    assert refused


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": "no xml"},
        {"word/document.xml": b"\x00\x01\x02"},
        {"word/document.xml": ""},
    ],
)
def test_package_without_its_main_part_or_with_a_broken_one_is_damaged(parts):
    assert refusal(package_of("word/document.xml", parts)) == "damaged"


def test_document_without_text_is_refused():
    document = word()
    document.add_picture(io.BytesIO(png()))
    assert refusal(saved(document)) == "no_text"
    assert refusal(saved(openpyxl.Workbook()), "report.xlsx") == "no_text"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE w [<!ENTITY a "修路修路修路"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;">]>',
        f"<!--{'x' * 5000}--><!DOCTYPE w>",
    ],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml", "_rels/.rels"])
def test_declarations_of_entities_are_refused(doctype, part):
    data = repacked(
        word_of(paragraph("修路")), part, lambda xml: b'<?xml version="1.0" encoding="UTF-8"?>' + doctype.encode() + xml
    )
    assert refusal(data) == "unsafe"


def test_entity_in_the_text_is_never_filled_in():
    body = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    data = repacked(word_of(paragraph("&x;")), "word/document.xml", lambda xml: body.encode() + xml)
    assert refusal(data) == "unsafe"


def test_package_that_packs_far_better_than_documents_do_is_refused():
    assert refusal(word_of((paragraph("修路") + " " * (1 << 20)) * 12)) == "unpacks_too_large"


def test_package_that_unpacks_to_more_than_the_limit_is_refused():
    letters = "".join(random.Random(3).choices("abcdefgh", k=20_000))
    aside = f"<w:other>{letters}</w:other>" * 100
    data = word_of((aside + paragraph("修路")) * 110)
    assert len(data) < LARGEST_FILE
    assert refusal(data) == "unpacks_too_large"


def test_package_that_lies_about_its_sizes_is_counted_as_it_unpacks():
    data = bytearray(word_of(paragraph("修路") * 300_000))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        true = package.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    while true in data:
        place = data.index(true)
        data[place : place + 4] = (1000).to_bytes(4, "little")
    assert refusal(bytes(data)) == "damaged"


def test_package_of_too_many_parts_is_refused():
    parts = {f"word/{number}.xml": "" for number in range(20_001)}
    assert refusal(package_of("word/document.xml", parts)) == "unpacks_too_large"


def test_deep_nesting_is_damage():
    depth = 5000
    assert refusal(word_of("<w:sdt>" * depth + paragraph("修路") + "</w:sdt>" * depth)) == "damaged"


def test_pdf_that_unpacks_to_gigabytes_is_refused_by_the_limit_of_memory():
    assert refusal(pdf_of(deflated_blanks(1600)), "report.pdf") == "too_demanding"


def test_progress_ends_at_its_total_and_never_falls():
    steps = []
    read_document(word_of(paragraph("修路") * 1000), "a.docx", progress=lambda done, total: steps.append((done, total)))
    assert len(steps) > 3 and steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1] and len({total for _, total in steps}) == 1


def test_exception_of_the_caller_ends_the_reading():
    class Stopped(Exception):
        pass

    def stop(done, total):
        raise Stopped

    with pytest.raises(Stopped):
        read_document(word_of(paragraph("修路")), "a.docx", progress=stop)


def test_our_own_mistake_is_not_called_damage():
    with pytest.raises(RuntimeError, match="AttributeError"):
        apart.read_apart("rendering", b"", lambda done, total: None)


def test_process_that_dies_is_a_document_that_asks_too_much(monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    assert refusal(saved(word("修路")), "report.docx") == "too_demanding"


def test_reading_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read_document(saved(word("修路")), "../../etc/a.docx") == "修路\n"
    assert list(tmp_path.iterdir()) == []
