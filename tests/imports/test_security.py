"""Uploads that mean harm, or are merely broken: names, texts, numbers, addresses and processes of an import."""

from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from items.documents import DocumentError, apart, read_document
from items.documents.errors import Refusal
from items.documents.xlsx_sheet import _Spans
from items.documents.xlsx_values import GENERAL, format_code, shown
from items.imports import reading
from items.models import ImportDraft
from items.models.draft import SILENCE

from ..given import factories
from ..given.documents_made import WORD, paragraph, saved, word_of
from ..given.html import parse

LIST = "/imports/"
MARKUP = """<script>alert(1)</script>"x" 'y' &amp;"""
TEXT = f"""{MARKUP}2012年任务分解
一、{MARKUP}
1、修路{MARKUP}。架桥{MARKUP}(责任单位:市{MARKUP}局、市卫生局{MARKUP})。
3、种树20%{MARKUP}(责任单位:市{MARKUP}局)。
绿化{MARKUP}。"""


@pytest.fixture
def portal(client, cast):
    client.force_login(cast.supervisor)
    return client


def address(draft, name="detail"):
    return reverse(f"import_{name}", args=[draft.pk])


def press(client, draft, act, **data):
    version = ImportDraft.objects.get(pk=draft.pk).version
    return client.post(address(draft, "decide"), {"version": version, "act": act, **data})


# Pages


def test_nothing_of_a_text_or_a_name_becomes_markup(portal, cast):
    draft = factories.draft(
        cast.supervisor, TEXT, name=f"{MARKUP}.txt", title=f"题{MARKUP}", document_number=MARKUP, group=MARKUP[:50]
    )
    failed = factories.draft(
        cast.supervisor, state="failed", failure={"code": "damaged", "values": {"name": f"{MARKUP}.docx"}}
    )
    typed = press(portal, draft, "unit-typed:0", **{"unit-0": MARKUP})
    assert typed.status_code == 422
    for response in (portal.get(address(draft)), portal.get(LIST), portal.get(address(failed)), typed):
        assert "<script>alert" not in response.text
        assert "&lt;script&gt;alert" in response.text
        # The pages of an import have one more of their own than the rest.
        assert {element["src"] for element in parse(response).all("script")} - {"/static/js/imports.js"} == {
            element["src"] for element in parse(portal.get("/")).all("script")
        }


@pytest.mark.parametrize("page", ["//evil.example", "1\r\nX-Evil: 1", "1/../..", "", "9" * 6000])
@pytest.mark.parametrize("anchor", ["//evil.example", "a\r\nX-Evil: 1", '"><script>'])
def test_a_step_never_leads_away_from_its_draft(portal, cast, page, anchor):
    draft = factories.draft(cast.supervisor)
    response = press(portal, draft, "leads-suggested", page=page, anchor=anchor)
    assert response.status_code == 302
    assert response["Location"].startswith(address(draft))
    assert response["Location"].removeprefix(address(draft)) in ("", f"?page={page}")
    assert "X-Evil" not in response


@pytest.mark.parametrize("name", ["plan.html", "plan.svg", "plan.xhtml", "plan.docx", '";x="\n计划.htm'])
def test_an_upload_never_comes_back_as_a_page_of_the_portal(portal, cast, name):
    draft = factories.draft(cast.supervisor, upload=b"<script>alert(1)</script>", name=name)
    response = portal.get(address(draft, "file"))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response["Content-Disposition"]


@pytest.mark.parametrize("name", ["../../etc/a.txt", "/etc/a.txt", "C:\\Users\\a.txt", "\u202ea.txt", "a\u0085.txt"])
def test_a_file_is_known_by_its_bare_name(portal, name):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head + "修路(责任单位:市民政局)\r\n--b--\r\n"
    assert portal.generic("POST", LIST, body.encode(), "multipart/form-data; boundary=b").status_code == 302
    assert ImportDraft.objects.first().name == "a.txt"


