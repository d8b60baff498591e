"""Reminders by rule: who is told what, on which day, once."""

import pytest
from django.utils import translation

from departments.models import Delegation, Membership
from items.chasing.reminding import remind
from items.chasing.silence import units_without_people
from items.messages import telling
from items.models import (
    Message,
    ProgressUpdate,
    Reminder,
    ReportingPeriod,
    WorkItem,
)
from items.rounds.running import open_period

from ..given import factories
from ..given.factories import day, moment
from .silent_units import State, hand_in, only, reminders


def test_a_silent_unit_is_reminded_by_every_rule_and_the_circle_grows(merging_off):
    cast = merging_off
    only(cast, cast.civil_affairs)
    by_day = {}
    for on in range(1, 61):
        at = moment("2011-03-01 09:00") + (day("2011-03-02") - day("2011-03-01")) * (on - 1)
        for message in remind(at):
            by_day.setdefault(at.date().isoformat(), []).append(message.to.username)
    assert by_day == {
        "2011-03-18": ["liaison"],
        "2011-03-24": ["liaison"],
        "2011-03-25": ["liaison"],
        "2011-03-28": ["liaison"],
        "2011-03-30": ["liaison", "head"],
        "2011-04-06": ["liaison", "head", "supervisor"],
    }


def test_a_repeated_run_adds_nothing(cast):
    first = remind(moment("2011-03-24 09:00"))
    assert {message.to.username for message in first} == {"liaison", "health", "east"}
    before = (Message.objects.count(), Reminder.objects.count())
    for time in ("09:00", "09:10", "17:29"):
        assert remind(moment(f"2011-03-24 {time}")) == []
    assert (Message.objects.count(), Reminder.objects.count()) == before


def test_after_missed_runs_only_the_latest_rule_speaks_and_the_escalation_is_made_up(merging_off):
    cast = merging_off
    only(cast, cast.civil_affairs)
    remind(moment("2011-03-18 09:00"))
    remind(moment("2011-04-11 09:00"))
    unit = cast.civil_affairs.name
    assert reminders() == [
        ("liaison", unit, "before_5"),
        ("liaison", unit, "after_7"),
        ("head", unit, "after_7"),
        ("supervisor", unit, "after_7"),
    ]


def test_a_clock_that_jumps_back_reminds_nobody_again(merging_off):
    only(merging_off, merging_off.civil_affairs)
    remind(moment("2011-03-28 09:00"))
    count = Reminder.objects.count()
    for on in ("2011-03-18", "2011-03-25", "2011-03-24", "2011-03-28"):
        assert remind(moment(f"{on} 10:00")) == []
    assert Reminder.objects.count() == count


@pytest.mark.parametrize(
    "at",
    [
        "2011-03-18 08:29",
        "2011-03-18 17:30",
        "2011-03-18 23:00",
        "2011-03-19 10:00",  # Saturday
        "2011-04-05 10:00",  # Tomb-Sweeping Day
    ],
)
def test_outside_office_hours_nobody_is_reminded(cast, at):
    assert remind(moment(at)) == []
    assert not Message.objects.exists()


def test_what_fell_due_outside_office_hours_is_said_when_they_begin(cast):
    remind(moment("2011-03-18 19:00"))
    assert remind(moment("2011-03-21 08:30"))


def test_a_weekend_that_makes_up_for_a_holiday_is_a_workday(cast):
    assert remind(moment("2011-04-02 09:00"))  # a Saturday


def test_other_office_hours_can_be_set(cast, settings):
    settings.PORTAL_OFFICE_HOURS = (9 * 60, 12 * 60)
    assert remind(moment("2011-03-18 08:59")) == [] == remind(moment("2011-03-18 12:00"))
    assert remind(moment("2011-03-18 09:00"))


def test_who_has_reported_is_left_alone(cast):
    hand_in(ProgressUpdate.objects.all())
    assert remind(moment("2011-04-11 09:00")) == []


