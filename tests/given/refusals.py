"""A step that is refused says why and writes nothing."""

import contextlib

import pytest
from django.utils import translation

from departments.models import Delegation, Membership
from items.models import (
    Closing,
    Extension,
    FrozenSheet,
    HistoryEntry,
    Instruction,
    InstructionAnswer,
    Meeting,
    Message,
    Milestone,
    MilestoneReached,
    Objection,
    PlannedCurve,
    ProgressNote,
    ProgressUpdate,
    ReportingPeriod,
    Responsibility,
    Target,
    TargetValue,
    WorkItem,
    WorkReport,
)
from items.steps import WorkflowError


def everything():
    """All rows that a step on an item or a post could write."""
    on_items = (WorkItem, Responsibility, Target, Milestone, ProgressNote, HistoryEntry)
    asked = (Objection, Extension, Closing, Instruction, InstructionAnswer, Meeting, PlannedCurve)
    rounds = (WorkReport, ReportingPeriod, FrozenSheet, ProgressUpdate, TargetValue, MilestoneReached)
    models = (*on_items, *asked, *rounds, Message, Membership, Delegation)
    return [list(model.objects.order_by("pk").values()) for model in models]


@contextlib.contextmanager
def refused(sentence, error=WorkflowError):
    """The step is refused with the (English) sentence, a pattern, and has written nothing."""
    before = everything()
    with translation.override("en"), pytest.raises(error, match=sentence) as caught:
        yield caught
    assert everything() == before
