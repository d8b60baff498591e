"""Withdrawing a report as a whole: what goes, what stays, and who is told."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from departments.models import Department, DepartmentAlias
from items.imports import drafts, reading, remedies
from items.issue.issuing import issue
from items.models import HistoryEntry, ImportDraft, Message, ProgressNote, ProgressUpdate, WorkItem, WorkReport
from items.report.archiving import archive
from items.report.standing import withdrawal_of
from items.report.withdrawing import withdraw
from items.rounds.running import run_due

from ..given import factories
from ..given.factories import day, moment
from ..given.imported import imported
from ..given.opened_rounds import State, opened, put, update_of
from ..given.refusals import refused

TODAY = day("2011-03-10")
NOW = moment("2011-03-10 09:00")
WHY = "导入了旧稿"


def take_out(report, by, *, is_issued=True, reason=WHY):
    return withdraw(report, by=by, at=NOW, reason=reason, is_issued=is_issued)


# Before it was issued


def test_units_that_only_the_import_made_go_with_it(cast):
    report, _draft = imported(cast.supervisor)
    assert Department.objects.filter(name__in=("市老龄办", "市救灾办")).count() == 2
    found = take_out(report, cast.supervisor, is_issued=False)
    assert [unit.name for unit in found.leaving] == ["市老龄办", "市救灾办"]
    assert not Department.objects.filter(name__in=("市老龄办", "市救灾办")).exists()
    assert Department.objects.filter(pk=cast.civil_affairs.pk).exists()


@pytest.mark.parametrize("use", ["post", "item", "member"])
def test_a_unit_that_is_used_by_anything_else_stays(cast, use):
    report, _draft = imported(cast.supervisor)
    unit = Department.objects.get(name="市老龄办")
    if use == "post":
        factories.person("new", role="liaison", department=unit)
    elif use == "item":
        factories.item(cast.report, 7, leads=[unit])
    else:
        factories.collective("各办", [unit])
    found = take_out(report, cast.supervisor, is_issued=False)
    assert [unit.name for unit in found.staying] == ["市老龄办"]
    assert set(Department.objects.filter(name__in=("市老龄办", "市救灾办")).values_list("name", flat=True)) == {
        "市老龄办"
    }


def test_a_name_holding_the_sign_between_names_is_told_from_two_names(cast):
    report, _draft = imported(cast.supervisor)
    entry = report.history.get(action=HistoryEntry.Action.REPORT_IMPORTED)
    names = entry.after["new_units"].split("、")
    assert names == ["市老龄办", "市救灾办"]
    factories.department("老龄办")  # part of a name that the import made, and not it
    assert {unit.name for unit in withdrawal_of(report, on=TODAY).leaving} == set(names)


def test_other_names_that_only_the_import_needed_go(cast):
    draft = drafts.start_draft(by=cast.supervisor, name="plan.txt", data="1、养老(责任单位:民政主管部门)。".encode())
    reading.read_draft(draft.pk)
    draft = drafts.fetch_draft(draft.pk)
    draft = drafts.describe_report(draft, by=cast.supervisor, version=draft.version, year=2012, title="又一份")

    def match(plan):
        return remedies.match_unit(plan, "民政主管部门", cast.civil_affairs, remember=True)

    draft = drafts.decide(draft, match, by=cast.supervisor, version=draft.version)
    report = drafts.apply_draft(draft, by=cast.supervisor, version=draft.version)
    assert DepartmentAlias.objects.filter(name="民政主管部门").exists()
    take_out(report, cast.supervisor, is_issued=False)
    assert not DepartmentAlias.objects.filter(name="民政主管部门").exists()


def test_the_import_can_be_gone_on_with_and_brought_in_anew(cast):
    report, draft = imported(cast.supervisor)
    take_out(report, cast.supervisor, is_issued=False)
    draft.refresh_from_db()
    assert (draft.state, draft.report) == (ImportDraft.State.READY, None)
    again = drafts.apply_draft(draft, by=cast.supervisor, version=draft.version)
    assert (again.title, again.year) == (report.title, report.year)
    assert again.pk != report.pk
    assert again.items.count() == 2


def test_nobody_is_told_of_what_nobody_knew(cast):
    report, _draft = imported(cast.supervisor)
    take_out(report, cast.supervisor, is_issued=False)
    assert not Message.objects.exists()


def test_two_that_stand_still_cannot_have_one_title(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.report(year=2011, title=cast.report.title)
    take_out(cast.report, cast.supervisor)
    factories.report(year=2011, title=cast.report.title)


# After it was issued


def test_its_items_are_cancelled_each_with_its_history(cast):
    take_out(cast.report, cast.supervisor)
    assert set(cast.report.items.values_list("status", flat=True)) == {"cancelled"}
    for item in cast.report.items.all():
        entry = item.history.get(action=HistoryEntry.Action.STATUS_CHANGED)
        assert (entry.before, entry.after) == ({"status": "not_started"}, {"status": "cancelled"})
        assert (entry.reason, entry.by, entry.report) == (WHY, cast.supervisor, cast.report)
    entry = cast.report.history.get(action=HistoryEntry.Action.REPORT_WITHDRAWN)
    assert (entry.reason, entry.before["items"]) == (WHY, "3")


def test_the_people_of_its_units_are_told_once_with_the_reason(cast):
    found = withdrawal_of(cast.report, on=TODAY)
    take_out(cast.report, cast.supervisor)
    told = Message.objects.all()
    assert {one.to for one in told} == {cast.liaison, cast.head, cast.health_liaison, cast.east_liaison}
    assert len(told) == len(found.told) == 4
    assert all(WHY in one.text and one.url == cast.report.get_absolute_url() for one in told)


def test_open_periods_end_and_nobody_owes_a_report(cast):
    period = opened(cast.report)
    draft = put(update_of(period, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    found = withdrawal_of(cast.report, on=TODAY)
    assert (found.periods, found.drafts) == (2, 1)
    take_out(cast.report, cast.supervisor)
    period.refresh_from_db()
    draft.refresh_from_db()
    assert period.is_closed
    assert (draft.state, draft.text) == (State.DROPPED, "已完成2所")
    assert list(ProgressUpdate.objects.filter(period=period)) == [draft]
    run_due(moment("2011-04-10"))
    assert not cast.report.periods.filter(closed_at__isnull=True).exists()


@pytest.mark.parametrize("word", ["update", "note"])
def test_what_a_unit_has_reported_on_cannot_be_withdrawn(cast, word):
    if word == "update":
        update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
        put(update, State.AWAITING_SIGN_OFF, by=cast.liaison, office=cast.supervisor)
    else:
        ProgressNote.objects.create(
            item=cast.led, department=cast.civil_affairs, by=cast.liaison, text="已启动", at=NOW
        )
    with refused("1 unit has reported"):
        take_out(cast.report, cast.supervisor)
    assert not WorkItem.objects.filter(status="cancelled").exists()


# Asked once, by the office


def test_only_the_office_withdraws(cast):
    for person in (cast.liaison, cast.head, cast.leader, cast.administrator):
        with refused("Only the supervision office"):
            take_out(cast.report, person)


def test_it_needs_a_reason(cast):
    with refused("Say why"):
        take_out(cast.report, cast.supervisor, reason="  ")


def test_what_was_issued_while_somebody_read_is_asked_about_again(cast):
    report, _draft = imported(cast.supervisor)
    issue(report, by=cast.supervisor, on=TODAY)
    with refused("issued meanwhile"):
        take_out(report, cast.supervisor, is_issued=False)


def test_it_is_withdrawn_once(cast):
    take_out(cast.report, cast.supervisor)
    with refused("has been withdrawn"):
        take_out(cast.report, cast.supervisor)


def test_nothing_of_it_can_be_changed_any_more(cast):
    take_out(cast.report, cast.supervisor)
    item = factories.item(cast.report, 8)
    with refused("has been withdrawn"):
        issue(cast.report, by=cast.supervisor, on=TODAY, items=[item])


def test_the_page_says_what_will_happen_and_does_it_once(client, cast):
    client.force_login(cast.supervisor)
    url = reverse("report_withdraw", args=[cast.report.pk])
    page = client.get(url).content.decode()
    assert "3" in page
    assert "4名联络员和负责人将各收到一条消息" in page
    assert not Message.objects.exists()
    assert '<input type="hidden" name="is_issued" value="True"' in page
    answer = client.post(url, {"reason": WHY, "is_issued": "True"})
    assert answer["Location"] == cast.report.get_absolute_url()
    page = client.get(cast.report.get_absolute_url()).content.decode()
    assert "撤回，不再列入各项清单和统计" in page
    assert WHY in page
    assert client.post(url, {"reason": WHY, "is_issued": "True"}).status_code == 422


def test_without_a_reason_the_page_asks_for_it(client, cast):
    client.force_login(cast.supervisor)
    url = reverse("report_withdraw", args=[cast.report.pk])
    assert client.post(url, {"is_issued": "True"}).status_code == 422
    assert WorkReport.objects.live().filter(pk=cast.report.pk).exists()


def test_what_has_ended_asks_for_no_next_step(client, cast):
    client.force_login(cast.supervisor)
    report = factories.report(year=2012, text="1、甲。")
    factories.item(report, 1, leads=[cast.health])
    page = cast.report.get_absolute_url()
    assert client.get(page).context["steps"]
    assert client.get(report.get_absolute_url()).context["steps"]
    take_out(report, cast.supervisor, is_issued=False)
    archive(cast.report, by=cast.supervisor, at=NOW)
    for one in (report, cast.report):
        answer = client.get(one.get_absolute_url())
        assert answer.context["steps"] == []
        assert "下一步" not in answer.text.partition("<main")[2]
