"""Charts of Excel's own, drawn from the rows of a table above them."""

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import SeriesLabel

POINTS_A_CENTIMETRE = 28.35


def add_bars(table, title, *, rows, parts, column):
    """Add below the table a lying bar for each of its `rows` (the first one, how many), named by the first column.

    `parts` [(words, #rrggbb)] are what a bar is made up of, in the columns from number `column` on.
    """
    sheet, (first, count) = table.sheet, rows
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    chart.title = title
    last = first + count - 1
    for place, (words, colour) in enumerate(parts):
        chart.add_data(Reference(sheet, min_col=column + place, min_row=first, max_row=last), titles_from_data=False)
        one = chart.series[-1]
        one.tx = SeriesLabel(v=words)
        one.graphicalProperties.solidFill = colour[1:].upper()
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"  # from above, as the table has them
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.number_format = "0"
    chart.legend.position = "b"
    chart.width, chart.height = 30, min(20.0, 4 + 0.55 * count)
    row = table.leave_room(chart.height * POINTS_A_CENTIMETRE + 30)
    sheet.add_chart(chart, f"A{row + 1}")
