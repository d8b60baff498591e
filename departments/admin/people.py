"""People, the posts they hold, and their passwords."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..models import Department, Membership, User
from ..models.department import valid_on
from ..models.people import overlap
from ..models.serving import without
from ..models.three import is_at_odds, is_single, why_at_odds, why_not_oneself, why_not_password
from .common import (
    ConstrainedFormSet,
    FindsByWords,
    KeepsWhatIsUsed,
    NamedInline,
    WithoutShortcuts,
    keys,
    refuse_merged,
    told,
)

# Rights follow from posts; groups would only look as if they gave some.
admin.site.unregister(Group)


class NoAdministratorLeft(Exception):
    """The change would leave nobody who can undo it."""


class KeepsAnAdministrator(admin.ModelAdmin):
    """Refuses changes after which nobody could enter the administration any more."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self._require_administrator(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self._require_administrator(request)

    def _require_administrator(self, request):
        if lost := without(request.served, clock.today()):
            raise NoAdministratorLeft(lost)

    def changeform_view(self, request, *args, **kwargs):
        request.served = Membership.objects.served(clock.today()) if request.method == "POST" else set()
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NoAdministratorLeft as error:
            return self._refuse(request, error)

    def delete_view(self, request, *args, **kwargs):
        request.served = Membership.objects.served(clock.today()) if request.method == "POST" else set()
        try:
            return super().delete_view(request, *args, **kwargs)
        except NoAdministratorLeft as error:
            return self._refuse(request, error)

    def _refuse(self, request, error):
        self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


class NotOnesOwn(admin.ModelAdmin):
    """Nobody changes the own account or post here (departments.models.three)."""

    def whose(self, row):
        raise NotImplementedError

    def has_change_permission(self, request, obj=None):
        own = obj is not None and why_not_oneself(request.user, self.whose(obj))
        return super().has_change_permission(request, obj) and not own

    def has_delete_permission(self, request, obj=None):
        own = obj is not None and why_not_oneself(request.user, self.whose(obj))
        return super().has_delete_permission(request, obj) and not own


class PostForm(forms.ModelForm):
    by = None  # who enters it, where that is known

    def clean(self):
        super().clean()
        refuse_merged(self, "department")
        if sentence := why_not_oneself(self.by, self.cleaned_data.get("user")):
            self.add_error("user", sentence)

    def _save_m2m(self):
        """Called once the post is saved. Who stands in was chosen for the post as it was, not for another one."""
        super()._save_m2m()
        if not {"user", "role", "department"}.isdisjoint(self.changed_data):
            lent = self.instance.delegations.filter(revoked_at__isnull=True, end_on__gte=clock.today())
            lent.update(revoked_at=clock.now())


class PostFormSet(ConstrainedFormSet):
    def clean(self):
        """The database compares new rows only with saved ones; two equal new rows are found here."""
        super().clean()
        seen, posts = set(), []
        for form in self.forms:
            if not form.has_changed() or not form.is_valid() or self._should_delete_form(form):
                continue
            post = form.instance
            if post.end_on is None:
                if (post.role, post.department_id) in seen:
                    raise ValidationError(_("The same post is listed twice."))
                seen.add((post.role, post.department_id))
            for other in posts:
                if is_at_odds(post.role, other.role) and overlap(post, other):
                    raise ValidationError(why_at_odds(post.role, other.role, person=self.instance, post=other))
            posts.append(post)


class PostInline(WithoutShortcuts, NamedInline):
    model = Membership
    fk_name = "user"
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
        today = clock.today()
        if self.value() == "yes":
            return queryset.current(today)
        if self.value() == "no":
            return queryset.exclude(valid_on(today, start="start_on", end="end_on"))
        return queryset


