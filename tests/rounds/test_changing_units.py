"""Items, their units and the members of collectives that change in the middle of a period."""

import pytest

from departments import clock
from departments.models import CollectiveMember
from items.issue.issuing import follow_members, issue
from items.ledger.editing import confirm_lead, set_units
from items.models import ProgressUpdate, Responsibility, WorkItem
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.refusals import everything
from ..given.together import moment
from .what_is_asked import EVERYBODY, asked, run

# Items and units that change in the middle of a period


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_a_closed_item_is_asked_for_no_more_and_its_drafts_are_kept(cast, status):
    march = opened(cast.report)
    begun = put(update_of(march, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    completed_on = day("2011-03-05") if status == "completed" else None
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=completed_on)
    run("2011-03-06")
    begun.refresh_from_db()
    assert (begun.state, begun.text) == (State.DROPPED, "已完成2所")
    assert asked(march) == {(number, unit) for number, unit in EVERYBODY if number != 1}
    assert not ProgressUpdate.objects.filter(item=cast.led, department=cast.health).exists()


@pytest.mark.parametrize("state", [State.AWAITING_SIGN_OFF, State.AWAITING_REVIEW, State.ACCEPTED])
def test_what_was_sent_on_a_closed_item_stays(cast, state):
    march = opened(cast.report)
    sent = put(update_of(march, cast.led, cast.civil_affairs), state, by=cast.liaison, office=cast.supervisor)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-03-06")
    after = ProgressUpdate.objects.get(pk=sent.pk)
    assert (after.state, after.version) == (state, sent.version)


@pytest.mark.parametrize(("state", "again"), [(State.DRAFT, State.DRAFT), (State.RETURNED, State.RETURNED)])
def test_a_reopened_item_finds_its_drafts_again(cast, state, again):
    march = opened(cast.report)
    begun = put(update_of(march, cast.led, cast.civil_affairs), state, by=cast.liaison, office=cast.supervisor)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-03-06")
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    run("2011-03-07")
    begun.refresh_from_db()
    assert (begun.state, begun.text) == (again, "已完成2所")
    assert asked(march) == EVERYBODY


def test_an_item_reopened_after_the_due_day_is_not_late_from_the_start(cast):
    march = opened(cast.report)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-03-24")
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    run("2011-03-26", "2011-04-05")
    assert {number for number, _unit in asked(march)} == {2, 3}


@pytest.mark.parametrize(("date", "is_asked"), [("2011-03-20", True), ("2011-03-21", False), ("2011-03-28", False)])
def test_a_unit_that_comes_to_an_item_late_is_asked_from_the_next_period_on(cast, date, is_asked):
    march = opened(cast.report)
    with clock.at(moment(date)):
        set_units(
            cast.led,
            roles={cast.education: "lead", cast.health: "support"},
            by=cast.supervisor,
            version=1,
            reason="职能划转",
        )
    run(date)
    assert ((1, "市教育局") in asked(march)) == is_asked
    assert (1, "市民政局") not in asked(march)
    assert (1, "市教育局") in asked(opened(cast.report, "2011-04-01"))


def test_a_new_role_is_that_of_a_part_and_of_what_was_not_handed_in(cast):
    """What the former lead has handed in stays its report on the item: as a part its figures would be lost."""
    march = opened(cast.report)
    part = put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    report = put(update_of(march, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=None)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    part.refresh_from_db()
    report.refresh_from_db()
    assert (part.role, part.state, part.text) == ("lead", State.DRAFT, "已完成2所")
    assert (report.role, report.state) == ("lead", State.AWAITING_REVIEW)


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_SIGN_OFF, State.RETURNED])
def test_what_the_former_lead_has_not_handed_in_becomes_its_part(cast, state):
    report = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    report = put(report, state, by=cast.liaison, office=cast.supervisor)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    report.refresh_from_db()
    assert (report.role, report.state) == ("support", state)


