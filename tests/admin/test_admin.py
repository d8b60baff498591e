"""The administration: who enters, what can be looked up and entered, what is refused, how units are merged."""

import datetime

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from departments import clock
from departments.models import CollectiveMember, Delegation, Department, DepartmentAlias, Membership, User
from items import history
from items.closing.moving import update_progress
from items.models import HistoryEntry, ProgressNote, WorkItem, WorkReport

from ..given import factories
from ..given.html import sentences

PEOPLE = ["liaison", "head", "supervisor", "leader", "observer", "newcomer", "administrator"]
LISTS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
EVIL = "<script>alert(1)</script>"
FORMULA = "=cmd|'/C calc'!A0"


def page(name, *args, **query):
    return reverse(f"admin:{name}", args=args, query=query or None)


def shown(response):
    """The rows of a list page."""
    return list(response.context["cl"].result_list)


# --- Who enters ------------------------------------------------------------------------------------------------


def test_these_lists_exist():
    assert LISTS == [
        "axes_accessattempt",
        "axes_accesslog",
        "departments_department",
        "departments_membership",
        "departments_user",
        "items_chapter",
        "items_historyentry",
        "items_progressnote",
        "items_workitem",
        "items_workreport",
    ]


PAGES = ["index", *[f"{name}_changelist" for name in LISTS], "departments_department_merge"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_administrator_enters(client, cast, who, name):
    client.force_login(getattr(cast, who))
    answer = client.get(page(name), follow=True)
    assert answer.status_code == (200 if who == "administrator" else 403)


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_sent_to_sign_in(client, cast, name):
    answer = client.get(page(name), follow=True)
    assert answer.resolver_match.url_name == "sign_in"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "administrator"])
def test_nobody_else_changes_anything_there(client, cast, who, name):
    client.force_login(getattr(cast, who))
    before = list(Department.objects.values()), list(User.objects.values("username", "password"))
    for address in (page(f"{name}_changelist"), page(f"{name}_add"), page(f"{name}_delete", 1)):
        assert client.post(address, {"name": "x"}, follow=True).status_code == 403
    assert (list(Department.objects.values()), list(User.objects.values("username", "password"))) == before


@pytest.mark.parametrize("name", ["index", "departments_department_changelist"])
def test_after_signing_in_the_administrator_is_where_the_link_led(client, cast, name):
    address = page(name, q="卫生")
    answer = client.get(address, follow=True)
    form = {"username": "administrator", "password": "administrator-Pass-1"}
    answer = client.post(answer.redirect_chain[-1][0], form, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == address


def test_the_admins_own_sign_in_page_leads_on(client, cast):
    assert client.get(page("login"), follow=True).resolver_match.url_name == "sign_in"
    client.force_login(cast.administrator)
    assert client.get(page("login"), follow=True).resolver_match.view_name == "admin:index"
    client.force_login(cast.leader)
    assert client.get(page("login")).status_code == 403


def test_an_administrator_whose_post_has_ended_stays_outside(client, cast):
    cast.administrator.memberships.update(end_on=timezone.localdate() - datetime.timedelta(days=1))
    client.force_login(cast.administrator)
    assert client.get(page("index"), follow=True).status_code == 403


def test_the_pages_are_in_chinese(office):
    text = office.get(page("index")).text
    assert 'lang="zh-hans"' in text
    assert "退出登录" in text and "注销" not in text
    assert "css/admin.css" in text


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("items_workitem", "report={huge}"),
        ("items_workitem", "chapter={huge}"),
        ("items_historyentry", "report={huge}"),
        ("items_historyentry", "department={huge}"),
        ("items_historyentry", "at__year={huge}"),
        ("items_historyentry", "at__year=１"),
        ("items_historyentry", "at__year=0"),
        ("items_historyentry", "at__year=9999"),
        ("items_historyentry", "at__year=2011&at__month=13"),
        ("axes_accesslog", "attempt_time__year={huge}"),
        ("departments_membership", "user={huge}"),
        ("departments_membership", "department={huge}"),
        ("departments_department", "kind__exact=government&aliases={huge}"),
    ],
)
def test_an_impossible_filter_in_the_address_is_told(office, cast, name, query):
    address = page(f"{name}_changelist")
    answer = office.get(f"{address}?{query.format(huge='9' * 30)}")
    if connection.vendor == "postgresql" and answer.status_code == 200:
        # It compares with numbers of any size and has a year 1: nothing is impossible, nothing is found.
        assert shown(answer) == []
        return
    assert (answer.status_code, answer.url) == (302, f"{address}?e=1")
    with translation.override("zh-hans"):
        told = gettext("The filter in the address was not understood; all rows are shown.")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [told]


