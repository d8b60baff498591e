"""The record of what was done: what an entry holds, how it reads, and that it never changes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from departments.models import Membership
from items import auditing, history
from items.closing.moving import move_status
from items.models import HistoryEntry
from items.models.history import AppendOnly

from ..given.factories import day

Action = HistoryEntry.Action


@pytest.fixture
def entry(cast):
    return history.record(Action.ITEM_EDITED, by=cast.supervisor, item=cast.led, after={"remark": "甲"})


@pytest.fixture
def request_origin():
    token = auditing.origin.set(auditing.Origin(request_id="11111111-2222-3333-4444-555555555555", address="10.1.2.3"))
    yield auditing.origin.get()
    auditing.origin.reset(token)


def test_an_entry_says_who_in_which_post_did_what_to_what(cast, entry):
    entry = HistoryEntry.objects.get(pk=entry.pk)
    assert (entry.by, entry.item, entry.report) == (cast.supervisor, cast.led, cast.report)
    assert entry.post == f"市政府办公室 {Membership.Role.SUPERVISION.label}"
    assert (entry.before, entry.after, entry.reason) == ({}, {"remark": "甲"}, "")
    with translation.override("en"):
        assert str(entry) == "Item edited · Item 1"


def test_an_entry_carries_the_request_it_came_from(cast, request_origin):
    move_status(cast.led, by=cast.liaison, version=1, on=day("2011-05-01"), status="in_progress", text="已启动")
    origins = {(entry.request_id, entry.address) for entry in cast.led.history.all()}
    assert origins == {(request_origin.request_id, "10.1.2.3")}


def test_outside_a_request_there_is_no_origin(entry):
    assert (entry.request_id, entry.address) == ("", None)


def test_the_system_acts_without_a_post(cast):
    entry = history.record(Action.REPORT_ISSUED, by=None, report=cast.report)
    assert (entry.by, entry.post, entry.item) == (None, "", None)


def test_the_post_is_kept_as_it_was_when_acting(cast, entry):
    post = entry.post
    cast.supervisor.memberships.update(role="observer")
    assert HistoryEntry.objects.get(pk=entry.pk).post == post


def test_many_posts_fit_into_the_entry(cast):
    for unit in (cast.health, cast.education, cast.east, cast.west, cast.office):
        unit.name = unit.name + "及其所属各单位" * 6
        unit.save()
        Membership.objects.create(user=cast.newcomer, role="liaison", department=unit)
    entry = history.record(Action.ITEM_EDITED, by=cast.newcomer, item=cast.led)
    assert len(entry.post) == 200


def test_the_newest_entry_comes_first(cast, entry):
    at = entry.at
    later = history.record(Action.ITEM_EDITED, by=None, item=cast.led, at=at)
    earlier = history.record(Action.ITEM_EDITED, by=None, item=cast.led, at=at - timezone.timedelta(seconds=1))
    assert list(cast.led.history.all()) == [later, entry, earlier]


def test_an_unknown_action_is_not_recorded(cast):
    with pytest.raises(ValidationError):
        history.record("guessed", by=None, item=cast.led)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: HistoryEntry.objects.update(reason="改"),
        lambda entry: HistoryEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: HistoryEntry.objects.bulk_update([entry], ["reason"]),
    ],
)
def test_an_entry_never_changes(entry, attempt):
    before = list(HistoryEntry.objects.values())
    entry.reason = "改"
    with pytest.raises(AppendOnly):
        attempt(entry)
    assert list(HistoryEntry.objects.values()) == before


def test_a_fault_while_recording_undoes_the_change(cast, monkeypatch):
    monkeypatch.setattr(
        HistoryEntry, "save", lambda *args, **kwargs: (_ for _ in ()).throw(IntegrityError("disk full"))
    )
    with pytest.raises(IntegrityError, match="disk full"), transaction.atomic():
        move_status(cast.led, by=cast.liaison, version=1, on=day("2011-05-01"), status="in_progress")
    cast.led.refresh_from_db()
    assert (cast.led.status, cast.led.version) == ("not_started", 1)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"status": "not_started"}, {"status": "in_progress"}, [("status", "Not started", "In progress")]),
        ({"due_on": "2011-12-31"}, {"due_on": ""}, [("deadline", "2011-12-31", "")]),
        ({}, {"note": "已启动"}, [("progress note", "", "已启动")]),
        (
            {"units": "lead:市民政局\nsupport:市卫生局"},
            {"units": "lead:市卫生局"},
            [("units", "Lead 市民政局\nSupporting 市卫生局", "Lead 市卫生局")],
        ),
        ({"units": "lead:甲:乙"}, {}, [("units", "Lead 甲:乙", "")]),
        (
            {"status": "in_progress", "completed_on": ""},
            {"status": "completed", "completed_on": "2011-05-01"},
            [("status", "In progress", "Completed"), ("completed on", "", "2011-05-01")],
        ),
        ({"status": "of old"}, {}, [("status", "of old", "")]),
    ],
)
def test_an_entry_reads_in_words(before, after, lines):
    with translation.override("en"):
        found = history.describe(HistoryEntry(before=before, after=after))
        assert [(str(line.label), line.before, line.after) for line in found] == lines


def test_an_entry_reads_in_the_readers_language():
    entry = HistoryEntry(before={"units": "lead:市民政局"}, after={"status": "in_progress"})

    def words(language):
        with translation.override(language):
            return [(str(line.label), line.before, str(line.after)) for line in history.describe(entry)]

    assert words("en") == [("units", "Lead 市民政局", ""), ("status", "", "In progress")]
    with translation.override("zh-hans"):
        label, role, field, status = map(translation.gettext, ["units", "Lead", "status", "In progress"])
    assert words("zh-hans") == [(label, f"{role} 市民政局", ""), (field, "", status)]


def test_an_acceptance_taken_back_is_told_without_a_return():
    with translation.override("zh-hans"):
        [line] = history.describe(HistoryEntry(before={}, after={"returned_by": "office"}))
        assert (str(line.label), line.after) == ("办理环节", "督查室")


def test_every_entry_of_the_cast_can_be_read(cast):
    assert all(history.describe(entry) for entry in HistoryEntry.objects.exclude(after={}))


def test_a_planned_curve_names_what_it_plans_in_chinese_signs():
    after = {"plan": "%: 2011-09-30 76%; 2011-12-31 100%\n新建站点: 2011-12-31 30个\n规划: 甲: —"}
    [change] = history.spell_changes({}, after)
    assert change.after.splitlines() == [
        "完成比例：2011-09-30 76%；2011-12-31 100%",
        "新建站点：2011-12-31 30个",
        "规划: 甲：—",
    ]
