"""What a unit has said of an item before a report of its own (上期): to go on from, and what stands meanwhile.

"Last time" is the last word that was handed in on the same duty (`accepted.with_earlier`), target by target; what
stands is the last word that was accepted, as `accepted.Account` counts it. Of a share, which is added up with others,
it is what the unit and those merged into it come to (`said.in_a_sum`). A unit that steers an item goes on from those
who steered it before: from each value and day of theirs that stands and is newer than its own last.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeVar

from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from departments.models import Department

from ..models import Milestone, MilestoneReached, ProgressUpdate, Responsibility, Target, TargetValue, WorkItem
from ..models.period import spell_period
from ..models.querysets import ProgressUpdateQuerySet
from .accepted import accounts, in_turn, signed_name
from .said import (
    ORIGIN,
    LastValue,
    Merged,
    WordOrigin,
    in_a_sum,
    in_turn_by,
    last_value,
    origin_of,
)
from .speaking import HandedDown

State = ProgressUpdate.State
Unit = TypeVar("Unit", int, int | None)


class DayReached(NamedTuple):
    """The day on which a milestone was reached, as the unit `unit` (its name) said in an accepted report; of
    a merged one as `accepted.signed` has it."""

    reached_on: datetime.date
    unit: str


class First(Enum):
    """Of what a report is the first one, where its unit has handed in none on the same duty before."""

    ITEM = "nobody has reported on the item before"
    UNIT = "the unit has not reported on the item before, others have"
    DUTY = "the unit has reported on the item before, on another duty"

    @property
    def sentence(self) -> str:
        return {
            First.ITEM: _("First report on this item."),
            First.UNIT: _("This unit's first report on this item; other units reported on it before."),
            First.DUTY: _(
                "This unit's first report in its present role; it reported on this item in another one before."
            ),
        }[self]


class ReportDuty(NamedTuple):
    """What a report is about: the item, the unit that acts today, through which collective, whether for a part only."""

    item: int
    unit: int
    via: int | None
    is_part: bool


class _Value(NamedTuple):
    """What a report said of a target: its value with the name of the period. `per` is the target's."""

    update: int
    duty: ReportDuty
    target: int
    per: str
    origin: WordOrigin
    told: tuple[Decimal, str]


def last_values(update: ProgressUpdate, states: Collection[str] = ProgressUpdate.HANDED_IN) -> dict[int, LastValue]:
    """{target key: LastValue} of what the unit said on the same duty before the update's period, as `last_values_of`.

    In reports that are in one of the `states`.
    """
    return last_values_of([update], states)[update.pk]


def last_values_of(
    updates: Collection[ProgressUpdate], states: Collection[str] = ProgressUpdate.HANDED_IN
) -> dict[int, dict[int, LastValue]]:
    """{update key: its `last_values`} of any number of updates, with their periods at hand.

    Two queries; one more where the units steer the items, and six where others had done so before.
    """
    if not updates:
        return {}
    merged = Department.objects.acting()
    until = max(update.period.end_on for update in updates)
    said: dict[ReportDuty, list[_Value]] = defaultdict(list)
    for value in _values(ProgressUpdate.objects.filter(state__in=states, period__end_on__lt=until), updates, merged):
        said[value.duty].append(value)
    left, found = left_by_others(updates, merged), {}
    for update in updates:
        before = (one for one in said[duty_of(update, merged)] if one.origin.end_on < update.period.end_on)
        found[update.pk] = _newer(_last_of(before, update), left.get(update.pk, {}))
    return found


