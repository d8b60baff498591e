"""What taking a workbook in would write, cell by cell.

Three texts decide about a cell: what stood there when the workbook was made, what the file says, what the portal says
now. What nobody touched in the file is left alone, whatever became of it on the portal.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class CellStatus(TextChoices):
    NEW = "new", gettext_lazy("Filled in")
    CONFLICT = "conflict", gettext_lazy("Conflict")
    CLOSED = "closed", gettext_lazy("Cannot be taken in")


@dataclass(frozen=True, kw_only=True)
class CellDifference:
    """A cell that was filled in otherwise than the portal says.

    `name` is the field that it fills; `text` what would be written, `theirs` and `now` in words what the file says and
    what stands there. `written` is what the cell says literally, where it was read as something else; `note` says why
    it cannot be taken in. A subject's own cells have a `box`, the value of their tick boxes, and say with `was` what
    stands there now as the portal keeps it.
    """

    name: str
    label: str
    sheet: str
    line: int
    letter: str
    text: str
    was: str
    theirs: str
    now: str
    status: CellStatus
    written: str = ""
    note: str = ""

    @property
    def is_open(self):
        return self.status != CellStatus.CLOSED

    @property
    def is_conflict(self):
        return self.status == CellStatus.CONFLICT

    @property
    def is_offered(self):
        """Whether it is ticked from the start: what nobody else has changed, and what empties nothing."""
        return self.status == CellStatus.NEW and bool(self.text)


@dataclass
class DifferencePlan:
    """What a workbook comes to: `groups`, each with its `cells`, what was found otherwise, what is left out.

    `same` counts the cells that say what the portal says, or what they had said from the beginning.
    """

    groups: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    same: int = 0

    @property
    def cells(self):
        return [cell for group in self.groups for cell in group.cells]

    @property
    def open_cells(self):
        return [cell for cell in self.cells if cell.is_open]

    @property
    def conflicts(self):
        return sum(cell.is_conflict for cell in self.cells)

    @property
    def mark(self):
        """What tells these differences from others that the same workbook makes with other rows: 64 digits."""
        told = [[cell.box, cell.text, cell.was, cell.status] for cell in self.cells]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def chosen(self, boxes):
        """[(group, its open cells whose boxes were ticked)] without empty ones; `boxes` None stands for all."""
        found = []
        for group in self.groups:
            if cells := [cell for cell in group.cells if cell.is_open and (boxes is None or cell.box in boxes)]:
                found.append((group, cells))
        return found

    def in_order(self, titles):
        """Put the problems in the order of the sheets, by their `titles`, and of their places."""
        order = {title: place for place, title in enumerate(titles)}
        self.problems.sort(key=lambda one: (order.get(one.sheet, 0), one.line or 0, len(one.column), one.column))
