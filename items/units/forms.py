"""The form on which the members of a collective are named."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Department
from departments.models.department import valid_on

from ..forms.fields import KeysField, Plain, day, words
from ..forms.found import ReportField, UnitsField
from ..forms.wording import NO_SUCH_CHOICE
from ..models import WorkReport
from .member_naming import may_join
from .page import reports_naming


class ReportOfUnitForm(forms.Form):
    """Which of the reports on which the unit stands its page is about."""

    report = ReportField(
        label=_("Report"), queryset=WorkReport.objects.none(), required=False, error_messages=NO_SUCH_CHOICE
    )

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = reports_naming(unit)
        self.fields["report"].widget.attrs["class"] = "form-select"
        self.fields["report"].widget.offer(of={"unit": unit.pk})


class MembersForm(Plain):
    """Which units leave and join a collective, and from which day."""

    leaves = KeysField(
        label=_("Leave"),
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NO_SUCH_CHOICE,
    )
    joins = UnitsField(
        label=_("Join"),
        queryset=Department.objects.none(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
        help_text=_("Several can be chosen, one after the other."),
    )
    on = day(_("From"), required=True)
    reason = words(_("Reason"), rows=2)

    def __init__(self, *args, collective, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        rows = collective.member_rows.filter(valid_on(today, start="valid_from", end="valid_to"))
        coming = collective.member_rows.filter(valid_from__gt=today)
        present = Department.objects.filter(pk__in=(rows | coming).values("member"))
        self.fields["leaves"].queryset = present
        self.fields["joins"].queryset = may_join(collective, on=today)
        self.fields["joins"].widget.offer(of={"outside": collective.pk})
        self.fields["on"].initial = today

    def clean(self):
        data = super().clean()
        both = set(data.get("joins") or []) & set(data.get("leaves") or [])
        if both:
            names = "、".join(unit.name for unit in both)
            raise forms.ValidationError(gettext("%(names)s cannot join and leave at once.") % {"names": names})
        if not self.errors and not data.get("joins") and not data.get("leaves"):
            raise forms.ValidationError(gettext("Choose at least one unit that joins or leaves."))
        return data
