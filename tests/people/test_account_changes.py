"""Every way in which an account or a post changes leaves its entry in the history, one by one."""

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.urls import reverse

from departments import clock
from departments.models import Delegation, Department, Membership, User
from items.models import HistoryEntry
from items.people.entering import keep_workbook, plan_of, take_in
from items.people.letting_in import end_demo_accounts, hand_out
from items.posts.handing_over import delegate, hand_over, revoke
from items.units.merging import merge

from ..admin.admin_pages import page
from ..admin.test_people import PASSWORD, user_form
from ..given import factories
from ..given.forms_filled import form

ROLE = Membership.Role
SECRETS = ("Qinghe-2014-x", "pbkdf2", "md5$", "argon2")


def user_page(client, person, *posts, row=None, **changes):
    """Saves the person's page in the administration: `row` changes the only post, `posts` are new ones."""
    held = [(post, row or {}) for post in person.memberships.all()]
    values = {"username": person.username, "name": person.name, "is_active": "on", **changes}
    if values["is_active"] == "":
        del values["is_active"]
    answer = client.post(page("departments_user_change", person.pk), user_form(posts, held, **values))
    assert answer.status_code == 302


def post_page(client, post, **changes):
    values = {"user": post.user_id, "role": post.role, "department": post.department_id or "", **changes}
    assert client.post(page("departments_membership_change", post.pk), values).status_code == 302


def standing_in(cast):
    today, now = clock.today(), clock.now()
    days = {"start_on": today, "end_on": today + timedelta(days=3)}
    return Delegation.objects.create(post=post_of(cast.liaison), to=cast.newcomer, by=cast.liaison, at=now, **days)


def post_of(person):
    return Membership.objects.select_related("user", "department").get(user=person)


def add_person(office, cast):
    post = {"role": "liaison", "department": cast.health.pk}
    office.post(page("departments_user_add"), user_form([post], **PASSWORD))
    return [("account_made", "newbie"), ("post_given", "newbie")]


def add_administrator(office, cast):
    office.post(page("departments_user_add"), user_form([{"role": "administrator"}], **PASSWORD))
    return [("account_made", "newbie"), ("rights_given", "newbie")]


def post_on_the_persons_page(office, cast):
    user_page(office, cast.newcomer, {"role": "head", "department": cast.health.pk})
    return [("post_given", "newcomer")]


def post_to_oneself(office, cast):
    given = {"user": cast.administrator.pk, "role": "head", "department": cast.health.pk}
    assert office.post(page("departments_membership_add"), given).status_code == 302
    return [("post_given", "administrator")]


def post_ended(office, cast):
    post_page(office, post_of(cast.liaison), end_on="2011-06-30")
    return [("post_taken", "liaison")]


def post_ended_on_the_persons_page(office, cast):
    user_page(office, cast.liaison, row={"end_on": "2011-06-30"})
    return [("post_taken", "liaison")]


def post_changed(office, cast):
    post_page(office, post_of(cast.liaison), department=cast.health.pk, role="head")
    return [("post_changed", "liaison")]


def post_made_one_of_administrator(office, cast):
    post_page(office, post_of(cast.leader), role="administrator")
    return [("rights_given", "leader")]


def post_of_administrator_made_another(office, cast):
    other = factories.person("second", role="administrator")
    post_page(office, post_of(other), role="observer")
    return [("rights_taken", "second")]


def post_given_to_somebody_else(office, cast):
    post_page(office, post_of(cast.liaison), user=cast.newcomer.pk)
    return [("post_taken", "liaison"), ("post_given", "newcomer")]


def post_deleted(office, cast):
    office.post(page("departments_membership_delete", post_of(cast.observer).pk), {"post": "yes"})
    return [("post_taken", "observer")]


def post_deleted_on_the_persons_page(office, cast):
    user_page(office, cast.observer, row={"DELETE": "on"})
    return [("post_taken", "observer")]


def post_with_a_stand_in_changed(office, cast):
    standing_in(cast)
    post_page(office, post_of(cast.liaison), role="head")
    return [("post_changed", "liaison"), ("delegation_revoked", "newcomer")]


