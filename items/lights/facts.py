"""Where items stand (亮灯): the facts behind their lights as they are now, out of the tables.

`lights_of` looks at the present, in a fixed number of queries; the past is in `lights.records`.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from departments.clock import ONE_DAY
from departments.models import Department

from ..models import PlannedCurve, ProgressUpdate, ReportingPeriod, Shortfall, Target, WorkItem
from ..models.update import came_late
from ..rules import figures
from ..rules.accepted import Items, account, accounts
from ..rules.account import Account
from ..rules.said import Amount, Merged
from .light import Light, along, judge
from .rules_in_force import days_of, rules_by
from .terms import Corrected, DuePeriod, Facts, Points, TargetProgress, UnitReport

# As many periods as a rule can look back on (`LightRules.missed_periods`), and those that are not due yet.
PERIODS_KEPT = 5

Periods = dict[int, ReportingPeriod]
Accounts = Mapping[int, Account]
# The planned curves of an item in force, by the key of their target; None for that of the item.
Curves = dict[int | None, PlannedCurve]


class _ReportRow(NamedTuple):
    """What a unit that steers an item had to report in a period, None for one before those that are looked at.

    `order` sorts by periods. `unit`, `name` and, for a member, the collective `via` act today, `reporter` did then.
    `handed_in_at` is the first time, `sent_at` the latest, None unless the report has left the unit.
    """

    period: ReportingPeriod | None
    order: tuple[datetime.date, int]
    unit: int
    name: str
    via: int | None
    via_name: str
    reporter: str
    handed_in_at: datetime.datetime | None
    sent_at: datetime.datetime | None
    is_waiting: bool

    @property
    def last_at(self) -> datetime.datetime:
        """When the unit last spoke: it can have been written before the head let it go."""
        assert self.handed_in_at and self.sent_at, "only what was sent was said"
        return max(self.handed_in_at, self.sent_at)


def lights_of(
    items: Items, *, on: datetime.date, periods: Periods | None = None, told: Accounts | None = None
) -> dict[int, Light]:
    """{item pk: Light} for the day `on`, which is today: what is known now.

    Items of a report that was withdrawn or archived stand as on its last day (`WorkReport.as_of`). `items` is a list of
    items, fetched with `for_lights()` or `for_list()`; `periods` what `last_periods` gave for their reports and `told`
    what `rules.accepted.accounts` gave for them, if the caller has asked already.
    """
    days = days_of(items, on)
    rules, facts = rules_by(days), facts_of(items, periods, told)
    return {item.pk: judge(facts[item.pk], rules[item.report_id], days[item.report_id]) for item in items}


def facts_of(
    items: Items,
    periods: Periods | None = None,
    told: Accounts | None = None,
    curves: Mapping[int, Curves] | None = None,
) -> dict[int, Facts]:
    """{item pk: Facts} as they are now, in seven queries; `items`, `periods` and `told` as `lights_of` takes them.

    `curves` are other planned curves than those in force ({item pk: Curves}), to see what they would do.
    """
    if periods is None:
        periods = last_periods({item.report_id for item in items})
    merged = Department.objects.acting()
    told = accounts(items, merged) if told is None else told
    reports, targets = _reports(items, periods, merged), _targets(items)
    curves = curves_of(items) if curves is None else curves
    return {item.pk: _facts(item, reports[item.pk], targets[item.pk], told[item.pk], curves[item.pk]) for item in items}


def _facts(item: WorkItem, reports: list[_ReportRow], targets: list[Target], told: Account, curves: Curves) -> Facts:
    progress = _progress_of(told, targets, curves)
    counted = told.completion(targets)
    named = zip(targets, (one.value for one in progress), strict=True)
    is_judged = figures.completion_of_own(named) is None  # by the units themselves, as `rules.judged` has it
    last = max((one for one in reports if one.sent_at), key=lambda one: one.last_at, default=None)
    starts_on = _starts_on(item, targets, curves)
    ends_on = max(item.due_on or datetime.date(item.report.year, 12, 31), starts_on)
    return Facts(
        status=item.status,
        starts_on=starts_on,
        ends_on=ends_on,
        issued_on=item.issued_on,
        due_on=item.due_on,
        original_due_on=item.original_due_on,
        completed_on=item.completed_on,
        completion=item.completion if counted is None else counted,
        completion_until=told.judged_until if is_judged else None,
        is_measured=bool(progress or curves or item.has_milestones),
        points=planned_points(curves, progress, starts_on, ends_on),
        targets=tuple(progress),
        periods=_periods(reports),
        last_report=(last.reporter, timezone.localdate(last.last_at)) if last else (),
        reporter_now=last.name if last and last.name != last.reporter else "",
        corrections=tuple(
            Corrected(speaker.name, one.reported, one.value, one.reason, one.origin.before)
            for speaker, one in told.corrected(targets)
        ),
        former=told.former,
        undated=item.ended_short.get(Shortfall.MILESTONES, ""),
        ended_anyway=item.ended_anyway,
        reopened_on=_reopened_on(item, reports),
    )


def _reopened_on(item: WorkItem, reports: list[_ReportRow]) -> datetime.date | None:
    """When the office had the item worked on again, unless a unit that steers it has asked for its closing since then
    or has sent a report that is accepted."""
    at = item.reopened_at
    if at is None or item.status not in (WorkItem.Status.NOT_STARTED, WorkItem.Status.IN_PROGRESS):
        return None
    told = any(report.sent_at and not report.is_waiting and report.last_at > at for report in reports)
    return None if told else timezone.localdate(at)


def _starts_on(item: WorkItem, targets: list[Target], curves: Curves) -> datetime.date:
    """When the plan begins: with the item's own curve, else with the first of its targets."""
    first = datetime.date(item.report.year, 1, 1)
    by_default = min(first, item.due_on or first)
    if None in curves:
        return curves[None].starts_on
    starts = [curves[target.pk].starts_on if target.pk in curves else by_default for target in targets]
    return min(starts, default=by_default)


