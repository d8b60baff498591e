"""Plan and actual month by month (序时进度): of a target in its own unit, or of an item in percent."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from ..lights.facts import progress_by
from ..lights.light import Light, planned_percent, planned_value
from ..lights.records import end_of, read_text, unpacked
from ..models import Rhythm, WorkItem
from ..models.light import covers
from ..models.period import span_of, spell_period
from ..models.target import spell_number
from ..rules.figures import FULL
from .past import month_name

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Point:
    """The end of a month: what is planned and what is reached by then, None where it is not known."""

    day: datetime.date
    label: str
    planned: Decimal | None
    actual: Decimal | None

    @property
    def planned_words(self):
        """As every figure is written: 8.6 beside 76, never 8.60."""
        return spell_number(self.planned)

    @property
    def actual_words(self):
        return spell_number(self.actual)


@dataclass(frozen=True)
class Curve:
    """`aim` is the value at the end, `unit` stands behind each; `item` and `label` say what is counted."""

    item: WorkItem
    label: str
    unit: str
    aim: Decimal
    figure: str
    points: list
    light: Light


def choices(items, lit):
    """[(key, label)] of all curves: of each target, else of the item; `lit` as `lights.facts.lights_of` gives it."""
    found = []
    for item in items:
        targets = lit[item.pk].facts.targets
        for one in targets:
            found.append((f"target-{one.target}", f"{item.display_number} · {one.label} {one.figure}"))
        if not targets:
            found.append((f"item-{item.pk}", _("%(number)s · completion") % {"number": item.display_number}))
    return found


def curve(key, items, lit, *, on):
    """The `Curve` of one of the keys of `choices`, on the day; two queries at most."""
    kind, _dash, pk = key.partition("-")
    if kind == "item":
        item = next(item for item in items if item.pk == int(pk))
        return _of_item(item, lit[item.pk], on)
    item, target = next((item, one) for item in items for one in lit[item.pk].facts.targets if one.target == int(pk))
    return _of_target(item, lit[item.pk], target, on)


def _ends(facts):
    """The last days of the months from the beginning of the plan to its end."""
    days = [span_of(Rhythm.MONTH, facts.starts_on)[1]]
    while days[-1] < facts.ends_on:
        days.append(span_of(Rhythm.MONTH, days[-1] + ONE_DAY)[1])
    return days


def _label(day, days):
    """The month, with its year where the plan reaches into another."""
    return month_name(day) if days[0].year == days[-1].year else spell_period(Rhythm.MONTH, day, day)


def _of_target(item, light, target, on):
    """What is reached is known for the months that are over, and for this one once a new figure was accepted."""
    days, on = _ends(light.facts), item.report.as_of(on)
    told = [by[target.target].value for by in progress_by(item, days)]
    points = []
    for place, day in enumerate(days):
        is_under_way = day > on >= day.replace(day=1)
        is_known = day <= on or (is_under_way and told[place] != told[place - 1])
        planned = None if target.is_limit else planned_value(light.facts, target, day).quantize(HUNDREDTH)
        points.append(Point(day, _label(day, days), planned, told[place] if is_known else None))
    return Curve(item, target.label, target.unit, target.number, target.figure, points, light)


def _of_item(item, light, on):
    """What is reached is the completion as it was recorded at the ends of the months; today's is the present one."""
    days, on = _ends(light.facts), item.report.as_of(on)
    ends = {day: end_of(day) for day in days if day < on}
    recorded = list(unpacked(item.lights.all()))
    points = []
    for day in days:
        end = ends.get(day)
        known = [text for row, text in recorded if end and covers(row.since, row.until, end)]
        done = light.completion if day == on else read_text(known[0]).completion if known else None
        points.append(Point(day, _label(day, days), planned_percent(light.facts, day), done))
    figure = f"{spell_number(FULL)}%"
    return Curve(item, _("Completion in percent"), "%", FULL, figure, points, light)