def test_a_file_that_is_too_large_is_told_so_by_a_browser_too(cast):
    """The check of the form's token reads the request before the page does."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.supervisor)
    browser.get(LIST)
    token = browser.cookies["csrftoken"].value
    data = {"csrfmiddlewaretoken": token, "file": SimpleUploadedFile("plan.docx", bytes(22 * 1024 * 1024))}
    assert browser.post(LIST, data).status_code == 413
    assert not ImportDraft.objects.exists()
    assert browser.post(LIST, {"text": TEXT}).status_code == 403


MADE_UP = ["9" * 5000, "9" * 400, "-1", "1e9", "²", "٣", "\0", "0:0", ""]


@pytest.mark.parametrize("verb", ["unit", "unit-typed", "give", "number", "drop", "split", "join", "leads", "missing"])
def test_a_made_up_button_changes_nothing(portal, cast, verb):
    draft = factories.draft(cast.supervisor, TEXT)
    for start in MADE_UP:
        fields = {f"{name}-{start}": start for name in ("unit", "give", "number", "split", "lead")}
        data = urlencode({"version": draft.version, "act": f"{verb}:{start}", "cancel": start, **fields})
        response = portal.post(address(draft, "decide"), data, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (302, 422)
        draft.refresh_from_db()
        assert not any(draft.decisions.values()) and portal.get(address(draft)).status_code == 200


# Documents


def book_with(value):
    book = openpyxl.Workbook()
    book.active.append(["任务", "单位"])
    book.active.append([value, "市民政局"])
    return saved(book)


@pytest.mark.parametrize("code", ["_x0000_", "_xD800_", "_xDFFF_", "_xFFFE_", "_x001B_"])
def test_what_is_no_character_does_not_come_out_of_a_workbook(portal, code):
    data = book_with(f"修{code}路")
    assert read_document(data, "plan.xlsx") == "任务\t单位\n修路\t市民政局\n"
    portal.post(LIST, {"file": SimpleUploadedFile("plan.xlsx", data)})
    assert ImportDraft.objects.get().text == "任务\t单位\n修路\t市民政局\n"


@pytest.mark.parametrize("value", ["1e999999999", "-1e999999", "1e-999999999", "9" * 5000])
@pytest.mark.parametrize("code", [GENERAL, "0.00", "0%", "[h]:mm", "yyyy/m/d", "[DBNum1]0"])
def test_a_number_that_no_workbook_holds_stays_as_it_is(value, code):
    assert shown(value, code) == value


def test_a_number_has_as_many_decimals_as_a_format_can_ask_for():
    assert shown("0.5", "0." + "0" * 30) == "0.5" + "0" * 29
    assert shown("123456789012345", "0." + "0" * 30) == "123456789012345." + "0" * 30


def test_a_format_longer_than_any_real_one_is_left_aside():
    longest = '"' + "年" * 253 + '"'
    assert format_code(200, {200: longest}) == longest
    assert format_code(200, {200: longest + "0"}) == GENERAL


def test_hidden_ranges_run_together_and_lead_to_what_is_shown():
    spans, hidden = _Spans(), [*range(2, 5), 5, 6, 9, *range(20, 31)]
    for first, last in ((2, 4), (5, 5), (6, 6), (9, 9), (20, 25), (24, 30)):
        spans.add(first, last)
    for number in range(1, 40):
        assert (number in spans) == (number in hidden)
        assert spans.after(number) == next(other for other in range(number, 41) if other not in hidden)


def test_many_paragraphs_whose_ends_were_deleted_run_into_one():
    deleted = paragraph("修路", f'<w:rPr><w:del xmlns:w="{WORD}"/></w:rPr>')
    assert read_document(word_of(deleted * 3 + paragraph("架桥")), "plan.docx") == "修路修路修路架桥\n"
    assert read_document(word_of(deleted * 3), "plan.docx") == "修路修路修路\n"


# The process that reads


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_a_reading_that_hangs_is_ended(monkeypatch, tmp_path, size):
    """Whether it takes the document first or not."""
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(hanging))
    monkeypatch.setattr(apart, "LONGEST_WAIT", 0.2)
    with pytest.raises(Refusal, match="too_demanding"):
        apart.read_apart("docx", bytes(size), lambda done, total: None)


@pytest.mark.parametrize("answer", ["no JSON at all", '{"done": 1', "[]", '{"other": 1}'])
def test_a_reader_that_says_nonsense_is_no_broken_page(portal, monkeypatch, tmp_path, caplog, answer):
    talking = tmp_path / "python"
    talking.write_text(f"#!/bin/sh\ncat > /dev/null\necho '{answer}'\n")
    talking.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(talking))
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_document(book_with("修路"), "plan.xlsx")
    assert portal.post(LIST, {"file": SimpleUploadedFile("plan.xlsx", book_with("修路"))}).status_code == 302
    assert ImportDraft.objects.get().failure["code"] == "unexpected"


def test_an_upload_is_kept_when_the_queue_refuses_it(portal, monkeypatch, caplog):
    class Refusing:
        def enqueue(self, pk):
            raise OperationalError("database or disk is full")

    data = TEXT.encode() + b" " * reading.QUICK
    with monkeypatch.context() as patched:
        patched.setattr(reading, "read_upload", Refusing())
        assert portal.post(LIST, {"file": SimpleUploadedFile("plan.txt", data)}).status_code == 302
    draft = ImportDraft.objects.get()
    assert draft.state == "waiting" and bytes(draft.upload) == data and "disk is full" in caplog.text
    ImportDraft.objects.update(created_at=timezone.now() - SILENCE * 2)
    assert parse(portal.get(address(draft))).one("form", action=address(draft, "read"))


def test_an_upload_is_kept_when_the_database_refuses_its_text(portal, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_settle", refuse)
        assert portal.post(LIST, {"file": SimpleUploadedFile("plan.txt", TEXT.encode())}).status_code == 302
    draft = ImportDraft.objects.get()
    assert draft.state == "reading" and bytes(draft.upload) == TEXT.encode() and "disk is full" in caplog.text
    ImportDraft.objects.update(read_at=timezone.now() - SILENCE * 2)
    assert portal.post(address(draft, "read")).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_a_refused_document_leaves_no_process_behind(monkeypatch):
    ended = []
    kill = apart.subprocess.Popen.kill
    monkeypatch.setattr(apart.subprocess.Popen, "kill", lambda process: (ended.append(process), kill(process)))
    with pytest.raises(DocumentError, match="damaged"):
        read_document(word_of("<w:p>")[:-40], "plan.docx")
    with pytest.raises(DocumentError, match="no text"):
        read_document(word_of(""), "plan.docx")
    assert ended and all(process.returncode is not None for process in ended)
