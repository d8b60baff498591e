"""Reminders by rule and chasing by hand: who is told what, on which day, once."""

import pytest
from django.db.models import F
from django.utils import translation

from departments.models import Delegation, Membership
from items.chasing.chasing import candidates, chase, placeholders, template_text
from items.chasing.reminding import Rule, remind, rule_day, rule_on
from items.chasing.silence import units_without_people
from items.messages import telling
from items.models import (
    HistoryEntry,
    Message,
    Objection,
    ProgressUpdate,
    Reminder,
    ReportingPeriod,
    Responsibility,
    WorkItem,
)
from items.rounds.running import open_period
from items.steps import WorkflowError

from ..given import factories
from ..given.factories import day, moment

State = ProgressUpdate.State


@pytest.fixture
def cast(cast):
    """The cast with everything signed for, and the period of March 2011 open."""
    Responsibility.objects.filter(issued_on__isnull=False).update(
        signed_for_at=moment("2011-02-01 10:00"), signed_for_by=cast.supervisor
    )
    cast.period = factories.period(cast.report)
    open_period(cast.period, at=moment("2011-03-01 09:00"))
    return cast


@pytest.fixture
def merging_off(cast):
    """Every report is due on the same day."""
    cast.report.with_merging = False
    cast.report.save()
    return cast


def hand_in(updates):
    """As if they had left their unit."""
    updates.update(
        state=State.AWAITING_REVIEW, sent_at=moment("2011-03-10 09:00"), handed_in_at=moment("2011-03-10 09:00")
    )


def only(cast, unit):
    """Everybody but this unit has reported."""
    hand_in(ProgressUpdate.objects.exclude(department=unit))


def reminders(**conditions):
    """[(person, unit, rule)] in the order of writing."""
    rows = Reminder.objects.filter(**conditions).order_by("pk")
    return list(rows.values_list("to__username", "department__name", "rule"))


# The days of the rules


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule.BEFORE_5, "2011-03-18"),
        (Rule.BEFORE_1, "2011-03-24"),
        (Rule.DUE, "2011-03-25"),
        (Rule.AFTER_1, "2011-03-28"),
        (Rule.AFTER_3, "2011-03-30"),
        (Rule.AFTER_7, "2011-04-06"),  # 4 and 5 April 2011 were free, Saturday the 2nd was a workday
    ],
)
def test_rules_count_workdays_of_the_chinese_calendar(rule, expected):
    assert rule_day(rule, day("2011-03-25")) == day(expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(Rule.BEFORE_1, "2011-03-24"), (Rule.DUE, "2011-03-25"), (Rule.AFTER_1, "2011-03-28")],
)
def test_a_due_day_on_a_weekend_counts_as_the_workday_before(rule, expected):
    assert rule_day(rule, day("2011-03-27")) == day(expected)


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        ("2011-03-17", None),
        ("2011-03-18", Rule.BEFORE_5),
        ("2011-03-23", Rule.BEFORE_5),
        ("2011-03-24", Rule.BEFORE_1),
        ("2011-03-27", Rule.DUE),
        ("2011-12-01", Rule.AFTER_7),
    ],
)
def test_the_latest_rule_speaks(on, rule):
    assert rule_on(day("2011-03-25"), day(on)) == rule


# Reminders by rule


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


# Signing for


@pytest.fixture
def unsigned(cast):
    """Nobody has signed, and reports are no matter here."""
    Responsibility.objects.update(signed_for_at=None, signed_for_by=None)
    hand_in(ProgressUpdate.objects.all())
    return cast


def test_who_has_not_signed_in_time_is_reminded_once_an_item(unsigned):
    cast = unsigned
    # issued on 1 February 2011, two workdays to sign: the Spring Festival lasted until the 8th
    assert remind(moment("2011-02-10 09:00")) == []
    remind(moment("2011-02-11 09:00"))
    assert set(reminders()) == {
        ("liaison", cast.civil_affairs.name, "sign_for"),
        ("health", cast.health.name, "sign_for"),
        ("east", cast.east.name, "sign_for"),
    }
    assert Reminder.objects.filter(to=cast.liaison).count() == 2
    message = Message.objects.get(to=cast.liaison)
    assert len(message.text.splitlines()) == 1 and "1、2" in message.text
    assert remind(moment("2011-03-11 09:00")) == []


