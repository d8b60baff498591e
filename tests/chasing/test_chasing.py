"""Chasing by hand: who is told what, once a day."""

import pytest
from django.utils import translation

from departments.models import Membership
from items.chasing.chasing import candidates, chase, placeholders, template_text
from items.models import (
    HistoryEntry,
    Message,
    ProgressUpdate,
    Reminder,
)
from items.steps import WorkflowError

from ..given import factories
from ..given.factories import day, moment
from .silent_units import State, hand_in, reminders

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
