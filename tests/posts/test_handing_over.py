"""Posts that change hands or are held for somebody absent: who may, what goes along, what stays."""

import datetime

import pytest

from departments import clock
from departments.models import Delegation, Membership, User
from items.messages.telling import tell
from items.models import HistoryEntry, Message, ProgressUpdate, Responsibility
from items.posts.handing_over import delegate, hand_over, pass_on_unread, revoke
from items.requests.signing_for import sign_for
from items.rounds.running import run_due

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.together import at_once, moment

AT = moment("2011-05-10")
TODAY = day("2011-05-10")
KIND = Message.Kind


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.at(AT):
        yield


def post_of(person):
    return Membership.objects.select_related("user", "department").get(user=person)


def give(cast, post=None, **fields):
    values = {"to": cast.newcomer, "on": TODAY, "by": cast.administrator, "at": AT}
    return hand_over(post or post_of(cast.liaison), **{**values, **fields})


def lend(cast, post=None, **fields):
    dates = {"start_on": TODAY, "end_on": day("2011-05-20")}
    values = {"to": cast.newcomer, "reason": "出差", "by": cast.liaison, "at": AT, **dates}
    return delegate(post or post_of(cast.liaison), **{**values, **fields})


def write_to(person, title="请签收", at=AT, **fields):
    values = {"kind": KIND.ISSUED, "at": at, "on": day("2011-05-09"), **fields}
    return tell([person], title=title, **values)[0]


def again(person):
    """The person as the next request sees them."""
    return User.objects.get(pk=person.pk)


def can_write(person, unit):
    return unit.pk in {post.department_id for post in again(person).posts}


# Handing over


def test_the_successor_holds_the_post_from_the_day_on(cast):
    follows = give(cast, on=day("2011-06-01"))
    former = post_of(cast.liaison)
    assert (former.end_on, follows.start_on, follows.end_on) == (day("2011-05-31"), day("2011-06-01"), None)
    assert (follows.role, follows.department, follows.user) == ("liaison", cast.civil_affairs, cast.newcomer)
    days = {}
    for on in ("2011-05-31", "2011-06-01"):
        with clock.at(moment(on)):
            days[on] = [can_write(person, cast.civil_affairs) for person in (cast.liaison, cast.newcomer)]
    assert days == {"2011-05-31": [True, False], "2011-06-01": [False, True]}
    entry = HistoryEntry.objects.get(action="post_handed_over")
    assert (entry.department, entry.by) == (cast.civil_affairs, cast.administrator)
    assert (entry.before["person"], entry.after) == ("李联络", {"person": "新来", "from": "2011-06-01"})
    assert {message.to for message in Message.objects.filter(kind="post")} == {cast.liaison, cast.newcomer}


def test_the_end_of_a_limited_post_goes_along(cast):
    Membership.objects.filter(user=cast.liaison).update(end_on=day("2011-12-31"))
    assert give(cast).end_on == day("2011-12-31")


@pytest.mark.parametrize(
    ("who", "whose", "may"),
    [
        ("administrator", "liaison", True),
        ("administrator", "leader", True),
        ("head", "liaison", True),
        ("head", "head", False),
        ("head", "health_liaison", False),
        ("liaison", "liaison", False),
        ("supervisor", "liaison", False),
        ("leader", "leader", False),
        ("newcomer", "liaison", False),
    ],
)
def test_administrators_hand_over_any_post_and_heads_that_of_their_liaison(cast, who, whose, may):
    post, by = post_of(getattr(cast, whose)), getattr(cast, who)
    receiver = factories.person(name="接任")
    if may:
        assert give(cast, post, by=by, to=receiver).user == receiver
    else:
        with refused("Only an administrator, for a liaison also the head"):
            give(cast, post, by=by, to=receiver)


def test_who_stands_in_for_a_head_does_not_hand_over_the_post_of_the_liaison(cast):
    lend(cast, post_of(cast.head), by=cast.head)
    with refused("Only an administrator, for a liaison also the head"):
        give(cast, by=again(cast.newcomer), to=cast.observer)


@pytest.mark.parametrize(
    ("dates", "on", "sentence"),
    [
        ({}, "2011-05-09", "today or later"),
        ({"end_on": day("2011-05-31")}, "2011-06-01", "ends before that day"),
        ({"start_on": TODAY}, "2011-05-10", "began on that day"),
        ({"start_on": day("2011-07-01")}, "2011-06-01", "begins later"),
    ],
)
def test_the_day_lies_within_the_post(cast, dates, on, sentence):
    Membership.objects.filter(user=cast.liaison).update(**dates)
    with refused(sentence):
        give(cast, on=day(on))


