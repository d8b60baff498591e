"""What the page of one progress update shows; in few queries."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from departments.models import Department

from .. import access, history, read_only
from ..models import HistoryEntry, ProgressUpdate, WorkItem
from ..pages.entries import for_reader
from ..rounds.words import spell_carried_on, spell_days_left, spell_waiting_parts
from ..rules import parts
from ..rules.accepted import accounts, earlier, signed, with_predecessors
from ..rules.account import Standing
from ..rules.judged import last_completion
from ..rules.last_words import First, firsts_of
from ..rules.said import LastValue
from ..rules.shares import spell_last
from . import counted, drafting
from .on_targets import figures_of, is_part_of, last_values_for, steps_of, sums_of
from .returning import who_writes
from .undoing import can_be_undone
from .verifying import is_added_up

State = ProgressUpdate.State
HISTORY_SHOWN = 50


@dataclass(frozen=True)
class UpdateLine:
    """One unit's update in a list: its words only where the reader may read them."""

    update: ProgressUpdate
    is_readable: bool
    is_own: bool = False
    is_silent: bool = False

    @property
    def name(self):
        """The tick box of a part in the report of its lead."""
        return f"{drafting.PART}{self.update.pk}"

    @property
    def values(self):
        return [str(value) for value in self.update.values.all()] if self.is_readable else []

    def value_of(self, target):
        """What the unit has handed in on the target, for who may read it; None for nothing."""
        if not (self.is_readable and self.update.is_handed_in):
            return None
        return next((value.value for value in self.update.values.all() if value.target_id == target.pk), None)


@dataclass(frozen=True)
class CollectiveUpdates:
    """The members of a collective: who has reported, the sum of each target, who is missing."""

    department: Department
    lines: list
    sums: list  # [(Target, sum in words, share in words)] of what was handed in

    @property
    def has_own(self):
        return any(line.is_own for line in self.lines)

    @property
    def answered(self):
        return sum(line.update.is_handed_in for line in self.lines)

    @property
    def missing(self):
        return [line.update.department for line in self.lines if not line.update.is_handed_in]


@dataclass(frozen=True)
class Acts:
    """What the reader may do with the update as it stands."""

    write: bool
    no_change: bool
    signs_at_once: bool
    take_back: bool
    sign_off: bool
    accept: bool
    review: bool
    send_back: bool
    undo: bool
    chase_parts: bool = False
    why_no_sign_off: str = ""

    @property
    def any_decision(self):
        decides = self.sign_off or self.accept or self.send_back or self.take_back or self.undo
        return self.why_no_sign_off or decides


@dataclass(frozen=True)
class UpdatePage:
    """All that the page of one update shows; `following` is what the reader's units have to write next.

    `completion` is what the update comes to as it stands, before anything has been saved, too;
    `last_completion` is what the unit judged last time, for who writes, and where it is carried on.
    """

    update: ProgressUpdate
    on: datetime.date
    acts: Acts
    earlier: ProgressUpdate | None
    first: First | None  # of what it is the first report, without an earlier one
    figures: list
    steps: list
    is_computed: bool
    completion: Decimal | None
    last_completion: LastValue | None
    parts: list
    waiting: list
    set_aside: list
    collectives: list
    correction: Standing | None
    twins: list
    files: list
    history: list
    later: ProgressUpdate | None
    following: ProgressUpdate | None
    goes_on: ProgressUpdate | None = None  # of a unit that was merged: its successor's report in the period

    @property
    def written_last_completion(self):
        return spell_last(self.last_completion, "%") if self.last_completion else ""

    @property
    def carried_on(self):
        """That the completion was carried on, and whose it was if not the unit's own."""
        return spell_carried_on("、".join(self.last_completion.former) if self.last_completion else "")

    @property
    def due_to_lead(self):
        """Whether the day that counts is the one on which a part is due to the lead."""
        return self.update.is_part and self.update.period.report.with_merging

    @property
    def silent_parts(self):
        """The parts of supporting units that nobody has handed in yet."""
        return [line.update for line in self.parts if not line.update.is_handed_in]

    @property
    def lost_values(self):
        """Values whose targets have been removed since."""
        return [value for value in self.update.values.all() if value.target_id is None]

    @property
    def waiting_words(self):
        return spell_waiting_parts(len(self.waiting), [signed(part.department) for part in self.waiting])

    @property
    def days_left(self):
        return (self.update.due_on - self.on).days

    @property
    def time_left(self):
        return spell_days_left(self.days_left)


