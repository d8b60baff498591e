"""The one thing to do next of all that the cards of a person's units show, and how much of its kind waits."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from departments.models import Department, User

from ..models import WorkItem
from ..pages.addresses import LinkedCount
from ..pages.tasks import Button
from .cards import WaitKind, lists_of_kinds, sources_of


@dataclass(frozen=True)
class NextWait:
    """What to do next on an item, where it is done, and how much of its kind waits; None where that has no list."""

    kind: WaitKind
    listed: LinkedCount | None
    item: WorkItem
    url: str


def next_wait(
    user: User,
    departments: list[Department],
    on: datetime.date,
    *,
    prefer: Collection[WaitKind] = (),
    without: Collection[tuple[WaitKind, int]] = (),
) -> NextWait | None:
    """What comes first of all that the cards of these units show; of the kinds in `prefer` if any of these waits.

    `without` are kinds on items (keys) that are passed over; what is counted has them all the same, as the cards do.
    """
    sources = sources_of(user, departments, on)
    wanted = [one for one in sources if one.kinds.intersection(prefer)]
    first = None
    for some, kinds in ((wanted, prefer), (sources, tuple(WaitKind))):
        found = [(row, one) for one in some for row in one.first() if row[0] in kinds and row[:2] not in without]
        if first := min(found, key=lambda pair: pair[0][0], default=None):
            break
    if first is None:
        return None
    (kind, item, count), source = first
    waits = [wait for wait in source.waits([item]) if wait.kind == kind]
    row = WorkItem.objects.only("number", "clause", "text").filter(pk=item).first()
    if not waits or row is None:  # somebody has settled it meanwhile
        return None
    act = waits[0].act
    label, url, _tone = lists_of_kinds().get(WaitKind(kind), ("", "", ""))
    listed = LinkedCount(label, count, url) if label else None
    return NextWait(WaitKind(kind), listed, row, act.url if isinstance(act, Button) else act[1])
