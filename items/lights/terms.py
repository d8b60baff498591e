"""The terms of lights: what an item is judged by, what was judged of it, and how a light is shown.

`light.judge` judges, `words` says why; both speak in these.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy

from ..models.light import Colour, LightRules, Schedule
from ..models.target import Target, write_number
from ..models.work_item import WorkItem
from ..rules.figures import FULL

# A curve: values by day, without the 0 from which it begins.
Points = tuple[tuple[datetime.date, Decimal], ...]

SHAPES: dict[str, str] = {
    Colour.RED: "■",
    Colour.YELLOW: "▲",
    Colour.GREEN: "●",
    Colour.WAITING: "□",
    Colour.BLUE: "◆",
    Colour.GREY: "○",
    Colour.NONE: "–",
}
COLOURS: dict[str, str] = {
    Colour.RED: "#b3261e",
    Colour.YELLOW: "#8a5a00",
    Colour.GREEN: "#1e6b3a",
    Colour.WAITING: "#646b78",
    Colour.BLUE: "#1f4e79",
    Colour.GREY: "#52606d",
    Colour.NONE: "#52606d",
}
_WORDS = dict(Colour.choices)
# What a rule set may choose from: each has at least 4.5:1 on white, so that word and shape can be printed in it.
# static/css/lights.css has a class for each, since the page's policy forbids styles of its own.
# What nobody would call yellow as a line of words is the edge of a yellow ground on which they stand dark (FILLS).
PALETTE = {
    "#b3261e": gettext_lazy("red"),
    "#a8480f": gettext_lazy("orange"),
    "#8a5a00": gettext_lazy("yellow"),
    "#1e6b3a": gettext_lazy("green"),
    "#0f6e6e": gettext_lazy("cyan"),
    "#1f4e79": gettext_lazy("blue"),
    "#6a3d8f": gettext_lazy("purple"),
    "#52606d": gettext_lazy("grey"),
    "#646b78": gettext_lazy("light grey"),
}
FILLS = {"#8a5a00": "#ffd75e"}


@dataclass(frozen=True)
class Look:
    """How a light is shown: its shape, its word and its colour as #rrggbb, of words or of the edge of a ground."""

    shape: str
    word: str
    colour: str

    @property
    def tone(self) -> str:
        """The class of its colour in the style sheet."""
        return f"tone-{self.colour[1:]}"

    @property
    def fill(self) -> str:
        """The ground on which shape and word stand dark, "" where they stand in the colour on white."""
        return FILLS.get(self.colour, "")


def look(colour: str, rules: LightRules | None = None) -> Look:
    """The look of a light under the rules of its report; without rules by default."""
    own = (rules.looks if rules else {}).get(colour, {})
    return Look(SHAPES[colour], own.get("word") or str(_WORDS[colour]), own.get("colour") or COLOURS[colour])


@dataclass(frozen=True)
class UnitReport:
    """What one steering unit, or a collective through its members, reported in a period.

    `handed_in_on` is the day of its report, of a collective the first one's; `missing` names the members without.
    `is_waiting` says that a report was handed in and the office has not decided on it.
    """

    unit: str
    handed_in_on: datetime.date | None = None
    members: int = 0
    missing: tuple[str, ...] = ()
    is_late: bool = False
    is_waiting: bool = False

    @property
    def is_silent(self) -> bool:
        return self.handed_in_on is None

    @property
    def is_incomplete(self) -> bool:
        return self.is_silent or bool(self.missing)


@dataclass(frozen=True)
class DuePeriod:
    """A period in which the item is reported on: its key, the day by which, and its lines."""

    period: str
    due_on: datetime.date
    lines: tuple[UnitReport, ...] = ()

    @property
    def is_waiting(self) -> bool:
        return any(line.is_waiting for line in self.lines)


@dataclass(frozen=True)
class TargetProgress:
    """A target and how far it is by accepted reports: `value` cumulative, `percent` of the plan of the year.

    `is_limit`: the value must not go beyond the target, so that it is kept only when the time is over. `is_each`: it is
    to hold for each place, of which the one value does not tell, so that it has no `percent` either. `missing`
    names members of a collective whose share nobody has named, `told` is [(unit, value)] where several units name one.
    `points` is the target's own planned curve [(day, value)] from the 0 before its start on, empty for a straight
    line. `former` names those who named the value and lead the item no more, where others speak for the item now. None
    where nothing is known.
    """

    target: int
    label: str
    figure: str
    unit: str
    number: Decimal
    value: Decimal | None = None
    percent: Decimal | None = None
    is_limit: bool = False
    missing: tuple[str, ...] = ()
    told: tuple[tuple[str, Decimal], ...] = ()
    points: Points = ()
    former: tuple[str, ...] = ()
    is_each: bool = False

    @property
    def promise(self) -> str:
        """What is promised, as the target itself is written."""
        return f"{self.label} {self.figure}"

    @property
    def is_reached(self) -> bool:
        return self.percent is not None and self.percent >= FULL

    @property
    def is_unsure(self) -> bool:
        """Nobody can tell whether it is reached: of a zero, of one for each place with a number that might do."""
        if self.is_each:
            return self.value is not None and (self.is_limit or self.value >= self.number)
        return self.number == 0 and not self.is_limit

    def is_kept(self, is_over: bool) -> bool:
        """Reached for good: a limit only when the time `is_over` and nobody's share is missing."""
        return self.is_reached and (not self.is_limit or (is_over and not self.missing))

    @property
    def spelt(self) -> str:
        return "" if self.value is None else f"{write_number(self.value, self.unit)}{self.unit}"

    @property
    def against(self) -> str:
        """What was reached of it, with whose share is missing: "新建学校 82所/100所", "能耗 —/≤0.7吨"."""
        figure = self.figure.removeprefix(f"{Target.SIGNS[Target.Comparator.AT_LEAST]}").replace(" ", "")
        missing = f"（{'、'.join(self.missing)} —）" if self.missing else ""
        return f"{self.label} {self.spelt or '—'}/{figure}{missing}"


