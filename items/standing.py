"""Where items stand (亮灯): the facts behind their lights, as they are now and as they were recorded.

`lights_of` looks at the present, in a fixed number of queries; `lights_at` at any past moment, from the records that
`workflow.lighting` writes.
"""

import datetime
from collections import defaultdict
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from . import figures, lights
from .lights import Due, Facts, Line, Standing
from .models import (
    LightRecord,
    LightRules,
    PlannedCurve,
    ProgressUpdate,
    ReportingPeriod,
    Responsibility,
    Target,
    TargetValue,
)

# As many periods as a rule can look back on (`LightRules.missed_periods`), and those that are not due yet.
PERIODS_KEPT = 5


def lights_of(items, *, on):
    """{item pk: Light} for the day `on`, which is today: what is known now.

    `items` is a list of items, fetched with `for_lights()` or `for_list()`.
    """
    rules, facts = rules_on({item.report_id for item in items}, on), facts_of(items)
    return {item.pk: lights.light(facts[item.pk], rules[item.report_id], on) for item in items}


def lights_at(items, *, at):
    """{item pk: Light} as things stood at the moment `at`; items that were not recorded then are left out.

    One query for the records, one for the rules; `items` is a queryset or a list of items.
    """
    records = LightRecord.objects.filter(item__in=items, since__lte=at).filter(Q(until__isnull=True) | Q(until__gt=at))
    found = list(records.values_list("item", "item__report", "facts"))
    rules, on = rules_at({report for _item, report, _facts in found}, at), timezone.localdate(at)
    return {item: lights.light(read(facts), rules[report], on) for item, report, facts in found}


def end_of(day):
    """The last moment of the day: what `lights_at` takes for "as of that day"."""
    following = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(following) - datetime.timedelta(microseconds=1)


def rules_on(reports, on):
    """{report pk: LightRules} in force on the day; the default rules, unsaved, where the office has set none."""
    return _newest(reports, LightRules.objects.filter(effective_on__lte=on))


def rules_at(reports, at):
    """The same as they were known at the moment `at`."""
    return _newest(reports, LightRules.objects.filter(effective_on__lte=timezone.localdate(at), at__lte=at))


def _newest(reports, rows):
    found = {}
    for rules in rows.filter(report__in=reports).order_by("effective_on", "pk"):
        found[rules.report_id] = rules
    return {report: found.get(report) or LightRules(report_id=report) for report in reports}


def facts_of(items):
    """{item pk: Facts} as they are now, in five queries; `items` as `lights_of` takes them."""
    periods = _periods({item.report_id for item in items})
    reported = _reported(items, periods)
    curves = _curves(items)
    standings = _standings(items, reported, curves)
    return {
        item.pk: _facts(item, reported.get(item.pk, []), standings.get(item.pk, ()), curves[item.pk]) for item in items
    }


def _facts(item, rows, standings, curves):
    first, last = datetime.date(item.report.year, 1, 1), datetime.date(item.report.year, 12, 31)
    starts_on = min((curve.starts_on for curve in curves.values()), default=min(first, item.due_on or first))
    ends_on = item.due_on or last
    return Facts(
        status=item.status,
        starts_on=starts_on,
        ends_on=max(ends_on, starts_on),
        issued_on=item.issued_on,
        due_on=item.due_on,
        original_due_on=item.original_due_on,
        completed_on=item.completed_on,
        completion=item.completion,
        is_measured=bool(standings or curves or item.has_milestones),
        points=_points(curves, standings, starts_on, max(ends_on, starts_on)),
        targets=tuple(standings),
        periods=_due(rows),
        last_report=_last_report(rows),
    )


def _periods(reports):
    """{pk: period} of the last opened periods of each report and rhythm."""
    rows = ReportingPeriod.objects.filter(report__in=reports, opened_at__isnull=False).defer("frozen")
    kept = defaultdict(list)
    for period in rows.order_by("-due_on", "-pk"):
        if len(kept[period.report_id, period.rhythm]) < PERIODS_KEPT:
            kept[period.report_id, period.rhythm].append(period)
    return {period.pk: period for periods in kept.values() for period in periods}


def _reported(items, periods):
    """{item pk: [(period, department pk, name, collective's name or "", moment handed in or None, sent at)]}."""
    updates = ProgressUpdate.objects.steering().asked_for().filter(item__in=items, period__in=periods)
    fields = ("item", "period", "department", "department__name", "via__name", "state", "handed_in_at", "sent_at")
    found = defaultdict(list)
    order = ("item", "department__position", "department")
    for item, period, unit, name, via, state, handed_in, sent in updates.order_by(*order).values_list(*fields):
        is_in = state in ProgressUpdate.HANDED_IN
        found[item].append((periods[period], unit, name, via or "", handed_in if is_in else None, sent))
    return found


def _due(rows):
    """The periods of an item as `Due`, oldest first."""
    gathered = {}
    for period, _unit, name, via, handed_in, _sent in rows:
        day = timezone.localdate(handed_in) if handed_in else None
        gathered.setdefault(period, {}).setdefault(via or name, []).append((name if via else "", day))
    return tuple(
        Due(period.key, period.due_on, tuple(_line(unit, told, period.due_on) for unit, told in lines.items()))
        for period, lines in sorted(gathered.items(), key=lambda pair: (pair[0].due_on, pair[0].pk))
    )


