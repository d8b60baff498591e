"""The units of an item as rows of a form, each with its role."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..models import Responsibility
from .found import OFFERED, UnitField
from .keys import keys_of
from .wording import NO_SUCH_CHOICE, PAGE_INCOMPLETE


class UnitForm(forms.Form):
    """One row of the units of an item: a unit and its role; an empty unit leaves the row out."""

    department = UnitField(
        label=_("Department"),
        queryset=Department.objects.unmerged(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Responsibility.Role.choices,
        required=False,
        initial=Responsibility.Role.SUPPORT,
        error_messages=NO_SUCH_CHOICE,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("department") and not cleaned.get("role"):
            self.add_error("role", _("Choose the role of this unit."))
        return cleaned


class BaseUnitFormSet(forms.BaseFormSet):
    default_error_messages = {
        "missing_management_form": PAGE_INCOMPLETE,
        "too_many_forms": _("One item takes at most 100 units."),
    }

    @cached_property
    def offered(self):
        """The choices that every row offers, read once."""
        return list(Department.objects.unmerged()[: OFFERED + 1])

    @cached_property
    def known(self):
        """{key: the unit} of those chosen in the rows, read once."""
        chosen = [row.get("department") for row in self.initial or []]
        sent = [value for name, value in self.data.items() if name.endswith("-department")]
        return Department.objects.unmerged().in_bulk([*filter(None, chosen), *keys_of(sent)])

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["department"].widget.offer(self.offered, known=self.known)

    def clean(self):
        seen = set()
        for row in self.forms:
            department = row.cleaned_data.get("department") if row.is_valid() else None
            if department in seen:
                row.add_error("department", _("This department already stands on the item."))
            if department:
                seen.add(department)

    def roles(self):
        """{Department: role} in the order of the rows."""
        return {
            row.cleaned_data["department"]: row.cleaned_data["role"]
            for row in self.forms
            if row.cleaned_data.get("department")
        }


UnitFormSet = forms.formset_factory(
    UnitForm, formset=BaseUnitFormSet, extra=4, max_num=100, absolute_max=100, validate_max=True
)
