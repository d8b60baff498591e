"""Master data in the admin: units with their names and members, people, posts, and who is locked out.

Mergers of units touch items, which this app does not know: `items.admin` adds them.
"""

from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import PROTECT, OuterRef, Prefetch, ProtectedError, Subquery, Sum
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import CollectiveMember, Department, DepartmentAlias, Membership, User
from .models.department import valid_on

# Rights follow from posts; groups would only look as if they gave some. Failed sign-ins stand among the attempts.
admin.site.unregister([Group, AccessAttempt, AccessLog, AccessFailureLog])


class KeepsWhatIsUsed(admin.ModelAdmin):
    """Refuses, with a sentence, to delete what other rows name."""

    used_sentence = _("“%(name)s” is named in other records and cannot be deleted.")

    def is_used(self, instance):
        """Whether a protected relation of any app leads to the row; asked once per row and request."""
        if not hasattr(instance, "_is_used"):
            instance._is_used = any(
                relation.related_model._base_manager.filter(**{relation.field.name: instance}).exists()
                for relation in instance._meta.related_objects
                if relation.on_delete is PROTECT
            )
        return instance._is_used

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not self.is_used(obj))

    def delete_view(self, request, object_id, extra_context=None):
        instance = self.get_object(request, unquote(object_id))
        try:
            if instance is None or not self.is_used(instance):
                return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # somebody named it between the question and the deletion
            pass
        self.message_user(request, self.used_sentence % {"name": instance}, messages.ERROR)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return HttpResponseRedirect(address)

    def get_actions(self, request):
        """No bulk deletion: it would ask nobody row by row."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class NoAdministratorLeft(Exception):
    """The change would leave nobody who can undo it."""


class KeepsAnAdministrator(admin.ModelAdmin):
    """Refuses changes after which nobody could enter the administration any more."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self._require_administrator()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self._require_administrator()

    def _require_administrator(self):
        posts = Membership.objects.current(timezone.localdate())
        if not posts.filter(role=Membership.Role.ADMINISTRATOR, user__is_active=True).exists():
            raise NoAdministratorLeft

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NoAdministratorLeft:
            return self._refuse(request)

    def delete_view(self, request, *args, **kwargs):
        try:
            return super().delete_view(request, *args, **kwargs)
        except NoAdministratorLeft:
            return self._refuse(request)

    def _refuse(self, request):
        sentence = gettext("Nothing was saved: this would leave the portal without an administrator.")
        self.message_user(request, sentence, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


# --- Units -----------------------------------------------------------------------------------------------------


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("active", _("Active")), ("closed", _("Not active")), ("merged", _("Merged"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "active":
            return queryset.standing().active(today)
        if self.value() == "closed":
            return queryset.standing().exclude(valid_on(today))
        if self.value() == "merged":
            return queryset.filter(successor__isnull=False)
        return queryset


class AliasInline(admin.TabularInline):
    model = DepartmentAlias
    extra = 1


def refuse_merged(form, name):
    """Form error if the unit newly chosen in field `name` has been merged into another."""
    unit = form.cleaned_data.get(name)
    if unit and unit.successor_id and name in form.changed_data:
        form.add_error(
            name,
            _("“%(name)s” has been merged into “%(successor)s”; choose that one.")
            % {"name": unit, "successor": unit.successor},
        )


class ConstrainedFormSet(forms.BaseInlineFormSet):
    """Django leaves constraints that name the parent row to the database; here they are form errors."""

    def clean(self):
        super().clean()
        for form in self.forms:
            if self.instance.pk and form.has_changed() and form.is_valid() and not self._should_delete_form(form):
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)


class MemberForm(forms.ModelForm):
    def clean(self):
        super().clean()
        refuse_merged(self, "member")


class MemberInline(admin.TabularInline):
    model = CollectiveMember
    form = MemberForm
    formset = ConstrainedFormSet
    fk_name = "collective"
    autocomplete_fields = ["member"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("member", "collective")


class DepartmentAdmin(KeepsWhatIsUsed):
    list_display = ["name", "position", "short_name", "kind", "is_collective", "alias_names", "state"]
    list_editable = ["position"]
    list_filter = ["kind", "is_collective", StateFilter]
    list_per_page = 100
    search_fields = ["name", "short_name", "aliases__name"]
    search_help_text = _("Name, short name or alias")
    used_sentence = _(
        "“%(name)s” is named in posts, items or records and cannot be deleted. "
        "Enter its last active day, or merge it into another department."
    )

    def get_fieldsets(self, request, obj=None):
        description = _(
            "Correct a mistyped name here. After a reform, add the new department and merge the old one into it: "
            "its items follow and its name stays findable."
        )
        fields = ["name", "short_name", "kind", "is_collective", "position", ("active_from", "active_to"), "remark"]
        if obj and obj.successor_id:
            description = _("This department was merged; its items, posts and names are with its successor.")
            fields.insert(5, "way")
        return [(None, {"fields": fields, "description": description})]

    def get_readonly_fields(self, request, obj=None):
        if obj and obj.successor_id:
            return ["name", "short_name", "kind", "is_collective", "active_from", "active_to", "way"]
        return []

    def get_inlines(self, request, obj):
        if obj and obj.successor_id:
            return []
        return [AliasInline, MemberInline] if obj and obj.is_collective else [AliasInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("successor").prefetch_related("aliases")

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match.url_name == "autocomplete":
            queryset = queryset.standing()  # nobody takes a post in a merged unit
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("aliases"))
    def alias_names(self, department):
        return "、".join(alias.name for alias in department.aliases.all())

    @admin.display(description=_("state"))
    def state(self, department):
        today = timezone.localdate()
        if department.successor_id:
            return _("merged into %(name)s") % {"name": department.successor}
        if department.active_to and department.active_to < today:
            return _("closed on %(day)s") % {"day": department.active_to.isoformat()}
        if department.active_from and department.active_from > today:
            return _("from %(day)s") % {"day": department.active_from.isoformat()}
        return _("active")

    @admin.display(description=_("successor"))
    def way(self, department):
        """The way from a merged unit to the one that stands today: A → B → C."""
        names = [department.name]
        while department.successor_id:
            department = department.successor
            names.append(department.name)
        return " → ".join(names)


admin.site.register(Department, DepartmentAdmin)


# --- People and posts ------------------------------------------------------------------------------------------


class PostForm(forms.ModelForm):
    def clean(self):
        super().clean()
        refuse_merged(self, "department")


class PostFormSet(ConstrainedFormSet):
    def clean(self):
        """The database compares new rows only with saved ones; two equal new rows are found here."""
        super().clean()
        seen = set()
        for form in self.forms:
            if not form.has_changed() or not form.is_valid() or self._should_delete_form(form):
                continue
            post = form.instance
            if post.end_on is None:
                if (post.role, post.department_id) in seen:
                    raise ValidationError(_("The same post is listed twice."))
                seen.add((post.role, post.department_id))


class PostInline(admin.TabularInline):
    model = Membership
    form = PostForm
    formset = PostFormSet
    autocomplete_fields = ["department"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("department", "user")


class CurrentFilter(admin.SimpleListFilter):
    title = _("validity")
    parameter_name = "current"

    def lookups(self, request, model_admin):
        return [("yes", _("Current")), ("no", _("Ended or not begun"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "yes":
            return queryset.current(today)
        if self.value() == "no":
            return queryset.exclude(valid_on(today, start="start_on", end="end_on"))
        return queryset


@admin.register(Membership)
class MembershipAdmin(KeepsAnAdministrator, KeepsWhatIsUsed):
    form = PostForm
    list_display = ["user", "role", "department", "start_on", "end_on"]
    list_filter = [CurrentFilter, "role"]
    list_select_related = ["user", "department"]
    autocomplete_fields = ["user", "department"]
    search_fields = [
        "user__name",
        "user__username",
        "department__name",
        "department__short_name",
        "department__aliases__name",
    ]
    search_help_text = _("Person or department")
    fieldsets = [
        (
            None,
            {
                "fields": ["user", "role", "department", ("start_on", "end_on")],
                "description": _(
                    "A post that was held is ended by its last day, which keeps the record; "
                    "delete only what was entered by mistake."
                ),
            },
        )
    ]


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [*Membership.Role.choices, ("none", _("No current post"))]

    def queryset(self, request, queryset):
        posts = Membership.objects.current(timezone.localdate())
        if self.value() == "none":
            return queryset.exclude(pk__in=posts.values("user"))
        if self.value() in Membership.Role.values:
            return queryset.filter(pk__in=posts.filter(role=self.value()).values("user"))
        return queryset


class UserAddForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "name", "phone", "email")


class UserEditForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


class UserPasswordForm(AdminPasswordChangeForm):
    """Always sets a password: who must not sign in is deactivated, there is no other way in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


@admin.register(User)
class UserAdmin(KeepsAnAdministrator, KeepsWhatIsUsed, auth_admin.UserAdmin):
    form = UserEditForm
    add_form = UserAddForm
    add_form_template = "admin/change_form.html"
    change_password_form = UserPasswordForm
    change_user_password_template = "admin/departments/user/change_password.html"
    list_display = ["username", "name", "current_posts", "phone", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["username", "name", "phone", "memberships__department__name"]
    search_help_text = _("User name, full name, telephone or department")
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [PostInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Person"), {"fields": ["name", "phone", "email"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["username", "name", "phone", "email", "password1", "password2"],
                "description": _(
                    "Hand the password over in person; it can be changed after signing in. "
                    "Without a post the person can read, but not write."
                ),
            },
        )
    ]
    used_sentence = _(
        "“%(name)s” is named in the history and cannot be deleted. "
        "Untick “may sign in” instead, and end the posts by their last day."
    )

    def is_used(self, instance):
        # The admin's own log would go with the person.
        return super().is_used(instance) or LogEntry.objects.filter(user=instance).exists()

    def get_queryset(self, request):
        posts = Membership.objects.current(timezone.localdate()).select_related("department").order_by("pk")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", posts, to_attr="posts_today"))

    @admin.display(description=_("posts today"))
    def current_posts(self, user):
        return "、".join(str(post) for post in user.posts_today)


# --- Sign-in ---------------------------------------------------------------------------------------------------

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


class RecordAdmin(admin.ModelAdmin):
    """Rows that the portal writes itself: to be read only."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AccessAttempt)
class AccessAttemptAdmin(RecordAdmin):
    """Failed sign-ins since the last success; unlocking removes them."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time", "locked"]
    list_filter = ["attempt_time"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempt_time", "locked", "user_agent"]
    actions = ["unlock"]

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

    @admin.action(description=_("Unlock the selected accounts"))
    def unlock(self, request, queryset):
        attempts = list(queryset)
        self.log_deletions(request, attempts)
        for attempt in attempts:
            # An account is locked for an address, over all browsers used there. Not by axes' own reset:
            # that one takes an empty name or address for "all".
            AccessAttempt.objects.filter(username=attempt.username, ip_address=attempt.ip_address).delete()
        names = "、".join(sorted({attempt.username or "" for attempt in attempts}))
        self.message_user(request, gettext("Can sign in again: %(names)s") % {"names": names}, messages.SUCCESS)


@admin.register(AccessLog)
class AccessLogAdmin(RecordAdmin):
    """Who signed in, when and from where."""

    list_display = ["username", "attempt_time", "logout_time", "ip_address"]
    list_filter = ["attempt_time"]
    search_fields = ["username", "ip_address"]
    date_hierarchy = "attempt_time"
    fields = ["username", "attempt_time", "logout_time", "ip_address", "user_agent"]
