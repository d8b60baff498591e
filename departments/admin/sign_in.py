"""Who is locked out after failed sign-ins, and who signed in when."""

import axes.admin  # noqa: F401 - registers what is registered anew below
from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
    """Failed sign-ins since the last success; unlocking removes them."""

    list_display = ["username", "ip_address", "failures_since_start", "attempted", "locked"]
    list_filter = [("attempt_time", NotedDayFilter)]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempted", "locked", "user_agent"]
    actions = ["unlock"]

    def has_unlock_permission(self, request):
        return request.user.has_perm("axes.unlock_accessattempt")

    def get_queryset(self, request):
        together = AccessAttempt.objects.filter(
            username=OuterRef("username"),
            ip_address=OuterRef("ip_address"),
            attempt_time__gte=timezone.now() - get_cool_off(),
        )
        total = together.order_by().values("username").annotate(total=Sum("failures_since_start")).values("total")
        return super().get_queryset(request).annotate(recent_failures=Subquery(total))

    @admin.display(description=_("locked"), boolean=True)
    def locked(self, attempt):
        return (attempt.recent_failures or 0) >= settings.AXES_FAILURE_LIMIT

    @admin.action(description=_("Unlock the selected accounts"), permissions=["unlock"])
    def unlock(self, request, queryset):
        attempts = list(queryset)
        for attempt in attempts:
            self._log_unlocking(request, attempt)
            # An account is locked for an address, over all browsers used there. Not by axes' own reset:
            # that one takes an empty name or address for "all".
            AccessAttempt.objects.filter(username=attempt.username, ip_address=attempt.ip_address).delete()
        names = "、".join(sorted({attempt.username or "" for attempt in attempts}))
        self.message_user(request, gettext("Can sign in again: %(names)s") % {"names": names}, messages.SUCCESS)

    def _log_unlocking(self, request, attempt):
        """In words of our own: an attempt calls itself by its English name and a moment in UTC."""
        named = {"username": attempt.username or "—", "address": attempt.ip_address or "—"}
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(attempt),
            object_id=str(attempt.pk),
            object_repr=(gettext("%(username)s at %(address)s: unlocked") % named)[:200],
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
