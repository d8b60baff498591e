"""The clockwork: repeated, late, twice at once, killed in the middle, with the clock jumping back."""

import io
import os
import re
import signal
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from departments import clock
from items.clockwork import ticking
from items.clockwork.ticking import tick
from items.models import Delivery, HistoryEntry, Message, ProgressUpdate, Reminder, ReportingPeriod

from ..given import mail_server
from ..given.factories import day, moment
from ..given.workers import children

AT = moment("2011-03-24 09:00")
# With everything silent and nothing signed: civil affairs and health each a part, a report and two signatures,
# east one report and one signature.
EXPECTED = {"liaison": 4, "health": 4, "east": 2}


@pytest.fixture
def cast(cast):
    """The cast, reached by e-mail where somebody is to be told."""
    for person in (cast.liaison, cast.health_liaison, cast.east_liaison):
        person.email = f"{person.username}@example.gov.cn"
        person.save()
    return cast


def assert_everything_happened_once():
    """The period of March opened, everybody reminded in one message, each once."""
    [march] = ReportingPeriod.objects.open()
    assert (march.start_on, march.opened_at is not None) == (day("2011-03-01"), True)
    assert ProgressUpdate.objects.count() == 7
    assert HistoryEntry.objects.filter(action=HistoryEntry.Action.PERIOD_OPENED).count() == 1
    found = {}
    for message in Message.objects.all():
        assert message.to.username not in found
        found[message.to.username] = message.reminders.count()
        assert len(message.text.splitlines()) == (2 if message.to.username == "east" else 3)
    assert found == EXPECTED


def test_a_run_opens_reminds_and_sends(cast, settings):
    with mail_server.running() as server:
        settings.PORTAL_CHANNELS = ["email"]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        done = tick(AT)
        assert [period.start_on for period in done.ran.opened] == [day("2011-03-01")]
        assert {message.to for message in done.reminded} == {cast.liaison, cast.health_liaison, cast.east_liaison}
        assert len(done.delivered.sent) == len(server.mails) == 3
        assert done.errors == []
        assert_everything_happened_once()
        for at in (AT, moment("2011-03-24 09:10"), moment("2011-03-24 17:00")):
            again = tick(at)
            assert not (again.ran.opened or again.reminded or again.delivered.sent or again.errors)
        assert len(server.mails) == 3


def test_a_clock_that_jumps_back_does_nothing_twice(cast):
    tick(AT)
    before = list(Reminder.objects.values_list("pk", flat=True))
    for at in ("2011-03-18 09:00", "2011-03-09 09:00", "2011-03-23 09:00", "2011-03-24 10:00"):
        done = tick(moment(at))
        assert not (done.ran.opened or done.ran.closed or done.reminded or done.errors)
    assert list(Reminder.objects.values_list("pk", flat=True)) == before
    assert_everything_happened_once()


def test_a_run_after_weeks_of_silence_makes_up_once(cast):
    done = tick(moment("2011-04-01 09:00"))
    assert len(done.ran.opened) == 2  # March late, April
    assert Message.objects.filter(to=cast.liaison).count() == 1
    rules = Reminder.objects.filter(to=cast.liaison, period__isnull=False)
    # one rule a due day: the part of the 22nd and the report of the 25th
    assert sorted(rules.values_list("due_on__day", "rule")) == [(22, "after_7"), (25, "after_3")]


def test_a_period_is_closed_when_its_last_day_has_passed(cast):
    tick(AT)
    closes_on = ReportingPeriod.objects.open().get().closes_on
    done = tick(moment(f"{closes_on} 23:50"))
    assert not done.ran.closed
    done = tick(moment("2011-04-20 09:00"))
    assert [period.start_on for period in done.ran.closed] == [day("2011-03-01")]


@pytest.mark.parametrize("step", ["run_due", "remind", "deliver"])
def test_a_step_that_fails_does_not_stop_the_others(cast, monkeypatch, step):
    taken = []

    def fails(at):
        raise RuntimeError("the disk is full")

    for name in ("run_due", "remind", "deliver"):
        monkeypatch.setattr(ticking, name, named(name, taken))
    monkeypatch.setattr(ticking, step, fails)
    [(failed, error)] = tick(AT).errors
    assert (failed, str(error)) == ("fails", "the disk is full")
    assert [*taken, step] in (
        ["remind", "deliver", "run_due"],
        ["run_due", "deliver", "remind"],
        ["run_due", "remind", "deliver"],
    )


def named(name, taken):
    def step(at):
        taken.append(name)

    return step


# The command


