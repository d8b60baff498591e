"""Lights (亮灯): how an item stands on a day, and why. Pure: facts, rules and a day in, a light out.

The rules are those of domain.md §5: blue completed, red, yellow, green, grey. The gap to the planned progress
(序时进度) is taken in percentage points on the day by which the units last had to report, nothing newer can be known;
a report that still lies with the office holds nothing against its unit. `light_words` says them in sentences.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.clock import ONE_DAY

from ..models.light import Colour, LightRules, Schedule
from ..models.target import write_number
from ..models.work_item import WorkItem
from ..rules.figures import FULL, NONE, TENTH
from . import words

Status = WorkItem.Status

SHAPES = {
    Colour.RED: "■",
    Colour.YELLOW: "▲",
    Colour.GREEN: "●",
    Colour.BLUE: "◆",
    Colour.GREY: "○",
    Colour.NONE: "–",
}
COLOURS = {
    Colour.RED: "#b3261e",
    Colour.YELLOW: "#8a5a00",
    Colour.GREEN: "#1e6b3a",
    Colour.BLUE: "#1f4e79",
    Colour.GREY: "#52606d",
    Colour.NONE: "#52606d",
}
# What a rule set may choose from: each has at least 4.5:1 on white, so that word and shape can be printed in it.
# static/css/lights.css has a class for each, since the page's policy forbids styles of its own.
PALETTE = {
    "#b3261e": gettext_lazy("red"),
    "#a8480f": gettext_lazy("orange"),
    "#8a5a00": gettext_lazy("yellow"),
    "#1e6b3a": gettext_lazy("green"),
    "#0f6e6e": gettext_lazy("cyan"),
    "#1f4e79": gettext_lazy("blue"),
    "#6a3d8f": gettext_lazy("purple"),
    "#52606d": gettext_lazy("grey"),
}


@dataclass(frozen=True)
class Look:
    """How a light is shown: its shape, its word and its colour as #rrggbb."""

    shape: str
    word: str
    colour: str

    @property
    def tone(self):
        """The class of its colour in the style sheet."""
        return f"tone-{self.colour[1:]}"


def look(colour, rules=None):
    """The look of a light under the rules of its report; without rules by default."""
    own = (rules.looks if rules else {}).get(colour, {})
    return Look(SHAPES[colour], own.get("word") or str(Colour(colour).label), own.get("colour") or COLOURS[colour])


@dataclass(frozen=True)
class Line:
    """What one steering unit, or a collective through its members, reported in a period.

    `handed_in_on` is the day of its report, of a collective the first one's; `missing` names the members without.
    `is_waiting` says that a report was handed in and the office has not decided on it.
    """

    unit: str
    handed_in_on: datetime.date | None = None
    members: int = 0
    missing: tuple = ()
    is_late: bool = False
    is_waiting: bool = False

    @property
    def is_silent(self):
        return self.handed_in_on is None

    @property
    def is_incomplete(self):
        return self.is_silent or bool(self.missing)


@dataclass(frozen=True)
class Due:
    """A period in which the item is reported on: its key, the day by which, and its lines."""

    period: str
    due_on: datetime.date
    lines: tuple = ()

    @property
    def is_waiting(self):
        return any(line.is_waiting for line in self.lines)


@dataclass(frozen=True)
class Standing:
    """A target and how far it is by accepted reports: `value` cumulative, `percent` of the plan of the year.

    `is_limit`: the value must not go beyond the target, so that it is kept only when the time is over. `missing`
    names members of a collective whose share nobody has named, `told` is [(unit, value)] where several units name one.
    `points` is the target's own planned curve [(day, value)] from the 0 before its start on, empty for a straight
    line. None where nothing is known.
    """

    target: int
    label: str
    figure: str
    unit: str
    number: Decimal
    value: Decimal | None = None
    percent: Decimal | None = None
    is_limit: bool = False
    missing: tuple = ()
    told: tuple = ()
    points: tuple = ()

    @property
    def is_reached(self):
        return self.percent is not None and self.percent >= FULL

    def is_kept(self, is_over):
        """Reached for good: a limit only when the time `is_over` and nobody's share is missing."""
        return self.is_reached and (not self.is_limit or (is_over and not self.missing))

    @property
    def spelt(self):
        return "" if self.value is None else f"{write_number(self.value, self.unit)}{self.unit}"