@pytest.mark.parametrize(
    ("state", "silent"),
    [
        (State.EXPECTED, True),
        (State.DRAFT, True),
        (State.RETURNED, True),
        (State.AWAITING_SIGN_OFF, True),
        (State.AWAITING_MERGE, False),
        (State.AWAITING_REVIEW, False),
        (State.ACCEPTED, False),
        (State.DROPPED, False),
    ],
)
def test_states_in_which_a_unit_is_reminded(cast, state, silent):
    hand_in(ProgressUpdate.objects.all())
    ProgressUpdate.objects.filter(item=cast.led, department=cast.civil_affairs).update(
        state=state,
        return_reason="请补充数据",
        returned_by="office",
        reviewed_by=cast.supervisor,
        reviewed_at=moment("2011-03-11 09:00"),
    )
    assert bool(remind(moment("2011-03-25 09:00"))) is silent


def test_the_head_is_told_where_the_signature_is_missing(cast):
    hand_in(ProgressUpdate.objects.all())
    ProgressUpdate.objects.filter(item=cast.led, department=cast.civil_affairs).update(state=State.AWAITING_SIGN_OFF)
    [message] = remind(moment("2011-03-24 09:00"))
    assert message.to == cast.head
    [line] = message.text.splitlines()
    assert message.reminders.get().due_on == cast.period.due_on and "1" in line


def test_without_a_liaison_the_head_is_told(cast):
    only(cast, cast.civil_affairs)
    Membership.objects.filter(user=cast.liaison).delete()
    assert [message.to for message in remind(moment("2011-03-24 09:00"))] == [cast.head]


def test_who_stands_in_is_told_too_and_a_successor_only_of_what_is_due_now(merging_off):
    cast = merging_off
    only(cast, cast.civil_affairs)
    remind(moment("2011-03-18 09:00"))
    post = Membership.objects.get(user=cast.liaison)
    Delegation.objects.create(
        post=post,
        to=cast.newcomer,
        start_on=day("2011-03-20"),
        end_on=day("2011-03-26"),
        by=cast.administrator,
        at=moment("2011-03-19 09:00"),
    )
    remind(moment("2011-03-24 09:00"))
    post.end_on = day("2011-03-25")
    post.save()
    factories.person("successor", role="liaison", department=cast.civil_affairs)
    remind(moment("2011-03-28 09:00"))
    assert [(who, rule) for who, _unit, rule in reminders()] == [
        ("liaison", "before_5"),
        ("liaison", "before_1"),
        ("newcomer", "before_1"),
        ("successor", "after_1"),
    ]


def test_a_person_who_may_not_sign_in_is_not_told(cast):
    cast.liaison.is_active = False
    cast.liaison.save()
    only(cast, cast.civil_affairs)
    assert [message.to for message in remind(moment("2011-03-24 09:00"))] == [cast.head]


def test_parts_are_due_before_the_lead_reports_and_each_has_its_own_rules(cast):
    """Civil affairs leads item 1, due on the 25th, and supports item 2: that part is due on the 22nd."""
    only(cast, cast.civil_affairs)
    for on in ("2011-03-15", "2011-03-18", "2011-03-21", "2011-03-22"):
        remind(moment(f"{on} 09:00"))
    rows = Reminder.objects.filter(to=cast.liaison).order_by("pk").values_list("due_on", "rule")
    assert [(due.day, rule) for due, rule in rows] == [
        (22, "before_5"),
        (25, "before_5"),
        (22, "before_1"),
        (22, "due"),
    ]
    hand_in(ProgressUpdate.objects.filter(item=cast.supported, department=cast.civil_affairs))
    remind(moment("2011-03-25 09:00"))
    assert reminders(due_on=day("2011-03-25"), rule="due") == [("liaison", cast.civil_affairs.name, "due")]


def test_one_message_a_person_and_day_gathers_everything(cast):
    second = factories.report()
    item = factories.item(second, 1, leads=[cast.civil_affairs])
    second.rounds_from = second.issued_on = day("2011-02-01")
    second.save()
    item.responsibilities.update(issued_on=day("2011-02-01"))
    WorkItem.objects.filter(pk=item.pk).update(issued_on=day("2011-02-01"))
    open_period(factories.period(second), at=moment("2011-03-01 09:00"))
    only(cast, cast.civil_affairs)
    ProgressUpdate.objects.filter(item=item).update(state=State.EXPECTED)
    [message] = remind(moment("2011-03-24 09:00"))
    assert message.to == cast.liaison
    assert message.kind == Message.Kind.REMINDER
    # the part, the report on item 1, the report on the other report's item, the signature for that
    assert len(message.text.splitlines()) == 4
    assert message.reminders.count() == 4


