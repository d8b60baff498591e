"""A step that is refused says why and writes nothing."""

import contextlib

import pytest
from django.utils import translation

from items.models import HistoryEntry, Milestone, ProgressNote, Responsibility, Target, WorkItem
from items.workflow import WorkflowError


def everything():
    """All rows that a step on an item could write."""
    models = (WorkItem, Responsibility, Target, Milestone, ProgressNote, HistoryEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


@contextlib.contextmanager
def refused(sentence, error=WorkflowError):
    """The step is refused with the (English) sentence, a pattern, and has written nothing."""
    before = everything()
    with translation.override("en"), pytest.raises(error, match=sentence) as caught:
        yield caught
    assert everything() == before
