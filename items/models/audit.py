"""The audit record (审计日志): what anybody did, was refused or failed at. Rows are only ever added, also in SQL.

`AuditEntry` is written within the transaction of the act (`items.auditing`), its `AuditLink` soon after by
`items.audit.sealing`, so that no writer waits for another's place in the chain.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import User

from .history import HistoryQuerySet


class AuditEntry(models.Model):
    """Who, in which post, when, from where, did what to which object, and what came of it; all as text.

    What the history tells is named by its key and the digest of its row. What it says of business is read there, by
    whom it is open to; of accounts, posts and settings before and after stand here, too.
    """

    class Act(models.TextChoices):
        """What is no change that the history tells; of one that it tells `act` is the history's own action."""

        SIGNED_IN = "signed_in", _("Signed in")
        SIGNED_OUT = "signed_out", _("Signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
        LOCKED_OUT = "locked_out", _("Sign-in locked")
        LOCK_LIFTED = "lock_lifted", _("Sign-in lock lifted")
        SESSION_ENDED = "session_ended", _("Session ended")
        TAKEN_OUT = "taken_out", _("File downloaded or list exported")
        LOOKED_AT = "looked_at", _("Restricted page looked at")
        NOT_ALLOWED = "not_allowed", _("Request refused")
        ADMIN_ADDED = "admin_added", _("Added in the administration")
        ADMIN_CHANGED = "admin_changed", _("Changed in the administration")
        ADMIN_DELETED = "admin_deleted", _("Deleted in the administration")
        HISTORY_TAKEN_OVER = "history_taken_over", _("Earlier history taken over")
        RECORD_EXPORTED = "record_exported", _("Audit record exported by night")
        DRILLED = "drilled", _("Restore rehearsed")
        RECORD_REMOVED = "record_removed", _("Old entries of the audit record removed")

    class Result(models.TextChoices):
        DONE = "done", _("Successful")
        REFUSED = "refused", _("Turned away")
        FAILED = "failed", _("Failed")

    at = models.DateTimeField(_("at"), db_index=True)
    # No constraint: the name stands here by itself, and an account that is deleted leaves its entries as they are.
    person = models.ForeignKey(
        User,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    username = models.CharField(_("user name"), max_length=150, blank=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    post = models.CharField(_("post"), max_length=200, blank=True)
    roles = models.CharField(_("roles"), max_length=200, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    request_id = models.CharField(_("request"), max_length=36, blank=True)
    act = models.CharField(_("act"), max_length=30)
    kind = models.CharField(_("kind of object"), max_length=60, blank=True)
    key = models.CharField(_("key of the object"), max_length=60, blank=True)
    label = models.CharField(_("object"), max_length=200, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, default=Result.DONE)
    reason = models.TextField(_("reason"), blank=True)
    history_key = models.BigIntegerField(_("key of the history entry"), null=True, blank=True)
    history_digest = models.CharField(_("digest of the history entry"), max_length=64, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "key"], name="audit_object"),
            models.Index(fields=["act"], name="audit_act"),
            models.Index(fields=["address"], name="audit_address"),
            models.Index(fields=["request_id"], name="audit_request"),
        ]

    def __str__(self):
        return f"{self.act} {self.kind} {self.key}"


class AuditLink(models.Model):
    """An entry's place in the chain: the digest is of the one before and of all that the entry says."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    entry = models.OneToOneField(
        AuditEntry, on_delete=models.DO_NOTHING, related_name="link", verbose_name=_("audit entry")
    )
    previous = models.CharField(_("digest of the one before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of the audit chain")
        verbose_name_plural = _("links of the audit chain")
        ordering = ["number"]

    def __str__(self):
        return str(self.number)
