"""A corrected file takes the place of its report's text, all or nothing.

Progress, notes, decisions of the supervision office and history stay with their items; only what the document itself
says differently is taken over.
"""

import itertools
from collections import defaultdict

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from departments import clock

from .. import history
from ..closing.ending import end_requests
from ..closing.requests import spell_ending
from ..closing.short import short_of
from ..issue.issuing import hand_out, issue_items
from ..messages.about_items import steering_units, tell_units
from ..models import HistoryEntry, Milestone, Responsibility, Target, WorkItem, WorkReport
from ..steps.recounting import recount
from .comparing import ABSENT, CHANGED, MISSING, NEW, SAME, compare, new_roles
from .creating import (
    create_chapters,
    create_items,
    create_responsibilities,
    create_targets,
    deadline_fields,
    item_fields,
    make_units,
    milestone_fields,
    names_of_new_units,
    require_applicable,
    require_fit,
    require_valid,
    take_report_data,
    target_fields,
)

# Set aside while numbers move between items, so that none is taken twice on the way.
_ASIDE = 10**8
# Rows written by one statement.
_AT_ONCE = 200


def apply_correction(report, plan, *, by, cancel=()):
    """Bring `report` to what `plan` says, all or nothing; returns the `Correction` that was carried out.

    `cancel` are keys of missing items to be cancelled; other missing items stay as they are, without a place in the
    text. Raises ImportRefused with a sentence; then nothing has been written.
    """
    require_applicable(plan, by=by)
    with transaction.atomic():
        report = WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
        correction = compare(report, plan)
        make_units(plan)
        chapters = _replace_chapters(report, plan)
        _set_numbers_aside(report)
        _update_items(correction, chapters)
        _keep_missing(correction, chapters, cancel, by=by)
        _create_new(report, correction, chapters)
        take_report_data(report, plan)
        require_valid(report, report.full_clean)
        report.save()
        _replace_units(report, correction)
        _bring_promises(correction)
        recount([change.item for change in correction.of_kind(CHANGED)])
        _record(report, correction, by=by)
    return correction


def _replace_chapters(report, plan):
    """The headings of the new text; one that is written as before keeps its key, and with it the links to its list."""
    keys = defaultdict(list)
    for chapter in report.chapters.order_by("position"):
        keys[chapter.literal].append(chapter.pk)
    report.items.update(chapter=None)
    for chapter in report.chapters.order_by("-position"):  # children first, for a chapter protects its parent
        chapter.delete()
    return create_chapters(report, plan.parsed, keys=keys)


def _set_numbers_aside(report):
    report.items.update(number=F("number") + _ASIDE)


def _update_items(correction, chapters):
    """Write what the document says; the version moves only where something changed for a reader."""
    changed, same = correction.of_kind(CHANGED), correction.of_kind(SAME)
    due = [change for change in changed if any(difference.name == "deadline" for difference in change.differences)]
    _write([(change.item, _document_fields(change, chapters)) for change in changed + same])
    _write([(change.item, deadline_fields(change.planned, change.item.due_on)) for change in due])
    keys = [change.item.pk for change in changed]
    for start in range(0, len(keys), _AT_ONCE):
        rows = WorkItem.objects.filter(pk__in=keys[start : start + _AT_ONCE])
        rows.update(version=F("version") + 1, updated_at=clock.now())


def _document_fields(change, chapters):
    """What the item takes from the document; what the office has changed and the document has not, stays."""
    item, stands = change.item, change.stands
    if item.chapter_id not in {None, *(chapter.pk for chapter in chapters)}:
        stands -= {"chapter"}
    fields = {**item_fields(change.planned, chapters), "published": {name: item.published[name] for name in stands}}
    if "number" in stands:
        stands |= {"clause"}
    return {name: getattr(item, name) if name in stands else value for name, value in fields.items()}


def _write(rows):
    """Write the fields of (WorkItem, {field: value}) rows, all of which have the same fields, and nothing else."""
    for item, fields in rows:
        for name, value in fields.items():
            setattr(item, name, value)
    if rows:
        items = require_fit([item for item, _fields in rows])
        WorkItem.objects.bulk_update(items, [*rows[0][1], "words"], batch_size=_AT_ONCE)


def _keep_missing(correction, chapters, cancel, *, by):
    """Items that the text does not hold stay behind all others, under heading and number as far as there are these."""
    planned = [change for change in correction.changes if change.planned]
    taken = {_number_of(change) for change in planned}
    free = itertools.count(max((number for number, _clause in taken), default=0) + 1)
    position = itertools.count(len(correction.plan.items) + 1)
    present, cancelled = {chapter.pk for chapter in chapters}, []
    for change in correction.of_kind(MISSING) + correction.of_kind(ABSENT):
        item = change.item
        number, clause = item.number, item.clause
        if (number, clause) in taken:
            number, clause = next(free), 1
        taken.add((number, clause))
        fields = {
            **{"start": 0, "text_start": 0, "text_end": 0, "end": 0, "position": next(position)},
            **{"number": number, "clause": clause},
            "chapter_id": item.chapter_id if item.chapter_id in present else None,
        }
        is_moved = (number, clause, fields["chapter_id"]) != (item.number, item.clause, item.chapter_id)
        short = None
        if item.pk in cancel and item.is_open and change.kind == MISSING:
            short = short_of(item)
            fields |= {"status": WorkItem.Status.CANCELLED, "ended_short": short}
            cancelled.append(item.pk)
        if change.kind == MISSING or is_moved:
            fields |= {"version": F("version") + 1, "updated_at": clock.now()}
            _record_missing(item, number, clause, fields["chapter_id"], short, by=by)
        WorkItem.objects.filter(pk=item.pk).update(**fields)
    _end(cancelled, by=by)


