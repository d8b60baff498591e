"""The agenda of a meeting and who is to attend it: the order of the pack, numbered, those in charge first."""

import pytest
from django.utils import translation

from departments import clock
from items.meetings.agenda import agenda_of, attendance_of
from items.meetings.deciding import decide, enter_meeting
from items.meetings.pack import pack_of
from items.models import WorkItem

from ..given.factories import day
from ..given.html import parse
from ..given.together import moment

AT, TODAY = moment("2011-06-20"), day("2011-06-20")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"), clock.at(AT):
        yield


@pytest.fixture
def behind(cast):
    """`supported` is overdue, `led` and `open_lead` are due in ten days without a word."""
    WorkItem.objects.filter(pk=cast.supported.pk).update(due_on=day("2011-06-10"), status="in_progress")
    soon = [cast.led.pk, cast.open_lead.pk]
    WorkItem.objects.filter(pk__in=soon).update(due_on=day("2011-06-30"), status="in_progress")
    return cast


def enter(cast, on=TODAY):
    return enter_meeting(cast.report, by=cast.supervisor, at=AT, held_on=on)


def pack(cast):
    return pack_of(enter(cast), today=TODAY)


def test_points_are_numbered_through_all_groups_what_is_red_first(behind):
    laid = pack(behind)
    assert [entry.item for entry in laid.entries] == [behind.supported, behind.led, behind.open_lead]
    assert [entry.number for entry in laid.entries] == [1, 2, 3]
    assert [(topic.number, topic.place) for topic in agenda_of(laid)] == [
        (1, f"entry-{behind.supported.pk}"),
        (2, f"entry-{behind.led.pk}"),
        (3, f"entry-{behind.open_lead.pk}"),
    ]
    first = agenda_of(laid)[0]
    assert behind.supported.text in first.title and first.in_charge == laid.entries[0].then.in_charge


def test_what_the_last_meeting_decided_is_a_point_after_the_items(behind):
    last = enter(behind, on=day("2011-05-20"))
    decide(last, behind.led, by=behind.supervisor, at=AT, text="Report weekly", due_on=None)
    topic = agenda_of(pack(behind))[-1]
    assert (topic.number, topic.title, topic.place) == (
        4,
        "What has become of the last meeting's decisions",
        "since-last",
    )


def test_everybody_named_on_an_item_signs_in_those_in_charge_of_it_first(behind):
    laid = pack(behind)
    attendance = attendance_of(laid)
    units = [one.unit for one in attendance]
    assert len(set(units)) == len(units)
    assert set(units) == {unit.name for entry in laid.entries for unit in entry.then.units}
    first = laid.entries[0].then
    assert units[: len(first.steering)] == [unit.name for unit in first.steering]
    for one in attendance:
        named = [entry.number for entry in laid.entries if one.unit in {unit.name for unit in entry.then.units}]
        assert list(one.points) == named and one.spelt == "、".join(map(str, named))


def test_the_page_has_the_agenda_and_its_entries_the_same_numbers(client, behind):
    client.force_login(behind.supervisor)
    client.cookies["django_language"] = "en"
    meeting = enter(behind)
    page = parse(client.get(meeting.get_absolute_url()))
    points = [point.text for point in page.all("span", of="pack-point")]
    numbers = [number.text for number in page.all("span", of="pack-number")]
    assert points == ["1.", "2.", "3."]
    assert numbers == ["Point 1", "Point 2", "Point 3"]
    places = [link["href"][1:] for link in page.one("section", of="pack-agenda").all("a")]
    assert all(page.all(id=place) for place in places)
    signing = page.one("section", of="pack-attendance").one("tbody").all("th")
    assert [cell.text for cell in signing] == [one.unit for one in attendance_of(pack_of(meeting, today=TODAY))]


def test_a_meeting_with_nothing_on_the_table_has_no_agenda(client, cast):
    client.force_login(cast.supervisor)
    cast.report.items.update(status="completed", completed_on=day("2011-06-01"))
    page = parse(client.get(enter(cast).get_absolute_url()))
    assert page.all("section", of="pack-agenda") == page.all("section", of="pack-attendance") == []
