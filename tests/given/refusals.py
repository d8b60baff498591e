"""A step that is refused says why and writes nothing."""

import contextlib

import pytest
from django.db import connection
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

ON_ITEMS = (WorkItem, Responsibility, Target, Milestone, ProgressNote, HistoryEntry)
ASKED = (Objection, Extension, Closing, Instruction, InstructionAnswer, Meeting, PlannedCurve)
ROUNDS = (WorkReport, ReportingPeriod, FrozenSheet, ProgressUpdate, TargetValue, MilestoneReached)


def everything():
    """All rows that a step on an item or a post could write, as the database keeps them."""
    found = []
    with connection.cursor() as cursor:
        for model in (*ON_ITEMS, *ASKED, *ROUNDS, Message, Membership, Delegation):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"')
            found.append(cursor.fetchall())
    return found


@contextlib.contextmanager
def refused(sentence, error=WorkflowError):
    """The step is refused with the (English) sentence, a pattern, and has written nothing."""
    before = everything()
    with translation.override("en"), pytest.raises(error, match=sentence) as caught:
        yield caught
    assert everything() == before
