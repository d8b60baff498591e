"""A person's calendar: what is due when, as a file and at an address that whoever has its token reads."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from departments import clock
from departments.models import User
from items.calendars.events import events_of
from items.calendars.subscribing import feed_at, renew, revoke
from items.issue.issuing import issue
from items.models import CalendarFeed, Instruction, ProgressUpdate, WorkItem
from items.rounds.running import run_due

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.opened_rounds import opened_first, put, update_of

ON, AT = day("2011-03-10"), moment("2011-03-10 09:00")


@pytest.fixture
def cast(cast):
    """March is open, later months are planned; the language is Chinese."""
    with translation.override("zh-hans"), clock.at(AT):
        cast.march = opened_first(cast.report)
        yield cast


def entries(data):
    """The entries of the calendar, parsed, by the key before the person's."""
    calendar = Calendar.from_ical(data)
    found = {str(entry["uid"]).partition("@")[0].rpartition("-")[0]: entry for entry in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def file_of(person):
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("calendar_file"))
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    return entries(answer.content)


def told(person):
    return {event.key: (event.day, event.title) for event in events_of(person, ON)}


def address_of(client):
    page = parse(client.post(reverse("calendar_renew")))
    return page.one("input", id="calendar-address")["value"]


# What is in it


def test_a_unit_finds_its_report_and_its_part(cast):
    found = told(cast.liaison)
    key = f"period-{cast.march.pk}"
    assert found[f"{key}-report"] == (cast.march.due_on, "进展报送截止：2011年3月（1项）")
    assert found[f"{key}-part"] == (cast.march.parts_due_on, "配合情况报送截止：2011年3月（1项）")
    put(update_of(cast.march, cast.led, cast.civil_affairs), "awaiting_review", by=cast.liaison, office=cast.supervisor)
    assert f"{key}-report" not in told(cast.liaison) and f"{key}-part" in told(cast.liaison)


def test_months_to_come_are_there_without_numbers(cast):
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    assert told(cast.liaison)[f"period-{april.pk}-report"] == (april.due_on, "进展报送截止：2011年4月")
    assert told(cast.east_liaison)[f"period-{april.pk}-report"] == (april.due_on, "进展报送截止：2011年4月")
    assert f"period-{april.pk}-part" not in told(cast.east_liaison)
    WorkItem.objects.filter(responsibilities__department=cast.east).update(rhythm="quarter")
    assert f"period-{april.pk}-report" not in told(cast.east_liaison)


def test_deadlines_are_those_of_items_that_the_unit_steers(cast):
    WorkItem.objects.update(due_on=day("2011-06-30"))
    assert told(cast.liaison)[f"item-{cast.led.pk}-deadline"] == (day("2011-06-30"), "第1项完成时限：加强养老服务")
    assert f"item-{cast.supported.pk}-deadline" not in told(cast.liaison)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=ON)
    assert f"item-{cast.led.pk}-deadline" not in told(cast.liaison)


def test_an_answer_is_due_and_its_title_keeps_the_instruction_to_itself(cast):
    row = Instruction.objects.create(item=cast.led, by=cast.leader, text="保密词", at=AT, due_on=day("2011-03-21"))
    assert told(cast.liaison)[f"instruction-{row.pk}"] == (day("2011-03-21"), "批示待答复：第1项，加强养老服务")
    assert f"instruction-{row.pk}" not in told(cast.east_liaison)
    assert "保密词" not in str([event for event in events_of(cast.liaison, ON)])


