"""Every condition on items that is used twice has its name here.

Related models are reached through the item's own fields, roles and states through the model that is asked, so that
this module imports no model but for the reading of types.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from departments.folding import folded
from departments.models import Department, FoldedQuerySet, User

from .words import FoundItems

if TYPE_CHECKING:
    from .report import Chapter, WorkReport
    from .update import ProgressUpdate  # noqa: F401 - in the head of its queryset
    from .work_item import Responsibility, WorkItem  # noqa: F401 - the same

# List parameters that stand for several values: roles that move a status, statuses that are not closed.
STEERING = "steering"
OPEN = "open"
# The key of the unit of a row if it was merged into another one since.
IF_MERGED = Case(When(department__successor__isnull=False, then=F("department")))
# And one for what is not there: items without any unit.
NOBODY = "nobody"

# What items are without that no line of a breakdown by chapter, leader or unit counts.
WITHOUT = (
    ("chapter", _("In no chapter")),
    ("leader", _("No leader in charge named")),
    ("unit", _("No unit leads or is responsible")),
)

SOON = datetime.timedelta(days=30)

# What the ledger shows of an item's own row, and what its light is judged by.
LEDGER_COLUMNS = (
    "report",
    "chapter",
    "number",
    "clause",
    "text",
    "leaders",
    "status",
    "due_on",
    "due_text",
    "updated_at",
    "remark",
)
LIGHT_COLUMNS = (
    *("report", "status", "issued_on", "due_on", "original_due_on", "completed_on", "completion"),
    *("ended_short", "ended_anyway", "reopened_at"),
)


def among(column: str, name: str) -> Q:
    """The condition that `name` stands among the names that the column parts by “、”."""
    places = {"startswith": f"{name}、", "endswith": f"、{name}", "contains": f"、{name}、"}
    condition = Q(**{column: name})
    for how, text in places.items():
        condition |= Q(**{f"{column}__{how}": text})
    return condition


# What is counted, listed, offered and reminded of hangs on the report alone, and is asked of these two.


def standing(report: str = "") -> Q:
    """Condition: the report has not been withdrawn. `report` is the way to it, as in "item__report"."""
    return Q(**{_step(report, "withdrawn_at"): True})


def live(report: str = "") -> Q:
    """Condition: the report has been neither withdrawn nor archived; only such reports stand in lists and choices."""
    return standing(report) & Q(**{_step(report, "archived_at"): True})


def open_period(period: str = "") -> Q:
    """Condition: the reporting period was opened and is not closed yet. `period` is the way to it."""
    return Q(**{_step(period, "opened_at"): False, _step(period, "closed_at"): True})


def _step(report: str, field: str) -> str:
    return "__".join(part for part in (report, field, "isnull") if part)


def passed(on: datetime.date, *, report: str) -> Q:
    """Condition: `due_on` lies before the day, and before the one on which the report ended (`WorkReport.as_of`)."""
    condition = Q(due_on__lt=on)
    for ended in (f"{report}__withdrawn_at", f"{report}__archived_at"):
        condition &= Q(**{f"{ended}__isnull": True}) | Q(**{f"{ended}__date__gt": F("due_on")})
    return condition


class WorkReportQuerySet(QuerySet["WorkReport"]):
    def standing(self) -> Self:
        """All but those that were withdrawn."""
        return self.filter(standing())

    def live(self) -> Self:
        """Those of which lists, counts and choices speak: neither withdrawn nor archived."""
        return self.filter(live())

    def naming(self, department: Department | int) -> Self:
        """Those on whose items the unit stands, in its own name or through a collective."""
        items: Any = self.model._meta.get_field("items").related_model
        duties = items._meta.get_field("responsibilities").related_model.objects.order_by()
        return self.filter(pk__in=duties.filter(department=department).values("item__report"))

    def called(self, words: str) -> Self:
        """Those whose title, issuer or document number holds the words, or whose year they are.

        There are few reports: what they are called is read.
        """
        wanted = folded(words)
        names = self.order_by().values_list("pk", "year", "title", "issuer", "document_number")
        return self.filter(
            pk__in=[
                pk
                for pk, year, *names in names
                if wanted and (wanted == str(year) or any(wanted in folded(name) for name in names))
            ]
        )


class ResponsibilityQuerySet(QuerySet["Responsibility"]):
    def direct(self) -> Self:
        """The rows as the report's text has them: collectives unexpanded."""
        return self.filter(via__isnull=True)

    def single(self) -> Self:
        """The rows of units that act themselves; a collective acts through its members."""
        return self.filter(department__is_collective=False)

    def steering(self) -> Self:
        """Rows of single units that move the item's status: lead and responsible ones."""
        return self.single().exclude(role=self.model.Role.SUPPORT)

    def contributing(self) -> Self:
        """Rows of single units whose figures are a part of the whole: members of collectives, and supporting units."""
        return self.single().filter(Q(via__isnull=False) | Q(role=self.model.Role.SUPPORT))

    def leading(self) -> Self:
        """Rows of units that lead, as the text or the supervision office has it."""
        return self.filter(role=self.model.Role.LEAD)

    def unsigned(self, on: datetime.date) -> Self:
        """Rows issued by the day that their unit has not signed for, of items that are still open."""
        items: Any = self.model._meta.get_field("item").related_model
        rows = self.single().filter(live("item__report"), issued_on__lte=on, signed_for_at__isnull=True)
        return rows.filter(item__status__in=items.OPEN_STATUSES)


