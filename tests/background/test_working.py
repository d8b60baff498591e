"""Tasks are taken once, by whoever is alive, and taken over from the dead, but not for ever."""

import datetime

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from items.background import working
from items.background.working import KEPT_FOR, forget_ended, is_anybody_working, take_over, work
from items.exports.preparing import prepare
from items.models import BackgroundWorker, Export
from items.models.background import ALIVE_FOR

from ..given.cast import Cast
from ..given.exports_made import ON, words_file
from ..given.workers import eventually


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def asked(by, words="修路"):
    return prepare(words_file, by=by, title=words, name="a.txt", on=ON, parameters={"words": words})


def results():
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def test_what_waits_is_done_in_its_order_and_the_process_is_forgotten(cast):
    for words in ("一", "二"):
        asked(cast.liaison, words)
    work(until_done=True)
    assert results() == [TaskResultStatus.SUCCESSFUL] * 2
    assert list(Export.objects.values_list("state", flat=True)) == ["ready"] * 2
    assert not BackgroundWorker.objects.exists()


def taken_by(*workers):
    """The last task, as if a process had taken it and said nothing more."""
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=list(workers), started_at=timezone.now())


def test_a_task_is_left_to_a_process_that_is_alive(cast):
    now = timezone.now()
    asked(cast.liaison)
    taken_by("one")
    working.give_sign("one", now)
    assert take_over(now) == 0
    assert take_over(now + ALIVE_FOR - datetime.timedelta(seconds=1)) == 0
    assert take_over(now + ALIVE_FOR) == 1
    assert results() == [TaskResultStatus.READY]


def test_a_file_begun_by_a_dead_process_is_made_by_the_next(cast):
    export = asked(cast.liaison)
    Export.objects.update(state="making", version=2, sign_at=timezone.now())
    taken_by("dead")
    work(until_done=True)
    export.refresh_from_db()
    assert (export.state, export.size) == ("ready", len("修路".encode()))


def test_what_has_killed_two_processes_is_not_tried_a_third_time(cast):
    asked(cast.liaison)
    taken_by("dead", "dead too")
    work(until_done=True)
    assert results() == [TaskResultStatus.FAILED]
    assert Export.objects.get().state == "waiting"


def test_somebody_is_working_as_long_as_there_are_signs(db):
    now = timezone.now()
    assert not is_anybody_working(now)
    working.give_sign("one", now)
    assert is_anybody_working(now)
    assert not is_anybody_working(now + ALIVE_FOR)


def test_ended_tasks_and_processes_are_forgotten_in_time(cast):
    now = timezone.now()
    asked(cast.liaison)
    work(until_done=True)
    working.give_sign("old", now)
    assert forget_ended(now + KEPT_FOR - datetime.timedelta(minutes=1)) == 0
    assert not BackgroundWorker.objects.exists()
    assert forget_ended(now + KEPT_FOR + datetime.timedelta(minutes=1)) == 1


STUCK = """
import sys, time
import django
django.setup()
from items.exports import keeping, making
from items.background.working import work
def stuck(export, file, sign):
    file.write(b"half")
    file.flush()
    sign(1, 2)
    time.sleep(600)
original = making.make_export
making.make_export = lambda pk, write, **options: original(pk, stuck, **options)
work()
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_no_half_file_and_the_next_makes_a_whole_one(worker, tmp_path):
    export = asked(Cast.build().liaison)
    first = worker(code=STUCK)
    eventually(lambda: Export.objects.get().done)
    first.kill()
    # What would take a minute: its last sign is old by now.
    BackgroundWorker.objects.update(seen_at=timezone.now() - ALIVE_FOR)
    worker("--until-done").wait_well()
    export.refresh_from_db()
    assert export.state == "ready"
    assert (tmp_path / "exports" / export.stored_as).read_text() == "修路"


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_make_every_file_once(worker):
    by = Cast.build()
    people = [by.liaison, by.head, by.supervisor, by.leader]
    for person in people:
        for number in range(4):
            asked(person, f"{person.pk}-{number}")
    both = [worker("--until-done"), worker("--until-done")]
    for one in both:
        one.wait_well()
    assert results() == [TaskResultStatus.SUCCESSFUL] * 16
    assert all(len(names) == 1 for names in DBTaskResult.objects.values_list("worker_ids", flat=True))
    assert set(Export.objects.values_list("state", "version")) == {("ready", 3)}


@pytest.mark.django_db(transaction=True)
def test_a_process_asked_to_end_says_goodbye(worker):
    process = worker()
    eventually(lambda: is_anybody_working(timezone.now()))
    assert process.end() == 0, process.errors.decode()
    assert not is_anybody_working(timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_process_alive_takes_what_is_asked_for_within_seconds(worker):
    worker()
    asked(Cast.build().liaison)
    assert eventually(lambda: Export.objects.get().state == "ready")
