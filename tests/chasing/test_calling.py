"""Chasing by telephone: what is noted, where it counts, who may."""

import dataclasses

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from items.chasing.calling import note_call
from items.chasing.chasing import candidates, chase
from items.chasing.reminding import remind
from items.messages.contacts import contacts_of, last_asked
from items.models import Call, HistoryEntry, Message, Reminder
from items.steps import WorkflowError

from ..given.factories import day, moment
from .silent_units import reminders

AT = moment("2011-03-24 16:00")
CALLED = moment("2011-03-24 15:30")


def note(cast, **changes):
    values = {"by": cast.supervisor, "at": AT, "called_at": CALLED, "said": "明日上午报送", "person": cast.liaison}
    return note_call(cast.period, cast.civil_affairs, **{**values, **changes})


def row_of(cast, unit):
    return {row.department: row for row in candidates(cast.period, on=day("2011-03-24"))}[unit]


def test_a_call_stands_in_history_and_log_and_who_answered_reads_it(cast):
    call = note(cast)
    assert (call.name, call.person, call.said) == ("李联络", cast.liaison, "明日上午报送")
    entry = HistoryEntry.objects.get(action="phoned")
    assert (entry.by, entry.department, entry.report) == (cast.supervisor, cast.civil_affairs, cast.report)
    assert entry.after == {
        "period": cast.period.key,
        "person": "李联络",
        "called_at": "2011-03-24 15:30",
        "said": "明日上午报送",
    }
    message = Message.objects.get(to=cast.liaison)
    assert message.kind == Message.Kind.CHASE and "明日上午报送" in message.text
    assert reminders() == [("liaison", "市民政局", "phone")]


def test_the_unit_counts_as_asked_by_the_call_and_can_still_be_chased(cast):
    note(cast)
    row = row_of(cast, cast.civil_affairs)
    assert (row.reminded_at, row.asked.call.said, row.chased_today) == (CALLED, "明日上午报送", False)
    assert chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT).units == [cast.civil_affairs]
    assert row_of(cast, cast.civil_affairs).asked.call is None  # the chase came after the call


def test_a_unit_that_nobody_can_be_told_of_is_reached_by_name(cast):
    call = note_call(
        cast.period, cast.west, by=cast.supervisor, at=AT, called_at=CALLED, said="已转告", name=" 值班员 "
    )
    assert (call.name, call.person) == ("值班员", None)
    assert not Message.objects.exists() and not Reminder.objects.exists()
    assert row_of(cast, cast.west).asked.call == call


def test_the_same_person_may_be_rung_up_twice_a_day(cast):
    note(cast), note(cast, said="再次提醒")
    assert Call.objects.count() == Reminder.objects.filter(rule="phone").count() == 2


def test_the_rules_go_on_reminding_after_a_call(cast):
    note(cast)
    assert cast.liaison in {message.to for message in remind(moment("2011-03-24 16:30"))}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"called_at": moment("2011-03-24 16:01")}, "lies in the future"),
        ({"called_at": moment("2011-02-28 09:00")}, "before the opening"),
        ({"person": None, "name": " "}, "names who answered"),
        ({"said": " "}, "names who answered"),
    ],
)
def test_a_call_that_cannot_have_been_is_refused(cast, changes, sentence):
    with translation.override("en"), pytest.raises(WorkflowError, match=sentence):
        note(cast, **changes)
    assert not Call.objects.exists() and not HistoryEntry.objects.filter(action="phoned").exists()


def test_a_unit_that_the_period_asks_for_nothing_is_refused(cast):
    with translation.override("en"), pytest.raises(WorkflowError, match="for nothing"):
        note_call(cast.period, cast.office, by=cast.supervisor, at=AT, called_at=CALLED, said="催", name="某")


@pytest.mark.parametrize("name", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_office_notes_calls(cast, name):
    with translation.override("en"), pytest.raises(WorkflowError, match="Only the supervision office"):
        note(cast, by=getattr(cast, name))


def test_people_stand_with_telephone_sign_in_and_last_message_read(cast):
    cast.liaison.phone, cast.liaison.last_login = "3510001", moment("2011-03-20 08:00")
    cast.liaison.save()
    chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT)
    read_at = moment("2011-03-24 17:00")
    Message.objects.filter(to=cast.head).update(read_at=read_at)
    first, second = contacts_of([cast.civil_affairs.pk], on=day("2011-03-25"))[cast.civil_affairs.pk]
    assert (first.person, first.person.phone, first.seen_at) == (cast.liaison, "3510001", moment("2011-03-20 08:00"))
    assert (second.person, second.signed_in_at, second.read_at, second.seen_at) == (cast.head, None, read_at, read_at)
    asked = last_asked(cast.period)[cast.civil_affairs.pk]
    assert asked.receipts == [(cast.liaison, None), (cast.head, read_at)] and asked.is_read


def test_beside_a_report_it_says_that_the_unit_was_asked_not_for_this_report(cast, client):
    """A report that was asked for after the reminder, or came over from a merged unit, was in none."""
    chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT)
    client.force_login(cast.supervisor)
    shown = client.get(cast.period.get_absolute_url()).content.decode()
    assert "本期最近催办该单位" in shown


def test_who_has_read_a_message_is_not_said_never_to_have_signed_in(cast):
    """Who was signed in by other ways, or long ago, read it all the same."""
    chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT)
    [_first, second] = contacts_of([cast.civil_affairs.pk], on=day("2011-03-25"))[cast.civil_affairs.pk]

    def words(contact):
        with translation.override("zh-hans"):
            return render_to_string("chasing/_contacts.html", {"contacts": [contact]})

    assert "从未登录" in words(second)
    read = dataclasses.replace(second, read_at=moment("2011-03-24 17:00"))
    assert "从未登录" not in words(read) and "03-24 17:00" in words(read)


def test_the_last_rule_shows_the_receipts_of_the_unit_not_of_the_office(cast):
    remind(moment("2011-04-07 09:00"))
    assert Reminder.objects.filter(rule="after_7", to=cast.supervisor, department=cast.civil_affairs).exists()
    people = {person for person, _read in last_asked(cast.period)[cast.civil_affairs.pk].receipts}
    assert people == {cast.liaison, cast.head}