def test_what_becomes_due_later_the_same_day_extends_the_message_and_makes_it_unread(merging_off):
    cast = merging_off
    only(cast, cast.civil_affairs)
    [message] = remind(moment("2011-03-24 09:00"))
    telling.mark_read(message, at=moment("2011-03-24 09:05"))
    other = factories.period(cast.report, rhythm="quarter", start_on=day("2011-01-01"), due_on=day("2011-03-24"))
    WorkItem.objects.filter(pk=cast.led.pk).update(rhythm="quarter")
    open_period(other, at=moment("2011-03-24 10:00"))
    hand_in(ProgressUpdate.objects.filter(period=other).exclude(department=cast.civil_affairs))
    [again] = remind(moment("2011-03-24 10:00"))
    assert again == message
    again.refresh_from_db()
    assert again.read_at is None
    assert again.text.splitlines()[0] in message.text and len(again.text.splitlines()) == 2
    assert Message.objects.count() == 1


def test_a_person_with_two_units_is_told_of_both_in_one_message(cast):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.education)
    hand_in(ProgressUpdate.objects.exclude(department__in=[cast.civil_affairs, cast.education]))
    [message] = remind(moment("2011-03-24 09:00"))
    assert cast.civil_affairs.name in message.text and cast.education.name in message.text


def test_the_office_reads_which_units_are_late_and_gets_to_the_page_to_chase_them(merging_off):
    cast = merging_off
    hand_in(ProgressUpdate.objects.exclude(department__in=[cast.civil_affairs, cast.west]))
    remind(moment("2011-04-07 09:00"))
    message = Message.objects.get(to=cast.supervisor)
    assert len(message.text.splitlines()) == 1
    assert cast.civil_affairs.name in message.text and cast.west.name in message.text
    assert message.url == f"/rounds/{cast.period.pk}/chase/"


def test_a_period_that_is_not_open_yet_reminds_nobody(cast):
    ReportingPeriod.objects.update(opened_at=None)
    assert remind(moment("2011-03-25 09:00")) == []


def test_the_last_rule_speaks_even_if_the_period_has_closed_before(merging_off):
    cast = merging_off
    only(cast, cast.civil_affairs)
    ReportingPeriod.objects.update(closed_at=moment("2011-04-04 09:00"), frozen_sheet=factories.frozen_sheet())
    assert {message.to for message in remind(moment("2011-04-06 09:00"))} == {cast.liaison, cast.head, cast.supervisor}


def test_a_period_closed_long_ago_reminds_nobody(cast):
    ReportingPeriod.objects.update(closed_at=moment("2011-04-04 09:00"), frozen_sheet=factories.frozen_sheet())
    assert remind(moment("2011-04-18 09:00")) == []


def test_reminders_are_written_in_the_language_of_the_portal(cast):
    with translation.override("en"):
        remind(moment("2011-03-24 09:00"))
    with translation.override("zh-hans"):
        assert cast.period.name in Message.objects.first().title


def test_units_without_anybody_are_named_to_the_office(cast):
    assert units_without_people(day("2011-03-24")) == [cast.education, cast.west]
    hand_in(ProgressUpdate.objects.filter(department=cast.education))
    assert units_without_people(day("2011-03-24")) == [cast.west]


def test_queries_do_not_grow_with_what_is_silent(cast, django_assert_max_num_queries):
    remind(moment("2011-03-24 09:00"))
    for number in range(10, 40):
        item = factories.item(cast.report, number, leads=[cast.civil_affairs])
        ProgressUpdate.objects.create(period=cast.period, item=item, department=cast.civil_affairs, role="lead")
    with django_assert_max_num_queries(15):
        assert remind(moment("2011-03-24 09:10")) == []