def firsts_of(updates: Collection[ProgressUpdate]) -> dict[int, First]:
    """{update key: `First`} of updates without an earlier report (`accepted.with_earlier`), periods at hand; 2 queries.

    Before is what ended before the update's period does, handed in, as there.
    """
    if not updates:
        return {}
    merged = Department.objects.acting()
    rows = ProgressUpdate.objects.filter(
        item__in={update.item_id for update in updates}, state__in=ProgressUpdate.HANDED_IN
    )
    begun: dict[int, list[tuple[int, datetime.date]]] = defaultdict(list)
    ends = rows.order_by().values_list("item", "department").annotate(first=Min("period__end_on"))
    for item, unit, end_on in ends:
        begun[item].append((acting(unit, merged), end_on))
    found = {}
    for update in updates:
        before = {unit for unit, end_on in begun[update.item_id] if end_on < update.period.end_on}
        is_own = acting(update.department_id, merged) in before
        found[update.pk] = First.DUTY if is_own else First.UNIT if before else First.ITEM
    return found


def standing_values(update: ProgressUpdate) -> dict[int, LastValue]:
    """{target key: LastValue} that other accepted reports leave standing beside the update, for its unit."""
    return standing_values_of([update])[update.pk]


def standing_values_of(updates: Collection[ProgressUpdate]) -> dict[int, dict[int, LastValue]]:
    """{update key: its `standing_values`} of any number of updates, with their periods at hand.

    In as many queries as `last_values_of`.
    """
    if not updates:
        return {}
    merged = Department.objects.acting()
    until = max(update.period.end_on for update in updates)
    accepted = ProgressUpdate.objects.filter(state=State.ACCEPTED, period__end_on__lte=until)
    said: dict[tuple[int, int, bool], list[_Value]] = defaultdict(list)
    for value in _values(accepted, updates, merged, moment="reviewed_at"):
        said[value.duty.item, value.duty.unit, value.duty.is_part].append(value)
    left, found = left_by_others(updates, merged), {}
    for update in updates:
        told = said[update.item_id, acting(update.department_id, merged), update.is_part]
        beside = (one for one in told if one.update != update.pk and one.origin.end_on <= update.period.end_on)
        found[update.pk] = _newer(_last_of(beside, update), left.get(update.pk, {}))
    return found


def _newer(own: dict[int, LastValue], left: dict[int | None, LastValue]) -> dict[int, LastValue]:
    """Of each target the unit's own last value, unless what was left to it is of a later period."""
    by_targets = {pk: one for pk, one in left.items() if pk is not None}
    return own | {pk: one for pk, one in by_targets.items() if pk not in own or own[pk].end_on < one.end_on}


def left_by_others(updates: Collection[ProgressUpdate], merged: Merged) -> dict[int, dict[int | None, LastValue]]:
    """{update key: {target key: LastValue}}: what those who steered the items before left to the updates' units.

    With key None the completion that they judged.

    By accepted reports of the update's period and before. A supporting unit's part and a share go on from nobody else.
    """
    own = [update for update in updates if not update.is_contribution]
    if not own:
        return {}
    steering = Responsibility.objects.steering().filter(item=OuterRef("item"), department=OuterRef("department"))
    by_others = ProgressUpdate.objects.steering().filter(~Exists(steering), state=State.ACCEPTED)
    items = list(WorkItem.objects.filter(pk__in=by_others.filter(item__in={one.item_id for one in own}).values("item")))
    if not items:
        return {}
    told, targets = accounts(items, merged), defaultdict(list)
    for promised in Target.objects.filter(item__in=items):
        targets[promised.item_id].append(promised)
    found: dict[int, dict[int | None, LastValue]] = defaultdict(dict)
    left: list[tuple[int, int | None, HandedDown, tuple[str, ...]]] = []
    for update in own:
        account, unit = told[update.item_id], acting(update.department_id, merged)
        if account.then and unit in account.steering and account.steering[unit].via is None:
            lefts = account.without(update.pk).left_to(unit, targets[update.item_id], update.period.end_on)
            left += [
                (update.pk, key, one, account.names_gone(who for who, _word in one.told)) for key, one in lefts.items()
            ]
    periods = names_of_periods({one.told[-1][1].update for _update, _key, one, _names in left})
    for pk, key, one, names in left:
        word = one.told[-1][1]
        found[pk][key] = LastValue(one.value, periods[word.update], word.origin.end_on, former=names)
    return found


