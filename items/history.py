"""The only writer of history entries."""

import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils import timezone

from . import access
from .models import HistoryEntry


@dataclass(frozen=True)
class Origin:
    """Where a change came from: the request's id and network address; empty for commands."""

    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    address: str | None = None


# Set by the middleware for the length of a request, so that steps need not pass a request along.
origin = ContextVar("history_origin", default=Origin(request_id=""))


def record(action, *, by, item=None, report=None, department=None, before=None, after=None, reason="", at=None):
    """Write one entry. `by` is a user, or None for the system; `before` and `after` are flat dicts of texts.

    Call it inside the transaction of the change itself, so that neither exists without the other.
    """
    came_from = origin.get()
    entry = HistoryEntry(
        at=at or timezone.now(),
        by=by,
        post=access.post_label(by)[:200] if by else "",
        action=action,
        item=item,
        report=report or (item.report if item else None),
        department=department,
        before=before or {},
        after=after or {},
        reason=reason,
        request_id=came_from.request_id,
        address=came_from.address,
    )
    entry.full_clean()
    entry.save(force_insert=True)
    return entry
