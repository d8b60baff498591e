"""Ways round the three administrators: each was open once, or looks as if it were."""

import datetime
import getpass

import pytest
from django.core.management import call_command
from django.urls import reverse

from departments import clock
from departments.models import Delegation, Membership, User
from items.approvals.approving import approve, refuse
from items.approvals.page import waiting_lines
from items.calendars import subscribing
from items.messages.telling import holders, tell
from items.models import DigestSettings, HistoryEntry, Message
from items.people.letting_in import hand_out
from items.personal.digesting import write_digests
from items.posts.handing_over import delegate, hand_over, pass_on_unread, revoke
from items.steps.errors import WorkflowError

from ..given.together import moment

Role = Membership.Role
PASSWORD = "Another-Pass-9"


def post_of(person):
    return person.memberships.get()


def again(person):
    return User.objects.get(pk=person.pk)


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def one_security(three):
    """The three with a single security administrator."""
    Membership.objects.filter(user=three.second_security).delete()
    return three


@pytest.fixture
def system(client, three):
    """A client signed in as the system administrator."""
    client.force_login(three.administrator)
    return client


def test_the_last_security_post_is_not_deleted(system, one_security):
    post = post_of(one_security.security)
    url = reverse("admin:departments_membership_delete", args=[post.pk])
    answer = system.post(url, {"post": "yes"}, follow=True)
    assert Membership.objects.filter(pk=post.pk).exists()
    assert any("安全管理员" in sentence for sentence in told(answer))


def test_one_of_two_security_posts_may_be_deleted(system, three):
    post = post_of(three.security)
    system.post(reverse("admin:departments_membership_delete", args=[post.pk]), {"post": "yes"})
    assert not Membership.objects.filter(pk=post.pk).exists()


@pytest.mark.parametrize("name", ["security", "audit"])
def test_the_last_account_of_each_is_not_deactivated(system, one_security, name):
    person = getattr(one_security, name)
    form = {"username": person.username, "name": person.name, "memberships-0-id": post_of(person).pk}
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    form |= {f"memberships-{key}": count for key, count in counts.items()}
    form |= {"memberships-0-user": person.pk, "memberships-0-role": name}
    system.post(reverse("admin:departments_user_change", args=[person.pk]), form)
    assert again(person).is_active


def test_the_last_security_post_passes_on_a_later_day_only(one_security):
    post, words = post_of(one_security.security), {"to": one_security.newcomer, "by": one_security.administrator}
    with pytest.raises(WorkflowError, match="安全管理员"):
        hand_over(post, on=clock.today(), at=clock.now(), **words)
    post.refresh_from_db()
    hand_over(post, on=clock.today() + datetime.timedelta(days=7), at=clock.now(), **words)
    assert again(one_security.security).roles == {Role.SECURITY}


@pytest.mark.parametrize("name", ["security", "audit"])
def test_nobody_else_sets_a_password_by_which_he_could_act_as_another(system, three, name):
    person = getattr(three, name)
    with pytest.raises(WorkflowError, match=person.name):
        hand_out([person], by=three.administrator, at=clock.now())
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    answer = system.post(reverse("admin:auth_user_password_change", args=[person.pk]), passwords, follow=True)
    assert again(person).password == person.password
    assert any(person.name in sentence for sentence in told(answer))


def test_the_first_password_is_handed_to_them_too(three):
    User.objects.filter(pk=three.security.pk).update(last_login=None)
    [(person, _password)] = hand_out([three.security], by=three.administrator, at=clock.now())
    assert person == three.security


def test_the_command_without_a_name_is_recorded_too(three, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "leader")
    command = "django.contrib.auth.management.commands.changepassword.Command._get_pass"
    monkeypatch.setattr(command, lambda self, prompt="": PASSWORD)
    call_command("changepassword", verbosity=0)
    assert again(three.leader).must_change_password
    assert HistoryEntry.objects.filter(person=three.leader, action=HistoryEntry.Action.PASSWORD_RESET).exists()


def test_a_delegation_gives_no_post_without_approval(three):
    days = {"start_on": clock.today(), "end_on": clock.today()}
    with pytest.raises(WorkflowError):
        delegate(post_of(three.head), to=three.newcomer, by=three.administrator, at=clock.now(), **days)
    assert not Delegation.objects.exists()


def test_the_system_administrator_ends_a_delegation(system, three):
    days = {"start_on": clock.today(), "end_on": clock.today()}
    lent = delegate(post_of(three.head), to=three.newcomer, by=three.head, at=clock.now(), **days)
    assert again(three.newcomer).roles == {Role.HEAD}
    page = system.get(reverse("post_list")).content.decode()
    assert reverse("delegation_revoke", args=[lent.pk]) in page
    assert reverse("post_delegate", args=[lent.post_id]) not in page
    revoke(lent, by=three.administrator, at=clock.now())
    assert again(three.newcomer).roles == set()


def test_unread_messages_pass_once_the_post_is_approved(three):
    today = clock.today()
    tell([three.supervisor], kind=Message.Kind.SUBMITTED, title="请审核", at=clock.now(), on=today)
    hand_over(post_of(three.supervisor), to=three.newcomer, on=today, by=three.administrator, at=clock.now())
    pass_on_unread(clock.now())
    assert not three.newcomer.messages.filter(title="请审核").exists()
    approve([line.value for line in waiting_lines()], by=three.security, at=clock.now())
    assert three.newcomer.messages.filter(title="请审核").count() == 1


def test_a_calendar_address_from_earlier_days_opens_nothing(client, three):
    token = subscribing.renew(by=three.security, at=clock.now())
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_no_digest_tells_them_of_the_daily_work(three):
    at = moment("2011-03-18 10:00")
    before = at - datetime.timedelta(days=9)
    for person in (three.audit, three.supervisor):
        three.led.follows.create(user=person, at=before)
        DigestSettings.objects.create(user=person, often="daily", last_on=before.date(), told_until=before)
    later = at - datetime.timedelta(days=1)
    HistoryEntry.objects.create(action=HistoryEntry.Action.CHASED, item=three.led, report=three.report, at=later)
    assert [message.to for message in write_digests(at)] == [three.supervisor]


def test_a_refusal_gives_nobody_two_posts_at_odds(three):
    moved = post_of(three.audit)
    moved.user = three.newcomer
    moved.save()
    given = Membership.objects.create(user=three.audit, role=Role.LEADER)
    seen = {line.row.pk: line.value for line in waiting_lines()}
    approve([seen[given.pk]], by=three.security, at=clock.now())
    with pytest.raises(WorkflowError, match=three.audit.name):
        refuse([seen[moved.pk]], reason="未经批准", by=three.security, at=clock.now())
    assert again(three.audit).roles == {Role.LEADER}


def test_a_post_that_does_not_count_brings_no_messages(three):
    days = {"approved_at": clock.now(), "department": three.office}
    Membership.objects.bulk_create([Membership(user=three.audit, role=Role.SUPERVISION, **days)])
    assert again(three.audit).roles == {Role.AUDIT}
    assert three.audit not in holders([Role.SUPERVISION], on=clock.today())
    assert three.audit in holders([Role.AUDIT], on=clock.today())


def test_enter_in_the_field_of_the_reason_approves_nothing(client, three):
    Membership.objects.create(user=three.newcomer, role=Role.OBSERVER)
    client.force_login(three.security)
    sent = {"line": [line.value for line in waiting_lines()], "act": "approve", "reason": "没有文件依据"}
    assert client.post(reverse("approvals"), sent).status_code == 422
    assert again(three.newcomer).roles == set()
