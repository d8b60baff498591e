"""The page of the audit record and its Excel file."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from departments import clock
from items import history
from items.audit.export import audit_file
from items.audit.page import ROWS
from items.auditing import Act, Result, note
from items.exports.keeping import path_of
from items.models import AuditEntry, Export, HistoryEntry

from ..given.access_table import read
from ..given.html import parse

PAGE, EXPORT = reverse("audit"), reverse("audit_export")


@pytest.fixture
def told(cast):
    """Four entries of three people, and one of a stranger; the cast's own are there, too."""
    note(Act.SIGNED_IN, by=cast.liaison)
    history.record(HistoryEntry.Action.NOTE_WRITTEN, by=cast.liaison, item=cast.led, after={"note": "字"})
    history.record(
        HistoryEntry.Action.ACCOUNT_CHANGED,
        by=cast.administrator,
        person=cast.leader,
        before={"full_name": "旧名"},
        after={"full_name": "新名"},
    )
    note(Act.NOT_ALLOWED, by=cast.leader, label="/audit/", result=Result.REFUSED, reason="不可以")
    note(Act.SIGN_IN_FAILED, username="gone", result=Result.FAILED)
    AuditEntry.objects.bulk_create([AuditEntry(at=row.at, act=Act.SIGNED_OUT, address="10.7.7.7", request_id="r-1")
                                    for row in AuditEntry.objects.all()[:1]])  # fmt: skip


def acts(client, **asked):
    return [line.entry.act for line in client.get(PAGE, asked).context["stretch"].lines]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "李联络"}, ["note_written", "signed_in"]),
        ({"person": "gone"}, ["sign_in_failed"]),
        ({"act": "account_changed"}, ["account_changed"]),
        ({"result": "refused"}, ["not_allowed"]),
        ({"address": "10.7.7.7"}, ["signed_out"]),
        ({"request": "r-1"}, ["signed_out"]),
        ({"about": "养老", "act": "note_written"}, ["note_written"]),
        ({"until": "2001-01-01"}, []),
        ({"act": "nonsense"}, []),
    ],
)
def test_the_record_is_filtered(office, told, asked, found):
    assert acts(office, **asked) == found


def test_a_change_leads_to_its_item_and_an_account_to_its_changes(office, told, cast):
    page = parse(office.get(PAGE, {"act": "note_written"})).one("main")
    assert page.one("td", class_="line-what").one("a")["href"] == reverse("item_history", args=[cast.led.pk])
    page = parse(office.get(PAGE, {"act": "account_changed"})).one("main")
    assert (
        page.one("td", class_="line-what").one("a")["href"] == f"{reverse('people_changes')}?account={cast.leader.pk}"
    )


def test_it_says_what_was_changed_and_why_something_was_refused(office, told):
    changed = parse(office.get(PAGE, {"act": "account_changed"})).one("main").text
    assert "旧名" in changed and "新名" in changed
    assert "不可以" in parse(office.get(PAGE, {"result": "refused"})).one("main").text


def test_long_lists_are_read_in_stretches(office, cast):
    for _number in range(2 * ROWS + 5):
        note(Act.LOCKED_OUT)
    keys = list(AuditEntry.objects.filter(act=Act.LOCKED_OUT).order_by("-pk").values_list("pk", flat=True))
    first = office.get(PAGE, {"act": Act.LOCKED_OUT}).context["stretch"]
    second = office.get(PAGE, {"act": Act.LOCKED_OUT, "before": first.older}).context["stretch"]
    third = office.get(PAGE, {"act": Act.LOCKED_OUT, "before": second.older}).context["stretch"]
    back = office.get(PAGE, {"act": Act.LOCKED_OUT, "after": third.newer}).context["stretch"]
    assert [line.entry.pk for part in (first, second, third) for line in part.lines] == keys
    assert (first.newer, third.older) == (None, None)
    assert [line.entry.pk for line in back.lines] == [line.entry.pk for line in second.lines]


def test_more_entries_cost_no_more_queries(office, cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            office.get(PAGE)
        return len(queries)

    cost()
    few = cost()
    for _number in range(30):
        note(Act.SIGNED_IN, by=cast.leader)
    assert cost() == few


def test_reading_it_is_told_in_it(office, told, cast):
    office.get(PAGE)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.kind, entry.person) == (Act.LOOKED_AT, "audit", cast.administrator)


def test_the_excel_file_has_what_the_page_has_and_is_told_of(office, told, cast):
    response = office.get(EXPORT, {"act": "account_changed"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert any("旧名 → 新名" in str(cell) for cell in rows[-1])
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.kind, entry.after["asked"]) == (Act.TAKEN_OUT, "audit_export", "act=account_changed")


def test_many_rows_are_made_in_the_background(office, told, cast, monkeypatch):
    monkeypatch.setattr("items.audit.views.MOST_AT_ONCE", 2)
    response = office.get(EXPORT)
    assert response["Location"] == reverse("export_list")
    assert Export.objects.get().person == cast.administrator


def test_the_file_made_in_the_background_has_the_filtered_rows(told, cast):
    export = Export.objects.create(
        person=cast.administrator,
        title="x",
        name="x.xlsx",
        task=audit_file.module_path,
        parameters={"asked": {"act": "account_changed"}},
        language="zh-hans",
        on=clock.today(),
        asked_at=timezone.now(),
    )
    audit_file.call(SimpleNamespace(attempt=1), export.pk)
    export.refresh_from_db()
    sheet = load_workbook(BytesIO(path_of(export.stored_as).read_bytes())).active
    assert "旧名 → 新名" in str(list(sheet.iter_rows(values_only=True))[-1])


def test_a_wrong_filter_goes_back_to_the_page(office, cast):
    assert read(office.get(EXPORT, {"act": "nonsense"}))["Location"] == f"{PAGE}?act=nonsense"


def test_only_who_may_read_it_is_led_to_it(client, office, cast):
    assert parse(office.get(reverse("workbench"))).one("header").all("a", href=PAGE)
    client.force_login(cast.supervisor)
    assert not parse(client.get(reverse("workbench"))).one("header").all("a", href=PAGE)
