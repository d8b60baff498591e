"""The pages of the rounds take as many queries for many reports as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.lights.renewing import renew
from items.models import ProgressUpdate
from items.rounds.running import close_period

from ..given import factories
from ..given.opened_rounds import State, put
from ..given.together import moment
from .round_pages import period_url

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.mark.parametrize("who", ["supervisor", "liaison", "observer"])
@pytest.mark.parametrize("closed", [False, True])
def test_the_pages_cost_the_same_for_many_reports(client, cast, march, who, closed):
    period = march

    def add(first, count):
        for number in range(first, first + count):
            unit = factories.department()
            item = factories.item(cast.report, number, leads=[unit], supports=[cast.civil_affairs])
            for one in (unit, cast.civil_affairs):
                made = ProgressUpdate.objects.create(
                    period=period, item=item, department=one, role="support" if one == cast.civil_affairs else "lead"
                )
                state = [State.AWAITING_REVIEW, State.ACCEPTED, State.DRAFT][number % 3]
                put(made, state, by=cast.liaison, office=cast.supervisor)

    def cost():
        if closed:
            type(period).objects.filter(pk=period.pk).update(closed_at=None, frozen_sheet=None)
            close_period(period, at=moment("2011-03-26"))
        client.force_login(getattr(cast, who))
        renew(clock.now())
        counts = []
        for url in (
            reverse("round_list"),
            reverse("round_export"),
            period_url(period),
            period_url(period, group="unit"),
            reverse("period_export", args=[period.pk]),
            reverse("round_unit", args=[cast.civil_affairs.pk]),
            reverse("period_made_up", args=[period.pk]),
        ):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
                if response.streaming:
                    b"".join(response.streaming_content)
            assert response.status_code == 200
            counts.append(len(queries))
        return counts

    add(9, 1)
    few = cost()
    add(10, 50)
    many = cost()
    # A page holds forty of them, and asks nothing of reviews where none of these waits for one.
    assert all(more <= one for more, one in zip(many, few, strict=True))
    assert max(few) <= 39
