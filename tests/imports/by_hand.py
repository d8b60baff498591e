"""The documents that only a person can divide, and what a person sends to say how."""

from pathlib import Path

from items.imports import reading
from items.imports.columns import tables_of

from .begun import plan_of, started
from .pressing import press

FOLDER = Path(__file__).parent.parent / "data" / "by_hand"
INVENTED = FOLDER.parent / "invented"


def brought(cast, name, folder=FOLDER):
    """A draft of one of the documents, read."""
    draft = started(cast, (folder / name).read_bytes(), name=name)
    reading.read_draft(draft.pk)
    return draft


def table_of(draft, number=0):
    return plan_of(draft).parsed.tables[number]


def choose(client, draft, number=0, head=None, **kinds):
    """Choose above the columns ("column3" is the third) as the page does: all choices of the table are sent."""
    table = table_of(draft, number)
    chosen = {f"column-{table.start}-{at}": column.kind for at, column in enumerate(table.columns)}
    chosen |= {f"column-{table.start}-{int(at.removeprefix('column')) - 1}": kind for at, kind in kinds.items()}
    head = {f"head-{table.start}": table.head if head is None else head, "table": table.start}
    return press(client, draft, f"columns:{table.start}", **chosen, **head)


def kinds_of(draft, number=0):
    return [column.kind for column in table_of(draft, number).columns]


def asked_about(draft):
    """The places of the tables that the page asks about."""
    return [shown.parsed.start for shown in tables_of(plan_of(draft))[0]]


def items_of(draft):
    return plan_of(draft).items
