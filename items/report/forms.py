"""What a reader looks for in the report as published."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import Plain, words
from ..forms.lists import QUERY_LIMIT, ListFilter, UnitChoiceField
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import Colour, Responsibility, Schedule
from .page import Wanted


class ReportFilter(ListFilter):
    """Parameters `light schedule department q` of the report's page; `report` is the report read."""

    light = forms.ChoiceField(
        label=_("Light"),
        choices=[("", _("Any light")), *Colour.choices],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    schedule = forms.ChoiceField(
        label=_("Schedule"),
        choices=[("", _("Any schedule")), *Schedule.choices],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    department = UnitChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("All departments"),
        error_messages=NO_SUCH_CHOICE,
    )
    q = forms.CharField(
        label=_("Words, number or unit"), max_length=QUERY_LIMIT, required=False, error_messages=TOO_LONG
    )

    def __init__(self, data, *, report, **kwargs):
        super().__init__(data, **kwargs)
        units = Responsibility.objects.filter(item__report=report).order_by().values("department")
        self.fields["department"].queryset = Department.objects.filter(pk__in=units)
        self.fields["department"].widget.offer(of={"report": report.pk})

    def wanted(self):
        """The `Wanted` of the filter; None when any value is wrong."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return Wanted(asked["light"], asked["schedule"], asked["department"], asked["q"])


class WithdrawForm(Plain):
    """Why a report is withdrawn, and whether the page that asked said that units know of it."""

    reason = words(_("Reason"), required=True, help_text=_("It stands in the history and is told to the units."))
    is_issued = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ArchiveForm(Plain):
    """Nothing is asked but whether it is meant."""


class ReopenForm(Plain):
    """Why an archived report is opened again."""

    reason = words(_("Reason"), required=True)
