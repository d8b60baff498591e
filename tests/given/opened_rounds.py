"""Rounds of the cast's report: February and March 2011, both due on the 25th, and updates brought to any state."""

import datetime

from items.models import ProgressUpdate
from items.rounds.running import run_due
from items.rules.accepted import who_steers

from ..kept import Upon
from .together import moment

State = ProgressUpdate.State
FEBRUARY, MARCH = "2011-02-01", "2011-03-01"
RUN_DUE = Upon(run_due)


def _begin(report, _on):
    report.save(update_fields=["rounds_from"])


BEGIN = Upon(_begin)


def opened(report, start=MARCH, *, at=None):
    """The report's period that begins on the day, opened by the calendar at noon of that day."""
    RUN_DUE(moment(at or start))
    return report.periods.get(start_on=start, opened_at__isnull=False)


def opened_first(report, start=MARCH):
    """`opened`, of a report whose rounds begin with this period: there is none before."""
    report.rounds_from = datetime.date.fromisoformat(start)
    BEGIN(report, report.rounds_from)
    return opened(report, start)


def update_of(period, item, unit):
    return ProgressUpdate.objects.get(period=period, item=item, department=unit)


def put(update, state, *, by, office, **fields):
    """The update as if it had come to `state` before: written and sent by `by`, settled by `office`."""
    at = moment("2011-03-10")
    values = {"state": state, "version": update.version + 1, **fields}
    if state != State.EXPECTED:
        values = {"text": "已完成2所", "next_steps": "继续建设", "saved_by": by, "saved_at": at} | values
    if state not in (State.EXPECTED, State.DRAFT):
        values = {"sent_by": by, "sent_at": at} | values
    if state in (*ProgressUpdate.HANDED_IN, State.RETURNED):
        values = {"handed_in_at": at, "steered_by": [] if update.is_part else who_steers(update.item)} | values
    if state == State.RETURNED:
        values = {"returned_by": "office", "return_reason": "数据不清", "returns": 1} | values
    if state == State.ACCEPTED:
        values = {"reviewed_by": office, "reviewed_at": at} | values
    ProgressUpdate.objects.filter(pk=update.pk).update(**values)
    return ProgressUpdate.objects.get(pk=update.pk)


def _accept_all(period, by, office, text):
    for update in period.updates.all():
        put(update, State.ACCEPTED, by=by, office=office, text=text)


# (period, by, office, text): everybody reported this in the period and was accepted.
ACCEPT_ALL = Upon(_accept_all)
