"""An acceptance is taken back until the period closes; the item is then as if it had not been accepted."""

from decimal import Decimal

import pytest
from django.urls import reverse

from departments import clock
from items.models import HistoryEntry, Message, ProgressNote, ProgressUpdate, WorkItem
from items.pages.entries import for_reader
from items.rounds.running import close_period
from items.steps.errors import StaleUpdate, WorkflowError
from items.updates.undoing import undo_acceptance

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, put
from ..given.refusals import refused
from ..given.together import moment
from .page_states import fresh
from .unit_steps import AT, accept

LATER = moment("2011-03-21")


@pytest.fixture
def sent(cast, update):
    return put(update, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor, completion=Decimal(40))


def undo(update, by, *, at=LATER, reason="数字重复统计", **more):
    return undo_acceptance(update, by=by, at=at, version=more.get("version", fresh(update).version), reason=reason)


def test_the_report_waits_again_and_the_item_is_as_before(cast, sent):
    before = WorkItem.objects.get(pk=cast.led.pk)
    accept(sent, cast.supervisor)
    assert WorkItem.objects.get(pk=cast.led.pk).status == WorkItem.Status.IN_PROGRESS
    undone = undo(sent, cast.supervisor)
    after = WorkItem.objects.get(pk=cast.led.pk)
    assert (undone.state, fresh(sent).reviewed_by, fresh(sent).review_note) == (State.AWAITING_REVIEW, None, "")
    assert (after.status, after.completion) == (before.status, before.completion)
    assert not ProgressNote.objects.filter(update=sent).exists()


def test_it_can_be_accepted_anew(cast, sent):
    accept(sent, cast.supervisor)
    accept(undo(sent, cast.supervisor), cast.supervisor, at=moment("2011-03-22"))
    assert WorkItem.objects.get(pk=cast.led.pk).completion == Decimal(40)
    assert ProgressNote.objects.get(update=sent).text == sent.text


def messages_of(update, person):
    return list(Message.objects.filter(item=update.item, to=person).order_by("pk"))


def test_the_unit_hears_of_the_acceptance_that_follows(cast, sent):
    accept(sent, cast.supervisor)
    assert messages_of(sent, cast.liaison) == []
    accept(undo(sent, cast.supervisor), cast.supervisor, at=moment("2011-03-22"))
    back, accepted = messages_of(sent, cast.liaison)
    assert (back.kind, accepted.kind) == (Message.Kind.RETURNED, Message.Kind.DECIDED)
    assert accepted.title.startswith("报送已审核通过：")


def test_the_unit_hears_of_another_percentage_than_its_own(cast, sent):
    accept(sent, cast.supervisor, completion=Decimal("25.5"), note="现场核查")
    [told] = messages_of(sent, cast.liaison)
    assert "40%" in told.text and "25.5%" in told.text and "现场核查" in told.text


def test_what_was_accepted_before_stands_again(cast, earlier, sent):
    ProgressUpdate.objects.filter(pk=earlier.pk).update(completion=25)
    WorkItem.objects.filter(pk=cast.led.pk).update(status=WorkItem.Status.IN_PROGRESS, completion=25)
    accept(sent, cast.supervisor)
    undo(sent, cast.supervisor)
    item = WorkItem.objects.get(pk=cast.led.pk)
    assert (item.status, item.completion) == (WorkItem.Status.IN_PROGRESS, Decimal(25))


def test_the_start_that_somebody_else_decided_stays(cast, sent):
    WorkItem.objects.filter(pk=cast.led.pk).update(status=WorkItem.Status.IN_PROGRESS)
    accept(sent, cast.supervisor)
    undo(sent, cast.supervisor)
    assert WorkItem.objects.get(pk=cast.led.pk).status == WorkItem.Status.IN_PROGRESS


def test_figures_of_targets_count_no_more(cast, sent):
    target = factories.target(cast.led, number=10)
    sent.values.create(target=target, label=target.label, unit=target.unit, value=6)
    ProgressUpdate.objects.filter(pk=sent.pk).update(completion=60)
    accept(sent, cast.supervisor)
    assert WorkItem.objects.get(pk=cast.led.pk).completion == Decimal(60)
    undo(sent, cast.supervisor)
    assert not WorkItem.objects.get(pk=cast.led.pk).completion


