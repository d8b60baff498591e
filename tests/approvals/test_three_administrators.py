"""Nobody holds two of the three posts, nobody gives himself anything, and what is new waits for approval."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from departments import clock
from departments.models import Delegation, Membership, User
from items import access
from items.approvals.approving import approve, end_emergency, refuse
from items.approvals.page import waiting_lines
from items.messages.telling import holders
from items.models import HistoryEntry
from items.people.letting_in import hand_out
from items.posts.handing_over import hand_over
from items.steps.errors import WorkflowError

from ..given import factories

Role = Membership.Role
Action = HistoryEntry.Action


def values():
    return [line.value for line in waiting_lines()]


def post_of(person):
    return person.memberships.get()


def again(person):
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("role", [Role.SECURITY, Role.AUDIT, Role.SUPERVISION, Role.LEADER, Role.OBSERVER])
def test_an_administrator_gets_no_second_post(three, role):
    with pytest.raises(ValidationError, match="郑管理"):
        Membership(user=three.administrator, role=role).full_clean()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECURITY, Role.AUDIT])
def test_nobody_in_the_daily_work_gets_one_of_the_three(three, role):
    with pytest.raises(ValidationError, match="李联络"):
        Membership(user=three.liaison, role=role).full_clean()


def test_once_the_other_post_has_ended_he_may_get_one(three):
    Membership.objects.filter(user=three.liaison).update(end_on=datetime.date(2011, 3, 1))
    Membership(user=three.liaison, role=Role.AUDIT, start_on=datetime.date(2011, 3, 2)).full_clean()


def test_an_administrator_stands_in_for_nobody(three):
    days = {"start_on": datetime.date(2011, 3, 1), "end_on": datetime.date(2011, 3, 9)}
    lent = Delegation(post=post_of(three.head), to=three.audit, by=three.head, at=clock.now(), **days)
    with pytest.raises(ValidationError, match="沈审计"):
        lent.full_clean()


def test_a_single_administrator_may_hold_others(cast):
    Membership(user=cast.administrator, role=Role.SUPERVISION).full_clean()
    assert access.is_security_administrator(cast.administrator) and access.can_read_audit(cast.administrator)


def test_of_posts_entered_before_they_were_parted_one_of_the_three_alone_counts(cast, settings):
    Membership.objects.create(user=cast.administrator, role=Role.SUPERVISION)
    settings.PORTAL_SINGLE_ADMINISTRATOR = False
    assert again(cast.administrator).roles == {Role.ADMINISTRATOR}


def test_each_of_the_three_does_his_own_alone(three):
    questions = (
        access.is_system_administrator,
        access.is_security_administrator,
        access.is_audit_administrator,
        access.can_keep_people,
        access.can_read_audit,
    )
    told = {
        name: [ask(getattr(three, name)) for ask in questions]
        for name in ("administrator", "security", "audit", "supervisor")
    }
    assert told == {
        "administrator": [True, False, False, True, False],
        "security": [False, True, False, False, False],
        "audit": [False, False, True, False, True],
        "supervisor": [False] * 5,
    }


def test_a_new_account_signs_in_once_it_is_approved(client, three):
    person = User.objects.create_user("new", "new-Pass-12345", name="新人")
    refused = client.post(reverse("sign_in"), {"username": "new", "password": "new-Pass-12345"})
    unknown = client.post(reverse("sign_in"), {"username": "nobody", "password": "new-Pass-12345"})
    assert refused.status_code == unknown.status_code == 200
    assert refused.context["form"].errors == unknown.context["form"].errors
    assert not User.objects.able_to_sign_in().filter(pk=person.pk).exists()
    approve(values(), by=three.security, at=clock.now())
    assert client.post(reverse("sign_in"), {"username": "new", "password": "new-Pass-12345"}).status_code == 302


def test_a_new_post_counts_once_it_is_approved(three):
    Membership.objects.create(user=three.newcomer, role=Role.SUPERVISION)
    assert again(three.newcomer).roles == set()
    assert three.newcomer not in holders([Role.SUPERVISION], on=clock.today())
    approve(values(), by=three.security, at=clock.now())
    assert again(three.newcomer).roles == {Role.SUPERVISION}
    assert three.newcomer in holders([Role.SUPERVISION], on=clock.today())
    entry = HistoryEntry.objects.get(action=Action.POST_APPROVED)
    assert (entry.by, entry.person) == (three.security, three.newcomer)


def test_a_changed_post_is_held_as_neither_and_refused_it_is_what_it_was(three):
    post = post_of(three.liaison)
    post.role = Role.HEAD
    post.save()
    [line] = waiting_lines()
    assert (line.before, line.after) == ("市民政局 联络员", "市民政局 单位负责人")
    assert again(three.liaison).roles == set()
    refuse([line.value], reason="没有文件依据", by=three.security, at=clock.now())
    assert again(three.liaison).roles == {Role.LIAISON}
    assert not waiting_lines()


def test_an_earlier_end_needs_nobody(three):
    post = post_of(three.liaison)
    post.end_on = datetime.date(2099, 1, 1)
    post.save()
    assert not waiting_lines() and again(three.liaison).roles == {Role.LIAISON}


def test_a_later_end_waits(three):
    Membership.objects.filter(user=three.liaison).update(end_on=datetime.date(2099, 1, 1))
    post = post_of(three.liaison)
    post.end_on = None
    post.save()
    assert [line.before for line in waiting_lines()] == ["市民政局 联络员，至 2099-01-01"]


def test_a_refused_new_post_is_gone_and_a_refused_account_stays_closed(three):
    Membership.objects.create(user=three.newcomer, role=Role.LEADER)
    User.objects.create_user("new", "new-Pass-12345", name="新人")
    refuse(values(), reason="未经批准", by=three.security, at=clock.now())
    assert not three.newcomer.memberships.exists()
    assert not User.objects.get(username="new").is_active
    assert not waiting_lines()


def test_an_account_in_use_again_waits_too(three):
    User.objects.filter(pk=three.liaison.pk).update(is_active=False)
    person = again(three.liaison)
    person.is_active = True
    person.save()
    assert not again(three.liaison).is_active and [line.person for line in waiting_lines()] == [three.liaison]


@pytest.mark.parametrize("name", ["administrator", "audit", "supervisor", "leader"])
def test_nobody_else_approves(three, name):
    Membership.objects.create(user=three.newcomer, role=Role.OBSERVER)
    with pytest.raises(WorkflowError):
        approve(values(), by=getattr(three, name), at=clock.now())


def test_nobody_approves_what_is_his_own_or_what_he_has_entered(three):
    Membership.objects.filter(user=three.security).update(approved_at=None, asked_at=clock.now())
    Membership.objects.filter(user=three.second_security).update()
    with pytest.raises(WorkflowError):
        approve(values(), by=again(three.security), at=clock.now())
    Membership.objects.update(approved_at=clock.now())
    post = Membership.objects.create(user=three.newcomer, role=Role.OBSERVER)
    Membership.objects.filter(pk=post.pk).update(asked_by=three.security)
    with pytest.raises(WorkflowError):
        approve(values(), by=again(three.security), at=clock.now())
    assert approve(values(), by=three.second_security, at=clock.now()) == 1


def test_what_was_changed_since_it_was_seen_is_not_approved(three):
    post = Membership.objects.create(user=three.newcomer, role=Role.OBSERVER)
    seen = values()
    post.role = Role.LEADER
    post.save()
    with pytest.raises(WorkflowError):
        approve(seen, by=three.security, at=clock.now())
    assert again(three.newcomer).roles == set()


def test_a_handed_over_post_waits_and_the_approver_is_told_once(three):
    for name in ("liaison", "health_liaison"):
        post = post_of(getattr(three, name))
        hand_over(post, to=three.newcomer, on=clock.today(), by=three.administrator, at=clock.now())
    assert {line.row.asked_by for line in waiting_lines()} == {three.administrator}
    assert three.security.messages.filter(url=reverse("approvals")).count() == 1
    assert not again(three.liaison).roles and not again(three.newcomer).roles


def test_nobody_hands_a_post_to_himself(three):
    with pytest.raises(WorkflowError):
        hand_over(post_of(three.liaison), to=three.head, on=clock.today(), by=three.head, at=clock.now())


def test_whose_password_was_set_learns_by_whom(three):
    hand_out([three.leader], by=three.administrator, at=clock.now())
    assert "郑管理" in three.leader.messages.get().title
    assert again(three.leader).must_change_password


def test_the_command_sets_a_one_time_password(three, monkeypatch):
    command = "django.contrib.auth.management.commands.changepassword.Command._get_pass"
    monkeypatch.setattr(command, lambda self, prompt="": "Another-Pass-9")
    call_command("changepassword", "leader", verbosity=0)
    assert again(three.leader).check_password("Another-Pass-9") and again(three.leader).must_change_password
    assert three.leader.messages.count() == 1


def test_an_account_for_emergencies_is_seen_on_every_page_until_it_is_ended(client, three):
    User.objects.create_superuser("rescue", "Rescue-Pass-1", name="应急")
    for name, seen in (("supervisor", True), ("security", True), ("audit", True), ("liaison", False)):
        client.force_login(getattr(three, name))
        assert ("(rescue)" in client.get("/").content.decode()) is seen
    end_emergency(User.objects.get(username="rescue"), by=three.security, at=clock.now())
    client.force_login(three.supervisor)
    assert "(rescue)" not in client.get("/").content.decode()
    assert HistoryEntry.objects.filter(action=Action.EMERGENCY_ENDED).exists()


def test_with_it_a_portal_gets_its_first_security_administrator(three):
    Membership.objects.filter(role=Role.SECURITY).delete()
    rescue = User.objects.create_superuser("rescue", "Rescue-Pass-1", name="应急")
    post = Membership.objects.create(user=three.newcomer, role=Role.SECURITY)
    Membership.objects.filter(pk=post.pk).update(asked_by=rescue)
    assert approve(values(), by=again(rescue), at=clock.now()) == 1
    Membership.objects.create(user=three.security, role=Role.OBSERVER)
    with pytest.raises(WorkflowError):
        approve(values(), by=again(rescue), at=clock.now())


def test_many_are_approved_by_one_act_with_as_many_queries_to_look(client, three, django_assert_num_queries):
    for number in range(30):
        factories.person(f"new{number}", role=Role.OBSERVER)
    client.force_login(three.security)
    page = client.get(reverse("approvals"))
    assert page.context["page"].paginator.count == 60
    with django_assert_num_queries(2):
        waiting_lines()
    client.post(reverse("approvals"), {"act": "approve", "all": page.context["values"]})
    assert not waiting_lines()
    assert again(User.objects.get(username="new7")).roles == {Role.OBSERVER}


def test_the_first_page_counts_what_waits_and_shows_no_work(client, three):
    Membership.objects.create(user=three.newcomer, role=Role.OBSERVER)
    client.force_login(three.security)
    page = client.get("/").content.decode()
    assert "待审批" in page and "加强养老服务" not in page


def test_nobody_changes_himself_in_the_administration(client, three):
    client.force_login(three.administrator)
    for person, answer in ((three.administrator, 403), (three.leader, 200)):
        address = reverse("admin:auth_user_password_change", args=[person.pk])
        assert client.get(address).status_code == answer
    own = {"user": three.administrator.pk, "role": "supervision", "department": "", "start_on": "", "end_on": ""}
    client.post(reverse("admin:departments_membership_add"), own)
    assert three.administrator.memberships.count() == 1


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("administrator", "department user membership"),
        ("security", "department user membership accessattempt accesslog"),
        ("audit", "accessattempt accesslog historyentry"),
    ],
)
def test_each_opens_his_own_lists_of_the_administration(client, three, name, opens):
    client.force_login(getattr(three, name))
    lists = {
        "departments": ("department", "user", "membership"),
        "axes": ("accessattempt", "accesslog"),
        "items": ("historyentry", "workitem", "workreport", "chapter", "progressnote"),
    }
    found = [
        model
        for app, models in lists.items()
        for model in models
        if client.get(reverse(f"admin:{app}_{model}_changelist")).status_code == 200
    ]
    assert found == opens.split()
