"""Forms that ask for the closing of an item and decide on it, and that link it to an item of another report."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import Act, ActForm, Plain, PressedButton, day, words
from ..forms.found import FindsRows, FoundSelect, ReportField
from ..forms.keys import key_of
from ..forms.numbers import NumberField
from ..forms.wording import NO_SUCH_CHOICE
from ..models import WorkItem, WorkReport
from ..models.work_item import ANYWAY_LIMIT
from ..requests.forms import SignForm
from ..rules.accepted import accounts

ITEM_NUMBER = re.compile(r"(\d{1,6})(?:-(\d{1,3}))?")
EXCERPT = 30


class AsksWhyShort(Plain):
    """A form of a step that may leave an item short of something: it asks why all the same, once that is known."""

    anyway = words(
        _("Why all the same"),
        rows=2,
        limit=ANYWAY_LIMIT,
        help_text=_("It is kept in the history and stands beside the item."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._why = self.fields["anyway"]
        if not self.data.get(self.add_prefix("anyway")):
            del self.fields["anyway"]

    def ask_why(self):
        """Show the field for the reason, before the others: above it stands what the item is short of."""
        self.fields.setdefault("anyway", self._why)
        self.order_fields(["anyway"])


class ClosingForm(AsksWhyShort, ActForm):
    """The result in words and, for each target, the figure reached."""

    result = words(_("Result"), required=True, rows=4, help_text=_("What was achieved, and what shows it."))

    def __init__(self, *args, item, unit=None, **kwargs):
        super().__init__(*args, item=item, **kwargs)
        self.targets = list(item.targets.all())
        reached = self._last_reached(unit) if self.targets and unit else {}
        for target in self.targets:
            self.fields[f"value_{target.pk}"] = NumberField(
                label=f"{target.label} ({target.figure})",
                initial=reached.get(target.pk),
                help_text=target.unit,
                target=target,
            )

    def _last_reached(self, unit):
        """{target pk: the value of the unit's latest accepted update}; what members of collectives reach is a part."""
        told = accounts([self.item])[self.item.pk]
        if unit.pk not in told.steering or told.steering[unit.pk].via is not None:
            return {}
        return told.values_of(unit.pk, self.targets)

    def values(self):
        """{Target: Decimal or None}."""
        return {target: self.cleaned_data[f"value_{target.pk}"] for target in self.targets}


class ClosingDecisionForm(AsksWhyShort, ActForm):
    """Words to a request to close; the button that was pressed says what is done with it."""

    CHOICES = ("close", "return", "forward", "approve", "refuse", "withdraw", "take_back")

    completed_on = day(_("Completed on"), help_text=_("Today, if left empty."))
    due_on = day(_("New deadline"), help_text=_("When it is returned, if the present one no longer holds."))
    words = words(_("Words to it"), help_text=_("Needed when it is returned, refused or withdrawn."))
    decision = forms.ChoiceField(choices=[(word, "") for word in CHOICES], widget=PressedButton)

    def __init__(self, *args, may_close=True, may_renew=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_close and not self.is_bound:
            del self.fields["completed_on"]
        if not may_renew and not self.is_bound:
            del self.fields["due_on"]


class SignClosingForm(AsksWhyShort, SignForm):
    """What the unit's head does with a request to close."""


class LaterItemForm(ActForm):
    """An item of a later report by its number; both fields empty for none."""

    into_report = ReportField(
        label=_("Goes on in the report"),
        queryset=WorkReport.objects.none(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    into_number = forms.CharField(
        label=_("as item number"), required=False, max_length=10, help_text=_("E.g. 191 or 191-2.")
    )

    def __init__(self, *args, item, **kwargs):
        present = item.carried_to
        initial = {"into_report": present.report_id, "into_number": present.display_number} if present else {}
        super().__init__(*args, item=item, initial=initial, **kwargs)
        later = WorkReport.objects.live().filter(year__gt=item.report.year)
        self.fields["into_report"].queryset = later
        self.fields["into_report"].widget.offer(of={"after": item.report.year})
        if not self.is_bound and not later.exists():
            del self.fields["into_report"], self.fields["into_number"]

    def clean(self):
        cleaned = super().clean()
        report, number = cleaned.get("into_report"), cleaned.get("into_number")
        cleaned["into"] = None
        if report and number:
            found = ITEM_NUMBER.fullmatch(number)
            if found:
                cleaned["into"] = WorkItem.objects.filter(
                    report=report, number=int(found[1]), clause=int(found[2] or 1)
                ).first()
            if cleaned["into"] is None:
                self.add_error("into_number", _("The report has no item with this number."))
        elif (report or number) and "into_report" not in self.errors:
            self.add_error("into_number", _("Name both the report and the number, or neither."))
        return cleaned


class CarryOverForm(LaterItemForm):
    """Carrying over, with the reason and perhaps the item that it goes on as."""

    reason = words(_("Reason"), required=True, help_text=_("E.g. the decision or document behind it."))

    field_order = ("version", "reason")


class EarlierItemSelect(FoundSelect):
    """One of the items that were carried over; what is sent says which version of it was seen: "<pk>-<version>"."""

    address = "earlier_item_found"

    def matching(self, words):
        return WorkItem.objects.matching(words)

    def label(self, row):
        return f"{row.report} {row.display_number} {row.text[:EXCERPT]}"

    def key(self, row):
        return f"{row.pk}-{row.version}"

    def pk_of(self, key):
        return key_of(key.partition("-")[0])


class EarlierItemField(FindsRows, forms.ModelChoiceField):
    """An item as it was when it was chosen."""

    widget = EarlierItemSelect

    def to_python(self, value):
        select: Any = self.widget
        found = super().to_python(value if value in self.empty_values else select.pk_of(value))
        if found is not None and value != select.key(found):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found


class EarlierItemForm(Act):
    """Which carried-over item of an earlier report goes on here, of the queryset `items` for the item `into`."""

    earlier = EarlierItemField(
        label=_("Goes on from"), queryset=WorkItem.objects.none(), empty_label=None, error_messages=NO_SUCH_CHOICE
    )

    def __init__(self, *args, items, into, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["earlier"].queryset = items
        self.fields["earlier"].widget.offer(args=(into.pk,))