@dataclass(frozen=True)
class Facts:
    """All that decides an item's light but the day and the rules.

    `starts_on` to `ends_on` is the time of the plan; `due_on` is the deadline that can be missed. `points` is the
    planned progress [(day, percent)], empty for a straight line. `completion` is in percent, from accepted reports;
    `is_measured` says that targets, milestones or a plan stand behind it and not only a unit's judgement. `periods`
    are the last ones, oldest first; `last_report` is (unit, day).
    """

    status: str
    starts_on: datetime.date
    ends_on: datetime.date
    issued_on: datetime.date | None = None
    due_on: datetime.date | None = None
    original_due_on: datetime.date | None = None
    completed_on: datetime.date | None = None
    completion: Decimal | None = None
    is_measured: bool = False
    points: tuple = ()
    targets: tuple = ()
    periods: tuple = ()
    last_report: tuple = ()

    @property
    def is_open(self):
        return self.status in WorkItem.OPEN_STATUSES

    def due_before(self, on):
        """The periods that were due before the day, oldest first."""
        return [period for period in self.periods if period.due_on < on]


def planned(facts, day):
    """The planned progress (序时进度) in percent on the day: along the plan's points, else evenly from start to end."""
    return along(facts.points or ((facts.ends_on, FULL),), facts.starts_on, day).quantize(TENTH)


def planned_value(facts, standing, day):
    """How much of the target is planned by the day, cumulative and in its own unit."""
    return along(standing.points or ((facts.ends_on, standing.number),), facts.starts_on, day)


def along(points, starts_on, day):
    """The value on the day of a line that is 0 before `starts_on` and goes evenly from one of `points` to the next."""
    before, reached = starts_on - ONE_DAY, NONE
    for point, value in points:
        if day < point:
            passed = max(0, (day - before).days)
            return reached + (value - reached) * passed / max(1, (point - before).days)
        before, reached = point, value
    return reached


def measured_on(facts, on):
    """The day on which completion is compared with the plan; None while nothing could have been reported.

    The day by which the units last had to report and on whose reports the office has decided: what lies unread would
    be held against the unit otherwise. Without any rounds the day itself.
    """
    if not facts.periods:
        return on
    return max((period.due_on for period in facts.due_before(on) if not period.is_waiting), default=None)


@dataclass(frozen=True)
class Light:
    """The light of an item on a day.

    `colour` is a `Colour`, `rule` the name of the rule that decided, `also` the names of others that would hold it off
    green. `silent` are the lines without a report for too long. `gap` is planned minus completion in percentage points
    on the day `measured_on`, None where it cannot be told.
    """

    colour: str
    rule: str
    facts: Facts
    rules: LightRules
    on: datetime.date
    also: tuple = ()
    measured_on: datetime.date | None = None
    planned: Decimal | None = None
    gap: Decimal | None = None
    schedule: str = Schedule.UNKNOWN
    silent: tuple = ()

    @cached_property
    def look(self):
        return look(self.colour, self.rules)

    @property
    def word(self):
        return self.look.word

    def word_of(self, colour):
        """What the rules of its report call another light."""
        return look(colour, self.rules).word

    @property
    def shape(self):
        return self.look.shape

    @property
    def completion(self):
        return self.facts.completion

    @property
    def is_unreported(self):
        """Open, and a steering unit or a member has not reported though the day of the last period has passed."""
        due = self.facts.due_before(self.on)
        return self.facts.is_open and bool(due) and any(line.is_incomplete for line in due[-1].lines)

    @property
    def unreported(self):
        """The lines of the last period without a report or without that of a member, those silent for long left out."""
        due = self.facts.due_before(self.on)
        lines = due[-1].lines if due else ()
        return [line for line in lines if line.is_incomplete and line.unit not in self.silent]

    @cached_property
    def reason(self):
        """Why, in one sentence with its days and figures, in the reader's language."""
        return words.REASONS[self.rule](self)

    @cached_property
    def clears(self):
        """What would make it better, for every rule that holds; "" where nothing has to."""
        return words.clears(self)

    @cached_property
    def last(self):
        """Who reported last, and when."""
        if not self.facts.last_report:
            return _("Nobody has reported yet.") if self.facts.periods else ""
        unit, day = self.facts.last_report
        return _("Last report: %(unit)s, %(day)s.") % {"unit": unit, "day": day.isoformat()}

    @cached_property
    def others(self):
        """The reasons of the other rules that hold."""
        return [words.REASONS[rule](self) for rule in self.also]

    @property
    def why(self):
        """Reason, last report and what would clear it, as one text."""
        rest = [self.last, self.clears] if self.facts.is_open else []
        return words.join([self.reason, *self.others, *rest])

    @property
    def schedule_word(self):
        return Schedule(self.schedule).label


