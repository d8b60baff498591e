"""Planned curves of the cast's items, set by the office or proposed by a unit."""

from items.models import WorkItem
from items.plans.planning import Plan, curve_keys, propose_curve, set_curve

from .factories import day
from .together import moment

START = day("2011-01-01")
AT = moment("2011-03-05")


def plan_of(points, *, target=None, starts_on=START):
    """A `Plan` of one curve: `points` is {"2011-06-30": 40, …}."""
    return Plan(starts_on, {target and target.pk: [(day(when), value) for when, value in points.items()]})


def known(item):
    """What a person knows who has just opened the plan of the item."""
    return {"version": WorkItem.objects.get(pk=item.pk).version, "seen": curve_keys(item)}


def proposed(item, points=None, *, by, target=None, at=AT, reason="按季度推进"):
    """The curve that `by` proposes, by default 40% at the end of June."""
    plan = plan_of(points or {"2011-06-30": 40}, target=target)
    return propose_curve(item, by=by, at=at, plan=plan, reason=reason, **known(item))[0]


def in_force(item, points, *, by, target=None, at=AT, starts_on=START):
    """The curve that the office puts in force."""
    plan = plan_of(points, target=target, starts_on=starts_on)
    return set_curve(item, by=by, at=at, plan=plan, reason="经会议研究", **known(item))[0]
