"""A row that is worked at: by one process at a time, which stops where it was overtaken."""

import pytest
from django.utils import timezone

from items.background import claims
from items.background.claims import Overtaken, Work
from items.models import Export, ImportDraft

from ..given import factories
from ..given.factories import day

OF_EXPORTS = Work(Export, Export.State.MAKING)
OF_DRAFTS = Work(ImportDraft, ImportDraft.State.READING, at="read_at", done="read_done", total="read_total")


@pytest.fixture(params=["export", "draft"])
def worked(request, cast, monkeypatch):
    """(the Work, a row that waits for it)."""
    monkeypatch.setattr(claims, "SECONDS_BETWEEN_SIGNS", 0)
    if request.param == "draft":
        draft = factories.draft(cast.supervisor)
        ImportDraft.objects.filter(pk=draft.pk).update(state="waiting")
        return OF_DRAFTS, draft
    told = {"task": "x", "language": "en", "on": day("2011-03-01"), "asked_at": timezone.now()}
    return OF_EXPORTS, Export.objects.create(person=cast.liaison, title="a", name="a", **told)


def idle(work, row):
    return work.model.objects.filter(pk=row.pk, state="waiting")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_it_is_claimed_once_signed_and_settled(worked):
    work, row = worked
    assert [work.claim(idle(work, row)), work.claim(idle(work, row))] == [True, False]
    taken = fresh(row)
    assert (taken.state, getattr(taken, work.done), taken.version) == (work.under_way, 0, row.version + 1)
    work.signs(taken)(3, 10)
    now = fresh(row)
    assert (getattr(now, work.done), getattr(now, work.total), now.version) == (3, 10, taken.version)
    assert getattr(now, work.at) >= getattr(taken, work.at)
    assert work.settle(taken, state="failed")
    assert (fresh(row).state, fresh(row).version) == ("failed", row.version + 2)


def test_who_was_overtaken_changes_nothing(worked):
    work, row = worked
    work.claim(idle(work, row))
    first = fresh(row)
    assert work.claim(work.model.objects.filter(pk=row.pk))
    with pytest.raises(Overtaken):
        work.signs(first)(1, 2)
    assert not work.settle(first, state="failed")
    assert (fresh(row).state, getattr(fresh(row), work.done)) == (work.under_way, 0)


def test_what_is_gone_ends_the_work(worked):
    work, row = worked
    work.claim(idle(work, row))
    taken = fresh(row)
    type(row).objects.filter(pk=row.pk).delete()
    with pytest.raises(Overtaken):
        work.signs(taken)(1, 2)
