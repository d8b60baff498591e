"""Status steps and notes: who may take which step, what is written, and that nothing is half written."""

import pytest
from django.utils import translation

from departments.models import Membership, User
from items.closing.moving import move_status, steps_for, write_note
from items.ledger.editing import edit_item
from items.models import ProgressNote, WorkItem
from items.models.progress import NOTE_LIMIT
from items.steps import StaleItem, changing

from ..given import factories
from ..given.factories import day
from ..given.refusals import everything, refused
from ..given.signatures import without_sign_off

TODAY = day("2011-05-01")
STATUSES = ["not_started", "in_progress", "awaiting_closure", "completed", "cancelled", "carried_over"]
# From the status of the line to that of the column: "unit" for lead units and the supervision office, "office" for
# the office alone, with "!" a reason is needed.
TABLE = {
    # from             not_started, in_progress, awaiting,  completed,  cancelled,  carried_over
    "not_started":      ["",        "unit",      "",        "",         "office!",  "office!"],
    "in_progress":      ["office!", "",          "unit!",   "office",   "office!",  "office!"],
    "awaiting_closure": ["",        "unit!",     "",        "office",   "office!",  "office!"],
    "completed":        ["",        "office!",   "",        "",         "",         ""],
    "cancelled":        ["",        "office!",   "",        "",         "",         ""],
    "carried_over":     ["",        "office!",   "",        "",         "",         ""],
}  # fmt: skip
PAIRS = [(origin, to, TABLE[origin][STATUSES.index(to)]) for origin in STATUSES for to in STATUSES]
STEPPERS = {"liaison": ["unit"], "health_liaison": [], "supervisor": ["unit", "office"]}


@pytest.fixture(autouse=True)
def unsigned(request):
    """In this report nobody's head signs; see test_signing for where one does."""
    if "cast" in request.fixturenames:
        without_sign_off(request.getfixturevalue("cast"))


def put(item, status):
    """The item as if it had come to `status` before."""
    completed_on = day("2011-04-01") if status == "completed" else None
    WorkItem.objects.filter(pk=item.pk).update(status=status, completed_on=completed_on)
    item.refresh_from_db()


def step(item, to="", *, by, version=1, on=TODAY, **more):
    return move_status(item, by=by, version=version, on=on, status=to, **more)


@pytest.mark.parametrize("who", STEPPERS)
@pytest.mark.parametrize(("origin", "to", "rule"), PAIRS)
def test_a_step_is_open_as_the_table_says(cast, origin, to, rule, who):
    put(cast.led, origin)
    by = getattr(cast, who)
    if rule.rstrip("!") in STEPPERS[who]:
        item = step(cast.led, to, by=by, text="情况说明")
        assert (item.status, item.version) == (to, 2)
    else:
        with refused("cannot go from" if not rule else "not open to your posts"):
            step(cast.led, to, by=by, text="情况说明")


@pytest.mark.parametrize("who", STEPPERS)
@pytest.mark.parametrize("origin", STATUSES)
def test_the_steps_offered_are_those_of_the_table(cast, origin, who):
    put(cast.led, origin)
    rules = dict(zip(STATUSES, TABLE[origin], strict=True))
    offered = {to for to, rule in rules.items() if rule.rstrip("!") in STEPPERS[who]}
    assert set(steps_for(getattr(cast, who), cast.led)) == offered


@pytest.mark.parametrize(("origin", "to", "rule"), [pair for pair in PAIRS if pair[2]])
@pytest.mark.parametrize("text", ["", " \n"])
def test_some_steps_need_a_reason(cast, origin, to, rule, text):
    put(cast.led, origin)
    if rule.endswith("!"):
        with refused("needs (a reason|the result in words)"):
            step(cast.led, to, by=cast.supervisor, text=text)
    else:
        assert step(cast.led, to, by=cast.supervisor, text=text).status == to
        assert not ProgressNote.objects.exists()


def test_an_unknown_status_is_refused(cast):
    with refused("“Not started” to “late”"):
        step(cast.led, "late", by=cast.supervisor, text="情况")


@pytest.mark.parametrize("who", ["leader", "observer", "administrator", "newcomer", "east_liaison"])
def test_who_stands_aside_takes_no_step(cast, who):
    with refused("not open to your posts"):
        step(cast.led, "in_progress", by=getattr(cast, who))
    assert steps_for(getattr(cast, who), cast.led) == {}


def test_the_head_of_the_lead_unit_steps_like_its_liaison(cast):
    assert step(cast.led, "in_progress", by=cast.head).status == "in_progress"


def test_the_member_of_a_responsible_collective_steps(cast):
    assert step(cast.open_lead, "in_progress", by=cast.east_liaison).status == "in_progress"


