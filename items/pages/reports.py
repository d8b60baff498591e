"""The report that a page of one report is about: one rule for the dashboard, the rounds, the text, two days compared.

Another year's breakdown that has been imported does not hide the one under way.
"""

import datetime
import logging

from django.db import DatabaseError, transaction
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from departments import clock
from departments.models import User

from ..forms.keys import key_of
from ..models import ChosenReport, ReportingPeriod, WorkReport
from ..models.querysets import WorkReportQuerySet

logger = logging.getLogger(__name__)

# In place of a report's key: all reports together, on pages that add up.
ALL = "all"
# The forms that let a report be chosen send this along: only what was chosen is remembered, not every link followed.
CHOSEN = "chosen"


def present_report(on: datetime.date) -> WorkReport | None:
    """The report with an open period, else the one of the year of `on`, else the newest; issued ones first each time.

    None without any report that is under way.
    """
    return present_first(on).first()


def present_first(on: datetime.date) -> QuerySet[WorkReport]:
    """The reports under way, the one of `present_report` first."""
    is_open = Exists(ReportingPeriod.objects.open().filter(report=OuterRef("pk")))
    is_this_year = Case(When(year=on.year, then=Value(1)), default=Value(0))
    is_issued = Case(When(issued_on__isnull=False, then=Value(1)), default=Value(0))
    return (
        WorkReport.objects.live()
        .alias(is_open=is_open, is_this_year=is_this_year, is_issued=is_issued)
        .order_by("-is_open", "-is_this_year", "-is_issued", "-year", "-pk")
    )


def how_all_ended() -> str:
    """How the reports ended where none is under way: "archived" or "withdrawn"; "" where one is or none was imported.

    For pages that have none to show. Of several, the withdrawn ones are as if they had never been.
    """
    if WorkReport.objects.live().exists():
        return ""
    if WorkReport.objects.standing().exists():
        return "archived"
    return "withdrawn" if WorkReport.objects.exists() else ""


def without_report(request: HttpRequest, title: str) -> HttpResponse:
    """The page `title` about one report, where none is under way."""
    return render(request, "no_report.html", {"title": title, "all_ended": how_all_ended()})


def among(reports: WorkReportQuerySet, on: datetime.date) -> WorkReport | None:
    """The one of the `reports`, a queryset, that a page shows unless another is asked for; None without any.

    The present one, else the newest of those under way, else the newest of all.
    """
    present = present_report(on)
    if present is not None and reports.filter(pk=present.pk).exists():
        return present
    return reports.live().first() or reports.first()


def report_asked(request: HttpRequest, *, with_all: bool = False) -> WorkReport | str | None:
    """The report that the address names (`?report=`), else the one that the person chose last, else the present one.

    `with_all` the page can show all reports together: then `ALL` may be the answer. None without any report.
    """
    text, user = request.GET.get("report", ""), request.user
    key = key_of(text)
    asked = None if key is None else WorkReport.objects.standing().filter(pk=key).first()
    wants_all = text == ALL or bool(with_all and not text and request.GET.get(CHOSEN))
    if request.GET.get(CHOSEN) and (asked or wants_all):
        remember(user, asked)
    if asked is None and not wants_all:
        asked, wants_all = _remembered(user)
    if wants_all and with_all:
        return ALL
    return asked or present_report(clock.today())


def _remembered(user: User) -> tuple[WorkReport | None, bool]:
    """(the report that the person chose last, whether it was all of them); what is over is not held on to."""
    chosen = ChosenReport.objects.filter(user=user).select_related("report").first()
    if chosen is None:
        return None, False
    if chosen.report is None:
        return None, True
    return (chosen.report if chosen.report.is_live else None), False


def remember(user: User, report: WorkReport | None) -> None:
    """Keep which report the person chose, None for all together; that it cannot be kept stops nobody who reads."""
    try:
        with transaction.atomic():
            ChosenReport.objects.update_or_create(user=user, defaults={"report": report})
    except DatabaseError:
        logger.exception("Which report was chosen was not kept")
