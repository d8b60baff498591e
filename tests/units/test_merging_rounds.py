"""Units merged while a round is on: updates of open periods and open requests follow the successor."""

import pytest

from departments.models import CollectiveMember, Department, User
from items.models import Closing, Extension, HistoryEntry, Objection, ProgressUpdate, Reminder, ReportingPeriod
from items.requests.extending import withdraw_extension
from items.requests.signing_for import withdraw_objection
from items.rounds.running import close_period, run_due
from items.units.merging import merge, preview_merge
from items.updates import drafting, reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

AT = moment("2011-03-12")
ON = day("2011-03-12")


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def into(cast):
    """A unit that takes over and stands on nothing yet."""
    return factories.department("市卫生计生委")


def do(cast, source, into, **more):
    merge(source, into=into, by=cast.administrator, on=ON, **more)
    return Department.objects.get(pk=into.pk)


def bring(cast, march, item, unit, state, **fields):
    fields = {"text": f"{unit}的情况"} | fields
    return put(update_of(march, item, unit), state, by=cast.liaison, office=cast.supervisor, **fields)


def reports_of(march, item):
    """{unit: (state, text, role)} of the item's updates in the period."""
    return {
        update.department.name: (update.state, update.text, update.role)
        for update in march.updates.filter(item=item).select_related("department")
    }


@pytest.mark.parametrize(
    "state", [state for state in State.values if state not in ("expected", "dropped", "awaiting_merge")]
)
def test_an_update_follows_the_unit_as_it_is(cast, march, into, state):
    update = bring(cast, march, cast.supported, cast.health, state)
    into = do(cast, cast.health, into)
    after = ProgressUpdate.objects.get(pk=update.pk)
    assert (after.department, after.state, after.text) == (into, state, "市卫生局的情况")
    assert after.version > update.version


def test_what_was_not_written_yet_is_expected_of_the_successor_once(cast, march, into):
    into = do(cast, cast.health, into)
    run_due(AT)
    assert march.updates.filter(department=into).count() == 2
    assert not march.updates.filter(department=cast.health).exists()
    assert march.updates.count() == 7


def test_the_successors_people_go_on_where_the_others_stopped(cast, march, into):
    update = bring(cast, march, cast.supported, cast.health, State.DRAFT)
    do(cast, cast.health, into)
    liaison = User.objects.get(pk=cast.health_liaison.pk)
    saved = drafting.save(update, by=liaison, at=AT, was={}, changes={"problems": "缺人手"})
    sent = reporting.send(saved.update, by=liaison, at=AT, version=saved.update.version)
    assert (sent.state, sent.department.name) == (State.AWAITING_REVIEW, "市卫生计生委")


def test_what_was_let_go_before_stays_with_the_closed_unit(cast, march, into):
    update = bring(cast, march, cast.supported, cast.health, State.DROPPED)
    do(cast, cast.health, into)
    assert ProgressUpdate.objects.get(pk=update.pk).department == cast.health


# Both stand on the item: (the merged unit's state, the successor's state) -> whose update goes on; "both" stay


CASES = [
    ("expected", "expected", "successor"),
    ("draft", "expected", "merged"),
    ("expected", "draft", "successor"),
    ("draft", "draft", "successor"),
    ("returned", "draft", "merged"),
    ("awaiting_sign_off", "returned", "merged"),
    ("draft", "awaiting_review", "successor"),
    ("awaiting_review", "draft", "merged"),
    ("accepted", "awaiting_review", "merged"),
    ("accepted", "expected", "merged"),
    ("awaiting_review", "accepted", "successor"),
    ("expected", "accepted", "successor"),
    ("accepted", "accepted", "both"),
    ("draft", "dropped", "merged"),
    ("dropped", "draft", "successor"),
]


@pytest.fixture
def side_by_side(cast):
    """An item on which health and education are both responsible, in March."""
    item = factories.item(cast.report, 4, responsible=[cast.health, cast.education], issued_on=day("2011-02-01"))
    item.responsibilities.update(issued_on=day("2011-02-01"))
    return item, opened(cast.report)


@pytest.mark.parametrize(("merged", "successor", "goes_on"), CASES)
def test_of_two_updates_the_one_that_came_further_goes_on(cast, side_by_side, merged, successor, goes_on):
    item, march = side_by_side
    source = bring(cast, march, item, cast.health, merged)
    other = bring(cast, march, item, cast.education, successor)
    do(cast, cast.health, cast.education, reason="市编发〔2011〕3号")
    run_due(AT)
    kept = {"merged": source, "successor": other, "both": other}[goes_on]
    left = other if kept == source else source
    after = ProgressUpdate.objects.get(pk=kept.pk)
    assert (after.department, after.state, after.text) == (cast.education, kept.state, kept.text)
    aside = ProgressUpdate.objects.filter(pk=left.pk).first()
    if left.state == State.EXPECTED:
        assert aside is None
    elif goes_on == "both":
        assert (aside.department, aside.state) == (cast.health, State.ACCEPTED)
    else:
        assert (aside.department, aside.state, aside.text) == (cast.health, State.DROPPED, left.text)
    assert march.updates.filter(item=item).asked_for().count() == (2 if goes_on == "both" else 1)
    told = HistoryEntry.objects.filter(action="department_merged", item=item, after__period=march.key)
    is_told = State.EXPECTED != left.state != State.DROPPED and goes_on != "both"
    assert [entry.reason.split(" ")[0] for entry in told] == (["市编发〔2011〕3号"] if is_told else [])


