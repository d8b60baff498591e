"""Whether the lights that are kept are still those that the facts give, and who is kept as asking a leader still asks.

Looked at all day, a portion at a time.
"""

import datetime
import logging

from django.db.models import Max
from django.utils import timezone

from ..models import StaleLight, WorkItem
from ..rules import asking
from .present import differing, out_of_date

AT_ONCE = 500
# A run of the clockwork each ten minutes looks at one portion: 72,000 items in a day.
SECONDS = 600

logger = logging.getLogger(__name__)


def check_some(at: datetime.datetime) -> int:
    """Compare the next portion of all items by the time of day; returns how many kept lights were wrong (`check`)."""
    starts = _starts()
    if not starts:
        return 0
    return check(_portion(starts[int(at.timestamp()) // SECONDS % len(starts)]), on=timezone.localdate(at))


def check_all(on: datetime.date) -> int:
    """Compare every item; returns how many kept lights were wrong."""
    return sum(check(_portion(start), on=on) for start in _starts())


def check(keys: range, *, on: datetime.date) -> int:
    """Compare the items of the keys; what is wrong is logged and will be lit anew. Returns of how many that was so."""
    items = list(WorkItem.objects.filter(pk__gte=keys.start, pk__lt=keys.stop).for_lights())
    found = differing(items, on=on)
    for pk, kept, right in found:
        logger.error(
            "The light kept of item %s is wrong: %s (%s), not %s (%s)",
            pk,
            kept.colour,
            kept.rule,
            right.colour,
            right.rule,
        )
    asks = asking.differing([item.pk for item in items]) - out_of_date(on)
    for pk in sorted(asks):
        logger.error("What is kept of item %s, who asks a city leader for a decision, is wrong", pk)
    wrong = asks.union(pk for pk, _kept, _right in found)
    StaleLight.objects.bulk_create(StaleLight(item_id=pk) for pk in sorted(wrong))
    return len(wrong)


def _starts() -> range:
    """The first keys of all portions; a `range`, for it takes no room however many there are."""
    last = WorkItem.objects.aggregate(last=Max("pk"))["last"] or 0
    return range(1, last + 1, AT_ONCE)


def _portion(start: int) -> range:
    return range(start, start + AT_ONCE)
