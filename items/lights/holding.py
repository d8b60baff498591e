"""How long a light holds: until which day its facts alone give the same colour, schedule and missing report."""

import datetime
from collections.abc import Iterator, Sequence

from departments.clock import ONE_DAY

from ..models import LightRules
from .light import Light, judge
from .terms import Facts

# Without rounds completion is compared with the plan of each day; it is looked ahead so many days then.
LOOKED_AHEAD = 62


def holds_until(light: Light, to_come: Sequence[LightRules]) -> datetime.date | None:
    """The last day on which the light's facts say what they say on its day; None where no day will change that.

    `to_come` are the rules of its report that begin after that day, by day. Where no round has been held the answer
    may be a day too early, never one too late.
    """
    facts, on = light.facts, light.on
    said = told(light)
    for day in _turning(facts, light.rules, to_come, on):
        if told(judge(facts, _in_force(light.rules, to_come, day), day)) != said:
            return day - ONE_DAY
    is_daily = facts.is_open and not facts.periods
    return on + LOOKED_AHEAD * ONE_DAY if is_daily else None


def told(light: Light) -> tuple[str, str, str, bool]:
    """What lists filter by and records keep."""
    return light.colour, light.rule, light.schedule, light.is_unreported


def _in_force(now: LightRules, to_come: Sequence[LightRules], day: datetime.date) -> LightRules:
    return next((rules for rules in reversed(to_come) if rules.effective_on <= day), now)


def _turning(
    facts: Facts, now: LightRules, to_come: Sequence[LightRules], on: datetime.date
) -> Iterator[datetime.date]:
    """The days after `on` on which something else may be said, in order: all that `judge` asks of a day."""
    if not facts.is_open:
        return
    days = {period.due_on + ONE_DAY for period in facts.periods}
    days |= {facts.starts_on, facts.ends_on + ONE_DAY}
    days |= {rules.effective_on for rules in to_come}
    if facts.issued_on:
        days.add(facts.issued_on)
    if facts.due_on:
        days.add(facts.due_on + ONE_DAY)
        days |= {facts.due_on - rules.soon_days * ONE_DAY for rules in (now, *to_come)}
    if not facts.periods:
        days = {day for day in days if (day - on).days <= LOOKED_AHEAD}
        days |= {on + number * ONE_DAY for number in range(1, LOOKED_AHEAD + 1)}
    yield from sorted(day for day in days if day > on)
