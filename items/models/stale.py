"""Which items have changed since they were last lit: noted by the database itself, so that no writer can forget it.

Every table that decides lights has triggers: whatever inserts, changes or deletes a row of it, by whatever way, puts
the items concerned into `StaleLight` within the same transaction. They are no migration: SQLite makes a table anew to
alter it and forgets its triggers, and an altered table must not have triggers that name it. So they are taken away
before every migration, are made after it, and all items count as changed then.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from .work_item import WorkItem

# SQL that gives the keys of the items that a row decides, {table of another model} in it. The row is called {row}.
ITSELF = "SELECT {row}.id"
OF_ITEM = "SELECT {row}.item_id"
OF_TARGET = "SELECT of_row.item_id FROM {Target} of_row WHERE of_row.id = {row}.target_id"
OF_UPDATE = "SELECT of_row.item_id FROM {ProgressUpdate} of_row WHERE of_row.id = {row}.update_id"
OF_REPORT = "SELECT of_row.id FROM {WorkItem} of_row WHERE of_row.report_id = {row}.report_id"
ITS_ITEMS = "SELECT of_row.id FROM {WorkItem} of_row WHERE of_row.report_id = {row}.id"
# A unit's name and its merger reach all that it or a unit merged before stands on. Of mergers in a row those in the
# middle are not looked for: every unit that is merged counts as concerned.
CONCERNED = "SELECT unit.id FROM {Department} unit WHERE unit.id = {row}.id OR unit.successor_id IS NOT NULL"
OF_UNIT = " UNION ".join(
    f"SELECT of_row.item_id FROM {{{table}}} of_row WHERE of_row.{column} IN ({CONCERNED})"
    for table, column in (
        ("Responsibility", "department_id"),
        ("ProgressUpdate", "department_id"),
        ("ProgressUpdate", "via_id"),
    )
)


@dataclass(frozen=True)
class Watched:
    """A table that decides lights: the SQL of the items of a row; an update counts if one of `columns` changed."""

    items: str
    columns: tuple[str, ...] = ()


WATCHED = {
    "items.WorkReport": Watched(ITS_ITEMS),
    "items.WorkItem": Watched(ITSELF),
    "items.Responsibility": Watched(OF_ITEM),
    "items.Target": Watched(OF_ITEM),
    "items.TargetShare": Watched(OF_TARGET),
    "items.Milestone": Watched(OF_ITEM),
    "items.PlannedCurve": Watched(OF_ITEM),
    "items.ReportingPeriod": Watched(OF_REPORT),
    "items.LightRules": Watched(OF_REPORT),
    "items.ProgressUpdate": Watched(OF_ITEM),
    "items.TargetValue": Watched(OF_UPDATE),
    "items.UnavailableFigure": Watched(OF_UPDATE),
    "items.MilestoneReached": Watched(OF_UPDATE),
    "departments.Department": Watched(OF_UNIT, ("name", "position", "successor_id", "active_to")),
}


class StaleLight(models.Model):
    """An item on which something has changed since it was lit; the same item may be named several times.

    Written by triggers alone; who lights the item anew deletes the rows that he saw. No constraint ties them to items:
    what was deleted meanwhile is passed over.
    """

    item = models.ForeignKey(
        WorkItem, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("work item")
    )

    class Meta:
        verbose_name = _("stale light")
        verbose_name_plural = _("stale lights")

    def __str__(self):
        return str(self.item_id)


# {event: the row before it and after it, as triggers call them}
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}
PREFIX = "note_stale_"


def names():
    """The names of all triggers."""
    return {_name(label, event) for label in WATCHED for event in EVENTS}


def present(using="default"):
    """The names of the triggers that the database has."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connections[using].cursor() as cursor:
        cursor.execute(queries[connections[using].vendor])
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def watch(using="default"):
    """Make the triggers that are missing; then nobody has noted what changed, and all items count as changed."""
    missing = names() - present(using)
    if not missing:
        return
    with connections[using].cursor() as cursor:
        for label in WATCHED:
            for event in EVENTS:
                if _name(label, event) in missing:
                    for statement in _statements(label, event, connections[using].vendor):
                        cursor.execute(statement)
        cursor.execute(f"INSERT INTO {_table('items.StaleLight')} (item_id) SELECT id FROM {_table('items.WorkItem')}")


def look_away(using="default"):
    """Take the triggers away."""
    vendor = connections[using].vendor
    there = present(using)
    with connections[using].cursor() as cursor:
        for label in WATCHED:
            for event in EVENTS:
                name = _name(label, event)
                if name in there:
                    on = f" ON {_table(label)}" if vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {name}{on}")


def _table(label):
    return apps.get_model(label)._meta.db_table


def _name(label, event):
    return f"{PREFIX}{label.rpartition('.')[2].lower()}_{event.lower()}"


def _statements(label, event, vendor):
    """The SQL that makes the trigger of a table for an event."""
    name, table, watched = _name(label, event), _table(label), WATCHED[label]
    tables = {model._meta.object_name: model._meta.db_table for model in apps.get_models()}
    items = " UNION ".join(watched.items.format(row=row, **tables) for row in EVENTS[event])
    note = f"INSERT INTO {_table('items.StaleLight')} (item_id) {items}"
    distinct = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}[vendor]
    changed = " OR ".join(f"OLD.{column} {distinct} NEW.{column}" for column in watched.columns)
    when = f"WHEN ({changed}) " if changed and event == "UPDATE" else ""
    made = f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when}"
    if vendor == "sqlite":
        return [f"{made} BEGIN {note}; END"]
    body = f"BEGIN {note}; RETURN NULL; END"
    function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    return [function, f"{made}EXECUTE FUNCTION {name}()"]


@receiver(pre_migrate, dispatch_uid="look_away")
def _look_away(app_config, using, plan, **kwargs):
    if app_config.label == "items" and plan:
        look_away(using)


@receiver(post_migrate, dispatch_uid="watch")
def _watch(app_config, using, **kwargs):
    """Tables of an earlier state of the migrations are not watched."""
    if app_config.label == "items":
        known = set(connections[using].introspection.table_names())
        if {_table(label) for label in ("items.StaleLight", *WATCHED)} <= known:
            watch(using)
