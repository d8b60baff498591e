"""Files that go with a progress update or with a request to close (佐证材料): attached and removed."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access, history
from ..models import Attachment, Closing, HistoryEntry, ProgressUpdate
from ..steps.errors import WorkflowError
from ..updates.drafting import writable
from .storing import MOST_FILES, FileRefused, store

# Removed files are kept, so their number is limited, too.
MOST_FILES_EVER = 5 * MOST_FILES
logger = logging.getLogger(__name__)


def attach(thing, *, file, name, by, at):
    """Attach an uploaded file to `thing`, a ProgressUpdate or a Closing, under its name; returns the Attachment.

    An update must be open to writing, and counts as begun from then on; a request must not be decided yet.
    Raises WorkflowError also for a file that cannot be taken.
    """
    # Asked before the file is written and once more when its row is: writing takes time, a lock must not.
    with transaction.atomic():
        _open_for_files(thing, by=by)
    try:
        stored = store(file, name)
    except FileRefused as error:
        raise WorkflowError(_("%(name)s: %(sentence)s") % {"name": name[:100], "sentence": error}) from error
    except OSError as error:
        logger.exception("an attachment could not be stored")
        raise WorkflowError(
            _("The file could not be stored, so nothing was changed. Try again later, or tell the administrators.")
        ) from error
    with transaction.atomic():
        current = _open_for_files(thing, by=by)
        attachment = Attachment.objects.create(
            item=current.item,
            update=current if isinstance(current, ProgressUpdate) else None,
            closing=current if isinstance(current, Closing) else None,
            name=stored.name,
            kind=stored.kind,
            size=stored.size,
            digest=stored.digest,
            stored_as=stored.stored_as,
            by=by,
            at=at,
        )
        _touch(current, by=by, at=at)
        _record(HistoryEntry.Action.FILE_ATTACHED, current, attachment, by=by, at=at)
    return attachment


def remove(attachment, *, by, at):
    """Take a file away again while its update is open to writing or its request undecided; the file itself is kept."""
    with transaction.atomic():
        current = _open(attachment.update or attachment.closing, by=by)
        removed = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True).update(removed_at=at)
        if removed:
            _touch(current, by=by, at=at)
            _record(HistoryEntry.Action.FILE_REMOVED, current, attachment, by=by, at=at)


def _open(thing, *, by):
    """The update or request as it is now, locked; refuses who may not change its files and when nobody may."""
    if isinstance(thing, ProgressUpdate):
        return writable(thing, by=by)
    current = (
        Closing.objects.select_for_update(of=("self",)).select_related("item__report", "department").get(pk=thing.pk)
    )
    if not access.can_change_files(by, current):
        raise WorkflowError(_("Only the units that steer the item attach files to its request to close."))
    if not (current.is_open or current.is_unsigned):
        raise WorkflowError(_("This request has been decided; its files can no longer be changed."))
    return current


def _open_for_files(thing, *, by):
    current = _open(thing, by=by)
    if current.attachments.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise WorkflowError(_("At most %(limit)s files are possible: remove one first.") % {"limit": MOST_FILES})
    if current.attachments.count() >= MOST_FILES_EVER:
        raise WorkflowError(
            _("%(limit)s files have been attached here, the removed ones counted too: no more are possible.")
            % {"limit": MOST_FILES_EVER}
        )
    return current


def _touch(thing, *, by, at):
    """An update whose files change is a draft that somebody has written; whoever had read it reads it again."""
    if not isinstance(thing, ProgressUpdate):
        return
    thing.state = ProgressUpdate.State.DRAFT if thing.state == ProgressUpdate.State.EXPECTED else thing.state
    thing.saved_by, thing.saved_at = by, at
    thing.version += 1
    thing.save()


def _record(action, thing, attachment, *, by, at):
    period = {"period": thing.period.key} if isinstance(thing, ProgressUpdate) else {}
    history.record(
        action,
        by=by,
        item=thing.item,
        department=thing.department,
        after={**period, "file": attachment.name},
        at=at,
    )