class WorkItemQuerySet(FoundItems):
    def _with_responsibility(self, **conditions: Any) -> Self:
        rows = self._related("responsibilities").filter(item=OuterRef("pk"), **conditions)
        return self.filter(Exists(rows))

    def standing(self) -> Self:
        """Items of reports that were not withdrawn."""
        return self.filter(standing("report"))

    def live(self) -> Self:
        """Items of reports that were neither withdrawn nor archived."""
        return self.filter(live("report"))

    def of_department(self, department: Department | int | str, role: str | None = None) -> Self:
        """Items the unit answers for, in its own name or through a collective; in `role` if given."""
        conditions: dict[str, Any] = {"department": department}
        if role:
            conditions["role"] = role
        return self._with_responsibility(**conditions)

    def of_departments(self, departments: Iterable[Department | int], roles: Iterable[str]) -> Self:
        """Items where one of the units stands in one of the roles."""
        return self._with_responsibility(department__in=departments, role__in=roles)

    def with_roles(self, roles: Iterable[str]) -> Self:
        """Items where any unit stands in one of the roles."""
        return self._with_responsibility(role__in=roles)

    def without_lead(self) -> Self:
        """Items with units of which neither the text nor the supervision office has named one as lead."""
        rows = self._related("responsibilities").filter(item=OuterRef("pk"))
        return self.filter(Exists(rows), ~Exists(rows.leading()))

    def without_units(self) -> Self:
        """Items for which nobody answers yet."""
        return self.filter(~Exists(self._related("responsibilities").filter(item=OuterRef("pk"))))

    def without(self, what: str) -> Self:
        """Items that no line of a breakdown counts: without a "chapter", a "leader", or a "unit" that steers them."""
        if what == "unit":
            rows = self._related("responsibilities").filter(item=OuterRef("pk"))
            return self.filter(~Exists(rows.exclude(role=rows.model.Role.SUPPORT)))
        return self.filter(chapter=None) if what == "chapter" else self.filter(leaders="")

    def in_chapter(self, chapter: "Chapter") -> Self:
        """Items of the chapter and of every chapter below it."""
        return self.filter(chapter__report=chapter.report_id, chapter__path__startswith=chapter.path)

    def within(
        self,
        *,
        report: "WorkReport | int | None" = None,
        leader: str = "",
        department: Department | int | None = None,
        chapter: "Chapter | None" = None,
    ) -> Self:
        """Items of a report, of a leader, of a unit in any role, of a chapter with those below it; None or "": of any.

        `report` and `department` are rows or keys.
        """
        items = self if report is None else self.filter(report=report)
        if leader:
            items = items.of_leader(leader)
        if department:
            items = items.of_department(department)
        return items.in_chapter(chapter) if chapter else items

    def open(self) -> Self:
        return self.filter(status__in=self.model.OPEN_STATUSES)

    def overdue(self, on: datetime.date) -> Self:
        """Open items whose deadline lies before the day, and before the one on which their report ended."""
        return self.open().filter(passed(on, report="report"))

    def due_soon(self, on: datetime.date) -> Self:
        """Open items due on the day or within the 30 days after it; of a report that has ended nothing is to come."""
        return self.open().live().filter(due_on__gte=on, due_on__lte=on + SOON)

    def followed_by(self, user: User | None) -> Self:
        """Items that the person follows; none for nobody."""
        # By their keys: of many items those of one person are few.
        return self.filter(pk__in=self._related("follows").filter(user=user).order_by().values("item"))

    def of_leader(self, name: str) -> Self:
        """Items of the leader in charge, by the name as the report writes it among others ("张三、李四")."""
        return self.filter(among("leaders", name))

    def of_group(self, name: str) -> Self:
        """Items of the group, by its name; an item may belong to several ("十件实事、重点项目")."""
        return self.filter(among("group", name))

    def group_names(self) -> list[str]:
        """The names of the items' groups, each once, in the order of the names (one query)."""
        found = self.exclude(group="").order_by().values_list("group", flat=True).distinct()
        return sorted({name for text in found for name in text.split("、") if name})

    def with_latest_note(self, *, until: datetime.datetime | None = None) -> Self:
        """Adds `latest_note`, `latest_note_at`, `latest_note_department` (name or None) and `latest_note_merged`: the
        key of that unit if it was merged into another one since, for `rules.accepted.signed_name`. `until` leaves out
        what was written after the moment."""
        notes = self._related("notes").filter(item=OuterRef("pk")).order_by("-at", "-pk")
        notes = notes.filter(at__lte=until) if until else notes
        return self.annotate(
            latest_note=Subquery(notes.values("text")[:1]),
            latest_note_at=Subquery(notes.values("at")[:1]),
            latest_note_department=Subquery(notes.values("department__name")[:1]),
            latest_note_merged=Subquery(notes.annotate(merged=IF_MERGED).values("merged")[:1]),
        )

    def with_units(self) -> Self:
        """Fetches the responsibilities as written, with their units, as `direct_responsibilities`."""
        rows = self._related("responsibilities").direct().select_related("department").order_by("position", "pk")
        return self.prefetch_related(Prefetch("responsibilities", queryset=rows, to_attr="direct_responsibilities"))

    def for_list(self, *, notes: bool = True, units: bool = True) -> Self:
        """All that a list, an export or a dashboard row shows, in a fixed number of queries; without the latest
        `notes`, the `units`, where nobody looks at them."""
        items = self.select_related("report", "chapter").defer("published").with_milestones()
        items = items.with_latest_note() if notes else items
        return items.with_units() if units else items

    def for_ledger(self, *, notes: bool = True) -> Self:
        """What a row of the Excel ledger and its light need of the item itself: among thousands of rows no column is
        read that nobody looks at, and a report once for all of its items; without the latest `notes` if not asked."""
        items = self.select_related(None).prefetch_related(None).only(*LEDGER_COLUMNS, *LIGHT_COLUMNS)
        items = items.prefetch_related("report").with_milestones()
        return items.with_latest_note() if notes else items

    def for_lights(self) -> Self:
        """What `lights.facts.facts_of` needs of the items themselves."""
        return self.select_related("report").with_milestones()

    def with_milestones(self) -> Self:
        """Adds `has_milestones`."""
        return self.annotate(has_milestones=Exists(self._related("milestones").filter(item=OuterRef("pk"))))

    def in_order(self) -> Self:
        """The newest report first, items in the order of their report."""
        # By the key: "-report" would be the report's own order turned round, the oldest of a year first.
        return self.order_by("-report__year", "-report_id", "position")

    def sorted_by(self, key: str) -> Self:
        """Sorted by "number", "status", "due" or "updated", "-" before it for the other direction; nothing last."""
        column, descending = key.lstrip("-"), key.startswith("-")
        if column == "status":
            steps = [When(status=status, then=rank) for rank, status in enumerate(self.model.Status.values)]
            field: Case | F = Case(*steps, output_field=IntegerField())
        else:
            field = F({"number": "number", "due": "due_on", "updated": "updated_at"}[column])
        if column == "updated" and not descending:  # what nobody ever touched comes first
            return self.order_by(field.asc(nulls_first=True), "report", "position")
        direction = field.desc if descending else field.asc
        return self.order_by(direction(nulls_last=True), "report", "position")

    def count_by_status(self) -> dict[str, int]:
        """{status value: number of items}, without the statuses that do not occur."""
        rows = self.order_by().values("status").annotate(count=Count("pk"))
        return {row["status"]: row["count"] for row in rows}


