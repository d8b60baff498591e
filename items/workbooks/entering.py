"""Keeping an uploaded workbook until its uploader has decided, and taking in what was accepted of it."""

import datetime
import hashlib
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access
from ..documents.limits import MEGABYTE
from ..errors import WorkflowError
from ..models import ReportingPeriod, UnitWorkbook, WorkItem
from ..models.unit_workbook import KEPT_FOR
from ..steps.asking import add
from ..updates import drafting
from ..updates.reporting import report_no_change
from .columns import NO_CHANGE
from .planning import plan_workbook
from .reading import read_workbook

NAME_LIMIT = UnitWorkbook._meta.get_field("name").max_length
LARGEST_WORKBOOK = 5 * MEGABYTE
# Workbooks that wait for one person.
MOST_WAITING = 10
# Reports that are written in one go; the others wait for the next.
MOST_AT_ONCE = 100


@dataclass
class TakenIn:
    """What became of the cells that were accepted: how many were written, into how many reports, how many were sent.

    `left` [(report, label or "", why)] was not; `waits`: something of the workbook is still open.
    """

    cells: int = 0
    reports: int = 0
    sent: int = 0
    left: list = field(default_factory=list)
    waits: bool = False


def keep_workbook(name, data, *, by, at):
    """Keep an uploaded workbook for the person; the same file again is the one that waits already."""
    if not access.own_departments(by):
        raise WorkflowError(_("Units report: you hold no post as liaison or head of one."))
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        own = UnitWorkbook.objects.filter(by=by)
        if waiting := own.filter(digest=digest).first():
            return waiting
        if own.count() >= MOST_WAITING:
            oldest = own.defer("upload").order_by("at", "pk")[0]
            sentence = _(
                "%(count)s workbooks wait for you already, so this one was not kept: take one of them in or discard "
                "it. The oldest, “%(name)s”, is dropped after %(day)s."
            )
            told = {"count": MOST_WAITING, "name": oldest.name, "day": oldest.kept_until.isoformat()}
            raise WorkflowError(sentence % told)
        return add(UnitWorkbook(by=by, at=at, name=name[-NAME_LIMIT:], digest=digest, upload=data))


def discard_workbook(workbook, *, by):
    """Forget a workbook; what was taken in of it stays."""
    UnitWorkbook.objects.filter(pk=workbook.pk, by=by).delete()


def forget_workbooks(at):
    """Drop what nobody has taken in or discarded until its last day (`UnitWorkbook.kept_until`); returns how many."""
    first = datetime.datetime.combine(timezone.localdate(at) - KEPT_FOR, datetime.time.min)
    return UnitWorkbook.objects.filter(at__lt=timezone.make_aware(first)).delete()[0]


def plan_of(workbook, *, by):
    """The differences of a kept workbook to the reports as they are now."""
    return plan_workbook(read_workbook(bytes(workbook.upload), workbook.name), by=by)


def accept(workbook, *, boxes, seen, by, at):
    """Write what was accepted into drafts, as if it had been typed; returns `TakenIn`.

    `boxes` are the `CellDifference.box`es of the cells, None for all; `seen` is the mark of the differences that the
    person has read. “No change” is sent, as by its button. The workbook is forgotten once nothing of it is open.
    """
    with transaction.atomic():
        if not list(UnitWorkbook.objects.select_for_update().filter(pk=workbook.pk, by=by).values_list("pk")):
            raise WorkflowError(_("This workbook has been taken in or discarded already."))
        plan = plan_of(workbook, by=by)
        if plan.mark != seen:
            raise WorkflowError(
                _("Reports have changed since you looked, so nothing was written. Read the differences again.")
            )
        chosen = [(one.update, cells) for one in plan.reports if (cells := _chosen(one, boxes))]
        if not chosen:
            raise WorkflowError(_("Nothing was ticked, so nothing was changed."))
        _hold(plan, chosen[:MOST_AT_ONCE])
        taken, done = TakenIn(), set()
        for update, cells in chosen[:MOST_AT_ONCE]:
            written = _write(update, cells, taken, by=by, at=at)
            done.update(written)
            taken.reports += bool(written)
        taken.cells = len(done)
        taken.waits = any(cell.box not in done for cell in plan.open_cells)
        if not taken.waits:
            UnitWorkbook.objects.filter(pk=workbook.pk).delete()
    return taken


def _chosen(report, boxes):
    return [cell for cell in report.cells if cell.is_open and (boxes is None or cell.box in boxes)]


def _hold(plan, chosen):
    """Lock all that the steps will lock, in their order: items, the period where a report is sent, then the reports."""
    keys = [update.item_id for update, _cells in chosen]
    list(WorkItem.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    if any(cell.name == NO_CHANGE for _update, cells in chosen for cell in cells):
        list(ReportingPeriod.objects.select_for_update(no_key=True).filter(pk=plan.period.pk).values_list("pk"))


def _write(update, cells, taken, *, by, at):
    """The boxes of the cells that were written; what was not stands in `taken.left`."""
    try:
        if cells[0].name == NO_CHANGE:
            report_no_change(update, by=by, at=at)
            taken.sent += 1
            return [cells[0].box]
        was, changes = ({cell.name: getattr(cell, one) for cell in cells} for one in ("was", "text"))
        saved = drafting.save_each(update, by=by, at=at, was=was, changes=changes)
    except WorkflowError as error:
        taken.left.append((update, "", str(error)))
        return []
    labels = {cell.name: cell.label for cell in cells}
    taken.left += [(update, labels[name], sentence) for name, sentence in saved.errors.items()]
    changed = _("Somebody else has changed it meanwhile.")
    taken.left += [(update, labels[name], changed) for name in saved.conflicts]
    refused = {*saved.errors, *saved.conflicts}
    return [cell.box for cell in cells if cell.name not in refused]
