"""The record of the lights: what the portal knew about every item, and how that was lit, from moment to moment."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import LightRecord, WorkItem, WorkReport
from ..steps.recounting import recount
from .facts import lights_of
from .light import Light
from .records import write

AT_ONCE = 500


def record_lights(at: datetime.datetime, report: WorkReport | None = None) -> int:
    """Record how the items (of the report) stand at the moment; returns how many have changed since the last record.

    An item whose facts, colour and rule are as they were keeps its record, and so does one of a report that can only
    be read. Safe to repeat and to run twice at once.
    """
    items = WorkItem.objects.live().order_by("pk")
    if report is not None:
        items = items.filter(report=report)
    keys = list(items.values_list("pk", flat=True))
    return sum(_record(keys[start : start + AT_ONCE], at) for start in range(0, len(keys), AT_ONCE))


def _record(keys: list[int], at: datetime.datetime) -> int:
    items = list(WorkItem.objects.filter(pk__in=keys).for_lights())
    lit = lights_of(items, on=timezone.localdate(at))
    new = {pk: _row(pk, light, at) for pk, light in lit.items()}
    with transaction.atomic():
        # What another version of the portal had counted otherwise.
        recount([item for item in items if item.completion != lit[item.pk].completion])
        present = LightRecord.objects.filter(item__in=keys, until__isnull=True)
        # Another run may hold the rows and put new ones in their place: wait for it, then look again.
        list(present.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        replaced: list[int] = []
        ended: list[int] = []
        for row in present:
            if row.since > at or _says(row) == _says(new[row.item_id]):
                del new[row.item_id]
            else:
                (replaced if row.since == at else ended).append(row.pk)
        present.filter(pk__in=replaced).delete()  # nothing was ever so at this moment
        present.filter(pk__in=ended).update(until=at)
        # An item's first record may have come from another run since we looked: that one stands.
        LightRecord.objects.bulk_create(new.values(), ignore_conflicts=True)
    return len(new)


def _row(pk: int, light: Light, at: datetime.datetime) -> LightRecord:
    return LightRecord(
        item_id=pk,
        since=at,
        colour=light.colour,
        rule=light.rule,
        schedule=light.schedule,
        facts=write(light.facts),
    )


def _says(row: LightRecord) -> tuple[str, str, str, Any]:
    return row.colour, row.rule, row.schedule, row.facts
