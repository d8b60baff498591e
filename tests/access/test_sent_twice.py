"""A form that is sent twice, one after the other or both at once, acts once, and its sender sees one answer."""

from collections import Counter
from functools import partial

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from departments.models import User
from items.item_page import response
from items.models import AuditEntry, AuditLink, PersonSession, PresentLight, StaleLight, TakenForm, Tally
from items.pages.claiming import KEY

from ..admin.admin_pages import department_form, errors, page
from ..files.samples import PDF, pdf_of
from ..given.access_table import CAST_NAMES, ROWS
from ..given.together import at_once
from .test_addresses import form_data

NO_ROWS = {AuditEntry, AuditLink, TakenForm, PresentLight, StaleLight, PersonSession, Tally}
# They act for nobody in particular, or on nothing but the browser.
TAKE_NONE = {"sign_in", "second_factor_ask", "sign_out", "set_language"}
# The table sends no file, and nothing that has not changed.
REFUSED_THERE = {"attachment_add": "422"}
TAKEN = {row.address: REFUSED_THERE.get(row.name, "302") for row in ROWS}
POSTED = [
    row
    for row in ROWS
    if row.method == "POST" and row.name not in TAKE_NONE and TAKEN[row.address] in row.answers.values()
]
# Nothing but the key holds these back from acting once more.
ADDING = ("item_instruction", "instruction_answer", "attachment_add", "import_list", "meeting_decide", "period_call")
ADDS = [row for row in POSTED if row.name in ADDING]


@pytest.fixture
def cast(lived_in):
    return lived_in


def rows_by_table():
    """How many rows each table of the portal has; not what remembers or tells what was sent, nor lights worked out."""
    models = [model for app in ("departments", "items") for model in apps.get_app_config(app).get_models()]
    return Counter({model.__name__: model._base_manager.count() for model in models if model not in NO_ROWS})


def sender_of(row, cast):
    if row.name == "instruction_answer":  # a unit's answer waits for its head, one at a time
        return cast.supervisor
    name = next(name for name, answer in row.answers.items() if answer == TAKEN[row.address] and name != "anonymous")
    return getattr(cast, CAST_NAMES.get(name, name))


def sent(row, cast, person):
    data = form_data(row, cast, person)
    if row.name == "attachment_add":
        data["file"] = SimpleUploadedFile("证明.pdf", PDF)
    return data


def send(client, address, data):
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return client.post(address, data)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.address)
def test_a_form_sent_again_changes_nothing_and_gets_the_first_answer(row, cast):
    person = sender_of(row, cast)
    client, address = signed_in(person), row.url(cast)
    data = sent(row, cast, person) | {KEY: "one"}
    before = rows_by_table()
    first = send(client, address, data)
    assert first.status_code == 302
    after, said = rows_by_table(), [str(one) for one in get_messages(first.wsgi_request)]
    again = send(signed_in(User.objects.get(pk=person.pk)), address, data)
    assert (again.status_code, again["Location"]) == (first.status_code, first["Location"])
    assert rows_by_table() == after
    assert [str(one) for one in get_messages(again.wsgi_request)] == said
    if row.name in ADDING:
        assert sum(after.values()) > sum(before.values())


@pytest.mark.parametrize("row", ADDS, ids=lambda row: row.address)
def test_the_same_words_in_a_form_of_their_own_count_again(row, cast):
    person = sender_of(row, cast)
    client, address = signed_in(person), row.url(cast)
    send(client, address, sent(row, cast, person) | {KEY: "one"})
    once = rows_by_table()
    answer = send(client, address, sent(row, cast, person) | {KEY: "two"})
    assert answer.status_code == 302 and sum(rows_by_table().values()) > sum(once.values())


def test_a_form_from_the_browsers_memory_with_other_words_counts(cast):
    client, address = signed_in(cast.leader), reverse("item_instruction", args=[cast.asked.pk])
    for text in ("请加快", "请加快进度"):
        assert client.post(address, {KEY: "one", "text": text}).status_code == 302
    assert cast.asked.instructions.count() == 2


def test_another_file_of_the_same_name_counts(cast):
    row = next(row for row in ADDS if row.name == "attachment_add")
    person = sender_of(row, cast)
    client, before = signed_in(person), rows_by_table()["Attachment"]
    for data in (PDF, pdf_of(b"1")):
        send(client, row.url(cast), {KEY: "one", "file": SimpleUploadedFile("证明.pdf", data)})
    assert rows_by_table()["Attachment"] == before + 2


def test_the_same_form_of_another_person_counts(cast):
    address = reverse("instruction_answer", args=[cast.instruction.pk])
    for person in (cast.liaison, cast.head):
        assert signed_in(person).post(address, {KEY: "one", "text": "已办"}).status_code == 302
    assert cast.instruction.answers.filter(text="已办").count() == 2


def test_a_refused_form_may_be_sent_again(cast):
    client, address = signed_in(cast.leader), reverse("item_instruction", args=[cast.asked.pk])
    assert client.post(address, {KEY: "one", "text": " "}).status_code == 422
    assert not TakenForm.objects.exists()
    assert client.post(address, {KEY: "one", "text": "请加快"}).status_code == 302


def break_down(*_args):
    raise RuntimeError("out of order")


def test_what_breaks_frees_its_form_and_leaves_nothing(cast, monkeypatch):
    client, address = Client(raise_request_exception=False), reverse("item_instruction", args=[cast.asked.pk])
    client.force_login(cast.leader)
    with monkeypatch.context() as broken:
        broken.setattr(response, "back", break_down)
        assert client.post(address, {KEY: "one", "text": "请加快"}).status_code == 500
    assert not TakenForm.objects.exists() and not cast.asked.instructions.exists()
    assert client.post(address, {KEY: "one", "text": "请加快"}).status_code == 302
    assert cast.asked.instructions.count() == 1


def test_a_row_of_the_administration_is_added_once(cast):
    client = signed_in(cast.administrator)
    adds = {
        "departments_department_add": department_form(name="市林业局", aliases=["林业局"]),
        "departments_membership_add": {
            **{"user": cast.newcomer.pk, "role": "liaison", "department": cast.health.pk, "start_on": "2011-01-01"},
        },
    }
    for name, data in adds.items():
        before = rows_by_table()
        first = client.post(page(name), data | {KEY: name})
        after = rows_by_table()
        assert first.status_code == 302, errors(first)
        assert sum(after.values()) > sum(before.values())
        assert client.post(page(name), data | {KEY: name})["Location"] == first["Location"]
        assert rows_by_table() == after, name


@pytest.mark.django_db(transaction=True)
@pytest.mark.each_database
@pytest.mark.parametrize("row", ADDS, ids=lambda row: row.address)
def test_two_at_once_act_once(row, cast):
    person = sender_of(row, cast)
    clients, address = [signed_in(person), signed_in(person)], row.url(cast)
    forms = [sent(row, cast, person) | {KEY: "one"} for _client in clients]
    before = rows_by_table()
    answers = at_once(*(partial(client.post, address, form) for client, form in zip(clients, forms, strict=True)))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    both = rows_by_table()
    assert clients[0].post(address, sent(row, cast, person) | {KEY: "two"}).status_code == 302
    # The two together have done as much as one.
    assert both - before == rows_by_table() - both