def test_the_office_percentage_goes_with_it(cast, sent):
    target = factories.target(cast.led, number=10)
    sent.values.create(target=target, label=target.label, unit=target.unit, value=6)
    accept(sent, cast.supervisor, completion=Decimal(30), note="核减")
    undo(sent, cast.supervisor)
    assert fresh(sent).completion == Decimal(60)


def test_a_part_waits_for_its_lead_again(cast, part):
    part = put(part, State.AWAITING_MERGE, by=cast.health_liaison, office=cast.supervisor)
    accept(part, cast.liaison)
    assert undo(part, cast.supervisor).state == State.AWAITING_MERGE


def test_history_and_unit_are_told(cast, sent):
    accept(sent, cast.supervisor)
    Message.objects.all().delete()
    undo(sent, cast.supervisor)
    entry = HistoryEntry.objects.filter(action=HistoryEntry.Action.ACCEPTANCE_UNDONE).get()
    assert (entry.by, entry.item, entry.department, entry.reason) == (
        cast.supervisor,
        cast.led,
        cast.civil_affairs,
        "数字重复统计",
    )
    assert {message.to for message in Message.objects.all()} == {cast.liaison, cast.head}
    assert all("数字重复统计" in message.text for message in Message.objects.all())


def test_not_once_the_period_has_closed(cast, march, sent):
    accept(sent, cast.supervisor)
    close_period(march, at=moment("2011-04-06"))
    with refused("period has closed"):
        undo(sent, cast.supervisor, at=moment("2011-04-07"))
    assert fresh(sent).state == State.ACCEPTED


def test_not_on_a_closed_item(cast, sent):
    accept(sent, cast.supervisor)
    day = factories.day("2011-03-20")
    WorkItem.objects.filter(pk=cast.led.pk).update(status=WorkItem.Status.COMPLETED, completed_on=day)
    with pytest.raises(WorkflowError):
        undo(sent, cast.supervisor)


def test_not_by_others_not_without_a_reason_not_from_a_stale_page(cast, sent):
    accept(sent, cast.supervisor)
    for person in (cast.liaison, cast.head, cast.leader, cast.administrator):
        with pytest.raises(WorkflowError):
            undo(sent, person)
    with pytest.raises(WorkflowError):
        undo(sent, cast.supervisor, reason=" ")
    with pytest.raises(WorkflowError):
        undo(sent, cast.supervisor, reason="字" * 2001)
    with pytest.raises(StaleUpdate):
        undo(sent, cast.supervisor, version=sent.version)
    assert fresh(sent).state == State.ACCEPTED


@pytest.mark.parametrize("state", [state for state in State if state != State.ACCEPTED])
def test_only_what_is_accepted(cast, update, state):
    put(update, state, by=cast.liaison, office=cast.supervisor)
    with pytest.raises(StaleUpdate):
        undo(update, cast.supervisor)


def test_the_page_offers_it_to_the_office_only(cast, sent, get, post):
    accept(sent, cast.supervisor)
    address = reverse("update_undo", args=[sent.pk])
    with clock.at(AT):
        assert parse(get(cast.supervisor, sent)).all("form", action=address)
        assert not parse(get(cast.liaison, sent)).all("form", action=address)
        refused = post(cast.supervisor, "update_undo", sent)
        assert refused.status_code == 422
        stale = post(cast.supervisor, "update_undo", sent, undo_reason="数字重复", version=1)
        assert stale.status_code == 409 and "数字重复" in parse(stale).text
        assert post(cast.supervisor, "update_undo", sent, undo_reason="数字重复").status_code == 302
        assert fresh(sent).state == State.AWAITING_REVIEW
        assert not parse(get(cast.supervisor, sent)).all("form", action=address)


def test_why_is_read_by_unit_and_office_not_by_everybody(cast, sent):
    accept(sent, cast.supervisor)
    undo(sent, cast.supervisor)
    entries = HistoryEntry.objects.filter(action=HistoryEntry.Action.ACCEPTANCE_UNDONE)
    readers = [cast.liaison, cast.head, cast.supervisor, cast.health_liaison, cast.leader, cast.observer]
    told = [for_reader(entries, person)[0].reason for person in readers]
    assert told == ["数字重复统计"] * 3 + [""] * 3
