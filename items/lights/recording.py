"""The record of the lights: what the portal knew about every item, and how that was lit, from moment to moment."""

import datetime

from django.db import transaction
from django.db.models import Q

from ..models import LightRecord, PresentLight, WorkReport
from ..models.packed import as_text, pack, unpack
from ..models.querysets import live
from .records import unpacked
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


def forget_ahead(at: datetime.datetime, report: WorkReport) -> int:
    """Drop what was recorded of the report's items for moments after `at`, by a clock that ran ahead; returns how many
    items that was. What held before lasts again, and the next recording says how it is now.
    """
    ahead = LightRecord.objects.filter(item__report=report, since__gt=at)
    keys = list(ahead.order_by("item").values_list("item", flat=True).distinct())
    for start in range(0, len(keys), AT_ONCE):
        _forget(keys[start : start + AT_ONCE], at)
    return len(keys)


def _forget(keys: list[int], at: datetime.datetime) -> None:
    rows = LightRecord.objects.filter(Q(until__isnull=True) | Q(until__gt=at), item__in=keys)
    lasting = []
    for record, text in unpacked(rows):
        if record.since <= at:
            record.until, record.packed = None, pack(text)
            lasting.append(record)
    LightRecord.objects.filter(item__in=keys, since__gt=at).delete()
    LightRecord.objects.bulk_update(lasting, ["until", "packed"])
    PresentLight.objects.filter(item__in=keys).update(is_recorded=False)


def _record(keys: list[int], at: datetime.datetime) -> int:
    with transaction.atomic():
        # Another run may hold the rows and put new records in place: wait for it, then look again.
        present = PresentLight.objects.filter(pk__in=keys, is_recorded=False)
        new = {row.pk: row for row in present.select_for_update(no_key=True).order_by("pk")}
        recorded = list(new)
        texts = {pk: as_text(row.facts) for pk, row in new.items()}
        replaced: dict[int, LightRecord] = {}
        ended: list[LightRecord] = []
        for record in LightRecord.objects.filter(item__in=recorded, until__isnull=True):
            if record.since > at:
                recorded.remove(record.item_id)  # a clock that was put back
                del new[record.item_id]
            elif says_the_same(new[record.item_id], record):
                del new[record.item_id]
            elif record.since == at:
                replaced[record.item_id] = record
            else:
                ended.append(record)
                record.until, record.packed = at, pack(record.text, texts[record.item_id])
        # Nothing was ever so at this moment: what was before it is followed by what comes in its place.
        for record in LightRecord.objects.filter(item__in=replaced, until=at) if replaced else ():
            ended.append(record)
            before = unpack(record.packed, replaced[record.item_id].text)
            record.packed = pack(before, texts[record.item_id])
        LightRecord.objects.filter(pk__in=[record.pk for record in replaced.values()]).delete()
        LightRecord.objects.bulk_update(ended, ["until", "packed"])
        LightRecord.objects.bulk_create(_record_of(row, at, texts[pk]) for pk, row in new.items())
        PresentLight.objects.filter(pk__in=recorded).update(is_recorded=True)
    return len(new)


def _record_of(row: PresentLight, at: datetime.datetime, text: bytes) -> LightRecord:
    names = ("item_id", "colour", "rule", "schedule")
    return LightRecord(since=at, packed=pack(text), **{name: getattr(row, name) for name in names})
