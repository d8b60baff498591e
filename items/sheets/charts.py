"""Charts of Excel's own, below the table of a sheet that has their numbers."""

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

from .tables import Table

POINTS_A_CENTIMETRE = 28.35
# Hundredths of a point: readable although the sheet is made to fit the paper, and the names of thirty bars have room.
LABEL_SIZE = 900


def add_bars(
    table: Table,
    parts: Sequence[tuple[str, str]],
    *,
    title: str,
    column: int,
    first: int,
    count: int,
    is_upright: bool = False,
) -> None:
    """A bar for each of `count` rows from the row `first` on, made up of `parts` [(what it is, #rrggbb)].

    The numbers of the first part stand in the `column` (from 1), those of the others beside it; the first column says
    what a bar is of. Upright bars stand beside one another, as months do.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col" if is_upright else "bar", "stacked", 100, 40
    chart.title = title or None
    last = first + count - 1
    for place, (name, colour) in enumerate(parts):
        chart.add_data(Reference(table.sheet, min_col=column + place, min_row=first, max_row=last))
        series = chart.series[-1]
        series.tx = SeriesLabel(v=name)
        series.graphicalProperties.solidFill = colour[1:].upper()
    chart.set_categories(Reference(table.sheet, min_col=1, min_row=first, max_row=last))
    if not is_upright:
        chart.x_axis.scaling.orientation = "maxMin"  # from above, as the table has them
    small = CharacterProperties(sz=LABEL_SIZE)
    chart.x_axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=small), endParaRPr=small)])
    chart.x_axis.tickLblSkip = 1  # else programs leave out every second name
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.number_format = "0"
    chart.legend.position = "b"
    chart.width, chart.height = (24, 9) if is_upright else (30, min(20.0, 4 + 0.55 * count))
    row = table.leave_room(chart.height * POINTS_A_CENTIMETRE + 30)
    table.sheet.add_chart(chart, f"A{row + 1}")
