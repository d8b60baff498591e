"""The only writer of history entries."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments import clock
from departments.models import Department, User

from . import auditing, read_only
from .models import (
    Bulletin,
    ClockworkRun,
    Closing,
    Colour,
    ColumnKind,
    Extension,
    HistoryEntry,
    InstructionAnswer,
    Layout,
    LightRules,
    Objection,
    PlannedCurve,
    ProgressUpdate,
    Responsibility,
    Rhythm,
    SavedView,
    SecondFactor,
    SecondLook,
    Shortfall,
    WordTemplate,
    WorkItem,
    WorkReport,
)
from .models.bulletin import BulletinBlock
from .models.figure_lines import AWAITS, COMPLETION, JUDGED, LINES, NO_CHANGE, spell_lines
from .models.history import TAKEN_UP_BY
from .models.period import spell_key

ReturnedBy = ProgressUpdate.ReturnedBy


NOTE_SHOWN = 40

# Kept in the place of a password that was handed out or set by somebody else.
ONE_TIME = "one_time"

# Values that are kept as the word of a choice.
CHOICES: dict[str, dict[str, Any]] = {
    "objection": dict(Objection.Kind.choices),
    "request": {
        "extension": Extension._meta.verbose_name,
        "closing": Closing._meta.verbose_name,
        "answer": InstructionAnswer._meta.verbose_name,
        "objection": Objection._meta.verbose_name,
        "plan": PlannedCurve._meta.verbose_name,
    },
    "origin": dict(WorkItem.Origin.choices),
    "role": dict(Responsibility.Role.choices),
    "decision": dict(Objection.Decision.choices) | dict(Extension.State.choices),
    "status": dict(WorkItem.Status.choices),
    "looked_back": dict(SecondLook.Result.choices),
    "factor": dict(SecondFactor.Kind.choices),
    "returned_by": dict(ReturnedBy.choices),
    "rhythm": dict(Rhythm.choices),
    AWAITS: dict(ProgressUpdate.State.choices),
}

FLAGS = {
    field.name
    for model in (LightRules, WorkReport)
    for field in model._meta.concrete_fields
    if isinstance(field, BooleanField)
} | {"is_shared", NO_CHANGE}

# Why words that look secret were sent all the same, for the length of the step that takes them.
_sent_anyway = ContextVar("history_sent_anyway", default="")


@contextmanager
def sent_anyway(reason: str) -> Iterator[None]:
    """Within the block every entry keeps why its words were sent although they look secret; "" for nothing."""
    token = _sent_anyway.set(reason)
    try:
        yield
    finally:
        _sent_anyway.reset(token)


def record(
    action: HistoryEntry.Action,
    *,
    by: User | None,
    item: WorkItem | None = None,
    report: WorkReport | None = None,
    department: Department | None = None,
    person: User | None = None,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> HistoryEntry:
    """Write one entry. `by` is a user, or None for the system; `before` and `after` are flat dicts of texts.

    `person` is whose account or post it is about (`people.recording`).

    Call it inside the transaction of the change itself, so that neither exists without the other. Raises WorkflowError
    where the report can only be read (`read_only.require_change`): with the entry the whole change is refused.
    """
    entry = _entry(action, by, item, report, department, before, after, reason, at, person)
    entry.save(force_insert=True)
    auditing.of_history([entry])
    return entry


def record_each(
    action: HistoryEntry.Action,
    changes: list[tuple[WorkItem, dict[str, str], dict[str, str]]],
    *,
    by: User | None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> None:
    """Write an entry for every (item, before, after), in one go, as `record` would write each."""
    entries = [_entry(action, by, item, None, None, before, after, reason, at) for item, before, after in changes]
    auditing.of_history(HistoryEntry.objects.bulk_create(entries, batch_size=500))


def _entry(action, by, item, report, department, before, after, reason, at, person=None):
    about = report or (item.report if item else None)
    read_only.require_change(about, action)
    came_from = auditing.origin.get()
    if why := _sent_anyway.get():
        after = {**(after or {}), "sent_anyway": why}
    entry = HistoryEntry(
        at=at or clock.now(),
        by=by,
        post=by.post_label[:200] if by else "",
        action=action,
        item=item,
        report=about,
        department=department,
        person=person,
        before=before or {},
        after=after or {},
        reason=reason,
        request_id=came_from.request_id,
        address=came_from.address,
    )
    # The steps have just read the rows that it names; looking each of them up again would cost four queries.
    entry.full_clean(exclude=["by", "item", "report", "department", "person"])
    return entry


@dataclass(frozen=True)
class FieldChange:
    """One line of an entry in words: what changed, from what, to what ("" = nothing).

    With `is_units` before and after are lists of units, one a line.
    """

    label: str
    before: str
    after: str
    is_units: bool = False


def describe(entry):
    """Before and after of an entry, or of one as `Read`, as a list of `FieldChange` in the reader's language."""
    return spell_changes(entry.before, entry.after)