def fetch(pk):
    """The update with all that its page names; raises ProgressUpdate.DoesNotExist."""
    rows = ProgressUpdate.objects.select_related("period", "item__report", "item__chapter", "department", "via")
    rows = rows.select_related("saved_by", "sent_by", "signed_by", "reviewed_by")
    return drafting.of_one_report(rows.get(pk=pk))


def page_of(update, user, *, on):
    """The `UpdatePage` of an update (from `fetch`) for a person who may read it."""
    prefetch_related_objects(
        [update], "values__target", "unavailable", "milestones", "item__targets", "item__milestones"
    )
    before = earlier(update)
    if before and not (access.can_write_update(user, update) or access.can_read_update(user, before)):
        before = None
    if before:
        prefetch_related_objects([before], "milestones")
    acts = _acts(update, user, before)
    lines = _lines(_siblings(update, user), user, on)
    collectives = _collectives(update, lines)
    contributed = [line for line in lines if is_part_of(line.update, update) and line.update.via_id is None]
    known = figures_of(update, last_values_for(update, user), collectives, contributed, planned=acts.write)
    return UpdatePage(
        update=update,
        on=on,
        acts=acts,
        earlier=before,
        first=firsts_of([update])[update.pk] if before is None else None,
        figures=known,
        steps=steps_of(update, before),
        is_computed=counted.is_computed(update),
        completion=counted.shown_completion(update),
        last_completion=last_completion(update) if acts.write or update.completion_answer else None,
        parts=contributed,
        waiting=_waiting(update) if acts.no_change else [],
        set_aside=_set_aside(update) if access.can_write_update(user, update) else [],
        collectives=collectives,
        correction=_correction(update),
        twins=_twins(update) if acts.write else [],
        files=_files(update, user),
        history=_history(update, user),
        later=_later(update) if acts.write and update.period.is_closed else None,
        following=_following(update, user) if access.can_write_update(user, update) and not acts.write else None,
        goes_on=who_writes(update)[1] if update.department.successor_id else None,
    )


def _files(update, user):
    """The files of the update, for who may open them."""
    files = list(update.attachments.filter(removed_at__isnull=True).select_related("by", "item"))
    for file in files:
        file.update = update
    return files if files and access.can_read_attachment(user, files[0]) else []


def _correction(update):
    """The office's own percentage for the unit that stands, set on an earlier report than this one; or None."""
    if update.is_part or is_added_up(update):
        return None
    merged = Department.objects.acting()
    unit = merged[update.department_id].pk if update.department_id in merged else update.department_id
    account = accounts([update.item], merged)[update.item_id]
    standing = account.standing_for(unit, list(update.item.targets.all()))
    is_earlier = standing and all(
        one.update != update.pk and one.origin.end_on <= update.period.end_on for one in standing.by
    )
    return standing if is_earlier else None


def labels(update):
    """{name of a field: what the page calls it}."""
    fields = {name: ProgressUpdate._meta.get_field(name).verbose_name for name in drafting.FIELDS}
    values = {f"{drafting.VALUE}{target.pk}": target.label for target in update.item.targets.all()}
    values |= {f"{drafting.BLANK}{target.pk}": target.label for target in update.item.targets.all()}
    days = {f"{drafting.MILESTONE}{one.pk}": one.title for one in update.item.milestones.all()}
    offered = parts.offered(update).select_related("department")
    return fields | values | days | {f"{drafting.PART}{part.pk}": signed(part.department) for part in offered}


def gone_label(name):
    """What the page calls a field whose row is not there any more."""
    if name.startswith(drafting.PART):
        return _("a part that cannot be taken up any more")
    return _("a target that has been removed since")


# What nobody does with a report that can only be read.
NOTHING = Acts(*[False] * 9)


