"""Mergers of units after a reform: the items follow, the old name stays findable (domain.md §1)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from departments.models import CollectiveMember, Department, DepartmentAlias, Membership

from .. import access, history
from ..models import HistoryEntry, Responsibility
from .changing import validate
from .errors import WorkflowError

STRONGEST_FIRST = [Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE, Responsibility.Role.SUPPORT]


@dataclass(frozen=True)
class MergePreview:
    """What a merger would touch: numbers of items, people in post, names that become aliases."""

    items: int
    posts: int
    names: list


def preview_merge(source):
    """What goes along when `source` is merged into another unit."""
    return MergePreview(
        items=source.responsibilities.values("item").distinct().count(),
        posts=source.memberships.count(),
        names=[
            source.name,
            *([source.short_name] if source.short_name else []),
            *source.aliases.values_list("name", flat=True),
        ],
    )


def merge(source, *, into, by, on):
    """Merge unit `source` into unit `into` on a day, all or nothing; returns the number of items that moved.

    Responsibilities, posts and memberships of collectives move; names and aliases become aliases of
    `into`; `source` stays as a closed unit with its successor, so that old notes and history keep
    their author.
    """
    if not access.can_merge_departments(by):
        raise WorkflowError(_("Only an administrator merges departments."))
    with transaction.atomic():
        source = Department.objects.select_for_update().get(pk=source.pk)
        into = Department.objects.select_for_update().get(pk=into.pk)
        _check(source, into)
        moved = _move_responsibilities(source, into, by)
        _move_posts(source, into)
        _move_collective_rows(source, into)
        _move_names(source, into)
        before = {"department": source.name}
        source.active_to, source.successor = on, into
        validate(source)
        source.save()
        after = {"department": into.name, "items": str(moved)}
        for department in (source, into):
            history.record(
                HistoryEntry.Action.DEPARTMENT_MERGED,
                by=by,
                department=department,
                before=before,
                after=after,
            )
    return moved


def _check(source, into):
    if source.pk == into.pk:
        raise WorkflowError(_("A department cannot be merged into itself; choose another one."))
    for department in (source, into):
        if department.successor_id:
            raise WorkflowError(
                _("“%(name)s” has already been merged into “%(successor)s”.")
                % {"name": department, "successor": department.successor}
            )
    if source.is_collective != into.is_collective:
        raise WorkflowError(_("A collective and a single unit cannot be merged."))


def _move_responsibilities(source, into, by):
    rows = list(source.responsibilities.select_related("item__report", "department", "via"))
    standing = {row.item_id: row for row in into.responsibilities.filter(item__in=[row.item_id for row in rows])}
    Responsibility.objects.filter(via=source).update(via=into)
    for row in rows:
        other = standing.get(row.item_id)
        if other is None:
            row.department = into
            row.save(update_fields=["department"])
        else:
            # Both stood on the item: one row remains, in the stronger role and in its own name if one had it.
            other.role = min(other.role, row.role, key=STRONGEST_FIRST.index)
            if row.via_id is None:
                other.via = None
            other.save(update_fields=["role", "via"])
            row.delete()
        history.record(
            HistoryEntry.Action.DEPARTMENT_MERGED,
            by=by,
            item=row.item,
            department=into,
            before={"department": source.name},
            after={"department": into.name},
        )
    return len(rows)


def _move_posts(source, into):
    for post in source.memberships.all():
        twin = Membership.objects.filter(user=post.user, role=post.role, department=into, end_on=post.end_on)
        if twin.exists():
            post.delete()
        else:
            post.department = into
            post.save(update_fields=["department"])


def _move_collective_rows(source, into):
    for link in source.collective_rows.all():
        if CollectiveMember.objects.filter(collective=link.collective, member=into).exists():
            link.delete()
        else:
            link.member = into
            link.save(update_fields=["member"])
    for link in source.member_rows.all():
        if CollectiveMember.objects.filter(collective=into, member=link.member).exists():
            link.delete()
        else:
            link.collective = into
            link.save(update_fields=["collective"])


def _move_names(source, into):
    source.aliases.update(department=into)
    for name in {source.name, source.short_name} - {"", into.short_name}:
        DepartmentAlias.objects.get_or_create(
            name=name, defaults={"department": into, "remark": _("former name, by merger")}
        )
