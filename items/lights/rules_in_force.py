"""Which rules of the lights (亮灯规则) are in force in a report: on a day, or as they were known at a moment."""

import datetime
from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from ..models import LightRules


def rules_on(reports: Collection[int], on: datetime.date) -> dict[int, LightRules]:
    """{report pk: LightRules} in force on the day; the default rules, unsaved, where the office has set none."""
    return _newest(reports, LightRules.objects.filter(effective_on__lte=on))


def rules_at(reports: Collection[int], at: datetime.datetime) -> dict[int, LightRules]:
    """The same as they were known at the moment `at`."""
    return _newest(reports, LightRules.objects.filter(effective_on__lte=timezone.localdate(at), at__lte=at))


def _newest(reports: Collection[int], rows: QuerySet[LightRules]) -> dict[int, LightRules]:
    found: dict[int, LightRules] = {}
    for rules in rows.filter(report__in=reports).order_by("effective_on", "pk"):
        found[rules.report_id] = rules
    return {report: found.get(report) or LightRules(report_id=report) for report in reports}