def test_who_objects_is_not_asked_to_sign(unsigned):
    cast = unsigned
    Objection.objects.create(
        item=cast.led,
        department=cast.civil_affairs,
        kind="duty",
        reason="非本单位职责",
        by=cast.liaison,
        at=moment("2011-02-01 11:00"),
    )
    remind(moment("2011-02-11 09:00"))
    assert list(Reminder.objects.filter(to=cast.liaison).values_list("item", flat=True)) == [cast.supported.pk]


# By hand


AT = moment("2011-03-24 20:00")


def test_chasing_tells_liaison_and_head_in_the_office_s_words(cast):
    token = placeholders()
    text = f"请{token['unit']}尽快报送{token['period']}的{token['count']}项进展（{token['due']}截止）。"
    done = chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT, text=text)
    assert done.units == [cast.civil_affairs]
    assert {message.to for message in done.messages} == {cast.liaison, cast.head}
    with translation.override("zh-hans"):
        expected = f"请市民政局尽快报送{cast.period.name}的2项进展（2011-03-22截止）。"
    assert {message.text for message in done.messages} == {expected}
    assert {message.kind for message in done.messages} == {Message.Kind.CHASE}
    assert reminders() == [("liaison", "市民政局", "manual"), ("head", "市民政局", "manual")]


def test_every_chased_unit_has_its_entry_in_the_history(cast):
    chase(cast.period, [cast.civil_affairs, cast.health], by=cast.supervisor, at=AT)
    entries = HistoryEntry.objects.filter(action=HistoryEntry.Action.CHASED).order_by("pk")
    assert [entry.department for entry in entries] == [cast.civil_affairs, cast.health]
    assert {entry.by for entry in entries} == {cast.supervisor}
    assert {entry.after["period"] for entry in entries} == {cast.period.key}


def test_one_person_of_two_units_gets_one_message(cast):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.health)
    done = chase(cast.period, [cast.civil_affairs, cast.health], by=cast.supervisor, at=AT)
    [message] = [message for message in done.messages if message.to == cast.liaison]
    assert "市民政局" in message.text and "市卫生局" in message.text
    assert message.reminders.count() == 2


def test_who_chases_is_not_told_as_somebody_of_the_unit(cast):
    for unit in (cast.civil_affairs, cast.west):
        Membership.objects.create(user=cast.supervisor, role="liaison", department=unit)
    done = chase(cast.period, [cast.civil_affairs, cast.west], by=cast.supervisor, at=AT)
    assert {message.to for message in done.messages} == {cast.liaison, cast.head}
    assert (done.units, done.unreachable) == ([cast.civil_affairs], [cast.west])
    assert not Reminder.objects.filter(to=cast.supervisor).exists()


def test_a_second_click_on_the_same_day_tells_nobody(cast):
    chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT)
    with translation.override("en"), pytest.raises(WorkflowError, match=r"Chased today already.*市民政局"):
        chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT)
    done = chase(cast.period, [cast.civil_affairs, cast.health], by=cast.supervisor, at=AT)
    assert (done.units, done.already) == ([cast.health], [cast.civil_affairs])
    assert Message.objects.filter(to=cast.liaison).count() == 1
    assert chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=moment("2011-03-25 08:00")).messages


def test_units_that_have_reported_or_have_nobody_are_told_apart(cast):
    hand_in(ProgressUpdate.objects.filter(department=cast.health))
    done = chase(cast.period, [cast.civil_affairs, cast.health, cast.west], by=cast.supervisor, at=AT)
    assert (done.units, done.not_silent, done.unreachable) == ([cast.civil_affairs], [cast.health], [cast.west])


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ([], "Choose the units"),
        (["west"], "nobody is told: 西城区人民政府"),
        (["health"], "Nothing is missing any more from 市卫生局"),
    ],
)
def test_a_chase_that_tells_nobody_says_why(cast, units, sentence):
    hand_in(ProgressUpdate.objects.filter(department=cast.health))
    with translation.override("en"), pytest.raises(WorkflowError, match=sentence):
        chase(cast.period, [getattr(cast, name) for name in units], by=cast.supervisor, at=AT)
    assert not Message.objects.exists() and not HistoryEntry.objects.filter(action="chased").exists()