@pytest.mark.parametrize("query", ["p={huge}", "o={huge}", "q={huge}", "number={huge}", "at__month={huge}"])
def test_other_long_numbers_do_no_harm(office, cast, query):
    for name in ("items_workitem", "items_historyentry"):
        answer = office.get(f"{page(f'{name}_changelist')}?{query.format(huge='9' * 30)}")
        assert answer.status_code in (200, 302, 400)


# --- Units -----------------------------------------------------------------------------------------------------


def department_form(department=None, *, aliases=(), members=None, **changes):
    """A posted department form; `aliases` and `members` are rows to add."""
    values = {"name": "", "short_name": "", "kind": "other", "position": "0", "remark": ""}
    if department:
        values.update({name: getattr(department, name) for name in values})
        if department.is_collective:
            values["is_collective"] = "on"
    values |= {"active_from": "", "active_to": "", **changes}
    groups = [("aliases", [{"name": name} for name in aliases])]
    if members is not None:
        groups.append(("member_rows", [{"member": member.pk} for member in members]))
    for prefix, rows in groups:
        values |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for place, row in enumerate(rows):
            values |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return values


def errors(response):
    """All complaints of an admin form page and its inlines, as one text."""
    assert response.status_code == 200
    found = list(response.context["errors"])
    assert found
    return " ".join(str(error) for error in found)


@pytest.mark.parametrize("words", ["卫生局", "市卫生局", "卫健", "民政 市"])
def test_departments_are_found_by_any_of_their_names(office, cast, words):
    DepartmentAlias.objects.create(department=cast.health, name="市卫健委")
    DepartmentAlias.objects.create(department=cast.health, name="市卫健局")
    rows = shown(office.get(page("departments_department_changelist", q=words)))
    assert rows == [cast.civil_affairs if "民政" in words else cast.health]


def test_departments_are_filtered(office, cast):
    today = timezone.localdate()
    Department.objects.filter(pk=cast.east.pk).update(active_to=today - datetime.timedelta(days=1))
    Department.objects.filter(pk=cast.west.pk).update(active_from=today + datetime.timedelta(days=1))
    Department.objects.filter(pk=cast.health.pk).update(active_to=today, successor=cast.education)

    def found(**query):
        return {unit.name for unit in shown(office.get(page("departments_department_changelist", **query)))}

    assert found(state="merged") == {"市卫生局"}
    assert found(state="closed") == {"东城区人民政府", "西城区人民政府"}
    assert found(state="active") == {"市民政局", "市教育局", "市政府办公室", "各区人民政府"}
    assert found(is_collective__exact="1") == {"各区人民政府"}
    assert found(kind__exact="county") == {"各区人民政府"}
    assert "市教育局</td>" in office.get(page("departments_department_changelist")).text  # as the successor


def test_the_order_is_changed_in_the_list(office, cast):
    units = list(Department.objects.all())
    data = {"form-TOTAL_FORMS": len(units), "form-INITIAL_FORMS": len(units), "_save": "1"}
    for place, unit in enumerate(units):
        data |= {f"form-{place}-id": unit.pk, f"form-{place}-position": 10 - place}
    office.post(page("departments_department_changelist"), data)
    assert list(Department.objects.all()) == units[::-1]


def test_a_wrong_order_in_the_list_is_refused(office, cast):
    unit = cast.health
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "1", "form-0-id": unit.pk, "form-0-position": "-1"}
    answer = office.post(page("departments_department_changelist", q=unit.name), data)
    assert answer.status_code == 200
    assert answer.context["cl"].formset.errors == [{"position": ["确保该值大于或等于0。"]}]


def test_a_department_is_added_with_its_aliases(office, cast):
    answer = office.post(
        page("departments_department_add"), department_form(name="市审计局", kind="government", aliases=["市审计机关"])
    )
    assert answer.status_code == 302
    assert Department.objects.called("市审计机关").get().name == "市审计局"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "市卫生局"},
        {"name": "x" * 101},
        {"name": "市药监局"},
        {"kind": "no such kind"},
        {"position": "first"},
        {"active_from": "2014-05-01", "active_to": "2014-04-30"},
        {"active_to": "2014-02-30"},
        {"aliases": ["市民政局"]},
        {"aliases": ["市药监局"]},
        {"aliases": ["同名", "同名"]},
        {"aliases": ["x" * 101]},
    ],
)
def test_a_wrong_department_is_refused_with_a_sentence(office, cast, wrong):
    DepartmentAlias.objects.create(department=cast.health, name="市药监局")
    before = Department.objects.count(), DepartmentAlias.objects.count()
    answer = office.post(page("departments_department_add"), department_form(**{"name": "市审计局", **wrong}))
    assert errors(answer)
    assert (Department.objects.count(), DepartmentAlias.objects.count()) == before


