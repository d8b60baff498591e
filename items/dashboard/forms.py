"""Filters of the dashboard, of the lights of a day, and the choice of a curve."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import access
from ..forms.fields import DayField
from ..forms.found import chapter_label
from ..forms.lists import ListFilter, ReportKeyField, UnitKeyField
from ..forms.wording import NO_SUCH_CHOICE
from ..ledger.filters import IN_CHARGE
from ..models import Colour
from ..pages.reports import ALL


class DashboardFilter(ListFilter):
    """Parameters `mine report department chapter leader`; the choices are those of a `dashboard.scope.Ground`.

    `mine` is a city leader's own: what is in the charge of `user`.
    """

    mine = forms.BooleanField(label=IN_CHARGE, required=False)
    report = ReportKeyField(label=_("Report"), required=False, error_messages=NO_SUCH_CHOICE)
    department = UnitKeyField(label=_("Department"))
    chapter = forms.TypedChoiceField(
        label=_("Chapter"), coerce=int, required=False, empty_value=None, error_messages=NO_SUCH_CHOICE
    )
    leader = forms.ChoiceField(label=_("Leader in charge"), required=False, error_messages=NO_SUCH_CHOICE)

    unstated = ("report",)

    def __init__(self, data, *, ground, user=None, **kwargs):
        super().__init__(data, initial={"report": ground.key}, **kwargs)
        self.ground, self.user = ground, user
        if user is None or not access.is_leader(user):
            del self.fields["mine"]
        reports = [(report.pk, report.title) for report in ground.reports]
        self.fields["report"].choices = [*reports, (ALL, _("All reports"))]
        self.fields["department"].choices = [
            ("", _("All departments")),
            *((unit.pk, unit.name) for unit in ground.units),
        ]
        self.of = {"report": ground.report.pk} if ground.report else {"live": 1}
        self.fields["department"].widget.offer(of=self.of)
        self.fields["chapter"].choices = [
            ("", _("All chapters")),
            *((one.pk, chapter_label(one)) for one in ground.chapters),
        ]
        self.fields["leader"].choices = [("", _("All leaders")), *((name, name) for name in ground.leaders)]

    def scope(self):
        """The `dashboard.scope.Scope` that is asked for, or None when any filter is wrong."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return self.ground.whole().within(
            unit=self._unit(asked["department"]),
            chapter=next((one for one in self.ground.chapters if one.pk == asked["chapter"]), None),
            leader=asked["leader"],
            of_leader=self.user if asked.get("mine") else None,
        )

    def _unit(self, pk):
        return next((unit for unit in self.ground.units if unit.pk == pk), None)


class LitFilter(DashboardFilter):
    """Also `on light unit`: a day, a light, and a unit that leads or is responsible; `today` is the last day."""

    on = DayField(label=_("As of the end of"), required=False)
    light = forms.ChoiceField(
        label=_("Light"),
        choices=[("", _("Any light")), *(choice for choice in Colour.choices if choice[0] != Colour.NONE)],
        required=False,
        error_messages=NO_SUCH_CHOICE,
    )
    unit = UnitKeyField(label=_("Leading or responsible unit"))

    unstated = ("report", "on")

    def __init__(self, data, *, ground, today, **kwargs):
        super().__init__(data, ground=ground, **kwargs)
        self.today = today
        self.initial["on"] = today
        self.fields["unit"].choices = self.fields["department"].choices
        self.fields["unit"].widget.offer(of=self.of)

    def clean_on(self):
        day = self.cleaned_data["on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    @property
    def steering_unit(self):
        return self._unit(self.cleaned_data["unit"])


class CurveFilter(ListFilter):
    """Parameters `report of`: one of `curves.choices`."""

    report = ReportKeyField(label=_("Report"), required=False, error_messages=NO_SUCH_CHOICE)
    of = forms.ChoiceField(label=_("Item or target"), required=False, error_messages=NO_SUCH_CHOICE)

    unstated = ("report", "of")

    def __init__(self, data, *, ground, curves, **kwargs):
        super().__init__(data, initial={"report": ground.report.pk}, **kwargs)
        self.curves = curves
        self.fields["report"].choices = [(report.pk, report.title) for report in ground.reports]
        self.fields["of"].choices = curves

    @property
    def chosen(self):
        """The key asked for, by default the first; None when the choice is wrong or there is none."""
        if not self.is_valid() or not self.curves:
            return None
        return self.cleaned_data["of"] or self.curves[0][0]
