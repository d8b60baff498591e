"""A portal of any size for a benchmark: the real report's year, lived through once, then copied by the database.

One report of 31 items becomes one of 372, of eight years, of as many cities as are asked for. What is copied keeps its
shape: own units of every city, responsibilities, targets, twelve periods with their reports in the newest year, history
in proportion. The older years are archived; they keep items, duties and targets. Keys of a copy are those of the
original plus a stride, so that one `INSERT … SELECT` a table copies all of it, on either database.
"""

import datetime
import sys
import time
from dataclasses import dataclass

FOLD = 12  # copies of each item within a report
YEARS = 8
ITEMS_OF_A_CITY = 31 * FOLD * YEARS
LAST_DAY = datetime.date(2011, 10, 13)

# Every key of the lived year is smaller than the first stride, every key of a copy within a report than the second …
ITEM_STRIDE = 20_000
YEAR_STRIDE = ITEM_STRIDE * FOLD
CITY_STRIDE = YEAR_STRIDE * YEARS

OF_ITEMS = (
    "Responsibility",
    "Target",
    "Milestone",
    "ProgressUpdate",
    "TargetValue",
    "MilestoneReached",
    "ProgressNote",
    "PlannedCurve",
    "LightRecord",
    "Instruction",
    "InstructionAnswer",
    "Extension",
    "Closing",
    "HistoryEntry",
)
OF_OLD_YEARS = ("SourceText", "WorkReport", "Chapter", "WorkItem", "Responsibility", "Target", "Milestone")
OF_CITIES = (
    "Department",
    "CollectiveMember",
    "SourceText",
    "FrozenSheet",
    "WorkReport",
    "Chapter",
    "ReportingPeriod",
    "WorkItem",
    *OF_ITEMS,
)


@dataclass(frozen=True)
class Copying:
    """One way of multiplying: which rows move to keys of their own, what of a row is written otherwise."""

    moved: tuple[str, ...]
    stride: int
    # {(model, column): SQL of the copy's value}; `n` is the number of the copy, from 1.
    written: dict[tuple[str, str], str]
    # {model: SQL condition on the rows copied}.
    only: dict[str, str]


WITHIN = Copying(
    ("WorkItem", *OF_ITEMS),
    ITEM_STRIDE,
    {("WorkItem", "number"): "number + 1000 * n", ("WorkItem", "position"): "position + 1000 * n"},
    # A handful of entries an item, as a portal of that age has; the year that was lived has 230.
    {"HistoryEntry": "item_id IS NOT NULL AND action IN ('item_issued', 'update_accepted', 'status_changed')"},
)
OLDER = Copying(
    OF_OLD_YEARS,
    YEAR_STRIDE,
    {
        ("WorkReport", "year"): "year - n",
        ("WorkReport", "archived_at"): "created_at",
        ("WorkItem", "due_on"): "NULL",
    },
    {},
)
CITIES = Copying(
    OF_CITIES,
    CITY_STRIDE,
    {
        ("Department", "name"): "name || '（' || n || '市）'",
        ("Department", "short_name"): "CASE WHEN short_name = '' THEN '' ELSE short_name || n END",
        ("WorkReport", "title"): "title || '（' || n || '市）'",
    },
    {},
)


def fill(cities: int, so_far: int = 0) -> int:
    """Multiply the lived year of an otherwise empty portal, or one that has `so_far` cities; returns how many items.

    Takes as long as the database needs to write the rows: minutes for 100 cities (297,600 items). Nobody watches while
    they are written; then every item is lit, which is printed with its time.
    """
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    from items.lights.renewing import renew  # noqa: PLC0415
    from items.models import WorkItem  # noqa: PLC0415
    from items.models.stale import look_away, watch  # noqa: PLC0415
    from items.simulation.people import MORNING, moment  # noqa: PLC0415

    with transaction.atomic():
        look_away()
        if not so_far:
            multiply(WITHIN, 1, FOLD)
            multiply(OLDER, 1, YEARS)
        multiply(CITIES, max(1, so_far), cities)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model(name) for name in OF_CITIES]):
            cursor.execute(statement)
        watch()
        learn(cursor)  # of so many rows: with what is known of a few, each light takes a look at all of them
        began = time.process_time()
        lit = renew(moment(LAST_DAY, MORNING))
        print(f"{lit} items lit in {time.process_time() - began:.0f} s of processor time", file=sys.stderr)
        learn(cursor)
    return WorkItem.objects.count()


def learn(cursor) -> None:
    """Let the database look at its tables, as the clockwork and autovacuum have it done."""
    from items.models.statistics import learn_when_grown  # noqa: PLC0415

    if cursor.db.vendor == "postgresql":
        cursor.execute("ANALYZE")
    learn_when_grown()


def multiply(copying: Copying, first: int, end: int) -> None:
    """Make the copies `first` up to, not including, `end`. Constraints hold for them, or the database refuses."""
    from django.db import connection  # noqa: PLC0415

    if first >= end:
        return
    numbers = f"WITH RECURSIVE copies(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM copies WHERE n < {end - 1})"
    with connection.cursor() as cursor:
        for name in copying.moved:
            columns, values = copied_columns(name, copying)
            table = connection.ops.quote_name(model(name)._meta.db_table)
            originals = f"id < {copying.stride} AND ({copying.only.get(name, '1 = 1')})"
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {', '.join(values)} "
                f"FROM copies CROSS JOIN (SELECT * FROM {table} WHERE {originals}) AS original"
            )


def copied_columns(name: str, copying: Copying) -> tuple[list[str], list[str]]:
    """(columns, SQL of the values of a copy) of the table."""
    from django.db import connection  # noqa: PLC0415

    columns, values = [], []
    for field in model(name)._meta.concrete_fields:
        column = connection.ops.quote_name(field.column)
        target = field.related_model.__name__ if field.related_model else name if field.primary_key else None
        moves = target in copying.moved
        columns.append(column)
        values.append(copying.written.get((name, field.name), f"{column} + {copying.stride} * n" if moves else column))
    return columns, values


def model(name: str):
    """The model of either app."""
    from django.apps import apps  # noqa: PLC0415

    label = "departments" if name in ("Department", "CollectiveMember") else "items"
    return apps.get_model(label, name)
