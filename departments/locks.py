"""Locks after failed sign-ins: of the account, wherever it is tried, and of the address, whatever it tries.

django-axes notes the failures and hears the sign-ins; how they count is decided here. Whether an account exists plays
no part: a name that nobody bears is locked as well.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

# An address from which somebody signed in within so many days is one of his own.
KNOWN_DAYS = 30


@dataclass(frozen=True)
class Locks:
    """What is locked, and until when: {user name: moment} and {address: moment}."""

    accounts: dict[str, datetime.datetime] = field(default_factory=dict)
    addresses: dict[str, datetime.datetime] = field(default_factory=dict)

    def until(self, username, address):
        """The moment until which nobody signs in with the name from the address; None: they are free."""
        return max(filter(None, [self.accounts.get(username), self.addresses.get(address)]), default=None)


def window():
    """How long failures count, and how long a lock lasts from the last of them."""
    return datetime.timedelta(minutes=settings.PORTAL_LOCK_MINUTES)


def locks(at, attempts=None):
    """The `Locks` in force at the moment, of all `attempts` or of some."""
    attempts = AccessAttempt.objects.all() if attempts is None else attempts
    # A lock may rest on failures that lie twice the time back: the last of them just within it, the first before.
    recent = attempts.filter(attempt_time__gt=at - 2 * window())
    of_accounts, of_addresses = defaultdict(list), defaultdict(list)
    noted = recent.values_list("username", "ip_address", "attempt_time", "failures_since_start")
    for username, address, moment, failures in noted.order_by():
        if username:
            of_accounts[username].append((moment, failures))
        if address:
            of_addresses[address].append((moment, failures))
    return Locks(
        _locked(of_accounts, settings.PORTAL_LOCK_FAILURES, at),
        _locked(of_addresses, settings.PORTAL_LOCK_ADDRESS_FAILURES, at),
    )


def _locked(failed, limit, at):
    """{key: until} of the `failed` {key: [(moment, failures)]} that reached the limit within a window still open."""
    until = {}
    for key, rows in failed.items():
        for end, _failures in rows:
            within = sum(count for moment, count in rows if end - window() < moment <= end)
            if within >= limit and end + window() > at:
                until[key] = max(until.get(key, at), end + window())
    return until


def locks_for(username, address):
    """The `Locks` now that touch the name or the address."""
    touching = Q()
    if username:
        touching |= Q(username=username)
    if address:
        touching |= Q(ip_address=address)
    return locks(timezone.now(), AccessAttempt.objects.filter(touching)) if touching else Locks()


def locked_until(username, address):
    """The moment until which nobody signs in with the name from the address; None: they are free.

    Whoever tries a name elsewhere until it is locked does not keep its owner out: at an address of his own only what
    was tried there counts against the account.
    """
    found = locks_for(username, address)
    if username in found.accounts and _is_known(username, address):
        here = locks(timezone.now(), AccessAttempt.objects.filter(username=username, ip_address=address))
        found = Locks(here.accounts, found.addresses)
    return found.until(username, address)


def _is_known(username, address):
    since = timezone.now() - datetime.timedelta(days=KNOWN_DAYS)
    signed_in = AccessLog.objects.filter(username=username, attempt_time__gt=since)
    return bool(address) and signed_in.filter(ip_address=address).exists()


def is_locked(request, username):
    """Whether no password of the account is looked at now from where the request comes."""
    return settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, {"username": username})


def unlock_account(username):
    """Forget the failures at the account; those at their addresses go on counting for these."""
    AccessAttempt.objects.filter(username=username).update(username=None)
    _forget_the_nameless()


def unlock_address(address):
    """Forget the failures from the address; those at their accounts go on counting for these."""
    AccessAttempt.objects.filter(ip_address=address).update(ip_address=None)
    _forget_the_nameless()


def _forget_the_nameless():
    AccessAttempt.objects.filter(username=None, ip_address=None).delete()


class SeparateLocks(AxesDatabaseHandler):
    """The database handler of django-axes with a limit for accounts and another for addresses."""

    def get_failures(self, request, credentials=None):
        """Axes asks whether this has reached its one limit."""
        username = (credentials or {}).get("username")
        return settings.AXES_FAILURE_LIMIT if locked_until(username, request.axes_ip_address) else 0

    def clean_expired_user_attempts(self, request=None, credentials=None):
        """What no lock can rest on any more goes; a count of before does not go on with the next failure."""
        now = timezone.now()
        over = Q(attempt_time__lte=now - 2 * window())
        if request is not None and not request.axes_locked_out:
            username = (credentials or {}).get("username")
            own = Q(username=username, ip_address=request.axes_ip_address)
            over |= own & Q(attempt_time__lte=now - window())
        return AccessAttempt.objects.filter(over).delete()[0]

    def reset_user_attempts(self, request, credentials=None):
        """Who has signed in mistyped himself there; what others tried elsewhere, or at other accounts, still counts."""
        username = (credentials or {}).get("username")
        own = AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)
        return own.delete()[0] if username else 0