def run_command(*arguments):
    output = io.StringIO()
    with clock.at(AT):
        call_command("tick", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_the_command_prints_a_line_for_each_thing_done(cast, settings):
    settings.PORTAL_CHANNELS = ["email"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.closed_port()
    lines = run_command()
    assert sorted(line.split()[0] for line in lines) == ["not", "not", "not", "opened", *3 * ["reminded"]]
    assert any(cast.report.title in line for line in lines)
    assert run_command() == []


def test_the_command_tells_that_a_step_failed(cast, monkeypatch):
    def fails(at):
        raise RuntimeError("the disk\nis full")

    monkeypatch.setattr(ticking, "remind", fails)
    with pytest.raises(CommandError, match="A step failed"):
        run_command()


def test_the_loop_goes_on_after_a_failure_until_it_is_stopped(cast, monkeypatch):
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)  # the test needs its own
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    def fails(at):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("time.sleep", pause)
    monkeypatch.setattr(ticking, "run_due", fails)
    lines = run_command("--every", "600")
    assert pauses == [600, 600, 600]
    assert [line.split()[0] for line in lines].count("failed") == 3


def test_a_clockwork_whose_server_has_ended_ends_at_once(monkeypatch):
    with pytest.raises(SystemExit):
        call_command("tick", "--every", "600", "--beside", str(os.getpid()))  # the parent is somebody else


# Processes of their own, on the database of the test

RUN = """
import datetime, sys, django
django.setup()
from items.clockwork.ticking import tick
print("ready", flush=True)
sys.stdin.readline()
done = tick(datetime.datetime.fromisoformat(sys.argv[1]))
assert not done.errors, done.errors
"""

# Stops for good at a call of the function that the second argument names: at the first, the second, …
STUCK = """
import datetime, importlib, sys, time, django
django.setup()
from items.clockwork.ticking import tick
module, _colon, path = sys.argv[2].partition(":")
place = importlib.import_module(module)
*owners, name = path.split(".")
for owner in owners:
    place = getattr(place, owner)
original, calls = getattr(place, name), []
def stuck(*arguments, **options):
    calls.append(name)
    if len(calls) == int(sys.argv[3]):
        print("half", flush=True)
        time.sleep(60)
    return original(*arguments, **options)
setattr(place, name, stuck)
tick(datetime.datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def child(tmp_path):
    """Starts Python code on the test's database; e-mail goes to files in a folder."""
    mail = {"PORTAL_EMAIL_URL": f"filemail://{tmp_path}/mails", "PORTAL_EMAIL_FROM": "portal@example.gov.cn"}
    with children(PORTAL_VAR=str(tmp_path), **mail) as start:
        yield start


def mails(folder):
    """The keys of the e-mails that went out, one for each time."""
    return sorted(
        key for file in folder.glob("mails/*") for key in re.findall(r"^Message-ID: (\S+)", file.read_text(), re.M)
    )


@pytest.mark.django_db(transaction=True)
def test_runs_at_once_do_everything_once(cast, child, tmp_path):
    runs = [child(RUN, AT.isoformat()) for _number in range(3)]
    for run in runs:
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        run.stdin.write("go\n")
        run.stdin.flush()
    for run in runs:
        run.communicate(timeout=60)
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert_everything_happened_once()
    assert len(mails(tmp_path)) == len(set(mails(tmp_path))) == 3
    assert Delivery.objects.filter(state="sent").count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("place", "call"),
    [
        ("items.rounds.running:expect", "1"),  # the period is open, nobody expected yet
        ("items.rounds.running:history.record", "1"),
        ("items.chasing.reminding:User.objects.select_for_update", "2"),  # one person told
        ("items.chasing.reminding:queue", "1"),  # the message without its reminders
        ("items.chasing.reminding:Reminder.objects.bulk_create", "2"),
        ("items.messages.delivering:_claim", "2"),
    ],
)
def test_a_run_killed_in_the_middle_loses_nothing_and_doubles_nothing(cast, child, tmp_path, place, call):
    run = child(STUCK, AT.isoformat(), place, call)
    assert run.stdout.readline() == "half\n"
    run.send_signal(signal.SIGKILL)
    run.wait()
    again = child(RUN, AT.isoformat())
    again.communicate("go\n", timeout=60)
    assert again.returncode == 0
    assert_everything_happened_once()
    assert len(mails(tmp_path)) == len(set(mails(tmp_path))) == 3


@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_with_the_process_that_started_it(cast, child):
    """The starter is killed outright; the clockwork beside it goes too."""
    starter = child(
        "import os, subprocess, sys\n"
        "command = [sys.executable, 'manage.py', 'tick', '--every', '600', '--beside', str(os.getpid())]\n"
        "print(subprocess.Popen(command).pid, flush=True)\n"
        "sys.stdin.readline()\n"
    )
    clockwork = int(starter.stdout.readline())
    assert runs(clockwork)
    starter.kill()
    starter.wait()
    deadline = time.monotonic() + 20
    while runs(clockwork):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def runs(pid):
    """Whether the process is alive."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
