"""Two people, or a person and the calendar, in the same moment: one of them is first, nothing is lost, nobody hangs."""

import pytest

from items.ledger import editing
from items.models import HistoryEntry, ProgressNote, ProgressUpdate, ReportingPeriod, WorkItem
from items.rounds.expecting import expect
from items.rounds.planning import plan_periods, set_rules
from items.rounds.running import close_period, open_period, run_due
from items.targets.editing import set_targets
from items.units.merging import merge
from items.updates import drafting, reporting

from ..given import factories
from ..given.cast import Cast
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import at_once, moment

pytestmark = pytest.mark.django_db(transaction=True)

AT = moment("2011-03-20")


@pytest.fixture
def cast():
    return Cast.build()


@pytest.fixture
def march(cast):
    return opened(cast.report)


def brought_to(cast, march, state, item=None, unit=None):
    update = update_of(march, item or cast.led, unit or cast.civil_affairs)
    return put(update, state, by=cast.liaison, office=cast.supervisor)


def one_sentence(answers):
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    return sentence


def test_accepted_and_returned_at_once(cast, march):
    update = brought_to(cast, march, State.AWAITING_REVIEW)
    answers = at_once(
        lambda: reporting.accept(update, by=cast.supervisor, at=AT, version=update.version),
        lambda: reporting.send_back(update, by=cast.supervisor, at=AT, version=update.version, reason="请补充"),
    )
    after = ProgressUpdate.objects.get(pk=update.pk)
    sentence = one_sentence(answers)
    assert after.version == update.version + 1
    if after.state == State.ACCEPTED:
        assert "has accepted this update already" in sentence
    else:
        assert after.state == State.RETURNED and "has been returned to the unit already: 请补充" in sentence
    assert ProgressNote.objects.count() == (after.state == State.ACCEPTED)
    assert HistoryEntry.objects.filter(item=cast.led, at=AT, department__isnull=False).count() == 1


def test_two_of_the_office_accept_at_once(cast, march):
    update = brought_to(cast, march, State.AWAITING_REVIEW)
    accept = lambda: reporting.accept(update, by=cast.supervisor, at=AT, version=update.version)  # noqa: E731
    assert "has accepted this update already" in one_sentence(at_once(accept, accept))
    assert ProgressNote.objects.count() == 1


def test_signed_off_while_the_liaison_takes_it_back(cast, march):
    update = brought_to(cast, march, State.AWAITING_SIGN_OFF)
    answers = at_once(
        lambda: reporting.sign_off(update, by=cast.head, at=AT, version=update.version),
        lambda: reporting.take_back(update, by=cast.liaison, at=AT),
    )
    after = ProgressUpdate.objects.get(pk=update.pk)
    # Signed first, it can still be taken back; taken back first, there is nothing to sign.
    assert after.state == State.DRAFT and after.signed_by is None
    if isinstance(answers[0], str):
        assert "is writing this update again" in answers[0] and after.version == update.version + 1
    else:
        assert after.version == update.version + 2


def test_signed_off_while_somebody_edits(cast, march):
    update = brought_to(cast, march, State.AWAITING_SIGN_OFF)
    answers = at_once(
        lambda: reporting.sign_off(update, by=cast.head, at=AT, version=update.version),
        lambda: drafting.save(update, by=cast.liaison, at=AT, was={}, changes={"text": "改过"}),
    )
    assert "take it back first" in one_sentence(answers)
    after = ProgressUpdate.objects.get(pk=update.pk)
    assert (after.state, after.text) == (State.AWAITING_REVIEW, update.text)


def test_a_double_click_sends_once(cast, march):
    update = brought_to(cast, march, State.DRAFT)
    send = lambda: reporting.send(update, by=cast.liaison, at=AT, version=update.version)  # noqa: E731
    assert "李联络 has sent this update" in one_sentence(at_once(send, send))
    assert HistoryEntry.objects.filter(action="update_sent").count() == 1


def test_sent_while_somebody_else_saves(cast, march):
    update = brought_to(cast, march, State.DRAFT)
    answers = at_once(
        lambda: reporting.send(update, by=cast.liaison, at=AT, version=update.version),
        lambda: drafting.save(update, by=cast.head, at=AT, was={}, changes={"problems": "缺资金"}),
    )
    after = ProgressUpdate.objects.get(pk=update.pk)
    sentence = one_sentence(answers)
    if after.state == State.DRAFT:
        assert "赵局长 has changed this update" in sentence and after.problems == "缺资金"
    else:
        assert after.state == State.AWAITING_SIGN_OFF and "has sent this update" in sentence


def test_sent_while_the_period_closes(cast, march):
    """Whichever is first: the frozen sheet and the time of the report agree."""
    late = moment("2011-04-05 00:00:00")
    update = brought_to(cast, march, State.DRAFT)
    at_once(
        lambda: reporting.send(update, by=cast.head, at=late, version=update.version),
        lambda: close_period(march, at=late),
    )
    after = ProgressUpdate.objects.get(pk=update.pk)
    march.refresh_from_db()
    frozen = '"state":"awaiting_review","text"' if after.timing == "late" else '"state":"draft"'
    assert after.timing in ("late", "made_up")
    assert frozen in march.frozen_sheet.text
    assert ('"timing":"late"' in march.frozen_sheet.text) == (after.timing == "late")


def test_a_draft_begun_while_its_item_is_closed_is_not_lost(cast, march):
    update = update_of(march, cast.led, cast.civil_affairs)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    answers = at_once(
        lambda: drafting.save(update, by=cast.liaison, at=AT, was={}, changes={"text": "已完成2所"}),
        lambda: expect(march),
    )
    after = ProgressUpdate.objects.filter(pk=update.pk).first()
    if isinstance(answers[0], str):
        assert after is None and "no longer asked for" in answers[0]
    else:
        assert after.text == "已完成2所" and after.state in (State.DRAFT, State.DROPPED)


