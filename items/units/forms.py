"""The form on which the members of a collective are named."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Department
from departments.models.department import valid_on

from ..forms.fields import KeysField, Plain, day, words
from ..forms.wording import NO_SUCH_CHOICE


class MembersForm(Plain):
    """Which units leave and join a collective, and from which day."""

    leaves = KeysField(
        label=_("Leave"),
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NO_SUCH_CHOICE,
    )
    joins = KeysField(
        label=_("Join"),
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NO_SUCH_CHOICE,
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
        outside = Department.objects.unmerged().active(today).filter(is_collective=False)
        self.fields["joins"].queryset = outside.exclude(
            pk__in=collective.member_rows.filter(valid_to__isnull=True).values("member")
        )
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
