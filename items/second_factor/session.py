"""What a session knows of the second factor: who is half signed in, who has proven it, who may change it now.

Nothing is asked of the database by it on pages: `PASSED` stands in the session from the sign-in on.
"""

import time
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare

from departments.models import User

HALF, PASSED, CONFIRMED, STATE, PENDING, GO_TO = (
    f"second_factor_{name}" for name in ("half", "passed", "confirmed", "state", "pending", "go_to")
)
# After the right password so many seconds are left for the code; a change of one's factors is as long confirmed.
HALF_SECONDS = CONFIRMED_SECONDS = 300
MOST_WRONG = 5


@dataclass(frozen=True)
class HalfSigned:
    """Whose password was right; by which backend, and where to go on."""

    person: User
    backend: str
    go_to: str


def begin(request, person, *, go_to):
    """Note that the password of `person` was right; nobody is signed in by it."""
    request.session.flush()  # whatever stood in a stranger's session, and its key, are not carried on
    request.session[HALF] = {
        "person": person.pk,
        "at": time.time(),
        "password": person.get_session_auth_hash(),
        "backend": person.backend,
        "go_to": go_to,
        "wrong": 0,
    }


def half_signed(request):
    """The `HalfSigned` of the session, or None: none, too old, deactivated or with another password since."""
    half = request.session.get(HALF)
    if half is None or not 0 <= time.time() - half["at"] <= HALF_SECONDS:
        return None
    person = User.objects.filter(pk=half["person"], is_active=True).first()
    if person is None or not constant_time_compare(half["password"], person.get_session_auth_hash()):
        return None
    return HalfSigned(person, half["backend"], half["go_to"])


def count_wrong(request):
    """Note a wrong code; returns whether there may be another."""
    half = request.session[HALF]
    half["wrong"] += 1
    request.session[HALF] = half
    return half["wrong"] < MOST_WRONG


def forget(request):
    """The sign-in begins anew."""
    for name in (HALF, STATE):
        request.session.pop(name, None)


def pass_on(request):
    """The person has proven a second factor in this session."""
    request.session[PASSED] = True


def has_passed(request):
    return PASSED in request.session


def confirm(request):
    """It is certain at this moment who sits there: for some minutes he may change his factors."""
    request.session[CONFIRMED] = time.time()


def is_confirmed(request):
    return 0 <= time.time() - request.session.get(CONFIRMED, 0) <= CONFIRMED_SECONDS


def go_on_to(request, address):
    """Keep where somebody wanted to go who has to set up a second factor first."""
    request.session[GO_TO] = address


def keep(request, name, value):
    request.session[name] = value


def take(request, name):
    """What was kept under the name, or None; it is there once."""
    return request.session.pop(name, None)
