"""Whoever lost telephone and key: an administrator, or the operator at the machine, lets him in by the password."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from items.models import HistoryEntry, PersonSession, RecoveryCode, SecondFactor

from ..given.html import parse
from .telephone import given_app, half_sign_in, is_signed_in, signed_in


def reset_of(person):
    return reverse("second_factor_reset", args=[person.pk])


def test_an_administrator_resets_it(office, client, cast, telephone):
    assert office.get(reset_of(cast.liaison)).status_code == 200
    office.post(reset_of(cast.liaison))
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    entry = HistoryEntry.objects.get(action="second_factor_reset")
    assert (entry.by, entry.person) == (cast.administrator, cast.liaison)
    assert cast.liaison.messages.get(kind="account").by == cast.administrator
    other = type(client)()
    half_sign_in(other)
    assert is_signed_in(other)


def test_it_ends_the_sessions_of_the_person_and_says_so(office, cast, telephone):
    """Whoever came in by the lost telephone is out."""
    inside, other = signed_in(cast.liaison), signed_in(cast.head)
    answer = office.post(reset_of(cast.liaison), follow=True).content.decode()
    assert "终止其全部登录会话" in answer
    assert inside.get(reverse("workbench")).status_code == 302 and not is_signed_in(inside)
    assert is_signed_in(other)
    assert not PersonSession.objects.filter(user=cast.liaison).exists()
    assert HistoryEntry.objects.get(action="second_factor_reset").after["sessions"] == 1
    assert "全部登录会话已终止" in cast.liaison.messages.get(kind="account").text


def test_the_command_ends_them_too(cast, telephone):
    inside = signed_in(cast.liaison)
    out = io.StringIO()
    call_command("reset_second_factor", "liaison", stdout=out)
    assert "every session ended" in out.getvalue() and "终止" in out.getvalue()
    assert not is_signed_in(inside)


@pytest.mark.parametrize("who", ["supervisor", "leader", "head", "liaison"])
def test_nobody_else_does(cast, telephone, who):
    client = signed_in(getattr(cast, who))
    assert client.get(reset_of(cast.liaison)).status_code == 403
    assert client.post(reset_of(cast.liaison)).status_code == 403
    assert SecondFactor.objects.exists()


def test_nobody_resets_his_own(office, cast, machine):
    given_app(cast.administrator, machine)
    assert not parse(office.get(reset_of(cast.administrator))).one("main").all("form")
    office.post(reset_of(cast.administrator))
    assert SecondFactor.objects.filter(user=cast.administrator).exists()


def test_the_list_leads_there_for_those_who_have_one(office, cast, telephone):
    links = parse(office.get(reverse("people_list"))).links()
    assert reset_of(cast.liaison) in links and reset_of(cast.head) not in links


def test_others_read_in_the_log_only_that_there_was_a_message(cast, office, telephone):
    office.post(reset_of(cast.liaison))
    text = cast.liaison.messages.get(kind="account").text
    page = signed_in(cast.supervisor).get(reverse("message_log")).content.decode()
    assert text not in page


def test_the_operator_resets_it_by_a_command(client, cast, telephone):
    out = io.StringIO()
    call_command("reset_second_factor", "liaison", stdout=out)
    assert "liaison" in out.getvalue()
    entry = HistoryEntry.objects.get(action="second_factor_reset")
    assert entry.by is None and entry.person == cast.liaison
    half_sign_in(client)
    assert is_signed_in(client)


@pytest.mark.parametrize("username", ["nobody", "head"])
def test_the_command_says_where_there_is_nothing_to_reset(cast, username):
    with pytest.raises(CommandError):
        call_command("reset_second_factor", username)
