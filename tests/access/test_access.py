"""Who may see and do what: every question of `items.access`, for everybody of the cast."""

import random
from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from departments import clock
from departments.models import Delegation, Membership, User
from items import access, history
from items.access import REACH, Reach
from items.inbox.page import describe
from items.models import Attachment, HistoryEntry, Instruction, Message, ProgressUpdate, Responsibility
from items.rounds.page import readable
from items.rounds.sheet import read
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment

Role = Membership.Role
ReturnedBy = ProgressUpdate.ReturnedBy
TODAY = day("2011-03-18")
AT = moment("2011-03-18 10:00")
PEOPLE = [
    "liaison",
    "head",
    "health_liaison",
    "health_head",
    "east_liaison",
    "supervisor",
    "leader",
    "observer",
    "administrator",
    "newcomer",
]


@pytest.fixture(autouse=True)
def today():
    with clock.at(AT):
        yield


@pytest.fixture
def cast(cast):
    """Also a head of the health office."""
    cast.health_head = factories.person("health_head", role=Role.HEAD, department=cast.health, name="冯局长")
    return cast


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def part(cast, march):
    """What civil affairs contributes to the item that health leads."""
    return update_of(march, cast.supported, cast.civil_affairs)


@pytest.fixture
def own(cast, march):
    """What civil affairs reports on the item that it leads; health supports it."""
    return update_of(march, cast.led, cast.civil_affairs)


def again(person):
    """The person as at the next request: posts are read once."""
    return User.objects.get(pk=person.pk)


def who(cast, question):
    """The names of those of whom the question holds, as one text."""
    return " ".join(name for name in PEOPLE if question(getattr(cast, name)))


# Posts


@pytest.mark.parametrize(
    ("question", "people"),
    [
        (access.is_supervisor, "supervisor"),
        (access.can_supervise, "supervisor"),
        (access.can_review, "supervisor"),
        (access.is_leader, "leader"),
        (access.can_instruct, "leader"),
        (access.can_decide_in_meeting, "supervisor leader"),
        (access.is_administrator, "administrator"),
        (access.can_merge_departments, "administrator"),
        (access.unit_posts, "liaison head health_liaison health_head east_liaison"),
        (access.own_departments, "liaison head health_liaison health_head east_liaison"),
        (access.heads_departments, "head health_head"),
    ],
)
def test_what_follows_from_a_post_alone(cast, question, people):
    assert who(cast, question) == people


def test_units_stand_in_the_order_of_the_posts_and_once(cast):
    for unit, role in ((cast.health, Role.HEAD), (cast.civil_affairs, Role.LIAISON), (cast.health, Role.LIAISON)):
        Membership.objects.create(user=cast.newcomer, department=unit, role=role)
    Membership.objects.create(user=cast.newcomer, department=cast.office, role=Role.SUPERVISION)
    assert access.own_departments(cast.newcomer) == [cast.health, cast.civil_affairs]
    assert [post.role for post in access.unit_posts(cast.newcomer)] == [Role.HEAD, Role.LIAISON, Role.LIAISON]
    assert access.heads_departments(cast.newcomer) == {cast.health.pk}


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (TODAY, None, True),
        (None, TODAY, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (None, TODAY - timedelta(days=1), False),
    ],
)
def test_a_post_counts_from_its_first_day_to_its_last(cast, own, start, end, holds):
    cast.head.memberships.update(start_on=start, end_on=end)
    assert access.can_write_update(cast.head, own) is holds
    assert access.can_sign_off(cast.head, own) is holds
    assert bool(access.responsibilities_of(cast.head, cast.led)) is holds


def test_who_may_not_sign_in_administers_nothing(cast):
    cast.administrator.is_active = False
    assert not access.is_administrator(cast.administrator)


def stand_in(cast, post, person, **fields):
    values = {"start_on": TODAY, "end_on": TODAY, "by": cast.administrator, "at": AT, **fields}
    return Delegation.objects.create(post=post, to=person, **values)


def test_who_stands_in_may_what_the_absent_may(cast, own):
    stand_in(cast, cast.head.memberships.get(), cast.newcomer)
    assert access.can_sign_off(cast.newcomer, own) and access.can_write_update(cast.newcomer, own)
    assert access.heads_departments(cast.newcomer) == {cast.civil_affairs.pk}
    assert cast.head.name in access.post_label(cast.newcomer)


