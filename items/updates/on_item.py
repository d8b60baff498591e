"""What an item's page shows of its updates: the periods, the newest first, and the reports of one of them."""

from dataclasses import dataclass

from .. import access
from ..models import ProgressUpdate, ReportingPeriod
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
    """An item's updates in one of its `periods` (the newest first).

    `shown` is None where nothing was asked for on the item yet.
    """

    periods: list
    shown: PeriodUpdates | None


def item_updates(item, user, period=None):
    """What a page shows of an item's updates to the person: those of the `period` (key), else of the newest.

    A fixed number of queries, of the rows of one period; of a period that is none of the item's that of the newest.
    """
    rows = ProgressUpdate.objects.asked_for().filter(item=item, period__opened_at__isnull=False)
    periods = list(
        ReportingPeriod.objects.filter(pk__in=rows.order_by().values("period"))
        .select_related("report")
        .order_by("-start_on", "-pk")
    )
    chosen = next((one for one in periods if one.pk == period), next(iter(periods), None))
    rows = rows.select_related("period__report", "department", "via")
    order = rows.filter(period=chosen).order_by("department__position", "department")
    updates = list(access.with_readable(user, order.prefetch_related("values__target")))
    for update in updates:
        update.item = item
    lines = [
        UpdateLine(update, is_readable=update.is_readable, is_own=access.can_write_update(user, update))
        for update in sorted(updates, key=lambda one: ProgressUpdate.ROLE_ORDER.index(one.role))
    ]
    return ItemUpdates(periods=periods, shown=PeriodUpdates(chosen, lines) if chosen else None)
