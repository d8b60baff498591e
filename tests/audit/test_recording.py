"""What is in the record: who did what, from where, and what came of it; and what never is."""

import json

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from departments import clock
from departments.models import User
from items import auditing, history
from items.auditing import Act, Result
from items.calendars.subscribing import renew
from items.models import AuditEntry, HistoryEntry
from items.models.digests import HISTORY_FIELDS, history_digest

from ..given.access_table import read

Action = HistoryEntry.Action
RIGHT = {"username": "liaison", "password": "liaison-Pass-1"}


@pytest.fixture(autouse=True)
def begun(cast):
    """What building the cast has written is there before."""
    return AuditEntry.objects.latest("pk").pk


@pytest.fixture
def noted(begun):
    """The entries written since the test began, in their order."""
    return lambda: list(AuditEntry.objects.filter(pk__gt=begun).order_by("pk"))


@pytest.fixture
def one(noted):
    """The only entry written since the test began."""

    def get():
        [entry] = noted()
        return entry

    return get


def test_a_change_is_told_with_the_digest_of_its_history(cast, one):
    told = history.record(Action.NOTE_WRITTEN, by=cast.liaison, item=cast.led, after={"note": "字"}, reason="说明")
    entry = one()
    assert (entry.act, entry.person, entry.username, entry.full_name) == (
        "note_written",
        cast.liaison,
        "liaison",
        "李联络",
    )
    assert (entry.post, entry.roles) == (str(cast.liaison.posts[0]), "liaison")
    assert (entry.kind, entry.key, entry.label) == ("item", str(cast.led.pk), "1 加强养老服务")
    row = HistoryEntry.objects.values_list(*HISTORY_FIELDS).get(pk=told.pk)
    assert (entry.history_key, entry.history_digest) == (told.pk, history_digest(row))


def test_words_of_an_item_stay_in_the_history(cast, one):
    history.record(Action.NOTE_WRITTEN, by=cast.liaison, item=cast.led, after={"note": "字"}, reason="说明")
    assert (one().before, one().after, one().reason) == ({}, {}, "")


def test_before_and_after_of_an_account_are_kept(cast, one):
    before, after = {"full_name": "旧名"}, {"full_name": "新名"}
    history.record(
        Action.ACCOUNT_CHANGED, by=cast.administrator, person=cast.liaison, before=before, after=after, reason="更名"
    )
    assert (one().before, one().after, one().reason) == (before, after, "更名")


def test_many_changes_at_once_are_told_one_by_one(cast, noted):
    history.record_each(Action.STATUS_CHANGED, [(cast.led, {}, {}), (cast.supported, {}, {})], by=cast.supervisor)
    assert [entry.key for entry in noted()] == [str(cast.led.pk), str(cast.supported.pk)]
    assert all(entry.history_key for entry in noted())


def test_a_change_that_is_taken_back_leaves_no_entry(cast, noted):
    with pytest.raises(DatabaseError), transaction.atomic():
        history.record(Action.NOTE_WRITTEN, by=cast.liaison, item=cast.led)
        raise DatabaseError
    assert noted() == []


def test_signing_in_and_out(client, noted):
    client.post(reverse("sign_in"), RIGHT, REMOTE_ADDR="10.1.2.3")
    client.post(reverse("sign_out"))
    entries = noted()
    assert [(one.act, one.username, one.result) for one in entries] == [
        (Act.SIGNED_IN, "liaison", Result.DONE),
        (Act.SIGNED_OUT, "liaison", Result.DONE),
    ]
    assert entries[0].address == "10.1.2.3" and len(entries[0].request_id) == 36


def test_a_wrong_password_is_told_and_never_kept(client, one):
    client.post(reverse("sign_in"), RIGHT | {"password": "guess-me-1"})
    entry = one()
    assert (entry.act, entry.username, entry.result) == (Act.SIGN_IN_FAILED, "liaison", Result.FAILED)
    assert "guess-me-1" not in json.dumps(AuditEntry.objects.filter(pk=entry.pk).values().get(), default=str)


def test_a_name_that_nobody_has_may_be_a_password(client, one):
    client.post(reverse("sign_in"), {"username": "my-Secret-1", "password": "liaison"})
    assert (one().act, one().username) == (Act.SIGN_IN_FAILED, "")


