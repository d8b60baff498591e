"""Who reads, decides and signs a report and its files in each state, for everybody of the cast."""

import random
from datetime import timedelta
from itertools import product

import pytest

from departments.models import Membership
from items import access
from items.inbox.page import describe
from items.models import Attachment, HistoryEntry, Message, ProgressUpdate, Responsibility
from items.models.reach import REACH, Reach, reach_of_return
from items.pages.entries import for_reader
from items.rounds.page import readable
from items.rounds.sheet import read
from items.updates import reporting

from ..given import factories
from ..given.opened_rounds import State, put
from ..given.together import moment
from .everybody import AT, PEOPLE, again, who, with_health_head

pytestmark = pytest.mark.usefixtures("today")

Role = Membership.Role
ReturnedBy = ProgressUpdate.ReturnedBy


@pytest.fixture
def cast(cast):
    """Also a head of the health office."""
    return with_health_head(cast)


# Reports


@pytest.mark.parametrize(
    ("question", "of_own", "of_part"),
    [
        (access.can_write_update, "liaison head", "liaison head"),
        (access.can_sign_off, "head", "head"),
        (access.can_take_up, "", "health_liaison health_head"),
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
    assert who(cast, lambda user: access.can_take_up(user, part)) == "health_liaison health_head"
    cast.supported.responsibilities.filter(department=cast.health).update(role=Responsibility.Role.SUPPORT)
    assert who(cast, lambda user: access.can_take_up(user, part)) == ""
    assert not access.parts_led_by([cast.civil_affairs], ProgressUpdate.objects.filter(pk=part.pk))
    assert list(access.parts_led_by([cast.health, cast.civil_affairs], ProgressUpdate.objects.filter(pk=part.pk))) == []


UNIT = "liaison head"
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
    assert reach_of_return(returned_by) is reach


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


def test_rows_and_answers_agree(cast, anything, django_assert_max_num_queries):
    told_apart = set()
    for name in PEOPLE:
        user = getattr(cast, name)
        access.own_departments(user)
        with django_assert_max_num_queries(2):  # the rows, and the units that were merged into the person's own
            rows = list(access.with_readable(user, anything))
        assert len(rows) > 200
        answers = {row.pk: access.can_read_update(user, row) for row in rows}
        assert {row.pk: row.is_readable for row in rows} == answers, name
        told_apart.add(frozenset(pk for pk, holds in answers.items() if holds))
        led = access.parts_led_by(access.own_departments(user), anything)
        assert list(led) == [row for row in rows if access.can_take_up(user, row)], name
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
    in_history = who(cast, lambda user: for_reader(entries.all(), user)[0].reason)
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
