"""A folder for files, something to attach them to, and a browser that sends and gets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments import clock
from items.models import Closing, ProgressUpdate

from ..given.opened_rounds import opened, update_of
from .samples import NOW, PDF


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