def test_members_are_entered_on_a_collective_only(office, cast):
    assert "member_rows-TOTAL_FORMS" not in office.get(page("departments_department_change", cast.health.pk)).text
    address = page("departments_department_change", cast.districts.pk)
    assert "member_rows-TOTAL_FORMS" in office.get(address).text
    assert office.post(address, department_form(cast.districts, members=[cast.health])).status_code == 302
    assert cast.districts.member_rows.count() == 3


def test_wrong_members_are_refused_with_a_sentence(office, cast):
    Department.objects.filter(pk=cast.office.pk).update(successor=cast.education)
    other = factories.collective("各城区人民政府", [])
    address = page("departments_department_change", cast.districts.pk)
    for members in ([cast.districts], [other], [cast.east], [cast.health, cast.health], [cast.office]):
        assert errors(office.post(address, department_form(cast.districts, members=members)))
    form = department_form(cast.districts, members=[])
    del form["is_collective"]
    assert errors(office.post(address, form))
    form = department_form(cast.east, is_collective="on")
    assert errors(office.post(page("departments_department_change", cast.east.pk), form))
    assert CollectiveMember.objects.count() == 2


def test_a_department_in_use_is_not_deleted(office, cast):
    change = page("departments_department_change", cast.health.pk)
    delete = page("departments_department_delete", cast.health.pk)
    assert delete not in office.get(change).text
    for answer in (office.get(delete, follow=True), office.post(delete, {"post": "yes"}, follow=True)):
        assert answer.redirect_chain == [(change, 302)]
        assert "市卫生局" in sentences(answer)
    assert Department.objects.filter(pk=cast.health.pk).exists()


def test_a_department_that_nobody_names_is_deleted(office, cast):
    unit = factories.department("市误录局")
    DepartmentAlias.objects.create(department=unit, name="误录")
    delete = page("departments_department_delete", unit.pk)
    assert office.get(delete).status_code == 200
    office.post(delete, {"post": "yes"})
    assert not Department.objects.filter(pk=unit.pk).exists()


def test_a_deletion_that_collides_with_a_new_use_is_refused(office, cast, monkeypatch):
    monkeypatch.setattr("departments.admin.common.KeepsWhatIsUsed.is_used", lambda self, instance: False)
    office.post(page("departments_department_delete", cast.health.pk), {"post": "yes"}, follow=True)
    assert Department.objects.filter(pk=cast.health.pk).exists()


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_deleted_in_bulk(office, cast, name):
    model = next(m for m in admin.site._registry if f"{m._meta.app_label}_{m._meta.model_name}" == name)
    before = model._base_manager.count()
    chosen = list(model._base_manager.values_list("pk", flat=True))
    office.post(
        page(f"{name}_changelist"),
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
        follow=True,
    )
    assert model._base_manager.count() == before


def test_a_merged_department_shows_where_it_went_and_takes_a_remark(office, cast):
    last = factories.department("市卫健委")
    Department.objects.filter(pk=cast.education.pk).update(successor=last)
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    address = page("departments_department_change", cast.health.pk)
    assert "市卫生局 → 市教育局 → 市卫健委" in office.get(address).text
    office.post(address, {"name": "改名", "position": "7", "remark": "2014年并入"})
    cast.health.refresh_from_db()
    assert (cast.health.name, cast.health.position, cast.health.remark) == ("市卫生局", 7, "2014年并入")


def test_the_chooser_offers_no_merged_department(office, cast):
    Department.objects.filter(pk=cast.health.pk).update(successor=cast.education)
    query = {"app_label": "departments", "model_name": "membership", "field_name": "department"}
    answer = office.get(page("autocomplete", **query, term="市")).json()
    assert [row["text"] for row in answer["results"]] == ["市民政局", "市教育局", "市政府办公室"]


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(
    "name",
    ["departments_department", "departments_membership", "departments_user", "items_workitem", "items_historyentry"],
)
def test_lists_ask_the_database_as_often_for_1_row_as_for_50(office, cast, django_assert_max_num_queries, name, count):
    for number in range(count):
        unit = factories.department(successor=cast.education if number % 2 else None)
        DepartmentAlias.objects.create(department=unit, name=f"别名{number}")
        person = factories.person(role="liaison", department=unit)
        item = factories.item(cast.report, 100 + number, leads=[unit])
        history.record("item_edited", by=person, item=item, before={"due_on": ""}, after={"due_on": "2011-05-01"})
    with django_assert_max_num_queries(12):
        assert office.get(page(f"{name}_changelist")).status_code == 200


