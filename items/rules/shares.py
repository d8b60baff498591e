"""What falls to each unit of a target (目标分解到县（市、区）和配合单位), and how far each of them is.

A share never changes what an item has come to: `rules.accepted` counts what was reported, whatever falls to whom.
A unit's share is what it and all that were merged into it were given; one that is no longer on the item has none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from departments.models import Department

from ..models import ProgressUpdate, Responsibility, Target, TargetShare, TargetValue
from ..models.period import spell_period
from ..models.querysets import ProgressUpdateQuerySet
from ..models.target import spell_number, write_amount
from . import figures
from .accepted import Items
from .said import ORIGIN, LastValue, Merged, WordOrigin, in_turn_by, last_value, origin_of

# A rate is no sum of the rates of its parts.
RATES = ("%", "‰")
SMALLEST = Decimal("0.0001")


def can_be_broken_down(target: Target) -> bool:
    """Whether shares of the target add up to it: a count, not one "for each" place, and no rate."""
    return target.number > 0 and not target.per and not target.unit.startswith(RATES)


def goal(target: Target, share: Decimal) -> Target:
    """The target as it is for a unit with that share, not to be saved: every rule for targets holds for it, too."""
    same = {name: getattr(target, name) for name in ("pk", "item_id", "position", "label", "comparator", "unit", "per")}
    return Target(**same, number=share)


def planned_share(planned: Decimal, target: Target, share: Decimal) -> Decimal:
    """What is planned for a unit by the day for which `planned` is the plan of the whole: its share rises along."""
    return planned * share / target.number


def gap(target: Target, numbers: Iterable[Decimal]) -> Decimal:
    """By how much shares come to more than the target, to less below 0; 0 anywhere within a range."""
    total = sum(numbers, figures.NONE)
    top = target.number if target.upper is None else target.upper
    return total - top if total > top else min(figures.NONE, total - target.number)


def spell(number: Decimal | None, unit: str) -> str:
    """A number with its unit of count, "" for None."""
    return "" if number is None else write_amount(number, unit)


def spell_merged(merged: Iterable[tuple[str, Decimal]], unit: str) -> str:
    """What of a value merged units had named [(name, value)]: 含原甲局10个、原乙局5个; "" for nothing."""
    told = [_("formerly %(unit)s %(value)s") % {"unit": name, "value": spell(value, unit)} for name, value in merged]
    return _("with %(units)s") % {"units": "、".join(told)} if told else ""


def spell_last(last: LastValue, unit: str) -> str:
    """A `LastValue` in words, with what of it merged units had said, or whose it was: 30个，含原甲局10个."""
    value, merged = spell(last.value, unit), spell_merged(last.merged, unit)
    if last.former:
        words = {"value": value, "units": "、".join(last.former)}
        return _("%(value)s, reported by %(units)s, responsible before") % words
    return _("%(value)s, %(merged)s") % {"value": value, "merged": merged} if merged else value


def spell_total(target: Target, numbers: Collection[Decimal]) -> str:
    """What shares come to beside the target: 合计9万人，比目标少1万人."""
    difference = gap(target, numbers)
    words = {"total": spell(sum(numbers, figures.NONE), target.unit), "difference": spell(abs(difference), target.unit)}
    if difference > 0:
        return _("Together %(total)s, %(difference)s more than the target") % words
    if difference < 0:
        return _("Together %(total)s, %(difference)s less than the target") % words
    return _("Together %(total)s, as much as the target") % words


def _spell_percent(percent: Decimal | None) -> str:
    return "" if percent is None else f"{spell_number(percent)}%"


def evenly(number: Decimal, count: int) -> list[Decimal]:
    """The number in `count` parts that come to it, as equal as whole ones can be; what is not whole, to four places."""
    step = Decimal(1) if number == number.to_integral_value() else SMALLEST
    part = (number / count).quantize(step, ROUND_DOWN)
    over = int((number - part * count) / step)
    return [part + step if place < over else part for place in range(count)]


@dataclass(frozen=True)
class ShareLine:
    """One unit and its part of a target: its `goal` (None: no share), and the `value` it named last in the `period`.

    `counting` is the target's unit of count; `is_member` says that it stands on the item through a collective.
    `merged` [(name, value)] is what of the value units that were merged into it had named.
    """

    unit: int
    name: str
    counting: str
    is_member: bool = False
    goal: Target | None = None
    value: Decimal | None = None
    period: str = ""
    merged: tuple[tuple[str, Decimal], ...] = ()

    @property
    def value_words(self) -> str:
        return spell(self.value, self.counting)

    @property
    def merged_words(self) -> str:
        """What merged units had named of the value, in words: 含原市民政局10个; "" for nothing."""
        return spell_merged(self.merged, self.counting)

    @property
    def percent(self) -> Decimal | None:
        """How much of its own goal the unit has reached, in percent."""
        return figures.percent_of(self.goal, self.value) if self.goal and self.value is not None else None

    @property
    def percent_words(self) -> str:
        return _spell_percent(self.percent)

    @property
    def is_missing(self) -> bool:
        """It has a share and has named no figure."""
        return self.goal is not None and self.value is None


class Left(NamedTuple):
    """A unit that had a share, in words, and is no longer on the item."""

    name: str
    words: str


@dataclass(frozen=True)
class Breakdown:
    """A target and its shares: a line for each unit that contributes to it, in their order; `left` count no more."""

    target: Target
    lines: tuple[ShareLine, ...]
    left: tuple[Left, ...] = ()

    @property
    def even_lines(self) -> list[ShareLine]:
        """Among whom it is divided evenly: the members of collectives if there are any, else all."""
        return [line for line in self.lines if line.is_member] or list(self.lines)

    @property
    def with_goal(self) -> list[ShareLine]:
        return [line for line in self.lines if line.goal]

    @property
    def total(self) -> Decimal:
        """What the shares come to."""
        return sum((line.goal.number for line in self.lines if line.goal), figures.NONE)

    @property
    def gap(self) -> Decimal:
        return gap(self.target, [self.total])

    @property
    def reason(self) -> str:
        """Why the shares come to something else: what was said of this very difference."""
        return self.target.shares_reason if self.gap and self.gap == self.target.shares_gap else ""

    @property
    def reported(self) -> Decimal | None:
        """What the units with a share have named together; None while nobody has."""
        told = [line.value for line in self.with_goal if line.value is not None]
        return sum(told, figures.NONE) if told else None

    @property
    def percent(self) -> Decimal | None:
        """How much of all shares together that is."""
        return None if self.reported is None else figures.percent_of(goal(self.target, self.total), self.reported)

    @property
    def missing(self) -> list[str]:
        return [line.name for line in self.lines if line.is_missing]

    @property
    def total_words(self) -> str:
        """What the shares come to beside the target, in a sentence."""
        return spell_total(self.target, [self.total])

    @property
    def goals_words(self) -> str:
        return spell(self.total, self.target.unit)

    @property
    def reported_words(self) -> str:
        return spell(self.reported, self.target.unit)

    @property
    def percent_words(self) -> str:
        return _spell_percent(self.percent)


# {target key: {key of the unit that acts today: its share}}
Numbers = dict[int, dict[int, Decimal]]


def breakdowns(
    items: Items, reports: ProgressUpdateQuerySet | None = None, *, whole: bool = False
) -> dict[int, list[Breakdown]]:
    """{item key: [Breakdown]} of the targets of the items, a list or a queryset, that are broken down.

    Figures are those in `reports`, by default the accepted ones. With `whole` also of targets that could be broken
    down. Five queries, one where nothing is broken down.
    """
    rows = Target.objects.filter(item__in=items).order_by("item", "position", "pk")
    if not whole:
        rows = rows.filter(pk__in=TargetShare.objects.in_force().filter(target__item__in=items).values("target"))
    targets = [target for target in rows if can_be_broken_down(target)]
    if not targets:
        return {}
    acting = Department.objects.acting()
    merged = {pk: unit.pk for pk, unit in acting.items()}
    members = _members({target.item_id for target in targets}, merged)
    given, names = _given([target.pk for target in targets], merged)
    told = _told(targets, reports, acting)
    found: dict[int, list[Breakdown]] = defaultdict(list)
    for target in targets:
        own, units = given.get(target.pk, {}), members.get(target.item_id, {})
        lines = tuple(_line(target, unit, *named, own, told) for unit, named in units.items())
        left = tuple(Left(names[unit], spell(number, target.unit)) for unit, number in own.items() if unit not in units)
        found[target.item_id].append(Breakdown(target, lines, left))
    return found


def _line(
    target: Target,
    unit: int,
    name: str,
    is_member: bool,
    own: dict[int, Decimal],
    told: "Told",
) -> ShareLine:
    last = told.get((target.pk, unit))
    share = goal(target, own[unit]) if unit in own else None
    said = (last.value, last.period, last.merged) if last else (None, "", ())
    return ShareLine(unit, name, target.unit, is_member, share, *said)


def _members(items: Collection[int], merged: dict[int, int]) -> dict[int, dict[int, tuple[str, bool]]]:
    """{item key: {unit that contributes to it: (its name, whether through a collective)}}, in the units' order."""
    rows = Responsibility.objects.contributing().filter(item__in=items, issued_on__isnull=False)
    found: dict[int, dict[int, tuple[str, bool]]] = defaultdict(dict)
    rows = rows.order_by("department__position", "department")
    for item, unit, name, via in rows.values_list("item", "department", "department__name", "via"):
        found[item].setdefault(merged.get(unit, unit), (name, via is not None))
    return found


