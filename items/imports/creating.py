"""ImportPlan -> a report with its items, all or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from departments.models import Department, DepartmentAlias

from .. import access, history
from ..models import Chapter, HistoryEntry, Milestone, Responsibility, SourceText, Target, WorkItem, WorkReport
from .errors import ImportRefused

# What a document says in full may be longer than its column: what is kept is a label, the text itself stays whole.
LABEL_LIMIT = Target._meta.get_field("label").max_length
LITERAL_LIMIT = Target._meta.get_field("literal").max_length
DUE_LIMIT = WorkItem._meta.get_field("due_text").max_length
TITLE_LIMIT = Milestone._meta.get_field("title").max_length


def apply_import(plan, *, by):
    """Create report, chapters, items, responsibilities and targets in one transaction; returns the WorkReport.

    New units and aliases come with it. `by` None stands for the system at the first start. Raises ImportRefused with a
    sentence; then nothing has been written.
    """
    require_applicable(plan, by=by)
    with transaction.atomic():
        make_units(plan)
        report = _create_report(plan)
        chapters = create_chapters(report, plan.parsed)
        items = create_items(report, plan.items, chapters, default_due_on=plan.data.default_due_on)
        responsibilities = create_responsibilities(zip(items, plan.items, strict=True))
        create_targets(zip(items, plan.items, strict=True))
        history.record(
            HistoryEntry.Action.REPORT_IMPORTED,
            by=by,
            report=report,
            after={
                "title": report.title,
                "items": str(len(items)),
                "chapters": str(len(chapters)),
                "responsibilities": str(len(responsibilities)),
                **names_of_new_units(plan),
            },
        )
    return report


def require_applicable(plan, *, by):
    """Refuse unless the person may import and nothing in the plan waits to be settled."""
    if by is not None and not access.can_supervise(by):
        raise ImportRefused(access.ONLY_OFFICE_IMPORTS)
    if plan.unknown_units:
        raise ImportRefused(
            _("These units are not known: %(names)s. Add them or make the names aliases, then import again.")
            % {"names": "、".join(plan.unknown_units)}
        )
    if plan.blocking:
        raise ImportRefused(" ".join(found.sentence for found in plan.blocking[:3]))


def make_units(plan):
    """Create the plan's new units and aliases; the planned rows then hold saved units."""
    last = Department.objects.order_by("-position").values_list("position", flat=True).first() or 0
    for position, department in enumerate(plan.new, start=last + 1):
        department.position = position
        require_valid(department, department.full_clean)
        department.save()
    for name, department in plan.aliases.items():
        alias = DepartmentAlias(department=department, name=name)
        require_valid(alias, alias.full_clean)
        alias.save()


def names_of_new_units(plan):
    """What the history says of what came with an import: {"new_units": "…、…", "new_aliases": "…"}, or less."""
    made = {"new_units": "、".join(unit.name for unit in plan.new), "new_aliases": "、".join(plan.aliases)}
    return {name: names for name, names in made.items() if names}


def require_valid(row, check, **options):
    """Run a `check` of the row; what it finds becomes a sentence that names the row and its fields."""
    try:
        check(**options)
    except ValidationError as error:
        labels = {field.name: field.verbose_name for field in row._meta.fields}
        said = [(labels.get(name), " ".join(sentences)) for name, sentences in error.message_dict.items()]
        problems = _("; ").join(
            _("%(label)s: %(value)s") % {"label": label, "value": value} if label else value for label, value in said
        )
        raise ImportRefused(
            _("%(row)s cannot be imported: %(problems)s")
            % {"row": Truncator(row).chars(40) or row._meta.verbose_name, "problems": problems}
        ) from error


def require_fit(rows):
    """Check rows that are written in bulk: PostgreSQL refuses what is too long, SQLite would keep it."""
    for row in rows:
        relations = {field.name for field in row._meta.fields if field.is_relation}
        require_valid(row, row.clean_fields, exclude=relations)
    return rows


def _create_report(plan):
    report = WorkReport()
    take_report_data(report, plan)
    require_valid(report, report.full_clean)
    report.save()
    return report


