"""Units with their other names and, for collectives, their members."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..folding import spaced
from ..models import CollectiveMember, Department, DepartmentAlias
from ..models.department import valid_on
from .common import ConstrainedFormSet, KeepsWhatIsUsed, NamedCells, NamedInline, WithoutShortcuts, refuse_merged


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("active", _("Active")), ("closed", _("Not active")), ("merged", _("Merged"))]

    def queryset(self, request, queryset):
        today = clock.today()
        if self.value() == "active":
            return queryset.unmerged().active(today)
        if self.value() == "closed":
            return queryset.unmerged().exclude(valid_on(today))
        if self.value() == "merged":
            return queryset.filter(successor__isnull=False)
        return queryset


class AliasInline(NamedInline):
    model = DepartmentAlias
    extra = 1


class MemberForm(forms.ModelForm):
    def clean(self):
        super().clean()
        refuse_merged(self, "member")


class MemberInline(WithoutShortcuts, NamedInline):
    model = CollectiveMember
    form = MemberForm
    formset = ConstrainedFormSet
    fk_name = "collective"
    autocomplete_fields = ["member"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("member", "collective")


class DepartmentAdmin(NamedCells, KeepsWhatIsUsed):
    list_display = ["name", "position", "short_name", "kind", "is_collective", "alias_names", "state"]
    list_editable = ["position"]
    list_filter = ["kind", "is_collective", StateFilter]
    list_per_page = 100
    search_fields = ["words", "aliases__words"]  # looked through by `matching`
    search_help_text = _("Name, short name, alias, pinyin or initials")
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
            queryset = queryset.unmerged()  # nobody takes a post in a merged unit
        for word in spaced(search_term).split():
            queryset = queryset.matching(word)
        return queryset, False

    @admin.display(description=_("aliases"))
    def alias_names(self, department):
        return "、".join(alias.name for alias in department.aliases.all())

    @admin.display(description=_("state"))
    def state(self, department):
        today = clock.today()
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
