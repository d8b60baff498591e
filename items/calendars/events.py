"""What a person has to do, by day: reports and parts that are due, deadlines, answers, meetings; of the office periods.

Only what the person could read on the pages of the portal. A fixed number of queries.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department, User

from .. import access
from ..models import Chapter, Meeting, ProgressUpdate, ReportingPeriod, Responsibility, WorkItem
from ..models.querysets import live
from ..models.work_item import names_in
from ..pages.addresses import item_part
from ..requests.instructing import part_of
from ..rules.expected import expected_in
from ..workbench.asked import to_answer

# What lies further back or ahead is in no calendar; of deadlines so many.
BACK, AHEAD = datetime.timedelta(days=92), datetime.timedelta(days=400)
MOST_DEADLINES = 500
QUOTED = 40

Role = Responsibility.Role


@dataclass(frozen=True)
class CalendarEvent:
    """Something on a day. `key` names it among all of the portal for as long as it is there; `sequence` rises when it
    is changed, `changed_at` is when it was, as far as the portal knows; `about` is more words, `path` its page."""

    key: str
    day: datetime.date
    title: str
    about: str
    path: str
    sequence: int
    changed_at: datetime.datetime


def events_of(user: User, on: datetime.date) -> list[CalendarEvent]:
    """The person's events around the day, by day."""
    own = access.own_departments(user)
    periods = _periods(on)
    found = list(_meetings(user, own, on))
    if own:
        found += [*_open_reports(own, on), *_coming_reports(own, periods), *_deadlines(own, on), *_answers(own, on)]
    if access.can_supervise(user):
        found += _of_office(periods)
    return sorted(found, key=lambda event: (event.day, event.key))


def _periods(on: datetime.date) -> list[ReportingPeriod]:
    """Those that are open or to come."""
    rows = ReportingPeriod.objects.live().filter(closed_at__isnull=True, called_off=False)
    rows = rows.filter(closes_on__gte=on - BACK, due_on__lte=on + AHEAD).select_related("report").in_order()
    return list(rows.defer("report__remark"))


def _of_period(period: ReportingPeriod, kind: str, day: datetime.date, title: str) -> CalendarEvent:
    return CalendarEvent(
        key=f"period-{period.pk}-{kind}",
        day=day,
        title=title,
        about=period.report.title,
        path=period.get_absolute_url(),
        sequence=period.report.version,
        changed_at=period.opened_at or period.report.created_at,
    )


def _of_office(periods: list[ReportingPeriod]) -> Iterator[CalendarEvent]:
    for period in periods:
        words = {"period": period.name}
        yield _of_period(period, "due", period.due_on, _("Reports of the units due: %(period)s") % words)
        yield _of_period(period, "closes", period.closes_on, _("Period closes: %(period)s") % words)


def _open_reports(own: list[Department], on: datetime.date) -> Iterator[CalendarEvent]:
    """What the units have to write in open periods, one event for the reports of a period, one for the parts."""
    rows = ProgressUpdate.objects.asked_for().in_open_periods().writable().of_units(own).with_due_day()
    rows = rows.filter(due__gte=on - BACK).select_related("period__report").only(
        "role", "period__rhythm", "period__start_on", "period__end_on", "period__opened_at",
        "period__report__title", "period__report__version", "period__report__created_at",
    )  # fmt: skip
    counts: Counter[tuple[int, bool]] = Counter()
    found: dict[tuple[int, bool], Any] = {}  # with its `due`
    for row in rows.order_by("due", "pk"):
        counts[row.period_id, row.is_part] += 1
        found.setdefault((row.period_id, row.is_part), row)
    for place, row in found.items():
        count = ngettext("%(count)s item", "%(count)s items", counts[place]) % {"count": counts[place]}
        yield _report(row.period, row.is_part, row.due, count)


def _coming_reports(own: list[Department], periods: list[ReportingPeriod]) -> Iterator[CalendarEvent]:
    """What the units will have to write as things are now."""
    coming = [period for period in periods if period.opened_at is None]
    if not coming:
        return
    rhythms = {(period.report_id, period.rhythm): period for period in coming}
    rows = Responsibility.objects.filter(reduce(or_, map(expected_in, rhythms.values())), department__in=own)
    asked: defaultdict[tuple[int, str], set[bool]] = defaultdict(set)
    for report, rhythm, role in rows.order_by().values_list("item__report", "item__rhythm", "role").distinct():
        asked[report, rhythm].add(role == Role.SUPPORT)
    for period in coming:
        kinds = asked[period.report_id, period.rhythm]
        if period.rhythm == period.report.rhythm:
            kinds |= asked[period.report_id, ""]
        for is_part in sorted(kinds):
            goes_to_lead = is_part and period.report.with_merging
            yield _report(period, is_part, period.parts_due_on if goes_to_lead else period.due_on)


