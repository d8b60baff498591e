"""The form of a unit's workbook: two sheets to fill in, their columns, and what a cell of each takes."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy

from ..models import ProgressUpdate
from ..people.columns import choice, words_of, yes_or_no
from ..round_trips.form import CellKind, SheetForm, WorkbookColumn, WorkbookForm
from ..round_trips.record import LineRecord, Record

# A line for each report, and one for each target of a report.
PROGRESS, FIGURES = "progress", "figures"
VALUE, ANSWER = "value", "blank"
NO_CHANGE, COMPLETION, NEEDS_DECISION = "no_change", "completion", "needs_decision"


# As wide as A3 takes them in a print of 8 points: some 200 characters a sheet.
NUMBER = WorkbookColumn("number", gettext_lazy("Item number"), 7)
_PROGRESS = (
    NUMBER,
    WorkbookColumn("wording", gettext_lazy("Work item"), 28),
    WorkbookColumn("role", gettext_lazy("Role"), 8),
    WorkbookColumn("state", gettext_lazy("State"), 9),
    WorkbookColumn("earlier", gettext_lazy("Last report"), 26),
    WorkbookColumn("targets", gettext_lazy("Targets, with last time's figure"), 20),
    WorkbookColumn("text", gettext_lazy("Progress in this period"), 34, CellKind.TEXT),
    WorkbookColumn("problems", gettext_lazy("Problems"), 20, CellKind.TEXT),
    WorkbookColumn("next_steps", gettext_lazy("Next steps"), 20, CellKind.TEXT),
    WorkbookColumn(NEEDS_DECISION, gettext_lazy("Needs a city leader"), 8, CellKind.YES_NO),
    WorkbookColumn(NO_CHANGE, gettext_lazy("No change this time"), 8, CellKind.YES_NO),
    WorkbookColumn(COMPLETION, gettext_lazy("Completion (%)"), 9, CellKind.PERCENT),
)
_FIGURES = (
    NUMBER,
    WorkbookColumn("wording", gettext_lazy("Work item"), 34),
    WorkbookColumn("label", gettext_lazy("Indicator"), 24),
    WorkbookColumn("goal", gettext_lazy("Target figure"), 16),
    WorkbookColumn("own", gettext_lazy("Our unit's goal"), 16),
    WorkbookColumn("last", gettext_lazy("Last cumulative value"), 22),
    WorkbookColumn(VALUE, gettext_lazy("Cumulative value now"), 16, CellKind.NUMBER),
    WorkbookColumn("unit", gettext_lazy("Unit of count"), 10),
    WorkbookColumn(ANSWER, gettext_lazy("If there is no new value"), 14, CellKind.ANSWER),
)


@dataclass(frozen=True, kw_only=True)
class UnitLineRecord(LineRecord):
    """Of a report also how often it had been returned."""

    returns: int


@dataclass(kw_only=True)
class UnitRecord(Record):
    """What a unit's workbook is about."""

    salt: ClassVar[str] = "items.workbooks.record"
    line: ClassVar[type[LineRecord]] = UnitLineRecord

    period: int
    unit: int
    unit_name: str
    period_name: str


FORM = WorkbookForm(
    mark="unit workbook 1",
    sheets=(
        SheetForm(PROGRESS, gettext_lazy("Progress to report"), _PROGRESS, ("number", "wording")),
        SheetForm(FIGURES, gettext_lazy("Figures to report"), _FIGURES, ("number", "wording", "label")),
    ),
    record=UnitRecord,
    sheet_of=lambda key: FIGURES if ":" in key else PROGRESS,
    none=gettext_lazy(
        "This is no workbook of a unit made by the portal: download the one for the period and fill it in."
    ),
    too_large=gettext_lazy("This file is too large for a workbook of one unit."),
    most_lines=10_000,
)


def answers():
    """[(value, word)] of what stands in the place of a figure that is not entered."""
    return words_of(ProgressUpdate.Blank.choices)


def offered(kind):
    """The words to choose from in a cell of the kind; none for others."""
    if kind is CellKind.YES_NO:
        return [word for _value, word in yes_or_no()]
    return [word for _value, word in answers()] if kind is CellKind.ANSWER else []


read_answer = choice(answers)


def show_tick(text):
    """The tick "on" or "" as its cell shows it."""
    return dict(yes_or_no())[True] if text else ""


def show_answer(text):
    """The answer in the place of a figure as its cell shows it."""
    return dict(answers()).get(text, "")


def shown_value(kind, text, unit=""):
    """What `drafting` keeps of a cell, in words for a page."""
    if kind is CellKind.YES_NO:
        return dict(yes_or_no())[bool(text)]
    if kind is CellKind.ANSWER:
        return show_answer(text)
    if kind is CellKind.PERCENT:
        return f"{text}%" if text else ""
    return f"{text}{unit}" if text and kind is CellKind.NUMBER else text
