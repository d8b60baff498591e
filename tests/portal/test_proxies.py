"""Whose address the history and the log of sign-ins note behind a proxy."""

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ImproperlyConfigured

from tasks_portal.proxies import networks

SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def counting(settings):
    settings.AXES_ENABLED = True


@pytest.fixture
def proxies(settings, monkeypatch):
    monkeypatch.setenv("PORTAL_TRUSTED_PROXIES", "127.0.0.1, 10.2.0.0/16 2001:db8::/32")
    settings.PORTAL_TRUSTED_PROXIES = networks("PORTAL_TRUSTED_PROXIES")


def noted(client, peer, *passed_on):
    """The address that a wrong password from the peer leaves, with the proxies' header."""
    headers = {"x-forwarded-for": ", ".join(passed_on)} if passed_on else {}
    client.post(SIGN_IN, {"username": "nobody", "password": "wrong"}, REMOTE_ADDR=peer, headers=headers)
    return AccessAttempt.objects.latest("pk").ip_address


@pytest.mark.parametrize(
    ("peer", "passed_on", "address"),
    [
        ("127.0.0.1", ["192.168.7.9"], "192.168.7.9"),
        ("127.0.0.1", ["192.168.7.9", "10.2.3.4"], "192.168.7.9"),
        ("127.0.0.1", ["6.6.6.6", "192.168.7.9"], "192.168.7.9"),  # the first was written by the person
        ("127.0.0.1", ["192.168.7.9, 10.2.3.4", "10.2.9.9"], "192.168.7.9"),
        ("2001:db8::5", ["2001:db9::7"], "2001:db9::7"),
        ("127.0.0.1", ["10.2.3.4"], "10.2.3.4"),
        ("::ffff:127.0.0.1", ["192.168.7.9"], "192.168.7.9"),  # by IPv4 to a server that listens by IPv6
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["192.168.7.9", "nonsense"], "127.0.0.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("192.168.1.1", ["8.8.8.8"], "192.168.1.1"),
    ],
)
def test_only_trusted_proxies_are_believed(client, db, proxies, peer, passed_on, address):
    assert noted(client, peer, *passed_on) == address


def test_without_trusted_proxies_nobody_is(client, db):
    assert noted(client, "127.0.0.1", "8.8.8.8") == "127.0.0.1"


def test_wrong_passwords_from_one_address_lock_out_nobody_else_behind_the_proxy(client, cast, proxies):
    for number in range(11):
        wrong = {"username": f"person{number}", "password": "wrong"}
        answer = client.post(SIGN_IN, wrong, headers={"x-forwarded-for": "192.168.7.9"})
    assert answer.status_code == 429
    right = {"username": "head", "password": "head-Pass-1"}
    assert client.post(SIGN_IN, right, headers={"x-forwarded-for": "192.168.7.10"}).status_code == 302


@pytest.mark.parametrize("value", ["proxy", "10.2.0.1/16", "300.1.1.1"])
@pytest.mark.parametrize("name", ["PORTAL_TRUSTED_PROXIES", "PORTAL_ADMIN_ADDRESSES"])
def test_what_is_no_address_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"{name} .*{value}"):
        networks(name)