# --- People and posts ------------------------------------------------------------------------------------------


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


PASSWORD = {"password1": "Qinghe-2014", "password2": "Qinghe-2014"}


def test_a_person_is_added_with_a_post_and_signs_in(office, cast, client):
    post = {"role": "liaison", "department": cast.health.pk}
    answer = office.post(page("departments_user_add"), user_form([post], **PASSWORD))
    user = User.objects.get(username="newbie")
    assert answer.url == page("departments_user_change", user.pk)
    assert [str(post) for post in user.posts] == [str(cast.health_liaison.posts[0])]
    assert user.check_password("Qinghe-2014")


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


def test_the_day_of_a_demonstration_stands_on_every_page(office, settings):
    assert "demo-day" not in office.get(page("index")).text
    settings.PORTAL_DAYS_BACK = 1
    assert "demo-day" in office.get(page("index")).text


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
        {"password1": "Qinghe-2014", "password2": "Qinghe-2015"},
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
    assert cast.liaison.check_password("Qinghe-2014")


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
    update_progress(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), text="已开工")
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


# --- Sign-in ---------------------------------------------------------------------------------------------------


def failed(username, address, failures, browser="a", **fields):
    return AccessAttempt.objects.create(
        username=username, ip_address=address, failures_since_start=failures, user_agent=browser, **fields
    )


def test_a_locked_account_is_unlocked(office, cast):
    one, two = failed("liaison", "10.0.0.1", 3), failed("liaison", "10.0.0.1", 2, browser="b")
    other, nameless = failed("head", "10.0.0.2", 1), failed(None, "10.0.0.3", 5)
    address = page("axes_accessattempt_changelist")
    locked = {attempt.pk: attempt.recent_failures for attempt in shown(office.get(address))}
    assert locked == {one.pk: 5, two.pk: 5, other.pk: 1, nameless.pk: None}
    answer = office.post(address, {"action": "unlock", "_selected_action": [one.pk]}, follow=True)
    assert "liaison" in sentences(answer)
    assert set(AccessAttempt.objects.all()) == {other, nameless}
    entry = LogEntry.objects.get()
    with translation.override("zh-hans"):
        told = gettext("%(username)s at %(address)s: unlocked") % {"username": "liaison", "address": "10.0.0.1"}
    assert (entry.user, entry.object_repr) == (cast.administrator, told)
    assert told in office.get(page("index")).text
    # An attempt without a name must not be taken for "everybody".
    office.post(address, {"action": "unlock", "_selected_action": [nameless.pk]})
    assert set(AccessAttempt.objects.all()) == {other}
    assert office.get(page("axes_accessattempt_change", other.pk)).status_code == 200


def test_an_old_failure_does_not_count_as_locked(office, cast):
    attempt = failed("liaison", "10.0.0.1", 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=11))
    assert [row.recent_failures for row in shown(office.get(page("axes_accessattempt_changelist")))] == [None]
    assert office.get(page("axes_accessattempt_change", attempt.pk)).status_code == 200


# --- Records ---------------------------------------------------------------------------------------------------


def record_pages(cast):
    """{list name: key of one of its rows} of everything that is to be read only."""
    update_progress(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), text="已开工")
    chapter = factories.chapter(cast.report)
    log = AccessLog.objects.create(username="liaison", ip_address="10.0.0.1", user_agent="a")
    return {
        "items_workitem": cast.led.pk,
        "items_chapter": chapter.pk,
        "items_progressnote": ProgressNote.objects.get().pk,
        "items_historyentry": HistoryEntry.objects.first().pk,
        "axes_accessattempt": failed("liaison", "10.0.0.1", 5).pk,
        "axes_accesslog": log.pk,
    }


def test_records_are_shown_but_never_added_changed_or_deleted(office, cast):
    for name, key in record_pages(cast).items():
        answer = office.get(page(f"{name}_change", key))
        assert answer.status_code == 200, name
        assert "historylink" not in answer.text, name
        assert office.post(page(f"{name}_change", key), {"text": "x"}).status_code == 403, name
        for address in (page(f"{name}_add"), page(f"{name}_delete", key)):
            assert office.get(address).status_code == 403, name
            assert office.post(address, {"post": "yes"}).status_code == 403, name