@dataclass
class _Judged:
    """What the rules ask about."""

    facts: Facts
    rules: LightRules
    on: datetime.date
    due: list = field(default_factory=list)
    silent: tuple = ()
    measured_on: datetime.date | None = None
    planned: Decimal | None = None
    gap: Decimal | None = None


def light(facts, rules, on):
    """The light of an item with these facts on the day, under the rules (`LightRules`, saved or not)."""
    judged = _judge(facts, rules, on)
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


def _judge(facts, rules, on):
    due = facts.due_before(on)
    judged = _Judged(facts, rules, on, due, _silent_lines(due, rules.missed_periods), measured_on(facts, on))
    begun = facts.issued_on is not None and facts.issued_on <= on and facts.starts_on <= on
    if facts.is_open and begun and judged.measured_on is not None:
        judged.planned = planned(facts, judged.measured_on)
        if facts.completion is not None:
            judged.gap = judged.planned - facts.completion
    return judged


def _schedule(judged):
    facts, rules = judged.facts, judged.rules
    if facts.status == Status.COMPLETED:
        return Schedule.COMPLETED
    if not facts.is_open:
        return Schedule.NOT_COUNTED
    if _is_overdue(judged):
        return Schedule.OVERDUE
    if judged.gap is None:
        return Schedule.UNKNOWN
    if judged.gap >= rules.yellow_gap:
        return Schedule.BEHIND
    return Schedule.AHEAD if judged.gap <= -rules.ahead_by else Schedule.ON_SCHEDULE


def _is_overdue(judged):
    return judged.facts.due_on is not None and judged.facts.due_on < judged.on


def _is_reached(judged):
    """All targets, and accepted."""
    targets, is_over = judged.facts.targets, judged.on > judged.facts.ends_on
    return bool(targets) and all(one.is_kept(is_over) for one in targets)


def _silent_lines(due, number):
    """The lines that reported in none of the last `number` periods; none for 0."""
    if not number or len(due) < number:
        return ()
    silent = [{line.unit for line in period.lines if line.is_silent} for period in due[-number:]]
    return tuple(line.unit for line in due[-1].lines if all(line.unit in units for units in silent))


def _is_missing(judged):
    lines, silent = judged.due[-1].lines if judged.due else (), judged.silent
    return judged.rules.missing_is_yellow and any(line.is_incomplete and line.unit not in silent for line in lines)


def _is_late(judged):
    return judged.rules.late_is_yellow and bool(judged.due) and any(line.is_late for line in judged.due[-1].lines)


def _is_due_soon(judged):
    facts, rules = judged.facts, judged.rules
    if facts.due_on is None or not 0 <= (facts.due_on - judged.on).days <= rules.soon_days:
        return False
    return (facts.completion or NONE) < rules.soon_below


# In the order in which they decide. Without targets, milestones or a plan the completion is a unit's own judgement: a
# gap to it is never red by itself (domain.md §5).
RULES = [
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
    (Colour.GREEN, "normal", lambda j: True),
]