def test_two_leads_take_up_the_same_parts(cast, march):
    item = cast.supported
    item.responsibilities.create(
        department=cast.education, role="lead", position=9, issued_on=factories.day("2011-02-01")
    )
    expect(march)
    educator = factories.person(role="liaison", department=cast.education)
    part = brought_to(cast, march, State.AWAITING_MERGE, item, cast.civil_affairs)
    one = brought_to(cast, march, State.DRAFT, item, cast.health)
    other = brought_to(cast, march, State.DRAFT, item, cast.education)
    tick = {f"part_{part.pk}": "on"}

    def take_up(update, by):
        saved = drafting.save(update, by=by, at=AT, was={}, changes=tick).update
        return reporting.send(saved, by=by, at=AT, version=saved.version)

    answers = at_once(lambda: take_up(one, cast.health_liaison), lambda: take_up(other, educator))
    taken = ProgressUpdate.objects.get(pk=part.pk)
    assert (taken.version, taken.state) == (part.version + 1, State.ACCEPTED)
    refused, done = sorted(answers, key=lambda answer: not isinstance(answer, str))
    assert "taken" in refused or "汇总" in refused
    assert (done.state, done.pk) == (State.AWAITING_REVIEW, taken.taken_up_in_id)


def test_related_items_sent_from_both_ends(cast, march):
    cast.led.related.add(cast.supported)
    one = brought_to(cast, march, State.DRAFT, cast.led)
    other = brought_to(cast, march, State.DRAFT, cast.supported)
    answers = at_once(
        lambda: reporting.send(one, by=cast.head, at=AT, version=one.version, also=[cast.supported]),
        lambda: reporting.send(other, by=cast.head, at=AT, version=other.version, also=[cast.led]),
    )
    assert [answer.state for answer in answers] == [State.AWAITING_REVIEW, State.AWAITING_MERGE]


# Steps that lock items, periods and updates in turn: they may wait for each other, never for ever


def test_accepting_beside_changes_of_the_items_units(cast, march):
    update = brought_to(cast, march, State.AWAITING_REVIEW)
    roles = {cast.civil_affairs: "lead", cast.education: "support"}
    answers = at_once(
        lambda: reporting.accept(update, by=cast.supervisor, at=AT, version=update.version),
        lambda: editing.set_units(cast.led, roles=roles, by=cast.supervisor, version=1, reason="职能划转"),
    )
    # Accepting starts the item, so a page opened before is stale then; the other way round both go through.
    assert isinstance(answers[1], WorkItem) or "has changed this item" in answers[1]
    assert ProgressUpdate.objects.get(pk=update.pk).state == State.ACCEPTED


def test_accepting_beside_a_merger(cast, march):
    update = brought_to(cast, march, State.AWAITING_REVIEW)
    into = factories.department("市社会事务局")
    answers = at_once(
        lambda: reporting.accept(update, by=cast.supervisor, at=AT, version=update.version),
        lambda: merge(cast.civil_affairs, into=into, by=cast.administrator, on=factories.day("2011-03-20")),
    )
    after = ProgressUpdate.objects.get(pk=update.pk)
    assert not isinstance(answers[1], str) and after.department == into
    assert after.state == State.ACCEPTED or "has changed this update" in answers[0]


def test_opening_beside_a_change_of_the_rules(cast):
    plan_periods(cast.report, on=factories.day("2011-02-26"))
    april = cast.report.periods.get(start_on=factories.day("2011-03-01"))
    answers = at_once(
        lambda: open_period(april, at=AT),
        lambda: set_rules(cast.report, by=cast.supervisor, at=AT, version=1, due_day=20, late_days=5),
    )
    assert answers[0] is True and answers[1].due_day == 20
    assert ReportingPeriod.objects.get(pk=april.pk).updates.count() == 7


def test_drafts_beside_new_targets(cast, march):
    target = factories.target(cast.led)
    update = update_of(march, cast.led, cast.civil_affairs)
    answers = at_once(
        lambda: drafting.save(update, by=cast.liaison, at=AT, was={}, changes={f"value_{target.pk}": "12"}),
        lambda: set_targets(cast.led, by=cast.supervisor, version=1, targets=[], milestones=[]),
    )
    assert not isinstance(answers[1], str)
    if isinstance(answers[0], str):
        assert "targets of the item have changed" in answers[0] and not update.values.exists()
    else:
        value = update.values.get()
        assert (value.target, value.label) == (None, target.label)


def test_everything_at_once(cast, march):
    """Writing, sending, accepting, closing, merging and the calendar together: each ends, none with a fault."""
    into = factories.department("市社会事务局")
    report = brought_to(cast, march, State.AWAITING_REVIEW)
    part = brought_to(cast, march, State.DRAFT, cast.supported)
    member = update_of(march, cast.open_lead, cast.east)
    late = moment("2011-04-05")
    answers = at_once(
        lambda: reporting.accept(report, by=cast.supervisor, at=AT, version=report.version) and "done",
        lambda: reporting.send(part, by=cast.head, at=AT, version=part.version) and "done",
        lambda: drafting.save(member, by=cast.east_liaison, at=AT, was={}, changes={"text": "东"}) and "done",
        lambda: run_due(late) and "done",
        lambda: set_rules(cast.report, by=cast.supervisor, at=AT, version=1, rhythm="quarter") and "done",
        lambda: merge(cast.health, into=into, by=cast.administrator, on=factories.day("2011-03-20")) and "done",
    )
    assert all(isinstance(answer, str) for answer in answers), answers
    assert ReportingPeriod.objects.get(pk=march.pk).is_closed
