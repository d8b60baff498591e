"""The plan of an item (逐月推进计划): what is planned by when, and what was reported, month by month.

Numbers of queries are fixed; the lights judge by the same curve (`lights.facts`).
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from ..lights.facts import facts_of
from ..lights.light import planned_percent, planned_value
from ..models import PlannedCurve, Rhythm, Target, WorkItem
from ..models.period import span_of
from ..models.target import whole, write_number
from ..rules import figures
from ..rules.accepted import account

State = PlannedCurve.State
FULL = figures.FULL
ITEM = "item"  # the column of the item's own completion in percent
MONTHLY_UNTIL = 24  # months; a longer plan has a row a quarter


@dataclass(frozen=True)
class PlanColumn:
    """What a column of the plan counts: a target in its own unit, or (`target` None) the item in percent.

    `points` is the curve in force {day: value}, `proposed` the one that waits (None: none does), `final` what is to be
    reached in the end.
    """

    key: str
    label: str
    unit: str
    final: Decimal
    figure: str = ""
    target: Target | None = None
    points: dict = field(default_factory=dict)
    proposed: dict | None = None

    @property
    def is_limit(self):
        return self.target is not None and self.target.comparator == Target.Comparator.AT_MOST

    def spell(self, value):
        """The value without its unit."""
        return "" if value is None else write_number(value, self.unit)

    def spell_planned(self, value):
        """A planned value without its unit."""
        return self.spell(None if value is None else whole(value, self.unit))

    def as_meant(self, day, value):
        """The value typed for the day; where it is what the page shows of the curve in force, the curve's own."""
        point = self.points.get(day)
        return point if point is not None and value == whole(point, self.unit) else value

    def spell_on_line(self, value):
        """A value between two points of a curve, shortened to three digits of what is to be reached."""
        return self.spell(None if value is None else figures.shorten(value, self.final, self.unit))

    def misses(self, points):
        """Whether a curve with these [(day, value)] ends short of what is to be reached, or beyond a limit."""
        if not points:
            return False
        last = max(points)[1]
        return last > self.final if self.is_limit else last < self.final


@dataclass(frozen=True)
class PlanCell:
    """One column on one day: the value planned, the curve's own point there if any, what is proposed and reported."""

    column: PlanColumn
    planned: Decimal
    point: Decimal | None = None
    proposed: Decimal | None = None
    reported: Decimal | None = None

    @property
    def words(self):
        return self.column.spell_on_line(self.planned) if self.point is None else self.column.spell_planned(self.point)

    @property
    def proposed_words(self):
        return self.column.spell_planned(self.proposed)

    @property
    def reported_words(self):
        return self.column.spell(self.reported)

    @property
    def is_short(self):
        """Below the plan, as both are written."""
        if self.reported is None or self.column.is_limit:
            return False
        reported, planned = (
            figures.shorten(one, self.column.final, self.column.unit) for one in (self.reported, self.planned)
        )
        return reported < planned


@dataclass(frozen=True)
class PlanRow:
    """A day of the plan with a cell per column; `is_month` says that it is the last of its month."""

    day: datetime.date
    cells: tuple
    is_month: bool
    is_now: bool = False


@dataclass(frozen=True)
class PlanSheet:
    """The plan of an item on a day. `in_force` and `proposal` are the curves behind it, `earlier` those of before."""

    item: WorkItem
    starts_on: datetime.date
    ends_on: datetime.date
    columns: tuple
    rows: tuple
    in_force: tuple
    proposal: tuple
    earlier: tuple
    milestones: tuple

    @property
    def seen(self):
        return frozenset(curve.pk for curve in (*self.in_force, *self.proposal))

    @property
    def days(self):
        return [row.day for row in self.rows]

    @property
    def grid(self):
        """[(row, [(cell, None)])]: the rows as a form gives them, without fields."""
        return [(row, [(cell, None) for cell in row.cells]) for row in self.rows]

    @property
    def short_of_target(self):
        """The columns whose curve in force does not come to what is to be reached, as long as that can be mended."""
        if not self.item.is_under_way:
            return []
        return [column for column in self.columns if column.misses(list(column.points.items()))]

    @property
    def proposed_short(self):
        return [column for column in self.columns if column.misses(list((column.proposed or {}).items()))]


