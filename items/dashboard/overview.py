"""The dashboard (数据看板): what is late, why, and what needs a decision, in one look (domain.md §8)."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from ..lights.facts import last_periods
from ..lights.light import Light
from ..lights.present import present_lights
from ..lights.terms import Look, look
from ..lights.words import unreported as unreported_words
from ..models import Colour, ProgressUpdate, ReportingPeriod, Schedule, WorkItem
from ..rounds.words import SILENT, SILENT_STATES
from ..rules.figures import TENTH
from . import breakdowns, groups, past
from .breakdowns import LIT
from .scope import Scope

# As many rows of a list stand on the page; below them is the link to all.
SHOWN = 20
SCHEDULED = [schedule for schedule in Schedule if schedule != Schedule.NOT_COUNTED]


@dataclass(frozen=True)
class OverviewCount:
    """A number with the address of the list that it counts.

    `percent` is its share of the items that count, one place; None where there is nothing to share. A light has its
    `look`; `tone` is a class of the style sheet.
    """

    label: str
    count: int
    url: str
    percent: Decimal | None = None
    look: Look | None = None
    tone: str = ""


@dataclass(frozen=True)
class OverviewRow:
    """An item in a list of the dashboard: its units in charge, its light, and one sentence of its own."""

    item: WorkItem
    leads: str
    light: Light
    sentence: str = ""


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, how many there are, and its address."""

    count: int
    url: str
    rows: list

    @property
    def is_cut(self):
        return self.count > len(self.rows)


@dataclass
class Overview:
    """All that the dashboard shows of a scope on a day."""

    scope: Scope
    on: datetime.date
    total: OverviewCount
    schedule: list
    lights: list
    attention: list
    red: Listed
    asking: Listed
    unreported: Listed
    soon: Listed
    groups: list
    by_chapter: list
    by_leader: list
    by_unit: list
    past: past.Past
    is_any_due: bool  # whether the day of a report on an open item has passed: before, nobody can have missed one
    looks: dict = field(default_factory=dict)


def overview(scope, *, on):
    """The dashboard of a `Scope` for the day `on`, which is today; ten queries whatever the number of items."""
    periods = last_periods(scope.ground.keys, _with_silence(scope))
    lit = present_lights(scope.items, on=on)
    looks = looks_of(lit)
    colours = {pk: light.colour for pk, light in lit.items()}
    counted = sum(colour != Colour.NONE for colour in colours.values())
    lists = _lists(scope, lit, on)
    return Overview(
        scope=scope,
        on=on,
        total=OverviewCount(_("All items"), len(scope.items), scope.link()),
        schedule=_schedule(scope, lit, counted),
        lights=_lights(scope, colours, looks, counted),
        attention=[*_attention(scope, lists, periods.values(), on), *_closed_short(scope, lit)],
        **lists,
        groups=groups.groups(scope, lit),
        by_chapter=breakdowns.by_chapter(scope, colours),
        by_leader=breakdowns.by_leader(scope, colours),
        by_unit=breakdowns.by_unit(scope, colours),
        past=past.past(scope, colours, on=on),
        is_any_due=any(light.facts.is_open and light.facts.due_before(light.on) for light in lit.values()),
        looks=looks,
    )


def past_of(scope, *, on):
    """(Past of the scope, looks of the lights) for the charts, with the light of today."""
    lit = present_lights(scope.items, on=on)
    return past.past(scope, {pk: light.colour for pk, light in lit.items()}, on=on), looks_of(lit)


def looks_of(lit):
    """{colour: Look} under the rules of the report whose items are lit; the default ones where there is no item."""
    rules = next((light.rules for light in lit.values()), None)
    return {colour: look(colour, rules) for colour in LIT}


def share(count, of):
    """The count in percent with one place; None of nothing."""
    return (Decimal(100 * count) / of).quantize(TENTH) if of else None


