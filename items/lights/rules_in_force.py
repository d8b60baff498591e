"""Which rules of the lights (亮灯规则) are in force in a report: on a day, or as they were known at a moment."""

import datetime
from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from ..models import LightRules, WorkItem


def rules_on(reports: Collection[int], on: datetime.date) -> dict[int, LightRules]:
    """{report pk: LightRules} in force on the day; the default rules, unsaved, where the office has set none."""
    return rules_by(dict.fromkeys(reports, on))


def days_of(items: Iterable[WorkItem], on: datetime.date) -> dict[int, datetime.date]:
    """{report pk: the day by which its items are judged on the day} for the items' reports, each asked once."""
    return {pk: report.as_of(on) for pk, report in {item.report_id: item.report for item in items}.items()}


def rules_by(days: Mapping[int, datetime.date]) -> dict[int, LightRules]:
    """The same for {report pk: the day of which its rules are asked}; one query."""
    rows = LightRules.objects.filter(effective_on__lte=max(days.values(), default=datetime.date.min))
    return _newest(days, [rules for rules in _of(days, rows) if rules.effective_on <= days[rules.report_id]])


def rules_at(reports: Collection[int], at: datetime.datetime) -> dict[int, LightRules]:
    """The same as they were known at the moment `at`."""
    rows = LightRules.objects.filter(effective_on__lte=timezone.localdate(at), at__lte=at)
    return _newest(reports, _of(reports, rows))


def rules_to_come(reports: Collection[int], on: datetime.date) -> dict[int, list[LightRules]]:
    """{report pk: [LightRules]} that begin after the day, by day; a report without any is left out."""
    found: dict[int, list[LightRules]] = {}
    for rules in _of(reports, LightRules.objects.filter(effective_on__gt=on)):
        found.setdefault(rules.report_id, []).append(rules)
    return found


def _of(reports: Iterable[int], rows: QuerySet[LightRules]) -> QuerySet[LightRules]:
    return rows.filter(report__in=reports).order_by("effective_on", "pk")


def _newest(reports: Iterable[int], rows: Iterable[LightRules]) -> dict[int, LightRules]:
    found = {rules.report_id: rules for rules in rows}
    return {report: found.get(report) or LightRules(report_id=report) for report in reports}
