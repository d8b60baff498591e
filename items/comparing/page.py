"""Two days side by side (对比): what turned red, what was cleared and which way, new figures, what was closed."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from ..lights.light import Light
from ..lights.present import present_lights
from ..lights.records import end_of, lights_at
from ..lights.rules_in_force import rules_on
from ..lights.terms import Look, look
from ..models import Colour, WorkItem
from ..models.target import spell_number
from ..pages.addresses import address, list_url
from ..rules.belonging import former_leaders, keys_then
from ..rules.then import ItemThen, items_then

Status = WorkItem.Status


@dataclass(frozen=True)
class ChangedItem:
    """An item whose light, status or deadline differs; `before` is None where it was not recorded on the first day.

    `then` is what the item said on the second day, `led_before` names who was in charge on the first one if others
    were. `ways` says in short phrases how a red light was cleared.
    """

    item: WorkItem
    then: ItemThen
    before: Light | None
    after: Light
    led_before: str = ""
    ways: tuple = ()

    @property
    def is_later(self):
        """Whether the deadline moved to a later day."""
        return bool(self.before.facts.due_on and self.after.facts.due_on) and (
            self.before.facts.due_on < self.after.facts.due_on
        )


@dataclass(frozen=True)
class NewFigure:
    """A target's cumulative value, or an item's completion without targets, before ("" for none) and after.

    `figure` is the promise in figures, `percent` how much of it the value after is.
    """

    item: WorkItem
    then: ItemThen
    label: str
    figure: str
    before: str
    after: str
    percent: Decimal | None = None
    is_lower: bool = False


@dataclass(frozen=True)
class LightChange:
    """How many items had a light on the two days, with the addresses of their lists."""

    look: Look
    before: int
    after: int
    before_url: str
    after_url: str

    @property
    def difference(self):
        """The change with its sign, "+3"; "" for none."""
        return f"{self.after - self.before:+d}".replace("-", "−") if self.after != self.before else ""


@dataclass(frozen=True)
class Since:
    """What changed from the end of the day `start` to the end of `end`, or to now where that is today.

    `unrecorded` counts items of which there is a light on the second day and none on the first; where there is none on
    a whole day, that day is not `known_before` or `known_after`, and nothing is compared. `came` and `went` count those
    that belonged to what is asked for on the second or on the first day alone.
    """

    start: datetime.date
    end: datetime.date
    known_before: bool
    known_after: bool
    total_before: int = 0
    total_after: int = 0
    unrecorded: int = 0
    came: int = 0
    went: int = 0
    counts: list = field(default_factory=list)
    turned_red: list = field(default_factory=list)
    cleared: list = field(default_factory=list)
    closed: list = field(default_factory=list)
    dropped: list = field(default_factory=list)
    moved: list = field(default_factory=list)
    figures: list = field(default_factory=list)

    @property
    def is_comparable(self):
        return self.known_before and self.known_after

    @property
    def is_quiet(self):
        """Nothing of what the page lists has changed."""
        return not any((self.turned_red, self.cleared, self.closed, self.dropped, self.moved, self.figures))


def leader_names(report):
    """The leaders in charge whom the report names, in the order in which they come."""
    items = report.items.exclude(leaders="").order_by("position").only("leaders")
    return list(dict.fromkeys(name for item in items for name in item.leader_names))


def leaders_ever(report):
    """The same with those whom the report has named before."""
    return list(dict.fromkeys([*leader_names(report), *former_leaders([report.pk])]))


def lights_on(items, day, *, today):
    """{item pk: Light} of the items (a queryset): today as they are now, on an earlier day as they were recorded."""
    if day >= today:
        return present_lights(list(items.order_by().for_lights()), on=today)
    return lights_at(items.order_by(), at=end_of(day))


def compare(report, *, start, end, today, asked=None, filters=None, after=None):
    """What changed on the report's items between two days, in a fixed number of queries.

    `asked` narrows them (`rules.belonging.keys_then`): each day counts what belonged there on that day, and what has
    changed is told of the items of the second day. `filters` are the same as parameters of a list, for the addresses,
    None where no list finds them. `after` are the lights on `end` of the items of then, where they are known already.
    """
    ends = [end_of(start), end_of(end)]
    first, second = _in_turn(keys_then(report.items.all(), ends, **(asked or {})), ends)
    told = lights_on(WorkItem.objects.filter(pk__in=first | second), start, today=today)
    before = {pk: light for pk, light in told.items() if pk in first}
    after = lights_on(WorkItem.objects.filter(pk__in=second), end, today=today) if after is None else after
    known_before, known_after = bool(told) or start >= today, bool(after) or end >= today
    rules = rules_on([report.pk], report.as_of(end))[report.pk]
    tallies = [Counter(light.colour for light in lit.values()) for lit in (before, after)]
    places = [places_of(report, day, today, filters) for day in (start, end)]
    counts = [
        LightChange(look(colour, rules), *(tally[colour] for tally in tallies), *(place(colour) for place in places))
        for colour in Colour.values
        if any(tally[colour] for tally in tallies)
    ]
    is_comparable = known_before and known_after
    return Since(
        start=start,
        end=end,
        known_before=known_before,
        known_after=known_after,
        total_before=len(before),
        total_after=len(after),
        unrecorded=len(after.keys() - told.keys()) if is_comparable else 0,
        came=len(after.keys() & told.keys() - before.keys()) if is_comparable else 0,
        went=len(before.keys() - second) if is_comparable else 0,
        counts=counts,
        **(_changed(told, after, start, end) if is_comparable else {}),
    )


def _in_turn(found, moments):
    return [found[moment] for moment in moments]


def places_of(report, day, today, filters):
    """A function from a colour to the address of the list of items lit so on the day.

    What counts no more stands in no list of a past day: then there is no address. Nor is there where no filters
    (None) find the items any more.
    """
    if filters is None:
        return lambda colour: ""
    if day >= today:
        return lambda colour: list_url(report=report.pk, light=colour, **filters)

    def past(colour):
        on = day.isoformat()
        return (
            ""
            if colour == Colour.NONE
            else address("dashboard_lights", report=report.pk, on=on, light=colour, **filters)
        )

    return past


def _changed(before, after, start, end):
    """{field of `Since`: what has changed under that heading, in the order of the report}."""
    pairs, found = {pk: (before.get(pk), light) for pk, light in after.items()}, defaultdict(list)
    changed = [pk for pk, pair in pairs.items() if _is_change(*pair)]
    rows = list(WorkItem.objects.filter(pk__in=changed).in_order().select_related("report"))
    first, second = (items_then(rows, end_of(day)) for day in (start, end))
    for item in rows:
        then, now = pairs[item.pk]
        said, led = second[item.pk], first[item.pk].in_charge
        change = ChangedItem(item, said, then, now, led_before=led if led != said.in_charge else "")
        if now.colour == Colour.RED and (then is None or then.colour != Colour.RED):
            found["turned_red"].append(change)
        if then is None:
            continue
        if then.colour == Colour.RED != now.colour:
            found["cleared"].append(replace(change, ways=tuple(_ways(then, now))))
        if now.facts.status != then.facts.status and (heading := _end_of(now.facts)):
            found[heading].append(change)
        if now.facts.due_on != then.facts.due_on:
            found["moved"].append(change)
        found["figures"] += _new_figures(item, said, then.facts, now.facts)
    return found


def _is_change(before, after):
    if before is None:
        return after.colour == Colour.RED
    return (
        before.colour != after.colour
        or before.facts.status != after.facts.status
        or before.facts.due_on != after.facts.due_on
        or before.facts.completion != after.facts.completion
        or _values(before.facts) != _values(after.facts)
    )


def _end_of(facts):
    """The heading under which an item stands whose status now says that it is at an end; "" while it is open."""
    if facts.status == Status.COMPLETED:
        return "closed"
    return "" if facts.is_open else "dropped"


def _values(facts):
    return {one.target: one.value for one in facts.targets}


def _new_figures(item, said, before, after):
    """The figures of an item that differ; its completion only where no target stands behind that, or the office."""
    known = {one.target: one for one in before.targets}
    found = []
    for one in after.targets:
        then = known.get(one.target)
        if one.value is None or (then and then.value == one.value):
            continue
        fell = bool(then) and then.value is not None and one.value < then.value
        found.append(
            NewFigure(
                item, said, one.label, one.figure, then.spelt if then else "", one.spelt, one.percent, is_lower=fell
            )
        )
    is_told = not after.targets or before.corrections != after.corrections
    if is_told and after.completion not in (None, before.completion):
        fell = before.completion is not None and after.completion < before.completion
        label = _("Completion, verified by the office") if after.corrections else _("Completion")
        percents = _percent(before.completion), _percent(after.completion)
        found.append(NewFigure(item, said, label, "", *percents, is_lower=fell))
    return found


def _percent(value):
    return "" if value is None else f"{spell_number(value)}%"


def _ways(before, after):
    """How a light came off red, in short phrases; none where the reason after says all."""
    closed = _("closed short of its targets") if after.facts.is_closed_short else _("closed")
    settled = {"completed": closed, "reached": _("targets reached")}
    if after.rule in settled:
        return [settled[after.rule]]
    if after.rule == "not_counted":
        return [Status(after.facts.status).label]
    told = [WAYS[rule](before, after) for rule in (before.rule, *before.also) if rule in WAYS]
    told = [way for way in told if way]
    if not told and before.rules.pk != after.rules.pk:
        return [_("other rules of the lights since %(day)s") % {"day": after.rules.effective_on.isoformat()}]
    return told


def _given_time(before, after):
    was, now = before.facts.due_on, after.facts.due_on
    if now is None or now <= was:
        return ""
    return _("deadline extended from %(before)s to %(after)s") % {"before": was.isoformat(), "after": now.isoformat()}


def _reported(before, after):
    back = [unit for unit in before.silent if unit not in after.silent]
    if not back or after.facts.last_report in ((), before.facts.last_report):
        return ""
    return _("%(units)s reported again") % {"units": "、".join(back)}


def _caught_up(before, after):
    was, now = before.completion, after.completion
    if now is not None and now > was:
        return _("completion rose from %(before)s to %(after)s") % {"before": _percent(was), "after": _percent(now)}
    plan = ("starts_on", "ends_on", "points")
    if any(getattr(before.facts, name) != getattr(after.facts, name) for name in plan):
        return _("the plan was changed")
    return ""


# By the rule that had made it red.
WAYS = {"overdue": _given_time, "missed": _reported, "far_behind": _caught_up}
