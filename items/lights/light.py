"""Lights (亮灯): how an item stands on a day, and why. Pure: facts, rules and a day in, a light out.

The rules are those of domain.md §5: blue completed, red, yellow, green, grey; what nobody has reported on waits, in
grey, too. The gap to the planned progress (序时进度) is taken in percentage points on the day by which the units last
had to report, nothing newer can be known; a report that still lies with the office holds nothing against its unit.
`words` says them in sentences.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from ..models.light import Colour, LightRules, Schedule
from ..models.work_item import WorkItem
from ..rules.figures import FULL, NONE, TENTH
from ..rules.said import spell_unit
from . import words
from .terms import DuePeriod, Facts, Look, Points, TargetProgress, Verdict, look

Status = WorkItem.Status


def planned_percent(facts: Facts, day: datetime.date) -> Decimal:
    """The planned progress (序时进度) in percent on the day: along the plan's points, else evenly from start to end."""
    return along(facts.points or ((facts.ends_on, FULL),), facts.starts_on, day).quantize(TENTH)


def planned_value(facts: Facts, target: TargetProgress, day: datetime.date) -> Decimal:
    """How much of the target is planned by the day, cumulative and in its own unit."""
    return along(target.points or ((facts.ends_on, target.number),), facts.starts_on, day)


def along(points: Points, starts_on: datetime.date, day: datetime.date) -> Decimal:
    """The value on the day of a line that is 0 before `starts_on` and goes evenly from one of `points` to the next."""
    before, reached = starts_on - ONE_DAY, NONE
    for point, value in points:
        if day < point:
            passed = max(0, (day - before).days)
            return reached + (value - reached) * passed / max(1, (point - before).days)
        before, reached = point, value
    return reached


def measured_on(facts: Facts, on: datetime.date) -> datetime.date | None:
    """The day on which completion is compared with the plan; None while nothing could have been reported.

    The day by which the units last had to report and on whose reports the office has decided: what lies unread would
    be held against the unit otherwise. Without any rounds the day itself.
    """
    if not facts.periods:
        return on
    return max((period.due_on for period in facts.due_before(on) if not period.is_waiting), default=None)


@dataclass(frozen=True)
class Light(Verdict):
    """The light of an item on a day, with its look and its sentences."""

    @cached_property
    def look(self) -> Look:
        return look(self.colour, self.rules)

    @property
    def word(self) -> str:
        return self.look.word

    @property
    def shape(self) -> str:
        return self.look.shape

    @cached_property
    def reason(self) -> str:
        """Why, in one sentence with its days and figures, in the reader's language; what the office corrected; whose
        word stands that leads the item no more."""
        facts = self.facts
        also = [words.dated(facts), self.corrected, words.former(facts)] if facts.is_open else []
        return words.join([words.REASONS[self.rule](self), *also])

    @cached_property
    def corrected(self) -> str:
        """What the office has set in place of what units reported, with its reason; "" where nothing."""
        return words.corrected(self.facts)

    @cached_property
    def clears(self) -> str:
        """What would make it better, for every rule that holds; "" where nothing has to."""
        return words.clears(self)

    @cached_property
    def last(self) -> str:
        """Who reported last, and when."""
        if not self.facts.last_report:
            return _("No lead or responsible unit has reported yet.") if self.facts.periods else ""
        unit, day = self.facts.last_report
        unit = spell_unit(self.facts.reporter_now, unit) if self.facts.reporter_now else unit
        return _("Last report: %(unit)s, %(day)s.") % {"unit": unit, "day": day.isoformat()}

    @cached_property
    def others(self) -> list[str]:
        """The reasons of the other rules that hold."""
        return [words.REASONS[rule](self) for rule in self.also]

    @property
    def reasons(self) -> str:
        """The reason, and those of the other rules that hold, as one text."""
        return words.join([self.reason, *self.others])

    @property
    def why(self) -> str:
        """Reasons, last report and what would clear it, as one text."""
        rest = [self.last, self.clears] if self.facts.is_open else []
        return words.join([self.reason, *self.others, *rest])

    @property
    def schedule_word(self) -> str:
        return str(Schedule(self.schedule).label)


@dataclass
class _Judged:
    """What the rules ask about."""

    facts: Facts
    rules: LightRules
    on: datetime.date
    due: list[DuePeriod] = field(default_factory=list)
    silent: tuple[str, ...] = ()
    measured_on: datetime.date | None = None
    planned: Decimal | None = None
    gap: Decimal | None = None


