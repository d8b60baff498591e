"""What taking a ledger in would write, worked out in a fixed number of queries; nothing is written."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from .. import read_only
from ..errors import WorkflowError
from ..ledger.editing import is_another_lead, stands
from ..models import Responsibility, WorkItem
from ..people.columns import Unreadable
from ..people.reading import CellProblem
from ..round_trips.differences import CellDifference, CellStatus, DifferencePlan
from ..round_trips.form import CellKind
from ..steps.asking import require_open
from .columns import DUE_ON, FORM, ITEMS, REASON, UNITS, shown_value
from .contents import Chapters, item_key, items_with, present
from .meaning import FORMS, item_value, row_text, row_values, secrets_of
from .naming import CellUnits, roles_by

_KEY = re.compile("i([0-9]{1,18})(?::([tm])([0-9]{1,18}))?")
# Lines that are gone, each with its number; of more they are counted.
LOST_TOLD = 20


@dataclass(frozen=True, kw_only=True)
class LedgerCell(CellDifference):
    """A cell of the line with the key `key`; `base` is in words what stood there when the ledger was written.

    `value` is what a step is given; `needs_reason` says that it takes one.
    """

    key: str
    base: str
    value: Any = field(compare=False)
    needs_reason: bool = False

    @property
    def box(self):
        """The value of its tick box."""
        return f"{self.key}:{self.name}"


@dataclass(frozen=True)
class ItemDifferences:
    """The differences of one item; `reason` is the one in the file.

    `note` says why nothing of it can be taken in, or that the item was changed since the ledger was written.
    """

    item: WorkItem
    note: str
    reason: str
    cells: tuple


@dataclass
class LedgerPlan(DifferencePlan):
    """Its groups are `ItemDifferences`. Where `on` is "" nothing of it can be read, and `problems` says why."""

    on: str = ""
    about: str = ""

    @property
    def lacks_reason(self):
        """Whether something needs a reason for which the file has none."""
        return any(cell.needs_reason and not one.reason for one in self.groups for cell in one.cells)


def plan_ledger(filled):
    """The `LedgerPlan` of a `filled.FilledLedger`."""
    plan = LedgerPlan(
        notices=list(filled.notices),
        problems=list(filled.problems),
        same=filled.same,
        on=filled.on,
        about=filled.about,
    )
    if not filled.on:
        return plan
    lines = {}
    for key, touched in filled.lines.items():
        lines.setdefault(_item_of(key), {})[key] = touched
    items = items_with(lines)
    chapters, units = Chapters({item.report_id for item in items.values()}), CellUnits()
    for key, own in lines.items():
        if key in items:
            _Item(plan, items[key], own, chapters, units).compare()
        else:
            _tell(plan, own.values(), _("The item is not there any more."))
    _tell_strange(plan, filled.strange)
    _tell_lost(plan, filled)
    plan.in_order(filled.titles[sheet.name] for sheet in FORM.sheets)
    return plan


def _item_of(key):
    return int(_KEY.fullmatch(key)[1])


def _tell(plan, touched, sentence):
    plan.problems += [one.line.problem("", sentence) for one in touched]


class _Item:
    """Compares the lines of one item with what stands there now, and adds what differs to the plan."""

    def __init__(self, plan, item, lines, chapters, units):
        self.plan, self.item, self.lines = plan, item, lines
        self.chapters, self.units = chapters, units
        self.now = present(item, chapters)
        self.rows = {"t": {row.pk: row for row in item.targets.all()}}
        self.rows["m"] = {row.pk: row for row in item.milestones.all()}

    def compare(self):
        refusal, reason, cells = read_only.refusal(self.item.report), "", []
        for key, touched in self.lines.items():
            if key == item_key(self.item.pk):
                values, reason = self._of_item(touched.line)
            else:
                values = self._of_row(key, touched.line)
            cells += self._differences(key, touched, values, refusal)
        cells = self._with_roles(cells)
        if cells:
            note = refusal or self._changed_since()
            self.plan.groups.append(ItemDifferences(self.item, note, reason, tuple(cells)))
        elif reason and sum(len(touched.line.cells) for touched in self.lines.values()) == 1:
            line = self.lines[item_key(self.item.pk)].line
            self._problem(line, REASON, _("A reason alone changes nothing."))

    def _changed_since(self):
        if all(touched.version == self.item.version for touched in self.lines.values()):
            return ""
        return _("Changed on the portal since the ledger was written out.")

    def _problem(self, line, name, sentence):
        self.plan.problems.append(line.problem(name, sentence))

    def _of_item(self, line):
        """({name: (text, value)} of the cells of the item's own line, its reason)."""
        values = {}
        for name, cell in line.cells.items():
            try:
                values[name] = item_value(line.form.column(name), cell, self.item, self.chapters, self.units)
                if sentence := self._secret(line.form.column(name), values[name][0]):
                    raise Unreadable(sentence)
            except Unreadable as error:
                values.pop(name, None)
                self._problem(line, name, error)
        return values, values.pop(REASON, ("", ""))[0]

    def _secret(self, column, text):
        is_typed = column.kind is CellKind.TEXT and column.name not in UNITS
        found = secrets_of(text) if is_typed else ""
        return _("%(found)s Take it out, or change this on the portal.") % {"found": found} if found else ""

    def _of_row(self, key, line):
        """{name: (text, value)} of the cells of a target or milestone."""
        _item, kind, number = _KEY.fullmatch(key).groups()
        row = self.rows[kind].get(int(number))
        if row is None:
            self._problem(line, "", _("This target or milestone has been removed since."))
            return {}
        texts = {}
        for name, cell in line.cells.items():
            try:
                texts[name] = row_text(line.form.column(name), cell)
            except Unreadable as error:
                self._problem(line, name, error)
        values, wrong = row_values(FORMS[kind], row, texts) if texts else ({}, {})
        for name, sentence in wrong.items():
            self._problem(line, name, sentence)
        return values

    def _differences(self, key, touched, values, refusal):
        """The cells that differ both from what stood there and from what stands there."""
        found, line = [], touched.line
        for name, (text, value) in values.items():
            base, now = touched.base[name], self.now[key].get(name, "")
            if text in (base, now):
                self.plan.same += 1
                continue
            status = CellStatus.NEW if now == base else CellStatus.CONFLICT
            closed = self._why_closed(name)
            if refusal or closed:
                status = CellStatus.CLOSED
            column, cell = line.form.column(name), line.cells[name]
            theirs = shown_value(name, text)
            found.append(
                LedgerCell(
                    key=key,
                    name=name,
                    label=self._label(key, column),
                    sheet=line.title,
                    line=line.number,
                    letter=cell.letter,
                    text=text,
                    value=value,
                    was=now,
                    base=shown_value(name, base),
                    now=shown_value(name, now),
                    theirs=theirs,
                    status=status,
                    written="" if cell.text == theirs else cell.text,
                    note="" if refusal else closed,
                    needs_reason=name == DUE_ON and stands(self.item, value),
                )
            )
        return found

    def _why_closed(self, name):
        """Why the cell cannot be taken in, in the words of who would refuse it; "" where it can."""
        try:
            if name == DUE_ON:
                require_open(self.item)
        except WorkflowError as error:
            return str(error)
        return ""

    def _label(self, key, column):
        _item, kind, number = _KEY.fullmatch(key).groups()
        if not kind:
            return str(column.label)
        row = self.rows[kind][int(number)]
        words = {"label": row.label if kind == "t" else row.title, "value": column.label}
        return _("%(label)s: %(value)s") % words

    def _with_roles(self, cells):
        """The cells; those that name units closed where together they make what no item can have."""
        units = {cell.name: cell.value for cell in cells if cell.name in UNITS and cell.is_open}
        if not units:
            return cells
        try:
            roles = roles_by(self.item, units)
        except WorkflowError as error:
            return [_closed(cell, str(error)) if cell.name in units else cell for cell in cells]
        rows = [Responsibility(item=self.item, department=unit, role=role) for unit, role in roles.items()]
        led = {row.department_id for row in self.item.direct_responsibilities if row.role == UNITS["lead"]}
        needs = is_another_lead(self.item, dict.fromkeys(led), rows)
        return [replace(cell, needs_reason=needs) if cell.name in units else cell for cell in cells]


def _closed(cell, note):
    return replace(cell, status=CellStatus.CLOSED, note=note)


def _tell_strange(plan, lines):
    """Lines that the ledger did not have: of another one, or added by somebody."""
    keys = [match and int(match[1]) for match in (_KEY.fullmatch(line.key) for line in lines)]
    rows = WorkItem.objects.filter(pk__in=filter(None, keys)).select_related("report")
    known = {row.pk: row for row in rows.only("number", "clause", "report__title")} if any(keys) else {}
    for line, key in zip(lines, keys, strict=True):
        if key in known:
            words = {"report": known[key].report, "number": known[key].display_number}
            sentence = _("This line is of another ledger (%(report)s, item %(number)s): take that one in.") % words
        else:
            sentence = _("This line was added: items, targets and milestones are added on the portal.")
        plan.problems.append(line.problem("", sentence))


def _tell_lost(plan, filled):
    """Lines that were deleted: what they said stays as it is on the portal."""
    told = filled.lost[:LOST_TOLD]
    numbers = WorkItem.objects.filter(pk__in={_item_of(key) for key in told}).only("number", "clause") if told else ()
    known = {item.pk: item.display_number for item in numbers}
    label = str(FORM.sheet(ITEMS).column("number").label)
    for key in told:
        sentence = _("This line was deleted: nothing of it is taken in.")
        title = filled.titles[FORM.sheet_of(key)]
        plan.notices.append(CellProblem(sentence, title, label=label, value=known.get(_item_of(key), "")))
    if rest := len(filled.lost) - len(told):
        sentence = _("%(count)s further lines were deleted: nothing of them is taken in.") % {"count": rest}
        plan.notices.append(CellProblem(sentence))
