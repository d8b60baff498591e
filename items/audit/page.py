"""The audit record as its page shows it: a stretch of entries, in words, with the way to what they are about.

No list of millions is counted: a stretch is found by the key of the entry at which it begins.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ..forms.keys import key_of
from ..models import AuditEntry
from ..pages.addresses import address
from . import words
from .cut import NO_CUT, ForgedCut, newest_cut

ROWS = 50
PAGES_OF = {"item": "item_history", "report": "report_detail", "department": "department_detail"}


@dataclass(frozen=True)
class AuditLine:
    """One entry in words; `url` leads to what it is about, "" if nowhere."""

    entry: AuditEntry
    act: str
    changes: list
    url: str


@dataclass(frozen=True)
class WholeRecord:
    """From which day on entries are here (None: there is none), for how many days they are kept (0: for ever), and
    the latest export of those that were removed ("": none was)."""

    since: datetime.date | None
    days: int
    file: str


@dataclass(frozen=True)
class Entries:
    """Entries of the list; `older` and `newer` are the keys to go on from, None at its ends."""

    lines: list[AuditLine]
    older: int | None
    newer: int | None

    @cached_property
    def has_others(self):
        return self.older is not None or self.newer is not None


def kept():
    """What the page says of the record as a whole, `WholeRecord`; two queries."""
    first = AuditEntry.objects.order_by("pk").values_list("at", flat=True).first()
    try:
        cut = newest_cut()
    except ForgedCut:  # forged: verify_audit tells it
        cut = NO_CUT
    return WholeRecord(first and timezone.localdate(first), settings.PORTAL_AUDIT_DAYS, cut.file)


def stretch(rows, asked):
    """The `Entries` of the filtered entries that `before` or `after`, the key of an entry, ask for."""
    before, after = key_of(asked.get("before", "")), key_of(asked.get("after", ""))
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: ROWS + 1])
        more, found = len(found) > ROWS, found[:ROWS][::-1]
        return Entries(lines(found), _last(found) if found else None, found[0].pk if more else None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ROWS + 1])
    more, found = len(found) > ROWS, found[:ROWS]
    return Entries(lines(found), _last(found) if more else None, found[0].pk if before is not None and found else None)


def _last(found):
    return found[-1].pk


def lines(entries):
    """`AuditLine`s of the entries; no query."""
    acts = words.acts()
    return [AuditLine(one, str(acts.get(one.act, one.act)), words.spell_changes(one), _url(one)) for one in entries]


def _url(entry):
    """Whether the reader may see what it leads to, that page decides."""
    if entry.kind in PAGES_OF and entry.key.isdecimal():
        return reverse(PAGES_OF[entry.kind], args=[int(entry.key)])
    if entry.kind == "person":
        return address("people_changes", account=entry.key)
    return ""
