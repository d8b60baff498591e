"""The page of all imports: a file is uploaded or a text pasted, and what was begun is listed."""

from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from departments import clock
from items.documents import LARGEST_FILE
from items.imports import drafts, reading, views
from items.imports.document_wording import SENTENCES as DOCUMENT_SENTENCES
from items.models import ImportDraft

from ..given import factories
from ..given.chinese import chinese
from ..given.html import parse, sentences
from .pressing import LIST, TEXT, address, file, said

# Upload and paste


def test_a_text_file_is_uploaded_read_and_shown(portal):
    response = portal.post(LIST, {"file": file(TEXT)})
    draft = ImportDraft.objects.get()
    assert response["Location"] == address(draft)
    assert (draft.name, draft.state, draft.year, draft.title) == ("plan.txt", "ready", 2012, "2012年任务分解")
    page = parse(portal.get(response["Location"]))
    assert len(page.all("article", of="card-item")) == 6


def test_a_demonstration_in_another_year_says_its_own_day(portal, settings):
    settings.PORTAL_DAYS_BACK = 3000
    at = portal.post(LIST, {"text": TEXT})["Location"]
    today = clock.today().isoformat()
    for address_ in (at, LIST):
        assert today in parse(portal.get(address_)).one("main").text


def test_a_word_file_is_uploaded_and_read(portal):
    document, data = docx.Document(), BytesIO()
    for line in TEXT.split("\n"):
        document.add_paragraph(line)
    document.save(data)
    portal.post(LIST, {"file": file(data.getvalue(), "任务分解.docx")})
    draft = ImportDraft.objects.get()
    assert (draft.name, draft.state) == ("任务分解.docx", "ready")
    assert draft.text.split() == TEXT.split()


def test_a_text_is_pasted(portal):
    response = portal.post(LIST, {"text": TEXT.replace("\n", "\r\n")})
    draft = ImportDraft.objects.get()
    assert response["Location"] == address(draft)
    assert (draft.state, draft.text) == ("ready", TEXT)


def test_signs_that_nobody_sees_are_left_out_of_a_pasted_text(portal):
    portal.post(LIST, {"text": "1、修\0路\u200b(责任单位:市民政局)。"})
    assert ImportDraft.objects.get().text == "1、修路(责任单位:市民政局)。"


