"""The line that says what comes next after a step: who has it now, then what else waits for whoever took it.

What waits is asked where the workbench asks it, so that its numbers are those of the workbench.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from departments.models import User

from .. import access
from ..models import Instruction, InstructionAnswer, ProgressUpdate
from ..pages.addresses import address
from ..pages.tasks import Task
from ..people.page import NO_PASSWORD, people_found
from ..starting.page import first_steps
from ..workbench.cards import WaitKind
from ..workbench.first import NextWait, next_wait
from ..workbench.page import before
from ..workbench.papers import open_imports
from .about import AFTER, TO_WRITE, After, Sent
from .held import held

State = ProgressUpdate.State
# Characters of an item's text in the link to what is done on it.
TEXT_SHOWN = 20


def next_step(name: str, sent: Sent, *, on: datetime.date) -> str:
    """What comes next, as HTML, now that the step behind the address `name` was taken with what was `sent`.

    "" where nothing is told. A fixed number of queries, none at all for the addresses of other steps.
    """
    after = AFTER.get(name)
    if after is None:
        return ""
    rows = after.rows(sent)
    has_it = held(rows, sent.user, on=on, many=after.many)
    told = [_next(has_it.words)] if has_it.words else []
    if not has_it.is_own:
        told += _then(sent.user, rows, on, after, is_first=not told)
    return format_html_join(" ", "{}", ((sentence,) for sentence in told))


def _next(words):
    return format_html(_("Next: {what}."), what=words)


def _then(user, rows, on, after, *, is_first):
    """Sentences on what else waits for the person; `is_first`: nothing stands before them."""
    waits = next(filter(None, _waiting(user, rows, on, after)), None)
    told = []
    if after.prefer == TO_WRITE and _are_sent(rows) and not _is_to_write(waits):
        told.append(_("All your reports are written."))
    if waits:
        words = _spell(waits)
        told.append(_next(words) if is_first else format_html(_("{what}."), what=words))
    elif _is_waited_for(user) and _is_all(user, rows, on, after):
        told.append(_("Nothing else waits for you."))
    return told


def _is_all(user, rows, on, after):
    """Whether nothing waits but what the step was about: what was passed over may stand for more of its kind."""
    if not after.settles or Instruction in after.settles:
        return not after.settles
    left = next(filter(None, _waiting(user, rows, on, replace(after, settles=()))), None)
    return left is None or (isinstance(left, NextWait) and (left.listed is None or left.listed.count <= len(rows)))


def _are_sent(rows):
    return bool(rows) and all(row.state in (State.AWAITING_SIGN_OFF, *ProgressUpdate.HANDED_IN) for row in rows)


def _is_to_write(waits):
    return isinstance(waits, NextWait) and waits.kind in TO_WRITE


def _is_waited_for(user):
    """Whether the workbench says what waits for the person, not only what there is to be read."""
    return access.can_supervise(user) or access.is_leader(user) or bool(access.own_departments(user))


def _waiting(user: User, rows: list[Any], on: datetime.date, after: After) -> Iterator[Any]:
    """All that may wait for the person, one after another, what is preferred before the rest; None for what does not.

    Who asks only for the first asks the database for no more.
    """
    departments = access.own_departments(user)
    kinds = [kind for kind in after.settles if isinstance(kind, WaitKind)]
    without = [(kind, row.item.pk) for kind in kinds for row in rows if _still_waits(row)]
    preferred_kinds = any(isinstance(one, WaitKind) for one in after.prefer)

    def card():
        return next_wait(user, departments, on, prefer=after.prefer, without=without) if departments else None

    first, then = before(user, departments, on=on) if _is_waited_for(user) else ([], [])
    first, then = ([one for one in some if one.rows.model not in after.settles] for some in (first, then))
    preferred = [one for one in (*first, *then) if one.rows.model in after.prefer]
    if access.can_keep_people(user) and User in after.prefer:
        yield from _people(user, on)
    if preferred_kinds and (found := card()) and found.kind in after.prefer:
        yield found
    yield from (one.first() for one in preferred)
    yield from (one.first() for one in first if one not in preferred)
    yield card()
    yield from (one.first() for one in then if one not in preferred)
    if access.can_supervise(user):
        yield _imports(open_imports())
    if access.can_keep_people(user):
        yield from _people(user, on)


def _still_waits(row):
    """Whether what was written is still counted among what waits: an answer only until it has left its unit."""
    return not isinstance(row, InstructionAnswer) or row.is_unsigned


def _imports(count):
    words = ngettext(
        "%(count)s import waits to be checked and applied", "%(count)s imports wait to be checked and applied", count
    )
    return _link(reverse("import_list"), words % {"count": count}) if count else None


def _people(user, on):
    """For who keeps people: passwords to be handed out, else the first of the first steps that is left."""
    count = people_found(state=NO_PASSWORD, on=on).count()
    words = ngettext(
        "hand out a one-time password to %(count)s person", "hand out one-time passwords to %(count)s people", count
    )
    yield _link(address("people_list", state=NO_PASSWORD), words % {"count": count}) if count else None
    step = next((one for one in first_steps(user, on=on) if not one.is_done and one.url), None)
    yield _link(step.url, step.title) if step else None


def _spell(waits):
    if isinstance(waits, Task):
        return format_html(_("Waiting for you: {count}"), count=_counted(waits.title, waits.count, waits.url))
    if not isinstance(waits, NextWait):
        return waits
    text = Truncator(waits.item.text).chars(TEXT_SHOWN, truncate="…")
    item = _link(waits.url, f"{waits.item.display_number} {text}")
    if waits.listed is None:
        return format_html(_("the next item: {item}"), item=item)
    listed = _counted(waits.listed.label, waits.listed.count, waits.listed.url)
    return format_html(_("Waiting for you: {count}, the next item: {item}"), count=listed, item=item)


def _counted(label, count, url):
    words = pgettext("what waits", "%(label)s (%(count)s)") % {"label": label, "count": count}
    return _link(url or f"{reverse('workbench')}#waits", words)


def _link(url, words):
    return format_html('<a href="{}">{}</a>', url, words)
