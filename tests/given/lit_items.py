"""What the tests of the lights are made of: facts of an item of a hundred days, and reports, plans of real items.

The hundred days begin on 1 January 2011, so that a day more is a point more of the plan; reports were due on the 50th,
when half is planned, and `TODAY` is the day after.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

import items.lights.facts
from items.lights.light import judge
from items.lights.terms import DuePeriod, Facts, TargetProgress, UnitReport
from items.models import LightRules, TargetValue, WorkItem

from .factories import day
from .opened_rounds import State, put, update_of
from .together import moment

START, END = day("2011-01-01"), day("2011-04-10")
TODAY = day("2011-02-20")


def on_day(number):
    """The day on which the item is so many days old, and so many percent are planned."""
    return START + datetime.timedelta(days=number - 1)


def line(unit="市民政局", **fields):
    """A report handed in some days before it was due."""
    return UnitReport(**{"unit": unit, "handed_in_on": on_day(45), **fields})


def silent(unit="市民政局", **fields):
    return line(unit, handed_in_on=None, **fields)


def due(number=50, *lines):
    """A period due on the day of this number; with a report in time by default."""
    return DuePeriod(f"month {number}", on_day(number), lines or (line(),))


def target(value=None, percent=None, **fields):
    """A target of 100 beds, of which `value` stand; so the percent is the same."""
    value = None if value is None else Decimal(value)
    percent = value if percent is None else Decimal(percent)
    values = {"target": 1, "label": "养老床位", "figure": "100张", "unit": "张", "number": Decimal(100)}
    return TargetProgress(**{**values, "value": value, "percent": percent, **fields})


def facts(completion=None, *, periods=None, **fields):
    """An issued item in work with a single report in time, by default without targets and without a deadline."""
    values = {"status": "in_progress", "starts_on": START, "ends_on": END, "issued_on": START}
    values["completion"] = None if completion is None else Decimal(completion)
    values["periods"] = (due(50),) if periods is None else tuple(periods)
    return Facts(**{**values, **fields})


def measured(completion=None, **fields):
    """The same with targets or milestones behind its completion."""
    return replace(facts(completion, **fields), is_measured=True)


def lit(facts, on=TODAY, **rules):
    return judge(facts, LightRules(**rules), on)


def facts_of(item):
    """The facts of a real item as they are now."""
    return items.lights.facts.facts_of(list(WorkItem.objects.filter(pk=item.pk).for_lights()))[item.pk]


def light_of(item, on):
    return items.lights.facts.lights_of(list(WorkItem.objects.filter(pk=item.pk).for_lights()), on=on)[item.pk]


def tell(cast, period, item, unit, values=None, *, state=State.ACCEPTED, **fields):
    """The unit's report on the item in the state, naming {target: value}."""
    update = put(update_of(period, item, unit), state, by=cast.liaison, office=cast.supervisor, **fields)
    for target, value in (values or {}).items():
        TargetValue.objects.create(update=update, target=target, label=target.label, value=Decimal(value))
    return update


def curve(cast, item, points, target=None, starts_on="2011-01-01", state="approved"):
    """A planned curve of the item or its target, set by the office in February 2011; points as the row has them."""
    return item.curves.create(
        target=target,
        starts_on=day(starts_on),
        points=points,
        state=state,
        by=cast.supervisor,
        at=moment("2011-02-02"),
        decided_by=cast.supervisor,
        decided_at=moment("2011-02-02"),
    )