def test_of_a_report_only_the_description_changes(office, cast):
    address = page("items_workreport_change", cast.report.pk)
    assert "1、甲。2、乙。3、丙。" in office.get(address).text
    data = {"title": "二〇一一年任务分解", "issuer": "市政府办公室", "document_number": "襄政办发〔2011〕1号"}
    data |= {"year": "2020", "source_text": "x", "issued_on": "2020-01-01", "remark": "已核对"}
    assert office.post(address, data).status_code == 302
    report = WorkReport.objects.get()
    assert (report.title, report.issuer, report.remark) == ("二〇一一年任务分解", "市政府办公室", "已核对")
    assert (report.year, report.source.text) == (2011, "1、甲。2、乙。3、丙。")
    assert office.post(page("items_workreport_delete", report.pk), {"post": "yes"}).status_code == 403
    assert office.get(page("items_workreport_add")).status_code == 403


def test_two_reports_of_a_year_cannot_get_one_title(office, cast):
    other = factories.report(title="另一个")
    data = {"title": "2011年任务分解", "issuer": "", "document_number": "", "remark": ""}
    assert errors(office.post(page("items_workreport_change", other.pk), data))


def test_the_page_of_an_item_leads_to_the_portal(office, cast):
    answer = office.get(page("items_workitem_change", cast.led.pk))
    assert f'href="{cast.led.get_absolute_url()}"' in answer.text
    assert "市民政局" in answer.text


@pytest.mark.parametrize(("words", "number"), [("1", 1), ("医疗救助", 2), ("学前", 3)])
def test_items_are_found_by_number_or_words(office, cast, words, number):
    factories.item(cast.report, 11)
    found = shown(office.get(page("items_workitem_changelist", q=words)))
    assert [item.number for item in found] == [number]


def test_the_history_is_searched_and_filtered(office, cast):
    update_progress(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), status="in_progress")
    update_progress(cast.supported, by=cast.supervisor, version=1, on=factories.day("2011-05-01"), text="请抓紧")

    def found(**query):
        return {entry.action for entry in shown(office.get(page("items_historyentry_changelist", **query)))}

    assert found() == {"report_issued", "status_changed", "note_written"}
    assert found(action__exact="status_changed") == {"status_changed"}
    assert found(q="李联络") == {"status_changed"}
    assert found(q="2") == {"note_written"}
    assert found(q="钱督查 2") == {"note_written"}
    assert found(q="没有这个人") == set()
    assert found(at__year=2000) == set()


def test_before_and_after_are_told_in_words(office, cast):
    update_progress(cast.led, by=cast.liaison, version=1, on=factories.day("2011-05-01"), status="in_progress")
    entry = HistoryEntry.objects.get(action="status_changed")
    text = office.get(page("items_historyentry_change", entry.pk)).text
    status = WorkItem.Status
    assert f"{status.NOT_STARTED.label} → {status.IN_PROGRESS.label}" in text


# --- Names that look like code ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [EVIL, FORMULA])
def test_names_that_look_like_code_are_shown_as_text_everywhere(office, cast, name):
    unit = factories.department(name, short_name=name[:20])
    DepartmentAlias.objects.create(department=unit, name=f"{name}别名")
    user = factories.person("evil", role="liaison", department=unit, name=name)
    post = user.memberships.get()
    item = factories.item(cast.report, 9, text=name, leads=[unit])
    update_progress(item, by=user, version=1, on=factories.day("2011-05-01"), text=name)
    spare = factories.department(f"{name}二")
    addresses = [page(f"{listed}_changelist") for listed in LISTS]
    addresses += [
        page("departments_department_change", unit.pk),
        page("departments_department_history", unit.pk),
        page("departments_department_delete", spare.pk),
        page("departments_user_change", user.pk),
        page("auth_user_password_change", user.pk),
        page("departments_membership_change", post.pk),
        page("items_workitem_change", item.pk),
        page("items_progressnote_change", item.notes.get().pk),
        page("items_historyentry_change", HistoryEntry.objects.filter(item=item).first().pk),
    ]
    for address in addresses:
        answer = office.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    answer = office.get(page("departments_department_delete", unit.pk), follow=True)
    assert name in sentences(answer)
    assert "<script>alert" not in answer.text