def test_the_history_names_all_posts(cast):
    Membership.objects.create(user=cast.liaison, role=Role.OBSERVER)
    with translation.override("zh-hans"):
        assert access.post_label(cast.liaison) == "市民政局 联络员; 观察员"
        assert access.post_label(cast.newcomer) == ""


# Items


@pytest.mark.parametrize(
    ("question", "led", "supported", "open_lead"),
    [
        (
            access.responsibilities_of,
            "liaison head health_liaison health_head",
            "liaison head health_liaison health_head",
            "east_liaison",
        ),
        (
            access.can_write_note,
            "liaison head health_liaison health_head supervisor",
            "liaison head health_liaison health_head supervisor",
            "east_liaison supervisor",
        ),
        (access.can_steer, "liaison head", "health_liaison health_head", "east_liaison"),
        (access.can_ask, "liaison head", "health_liaison health_head", "east_liaison"),
        (
            access.can_answer,
            "liaison head supervisor",
            "health_liaison health_head supervisor",
            "east_liaison supervisor",
        ),
    ],
)
def test_what_follows_from_the_role_on_an_item(cast, question, led, supported, open_lead):
    assert who(cast, lambda user: question(user, cast.led)) == led
    assert who(cast, lambda user: question(user, cast.supported)) == supported
    assert who(cast, lambda user: question(user, cast.open_lead)) == open_lead


def test_the_unit_with_most_say_is_written_for(cast):
    both = cast.newcomer
    for unit in (cast.civil_affairs, cast.health):
        Membership.objects.create(user=both, department=unit, role=Role.LIAISON)
    assert access.writing_department(both, cast.led) == cast.civil_affairs
    assert access.writing_department(both, cast.supported) == cast.health
    assert access.writing_department(cast.liaison, cast.supported) == cast.civil_affairs
    assert access.writing_department(cast.east_liaison, cast.open_lead) == cast.east
    assert access.writing_department(cast.supervisor, cast.led) == cast.office
    assert access.writing_department(cast.leader, cast.led) is None
    Membership.objects.filter(user=cast.supervisor).update(department=None)
    assert access.writing_department(again(cast.supervisor), cast.led) is None


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_steered_as_rows(cast, name):
    for item in (cast.led, cast.supported, cast.open_lead):
        Instruction.objects.create(item=item, by=cast.leader, text="请加快", at=AT)
    user, rows = getattr(cast, name), Instruction.objects.order_by("pk")
    found = access.steered_by(access.own_departments(user), rows)
    assert list(found) == [row for row in rows if access.can_steer(user, row.item)]


def test_items_that_ones_units_lead(cast, django_assert_num_queries):
    items = [cast.led.pk, cast.supported.pk, cast.open_lead.pk]
    assert access.led_items(cast.liaison, items) == {cast.led.pk}
    assert access.led_items(cast.health_head, items) == {cast.supported.pk}
    assert access.led_items(cast.health_head, [cast.led.pk]) == set()
    assert access.led_items(cast.east_liaison, items) == set()
    with django_assert_num_queries(1):
        access.led_items(cast.liaison, items)
    access.own_departments(cast.supervisor)
    with django_assert_num_queries(0):
        assert access.led_items(cast.supervisor, items) == access.led_items(cast.liaison, []) == set()


# Reports


@pytest.mark.parametrize(
    ("question", "of_own", "of_part"),
    [
        (access.can_write_update, "liaison head", "liaison head"),
        (access.can_sign_off, "head", "head"),
        (access.can_merge, "", "health_liaison health_head"),
        (access.can_settle, "supervisor", "health_liaison health_head supervisor"),
    ],
)
def test_what_may_be_done_with_a_report(cast, own, part, question, of_own, of_part):
    assert who(cast, lambda user: question(user, own)) == of_own
    assert who(cast, lambda user: question(user, part)) == of_part


def test_a_unit_signs_for_its_own_line(cast):
    row = cast.supported.responsibilities.get(department=cast.civil_affairs)
    assert who(cast, lambda user: access.can_sign_for(user, row)) == "liaison head"
    assert who(cast, lambda user: access.writes_for(user, cast.east.pk)) == "east_liaison"


