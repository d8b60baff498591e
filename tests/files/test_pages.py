"""Files in the browser: sent, listed, refused with a sentence, and given to those who may read them."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from items.files.storing import FileLost, open_stored, path_of
from items.models import Attachment
from items.pages.addresses import item_part

from ..given.html import parse, sentences
from ..given.opened_rounds import State, put
from .samples import PDF, put_in


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
    assert response["Location"] == item_part(cast.led, "closing")
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
    with pytest.raises(FileLost):
        open_stored(attachment)


def test_a_row_whose_file_was_altered_to_lead_elsewhere_is_told_as_lost(client, cast, update, upload):
    upload(cast.liaison, update)
    Attachment.objects.update(stored_as="../../../etc/passwd")
    client.force_login(cast.liaison)
    page = client.get(update.get_absolute_url())
    assert page.status_code == 200 and "file-lost" in page.content.decode()


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