def _line(unit, told, due_on):
    days = [day for _member, day in told if day]
    members = [member for member, _day in told if member]
    return Line(
        unit=unit,
        handed_in_on=min(days, default=None),
        members=len(members),
        missing=tuple(member for member, day in told if member and not day),
        is_late=any(day > due_on for day in days),
    )


def _last_report(rows):
    told = [(sent, name) for _period, _unit, name, _via, handed_in, sent in rows if handed_in]
    if not told:
        return ()
    sent, name = max(told)
    return name, timezone.localdate(sent)


def _standings(items, reported, curves):
    """{item pk: [Standing]} of all targets, in their order."""
    values = _values(items)
    members = {
        pk: {unit: name for _period, unit, name, via, _handed_in, _sent in rows if via} for pk, rows in reported.items()
    }
    found = defaultdict(list)
    for target in Target.objects.filter(item__in=items).order_by("item", "position", "pk"):
        curve = curves[target.item_id].get(target.pk)
        told, of = values[target.pk], members.get(target.item_id, {})
        found[target.item_id].append(_standing(target, told, of, tuple(curve.dated_points) if curve else ()))
    return found


def _values(items):
    """{target pk: {unit pk: (name, is member, value)}}: what each unit named last in an accepted report, latest last.

    What a unit said before it was merged into another is told for that one.
    """
    rows = (
        TargetValue.objects.filter(target__item__in=items, update__state=ProgressUpdate.State.ACCEPTED)
        .exclude(update__role=Responsibility.Role.SUPPORT)
        .order_by("update__period__end_on", "update__reviewed_at", "pk")
    )
    found = defaultdict(dict)
    fields = ("target", "value", "update__via", "update__department", "update__department__name")
    successor = ("update__department__successor", "update__department__successor__name")
    for target, value, via, unit, name, into, into_name in rows.values_list(*fields, *successor):
        found[target].pop(into or unit, None)
        found[target][into or unit] = (into_name or name, via is not None, value)
    return found


def _standing(target, told, members, points):
    """A unit's own figure counts before the members' sum; of several units' figures the latest."""
    own = [(name, value) for name, is_member, value in told.values() if not is_member]
    shares = {unit: value for unit, (_name, is_member, value) in told.items() if is_member}
    value, missing = None, ()
    if own:
        value = own[-1][1]
    elif shares and not target.per:
        value = sum(shares.values())
        missing = tuple(name for unit, name in members.items() if unit not in shares)
    return Standing(
        target=target.pk,
        label=target.label,
        figure=target.figure,
        unit=target.unit,
        number=target.number,
        value=value,
        percent=None if value is None else figures.percent_of(target, value),
        is_limit=target.comparator == Target.Comparator.AT_MOST,
        missing=missing,
        told=tuple(own) if len({number for _name, number in own}) > 1 else (),
        points=points,
    )


def _curves(items):
    """{item pk: {target pk or None: PlannedCurve}} of the curves in force."""
    found = defaultdict(dict)
    for curve in PlannedCurve.objects.filter(item__in=items, state=PlannedCurve.State.APPROVED):
        found[curve.item_id][curve.target_id] = curve
    return found


def _points(curves, standings, starts_on, ends_on):
    """The planned progress of the item in percent: its own curve, else the mean over its targets' curves.

    A target without a curve counts with a straight line, as in `figures.completion_by` every target counts alike.
    """
    if None in curves:
        return tuple(curves[None].dated_points)
    planned = [one for one in standings if one.number > 0]
    days = sorted({day for one in planned for day, _value in one.points})
    if not days:
        return ()
    days = sorted({*days, ends_on})
    return tuple((day, figures.mean([_planned_share(one, day, starts_on, ends_on) for one in planned])) for day in days)


def _planned_share(standing, day, starts_on, ends_on):
    points = tuple((point, figures.FULL * value / standing.number) for point, value in standing.points)
    return min(figures.FULL, lights.along(points or ((ends_on, figures.FULL),), starts_on, day))


def write(facts):
    """The facts as plain JSON data: numbers and days as texts. The same facts are always the same data."""
    return _plain(facts)


def _plain(value):
    if isinstance(value, Facts | Due | Line | Standing):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def read(data):
    """The `Facts` that `write` wrote."""
    plain = dict(data)
    for name in ("starts_on", "ends_on", "issued_on", "due_on", "original_due_on", "completed_on"):
        plain[name] = _date(data[name])
    plain["completion"] = _number(data["completion"])
    plain["points"] = _pairs(data["points"])
    plain["targets"] = tuple(_read_standing(one) for one in data["targets"])
    plain["periods"] = tuple(_read_due(one) for one in data["periods"])
    plain["last_report"] = (data["last_report"][0], _date(data["last_report"][1])) if data["last_report"] else ()
    return Facts(**plain)


def _read_standing(data):
    numbers = {name: _number(data[name]) for name in ("number", "value", "percent")}
    told = tuple((unit, _number(value)) for unit, value in data["told"])
    return Standing(
        **{**data, **numbers, "missing": tuple(data["missing"]), "told": told, "points": _pairs(data["points"])}
    )


def _read_due(data):
    lines = tuple(
        Line(**{**line, "handed_in_on": _date(line["handed_in_on"]), "missing": tuple(line["missing"])})
        for line in data["lines"]
    )
    return Due(data["period"], _date(data["due_on"]), lines)


def _date(text):
    return datetime.date.fromisoformat(text) if text else None


def _number(text):
    return None if text is None else Decimal(text)


def _pairs(data):
    return tuple((_date(day), Decimal(value)) for day, value in data)
