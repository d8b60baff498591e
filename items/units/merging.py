"""Mergers of units after a reform: the items follow, the old name stays findable (domain.md §1)."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock
from departments.models import CollectiveMember, Department, DepartmentAlias, Membership

from .. import access, history
from ..models import HistoryEntry, ProgressUpdate, Responsibility, WorkItem
from ..people.recording import Held, record_post
from ..rules.accepted import heard_of, with_predecessors
from ..steps.changing import spell_units, validate
from ..steps.errors import WorkflowError
from ..steps.recounting import recount
from .announcing import tell_merged
from .merging_rounds import move_rounds, outcomes

STRONGEST_FIRST = [Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE, Responsibility.Role.SUPPORT]


@dataclass(frozen=True)
class MergeNumbers:
    """What a merger does: numbers of items and of running posts that go along, names that lead to the successor.

    `reports` counts those of open periods that become the successor's, `beside` are those that stay what they are
    under the name of the closed unit, `aside` those that are kept aside (`merging_rounds.Told`). On `shared` of the
    items both units stand: of their two duties, and two reports in a period, one remains.
    """

    items: int
    posts: int
    names: list
    shared: int = 0
    reports: int = 0
    beside: list = field(default_factory=list)
    aside: list = field(default_factory=list)


def preview_merge(source, *, on, into=None):
    """What `source` would bring along if it were merged on the day; into which unit decides what of it goes along."""
    reports, beside, aside = outcomes(source, into)
    return MergeNumbers(
        items=source.responsibilities.count(),
        posts=_running_posts(source, on).count(),
        names=_names(source, into),
        shared=source.responsibilities.filter(item__responsibilities__department=into).count() if into else 0,
        reports=reports,
        beside=beside,
        aside=aside,
    )


def rehearse(sources, *, into, by, on):
    """What `merge_all` would do now, as {source: MergeNumbers}: it does it and takes it back. Refuses as that does.

    Each of several units finds what those before it have brought along.
    """
    with transaction.atomic():
        found = merge_all(sources, into=into, by=by, on=on)
        transaction.set_rollback(True)
    return found


def merge(source, *, into, by, on, reason=""):
    """Merge unit `source` into unit `into` as of a day, all or nothing; returns the `MergeNumbers`.

    Responsibilities, updates of open periods, open requests, running posts and memberships of collectives move; names
    and aliases become aliases of `into`. `source` stays as a closed unit with its successor, so that posts that had
    ended before, closed periods, old notes and the history keep their unit. `reason` names the document behind it.
    """
    if not access.can_keep_people(by):
        raise WorkflowError(_("Only an administrator merges departments."))
    with transaction.atomic():
        # In one fixed order, so that two mergers at once wait for each other instead of blocking each other.
        locked = Department.objects.select_for_update(no_key=True).filter(pk__in=[source.pk, into.pk]).order_by("pk")
        units = {unit.pk: unit for unit in locked}
        if len(units) < len({source.pk, into.pk}):
            raise WorkflowError(_("One of the departments no longer exists."))
        source, into = units[source.pk], units[into.pk]
        _check(source, into, on)
        numbers = preview_merge(source, on=on, into=into)
        _move_responsibilities(source, into, by=by, reason=reason)
        move_rounds(source, into, by=by, reason=reason)
        _move_posts(source, into, on, by)
        _move_collective_rows(source, into)
        _move_names(source, into, numbers.names)
        _close(source, into, on)
        # What both had said is now the word of one.
        recount(WorkItem.objects.filter(pk__in=heard_of(with_predecessors(into.pk))))
        for department in (source, into):
            history.record(
                HistoryEntry.Action.DEPARTMENT_MERGED,
                by=by,
                department=department,
                before={"department": source.name},
                after={"department": into.name, "items": str(numbers.items)},
                reason=reason,
            )
        tell_merged(source, into, numbers, by=by, at=clock.now(), on=on, reason=reason)
    return numbers


def merge_all(sources, *, into, by, on, reason=""):
    """Merge several units into one, all of them or none; returns {source: MergeNumbers}."""
    with transaction.atomic():
        return {source: merge(source, into=into, by=by, on=on, reason=reason) for source in sources}


def _check(source, into, on):
    if source.pk == into.pk:
        raise WorkflowError(_("“%(name)s” cannot be merged into itself; choose another department.") % {"name": source})
    for department in (source, into):
        if department.successor_id:
            raise WorkflowError(
                _("“%(name)s” has already been merged into “%(successor)s”.")
                % {"name": department, "successor": department.successor}
            )
    if source.is_collective != into.is_collective:
        raise WorkflowError(
            _("“%(source)s” cannot be merged into “%(into)s”: one is a collective, the other a single unit.")
            % {"source": source, "into": into}
        )
    if source.active_from and source.active_from > on:
        raise WorkflowError(_("“%(name)s” did not exist yet on that day; choose a later one.") % {"name": source})
    if into.active_to and into.active_to < on:
        raise WorkflowError(
            _("“%(name)s” was closed before that day; choose a department that goes on.") % {"name": into}
        )
    _require_after_last_report(source, on)


def _require_after_last_report(source, on):
    """A unit cannot have ended before it handed in its last report."""
    last = ProgressUpdate.objects.filter(department=source).aggregate(last=Max("handed_in_at"))["last"]
    if last is not None and on < timezone.localdate(last):
        raise WorkflowError(
            _("“%(name)s” handed in its last report on %(day)s; choose that day or a later one.")
            % {"name": source, "day": timezone.localdate(last).isoformat()}
        )


def _close(source, into, on):
    # A unit that had been closed before keeps that day.
    source.active_to = min(source.active_to, on) if source.active_to else on
    source.successor = into
    validate(source)
    source.save(update_fields=["active_to", "successor"])


def _move_responsibilities(source, into, *, by, reason):
    items = WorkItem.objects.filter(responsibilities__department=source) | WorkItem.objects.filter(
        responsibilities__via=source
    )
    list(WorkItem.objects.select_for_update(no_key=True).filter(pk__in=items.values("pk")).order_by("pk"))
    rows = list(source.responsibilities.select_related("item__report", "department").order_by("item"))
    others = {
        row.item_id: row
        for row in into.responsibilities.filter(item__responsibilities__department=source).select_related("department")
    }
    # Whoever has one of these items open must see the new unit before saving: the version counts up.
    WorkItem.objects.filter(responsibilities__department=source).update(
        version=F("version") + 1, updated_at=clock.now()
    )
    Responsibility.objects.filter(via=source).update(via=into)
    for row in rows:
        other = others.get(row.item_id)
        before = spell_units([row, other] if other else [row])
        if other is None:
            row.department = into
            row.save(update_fields=["department"])
            kept = row
        else:
            kept = _unite(row, other, into)
        history.record(
            HistoryEntry.Action.DEPARTMENT_MERGED,
            by=by,
            item=row.item,
            department=into,
            before=before,
            after=spell_units([kept]),
            reason=reason,
        )


def _unite(row, other, into):
    """Both units stand on the item: one row remains, the one written in the text, with the stronger role."""
    stronger = min(other, row, key=lambda each: STRONGEST_FIRST.index(each.role))
    role, basis = stronger.role, stronger.basis
    kept, dropped = (row, other) if row.via_id is None and other.via_id is not None else (other, row)
    dropped.delete()
    kept.department, kept.role, kept.basis = into, role, basis
    # It was issued when the first of the two was, and stays signed for if either unit signed.
    days = [day for day in (row.issued_on, other.issued_on) if day]
    kept.issued_on = min(days, default=None)
    if kept.signed_for_at is None and kept.issued_on:
        kept.signed_for_at, kept.signed_for_by_id = dropped.signed_for_at, dropped.signed_for_by_id
    kept.save(update_fields=["department", "role", "basis", "issued_on", "signed_for_at", "signed_for_by"])
    # The members of two collectives that are now one stand in that one's role.
    Responsibility.objects.filter(item=kept.item_id, via=into).update(role=role, basis=basis, position=kept.position)
    return kept


def _running_posts(source, on):
    return source.memberships.filter(Q(end_on__isnull=True) | Q(end_on__gte=on))


def _move_posts(source, into, on, by):
    for post in _running_posts(source, on).select_related("user", "department").order_by("pk"):
        before = Held.of(post)
        twin = (
            _running_posts(into, on)
            .filter(user=post.user_id, role=post.role)
            .order_by(F("end_on").desc(nulls_first=True))
            .first()
        )
        if twin is None:
            # It goes with its unit and stays approved, or waiting, as it was.
            Membership.objects.filter(pk=post.pk).update(department=into)
            post.department = into
        else:
            _widen(twin, post, start="start_on", end="end_on")
            post.delete()
        record_post(before, Held.of(twin or post), by=by)


def _move_collective_rows(source, into):
    """`into` takes the place of `source` in collectives, and the members of `source` if it is one itself."""
    for end, links in (("member", source.collective_rows), ("collective", source.member_rows)):
        other_end = "collective" if end == "member" else "member"
        for link in links.all():
            twin = CollectiveMember.objects.filter(**{end: into, other_end: getattr(link, f"{other_end}_id")}).first()
            if twin is None:
                setattr(link, end, into)
                link.save(update_fields=[end])
            else:
                # Issuing a report of an earlier year must find the successor where it finds the unit today.
                _widen(twin, link, start="valid_from", end="valid_to")
                link.delete()


def _widen(kept, dropped, *, start, end):
    """Let `kept` run over the days of both rows; an open end stays open."""
    starts = [getattr(kept, start), getattr(dropped, start)]
    ends = [getattr(kept, end), getattr(dropped, end)]
    setattr(kept, start, None if None in starts else min(starts))
    setattr(kept, end, None if None in ends else max(ends))
    kept.save(update_fields=[start, end])


def _own_names(source):
    return [name for name in dict.fromkeys([source.name, source.short_name]) if name]


def _names(source, into):
    """The names of `source` that lead to `into` afterwards and did not before; without it all that may."""
    own, aliases = _own_names(source), list(source.aliases.values_list("name", flat=True))
    if into is None:
        return list(dict.fromkeys([*own, *aliases]))
    # A name that `into` goes by itself needs no alias, and an alias equal to a unit's name would be refused later.
    others = Department.objects.unmerged().exclude(pk=source.pk).filter(name__in=own)
    elsewhere = DepartmentAlias.objects.exclude(department=source).filter(name__in=own)
    taken = {*_own_names(into), *others.values_list("name", flat=True), *elsewhere.values_list("name", flat=True)}
    kept = [name for name in aliases if name not in _own_names(into)]
    return list(dict.fromkeys([*(name for name in own if name not in taken), *kept]))


def _move_names(source, into, names):
    source.aliases.exclude(name__in=names).delete()
    source.aliases.update(department=into)
    for name in names:
        DepartmentAlias.objects.get_or_create(
            name=name, defaults={"department": into, "remark": _("former name, by merger")}
        )