def post_with_a_stand_in_changed_on_the_persons_page(office, cast):
    standing_in(cast)
    user_page(office, cast.liaison, row={"role": "head"})
    return [("post_changed", "liaison"), ("delegation_revoked", "newcomer")]


def post_with_a_stand_in_deleted(office, cast):
    standing_in(cast)
    office.post(page("departments_membership_delete", post_of(cast.liaison).pk), {"post": "yes"})
    return [("post_taken", "liaison"), ("delegation_revoked", "newcomer")]


def deactivated(office, cast):
    user_page(office, cast.observer, is_active="")
    return [("account_deactivated", "observer")]


def activated(office, cast):
    User.objects.filter(pk=cast.observer.pk).update(is_active=False)
    user_page(office, cast.observer)
    return [("account_activated", "observer")]


def renamed(office, cast):
    user_page(office, cast.observer, name="吴代表", phone="0710-2")
    return [("account_changed", "observer")]


def nothing_changed(office, cast):
    user_page(office, cast.observer)
    post_page(office, post_of(cast.observer))
    return []


def deleted(office, cast):
    office.post(page("departments_user_delete", cast.observer.pk), {"post": "yes"})
    return [("post_taken", None), ("account_deleted", None)]


def reset_in_the_administration(office, cast):
    assert office.post(page("auth_user_password_change", cast.liaison.pk), PASSWORD).status_code == 302
    return [("password_reset", "liaison")]


def own_reset_in_the_administration(office, cast):
    assert office.post(page("auth_user_password_change", cast.administrator.pk), PASSWORD).status_code == 302
    return [("password_reset", "administrator")]


def reset_refused(office, cast):
    wrong = {"password1": "1", "password2": "1"}
    assert office.post(page("auth_user_password_change", cast.liaison.pk), wrong).status_code == 200
    return []


def handed_out(office, cast):
    hand_out([cast.liaison, cast.head], by=cast.administrator, at=clock.now())
    return [("password_reset", "head"), ("password_reset", "liaison")]


def demo_ended(office, cast):
    User.objects.filter(pk__in=[cast.liaison.pk, cast.leader.pk]).update(is_demo=True)
    end_demo_accounts(by=cast.administrator, at=clock.now())
    return [("account_deactivated", "leader"), ("account_deactivated", "liaison")]


def own_password(office, cast):
    new = {"new_password1": "Qinghe-2014-x", "new_password2": "Qinghe-2014-x"}
    office.post(reverse("password_change"), {"old_password": "administrator-Pass-1", **new})
    return [("password_changed", "administrator")]


def one_time_password_replaced(office, cast):
    User.objects.filter(pk=cast.administrator.pk).update(must_change_password=True)
    office.post(reverse("password_change"), {"new_password1": "Qinghe-2014-x", "new_password2": "Qinghe-2014-x"})
    return [("first_password_chosen", "administrator")]


def excel(office, cast):
    people = [
        {"full_name": "林青山", "unit": "市卫生局", "role": "联络员"},
        {"username": "health", "full_name": "王卫民", "unit": "市卫生局", "role": "联络员", "end_on": "2099-12-31"},
        {"username": "observer", "full_name": "吴观察", "is_active": "否"},
        {"username": "newcomer", "full_name": "新来", "role": "系统管理员"},
    ]
    kept = keep_workbook("名单.xlsx", form(people=people), by=cast.administrator, at=clock.now())
    plan = plan_of(kept, on=clock.today())
    take_in(kept, seen=plan.mark, by=cast.administrator, at=clock.now())
    return [
        ("account_made", "linqingshan"),
        ("account_changed", "health"),
        ("account_deactivated", "observer"),
        ("post_given", "linqingshan"),
        ("post_taken", "health"),
        ("rights_given", "newcomer"),
    ]


def handed_over(office, cast):
    day = clock.today() + timedelta(days=1)
    hand_over(post_of(cast.liaison), to=cast.newcomer, on=day, by=cast.administrator, at=clock.now())
    return [("post_handed_over", "liaison"), ("post_given", "newcomer")]


