"""A record that began long before what a setting keeps."""

import datetime

from departments import clock
from items import history
from items.audit.anchoring import path
from items.audit.exporting import export_by_night
from items.audit.sealing import seal
from items.auditing import Act, note
from items.models import AuditEntry, AuditLink, HistoryEntry
from items.models.taking_over import blocks_of

from .tampering import as_owner, sql

DAY = datetime.timedelta(days=1)
# Days before today, in order: three that are too old, one just not, and those of the last week.
OLD, YOUNG, LATELY = (1200, 1199, 1198), 1090, (8, 7, 6, 5, 4, 3, 2, 1)


def live(cast, *, days=(*OLD, YOUNG, *LATELY)):
    """Begin the record anew, so many days before today: on each an act and a change, and the night's export."""
    with as_owner():
        sql("DELETE FROM items_auditlink")
        sql("DELETE FROM items_auditentry")
    path().unlink(missing_ok=True)
    now = clock.now()
    with clock.at(now - days[0] * DAY):
        for block in blocks_of(HistoryEntry.objects.all()):
            AuditEntry.objects.create(at=clock.now(), act="history_taken_over", kind="history", after=block)
    for ago in days:
        with clock.at(now - ago * DAY):
            note(Act.SIGNED_IN, by=cast.liaison)
            history.record(HistoryEntry.Action.HOLIDAYS_ENTERED, by=cast.supervisor, after={"year": str(ago)})
            seal()
            export_by_night(clock.now() + DAY)
            seal()


def newest_of_old():
    """The number of the last link that the exports of the old days hold."""
    return int(AuditEntry.objects.filter(act=Act.RECORD_EXPORTED).order_by("pk")[len(OLD) - 1].after["last"])


def forge(last, said=()):
    """An entry about a removal up to that link, as somebody would insert it and let the portal seal it."""
    exports = AuditEntry.objects.filter(act=Act.RECORD_EXPORTED).order_by("pk").values_list("after", flat=True)
    export = next(one for one in exports if int(one["last"]) >= last)
    after = {
        "by": "tick",
        "days": "1095",
        "older_than": (clock.today() - 1095 * DAY).isoformat(),
        "first": "1",
        "last": str(last),
        "count": str(last),
        "digest": AuditLink.objects.get(number=last).digest,
        "file": export["file"],
        "sha256": export["sha256"],
    }
    entry = note(Act.RECORD_REMOVED, kind="audit_removal", key=f"{last:019d}", after=after | dict(said))
    seal()
    return entry
