"""Random mergers and changes of lead, in either order: 上期 is the last report on this duty, or it is the first one.

What a report was about is noted as it is written; what has become of it since changes nothing of that.
"""

import pytest

from departments.models import Department
from items.models import ProgressUpdate
from items.rounds.review import in_turn, waiting
from items.rounds.running import run_due
from items.rules import accepted
from items.rules.last_words import First, firsts_of

from ..given.factories import day
from ..given.together import moment
from .right_figures import acts_for
from .test_accepted_histories import History

pytestmark = pytest.mark.each_database
ISSUED = day("2011-02-01")
MONTHS = ["02", "03", "04", "05", "06"]


class Changes(History):
    """Units are merged and others come to lead, before and behind each other; `was` {update key: is it a part}."""

    def __init__(self, cast, seed):
        super().__init__(cast, seed)
        self.was = {}
        # Leads and supporting units among those that are merged most.
        for item in self.items[1:]:
            self.item_led(item)

    def item_led(self, item):
        units = self.chance.sample(list(Department.objects.filter(name__startswith="第")), 3)
        item.responsibilities.all().delete()
        for place, unit in enumerate(units):
            role = "support" if place else "lead"
            item.responsibilities.create(department=unit, role=role, position=place, issued_on=ISSUED)

    def month(self, month):
        run_due(moment(f"2011-{month}-01"))
        self.report_on(f"2011-{month}-05", 0.6)
        events = [self.merge, self.lead, self.close, self.accept]
        self.chance.shuffle(events)
        for event in events[:3]:
            event(month)
        self.report_on(f"2011-{month}-15", 0.3)
        self.accept(month)

    def write(self, update, at):
        super().write(update, at)
        self.was[update.pk] = update.is_part

    def report_on(self, day, part):
        super().report_on(day, part)
        rows = ProgressUpdate.objects.filter(pk__in=self.steered).exclude(pk__in=self.was)
        self.was |= {update.pk: update.is_part for update in rows}


def turn_in(into):
    return lambda row: (row.period.end_on, not into[row.department_id], row.handed_in_at, row.pk)


def check(history):
    into = dict(Department.objects.values_list("pk", "successor"))
    rows = ProgressUpdate.objects.filter(period__report=history.report).select_related("period", "item")
    rows = list(accepted.with_earlier(rows))
    handed_in = [row for row in rows if row.state in ProgressUpdate.HANDED_IN]
    firsts = firsts_of([row for row in rows if row.earlier_pk is None])
    for update in rows:
        unit = acts_for(update.department_id, into)
        before = [
            row for row in handed_in if row.item_id == update.item_id and row.period.end_on < update.period.end_on
        ]
        own = [row for row in before if acts_for(row.department_id, into) == unit]
        on_duty = [row for row in own if history.was[row.pk] == update.is_part]
        assert (update.earlier_pk is None) == (not on_duty)
        if update.earlier_pk is None:
            right = First.DUTY if own else First.UNIT if before else First.ITEM
            assert firsts[update.pk] == right
        else:
            assert update.earlier_pk == max(on_duty, key=turn_in(into)).pk
    waits = [row for row in rows if row.state == "awaiting_review"]
    for card in waiting(in_turn(ProgressUpdate.objects.filter(pk__in=[row.pk for row in waits]))):
        [row] = [row for row in waits if row.pk == card.update.pk]
        assert (card.earlier and card.earlier.pk) == row.earlier_pk


@pytest.mark.parametrize("seed", [0, 3, 7, 11])
def test_last_time_is_the_last_report_on_this_duty(cast, seed):
    history = Changes(cast, seed)
    for month in MONTHS:
        history.month(month)
        check(history)
    assert len(history.was) > 10