def delegated_and_revoked(office, cast):
    today, given = clock.today(), {"by": cast.liaison, "at": clock.now()}
    revoke(delegate(post_of(cast.liaison), to=cast.newcomer, start_on=today, end_on=today, **given), **given)
    return [("post_delegated", "newcomer"), ("delegation_revoked", "newcomer")]


def unit_merged(office, cast):
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=clock.today())
    return [("post_changed", "health")]


def createsuperuser(office, cast):
    with patch.dict("os.environ", {"DJANGO_SUPERUSER_PASSWORD": "Qinghe-2014-x"}):
        call_command("createsuperuser", "--noinput", "--username=root", "--name=根", verbosity=0)
    return [("account_made", "root"), ("rights_given", "root")]


def changepassword(office, cast):
    with patch("getpass.getpass", return_value="Qinghe-2014-x"):
        call_command("changepassword", "liaison", stdout=StringIO())
    return [("password_reset", "liaison")]


WAYS = [
    add_person,
    add_administrator,
    post_on_the_persons_page,
    post_to_oneself,
    post_ended,
    post_ended_on_the_persons_page,
    post_changed,
    post_made_one_of_administrator,
    post_of_administrator_made_another,
    post_given_to_somebody_else,
    post_deleted,
    post_deleted_on_the_persons_page,
    post_with_a_stand_in_changed,
    post_with_a_stand_in_changed_on_the_persons_page,
    post_with_a_stand_in_deleted,
    deactivated,
    activated,
    renamed,
    nothing_changed,
    deleted,
    reset_in_the_administration,
    own_reset_in_the_administration,
    reset_refused,
    handed_out,
    demo_ended,
    own_password,
    one_time_password_replaced,
    excel,
    handed_over,
    delegated_and_revoked,
    unit_merged,
    createsuperuser,
    changepassword,
]
# What one step writes of the whole of it.
SUMMARIES = ["people_taken_in", "passwords_handed_out", "demo_ended", "department_merged"]


def entries():
    rows = HistoryEntry.objects.filter(item=None, report=None).exclude(action__in=SUMMARIES).order_by("pk")
    return list(rows.select_related("person", "by", "department"))


@pytest.mark.database
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_leaves_its_entries(office, cast, way):
    wanted = way(office, cast)
    told = entries()
    assert [(one.action, one.person and one.person.username) for one in told] == wanted
    for one in told:
        words = f"{one.before} {one.after} {one.reason}"
        assert not any(secret in words for secret in SECRETS)
        hashes = [person.password for person in User.objects.all()]
        assert not any(kept in words for kept in hashes)
        assert "person" in one.after or "person" in one.before
        assert one.by is None or one.post


def test_an_entry_tells_who_for_whom_what_and_from_where(office, cast):
    post_to_oneself(office, cast)
    entry = entries()[0]
    assert (entry.by, entry.person, entry.department) == (cast.administrator, cast.administrator, cast.health)
    assert entry.post == "系统管理员" and entry.address == "127.0.0.1" and entry.request_id
    assert entry.after == {"person": "郑管理 (administrator)", "post": "市卫生局 单位负责人"}


def test_a_change_of_name_says_both_and_of_a_telephone_only_that_it_was_entered(office, cast):
    renamed(office, cast)
    entry = entries()[0]
    assert entry.before == {"full_name": "吴观察"}
    assert entry.after == {"person": "吴代表 (observer)", "full_name": "吴代表", "contact": "phone"}


def test_a_reset_says_that_the_password_is_to_be_changed_unless_it_was_ones_own(office, cast):
    reset_in_the_administration(office, cast)
    own_reset_in_the_administration(office, cast)
    assert [entry.after.get("password") for entry in entries()] == ["one_time", None]


def test_what_is_refused_leaves_nothing(office, cast):
    post = cast.administrator.memberships.get()
    office.post(page("departments_membership_delete", post.pk), {"post": "yes"})
    office.post(page("departments_membership_change", post.pk), {"user": post.user_id, "role": "leader"})
    assert entries() == []


def test_whose_account_is_in_the_history_is_not_deleted(office, cast):
    reset_in_the_administration(office, cast)
    office.post(page("departments_user_delete", cast.liaison.pk), {"post": "yes"})
    assert User.objects.filter(pk=cast.liaison.pk).exists() and Department.objects.exists()