def test_a_unit_that_came_to_lead_does_not_settle_its_own_part(cast, part):
    cast.supported.responsibilities.filter(department=cast.civil_affairs).update(role=Responsibility.Role.LEAD)
    assert part.role == Responsibility.Role.SUPPORT
    assert who(cast, lambda user: access.can_merge(user, part)) == "health_liaison health_head"
    cast.supported.responsibilities.filter(department=cast.health).update(role=Responsibility.Role.SUPPORT)
    assert who(cast, lambda user: access.can_merge(user, part)) == ""
    assert not access.parts_led_by([cast.civil_affairs], ProgressUpdate.objects.filter(pk=part.pk))
    assert list(access.parts_led_by([cast.health, cast.civil_affairs], ProgressUpdate.objects.filter(pk=part.pk))) == []


UNIT = "liaison head"
AND_LEAD = "liaison head health_liaison health_head"
AND_OFFICE = "liaison head supervisor"
ADDRESSEES = "liaison head health_liaison health_head supervisor"
ALL = " ".join(PEOPLE)


@pytest.mark.parametrize(
    ("state", "of_own", "of_part"),
    [
        (State.EXPECTED, UNIT, UNIT),
        (State.DRAFT, UNIT, UNIT),
        (State.AWAITING_SIGN_OFF, UNIT, UNIT),
        (State.AWAITING_MERGE, AND_OFFICE, ADDRESSEES),
        (State.AWAITING_REVIEW, AND_OFFICE, ADDRESSEES),
        (State.RETURNED, AND_OFFICE, ADDRESSEES),
        (State.ACCEPTED, ALL, ALL),
        (State.DROPPED, UNIT, UNIT),
    ],
)
def test_who_reads_a_report_in_each_state(cast, own, part, state, of_own, of_part):
    for update, readers in ((own, of_own), (part, of_part)):
        update = put(update, state, by=cast.liaison, office=cast.supervisor)
        assert who(cast, lambda user, update=update: access.can_read_update(user, update)) == readers
    assert set(REACH) == set(State)


SENT = moment("2011-03-10 09:00")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("returned_by", "saved_at", "sent_at", "readers"),
    [
        (ReturnedBy.OFFICE, SENT - SECOND, SENT, ADDRESSEES),
        (ReturnedBy.LEAD, SENT - SECOND, SENT, ADDRESSEES),
        (ReturnedBy.HEAD, SENT - SECOND, SENT, UNIT),
        # Sent as it was written at the same moment; not a moment later.
        (ReturnedBy.OFFICE, SENT, SENT, ADDRESSEES),
        (ReturnedBy.OFFICE, SENT + SECOND, SENT, UNIT),
        (ReturnedBy.LEAD, SENT + SECOND, SENT, UNIT),
        # Never written by hand, or never known when it was sent.
        (ReturnedBy.OFFICE, None, SENT, ADDRESSEES),
        (ReturnedBy.OFFICE, SENT, None, ADDRESSEES),
    ],
)
def test_what_was_returned_is_read_as_it_was_sent_until_the_unit_writes_anew(
    cast, part, returned_by, saved_at, sent_at, readers
):
    fields = {"returned_by": returned_by, "saved_at": saved_at, "sent_at": sent_at}
    update = put(part, State.RETURNED, by=cast.liaison, office=cast.supervisor, **fields)
    assert who(cast, lambda user: access.can_read_update(user, update)) == readers
    rows = ProgressUpdate.objects.filter(pk=update.pk)
    assert who(cast, lambda user: access.with_readable(user, rows).get().is_readable) == readers


@pytest.mark.parametrize(
    ("reach", "leads", "readers"),
    [
        (Reach.UNIT, False, UNIT),
        (Reach.UNIT, True, UNIT),
        (Reach.ADDRESSEES, False, AND_OFFICE),
        (Reach.ADDRESSEES, True, ALL),
        (Reach.ALL, False, ALL),
    ],
)
def test_how_far_words_go(cast, reach, leads, readers):
    assert who(cast, lambda user: access.reads(user, reach, cast.civil_affairs.pk, leads=leads)) == readers


