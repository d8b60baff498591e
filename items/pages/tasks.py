"""A task on the workbench: a heading, its first rows, how many there are, and where to go on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Button:
    """A button that does it at once: words, the address it posts to, hidden fields ((name, value), …)."""

    label: str
    url: str
    fields: tuple = ()


@dataclass(frozen=True)
class TaskLine:
    """One row of a task: what it is about (an item, a unit or a document) and where it leads, with facts in words.

    The facts stand below it, but beside what has no number, unless that `is_long`.
    `alert` is the fact that presses, red with `is_late`; `word` says how far a report is (`rounds.words.ReportWord`);
    `action` is (words, address) of a page beside it.
    """

    text: str
    url: str
    number: str = ""
    report: object = None
    facts: tuple = ()
    alert: str = ""
    is_late: bool = False
    word: object = None
    button: Button | None = None
    action: tuple | None = None
    is_long: bool = False


@dataclass(frozen=True)
class Task:
    """Something that waits for the person. Its rows are `items` or `lines`.

    `url` is "" where there is no list beside the rows shown. `action` is (words, address) of a page that does it for
    many at once, if there is one.
    """

    title: str
    hint: str
    count: int
    url: str
    items: tuple = ()
    lines: tuple = ()
    action: tuple | None = None

    @property
    def shown(self):
        return len(self.items) + len(self.lines)


@dataclass(frozen=True)
class Pending:
    """What may wait for a person: its `rows`, of which `read()` makes the tasks that a page shows.

    What has no `title` of its own comes to a task for each of several periods.
    """

    rows: QuerySet[Any]
    read: Callable[[], list[Task]]
    title: str = ""
    url: str = ""

    def first(self) -> Task | None:
        """The first of its tasks, counted alone where it can be; None where nothing waits."""
        if not self.title:
            return next((task for task in self.read() if task.count), None)
        count = self.rows.count()
        return Task(self.title, "", count, self.url) if count else None
