"""What a post allows, from its first day to its last, to its holder and who stands in; who hands it over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from departments.models import Delegation, Membership
from items import access

from .everybody import AT, TODAY, who, with_health_head

pytestmark = pytest.mark.usefixtures("today")

Role = Membership.Role


@pytest.fixture
def cast(cast):
    """Also a head of the health office."""
    return with_health_head(cast)


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
    assert cast.head.name in cast.newcomer.post_label


def test_the_history_names_all_posts(cast):
    Membership.objects.create(user=cast.liaison, role=Role.OBSERVER)
    with translation.override("zh-hans"):
        assert cast.liaison.post_label == "市民政局 联络员; 观察员"
        assert cast.newcomer.post_label == ""


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
