"""Forms for what an item promises in figures (targets) and by a day (milestones)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..forms.fields import DayField
from ..forms.numbers import NumberField
from ..forms.secrets import AsksAboutSecrets
from ..forms.wording import NO_SUCH_CHOICE, PAGE_INCOMPLETE, TOO_LONG
from ..models import Target
from ..models.target import write_number
from ..rules.typed_figures import too_low


def _input(label, **attributes):
    return {"label": label, "required": False, "error_messages": TOO_LONG, "widget": forms.TextInput(attributes)}


class RowForm(AsksAboutSecrets, forms.Form):
    """One row of a list; a row whose fields are all empty is left out.

    `pk` is the row that the item has already, `row` that row itself or None.
    """

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    row = None

    @property
    def is_empty(self):
        """Nothing was typed, neither right nor wrong."""
        return all(self.cleaned_data.get(name) in ("", None) and name not in self.errors for name in self.typed)

    def clean(self):
        if "pk" in self.errors:
            raise ValidationError(PAGE_INCOMPLETE)
        return super().clean()

    def require(self, name, sentence):
        """A field of a row that is not empty must say something."""
        if self.cleaned_data.get(name) in ("", None) and name not in self.errors:
            self.add_error(name, sentence)

    def values(self):
        """{field: value} for the step."""
        return {name: self.cleaned_data[name] for name in ("pk", *self.columns)}


class TargetForm(RowForm):
    label = forms.CharField(max_length=100, **_input(_("What is counted")))
    comparator = forms.ChoiceField(
        label=_("Comparison"),
        choices=Target.Comparator.choices,
        required=False,
        initial=Target.Comparator.EXACT,
        error_messages=NO_SUCH_CHOICE,
    )
    number = NumberField(label=_("Target number"))
    upper = NumberField(label=_("Upper end of a range"))
    unit = forms.CharField(max_length=20, **_input(_("Unit of count")))
    per = forms.CharField(max_length=30, **_input(_("For each")))

    columns = ("label", "comparator", "number", "upper", "unit", "per")
    typed = ("label", "number", "upper", "unit", "per")  # the comparison always has a value

    def clean(self):
        cleaned = super().clean()
        if not self.is_empty:
            self.require("label", _("Say what is counted."))
            self.require("comparator", _("Choose the comparison."))
            self.require("number", _("Write the number that is to be reached."))
            lower, upper = cleaned.get("number"), cleaned.get("upper")
            counted = Target(label=cleaned.get("label", ""), unit=cleaned.get("unit", ""), number=0)
            for name, number in (("number", lower), ("upper", upper)):
                if sentence := too_low(counted, number):
                    self.add_error(name, sentence)
            if None not in (lower, upper) and upper <= lower:
                self.add_error("upper", _("The upper end of a range lies above its lower end."))
        return cleaned

    @staticmethod
    def shown(row):
        """The row as its fields show it."""
        upper = "" if row.upper is None else write_number(row.upper, row.unit)
        return {
            "pk": row.pk,
            "label": row.label,
            "comparator": row.comparator,
            "number": write_number(row.number, row.unit),
            "upper": upper,
            "unit": row.unit,
            "per": row.per,
        }


class MilestoneForm(RowForm):
    title = forms.CharField(max_length=200, **_input(_("What is reached")))
    due_on = DayField(label=_("Due on"), required=False)

    columns = typed = ("title", "due_on")

    def clean(self):
        cleaned = super().clean()
        if not self.is_empty:
            self.require("title", _("Say what is reached by that day."))
        return cleaned

    @staticmethod
    def shown(row):
        """The row as its fields show it."""
        return {"pk": row.pk, "title": row.title, "due_on": row.due_on}


class BaseRowFormSet(forms.BaseFormSet):
    """The rows an item has, with empty ones below; `data` is what was sent, or None."""

    default_error_messages = {
        "missing_management_form": PAGE_INCOMPLETE,
        "too_many_forms": _("One item takes at most 100 rows of a kind."),
    }

    def __init__(self, data=None, *, rows, **options):
        self.rows = {str(row.pk): row for row in rows}
        # What was sent stands for itself: a row that happens to equal the present one would count as left empty.
        initial = None if data is not None else [self.form.shown(row) for row in self.rows.values()]
        super().__init__(data, initial=initial, **options)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.row = self.rows.get(str(form["pk"].value()))
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def values(self):
        """[{field: value}] of the rows that stay, in their order."""
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        return [form.values() for form in kept if not form.is_empty]


def _row_formset(form, extra):
    return forms.formset_factory(
        form,
        formset=BaseRowFormSet,
        extra=extra,
        can_delete=True,
        can_delete_extra=False,
        max_num=100,
        absolute_max=100,
        validate_max=True,
    )


TargetFormSet = _row_formset(TargetForm, extra=3)
MilestoneFormSet = _row_formset(MilestoneForm, extra=2)
