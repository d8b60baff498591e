"""Who waits for whom: what a unit waits for from others, and what others wait for from it."""

from functools import partial

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .. import access
from ..models import Closing, Extension, Instruction, Objection, ProgressUpdate, Responsibility
from ..models.querysets import live
from ..pages.paging import first_of
from ..pages.tasks import Task, TaskLine
from ..rounds.words import spell_days_left, word_of
from ..rules.accepted import signed, with_predecessors

State = ProgressUpdate.State
EXCERPT = 80
SHOWN = 10
UNSENT = (State.EXPECTED, State.DRAFT, State.AWAITING_SIGN_OFF)


def waits_of(unit, *, on):
    """[Task] of what the unit waits for: parts for its reports, decisions on its requests, its reports with others.

    Every task lists its first `SHOWN` lines; those without any are left out. What stands in reports is told by their
    state alone, since the unit's words are not everybody's to read (`access.can_read_update`).
    """
    own = ProgressUpdate.objects.live().of_units([unit])
    tasks = [
        _updates(
            _("Parts of supporting units that are missing"),
            access.parts_led_by([unit], ProgressUpdate.objects.in_open_periods().silent()),
            on,
            by_others=True,
        ),
        _task(_("Requests not decided yet"), *_requests(unit)),
        _updates(_("Its parts with the lead"), own.filter(state=State.AWAITING_MERGE), on, is_settled=True),
        _updates(_("Its reports with the office"), own.filter(state=State.AWAITING_REVIEW), on, is_settled=True),
    ]
    return [task for task in tasks if task.count]


def owed_by(unit, *, on):
    """[Task] of what others wait for from the unit, as `waits_of` lists them."""
    own = ProgressUpdate.objects.live().of_units([unit])
    unsent = own.in_open_periods().filter(state__in=UNSENT)
    tasks = [
        _updates(_("Returned, to be corrected"), own.filter(state=State.RETURNED), on),
        _updates(_("Reports due"), unsent.steering(), on),
        _updates(_("Parts owed to leads"), unsent.parts(), on),
        _updates(
            _("Parts of others to be merged"),
            access.parts_led_by([unit], ProgressUpdate.objects.live().filter(state=State.AWAITING_MERGE)),
            on,
            by_others=True,
            is_settled=True,
        ),
        _task(_("Instructions to be answered"), _instructions(unit, on)),
        _task(_("To be signed for"), _unsigned(unit, on)),
    ]
    return [task for task in tasks if task.count]


def _task(title, *kinds):
    """A task of rows of the `kinds`, [(queryset in the order of urgency, what makes a line of a row)]."""
    lines, count = [], 0
    for rows, line_of in kinds:
        first, of_kind = first_of(rows, SHOWN)
        lines += map(line_of, first)
        count += of_kind
    return Task(title, "", count, "", lines=tuple(lines[:SHOWN]))


def _updates(title, updates, on, *, by_others=False, is_settled=False):
    """A task of updates, the most urgent first, of other units by their names; `is_settled`: they have been sent."""
    rows = updates.for_list().with_due_day()
    rows = rows.order_by("due", "item__report", "item__position", "department__position", "pk")
    return _task(title, (rows, lambda one: _update_line(one, on, by_others, is_settled)))


def _update_line(update, on, by_others, is_settled):
    days = (update.due - on).days
    return _line(
        update.item,
        signed(update.department) if by_others else "",
        update.period.name,
        _("due on %(date)s") % {"date": update.due.isoformat()},
        alert="" if is_settled else spell_days_left(days),
        is_late=days < 0,
        word=None if update.is_handed_in else word_of(update.state, ""),
    )


def _line(item, *facts, **options):
    return TaskLine(
        text=item.text,
        url=item.get_absolute_url(),
        number=item.display_number,
        report=item.report,
        facts=tuple(fact for fact in facts if fact),
        **options,
    )


def _requests(unit):
    """The kinds of the unit's requests that are open, as `_task` takes them, the oldest first of each."""
    open_ones = (
        (Extension, lambda row: f"{row.due_on.isoformat()} → {row.wanted_on.isoformat()}"),
        (Closing, lambda row: row.get_state_display()),
        (Objection, lambda row: row.get_kind_display()),
    )
    own = with_predecessors(unit.pk)
    for model, describe in open_ones:
        rows = model.objects.filter(live("item__report"), state__in=model.UNSETTLED, department__in=own)
        rows = rows.select_related("item__report")
        yield rows.order_by("at", "pk"), partial(_request_line, describe)


def _request_line(describe, row):
    asked = _("asked on %(date)s") % {"date": timezone.localdate(row.at).isoformat()}
    return _line(row.item, row._meta.verbose_name, describe(row), asked)


def _instructions(unit, on):
    rows = access.steered_by([unit], Instruction.objects.filter(live("item__report"), state=Instruction.State.OPEN))
    rows = rows.select_related("item__report", "by").order_by("due_on", "at", "pk")
    return rows, lambda row: _instruction_line(row, on)


def _instruction_line(row, on):
    days = (row.due_on - on).days if row.due_on else None
    return _line(
        row.item,
        str(row.by),
        Truncator(row.text).chars(EXCERPT),
        _("answer until %(date)s") % {"date": row.due_on.isoformat()} if row.due_on else "",
        alert="" if days is None else spell_days_left(days),
        is_late=days is not None and days < 0,
    )


def _unsigned(unit, on):
    rows = Responsibility.objects.filter(department=unit).unsigned(on).select_related("item__report")
    return rows.order_by("issued_on", "item__report", "item__position", "pk"), _unsigned_line


def _unsigned_line(row):
    issued = _("issued on %(date)s") % {"date": row.issued_on.isoformat()}
    return _line(row.item, row.get_role_display(), issued)