def test_a_part_that_waits_for_the_lead_waits_beside_its_draft(cast, march):
    part = bring(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    lead = bring(cast, march, cast.led, cast.civil_affairs, State.DRAFT)
    do(cast, cast.health, cast.civil_affairs)
    assert reports_of(march, cast.led) == {
        "市民政局": (State.DRAFT, lead.text, "lead"),
        "市卫生局": (State.AWAITING_MERGE, part.text, "support"),
    }


def test_a_part_that_was_taken_up_stays_under_its_units_name(cast, march):
    part = bring(cast, march, cast.led, cast.health, State.ACCEPTED)
    lead = bring(cast, march, cast.led, cast.civil_affairs, State.DRAFT)
    do(cast, cast.health, cast.civil_affairs)
    run_due(AT)
    assert reports_of(march, cast.led) == {
        "市民政局": (State.DRAFT, lead.text, "lead"),
        "市卫生局": (State.ACCEPTED, part.text, "support"),
    }


def test_a_part_waits_for_the_lead_that_has_written_nothing_yet(cast, march):
    part = bring(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    do(cast, cast.health, cast.civil_affairs)
    assert reports_of(march, cast.led) == {
        "市民政局": (State.EXPECTED, "", "lead"),
        "市卫生局": (State.AWAITING_MERGE, part.text, "support"),
    }


def test_a_lead_merged_into_a_supporting_unit_brings_its_report(cast, march):
    lead = bring(cast, march, cast.supported, cast.health, State.AWAITING_REVIEW)
    part = bring(cast, march, cast.supported, cast.civil_affairs, State.DRAFT)
    do(cast, cast.health, cast.civil_affairs)
    assert reports_of(march, cast.supported) == {
        "市民政局": (State.AWAITING_REVIEW, lead.text, "lead"),
        "市卫生局": (State.DROPPED, part.text, "support"),
    }


def test_closed_periods_keep_the_unit_that_reported(cast, march, into):
    february = cast.report.periods.get(start_on=FEBRUARY)
    before = bring(cast, february, cast.supported, cast.health, State.ACCEPTED)
    late = bring(cast, february, cast.led, cast.health, State.DRAFT)
    close_period(february, at=moment("2011-03-08"))
    frozen = ReportingPeriod.objects.get(pk=february.pk).frozen_sheet.text
    do(cast, cast.health, into)
    assert set(february.updates.filter(pk__in=[before.pk, late.pk]).values_list("department", flat=True)) == {
        cast.health.pk
    }
    assert ReportingPeriod.objects.get(pk=february.pk).frozen_sheet.text == frozen


def test_two_open_periods_follow_each_for_itself(cast, march, into):
    february = cast.report.periods.get(start_on=FEBRUARY)
    into = do(cast, cast.health, into)
    assert {period.updates.filter(department=into).count() for period in (february, march)} == {2}


def test_members_of_merged_collectives_report_through_the_new_one(cast, march):
    bring(cast, march, cast.open_lead, cast.east, State.ACCEPTED)
    bring(cast, march, cast.open_lead, cast.west, State.DRAFT)
    counties = factories.collective("各县市区", [])
    counties = do(cast, cast.districts, counties)
    run_due(AT)
    assert set(march.updates.filter(item=cast.open_lead).values_list("department__name", "via__name", "state")) == {
        ("东城区人民政府", "各县市区", "accepted"),
        ("西城区人民政府", "各县市区", "draft"),
        ("市教育局", None, "expected"),
    }


def test_two_members_that_merge_are_asked_once(cast, march):
    bring(cast, march, cast.open_lead, cast.east, State.DRAFT)
    do(cast, cast.west, cast.east)
    run_due(AT)
    assert not CollectiveMember.objects.filter(member=cast.west).exists()
    members = march.updates.filter(item=cast.open_lead, via=cast.districts)
    assert list(members.values_list("department__name", "state")) == [("东城区人民政府", "draft")]


def test_reminders_stay_as_they_were_sent(cast, march, into):
    message = factories.message(cast.health_liaison, kind="reminder", day=day("2011-03-18"))
    reminder = Reminder.objects.create(
        to=cast.health_liaison, department=cast.health, period=march, due_on=march.due_on, rule="before_5",
        message=message, at=AT,
    )  # fmt: skip
    do(cast, cast.health, into)
    reminder.refresh_from_db()
    assert reminder.department == cast.health


# Open requests


def objection(cast, unit, by, **fields):
    return Objection.objects.create(
        item=cast.led, department=unit, kind="duty", reason="职责不符", by=by, at=AT, **fields
    )


def test_open_requests_follow_the_successor(cast, march, into):
    open_one = objection(cast, cast.health, cast.health_liaison)
    settled = objection(
        cast, cast.health, cast.health_liaison, state="settled", decision="keep", answer="维持",
        settled_by=cast.supervisor, settled_at=AT,
    )  # fmt: skip
    extension = Extension.objects.create(
        item=cast.supported, department=cast.health, due_on=day("2011-06-30"), wanted_on=day("2011-09-30"),
        reason="雨季", by=cast.health_liaison, at=AT,
    )  # fmt: skip
    closing = Closing.objects.create(item=cast.led, department=cast.health, result="完成", by=cast.liaison, at=AT)
    into = do(cast, cast.health, into)
    for row in (open_one, settled, extension, closing):
        row.refresh_from_db()
    assert (open_one.department, extension.department, closing.department) == (into, into, into)
    assert settled.department == cast.health
    liaison = User.objects.get(pk=cast.health_liaison.pk)
    assert withdraw_objection(open_one, by=liaison, at=AT).state == "withdrawn"
    assert withdraw_extension(extension, by=liaison, at=AT).state == "withdrawn"


def test_with_an_objection_of_its_own_the_successor_has_both(cast, march):
    theirs, own = objection(cast, cast.health, cast.health_liaison), objection(cast, cast.civil_affairs, cast.liaison)
    do(cast, cast.health, cast.civil_affairs)
    theirs.refresh_from_db()
    assert theirs.department == cast.health
    liaison = User.objects.get(pk=cast.liaison.pk)
    for one in (theirs, own):
        assert withdraw_objection(one, by=liaison, at=AT).state == "withdrawn"


@pytest.mark.parametrize(("first", "second"), [("health", "civil_affairs"), ("civil_affairs", "health")])
def test_what_either_unit_signed_for_stays_signed(cast, march, first, second):
    rows = cast.led.responsibilities
    rows.filter(department=getattr(cast, first)).update(signed_for_at=AT, signed_for_by=cast.liaison)
    rows.filter(department=getattr(cast, second)).update(issued_on=day("2011-03-01"))
    do(cast, cast.health, cast.civil_affairs)
    row = rows.get()
    assert (row.signed_for_at, row.signed_for_by, row.issued_on) == (AT, cast.liaison, day("2011-02-01"))


def test_a_fault_in_the_middle_leaves_the_round_as_it_was(cast, side_by_side, monkeypatch):
    item, march = side_by_side
    bring(cast, march, item, cast.health, "awaiting_review")
    bring(cast, march, item, cast.education, "draft")
    before = list(ProgressUpdate.objects.order_by("pk").values())

    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("items.units.merging_rounds._move_requests", breaks)
    with pytest.raises(RuntimeError):
        do(cast, cast.health, cast.education)
    assert list(ProgressUpdate.objects.order_by("pk").values()) == before


def test_the_next_period_asks_the_successor_alone(cast, march, into):
    into = do(cast, cast.health, into)
    run_due(moment("2011-04-01"))
    april = cast.report.periods.get(start_on="2011-04-01")
    assert set(april.updates.filter(item=cast.led).values_list("department__name", flat=True)) == {
        "市民政局",
        into.name,
    }


def test_what_is_kept_aside_is_said_before_and_read_by_the_successors_people_after(cast, side_by_side, client):
    item, march = side_by_side
    left = bring(cast, march, item, cast.health, State.DRAFT)
    kept = bring(cast, march, item, cast.education, State.DRAFT)
    before = preview_merge(cast.health, into=cast.education, on=ON)
    assert [(one.item, one.period, one.unit, one.update) for one in before.aside] == [(item, march, cast.health, left)]
    merged = merge(cast.health, into=cast.education, by=cast.administrator, on=ON)
    assert merged == before
    # Of six reports February's on the item was not written, so that the successor's own is the one, and one is aside.
    assert cast.education.updates.filter(role="lead").count() + cast.education.updates.parts().count() == 4
    assert before.reports == 4
    client.force_login(User.objects.get(pk=cast.health_liaison.pk))
    assert left.text in client.get(kept.get_absolute_url()).text
    page = client.get(left.get_absolute_url())
    assert page.status_code == 200
    assert left.text in page.text
    client.force_login(cast.supervisor)
    assert client.get(left.get_absolute_url()).status_code == 403


@pytest.mark.parametrize(("merged", "successor", "goes_on"), CASES)
def test_the_question_names_what_the_merger_keeps_aside(cast, side_by_side, merged, successor, goes_on):
    item, march = side_by_side
    written = [
        bring(cast, march, item, unit, state) for unit, state in ((cast.health, merged), (cast.education, successor))
    ]
    asked = {one.update.pk for one in preview_merge(cast.health, into=cast.education, on=ON).aside}
    do(cast, cast.health, cast.education)
    aside = ProgressUpdate.objects.filter(pk__in=[one.pk for one in written], state=State.DROPPED)
    assert asked == {one.pk for one in aside if one.pk in {one.pk for one in written if one.state != State.DROPPED}}