def test_a_pasted_table_keeps_its_columns(portal):
    portal.post(LIST, {"text": "序号\t工作任务\t责任单位\n1\t修路\t市民政局\n2\t架桥\t市卫生局"})
    (draft,) = ImportDraft.objects.all()
    assert [item.parsed.text for item in drafts.check(draft)[0].items] == ["修路", "架桥"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"file": file("修路"), "text": "架桥"},
            "Choose a file or paste a text, not both: it is not clear which one counts.",
        ),
        ({}, "Choose a file or paste the text of the breakdown."),
        ({"text": " \n\u200b"}, "Choose a file or paste the text of the breakdown."),
        ({"text": "修路", "corrects": "987654"}, "There is no such choice; choose again."),
    ],
    ids=["both", "neither", "blank", "no report"],
)
def test_an_incomplete_upload_comes_back_with_a_sentence(portal, data, sentence):
    response = portal.post(LIST, data)
    assert response.status_code == 422
    assert chinese(sentence) in parse(response).one("main").text
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "plan.docx", "damaged"),
        (b"%PDF-1.4 broken", "plan.pdf", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.doc", None),
        (bytes(range(256)) * 20, "plan.txt", "binary"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "plan.txt", "picture"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_is_kept(portal, data, name, code):
    response = portal.post(LIST, {"file": file(data, name)}, follow=True)
    draft = ImportDraft.objects.get()
    assert draft.state == "failed" and code in (None, draft.failure["code"])
    assert bytes(draft.upload) == data
    with translation.override("zh-hans"):
        assert views.sentence_of(draft.failure) in said(response)
    assert name in said(response)
    page = parse(response)
    assert page.one("form", action=address(draft, "read")) and page.one("form", action=address(draft, "discard"))


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file_says_so(portal, data):
    response = portal.post(LIST, {"file": file(data)}, follow=True)
    assert response.status_code == 200
    assert ImportDraft.objects.get().failure == {"code": "no_text", "values": {"name": "plan.txt"}}
    with translation.override("zh-hans"):
        assert str(DOCUMENT_SENTENCES["no_text"]).format(name="plan.txt") in said(response)


def test_a_fault_while_reading_is_a_sentence_not_a_broken_page(portal, monkeypatch, caplog):
    monkeypatch.setattr(reading, "open_document", lambda *args, **kwargs: 1 / 0)
    response = portal.post(LIST, {"file": file(TEXT)}, follow=True)
    assert response.status_code == 200
    assert chinese(
        "{name} could not be read for a reason that only the administrators can see in the log. Save it again as "
        ".docx or paste the text."
    ).format(name="plan.txt") in said(response)
    monkeypatch.undo()
    again = portal.post(address(ImportDraft.objects.get(), "read"), follow=True)
    assert parse(again).all("article", of="card-item")


def test_a_file_just_over_the_limit_comes_back_with_its_size(portal):
    response = portal.post(LIST, {"file": file(b"x" * (LARGEST_FILE + 1))})
    assert response.status_code == 422
    assert (
        chinese(
            "“%(name)s” has %(size)s MB; at most %(limit)s MB are possible. Remove pictures from it or split it.",
            **{"name": "plan.txt", "size": 21, "limit": 20},
        )
        in parse(response).one("main").text
    )
    assert not ImportDraft.objects.exists()


def test_a_file_of_just_the_limit_is_taken(portal, monkeypatch):
    begun = []
    monkeypatch.setattr(views, "begin_reading", begun.append)
    assert portal.post(LIST, {"file": file(b"x" * LARGEST_FILE)}).status_code == 302
    assert [draft.size for draft in begun] == [LARGEST_FILE]


TOO_LARGE = "The file is larger than 20 MB, so it was not taken. Remove pictures from it or split it."


def test_a_file_far_over_the_limit_is_turned_away(portal):
    response = portal.post(LIST, {"file": file(b"x" * (LARGEST_FILE + 2 * 1024 * 1024))})
    assert response.status_code == 413
    assert chinese(TOO_LARGE) in sentences(response)
    assert not ImportDraft.objects.exists()


def test_a_body_that_claims_to_be_huge_is_not_kept(portal, monkeypatch):
    """Neither in memory nor on disk: no handler is offered a single piece of it."""
    kept = []
    for name in ("MemoryFileUploadHandler", "TemporaryFileUploadHandler"):
        monkeypatch.setattr(
            f"django.core.files.uploadhandler.{name}.new_file", lambda *args, **kwargs: kept.append("file")
        )
    body = (
        '--parting\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{'x' * 100_000}"
    ).encode()
    sent = {
        "CONTENT_TYPE": "multipart/form-data; boundary=parting",
        "CONTENT_LENGTH": str(2 * 1024**3),
        "wsgi.input": BytesIO(body),
    }
    response = portal.generic("POST", LIST, **sent)
    assert response.status_code == 413
    assert chinese(TOO_LARGE) in sentences(response)
    assert kept == []


def test_a_pasted_text_far_over_the_limit_is_turned_away(portal):
    response = portal.post(LIST, {"text": "x" * (LARGEST_FILE + 2 * 1024 * 1024)})
    assert response.status_code in (400, 413)
    assert parse(response).one("h1").text
    assert not ImportDraft.objects.exists()


# The list


def test_the_list_shows_all_imports_of_the_office(portal, cast, draft):
    other = factories.draft(factories.person(role="supervision", department=cast.office), name="另一份.docx")
    page = parse(portal.get(LIST))
    assert {address(draft), address(other)} <= set(page.one("table").links())


def test_the_list_is_paged_and_asks_as_often_for_many_imports(portal, cast, draft):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = portal.get(LIST)
        return len(captured), len(parse(response).one("tbody").all("tr"))

    def add(count):
        for _number in range(count):
            factories.draft(cast.supervisor, corrects=cast.report)

    # A list that fits onto one page is read at once, a longer one by the keys of its page.
    add(30)
    few, _rows = queries()
    add(10)
    assert queries() == (few, 30)
    assert len(parse(portal.get(LIST, {"page": 2})).one("tbody").all("tr")) == 11


def test_the_uploads_are_not_fetched_for_the_list(portal, draft):
    with CaptureQueriesContext(connection) as captured:
        portal.get(LIST)
    asked = [query["sql"] for query in captured if '"items_importdraft"."state"' in query["sql"]]
    assert asked and not any('"items_importdraft"."upload"' in sql or "items_sourcetext" in sql for sql in asked)
