"""People and their posts in the administration: adding, refusing, changing, deleting, the last administrator."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from departments import clock
from departments.models import Delegation, Department, DepartmentAlias, Membership, User
from items.closing.moving import move_status

from ..given import factories
from ..given.html import sentences
from .admin_pages import department_form, errors, page, shown


def user_form(posts=(), existing=(), **changes):
    """A posted user form; `posts` are rows to add, `existing` rows are kept as they are but for a given change."""
    values = {"username": "newbie", "name": "新人", "phone": "", "email": "", **changes}
    rows = [
        {
            "id": post.pk,
            "user": post.user_id,
            "role": post.role,
            "department": post.department_id or "",
            "end_on": "",
            **change,
        }
        for post, change in existing
    ] + list(posts)
    values |= {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": len(existing)}
    for place, row in enumerate(rows):
        values |= {f"memberships-{place}-{name}": value for name, value in row.items()}
    return values


PASSWORD = {"password1": "Qinghe-2014-x", "password2": "Qinghe-2014-x"}


def test_a_person_is_added_with_a_post_and_signs_in(office, cast, client):
    post = {"role": "liaison", "department": cast.health.pk}
    answer = office.post(page("departments_user_add"), user_form([post], **PASSWORD))
    user = User.objects.get(username="newbie")
    assert answer.url == page("departments_user_change", user.pk)
    assert [str(post) for post in user.posts] == [str(cast.health_liaison.posts[0])]
    assert user.check_password("Qinghe-2014-x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": ""},
        {"username": "Liaison"},
        {"username": "a b"},
        {"name": ""},
        {"email": "nobody"},
        {"password2": "another-2014"},
        {"password1": "12345678", "password2": "12345678"},
        {"password1": "", "password2": ""},
        {"posts": [{"role": "liaison"}]},
        {"posts": [{"role": "mayor"}]},
        {"posts": [{"role": "leader"}, {"role": "leader"}]},
        {"posts": [{"role": "leader", "start_on": "2014-05-01", "end_on": "2014-04-30"}]},
        {"posts": [{"role": "liaison", "department": "99999"}]},
    ],
)
def test_a_wrong_person_is_refused_with_a_sentence(office, cast, wrong):
    before = User.objects.count()
    assert errors(office.post(page("departments_user_add"), user_form(**{**PASSWORD, **wrong})))
    assert User.objects.count() == before


def test_a_post_in_a_merged_department_is_refused(office, cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    post = {"role": "head", "department": cast.health.pk}
    assert "市教育局" in errors(office.post(page("departments_user_add"), user_form([post], **PASSWORD)))
    answer = office.post(page("departments_membership_add"), {"user": cast.head.pk, **post})
    assert "市教育局" in errors(answer)
    # A post that was held there before does not stand in the way of other changes.
    user = cast.health_liaison
    form = user_form(existing=[(user.memberships.get(), {})], username="health", name="王卫民", is_active="on")
    assert office.post(page("departments_user_change", user.pk), form).status_code == 302
    user.refresh_from_db()
    assert user.name == "王卫民"


def test_the_same_post_twice_is_refused(office, cast):
    data = {"user": cast.liaison.pk, "role": "liaison", "department": cast.civil_affairs.pk}
    assert errors(office.post(page("departments_membership_add"), data))
    assert errors(office.post(page("departments_membership_add"), {"user": cast.leader.pk, "role": "leader"}))
    assert errors(office.post(page("departments_membership_add"), {"user": cast.leader.pk, "role": "head"}))
    form = user_form(
        existing=[(cast.leader.memberships.get(), {})], posts=[{"role": "leader"}], username="leader", is_active="on"
    )
    assert errors(office.post(page("departments_user_change", cast.leader.pk), form))
    assert cast.leader.memberships.count() == 1


def test_a_person_is_changed_and_the_password_stays(office, cast):
    user = cast.observer
    form = user_form(existing=[(user.memberships.get(), {})], username="observer", name="吴代表", is_active="on")
    assert office.post(page("departments_user_change", user.pk), form).status_code == 302
    user.refresh_from_db()
    assert user.name == "吴代表"
    assert user.check_password("observer-Pass-1")


@pytest.mark.parametrize(
    ("change", "stands"),
    [({"role": "head"}, False), ({"department": "education"}, False), ({"user": "head"}, False), ({}, True)],
)
def test_a_post_that_becomes_another_one_has_no_stand_in(office, cast, change, stands):
    post, today = cast.liaison.memberships.get(), clock.today()
    given = {"by": cast.liaison, "at": clock.now(), "start_on": today}
    lent = Delegation.objects.create(post=post, to=cast.newcomer, end_on=today, **given)
    values = {"user": cast.liaison.pk, "role": "liaison", "department": cast.civil_affairs.pk, "start_on": "2014-05-01"}
    values |= {name: value if name == "role" else getattr(cast, value).pk for name, value in change.items()}
    assert office.post(page("departments_membership_change", post.pk), values).status_code == 302
    lent.refresh_from_db()
    assert (lent.revoked_at is None) is stands


def test_who_stands_in_goes_when_the_post_changes_on_the_page_of_its_holder(office, cast):
    user, today = cast.liaison, clock.today()
    given = {"by": user, "at": clock.now(), "start_on": today, "end_on": today}
    lent = Delegation.objects.create(post=user.memberships.get(), to=cast.newcomer, **given)
    form = user_form(existing=[(user.memberships.get(), {"role": "head"})], username="liaison", is_active="on")
    assert office.post(page("departments_user_change", user.pk), form).status_code == 302
    lent.refresh_from_db()
    assert lent.revoked_at is not None


def test_a_deactivated_person_is_signed_out(office, cast, client):
    user = cast.observer
    form = user_form(existing=[(user.memberships.get(), {})], username="observer", name="吴观察")
    office.post(page("departments_user_change", user.pk), form)
    user.refresh_from_db()
    assert not user.is_active


def test_the_password_is_set_anew(office, cast):
    address = page("auth_user_password_change", cast.liaison.pk)
    assert "../password/" in office.get(page("departments_user_change", cast.liaison.pk)).text
    assert "unset-password" not in office.get(address).text
    for wrong in (
        {"password1": "", "password2": ""},
        {"password1": "Qinghe-2014-x", "password2": "Qinghe-2015"},
        {"password1": "12345678", "password2": "12345678"},
        {"usable_password": "false", "unset-password": "1"},
    ):
        answer = office.post(address, wrong)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    cast.liaison.refresh_from_db()
    assert cast.liaison.check_password("liaison-Pass-1")
    assert office.post(address, PASSWORD).status_code == 302
    cast.liaison.refresh_from_db()
    assert cast.liaison.check_password("Qinghe-2014-x")


def test_people_are_searched_and_filtered(office, cast):
    Membership.objects.create(user=cast.newcomer, role="head", end_on=factories.day("2011-01-01"), department=cast.east)

    def found(**query):
        return {user.name for user in shown(office.get(page("departments_user_changelist", **query)))}

    assert found(q="王卫") == {"王卫生"}
    assert found(q="市民政") == {"李联络", "赵局长"}
    assert found(role="liaison") == {"李联络", "王卫生", "周东城"}
    assert found(role="head") == {"赵局长"}
    assert found(role="none") == {"新来"}
    assert "市民政局 " in office.get(page("departments_user_changelist", q="李联络")).text


def test_posts_are_searched_and_filtered(office, cast):
    DepartmentAlias.objects.create(department=cast.health, name="市卫健委")
    Membership.objects.create(user=cast.newcomer, role="head", end_on=factories.day("2011-01-01"), department=cast.east)

    def found(**query):
        return {post.user.name for post in shown(office.get(page("departments_membership_changelist", **query)))}

    assert found(q="卫健") == {"王卫生"}
    assert found(q="李联络") == {"李联络"}
    assert found(current="no") == {"新来"}
    assert "新来" not in found(current="yes")
    assert found(role__exact="supervision") == {"钱督查"}


def test_a_person_with_history_is_not_deleted(office, cast):
    move_status(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), text="已开工")
    change, delete = (page(f"departments_user_{view}", cast.liaison.pk) for view in ("change", "delete"))
    assert delete not in office.get(change).text
    for answer in (office.get(delete, follow=True), office.post(delete, {"post": "yes"}, follow=True)):
        assert answer.redirect_chain == [(change, 302)]
        assert "李联络" in sentences(answer)
    assert User.objects.filter(pk=cast.liaison.pk).exists()


def test_a_person_who_changed_master_data_is_not_deleted(office, cast):
    office.post(page("departments_department_add"), department_form(name="市审计局"))
    delete = page("departments_user_delete", cast.administrator.pk)
    office.post(delete, {"post": "yes"})
    assert User.objects.filter(pk=cast.administrator.pk).exists()
    assert LogEntry.objects.filter(user=cast.administrator).exists()


def test_a_person_entered_by_mistake_is_deleted_with_the_posts(office, cast):
    delete = page("departments_user_delete", cast.observer.pk)
    assert office.get(delete).status_code == 200
    office.post(delete, {"post": "yes"})
    assert not User.objects.filter(pk=cast.observer.pk).exists()


def test_the_last_administrator_stays(office, cast):
    user, post = cast.administrator, cast.administrator.memberships.get()
    change = page("departments_user_change", user.pk)
    yesterday = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
    base = {"username": "administrator", "name": "郑管理"}
    attempts = [
        (change, user_form(existing=[(post, {})], **base)),
        (change, user_form(existing=[(post, {"end_on": yesterday})], is_active="on", **base)),
        (change, user_form(existing=[(post, {"role": "leader"})], is_active="on", **base)),
        (change, user_form(existing=[(post, {"DELETE": "on"})], is_active="on", **base)),
        (page("departments_user_delete", user.pk), {"post": "yes"}),
        (page("departments_membership_delete", post.pk), {"post": "yes"}),
        (page("departments_membership_change", post.pk), {"user": user.pk, "role": "leader"}),
    ]
    for address, data in attempts:
        answer = office.post(address, data, follow=True)
        assert answer.redirect_chain == [(address, 302)]
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    user.refresh_from_db()
    post.refresh_from_db()
    assert (user.is_active, post.role, post.end_on) == (True, "administrator", None)
    # With a second one in office the first may go.
    Membership.objects.create(user=cast.supervisor, role="administrator")
    assert office.post(*attempts[2]).status_code == 302
    post.refresh_from_db()
    assert post.role == "leader"