@pytest.mark.parametrize(
    ("returned_by", "reach"),
    [
        (ReturnedBy.HEAD, Reach.UNIT),
        (ReturnedBy.LEAD, Reach.ADDRESSEES),
        (ReturnedBy.OFFICE, Reach.ADDRESSEES),
        ("", Reach.UNIT),
    ],
)
def test_how_far_the_reason_of_a_return_goes(returned_by, reach):
    assert access.reach_of_return(returned_by) is reach


@pytest.fixture
def anything(cast, march):
    """Updates in every state, role and way of return, written and sent at any time, by units in any role by now."""
    pick = random.Random(20110318)
    units = [cast.civil_affairs, cast.health, cast.education, cast.east]
    roles = list(Responsibility.Role)
    moments = [None, SENT - SECOND, SENT, SENT + SECOND]
    for number, (state, role) in enumerate(product(State, roles), start=10):
        named = {kind: [] for kind in ("leads", "supports", "responsible")}
        for unit in pick.sample(units, 3):
            named[pick.choice(list(named))].append(unit)
        for clause in range(3):
            item = factories.item(cast.report, number, clause=clause, position=number * 10 + clause, **named)
            for unit in pick.sample(units, 3):
                made = ProgressUpdate.objects.create(period=march, item=item, department=unit, role=role)
                fields = {"saved_at": pick.choice(moments)}
                if state == State.RETURNED:
                    fields |= {"returned_by": pick.choice(list(ReturnedBy)), "sent_at": pick.choice(moments)}
                put(made, state, by=cast.liaison, office=cast.supervisor, **fields)
    double = cast.newcomer
    for unit, post in ((cast.education, Role.HEAD), (cast.health, Role.LIAISON)):
        Membership.objects.create(user=double, department=unit, role=post)
    Membership.objects.create(user=cast.observer, department=cast.east, role=Role.LIAISON)
    return ProgressUpdate.objects.select_related("item").order_by("pk")


def test_rows_and_answers_agree(cast, anything, django_assert_num_queries):
    told_apart = set()
    for name in PEOPLE:
        user = getattr(cast, name)
        access.own_departments(user)
        with django_assert_num_queries(1):
            rows = list(access.with_readable(user, anything))
        assert len(rows) > 200
        answers = {row.pk: access.can_read_update(user, row) for row in rows}
        assert {row.pk: row.is_readable for row in rows} == answers, name
        told_apart.add(frozenset(pk for pk, holds in answers.items() if holds))
        led = access.parts_led_by(access.own_departments(user), anything)
        assert list(led) == [row for row in rows if access.can_merge(user, row)], name
    assert len(told_apart) >= 5


def test_one_report_is_judged_in_at_most_one_query(cast, anything, django_assert_max_num_queries):
    for name in PEOPLE:
        user = getattr(cast, name)
        access.own_departments(user)
        for update in anything[:60]:
            with django_assert_max_num_queries(1):
                access.can_read_update(user, update)


def words_on_sheet(sheet, user):
    """{update key: (text, reason of the return) as the person reads them on the sheet}."""
    return {row.update: (row.text, row.return_reason) for row in readable(sheet, user).rows}


def test_the_sheet_of_a_period_shows_what_may_be_read(cast, anything, march):
    sheet = read(march)
    whole = {row.update: row for row in sheet.rows}
    for name in PEOPLE:
        user = getattr(cast, name)
        for update, (text, _reason) in words_on_sheet(sheet, user).items():
            one = ProgressUpdate.objects.get(pk=update)
            may = access.can_read_update(user, one) and one.is_handed_in
            assert text == (whole[update].text if may else ""), (name, one.state)


@pytest.mark.parametrize(
    ("by", "readers"),
    [("head", UNIT), ("health_liaison", ADDRESSEES), ("supervisor", ADDRESSEES)],
)
def test_the_reason_of_a_return_is_read_by_the_same_people_everywhere(cast, part, march, by, readers):
    """On the sheet of the period and in the history; the log of messages belongs to the office."""
    waits = State.AWAITING_SIGN_OFF if by == "head" else State.AWAITING_MERGE
    part = put(part, waits, by=cast.liaison, office=cast.supervisor)
    reporting.send_back(part, by=getattr(cast, by), at=AT, version=part.version, reason="数据不清")
    sheet = read(march)
    on_sheet = who(cast, lambda user: words_on_sheet(sheet, user)[part.pk][1])
    entries = HistoryEntry.objects.filter(action="update_returned")
    in_history = who(cast, lambda user: history.for_reader(entries.all(), user)[0].reason)
    assert on_sheet == ("" if by == "head" else readers)
    # Who wrote it reads it, and of what the office returned the entry does not say whether it was a part.
    assert in_history == (AND_OFFICE if by == "supervisor" else readers)
    messages = Message.objects.filter(kind=Message.Kind.RETURNED)
    in_log = [message.text for message in describe(messages, cast.supervisor)]
    assert in_log and set(in_log) == {"" if by == "head" else "数据不清"}


