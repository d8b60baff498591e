"""All requests to close, as `requests.listing` lists what units ask."""

from django.utils.translation import gettext_lazy

from ..models import Closing
from ..requests.listing import ANSWER, ASKED_ON, UNIT, Heading, Kind, day_of
from ..rules.shortfall import spell_shortfall
from ..sheets.tables import DATE
from .requests import spell_figures

CLOSINGS = Kind(
    name="closing",
    model=Closing,
    title=gettext_lazy("Requests to close"),
    empty=gettext_lazy("No unit has asked to close an item yet."),
    unsettled=Closing.UNSETTLED,
    part=lambda row: "closing",
    related=("department", "decided_by"),
    columns=(
        UNIT,
        Heading(gettext_lazy("result"), 36, lambda row: row.result),
        Heading(gettext_lazy("figures reached"), 24, lambda row: spell_figures(row.values)),
        Heading(gettext_lazy("short of"), 36, lambda row: "\n".join(spell_shortfall(row.short))),
        Heading(gettext_lazy("why all the same"), 24, lambda row: row.anyway),
        ASKED_ON,
        ANSWER,
        Heading(gettext_lazy("decided on"), 12, lambda row: day_of(row.decided_at), DATE),
    ),
)
