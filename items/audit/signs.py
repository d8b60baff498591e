"""What Django and its parts tell by signals: who signed in and out, who could not, what the administration wrote."""

import json

from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.signals import request_finished
from django.db import DatabaseError, close_old_connections, connection
from django.db.models.signals import post_save
from django.dispatch import receiver

from departments.admin.values import told
from departments.models import User

from .. import auditing
from ..auditing import Act, Result, note
from .noticing import hidden
from .sealing import logger, seal_soon

OF_FLAGS = {ADDITION: Act.ADMIN_ADDED, CHANGE: Act.ADMIN_CHANGED, DELETION: Act.ADMIN_DELETED}


@receiver(user_logged_in, dispatch_uid="audit_signed_in")
def _signed_in(sender, user, **kwargs):
    note(Act.SIGNED_IN, by=user)


@receiver(user_logged_out, dispatch_uid="audit_signed_out")
def _signed_out(sender, user, **kwargs):
    if user is not None:
        note(Act.SIGNED_OUT, by=user)


@receiver(user_login_failed, dispatch_uid="audit_sign_in_failed")
def _failed(sender, credentials, **kwargs):
    note(Act.SIGN_IN_FAILED, username=_known(credentials.get(User.USERNAME_FIELD)), result=Result.FAILED)


@receiver(user_locked_out, dispatch_uid="audit_locked_out")
def _locked_out(sender, username=None, **kwargs):
    note(Act.LOCKED_OUT, username=_known(username), result=Result.REFUSED)


def _known(typed):
    """Only the name of an account that there is: many type their password into the wrong field."""
    name = str(typed or "")[:150].replace("\0", "")
    return name if name and User.objects.filter(username=name).exists() else ""


@receiver(post_save, sender=LogEntry, dispatch_uid="audit_log_entry")
def _administered(sender, instance, created, **kwargs):
    if created:
        of_administration([instance])


def of_administration(rows):
    """Note what the administration wrote down, with what it was before and after; where nothing of that is known, with
    the names of the fields."""
    values = told.get()
    for row in rows:
        kind = row.content_type.model_class() if row.content_type else None
        act = Act.LOCK_LIFTED if kind is AccessAttempt else OF_FLAGS.get(row.action_flag, Act.ADMIN_CHANGED)
        note(
            act,
            by=row.user,
            kind=f"{row.content_type.app_label}.{row.content_type.model}" if row.content_type else "",
            key=row.object_id or "",
            label=row.object_repr,
            before=_without_private(values.before) if values else None,
            after=(values and _without_private(values.after)) or _fields_of(row.change_message),
            reason="" if row.change_message.startswith("[") else hidden(row.change_message),
        )


def _without_private(values):
    return {name: hidden(text) for name, text in values.items()}


def _fields_of(message):
    """{"fields": names of the fields that a message of the administration tells of}; {} if it tells of none."""
    try:
        told = json.loads(message) if message.startswith("[") else []
    except ValueError:
        told = []
    names = [name for one in told if isinstance(one, dict) for part in one.values() for name in part.get("fields", ())]
    return {"fields": "、".join(dict.fromkeys(names))} if names else {}


@receiver(request_finished, dispatch_uid="seal_audit")
def _seal(sender, **kwargs):
    """The answer has been sent: nobody waits for the seal. What fails here the clockwork makes up for."""
    if not auditing.unsealed.is_set() or connection.in_atomic_block:
        return
    try:
        seal_soon()
    except DatabaseError:
        logger.exception("The audit record was not sealed after a request")
    close_old_connections()
