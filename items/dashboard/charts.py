"""What the charts draw, in the form that static/js/charts.js describes; tables on the pages have the same figures."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..lights.terms import look
from ..models import Colour
from ..pages.addresses import address
from .breakdowns import LIT


@dataclass(frozen=True)
class Chart:
    """What templates/includes/_chart.html needs."""

    key: str
    title: str
    hint: str
    url: str


def charts_of(scope):
    """{key: Chart} of the dashboard."""
    told = {
        "trend": (
            _("Lights by month"),
            _("Items by light at the end of each month as recorded then, the latest state last."),
        ),
        "heat": (
            _("Units by month"),
            _(
                "The worst light among the items that a unit leads or is responsible for, and how many have it; "
                "nothing where it leads none, or none was counted or recorded."
            ),
        ),
    }
    return {key: Chart(key, title, hint, scope.address(f"chart_{key}")) for key, (title, hint) in told.items()}


def chart_of_curve(key, found, report):
    return Chart(
        "curve",
        f"{found.item.display_number} {found.label}",
        _("Cumulative values by month: dashed as planned, solid as reported and accepted."),
        address("chart_curve", report=report, of=key),
    )


def _series(looks):
    return [{"key": colour.value, **_drawn(looks[colour])} for colour in LIT]


def _drawn(shown):
    """A light as an area: its ground inside its colour, or all in its colour."""
    drawn = {"name": shown.word, "shape": shown.shape, "colour": shown.fill or shown.colour}
    return drawn | {"edge": shown.colour} if shown.fill else drawn


def trend(past, looks, *, on):
    """The lights by month, stacked."""
    series = _series(looks)
    for place, one in enumerate(series):
        one["values"] = [cells[place].count for _month, cells in past.trend]
        one["urls"] = [cells[place].url if cells[place].count else None for _month, cells in past.trend]
    return {
        "kind": "stacked",
        "title": _("Lights by month"),
        "date": on.isoformat(),
        "unit": _("items"),
        "categories": [month.label for month in past.months],
        "series": series,
    }


def heat(past, looks, *, on):
    """Units × months: in every cell the worst light and how many items have it."""
    cells = [
        {
            "x": x,
            "y": y,
            "key": mark.colour.value,
            "text": f"{looks[mark.colour].shape} {mark.count}",
            "hint": spell_tally(mark.tally, looks),
            "url": mark.url,
        }
        for y, line in enumerate(past.heat_lines)
        for x, mark in enumerate(line.marks)
        if mark
    ]
    return {
        "kind": "heat",
        "title": _("Units by month"),
        "date": on.isoformat(),
        "unit": "",
        "categories": [month.label for month in past.months],
        "rows": [line.unit for line in past.heat_lines],
        "series": _series(looks),
        "cells": cells,
    }


def spell_tally(tally, looks):
    """All lights of a cell in words: "■ 严重滞后 1、● 正常 4"."""
    return "、".join(f"{looks[one].shape} {looks[one].word} {tally[one]}" for one in LIT if tally[one])


def curve(found, *, on):
    """Plan and actual of a `curves.Curve`."""
    blue, grey = look(Colour.BLUE), look(Colour.GREY)
    return {
        "kind": "curve",
        "title": f"{found.item.display_number} {found.label}",
        "date": on.isoformat(),
        "unit": found.unit,
        "categories": [point.label for point in found.points],
        "target": {"name": _("target"), "value": _number(found.aim)},
        "series": [
            {
                "key": "planned",
                "name": _("Planned"),
                "shape": grey.shape,
                "colour": grey.colour,
                "dashed": True,
                "values": [_number(point.planned) for point in found.points],
            },
            {
                "key": "reached",
                "name": _("Reached"),
                "shape": blue.shape,
                "colour": blue.colour,
                "values": [_number(point.actual) for point in found.points],
            },
        ],
    }


def _number(value):
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
