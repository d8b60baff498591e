"""The present light of items, read where it is kept beside them; what is out of date there is lit on the spot.

`facts.lights_of` stays the judge: whatever is read here is what it says (`differing` looks). Nothing is written.
"""

import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from ..models import PresentLight, StaleLight, WorkItem
from ..models.querysets import WorkItemQuerySet
from ..rules.accepted import Items
from .facts import lights_of
from .holding import told
from .light import Light, judge
from .records import read
from .rules_in_force import days_of, rules_by


def present_lights(items: Items, *, on: datetime.date) -> dict[int, Light]:
    """{item pk: Light} for the day `on`, which is today, in the order of `items`, as `lights_of` takes and gives them.

    Two queries where nothing is out of date.
    """
    items = list(items)
    keys = [item.pk for item in items]
    kept = PresentLight.objects.filter(_holding(on), item__in=keys).exclude(_changed("item_id"))
    facts = {pk: read(data) for pk, data in kept.values_list("item", "facts")}
    days = days_of([item for item in items if item.pk in facts], on)
    rules = rules_by(days) if days else {}
    lit = lights_of(rest, on=on) if (rest := [item for item in items if item.pk not in facts]) else {}
    return {
        item.pk: judge(facts[item.pk], rules[item.report_id], days[item.report_id])
        if item.pk in facts
        else lit[item.pk]
        for item in items
    }


def lit(
    items: WorkItemQuerySet, *, on: datetime.date, colour: str = "", schedule: str = "", unreported: bool = False
) -> WorkItemQuerySet:
    """Those of the items that have the light, stand so against their plan, or miss a report, on `on`, which is today.

    A query for what is out of date; those are lit as `lights_of` does.
    """
    # The light of an item is of its report: said so that the database can go from reports to lights to items.
    fits = Q(present_light__report=F("report")) if colour or schedule else Q()
    if colour:
        fits &= Q(present_light__colour=colour)
    if schedule:
        fits &= Q(present_light__schedule=schedule)
    if unreported:
        fits &= Q(present_light__is_unreported=True)
    stale = out_of_date(on)
    if not stale:
        return items.filter(fits)
    lights = _lit_anew(items, stale, on)
    found = [
        pk
        for pk, light in lights.items()
        if colour in ("", light.colour) and schedule in ("", light.schedule) and light.is_unreported >= unreported
    ]
    return items.filter(fits & ~Q(pk__in=stale) | Q(pk__in=found))


def coloured(items: WorkItemQuerySet, *, on: datetime.date) -> WorkItemQuerySet:
    """The items with `colour`, that of their light on `on`, which is today.

    A query at once for what is out of date; those are lit as `lights_of` does.
    """
    stale = out_of_date(on)
    lights = _lit_anew(items, stale, on) if stale else {}
    by_colour: dict[str, list[int]] = {}
    for pk, light in lights.items():
        by_colour.setdefault(light.colour, []).append(pk)
    turned = [When(pk__in=keys, then=Value(str(colour))) for colour, keys in by_colour.items()]
    told: WorkItemQuerySet = items.annotate(colour=Case(*turned, default=F("present_light__colour")))
    return told


def _lit_anew(items: WorkItemQuerySet, stale: set[int], on: datetime.date) -> dict[int, Light]:
    """{item pk: Light} of those of the items whose keys are `stale`, by the judge."""
    return lights_of(list(items.filter(pk__in=stale).order_by().for_lights()), on=on)


def closed_short(items: WorkItemQuerySet, *, on: datetime.date) -> WorkItemQuerySet:
    """Those of the items that were closed without their targets, as their light tells on `on`, which is today."""
    completed = items.filter(status=WorkItem.Status.COMPLETED).order_by().for_lights()
    lights = present_lights(list(completed), on=on)
    return items.filter(pk__in=[pk for pk, light in lights.items() if light.facts.is_closed_short])


def out_of_date(on: datetime.date) -> set[int]:
    """The keys of the items whose light of the day is not kept; of items that are no more, too. One query."""
    changed = StaleLight.objects.order_by().values_list("item")
    turned = PresentLight.objects.filter(Q(judged_on__gt=on) | Q(holds_until__lt=on)).order_by().values_list("item")
    return {pk for (pk,) in changed.union(turned)}


def differing(items: Items, *, on: datetime.date) -> list[tuple[int, Light, Light]]:
    """[(item key, the light that is kept, what `lights_of` says)] of those items whose kept light is another."""
    items = list(items)
    kept, right = present_lights(items, on=on), lights_of(items, on=on)
    rows = PresentLight.objects.filter(item__in=items).exclude(item__in=out_of_date(on))
    filtered_by = {row.item_id: (row.colour, row.rule, row.schedule, row.is_unreported) for row in rows}
    return [
        (pk, kept[pk], light)
        for pk, light in right.items()
        if filtered_by.get(pk, told(light)) != told(light) or _all_of(kept[pk]) != _all_of(light)
    ]


def _all_of(light: Light) -> dict[str, object]:
    """What the light says; rules that nobody has set are equal to none."""
    return {name: getattr(light, name) for name in light.__dataclass_fields__ if name != "rules"}


def _holding(on: datetime.date) -> Q:
    return Q(judged_on__lte=on) & (Q(holds_until__isnull=True) | Q(holds_until__gte=on))


def _changed(key: str) -> Exists:
    return Exists(StaleLight.objects.filter(item=OuterRef(key)))