def test_who_left_the_office_has_returned_it_for_the_office_all_the_same(cast, part):
    part = put(part, State.AWAITING_MERGE, by=cast.liaison, office=cast.supervisor)
    reporting.send_back(part, by=cast.supervisor, at=AT, version=part.version, reason="数据不清")
    second = factories.person("second", role=Role.SUPERVISION, department=cast.office)
    cast.supervisor.memberships.all().delete()
    assert {message.text for message in describe(Message.objects.all(), second)} == {"数据不清"}


def test_a_head_who_also_sits_in_the_office_returns_as_the_head(cast, own):
    Membership.objects.create(user=cast.head, role=Role.SUPERVISION, department=cast.office)
    own = put(own, State.AWAITING_SIGN_OFF, by=cast.liaison, office=cast.supervisor)
    reporting.send_back(own, by=again(cast.head), at=AT, version=own.version, reason="内部说法")
    assert {message.text for message in describe(Message.objects.all(), cast.supervisor)} == {""}
    assert {message.text for message in describe(Message.objects.all(), cast.liaison)} == {"内部说法"}


# Files

OVERSEE = {"supervisor", "leader", "observer"}
NAMED = {"liaison", "head", "health_liaison", "health_head"}


def attachment_of(cast, update=None):
    item = update.item if update else cast.supported
    fields = {"name": "照片.pdf", "kind": "pdf", "size": 1, "digest": "0", "stored_as": "0"}
    return Attachment(item=item, update=update, by=cast.liaison, at=AT, **fields)


def test_a_file_of_the_item_is_for_its_units_and_for_who_oversees(cast):
    file = attachment_of(cast)
    assert set(who(cast, lambda user: access.can_read_attachment(user, file)).split()) == OVERSEE | NAMED


@pytest.mark.parametrize("state", State)
def test_a_file_of_a_report_is_read_with_the_report(cast, part, state):
    update = put(part, state, by=cast.liaison, office=cast.supervisor)
    file = attachment_of(cast, update)
    expected = {name for name in OVERSEE | NAMED if access.can_read_update(getattr(cast, name), update)}
    assert set(who(cast, lambda user: access.can_read_attachment(user, file)).split()) == expected
    assert expected >= {"liaison", "head"}


# Posts of others


def test_who_hands_over_a_post(cast):
    def hand_over(person):
        post = getattr(cast, person).memberships.get()
        return who(cast, lambda user: access.can_hand_over(user, post))

    assert hand_over("liaison") == "head administrator"
    assert hand_over("health_liaison") == "health_head administrator"
    for person in ("head", "east_liaison", "supervisor", "leader", "observer", "administrator"):
        assert hand_over(person) == "administrator"


def test_who_stands_in_for_a_head_hands_nothing_over(cast):
    stand_in(cast, cast.head.memberships.get(), cast.newcomer)
    post = cast.liaison.memberships.get()
    assert who(cast, lambda user: access.can_hand_over(user, post)) == "head administrator"


def test_who_delegates_a_post(cast):
    def delegate(person):
        post = getattr(cast, person).memberships.get()
        return who(cast, lambda user: access.can_delegate(user, post))

    assert delegate("liaison") == "liaison administrator"
    assert delegate("head") == "head administrator"
    for person in ("supervisor", "leader", "observer", "administrator"):
        assert delegate(person) == ""


# Refusing


def test_a_refusal_says_why():
    access.require([1])
    with pytest.raises(PermissionDenied, match="只有甲可以"):
        access.require([], "只有甲可以")
    with translation.override("en"), pytest.raises(PermissionDenied, match="Your posts do not allow this"):
        access.require(None)
