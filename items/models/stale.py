"""Which items have changed since they were last lit: noted by the database itself, so that no writer can forget it.

Every table that decides lights has triggers: whatever inserts, changes or deletes a row of it, by whatever way, puts
the items concerned into `StaleLight` within the same transaction. They are no migration: SQLite makes a table anew to
alter it and forgets its triggers, and an altered table must not have triggers that name it. So they are taken away
before every migration, are made after it, and all items count as changed then.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from departments.models import triggers
from departments.models.triggers import Trigger

from .update import ProgressUpdate
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


class AskingNow(models.Model):
    """A report by which a unit asks a city leader for a decision on an item, as things are now.

    Kept beside the item's light as `rules.asking` works it out; out of date while a `StaleLight` names the item. No
    constraint ties it to the report: who writes it would wait for every step that holds that one.
    """

    update = models.OneToOneField(
        ProgressUpdate,
        on_delete=models.CASCADE,
        db_constraint=False,
        primary_key=True,
        related_name="asking_now",
        verbose_name=_("progress update"),
    )
    item = models.ForeignKey(
        WorkItem, on_delete=models.CASCADE, db_constraint=False, related_name="+", verbose_name=_("work item")
    )

    class Meta:
        verbose_name = _("request for a decision")
        verbose_name_plural = _("requests for a decision")

    def __str__(self):
        return str(self.update_id)


# {event: the row before it and after it, as triggers call them}
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}
PREFIX = "note_stale_"


def is_watched(using="default"):
    """Whether the database notes all that it should."""
    return triggers.are_kept(connections[using], _wanted(connections[using]), PREFIX)


def watch(using="default"):
    """Make the triggers that are missing or say something else; then nobody has noted what changed meanwhile, and all
    items count as changed."""
    connection = connections[using]
    with transaction.atomic(using=using):
        if triggers.keep(connection, _wanted(connection), PREFIX):
            with connection.cursor() as cursor:
                note = f"INSERT INTO {_table('items.StaleLight')} (item_id)"
                cursor.execute(f"{note} SELECT id FROM {_table('items.WorkItem')}")


def look_away(using="default"):
    """Take the triggers away."""
    triggers.drop(connections[using], PREFIX)


def _table(label):
    return apps.get_model(label)._meta.db_table


def _wanted(connection):
    """The triggers: each watched table has one for each event."""
    tables = {model._meta.object_name: model._meta.db_table for model in apps.get_models()}
    return [_trigger(connection, label, event, tables) for label in WATCHED for event in EVENTS]


def _trigger(connection, label, event, tables):
    watched = WATCHED[label]
    items = " UNION ".join(watched.items.format(row=row, **tables) for row in EVENTS[event])
    changed = " OR ".join(triggers.differs(connection, column) for column in watched.columns)
    return Trigger(
        name=f"{PREFIX}{label.rpartition('.')[2].lower()}_{event.lower()}",
        table=_table(label),
        event=event,
        does=f"INSERT INTO {_table('items.StaleLight')} (item_id) {items}",
        when=changed if event == "UPDATE" else "",
    )


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
