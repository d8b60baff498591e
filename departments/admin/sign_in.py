"""Who is locked out after failed sign-ins, and who signed in when."""

import axes.admin  # noqa: F401 - registers what is registered anew below
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..locks import locks, locks_for, unlock_account, unlock_address
from .common import NotedDayFilter, RecordAdmin, told

# Registered anew below; the log of failures is not kept (AXES_ENABLE_ACCESS_FAILURE_LOG), so its list would stay empty.
admin.site.unregister([AccessAttempt, AccessLog, AccessFailureLog])

# django-axes has no Chinese catalogue; its words stand here so that they come into ours.
AXES_WORDS = [
    _("access attempt"),
    _("access attempts"),
    _("access log"),
    _("access logs"),
    _("Username"),
    _("IP Address"),
    _("User Agent"),
    _("Attempt Time"),
    _("Failed Logins"),
    _("Logout Time"),
]


class SignInAdmin(RecordAdmin):
    """Rows of django-axes, which the machine's own clock dates."""

    @admin.display(description=_("Attempt Time"), ordering="attempt_time")
    def attempted(self, row):
        return told(row.attempt_time)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SignInAdmin):
    """Failed sign-ins that count, and what they lock; unlocking lifts it."""

    list_display = ["username", "ip_address", "failures_since_start", "attempted", "locked"]
    list_filter = [("attempt_time", NotedDayFilter)]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempted", "locked", "user_agent"]
    actions = ["unlock"]

    def has_unlock_permission(self, request):
        return request.user.has_perm("axes.unlock_accessattempt")

    def get_changelist_instance(self, request):
        """What is locked is read once for all rows of the page."""
        changelist = super().get_changelist_instance(request)
        found = locks(timezone.now())
        for row in changelist.result_list:
            row.locks = found
        return changelist

    def _locked(self, attempt):
        """(the account's name or None, the address or None): of the two that the row names those that are locked."""
        found = getattr(attempt, "locks", None) or locks_for(attempt.username, attempt.ip_address)
        return (
            attempt.username if attempt.username in found.accounts else None,
            attempt.ip_address if attempt.ip_address in found.addresses else None,
        )

    @admin.display(description=_("locked"))
    def locked(self, attempt):
        username, address = self._locked(attempt)
        words = [gettext("account")] if username else []
        return "、".join([*words, gettext("address")] if address else words) or "—"

    @admin.action(description=_("Unlock the selected accounts and addresses"), permissions=["unlock"])
    def unlock(self, request, queryset):
        """Lifts the locks that the rows show; a row without a lock is forgotten."""
        lifted = []
        for attempt in queryset:
            username, address = self._locked(attempt)
            if username:
                unlock_account(username)
                lifted.append(gettext("account %(username)s") % {"username": username})
            if address:
                unlock_address(address)
                lifted.append(gettext("address %(address)s") % {"address": address})
            if not username and not address:
                attempt.delete()
        for words in lifted:
            self._log_unlocking(request, words)
        if lifted:
            names = "、".join(lifted)
            self.message_user(request, gettext("Can sign in again: %(names)s") % {"names": names}, messages.SUCCESS)
        else:
            self.message_user(request, gettext("None of these was locked; their failures are forgotten."))

    def _log_unlocking(self, request, words):
        """In words of our own: an attempt calls itself by its English name and a moment in UTC."""
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(AccessAttempt),
            object_id="",
            object_repr=(gettext("%(what)s: unlocked") % {"what": words})[:200],
            action_flag=DELETION,
        )


@admin.register(AccessLog)
class AccessLogAdmin(SignInAdmin):
    """Who signed in, when and from where."""

    list_display = ["username", "attempted", "left", "ip_address"]
    list_filter = [("attempt_time", NotedDayFilter)]
    search_fields = ["username", "ip_address"]
    fields = ["username", "attempted", "left", "ip_address", "user_agent"]

    @admin.display(description=_("Logout Time"), ordering="logout_time")
    def left(self, row):
        return told(row.logout_time)
