"""The only writer of audit entries; each is written in the transaction of the act, so that neither stands alone.

The history tells of itself (`items.history`); whoever lets somebody do what no history tells calls `note`.
"""

import datetime
import threading
import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils import timezone

from departments import clock
from departments.models import User

from .models import AuditEntry, HistoryEntry
from .models.digests import HISTORY_FIELDS, history_digest, row_of

Act, Result = AuditEntry.Act, AuditEntry.Result


@dataclass(frozen=True)
class Origin:
    """Where a change came from: the request's id and network address; empty for commands."""

    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    address: str | None = None


NOWHERE = Origin(request_id="")

# Set by the middleware for the length of a request, so that steps need not pass a request along.
origin = ContextVar("history_origin", default=NOWHERE)

# What an object is called, in no language in particular.
NAMED = {
    "item": lambda item: f"{item.display_number} {_text_of(item)}".strip(),
    "report": lambda report: report.title,
    "person": lambda person: f"{person.name} ({person.username})",
    "department": lambda department: department.name,
}

# Whether this process has written an entry that it has not seen sealed yet.
unsealed = threading.Event()

LENGTHS = {
    field.name: field.max_length or 0 for field in AuditEntry._meta.concrete_fields if getattr(field, "max_length", 0)
}


def note(
    act: AuditEntry.Act,
    *,
    by: User | None = None,
    username: str = "",
    kind: str = "",
    key: object = "",
    label: str = "",
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
    result: AuditEntry.Result = Result.DONE,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> AuditEntry:
    """Write one entry. `by` is a user, or None for the system and for strangers, who may have given a `username`.

    Never a password, an e-mail address, a telephone number or what a file says.
    """
    entry = _entry(act, by, at or clock.now(), username=username, kind=kind, key=str(key), label=label)
    entry.before, entry.after = before or {}, after or {}
    entry.result, entry.reason = result, reason.replace("\0", "")
    entry.save(force_insert=True)
    unsealed.set()
    return entry


def of_history(entries: Iterable[HistoryEntry]) -> None:
    """Write an entry for each history entry that has just been written."""
    AuditEntry.objects.bulk_create([_of_history(entry) for entry in entries], batch_size=500)
    unsealed.set()


def _of_history(told):
    kind, key, label = _object_of(told)
    entry = _entry(told.action, told.by, told.at, kind=kind, key=key, label=label)
    entry.post, entry.address, entry.request_id = told.post, told.address or "", told.request_id
    entry.history_key, entry.history_digest = told.pk, history_digest(row_of(told, HISTORY_FIELDS))
    if told.report_id is None and told.item_id is None:
        # What is said of items and reports may not have left its unit yet: it is read in the history alone.
        entry.before, entry.after, entry.reason = told.before, told.after, told.reason
    return entry


def _object_of(told):
    """(kind, key, label) of what a history entry is about."""
    for name in ("item", "report", "person", "department"):
        if getattr(told, f"{name}_id") is not None:
            thing = getattr(told, name)
            return name, str(thing.pk), NAMED[name](thing)
    return "", "", ""


def _text_of(item):
    """How the item begins; a step that has read it without its text does not read it for this."""
    return "" if "text" in item.get_deferred_fields() else item.text[:60]


def _entry(act, by, at, **said):
    came_from = origin.get()
    said |= {"request_id": came_from.request_id, "address": came_from.address or ""}
    if by is not None:
        said |= {"username": by.username, "full_name": by.name, "post": by.post_label, "roles": _roles(by)}
    kept = {name: value.replace("\0", "")[: LENGTHS[name]] for name, value in said.items()}
    return AuditEntry(at=timezone.localtime(at, datetime.UTC), person=by, act=act, **kept)


def _roles(person):
    return " ".join(sorted(person.roles))