def plan_sheet(item, *, on, days=()):
    """The plan of the item as it stands on the day `on`, which is today; it has a row for each of the `days`, too."""
    lit = WorkItem.objects.for_lights().get(pk=item.pk)
    facts = facts_of([lit])[item.pk]
    curves = list(
        item.curves.select_related("by", "decided_by", "department", "target").order_by("-at", "target__position", "pk")
    )
    in_force, proposal = _of(curves, State.APPROVED), _of(curves, State.PROPOSED)
    targets = list(item.targets.all())
    columns = _columns(targets, in_force, proposal)
    kept = {*days, *(day for curve in (*in_force, *proposal) for day, _value in curve.dated_points)}
    days = days_of(min(facts.starts_on, datetime.date(item.report.year, 1, 1)), facts.ends_on, kept)
    reported = _reported(item, targets, days)
    present = on if item.is_under_way else None
    return PlanSheet(
        item=item,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        columns=columns,
        rows=tuple(_row(day, days, columns, facts, reported, present) for day in days),
        in_force=in_force,
        proposal=proposal,
        earlier=tuple(curve for curve in curves if curve.state not in (State.APPROVED, State.PROPOSED)),
        milestones=tuple(item.milestones.all()),
    )


def curves_in_force(item):
    """(curves in force, curves proposed) of an item, in the order of its targets, in one query."""
    rows = item.curves.filter(state__in=(State.APPROVED, State.PROPOSED)).select_related("target", "department", "by")
    rows = list(rows.order_by("target__position", "pk"))
    return _of(rows, State.APPROVED), _of(rows, State.PROPOSED)


def _of(curves, state):
    return tuple(curve for curve in curves if curve.state == state)


def _columns(targets, in_force, proposal):
    """The targets that can be planned, then the item in percent. Of a target of zero or less no part can be planned."""
    points = {curve.target_id: dict(curve.dated_points) for curve in in_force}
    proposed = {curve.target_id: dict(curve.dated_points) for curve in proposal}
    columns = [
        PlanColumn(
            key=str(target.pk),
            label=target.label,
            unit=target.unit,
            final=target.number,
            figure=target.figure,
            target=target,
            points=points.get(target.pk, {}),
            proposed=proposed.get(target.pk),
        )
        for target in targets
        if target.number > 0
    ]
    own = PlanColumn(
        ITEM, _("completion in percent"), "%", FULL, points=points.get(None, {}), proposed=proposed.get(None)
    )
    return (*columns, own)


def days_of(starts_on, ends_on, kept=()):
    """The ends of the months from start to end, of quarters in a plan of more than two years; the end; days `kept`."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    step = 1 if months < MONTHLY_UNTIL else 3
    days = {ends_on, *kept}
    for month in range(starts_on.year * 12 + starts_on.month, ends_on.year * 12 + ends_on.month):
        if month % step == 0:
            days.add(month_end(datetime.date((month - 1) // 12, (month - 1) % 12 + 1, 1)))
    return sorted(days)


def month_end(day):
    """The last day of the month."""
    return span_of(Rhythm.MONTH, day)[1]


def _row(day, days, columns, facts, reported, on):
    progress = {one.target: one for one in facts.targets}
    cells = []
    for column in columns:
        if column.target is None:
            planned = planned_percent(facts, day)
        else:
            planned = planned_value(facts, progress[column.target.pk], day)
        cells.append(
            PlanCell(
                column=column,
                planned=planned,
                point=column.points.get(day),
                proposed=(column.proposed or {}).get(day),
                reported=reported[day].get(column.key),
            )
        )
    before = max((other for other in days if other < day), default=datetime.date.min)
    is_now = on is not None and before < on <= day
    return PlanRow(day, tuple(cells), is_month=day == month_end(day), is_now=is_now)


def _reported(item, targets, days):
    """{day: {column's key: value}} by accepted reports of the periods that end by the day and after the one before."""
    until = [*days[:-1], datetime.date.max]  # what is reported after the end belongs to the end
    told, found = account(item), {day: {} for day in days}
    for place in sorted({next(place for place, day in enumerate(until) if end_on <= day) for end_on in told.ends}):
        amounts = told.amounts(targets, until[place])
        values = {str(pk): amount.value for pk, amount in amounts.items()}
        values[ITEM] = told.completion(targets, until[place])
        found[days[place]] = {key: value for key, value in values.items() if value is not None}
    return found
