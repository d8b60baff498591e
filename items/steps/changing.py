"""The one way an item's own fields change: validated, compared with what the person had read, recorded."""

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, F, Model, Q, UniqueConstraint, Value
from django.utils.translation import gettext as _

from departments import clock
from departments.models import User

from .. import history, read_only
from ..models import HistoryEntry, Responsibility, WorkItem
from .errors import StaleItem, WorkflowError

# What counts the item's version up. Notes, requests and answers leave it alone: their writers get in nobody's way.
COUNTED = (
    HistoryEntry.Action.STATUS_CHANGED,
    HistoryEntry.Action.ITEM_EDITED,
    HistoryEntry.Action.LEAD_CONFIRMED,
    HistoryEntry.Action.UNITS_CHANGED,
    HistoryEntry.Action.TARGETS_CHANGED,
    HistoryEntry.Action.DEPARTMENT_MERGED,
    HistoryEntry.Action.ITEM_UPDATED,
    HistoryEntry.Action.OBJECTION_SETTLED,
    HistoryEntry.Action.EXTENSION_DECIDED,
)


def fresh(item: WorkItem, version: int) -> WorkItem:
    """The item as the database has it now; refuses unless it is still the `version` the person had opened."""
    current = WorkItem.objects.select_related("report").get(pk=item.pk)
    if current.version != version:
        raise_stale(current)
    return current


def raise_stale(item: WorkItem) -> NoReturn:
    last = item.history.filter(action__in=COUNTED).select_related("by").first()
    who = str(last.by) if last and last.by else _("somebody else")
    raise StaleItem(
        _(
            "%(who)s has changed this item in the meantime, so nothing was saved. "
            "Compare your entry with the present state below and save again."
        )
        % {"who": who},
        item,
    )


def validate(instance: Model, exclude: Iterable[str] | None = None) -> None:
    """`full_clean()` whose complaint is a sentence for the person, not a structure."""
    left_out = set(exclude or ())
    try:
        instance.full_clean(exclude=left_out, validate_constraints=False)
        if not _holds_checks(instance):
            instance.validate_constraints()  # one by one: which of them does not hold
        for constraint in instance._meta.constraints:
            if not isinstance(constraint, CheckConstraint):
                constraint.validate(type(instance), instance, exclude=left_out)
    except ValidationError as error:
        raise WorkflowError(" ".join(error.messages)) from error


def _holds_checks(instance: Model) -> bool:
    """Whether all check constraints hold, asked of the database at once; Django asks for each, three queries a time."""
    checks = [one.condition for one in instance._meta.constraints if isinstance(one, CheckConstraint)]
    fields = instance._meta.concrete_fields
    return not checks or Q(*checks).check({one.name: Value(getattr(instance, one.attname), one) for one in fields})


def _untouched(item: WorkItem, written: Collection[str]) -> list[str]:
    """The item's fields that neither change nor are unique together with one that does: they are as they were."""
    touched = set(written)
    for constraint in item._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and not touched.isdisjoint(constraint.fields):
            touched.update(constraint.fields)
    return [field.name for field in item._meta.concrete_fields if field.name not in touched]


def touch(item: WorkItem, version: int, **changes: Any) -> None:
    """Write `changes` and count the version up, if it is still `version`. Call inside a transaction."""
    written = WorkItem.objects.filter(pk=item.pk, version=version).update(
        **changes, version=version + 1, updated_at=clock.now()
    )
    if written != 1:
        raise_stale(WorkItem.objects.select_related("report").get(pk=item.pk))


def change(
    item: WorkItem,
    *,
    version: int,
    action: HistoryEntry.Action,
    by: User | None,
    reason: str = "",
    beside: Callable[[WorkItem], dict[str, Any]] | dict[str, Any] | None = None,
    told: dict[str, str] | None = None,
    **changes: Any,
) -> WorkItem:
    """Change fields of `item` in one transaction with the history entry; returns the item as it is then.

    Fields that keep their value are left out; when nothing is left, nothing is written. `beside` are fields that
    follow from the changes and of which the history need not speak, worked out of the item as it was if they are a
    function; `told` is what the history says besides them.
    """
    with transaction.atomic():
        current = fresh(item, version)
        changes = {name: value for name, value in changes.items() if getattr(current, name) != value}
        if not changes:
            return current
        before = {name: as_text(getattr(current, name)) for name in changes}
        written = {**changes, **(beside(current) if callable(beside) else beside or {})}
        for name, value in written.items():
            setattr(current, name, value)
        validate(current, exclude=_untouched(current, written))
        touch(current, version, **written, words=current.words)
        after = {name: as_text(value) for name, value in changes.items()}
        history.record(action, by=by, item=current, before=before, after=after | (told or {}), reason=reason)
    current.refresh_from_db()
    return current


