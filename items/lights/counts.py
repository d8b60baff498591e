"""How many items are lit in which colour, each number with the address of its list."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..models import Colour, LightRules
from ..pages.addresses import list_url
from .light import Light
from .terms import Look, look


@dataclass(frozen=True)
class LightCount:
    """A number of items under one light, with the address of their list."""

    look: Look
    count: int
    url: str


def light_counts(lights: Iterable[Light], **filters: Any) -> list[LightCount]:
    """[LightCount] of the `Light`s, in the order of `Colour`, without the colours that do not occur.

    `filters` go into the addresses of the item list. Each colour looks as the rules of the first such light say.
    """
    counts: Counter[str] = Counter()
    rules: dict[str, LightRules] = {}
    for light in lights:
        counts[light.colour] += 1
        rules.setdefault(light.colour, light.rules)
    return [
        LightCount(look(colour, rules[colour]), counts[colour], list_url(**filters, light=colour.value))
        for colour in Colour
        if counts[colour]
    ]
