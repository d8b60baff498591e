"""ParsedReport + database -> ImportPlan (what would happen) -> a report with its items, all or nothing."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from departments.models import Department, DepartmentAlias

from . import access, history
from .models import Chapter, HistoryEntry, Responsibility, WorkItem, WorkReport
from .report_text import ParsedReport


class ImportRefused(Exception):
    """The plan cannot be applied. The text is a sentence for the person who tried."""


@dataclass(frozen=True)
class ReportData:
    """What the document does not say about itself: see `WorkReport` for the meanings."""

    year: int
    title: str
    issuer: str = ""
    document_number: str = ""
    source_name: str = ""
    remark: str = ""
    default_due_on: datetime.date | None = None


@dataclass(frozen=True)
class ImportPlan:
    """A parse matched with the units of the database. `units` maps each written name to a unit or None."""

    parsed: ParsedReport
    data: ReportData
    units: dict = field(default_factory=dict)

    @property
    def unknown_units(self):
        """Names that no unit goes by, in the order of the text."""
        return [name for name, department in self.units.items() if department is None]


def plan_import(parsed, data):
    """Match the units of a parse by name, short name or alias; writes nothing."""
    known = departments_by_name()
    names = dict.fromkeys(unit.name for item in parsed.items for unit in item.responsibilities)
    return ImportPlan(parsed=parsed, data=data, units={name: known.get(name) for name in names})


def departments_by_name():
    """{every name a unit goes by: Department}, merged units left out; a full name beats an alias.

    A short name that several units share is none.
    """
    standing = Department.objects.standing()
    known = {
        alias.name: alias.department
        for alias in DepartmentAlias.objects.filter(department__in=standing).select_related("department")
    }
    departments = list(standing)
    bearers = Counter(unit.short_name for unit in departments if unit.short_name)
    known.update({unit.short_name: unit for unit in departments if bearers[unit.short_name] == 1})
    known.update({unit.name: unit for unit in departments})
    return known


def apply_import(plan, *, by):
    """Create report, chapters, items and responsibilities in one transaction; returns the WorkReport.

    `by` None stands for the system at the first start. Raises ImportRefused with a sentence; then
    nothing has been written.
    """
    if by is not None and not access.can_supervise(by):
        raise ImportRefused(_("Only the supervision office imports reports."))
    if not plan.parsed.items:
        raise ImportRefused(_("No work item was found in the text."))
    if plan.unknown_units:
        raise ImportRefused(
            _("These units are not known: %(names)s. Add them or make the names aliases, then import again.")
            % {"names": "、".join(plan.unknown_units)}
        )
    _require_numbers(plan.parsed)
    with transaction.atomic():
        report = _create_report(plan)
        chapters = _create_chapters(report, plan.parsed)
        items = _create_items(report, plan, chapters)
        responsibilities = _create_responsibilities(items, plan)
        history.record(
            HistoryEntry.Action.REPORT_IMPORTED,
            by=by,
            report=report,
            after={
                "title": report.title,
                "items": str(len(items)),
                "chapters": str(len(chapters)),
                "responsibilities": str(len(responsibilities)),
            },
        )
    return report


def _require_numbers(parsed):
    """Refuse items without a number, and a number that comes twice: neither could be quoted by it."""
    seen = set()
    for item in parsed.items:
        if item.number is None:
            raise ImportRefused(_("The item in line %(line)s has no number.") % {"line": item.line})
        if (item.number, item.clause) in seen:
            raise ImportRefused(
                _("The number %(number)s comes a second time in line %(line)s; number the items through.")
                % {"number": item.number, "line": item.line}
            )
        seen.add((item.number, item.clause))


def _require_valid(row, check, **options):
    """Run a `check` of the row; what it finds becomes a sentence that names the row and its fields."""
    try:
        check(**options)
    except ValidationError as error:
        labels = {field.name: f"{field.verbose_name}: " for field in row._meta.fields}
        problems = "; ".join(labels.get(name, "") + " ".join(said) for name, said in error.message_dict.items())
        raise ImportRefused(
            _("%(row)s cannot be imported: %(problems)s")
            % {"row": Truncator(row).chars(40) or row._meta.verbose_name, "problems": problems}
        ) from error


def _require_fit(rows):
    """Check rows that are written in bulk: PostgreSQL refuses what is too long, SQLite would keep it."""
    for row in rows:
        relations = {field.name for field in row._meta.fields if field.is_relation}
        _require_valid(row, row.clean_fields, exclude=relations)
    return rows


def _create_report(plan):
    data, parsed = plan.data, plan.parsed
    report = WorkReport(
        year=data.year,
        title=data.title,
        issuer=data.issuer,
        document_number=data.document_number,
        source_name=data.source_name,
        source_text=parsed.source,
        lead_rule=parsed.lead_rule,
        default_due_on=data.default_due_on,
        remark=data.remark,
    )
    _require_valid(report, report.full_clean)
    report.save()
    return report


def _create_chapters(report, parsed):
    """The headings in document order; a parent stands before its children."""
    chapters = []
    for position, heading in enumerate(parsed.chapters, start=1):
        parent = None if heading.parent is None else chapters[heading.parent]
        chapter = Chapter(
            report=report,
            parent=parent,
            label=heading.label,
            title=heading.title,
            literal=heading.literal,
            position=position,
            start=heading.start,
            end=heading.end,
        )
        chapter.path = (parent.path if parent else "") + chapter.step_path()
        _require_fit([chapter])
        chapter.save()
        chapters.append(chapter)
    return chapters


def _create_items(report, plan, chapters):
    items = []
    for position, parsed in enumerate(plan.parsed.items, start=1):
        deadline = parsed.deadline
        items.append(
            WorkItem(
                report=report,
                chapter=None if parsed.chapter is None else chapters[parsed.chapter],
                position=position,
                number=parsed.number,
                number_literal=parsed.number_literal,
                clause=parsed.clause,
                text=parsed.text,
                start=parsed.start,
                text_start=parsed.text_start,
                text_end=parsed.text_end,
                end=parsed.end,
                due_on=(deadline and deadline.date) or plan.data.default_due_on,
                due_text=deadline.literal if deadline else "",
            )
        )
    return WorkItem.objects.bulk_create(_require_fit(items))


def _create_responsibilities(items, plan):
    rows = []
    for item, parsed in zip(items, plan.parsed.items, strict=True):
        standing = set()
        for position, unit in enumerate(parsed.responsibilities, start=1):
            department = plan.units[unit.name]
            if department.pk in standing:  # named twice, e.g. by its name and by an alias
                continue
            standing.add(department.pk)
            rows.append(
                Responsibility(
                    item=item,
                    department=department,
                    role=unit.role,
                    basis=unit.basis,
                    position=position,
                    literal=unit.literal,
                )
            )
    return Responsibility.objects.bulk_create(_require_fit(rows))
