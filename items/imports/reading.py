"""From the uploaded bytes of a draft to its text: at once where that is quick, else in the background.

In the background, because a large file takes longer than a request may.
"""

import logging

from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import task

from ..background.claims import Overtaken, Work
from ..documents import DocumentError, open_document
from ..models import ImportDraft
from ..models.draft import SILENCE
from . import asides
from .decisions import Decisions
from .described import describe
from .headings import unread_headings
from .remembering import heads_before, parse_as_remembered

State = ImportDraft.State
log = logging.getLogger(__name__)
# Bytes that almost any document is read from within a second or two, and seconds after which it is a demanding one.
QUICK, PATIENCE = 300_000, 10
READING = Work(ImportDraft, State.READING, at="read_at", done="read_done", total="read_total")


def begin_reading(draft):
    """Read a small draft at once; have a large one read in the background, with signs of progress on the draft.

    The upload is kept already: where the database refuses, that is in the log, and the draft's page offers to read it
    again.
    """
    try:
        if draft.size > QUICK or not read_draft(draft.pk, wait=PATIENCE):
            read_upload.enqueue(draft.pk)
    except (DatabaseError, OSError):
        log.exception("The reading of draft %s did not begin or did not end.", draft.pk)


@task(takes_context=True)
def read_upload(context, pk):
    """Read the upload of a draft, also one whose reading died with its process."""
    read_draft(pk, is_again=context.attempt > 1)


def see_to_it(draft):
    """Have the draft read later if its reading never begins or dies; call it in the step that asks for the reading."""
    read_what_is_left.using(run_after=timezone.now() + SILENCE).enqueue(draft.pk)


@task(takes_context=True)
def read_what_is_left(context, pk):
    """Read the upload of a draft that fell silent; of one that was read, or could not be, nothing is left.

    While somebody reads it, it is looked at again when they could have fallen silent.
    """
    left = ImportDraft.objects.filter(pk=pk, state__in=[State.WAITING, State.READING])
    if left.exists() and not read_draft(pk, is_again=context.attempt > 1) and (draft := left.first()):
        see_to_it(draft)


def read_draft(pk, *, wait=None, is_again=False):
    """Read the upload of a draft that waits, has failed or has fallen silent; returns whether this call settled it.

    Whatever goes wrong stands on the draft; what nobody foresaw is in the log as well. What is not read after `wait`
    seconds waits again, for a reading that takes its time. `is_again`: the process that began to read it is dead.
    """
    if not _claim(pk, is_again=is_again):
        return False
    draft = ImportDraft.objects.get(pk=pk)
    try:
        document = open_document(bytes(draft.upload), draft.name, progress=READING.signs(draft), wait=wait)
        if document.is_empty():
            raise DocumentError("no_text", name=draft.name)
        decisions = Decisions.from_json(draft.decisions)
        parsed = parse_as_remembered(
            document.text,
            lead_rule=draft.lead_rule or None,
            decisions=decisions,
            before=heads_before(draft.corrects),
        )
        said = {name: value for name, value in describe(parsed, draft.name).items() if not getattr(draft, name)}
        if headings := unread_headings(parsed, document.headings):
            decisions.headings = headings
        if headings or decisions.columns:
            said["decisions"] = decisions.as_json()
        with transaction.atomic():
            _settle(draft, state=State.READY, text=document.text, aside=asides.kept(document), failure={}, **said)
    except Overtaken:
        return True
    except DocumentError as error:
        if error.code == "too_demanding" and wait is not None:
            _settle(draft, state=State.WAITING)
            return False
        _settle(draft, state=State.FAILED, failure={"code": error.code, "values": error.values})
    except Exception:
        log.exception("The upload of draft %s could not be read.", pk)
        _settle(draft, state=State.FAILED, failure={"code": "unexpected", "values": {"name": draft.name}})
    return True


def _claim(pk, *, is_again):
    """Whether this reading, and no other one at the same time, may go on."""
    now = timezone.now()
    rows = ImportDraft.objects.filter(pk=pk)
    reading = rows.filter(state=State.READING)
    idle = rows.filter(state__in=[State.WAITING, State.FAILED]) | (
        reading if is_again else reading.filter(read_at__lt=now - SILENCE)
    )
    return READING.claim(idle, failure={})


def _settle(draft, **fields):
    READING.settle(draft, **fields, updated_at=timezone.now())
