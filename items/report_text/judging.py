"""Whether a number of an item's text may be a target, by its unit and the words around it."""

from decimal import Decimal

from . import target_sizes
from . import target_wording as wording
from .policy_wording import names_rate
from .quantities import Quantity

YES, NO, UNSURE = "yes", "no", "unsure"
# A larger or finer number is no figure of a report but a code.
_LARGEST, _DECIMALS = 10**13, 4
_SIZES = ("元", "亩", "公里", "平方米", "吨")


def is_code(number: Decimal | int) -> bool:
    """Whether a number is too large or too fine for a figure of a report."""
    return number >= _LARGEST or number != round(number, _DECIMALS)


def judge(quantity: Quantity, before: str, after: str) -> str:
    """Whether a quantity may be a target, by itself and the words around it."""
    if wording.is_no_promise(before, after):
        return NO
    if any(is_code(number) for number in (quantity.number, quantity.upper or 0)):
        return UNSURE
    promised = wording.compared(before) in (">=", "<=") or wording.has_verb_at_end(before)
    if names_rate(quantity, before):
        return UNSURE
    if quantity.kind == "open":
        limits = quantity.has_suffix or wording.compared(before) == ">="
        if limits and quantity.unit in _SIZES and not _ends_or_acts(after):
            return NO  # 亿元以上重点项目120个, 超亿元企业12家
        is_share = not quantity.unit and not before.strip()  # 三分之二的村…
        return UNSURE if promised or is_share else NO
    if quantity.kind == "bare":
        stands_alone = quantity.is_scaled or not after.strip()
        return UNSURE if stands_alone and (promised or wording.verb_of(before)) else NO
    if quantity.unit in ("米", "公里") and target_sizes.is_reach(after):
        return NO
    if quantity.unit == "千伏" and not wording.compared(before):
        return NO  # 110千伏输变电工程, 500千伏和220千伏线路
    if quantity.is_noun_counted and not quantity.is_scaled:
        return UNSURE if promised else NO
    if quantity.kind == "timed":
        if wording.is_time_target(before):
            # 扩大到16—24岁青年 says whom.
            return YES if quantity.unit != "岁" or wording.ENDS.match(after) else NO
        return UNSURE if wording.is_time_limit(quantity, after) else NO
    if quantity.is_spelt and quantity.number == 1 and not wording.counts_one(before, quantity.unit):
        return NO
    if wording.qualifies(after):
        is_share = quantity.unit == "%" and (promised or wording.skip_lead(before, deeds=True).end == len(before))
        return YES if is_share or (promised and quantity.kind == "counted") else NO
    is_size = quantity.kind != "counted" or target_sizes.sizes_what_follows(quantity.unit, after)
    if quantity.has_suffix and is_size and not _ends_or_acts(after):
        return NO
    return YES


def _ends_or_acts(after: str) -> bool:
    """Whether a number ends what it says: nothing stands behind it, or a further deed, but nothing of that size."""
    return wording.ENDS.match(after) is not None or wording.begins_with_verb(after)
