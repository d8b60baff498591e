"""The form of a workbook that comes back: its sheets, their columns, and what a cell of each takes."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy

KEPT_SHEET = gettext_lazy("Kept by the portal")
HELP_SHEET = gettext_lazy("How to fill this in")
# The hidden column: the key of a line. Beside it the hidden line has the names of the columns.
KEY = "key"


class CellKind(Enum):
    """What a cell takes; what takes nothing is locked."""

    SHOWN = "shown"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    YES_NO = "yes or no"
    ANSWER = "answer"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True)
class WorkbookColumn:
    """A column: its name in the hidden line, its head, its width in characters, what its cells take."""

    name: str
    label: str
    width: float
    kind: CellKind = CellKind.SHOWN

    @property
    def is_typed(self):
        return self.kind is not CellKind.SHOWN


@dataclass(frozen=True)
class SheetForm:
    """A sheet to fill in. By the columns `said_of` a line is told from others beside its key: whether cells were
    sorted without it."""

    name: str
    title: str
    columns: tuple
    said_of: tuple

    @property
    def typed(self):
        """The columns to write into."""
        return [one for one in self.columns if one.is_typed]

    def column(self, name):
        """The `WorkbookColumn` of the name."""
        return next(one for one in self.columns if one.name == name)


@dataclass(frozen=True)
class WorkbookForm:
    """A kind of workbook.

    `mark` stands first in its hidden sheet: what it is, and the version of its form. `record` is the class of what is
    kept there, `sheet_of` says which sheet has the line of a key. `none` is the sentence for what is no such workbook,
    `too_large` for one that unpacks to more than a workbook of `most_lines` lines a sheet can.
    """

    mark: str
    sheets: tuple
    record: type
    sheet_of: Callable
    none: str
    too_large: str
    most_lines: int

    def sheet(self, name):
        """The `SheetForm` of the name."""
        return next(one for one in self.sheets if one.name == name)

    @property
    def kind(self):
        """The mark without the version."""
        return self.mark.rpartition(" ")[0]
