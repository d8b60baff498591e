"""The record of what was done (操作记录). Rows are added by `items.history` and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User

from .report import WorkReport
from .work_item import WorkItem

# In `after` of an acceptance: the unit that took a supporting unit's part up as its lead.
TAKEN_UP_BY = "taken_up_by"


class AppendOnly(Exception):
    """Somebody tried to change or delete a history entry."""


class HistoryQuerySet(models.QuerySet):
    def update(self, **changes):
        raise AppendOnly("History entries are never changed.")

    def delete(self):
        raise AppendOnly("History entries are never deleted.")

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly("History entries are never changed.")


class HistoryEntry(models.Model):
    """Who, in which post, when, did what to which object; what it said before and after."""

    class Action(models.TextChoices):
        REPORT_IMPORTED = "report_imported", _("Report imported")
        REPORT_ISSUED = "report_issued", _("Report issued")
        REPORT_WITHDRAWN = "report_withdrawn", _("Report withdrawn")
        REPORT_ARCHIVED = "report_archived", _("Report archived")
        REPORT_REOPENED = "report_reopened", _("Archiving taken back")
        STATUS_CHANGED = "status_changed", _("Status changed")
        NOTE_WRITTEN = "note_written", _("Progress note written")
        ITEM_EDITED = "item_edited", _("Item edited")
        ITEM_ADDED = "item_added", _("Item added by the supervision office")
        LEAD_CONFIRMED = "lead_confirmed", _("Lead confirmed")
        UNITS_CHANGED = "units_changed", _("Units changed")
        TARGETS_CHANGED = "targets_changed", _("Targets changed")
        DEPARTMENT_MERGED = "department_merged", _("Department merged")
        REPORT_UPDATED = "report_updated", _("Report updated from a corrected file")
        ITEM_UPDATED = "item_updated", _("Updated from a corrected file")
        ITEM_ISSUED = "item_issued", _("Item issued")
        RULES_CHANGED = "rules_changed", _("Rules of the rounds changed")
        SIGNED_FOR = "signed_for", _("Signed for")
        OBJECTED = "objected", _("Objection raised")
        OBJECTION_WITHDRAWN = "objection_withdrawn", _("Objection withdrawn")
        OBJECTION_SETTLED = "objection_settled", _("Objection settled")
        PERIOD_OPENED = "period_opened", _("Reporting period opened")
        PERIOD_CLOSED = "period_closed", _("Reporting period closed")
        PERIOD_CHANGED = "period_changed", _("Reporting period changed")
        UPDATE_SENT = "update_sent", _("Progress update sent")
        UPDATE_TAKEN_BACK = "update_taken_back", _("Progress update taken back")
        UPDATE_SIGNED = "update_signed", _("Progress update signed off")
        UPDATE_RETURNED = "update_returned", _("Progress update returned")
        UPDATE_ACCEPTED = "update_accepted", _("Progress update accepted")
        ACCEPTANCE_UNDONE = "acceptance_undone", _("Acceptance taken back")
        FILE_ATTACHED = "file_attached", _("File attached")
        FILE_REMOVED = "file_removed", _("File removed")
        CHASED = "chased", _("Chased for a report")
        PHONED = "phoned", _("Chased by telephone")
        REQUEST_WRITTEN = "request_written", _("Written, awaiting the unit head's sign-off")
        REQUEST_RETURNED = "request_returned", _("Returned by the unit head")
        REQUEST_TAKEN_BACK = "request_taken_back", _("Taken back before sign-off")
        REQUEST_LAPSED = "request_lapsed", _("Ended undecided with its item")
        EXTENSION_ASKED = "extension_asked", _("Extension asked for")
        EXTENSION_WITHDRAWN = "extension_withdrawn", _("Extension request withdrawn")
        EXTENSION_DECIDED = "extension_decided", _("Extension request decided")
        CLOSING_ASKED = "closing_asked", _("Closing asked for")
        CLOSING_FORWARDED = "closing_forwarded", _("Closing put before a leader")
        CLOSING_APPROVED = "closing_approved", _("Closing approved by a leader")
        CLOSING_REFUSED = "closing_refused", _("Closing not approved by a leader")
        INSTRUCTION_GIVEN = "instruction_given", _("Instruction given")
        INSTRUCTION_ANSWERED = "instruction_answered", _("Instruction answered")
        INSTRUCTION_DONE = "instruction_done", _("Instruction marked done")
        DECISION_GIVEN = "decision_given", _("Meeting decision entered")
        DECISION_ANSWERED = "decision_answered", _("Meeting decision answered")
        DECISION_DONE = "decision_done", _("Meeting decision marked done")
        PORTFOLIO_SET = "portfolio_set", _("Portfolio of a leader set")
        LIGHT_RULES_SET = "light_rules_set", _("Rules of the lights set")
        PLAN_PROPOSED = "plan_proposed", _("Planned curve proposed")
        PLAN_WITHDRAWN = "plan_withdrawn", _("Planned curve withdrawn")
        PLAN_APPROVED = "plan_approved", _("Planned curve in force")
        PLAN_REFUSED = "plan_refused", _("Planned curve refused")
        MEETING_ENTERED = "meeting_entered", _("Meeting entered")
        BULLETIN_DRAFTED = "bulletin_drafted", _("Bulletin drafted")
        BULLETIN_EDITED = "bulletin_edited", _("Bulletin edited")
        BULLETIN_RENEWED = "bulletin_renewed", _("Figures of a bulletin renewed")
        BULLETIN_SUBMITTED = "bulletin_submitted", _("Bulletin submitted")
        BULLETIN_RETURNED = "bulletin_returned", _("Bulletin returned")
        BULLETIN_ISSUED = "bulletin_issued", _("Bulletin issued")
        BULLETIN_DISCARDED = "bulletin_discarded", _("Draft of a bulletin discarded")
        TEMPLATE_KEPT = "template_kept", _("Word template taken in")
        TEMPLATE_REMOVED = "template_removed", _("Word template removed")
        POST_HANDED_OVER = "post_handed_over", _("Post handed over")
        POST_DELEGATED = "post_delegated", _("Post delegated")
        DELEGATION_REVOKED = "delegation_revoked", _("Delegation revoked")
        PEOPLE_TAKEN_IN = "people_taken_in", _("Units and people taken in from Excel")
        PASSWORDS_HANDED_OUT = "passwords_handed_out", _("One-time passwords handed out")
        DEMO_ENDED = "demo_ended", _("Demo accounts deactivated")
        MEMBERS_CHANGED = "members_changed", _("Members of a collective changed")
        HOLIDAYS_ENTERED = "holidays_entered", _("Holidays and working weekends entered")
        HOLIDAYS_REMOVED = "holidays_removed", _("Holidays and working weekends removed")
        COLUMNS_REMEMBERED = "columns_remembered", _("Head of a table remembered")
        COLUMNS_FORGOTTEN = "columns_forgotten", _("Head of a table forgotten")
        VIEW_KEPT = "view_kept", _("View of the list kept")
        LAYOUT_KEPT = "layout_kept", _("Layout of exports kept")
        LAYOUT_DELETED = "layout_deleted", _("Layout of exports deleted")
        CLOCK_CONFIRMED = "clock_confirmed", _("Date of the machine confirmed")
        OPENING_UNDONE = "opening_undone", _("Opening of a period taken back")
        CLOSING_UNDONE = "closing_undone", _("Closing of a period taken back")
        ACCOUNT_MADE = "account_made", _("Account made")
        ACCOUNT_CHANGED = "account_changed", _("Account changed")
        ACCOUNT_DEACTIVATED = "account_deactivated", _("Account deactivated")
        ACCOUNT_ACTIVATED = "account_activated", _("Account activated")
        ACCOUNT_DELETED = "account_deleted", _("Account deleted")
        POST_GIVEN = "post_given", _("Post given")
        POST_CHANGED = "post_changed", _("Post changed")
        POST_TAKEN = "post_taken", _("Post taken away")
        RIGHTS_GIVEN = "rights_given", _("Administration given")
        RIGHTS_TAKEN = "rights_taken", _("Administration taken away")
        APPROVAL_ASKED = "approval_asked", _("Approval asked for")
        ACCOUNT_APPROVED = "account_approved", _("Account approved")
        ACCOUNT_REFUSED = "account_refused", _("Account not approved")
        POST_APPROVED = "post_approved", _("Post approved")
        POST_REFUSED = "post_refused", _("Post not approved")
        EMERGENCY_ENDED = "emergency_ended", _("Account for emergencies ended")
        PASSWORD_RESET = "password_reset", _("Password reset")
        PASSWORD_CHANGED = "password_changed", _("Own password changed")
        FIRST_PASSWORD_CHOSEN = "first_password_chosen", _("One-time password replaced")
        SECOND_FACTOR_ADDED = "second_factor_added", _("Second factor set up")
        SECOND_FACTOR_REMOVED = "second_factor_removed", _("Second factor removed")
        SECOND_FACTOR_RESET = "second_factor_reset", _("Second factor reset")
        RECOVERY_CODES_MADE = "recovery_codes_made", _("Recovery codes made")
        RECOVERY_CODE_USED = "recovery_code_used", _("Recovery code used")
        SESSIONS_ENDED = "sessions_ended", _("Sessions ended")

    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="history", verbose_name=_("by")
    )
    post = models.CharField(_("post"), max_length=200, blank=True)
    action = models.CharField(_("action"), max_length=30, choices=Action.choices, db_index=True)
    report = models.ForeignKey(
        WorkReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="history",
        verbose_name=_("work report"),
    )
    item = models.ForeignKey(
        WorkItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="history",
        verbose_name=_("work item"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="history",
        verbose_name=_("department"),
    )
    # Whose account or post it is about.
    person = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="account_changes",
        verbose_name=_("person concerned"),
    )
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(_("request"), max_length=36, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["item", "-at"], name="history_item_at"),
            # What was done to a report as a whole is little beside what was done to its items.
            models.Index(fields=["report", "action"], condition=models.Q(item=None), name="history_of_report"),
        ]

    def __str__(self):
        return f"{self.action_words} · {self.item or self.report or self.person or self.department or ''}"

    def save(self, *args, **kwargs):
        if self.pk and not self._state.adding:
            raise AppendOnly("History entries are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly("History entries are never deleted.")

    @property
    def action_words(self):
        """What was done, in words: a lead takes a part up, only the office reviews."""
        if self.action == self.Action.UPDATE_ACCEPTED and TAKEN_UP_BY in self.after:
            return _("Part taken up")
        return self.get_action_display()


# One person's own affair each; what a step did to many at once is told by its own entry beside these.
OF_ACCOUNTS = (
    HistoryEntry.Action.ACCOUNT_MADE,
    HistoryEntry.Action.ACCOUNT_CHANGED,
    HistoryEntry.Action.ACCOUNT_ACTIVATED,
    HistoryEntry.Action.ACCOUNT_DEACTIVATED,
    HistoryEntry.Action.ACCOUNT_DELETED,
    HistoryEntry.Action.RIGHTS_GIVEN,
    HistoryEntry.Action.RIGHTS_TAKEN,
    HistoryEntry.Action.POST_GIVEN,
    HistoryEntry.Action.POST_CHANGED,
    HistoryEntry.Action.POST_TAKEN,
    HistoryEntry.Action.POST_HANDED_OVER,
    HistoryEntry.Action.POST_DELEGATED,
    HistoryEntry.Action.DELEGATION_REVOKED,
    HistoryEntry.Action.APPROVAL_ASKED,
    HistoryEntry.Action.ACCOUNT_APPROVED,
    HistoryEntry.Action.ACCOUNT_REFUSED,
    HistoryEntry.Action.POST_APPROVED,
    HistoryEntry.Action.POST_REFUSED,
    HistoryEntry.Action.EMERGENCY_ENDED,
    HistoryEntry.Action.PASSWORD_RESET,
    HistoryEntry.Action.PASSWORD_CHANGED,
    HistoryEntry.Action.FIRST_PASSWORD_CHOSEN,
    HistoryEntry.Action.SECOND_FACTOR_ADDED,
    HistoryEntry.Action.SECOND_FACTOR_REMOVED,
    HistoryEntry.Action.SECOND_FACTOR_RESET,
    HistoryEntry.Action.RECOVERY_CODES_MADE,
    HistoryEntry.Action.RECOVERY_CODE_USED,
    HistoryEntry.Action.SESSIONS_ENDED,
)
