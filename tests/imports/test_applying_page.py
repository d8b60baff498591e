"""What is said about the report on the page of a draft, and applying it."""

import datetime

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from departments.models import Department, DepartmentAlias
from items.imports import apply_import, drafts
from items.models import ImportDraft, WorkItem, WorkReport

from ..given import factories
from ..given.chinese import chinese
from ..given.factories import day
from ..given.html import parse
from .imported import ledger, plan
from .pressing import LIST, TEXT, address, press, said, start_of

# About the report


def describe(client, draft, **data):
    values = {"year": 2012, "title": "2012年任务分解", "lead_rule": "", "numbering": "", **data}
    return press(client, draft, "", name="data", **values)


def test_what_is_said_about_the_report_is_kept(portal, draft):
    response = describe(
        portal,
        draft,
        year=2013,
        title="别的题目",
        issuer="市政府",
        document_number="襄政发〔2013〕1号",
        default_due_on="2013-12-31",
        lead_rule="first",
        numbering="through",
        group="实事",
        remark="第一行\r\n第二行",
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.year, draft.title, draft.issuer, draft.group) == (2013, "别的题目", "市政府", "实事")
    assert (draft.default_due_on, draft.remark) == (day("2013-12-31"), "第一行\n第二行")
    plan_now = drafts.check(draft)[0]
    assert (plan_now.parsed.lead_rule, plan_now.numbering) == ("first", "through")


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": ""},
        {"year": "1900"},
        {"year": "3000"},
        {"year": "x"},
        {"title": ""},
        {"title": "长" * 201},
        {"default_due_on": "31.12.2013"},
        {"lead_rule": "loudest"},
        {"numbering": "backwards"},
        {"group": "长" * 51},
        {"remark": "长" * 2001},
        {"title": "题\0目"},
    ],
)
def test_wrong_data_come_back_with_what_was_typed(portal, draft, wrong):
    response = describe(portal, draft, **{"issuer": "市政府", **wrong})
    assert response.status_code == 422
    page = parse(response)
    assert page.one("section", id="data").all(of="invalid-feedback")
    assert page.one("input", name="issuer")["value"] == "市政府"
    draft.refresh_from_db()
    assert (draft.version, draft.issuer) == (1, "")


# Applying


def test_applying_leads_to_the_report(portal, ready, cast):
    response = press(portal, ready, "", name="apply", issue="on")
    report = WorkReport.objects.get(title="可以导入")
    assert response["Location"] == report.get_absolute_url()
    assert report.issued_on == timezone.localdate()
    assert cast.east.responsibilities.filter(item__report=report).exists()
    page = parse(portal.get(address(ready)))
    assert report.get_absolute_url() in page.one("main").links()


def test_without_the_tick_the_report_is_not_issued(portal, ready):
    press(portal, ready, "", name="apply")
    assert WorkReport.objects.get(title="可以导入").issued_on is None


def test_the_notice_counts_from_its_own_day(portal, ready):
    before = ledger()
    response = press(portal, ready, "", name="apply", issue="on", issued_on="2001-01-01")
    assert response.status_code == 422
    assert parse(response).one("input", name="issued_on")["value"] == "2001-01-01"
    assert ledger() == before
    assert press(portal, ready, "", name="apply", issue="on", issued_on="2012-03-01").status_code == 302
    assert WorkReport.objects.get(title="可以导入").issued_on == datetime.date(2012, 3, 1)


def test_what_blocks_is_said_and_nothing_is_written(portal, draft):
    before = ledger()
    response = press(portal, draft, "", name="apply")
    assert response.status_code == 422
    assert "市气象局" in said(response) and "市粮食局" in said(response)
    assert len(parse(response).all("article", of="card-item")) == 6
    assert ledger() == before


@pytest.mark.parametrize("error", [DatabaseError, OperationalError])
def test_a_database_error_is_said_and_nothing_is_lost(portal, draft, error, monkeypatch):
    press(portal, draft, "units-new")
    press(portal, draft, f"number:{start_of('2、疏')}", **{f"number-{start_of('2、疏')}": "3"})
    draft.refresh_from_db()
    before = (ledger(), draft.decisions, draft.version)

    def breaks(*args, **kwargs):
        raise error("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr("items.imports.creating.create_targets", breaks)
        response = press(portal, draft, "", name="apply")
    assert response.status_code == 503
    assert chinese(
        "The database refused, so nothing was imported. The upload and all decisions are still here: try again, and "
        "tell the administrators if it happens once more."
    ) in said(response)
    draft.refresh_from_db()
    assert (ledger(), draft.decisions, draft.version) == before
    assert draft.state == "ready" and bytes(draft.upload) == TEXT.encode()
    assert press(portal, draft, "", name="apply").status_code == 302


def test_a_unit_renamed_while_the_draft_is_open_is_asked_for(portal, cast):
    draft = factories.draft(cast.supervisor)
    Department.objects.filter(pk=cast.civil_affairs.pk).update(name="市民政和救助局")
    before = ledger()
    response = press(portal, draft, "", name="apply")
    assert response.status_code == 422 and "市民政局" in said(response)
    page = parse(response)
    assert page.one("button", value=f"unit:0:{cast.civil_affairs.pk}")
    assert ledger() == before
    press(portal, draft, f"unit:0:{cast.civil_affairs.pk}", **{"remember-0": "on"})
    assert press(portal, draft, "", name="apply").status_code == 302
    assert DepartmentAlias.objects.get(name="市民政局").department == cast.civil_affairs


def test_a_correction_shows_and_brings_what_changes(portal, cast):
    report = apply_import(plan("1、修路3公里(责任单位:市民政局)。\n2、架桥(责任单位:市民政局)。"), by=cast.supervisor)
    portal.post(
        LIST, {"text": "1、修路4公里(责任单位:市民政局)。\n3、种树(责任单位:市民政局)。", "corrects": report.pk}
    )
    draft = ImportDraft.objects.get()
    page = parse(portal.get(address(draft)))
    changes = page.one("section", id="changes")
    assert len(changes.all("li", of="change-changed")) == 1
    assert len(changes.all("li", of="change-new")) == len(changes.all("li", of="change-missing")) == 1
    assert press(portal, draft, "", name="apply")["Location"] == report.get_absolute_url()
    texts = set(WorkItem.objects.filter(report=report).values_list("text", flat=True))
    assert texts == {"修路4公里", "种树", "架桥"}
