"""Lighting anew what has changed, or what the day has turned: the present light that is kept beside each item."""

import datetime

from django.db import connection, transaction
from django.utils import timezone

from ..models import LightRecord, PresentLight, StaleLight, WorkItem, WorkReport
from ..models.packed import as_text
from ..rules import asking
from ..steps.recounting import recount
from .facts import lights_of
from .holding import holds_until
from .light import Light
from .present import out_of_date
from .records import read, read_text, write
from .rules_in_force import rules_to_come

AT_ONCE = 500
# Any number that no other lock of the database bears.
_LOCK = 20111984


def renew(at: datetime.datetime, report: WorkReport | None = None, *, at_most: int | None = None) -> int:
    """Light anew all items (of the report) that are out of date at the moment, `at_most` so many; returns how many.

    Safe to repeat, to break off anywhere and to run twice at once.
    """
    on = timezone.localdate(at)
    stale = out_of_date(on)
    if report is not None:
        stale &= set(report.items.order_by().values_list("pk", flat=True))
    keys = sorted(stale)[:at_most]
    for start in range(0, len(keys), AT_ONCE):
        _renew(keys[start : start + AT_ONCE], on)
    return len(keys)


def _renew(keys: list[int], on: datetime.date) -> None:
    with transaction.atomic():
        _one_after_the_other()
        # What is noted from here on is looked at the next time, for it may say more than what is read below.
        seen = list(StaleLight.objects.filter(item__in=keys).values_list("pk", flat=True))
        # In the order in which everybody locks rows.
        items = list(WorkItem.objects.filter(pk__in=keys).for_lights().order_by("pk"))
        lit = lights_of(items, on=on)
        _recount([item.pk for item in items if item.completion != lit[item.pk].completion])
        PresentLight.objects.bulk_create(
            _rows(items, lit, on),
            update_conflicts=True,
            unique_fields=["item"],
            update_fields=[field.name for field in PresentLight._meta.concrete_fields if not field.primary_key],
        )
        asking.keep(keys)
        StaleLight.objects.filter(pk__in=seen).delete()


def _recount(keys: list[int]) -> None:
    """Count what another version of the portal had counted otherwise, but for what a step holds just now."""
    if keys:
        items = WorkItem.objects.filter(pk__in=keys)
        recount(list(items.select_for_update(no_key=True, skip_locked=True).order_by("pk")))


def _one_after_the_other() -> None:
    """Let nobody else renew until the transaction ends: of two the one that read first must not write last.

    On SQLite each transaction that writes is alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _rows(items: list[WorkItem], lit: dict[int, Light], on: datetime.date) -> list[PresentLight]:
    to_come = rules_to_come({item.report_id for item in items}, on)
    told = {row.item_id: row for row in LightRecord.objects.filter(item__in=items, until__isnull=True)}
    rows = []
    for item in items:
        light, has_ended = lit[item.pk], item.report.ended_on is not None
        row = PresentLight(
            item=item,
            report=item.report,
            colour=light.colour,
            rule=light.rule,
            schedule=light.schedule,
            is_unreported=light.is_unreported,
            facts=write(light.facts),
            judged_on=on,
            holds_until=None if has_ended else holds_until(light, to_come.get(item.report_id, [])),
        )
        row.is_recorded = has_ended or (item.pk in told and says_the_same(row, told[item.pk]))
        rows.append(row)
    return rows


def says_the_same(row: PresentLight, record: LightRecord) -> bool:
    """Whether the record tells of the present light, as of its day."""
    names = ("colour", "rule", "schedule")
    if any(getattr(row, name) != getattr(record, name) for name in names):
        return False
    # The same facts may have been written otherwise by an earlier version.
    return record.text == as_text(row.facts) or read_text(record.text) == read(row.facts)