def _end(cancelled, *, by):
    """Tell the units of items (keys) that a correction has just cancelled, and end what they have asked for on them."""
    at, reason = clock.now(), _("Not in the corrected file.")
    for item in WorkItem.objects.filter(pk__in=cancelled).select_related("report").order_by("position"):
        tell_units(item, steering_units(item), spell_ending(item), text=reason, by=by, at=at)
    end_requests(cancelled, by=by, at=at, reason=reason)


def _number_of(change):
    """(number, clause) by which an item of the new text will go."""
    row = change.item if "number" in change.stands else change.planned
    return row.number, row.clause


def _record_missing(item, number, clause, chapter, short, *, by):
    """What became of the item; `short` is what it was short of where it is cancelled, else None."""
    is_cancelled = short is not None
    before = {"status": item.status} if is_cancelled else {}
    after = {"status": WorkItem.Status.CANCELLED, **short} if is_cancelled else {}
    moved = WorkItem(number=number, clause=clause).display_number
    if moved != item.display_number:
        before["number"], after["number"] = item.display_number, moved
    if chapter != item.chapter_id:
        before["chapter"], after["chapter"] = item.chapter.literal, ""
    history.record(
        HistoryEntry.Action.STATUS_CHANGED if is_cancelled else HistoryEntry.Action.ITEM_UPDATED,
        by=by,
        item=item,
        before=before,
        after=after,
        reason=_("The corrected file needs the number.") if item.is_by_hand else _("Not in the corrected file."),
    )


def _create_new(report, correction, chapters):
    planned = [change.planned for change in correction.of_kind(NEW)]
    items = create_items(report, planned, chapters, default_due_on=correction.plan.data.default_due_on)
    create_responsibilities(zip(items, planned, strict=True))
    create_targets(zip(items, planned, strict=True))
    if report.issued_on:
        issue_items(items, on=clock.today())


def _replace_units(report, correction):
    for change in correction.of_kind(CHANGED):
        if not any(difference.name == "units" for difference in change.differences):
            continue
        item = change.item
        rows = list(item.responsibilities.direct().select_related("department").order_by("position", "pk"))
        roles = new_roles(rows, change.planned)
        earlier = {row.department_id: row for row in item.responsibilities.all()}
        item.responsibilities.all().delete()
        new = [
            Responsibility(item=item, department=department, role=role, basis=basis, position=position, literal=literal)
            for position, (department, role, basis, literal) in enumerate(roles, start=1)
        ]
        Responsibility.objects.bulk_create(require_fit(new))
        if item.issued_on:
            hand_out(new, on=clock.today())
            _keep_signatures(item, earlier)


def _keep_signatures(item, earlier):
    """What a unit has received and signed for stays so; `earlier` is {department pk: its former row}."""
    rows = list(item.responsibilities.filter(department__in=earlier))
    for row in rows:
        was = earlier[row.department_id]
        row.issued_on = was.issued_on or row.issued_on
        row.signed_for_at, row.signed_for_by_id = was.signed_for_at, was.signed_for_by_id
    Responsibility.objects.bulk_update(rows, ["issued_on", "signed_for_at", "signed_for_by"])


def _bring_promises(correction):
    """Targets and milestones as the new text has them, and where it has them.

    A row keeps its key as long as the text counts the same thing; where the office entered rows itself, all stay.
    """
    for name, model, fields in (("targets", Target, target_fields), ("milestones", Milestone, milestone_fields)):
        present, placed = defaultdict(list), []
        for row in model.objects.filter(item__report=correction.report):
            present[row.item_id].append(row)
        for change in correction.of_kind(CHANGED) + correction.of_kind(SAME):
            rows = present[change.item.pk]
            if any(difference.name == name for difference in change.differences):
                read = getattr(change.planned.parsed, name)
                rows = _merge(model, change.item, rows, [fields(one) for one in read])
            placed += _place(rows, change.planned)
        model.objects.bulk_update(placed, ["start", "end"], batch_size=500)


def _merge(model, item, rows, wanted):
    """Make `rows` of the item what `wanted` (dicts of fields) says; returns the rows as they are then."""
    key = "label" if model is Target else "title"
    present = defaultdict(list)
    for row in rows:
        present[getattr(row, key)].append(row)
    merged = []
    for position, fields in enumerate(wanted, start=1):
        row = present[fields[key]].pop(0) if present[fields[key]] else model(item=item)
        for name, value in {**fields, "position": position}.items():
            setattr(row, name, value)
        merged.append(row)
    for gone in itertools.chain.from_iterable(present.values()):
        gone.delete()
    for row in require_fit(merged):
        row.save()
    return merged


def _place(rows, planned):
    """Point rows to where their words stand in the new text, or nowhere; returns them."""
    for row in rows:
        at = planned.parsed.text.find(row.literal.removesuffix("…")) if row.literal else -1
        row.start = None if at < 0 else planned.parsed.text_start + at
        row.end = None if at < 0 else row.start + len(row.literal.removesuffix("…"))
    return rows


def _record(report, correction, *, by):
    new_units = names_of_new_units(correction.plan)
    for change in correction.of_kind(CHANGED):
        history.record(
            HistoryEntry.Action.ITEM_UPDATED,
            by=by,
            item=change.item,
            before={difference.name: difference.before for difference in change.differences},
            after={difference.name: difference.after for difference in change.differences},
        )
    history.record(
        HistoryEntry.Action.REPORT_UPDATED,
        by=by,
        report=report,
        after={
            "title": report.title,
            **new_units,
            **{f"items_{kind}": str(n) for kind, n in correction.counts.items()},
        },
    )
