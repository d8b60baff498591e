"""Opening and closing a period: every state and person, and what each step answers."""

import pytest
from django.utils import timezone, translation

from departments.models import User
from items.models import HistoryEntry, ReportingPeriod
from items.rounds.running import close_period, open_period, run_due
from items.steps import WorkflowError

from ..given.cast import Cast
from ..given.opened_rounds import opened
from ..given.together import moment

# opens, closes: this call did it; stays: nothing happened, nothing was written; else why it was refused.
TABLE = """
                     system supervisor liaison head  health_liaison east_liaison leader observer administrator newcomer
open  planned        opens  opens      office  office office        office       office office  office        office
open  running        stays  stays      office  office office        office       office office  office        office
open  overdue        stays  stays      office  office office        office       office office  office        office
open  closed         stays  stays      office  office office        office       office office  office        office
close planned        stays  stays      office  office office        office       office office  office        office
close running        closes early      office  office office        office       office office  office        office
close overdue        closes closes     office  office office        office       office office  office        office
close closed         stays  stays      office  office office        office       office office  office        office
"""
SENTENCES = {"office": "Only the supervision office", "early": "before its due day has passed"}
STEPS = {"open": open_period, "close": close_period}
RECORDED = {"opens": "period_opened", "closes": "period_closed"}
# March is due on Friday the 25th.
NOW = {"planned": "2011-02-20", "running": "2011-03-25", "overdue": "2011-03-26", "closed": "2011-04-10"}


def cases():
    head, *lines = TABLE.strip().splitlines()
    for line in lines:
        step, state, *cells = line.split()
        for person, cell in zip(head.split(), cells, strict=True):
            yield step, state, person, cell


def period_in(state, cast):
    """March as planned, open, or closed, on its day in `NOW`."""
    if state == "planned":
        run_due(moment(NOW["planned"]))
        return cast.report.periods.get(start_on="2011-03-01")
    period = opened(cast.report)
    if state == "closed":
        close_period(period, at=moment("2011-04-08"))
    return ReportingPeriod.objects.get(pk=period.pk)


def test_the_table_leaves_nothing_out():
    persons = {name for name, kind in Cast.__annotations__.items() if kind is User} | {"system"}
    assert {(step, state, person) for step, state, person, _cell in cases()} == {
        (step, state, person) for step in STEPS for state in NOW for person in persons
    }


@pytest.mark.parametrize(("step", "state", "person", "cell"), list(cases()))
def test_a_period_opens_and_closes_as_the_table_says(cast, step, state, person, cell):
    period, at = period_in(state, cast), moment(NOW[state])
    by = None if person == "system" else getattr(cast, person)
    before, entries = ReportingPeriod.objects.filter(pk=period.pk).values().get(), HistoryEntry.objects.count()
    if cell in SENTENCES:
        with translation.override("en"), pytest.raises(WorkflowError, match=SENTENCES[cell]):
            STEPS[step](period, by=by, at=at)
    else:
        assert STEPS[step](period, by=by, at=at) == (cell != "stays")
    after = ReportingPeriod.objects.filter(pk=period.pk).values().get()
    if cell in ("opens", "closes"):
        entry = HistoryEntry.objects.latest("pk")
        assert (entry.action, entry.by, entry.report) == (RECORDED[cell], by, cast.report)
        assert timezone.localtime(after["opened_at" if cell == "opens" else "closed_at"]) == at
        assert bool(after["frozen_sheet_id"]) == (cell == "closes")
    else:
        assert (after, HistoryEntry.objects.count()) == (before, entries)
