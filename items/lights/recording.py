"""The record of the lights: what the portal knew about every item, and how that was lit, from moment to moment."""

import datetime

from django.db import transaction

from ..models import LightRecord, PresentLight, WorkReport
from ..models.querysets import live
from .renewing import renew, says_the_same

AT_ONCE = 500


def record_lights(at: datetime.datetime, report: WorkReport | None = None) -> int:
    """Record how the items (of the report) stand at the moment; returns how many have changed since the last record.

    What is out of date is lit anew first. An item whose facts, colour and rule are as they were keeps its record, and
    so does one of a report that can only be read. Safe to repeat and to run twice at once.
    """
    renew(at, report)
    rows = PresentLight.objects.filter(live("item__report"), is_recorded=False)
    if report is not None:
        rows = rows.filter(item__report=report)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(_record(keys[start : start + AT_ONCE], at) for start in range(0, len(keys), AT_ONCE))


def _record(keys: list[int], at: datetime.datetime) -> int:
    with transaction.atomic():
        # Another run may hold the rows and put new records in place: wait for it, then look again.
        present = PresentLight.objects.filter(pk__in=keys, is_recorded=False)
        new = {row.pk: row for row in present.select_for_update(no_key=True).order_by("pk")}
        recorded = list(new)
        replaced: list[int] = []
        ended: list[int] = []
        for record in LightRecord.objects.filter(item__in=recorded, until__isnull=True):
            if record.since > at:
                recorded.remove(record.item_id)  # a clock that was put back
                del new[record.item_id]
            elif says_the_same(new[record.item_id], record):
                del new[record.item_id]
            else:
                (replaced if record.since == at else ended).append(record.pk)
        LightRecord.objects.filter(pk__in=replaced).delete()  # nothing was ever so at this moment
        LightRecord.objects.filter(pk__in=ended).update(until=at)
        LightRecord.objects.bulk_create(_record_of(row, at) for row in new.values())
        PresentLight.objects.filter(pk__in=recorded).update(is_recorded=True)
    return len(new)


def _record_of(row: PresentLight, at: datetime.datetime) -> LightRecord:
    names = ("item_id", "colour", "rule", "schedule", "facts")
    return LightRecord(since=at, **{name: getattr(row, name) for name in names})
