"""How one item was lit (亮灯记录): from when until when and why, period by period, and what was made good later.

Everything past comes from the records of the day, under the rules as they were known then.
"""

import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Colour, LightRecord, LightRules, ReportingPeriod, WorkItem
from ..models.light import covers
from .light import Light, judge
from .records import as_told, read_text, unpacked

LATE = (Colour.RED, Colour.YELLOW)
GOOD = (Colour.GREEN, Colour.BLUE)


@dataclass(frozen=True)
class Spell:
    """A time without change of the light: its `Light` at the beginning, its days, and in words how it ended.

    The light of one that lasts is that of today: its reason speaks of the present.

    `until` is None while it lasts.
    """

    light: Light
    since: datetime.date
    until: datetime.date | None = None
    ended: str = ""


@dataclass(frozen=True)
class InPeriod:
    """The light of a reporting period: as at its closing, of one that is not closed as now; None if not recorded.

    `later` says in words that it was made good, or cleared otherwise, after the closing; "" if not.
    """

    name: str
    url: str
    light: Light | None
    is_closed: bool
    later: str = ""


@dataclass(frozen=True)
class LightHistory:
    """The spells of an item, the latest first, and its periods in the order of time."""

    spells: tuple[Spell, ...]
    periods: tuple[InPeriod, ...]


@dataclass(frozen=True)
class _Recorded:
    """A record, lit again under the rules that were known then."""

    since: datetime.datetime
    until: datetime.datetime | None
    light: Light
    row: LightRecord


def light_history(item: WorkItem, light: Light, *, on: datetime.date) -> LightHistory:
    """The `LightHistory` of the item, whose `Light` on the day `on`, today, is given; three queries.

    Where the report has ended, so has the last spell, on that day.
    """
    recorded, last = _recorded(item), item.report.as_of(on)
    spells = _spells(recorded, light, last)
    if spells and item.report.ended_on:
        spells[-1] = dataclasses.replace(spells[-1], until=last)
    return LightHistory(tuple(reversed(spells)), tuple(_periods(item, recorded, light, last)))


def _recorded(item: WorkItem) -> list[_Recorded]:
    rules = list(LightRules.objects.filter(report=item.report_id).order_by("effective_on", "pk"))
    found = []
    for row, text in unpacked(item.lights.all()):
        lit = judge(read_text(text), _rules_at(rules, item, row.since), timezone.localdate(row.since))
        found.append(_Recorded(row.since, row.until, as_told(lit, row), row))
    return found[::-1]


def _rules_at(rules: list[LightRules], item: WorkItem, at: datetime.datetime) -> LightRules:
    known = [one for one in rules if one.at <= at and one.effective_on <= timezone.localdate(at)]
    return known[-1] if known else LightRules(report_id=item.report_id)


def _spells(recorded: list[_Recorded], light: Light, on: datetime.date) -> list[Spell]:
    """The spells in the order of time, up to the present light: what the records do not hold yet belongs to it."""
    told = [(timezone.localdate(one.since), one.light) for one in recorded]
    runs: list[list[tuple[datetime.date, Light]]] = []
    for since, lit in [*told, *([(on, light)] if told else [])]:
        if not runs or _kind(runs[-1][0][1]) != _kind(lit):
            runs.append([])
        runs[-1].append((since, lit))
    found, begun = [], [run[0] for run in runs]
    for place, run in enumerate(runs, start=1):
        (since, first), (_since, last) = run[0], run[-1]
        if place == len(runs):
            found.append(Spell(last, since))
            continue
        until, other = begun[place]
        found.append(Spell(first, since, until, how_ended(last, other, lost_again=_lost_again(begun[place:]))))
    return found


def _lost_again(told: Iterable[tuple[datetime.date, Light]]) -> tuple[datetime.date, Light] | None:
    """The first red or yellow light among those that followed, with its day; None without any."""
    return next(((day, light) for day, light in told if light.colour in LATE), None)


def _kind(light: Light) -> tuple[str, str]:
    return light.colour, light.rule


def how_ended(before: Light, after: Light, *, lost_again: tuple[datetime.date, Light] | None = None) -> str:
    """In words how a red or yellow light gave way to a green or blue one; "" for every other change.

    Asked is what the new facts would have given under the old rules, deadline or plan: only what holds under all of
    them was made good by work. What was made good may be lost again, on the next day even: `lost_again` is the first
    red or yellow light after it, and its day.
    """
    if before.colour not in LATE or after.colour not in GOOD:
        return ""
    if _would_be_late(after, rules=before.rules):
        return _("Ended by other rules of the lights.")
    deadline = {name: getattr(before.facts, name) for name in ("due_on", "ends_on")}
    if _would_be_late(after, **deadline):
        return _("Ended by a later deadline (%(day)s).") % {"day": _spell_day(after.facts.due_on)}
    plan = {name: getattr(before.facts, name) for name in ("starts_on", "ends_on", "points")}
    if _would_be_late(after, **plan):
        return _("Ended by another planned curve.")
    if after.rule == "completed":
        return _("Closed.")
    if lost_again is None:
        return _("Made good.")
    day, light = lost_again
    return _("Made good, but “%(light)s” again from %(day)s on.") % {"light": light.word, "day": day.isoformat()}


def _would_be_late(light: Light, *, rules: LightRules | None = None, **facts: Any) -> bool:
    other = judge(dataclasses.replace(light.facts, **facts), rules or light.rules, light.on)
    return other.colour in LATE


def _spell_day(day: datetime.date | None) -> str:
    return day.isoformat() if day else _("no day")


def _periods(item: WorkItem, recorded: list[_Recorded], light: Light, on: datetime.date) -> list[InPeriod]:
    asked = item.updates.asked_for().values("period")
    found = []
    for period in ReportingPeriod.objects.filter(pk__in=asked).order_by("due_on", "pk"):
        lit: Light | None = light
        later = ""
        if period.closed_at:
            lit = _at(recorded, period.closed_at)
            later = _made_good(recorded, lit, period.closed_at, (on, light)) if lit and lit.colour in LATE else ""
        found.append(InPeriod(period.name, period.get_absolute_url(), lit, period.is_closed, later))
    return found


def _at(recorded: list[_Recorded], at: datetime.datetime) -> Light | None:
    """The light at the moment, None if nothing was recorded then."""
    for one in recorded:
        if covers(one.since, one.until, at):
            return as_told(judge(one.light.facts, one.light.rules, timezone.localdate(at)), one.row)
    return None


def _made_good(recorded: list[_Recorded], lit: Light, at: datetime.datetime, today: tuple[datetime.date, Light]) -> str:
    """When and how the red or yellow light of the moment gave way to green or blue, in words; `today` is what is."""
    for place, one in enumerate(recorded):
        if one.since <= at:
            continue
        if one.light.colour in GOOD:
            following = [(timezone.localdate(other.since), other.light) for other in recorded[place + 1 :]]
            how = how_ended(lit, one.light, lost_again=_lost_again([*following, today]))
            return _("%(day)s: %(how)s") % {"day": timezone.localdate(one.since).isoformat(), "how": how}
        if one.light.colour in LATE:
            lit = one.light
    return ""
