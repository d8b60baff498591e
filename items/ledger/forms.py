"""The form that names the leads of many items at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.wording import NO_SUCH_CHOICE
from .editing import suggested_lead


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