@admin.register(Membership)
class MembershipAdmin(NotOnesOwn, FindsByWords, WithoutShortcuts, KeepsAnAdministrator, KeepsWhatIsUsed):
    form = PostForm
    list_display = ["user", "role", "department", "start_on", "end_on"]
    list_filter = [CurrentFilter, "role"]
    list_select_related = ["user", "department"]
    autocomplete_fields = ["user", "department"]
    search_fields = ["user__words", "department__words"]
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

    def whose(self, row):
        return row.user

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def found_by(self, word):
        people, units = User.objects.matching(word), Department.objects.matching(word)
        return Q(user__in=keys(people)) | Q(department__in=keys(units))


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [*Membership.Role.choices, ("none", _("No current post"))]

    def queryset(self, request, queryset):
        posts = Membership.objects.current(clock.today())
        if self.value() == "none":
            return queryset.exclude(pk__in=posts.values("user"))
        if self.value() in Membership.Role.values:
            return queryset.filter(pk__in=posts.filter(role=self.value()).values("user"))
        return queryset


class UserAddForm(UserCreationForm):
    """Whoever gets a password from somebody else chooses one of his own at the first sign-in."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "name", "phone", "email")

    def save(self, commit=True):
        self.instance.must_change_password = True
        return super().save(commit)


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

    def save(self, commit=True):
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(User)
class UserAdmin(NotOnesOwn, FindsByWords, KeepsAnAdministrator, KeepsWhatIsUsed, auth_admin.UserAdmin):
    form = UserEditForm
    add_form = UserAddForm
    add_form_template = "admin/change_form.html"
    change_password_form = UserPasswordForm
    change_user_password_template = "admin/departments/user/change_password.html"  # noqa: S105 - a template
    list_display = ["username", "name", "current_posts", "phone", "is_active", "waits_for_approval", "signed_in_last"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["words", "phone", "memberships__department__words"]
    search_help_text = _("User name, full name, telephone or department")
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["signed_in_last", "joined"]
    inlines = [PostInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Person"), {"fields": ["name", "phone", "email"]}),
        (_("Dates"), {"fields": ["signed_in_last", "joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["username", "name", "phone", "email", "password1", "password2"],
                "description": _(
                    "Hand the password over in person; at the first sign-in the person chooses another one. "
                    "Without a post the person can read, but not write."
                ),
            },
        )
    ]
    used_sentence = _(
        "“%(name)s” is named in the history and cannot be deleted. "
        "Untick “may sign in” instead, and end the posts by their last day."
    )

    def whose(self, row):
        return row

    def found_by(self, word):
        held = Membership.objects.filter(department__in=keys(Department.objects.matching(word)))
        called = Q(pk__in=keys(User.objects.matching(word)))
        return called | Q(phone__icontains=word) | Q(pk__in=held.order_by().values("user"))

    def is_used(self, instance):
        # The admin's own log would go with the person.
        return super().is_used(instance) or LogEntry.objects.filter(user=instance).exists()

    def get_queryset(self, request):
        posts = Membership.objects.current(clock.today()).select_related("department").order_by("pk")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", posts, to_attr="posts_today"))

    def user_change_password(self, request, id, form_url=""):
        """Who sets one for himself has just chosen it."""
        person = self.get_object(request, unquote(id))
        if person is not None and (sentence := why_not_password(request.user, person)):
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:departments_user_change", args=[person.pk]))
        answer = super().user_change_password(request, id, form_url)
        if is_single():  # else nobody sets his own here
            User.objects.filter(pk=request.user.pk).update(must_change_password=False)
        return answer

    # Django notes both by the machine's own clock.
    @admin.display(description=User._meta.get_field("last_login").verbose_name, ordering="last_login")
    def signed_in_last(self, user):
        return told(user.last_login)

    @admin.display(description=User._meta.get_field("date_joined").verbose_name)
    def joined(self, user):
        return told(user.date_joined)

    @admin.display(description=_("waits for approval"), boolean=True)
    def waits_for_approval(self, user):
        return user.waits

    @admin.display(description=_("posts today"))
    def current_posts(self, user):
        return "、".join(str(post) for post in user.posts_today)
