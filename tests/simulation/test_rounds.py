"""Two rounds of the simulated year: recorded step by step, by people who may, and believable."""

import datetime
import json

import pytest
from django.db.models import Max
from django.utils import timezone

from departments.models import Membership, User
from items import simulation
from items.models import (
    HistoryEntry,
    MilestoneReached,
    Objection,
    ProgressUpdate,
    Reminder,
    ReportingPeriod,
    Responsibility,
    Target,
    TargetValue,
    WorkItem,
)
from items.models.target import spell_number
from items.rounds.sheet import digest, sheet_of
from items.rules import workdays
from items.simulation.year import STORY
from items.targets.rollup import rollup

from ..given.factories import day
from ..given.two_rounds import TODAY, two_rounds
from ..kept import for_a_whole_file

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def lived(shared, django_db_blocker):
    """The two rounds, for all tests of this file that ask for them; gone when the file is through."""
    with for_a_whole_file(django_db_blocker) as ready:
        done = two_rounds(shared).done
        with ready():
            yield done


@pytest.fixture
def rounds(lived, db):
    return lived


def recorded(action):
    """{(item, unit, period's name)} of which the history tells this."""
    entries = HistoryEntry.objects.filter(action=action)
    return {(entry.item_id, entry.department_id, entry.after["period"]) for entry in entries}


def test_who_has_read_or_done_anything_has_signed_in_that_day(rounds):
    read = dict(
        User.objects.filter(messages__read_at__isnull=False).values_list("pk").annotate(Max("messages__read_at"))
    )
    known = dict(User.objects.filter(last_login__isnull=False).values_list("pk", "last_login"))
    assert len(read) > 20 and known.keys() >= read.keys()
    for person, at in read.items():
        assert timezone.localdate(known[person]) >= timezone.localdate(at)
    done = dict(HistoryEntry.objects.filter(by__isnull=False).values_list("by").annotate(Max("at")))
    assert {person for person in done if person not in known} == set()
    assert timezone.localdate(max(known.values())) < TODAY


def test_no_update_is_further_than_its_history(rounds):
    history = {action: recorded(f"update_{action}") for action in ("sent", "signed", "accepted", "returned")}
    for update in ProgressUpdate.objects.select_related("period"):
        about = update.item_id, update.department_id, update.period.key
        assert (about in history["sent"]) == (update.sent_at is not None)
        assert (about in history["accepted"]) == (update.state == "accepted")
        assert (about in history["returned"]) == (update.returns > 0)
        if update.signed_by_id not in (None, update.sent_by_id):
            assert about in history["signed"]
        if update.state == "expected":
            assert (update.text, update.saved_at) == ("", None)


def test_nothing_moved_without_a_record(rounds):
    moved = set(HistoryEntry.objects.filter(action="status_changed").values_list("item", flat=True))
    assert set(WorkItem.objects.exclude(status="not_started").values_list("pk", flat=True)) == moved
    signed = Responsibility.objects.filter(signed_for_at__isnull=False).count()
    assert signed == HistoryEntry.objects.filter(action="signed_for").count() > 190


def test_acceptances_tell_a_completion_from_step_to_step_up_to_that_of_the_item(rounds):
    told = {}
    for entry in HistoryEntry.objects.filter(action__in=["update_accepted", "acceptance_undone"]).order_by("pk"):
        if "completion" in entry.after:
            assert entry.before["completion"] == told.get(entry.item_id, "")
            told[entry.item_id] = entry.after["completion"]
    items = WorkItem.objects.filter(completion__isnull=False).values_list("pk", "completion")
    assert told == {pk: spell_number(completion) for pk, completion in items}
    assert len(told) > 20


def test_acceptances_tell_figures_of_targets_up_to_those_that_count(rounds):
    told = {}
    for entry in HistoryEntry.objects.filter(action="update_accepted").order_by("pk"):
        sides = (one.get("counted", "").splitlines() for one in (entry.before, entry.after))
        for was, now in zip(*sides, strict=True):
            (label, before, unit), (_label, after, _unit) = was.rsplit("\t", 2), now.rsplit("\t", 2)
            assert before == told.get((entry.item_id, label, unit), "")
            told[entry.item_id, label, unit] = after
    values = {line.progress.target: line.progress.value for line in rollup(WorkItem.objects.all(), on=TODAY).lines}
    targets = Target.objects.values_list("pk", "item", "label", "unit")
    counted = {(item, label, unit): values[pk] for pk, item, label, unit in targets}
    assert told == {key: spell_number(value) for key, value in counted.items() if value is not None}
    assert len(told) > 20