def names_of_periods(updates: Collection[int]) -> dict[int, str]:
    """{update key: the name of its period}; one query, none without updates."""
    fields = ("pk", "period__rhythm", "period__start_on", "period__end_on")
    rows = ProgressUpdate.objects.filter(pk__in=updates).values_list(*fields)
    return {pk: spell_period(*period) for pk, *period in rows} if updates else {}


def added_up(told: Iterable[tuple[ProgressUpdate, int, Decimal]]) -> dict[tuple[int, int], LastValue]:
    """{(update key, target key): LastValue}: what of the reports `told` makes up a sum of the units' figures.

    Those are (update, target key, value) of one item and period. With a unit's figure goes what units that were merged
    into it had said before; a merged unit's own report counts nothing once its successor's covers it. Two queries.
    """
    figures_told = sorted(told, key=lambda one: one[0].department.successor_id is None)
    lines = {update.pk: update for update, _target, _value in figures_told}
    if not lines:
        return {}
    merged = Department.objects.acting()
    words: dict[tuple[ReportDuty, int], list[tuple[WordOrigin, tuple[int | None, Decimal]]]] = defaultdict(list)
    end_on = figures_told[0][0].period.end_on
    earlier = ProgressUpdate.objects.contributing().filter(state=State.ACCEPTED, period__end_on__lte=end_on)
    earlier = earlier.filter(department__in=list(merged)).exclude(pk__in=lines)
    for one in _values(earlier, list(lines.values()), merged):
        words[one.duty, one.target].append((one.origin, (None, one.told[0])))
    for update, target, value in figures_told:
        unit = update.department
        moments = (update.handed_in_at, update.sent_at)
        origin = origin_of(merged, unit.pk, unit.name, update.period.end_on, *moments)
        words[duty_of(update, merged), target].append((origin, (update.pk, value)))
    found: dict[tuple[int, int], LastValue] = {}
    for (_duty, target), said in words.items():
        beside = []
        for origin, (line, value) in in_a_sum(said):
            if line is None:
                beside.append((origin.before, value))
            else:
                found[line, target] = LastValue(value, lines[line].period.name, lines[line].period.end_on)
        # The successor's own report is the last one; without it what others had said is no figure of this period.
        last = said[-1][1][0]
        if last is not None and beside and lines[last].department_id not in merged:
            whole = found[last, target].value + sum(value for _name, value in beside)
            found[last, target] = found[last, target]._replace(value=whole, merged=tuple(beside))
    return found


def _values(
    reports: ProgressUpdateQuerySet,
    updates: Collection[ProgressUpdate],
    merged: Merged,
    *,
    moment: str = "handed_in_at",
) -> Iterator[_Value]:
    """What the `reports` of the updates' units, on their items, say of targets, in turn; one query."""
    reports = reports.filter(
        item__in={update.item_id for update in updates},
        department__in=set().union(*(same_unit(update.department_id, merged) for update in updates)),
    )
    rows = TargetValue.objects.filter(update__in=reports.order_by().values("pk"), target__isnull=False)
    duty = [f"update__{name}" for name in ("item", "department", "via", "role")]
    period = ("update__period__rhythm", "update__period__start_on")
    behind = [f"update__{name}" for name in ORIGIN]
    told = rows.order_by(*in_turn_by(moment, "update__")).values_list(
        "update", "target", "target__per", "value", *duty, *period, *behind
    )
    for update, target, per, value, item, unit, via, role, rhythm, start_on, name, end_on, *moments in told:
        word = (value, spell_period(rhythm, start_on, end_on))
        of_duty = ReportDuty(item, acting(unit, merged), acting(via, merged), role == ProgressUpdate.Role.SUPPORT)
        yield _Value(update, of_duty, target, per, origin_of(merged, unit, name, end_on, *moments), word)


