"""Removes what has been kept as long as `PORTAL_AUDIT_DAYS` says: whole exports from the beginning, and nothing else.

First an entry of the record tells which links go, then they go, in portions, so that nobody waits longer than for one.
Broken off anywhere it goes on with what the entry has told. What does not prove itself is not removed.

The history is kept: of what removed entries told of it, blocks as at the upgrade (`models.taking_over`) tell from then.
"""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock

from ..auditing import Act, note
from ..models import AuditEntry, AuditLink, HistoryEntry
from ..models.append_only import REMOVAL
from ..models.digests import sha256_of
from ..models.taking_over import blocks_of_told
from ..steps.errors import WorkflowError
from .anchoring import anchors, folder, whole_record
from .cut import Cut, ForgedCut, begin_of, follows, key_of, newest_cut, witnessed
from .exported import ExportUnreadable, read
from .sealing import is_alone, seal
from .verifying import Reading, chain_faults

logger = logging.getLogger(__name__)

# Links of one removal, as far as whole exports allow: proving them takes half a minute.
MOST = 100_000
# From when on it is said that what is too old is still there.
LATE = 2 * clock.ONE_DAY
# Rows deleted in one transaction: a fiftieth of a second.
AT_ONCE = 500
# A machine's date that has jumped ahead would make all of it too old: on so many of the last days it must have been
# exported.
DAYS_LOOKED_AT, DAYS_EXPORTED = 14 * clock.ONE_DAY, 7
# Any number that nothing else locks.
LOCK = 0x61756470
BY_DAY = ".removed"


@dataclass(frozen=True)
class DueExport:
    """An export that may go: `file` with its SHA-256 holds links `first` to `last`."""

    file: str
    sha256: str
    first: int
    last: int


def remove_by_day(at) -> int:
    """The clockwork's, once a day; what stands in the way stands in the log, and stops nothing else."""
    done = folder() / BY_DAY
    if not settings.PORTAL_AUDIT_DAYS or connection.in_atomic_block:
        return 0
    if done.exists() and done.stat().st_mtime > time.time() - clock.ONE_DAY.total_seconds():
        return 0
    if not folder().exists():
        return 0
    done.touch()
    count, why = 0, "their exports hold younger ones, too, or anchors tell that they were sealed later"
    try:
        count = remove_old(at, by="tick")
    except WorkflowError as refused:
        why = str(refused)
    # An export goes when the youngest of it is old enough.
    left = 0 if count else overdue(at - LATE)
    if left:
        logger.warning("%s entries of the audit record are overdue for removal: %s", left, why)
    return count


def overdue(at) -> int:
    """How many entries are older than the setting says."""
    return AuditEntry.objects.filter(at__lt=_limit(at)).count() if settings.PORTAL_AUDIT_DAYS else 0


def remove_old(at, *, by: str) -> int:
    """Remove one stretch of what is too old; returns how many entries went, 0 when nothing is left to remove.

    `by` says which program does it, for the record. Raises WorkflowError where what is to go does not prove itself, no
    export on the disk holds it, or the database lets this role delete nothing.
    """
    if not settings.PORTAL_AUDIT_DAYS or connection.in_atomic_block:
        return 0
    seal()
    with whole_record(changing=True) as is_mine:
        return _remove(at, by) if is_mine else 0


def _remove(at, by):
    if AuditEntry.objects.filter(act=Act.RECORD_REMOVED, link=None).exists():
        return 0  # another process seals at this moment
    try:
        cut = newest_cut()
    except ForgedCut as forged:
        raise WorkflowError(str(forged)) from forged
    link = AuditLink.objects.order_by("number").first()
    if link is None:
        return 0
    if link.number > cut.last:
        told = _tell_of_removal(at, cut, by)
        if told is None:
            return 0
        cut = told
    else:
        _require_rights()
        _require_proof(cut, _held(link.number, cut.last), link)
    return _delete(cut)


