"""Lights as a chart of Excel's own, below the table of a sheet that has their numbers."""

from collections.abc import Mapping, Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import SeriesLabel

from ..models import Colour
from ..sheets.tables import Table
from .terms import Look

POINTS_A_CENTIMETRE = 28.35


def add_lights_chart(
    table: Table,
    colours: Sequence[Colour],
    looks: Mapping[Colour, Look],
    *,
    title: str,
    column: int,
    first: int,
    count: int,
    is_upright: bool = False,
) -> None:
    """A bar for each of `count` rows from the row `first` on, its parts the lights, of which the first stands in the
    `column` (from 1); the first column says what a bar is of. Upright bars stand beside one another, as months do.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col" if is_upright else "bar", "stacked", 100, 40
    chart.title = title
    last = first + count - 1
    for place, colour in enumerate(colours):
        series = Reference(table.sheet, min_col=column + place, min_row=first, max_row=last)
        chart.add_data(series, titles_from_data=False)
        one = chart.series[-1]
        one.tx = SeriesLabel(v=looks[colour].word)
        one.graphicalProperties.solidFill = (looks[colour].fill or looks[colour].colour)[1:].upper()
    chart.set_categories(Reference(table.sheet, min_col=1, min_row=first, max_row=last))
    if not is_upright:
        chart.x_axis.scaling.orientation = "maxMin"  # from above, as the table has them
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.number_format = "0"
    chart.legend.position = "b"
    chart.width, chart.height = (24, 9) if is_upright else (30, min(20.0, 4 + 0.55 * count))
    row = table.leave_room(chart.height * POINTS_A_CENTIMETRE + 30)
    table.sheet.add_chart(chart, f"A{row + 1}")
