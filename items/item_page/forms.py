"""Forms on the page of an item: a step or note, deadline and remark, its lead, related items."""

import re

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .. import access
from ..closing.forms import AsksWhyShort
from ..closing.moving import steps_for
from ..closing.short import ASKING, ENDING
from ..forms.fields import DayField, KeysField, LongTextField, VersionedForm, words
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import WorkItem
from ..models.progress import NOTE_LIMIT
from ..models.work_item import REMARK_LIMIT
from ..steps.changing import as_text


class ProgressForm(AsksWhyShort, VersionedForm):
    """A step, a note, or both."""

    status = forms.ChoiceField(
        label=_("Step"),
        choices=WorkItem.Status.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Asking for closure needs the result in words; sending back, withdrawing, cancelling, carrying over and "
            "reopening need a reason."
        ),
        error_messages=NO_SUCH_CHOICE,
    )
    completed_on = DayField(
        label=_("Completed on"),
        required=False,
        help_text=_("Counts when the item is closed."),
    )
    due_on = DayField(
        label=_("New deadline"),
        required=False,
        help_text=_("Counts when the item is reopened or sent back; needed when it is reopened after its deadline."),
    )
    text = LongTextField(
        label=_("Progress note"),
        required=False,  # and of any length: the step refuses too long a note in better words
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=format_lazy(
            _("What was done, with figures; what is missing. At most {limit} characters."), limit=NOTE_LIMIT
        ),
    )

    def __init__(self, *args, item, user, **kwargs):
        super().__init__(*args, initial={"version": item.version, "status": ""}, **kwargs)
        steps = steps_for(user, item)
        self.may_end = any(status in steps for status in (*ASKING, *ENDING))
        # What was sent is always read, also when no step is open to the person any more: the workflow answers it.
        if steps or self.data.get("status"):
            stay = _("Stay “%(status)s”") % {"status": item.get_status_display()}
            self.fields["status"].widget.choices = [
                ("", stay),
                *((to.value, f"{step.label_for(user)} → {to.label}") for to, step in steps.items()),
            ]
        else:
            del self.fields["status"]
        if WorkItem.Status.COMPLETED not in steps and not self.data.get("completed_on"):
            del self.fields["completed_on"]
        renews = access.can_supervise(user) and any(step.renews for step in steps.values())
        if not renews and not self.data.get("due_on"):
            del self.fields["due_on"]


class ItemForm(VersionedForm):
    """Deadline and remark, for the supervision office.

    Hidden fields `was_…` hold what the page showed, so that after a collision only what this person really
    changed stands against what the other one saved.
    """

    was_due_on = forms.CharField(required=False, widget=forms.HiddenInput)
    was_due_text = forms.CharField(required=False, widget=forms.HiddenInput)
    was_remark = LongTextField(required=False, widget=forms.HiddenInput)

    due_on = DayField(label=_("Deadline"), required=False)
    due_text = forms.CharField(
        label=_("Deadline in words"),
        required=False,
        max_length=100,
        error_messages=TOO_LONG,
        help_text=_("E.g. “by the end of the year” or “all year”; leave the date empty if there is none."),
    )
    remark = LongTextField(
        label=_("Remark"),
        required=False,
        max_length=REMARK_LIMIT,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = words(_("Reason"), help_text=_("Needed where a deadline that the units know is changed; they read it."))

    def __init__(self, *args, item, **kwargs):
        shown = {name: getattr(item, name) for name in self.item_fields}
        initial = {"version": item.version, **shown, **self._as_shown(item)}
        super().__init__(*args, initial=initial, **kwargs)

    def show_present(self, item):
        """After a collision: the next attempt builds on `item`; what this person had not touched follows it."""
        self.show_version(item.version)
        shown = self._as_shown(item)
        for name in self.item_fields:
            if as_text(self.cleaned_data[name]) == self.cleaned_data[f"was_{name}"]:
                self.data[name] = shown[f"was_{name}"]
        for name, value in shown.items():
            self.data[name] = value

    def _as_shown(self, item):
        return {f"was_{name}": as_text(getattr(item, name)) for name in self.item_fields}

    item_fields = ("due_on", "due_text", "remark")


class UnitsForm(VersionedForm):
    """What goes with the rows of an item's units."""

    reason = words(_("Reason"), help_text=_("Needed where another unit leads an issued item; both read it."))


class RelatedForm(VersionedForm):
    """The items of the same report that share progress updates with `item`, as numbers: "195、209" or "191-2"."""

    numbers = forms.CharField(
        label=_("Numbers of the related items"),
        required=False,
        max_length=300,
        error_messages=TOO_LONG,
        help_text=_("Of the same report, e.g. “195、209”; empty if there are none."),
    )

    def __init__(self, *args, item, **kwargs):
        self.item, self.items = item, []
        shown = "、".join(other.display_number for other in item.related.order_by("position"))
        super().__init__(*args, initial={"version": item.version, "numbers": shown}, **kwargs)

    def clean_numbers(self):
        text = self.cleaned_data["numbers"]
        wanted = dict.fromkeys(re.findall(r"\d{1,9}(?:-\d{1,3})?", text))
        known = {other.display_number: other for other in self.item.report.items.exclude(pk=self.item.pk)}
        missing = [number for number in wanted if number not in known]
        if missing or re.sub(r"[\d\s,，、;；第项号-]", "", text):
            raise forms.ValidationError(
                _("This report has no other item with the number %(number)s.") % {"number": "、".join(missing) or text}
            )
        self.items = [known[number] for number in wanted]
        return text


class LeadForm(VersionedForm):
    """Which of the item's units lead; the others support."""

    leads = KeysField(
        label=_("Lead"),
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one unit as lead."),
            "invalid_choice": _("Only a unit that stands on the item can lead it."),
            "invalid_pk_value": _("Only a unit that stands on the item can lead it."),
        },
    )

    reason = words(_("Reason"), rows=2, help_text=_("Needed where another unit leads an issued item; both read it."))

    def __init__(self, *args, item, suggestion=None, **kwargs):
        super().__init__(*args, initial={"version": item.version, "leads": suggestion}, **kwargs)
        self.fields["leads"].queryset = Department.objects.filter(
            responsibilities__item=item, responsibilities__via__isnull=True
        ).order_by("responsibilities__position")