def spell_changes(before, after):
    """The same for two dicts of texts as `record` takes them, also of what has not been done yet."""
    names, changes = list(dict.fromkeys([*before, *after])), []
    for name in names:
        was, now = before.get(name, ""), after.get(name, "")
        if name in LINES:
            changes += [FieldChange(*line) for line in spell_lines(name, was, now)]
            continue
        # The due day of a reporting period is no deadline of an item.
        label = _("reports due on") if name == "due_on" and "period" in names else _label(name)
        changes.append(FieldChange(label, _spell(name, was), _spell(name, now), name == "units"))
    return changes


# What an entry's values are called; made once, for an export spells thousands of entries.
LABELS = {
    field.name: field.verbose_name
    for model in (LightRules, WorkReport, WorkItem)
    for field in model._meta.concrete_fields
} | {
    "units": gettext_lazy("units"),
    "note": gettext_lazy("progress note"),
    "department": gettext_lazy("department"),
    "items": gettext_lazy("work items"),
    "chapters": gettext_lazy("chapters"),
    "responsibilities": gettext_lazy("responsibilities"),
    "member_responsibilities": gettext_lazy("responsibilities of members"),
    "issued_on": gettext_lazy("issued on"),
    "title": gettext_lazy("title"),
    "targets": gettext_lazy("targets"),
    "shares": gettext_lazy("shares of targets"),
    "milestones": gettext_lazy("milestones"),
    "deadline": gettext_lazy("deadline"),
    "new_units": gettext_lazy("new units"),
    "new_aliases": gettext_lazy("new aliases"),
    "removed_units": gettext_lazy("units removed"),
    "removed_aliases": gettext_lazy("aliases removed"),
    "still_open": gettext_lazy("items not finished"),
    "items_new": gettext_lazy("new items"),
    "items_changed": gettext_lazy("changed items"),
    "items_missing": gettext_lazy("missing items"),
    "items_same": gettext_lazy("unchanged items"),
    "period": gettext_lazy("reporting period"),
    "related": gettext_lazy("related items"),
    "returned_by": gettext_lazy("stage"),  # also of an acceptance taken back, where nothing was returned
    TAKEN_UP_BY: gettext_lazy("taken up by"),
    "file": gettext_lazy("file"),
    "sent_anyway": gettext_lazy("sent although it looks secret"),
    "digest": gettext_lazy("digest"),
    "drafts_kept": gettext_lazy("reports begun and kept"),
    "objection": gettext_lazy("objection to"),
    "decision": gettext_lazy("decision"),
    "wanted_on": gettext_lazy("deadline asked for"),
    "figures": gettext_lazy("figures reached"),
    "verified": gettext_lazy("completion as verified, in percent"),
    COMPLETION: gettext_lazy("Completion"),
    JUDGED: gettext_lazy("completion reported"),
    NO_CHANGE: ProgressUpdate._meta.get_field("no_change").verbose_name,
    AWAITS: gettext_lazy("now stands at"),
    "instruction": gettext_lazy("instruction"),
    "meeting_decision": gettext_lazy("meeting decision"),
    "request": gettext_lazy("kind of request"),
    "role": gettext_lazy("role"),
    "answer": gettext_lazy("answer"),
    "answer_until": gettext_lazy("answer until"),
    "meeting": gettext_lazy("meeting"),
    "bulletin": Bulletin._meta.verbose_name,
    "template": WordTemplate._meta.verbose_name,
    "data_date": gettext_lazy("data date"),
    "addressed_to": gettext_lazy("addressed to"),
    "kept_blocks": gettext_lazy("blocks edited by hand and kept"),
    **{f"block_{block.value}": block.label for block in BulletinBlock},
    "about": gettext_lazy("about"),
    "plan": gettext_lazy("planned curve"),
    "starts_on": gettext_lazy("planned start"),
    "post": gettext_lazy("post"),
    "person": gettext_lazy("person"),
    "portfolio": gettext_lazy("portfolio"),
    "called_at": gettext_lazy("called at"),
    "said": gettext_lazy("what was said"),
    "from": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "units_taken_in": gettext_lazy("units in the file"),
    "people_taken_in": gettext_lazy("people in the file"),
    "people": gettext_lazy("people"),
    "username": gettext_lazy("user name"),
    "full_name": gettext_lazy("full name"),
    "contact": gettext_lazy("contact"),
    "password": gettext_lazy("password"),
    "factor": SecondFactor._meta.verbose_name,
    "factor_name": SecondFactor._meta.get_field("name").verbose_name,
    "codes_left": gettext_lazy("recovery codes left"),
    "sessions": gettext_lazy("sessions"),
    "members": gettext_lazy("Its members"),
    "members_from": gettext_lazy("effective from"),
    "year": gettext_lazy("year"),
    "document_number": gettext_lazy("document number"),
    "holidays": gettext_lazy("days off and working weekends"),
    "table_head": gettext_lazy("head of the table"),
    "columns": gettext_lazy("what its columns hold"),
    "ran_at": ClockworkRun._meta.get_field("ran_at").verbose_name,
    "second_look": SecondLook._meta.get_field("due_on").verbose_name,
    "looked_back": SecondLook._meta.verbose_name,
    "view": SavedView._meta.verbose_name,
    "layout": Layout._meta.verbose_name,
    "layout_columns": Layout._meta.get_field("columns").verbose_name,
    "layout_widths": Layout._meta.get_field("widths").verbose_name,
    "title_line": Layout._meta.get_field("title_line").verbose_name,
    "paper": Layout._meta.get_field("paper").verbose_name,
    "is_shared": SavedView._meta.get_field("is_shared").verbose_name,
    "asked_anyway": Closing._meta.get_field("anyway").verbose_name,
    **{kind.value: kind.label for kind in Shortfall},
}


