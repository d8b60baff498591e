"""People and posts: what follows from the posts held today, and what access makes of them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import translation

from departments import clock
from departments.models import Membership, User
from items import access
from items.ledger.editing import confirm_lead, set_units

from ..given import factories
from ..given.factories import day

TODAY = day("2011-05-01")
# What a person may write on the items led (lead: civil affairs, supporting: health), supported (the other way
# round) and open_lead (responsible: education and the districts): nothing, notes, or also the status.
MAY_WRITE = {
    "liaison": ("status", "notes", ""),
    "head": ("status", "notes", ""),
    "health_liaison": ("notes", "status", ""),
    "east_liaison": ("", "", "status"),
    "supervisor": ("notes", "notes", "notes"),
    "leader": ("", "", ""),
    "observer": ("", "", ""),
    "administrator": ("", "", ""),
    "newcomer": ("", "", ""),
}
EVERYBODY = list(MAY_WRITE)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Posts are held today; today stands still."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def again(user):
    """The person on the next request: posts are read once per request."""
    return User.objects.get(pk=user.pk)


def give(user, role, department=None, **dates):
    Membership.objects.create(user=user, role=role, department=department, **dates)
    return again(user)


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        ({}, True),
        ({"start_on": day("2011-05-01")}, True),
        ({"start_on": day("2011-05-02")}, False),
        ({"end_on": day("2011-05-01")}, True),
        ({"end_on": day("2011-04-30")}, False),
        ({"start_on": day("2011-04-01"), "end_on": day("2011-06-01")}, True),
    ],
)
def test_only_posts_held_today_count(cast, dates, held):
    user = give(cast.newcomer, "administrator", **dates)
    assert user.roles == ({"administrator"} if held else set())
    assert user.is_staff is held
    assert user.has_perm("items.change_workitem") is held
    assert user.has_perms(["items.change_workitem"]) is held
    assert user.has_module_perms("items") is held


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_administrator_enters_the_administration(cast, who):
    user, expected = getattr(cast, who), who == "administrator"
    assert user.is_staff is expected
    assert access.is_administrator(user) is expected
    assert access.can_keep_people(user) is expected


def test_who_may_not_sign_in_has_no_rights_left(cast):
    User.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    user = again(cast.administrator)
    assert not user.is_staff
    assert not user.has_perm("items.change_workitem")


def test_posts_are_read_once_per_request(cast, django_assert_num_queries):
    user = again(cast.liaison)
    with django_assert_num_queries(2):  # own posts, posts held for others
        assert (user.roles, user.is_staff, user.post_label) == ({"liaison"}, False, str(user.posts[0]))


def test_createsuperuser_makes_an_administrator(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "k7mp-w3xq-9tbd")
    call_command("createsuperuser", username="root", name="系统管理员", interactive=False, verbosity=0)
    user = User.objects.get(username="root")
    assert (user.roles, user.is_staff, str(user)) == ({"administrator"}, True, "系统管理员")
    assert authenticate(username="root", password="k7mp-w3xq-9tbd") == user


def test_an_account_without_password_cannot_sign_in(db):
    user = User.objects.create_user("visitor", name="来访")
    assert not user.has_usable_password()
    assert authenticate(username="visitor", password="") is None


@pytest.mark.parametrize(
    ("username", "name"), [("liaison", "重名"), ("with space", "空格"), ("", "无名"), ("nameless", "")]
)
def test_a_wrong_account_is_refused_before_it_is_made(cast, username, name):
    before = User.objects.count()
    with pytest.raises(ValidationError):
        User.objects.create_user(username, "k7mp-w3xq-9tbd", name=name)
    assert User.objects.count() == before


def test_people_are_shown_by_name_and_known_by_user_name(cast):
    assert (str(cast.liaison), cast.liaison.get_short_name()) == ("李联络", "李联络")
    assert str(User(username="liaison")) == "liaison"
    assert User.objects.get_by_natural_key(*cast.liaison.natural_key()) == cast.liaison


def test_a_post_is_named_with_its_unit(cast):
    with translation.override("en"):
        assert cast.liaison.post_label == "市民政局 Liaison"
        assert cast.leader.post_label == "City leader"
        assert cast.newcomer.post_label == ""
        assert give(cast.liaison, "head", cast.health).post_label == "市民政局 Liaison; 市卫生局 Unit head"


def may_write(user, item):
    assert access.can_write_note(user, item) or not access.can_steer(user, item)
    return "status" if access.can_steer(user, item) else "notes" if access.can_write_note(user, item) else ""


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_writes_what(cast, who):
    found = tuple(may_write(getattr(cast, who), item) for item in (cast.led, cast.supported, cast.open_lead))
    assert found == MAY_WRITE[who]


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_supervision_office_supervises(cast, who):
    assert access.can_supervise(getattr(cast, who)) is (who == "supervisor")


def test_a_confirmed_lead_takes_the_status_away_from_the_others(cast):
    confirm_lead(cast.open_lead, leads=[cast.education], by=cast.supervisor, version=1, reason="职能划转")
    education_liaison = factories.person(role="liaison", department=cast.education)
    assert may_write(cast.east_liaison, cast.open_lead) == "notes"
    assert may_write(education_liaison, cast.open_lead) == "status"


def test_a_post_that_ended_writes_nothing(cast):
    cast.liaison.memberships.update(end_on=day("2011-04-30"))
    assert may_write(again(cast.liaison), cast.led) == ""


@pytest.mark.parametrize("first", ["civil_affairs", "health"])
def test_with_two_posts_the_unit_with_most_say_writes(cast, first):
    second = {"civil_affairs": "health", "health": "civil_affairs"}[first]
    user = give(give(cast.newcomer, "liaison", getattr(cast, first)), "head", getattr(cast, second))
    assert [may_write(user, item) for item in (cast.led, cast.supported)] == ["status", "status"]
    assert access.writing_department(user, cast.led) == cast.civil_affairs
    assert access.writing_department(user, cast.supported) == cast.health
    assert access.own_departments(user) == [getattr(cast, first), getattr(cast, second)]


def test_the_unit_with_most_say_writes_even_if_it_stands_last(cast):
    roles = {cast.health: "support", cast.civil_affairs: "lead"}
    set_units(cast.led, roles=roles, by=cast.supervisor, version=1, reason="职能划转")
    assert access.writing_department(give(cast.liaison, "liaison", cast.health), cast.led) == cast.civil_affairs


def test_liaison_and_head_of_one_unit_write_for_one_unit(cast):
    assert access.own_departments(give(cast.liaison, "head", cast.civil_affairs)) == [cast.civil_affairs]


def test_a_post_without_writing_makes_no_own_unit(cast):
    user = give(cast.newcomer, "observer", cast.civil_affairs)
    assert access.own_departments(user) == []
    assert may_write(user, cast.led) == ""


def test_the_member_of_a_collective_writes_in_its_own_name(cast):
    assert access.writing_department(cast.east_liaison, cast.open_lead) == cast.east
    [row] = access.responsibilities_of(cast.east_liaison, cast.open_lead)
    assert row.via == cast.districts


def test_the_office_writes_for_the_unit_of_its_post(cast):
    assert access.writing_department(cast.supervisor, cast.led) == cast.office
    assert access.writing_department(give(cast.newcomer, "supervision"), cast.led) is None


def test_the_office_writes_for_its_own_unit_where_that_is_named(cast):
    user = give(cast.liaison, "supervision", cast.office)
    assert access.writing_department(user, cast.led) == cast.civil_affairs
    assert access.writing_department(user, cast.open_lead) == cast.office


def test_who_has_no_say_writes_for_nobody(cast):
    assert access.writing_department(cast.leader, cast.led) is None
    assert access.writing_department(cast.liaison, cast.open_lead) is None


def test_a_refusal_carries_its_sentence():
    access.require(True)
    with pytest.raises(PermissionDenied, match="只读"):
        access.require(False, "只读")
    with translation.override("en"), pytest.raises(PermissionDenied, match="Your posts do not allow this"):
        access.require(False)


def test_the_demo_accounts_of_an_earlier_version_are_marked(db):
    factories.person("admin", name="演示管理员")
    factories.person("liaison", name="李联络")
    import_module("departments.migrations.0004_people").mark_demo_accounts(apps, None)
    assert list(User.objects.filter(is_demo=True).values_list("username", flat=True)) == ["admin"]
