"""The form of the ledger that comes back: three sheets, their columns, and what a cell of each takes."""

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.utils.translation import gettext_lazy

from ..models import Responsibility, Target
from ..people.columns import choice, in_any_language, words_of
from ..round_trips.form import CellKind, SheetForm, WorkbookColumn, WorkbookForm
from ..round_trips.record import Record

# A line for each item, for each of its targets, for each of its milestones.
ITEMS, TARGETS, MILESTONES = "items", "targets", "milestones"
CHAPTER, DUE_ON, REASON, COMPARATOR, FIGURE, DAY = "chapter", "due_on", "reason", "comparator", "figure", "day"
# {column: the role of the units in it}.
UNITS = {
    "lead": Responsibility.Role.LEAD,
    "responsible": Responsibility.Role.RESPONSIBLE,
    "support": Responsibility.Role.SUPPORT,
}
# What the columns of targets and milestones are called by the portal, where otherwise.
FIELDS = {FIGURE: "number", DAY: "due_on"}
CHOICES_SHEET = gettext_lazy("Kept by the portal: choices")
_NUMBER = WorkbookColumn("number", gettext_lazy("Item number"), 7)
_ITEM = WorkbookColumn("item", gettext_lazy("Work item"), 40)
_PLACE = WorkbookColumn("place", gettext_lazy("Place on the item"), 7)
_ITEMS = (
    _NUMBER,
    WorkbookColumn("report", gettext_lazy("Report"), 16),
    WorkbookColumn("status", gettext_lazy("Status"), 8),
    WorkbookColumn("text", gettext_lazy("Work item text"), 40, CellKind.TEXT),
    WorkbookColumn(CHAPTER, gettext_lazy("Chapter"), 18, CellKind.CHOICE),
    WorkbookColumn("lead", gettext_lazy("Lead department"), 16, CellKind.TEXT),
    WorkbookColumn("responsible", gettext_lazy("Responsible (lead not stated)"), 14, CellKind.TEXT),
    WorkbookColumn("support", gettext_lazy("Supporting departments"), 20, CellKind.TEXT),
    WorkbookColumn("leaders", gettext_lazy("Leader in charge"), 10, CellKind.TEXT),
    WorkbookColumn("group", gettext_lazy("Group"), 10, CellKind.TEXT),
    WorkbookColumn(DUE_ON, gettext_lazy("Deadline"), 12, CellKind.DAY),
    WorkbookColumn("due_text", gettext_lazy("Deadline in words"), 12, CellKind.TEXT),
    WorkbookColumn("remark", gettext_lazy("Remark"), 18, CellKind.TEXT),
    WorkbookColumn(REASON, gettext_lazy("Reason of the change"), 18, CellKind.TEXT),
)
_TARGETS = (
    _NUMBER,
    _ITEM,
    _PLACE,
    WorkbookColumn("label", gettext_lazy("What is counted"), 26, CellKind.TEXT),
    WorkbookColumn(COMPARATOR, gettext_lazy("Comparison"), 11, CellKind.CHOICE),
    WorkbookColumn(FIGURE, gettext_lazy("Target number"), 14, CellKind.NUMBER),
    WorkbookColumn("upper", gettext_lazy("Upper end of a range"), 12, CellKind.NUMBER),
    WorkbookColumn("unit", gettext_lazy("Unit of count"), 10, CellKind.TEXT),
    WorkbookColumn("per", gettext_lazy("For each"), 14, CellKind.TEXT),
)
_MILESTONES = (
    _NUMBER,
    _ITEM,
    _PLACE,
    WorkbookColumn("title", gettext_lazy("What is reached"), 50, CellKind.TEXT),
    WorkbookColumn(DAY, gettext_lazy("Due on"), 14, CellKind.DAY),
)


@dataclass(kw_only=True)
class LedgerRecord(Record):
    """The ledger as a workbook; `about` says in words which items it has."""

    salt: ClassVar[str] = "items.ledger_workbooks.record"

    about: str


def _sheet_of(key):
    """Keys are i12 of an item, i12:t7 of its target, i12:m7 of its milestone."""
    return TARGETS if ":t" in key else MILESTONES if ":m" in key else ITEMS


FORM = WorkbookForm(
    mark="ledger workbook 1",
    sheets=(
        SheetForm(ITEMS, gettext_lazy("Items to change"), _ITEMS, ("number", "report")),
        SheetForm(TARGETS, gettext_lazy("Targets to change"), _TARGETS, ("number", "item", "place")),
        SheetForm(MILESTONES, gettext_lazy("Milestones to change"), _MILESTONES, ("number", "item", "place")),
    ),
    record=LedgerRecord,
    sheet_of=_sheet_of,
    none=gettext_lazy("This is no ledger made by the portal to be brought back: download one and change that."),
    too_large=gettext_lazy("This file is too large for a ledger that is brought back: narrow the filter."),
    most_lines=20_000,
)


def comparators():
    """[(value, word)] of how a figure is compared."""
    return words_of(Target.Comparator.choices)


read_comparator = choice(comparators)


@cache
def _by_word():
    return in_any_language(comparators)


def comparator_of(word):
    """The comparator that the word, in any language, stands for; the word itself where it stands for none."""
    return _by_word().get(word, word)


def shown_value(name, text):
    """What is kept of a cell, in words for a page."""
    return dict(comparators()).get(text, text) if name == COMPARATOR else text