@dataclass(frozen=True)
class Corrected:
    """The office's own percentage `verified` in place of what a unit `reported` (None: nothing), and its reason.

    `before` is the name of the unit that reported if it was merged into `unit` since, else "".
    """

    unit: str
    reported: Decimal | None
    verified: Decimal
    reason: str
    before: str = ""


@dataclass(frozen=True)
class Facts:
    """All that decides an item's light but the day and the rules.

    `starts_on` to `ends_on` is the time of the plan; `due_on` is the deadline that can be missed. `points` is the
    planned progress [(day, percent)], empty for a straight line. `completion` is in percent, from accepted reports;
    `completion_until` the last day of its period where reports accepted for later ones left it blank; `is_measured`
    says that targets, milestones or a plan stand behind it and not only a unit's judgement. `periods` are the last
    ones, oldest first; `last_report` is (unit, day). `corrections` are those of the office that stand, until new
    figures are accepted; `completion` counts with them. `former` are the names of those who lead the item no more and
    whose figures stand until one of their successors is accepted. `ended_anyway` is why the office closed the item
    though it was short of `undated`, its milestones without a day, or of anything else. `reopened_on` is the day on
    which the office had it worked on again, until a report sent since then is accepted. `reporter_now` is the name of
    the unit that acts today for the one of `last_report`, if that was merged.
    """

    status: str
    starts_on: datetime.date
    ends_on: datetime.date
    issued_on: datetime.date | None = None
    due_on: datetime.date | None = None
    original_due_on: datetime.date | None = None
    completed_on: datetime.date | None = None
    completion: Decimal | None = None
    completion_until: datetime.date | None = None
    is_measured: bool = False
    points: Points = ()
    targets: tuple[TargetProgress, ...] = ()
    periods: tuple[DuePeriod, ...] = ()
    last_report: tuple[str, datetime.date] | tuple[()] = ()
    corrections: tuple[Corrected, ...] = ()
    former: tuple[str, ...] = ()
    undated: str = ""
    ended_anyway: str = ""
    reopened_on: datetime.date | None = None
    reporter_now: str = ""

    @property
    def unreached(self) -> list[TargetProgress]:
        """The targets that are not reached once the time is over, but for those of which nobody can tell."""
        return [one for one in self.targets if not one.is_unsure and not one.is_kept(True)]

    @property
    def unsure_for_each(self) -> list[TargetProgress]:
        """The targets for each place of which the number reported does not tell whether they hold for each."""
        return [one for one in self.targets if one.is_each and one.is_unsure]

    @property
    def is_below_full(self) -> bool:
        return self.completion is not None and self.completion < FULL

    @property
    def is_closed_short(self) -> bool:
        """Closed, though targets or the completion were not reached, or milestones bear no day."""
        is_short = bool(self.unreached or self.is_below_full or self.undated)
        return self.status == WorkItem.Status.COMPLETED and is_short

    @property
    def is_open(self) -> bool:
        return self.status in WorkItem.OPEN_STATUSES

    @property
    def is_reported(self) -> bool:
        """Whether a steering unit has ever said anything on the item; on one that was reopened, since then."""
        lines = [line for period in self.periods for line in period.lines]
        if self.reopened_on:
            return any(line.is_waiting for line in lines)
        return bool(self.last_report) or self.completion is not None or not all(line.is_silent for line in lines)

    def due_before(self, on: datetime.date) -> list[DuePeriod]:
        """The periods that were due before the day, oldest first."""
        return [period for period in self.periods if period.due_on < on]


@dataclass(frozen=True)
class Verdict:
    """What was judged of an item on a day.

    `colour` is a `Colour`, `rule` the name of the rule that decided, `also` the names of others that would hold it off
    green. `silent` are the lines without a report for too long. `gap` is planned minus completion in percentage points
    on the day `measured_on`, None where it cannot be told.
    """

    colour: str
    rule: str
    facts: Facts
    rules: LightRules
    on: datetime.date
    also: tuple[str, ...] = ()
    measured_on: datetime.date | None = None
    planned: Decimal | None = None
    gap: Decimal | None = None
    schedule: str = Schedule.UNKNOWN
    silent: tuple[str, ...] = ()

    def word_of(self, colour: str) -> str:
        """What the rules of its report call a light."""
        return look(colour, self.rules).word

    @property
    def completion(self) -> Decimal | None:
        return self.facts.completion

    @property
    def is_unreported(self) -> bool:
        """Open, and a steering unit or a member has not reported though the day of the last period has passed."""
        return self.facts.is_open and bool(self.incomplete)

    @property
    def incomplete(self) -> list[UnitReport]:
        """The lines of the last period whose day has passed without a report or without that of a member."""
        due = self.facts.due_before(self.on)
        return [line for line in (due[-1].lines if due else ()) if line.is_incomplete]

    @property
    def missing_units(self) -> list[str]:
        """The names of the units that the sentence on missing reports names."""
        return [name for line in self.incomplete for name in ([line.unit] if line.is_silent else line.missing)]

    @property
    def unreported(self) -> list[UnitReport]:
        """The same without those silent for long, of whom another sentence tells."""
        return [line for line in self.incomplete if line.unit not in self.silent]
