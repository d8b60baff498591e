"""The completion that a unit judges itself (完成比例): last time's, and what stands while a report names none.

As `last_words` has it of targets: the last word on the same duty, or what others who steered the item left to it.
"""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from departments.models import Department

from ..models import ProgressUpdate, TargetValue
from ..models.period import spell_period
from . import figures
from .accepted import accounts, in_turn
from .last_words import ReportDuty, acting, duty_of, left_by_others, names_of_periods, standing_values_of
from .said import LastValue, Verified, Word


def judging(updates: Collection[ProgressUpdate]) -> list[ProgressUpdate]:
    """Those of the updates whose unit judges a completion of its own: nothing of its words is counted on the item.

    Neither the update nor what accepted reports leave standing beside it gives a figure that comes to a percentage: the
    item has no target, none but such "for each" place, or none that ever had a figure. A part judges none. Items with
    their targets and periods at hand; as many queries as `standing_values_of` and one, none where nothing is to count.
    """
    own = [update for update in updates if not update.is_part]
    promising = [update for update in own if not all(target.per for target in update.item.targets.all())]
    values: dict[int, dict[int, Decimal]] = {pk: {} for pk in (update.pk for update in promising)}
    standing = standing_values_of(promising)
    rows = TargetValue.objects.filter(update__in=values, target__isnull=False) if values else TargetValue.objects.none()
    for pk, target, value in rows.values_list("update", "target", "value"):
        values[pk][target] = value
    counted = set()
    for update in promising:
        known = {pk: one.value for pk, one in standing[update.pk].items()} | values[update.pk]
        pairs = [(target, known.get(target.pk)) for target in update.item.targets.all()]
        if figures.completion_of_own(pairs) is not None:
            counted.add(update.pk)
    return [update for update in own if update.pk not in counted]


def last_completion(update: ProgressUpdate) -> LastValue | None:
    """The completion that the unit judged last in a report handed in before the update's period; None where none.

    Of a unit that steers the item what others left to it, if that is newer. None, too, where it judges none.
    """
    return last_completions([update]).get(update.pk)


def last_completions(updates: Collection[ProgressUpdate]) -> dict[int, LastValue]:
    """{update key: its `last_completion`} of any number of updates, with item, its targets and period at hand.

    Two queries; more where others had steered the items before or targets are counted (`judging`).
    """
    judged = judging(updates)
    if not judged:
        return {}
    merged = Department.objects.acting()
    until = max(update.period.end_on for update in judged)
    rows = ProgressUpdate.objects.filter(
        item__in={update.item_id for update in judged},
        state__in=ProgressUpdate.HANDED_IN,
        period__end_on__lt=until,
        completion__isnull=False,
    )
    said: dict[ReportDuty, list[LastValue]] = defaultdict(list)
    period = ("period__rhythm", "period__start_on", "period__end_on")
    fields = ("item", "department", "via", "role", "completion", *period)
    for item, unit, via, role, value, *days in in_turn(rows, "handed_in_at").values_list(*fields):
        duty = ReportDuty(item, acting(unit, merged), acting(via, merged), role == ProgressUpdate.Role.SUPPORT)
        said[duty].append(LastValue(value, spell_period(*days), days[-1]))
    left, found = left_by_others(judged, merged), {}
    for update in judged:
        before = [one for one in said[duty_of(update, merged)] if one.end_on < update.period.end_on]
        told = [*before[-1:], *(one for key, one in left.get(update.pk, {}).items() if key is None)]
        if told:
            found[update.pk] = max(told, key=lambda one: one.end_on)
    return found


def standing_completions(updates: Collection[ProgressUpdate]) -> dict[int, LastValue]:
    """{update key: LastValue} of the completion that stands for the unit of each while its report names none.

    The office's own percentage while that stands, else what the unit judged in its last accepted report, else what was
    left to it. Only of updates that are `judging`, with item, its targets and period at hand.
    """
    judged = judging(updates)
    if not judged:
        return {}
    merged = Department.objects.acting()
    told = accounts(list({update.item_id: update.item for update in judged}.values()), merged)
    found: dict[int, tuple[Decimal, Word | Verified, tuple[str, ...]]] = {}
    for update in judged:
        account, unit = told[update.item_id], acting(update.department_id, merged)
        targets = list(update.item.targets.all())
        standing, left = account.standing_for(unit, targets), account.left_to(unit, targets).get(None)
        own = account.said()[None].get(unit)
        if standing is not None:
            names = account.names_gone(account.known[one.unit] for one in standing.by)
            found[update.pk] = (standing.value, standing.by[-1], names)
        elif own is not None:
            found[update.pk] = (own.value, own, ())
        elif left is not None:
            found[update.pk] = (left.value, left.told[-1][1], account.names_gone(who for who, _word in left.told))
    periods = names_of_periods({word.update for _value, word, _names in found.values()})
    return {
        pk: LastValue(value, periods[word.update], word.origin.end_on, former=names)
        for pk, (value, word, names) in found.items()
    }