@pytest.mark.parametrize("name", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_office_chases(cast, name):
    with translation.override("en"), pytest.raises(WorkflowError, match="Only the supervision office"):
        chase(cast.period, [cast.civil_affairs], by=getattr(cast, name), at=AT)
    assert not Message.objects.exists()


def test_a_placeholder_that_stands_for_nothing_is_refused(cast):
    with translation.override("en"), pytest.raises(WorkflowError, match=r"“\{单 位\}” stands for nothing"):
        chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT, text="{单 位}：请报送。")


def test_a_text_beyond_the_limit_is_refused(cast):
    with translation.override("en"), pytest.raises(WorkflowError, match="more than 2000 characters"):
        chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT, text="催" * 2001)


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is(cast):
    token = placeholders()
    cast.civil_affairs.name = token["count"]
    cast.civil_affairs.save()
    done = chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=AT, text=f"{token['unit']}请报送")
    assert done.messages[0].text == f"{token['count']}请报送"


def test_the_template_knows_every_placeholder():
    assert all(token in template_text() for token in placeholders().values())


def test_a_period_that_is_not_open_yet_has_nobody_to_chase(cast):
    coming = factories.period(cast.report, start_on=day("2011-04-01"), end_on=day("2011-04-30"))
    with pytest.raises(WorkflowError):
        chase(coming, [cast.civil_affairs], by=cast.supervisor, at=AT)


def test_the_page_s_rows_say_what_is_missing_and_who_would_be_told(cast):
    ProgressUpdate.objects.filter(item=cast.led, department=cast.civil_affairs).update(state=State.AWAITING_SIGN_OFF)
    chase(cast.period, [cast.health], by=cast.supervisor, at=AT)
    rows = {row.department: row for row in candidates(cast.period, on=day("2011-03-24"))}
    assert list(rows) == [cast.civil_affairs, cast.health, cast.education, cast.east, cast.west]
    civil, health, west = rows[cast.civil_affairs], rows[cast.health], rows[cast.west]
    assert (civil.count, civil.unsigned, civil.due_on, civil.people) == (
        2,
        1,
        day("2011-03-22"),
        [cast.liaison, cast.head],
    )
    assert (health.chased_today, health.reminded_at, health.can_be_chased) == (True, AT, False)
    assert (west.people, west.can_be_chased) == ([], False)


# Messages


def test_the_sender_and_nobody_twice(cast):
    people = [cast.liaison, cast.head, cast.liaison, cast.supervisor]
    told = telling.tell(people, kind="decided", title="题\r\n目", at=AT, on=day("2011-03-24"), by=cast.supervisor)
    assert [message.to for message in told] == [cast.liaison, cast.head]
    assert {message.title for message in told} == {"题 目"}


def test_a_long_title_is_cut_visibly(cast):
    [message] = telling.tell([cast.liaison], kind="decided", title="长" * 300, at=AT, on=day("2011-03-24"))
    assert len(message.title) == 200 and message.title.endswith("…")


def test_a_message_is_queued_for_the_channels_that_reach_its_reader(cast, settings):
    settings.PORTAL_CHANNELS = ["email"]
    cast.head.email = "head@example.gov.cn"
    cast.head.save()
    told = telling.tell([cast.liaison, cast.head], kind="decided", title="题", at=AT, on=day("2011-03-24"))
    assert [[delivery.address for delivery in message.deliveries.all()] for message in told] == [
        [],
        ["head@example.gov.cn"],
    ]


def test_holders_are_who_holds_a_post_or_stands_in_on_the_day(cast):
    post = Membership.objects.get(user=cast.head)
    Delegation.objects.create(
        post=post,
        to=cast.newcomer,
        start_on=day("2011-03-20"),
        end_on=day("2011-03-26"),
        by=cast.administrator,
        at=AT,
    )
    units = [cast.civil_affairs]
    for on, expected in [
        ("2011-03-19", [cast.head]),
        ("2011-03-20", [cast.head, cast.newcomer]),
        ("2011-03-27", [cast.head]),
    ]:
        assert telling.holders(["head"], on=day(on), departments=units) == expected
    Delegation.objects.update(revoked_at=AT, start_on=F("start_on"))
    assert telling.holders(["head"], on=day("2011-03-20"), departments=units) == [cast.head]
    assert telling.office(on=day("2011-03-20")) == [cast.supervisor]
    assert telling.unit_people(units, on=day("2011-03-20")) == [cast.liaison, cast.head]
