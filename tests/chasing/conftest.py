"""The cast in an open March with everything signed for."""

import pytest

from items.models import Responsibility
from items.rounds.running import open_period

from ..given import factories
from ..given.factories import moment


@pytest.fixture
def cast(cast):
    """The cast with everything signed for, and the period of March 2011 open."""
    Responsibility.objects.filter(issued_on__isnull=False).update(
        signed_for_at=moment("2011-02-01 10:00"), signed_for_by=cast.supervisor
    )
    cast.period = factories.period(cast.report)
    open_period(cast.period, at=moment("2011-03-01 09:00"))
    return cast


@pytest.fixture
def merging_off(cast):
    """Every report is due on the same day."""
    cast.report.with_merging = False
    cast.report.save()
    return cast