def may_delete() -> bool:
    """Whether the database lets this role: on PostgreSQL the portal's own should not be let."""
    if connection.vendor != "postgresql":
        return True
    tables = [model._meta.db_table for model in (AuditEntry, AuditLink)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(has_table_privilege(name, 'DELETE')) FROM unnest(%s) name", [tables])
        return cursor.fetchone()[0]


def _require_rights():
    if not may_delete():
        raise WorkflowError(
            _("The portal's role may delete nothing of the record: run manage.py remove_old_audit as the owner of the "
              "tables.")
        )  # fmt: skip


def _require_date(at):
    exported = AuditEntry.objects.filter(act=Act.RECORD_EXPORTED, at__range=(at - DAYS_LOOKED_AT, at)).count()
    if exported < DAYS_EXPORTED:
        raise WorkflowError(
            _("The record was exported on %(count)s of the last 14 days; nothing is removed before it was on "
              "%(least)s, for the machine's date may have jumped.") % {"count": exported, "least": DAYS_EXPORTED}
        )  # fmt: skip


def _limit(at):
    return begin_of(timezone.localdate(at) - settings.PORTAL_AUDIT_DAYS * clock.ONE_DAY)


def _tell_of_removal(at, before, by):
    """Write and seal the entry about the next stretch; its `Cut`, None if there is none or somebody else is at it."""
    held = _due(_limit(at), before)
    if not held:
        return None
    _require_rights()
    _require_date(at)
    first, last = AuditLink.objects.get(number=held[0].first), AuditLink.objects.get(number=held[-1].last)
    newest = held[-1]
    cut = Cut(0, last.number + 1, at, first.number, last.number, last.digest, timezone.localdate(_limit(at)),
              newest.file, newest.sha256)  # fmt: skip
    for sentence in follows(cut, before):
        raise WorkflowError(sentence)
    _require_proof(cut, held, first)
    blocks = list(_history_told(cut))
    removals = AuditEntry.objects.filter(act=Act.RECORD_REMOVED).order_by("-pk").values_list("pk", flat=True)
    with transaction.atomic():
        # As for an export: another run is at it, or was faster.
        if not is_alone() or (removals.first() or 0) != before.entry:
            return None
        for block in blocks:
            note(Act.HISTORY_TAKEN_OVER, kind="history", after=block, at=at)
        entry = note(
            Act.RECORD_REMOVED,
            kind=REMOVAL,
            key=key_of(cut.last),
            label=cut.file,
            after={
                "by": by,
                "days": str(settings.PORTAL_AUDIT_DAYS),
                "older_than": cut.older_than.isoformat(),
                "first": str(cut.first),
                "last": str(cut.last),
                "count": str(cut.last - cut.first + 1),
                "digest": cut.digest,
                "file": cut.file,
                "sha256": cut.sha256,
            },
            at=at,
        )
    seal()
    sealed = newest_cut()
    return sealed if sealed.entry == entry.pk else None


def _due(limit, cut):
    """`DueExport` of the exports, from the beginning on, all of whose entries are older than the limit."""
    young = min((one.number for one in anchors() if one.at is None or one.at >= limit), default=None)
    due = []
    for one in _held(cut.last + 1, None):
        is_enough = due and one.last - cut.last > MOST
        if is_enough or (young is not None and one.last >= young):
            break
        if AuditLink.objects.filter(number__range=(one.first, one.last), entry__at__gte=limit).exists():
            break
        due.append(one)
    return due


def _held(first, last):
    """`DueExport` of each export of which a sealed entry tells that it holds links from `first`, to `last` if given."""
    entries = AuditEntry.objects.filter(act=Act.RECORD_EXPORTED, link__isnull=False).order_by("link__number")
    for said in entries.values_list("after", flat=True).iterator(chunk_size=500):
        try:
            one = DueExport(str(said["file"]), str(said["sha256"]), int(said["first"]), int(said["last"]))
        except (KeyError, TypeError, ValueError):
            return
        if one.first <= one.last and one.last >= first and (last is None or one.first <= last):
            yield one


def _require_proof(cut, held, link):
    """Raise unless exports on the disk hold all links from the `link` to the end of the cut, as the record has them."""
    held = list(held)
    last = AuditLink.objects.filter(number=cut.last).first()
    if last is None or last.digest != cut.digest or not held or (held[-1].file, held[-1].sha256) != (
        cut.file, cut.sha256
    ):  # fmt: skip
        raise WorkflowError(_("What is to go from the record is not what its entry tells: verify_audit says more."))
    after = None
    for one in held:
        after = _require_export(one, cut, after)
    if held[0].first > link.number or after != (last.number, last.digest):
        raise WorkflowError(_("No export holds all of what is to go from the record: verify_audit says more."))
    reading = Reading()
    sentences = [*chain_faults(reading, link.number, cut.last, link.previous), *witnessed(cut)]
    if sentences:
        raise WorkflowError(
            _("Nothing was removed of the record, for it was altered (%(count)s faults; verify_audit tells them): "
              "%(sentence)s") % {"count": len(sentences), "sentence": sentences[0]}
        )  # fmt: skip


def _require_export(one, cut, after):
    """(number, digest) with which the export on the disk ends; `after` is that of the one before it."""
    path, named = folder() / one.file, {"file": one.file, "first": one.first, "last": one.last}
    if not path.is_file():
        raise WorkflowError(
            _("The export %(file)s, which holds links %(first)s to %(last)s, does not lie in %(folder)s: put it back; "
              "only what an export holds is removed.") % (named | {"folder": folder()})
        )  # fmt: skip
    try:
        found = read(path)
    except ExportUnreadable:
        found = None
    if (
        found is None
        or found.broken is not None
        or (found.first, found.last) != (one.first, one.last)
        or sha256_of(path) != one.sha256
        or (after and (found.first - 1, found.previous) != after)
        or not found.latest
        or found.latest >= cut.until
    ):
        raise WorkflowError(_("The export %(file)s is not what was exported: nothing was removed.") % named)
    return found.last, found.digest


def _history_told(cut):
    """What blocks tell of the history of which entries told that go: {name: text} for each."""
    gone = AuditEntry.objects.filter(link__number__range=(cut.first, cut.last))
    yield from gone.filter(act=Act.HISTORY_TAKEN_OVER).order_by("link__number").values_list("after", flat=True)
    told = gone.exclude(history_key=None).order_by("history_key").values_list("history_key", "history_digest")
    yield from blocks_of_told(told.iterator(chunk_size=2000), HistoryEntry.objects.all())


def _delete(cut):
    count = 0
    while True:
        began = time.monotonic()
        with transaction.atomic():
            if not is_alone(LOCK):
                break
            links = AuditLink.objects.filter(number__lte=cut.last).order_by("number")
            rows = list(links.values_list("number", "entry_id")[:AT_ONCE])
            if not rows:
                break
            # The entry first: its trigger asks which link it has. Only here are rows of the record deleted.
            models.QuerySet(AuditEntry).filter(pk__in=[entry for _number, entry in rows]).delete()
            models.QuerySet(AuditLink).filter(number__range=(rows[0][0], rows[-1][0])).delete()
        count += len(rows)
        # As long for others as it took: on SQLite they would hardly find the moment between two portions.
        time.sleep(time.monotonic() - began)
    return count