def test_the_receiver_is_somebody_else_who_may_sign_in(cast):
    with refused("李联络 holds this post already"):
        give(cast, to=cast.liaison)
    cast.newcomer.is_active = False
    with refused("新来 may not sign in any more"):
        give(cast)
    Membership.objects.create(user=cast.head, role="liaison", department=cast.civil_affairs)
    with refused("already holds this post"):
        give(cast, to=cast.head)


def test_what_was_signed_stays_signed_by_the_predecessor(cast):
    rows = Responsibility.objects.filter(item=cast.led, department=cast.civil_affairs)
    sign_for(rows, by=cast.liaison, at=AT)
    give(cast)
    assert rows.get().signed_for_by == cast.liaison
    assert cast.led.history.get().by == cast.liaison


def test_unread_messages_about_the_unit_go_along_as_copies(cast):
    about = write_to(cast.liaison, item=cast.led, url="/items/1/", text="交办")
    read = write_to(cast.liaison, "已读", item=cast.led)
    Message.objects.filter(pk=read.pk).update(read_at=AT)
    write_to(cast.liaison, "别的单位", item=factories.item(cast.report, 9, leads=[cast.education]))
    write_to(cast.liaison, "自己的")
    give(cast)
    copies = cast.newcomer.messages.exclude(kind="post")
    assert list(copies.values_list("title", "text", "url", "at", "read_at", "kind")) == [
        ("请签收", "交办", "/items/1/", AT, None, "issued")
    ]
    about.refresh_from_db()
    assert (about.to, about.read_at) == (cast.liaison, None)


def received(person):
    return set(person.messages.exclude(kind="post").values_list("title", flat=True))


def write_of_each_kind(person, **fields):
    for kind in KIND.values:
        write_to(person, kind, kind=kind, **fields)


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("supervision", {"submitted", "escalation", "instruction", "meeting"}),
        ("leader", {"submitted", "decided"}),
        ("observer", set()),
        ("administrator", set()),
    ],
)
def test_a_post_without_unit_brings_what_its_role_is_told(cast, role, kinds):
    post = Membership.objects.create(user=cast.liaison, role=role)
    write_of_each_kind(cast.liaison, item=cast.open_lead)
    # The person stays the liaison of a unit that stands on this item.
    write_to(cast.liaison, "本单位", kind=KIND.SUBMITTED, item=cast.led)
    give(cast, post)
    assert received(cast.newcomer) == kinds


def test_a_unit_post_brings_neither_what_the_office_is_told_nor_what_was_returned_to_others(cast):
    run_due(AT)
    own, others = (
        ProgressUpdate.objects.filter(item=cast.led, department=unit).first()
        for unit in (cast.civil_affairs, cast.health)
    )
    for title, update in (("退回本单位", own), ("退回协办", others)):
        about = {"item": update.item, "period": update.period, "url": update.get_absolute_url()}
        write_to(cast.liaison, title, kind=KIND.RETURNED, **about)
    write_to(cast.liaison, "待办理", kind=KIND.SUBMITTED, item=cast.led)
    give(cast)
    assert received(cast.newcomer) == {"退回本单位"}


def test_a_reminder_comes_along_though_the_successor_has_one_of_the_day(cast):
    for person in (cast.liaison, cast.newcomer):
        reminder = write_to(person, "催报", kind=KIND.REMINDER)
        reminder.reminders.create(to=person, department=cast.civil_affairs, item=cast.led, rule="sign_for", at=AT)
    Message.objects.filter(to=cast.newcomer).update(title="另一单位催报")
    give(cast)
    assert set(cast.newcomer.messages.filter(title="催报").values_list("kind", flat=True)) == {"post"}


def test_a_later_handover_brings_what_is_unread_on_its_day_and_only_once(cast):
    give(cast, on=day("2011-06-01"))
    write_to(cast.liaison, item=cast.led, at=moment("2011-05-30"))
    assert not cast.newcomer.messages.exclude(kind="post").exists()
    assert pass_on_unread(moment("2011-05-31")) == 0
    assert [pass_on_unread(moment("2011-06-01")) for _time in range(2)] == [1, 0]
    assert cast.newcomer.messages.exclude(kind="post").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_post_handed_over_twice_at_once_goes_to_one():
    cast = Cast.build()
    others = [factories.person(name=name) for name in ("甲", "乙")]
    post = post_of(cast.liaison)
    answers = at_once(*(lambda to=to: give(cast, post, to=to) for to in others))
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "changed this post in the meantime" in sentence
    assert Membership.objects.filter(department=cast.civil_affairs, role="liaison", start_on=TODAY).count() == 1


# Delegating


