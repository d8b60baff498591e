"""From cumulative values to percent: what a target is worth that has been reached in part."""

from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from ..models import Target
from ..models.target import whole

FULL, NONE = Decimal(100), Decimal(0)
TENTH = Decimal("0.1")


def percent_of(target: Target, value: Decimal) -> Decimal | None:
    """How much of the target the value is, in percent with one place, never below 0.

    100 and more only where it is reached. A target that is a limit (≤) is kept fully as long as the value stays within
    it. None where the target is zero and so cannot be divided by; one below zero is reached or not. None, too, where
    it is to hold "for each" place: one number, be it a count over all places or of one, does not tell of each.
    """
    if target.per:
        return None
    if target.comparator == Target.Comparator.AT_MOST:
        limit = target.number if target.upper is None else target.upper
        if value <= limit:
            return FULL
        return _short_of_full(FULL * limit / value) if limit > 0 else NONE
    if target.number == 0:
        return None
    if target.number < 0:
        return FULL if value >= target.number else NONE
    share = max(NONE, FULL * value / target.number)
    return share.quantize(TENTH) if share >= FULL else _short_of_full(share)


def _short_of_full(share: Decimal) -> Decimal:
    """With one place, but never rounded up to what was not reached: 99,960 of 100,000 are 99.9 %."""
    return min(share.quantize(TENTH), FULL - TENTH)


def completion_by(pairs: Iterable[tuple[Target, Decimal | None]]) -> Decimal | None:
    """Completion in percent from [(target, value)]: the mean over the targets, each counted up to 100.

    A target without a value (None) is one on which nobody ever said anything, and counts as 0: what was said about one
    of three targets is no word on the others.
    None without any target that can be divided by.
    """
    shares = [
        percent_of(target, value) if value is not None else (NONE if target.number else None) for target, value in pairs
    ]
    known = [min(FULL, share) for share in shares if share is not None]
    return (sum(known, NONE) / len(known)).quantize(TENTH) if known else None


def completion_of_own(pairs: Iterable[tuple[Target, Decimal | None]], judged: Decimal | None = None) -> Decimal | None:
    """A unit's completion in percent from what stands of its own words on the targets [(target, value or None)].

    Targets "for each" place say nothing about how far the whole is. Where nothing was said about any other target, or
    none of them can be divided by, the unit's own judgement `judged` counts.
    """
    counted = [(target, value) for target, value in pairs if not target.per]
    if all(value is None for _target, value in counted):
        return judged
    by_targets = completion_by(counted)
    return judged if by_targets is None else by_targets


def shorten(value: Decimal, final: Decimal, unit: str, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """The planned value to three significant digits of `final`: 24657.5 of 100000 → 25000, 7.397 of 30公里 → 7.4.

    Of a `unit` that has no parts it is whole (`models.target.whole`): 7.397 of 30座 → 7.
    """
    if value == final or final <= 0:
        return value
    return whole(value, unit).quantize(Decimal(1).scaleb(final.adjusted() - 2), rounding).normalize() + 0


def mean(shares: Collection[Decimal]) -> Decimal | None:
    """The mean of percentages with one place; None for none."""
    return (sum(shares, NONE) / len(shares)).quantize(TENTH) if shares else None


def mean_of_units(shares: Collection[Decimal | None]) -> Decimal | None:
    """The mean over units side by side, one without a word (None) counting as 0; None where nobody said anything."""
    if all(share is None for share in shares):
        return None
    return mean([NONE if share is None else share for share in shares])