def take_report_data(report, plan):
    """Give the report what the document says and what was said about it; the text itself is written at once."""
    data, parsed = plan.data, plan.parsed
    report.year, report.default_due_on = data.year, data.default_due_on
    report.title, report.issuer, report.document_number = data.title, data.issuer, data.document_number
    report.source_name, report.lead_rule = data.source_name, parsed.lead_rule
    report.remark = data.remark
    _keep_text(report, parsed.source)


def _keep_text(report, text):
    """Write the text into the row that the report has for it; a report not saved yet gets one."""
    source = report.source if report.source_id else SourceText()
    source.text = text
    require_valid(source, source.full_clean)
    source.save()
    report.source = source


def create_chapters(report, parsed, keys=None):
    """The headings in document order; a parent stands before its children.

    `keys` is {heading as written: [primary keys to use for it]}, for headings that were there before.
    """
    keys, chapters = keys or {}, []
    for position, heading in enumerate(parsed.chapters, start=1):
        parent = None if heading.parent is None else chapters[heading.parent]
        chapter = Chapter(
            pk=keys[heading.literal].pop(0) if keys.get(heading.literal) else None,
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
        require_fit([chapter])
        chapter.save(force_insert=True)
        chapters.append(chapter)
    return chapters


def create_items(report, planned, chapters, *, default_due_on):
    """A row for every PlannedItem; returns them in order."""
    items = [
        WorkItem(
            report=report,
            remark=row.remark,
            **item_fields(row, chapters),
            **deadline_fields(row, default_due_on),
        )
        for row in planned
    ]
    return WorkItem.objects.bulk_create(require_fit(items))


def item_fields(row, chapters):
    """What a WorkItem takes from the document, its deadline aside."""
    parsed = row.parsed
    return {
        "chapter": None if parsed.chapter is None else chapters[parsed.chapter],
        "position": row.position,
        "number": row.number,
        "number_literal": parsed.number_literal,
        "clause": row.clause,
        "text": parsed.text,
        "start": parsed.start,
        "text_start": parsed.text_start,
        "text_end": parsed.text_end,
        "end": parsed.end,
        "leaders": "、".join(parsed.leaders),
        "group": row.group,
    }


def deadline_fields(row, default_due_on):
    """The deadline as written, and its day or the report's default."""
    deadline = row.parsed.deadline
    return {
        "due_on": (deadline and deadline.date) or default_due_on,
        "due_text": Truncator(deadline.literal).chars(DUE_LIMIT) if deadline else "",
    }


def create_responsibilities(pairs):
    """The units as written for (WorkItem, PlannedItem) pairs; returns the rows."""
    rows = [
        Responsibility(
            item=item,
            department=unit.department,
            role=unit.role,
            basis=unit.basis,
            position=position,
            literal=unit.literal,
        )
        for item, planned in pairs
        for position, unit in enumerate(planned.units, start=1)
    ]
    return Responsibility.objects.bulk_create(require_fit(rows))


def create_targets(pairs):
    """Targets and milestones as read from the text for (WorkItem, PlannedItem) pairs."""
    targets, milestones = [], []
    for item, planned in pairs:
        for position, target in enumerate(planned.parsed.targets, start=1):
            targets.append(Target(item=item, position=position, **target_fields(target)))
        for position, milestone in enumerate(planned.parsed.milestones, start=1):
            milestones.append(Milestone(item=item, position=position, **milestone_fields(milestone)))
    Target.objects.bulk_create(require_fit(targets))
    Milestone.objects.bulk_create(require_fit(milestones))


def target_fields(target):
    """The fields of a Target row for a ParsedTarget."""
    return {
        "label": Truncator(target.label).chars(LABEL_LIMIT),
        "number": target.number,
        "upper": target.upper,
        "unit": target.unit,
        "comparator": target.comparator,
        "per": target.per,
        "literal": Truncator(target.literal).chars(LITERAL_LIMIT),
        "start": target.start,
        "end": target.end,
        "basis": Target.Basis.PARSED,
    }


def milestone_fields(milestone):
    """The fields of a Milestone row for a ParsedMilestone."""
    return {
        "title": Truncator(milestone.title).chars(TITLE_LIMIT),
        "due_on": milestone.deadline and milestone.deadline.date,
        "literal": Truncator(milestone.literal).chars(LITERAL_LIMIT),
        "start": milestone.start,
        "end": milestone.end,
        "basis": Milestone.Basis.PARSED,
    }