def judge(facts: Facts, rules: LightRules, on: datetime.date) -> Light:
    """The light of an item with these facts on the day, under the rules (`LightRules`, saved or not)."""
    judged = _judged(facts, rules, on)
    holding = [(colour, rule) for colour, rule, holds in RULES if holds(judged)]
    colour, rule = holding[0]
    settled = colour not in (Colour.RED, Colour.YELLOW)
    also = () if settled else tuple(name for worse, name in holding[1:] if worse in (Colour.RED, Colour.YELLOW))
    return Light(
        colour=colour,
        rule=rule,
        facts=facts,
        rules=rules,
        on=on,
        also=also,
        measured_on=judged.measured_on,
        planned=judged.planned,
        gap=judged.gap,
        schedule=_schedule(judged),
        silent=judged.silent,
    )


def _judged(facts: Facts, rules: LightRules, on: datetime.date) -> _Judged:
    due = facts.due_before(on)
    judged = _Judged(facts, rules, on, due, _silent_lines(due, rules.missed_periods), measured_on(facts, on))
    begun = facts.issued_on is not None and facts.issued_on <= on and facts.starts_on <= on
    if facts.is_open and begun and judged.measured_on is not None:
        judged.planned = planned_percent(facts, judged.measured_on)
        if facts.completion is not None:
            judged.gap = judged.planned - facts.completion
    return judged


def _schedule(judged: _Judged) -> Schedule:
    facts, rules = judged.facts, judged.rules
    if facts.status == Status.COMPLETED:
        return Schedule.COMPLETED
    if not facts.is_open:
        return Schedule.NOT_COUNTED
    if _is_overdue(judged):
        return Schedule.OVERDUE
    if judged.gap is None or (judged.gap <= 0 and not facts.is_reported):
        return Schedule.UNKNOWN  # the figures of what is worked on again do not tell that it keeps its plan
    if judged.gap >= rules.yellow_gap:
        return Schedule.BEHIND
    if judged.gap > 0:
        return Schedule.NEARLY
    return Schedule.AHEAD if judged.gap <= -rules.ahead_by else Schedule.ON_SCHEDULE


def _is_overdue(judged: _Judged) -> bool:
    return judged.facts.due_on is not None and judged.facts.due_on < judged.on


def _is_reached(judged: _Judged) -> bool:
    """All targets, and accepted; not where the office has found less than that, or has it worked on again."""
    targets, is_over = judged.facts.targets, judged.on > judged.facts.ends_on
    if judged.facts.reopened_on:
        return False
    if any(one.verified < FULL for one in judged.facts.corrections):
        return False
    return bool(targets) and all(one.is_kept(is_over) for one in targets)


def _silent_lines(due: list[DuePeriod], number: int) -> tuple[str, ...]:
    """The lines that reported in none of the last `number` periods; none for 0."""
    if not number or len(due) < number:
        return ()
    silent = [{line.unit for line in period.lines if line.is_silent} for period in due[-number:]]
    return tuple(line.unit for line in due[-1].lines if all(line.unit in units for units in silent))


def _is_missing(judged: _Judged) -> bool:
    lines, silent = judged.due[-1].lines if judged.due else (), judged.silent
    return judged.rules.missing_is_yellow and any(line.is_incomplete and line.unit not in silent for line in lines)


def _is_late(judged: _Judged) -> bool:
    return judged.rules.late_is_yellow and bool(judged.due) and any(line.is_late for line in judged.due[-1].lines)


def _is_due_soon(judged: _Judged) -> bool:
    facts, rules = judged.facts, judged.rules
    if facts.due_on is None or not 0 <= (facts.due_on - judged.on).days <= rules.soon_days:
        return False
    return (facts.completion or NONE) < rules.soon_below


# In the order in which they decide. Without targets, milestones or a plan the completion is a unit's own judgement: a
# gap to it is never red by itself (domain.md §5).
RULES: list[tuple[Colour, str, Callable[[_Judged], bool]]] = [
    (Colour.NONE, "not_counted", lambda j: not j.facts.is_open and j.facts.status != Status.COMPLETED),
    (Colour.BLUE, "completed", lambda j: j.facts.status == Status.COMPLETED),
    (Colour.BLUE, "reached", _is_reached),
    (Colour.GREY, "not_issued", lambda j: j.facts.issued_on is None or j.facts.issued_on > j.on),
    (Colour.GREY, "before_start", lambda j: j.facts.starts_on > j.on),
    (Colour.RED, "overdue", _is_overdue),
    (Colour.RED, "missed", lambda j: bool(j.silent)),
    (Colour.RED, "far_behind", lambda j: j.gap is not None and j.gap > j.rules.red_gap and j.facts.is_measured),
    (
        Colour.YELLOW,
        "behind",
        lambda j: (
            j.gap is not None and j.gap >= j.rules.yellow_gap and not (j.gap > j.rules.red_gap and j.facts.is_measured)
        ),
    ),
    (Colour.YELLOW, "due_soon", _is_due_soon),
    (Colour.YELLOW, "missing", _is_missing),
    (Colour.YELLOW, "late", _is_late),
    (Colour.WAITING, "not_reported", lambda j: not j.facts.is_reported),
    (Colour.GREEN, "normal", lambda j: True),
]