@pytest.mark.parametrize("completed_on", [None, "2011-05-01", "2011-04-15"])
def test_the_completion_date_is_today_or_earlier(cast, completed_on):
    put(cast.led, "in_progress")
    item = step(cast.led, "completed", by=cast.supervisor, completed_on=completed_on and day(completed_on))
    assert item.completed_on == day(completed_on or "2011-05-01")


def test_an_item_is_not_completed_tomorrow(cast):
    put(cast.led, "in_progress")
    with refused("lies in the future"):
        step(cast.led, "completed", by=cast.supervisor, completed_on=day("2011-05-02"))


def test_the_completion_date_counts_only_when_closing(cast):
    with refused("only when the item is closed"):
        step(cast.led, "in_progress", by=cast.liaison, completed_on=TODAY)
    with refused("only when the item is closed"):
        step(cast.led, "", by=cast.supervisor, completed_on=TODAY, text="已完成")


def test_nothing_was_completed_before_the_year_of_the_report(cast):
    put(cast.led, "in_progress")
    with refused("before the year of the report"):
        step(cast.led, "completed", by=cast.supervisor, completed_on=day("2010-12-31"))


def test_going_back_is_called_sending_back_by_the_office_and_withdrawing_by_the_unit(cast):
    put(cast.led, "awaiting_closure")
    with translation.override("en"):
        labels = {
            who: str(steps_for(who, cast.led)["in_progress"].label_for(who)) for who in (cast.supervisor, cast.liaison)
        }
    assert labels == {cast.supervisor: "Send back", cast.liaison: "Withdraw the request"}


def test_the_reason_stands_in_the_history_only_where_the_step_needs_one(cast):
    item = step(cast.led, "in_progress", by=cast.liaison, text="已启动")
    assert item.history.get(action="status_changed").reason == ""
    item = step(item, "awaiting_closure", by=cast.liaison, version=2, text="已全部完成")
    assert item.history.filter(action="status_changed").first().reason == "已全部完成"


def test_the_same_words_sent_twice_are_one_note(cast):
    first = write_note(cast.led, text="已完成2所", by=cast.liaison)
    assert write_note(cast.led, text="已完成2所", by=cast.liaison) == first
    write_note(cast.led, text="已完成2所", by=cast.health_liaison)
    write_note(cast.led, text="已完成3所", by=cast.liaison)
    assert ProgressNote.objects.count() == 3


def test_reopening_takes_the_completion_date_away(cast):
    put(cast.led, "completed")
    item = step(cast.led, "in_progress", by=cast.supervisor, text="复核未通过")
    assert item.completed_on is None
    entry = item.history.get(action="status_changed")
    assert entry.before == {"status": "completed", "completed_on": "2011-04-01"}
    assert entry.after == {"status": "in_progress", "completed_on": ""}


def test_the_history_says_what_was_before_and_after(cast):
    put(cast.led, "in_progress")
    step(cast.led, "awaiting_closure", by=cast.liaison, text=" 全部建成 ")
    moved = cast.led.history.get(action="status_changed")
    assert (moved.before, moved.after) == ({"status": "in_progress"}, {"status": "awaiting_closure"})
    assert (moved.by, moved.reason, moved.report) == (cast.liaison, "全部建成", cast.report)
    assert moved.post == f"市民政局 {Membership.Role.LIAISON.label}"
    written = cast.led.history.get(action="note_written")
    assert (written.before, written.after, written.department) == ({}, {"note": "全部建成"}, cast.civil_affairs)


def test_the_item_says_when_it_was_last_touched(cast):
    assert cast.led.updated_at is None
    moved = step(cast.led, "in_progress", by=cast.liaison)
    assert moved.updated_at is not None
    noted = step(cast.led, by=cast.liaison, text="已启动")
    assert noted.updated_at == ProgressNote.objects.get().at >= moved.updated_at


def test_the_version_counts_steps_and_not_notes(cast):
    assert step(cast.led, "in_progress", by=cast.liaison, text="已启动").version == 2
    assert step(cast.led, by=cast.liaison, version=2, text="进展顺利").version == 2
    assert step(cast.led, "awaiting_closure", by=cast.liaison, version=2, text="完成").version == 3


# Stale copies


def test_a_stale_copy_writes_nothing_and_learns_who_was_faster(cast):
    step(cast.led, "in_progress", by=cast.head)
    with refused("赵局长 has changed this item", StaleItem) as caught:
        step(cast.led, "in_progress", by=cast.liaison, text="我也启动")
    assert (caught.value.item.status, caught.value.item.version) == ("in_progress", 2)