def _given(targets: Collection[int], merged: dict[int, int]) -> tuple[Numbers, dict[int, str]]:
    """(Numbers, {unit: name of one that had the share}) of the targets."""
    rows = TargetShare.objects.in_force().filter(target__in=targets)
    numbers: Numbers = defaultdict(dict)
    names: dict[int, str] = {}
    for target, unit, name, number in rows.values_list("target", "department", "department__name", "number"):
        acting = merged.get(unit, unit)
        names[acting] = name
        numbers[target][acting] = numbers[target].get(acting, figures.NONE) + number
    return numbers, names


# {(target key, unit): what it has named last}
Told = Mapping[tuple[int, int], LastValue]


def _told(targets: Sequence[Target], reports: ProgressUpdateQuerySet | None, merged: Merged) -> Told:
    """What each unit named last, with what counts beside it of those that were merged into it (`said.in_a_sum`)."""
    if reports is None:
        reports = ProgressUpdate.objects.filter(state=ProgressUpdate.State.ACCEPTED)
    contributed = reports.contributing().filter(item__in={target.item_id for target in targets})
    rows = TargetValue.objects.filter(target__in=targets, update__in=contributed.order_by().values("pk"))
    rows = rows.order_by(*in_turn_by("handed_in_at", "update__"))
    words: dict[tuple[int, int], list[tuple[WordOrigin, tuple[Decimal, str]]]] = defaultdict(list)
    period = ("update__period__rhythm", "update__period__start_on", "update__period__end_on")
    behind = [f"update__{name}" for name in ("department", *ORIGIN)]
    for target, value, rhythm, start_on, end_on, unit, *rest in rows.values_list("target", "value", *period, *behind):
        if target is not None:
            word = (value, spell_period(rhythm, start_on, end_on))
            acting = merged[unit].pk if unit in merged else unit
            words[target, acting].append((origin_of(merged, unit, *rest), word))
    return {key: last_value(told) for key, told in words.items()}