def test_meetings_are_those_that_the_person_takes_part_in(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(leaders="孙市长、李市长")
    chapter = factories.chapter(cast.report, "(二)教育")
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(chapter=chapter)
    scopes = [{}, {"department": cast.health}, {"leader": "孙市长"}, {"leader": "孙市"}, {"chapter": "(二)教育"}]
    days = [day(f"2011-03-1{number}") for number in range(1, 6)]
    whole, unit, leader, other, heading = [
        factories.meeting(cast.report, cast.supervisor, held_on=held_on, **scope)
        for held_on, scope in zip(days, scopes, strict=True)
    ]

    def of(person):
        return {int(key.removeprefix("meeting-")) for key in told(person) if key.startswith("meeting-")}

    assert of(cast.supervisor) == {one.pk for one in (whole, unit, leader, other, heading)}
    assert of(cast.leader) == {one.pk for one in (whole, unit, leader, heading)}
    assert of(cast.liaison) == {whole.pk, leader.pk}
    assert of(cast.health_liaison) == {whole.pk, unit.pk, leader.pk}
    assert of(cast.east_liaison) == {whole.pk, heading.pk}
    assert of(cast.newcomer) == of(cast.administrator) == set()


def test_the_office_finds_when_periods_are_due_and_close(cast):
    found, key = told(cast.supervisor), f"period-{cast.march.pk}"
    assert found[f"{key}-due"] == (cast.march.due_on, "各单位报送截止：2011年3月")
    assert found[f"{key}-closes"] == (cast.march.closes_on, "报送期关闭：2011年3月")
    assert f"{key}-report" not in found
    assert not any("-due" in one or "-closes" in one for one in told(cast.liaison))


def test_queries_do_not_grow_with_what_there_is(cast, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(20) as told:
            events_of(User.objects.get(pk=cast.liaison.pk), ON)
        return len(told)

    WorkItem.objects.update(due_on=day("2011-06-30"))
    factories.meeting(cast.report, cast.supervisor)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="加快", at=AT, due_on=ON)
    few = asked()
    for number in range(20, 40):
        item = factories.item(cast.report, number, "又一件", leads=[cast.civil_affairs], due_on=day("2011-05-31"))
        Instruction.objects.create(item=item, by=cast.leader, text="加快", at=AT, due_on=ON)
        factories.meeting(cast.report, cast.supervisor, held_on=day("2011-03-20"), title=f"第{number}次")
    other = factories.report(title="又一份", year=2011)
    factories.item(other, 1, "再一件", leads=[cast.civil_affairs])
    issue(other, by=None, on=day("2011-02-01"))
    run_due(AT)
    assert other.periods.exists() and len(events_of(cast.liaison, ON)) > 60
    assert asked() == few


# How it is written


def test_entries_are_whole_local_days_with_names_that_stay(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-30"), updated_at=moment("2011-03-02 07:30"))
    entry = file_of(cast.liaison)[f"item-{cast.led.pk}-deadline"]
    assert str(entry["uid"]) == f"item-{cast.led.pk}-deadline-{cast.liaison.pk}@tasks-portal"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (day("2011-06-30"), day("2011-07-01"))
    assert entry["dtstart"].params["value"] == "DATE"
    changed = datetime.datetime(2011, 3, 1, 23, 30, tzinfo=datetime.UTC)
    assert entry["last-modified"].dt == entry["dtstamp"].dt == changed
    assert str(entry["url"]) == f"http://testserver{cast.led.get_absolute_url()}"
    before = int(entry["sequence"])
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-07-31"), version=cast.led.version + 1)
    moved = file_of(cast.liaison)[f"item-{cast.led.pk}-deadline"]
    assert moved["uid"] == entry["uid"] and int(moved["sequence"]) == before + 1
    assert moved["dtstart"].dt == day("2011-07-31")


def test_words_of_calendars_are_escaped_and_long_lines_folded(cast):
    text = "甲,乙;丙\\丁\n" + "长" * 100
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-06-30"), text=text)
    client = Client()
    client.force_login(cast.liaison)
    data = client.get(reverse("calendar_file")).content
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert text in str(entries(data)[f"item-{cast.led.pk}-deadline"]["description"])


def test_somebody_without_a_post_gets_an_empty_calendar(cast):
    assert file_of(cast.newcomer) == {}


# The private address


def test_the_address_is_shown_once_and_read_without_signing_in(client, cast):
    client.force_login(cast.liaison)
    address = address_of(client)
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) >= 43 and token not in str(CalendarFeed.objects.values())
    assert token not in client.get(reverse("personal")).text
    answer = Client().get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200 and not answer.cookies
    assert "private" in answer["Cache-Control"]
    assert entries(answer.content) == file_of(cast.liaison)


def test_the_page_with_the_address_is_kept_by_nobody(client, cast):
    client.force_login(cast.liaison)
    assert client.post(reverse("calendar_renew"))["Cache-Control"] == "private, no-store"
    assert client.get(reverse("calendar_renew"))["Location"] == reverse("personal")


def test_what_has_not_changed_is_not_sent_again(client, cast):
    address = reverse("calendar_feed", args=[renew(by=cast.liaison, at=AT)])
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    ProgressUpdate.objects.update(state="dropped")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("ended", ["renewed", "revoked", "account", "wrong"])
def test_an_address_that_has_ended_and_a_wrong_one_find_nothing(client, cast, ended):
    token = renew(by=cast.liaison, at=AT)
    address = reverse("calendar_feed", args=[token])
    assert client.get(address).status_code == 200
    if ended == "renewed":
        renew(by=cast.liaison, at=AT)
    elif ended == "revoked":
        client.force_login(cast.liaison)
        assert client.post(reverse("calendar_revoke"))["Location"] == reverse("personal")
    elif ended == "account":
        User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    else:
        address = reverse("calendar_feed", args=[token[:-1] + ("A" if token[-1] != "A" else "B")])
    answer = Client().get(address)
    assert (answer.status_code, dict(answer.cookies)) == (404, {})
    assert "private" in answer["Cache-Control"]


def test_a_person_has_one_address_and_ends_only_the_own(cast):
    first, other = renew(by=cast.liaison, at=AT), renew(by=cast.head, at=AT)
    second = renew(by=cast.liaison, at=AT)
    assert feed_at(first) is None and feed_at(second).user == cast.liaison
    assert revoke(by=cast.liaison) and not revoke(by=cast.liaison)
    assert feed_at(other).user == cast.head


def test_it_is_written_in_the_language_in_which_it_was_made(client, cast):
    with translation.override("en"):
        token = renew(by=cast.supervisor, at=AT)
    found = entries(client.get(reverse("calendar_feed", args=[token])).content)
    assert str(found[f"period-{cast.march.pk}-closes"]["summary"]).startswith("Period closes")


def test_who_has_to_choose_a_password_first_still_reads_the_calendar(client, cast):
    token = renew(by=cast.liaison, at=AT)
    User.objects.filter(pk=cast.liaison.pk).update(must_change_password=True)
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 200