def test_a_note_in_the_meantime_is_not_the_change(cast):
    """Notes leave the version alone: whoever wrote one last has not made the copy stale."""
    step(cast.led, "in_progress", by=cast.head)
    write_note(cast.led, text="请加快", by=cast.supervisor)
    with refused("赵局长 has changed", StaleItem):
        step(cast.led, "in_progress", by=cast.liaison)


def test_a_change_without_a_name_is_somebody_elses(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(version=7)
    with refused("somebody else has changed", StaleItem):
        step(cast.led, "in_progress", by=cast.liaison)


def test_a_save_that_slips_in_between_is_noticed(cast, monkeypatch):
    checked = changing.validate

    def somebody_is_faster(item, **about):
        checked(item, **about)
        WorkItem.objects.filter(pk=item.pk).update(version=2, remark="抢先")

    monkeypatch.setattr(changing, "validate", somebody_is_faster)
    before = everything()
    with pytest.raises(StaleItem):
        step(cast.led, "in_progress", by=cast.liaison, text="已启动")
    assert everything() == before


def test_after_looking_again_the_same_step_succeeds(cast):
    edit_item(cast.led, by=cast.supervisor, version=1, due_on=TODAY, due_text="", remark="")
    with pytest.raises(StaleItem) as caught:
        step(cast.led, "in_progress", by=cast.liaison)
    assert step(cast.led, "in_progress", by=cast.liaison, version=caught.value.item.version).version == 3


def test_notes_of_two_people_add_up(cast):
    """A note needs no present copy: nothing of the other's is overwritten."""
    step(cast.led, "in_progress", by=cast.head, text="甲")
    step(cast.led, by=cast.health_liaison, version=1, text="乙")
    assert set(ProgressNote.objects.values_list("text", flat=True)) == {"甲", "乙"}


# Notes


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_nothing_to_save_is_said(cast, text):
    with refused("Nothing to save"):
        step(cast.led, by=cast.liaison, text=text)


@pytest.mark.parametrize("who", ["liaison", "head", "health_liaison", "supervisor"])
def test_every_unit_on_the_item_and_the_office_write_notes(cast, who):
    by = getattr(cast, who)
    step(cast.led, by=by, text="进展顺利")
    note = ProgressNote.objects.get()
    assert (note.by, note.text, note.department) == (by, "进展顺利", by.posts[0].department)
    entry = cast.led.history.get()
    assert (entry.action, entry.department, entry.at) == ("note_written", note.department, note.at)


@pytest.mark.parametrize("who", ["leader", "observer", "administrator", "newcomer", "east_liaison"])
def test_others_write_no_notes(cast, who):
    with refused("Only units named on the item"):
        step(cast.led, by=getattr(cast, who), text="进展顺利")


def test_a_member_writes_its_note_in_its_own_name(cast):
    step(cast.open_lead, by=cast.east_liaison, text="东城已开工")
    assert ProgressNote.objects.get().department == cast.east


def test_with_two_posts_the_note_is_that_of_the_leading_unit(cast):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.health)
    step(cast.supported, by=User.objects.get(pk=cast.liaison.pk), text="进展顺利")
    assert ProgressNote.objects.get().department == cast.health


def test_an_office_without_unit_writes_without_unit(cast):
    office = factories.person(role="supervision")
    step(cast.led, by=office, text="请加快")
    assert ProgressNote.objects.get().department is None


def test_the_longest_note_is_kept_whole(cast):
    text = "长" * NOTE_LIMIT
    step(cast.led, by=cast.liaison, text=text)
    assert ProgressNote.objects.get().text == text
    assert cast.led.history.get().after == {"note": text}


@pytest.mark.parametrize("length", [NOTE_LIMIT + 1, 100_000])
def test_a_longer_note_is_refused_with_the_limit(cast, length):
    with refused(f"{length} characters; {NOTE_LIMIT} are possible"):
        step(cast.led, by=cast.liaison, text="长" * length)


def test_a_note_that_fails_takes_the_step_back(cast):
    with refused("characters"):
        step(cast.led, "in_progress", by=cast.liaison, text="长" * (NOTE_LIMIT + 1))


def test_a_fault_in_the_note_takes_the_step_back(cast, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(ProgressNote, "save", breaks)
    before = everything()
    with pytest.raises(RuntimeError):
        step(cast.led, "in_progress", by=cast.liaison, text="已启动")
    assert everything() == before


def test_markup_and_formulas_are_kept_as_typed(cast):
    text = "<b>完成</b> =cmd|' /C calc'!A0"
    step(cast.led, by=cast.liaison, text=text)
    assert ProgressNote.objects.get().text == text
