"""Sealing: what was written gets its place in the chain, soon after and apart from the acts, so that none waits.

Whoever seals takes what has no link yet, in a short transaction of its own; what a killed process left is taken by the
next. On PostgreSQL one seals at a time and another leaves it to it; SQLite has one writer at a time anyway.
"""

import logging
import time

from django.db import DatabaseError, connection, transaction

from .. import auditing
from ..models import AuditEntry, AuditLink
from ..models.digests import ENTRY_FIELDS, NOTHING, link_digest
from .anchoring import anchor, anchor_newest

logger = logging.getLogger(__name__)

# Entries at a time: a hundredth of a second.
AT_ONCE = 500
# A process seals once in so many seconds at most: on SQLite each time costs one wait for the disk.
SECONDS_BETWEEN = 1
# How far behind the last sealed entry an act may have ended later than it began: what is older, the clockwork finds.
NEAR, FAR = 2_000, 200_000
# Any number that nothing else locks.
LOCK = 0x61756469

_last_sealed = -float(SECONDS_BETWEEN)


def seal_soon():
    """Seal what this process has written, unless it has just done so."""
    global _last_sealed
    if not auditing.unsealed.is_set():
        return
    if time.monotonic() - _last_sealed < SECONDS_BETWEEN:
        return
    _last_sealed = time.monotonic()
    auditing.unsealed.clear()
    try:
        seal()
    except DatabaseError:
        auditing.unsealed.set()
        raise


def seal_rest(at=None):
    """The clockwork's: seal whatever has been left, and anchor the newest link for certain. Returns how many links."""
    count = seal(back=FAR)
    if not connection.in_atomic_block:
        anchor_newest()
    return count


def seal(*, back=NEAR):
    """Give every entry without a link its own; `back`: None for all, else how far behind the last one to look.

    Returns how many were sealed. What was sealed is anchored; so nothing is sealed within a transaction, which might
    still be taken back.
    """
    if connection.in_atomic_block:
        return 0
    count, newest, after = 0, None, _begin(back)
    while waiting := _waiting(after):
        links = _link(waiting)
        if not links:
            break
        count, newest, after = count + len(links), links[-1], waiting[-1][0]
    if newest:
        anchor(newest.number, newest.digest)
    return count


def _begin(back):
    """The key behind which to look for entries without a link."""
    if back is None:
        return 0
    return (AuditLink.objects.order_by("-number").values_list("entry_id", flat=True).first() or 0) - back


def _waiting(after):
    """Rows of the first entries behind that key that have no link, by their keys."""
    rows = AuditEntry.objects.filter(link=None, pk__gt=after)
    return list(rows.order_by("pk").values_list(*ENTRY_FIELDS)[:AT_ONCE])


def _link(rows):
    """Link the entries that nobody else has linked meanwhile; [] if somebody else is at it."""
    with transaction.atomic():
        if not is_alone():
            return []
        taken = set(AuditLink.objects.filter(entry__in=[row[0] for row in rows]).values_list("entry", flat=True))
        last = AuditLink.objects.order_by("-number").first()
        number, digest = (last.number, last.digest) if last else (0, NOTHING)
        links = []
        for row in rows:
            if row[0] not in taken:
                previous, number = digest, number + 1
                digest = link_digest(number, previous, row)
                links.append(AuditLink(number=number, entry_id=row[0], previous=previous, digest=digest))
        AuditLink.objects.bulk_create(links)
    return links


def is_alone(lock=LOCK):
    """Whether nobody else seals, exports or tells of a removal until the end of this transaction."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        return cursor.fetchone()[0]
