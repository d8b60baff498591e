"""The simulated office corrects percentages as its pages let it: none of a share that is added up with others."""

import json
from decimal import Decimal

import pytest

from departments import clock
from items.models import ProgressUpdate, WorkItem
from items.simulation import rounds
from items.simulation.chance import Chance
from items.simulation.people import Day
from items.simulation.year import STORY
from items.updates.verifying import is_added_up

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment

SENT, REVIEWED = moment("2011-03-14 09:00"), day("2011-03-18")


@pytest.fixture
def waiting(cast, monkeypatch):
    """Two reports with a completion of 40 percent wait for the office: a share of a sum, and one of a unit alone."""
    monkeypatch.setattr(rounds, "OFFICE_CORRECTS", 1)
    monkeypatch.setattr(rounds, "OFFICE_RETURNS", 0)
    WorkItem.objects.update(due_on=day("2011-12-31"))
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    target = factories.target(cast.open_lead, number=30)
    march = opened(cast.report)
    share, alone = update_of(march, cast.open_lead, cast.east), update_of(march, cast.led, cast.civil_affairs)
    for update in (share, alone):
        put(update, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    share.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(12))
    ProgressUpdate.objects.filter(pk__in=(share.pk, alone.pk)).update(completion=Decimal(40), sent_at=SENT)
    assert is_added_up(share) and not is_added_up(alone)
    return share, alone


def test_the_office_corrects_a_unit_and_no_share_of_a_sum(cast, waiting):
    share, alone = waiting
    with clock.at(SENT):
        rounds.Rounds(Chance(1), json.loads(STORY.read_text(encoding="utf-8"))).play(Day(REVIEWED))
    share.refresh_from_db()
    alone.refresh_from_db()
    assert share.state == alone.state == State.ACCEPTED
    assert (share.verified, alone.verified) == (None, Decimal(40 - rounds.CORRECTION))
