"""No form is left out: each address that takes POST is tried twice, and its form is among those that give back what was
typed after an ended session."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from departments import clock
from departments.models import Membership, User
from items import urls as item_urls
from items.approvals.page import waiting_lines
from items.holidays.forms import NoticeForm
from items.models import ProgressUpdate
from items.pages.claiming import KEY
from items.rounds.running import close_period, open_period

from ..given import factories
from ..given.access_table import CAST_NAMES, ROWS
from ..given.form_pages import APART, WRITERS, form_pages, with_every_form
from ..given.forms_filled import form as people_form
from ..given.html import parse
from ..given.ledger_workbooks import written
from ..given.opened_rounds import State, put
from .test_sent_twice import POSTED, TAKE_NONE, rows_by_table, send, signed_in

NOW = factories.moment("2011-03-18 09:00")
# What comes back is a page with new passwords: those printed last hold, however often it is sent.
ANSWERS_WITH_A_PAGE = {"people_passwords", "update_afterwards", "calendar_renew"}


@pytest.fixture
def cast(lived_in):
    return lived_in


def taking_post():
    """Names of the addresses of the portal that take POST from anybody."""
    rows = [row for row in ROWS if row.method == "POST"]
    assert {pattern.name for pattern in item_urls.urlpatterns} <= {row.name for row in rows}
    return {row.name for row in rows if set(row.answers.values()) - {"405", "in"}} - {"admin:index"}


# Tried twice


def a_report(cast, **fields):
    report = factories.report(title="又一份", **fields)
    factories.item(report, 71, "另一件事", leads=[cast.health])
    return report


def archiving(cast):
    return (
        cast.supervisor,
        reverse("report_archive", args=[a_report(cast, issued_on=factories.day("2011-03-01")).pk]),
        {},
    )


def taking_back(cast):
    report = a_report(cast, archived_at=NOW)
    return cast.supervisor, reverse("report_reopen", args=[report.pk]), {"reason": "仍在办理"}


def withdrawing(cast):
    return cast.supervisor, reverse("report_withdraw", args=[a_report(cast).pk]), {"reason": "导入了旧稿"}


def uploading(cast):
    cast.workbook.delete()  # each person has one at a time
    file = SimpleUploadedFile("名单.xlsx", people_form(units=[{"name": "市水利局"}]))
    return cast.administrator, reverse("people_list"), {"file": file}


def uploading_a_units(cast):
    data = bytes(cast.unit_workbook.upload)
    cast.unit_workbook.delete()
    return cast.east_liaison, reverse("workbook_list"), {"file": SimpleUploadedFile("三月.xlsx", data)}


def uploading_the_ledger(cast):
    cast.ledger_workbook.delete()
    return cast.supervisor, reverse("ledger_workbook_list"), {"file": SimpleUploadedFile("台账.xlsx", written())}


def entering_holidays(cast):
    text = "春节：2月5日至11日放假，1月30日、2月13日上班"
    sent = {"version": 0, "text": text, "seen": text, "document": "", "save": "1"}
    assert set(sent) - {"save"} == set(NoticeForm.base_fields)
    return cast.supervisor, reverse("holiday_year", args=[2028]), sent


def settled(cast, update, **fields):
    return put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, **fields)


def undoing(cast):
    update = settled(cast, cast.sent, completion=Decimal(30))
    return (
        cast.supervisor,
        reverse("update_undo", args=[update.pk]),
        {"version": update.version, "undo_reason": "核实有误"},
    )


def no_change(cast):
    settled(cast, ProgressUpdate.objects.get(period=cast.frozen, item=cast.open_lead, department=cast.east))
    return cast.east_liaison, reverse("update_no_change", args=[cast.expected.pk]), {}


def reopening(cast):
    """Closed by the office on the day after its due day; late reports would have counted for days."""
    report = a_report(cast, issued_on=factories.day("2011-02-01"))
    days = {"parts_due_on": "2011-03-15", "due_on": "2011-03-17", "closes_on": "2011-03-25"}
    period = factories.period(report, **{name: factories.day(value) for name, value in days.items()})
    open_period(period, at=factories.moment("2011-03-01 09:00"))
    close_period(period, by=cast.supervisor, at=NOW)
    return cast.supervisor, reverse("period_undo_closing", args=[period.pk]), {"reason": "误操作"}


TABLE = "任务分解表\n\n序号\t工作任务\t责任单位\n1\t新建小学3所\t市教育局\n2\t新建球场9块\t市体育局\n"


def remembering(cast):
    draft = factories.draft(cast.supervisor, TABLE)
    data = {"version": draft.version, "remember": TABLE.index("序号")}
    return cast.supervisor, reverse("import_remember", args=[draft.pk]), data


def approving(cast):
    Membership.objects.create(user=cast.newcomer, role="observer", approved_at=None, asked_at=NOW)
    return cast.administrator, reverse("approvals"), {"act": "approve", "line": [waiting_lines()[0].value]}


def ending_an_emergency(cast):
    person = User.objects.create_superuser("rescue", name="应急")
    return cast.administrator, reverse("emergency_end", args=[person.pk]), {}


PREPARED = {
    "approvals": approving,
    "emergency_end": ending_an_emergency,
    "import_remember": remembering,
    "report_archive": archiving,
    "report_reopen": taking_back,
    "report_withdraw": withdrawing,
    "people_list": uploading,
    "period_undo_closing": reopening,
    "workbook_list": uploading_a_units,
    "ledger_workbook_list": uploading_the_ledger,
    "holiday_year": entering_holidays,
    "update_undo": undoing,
    "update_no_change": no_change,
}


def test_every_address_that_takes_post_is_tried_twice():
    tried = {row.name for row in POSTED} | set(PREPARED) | TAKE_NONE | ANSWERS_WITH_A_PAGE
    assert taking_post() - tried == set()


@pytest.mark.parametrize("name", PREPARED)
def test_what_the_table_does_not_fill_in_acts_once_too(cast, name):
    with clock.at(NOW):
        person, address, data = PREPARED[name](cast)
        before = rows_by_table()
        answers = [send(signed_in(person), address, data | {KEY: "one"})]
        after = rows_by_table()
        answers.append(send(signed_in(person), address, data | {KEY: "one"}))
    assert [answer.status_code for answer in answers] == [302, 302], parse(answers[0]).one("main").text
    assert answers[0]["Location"] == answers[1]["Location"]
    assert before != after == rows_by_table()


# Given back after an ended session

# No page of the walk shows them, for nothing is typed into them: a button each, or what the page sends by itself.
BUTTONS = {
    *("answer_withdraw", "attachment_remove", "holiday_remove", "import_read", "period_undo_opening"),
    *("export_again", "export_remove"),
    *("update_no_change", "no_change_list", "update_afterwards", "import_remember", "remembered_forget"),
    *("layout_choose", "clockwork", "own_sessions", "sessions_of_person"),
    *("item_dossier", "calendar_revoke"),
    *("second_factor_codes", "second_factor_remove", "second_factor_reset"),
}


def test_every_form_stands_on_a_page_of_the_walk(cast):
    """The walk of tests/browser/test_every_form_gives_back.py, over the same pages as the same people."""
    found = set()
    with_every_form(cast)
    for name in WRITERS:
        client = Client()
        client.force_login(getattr(cast, CAST_NAMES.get(name, name)))
        for address in form_pages(name, cast):
            page = parse(client.get(address))
            for form in page.all("form", method="post"):
                # A button may stand outside of its form, and name it.
                outside = page.all("button", form=form["id"]) if form.get("id") else []
                names = {button.get("formaction") for button in [*form.all("button"), *outside]}
                for action in {form.get("action") or address, *names} - {None}:
                    try:
                        found.add(resolve(action.partition("?")[0].partition("#")[0]).url_name)
                    except Resolver404:
                        pytest.fail(f"{address}: {action}")
    assert taking_post() - found - set(APART) - TAKE_NONE - BUTTONS == set()