def goals_by_unit(*items: int) -> dict[int, dict[int, Target]]:
    """{unit: {target key: its goal}} on the items (keys), also by units that were merged; two queries."""
    rows = TargetShare.objects.in_force().filter(target__item__in=items)
    shares = list(rows.select_related("target").order_by("target__item", "target__position", "target"))
    if not shares:
        return {}
    merged = {pk: acting.pk for pk, acting in Department.objects.acting().items()}
    found: dict[int, dict[int, Target]] = defaultdict(dict)
    for share in shares:
        of_unit = found[merged.get(share.department_id, share.department_id)]
        before = of_unit[share.target_id].number if share.target_id in of_unit else figures.NONE
        of_unit[share.target_id] = goal(share.target, before + share.number)
    # Who reported before it was merged has the goals of its successor.
    return {**found, **{gone: found[unit] for gone, unit in merged.items() if unit in found}}


def own_goals(updates: Collection[ProgressUpdate]) -> dict[int, dict[int, Target]]:
    """{update key: {target key: the goal of its unit}} of the updates that report a part of the whole; two queries."""
    asked = [update for update in updates if update.is_contribution]
    goals = goals_by_unit(*{update.item_id for update in asked}) if asked else {}
    return {
        update.pk: {pk: one for pk, one in goals.get(update.department_id, {}).items() if one.item_id == update.item_id}
        for update in asked
    }
