"""Filters of lists, and the choices that several of them offer."""

import django_filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..models import Chapter, WorkReport
from ..models.querysets import live, standing
from ..rules.secrecy import ANYTHING
from .fields import Plain
from .found import ChapterSelect, FindsRows, ReportSelect, UnitSelect, chapter_label, units_on
from .keys import key_of
from .wording import NO_SUCH_CHOICE

# Characters of what is looked for.
QUERY_LIMIT = 100


def query_asked(request):
    """The words that the address looks for, `?q=`, without what PostgreSQL refuses; "" for none."""
    return request.GET.get("q", "").replace("\0", "").strip()[:QUERY_LIMIT]


def in_force(form, unstated=()):
    """The filters in force as [(parameter, label, value in words)]; "" for a tick box, [] when any filter is wrong.

    Parameters in `unstated` arrange the list and filter nothing.
    """
    if not form.is_valid():
        return []
    found = []
    for name, value in form.cleaned_data.items():
        if name in unstated or value in (None, "", False, []):
            continue
        field, words = form.fields[name], str(value)
        if value is True:
            words = ""
        elif isinstance(field, forms.ChoiceField) and not hasattr(field, "queryset"):
            words = str(dict(field.choices).get(value, value))
        found.append((name, field.label, words))
    return found


def reports_offered(asked):
    """The reports to choose from: those under way, and the one with the key `asked` also if it is archived."""
    return WorkReport.objects.filter(live() | (standing() & Q(pk=key_of(str(asked)))))


class ListFilter(Plain):
    """Filters of a list. A wrong value shows its error and no rows."""

    # Parameters that arrange the list and filter nothing.
    unstated = ()
    # What is looked for is kept nowhere; people are looked for by their telephone, too.
    may_hold = ANYTHING

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        field = self.fields.get("report")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = reports_offered(data.get("report"))
        offer_units(self.fields, key_of(str(data.get("report"))))

    def value(self, name):
        """The filter's value, or None when any filter is wrong."""
        return self.cleaned_data[name] if self.is_valid() else None

    def active(self):
        """As `in_force`."""
        return in_force(self, self.unstated)

    def complaints(self):
        """[(label, sentences)] of the wrong filters."""
        return [(self.fields[name].label, errors) for name, errors in self.errors.items()]


class RowsFilter(django_filters.FilterSet):
    """Filters of a queryset. Whoever uses it shows no rows when a value is wrong: django-filter's `.qs` shows all."""

    # Parameters that arrange the list and filter nothing.
    unstated = ()

    @property
    def form(self):
        form = super().form
        form.helper = FormHelper()
        form.helper.form_tag = False
        return form

    def active(self):
        """As `in_force`."""
        return in_force(self.form, self.unstated)


class ChapterChoiceField(FindsRows, django_filters.fields.ModelChoiceField):
    widget = ChapterSelect

    def label_from_instance(self, chapter):
        return chapter_label(chapter)


class LeadsOn(FindsRows):
    """A field for a unit: an address that was kept from before a merger leads to the unit that acts today."""

    widget = UnitSelect
    led_to: dict[str, int] = {}  # {what was sent: key of the unit that it means today}

    def acting(self, value):
        """The key, as it is sent, of the unit that the merged unit `value` became; None if it is none."""
        unit = Department.objects.acting().get(key_of(value))
        if unit is None:
            return None
        self.led_to = {**self.led_to, value: unit.pk}  # the field's own: copies of a field share what stands in it
        return str(unit.pk)

    def prepare_value(self, value):
        return super().prepare_value(self.led_to.get(value, value) if isinstance(value, str) else value)


class UnitChoiceField(LeadsOn, django_filters.fields.ModelChoiceField):
    """One of the units of a queryset."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if (acting := self.acting(value)) is None:
                raise
            return super().to_python(acting)


class UnitFilter(django_filters.ModelChoiceFilter):
    field_class = UnitChoiceField


class UnitKeyField(LeadsOn, forms.TypedChoiceField):
    """The key of one of the units given as choices."""

    def __init__(self, **options):
        super().__init__(coerce=int, empty_value=None, required=False, error_messages=NO_SUCH_CHOICE, **options)

    def to_python(self, value):
        value = super().to_python(value)
        return value if not value or self.valid_value(value) else self.acting(value) or value


class TellsWithdrawn(FindsRows):
    """A field for a report: an address that was kept from before it was withdrawn is told so."""

    widget = ReportSelect

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError:
            gone = WorkReport.objects.filter(pk=key_of(value), withdrawn_at__isnull=False).first()
            if gone is None:
                raise
            sentence = _("“%(report)s” was withdrawn and stands in no list any more.") % {"report": gone}
            raise forms.ValidationError(sentence, code="invalid_choice") from None


class ReportChoiceField(TellsWithdrawn, django_filters.fields.ModelChoiceField):
    """One of the reports of a queryset."""


class ReportKeyField(TellsWithdrawn, forms.ChoiceField):
    """The key of one of the reports given as choices, as it is sent."""


class ReportChoiceFilter(django_filters.ModelChoiceFilter):
    field_class = ReportChoiceField


def report_choice():
    """The field for the report, the newest first; a `ListFilter` offers those of `reports_offered`."""
    return ReportChoiceField(
        label=_("Report"),
        queryset=WorkReport.objects.live(),
        required=False,
        empty_label=None,
        error_messages=NO_SUCH_CHOICE,
    )


def unit_choice():
    """The field for a unit that still stands."""
    return UnitChoiceField(
        label=_("Department"),
        queryset=Department.objects.unmerged(),
        required=False,
        empty_label=_("All departments"),
        error_messages=NO_SUCH_CHOICE,
    )


def chapter_choice():
    """The field for a chapter; its choices are those of the report, which `offer` gives."""
    return ChapterChoiceField(
        label=_("Chapter"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("All chapters"),
        error_messages=NO_SUCH_CHOICE,
    )


def leader_choice():
    """The field for a leader in charge, by name; its choices are those of the report, which `offer` gives."""
    return forms.ChoiceField(label=_("Leader in charge"), required=False, error_messages=NO_SUCH_CHOICE)


def offer_units(fields, report):
    """Let a form's field `department` offer the units on the report (key) that its field `report` chooses."""
    if "department" in fields and "report" in fields and isinstance(fields["department"], forms.ModelChoiceField):
        fields["department"].widget.offer(units_on(report=report) if report else None, beside=("report",))


def offer(form, report, leaders):
    """Give the form's fields `department`, `chapter` and `leader` the choices of the report; no leader, no field."""
    told = {"of": {"report": report.pk}, "beside": ("report",) if "report" in form.fields else ()}
    form.fields["department"].widget.offer(units_on(report=report.pk), **told)
    form.fields["chapter"].queryset = report.chapters.all()
    form.fields["chapter"].widget.offer(**told)
    form.fields["leader"].choices = [("", _("All leaders")), *((name, name) for name in leaders)]
    if not leaders:
        form.fields["leader"].widget = forms.HiddenInput()
