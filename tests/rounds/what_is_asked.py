"""Running the rounds, and who is asked for what in a period."""

from django.utils import translation

from items.rounds import planning
from items.rounds.running import run_due

from ..given.factories import day
from ..given.opened_rounds import MARCH
from ..given.together import moment

DAYS = ("opens_on", "parts_due_on", "due_on", "closes_on")


def days(period, *names):
    return [getattr(period, name).isoformat() for name in names or DAYS]


def names(report):
    """[(name, "planned"/"open"/"closed")] of the report's periods, oldest first."""
    with translation.override("en"):
        return [
            (period.name, "closed" if period.is_closed else "open" if period.is_open else "planned")
            for period in report.periods.order_by("start_on", "rhythm")
        ]


def run(*dates):
    for date in dates:
        ran = run_due(moment(date))
    return ran


def asked(period):
    """{(item number, unit name)} of everybody who is asked in the period."""
    return set(period.updates.asked_for().values_list("item__number", "department__name"))


EVERYBODY = {
    (1, "市民政局"), (1, "市卫生局"), (2, "市卫生局"), (2, "市民政局"),
    (3, "东城区人民政府"), (3, "西城区人民政府"), (3, "市教育局"),
}  # fmt: skip


def add_period(cast, *, by=None, **dates):
    values = {
        "start_on": "2011-03-01", "end_on": "2011-05-10", "opens_on": "2011-05-01", "due_on": "2011-05-15",
        "closes_on": "2011-05-20", **dates,
    }  # fmt: skip
    dates = {name: day(value) for name, value in values.items()}
    return planning.add_period(cast.report, by=by or cast.supervisor, at=moment(MARCH), **dates)
