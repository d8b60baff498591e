"""Keeping an uploaded workbook until its uploader has decided, and taking in what was accepted of it."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access
from ..documents.limits import MEGABYTE
from ..errors import WorkflowError
from ..models import ReportingPeriod, UnitWorkbook, WorkItem
from ..round_trips import waiting
from ..round_trips.reading import read_workbook
from ..updates import drafting
from ..updates.reporting import report_no_change
from .columns import FORM, NO_CHANGE
from .planning import plan_workbook

LARGEST_WORKBOOK = 5 * MEGABYTE
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
    return waiting.keep(UnitWorkbook, name, data, by=by, at=at, fields=lambda: {"upload": data})


def plan_of(workbook, *, by):
    """The differences of a kept workbook to the reports as they are now."""
    return plan_workbook(read_workbook(bytes(workbook.upload), workbook.name, form=FORM), by=by)


def accept(workbook, *, boxes, seen, by, at):
    """Write what was accepted into drafts, as if it had been typed; returns `TakenIn`.

    `boxes` are the `ReportCell.box`es of the cells, None for all; `seen` is the mark of the differences that the
    person has read. “No change” is sent, as by its button. The workbook is forgotten once nothing of it is open.
    """
    with transaction.atomic():
        waiting.lock(workbook, by=by)
        plan = plan_of(workbook, by=by)
        changed = _("Reports have changed since you looked, so nothing was written. Read the differences again.")
        waiting.require_seen(plan, seen, changed)
        chosen = [(report.update, cells) for report, cells in plan.chosen(boxes)]
        waiting.require_chosen(chosen)
        _hold(plan, chosen[:MOST_AT_ONCE])
        taken, done = TakenIn(), set()
        for update, cells in chosen[:MOST_AT_ONCE]:
            written = _write(update, cells, taken, by=by, at=at)
            done.update(written)
            taken.reports += bool(written)
        taken.cells = len(done)
        taken.waits = any(cell.box not in done for cell in plan.open_cells)
        if not taken.waits:
            waiting.discard(workbook, by=by)
    return taken


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
