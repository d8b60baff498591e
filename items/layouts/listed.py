"""The items of a workbook as they are now; `then_listed.ListedThen` gives those of a day that is over likewise."""

from ..lights.rules_in_force import rules_on
from ..lights.terms import look
from ..models import Colour
from .groups import chosen, grouped, narrowed, ordered
from .lines import LineReader
from .share_sheet import add_shares
from .statistics import chapter_lines, total_line, unit_lines


class ItemsNow:
    """The `items`, a WorkItemQuerySet, in the order of a layout; their lights are those of `on`, which is today."""

    def __init__(self, items, spec, *, on):
        self._items, self._on = items, on
        self._lit = ordered(chosen(items, spec.only, on=on), spec.sort)

    def looks(self):
        """{colour: Look} under the rules of the newest report among the items."""
        newest = self._lit.order_by("-report__year", "-report_id").values_list("report", flat=True).first()
        return looks_by(newest and rules_on([newest], self._on)[newest])

    def grouped(self, group):
        """`groups.Grouped` of the items."""
        return grouped(self._lit, group)

    def count(self, only):
        """How many of the items a sheet shows that has `only` these."""
        return narrowed(self._lit, only).count()

    def reader(self, reads):
        """What reads their lines, with what `reads` names."""
        return LineReader(self._lit, on=self._on, reads=reads)

    def counts(self):
        """([`statistics.StatisticsLine` a chapter], [one a unit], the total)."""
        return chapter_lines(self._lit), unit_lines(self._lit), total_line(self._lit)

    def add_shares(self, new_table, *, heading):
        """Add the sheet of what falls to each unit of a target."""
        add_shares(new_table, self._items, heading=heading)


def looks_by(rules):
    """{colour: Look} under the rules, or by default where these are None."""
    return {colour: look(colour, rules) for colour in Colour}
