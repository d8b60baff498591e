"""Files that go with an update or a request to close: what they are, what they are called, who gets them."""

import os
import re
import stat
import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from departments import clock
from items.files.attaching import attach, remove
from items.files.storing import FileRefused, clean_name, kind_of, open_stored, path_of
from items.models import Attachment, Closing, HistoryEntry, ProgressUpdate

from ..given.documents_made import package_of, pdf_of, png, repacked, saved, word, zip_of
from ..given.html import parse, sentences
from ..given.opened_rounds import State, opened, put, update_of
from ..given.refusals import refused
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


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """The portal's folder is an empty one, and the day is in the middle of the round."""
    settings.VAR_DIR = tmp_path
    with clock.at(NOW):
        yield tmp_path / "attachments"


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def update(cast):
    return update_of(opened(cast.report), cast.led, cast.civil_affairs)


@pytest.fixture
def closing(cast):
    return Closing.objects.create(item=cast.led, department=cast.civil_affairs, result="完成", by=cast.liaison, at=NOW)


def put_in(thing, by, data=PDF, name="证明.pdf"):
    return attach(thing, file=SimpleUploadedFile("x", data), name=name, by=by, at=NOW)


def stored_files(store):
    return sorted(path for path in store.rglob("*") if path.is_file())


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


# Attaching and removing


def test_a_file_begins_the_draft_and_stands_in_the_history(cast, update):
    attached = put_in(update, cast.liaison)
    update = ProgressUpdate.objects.get(pk=update.pk)
    assert (update.state, update.version, update.saved_by) == (State.DRAFT, 2, cast.liaison)
    remove(attached, by=cast.head, at=NOW)
    attached.refresh_from_db()
    assert attached.removed_at == NOW
    entries = list(HistoryEntry.objects.filter(action__startswith="file").order_by("pk"))
    assert [(entry.action, entry.by, entry.after["file"]) for entry in entries] == [
        ("file_attached", cast.liaison, "证明.pdf"),
        ("file_removed", cast.head, "证明.pdf"),
    ]
    remove(attached, by=cast.head, at=moment("2011-03-21"))
    attached.refresh_from_db()
    assert attached.removed_at == NOW


def test_an_update_has_at_most_ten_files(cast, update):
    attached = [put_in(update, cast.liaison) for _number in range(10)]
    with refused("At most 10 files"):
        put_in(update, cast.liaison)
    remove(attached[0], by=cast.liaison, at=NOW)
    put_in(update, cast.liaison)


def test_attaching_and_removing_does_not_fill_the_disk_without_end(cast, update, store, monkeypatch):
    monkeypatch.setattr("items.files.attaching.MOST_FILES_EVER", 3)
    for _number in range(3):
        remove(put_in(update, cast.liaison), by=cast.liaison, at=NOW)
    with refused("3 files have been attached here"):
        put_in(update, cast.liaison)
    assert len(stored_files(store)) == 3


@pytest.mark.parametrize("state", [state for state in State if state not in ProgressUpdate.WRITABLE])
def test_files_of_an_update_that_has_left_the_unit_stay_as_they_are(cast, update, store, state):
    attached = put_in(update, cast.liaison)
    put(update, state, by=cast.liaison, office=cast.supervisor)
    with refused("has sent|has accepted|no longer asked"):
        put_in(update, cast.liaison)
    with refused("has sent|has accepted|no longer asked"):
        remove(attached, by=cast.liaison, at=NOW)
    assert len(stored_files(store)) == 1


def test_nobody_else_attaches_or_removes(cast, update, closing):
    attached = put_in(update, cast.liaison), put_in(closing, cast.liaison)
    for person in (cast.east_liaison, cast.leader, cast.observer, cast.health_liaison):
        for thing, file in zip((update, closing), attached, strict=True):
            with refused("Only the"):
                put_in(thing, person)
            with refused("Only the"):
                remove(file, by=person, at=NOW)


def test_files_of_a_request_that_was_decided_stay_as_they_are(cast, closing):
    attached = put_in(closing, cast.liaison)
    assert (attached.closing, attached.update, attached.item) == (closing, None, cast.led)
    put_in(closing, cast.supervisor)
    Closing.objects.update(state="closed", decided_by=cast.supervisor, decided_at=NOW)
    with refused("has been decided"):
        put_in(closing, cast.liaison)
    with refused("has been decided"):
        remove(attached, by=cast.liaison, at=NOW)


# In the browser


@pytest.fixture
def upload(client):
    def send(person, thing, data=PDF, name="证明.pdf"):
        client.force_login(person)
        query = {"update" if isinstance(thing, ProgressUpdate) else "closing": thing.pk}
        file = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
        return client.post(reverse("attachment_add", query=query), file)

    return send


