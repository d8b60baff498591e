"""How items go: how much of an item and of each target is done on a day."""

import datetime
import enum
from decimal import Decimal

from ..models import Target


class Course(enum.Enum):
    EARLY = "early"
    AHEAD = "ahead"
    STEADY = "steady"
    BEHIND = "behind"
    STALLED = "stalled"


# How fast, and how far at most, as a share of the time until the first deadline and of the item.
SPEED = {
    Course.EARLY: (1.65, 1),
    Course.AHEAD: (1.18, 1),
    Course.STEADY: (1.04, 1),
    Course.BEHIND: (0.72, 1),
    Course.STALLED: (0.9, 0.34),
}
SHARES = {Course.AHEAD: 12, Course.STEADY: 76, Course.BEHIND: 9, Course.STALLED: 3}
SLOW = (Course.BEHIND, Course.STALLED)
# At the limit from the start: the value of a target that must not be exceeded.
WITHIN_LIMIT = Decimal("0.9")


def course_of(chance, item, story):
    """The item's course: the story's, or by chance."""
    told = story["courses"].get(str(item.number))
    if told:
        return Course(told)
    return chance.of("course", item.number).choices(list(SHARES), weights=SHARES.values())[0]


def share_done(chance, course, update, on):
    """How much of its duty on the item the unit has done on the day, 0 to 1; never less than on an earlier day."""
    start, days = _pace(chance, course, update)
    return max(0.0, min(SPEED[course][1], (on - start).days / days))


def day_of(chance, course, update, share):
    """The day on which the unit has done this share, None if it never comes so far."""
    start, days = _pace(chance, course, update)
    return start + datetime.timedelta(days=round(days * share)) if share <= SPEED[course][1] else None


def _pace(chance, course, update):
    """(day on which the unit begins, days that it would need for the whole)."""
    item = update.item
    start = datetime.date(item.report.year, 1, 1)
    time = ((item.original_due_on or item.due_on) - start).days
    rng = chance.of("speed", item.number, update.department.name)
    own = rng.uniform(0.97, 1.05) if update.via_id is None else rng.uniform(0.85, 1.12)
    return start, time / (SPEED[course][0] * own)


def values_of(chance, update, share, members):
    """{Target: cumulative value} that the unit reports.

    A member of a collective reports its part of the whole, `members` being how many units share it; supporting units
    of their own name report none.
    """
    targets = [target for target in update.item.targets.all() if update.via_id is None or not target.per]
    if update.via_id is None and update.is_part:
        return {}
    return {target: _value(chance, target, update, share, members) for target in targets}


def _value(chance, target, update, share, members):
    if target.comparator == Target.Comparator.AT_MOST:
        return target.number * WITHIN_LIMIT
    whole = target.number
    if update.via_id is not None:
        weight = chance.of("weight", target.label, update.department.name).uniform(0.8, 1.2)
        whole = target.number * Decimal(str(round(weight / members, 4)))
    done = whole * Decimal(str(round(share, 4)))
    places = Decimal(1) if target.number == target.number.to_integral_value() else Decimal("0.1")
    return (done // places) * places