class ProgressUpdateQuerySet(FoldedQuerySet["ProgressUpdate"]):
    def live(self) -> Self:
        """Those on reports that were neither withdrawn nor archived: of others nothing waits for anybody."""
        return self.filter(live("period__report"))

    def asked_for(self) -> Self:
        """All but those that are no longer asked for."""
        return self.exclude(state=self.model.State.DROPPED)

    def of_units(self, departments: Iterable[Department | int]) -> Self:
        return self.filter(department__in=departments)

    def in_open_periods(self) -> Self:
        return self.filter(open_period("period")).live()

    def writable(self) -> Self:
        """The unit has to write: nothing yet, a draft, or returned to it."""
        return self.filter(state__in=self.model.WRITABLE)

    def silent(self) -> Self:
        """Nothing has left the unit, or it was returned and has not come back."""
        return self.filter(state__in=(*self.model.WRITABLE, self.model.State.AWAITING_SIGN_OFF))

    def parts(self) -> Self:
        """What supporting units contribute to a lead's update."""
        return self.filter(role=self.model.Role.SUPPORT)

    def contributing(self) -> Self:
        """What members of collectives and supporting units report: their part of the whole."""
        return self.filter(Q(via__isnull=False) | Q(role=self.model.Role.SUPPORT))

    def steering(self) -> Self:
        """What lead and responsible units report: this moves the item."""
        return self.exclude(role=self.model.Role.SUPPORT)

    def with_due_day(self) -> Self:
        """Adds `due`: the day on which each is due, a part that goes to a lead some days before the rest."""
        part = When(role=self.model.Role.SUPPORT, period__report__with_merging=True, then=F("period__parts_due_on"))
        return self.annotate(due=Case(part, default=F("period__due_on")))

    def with_timing(self) -> Self:
        """Adds `came`, what `ProgressUpdate.timing` is for one: whether each came in time, "" for what has not come."""
        timing = self.model.Timing
        return self.with_due_day().annotate(
            came=Case(
                When(Q(handed_in_at__isnull=True) | Q(state="draft"), then=Value("")),
                When(handed_in_at__gt=F("period__closed_at"), then=Value(timing.MADE_UP.value)),
                When(handed_in_at__date__lte=F("due"), then=Value(timing.ON_TIME.value)),
                default=Value(timing.LATE.value),
                output_field=CharField(),
            )
        )

    def made_up(self) -> Self:
        """What was handed in after its period had been closed (补报)."""
        return self.filter(state__in=self.model.HANDED_IN, handed_in_at__gt=F("period__closed_at"))

    def for_list(self) -> Self:
        """All that a row of a list shows, in one query."""
        return self.select_related("period", "item__report", "department", "via")
