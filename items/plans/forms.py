"""Forms of the plan of an item and of the decision on a proposed one."""

import datetime
import re
from decimal import ROUND_DOWN, Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import DayField, VersionedForm, words
from ..forms.keys import keys_of
from ..forms.numbers import NumberField
from ..forms.secrets import AsksAboutSecrets
from ..forms.wording import NO_SUCH_CHOICE
from ..lights.light import along
from ..models.plan import REASON_LIMIT
from ..models.target import NUMBER_LIMIT, write_number
from ..rules.figures import shorten
from .page import FULL, ITEM
from .planning import Plan, first_fall

STRAIGHT, MILESTONES = "straight", "milestones"
CELL = re.compile(r"(?:item|[0-9]{1,18})-([0-9]{4}-[0-9]{2}-[0-9]{2})")


class SeenField(forms.CharField):
    """The keys of the curves that the page showed, as `plans.planning.curve_keys` gives them."""

    widget = forms.HiddenInput(attrs={"id": False})

    def __init__(self):
        super().__init__(required=False, max_length=REASON_LIMIT)

    def prepare_value(self, value):
        return value if isinstance(value, str) else " ".join(map(str, sorted(value or ())))

    def clean(self, value):
        return frozenset(keys_of(super().clean(value).split()))


class PlanForm(VersionedForm):
    """The grid of a plan: a number per day and column (`plans.page.PlanSheet`), the start, the reason.

    What is left empty lies on the straight line between its neighbours.
    """

    seen = SeenField()
    starts_on = DayField(label=_("Planned start"))
    reason = words(_("Reason"), rows=2, limit=REASON_LIMIT)

    def __init__(self, data=None, *, sheet, initial=None, **kwargs):
        shown = {"version": sheet.item.version, "seen": sheet.seen, "starts_on": sheet.starts_on}
        for column in sheet.columns:
            for day, value in column.points.items():
                shown[name_of(column, day)] = column.spell_planned(value)
        super().__init__(data, initial={**shown, **(initial or {})}, **kwargs)
        self.sheet = sheet
        self.fields["reason"].required = sheet.item.issued_on is not None
        for row in sheet.rows:
            for cell in row.cells:
                self.fields[name_of(cell.column, row.day)] = self._number(cell, row.day)

    def _number(self, cell, day):
        label = _("%(label)s, planned by %(day)s") % {"label": cell.column.label, "day": day.isoformat()}
        field = NumberField(label=label, target=cell.column.target, unit=cell.column.unit)
        field.widget.attrs = {
            "class": "form-control",
            "inputmode": "decimal",
            "autocomplete": "off",
            "aria-label": label,
            "placeholder": cell.words,
        }
        return field

    @staticmethod
    def days_in(data):
        """The days of the numbers that were sent: none of them is lost, even if the plan has other days by now."""
        cells = [CELL.fullmatch(name) for name, value in data.items() if value.strip()]
        return {day for day in [_day(cell[1]) for cell in cells if cell] if day}

    def show_present(self, item):
        """After a collision: the next attempt counts as made upon the present state."""
        self.show_version(item.version)
        self.data["seen"] = self["seen"].field.prepare_value(self.sheet.seen)

    def rows(self):
        """[(row, [(cell, field)])] as the grid shows them."""
        return [(row, [(cell, self[name_of(cell.column, row.day)]) for cell in row.cells]) for row in self.sheet.rows]

    def clean(self):
        cleaned = super().clean()
        for column in self.sheet.columns:
            self._check(column)
        return cleaned

    def _check(self, column):
        top = NUMBER_LIMIT if column.target else FULL
        points = self.points(column)
        for day, value in points:
            if not 0 <= value <= top:
                sentence = _("Not below zero.") if column.target else _("From 0 to 100 percent.")
                self.add_error(name_of(column, day), sentence)
        fall = first_fall(points)
        if fall:
            self.add_error(name_of(column, fall[0]), _("Less than before: planned values are cumulative."))
        start = self.cleaned_data.get("starts_on")
        if start and points and points[0][0] < start:
            self.add_error(name_of(column, points[0][0]), _("Lies before the planned start."))

    def points(self, column):
        """[(day, Decimal)] of what was typed rightly in the column."""
        typed = [(day, self.cleaned_data.get(name_of(column, day))) for day in self.sheet.days]
        return [(day, column.as_meant(day, value)) for day, value in typed if value is not None]

    def plan(self):
        """The valid form as a `Plan`."""
        keys = {column.key: column.target.pk if column.target else None for column in self.sheet.columns}
        return Plan(
            self.cleaned_data["starts_on"],
            {keys[column.key]: self.points(column) for column in self.sheet.columns},
        )

    def filled(self, how):
        """A form to look at, with proposals in the cells left empty; all that was typed stays, right or wrong."""
        self.is_valid()
        typed = {name: self.data.get(name, "") for name in self.fields}
        start = self.cleaned_data.get("starts_on") or self.sheet.starts_on
        for column in self.sheet.columns:
            proposed = self._milestones(column) if how == MILESTONES else self._straight(column, start)
            for day, value in proposed.items():
                if not typed[name_of(column, day)].strip():
                    typed[name_of(column, day)] = write_number(value, column.unit)
        return PlanForm(sheet=self.sheet, initial=typed)

    def _straight(self, column, start):
        """The even line through what was typed to the target; a column stays empty that follows from the others."""
        points = self.points(column)
        if column.target is None and not points and len(self.sheet.columns) > 1:
            return {}
        if not points or points[-1][0] < self.sheet.ends_on:
            points.append((self.sheet.ends_on, max([column.final, *(value for _day, value in points)])))
        proposed, before = {}, Decimal(0)
        for day in [day for day in self.sheet.days if start <= day <= points[-1][0]]:
            value = along(points, start, day)
            # Rounded down, so that it stays below what was typed for later, but not below what stands before it.
            before = proposed[day] = (
                max(before, shorten(value, column.final, column.unit, ROUND_DOWN)) if day not in dict(points) else value
            )
        return proposed

    def _milestones(self, column):
        """For the item in percent: every milestone counts alike, from its day on; those without a day at the end."""
        dated = sorted(one.due_on for one in self.sheet.milestones if one.due_on)
        if column.key != ITEM or not dated:
            return {}
        share, proposed = FULL / len(self.sheet.milestones), {}
        for number, due_on in enumerate(dated, start=1):
            day = next((day for day in self.sheet.days if due_on <= day), self.sheet.days[-1])
            proposed[day] = (share * number).quantize(Decimal(1))
        return {**proposed, self.sheet.days[-1]: FULL}


def _day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def name_of(column, day):
    """The name of a cell's field."""
    return f"{column.key}-{day.isoformat()}"


def lowering_words():
    """Why the plan of months that are over is lowered; left empty it stays."""
    return words(
        _("Why the plan of past months is lowered"),
        rows=2,
        limit=REASON_LIMIT,
        help_text=_("Left empty, months that are over keep their plan and only later ones change."),
    )


class PlanDecisionForm(AsksAboutSecrets, forms.Form):
    """What is decided on a proposed plan; the button that was pressed says which."""

    APPROVE, REFUSE, WITHDRAW = "approve", "refuse", "withdraw"

    seen = SeenField()
    answer = words(_("Answer to the unit"), rows=2, limit=REASON_LIMIT, help_text=_("Needed when refusing."))
    lowering = lowering_words()
    decision = forms.ChoiceField(choices=[(APPROVE, ""), (REFUSE, ""), (WITHDRAW, "")], error_messages=NO_SUCH_CHOICE)
