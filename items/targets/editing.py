"""What an item promises in figures and by a day, as the supervision office sets it right."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, Milestone, Target
from ..steps.changing import fresh, touch, validate
from ..steps.errors import WorkflowError
from ..steps.recounting import recount

TARGET_FIELDS = ("label", "comparator", "number", "upper", "unit", "per")
MILESTONE_FIELDS = ("title", "due_on")


def set_targets(item, *, by, version, targets, milestones):
    """Replace what the item promises, in the order given; returns the item as it is then.

    `targets` is [{"pk": …, "label": …, "comparator": …, "number": Decimal, "upper": Decimal or None, "unit": …,
    "per": …}, …], `milestones` is [{"pk": …, "title": …, "due_on": date or None}, …]. `pk` names the row that stays;
    None, or one that does not stand on the item, makes a new row. A row that stays keeps its wording and its place
    in the source; whatever changes on it is the office's word from then on. Nothing changed, nothing written.
    """
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)
    with transaction.atomic():
        current = fresh(item, version)
        _check_days(current, milestones)
        lists = {
            "targets": _Rows(current, Target, TARGET_FIELDS, targets),
            "milestones": _Rows(current, Milestone, MILESTONE_FIELDS, milestones),
        }
        changed = {name: rows for name, rows in lists.items() if rows.is_changed}
        if not changed:
            return current
        touch(current, version)
        for rows in changed.values():
            rows.write()
        recount([current])
        history.record(
            HistoryEntry.Action.TARGETS_CHANGED,
            by=by,
            item=current,
            before={name: rows.before for name, rows in changed.items()},
            after={name: rows.after for name, rows in changed.items()},
        )
    current.refresh_from_db()
    return current


def _check_days(item, milestones):
    for values in milestones:
        due_on = values["due_on"]
        if due_on and not item.report.year - 1 <= due_on.year <= item.report.year + 10:
            raise WorkflowError(_("The year of the deadline does not fit the report; check it."))


class _Rows:
    """The rows of one model on an item, valid and rearranged after `wanted`; `write()` makes it true."""

    def __init__(self, item, model, fields, wanted):
        present = list(model.objects.filter(item=item))
        self.before, was = _spell(present), _values(present, fields)
        self.gone = {row.pk: row for row in present}
        self.rows = []
        for position, values in enumerate(wanted, start=1):
            row = self.gone.pop(values["pk"], None) or model(item=item)
            row.position = position
            changes = {name: values[name] for name in fields if getattr(row, name) != values[name]}
            if changes or row.pk is None:
                for name, value in changes.items():
                    setattr(row, name, value)
                row.basis = model.Basis.MANUAL
                validate(row)
            self.rows.append(row)
        self.after = _spell(self.rows)
        self.is_changed = was != _values(self.rows, fields)

    def write(self):
        for row in self.gone.values():
            row.delete()
        for row in self.rows:
            row.save()


def _values(rows, fields):
    return [(row.pk, *(getattr(row, name) for name in fields)) for row in rows]


def _spell(rows):
    """One line a row, as the history keeps them."""
    return "\n".join(str(row) for row in rows)
