"""A task on the workbench: a heading, its first rows, how many there are, and where to go on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Button:
    """A button that does it at once: words, the address it posts to, hidden fields ((name, value), …)."""

    label: str
    url: str
    fields: tuple = ()


@dataclass(frozen=True)
class TaskLine:
    """One row of a task: what it is about (an item or a unit) and where it leads, with facts in words.

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
