"""Forms for what the supervision office enters of items: the leads of many at once, wording, an item of its own."""

import re

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..forms.fields import LongTextField, Plain, VersionedForm, day
from ..forms.lists import ChapterChoiceField
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import Chapter, ListSettings, SavedView, WorkItem
from .editing import suggested_lead
from .page import readable_first_view

_NUMBER = re.compile(r"(\d{1,6})(?:-(\d{1,3}))?")


class DocumentForm(Plain):
    """What a document says of an item: text, number, chapter, leaders, groups."""

    text = LongTextField(
        label=_("Work item text"),
        error_messages={"required": _("An item needs a text.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=12,
        error_messages=TOO_LONG,
        help_text=_("E.g. “191”, or “191-2” for the second item under one number."),
    )
    chapter = ChapterChoiceField(
        label=_("Chapter"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("none"),
        error_messages=NO_SUCH_CHOICE,
    )
    leaders = forms.CharField(
        label=_("Leader in charge"),
        required=False,
        max_length=200,
        error_messages=TOO_LONG,
        help_text=_("Several are parted by “、”."),
    )
    group = forms.CharField(label=_("Group"), required=False, max_length=200, error_messages=TOO_LONG)

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chapter"].queryset = report.chapters.all()
        groups = "、".join(report.items.all().group_names()) or _("none")
        self.fields["group"].help_text = format_lazy(
            _("An item may stand in several lists, parted by “、”. Groups of the report: {groups}."), groups=groups
        )

    def clean_number(self):
        found = _NUMBER.fullmatch(self.cleaned_data["number"].strip())
        if not found:
            raise forms.ValidationError(_("This is no number of an item; write it like 191 or 191-2."))
        return int(found[1]), int(found[2] or 1)

    def document(self):
        """The cleaned values as `rewording.reword` and `adding.add_item` take them."""
        data = self.cleaned_data
        number, clause = data["number"]
        return {name: data[name] for name in ("text", "chapter", "leaders", "group")} | {
            "number": number,
            "clause": clause,
        }


class WordingForm(DocumentForm, VersionedForm):
    """What the office words anew on one item, and why."""

    reason = forms.CharField(
        label=_("Ground of the change"),
        required=False,
        max_length=500,
        error_messages=TOO_LONG,
        help_text=_("E.g. the document or meeting that changed the task; the history keeps it."),
    )

    def __init__(self, *args, item, **kwargs):
        now = {name: getattr(item, name) for name in ("text", "leaders", "group", "version")}
        initial = {**now, "number": item.display_number, "chapter": item.chapter_id}
        super().__init__(*args, report=item.report, initial=initial, **kwargs)


class AddForm(DocumentForm):
    """An item that the office enters itself: where it comes from, what the document says of it, its deadline."""

    origin = forms.ChoiceField(
        label=_("Origin"),
        choices=[choice for choice in WorkItem.Origin.choices if choice[0] != WorkItem.Origin.REPORT],
        error_messages=NO_SUCH_CHOICE,
    )
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=200,
        error_messages=TOO_LONG,
        help_text=_("The document or meeting that the item comes from."),
    )
    due_on = day(_("Deadline"))
    due_text = forms.CharField(label=_("Deadline in words"), required=False, max_length=100, error_messages=TOO_LONG)

    field_order = ("origin", "reference", "text", "number", "chapter", "due_on", "due_text", "leaders", "group")

    def entered(self):
        """The cleaned values as `adding.add_item` takes them."""
        return self.document() | {
            name: self.cleaned_data[name] for name in ("origin", "reference", "due_on", "due_text")
        }


class LeadsForm(forms.Form):
    """One choice per item without a lead: the unit that leads, its suggestion chosen, or "leave open".

    Expects items with `direct_responsibilities`; fields are `lead_<pk>` and `version_<pk>`.
    """

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {item.pk: item for item in items}
        for item in items:
            units = [row.department for row in item.direct_responsibilities]
            suggestion = suggested_lead(item.direct_responsibilities)
            self.fields[f"lead_{item.pk}"] = forms.TypedChoiceField(
                label=_("Lead of item %(number)s") % {"number": item.display_number},
                choices=[("", _("leave open")), *((unit.pk, unit.name) for unit in units)],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages=NO_SUCH_CHOICE,
                initial=suggestion.pk if suggestion else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"version_{item.pk}"] = forms.IntegerField(initial=item.version, widget=forms.HiddenInput)

    def rows(self):
        """[(item, lead field, version field)] for the template."""
        return [(item, self[f"lead_{pk}"], self[f"version_{pk}"]) for pk, item in self.items.items()]

    def choices(self):
        """[(item, department, version)] of the rows where a lead was chosen."""
        chosen = []
        for pk, item in self.items.items():
            lead = self.cleaned_data[f"lead_{pk}"]
            units = {row.department_id: row.department for row in item.direct_responsibilities}
            if lead is not None:
                chosen.append((item, units[lead], self.cleaned_data[f"version_{pk}"]))
        return chosen


class ViewForm(Plain):
    """The name of a saved view; `may_share`: whether it can be shared with everybody, or no longer."""

    name = LongTextField(
        label=_("Name of the view"),
        max_length=SavedView.NAME_LIMIT,
        error_messages={"required": _("A saved view needs a name."), **TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_shared = forms.BooleanField(label=_("Share with everybody"), required=False)

    def __init__(self, *args, may_share, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        super().clean()
        return {"is_shared": False, **self.cleaned_data}


class FirstViewField(forms.TypedChoiceField):
    """The view that the list opens with: a SavedView, or None for all items."""

    def __init__(self):
        super().__init__(
            label=_("The list opens with"), required=False, empty_value=None, error_messages=NO_SUCH_CHOICE
        )

    def offer(self, links):
        """Let the views of the `page.ViewLink`s be chosen."""
        views = {str(link.view.pk): link.view for link in links}
        self.choices = [("", _("All items")), *((key, view.name) for key, view in views.items())]
        self.coerce = views.get


class LayoutForm(Plain):
    """How the list is laid out; `links` are the `page.ViewLink`s that it may open with."""

    shown = forms.MultipleChoiceField(
        label=_("Columns shown"),
        choices=ListSettings.Column.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={name: NO_SUCH_CHOICE["invalid_choice"] for name in ("invalid_choice", "invalid_list")},
    )
    rows_a_page = forms.TypedChoiceField(
        label=_("Rows on a page"),
        choices=[(rows, rows) for rows in ListSettings.ROWS],
        coerce=int,
        error_messages=NO_SUCH_CHOICE,
    )
    is_compact = forms.TypedChoiceField(
        label=_("Density"),
        choices=[("", _("Comfortable")), ("on", _("Compact"))],
        coerce=bool,
        empty_value=False,
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    opens_with = FirstViewField()

    def __init__(self, *args, layout, links, **kwargs):
        columns, view = ListSettings.Column.values, readable_first_view(layout, links)
        initial = {
            "shown": [name for name in columns if name not in layout.hidden],
            "rows_a_page": layout.rows_a_page,
            "is_compact": "on" if layout.is_compact else "",
            "opens_with": view and view.pk,
        }
        super().__init__(*args, auto_id="layout-%s", initial=initial, **kwargs)
        self.fields["opens_with"].offer(links)

    def clean(self):
        super().clean()
        shown = self.cleaned_data.pop("shown", ())
        return {**self.cleaned_data, "hidden": [name for name in ListSettings.Column.values if name not in shown]}