@pytest.mark.parametrize("step", ["take_back", "send_back"])
def test_what_comes_back_to_the_former_lead_is_written_for_its_part(cast, step):
    report = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    report = put(report, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    report.refresh_from_db()
    if step == "take_back":
        reporting.take_back(report, by=cast.liaison, at=moment("2011-03-11"))
    else:
        given = {"by": cast.supervisor, "version": report.version, "reason": "数据不清"}
        reporting.send_back(report, at=moment("2011-03-11"), **given)
    report.refresh_from_db()
    assert (report.role, report.is_writable) == ("support", True)


def test_the_figures_that_the_former_lead_has_handed_in_count_once_they_are_accepted(cast):
    target = factories.target(cast.led, number=100)
    report = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    report = put(report, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    report.values.create(target=target, label=target.label, unit=target.unit, value=40)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    report.refresh_from_db()
    reporting.accept(report, by=cast.supervisor, at=moment("2011-03-11"), version=report.version)
    assert WorkItem.objects.get(pk=cast.led.pk).completion == 40


@pytest.mark.parametrize("state", [State.AWAITING_MERGE, State.AWAITING_REVIEW])
def test_a_part_becomes_no_report_of_the_lead_by_itself(cast, state):
    """What it handed in as a part is offered as its draft: it has not reported as lead, and nobody signed that."""
    march = opened(cast.report)
    words = {"no_change": True, "completion": 40, "signed_by": cast.head, "signed_at": moment("2011-03-10")}
    part = put(update_of(march, cast.led, cast.health), state, by=cast.health_liaison, office=None, **words)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    part.refresh_from_db()
    assert (part.role, part.state, part.text, part.no_change) == ("lead", State.DRAFT, "已完成2所", False)
    assert (part.handed_in_at, part.sent_at, part.sent_by, part.signed_by) == (None,) * 4
    assert ProgressUpdate.objects.silent().filter(pk=part.pk).exists()


@pytest.mark.parametrize("role", ["lead", "responsible"])
def test_a_head_never_signs_a_part_as_the_whole(cast, role):
    """What waits for the head when the unit comes to speak for the item is written anew before anybody signs it."""
    march = opened(cast.report)
    part = put(update_of(march, cast.led, cast.health), State.AWAITING_SIGN_OFF, by=cast.health_liaison, office=None)
    with clock.at(moment("2011-03-10")):
        set_units(cast.led, roles={cast.health: role}, by=cast.supervisor, version=1, reason="职能划转")
    part.refresh_from_db()
    assert (part.role, part.state, part.text, part.sent_by) == (role, State.DRAFT, "已完成2所", None)


@pytest.mark.parametrize(("others", "state"), [((), State.DRAFT), (("districts",), State.AWAITING_SIGN_OFF)])
def test_a_head_never_signs_a_share_as_the_whole(cast, others, state):
    march = opened(cast.report)
    share = update_of(march, cast.open_lead, cast.east)
    share = put(share, State.AWAITING_SIGN_OFF, by=cast.east_liaison, office=None)
    roles = {getattr(cast, name): "responsible" for name in others or ("east",)}
    with clock.at(moment("2011-03-10")):
        set_units(cast.open_lead, roles=roles, by=cast.supervisor, version=1, reason="职能划转")
    share.refresh_from_db()
    assert (share.via, share.state) == (cast.districts if others else None, state)


def test_a_head_never_signs_the_whole_as_a_share(cast):
    march = opened(cast.report)
    own = factories.item(cast.report, 4, "修缮校舍", responsible=[cast.east], issued_on=day("2011-02-01"))
    own.responsibilities.update(issued_on=day("2011-02-01"))
    run("2011-03-02")
    whole = put(update_of(march, own, cast.east), State.AWAITING_SIGN_OFF, by=cast.east_liaison, office=None)
    with clock.at(moment("2011-03-10")):
        set_units(own, roles={cast.districts: "responsible"}, by=cast.supervisor, version=1, reason="职能划转")
    whole.refresh_from_db()
    assert (whole.via, whole.state) == (cast.districts, State.DRAFT)


def test_a_part_whose_lead_is_gone_goes_to_the_office(cast):
    march = opened(cast.report)
    part = put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    with clock.at(moment("2011-03-10")):
        set_units(cast.led, roles={cast.health: "responsible"}, by=cast.supervisor, version=1, reason="职能划转")
    part.refresh_from_db()
    assert (part.role, part.state) == ("support", State.AWAITING_REVIEW)  # the part that it was


def test_what_was_accepted_keeps_its_role(cast):
    march = opened(cast.report)
    done = put(update_of(march, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    after = ProgressUpdate.objects.get(pk=done.pk)
    assert (after.role, after.version) == ("lead", done.version)


def test_a_member_named_itself_keeps_its_draft(cast):
    march = opened(cast.report)
    begun = put(update_of(march, cast.open_lead, cast.east), State.DRAFT, by=cast.east_liaison, office=None)
    with clock.at(moment("2011-03-24")):
        roles = {cast.districts: "responsible", cast.east: "responsible", cast.education: "responsible"}
        set_units(cast.open_lead, roles=roles, by=cast.supervisor, version=1, reason="职能划转")
    begun.refresh_from_db()
    assert (begun.state, begun.via, begun.text) == (State.DRAFT, None, "已完成2所")
    assert asked(march) == EVERYBODY


def test_a_selection_is_asked_for_from_its_own_issue_on(cast):
    extra = [factories.item(cast.report, number, leads=[cast.education]) for number in (4, 5)]
    march = opened(cast.report)
    assert asked(march) == EVERYBODY
    issue(cast.report, by=cast.supervisor, on=day("2011-03-15"), items=[extra[0]])
    run("2011-03-15")
    assert asked(march) == EVERYBODY | {(4, "市教育局")}
    issue(cast.report, by=cast.supervisor, on=day("2011-03-22"), items=[extra[1]])
    run("2011-03-22")
    assert (5, "市教育局") not in asked(march)
    assert (5, "市教育局") in asked(opened(cast.report, "2011-04-01"))


# Collectives whose members change


def leave(cast, member, on):
    CollectiveMember.objects.filter(collective=cast.districts, member=member).update(valid_to=day(on))


def join(cast, on):
    south = factories.department("南城区人民政府")
    CollectiveMember.objects.create(collective=cast.districts, member=south, valid_from=day(on))
    return south


def test_members_who_leave_and_join_in_mid_period(cast):
    march = opened(cast.report)
    begun = put(update_of(march, cast.open_lead, cast.east), State.DRAFT, by=cast.east_liaison, office=None)
    leave(cast, cast.east, "2011-03-09")
    join(cast, "2011-03-10")
    run("2011-03-09")
    assert asked(march) == EVERYBODY
    ran = run("2011-03-10")
    assert ran.followed == [cast.open_lead]
    begun.refresh_from_db()
    assert begun.state == State.DROPPED
    assert asked(march) == EVERYBODY - {(3, "东城区人民政府")} | {(3, "南城区人民政府")}
    row = cast.open_lead.responsibilities.get(department__name="南城区人民政府")
    assert (row.role, row.via, row.issued_on) == ("responsible", cast.districts, day("2011-03-10"))
    entry = cast.open_lead.history.get(action="units_changed")
    assert "东城区人民政府" in entry.before["units"] and "南城区人民政府" in entry.after["units"]


def test_a_member_that_joins_shortly_before_the_due_day_is_asked_next_time(cast):
    march = opened(cast.report)
    join(cast, "2011-03-23")
    run("2011-03-23", "2011-04-05")
    assert asked(march) == EVERYBODY
    assert (3, "南城区人民政府") in asked(opened(cast.report, "2011-04-01", at="2011-04-05"))


def test_what_a_member_reported_stays_when_it_leaves(cast):
    march = opened(cast.report)
    sent = put(update_of(march, cast.open_lead, cast.east), State.AWAITING_REVIEW, by=cast.east_liaison, office=None)
    leave(cast, cast.east, "2011-03-09")
    run("2011-03-10")
    assert ProgressUpdate.objects.get(pk=sent.pk).state == State.AWAITING_REVIEW


def test_following_members_again_writes_nothing(cast):
    leave(cast, cast.east, "2011-03-09")
    assert follow_members(on=day("2011-03-10")) == [cast.open_lead]
    before = everything()
    assert follow_members(on=day("2011-03-10")) == []
    assert everything() == before


def test_a_member_that_has_signed_survives_a_clock_that_jumps_back(cast):
    south = join(cast, "2011-03-10")
    run("2011-03-10")
    row = cast.open_lead.responsibilities.get(department=south)
    Responsibility.objects.filter(pk=row.pk).update(signed_for_at=moment("2011-03-11"), signed_for_by=cast.east_liaison)
    run("2011-03-05")
    assert cast.open_lead.responsibilities.get(department=south).signed_for_by == cast.east_liaison


def test_a_late_closing_does_not_forget_who_was_silent(cast):
    march = opened(cast.report)
    leave(cast, cast.east, "2011-04-06")
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-04-08")
    march.refresh_from_db()
    assert march.is_closed and asked(march) == EVERYBODY


def test_members_of_closed_items_stay_as_they_were(cast):
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(status="cancelled")
    leave(cast, cast.east, "2011-03-09")
    assert follow_members(on=day("2011-03-10")) == []