def _acts(update, user, before):
    if not read_only.can_change(update.item.report):
        return NOTHING
    writes = access.can_write_update(user, update)
    signs = writes and access.can_sign_off(user, update)
    reviews = access.can_review(user) and update.state in (State.AWAITING_MERGE, State.AWAITING_REVIEW)
    takes_up = update.state == State.AWAITING_MERGE and access.can_take_up(user, update)
    write = writes and update.is_writable
    untouched = update.state == State.EXPECTED or (update.state == State.DRAFT and drafting.is_blank(update))
    awaits_head = update.state == State.AWAITING_SIGN_OFF
    return Acts(
        write=write,
        no_change=write and before is not None and untouched,
        signs_at_once=writes
        and update.period.report.with_sign_off
        and access.signs_at_once(user, update.department_id, update.item),
        take_back=writes and update.state in ProgressUpdate.WAITING,
        sign_off=signs and awaits_head,
        accept=reviews or takes_up,
        review=reviews,
        send_back=reviews or takes_up or (awaits_head and access.heads(user, update.department_id)),
        undo=access.can_review(user) and can_be_undone(update),
        chase_parts=update.period.is_open and access.can_chase_parts(user, update),
        why_no_sign_off=access.why_no_sign_off(user, update) if awaits_head else "",
    )


def _siblings(update, user):
    """All updates on the item in the period that are still asked for, in the order of roles and units."""
    rows = access.with_readable(user, update.item.updates.asked_for().filter(period=update.period_id))
    rows = rows.select_related("department", "via")
    found = list(rows.prefetch_related("values__target").order_by("department__position", "department"))
    for row in found:
        row.item, row.period = update.item, update.period
    return sorted(found, key=lambda row: ProgressUpdate.ROLE_ORDER.index(row.role))


def _lines(updates, user, on):
    return [
        UpdateLine(
            one,
            is_readable=one.is_readable,
            is_own=access.can_write_update(user, one),
            is_silent=_is_silent(one, on),
        )
        for one in updates
    ]


def _is_silent(update, on):
    """The unit has let the day of its own pass without handing anything in."""
    return not update.is_handed_in and on > update.due_on


def _collectives(update, lines):
    """The collectives whose members report beside this unit, or as parts to it."""
    groups = {}
    for line in lines:
        if line.update.via_id and (line.update.via_id == update.via_id or is_part_of(line.update, update)):
            groups.setdefault(line.update.via, []).append(line)
    targets = [target for target in update.item.targets.all() if not target.per]
    return [CollectiveUpdates(whole, members, sums_of(targets, members)) for whole, members in groups.items()]


def _waiting(update):
    """The parts over which a lead would say that nothing has changed."""
    return list(parts.waiting(update).select_related("department"))


def _set_aside(update):
    """What units merged into this one had written in the period and is kept aside, for its people to read."""
    rows = update.item.updates.filter(period=update.period_id, state=State.DROPPED, department__successor__isnull=False)
    rows = list(rows.select_related("department").prefetch_related("values__target").order_by("department", "pk"))
    units = with_predecessors(update.department_id) if rows else ()
    return [row for row in rows if row.department_id in units]


def _twins(update):
    """Related items on which the unit has nothing begun in this period: one report can serve for them too."""
    return list(
        WorkItem.objects.filter(
            related=update.item_id,
            updates__period=update.period_id,
            updates__department=update.department_id,
            updates__state=State.EXPECTED,
        )
        .only("pk", "number", "clause", "text", "report")
        .order_by("position")
    )


def _history(update, user):
    """[(Read, changes)] of what the unit and others did with this update, newest first."""
    entries = HistoryEntry.objects.filter(item=update.item_id, department=update.department_id)
    if update.period.opened_at:
        entries = entries.filter(at__gte=update.period.opened_at)
    key = update.period.key
    found = [entry for entry in entries.select_related("by") if entry.after.get("period") == key]
    return [(read, _changes(read)) for read in for_reader(found[:HISTORY_SHOWN], user)]


def _changes(entry):
    """What an entry changed; the period is that of the page."""
    return history.spell_changes(entry.before, {name: value for name, value in entry.after.items() if name != "period"})


def _later(update):
    """The unit's update on the item in a later period that is open now."""
    rows = ProgressUpdate.objects.in_open_periods().filter(
        item=update.item_id, department=update.department_id, period__start_on__gt=update.period.start_on
    )
    return rows.select_related("period").order_by("period__start_on").first()


def _following(update, user):
    """What the reader's units have to write next in open periods, the most urgent first."""
    rows = ProgressUpdate.objects.of_units(access.own_departments(user)).in_open_periods().writable()
    rows = rows.exclude(pk=update.pk).for_list().order_by("period__due_on", "item__position", "pk")
    return rows.first()
