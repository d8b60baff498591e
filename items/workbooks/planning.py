"""What taking a workbook in would write, worked out in a fixed number of queries; nothing is written."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from departments.models import Department

from .. import access
from ..errors import WorkflowError
from ..models import ProgressUpdate, ReportingPeriod
from ..people.columns import Unreadable
from ..people.reading import CellProblem
from ..round_trips.differences import CellDifference, CellStatus, DifferencePlan
from ..updates import drafting
from .columns import ANSWER, FIGURES, FORM, NO_CHANGE, PROGRESS, VALUE, shown_value
from .contents import key_of, may_be_unchanged, present, read_reports
from .meaning import meaning

_KEY = re.compile("r([0-9]{1,18})(?::([0-9]{1,18}))?")


@dataclass(frozen=True, kw_only=True)
class ReportCell(CellDifference):
    """A cell of the report with the key `update`; `name` is the field of `drafting`, or NO_CHANGE."""

    update: int

    @property
    def box(self):
        """The value of its tick box."""
        return f"{self.update}:{self.name}"


@dataclass(frozen=True)
class ReportDifferences:
    """The differences of one report; `note` says what has become of it since the workbook was made."""

    update: ProgressUpdate
    note: str
    cells: tuple


@dataclass
class WorkbookPlan(DifferencePlan):
    """Its groups are `ReportDifferences`. With no `unit` nothing of it can be read, and `problems` says why."""

    unit: Department | None = None
    period: ReportingPeriod | None = None


def plan_workbook(book, *, by):
    """The `WorkbookPlan` of a `reading.FormBook` for the person who uploaded it."""
    plan = WorkbookPlan(notices=list(book.notices), problems=list(book.problems))
    record = book.record
    if record is None:
        return plan
    unit = next((one for one in access.own_departments(by) if one.pk == record.unit), None)
    period = ReportingPeriod.objects.select_related("report").filter(pk=record.period).first()
    if unit is None:
        sentence = _("This is the workbook of %(unit)s, for which you do not report.") % {"unit": record.unit_name}
        plan.problems = [CellProblem(sentence)]
        return plan
    if period is None:
        sentence = _("The period %(period)s is not there any more.") % {"period": record.period_name}
        plan.problems = [CellProblem(sentence)]
        return plan
    plan.unit, plan.period = unit, period
    if period.is_closed:
        sentence = _("The period has been closed meanwhile: what is reported from now on counts as made up.")
        plan.notices.insert(0, CellProblem(sentence, value=period.name))
    keys = {int(_KEY.fullmatch(key)[1]) for key in record.lines}
    updates = read_reports(ProgressUpdate.objects.filter(pk__in=keys, period=period, department=unit))
    for update in updates:
        _Report(plan, book, update, by).compare()
    _tell_gone(plan, book, {update.pk for update in updates})
    _tell_strange(plan, book.strange, period, unit)
    _tell_lost(plan, book, updates)
    plan.in_order(record.titles.values())
    return plan


class _Report:
    """Compares the lines of one report with what stands there now, and adds what differs to the plan."""

    def __init__(self, plan, book, update, by):
        self.plan, self.book, self.update = plan, book, update
        self.raw, self.now = drafting.words_and_figures(update), present(update)
        self.targets = {target.pk: target for target in update.item.targets.all()}
        self.closed = _why_closed(update, by)

    def compare(self):
        cells, own = [], key_of(self.update.pk)
        for key in self.book.record.lines:
            if key == own or key.startswith(f"{own}:"):
                line = self.book.lines.get(key)
                cells += self._line(key, line) if line else []
        cells = self._without_both(cells)
        if cells:
            record = self.book.record.lines[own]
            self.plan.groups.append(ReportDifferences(self.update, self._note(record), tuple(cells)))

    def _note(self, record):
        update = self.update
        if self.closed:
            return self.closed
        if update.returns > record.returns:
            words = {"reason": update.return_reason}
            return _("Returned since the workbook was made: %(reason)s") % words
        if update.version != record.version and update.saved_by:
            return _("Changed on the portal since the workbook was made, last by %(who)s.") % {"who": update.saved_by}
        return ""

    def _problem(self, line, name, sentence):
        self.plan.problems.append(line.problem(name, sentence))

    def _line(self, key, line):
        """The differences of a line."""
        base = self.book.record.lines[key].base
        target = self.targets.get(int(_KEY.fullmatch(key)[2] or 0))
        found, said = [], {}
        for one in line.form.typed:
            cell = line.cells.get(one.name)
            if cell is None:
                continue
            if one.name not in base:
                if cell.text:
                    self._problem(line, one.name, _("Nothing is asked for here: what stands in the cell is left out."))
                continue
            try:
                if line.sheet == FIGURES and target is None and cell.text:
                    raise Unreadable(_("This target has been removed since."))
                text = meaning(one.kind, cell, base[one.name], target)
            except Unreadable as error:
                self._problem(line, one.name, error)
                continue
            said[one.name] = text
            if text in (base[one.name], self._now(key, one.name)):
                self.plan.same += 1
            else:
                found.append(self._difference(key, line, one, text, target))
        return self._one_of(line, found, said)

    def _now(self, key, name):
        return self.now.get(key, {}).get(name, "")

    def _difference(self, key, line, one, text, target):
        now, cell = self._now(key, one.name), line.cells[one.name]
        unit = target.unit if target else ""
        is_changed = now != self.book.record.lines[key].base[one.name]
        status, note = (CellStatus.CONFLICT if is_changed else CellStatus.NEW), ""
        if self.closed:
            status = CellStatus.CLOSED
        elif one.name == NO_CHANGE and not may_be_unchanged(self.update):
            status, note = CellStatus.CLOSED, _("A draft has been begun on the portal meanwhile.")
        name = {VALUE: drafting.VALUE, ANSWER: drafting.BLANK}.get(one.name)
        name = f"{name}{target.pk}" if name else one.name
        is_literal = cell.text == text or one.kind.value in ("text", "yes or no", "answer")
        return ReportCell(
            update=self.update.pk,
            name=name,
            label=f"{target.label}：{one.label}" if target else str(one.label),
            sheet=line.title,
            line=line.number,
            letter=cell.letter,
            text=text,
            was=self.raw.get(name, ""),
            theirs=shown_value(one.kind, text, unit),
            now=shown_value(one.kind, now, unit),
            status=status,
            written="" if is_literal else cell.text,
            note=note,
        )

    def _one_of(self, line, found, said):
        """A figure and an answer in its place exclude each other: which of them is meant nobody can tell."""
        answered = [one for one in found if one.name.startswith(drafting.BLANK) and one.text]
        if not (answered and said.get(VALUE)):
            return found
        self._problem(line, ANSWER, _("A figure stands beside it: enter one of the two only."))
        return [one for one in found if one not in answered]

    def _without_both(self, cells):
        """The same of “no change” and anything else."""
        unchanged = [one for one in cells if one.name == NO_CHANGE]
        if unchanged and len(cells) > 1:
            line = self.book.lines[key_of(self.update.pk)]
            self._problem(
                line, NO_CHANGE, _("Something else was filled in for this report: enter one of the two only.")
            )
            return [one for one in cells if one.name != NO_CHANGE]
        return cells


def _why_closed(update, by):
    """Why nothing can be written into the report now, in the words of who would refuse it; "" where it can."""
    try:
        drafting.writable(update, by=by, lock=lambda one: one)
    except WorkflowError as error:
        return str(error)
    return ""


def _tell_gone(plan, book, known):
    """Reports that nobody is asked for any more; the line of each stands for those of its figures."""
    for key, line in book.lines.items():
        if line.sheet == PROGRESS and int(_KEY.fullmatch(key)[1]) not in known:
            plan.problems.append(line.problem("", _("This update is no longer asked for.")))


def _tell_strange(plan, lines, period, unit):
    """Lines that the workbook did not have: of other units or periods, or added by somebody."""
    keys = [match and int(match[1]) for match in (_KEY.fullmatch(line.key) for line in lines)]
    rows = ProgressUpdate.objects.filter(pk__in=filter(None, keys)).select_related("department", "period")
    known = {row.pk: row for row in rows.only("department__name", "period")}
    for line, key in zip(lines, keys, strict=True):
        row = known.get(key)
        if row is None:
            sentence = _("This line was added: the portal does not know it.")
        elif row.department_id != unit.pk:
            sentence = _("This line belongs to a report of %(unit)s.") % {"unit": row.department}
        elif row.period_id != period.pk:
            sentence = _("This line belongs to another period: %(period)s.") % {"period": row.period.name}
        else:
            sentence = _("This line is not of this workbook: download it anew.")
        plan.problems.append(line.problem("", sentence))


def _tell_lost(plan, book, updates):
    """Lines that were deleted: what they said stays as it is on the portal."""
    known = {update.pk: update for update in updates}
    for key in book.lost:
        number, target = _KEY.fullmatch(key).groups()
        update = known.get(int(number))
        labels = {one.pk: one.label for one in update.item.targets.all()} if update and target else {}
        words = [update.item.display_number if update else "", labels.get(int(target or 0), "")]
        sentence = _("This line was deleted: nothing of it is taken in.")
        title = book.record.titles[FIGURES if target else PROGRESS]
        label = str(FORM.sheet(PROGRESS).column("number").label)
        plan.notices.append(CellProblem(sentence, title, label=label, value=" ".join(filter(None, words))))
