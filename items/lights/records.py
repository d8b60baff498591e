"""The lights of the past: the facts behind them as data, as `lights.recording` writes them, and read again.

What is recorded keeps its names for ever: the fields of `Facts` and of what they hold are the keys of the data.
"""

import datetime
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from ..models import Colour, LightRecord, LightRules, WorkReport
from ..models.light import covers
from ..models.packed import unpack
from ..models.report import ended_on
from ..rules.accepted import Items
from .light import Light, judge
from .rules_in_force import rules_at
from .terms import Corrected, DuePeriod, Facts, Points, TargetProgress, UnitReport

Data = dict[str, Any]
# How the data of a field are read, by its name.
Readers = dict[str, Callable[[Any], Any]]
# A record with whatever its query has added to it.
Row = Any


def lights_at(items: Items, *, at: datetime.datetime) -> dict[int, Light]:
    """{item pk: Light} as things stood at the moment `at`; items that were not recorded then are left out.

    One query for the records, one for the rules; `items` is a queryset or a list of items. Items of a report that had
    been withdrawn or archived by then stand as on its last day (`WorkReport.as_of`).
    """
    rows = LightRecord.objects.filter(Q(until__isnull=True) | Q(until__gt=at), item__in=items).annotate(
        report=F("item__report"), withdrawn=F("item__report__withdrawn_at"), archived=F("item__report__archived_at")
    )
    held = [(record, text) for record, text in unpacked(rows) if covers(record.since, record.until, at)]
    rules, on = rules_at({record.report for record, _text in held}, at), timezone.localdate(at)
    found = {}
    for record, text in held:
        last = ended_on(record.withdrawn, record.archived)
        found[record.item_id] = light_of_record(record, read_text(text), rules[record.report], min(on, last or on))
    return found


def unpacked(rows: QuerySet[LightRecord]) -> Iterator[tuple[Row, bytes]]:
    """(record, its facts as `read_text` takes them) of the rows, the newest of each item first; one query.

    The rows have to be all records of their items from some moment on.
    """
    item, text = None, b""
    for row in rows.order_by("item", "-since").iterator():
        item, text = row.item_id, unpack(row.packed, text if row.item_id == item else b"")
        yield row, text


def lit_since(lights: Mapping[int, Light], *, on: datetime.date) -> dict[int, datetime.date]:
    """{item pk: since when it has been lit in the colour of its present light}, for some items; one query.

    What the records do not hold yet began on the day `on`, today; items that were never recorded are left out.
    """
    since: dict[int, datetime.date] = {}
    other: set[int] = set()
    rows = LightRecord.objects.filter(item__in=lights).order_by("item", "-since", "-pk")
    for item, colour, began in rows.values_list("item", "colour", "since") if lights else ():
        since.setdefault(item, on)
        if item not in other and colour == lights[item].colour:
            since[item] = timezone.localdate(began)
        else:
            other.add(item)
    return since


def facts_of_records(records: Collection[LightRecord]) -> dict[int, Facts]:
    """{record pk: its facts}, in one query."""
    items, since = {record.item_id for record in records}, min((record.since for record in records), default=None)
    if since is None:
        return {}
    wanted = {record.pk for record in records}
    rows = LightRecord.objects.filter(item__in=items, since__gte=since)
    return {row.pk: read_text(text) for row, text in unpacked(rows) if row.pk in wanted}


def light_of_record(record: LightRecord, facts: Facts, rules: LightRules, on: datetime.date) -> Light:
    """The `Light` of a record with its facts on the day, under the rules of that time, with the colour that was
    recorded.

    Where the portal stood still, a light may have turned by the day without being recorded again: then it is that of
    the day of the record.
    """
    light = judge(facts, rules, on)
    if light.colour != record.colour:
        light = judge(facts, rules, timezone.localdate(record.since))
    return as_told(light, record)


def as_told(light: Light, record: LightRecord) -> Light:
    """The light of the record's facts in the word of the day: what nobody had reported on was once told as normal."""
    if light.colour != Colour.WAITING or record.colour == Colour.WAITING:
        return light
    return replace(light, colour=record.colour, rule=record.rule, schedule=record.schedule)


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of the day: what `lights_at` takes for "as of that day"."""
    following = datetime.datetime.combine(day + ONE_DAY, datetime.time.min)
    return timezone.make_aware(following) - datetime.timedelta(microseconds=1)


def recorded_from(reports: Collection[WorkReport | int]) -> datetime.date | None:
    """The day of the first record of the reports' lights; None without any."""
    first = LightRecord.objects.filter(item__report__in=reports).aggregate(first=Min("since"))["first"]
    return first and timezone.localdate(first)


def not_recorded(day: datetime.date) -> str:
    """Why nothing can be told of a day."""
    sentence: str = _("No lights were recorded on %(day)s, so nothing can be said about that day.")
    return sentence % {"day": day.isoformat()}


def write(facts: Facts) -> Any:
    """The facts as plain JSON data: numbers and days as texts. The same facts are always the same data.

    What is as it is by default is left out; records of before name it.
    """
    return _plain(facts)


def _plain(value: Any) -> Any:
    if type(value) in _DEFAULTS:
        told = {name: (getattr(value, name), default) for name, default in _DEFAULTS[type(value)]}
        return {name: _plain(one) for name, (one, default) in told.items() if one != default}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def read_text(text: bytes) -> Facts:
    """The `Facts` of a record, out of `packed.as_text` of what `write` wrote."""
    return read(json.loads(text))


def read(data: Data) -> Facts:
    """The `Facts` that `write` wrote."""
    return Facts(**_each(_OF_FACTS, data))


def _each(readers: Readers, data: Data) -> Data:
    return {name: readers[name](value) if name in readers else value for name, value in data.items()}


def _all(kind: type, readers: Readers) -> Callable[[list[Data]], tuple[Any, ...]]:
    return lambda rows: tuple(kind(**_each(readers, row)) for row in rows)


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _date_if_any(text: str | None) -> datetime.date | None:
    return _date(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _pairs(data: list[tuple[str, str]]) -> Points:
    return tuple((_date(day), Decimal(value)) for day, value in data)


# {class: [(field, its default)]}, and {field: how it is read} of those that are not read as they stand.
_DEFAULTS = {
    kind: [(one.name, one.default) for one in fields(kind)]
    for kind in (Facts, DuePeriod, UnitReport, TargetProgress, Corrected)
}
_OF_REPORT: Readers = {"handed_in_on": _date_if_any, "missing": tuple}
_OF_PERIOD: Readers = {"due_on": _date, "lines": _all(UnitReport, _OF_REPORT)}
_OF_TARGET: Readers = {
    **dict.fromkeys(("number", "value", "percent"), _number),
    **dict.fromkeys(("missing", "former"), tuple),
    "told": lambda rows: tuple((unit, Decimal(value)) for unit, value in rows),
    "points": _pairs,
}
_OF_CORRECTION: Readers = {"reported": _number, "verified": _number}
_DAYS = ("starts_on", "ends_on", "issued_on", "due_on", "original_due_on", "completed_on", "reopened_on")
_OF_FACTS: Readers = {
    **dict.fromkeys((*_DAYS, "completion_until"), _date_if_any),
    "completion": _number,
    "points": _pairs,
    "targets": _all(TargetProgress, _OF_TARGET),
    "periods": _all(DuePeriod, _OF_PERIOD),
    "last_report": lambda told: (told[0], _date(told[1])) if told else (),
    "corrections": _all(Corrected, _OF_CORRECTION),
    "former": tuple,
}