def _report(period: ReportingPeriod, is_part: bool, day: datetime.date, count: str = "") -> CalendarEvent:
    title = _("Part due: %(period)s") if is_part else _("Report due: %(period)s")
    title %= {"period": period.name}
    title = _("%(title)s (%(count)s)") % {"title": title, "count": count} if count else title
    return _of_period(period, "part" if is_part else "report", day, title)


def _deadlines(own: list[Department], on: datetime.date) -> Iterator[CalendarEvent]:
    items = WorkItem.objects.live().open().of_departments(own, access.STEERING_ROLES)
    items = (
        items.filter(due_on__gte=on - BACK, due_on__lte=on + AHEAD).select_related("report").order_by("due_on", "pk")
    )
    names = ("number", "clause", "text", "due_on", "version", "updated_at", "report__title", "report__created_at")
    for item in items.only(*names)[:MOST_DEADLINES]:
        title = _("Deadline of item %(number)s: %(text)s") % _named(item)
        yield _of_item(item, f"item-{item.pk}-deadline", item.due_on, title, item.get_absolute_url())


def _of_item(item: WorkItem, key: str, day: Any, title: str, path: str) -> CalendarEvent:
    changed = item.updated_at or item.report.created_at
    return CalendarEvent(key, day, title, f"{item.report.title}\n{item.text}", path, item.version, changed)


def _answers(own: list[Department], on: datetime.date) -> Iterator[CalendarEvent]:
    """Without a word of what was instructed: titles stand open on the screens of telephones."""
    rows = to_answer(own).filter(due_on__gte=on - BACK, due_on__lte=on + AHEAD).select_related("item__report")
    for row in rows.order_by("due_on", "pk"):
        title = _("Meeting decision to answer") if row.is_decision else _("Instruction to answer")
        title = _("%(what)s: item %(number)s, %(text)s") % {"what": title, **_named(row.item)}
        path = item_part(row.item, part_of(row))
        about = f"{row.item.report.title}\n{row.item.text}"
        yield CalendarEvent(f"instruction-{row.pk}", row.due_on, title, about, path, 0, row.at)


def _named(item: WorkItem) -> dict[str, str]:
    return {"number": item.display_number, "text": Truncator(item.text).chars(QUOTED)}


def _meetings(user: User, own: list[Department], on: datetime.date) -> Iterator[CalendarEvent]:
    rows = Meeting.objects.filter(live("report"), held_on__gte=on - BACK, held_on__lte=on + AHEAD)
    meetings = list(rows.select_related("report").defer("report__remark").order_by("held_on", "pk"))
    concerned = _concerned(user, own, meetings) if meetings else set()
    for meeting in meetings:
        is_leaders = access.is_leader(user) and meeting.leader in ("", user.name)
        if access.can_supervise(user) or is_leaders or meeting.pk in concerned:
            about = f"{meeting.report.title}\n{meeting.about if not meeting.department_id else ''}".strip()
            title = _("Meeting: %(title)s") % {"title": meeting}
            yield CalendarEvent(
                f"meeting-{meeting.pk}", meeting.held_on, title, about, meeting.get_absolute_url(), 0, meeting.at
            )


def _concerned(user: User, own: list[Department], meetings: list[Meeting]) -> set[int]:
    """The keys of the meetings on items of the person's units: on all of a report, on a leader's, in a chapter."""
    if not own:
        return set()
    ever, reports = access.own_units_ever(user), {meeting.report_id for meeting in meetings}
    items = WorkItem.objects.open().filter(report__in=reports).of_departments(own, Role.values)
    standing: defaultdict[int, list[tuple[list[str], str]]] = defaultdict(list)
    for report, leaders, path in items.order_by().values_list("report", "leaders", "chapter__path").distinct():
        standing[report].append((names_in(leaders), path or ""))
    headings = {meeting.chapter for meeting in meetings} - {""}
    chapters = Chapter.objects.filter(report__in=reports, literal__in=headings).order_by("-position")
    paths = {(report, literal): path for report, literal, path in chapters.values_list("report", "literal", "path")}

    def is_about(meeting: Meeting) -> bool:
        here = standing[meeting.report_id]
        if meeting.department_id:
            return meeting.department_id in ever
        if meeting.leader:
            return any(meeting.leader in names for names, _path in here)
        if meeting.chapter:
            path = paths.get((meeting.report_id, meeting.chapter))
            return path is not None and any(one.startswith(path) for _names, one in here)
        return bool(here)

    return {meeting.pk for meeting in meetings if is_about(meeting)}