def _last_of(values: Iterable[_Value], update: ProgressUpdate) -> dict[int, LastValue]:
    """{target key: LastValue} of the values, in turn, as they count for the update's unit."""
    told: dict[tuple[int, str], list[_Value]] = defaultdict(list)
    for value in values:
        told[value.target, value.per].append(value)
    return {
        target: last_value(((one.origin, one.told) for one in said), in_sum=update.is_contribution and not per)
        for (target, per), said in told.items()
    }


def duty_of(update: ProgressUpdate, merged: Merged) -> ReportDuty:
    """What the update is about, as things are now."""
    unit, via = acting(update.department_id, merged), acting(update.via_id, merged)
    return ReportDuty(update.item_id, unit, via, update.is_part)


def standing_days(update: ProgressUpdate) -> dict[int, datetime.date]:
    """{milestone key: day} that accepted reports leave dated for the unit; three queries.

    Its own on the same duty and, where it steers the item, those of the units that did so before.
    """
    merged = Department.objects.acting()
    before = _on_same_duty(update, merged)
    if not update.is_contribution:
        steering = Responsibility.objects.steering().filter(item=update.item_id).values_list("department", flat=True)
        present = set().union(*(same_unit(unit, merged) for unit in steering))
        if update.department_id in present:
            others = ProgressUpdate.objects.steering().filter(item=update.item_id).exclude(department__in=present)
            before |= others
    before = before.filter(state=State.ACCEPTED, period__end_on__lte=update.period.end_on)
    rows = in_turn(before.exclude(pk=update.pk)).values_list("milestones__milestone", "milestones__reached_on")
    return {milestone: day for milestone, day in rows if milestone is not None and day is not None}


def days_reached(item: WorkItem) -> dict[int, DayReached]:
    """{milestone key: DayReached} by the accepted reports of those who steer the item, the latest counts; one query."""
    rows = MilestoneReached.objects.filter(
        update__in=ProgressUpdate.objects.steering().filter(item=item, state=State.ACCEPTED),
        milestone__isnull=False,
        reached_on__isnull=False,
    )
    rows = rows.order_by(*in_turn_by("reviewed_at", "update__"))
    of_unit = [f"update__department{field}" for field in ("__name", "", "__successor")]
    found = rows.values_list("milestone", "reached_on", *of_unit)
    return {
        milestone: DayReached(day, signed_name(name, unit if successor else None))
        for milestone, day, name, unit, successor in found
        if milestone is not None and day is not None
    }


def milestone_days(item: WorkItem) -> list[tuple[Milestone, DayReached | None]]:
    """The item's milestones with the day on which each was reached, if it was; two queries, one without milestones."""
    milestones = list(item.milestones.all())
    reached = days_reached(item) if milestones else {}
    return [(one, reached.get(one.pk)) for one in milestones]


def _on_same_duty(update: ProgressUpdate, merged: Merged) -> ProgressUpdateQuerySet:
    """Updates on the item of the unit or those merged into it: its own, its shares in the collective, or its parts."""
    of_part = Q(role=ProgressUpdate.Role.SUPPORT)
    through = Q(via=None) if update.via_id is None else Q(via__in=same_unit(update.via_id, merged))
    rows: ProgressUpdateQuerySet = ProgressUpdate.objects.filter(
        of_part if update.is_part else ~of_part,
        through,
        item=update.item_id,
        department__in=same_unit(update.department_id, merged),
    )
    return rows


def acting(unit: Unit, merged: Merged) -> Unit:
    """The key of the unit that acts today for the unit; None for none."""
    return merged[unit].pk if unit is not None and unit in merged else unit


def same_unit(unit: int, merged: Merged) -> set[int]:
    """Keys of all units that are today the one that the unit is."""
    present = acting(unit, merged)
    return {present} | {pk for pk, one in merged.items() if one.pk == present}
