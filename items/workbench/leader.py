"""What a city leader looks at first: three numbers, and the items that press, each with a sentence and its lead."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, When
from django.utils.translation import gettext as _

from departments.models import User

from ..lights.light import Light
from ..lights.present import coloured, present_lights
from ..lights.records import lit_since
from ..models import Colour, WorkItem
from ..models.querysets import WorkItemQuerySet
from ..pages.addresses import LinkedCount, list_url
from ..rules.accepted import signed_name
from ..rules.asking import asking, with_asking
from ..rules.portfolio import charge_of

# As many as fit on one screen.
SHOWN = 5


@dataclass(frozen=True)
class PressingCard:
    """An item that presses: its light with the reason, since when it is so, what a unit asks a leader, and whose it is.

    `asked` is "" where no unit asks for a decision.
    """

    item: Any  # WorkItem with its `direct_responsibilities`
    light: Light
    asked: str
    since: datetime.date | None
    is_own: bool


@dataclass(frozen=True)
class Pressing:
    """The numbers, each of its list, and the first items behind them, those in the leader's charge before others."""

    figures: list[LinkedCount]
    cards: list[PressingCard]


def pressing(items: WorkItemQuerySet, leader: User, *, on: datetime.date, **filters: Any) -> Pressing:
    """What presses among the items, today; `filters` go into the addresses. The numbers are those of the dashboard."""
    rows = coloured(items, on=on).order_by()
    asks = Q(pk__in=asking(items).order_by().values("pk"))
    red, yellow = Q(colour=Colour.RED), Q(colour=Colour.YELLOW)
    counted = {"red": red, "yellow": yellow, "asking": asks}
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in counted.items()})
    first = rows.filter(red | yellow | asks).annotate(
        is_own=Case(When(charge_of(leader), then=1), default=0, output_field=IntegerField()),
        press=Case(When(red, then=0), When(asks, then=1), default=2, output_field=IntegerField()),
    )
    first = first.order_by(
        "-is_own", "press", F("due_on").asc(nulls_last=True), "-report__year", "-report_id", "position"
    )
    keys = dict(first.values_list("pk", "is_own")[:SHOWN])
    lights = [
        LinkedCount(colour.label, counts[colour], list_url(**filters, light=colour.value), colour.value)
        for colour in (Colour.RED, Colour.YELLOW)
    ]
    asking_url = list_url(**filters, asking="on")
    figures = [*lights, LinkedCount(_("Needs a leader's decision"), counts["asking"], asking_url, "asking")]
    return Pressing(figures, _cards(keys, on))


def _cards(keys: dict[int, int], on: datetime.date) -> list[PressingCard]:
    """Of the items, {key: whether it is in the leader's charge}, in their order."""
    rows = with_asking(WorkItem.objects.filter(pk__in=keys).for_lights().with_units()) if keys else ()
    items: dict[int, Any] = {item.pk: item for item in rows}
    lights = present_lights(items.values(), on=on) if items else {}
    since = lit_since(lights, on=on)
    return [
        PressingCard(items[key], lights[key], _asked(items[key]), since.get(key), bool(is_own))
        for key, is_own in keys.items()
        if key in items
    ]


def _asked(item: Any) -> str:
    """Who asks a leader for a decision on an open item, on what problem; "" for nobody."""
    if not (item.asking_unit and item.is_open):
        return ""
    asked = {"who": signed_name(item.asking_unit, item.asking_merged), "text": item.asking_words}
    return (_("%(who)s: %(text)s") if item.asking_words else _("%(who)s asks for a leader's decision.")) % asked
