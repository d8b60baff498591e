"""A unit's page (责任单位): its duties and their lights, how timely it reports, who waits for whom."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from departments.models import Department

from ..ledger.rows import item_rows
from ..lights.counts import light_counts
from ..lights.present import present_lights
from ..models import ProgressUpdate, ReportingPeriod, Responsibility, WorkItem, WorkReport
from ..pages.addresses import LinkedCount, address, list_url
from ..pages.reports import among
from ..rounds import roll_call
from ..rounds.words import SILENT, WORDS
from .waiting import owed_by, waits_of

Timing = ProgressUpdate.Timing
Role = Responsibility.Role
ITEMS_SHOWN = 15
# Each year brings one; the others are found by their names.
REPORTS_SHOWN = 8


@dataclass(frozen=True)
class Duties:
    """The items on which a unit stands in one role, or in any: how many, and how they are lit."""

    figure: LinkedCount
    lights: list


@dataclass(frozen=True)
class Timely:
    """How a unit reported in one period, or in all of them: figures that lead to their lists.

    In a closed period as it was at the closing; `made_up` is what came after it, None in a period that is open.
    `is_over` says that the due day has passed: only then silence is late.
    """

    period: ReportingPeriod | None
    asked: LinkedCount
    on_time: LinkedCount
    late: LinkedCount
    silent: LinkedCount
    made_up: LinkedCount | None = None
    is_over: bool = False

    @property
    def percent(self):
        """How much of what was asked for came on time, in whole percent; None before the due day has passed."""
        return round(100 * self.on_time.count / self.asked.count) if self.is_over else None


@dataclass(frozen=True)
class MemberDuties:
    """A member of a collective: the lights of all its items, and how it reported over the periods if it was asked."""

    department: Department
    duties: Duties
    timely: Timely | None


@dataclass(frozen=True)
class UnitPage:
    """What the page shows of one report; empty without any. `reports` are the newest on which the unit stands.

    `duties` are by role, `all` over them; `rows` the first of the `all.figure.count` items. `members` are
    those of a collective on the day.
    """

    report: WorkReport | None = None
    reports: list = field(default_factory=list)
    more_reports: bool = False
    all: Duties | None = None
    duties: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    periods: list = field(default_factory=list)
    total: Timely | None = None
    members: list = field(default_factory=list)
    member_lines: list = field(default_factory=list)
    waits: list = field(default_factory=list)
    owes: list = field(default_factory=list)

    @property
    def all_archived(self):
        """Whether the unit stands on reports, none of them under way and none asked for."""
        return self.report is None and bool(self.reports)


def reports_naming(unit):
    """The reports on which the unit stands, the newest first, a queryset; those that were withdrawn do not count."""
    return WorkReport.objects.standing().naming(unit)


def unit_page(unit, *, on, report=None):
    """The page of the unit on the day `on`, which is today, in a fixed number of queries.

    `report` is the one of `reports_naming` asked for; else the one of `pages.reports.among` of those under way: what is
    over counts for nothing unless it is asked for.
    """
    named = reports_naming(unit)
    reports = list(named[: REPORTS_SHOWN + 1])
    chosen = report or among(named.live(), on)
    members = list(unit.members(on)) if unit.is_collective else []
    page = UnitPage(
        reports=reports[:REPORTS_SHOWN],
        more_reports=len(reports) > REPORTS_SHOWN,
        members=members,
        waits=waits_of(unit, on=on),
        owes=owed_by(unit, on=on),
    )
    return replace(page, report=chosen, **_of_report(chosen, unit, members, on)) if chosen else page


def _of_report(report, unit, members, on):
    """What the page says of one report."""
    units = [unit, *members]
    lit, rows = _lit(report, units, on)
    periods, lines = roll_call.lines_of(report, units)
    return {
        "all": _duties(report, unit, rows[unit.pk], lit),
        "duties": [_duties(report, unit, rows[unit.pk], lit, role) for role in Role if role in rows[unit.pk].values()],
        "rows": _first(report, unit, lit),
        "periods": [
            _timely(period, cell, unit, on)
            for period, cell in zip(periods, lines[unit.pk].cells, strict=True)
            if cell is not None
        ],
        "total": _in_all(report, lines[unit.pk]),
        "member_lines": [
            MemberDuties(one, _duties(report, one, rows[one.pk], lit), _in_all(report, lines[one.pk]))
            for one in members
        ],
    }


def _lit(report, units, on):
    """({item key: Light} of the units' items, {unit key: {item key: role}})."""
    rows = defaultdict(dict)
    stands = Responsibility.objects.filter(item__report=report, department__in=units)
    for unit, item, role in stands.values_list("department", "item", "role"):
        rows[unit][item] = role
    items = report.items.of_departments(units, Role.values)
    return present_lights(list(items.order_by("position").for_lights()), on=on), rows


def _duties(report, unit, roles, lit, role=None):
    own = {"report": report.pk, "department": unit.pk, "role": role.value if role else ""}
    lights = [light for item, light in lit.items() if item in roles and role in (None, roles[item])]
    return Duties(LinkedCount(role.label if role else "", len(lights), list_url(**own)), light_counts(lights, **own))


def _first(report, unit, lit):
    items = WorkItem.objects.filter(report=report).of_department(unit).in_order().for_list()
    return item_rows(items[:ITEMS_SHOWN], lit, [unit])


def _timely(period, cell, unit, on):
    """The unit's reports of one period."""

    def figure(count, **filters):
        return LinkedCount("", count, address("period_detail", period.pk, unit=unit.pk, **filters))

    made_up = address("period_made_up", period.pk, unit=unit.pk)
    return Timely(
        period=period,
        asked=figure(cell.total),
        on_time=LinkedCount("", cell.tally[Timing.ON_TIME], cell.links[Timing.ON_TIME]),
        late=LinkedCount("", cell.tally[Timing.LATE], cell.links[Timing.LATE]),
        silent=figure(cell.total - cell.handed_in, state=SILENT),
        made_up=LinkedCount("", cell.made_up.count if cell.made_up else 0, made_up) if period.is_closed else None,
        is_over=period.is_closed or period.is_late(on),
    )


def _in_all(report, line):
    """The unit's reports over all periods; None if it was never asked for one."""
    cells = [cell for cell in line.cells if cell]
    if not cells:
        return None

    def figure(count, **filters):
        return LinkedCount("", count, address("round_unit", line.department.pk, report=report.pk, **filters))

    def came(timing):
        word = WORDS[timing]
        return figure(sum(cell.tally[timing] for cell in cells), state=word.state, timing=word.timing)

    return Timely(
        period=None,
        asked=figure(line.total),
        on_time=came(Timing.ON_TIME),
        late=came(Timing.LATE),
        silent=figure(line.total - line.handed_in, state=SILENT),
    )
