"""Reports, chapters, items, notes and history in the admin: to look up, hardly ever to change."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from departments.admin.common import FindsByWords, PortalDayFilter, RecordAdmin, keys, told
from departments.folding import folded
from departments.models import Department, User

from .. import history
from ..models import Chapter, HistoryEntry, Milestone, ProgressNote, Responsibility, Target, WorkItem, WorkReport
from ..pages.entries import NOT_FOR_ALL, for_reader
from .secrets import AsksInTheAdministration


def _about(word, *, people):
    """The condition for rows of a unit, of a person in one of the fields, or on an item, that the word finds."""
    units, called = Department.objects.matching(word), User.objects.matching(word)
    found = Q(department__in=keys(units))
    for field in people:
        found |= Q(**{f"{field}__in": keys(called)})
    return found | Q(item__in=keys(WorkItem.objects.numbered(word)))


class ReportForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Shown, not changed, but part of the form: "title once a year" is checked only for fields of the form.
        self.fields["year"].disabled = True

    def _get_validation_exclusions(self):
        # Nor would it be checked without the field on which it depends.
        return super()._get_validation_exclusions() - {"withdrawn_at"}


@admin.register(WorkReport)
class WorkReportAdmin(FindsByWords, AsksInTheAdministration, RecordAdmin):
    """Reports come in by import; only what describes the document can be corrected."""

    form = ReportForm
    list_display = ["title", "year", "issuer", "document_number", "issued_on"]
    list_filter = ["year"]
    search_fields = ["title", "issuer", "document_number"]
    fieldsets = [
        (None, {"fields": ["year", "title", "issuer", "document_number", "remark"]}),
        (
            _("As imported"),
            {"fields": ["source_name", "lead_rule", "default_due_on", "issued_on", "imported", "source_text"]},
        ),
    ]
    readonly_fields = ["source_name", "lead_rule", "default_due_on", "issued_on", "imported", "source_text"]

    def found_by(self, word):
        return Q(pk__in=keys(WorkReport.objects.called(word)))

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("items.change_workreport")

    @admin.display(description=_("created at"))
    def imported(self, report):
        return told(report.created_at)

    @admin.display(description=_("source text"))
    def source_text(self, report):
        return report.source.text


@admin.register(Chapter)
class ChapterAdmin(FindsByWords, RecordAdmin):
    list_display = ["literal", "report", "parent", "position"]
    list_filter = ["report"]
    list_select_related = ["report", "parent"]
    search_fields = ["words"]
    fields = ["report", "parent", "label", "title", "literal", "position", "start", "end"]

    def found_by(self, word):
        return Q(words__holds=folded(word))


class ShownInline(admin.TabularInline):
    """Rows that belong to an item: shown beside it, never changed here."""

    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ResponsibilityInline(ShownInline):
    model = Responsibility
    fields = ["position", "department", "role", "basis", "via", "literal"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("department", "via", "item")


class TargetInline(ShownInline):
    model = Target
    fields = ["position", "label", "figure", "basis", "literal"]
    readonly_fields = ["figure"]

    @admin.display(description=_("target number"))
    def figure(self, target):
        return target.figure


class MilestoneInline(ShownInline):
    model = Milestone
    fields = ["position", "title", "due_on", "basis", "literal"]


@admin.register(WorkItem)
class WorkItemAdmin(RecordAdmin):
    list_display = ["display_number", "short_text", "report", "chapter", "status", "due_on", "updated_at"]
    list_display_links = ["display_number", "short_text"]
    list_filter = ["report", "status"]
    list_select_related = ["report", "chapter"]
    search_fields = ["words"]  # looked through by `matching`
    search_help_text = _("Words, number or unit")
    inlines = [ResponsibilityInline, TargetInline, MilestoneInline]

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    def get_fieldsets(self, request, obj=None):
        description = format_html(
            '{} <a href="{}">{}</a>',
            _("Items are changed on their page in the portal, step by step, so that the history is complete:"),
            obj.get_absolute_url() if obj else "",
            obj or "",
        )
        told = ["report", "chapter", "number_literal", "text", "status", "due_on", "due_text", "completed_on", "remark"]
        places = ["position", ("start", "text_start", "text_end", "end"), ("version", "updated_at")]
        return [(None, {"fields": told, "description": description}), (_("Place in the source"), {"fields": places})]

    @admin.display(description=_("number"), ordering="number")
    def display_number(self, item):
        return item.display_number

    @admin.display(description=_("work item text"))
    def short_text(self, item):
        return Truncator(item.text).chars(60)


@admin.register(ProgressNote)
class ProgressNoteAdmin(FindsByWords, RecordAdmin):
    list_display = ["at", "item", "department", "by", "short_text"]
    list_filter = [("at", PortalDayFilter)]
    list_select_related = ["item", "department", "by"]
    search_fields = ["words"]
    fields = ["item", "department", "by", "at", "text"]

    def found_by(self, word):
        return Q(words__holds=folded(word)) | _about(word, people=("by",))

    @admin.display(description=_("progress note"))
    def short_text(self, note):
        return Truncator(note.text).chars(60)


class ReadEntries(ChangeList):
    """Entries as far as their reader may read them, as everywhere in the portal."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = _as_read(self.result_list, request.user)


def _as_read(entries, user):
    """The entries, which nothing saves, with what their reader may read of them; two or three queries for all."""
    entries = list(entries)
    for entry, read in zip(entries, for_reader(entries, user), strict=True):
        entry.reason, entry.before, entry.after = read.reason, read.before, read.after
    return entries


@admin.register(HistoryEntry)
class HistoryEntryAdmin(FindsByWords, RecordAdmin):
    list_display = ["at", "by", "post", "action", "item", "person", "department", "short_changes"]
    list_filter = ["action", ("at", PortalDayFilter)]
    list_select_related = ["by", "item", "person", "department"]
    date_hierarchy = "at"
    show_full_result_count = False
    search_fields = ["reason"]
    search_help_text = _("Person, post, department, reason or number of the item")
    fields = [
        "at",
        "by",
        "post",
        "action",
        "report",
        "item",
        "person",
        "department",
        "changes",
        "reason",
        ("request_id", "address"),
    ]
    readonly_fields = ["changes"]

    def found_by(self, word):
        # A reason that its reader may not read is not found by its words either.
        reason = Q(reason__icontains=word) & ~Q(action__in=NOT_FOR_ALL)
        return Q(post__icontains=word) | reason | _about(word, people=("by", "person"))

    def get_changelist(self, request, **kwargs):
        return ReadEntries

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        return entry and _as_read([entry], request.user)[0]

    @admin.display(description=_("before → after"))
    def changes(self, entry):
        return format_html_join(
            "",
            "<div><strong>{}</strong>: {} → {}</div>",
            ((change.label, change.before or "—", change.after or "—") for change in history.describe(entry)),
        )

    @admin.display(description=_("before → after"))
    def short_changes(self, entry):
        changes = history.describe(entry)
        lines = (f"{change.label}: {change.before or '—'} → {change.after or '—'}" for change in changes)
        return Truncator("; ".join(lines).replace("\n", "、")).chars(80)
