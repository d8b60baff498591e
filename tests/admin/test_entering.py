"""Who enters the administration, by which way, and who stays outside."""

import datetime

import pytest
from django.utils import timezone

from departments.models import Department, User

from .admin_pages import LISTS, page

PEOPLE = ["liaison", "head", "supervisor", "leader", "observer", "newcomer", "administrator"]
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