def test_whoever_acts_holds_a_post_and_is_at_work(rounds):
    first = HistoryEntry.objects.order_by("at").first()
    assert timezone.localdate(first.at) == simulation.FIRST_DAY
    for entry in HistoryEntry.objects.filter(by__isnull=False):
        at = timezone.localtime(entry.at)
        assert entry.post
        assert workdays.is_workday(at.date()) and simulation.FIRST_DAY <= at.date() < TODAY
        assert datetime.time(8, 30) < at.time() < datetime.time(18)


def test_closed_periods_say_what_stands_in_them(rounds):
    closed = ReportingPeriod.objects.filter(closed_at__isnull=False).order_by("start_on")
    assert [(period.start_on, timezone.localdate(period.closed_at)) for period in closed] == [
        (day("2011-01-01"), day("2011-02-05")),
        (day("2011-02-01"), day("2011-03-08")),
    ]
    for period in closed:
        assert digest(period.frozen_sheet.text) == period.frozen_sheet.digest
        assert len(sheet_of(period).rows) == 205


# Believable


def test_units_are_diligent_late_and_silent(rounds):
    updates = ProgressUpdate.objects.filter(period__closed_at__isnull=False).select_related("period__report")
    timings = [str(update.timing) for update in updates]
    assert timings.count("on_time") > 250
    assert all(timings.count(timing) > 5 for timing in ("late", "made_up", ""))
    assert updates.filter(returns__gt=0).count() > 10
    assert updates.filter(no_change=True).count() > 5
    by_people = {Reminder.Rule.PHONE, Reminder.Rule.LEAD}
    assert set(Reminder.objects.values_list("rule", flat=True)) == set(Reminder.Rule.values) - by_people


def test_objections_are_raised_and_answered(rounds):
    found = Objection.objects.order_by("item__number").values_list("item__number", "state", "decision")
    assert list(found) == [
        (188, "settled", "keep"),
        (189, "settled", "reassign"),
        (193, "withdrawn", ""),
        (198, "settled", "reword"),
        (207, "settled", "deadline"),
    ]


def test_reports_are_short_sentences_with_nothing_left_to_fill_in(rounds):
    texts = [*ProgressUpdate.objects.exclude(text="").values_list("text", "problems", "next_steps")]
    assert len(texts) > 350
    for text, problems, next_steps in texts:
        assert text.endswith("。") and next_steps.endswith("。") and len(text) <= 500
        assert not set("{}") & set(text + problems + next_steps)
    assert len({text for text, _problems, _next in texts}) > 0.9 * len(texts)


def test_figures_grow_and_milestones_keep_their_day(rounds):
    january, february = (
        {
            (value.update.item_id, value.update.department_id, value.target_id): value.value
            for value in TargetValue.objects.filter(update__period__start_on=start).select_related("update")
        }
        for start in (day("2011-01-01"), day("2011-02-01"))
    )
    both = set(january) & set(february)
    assert len(both) > 50 and all(january[key] <= february[key] for key in both)
    assert sum(february[key] for key in both) > sum(january[key] for key in both)
    for reached in MilestoneReached.objects.select_related("update"):
        assert reached.reached_on < timezone.localdate(reached.update.sent_at)


def test_only_demo_accounts_can_sign_in(rounds):
    with_password = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert with_password == {account.username for account in rounds.accounts}
    units = Membership.objects.filter(role="liaison").values_list("department", flat=True)
    assert set(units) >= set(Responsibility.objects.single().values_list("department", flat=True))
    names = list(User.objects.values_list("name", flat=True))
    assert len(names) == len(set(names)) > 100


def test_days_and_people_of_the_story_exist(rounds):
    story = json.loads(STORY.read_text(encoding="utf-8"))
    numbers = set(WorkItem.objects.values_list("number", flat=True))
    units = set(Responsibility.objects.values_list("department__name", flat=True))
    for name in ("objections", "extensions", "instructions", "reopenings", "carried_over"):
        for row in story[name]:
            assert row["item"] in numbers and workdays.is_workday(day(row["on"])), row
    for name in ("handovers", "delegations", "mergers"):
        assert {row["unit"] for row in story[name]} <= units
