"""How the figures of a curve are written."""

from decimal import Decimal

from items.dashboard.curves import Point

from ..given.factories import day


def test_figures_of_a_curve_are_written_as_everywhere():
    point = Point(day("2011-02-28"), "2月", Decimal("8.60"), Decimal("80.0"))
    assert (point.planned_words, point.actual_words) == ("8.6", "80")
    assert Point(day("2011-02-28"), "2月", None, Decimal(0)).actual_words == "0"
