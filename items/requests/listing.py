"""Everything that was asked or instructed, as lists: one table, one filter and one workbook for each kind.

A page and its workbook are made of the same rows and columns. What has not left a unit is on nobody else's list.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.folding import folded
from departments.models import User

from .. import access
from ..models import Extension, Instruction, InstructionAnswer, Objection, WorkItem
from ..models.querysets import passed
from ..models.supervision import Signable
from ..models.words import words_of
from ..pages.addresses import LinkedCount, address, item_part
from ..rules.accepted import with_predecessors
from ..sheets.tables import CENTRED, DATE, TEXT
from .instructing import part_of

# What is not settled yet, whatever it is called among the states of its kind.
UNDONE = "undone"


@dataclass(frozen=True)
class Heading:
    """A column: its heading, its width and style in the workbook, and what stands in it for a row."""

    label: Any
    width: int
    value: Callable[[Any], Any]
    style: str = TEXT

    @property
    def is_day(self):
        return self.style == DATE


@dataclass(frozen=True)
class Kind:
    """One kind of request: its list is at the address `name`_list, its rows lead to `part` of the item's page.

    `unsettled` are the states in which somebody still has to act, `kinds` the choices of the filter of that name;
    `columns` come between the unit and the state.
    """

    name: str
    model: Any
    title: Any
    empty: Any
    unsettled: tuple
    columns: tuple
    part: Callable[[Any], str]
    kinds: tuple = ()
    related: tuple = ()
    has_due_day: bool = False

    @property
    def list_name(self):
        return f"{self.name}_list"

    @property
    def export_name(self):
        return f"{self.name}_export"

    @property
    def csv_name(self):
        return f"{self.name}_csv"

    @property
    def states(self):
        """The choices of the filter by state, without those that only its unit knows."""
        known = [choice for choice in self.model.State.choices if choice[0] not in Signable.WITHIN_UNIT]
        return [(UNDONE, _("Not settled yet")), *known]


@dataclass(frozen=True)
class Line:
    """One row as page and workbook show it."""

    row: Any
    url: str
    cells: list
    state: str
    is_unsettled: bool
    is_late: bool


def rows_of(kind, user):
    """The rows of the kind that the person may know of, with all that a line shows."""
    rows = kind.model.objects.all()
    if issubclass(kind.model, Signable):
        rows = access.with_readable_requests(user, rows)
    return rows.select_related("item__report", "by", *kind.related)


def of_unit(kind, rows, units):
    """Those of the rows that a unit among `units` asks, or has to answer."""
    if kind.model is Instruction:
        return access.steered_by(units, rows)
    return rows.filter(department__in=set().union(*(with_predecessors(unit.pk) for unit in units)))


def in_state(kind, rows, state):
    return rows.filter(state__in=kind.unsettled) if state == UNDONE else rows.filter(state=state)


def late(rows, on):
    """Instructions and meeting decisions that nobody has answered by the day set for it, of items under way then."""
    return rows.filter(passed(on, report="item__report"), state=Instruction.State.OPEN)


def saying(rows, query):
    """Those that hold every word: in what was asked, of the person, or on an item that the ledger finds by the word."""
    words = words_of(query)
    if query.strip() and not words:
        return rows.none()
    for word in words:
        items = WorkItem.objects.matching(word).order_by().values("pk")
        people = User.objects.matching(word).order_by().values("pk")
        rows = rows.filter(Q(words__holds=folded(word)) | Q(item__in=items) | Q(by__in=people))
    return rows


def in_turn(kind, rows):
    """What still has to be settled first, by the day set for it or the day on which it was asked; then the newest."""
    settled = Q(state__in=kind.unsettled)
    first = [F("due_on").asc(nulls_last=True)] if kind.has_due_day else []
    return rows.alias(is_unsettled=settled).order_by("-is_unsettled", *first, "-at", "-pk")


def lines_of(kind, rows, on):
    """`Line`s of the rows, a page of them or all."""
    return [_line(kind, row, on) for row in rows]


def _line(kind, row, on):
    is_due = kind.has_due_day and row.state == Instruction.State.OPEN and row.due_on is not None
    is_late = is_due and row.due_on < row.item.report.as_of(on)
    is_unsettled = row.state in kind.unsettled
    state = _("Overdue") if is_late else row.get_state_display()
    if is_unsettled and not row.item.report.is_live:
        # Nobody can settle it there.
        state = _("%(state)s; not settled when the report was archived") % {"state": state}
    return Line(
        row=row,
        url=item_part(row.item, kind.part(row)),
        cells=[(column, column.value(row)) for column in kind.columns],
        state=state,
        is_unsettled=is_unsettled,
        is_late=is_late,
    )


def figures(listed, rows, on, asked):
    """A `LinkedCount` for each state that occurs among the rows, with the address of the list of these alone.

    `asked` are the other parameters of the address, which stay.
    """
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    found = [
        LinkedCount(str(label), counts[state], address(listed.list_name, **{**asked, "state": state}))
        for state, label in listed.model.State.choices
        if counts.get(state)
    ]
    if listed.has_due_day:
        count = late(rows, on).count()
        url = address(listed.list_name, **{**asked, "late": "on"})
        found += [LinkedCount(_("Not answered in time"), count, url, tone="late")] if count else []
    return found


def day_of(moment: datetime.datetime | None):
    """The day of a moment, None for none."""
    return timezone.localdate(moment) if moment else None


def _unit(row):
    return str(row.department or "")


def _answers(row):
    return "\n".join(f"{answer.department or answer.by}：{answer.text}" for answer in row.given)


def _instruction_rows():
    given = InstructionAnswer.objects.filter(state=InstructionAnswer.State.GIVEN).select_related("department", "by")
    return Prefetch("answers", queryset=given, to_attr="given")


UNIT = Heading(gettext_lazy("Department"), 20, _unit)
ASKED_ON = Heading(gettext_lazy("asked for on"), 12, lambda row: day_of(row.at), DATE)
ANSWER = Heading(gettext_lazy("answer"), 32, lambda row: row.answer)

INSTRUCTIONS = Kind(
    name="instruction",
    model=Instruction,
    title=gettext_lazy("Instructions and meeting decisions"),
    empty=gettext_lazy(
        "Nothing was instructed or decided yet. Leaders write on the pages of items, meetings on theirs."
    ),
    unsettled=Instruction.UNSETTLED,
    part=part_of,
    kinds=(("leader", gettext_lazy("Instruction")), ("meeting", gettext_lazy("Meeting decision"))),
    related=("meeting",),
    has_due_day=True,
    columns=(
        Heading(gettext_lazy("Kind"), 12, lambda row: row.kind_word, CENTRED),
        Heading(gettext_lazy("Whose"), 16, lambda row: str(row.meeting) if row.is_decision else str(row.by)),
        Heading(gettext_lazy("What was said"), 36, lambda row: row.text),
        Heading(gettext_lazy("given on"), 12, lambda row: day_of(row.at), DATE),
        Heading(gettext_lazy("answer until"), 12, lambda row: row.due_on, DATE),
        Heading(gettext_lazy("answer"), 36, _answers),
    ),
)
EXTENSIONS = Kind(
    name="extension",
    model=Extension,
    title=gettext_lazy("Extension requests"),
    empty=gettext_lazy("No unit has asked for a later deadline yet."),
    unsettled=Extension.UNSETTLED,
    part=lambda row: "extensions",
    related=("department", "decided_by"),
    columns=(
        UNIT,
        Heading(gettext_lazy("deadline until then"), 12, lambda row: row.due_on, DATE),
        Heading(gettext_lazy("deadline asked for"), 12, lambda row: row.wanted_on, DATE),
        Heading(gettext_lazy("reason"), 36, lambda row: row.reason),
        ASKED_ON,
        Heading(gettext_lazy("deadline granted"), 12, lambda row: row.granted_on, DATE),
        ANSWER,
    ),
)
OBJECTIONS = Kind(
    name="objection",
    model=Objection,
    title=gettext_lazy("Objections"),
    empty=gettext_lazy("No unit has objected to what was issued to it."),
    unsettled=Objection.UNSETTLED,
    part=lambda row: "objections",
    kinds=tuple(Objection.Kind.choices),
    related=("department", "settled_by"),
    columns=(
        UNIT,
        Heading(gettext_lazy("objection to"), 14, lambda row: row.get_kind_display(), CENTRED),
        Heading(gettext_lazy("reason"), 36, lambda row: row.reason),
        Heading(gettext_lazy("objected on"), 12, lambda row: day_of(row.at), DATE),
        Heading(gettext_lazy("Decision"), 16, lambda row: row.get_decision_display()),
        ANSWER,
    ),
)


def of_kind(kind, rows, chosen):
    """The rows of the choice of `Kind.kinds`."""
    if kind.model is Instruction:
        return rows.filter(meeting__isnull=chosen == "leader")
    return rows.filter(kind=chosen)


def with_answers(kind, rows):
    """The rows with the answers to instructions, which are no part of the row itself."""
    return rows.prefetch_related(_instruction_rows()) if kind.model is Instruction else rows