def last_periods(reports: Collection[int], rows: QuerySet[ReportingPeriod] | None = None) -> Periods:
    """{pk: period} of the last opened periods of each report and rhythm, out of the queryset `rows` if given."""
    rows = ReportingPeriod.objects.all() if rows is None else rows
    rows = rows.filter(report__in=reports, opened_at__isnull=False)
    kept: dict[tuple[int, str], list[ReportingPeriod]] = defaultdict(list)
    for period in rows.order_by("-due_on", "-pk"):
        if len(kept[period.report_id, period.rhythm]) < PERIODS_KEPT:
            kept[period.report_id, period.rhythm].append(period)
    return {period.pk: period for periods in kept.values() for period in periods}


def _reports(items: Items, periods: Periods, merged: Merged) -> dict[int, list[_ReportRow]]:
    """{item pk: [_ReportRow]}, units in their order; `merged` as `Department.objects.acting` gives it."""
    updates = ProgressUpdate.objects.steering().asked_for().filter(item__in=items)
    fields = ("item", "period", "period__due_on", "state", "handed_in_at", "sent_at")
    units = ("department", "department__name", "via", "via__name")
    rows = updates.order_by("item", "department__position", "department")
    found: dict[int, list[_ReportRow]] = defaultdict(list)
    for item, period, due_on, state, handed_in, sent, unit, name, via, via_name in rows.values_list(*fields, *units):
        moments = (handed_in, sent) if state in ProgressUpdate.HANDED_IN else (None, None)
        is_waiting = moments[0] is not None and state != ProgressUpdate.State.ACCEPTED
        acting, acting_name, *_mergers = merged.get(unit, (unit, name))
        through, through_name, *_mergers = merged.get(via, (via, via_name))
        report = _ReportRow(
            period=periods.get(period),
            order=(due_on, period),
            unit=acting,
            name=acting_name,
            via=through,
            via_name=through_name,
            reporter=name,
            handed_in_at=moments[0],
            sent_at=moments[1],
            is_waiting=is_waiting,
        )
        found[item].append(report)
    return found


def _periods(reports: list[_ReportRow]) -> tuple[DuePeriod, ...]:
    """The periods of an item that are looked at as `DuePeriod`, oldest first."""
    found: dict[tuple[datetime.date, int], tuple[ReportingPeriod, list[_ReportRow]]] = {}
    for report in reports:
        if report.period:
            found.setdefault(report.order, (report.period, []))[1].append(report)
    told = [found[order] for order in sorted(found)]
    return tuple(DuePeriod(period.key, period.due_on, tuple(_lines(of_period, period))) for period, of_period in told)


