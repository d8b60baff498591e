"""What an item's page shows of its updates: the periods, the newest first, and what the reader has to write."""

from dataclasses import dataclass

from .. import access
from ..models import ProgressUpdate
from .page import CollectiveUpdates, UpdateLine


@dataclass(frozen=True)
class PeriodUpdates:
    """The updates on one item in one period, lead and responsible units first."""

    period: object
    lines: list

    @property
    def single(self):
        """Units named in the text themselves."""
        return [line for line in self.lines if line.update.via_id is None]

    @property
    def collectives(self):
        """The members of each collective together."""
        groups = {}
        for line in self.lines:
            if line.update.via_id:
                groups.setdefault(line.update.via, []).append(line)
        return [CollectiveUpdates(whole, members, sums=[]) for whole, members in groups.items()]


@dataclass(frozen=True)
class ItemUpdates:
    """An item's updates, the newest period first; `to_write` are those that the reader's units have to write."""

    periods: list
    to_write: list

    @property
    def newest(self):
        return self.periods[:1]

    @property
    def older(self):
        return self.periods[1:]


def item_updates(item, user):
    """What the item's page shows of its updates to the person; a fixed number of queries."""
    rows = ProgressUpdate.objects.asked_for().filter(item=item, period__opened_at__isnull=False)
    rows = rows.select_related("period__report", "department", "via")
    order = rows.order_by("-period__start_on", "-period", "department__position", "department")
    updates = list(access.with_readable(user, order.prefetch_related("values__target")))
    for update in updates:
        update.item = item
    periods = {}
    for update in sorted(updates, key=lambda one: ProgressUpdate.ROLE_ORDER.index(one.role)):
        line = UpdateLine(update, is_readable=update.is_readable, is_own=access.can_write_update(user, update))
        periods.setdefault(update.period_id, []).append(line)
    inner = {update.period_id: update.period for update in updates}
    return ItemUpdates(
        periods=[PeriodUpdates(period, periods[key]) for key, period in inner.items()],
        to_write=[
            one
            for one in reversed(updates)
            if one.period.is_open and one.is_writable and access.can_write_update(user, one)
        ],
    )