def fresh_each(chosen: Sequence[tuple[WorkItem, int]]) -> tuple[dict[int, WorkItem], dict[int, str]]:
    """What `fresh` does, on many items, [(item, version)]: ({key: the item as it is, locked}, {key: why refused}).

    Call inside a transaction; one query, and one for each that was changed meanwhile.
    """
    locked = WorkItem.objects.select_for_update(no_key=True, of=("self",)).select_related("report", "chapter")
    rows = {row.pk: row for row in locked.filter(pk__in=[item.pk for item, _version in chosen]).order_by("pk")}
    found, refusals = {}, {}
    for item, version in chosen:
        try:
            if rows[item.pk].version != version:
                raise_stale(rows[item.pk])
        except WorkflowError as error:
            refusals[item.pk] = str(error)
            continue
        found[item.pk] = rows[item.pk]
    return found, refusals


def touch_each(items: Iterable[WorkItem]) -> None:
    """Count the versions of items that `fresh_each` has locked up, in one query."""
    keys = [item.pk for item in items]
    WorkItem.objects.filter(pk__in=keys).update(version=F("version") + 1, updated_at=clock.now())


Wanted = tuple[WorkItem, int, dict[str, Any]]
Beside = Callable[[WorkItem, dict[str, Any]], dict[str, Any]]


def change_each(
    wanted: Sequence[Wanted],
    *,
    action: HistoryEntry.Action,
    by: User | None,
    reason: str = "",
    beside: Beside,
) -> tuple[set[int], dict[int, str]]:
    """What `change` does, on many items in a fixed number of queries: (keys of those changed, {key: why refused}).

    `wanted` is [(item, version that the person had opened, {field: value})], each with the same fields, none of them
    unique; rows that they name are of the item's report. `beside` gets the item as it was with its values. Where the
    database refuses what one of them would become, each is changed by itself, to tell which it is.
    """
    try:
        with transaction.atomic():
            return _change_together(wanted, action, by, reason, beside)
    except IntegrityError:
        return _change_one_by_one(wanted, action, by, reason, beside)


def _change_together(
    wanted: Sequence[Wanted],
    action: HistoryEntry.Action,
    by: User | None,
    reason: str,
    beside: Beside,
) -> tuple[set[int], dict[int, str]]:
    rows, refusals = fresh_each([(item, version) for item, version, _values in wanted])
    entries, written = [], set[str]()
    for item, version, values in wanted:
        if (current := rows.get(item.pk)) is None:
            continue
        changes = {name: value for name, value in values.items() if getattr(current, name) != value}
        if not changes:
            continue
        try:
            before = {name: as_text(getattr(current, name)) for name in changes}
            fields = {**changes, **beside(current, values)}
            for name, value in fields.items():
                setattr(current, name, value)
            _validate_fields(current, fields)
            read_only.require_change(current.report, action)
        except WorkflowError as error:
            refusals[item.pk] = str(error)
            continue
        current.version, current.updated_at = version + 1, clock.now()
        written.update(fields)
        entries.append((current, before, {name: as_text(value) for name, value in changes.items()}))
    changed = [current for current, _before, _after in entries]
    if changed:
        WorkItem.objects.bulk_update(changed, [*written, "version", "updated_at", "words"])
        history.record_each(action, entries, by=by, reason=reason)
    return {item.pk for item in changed}, refusals


def _validate_fields(item: WorkItem, written: Collection[str]) -> None:
    """What is wrong with the values themselves; whether the rows that they name exist the database says."""
    seen = {name for name in written if not item._meta.get_field(name).is_relation}
    try:
        item.clean_fields(exclude={field.name for field in item._meta.concrete_fields} - seen)
        item.clean()
    except ValidationError as error:
        raise WorkflowError(" ".join(error.messages)) from error


def _change_one_by_one(
    wanted: Sequence[Wanted],
    action: HistoryEntry.Action,
    by: User | None,
    reason: str,
    beside: Beside,
) -> tuple[set[int], dict[int, str]]:
    changed, refusals = set(), {}
    for item, version, values in wanted:
        try:
            with transaction.atomic():
                told = partial(_beside, beside, values)
                done = change(item, version=version, action=action, by=by, reason=reason, beside=told, **values)
        except WorkflowError as error:
            refusals[item.pk] = str(error)
            continue
        if done.version != version:
            changed.add(item.pk)
    return changed, refusals


def _beside(beside: Beside, values: dict[str, Any], item: WorkItem) -> dict[str, Any]:
    return beside(item, values)


def as_text(value: object) -> str:
    """A field's value as the history keeps it: ISO dates, plain text, "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, WorkItem):
        return f"{value.report} {value.display_number}"
    return str(value)


def spell_units(rows: Iterable[Responsibility]) -> dict[str, str]:
    """{"units": one line "lead:市民政局" a row}: roles and names as the history keeps them."""
    return {"units": "\n".join(f"{row.role}:{row.department.name}" for row in rows)}
