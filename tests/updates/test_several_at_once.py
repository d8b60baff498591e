"""Several reports in one step: many accepted or signed off, related items with the same words."""

import pytest

from departments.models import Membership, User
from items.models import HistoryEntry, ProgressUpdate, WorkReport
from items.updates import reporting

from ..given.opened_rounds import State, put, update_of
from ..given.refusals import everything, refused
from .unit_steps import AT, draft, send, update_for

pytestmark = pytest.mark.usefixtures("february")


# Several at once


def test_many_are_accepted_and_what_has_changed_is_left(cast, march):
    WorkReport.objects.update(with_sign_off=False, with_merging=False)
    sent = []
    for update in march.updates.order_by("pk"):
        by = next(iter(Membership.objects.filter(department=update.department)), None)
        if by:
            update = put(update, State.DRAFT, by=by.user, office=cast.supervisor)
            sent.append(send(update, by.user))
    stale = sent[1]
    reporting.take_back(stale, by=User.objects.get(pk=stale.sent_by_id), at=AT)
    accepted, left = reporting.accept_all([(one, one.version) for one in sent], by=cast.supervisor, at=AT)
    assert {one.pk for one in accepted} == {one.pk for one in sent} - {stale.pk}
    assert left == [stale]
    assert set(march.updates.filter(state=State.ACCEPTED)) == set(accepted)


def test_many_are_signed_off(cast, march):
    sent = [send(draft(cast, march, kind), cast.liaison) for kind in ("report", "part")]
    reporting.take_back(sent[0], by=cast.liaison, at=AT)
    signed, left = reporting.sign_off_all([(one, one.version) for one in sent], by=cast.head, at=AT)
    assert ([one.pk for one in signed], [one.pk for one in left]) == ([sent[1].pk], [sent[0].pk])


def test_who_may_not_accept_accepts_none_of_many(cast, march):
    sent = send(draft(cast, march), cast.head)
    with refused("Only the supervision office"):
        reporting.accept_all([(sent, sent.version)], by=cast.leader, at=AT)


# Related items


def test_related_items_share_the_words(cast, march):
    cast.led.related.add(cast.supported)
    sent = send(draft(cast, march, problems="缺资金"), cast.liaison, also=[cast.supported, cast.open_lead])
    twin = update_of(march, cast.supported, cast.civil_affairs)
    assert (twin.state, twin.text, twin.problems) == (State.AWAITING_SIGN_OFF, sent.text, "缺资金")
    assert (twin.sent_by, twin.completion) == (cast.liaison, None)
    assert str(cast.led) in twin.anyway
    assert HistoryEntry.objects.filter(action="update_sent").count() == 2


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_REVIEW, State.ACCEPTED, State.RETURNED])
def test_what_was_begun_on_a_related_item_stays_as_it_is(cast, march, state):
    cast.led.related.add(cast.supported)
    twin = put(update_for(cast, march, "part"), state, by=cast.liaison, office=cast.supervisor, text="另有情况")
    send(draft(cast, march), cast.liaison, also=[cast.supported])
    after = ProgressUpdate.objects.get(pk=twin.pk)
    assert (after.state, after.text, after.version) == (state, "另有情况", twin.version)


def test_items_that_are_not_related_share_nothing(cast, march):
    send(draft(cast, march), cast.liaison, also=[cast.supported])
    assert update_for(cast, march, "part").state == State.EXPECTED


def test_a_fault_on_a_related_item_sends_neither(cast, march, monkeypatch):
    cast.led.related.add(cast.supported)
    left = reporting._leave

    def breaks(update, **more):
        if update.item_id == cast.supported.pk:
            raise RuntimeError("power cut")
        left(update, **more)

    monkeypatch.setattr(reporting, "_leave", breaks)
    update, before = draft(cast, march), None
    before = everything()
    with pytest.raises(RuntimeError):
        send(update, cast.liaison, also=[cast.supported])
    assert everything() == before
