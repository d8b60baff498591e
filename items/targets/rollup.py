"""The targets of a report rolled up (量化目标汇总): values against year and plan, who is missing, who disagrees.

In a fixed number of queries. Values are those by which the lights judge, read where the lights are kept; who said them
(`rules.accepted`) is asked of those lines alone that show it.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..lights.light import Light, planned_value
from ..lights.present import present_lights
from ..lights.terms import COLOURS, SHAPES, Look, TargetProgress
from ..models import Colour, ProgressUpdate, Responsibility, Target, TargetValue, WorkItem
from ..models.period import spell_period
from ..models.target import write_number
from ..pages.addresses import LinkedCount, address
from ..rules import accepted, figures
from ..rules.said import spell_unit
from .likeness import twins_of

# What is read of the report behind a value: its unit of count as written, the moment, rhythm and days of its period.
WRITTEN = ("unit", "update__sent_at", *(f"update__period__{name}" for name in ("rhythm", "start_on", "end_on")))


class State(models.TextChoices):
    """How a target stands; every target stands in exactly one. Behind begins at the gap at which a light is yellow.

    AGAIN are those of an item that the office has worked on again, whose values were enough before: they tell nothing
    until a report sent since is accepted. UNMEASURED are those with a value and nothing to compare it with: no plan
    yet, or a number that has no parts.
    """

    REACHED = "reached", _("Target reached")
    ON_PLAN = "on_plan", _("On plan")
    NEARLY = "nearly", _("Slightly behind plan")
    BEHIND = "behind", _("Behind plan")
    AGAIN = "again", _("To be reported again")
    UNMEASURED = "unmeasured", _("Not compared with a plan")
    NONE = "none", _("No value yet")


# Each state has the shape and the colour of the light that says the same of an item.
LIKENESS = {
    State.REACHED: Colour.BLUE,
    State.ON_PLAN: Colour.GREEN,
    State.NEARLY: Colour.GREEN,
    State.BEHIND: Colour.YELLOW,
    State.AGAIN: Colour.WAITING,
    State.UNMEASURED: Colour.GREY,
    State.NONE: Colour.WAITING,
}
# Shown among the figures only where there are such.
SELDOM = (State.AGAIN, State.UNMEASURED)


@dataclass(frozen=True)
class Voice:
    """Who said a value last: the unit, in which period, on which day, and the address of the report.

    `counts` says that it is one of those that make up the target's value. `speaker` is the name of the unit that acts
    today; `unit` tells it with the merged one that spoke.
    """

    unit: str
    value: Decimal
    words: str
    period: str
    said_on: datetime.date
    url: str
    is_member: bool = False
    counts: bool = True
    speaker: str = ""


@dataclass(frozen=True)
class TargetLine:
    """A target with its item: `planned` is what is planned by `measured_on`, in its own unit; None without a plan.

    `voices` are the reports from which its value comes, once they are asked for. `found_in` is where the item holds
    what was looked for (what it is, its words) if the line does not show it.
    """

    item: WorkItem
    progress: TargetProgress
    light: Light
    planned: Decimal | None
    measured_on: datetime.date | None
    voices: tuple = ()
    found_in: tuple | None = None

    @property
    def percent_of_plan(self):
        """The value in percent of what is planned by now; None where nothing is planned yet, and for a limit."""
        if not self.planned or self.progress.value is None or self.progress.is_limit:
            return None
        return figures.percent_of_plan(self.progress.value, self.planned)

    @property
    def percent_planned(self):
        """What is planned by now in percent of the target, as the light judges it; None without a plan."""
        return None if self.planned is None else figures.percent_planned(self.planned, self.progress.number)

    @cached_property
    def state(self):
        found = self._by_value
        is_again = self.light.facts.reopened_on and found in (State.REACHED, State.ON_PLAN)
        return State.AGAIN if is_again else found

    @property
    def _by_value(self):
        one = self.progress
        if one.percent is None:
            return State.NONE if one.value is None else State.UNMEASURED
        if one.is_limit:
            is_over = self.light.on > self.light.facts.ends_on
            return State.BEHIND if one.percent < figures.FULL else State.REACHED if is_over else State.ON_PLAN
        if one.is_reached:
            return State.REACHED
        if self.planned is None or one.number <= 0:
            return State.UNMEASURED
        gap = figures.FULL * (self.planned - one.value) / one.number
        if gap >= self.light.rules.yellow_gap:
            return State.BEHIND
        return State.NEARLY if gap > 0 else State.ON_PLAN

    @property
    def planned_words(self):
        if self.planned is None:
            return ""
        return spell(figures.shorten(self.planned, self.progress.number, self.progress.unit), self.progress.unit)

    @property
    def look(self):
        """The state as shape, word and colour."""
        likeness = LIKENESS[self.state]
        return Look(SHAPES[likeness], str(self.state.label), COLOURS[likeness])


@dataclass(frozen=True)
class Conflict:
    """Two or more values for one thing, the greatest first.

    `items` is one item, whose units differ, two that are related, or all that promise the same.
    """

    label: str
    items: tuple
    voices: tuple

    @property
    def numbers(self):
        return "、".join(item.display_number for item in self.items)


@dataclass(frozen=True)
class Rollup:
    """Every target of the items (`lines`, in the order of the report), how many stand how, and the conflicts."""

    lines: tuple
    conflicts: tuple

    @property
    def counts(self):
        return Counter(line.state for line in self.lines)

    def in_state(self, state):
        """The lines in the state, all of them for ""."""
        return [line for line in self.lines if state in ("", line.state)]

    def figures(self, **filters):
        """The numbers over the table, each with the address of the targets that it counts."""
        counts = self.counts
        found = [LinkedCount(_("All targets"), len(self.lines), address("target_list", **filters))]
        for state in [state for state in State if counts[state] or state not in SELDOM]:
            url = address("target_list", **filters, state=state.value)
            found.append(LinkedCount(state.label, counts[state], url, f"target-{state.value}"))
        return found


def spell(value, unit):
    """A value with its unit, as Chinese readers write it."""
    return f"{write_number(value, unit)}{unit}"


def rollup(items, *, on):
    """The `Rollup` of the items, a queryset, on the day `on`, which is today."""
    shown = list(_with_targets(items).for_lights())
    keys = {item.pk for item in shown}
    related, twins = _related(keys), twins_of(shown)
    beside = {pk for pair in related for pk in pair}.union(pk for group in twins for _target, pk in group) - keys
    known = [*shown, *(WorkItem.objects.filter(pk__in=beside).for_lights() if beside else ())]
    lit = present_lights(known, on=on)
    lines = {item.pk: [_line(item, lit[item.pk], one) for one in lit[item.pk].facts.targets] for item in known}
    return Rollup(
        lines=tuple(line for item in shown for line in lines[item.pk]),
        conflicts=tuple(_conflicts(known, lines, sorted(related), twins)),
    )


def conflicts_between(item, related, *, on):
    """[Conflict] of the item and others, `related` (keys) or not, on the day `on`, which is today.

    One query where nothing else promises the same, else a fixed number.
    """
    if not related and not twins_of([item]):
        return []
    found = rollup(WorkItem.objects.filter(pk=item.pk), on=on).conflicts
    return [conflict for conflict in found if len(conflict.items) > 1 and item in conflict.items]


def _with_targets(items):
    """Those of the items, a queryset, that promise something countable."""
    return items.filter(Exists(Target.objects.filter(item=OuterRef("pk"))))


def _told(items):
    """{target pk: ((Speaker, Word, whether it counts), …)} of the items, a list; four queries, or five."""
    found, by_item, accounts = {}, defaultdict(list), accepted.accounts(items)
    for target in Target.objects.filter(item__in=items):
        by_item[target.item_id].append(target)
    for item, targets in by_item.items():
        told = accounts[item].told(targets)
        for pk, amount in accounts[item].amounts(targets).items():
            counting = {word for _speaker, word in amount.told}
            found[pk] = tuple((speaker, word, word in counting) for speaker, word in told[pk])
    return found


def _line(item, light, one):
    planned = None
    if (
        light.measured_on is not None
        and item.issued_on
        and light.facts.starts_on <= light.measured_on
        and one.number > 0
        and not one.is_each
    ):
        planned = planned_value(light.facts, one, light.measured_on)
    return TargetLine(item, one, light, planned, light.measured_on)


def with_voices(lines):
    """The lines with the reports from which their values come, in the queries of `voices_of`."""
    voices = voices_of(lines)
    return [replace(line, voices=tuple(_counting(voices[line.progress.target]))) for line in lines]


def _counting(voices):
    return [voice for voice in voices if voice.counts]


def voices_of(lines):
    """{target pk: [Voice, …]}: what each unit that steers the item said last in an accepted report.

    In a fixed number of queries, none without lines. What a unit said before it was merged into another is told for
    that one, by both names (`rules.accepted`).
    """
    if not lines:
        return {}
    told = _told(list({line.item.pk: line.item for line in lines}.values()))
    rows = TargetValue.objects.filter(target__in={line.progress.target for line in lines})
    rows = rows.filter(update__state=ProgressUpdate.State.ACCEPTED).order_by()
    reports = {(target, update): rest for target, update, *rest in rows.values_list("target", "update", *WRITTEN)}
    found = {}
    for line in lines:
        target = line.progress.target
        found[target] = [
            _voice(speaker, word, *reports[target, word.update], counts=counts)
            for speaker, word, counts in told[target]
        ]
    return found


def _voice(speaker, word, unit, sent, *days, counts):
    return Voice(
        unit=spell_unit(speaker.name, word.origin.before),
        value=word.value,
        words=spell(word.value, unit),
        period=spell_period(*days),
        said_on=timezone.localdate(sent),
        url=reverse("update_detail", args=[word.update]),
        is_member=speaker.via is not None,
        counts=counts,
        speaker=speaker.name,
    )


def _related(keys):
    """Pairs of keys of related items of which one at least is among `keys`."""
    through = WorkItem.related.through.objects
    rows = through.filter(models.Q(from_workitem__in=keys) | models.Q(to_workitem__in=keys))
    return {tuple(sorted(pair)) for pair in rows.values_list("from_workitem", "to_workitem")}


def _conflicts(items, lines, related, twins):
    """What is said differently: within an item, by items that are related (pairs), or that promise the same."""
    by_key, found = {item.pk: item for item in items}, []
    by_target = {line.progress.target: line for item in items for line in lines[item.pk]}
    collectives = _collectives(items)
    for item in items:
        for line in lines[item.pk]:
            # Nobody has named what has no value, but for what is to hold for each place.
            is_said = line.progress.value is not None or line.progress.is_each
            if line.progress.told or (item.pk in collectives and is_said):
                found.append(([item], [line]))
    groups = {target: place for place, group in enumerate(twins) for target, _item in group}
    for first, second in related:
        if first in by_key and second in by_key:
            found += [
                ([by_key[first], by_key[second]], pair) for pair in _differing(lines[first], lines[second], groups)
            ]
    for group in twins:
        differing = _complete([by_target[target] for target, _item in group if target in by_target])
        concerned = {line.item.pk: line.item for line in differing}
        if len(concerned) > 1 and len({line.progress.value for line in differing}) > 1:
            found.append((list(concerned.values()), differing))
    voices = voices_of([line for _items, differing in found for line in differing])
    for concerned, differing in found:
        told = [voice for line in differing for voice in _counting(voices[line.progress.target])]
        first = differing[0].progress
        if len(differing) == 1:
            told += _sum_beside(first, voices[first.target], collectives.get(concerned[0].pk))
        if len({voice.value for voice in told}) > 1:
            told.sort(key=lambda voice: -voice.value)
            yield Conflict(first.label, tuple(concerned), tuple(told))


def _collectives(items):
    """{item pk: {member's name: collective's name}} of items that a unit and a collective steer side by side."""
    rows = Responsibility.objects.steering().filter(item__in=items)
    members, single = defaultdict(dict), set()
    for item, name, via in rows.values_list("item", "department__name", "via__name"):
        if via:
            members[item][name] = via
        else:
            single.add(item)
    return {item: names for item, names in members.items() if item in single}


def _sum_beside(progress, voices, members):
    """The members' sum as one more voice beside a unit's own figure, once all have named their share of one period."""
    shares = [voice for voice in voices if voice.is_member]
    own = [voice for voice in voices if not voice.is_member]
    if not members or not own or {voice.speaker for voice in shares} != members.keys():
        return []
    if len({voice.period for voice in voices}) > 1:
        return []
    total = sum(voice.value for voice in shares)
    last = max(shares, key=lambda voice: voice.said_on)
    names = "、".join(dict.fromkeys(members.values()))
    words = spell(total, progress.unit)
    return [Voice(str(_("%(units)s, added up") % {"units": names}), total, words, last.period, last.said_on, last.url)]


def _differing(first, second, groups):
    """Pairs of lines of two related items with the same label and unit whose values differ; a sum with gaps is none.

    Those that promise the same stand in one of the `groups` ({target: group}) already.
    """
    for line in _complete(first):
        one = line.progress
        for other in _complete(second):
            is_named_alike = (one.label, one.unit) == (other.progress.label, other.progress.unit)
            is_told = one.target in groups and groups[one.target] == groups.get(other.progress.target)
            if is_named_alike and not is_told and one.value != other.progress.value:
                yield [line, other]


def _complete(lines):
    return [line for line in lines if line.progress.value is not None and not line.progress.missing]
