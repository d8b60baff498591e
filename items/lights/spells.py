"""How one item was lit (亮灯记录): from when until when and why, period by period, and what was made good later.

Everything past comes from the records of the day, under the rules as they were known then.
"""

import dataclasses
import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Colour, LightRules, ReportingPeriod
from ..models.light import covers
from .light import Light, judge
from .records import read

LATE = (Colour.RED, Colour.YELLOW)
GOOD = (Colour.GREEN, Colour.BLUE)


@dataclass(frozen=True)
class Spell:
    """A time without change of the light: its `Light` at the beginning, its days, and in words how it ended.

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

    spells: tuple
    periods: tuple


@dataclass(frozen=True)
class _Recorded:
    """A record, lit again under the rules that were known then."""

    since: datetime.datetime
    until: datetime.datetime | None
    light: Light


def light_history(item, light, *, on):
    """The `LightHistory` of the item, whose `Light` on the day `on`, today, is given; three queries."""
    recorded = _recorded(item)
    return LightHistory(tuple(reversed(_spells(recorded, light, on))), tuple(_periods(item, recorded, light)))


def _recorded(item):
    rules = list(LightRules.objects.filter(report=item.report_id).order_by("effective_on", "pk"))
    return [
        _Recorded(row.since, row.until, judge(read(row.facts), _rules_at(rules, item, row.since), day))
        for row in item.lights.order_by("since")
        for day in [timezone.localdate(row.since)]
    ]


def _rules_at(rules, item, at):
    known = [one for one in rules if one.at <= at and one.effective_on <= timezone.localdate(at)]
    return known[-1] if known else LightRules(report_id=item.report_id)


def _spells(recorded, light, on):
    """The spells in the order of time, up to the present light: what the records do not hold yet belongs to it."""
    runs = []
    for one in [*recorded, *([_Recorded(None, None, light)] if recorded else [])]:
        if not runs or _kind(runs[-1][0].light) != _kind(one.light):
            runs.append([])
        runs[-1].append(one)
    found = []
    for place, run in enumerate(runs):
        since = timezone.localdate(run[0].since) if run[0].since else on
        following = runs[place + 1][0] if place + 1 < len(runs) else None
        if following is None:
            found.append(Spell(run[0].light, since))
            continue
        until = timezone.localdate(following.since) if following.since else on
        found.append(Spell(run[0].light, since, until, how_ended(run[-1].light, following.light)))
    return found


def _kind(light):
    return light.colour, light.rule


def how_ended(before, after):
    """In words how a red or yellow light gave way to a green or blue one; "" for every other change.

    Asked is what the new facts would have given under the old rules, deadline or plan: only what holds under all of
    them was made good by work.
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
    return _("Closed.") if after.rule == "completed" else _("Made good.")


def _would_be_late(light, *, rules=None, **facts):
    other = judge(dataclasses.replace(light.facts, **facts), rules or light.rules, light.on)
    return other.colour in LATE


def _spell_day(day):
    return day.isoformat() if day else _("no day")


def _periods(item, recorded, light):
    asked = item.updates.asked_for().values("period")
    found = []
    for period in ReportingPeriod.objects.filter(pk__in=asked).order_by("due_on", "pk"):
        lit, later = light, ""
        if period.is_closed:
            lit = _at(recorded, period.closed_at)
            later = _made_good(recorded, lit, period.closed_at) if lit and lit.colour in LATE else ""
        found.append(InPeriod(period.name, period.get_absolute_url(), lit, period.is_closed, later))
    return found


def _at(recorded, at):
    """The light at the moment, None if nothing was recorded then."""
    for one in recorded:
        if covers(one.since, one.until, at):
            return judge(one.light.facts, one.light.rules, timezone.localdate(at))
    return None


def _made_good(recorded, lit, at):
    """When and how the red or yellow light of the moment gave way to green or blue, in words."""
    for one in recorded:
        if one.since <= at:
            continue
        if one.light.colour in GOOD:
            day = timezone.localdate(one.since).isoformat()
            return _("%(day)s: %(how)s") % {"day": day, "how": how_ended(lit, one.light)}
        if one.light.colour in LATE:
            lit = one.light
    return ""
