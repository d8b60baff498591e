"""Keeping a ledger that came back until its uploader has decided, and taking in what was accepted of it."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access
from ..documents.limits import MEGABYTE
from ..errors import WorkflowError
from ..ledger.editing import set_units
from ..ledger.rewording import reword
from ..models import LedgerWorkbook, WorkItem
from ..requests.extending import set_deadline
from ..round_trips import waiting
from ..targets.editing import MILESTONE_FIELDS, TARGET_FIELDS, set_targets
from .columns import CHAPTER, DUE_ON, FIELDS, UNITS
from .contents import milestone_key, target_key
from .filled import from_json, read_ledger, to_json
from .naming import roles_by
from .planning import plan_ledger

LARGEST_LEDGER = 10 * MEGABYTE
# Items that are changed in one go, about two seconds' work; the others wait for the next.
MOST_AT_ONCE = 50


@dataclass
class ChangesTaken:
    """What became of the cells that were accepted: how many were written, on how many items.

    `left` [(item, labels, why)] was not; `waits` counts what of the ledger is still open.
    """

    cells: int = 0
    items: int = 0
    left: list = field(default_factory=list)
    waits: int = 0


def _require_office(by):
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)


def keep_ledger(name, data, *, by, at):
    """Keep what an uploaded ledger changes; the same file again is the one that waits already."""
    _require_office(by)
    return waiting.keep(
        LedgerWorkbook, name, data, by=by, at=at, fields=lambda: {"filled": to_json(read_ledger(data, name))}
    )


def plan_of(workbook):
    """The differences of a kept ledger to the items as they are now."""
    return plan_ledger(from_json(workbook.filled))


def accept(workbook, *, boxes, seen, reason, by, at):
    """Change the items by what was accepted, by the steps that a page takes; returns `ChangesTaken`.

    `boxes` are the `LedgerCell.box`es of the cells, None for all; `seen` is the mark of the differences that the person
    has read; `reason` stands where the file has none. The ledger is forgotten once nothing of it is open.
    """
    _require_office(by)
    with transaction.atomic():
        waiting.lock(workbook, by=by)
        plan = plan_of(workbook)
        changed = _("Items have changed since you looked, so nothing was written. Read the differences again.")
        waiting.require_seen(plan, seen, changed)
        chosen = plan.chosen(boxes)
        waiting.require_chosen(chosen)
        chosen = chosen[:MOST_AT_ONCE]
        keys = [one.item.pk for one, _cells in chosen]
        list(WorkItem.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
        taken, done = ChangesTaken(), set()
        for one, cells in chosen:
            written = _Writer(one.item, one.reason or reason, taken, by, at).write(cells)
            done.update(written)
            taken.items += bool(written)
        taken.cells = len(done)
        taken.waits = sum(cell.box not in done for cell in plan.open_cells)
        if not taken.waits:
            waiting.discard(workbook, by=by)
    return taken


class _Writer:
    """Changes one item, step by step: what refuses one step stands in `taken.left`, and the others are taken."""

    def __init__(self, item, reason, taken, by, at):
        self.item, self.reason, self.taken, self.by, self.at = item, reason, taken, by, at

    def write(self, cells):
        """The boxes of the cells that were written."""
        done = []
        for step, names in self._steps().items():
            own = [cell for cell in cells if (cell.name if ":" not in cell.key else "") in names]
            if not own:
                continue
            try:
                with transaction.atomic():
                    self.item.version = step(own).version
            except WorkflowError as error:
                self.taken.left.append((self.item, "、".join(cell.label for cell in own), str(error)))
                continue
            done += [cell.box for cell in own]
        return done

    def _steps(self):
        """{step: names of the item's own cells that it writes}, "" for those of targets and milestones."""
        return {
            self._reword: ("text", CHAPTER, "leaders", "group"),
            self._set_deadline: (DUE_ON, "due_text", "remark"),
            self._set_units: tuple(UNITS),
            self._set_promises: ("",),
        }

    def _reword(self, cells):
        item = self.item
        words = {name: getattr(item, name) for name in ("text", "number", "clause", "chapter", "leaders", "group")}
        words |= {cell.name: cell.value for cell in cells}
        return reword(item, by=self.by, version=item.version, reason=self.reason, **words)

    def _set_deadline(self, cells):
        item = self.item
        values = {name: getattr(item, name) for name in (DUE_ON, "due_text", "remark")}
        values |= {cell.name: cell.value for cell in cells}
        words = {"by": self.by, "at": self.at, "version": item.version, "reason": self.reason}
        return set_deadline(item, **words, **values)

    def _set_units(self, cells):
        item = self.item
        roles = roles_by(item, {cell.name: cell.value for cell in cells})
        return set_units(item, roles=roles, by=self.by, version=item.version, reason=self.reason)

    def _set_promises(self, cells):
        item, changes = self.item, {}
        for cell in cells:
            changes.setdefault(cell.key, {})[FIELDS.get(cell.name, cell.name)] = cell.value
        lists = {
            "targets": (item.targets.all(), target_key, TARGET_FIELDS),
            "milestones": (item.milestones.all(), milestone_key, MILESTONE_FIELDS),
        }
        promised = {
            name: [
                {"pk": row.pk, **{one: getattr(row, one) for one in fields}, **changes.get(key_of(item.pk, row.pk), {})}
                for row in rows
            ]
            for name, (rows, key_of, fields) in lists.items()
        }
        return set_targets(item, by=self.by, version=item.version, **promised)
