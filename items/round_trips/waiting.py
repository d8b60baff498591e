"""Workbooks that wait for whoever uploaded them."""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..errors import WorkflowError
from ..models import LedgerWorkbook, UnitWorkbook
from ..models.waiting_workbook import KEPT_FOR
from ..steps.asking import add

# Workbooks that wait for one person.
MOST_WAITING = 10


def keep(model, name, data, *, by, at, fields):
    """Keep an uploaded workbook for the person; the same file again is the one that waits already.

    `fields()` are what the row of the `model`, a `WaitingWorkbook`, has besides.
    """
    digest = hashlib.sha256(data).hexdigest()
    limit = model._meta.get_field("name").max_length
    with transaction.atomic():
        own = model.objects.filter(by=by)
        if waiting := own.filter(digest=digest).first():
            return waiting
        if own.count() >= MOST_WAITING:
            oldest = own.only("name", "at").order_by("at", "pk")[0]
            sentence = _(
                "%(count)s workbooks wait for you already, so this one was not kept: take one of them in or discard "
                "it. The oldest, “%(name)s”, is dropped after %(day)s."
            )
            told = {"count": MOST_WAITING, "name": oldest.name, "day": oldest.kept_until.isoformat()}
            raise WorkflowError(sentence % told)
        return add(model(by=by, at=at, name=name[-limit:], digest=digest, **fields()))


def lock(workbook, *, by):
    """Hold the workbook within the transaction; raises WorkflowError where it waits no more."""
    rows = type(workbook).objects.select_for_update().filter(pk=workbook.pk, by=by)
    if not list(rows.values_list("pk")):
        raise WorkflowError(_("This workbook has been taken in or discarded already."))


def discard(workbook, *, by):
    """Forget a workbook; what was taken in of it stays."""
    type(workbook).objects.filter(pk=workbook.pk, by=by).delete()


def forget_workbooks(at):
    """Drop what nobody has taken in or discarded until its last day (`kept_until`); returns how many."""
    first = datetime.datetime.combine(timezone.localdate(at) - KEPT_FOR, datetime.time.min)
    late = timezone.make_aware(first)
    return sum(model.objects.filter(at__lt=late).delete()[0] for model in (UnitWorkbook, LedgerWorkbook))


def require_seen(plan, seen, sentence):
    """Refuses with the sentence unless the person has read these differences: `seen` is the mark of those read."""
    if plan.mark != seen:
        raise WorkflowError(sentence)


def require_chosen(chosen):
    """Refuses to take in nothing."""
    if not chosen:
        raise WorkflowError(_("No cell was ticked, so nothing was written."))
