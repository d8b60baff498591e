"""Steps on a copy of a report that somebody else has changed meanwhile."""

import pytest

from items.models import HistoryEntry, ProgressUpdate
from items.steps.errors import StaleUpdate
from items.updates import reporting

from ..given.opened_rounds import State, put
from ..given.refusals import everything, refused
from .unit_steps import STEPS, draft, send, update_for

pytestmark = pytest.mark.usefixtures("february")


@pytest.mark.parametrize("step", ["send", "sign_off", "send_back", "accept"])
def test_a_stale_copy_is_refused_with_who_was_faster(cast, march, step):
    states = {"send": State.DRAFT, "sign_off": State.AWAITING_SIGN_OFF}
    update = update_for(cast, march, "report")
    update = put(update, states.get(step, State.AWAITING_REVIEW), by=cast.liaison, office=cast.supervisor)
    ProgressUpdate.objects.filter(pk=update.pk).update(version=update.version + 1)
    by = cast.head if step in states else cast.supervisor
    with refused("李联络 has changed this update in the meantime", StaleUpdate) as caught:
        STEPS[step](update, by)
    assert caught.value.update.version == update.version + 1


def test_the_second_of_two_clicks_is_told_of_the_first(cast, march):
    update = draft(cast, march)
    send(update, cast.liaison)
    with refused("李联络 has sent this update", StaleUpdate):
        send(update, cast.liaison)
    assert HistoryEntry.objects.filter(action="update_sent").count() == 1


def test_a_save_between_check_and_write_is_noticed(cast, march, monkeypatch):
    update = draft(cast, march)
    moved = reporting._move

    def somebody_is_faster(update, *args, **changes):
        ProgressUpdate.objects.filter(pk=update.pk).update(version=99)
        moved(update, *args, **changes)

    monkeypatch.setattr(reporting, "_move", somebody_is_faster)
    before = everything()
    with pytest.raises(StaleUpdate):
        send(update, cast.liaison)
    assert everything() == before


def test_an_update_that_is_no_longer_asked_for_gets_a_sentence(cast, march):
    update = update_for(cast, march, "report")
    ProgressUpdate.objects.filter(pk=update.pk).delete()
    for step in STEPS.values():
        with refused("no longer asked for"):
            step(update, cast.liaison)