def _schedule(scope, lit, counted):
    """Where the items stand against their plans: together all that count. Those that do not come last, if any."""
    tally = Counter(light.schedule for light in lit.values())
    late = {Schedule.OVERDUE: "red", Schedule.BEHIND: "amber"}
    found = [
        OverviewCount(
            one.label, tally[one], scope.link(schedule=one.value), share(tally[one], counted), tone=late.get(one, "")
        )
        for one in SCHEDULED
    ]
    if tally[Schedule.NOT_COUNTED]:
        one = Schedule.NOT_COUNTED
        found.append(OverviewCount(one.label, tally[one], scope.link(schedule=one.value)))
    return found


def _lights(scope, colours, looks, counted):
    tally = Counter(colours.values())
    return [
        OverviewCount(looks[one].word, tally[one], scope.link(light=one.value), share(tally[one], counted), looks[one])
        for one in LIT
    ]


def _lists(scope, lit, on):
    """The lists of what presses; `red` before all: every red item, the longest overdue first, then the widest gap."""

    def listed(items, sentence, **filters):
        rows = [OverviewRow(item, scope.leads.get(item.pk, ""), lit[item.pk], sentence(item)) for item in items[:SHOWN]]
        return Listed(len(items), scope.link(**filters), rows)

    red = [item for item in scope.items if lit[item.pk].colour == Colour.RED]
    red.sort(key=lambda item: pressing(lit[item.pk], on))
    unreported = [item for item in scope.items if lit[item.pk].is_unreported]
    asking = [item for item in scope.items if item.is_open and item.asking_unit]
    soon = [item for item in scope.items if item.is_due_soon(on)]
    return {
        "red": listed(red, lambda item: lit[item.pk].reason, light=Colour.RED.value),
        "asking": listed(asking, lambda item: item.asking_words, asking="on"),
        "unreported": listed(unreported, lambda item: unreported_words(lit[item.pk]), silent="on"),
        "soon": listed(sorted(soon, key=lambda item: item.due_on), lambda item: "", soon="on"),
    }


def pressing(light, on):
    """By what items are sorted that press: the longest overdue first, then the widest gap; `on` is the day."""
    return light.rule != "overdue", light.facts.due_on or on, -(light.gap or 0)


def _attention(scope, lists, periods, on):
    """The numbers of what waits for somebody; zero is said, too. Red is only what is late."""
    found = [
        OverviewCount(_("Needs a leader's decision"), lists["asking"].count, lists["asking"].url, tone="amber"),
        OverviewCount(
            _("Report of the last due period missing"), lists["unreported"].count, lists["unreported"].url, tone="red"
        ),
    ]
    # A period's page knows units, but neither chapters nor leaders: for these there is no list to count.
    if scope.is_of_units:
        for period in sorted(periods, key=lambda period: (period.due_on, period.pk)):
            if period.is_open and period.asked:
                words = {"period": period.name, "day": period.due_on.strftime("%m-%d")}
                label = _("Reports of %(period)s still to come (due %(day)s)") % words
                tone = "red" if period.is_late(on) else ""
                found.append(OverviewCount(label, period.silent or 0, _of_period(scope, period), tone=tone))
    return [*found, OverviewCount(_("Due within 30 days"), lists["soon"].count, lists["soon"].url)]


def _closed_short(scope, lit):
    """How many of the closed items were closed without their targets, if any: the light alone says “completed”."""
    count = sum(light.facts.is_closed_short for light in lit.values())
    return (
        [OverviewCount(_("Closed short of its targets"), count, scope.link(short="on"), tone="amber")] if count else []
    )


def _of_period(scope, period):
    return scope.address(
        "period_detail", period.pk, report="", department="", unit=scope.unit and scope.unit.pk, state=SILENT
    )


def _with_silence(scope):
    """Periods with `asked` and `silent`: how many reports they ask the scope's unit or all units for; None for none."""
    updates = ProgressUpdate.objects.asked_for().filter(period=OuterRef("pk"))
    if scope.unit:
        updates = updates.filter(department=scope.unit.pk)

    def number(rows):
        return Subquery(rows.order_by().values("period").annotate(number=Count("pk")).values("number"))

    silent = updates.filter(state__in=SILENT_STATES)
    return ReportingPeriod.objects.annotate(asked=number(updates), silent=number(silent))
