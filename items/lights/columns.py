"""An item's light in the columns of a sheet: completion, plan, the light and why."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ..sheets.tables import CENTRED, Column
from .light import Light


def light_columns() -> list[Column]:
    """The columns of an item's light, as `light_values` fills them."""
    return [
        Column(_("Completion (%)"), 13, CENTRED),
        Column(_("Planned progress (%)"), 13, CENTRED),
        Column(_("Light"), 11, CENTRED),
        Column(_("Why"), 36),
    ]


def light_values(light: Light | None) -> list[Decimal | str | None]:
    """Completion and planned progress in percent, the light as shape and word, and why; empty without a `Light`."""
    if light is None:
        return [None, None, "", ""]
    return [light.completion, light.planned, f"{light.shape} {light.word}", light.why]


def light_fills(light: Light | None, column: int) -> dict[int, str]:
    """{index of the light's column: its ground}, as `sheets.tables.Table.add` takes it."""
    return {column: light.look.fill} if light and light.look.fill else {}
