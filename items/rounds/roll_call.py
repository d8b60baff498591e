"""The roll-call (报送总览): units × periods of a report, every cell a word, a shape and numbers that lead to lists."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from departments.models import Department

from ..models import ProgressUpdate, ReportingPeriod
from ..pages.addresses import address
from .outline import counted
from .words import HANDED_IN, NOT_TAKEN_UP, REPORTED, WORDS, ReportWord, at_closing, word_of

State = ProgressUpdate.State
Timing = ProgressUpdate.Timing


@dataclass
class CellTally:
    """How many reports there are: `words` {word key: number}, and how many of them are parts not taken up."""

    words: Counter = field(default_factory=Counter)
    not_taken_up: int = 0

    def count(self, state, timing, number):
        self.words[word_of(state, timing).key] += number
        self.not_taken_up += number if state == State.AWAITING_MERGE else 0

    def __add__(self, other):
        return CellTally(self.words + other.words, self.not_taken_up + other.not_taken_up)


@dataclass(frozen=True)
class RollCallMark:
    """A number of reports under one word, with the address of their list."""

    word: ReportWord
    count: int
    url: str


@dataclass(frozen=True)
class RollCallCell:
    """What one unit, or all of them, owed in one period: `tally` is {word key: number of reports}.

    `not_taken_up` counts the parts that were reported and that no lead has taken up. `made_up` counts what came in
    after a closed period was frozen; the frozen figures stay beside it. `is_closed`: it says what stood at the closing.
    """

    tally: Counter
    url: str
    links: dict
    not_taken_up: RollCallMark | None = None
    made_up: RollCallMark | None = None
    is_closed: bool = False

    @property
    def total(self):
        return self.tally.total()

    @property
    def handed_in(self):
        return sum(count for key, count in self.tally.items() if WORDS[key].state == HANDED_IN)

    @property
    def word(self):
        """The one word of all its reports; else “reported” with how many, or “not reported” where none was."""
        keys = [key for key, count in self.tally.items() if count]
        if len(keys) == 1:
            return self._say(WORDS[keys[0]])
        return REPORTED if self.handed_in else WORDS[State.EXPECTED]

    def _say(self, word):
        return at_closing(word) if self.is_closed else word

    @property
    def is_mixed(self):
        return sum(count > 0 for count in self.tally.values()) > 1

    @property
    def marks(self):
        """What the reports are apart from on time, where they are not all the same; parts that were not taken up."""
        marks = [
            RollCallMark(self._say(word), self.tally[key], self.links[key])
            for key, word in WORDS.items()
            if self.is_mixed and self.tally[key] and key != Timing.ON_TIME
        ]
        return [*marks, *([self.not_taken_up] if self.not_taken_up else [])]

    @property
    def text(self):
        """The cell in words, as workbooks have it."""
        parts = [f"{self.word.shape} {self.word.label}"]
        if self.total > 1:
            parts[0] += f" {self.handed_in}/{self.total}"
        marks = [*self.marks, *([self.made_up] if self.made_up else [])]
        return "\n".join([*parts, *(f"{mark.word.shape} {mark.word.label} {mark.count}" for mark in marks)])


@dataclass(frozen=True)
class RollCallLine:
    """A unit's row: its cells in the order of the periods (None: nothing was asked of it), and the sums over them.

    `open_cells` are those of the periods that are open.
    """

    department: Department
    cells: list
    open_cells: list

    @property
    def total(self):
        return sum(cell.total for cell in self.cells if cell)

    @property
    def handed_in(self):
        return sum(cell.handed_in for cell in self.cells if cell)

    @property
    def late(self):
        return sum(cell.tally[Timing.LATE] for cell in self.cells if cell)

    @property
    def is_silent(self):
        """Whether the unit still owes a report of an open period."""
        return any(cell and cell.handed_in < cell.total for cell in self.open_cells)


@dataclass(frozen=True)
class Matrix:
    """The roll-call of a report: `columns` [(period, cell of all units)], the latest first; `groups` [(kind, lines)].

    `planned` are the periods that have not been opened; `count` the lines shown, `of` those there are.
    """

    report: object
    columns: list
    groups: list
    planned: list
    count: int
    of: int

    @property
    def lines(self):
        return [line for _kind, lines in self.groups for line in lines]


def matrix(report, *, rhythm="", kind="", words="", silent=False):
    """The roll-call of the report in a fixed number of queries.

    `rhythm` and `kind` restrict it to periods and units of these, `words` to units that go by them
    (`Department.objects.matching`), `silent` to units that owe a report of an open period. The cells under the periods'
    heads count all units in any case.
    """
    periods = report.periods.order_by("-due_on", "rhythm", "-pk")
    if rhythm:
        periods = periods.filter(rhythm=rhythm)
    opened = _opened(report, periods)
    tallies, made_up = _tallies(opened), _made_up(opened)
    units = Department.objects.filter(pk__in={unit for tally in tallies.values() for unit in tally})
    lines = [_line(unit, opened, tallies, made_up) for unit in units.select_related("successor")]
    called = set(units.matching(words).values_list("pk", flat=True)) if words else None
    shown = [
        line
        for line in lines
        if kind in ("", line.department.kind)
        and (called is None or line.department.pk in called)
        and (line.is_silent or not silent)
    ]
    groups = {}
    for line in shown:
        groups.setdefault(line.department.kind, []).append(line)
    return Matrix(
        report=report,
        columns=[(period, _cell(period, sum(tallies[period.pk].values(), CellTally()))) for period in opened],
        groups=[(kind.label, groups[kind]) for kind in Department.Kind if kind in groups],
        planned=list(periods.planned().order_by("opens_on", "pk")),
        count=len(shown),
        of=len(lines),
    )


def lines_of(report, units):
    """(opened periods, the latest first; {unit key: `RollCallLine`}) of a report, in a fixed number of queries."""
    opened = _opened(report, report.periods.order_by("-due_on", "rhythm", "-pk"))
    tallies, made_up = _tallies(opened, units), _made_up(opened, units)
    return opened, {unit.pk: _line(unit, opened, tallies, made_up) for unit in units}


def _opened(report, periods):
    opened = list(periods.filter(opened_at__isnull=False).select_related("frozen_sheet").defer("frozen_sheet__text"))
    for period in opened:
        period.report = report  # with its rules, without a query each
    return opened


def _line(unit, periods, tallies, made_up):
    cells = [
        _cell(period, tallies[period.pk][unit.pk], unit.pk, made_up.get((period.pk, unit.pk), 0))
        if unit.pk in tallies[period.pk]
        else None
        for period in periods
    ]
    still_open = [cell for period, cell in zip(periods, cells, strict=True) if period.is_open]
    return RollCallLine(unit, cells, still_open)


def _cell(period, tally, unit=None, made_up=0):
    def link(**filters):
        return address("period_detail", period.pk, unit=unit, **filters)

    late_mark, left_mark = None, None
    if made_up:
        word = WORDS[Timing.MADE_UP]
        late_mark = RollCallMark(word, made_up, address("period_made_up", period.pk, unit=unit))
    if tally.not_taken_up:
        word = at_closing(NOT_TAKEN_UP) if period.is_closed else NOT_TAKEN_UP
        left_mark = RollCallMark(word, tally.not_taken_up, link(state=word.state))
    links = {key: link(state=word.state, timing=word.timing) for key, word in WORDS.items()}
    return RollCallCell(tally.words, link(), links, left_mark, late_mark, is_closed=period.is_closed)


def _tallies(periods, units=None):
    """{period pk: {unit pk: CellTally}} of opened periods, of some units or all: frozen ones from their sheets."""
    keys = None if units is None else {unit.pk for unit in units}
    found = {period.pk: {} for period in periods}
    for period in periods:
        if period.is_closed:
            for (unit, state, timing), count in counted(period.frozen_sheet).items():
                if keys is None or unit in keys:
                    found[period.pk].setdefault(unit, CellTally()).count(state, timing, count)
    still_open = [period for period in periods if period.is_open]
    if not still_open:
        return found
    rows = ProgressUpdate.objects.asked_for().filter(period__in=still_open).with_timing()
    if units is not None:
        rows = rows.of_units(units)
    for row in rows.order_by().values("period", "department", "state", "came").annotate(count=Count("pk")):
        tally = found[row["period"]].setdefault(row["department"], CellTally())
        tally.count(row["state"], row["came"], row["count"])
    return found


def _made_up(periods, units=None):
    """{(period pk, unit pk): number of reports that came in after the period was closed}, of some units or all."""
    closed = [period for period in periods if period.is_closed]
    if not closed:
        return {}
    rows = ProgressUpdate.objects.made_up().filter(period__in=closed).order_by()
    if units is not None:
        rows = rows.of_units(units)
    rows = rows.values("period", "department").annotate(count=Count("pk"))
    return {(row["period"], row["department"]): row["count"] for row in rows}


def shown_periods(report):
    """The rhythms in which the report has periods, as choices: [(value, label)]."""
    used = set(ReportingPeriod.objects.filter(report=report).order_by().values_list("rhythm", flat=True))
    return [(value, label) for value, label in ReportingPeriod.Rhythm.choices if value in used]
