"""Records in the administration: looked up and searched, never written."""

import pytest
from axes.models import AccessLog
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.closing.moving import move_status
from items.models import HistoryEntry, ProgressNote, WorkItem, WorkReport
from items.posts.handing_over import delegate
from items.updates.drafting import save
from items.updates.reporting import send

from ..given import factories
from ..given.opened_rounds import opened, update_of
from ..given.together import moment
from .admin_pages import errors, failed, page, shown

AT = moment("2011-03-10")
SECRET = "内部说法之一"


def record_pages(cast):
    """{list name: key of one of its rows} of everything that is to be read only."""
    move_status(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), text="已开工")
    chapter = factories.chapter(cast.report)
    log = AccessLog.objects.create(username="liaison", ip_address="10.0.0.1", user_agent="a")
    return {
        "items_workitem": cast.led.pk,
        "items_chapter": chapter.pk,
        "items_progressnote": ProgressNote.objects.get().pk,
        "items_historyentry": HistoryEntry.objects.first().pk,
        "axes_accessattempt": failed("liaison", "10.0.0.1", 5).pk,
        "axes_accesslog": log.pk,
    }


def test_records_are_shown_but_never_added_changed_or_deleted(office, cast):
    for name, key in record_pages(cast).items():
        answer = office.get(page(f"{name}_change", key))
        assert answer.status_code == 200, name
        assert "historylink" not in answer.text, name
        assert office.post(page(f"{name}_change", key), {"text": "x"}).status_code == 403, name
        for address in (page(f"{name}_add"), page(f"{name}_delete", key)):
            assert office.get(address).status_code == 403, name
            assert office.post(address, {"post": "yes"}).status_code == 403, name


def test_of_a_report_only_the_description_changes(office, cast):
    address = page("items_workreport_change", cast.report.pk)
    assert "1、甲。2、乙。3、丙。" in office.get(address).text
    data = {"title": "二〇一一年任务分解", "issuer": "市政府办公室", "document_number": "襄政办发〔2011〕1号"}
    data |= {"year": "2020", "source_text": "x", "issued_on": "2020-01-01", "remark": "已核对"}
    assert office.post(address, data).status_code == 302
    report = WorkReport.objects.get()
    assert (report.title, report.issuer, report.remark) == ("二〇一一年任务分解", "市政府办公室", "已核对")
    assert (report.year, report.source.text) == (2011, "1、甲。2、乙。3、丙。")
    assert office.post(page("items_workreport_delete", report.pk), {"post": "yes"}).status_code == 403
    assert office.get(page("items_workreport_add")).status_code == 403


def test_two_reports_of_a_year_cannot_get_one_title(office, cast):
    other = factories.report(title="另一个")
    data = {"title": "2011年任务分解", "issuer": "", "document_number": "", "remark": ""}
    assert errors(office.post(page("items_workreport_change", other.pk), data))


def test_the_page_of_an_item_leads_to_the_portal(office, cast):
    answer = office.get(page("items_workitem_change", cast.led.pk))
    assert f'href="{cast.led.get_absolute_url()}"' in answer.text
    assert "市民政局" in answer.text


@pytest.mark.parametrize(("words", "number"), [("1", 1), ("医疗救助", 2), ("学前", 3)])
def test_items_are_found_by_number_or_words(office, cast, words, number):
    factories.item(cast.report, 11)
    found = shown(office.get(page("items_workitem_changelist", q=words)))
    assert [item.number for item in found] == [number]


def test_the_history_is_searched_and_filtered(office, cast):
    move_status(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), status="in_progress")
    move_status(cast.supported, by=cast.supervisor, version=1, on=factories.day("2011-05-01"), text="请抓紧")

    def found(**query):
        return {entry.action for entry in shown(office.get(page("items_historyentry_changelist", **query)))}

    assert found() == {"report_issued", "status_changed", "note_written"}
    assert found(action__exact="status_changed") == {"status_changed"}
    assert found(q="李联络") == {"status_changed"}
    assert found(q="2") == {"note_written"}
    assert found(q="钱督查 2") == {"note_written"}
    assert found(q="没有这个人") == set()
    assert found(at__year=2000) == set()


def test_before_and_after_are_told_in_words(office, cast):
    move_status(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), status="in_progress")
    entry = HistoryEntry.objects.get(action="status_changed")
    text = office.get(page("items_historyentry_change", entry.pk)).text
    status = WorkItem.Status
    assert f"{status.NOT_STARTED.label} → {status.IN_PROGRESS.label}" in text


@pytest.fixture
def within_the_unit(cast):
    """(entry of a report that its head returned, entry of a delegation), each with a reason of the unit's own."""
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    save(update, by=cast.liaison, at=AT, was={}, changes={"text": "建成2所福利院", "next_steps": ""})
    update.refresh_from_db()
    send(update, by=cast.liaison, at=AT, version=update.version, anyway=SECRET)
    post = cast.liaison.memberships.get()
    delegate(post, to=cast.newcomer, start_on=AT.date(), end_on=AT.date(), reason=SECRET, by=cast.liaison, at=AT)
    with clock.at(AT):
        yield HistoryEntry.objects.filter(reason=SECRET)


def test_the_administration_reads_no_words_that_have_not_left_a_unit(office, cast, within_the_unit):
    assert {entry.action for entry in within_the_unit} == {"update_sent", "post_delegated"}
    assert SECRET not in office.get(page("items_historyentry_changelist")).text
    for entry in within_the_unit:
        assert SECRET not in office.get(page("items_historyentry_change", entry.pk)).text, entry.action
    assert not shown(office.get(page("items_historyentry_changelist", q=SECRET)))
    posts = office.get(reverse("post_list")).text
    assert str(cast.newcomer) in posts and SECRET not in posts


def test_why_a_holder_is_away_is_told_to_the_unit(client, cast, within_the_unit):
    client.force_login(cast.head)
    assert SECRET in client.get(reverse("post_list")).text


def test_the_list_of_the_history_takes_as_many_queries_for_many_entries_as_for_few(office, cast, within_the_unit):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            office.get(page("items_historyentry_changelist"))
        return len(queries)

    few = asked()
    for _ in range(20):
        move_status(cast.supported, by=cast.supervisor, version=cast.supported.version, on=AT.date(), text="请抓紧")
        cast.supported.refresh_from_db()
    assert asked() == few