def _label(name):
    # An entry outlives the fields of its day: what is not known any more shows by its own name.
    return str(LABELS.get(name, name))


def _spell(name, value):
    if name == "note":  # it stands in full among the notes
        return Truncator(value).chars(NOTE_SHOWN)
    if name in (COMPLETION, JUDGED):
        return f"{value}%" if value else ""
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name == "period":
        return spell_key(value)
    if name == "password":  # never the password itself: what kind it is
        return _("one-time, to be changed at the first sign-in") if value == ONE_TIME else value
    if name == "contact":  # which of them were entered, not what they say
        return "、".join(str(User._meta.get_field(field).verbose_name) for field in value.split())
    if name == "columns":
        kinds = dict(ColumnKind.choices)
        return "、".join(str(kinds.get(kind, kind)) for kind in value.split())
    if name == "plan":
        return "\n".join(_spell_curve(line) for line in value.splitlines())
    if name in FLAGS:
        return {"True": _("yes"), "False": _("no")}.get(value, value)
    if name == "looks":
        colours = dict(Colour.choices)
        lines = (line.partition(":") for line in value.splitlines())
        return "\n".join(
            f"{colours.get(colour, colour)}：{' '.join(own.rsplit(':', 1))}" for colour, _colon, own in lines
        )
    if name == "units":
        roles = dict(Responsibility.Role.choices)
        lines = (line.partition(":") for line in value.splitlines())
        return "\n".join(f"{roles.get(role, role)} {unit}" for role, _colon, unit in lines)
    return value


def _spell_curve(line):
    """A line of `plans.planning.spell`: what is planned, "%" for the item itself, and its points."""
    label, _colon, points = line.rpartition(": ")
    label = _("Completion") if label == "%" else label
    return _("%(label)s: %(value)s") % {"label": label, "value": points.replace("; ", _("; "))}
