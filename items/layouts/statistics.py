"""The sheet of counts (统计): lights by chapter and by unit, statuses, roles, each with a chart of Excel's own."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from ..lights.columns import bar_part
from ..models import Colour, Responsibility, WorkItem
from ..sheets.charts import add_bars
from ..sheets.tables import COUNT, Column
from .groups import count_colours, grouped
from .shipped import CHAPTER, SHEETS, STATISTICS

Role = Responsibility.Role
Status = WorkItem.Status
# A chart of more units has no room for their names on paper; the table above it has them all.
MOST_BARS = 30


@dataclass
class StatisticsLine:
    """A unit's or chapter's numbers of items by role, status and light; `items` is all of them."""

    name: str
    roles: dict = field(default_factory=dict)
    statuses: dict = field(default_factory=dict)
    colours: Counter = field(default_factory=Counter)
    items: int = 0

    def add(self, role, status, colour, count):
        # A unit stands on an item once (constraint responsibility_once), so every count is of items.
        self.roles[role] = self.roles.get(role, 0) + count
        self.statuses[status] = self.statuses.get(status, 0) + count
        self.colours[colour] += count
        self.items += count

    def values(self, *, with_roles=True):
        roles = [self.roles.get(role, 0) if with_roles else None for role in Role]
        statuses = [self.statuses.get(status, 0) for status in Status]
        return [self.name, self.items, *(self.colours[colour] for colour in Colour), *statuses, *roles]


def unit_lines(lit):
    """One `StatisticsLine` per unit that stands on any of the items (`groups.chosen`), in the units' order.

    Members reached through a collective have lines of their own beside the collective's.
    """
    key = ("responsibilities__department", "responsibilities__department__name")
    rows = lit.filter(responsibilities__isnull=False).order_by("responsibilities__department__position", key[0])
    told = rows.values_list(*key, "responsibilities__role", "status", "colour").annotate(count=Count("pk"))
    lines = {}
    for pk, name, *counted in told:
        lines.setdefault(pk, StatisticsLine(name)).add(*counted)
    return list(lines.values())


def chapter_lines(lit):
    """One `StatisticsLine` per chapter with items, in the order of the reports."""
    found = grouped(lit, CHAPTER)
    counts = lit.order_by().values_list("report_id", "chapter_id", "status").annotate(count=Count("pk"))
    statuses = {}
    for *key, status, count in counts:
        statuses.setdefault(tuple(key), {})[status] = count
    first = {}
    for place, (key, _item) in enumerate(found.keys()):
        first.setdefault(key, place)
    return [
        StatisticsLine(group.name, {}, statuses[key], group.colours, group.total)
        for key, group in sorted(found.groups.items(), key=lambda pair: first[pair[0]])
    ]


def total_line(lit):
    """The items themselves, each counted once; under a role, those where any unit stands in it."""
    rows = lit.filter(responsibilities__isnull=False).order_by().values_list("responsibilities__role")
    roles = dict(rows.annotate(count=Count("pk", distinct=True)))
    statuses = dict(lit.order_by().values_list("status").annotate(count=Count("pk")))
    name = _("Total (each item counted once)")
    return StatisticsLine(name, roles, statuses, count_colours(lit), sum(statuses.values()))


def add_statistics(new_table, counts, *, heading, looks):
    """Add the sheet of the `counts`, the lines of chapters, those of units, and the total.

    `heading` gives its title and lines, `looks` {colour: Look} the words of the lights.
    """
    explanation = _(
        "An item counts for every department that stands on it; an item of a collective counts for the collective "
        "and for each of its members. The lines therefore add up to more than the total."
    )
    columns = [
        Column(_("Chapter or unit"), 40),
        Column(_("Total"), 9, COUNT),
        *(Column(f"{looks[colour].shape}\n{looks[colour].word}", 10, COUNT) for colour in Colour),
        *(Column(choice.label, 11, COUNT) for choices in (Status, Role) for choice in choices),
    ]
    heading = {**heading, "lines": [*heading["lines"], explanation]}
    table = new_table(name=str(SHEETS[STATISTICS]), columns=columns, is_sorted=False, **heading)

    def chart(title, first, count):
        parts = [bar_part(looks[colour]) for colour in Colour]
        add_bars(table, parts, title=title, column=3, first=first, count=count)

    chapters, units, total = counts
    if chapters:
        table.add_band(_("By chapter"))
        first = table.next_row
        for line in chapters:
            table.add(line.values(with_roles=False))
        table.add_total(total.values(with_roles=False))
        chart(_("Lights by chapter"), first, len(chapters))
    table.add_band(_("By unit"))
    first = table.next_row
    for line in units:
        table.add(line.values())
    table.add_total(total.values())
    if units:
        title = _("Lights by unit")
        if len(units) > MOST_BARS:
            title = _("Lights by unit: the first %(shown)s of %(all)s") % {"shown": MOST_BARS, "all": len(units)}
        chart(title, first, min(len(units), MOST_BARS))
