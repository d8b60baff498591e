"""The pages of meetings: entering one, typing decisions into its pack, the list."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.lights.recording import record_lights
from items.meetings.deciding import decide, enter_meeting
from items.models import Instruction, Meeting
from items.requests.instructing import mark_done

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.item_tabs import all_tabs
from ..given.together import moment

AT, TODAY = moment("2011-06-20"), day("2011-06-20")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def behind(cast):
    """`led` is overdue, `supported` is due in ten days without a word."""
    type(cast.led).objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-10"), status="in_progress")
    type(cast.led).objects.filter(pk=cast.supported.pk).update(due_on=day("2011-06-30"), status="in_progress")
    return cast


def enter(cast, **fields):
    return enter_meeting(cast.report, by=cast.supervisor, at=AT, **{"held_on": TODAY, **fields})


@pytest.fixture
def office(client, behind):
    client.force_login(behind.supervisor)
    client.cookies["django_language"] = "en"
    with clock.at(AT):
        yield client


def test_entering_leads_to_the_pack(office, behind):
    response = office.post(reverse("meeting_new"), {"held_on": "2011-06-20", "department": behind.health.pk})
    meeting = Meeting.objects.get()
    assert (response.status_code, response["Location"]) == (302, meeting.get_absolute_url())
    assert meeting.department == behind.health


def test_the_address_fills_the_form_in(office, behind):
    shown = parse(office.get(reverse("meeting_new"), {"department": behind.health.pk}))
    (unit,) = shown.all("select", name="department")
    chosen = [option["value"] for option in unit.all("option") if "selected" in option.attributes]
    assert chosen == [str(behind.health.pk)]
    assert [one["value"] for one in shown.all("input", name="held_on")] == ["2011-06-20"]


def test_two_subjects_are_refused_and_what_was_typed_stays(office, behind):
    chapter = factories.chapter(behind.report)
    sent = {"held_on": "2011-06-20", "title": "调度", "department": behind.health.pk, "chapter": chapter.pk}
    response = office.post(reverse("meeting_new"), sent)
    assert response.status_code == 422
    shown = parse(response)
    assert "choose one of them" in shown.all(of="alert")[0].text
    assert [one["value"] for one in shown.all("input", name="title")] == ["调度"]


def test_a_decision_typed_in_the_pack_becomes_an_instruction(office, behind):
    meeting = enter(behind)
    sent = {"item": behind.led.pk, "text": "加快", "due_on": "2011-06-30"}
    response = office.post(reverse("meeting_decide", args=[meeting.pk]), sent)
    assert response["Location"] == meeting.get_absolute_url()
    assert Instruction.objects.get().meeting == meeting
    shown = parse(office.get(meeting.get_absolute_url()))
    assert ["加快" in one.text for one in shown.all(of="pack-decided")] == [True]


@pytest.mark.parametrize(("item", "place"), [("led", "pack-entry"), ("open_lead", "pack-another")])
def test_a_refused_decision_comes_back_in_its_place(office, behind, item, place):
    meeting = enter(behind)
    sent = {"item": getattr(behind, item).pk, "text": "加快", "due_on": "2011-06-01"}
    response = office.post(reverse("meeting_decide", args=[meeting.pk]), sent)
    assert response.status_code == 422
    (area,) = [one for one in parse(response).all(of=place) if one.all(of="alert")]
    assert "lies in the past" in area.all(of="alert")[0].text
    assert [one.text for one in area.all("textarea")] == ["加快"]


def test_a_wrong_item_is_refused_without_losing_the_words(office, behind):
    meeting = enter(behind)
    response = office.post(reverse("meeting_decide", args=[meeting.pk]), {"item": "x", "text": "加快"})
    assert response.status_code == 422
    assert "加快" in [one.text for one in parse(response).all("textarea")]


def test_who_only_reads_sees_no_form(office, behind):
    meeting = enter(behind)
    office.force_login(behind.liaison)
    shown = parse(office.get(meeting.get_absolute_url()))
    assert shown.all(of="pack-entry") and not shown.all("textarea")


def test_the_list_counts_decisions_and_what_is_not_done(office, behind):
    meeting = enter(behind, title="第一次调度会")
    first = decide(meeting, behind.led, by=behind.leader, at=AT, text="加快")
    decide(meeting, behind.supported, by=behind.leader, at=AT, text="加快")
    mark_done(first, by=behind.leader, at=AT)
    (row,) = parse(office.get(reverse("meeting_list"))).all("tbody")[0].all("tr")
    assert row.text.split() == ["第一次调度会", "All", "items", "of", "the", "report", "2011-06-20", "2", "1"]


def test_the_item_page_names_the_meeting(office, behind):
    meeting = enter(behind, title="第一次调度会")
    decide(meeting, behind.led, by=behind.leader, at=AT, text="加快")
    (link,) = all_tabs(office, behind.led).all(of="of-meeting")
    assert (link["href"], link.text) == (meeting.get_absolute_url(), "Decided in the meeting: 第一次调度会")


def test_the_counts_lead_to_lists_of_as_many_items(office, behind):
    shown = parse(office.get(enter(behind, department=behind.health).get_absolute_url()))
    links = shown.all(of="pack-counts")[0].all("a")
    assert len(links) == 2
    for link in links:
        assert parse(office.get(link["href"])).all(of="count")[0].text.split()[0] == link.text


def test_a_past_meeting_names_the_deadline_of_its_day(office, behind):
    """Else a later one would contradict the reason of the light beside it."""
    record_lights(AT)
    meeting = enter(behind)
    type(behind.led).objects.filter(pk=behind.led.pk).update(due_on=day("2011-12-20"))
    with clock.at(moment("2011-09-20")):
        entry = parse(office.get(meeting.get_absolute_url())).one("article", aria_labelledby=f"entry-{behind.led.pk}")
    units = entry.one("p", of="pack-units").text
    assert "2011-06-10" in units and "2011-12-20" not in units