def _lines(reports: list[_ReportRow], period: ReportingPeriod) -> Iterator[UnitReport]:
    """A line for each unit, one for all members of a collective; two units merged since then are one."""
    found: dict[int, dict[int, list[_ReportRow]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        found[report.via or report.unit][report.unit].append(report)
    for units in found.values():
        told = [report for of_unit in units.values() for report in of_unit]
        moments = [report.handed_in_at for report in told if report.handed_in_at]
        members = [of_unit for of_unit in units.values() if of_unit[0].via]
        yield UnitReport(
            unit=told[0].via_name or told[0].name,
            handed_in_on=timezone.localdate(min(moments)) if moments else None,
            members=len(members),
            missing=tuple(one[0].name for one in members if not any(report.handed_in_at for report in one)),
            is_late=any(came_late(moment, period.due_on) for moment in moments),
            is_waiting=any(report.is_waiting for report in told),
        )


def progress_by(item: WorkItem, days: Iterable[datetime.date]) -> list[dict[int, TargetProgress]]:
    """[{target pk: TargetProgress}] of the item, one a day: by accepted reports of periods that ended by then.

    Four queries. Without planned curves.
    """
    told, targets = account(item), _targets([item])[item.pk]
    return [{one.target: one for one in _progress_of(told, targets, until=day)} for day in days]


def _targets(items: Items) -> dict[int, list[Target]]:
    """{item pk: [Target]}, in their order."""
    found: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(item__in=items).order_by("item", "position", "pk"):
        found[target.item_id].append(target)
    return found


def _progress_of(
    told: Account, targets: list[Target], curves: Curves | None = None, *, until: datetime.date | None = None
) -> list[TargetProgress]:
    """[TargetProgress] of an item's targets by the `Account` `told`, in periods that ended by the day if given."""
    amounts = told.amounts(targets, until)
    return [_progress(one, amounts[one.pk], _dated((curves or {}).get(one.pk))) for one in targets]


def _progress(target: Target, amount: Amount, points: Points) -> TargetProgress:
    own = () if amount.is_sum else tuple((speaker.name, word.value) for speaker, word in amount.told)
    return TargetProgress(
        target=target.pk,
        label=target.label,
        figure=target.figure,
        unit=target.unit,
        number=target.number,
        value=amount.value,
        percent=None if amount.value is None else figures.percent_of(target, amount.value),
        is_limit=target.comparator == Target.Comparator.AT_MOST,
        missing=amount.missing,
        told=own if len({number for _name, number in own}) > 1 else (),
        points=points,
        former=amount.former,
        is_each=bool(target.per),
    )


def curves_of(items: Items) -> dict[int, Curves]:
    """{item pk: {target pk or None: PlannedCurve}} of the curves in force."""
    found: dict[int, Curves] = defaultdict(dict)
    for curve in PlannedCurve.objects.filter(item__in=items, state=PlannedCurve.State.APPROVED):
        if curve.points:  # one without goes back to the straight line
            found[curve.item_id][curve.target_id] = curve
    return found


def _dated(curve: PlannedCurve | None) -> Points:
    """The curve's points from the 0 before its start on, for its item may begin earlier; () without one."""
    return ((curve.starts_on - ONE_DAY, figures.NONE), *curve.dated_points) if curve else ()


def planned_points(
    curves: Curves, progress: list[TargetProgress], starts_on: datetime.date, ends_on: datetime.date
) -> Points:
    """The planned progress of the item in percent: its own curve, else the mean over its targets' curves.

    A target without a curve counts with a straight line, as in `rules.figures.completion_by` every target counts alike,
    and one for each place only where there is no other.
    """
    if None in curves:
        return tuple(curves[None].dated_points)
    counted = [one for one in progress if one.number > 0]
    planned = [one for one in counted if not one.is_each] or counted
    days = sorted({day for one in planned for day, _value in one.points})
    if not days:
        return ()
    days = sorted({*days, ends_on})
    return tuple((day, _planned_on(day, planned, starts_on, ends_on)) for day in days)


def _planned_on(
    day: datetime.date, planned: list[TargetProgress], starts_on: datetime.date, ends_on: datetime.date
) -> Decimal:
    share = figures.mean([_planned_share(one, day, starts_on, ends_on) for one in planned])
    assert share is not None, "at least one target is planned"
    return share


def _planned_share(
    progress: TargetProgress, day: datetime.date, starts_on: datetime.date, ends_on: datetime.date
) -> Decimal:
    points = tuple((point, figures.FULL * value / progress.number) for point, value in progress.points)
    return min(figures.FULL, along(points or ((ends_on, figures.FULL),), starts_on, day))
