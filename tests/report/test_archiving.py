"""A year that is over: it can be read and found, and nothing of it can be changed."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from items.closing.moving import move_status
from items.imports import ImportRefused, drafts, reading
from items.ledger.editing import confirm_lead, edit_item
from items.ledger.filters import ItemFilter
from items.lights.recording import record_lights
from items.models import HistoryEntry, Responsibility, WorkItem, WorkReport
from items.report.archiving import archive, take_back
from items.requests.instructing import instruct
from items.requests.signing_for import sign_for
from items.rounds.planning import add_period, set_rhythm, set_rules
from items.rounds.running import close_period, open_period, run_due
from items.search.page import place_of_number
from items.units.merging import merge
from items.updates.drafting import save

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.item_tabs import all_tabs
from ..given.open_requests import ask_everything
from ..given.opened_rounds import opened, update_of
from ..given.refusals import refused

TODAY = day("2012-01-20")
NOW = moment("2012-01-20 09:00")
READ_ONLY = "archived and can only be read"


@pytest.fixture
def archived(cast):
    archive(cast.report, by=cast.supervisor, at=NOW)
    for name in ("report", "led", "supported", "open_lead"):
        setattr(cast, name, type(getattr(cast, name)).objects.get(pk=getattr(cast, name).pk))
    return cast


def listed(cast, **parameters):
    return set(ItemFilter(parameters, queryset=WorkItem.objects.all(), user=cast.supervisor).items())


def test_what_was_never_issued_is_withdrawn_instead(cast):
    report = factories.report(year=2012)
    with refused("withdraw it"):
        archive(report, by=cast.supervisor, at=NOW)


def test_only_the_office_archives(cast):
    for person in (cast.liaison, cast.leader, cast.administrator):
        with refused("Only the supervision office"):
            archive(cast.report, by=person, at=NOW)


STEPS = {
    "status": lambda cast: move_status(
        cast.led, by=cast.liaison, version=cast.led.version, on=TODAY, status="in_progress", text=""
    ),
    "note": lambda cast: move_status(cast.led, by=cast.liaison, version=cast.led.version, on=TODAY, text="已启动"),
    "edit": lambda cast: edit_item(
        cast.led, by=cast.supervisor, version=cast.led.version, due_on=None, due_text="", remark="年底"
    ),
    "lead": lambda cast: confirm_lead(
        cast.open_lead, leads=[cast.education], by=cast.supervisor, version=cast.open_lead.version, reason="职能划转"
    ),
    "instruction": lambda cast: instruct(cast.led, by=cast.leader, at=NOW, text="请抓紧", due_on=None),
    "sign": lambda cast: sign_for(
        list(Responsibility.objects.filter(item=cast.led, department=cast.civil_affairs)), by=cast.liaison, at=NOW
    ),
    "rules": lambda cast: set_rules(
        cast.report, by=cast.supervisor, at=NOW, version=cast.report.version, with_merging=False
    ),
    "rhythm": lambda cast: set_rhythm([cast.led], "quarter", by=cast.supervisor, at=NOW),
    "period": lambda cast: add_period(
        cast.report,
        by=cast.supervisor,
        at=NOW,
        start_on=TODAY,
        end_on=TODAY,
        opens_on=TODAY,
        due_on=TODAY,
        closes_on=TODAY,
    ),
    "open": lambda cast: open_period(factories.period(cast.report), by=cast.supervisor, at=NOW),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_refused_with_a_sentence(archived, step):
    if step == "open":
        factories.period(archived.report, start_on=day("2011-05-01"), end_on=day("2011-05-31"))
        period = archived.report.periods.get()
        with refused(READ_ONLY):
            open_period(period, by=archived.supervisor, at=NOW)
        return
    with refused(READ_ONLY):
        STEPS[step](archived)


def test_a_draft_of_it_cannot_be_written_on(cast):
    period = opened(cast.report)
    for one in cast.report.periods.open():
        close_period(one, at=moment("2011-04-20"))
    update = update_of(period, cast.led, cast.civil_affairs)
    archive(cast.report, by=cast.supervisor, at=NOW)
    with refused(READ_ONLY):
        save(update, by=cast.liaison, at=NOW, was={"text": ""}, changes={"text": "补报"})


def test_a_corrected_file_is_refused(archived):
    draft = drafts.start_draft(
        by=archived.supervisor, name="a.txt", data="1、甲(责任单位:市民政局)。".encode(), corrects=archived.report
    )
    reading.read_draft(draft.pk)
    draft = drafts.fetch_draft(draft.pk)
    with refused(READ_ONLY, error=ImportRefused):
        drafts.apply_draft(draft, by=archived.supervisor, version=draft.version)


def test_the_calendar_leaves_it_alone(archived):
    before = list(archived.report.periods.values()), archived.led.version
    record_lights(NOW)
    run_due(NOW)
    assert (list(archived.report.periods.values()), WorkItem.objects.get(pk=archived.led.pk).version) == before
    assert not archived.report.periods.exists()


def test_an_item_never_recorded_does_not_promise_a_record(archived, client):
    client.force_login(archived.supervisor)
    lit = all_tabs(client, archived.led).one("section", id="lights").text
    with translation.override("zh-hans"):
        assert gettext("Nothing was recorded before the report became read-only.") in lit


def test_a_unit_of_it_can_still_be_merged(archived):
    merge(archived.health, into=archived.education, by=archived.administrator, on=TODAY, reason="机构改革")
    assert archived.supported.responsibilities.filter(department=archived.education).exists()


def test_lists_leave_it_out_until_it_is_named_or_looked_for(archived):
    assert listed(archived) == set()
    assert listed(archived, report=archived.report.pk) == {archived.led, archived.supported, archived.open_lead}
    assert listed(archived, q="养老") == {archived.led}


def test_the_list_offers_no_change_and_counts_no_less_than_it_shows(archived, client):
    client.force_login(archived.supervisor)

    def shown(**parameters):
        response = client.get(reverse("item_list"), parameters)
        main = parse(response).one("main")
        boxes = {int(box["value"]) for box in main.all("input", name="item")}
        # To keep the filter as a view is no change of the report.
        ways = [link["href"] for link in main.all("a") if not link["href"].startswith(reverse("view_add"))]
        adds = [way for way in ways if "/add/" in way]
        return boxes, adds, response.context["total"], response.context["page"].paginator.count

    assert shown(report=archived.report.pk) == (set(), [], 3, 3)
    present = factories.item(factories.report(year=2012), 1, text="养老服务")
    add = reverse("item_add", args=[present.report_id])
    assert shown(q="养老") == ({present.pk}, [add], 4, 2)
    assert shown(q="") == ({present.pk}, [add], 1, 1)


def test_search_leads_to_what_is_under_way_before_what_is_over(archived):
    assert place_of_number("1") == archived.led.get_absolute_url()
    present = factories.item(factories.report(year=2012), 1)
    assert place_of_number("1") == present.get_absolute_url()


def test_it_is_no_choice_any_more(archived, client):
    client.force_login(archived.supervisor)
    for name in ("item_list", "import_list", "instruction_list", "meeting_list", "dashboard", "round_list"):
        assert archived.report.title not in client.get(reverse(name)).content.decode(), name
    assert archived.report.title in client.get(reverse("report_years")).content.decode()


def test_its_pages_open_and_offer_nothing_to_change(cast, client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    ask_everything(cast)
    archive(cast.report, by=cast.supervisor, at=NOW)
    for person in (cast.liaison, cast.head, cast.health_liaison, cast.supervisor, cast.leader):
        client.force_login(person)
        for item in (cast.led, cast.supported, cast.open_lead):
            page = client.get(item.get_absolute_url()).content.decode()
            assert "归档，仅供查阅" in page
            assert "<textarea" not in page, (person, item)
            assert 'type="submit"' not in page.partition("<main")[2], (person, item)
    page = client.get(cast.report.get_absolute_url()).content.decode()
    assert "归档，仅供查阅" in page


def test_the_office_takes_it_back_with_a_reason(archived):
    with refused("Say why"):
        take_back(archived.report, by=archived.supervisor, at=NOW, reason=" ")
    take_back(archived.report, by=archived.supervisor, at=NOW, reason="尚有事项未办结")
    assert WorkReport.objects.live().filter(pk=archived.report.pk).exists()
    entry = archived.report.history.get(action=HistoryEntry.Action.REPORT_REOPENED)
    assert (entry.reason, entry.by) == ("尚有事项未办结", archived.supervisor)
    with refused("not archived"):
        take_back(archived.report, by=archived.supervisor, at=NOW, reason="再次")


def test_the_pages_ask_once(archived, client):
    client.force_login(archived.supervisor)
    url = reverse("report_reopen", args=[archived.report.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "更正"}).status_code == 302
    url = reverse("report_archive", args=[archived.report.pk])
    page = client.get(url).content.decode()
    assert "3项事项尚未办结" in page
    assert WorkReport.objects.live().filter(pk=archived.report.pk).exists()
    assert client.post(url).status_code == 302
    assert not WorkReport.objects.live().filter(pk=archived.report.pk).exists()


def test_what_is_not_archived_offers_no_way_back(cast, client):
    client.force_login(cast.supervisor)
    page = client.get(reverse("report_reopen", args=[cast.report.pk]))
    main = page.text.partition("<main")[2]
    assert "<form" not in main
    with translation.override("zh-hans"):
        assert gettext("This report is not archived (any more).") in main
