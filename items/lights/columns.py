"""An item's light in the columns of a sheet: completion, plan, the light and why."""

from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from ..sheets.tables import CENTRED, PERCENT, CellGround, Column
from .light import Light
from .terms import Look

# How much white is mixed into a light's colour for its ground, black for its letters: 4.5:1 at least between them.
_PALE, _DARK = 0.84, 0.3
_DARK_ON_FILL = "#3d2c00"


def light_columns() -> list[Column]:
    """The columns of an item's light, as `light_values` fills them."""
    return [
        Column(_("Completion"), 10, PERCENT),
        Column(_("Planned progress"), 10, PERCENT),
        Column(_("Light"), 12, CENTRED),
        Column(_("Why"), 36),
    ]


def light_values(light: Light | None) -> list[Decimal | str | None]:
    """Completion and planned progress, the light as shape and word, and why; empty without a `Light`."""
    if light is None:
        return [None, None, "", ""]
    return [as_percent(light.completion), as_percent(light.planned), f"{light.shape} {light.word}", light.why]


def as_percent(value: Decimal | None) -> Decimal | None:
    """What a cell in percent holds of the percentage: 33.2 is 0.332."""
    return None if value is None else value / 100


def light_fills(light: Light | None, column: int) -> dict[int, CellGround]:
    """{index of the light's column: its ground}, as `sheets.tables.Table.add` takes it."""
    return {column: ground(light.look)} if light else {}


def ground(look: Look) -> CellGround:
    """How a light stands in a cell: dark letters of its colour on a pale ground of it."""
    return _ground(look.colour, look.fill)


@cache
def _ground(colour: str, fill: str) -> CellGround:
    if fill:
        return CellGround(fill, _DARK_ON_FILL)
    return CellGround(_mixed(colour, 255, _PALE), _mixed(colour, 0, _DARK))


def _mixed(colour: str, other: int, share: float) -> str:
    """The colour (#rrggbb) with so much of a grey in it."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * (1 - share) + other * share):02x}" for part in parts)
