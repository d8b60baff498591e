"""The calendar run twice in the same moment, beside people, and killed in the middle: everything happens once."""

import os
import re
import signal
import subprocess
import sys

import pytest
from django.db import connection

from departments.models import CollectiveMember
from items.models import HistoryEntry, ProgressUpdate, ReportingPeriod, Responsibility
from items.rounds.planning import plan_periods
from items.rounds.running import close_period, open_period, run_due

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, opened, update_of
from ..given.together import at_once, moment
from ..places import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

AT = moment("2011-04-05")

# Stops for good at a call of the function that the argument names as `module:function`.
STUCK = """
import datetime, importlib, sys, time, django
django.setup()
from items.rounds.running import run_due
module, _colon, path = sys.argv[2].partition(":")
owner, _dot, name = ("module." + path).rpartition(".")
place = eval(owner, {"module": importlib.import_module(module)})
original, calls = getattr(place, name), []
def stuck(*arguments, **options):
    calls.append(name)
    answer = original(*arguments, **options)
    if len(calls) == int(sys.argv[3]):
        print("half", flush=True)
        time.sleep(60)
    return answer
setattr(place, name, stuck)
run_due(datetime.datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def cast():
    """The cast on 5 April: March ends, April begins, the western district has left and a southern one joined."""
    cast = Cast.build()
    opened(cast.report, FEBRUARY)
    run_due(moment("2011-03-01"))
    south = factories.department("南城区人民政府")
    CollectiveMember.objects.create(collective=cast.districts, member=south, valid_from=day("2011-04-02"))
    CollectiveMember.objects.filter(member=cast.west).update(valid_to=day("2011-04-01"))
    return cast


def assert_everything_happened_once(cast):
    told = HistoryEntry.objects.filter(action__in=["period_opened", "period_closed", "units_changed"])
    assert sorted(told.values_list("action", flat=True)) == [
        *["period_closed"] * 2,
        *["period_opened"] * 3,
        "units_changed",
    ]
    assert ReportingPeriod.objects.filter(closed_at__isnull=False).count() == 2
    [april] = ReportingPeriod.objects.open()
    assert april.updates.count() == 7
    assert ReportingPeriod.objects.filter(opened_at__isnull=True).count() == 1
    members = Responsibility.objects.filter(item=cast.open_lead, via=cast.districts)
    assert set(members.values_list("department__name", flat=True)) == {"东城区人民政府", "南城区人民政府"}
    # That the western district was silent in March stays on record, though it has left since.
    assert ProgressUpdate.objects.count() == 21
    assert ProgressUpdate.objects.filter(department=cast.west, state="expected").count() == 2


def test_two_runs_at_once_do_everything_once(cast):
    answers = at_once(*[lambda: run_due(AT)] * 3)
    assert sorted(len(ran.opened) for ran in answers) == [0, 0, 1]
    assert sum(len(ran.closed) for ran in answers) == 2
    assert sum(len(ran.followed) for ran in answers) == 1
    assert_everything_happened_once(cast)


@pytest.mark.parametrize(
    ("place", "call"),
    [
        ("items.rounds.running:follow_members", "1"),
        ("items.rounds.planning:ReportingPeriod.objects.bulk_create", "1"),
        ("items.rounds.running:plan_periods", "1"),
        ("items.rounds.running:expect", "1"),
        ("items.rounds.running:expect", "2"),
        ("items.rounds.running:write", "1"),
        ("items.rounds.running:history.record", "2"),
        ("items.rounds.running:close_period", "1"),
    ],
)
def test_a_run_killed_in_the_middle_is_made_good_by_the_next(cast, place, call):
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        url = re.sub(r"/[^/]*$", f"/{settings['NAME']}", os.environ["DATABASE_URL"])
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tasks_portal.settings"}
    command = [sys.executable, "-c", STUCK, AT.isoformat(), place, call]
    run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert run.stdout.readline() == "half\n"
    finally:
        run.send_signal(signal.SIGKILL)
        run.communicate()
    run_due(AT)
    assert_everything_happened_once(cast)


def test_closed_by_the_office_and_the_calendar_at_once(cast):
    march = cast.report.periods.get(start_on=day("2011-03-01"))
    answers = at_once(lambda: close_period(march, by=cast.supervisor, at=AT), lambda: close_period(march, at=AT))
    assert sorted(answers) == [False, True]
    assert HistoryEntry.objects.filter(action="period_closed").count() == 1


def test_opened_by_the_office_and_the_calendar_at_once(cast):
    plan_periods(cast.report, on=day("2011-03-30"))
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    answers = at_once(lambda: open_period(april, by=cast.supervisor, at=AT), lambda: open_period(april, at=AT))
    assert sorted(answers) == [False, True]
    assert update_of(april, cast.led, cast.civil_affairs).version == 1
