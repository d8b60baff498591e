"""What another plan or deadline does to an item: its light before and after, and the past months that it lowers.

A month that is over keeps its plan unless the supervision office says why: otherwise whoever is late could be made
punctual afterwards.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from functools import partial

from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from ..lights.facts import curves_of, facts_of, last_periods, planned_points
from ..lights.light import Light, judge, planned_percent, planned_value
from ..lights.rules_in_force import rules_on
from ..models import PlannedCurve, WorkItem
from ..models.target import spell_number
from ..rules.accepted import accounts
from ..rules.figures import FULL
from .page import month_end

PLACES = Decimal("0.0001")  # of a planned value (`Target.number`)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class LoweredMonth:
    """A month that is over, by its last day, with the item's planned progress in percent before and after."""

    day: datetime.date
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class LoweredSpan:
    """Months that are over and follow each other, [`LoweredMonth`] at least one, told in one piece."""

    months: tuple

    @property
    def last(self):
        return self.months[-1]

    @property
    def name(self):
        """ "2011年3月至9月", a single month "2011年3月", over the turn of a year "2011年11月至2012年2月"."""
        first, last = self.months[0].day, self.last.day
        words = {"year": first.year, "month": first.month, "to_year": last.year, "to_month": last.month}
        if first == last:
            return _("%(month)s/%(year)s") % words
        if first.year == last.year:
            return _("%(month)s to %(to_month)s/%(year)s") % words
        return _("%(month)s/%(year)s to %(to_month)s/%(to_year)s") % words


@dataclass(frozen=True)
class KeptCurve:
    """The plan of a target (its key; None: of the item) that stays as it was to the end of the last month."""

    target: int | None
    starts_on: datetime.date
    points: list

    @property
    def spelt(self):
        """The points as a row has them."""
        return [[day.isoformat(), spell_number(value)] for day, value in self.points]

    @property
    def as_curve(self):
        return PlannedCurve(target_id=self.target, starts_on=self.starts_on, points=self.spelt)


@dataclass(frozen=True)
class Effect:
    """The light `before`, `after` with the past months as they were, and `after_lowering` them, too.

    `lowered` are the months that are over of which less would be planned, for the item or one of its targets; `kept`
    the curves by which they stay as they are.
    """

    before: Light
    after: Light
    after_lowering: Light
    lowered: tuple
    kept: tuple

    @property
    def spans(self):
        """[LoweredSpan]: the lowered months as they follow each other."""
        found = []
        for month in self.lowered:
            if found and month_end(found[-1][-1].day + ONE_DAY) == month.day:
                found[-1].append(month)
            else:
                found.append([month])
        return [LoweredSpan(tuple(months)) for months in found]


def effect_of(item, *, on, due_on=None, proposed=()):
    """The `Effect` on the item of another deadline or of `proposed` curves (PlannedCurve), known on the day `on`.

    In a fixed number of queries.
    """
    return effects_of([item], on=on, due_on=due_on, proposed=proposed)[item.pk]


def effects_of(items, *, on, due_on=None, proposed=()):
    """{item key: Effect} of the same on each of the items, in a fixed number of queries however many there are."""
    items = list(WorkItem.objects.filter(pk__in=[item.pk for item in items]).for_lights())
    known = {"periods": last_periods({item.report_id for item in items}), "told": accounts(items)}
    curves, new = curves_of(items), {}
    for item in items:
        others = {row.target_id: row for row in proposed if row.item_id == item.pk}
        new[item.pk] = {key: curve for key, curve in {**curves[item.pk], **others}.items() if curve.points}
    was, will_be = facts_of(items, **known, curves=curves), facts_of(items, **known, curves=new)
    then = {pk: _due(facts, due_on, new[pk]) for pk, facts in will_be.items()}
    lowered, kept = {}, {}
    for pk, before in was.items():
        lowered[pk], kept[pk] = _lowered(before, then[pk], curves[pk], new[pk], on)
    staying = {pk: {**new[pk], **{one.target: one.as_curve for one in kept[pk]}} for pk in was}
    after = facts_of(items, **known, curves=staying)
    rules = rules_on({item.report_id for item in items}, on)
    return {
        item.pk: Effect(
            before=judge(was[item.pk], rules[item.report_id], on),
            after=judge(_due(after[item.pk], due_on, staying[item.pk]), rules[item.report_id], on),
            after_lowering=judge(then[item.pk], rules[item.report_id], on),
            lowered=lowered[item.pk],
            kept=kept[item.pk],
        )
        for item in items
    }


def _lowered(was, will_be, curves, new, on):
    """(months that are over of which less is planned than was, what keeps them) as `Effect` has them.

    `was` and `will_be` are the item's facts, `curves` and `new` its curves before and after.
    """
    months = _past_months(min(was.starts_on, will_be.starts_on), on)
    lines = _lines(was, will_be, None in curves or None in new)
    lowered = [day for day in months if any(line.is_lowered(day) for line in lines)]
    kept = [
        _keep(line, months[-1], was.starts_on, will_be.ends_on, curves.get(line.target), new.get(line.target))
        for line in lines
        if any(line.is_lowered(day) for day in months)
    ]
    told = [LoweredMonth(day, planned_percent(was, day), planned_percent(will_be, day)) for day in lowered]
    return tuple(told), tuple(kept)


def _due(facts, due_on, curves):
    """The facts with another deadline, None for the one they have."""
    if due_on is None:
        return facts
    ends_on = max(due_on, facts.starts_on)
    points = planned_points(curves, list(facts.targets), facts.starts_on, ends_on)
    return replace(facts, due_on=due_on, ends_on=ends_on, points=points)


def _past_months(starts_on, on):
    """The last days of the months that are over on the day, from the beginning of the plan on."""
    found, day = [], month_end(starts_on)
    while day < on:
        found.append(day)
        day = month_end(day + ONE_DAY)
    return found


@dataclass(frozen=True)
class _Line:
    """What is planned by a day, of a target (its key; None: of the item) with its final value, before and after."""

    target: int | None
    final: Decimal
    before: Callable
    after: Callable

    def is_lowered(self, day):
        return self.after(day).quantize(HUNDREDTH) < self.before(day).quantize(HUNDREDTH)


def _lines(was, will_be, has_own):
    """[_Line] of the targets that can be planned, and of the item where it has a curve of its own or none of them."""
    found = [
        _Line(one.target, one.number, partial(planned_value, was, one), partial(planned_value, will_be, then))
        for one, then in zip(was.targets, will_be.targets, strict=True)
        if one.number > 0
    ]
    if has_own or not found:
        found.append(_Line(None, FULL, partial(planned_percent, was), partial(planned_percent, will_be)))
    return found


def _keep(line, day, starts_on, ends_on, own, other):
    """The `KeptCurve`: what was planned up to the day, then what is planned anew, but never less than by that day.

    `own` is the curve in force, `other` the one that takes its place; None for a straight line.
    """
    reached = line.before(day).quantize(PLACES, ROUND_CEILING)
    before = [(one, value) for one, value in own.dated_points if one < day] if own else []
    following = other.dated_points if other else [(ends_on, line.final)]
    after = [(one, max(value, reached)) for one, value in following if one > day]
    return KeptCurve(line.target, own.starts_on if own else starts_on, [*before, (day, reached), *after])