@pytest.fixture
def download(client):
    def get(person, attachment):
        client.force_login(person)
        response = client.get(reverse("attachment_file", args=[attachment.pk]))
        content = b"".join(response.streaming_content) if response.streaming else b""
        return response, content

    return get


def test_a_file_is_attached_listed_and_comes_back_as_it_was(client, cast, update, upload, download):
    response = upload(cast.liaison, update)
    assert response["Location"] == f"{update.get_absolute_url()}#files"
    files = parse(client.get(update.get_absolute_url())).one("section", id="files")
    attachment = Attachment.objects.get()
    assert reverse("attachment_file", args=[attachment.pk]) in files.links()
    response, content = download(cast.head, attachment)
    assert content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AF%81")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_cannot_be_taken_is_said_on_the_page(cast, update, upload):
    response = upload(cast.liaison, update, b"<svg/>", "图.png")
    assert response.status_code == 422
    assert "none of them" in parse(response).one("section", id="files").text
    assert upload(cast.liaison, update, None).status_code == 422
    assert upload(cast.liaison, update, b"").status_code == 422
    assert not Attachment.objects.exists()


def test_two_gigabytes_are_turned_away_with_a_sentence(client, cast, update):
    body = b'--parting\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + b"x" * 100_000
    sent = {
        "CONTENT_TYPE": "multipart/form-data; boundary=parting",
        "CONTENT_LENGTH": str(2 * 1024**3),
        "wsgi.input": BytesIO(body),
    }
    client.force_login(cast.liaison)
    response = client.generic("POST", reverse("attachment_add", query={"update": update.pk}), **sent)
    assert response.status_code == 413
    assert "larger than 20 MB" in parse(response).one("section", id="files").text


def test_a_file_refused_for_a_request_is_said_on_the_items_page(client, cast, closing, upload):
    response = upload(cast.liaison, closing, b"MZ")
    assert response["Location"] == f"{cast.led.get_absolute_url()}#closing"
    assert "none of them" in sentences(client.get(cast.led.get_absolute_url()))
    assert upload(cast.liaison, closing).status_code == 302
    assert Attachment.objects.get().closing == closing


def test_removing_takes_the_file_from_the_page_and_from_download(client, cast, update, upload, download):
    upload(cast.liaison, update)
    attachment = Attachment.objects.get()
    client.post(reverse("attachment_remove", args=[attachment.pk]))
    assert not parse(client.get(update.get_absolute_url())).one("section", id="files").all("li")
    assert download(cast.liaison, attachment)[0].status_code == 404


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_file_that_is_gone_or_changed_is_said_to_be(cast, update, upload, download, damage):
    upload(cast.liaison, update)
    attachment = Attachment.objects.get()
    path = path_of(attachment.stored_as)
    path.unlink() if damage == "gone" else path.write_bytes(PDF + b"x")
    response, content = download(cast.liaison, attachment)
    assert (response.status_code, content) == (404, b"")
    assert "is missing from the store or no longer as it was attached" in parse(response).text


def test_a_row_that_names_no_stored_file_opens_nothing(cast, update, upload):
    upload(cast.liaison, update)
    attachment = Attachment.objects.get()
    attachment.stored_as = "../../../etc/passwd"
    with pytest.raises(ValueError, match="no name of a stored file"):
        open_stored(attachment)


PEOPLE = ("liaison", "head", "health_liaison", "east_liaison", "supervisor", "leader", "observer", "administrator")
UNIT, OFFICE = {"liaison", "head"}, {"supervisor"}


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (State.DRAFT, UNIT),
        (State.AWAITING_SIGN_OFF, UNIT),
        (State.AWAITING_REVIEW, UNIT | OFFICE),
        (State.ACCEPTED, UNIT | OFFICE | {"leader", "observer", "health_liaison"}),
    ],
)
def test_a_file_is_as_secret_as_its_update(cast, update, download, state, readers):
    attachment = put_in(update, cast.liaison)
    put(update, state, by=cast.liaison, office=cast.supervisor)
    answers = {name: download(getattr(cast, name), attachment)[0].status_code for name in PEOPLE}
    assert {name for name, code in answers.items() if code == 200} == readers
    assert set(answers.values()) == {200, 403}


def test_nobody_gets_a_file_without_signing_in(cast, update):
    attachment = put_in(update, cast.liaison)
    response = Client().get(reverse("attachment_file", args=[attachment.pk]))
    assert response["Location"].startswith(reverse("sign_in"))