def test_the_lock_after_wrong_passwords(client, settings, noted):
    settings.AXES_ENABLED = True
    for _time in range(5):
        client.post(reverse("sign_in"), RIGHT | {"password": "guess"})
    [locked] = [entry for entry in noted() if entry.act == Act.LOCKED_OUT]
    assert (locked.username, locked.result) == ("liaison", Result.REFUSED)


def test_a_list_that_is_taken_out(client, cast):
    client.force_login(cast.leader)
    read(client.get(reverse("item_export"), {"q": "养老"}))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.person, entry.kind, entry.result) == (
        Act.TAKEN_OUT,
        cast.leader,
        "item_export",
        Result.DONE,
    )
    assert entry.after["file"].endswith(".xlsx") and "q=" in entry.after["asked"]


def test_nothing_is_taken_out_that_cannot_be_told(client, cast, monkeypatch):
    client.force_login(cast.leader)
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(auditing.AuditEntry, "save", fail)
    response = client.get(reverse("item_export"))
    assert response.status_code >= 500 and "Content-Disposition" not in response


def test_what_is_looked_for_by_telephone_or_mail_is_not_kept(client, cast):
    client.force_login(cast.administrator)
    client.get(reverse("people_changes"), {"person": "13800001234", "by": "li@example.gov.cn"})
    entry = AuditEntry.objects.latest("pk")
    assert entry.act == Act.LOOKED_AT and entry.after == {"asked": "person=…&by=…"}


@pytest.mark.parametrize("name", ["people_changes", "people_list", "audit", "admin:index"])
def test_who_looks_at_a_restricted_page(client, cast, name):
    client.force_login(cast.administrator)
    client.get(reverse(name))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.kind, entry.person) == (Act.LOOKED_AT, name, cast.administrator)


def test_who_looks_at_an_open_page_is_nobodys_business(client, cast, noted):
    client.force_login(cast.liaison)
    client.get(reverse("item_list"))
    assert [entry.act for entry in noted()] == [Act.SIGNED_IN]


def test_the_secret_of_a_private_address_is_not_kept(client, cast):
    secret = renew(by=cast.liaison, at=clock.now())
    assert client.post(reverse("calendar_feed", args=[secret])).status_code == 405
    assert AuditEntry.objects.latest("pk").label == "/calendar/….ics"
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_page_that_is_refused(client, cast):
    client.force_login(cast.liaison)
    assert client.get(reverse("audit")).status_code == 403
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.kind, entry.person, entry.result) == (
        Act.NOT_ALLOWED,
        "audit",
        cast.liaison,
        Result.REFUSED,
    )
    assert entry.after == {"method": "GET", "status": "403"}


def test_a_step_that_is_refused_with_its_reason(client, cast):
    client.force_login(cast.supervisor)
    client.post(reverse("clockwork"))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.kind, entry.after["status"]) == (Act.NOT_ALLOWED, "clockwork", "302")
    assert entry.reason


def test_a_form_that_another_site_sends(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.supervisor)
    assert client.post(reverse("clockwork")).status_code == 403
    assert AuditEntry.objects.latest("pk").after == {"method": "POST", "status": "403"}


def written_down(cast, flag, message=""):
    return LogEntry.objects.create(
        user=cast.administrator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(cast.liaison.pk),
        object_repr="李联络",
        action_flag=flag,
        change_message=message,
    )


def test_what_the_administration_changes(cast, one):
    written_down(cast, CHANGE, json.dumps([{"changed": {"fields": ["姓名", "电话"]}}]))
    entry = one()
    assert (entry.act, entry.kind, entry.key, entry.label) == (
        Act.ADMIN_CHANGED,
        "departments.user",
        str(cast.liaison.pk),
        "李联络",
    )
    assert entry.after == {"fields": "姓名、电话"} and entry.person == cast.administrator


def test_what_the_administration_deletes(cast, one):
    written_down(cast, DELETION)
    assert one().act == Act.ADMIN_DELETED


def test_an_entry_outlives_the_account(cast, one):
    auditing.note(Act.SIGNED_IN, by=cast.newcomer)
    key = cast.newcomer.pk
    User.objects.filter(pk=key).delete()
    assert (one().person_id, one().full_name) == (key, "新来")
