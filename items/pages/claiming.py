"""A form that is sent twice acts once: its key is claimed in the transaction of what it does.

The database lets the second of two at once wait until the first is done; a step that fails frees its form again.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.crypto import salted_hmac

from departments.models import User

from ..models import TakenForm

# The hidden field of every form that takes POST, new each time the form is drawn.
KEY = "form_key"
# A page may stay open over a weekend, or come back from the browser's memory.
KEPT_FOR = datetime.timedelta(days=7)

_afterwards: ContextVar[list[Callable[[], object]] | None] = ContextVar("afterwards", default=None)


def mark_of(*parts: str, files: list[bytes]) -> str:
    """What tells a form as it was filled in from every other: 64 hexadecimal digits.

    `parts` are its key, person, address, fields and values; `files` the digests of its files. A form that came back
    from the browser's memory and was filled in anew is another one.
    """
    digest = hashlib.sha256()
    for part in (*(part.encode() for part in parts), *files):
        digest.update(len(part).to_bytes(8) + part)
    return salted_hmac("items.pages.claiming", digest.digest(), algorithm="sha256").hexdigest()


def claim(mark: str, *, by: User, at: datetime.datetime) -> tuple[TakenForm, bool]:
    """(the form, whether this call is the first to take it). Call it inside the transaction of what the form does."""
    return TakenForm.objects.get_or_create(mark=mark, defaults={"by": by, "at": at})


def keep_answer(taken: TakenForm, led_to: str, said: list[tuple[int, str]]) -> None:
    """What whoever sends the form again is told."""
    TakenForm.objects.filter(pk=taken.pk).update(led_to=led_to, said=said)


def free(taken: TakenForm) -> None:
    """Nothing came of it: the same form may be sent again."""
    TakenForm.objects.filter(pk=taken.pk).delete()


def forget_forms(at: datetime.datetime) -> int:
    """Drop what nobody sends again; returns how many went."""
    return TakenForm.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def afterwards(act: Callable[[], object]) -> None:
    """Run `act()` once the form under way has been taken and others may write again; at once where none is."""
    waiting = _afterwards.get()
    if waiting is None:
        act()
    else:
        waiting.append(act)


@contextmanager
def holding_back() -> Iterator[None]:
    """What `afterwards` was given within the block runs at its end, unless it ended with an error."""
    waiting: list[Callable[[], object]] = []
    token = _afterwards.set(waiting)
    try:
        yield
    finally:
        _afterwards.reset(token)
    for act in waiting:
        act()
