"""Filters of the pages of a round, and the forms with which the supervision office sets its rules."""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import DayField, DayInput, KeysField, Plain, words
from ..forms.lists import QUERY_LIMIT, ChapterChoiceField, ListFilter, UnitKeyField, report_choice
from ..forms.wording import NO_SUCH_CHOICE, NO_SUCH_DAY, TOO_LONG
from ..issue.forms import IssueDayForm
from ..models import Chapter, ProgressUpdate, ReportingPeriod, Rhythm, WorkItem, WorkReport
from .planning import RULES
from .words import HANDED_IN, SILENT, spell_state

State = ProgressUpdate.State
Timing = ProgressUpdate.Timing


class RollCallFilter(ListFilter):
    """Parameters `report rhythm kind q silent` of the roll-call."""

    report = report_choice()
    rhythm = forms.ChoiceField(label=_("Rhythm"), required=False, error_messages=NO_SUCH_CHOICE)
    kind = forms.ChoiceField(
        label=_("Kind of unit"),
        choices=[("", _("All kinds")), *Department.Kind.choices],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    q = forms.CharField(label=_("Name of the unit"), max_length=QUERY_LIMIT, required=False, error_messages=TOO_LONG)
    silent = forms.BooleanField(label=_("Owes a report now"), required=False)

    unstated = ("report",)

    def __init__(self, data, *, rhythms, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["rhythm"].choices = [("", _("All rhythms")), *rhythms]


class PeriodFilter(ListFilter):
    """Parameters `unit state timing needs_decision group` of one period.

    `period` is its key, `units` are those of its sheet, `is_closed` says that it is frozen.
    """

    BY_ITEM, BY_UNIT = "", "unit"

    unit = UnitKeyField(label=_("Department"))
    state = forms.ChoiceField(label=_("State"), required=False, error_messages=NO_SUCH_CHOICE)
    timing = forms.ChoiceField(
        label=_("In time"),
        choices=[("", _("In time or late")), *Timing.choices],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    needs_decision = forms.BooleanField(label=_("Needs a city leader's decision"), required=False)
    group = forms.ChoiceField(
        label=_("Grouped"),
        choices=[(BY_ITEM, _("by item")), (BY_UNIT, _("by unit"))],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )

    unstated = ("group",)

    def __init__(self, data, *, units, period=None, is_closed=False, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["unit"].widget.offer(of={"period": period} if period else None)
        states = [(state, spell_state(state, is_closed=is_closed)) for state in State if state != State.DROPPED]
        self.fields["state"].choices = [
            ("", _("Any state")),
            (SILENT, _("Silent")),
            (HANDED_IN, _("Reported")),
            *((state.value, label) for state, label in states),
        ]
        self.fields["unit"].choices = [("", _("All departments")), *units]

    def chosen(self):
        """What `rounds.page.filtered` takes."""
        return {name: self.cleaned_data[name] for name in ("unit", "state", "timing", "needs_decision")}

    @property
    def by_unit(self):
        return self.is_valid() and self.cleaned_data["group"] == self.BY_UNIT


class RulesForm(forms.ModelForm):
    """The rules of a report's rounds, with the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = WorkReport
        fields = RULES
        field_classes = {"rounds_from": forms.DateField}
        widgets = {"rounds_from": DayInput}
        field_classes = {"rounds_from": DayField}
        error_messages = {"rounds_from": NO_SUCH_DAY, "rhythm": NO_SUCH_CHOICE}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, initial={"version": instance.version}, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.fields["rhythm"].help_text = _("Items can have a rhythm of their own, see below.")
        self.fields["rhythm"].choices = [choice for choice in Rhythm.choices]
        self.fields["sign_days"].help_text = _("So many workdays after issuing units have time to sign for an item.")

    def rules(self):
        return {name: self.cleaned_data[name] for name in RULES}


class RhythmForm(Plain):
    """Which items are reported on in which rhythm: one group, one chapter or single numbers of the report."""

    GROUP, CHAPTER, NUMBERS = "group", "chapter", "numbers"

    group = forms.ChoiceField(label=_("Group"), required=False, error_messages=NO_SUCH_CHOICE)
    chapter = ChapterChoiceField(
        label=_("or chapter"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("none"),
        error_messages=NO_SUCH_CHOICE,
    )
    numbers = forms.CharField(
        label=_("or numbers"),
        required=False,
        max_length=300,
        error_messages=TOO_LONG,
        help_text=_("E.g. “195、209” or “195-209”."),
    )
    rhythm = forms.ChoiceField(
        label=_("Rhythm"),
        choices=[("", _("as the report")), *Rhythm.choices],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, auto_id="rhythm-%s", **kwargs)
        self.report = report
        groups = report.items.all().group_names()
        self.fields["group"].choices = [("", _("none")), *((group, group) for group in groups)]
        self.fields["chapter"].queryset = report.chapters.all()

    def clean(self):
        cleaned = super().clean()
        named = [name for name in (self.GROUP, self.CHAPTER, self.NUMBERS) if cleaned.get(name)]
        if not self.errors and len(named) != 1:
            raise forms.ValidationError(_("Choose a group, or a chapter, or write numbers: one of the three."))
        if cleaned.get("numbers"):
            self.items = self._numbered(cleaned["numbers"])
        elif cleaned.get("chapter"):
            self.items = list(self.report.items.in_chapter(cleaned["chapter"]))
        elif cleaned.get("group"):
            self.items = list(self.report.items.of_group(cleaned["group"]))
        return cleaned

    def _numbered(self, text):
        """The items with these numbers; "195-209" is the span where no item is called so."""
        items = list(self.report.items.all())
        known = {item.display_number: item for item in items}
        found, missing = {}, []
        for part in re.split(r"[\s,，、;；第项号]+", text.strip()):
            first, dash, last = part.replace("—", "-").replace("–", "-").partition("-")
            if part in known:
                found[part] = known[part]
            elif dash and first.isdecimal() and last.isdecimal() and int(first) < int(last):
                found |= {one.display_number: one for one in items if int(first) <= one.number <= int(last)}
            elif part:
                missing.append(part)
        if missing or not found:
            sentence = _("This report has no item with the number %(number)s.")
            raise forms.ValidationError({"numbers": sentence % {"number": "、".join(missing) or text}})
        return list(found.values())


def _day(name, label=""):
    """A date field with the label and help of the period's own field."""
    field = ReportingPeriod._meta.get_field(name)
    label = label or field.verbose_name
    return DayField(label=label, help_text=field.help_text)


class OwnPeriodForm(Plain):
    """A period with dates of its own."""

    start_on = _day("start_on", _("First day of the period"))
    end_on = _day("end_on", _("Last day of the period"))
    opens_on = _day("opens_on")
    due_on = _day("due_on", _("Reports due on"))
    closes_on = _day("closes_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="own-%s", **kwargs)


class IssueForm(IssueDayForm):
    """Which of the items that have not been issued are issued now."""

    items = KeysField(
        label=_("Items to issue"),
        queryset=WorkItem.objects.none(),
        error_messages={
            "required": _("Tick at least one item."),
            "invalid_choice": _("An item was issued meanwhile or does not belong to this report."),
            "invalid_pk_value": _("An item was issued meanwhile or does not belong to this report."),
        },
    )

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, auto_id="issue-%s", **kwargs)
        self.fields["items"].queryset = report.items.filter(issued_on__isnull=True)


class ReopenPeriodForm(Plain):
    """Why a period that was closed is opened again."""

    reason = words(
        _("Reason"), required=True, help_text=_("It stands in the history; the units that were asked are told.")
    )