def test_who_stands_in_acts_for_the_absent_and_the_history_says_so(cast):
    lent = lend(cast)
    rows = Responsibility.objects.filter(item=cast.led, department=cast.civil_affairs)
    sign_for(rows, by=again(cast.newcomer), at=AT)
    entry = cast.led.history.get()
    assert entry.by == cast.newcomer and "李联络" in entry.post
    given = HistoryEntry.objects.get(action="post_delegated")
    assert (given.department, given.reason) == (cast.civil_affairs, "出差")
    assert given.after == {"person": "新来", "from": "2011-05-10", "until": "2011-05-20"}
    assert can_write(cast.liaison, cast.civil_affairs)
    with clock.at(moment("2011-05-21")):
        assert not can_write(cast.newcomer, cast.civil_affairs)
    assert [message.to for message in Message.objects.filter(kind="post")] == [cast.newcomer]
    assert lent.key == ("liaison", cast.civil_affairs.pk)


@pytest.mark.parametrize(
    ("who", "whose", "may"),
    [
        ("liaison", "liaison", True),
        ("head", "head", True),
        ("administrator", "liaison", True),
        ("administrator", "leader", False),
        ("head", "liaison", False),
        ("leader", "leader", False),
        ("supervisor", "supervisor", False),
        ("newcomer", "liaison", False),
    ],
)
def test_holders_and_administrators_delegate_unit_posts(cast, who, whose, may):
    post, by = post_of(getattr(cast, whose)), getattr(cast, who)
    receiver = factories.person(name="代理")
    if may:
        assert lend(cast, post, by=by, to=receiver).to == receiver
    else:
        with refused("Only its holder or an administrator delegates"):
            lend(cast, post, by=by, to=receiver)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start_on": day("2011-05-09")}, "begins today or later"),
        ({"end_on": day("2011-05-09")}, "last day of the delegation lies before"),
        ({"end_on": day("2011-07-01")}, "not held on all of these days"),
        ({"reason": "长" * 201}, "at most 200 characters"),
    ],
)
def test_the_days_of_a_delegation_lie_within_the_post(cast, fields, sentence):
    Membership.objects.filter(user=cast.liaison).update(end_on=day("2011-06-30"))
    with refused(sentence):
        lend(cast, **fields)


def test_only_an_administrator_lends_a_post_for_more_than_92_days(cast):
    last = TODAY + datetime.timedelta(days=91)
    with refused("at most 92 days"):
        lend(cast, end_on=last + datetime.timedelta(days=1))
    revoke(lend(cast, end_on=last), by=cast.liaison, at=AT)
    assert lend(cast, end_on=day("2011-12-31"), by=cast.administrator).end_on == day("2011-12-31")


def test_who_stands_in_holds_nothing_once_the_post_is_no_unit_post(cast):
    lend(cast)
    Membership.objects.filter(user=cast.liaison).update(role="administrator", department=None)
    assert again(cast.newcomer).posts == []


def test_a_post_is_lent_to_one_person_at_a_time(cast):
    lent = lend(cast)
    with refused("From 2011-05-10 to 2011-05-20 the post is delegated to 新来 already"):
        lend(cast, to=cast.observer, start_on=day("2011-05-20"), end_on=day("2011-05-25"))
    lend(cast, to=cast.observer, start_on=day("2011-05-21"), end_on=day("2011-05-25"))
    revoke(lent, by=cast.liaison, at=AT)
    assert lend(cast, to=cast.observer).to == cast.observer


@pytest.mark.django_db(transaction=True)
def test_two_delegations_at_once_end_in_one_and_a_sentence():
    cast = Cast.build()
    post = post_of(cast.liaison)
    answers = at_once(*(lambda to=to: lend(cast, post, to=to) for to in (cast.newcomer, cast.observer)))
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "delegated to" in sentence
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "may"),
    [("liaison", True), ("administrator", True), ("newcomer", True), ("head", False), ("supervisor", False)],
)
def test_holder_administrator_and_stand_in_end_a_delegation(cast, who, may):
    lent = lend(cast)
    if may:
        revoke(lent, by=getattr(cast, who), at=AT)
        assert not can_write(cast.newcomer, cast.civil_affairs)
        entry = HistoryEntry.objects.get(action="delegation_revoked")
        assert (entry.department, entry.before["person"]) == (cast.civil_affairs, "新来")
    else:
        with refused("Only its holder, who stands in or an administrator"):
            revoke(lent, by=getattr(cast, who), at=AT)


def test_what_has_ended_is_not_revoked(cast):
    lent = lend(cast)
    revoke(lent, by=cast.liaison, at=AT)
    with refused("was revoked already"):
        revoke(lent, by=cast.administrator, at=AT)
    other = lend(cast)
    with refused("has ended already"):
        revoke(other, by=cast.liaison, at=moment("2011-05-21"))


def test_a_delegation_ends_with_the_post(cast):
    lend(cast)
    give(cast, to=cast.observer, on=day("2011-05-15"))
    with clock.at(moment("2011-05-15")):
        assert can_write(cast.observer, cast.civil_affairs)
        assert not can_write(cast.newcomer, cast.civil_affairs)
