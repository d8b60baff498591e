"""The form that breaks the targets of an item down: for each target a number for each unit."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import VersionedForm
from ..forms.numbers import NumberField
from ..forms.wording import TOO_LONG
from ..models.target import SHARES_REASON_LIMIT, write_number
from ..rules.shares import Breakdown, evenly, gap, spell_total
from .sharing import spell_gap

EVEN, SUM = "even", "sum"


@dataclass(frozen=True)
class ShareTable:
    """One target with its fields: `rows` [(ShareLine, field)], the field of the reason, and what is typed in words."""

    breakdown: Breakdown
    rows: list
    reason: object
    total: str
    fits: bool
    fill: str

    @property
    def target(self):
        return self.breakdown.target


class SharesForm(VersionedForm):
    """`breakdowns` are those of the item's targets that can be broken down, with the shares that stand."""

    def __init__(self, data=None, *, breakdowns, **options):
        super().__init__(data, **options)
        self.breakdowns = breakdowns
        for one in breakdowns:
            for line in one.lines:
                shown = write_number(line.goal.number, one.target.unit) if line.goal else ""
                self.fields[_share(one, line)] = NumberField(label=line.name, initial=shown, unit=one.target.unit)
                self.fields[_share(one, line)].widget.attrs.update(inputmode="decimal", autocomplete="off")
            self.fields[_reason(one)] = forms.CharField(
                label=_("Why they come to something else than the target"),
                required=False,
                max_length=SHARES_REASON_LIMIT,
                initial=one.reason,
                error_messages=TOO_LONG,
            )

    def clean(self):
        cleaned = super().clean()
        for one in self.breakdowns:
            for line in one.lines:
                number = cleaned.get(_share(one, line))
                if number is not None and number <= 0:
                    self.add_error(_share(one, line), _("Write a number above zero, or nothing for no share."))
        for one in self.breakdowns:
            numbers = self._numbers(one)
            is_wrong = any(name in self.errors for name in (_reason(one), *(_share(one, line) for line in one.lines)))
            if numbers and not is_wrong and gap(one.target, numbers) and not cleaned.get(_reason(one)):
                self.add_error(_reason(one), spell_gap(one.target, numbers))
        return cleaned

    def _numbers(self, breakdown):
        numbers = [self.cleaned_data.get(_share(breakdown, line)) for line in breakdown.lines]
        return [number for number in numbers if number is not None]

    def shares(self):
        """{target key: {unit key: Decimal or None}} as the step takes them."""
        return {
            one.target.pk: {line.unit: self.cleaned_data[_share(one, line)] for line in one.lines}
            for one in self.breakdowns
        }

    def reasons(self):
        """{target key: text}."""
        return {one.target.pk: self.cleaned_data[_reason(one)] for one in self.breakdowns}

    def filled(self, what):
        """The form with what the button `what` asks for: nothing but sums, or the parts of one target made equal."""
        data: Any = self.data
        data = data.copy()
        for one in self.breakdowns:
            if what == f"{EVEN}-{one.target.pk}":
                parts = evenly(one.target.number, len(one.even_lines))
                for line, part in zip(one.even_lines, parts, strict=True):
                    data[_share(one, line)] = write_number(part, one.target.unit) if part else ""
        return SharesForm(data, breakdowns=self.breakdowns)

    def tables(self):
        """[ShareTable] in the order of the targets."""
        return [self._table(one) for one in self.breakdowns]

    def _table(self, one):
        rows = [(line, self[_share(one, line)]) for line in one.lines]
        numbers = self._typed(one)
        reason = self[_reason(one)]
        reason.field.widget.attrs["class"] = "form-control is-invalid" if reason.errors else "form-control"
        return ShareTable(
            breakdown=one,
            rows=rows,
            reason=reason,
            total=spell_total(one.target, numbers) if numbers else "",
            fits=not numbers or not gap(one.target, numbers),
            fill=f"{EVEN}-{one.target.pk}",
        )

    def _typed(self, one):
        """The numbers that stand in the fields as far as they are numbers."""
        if not self.is_bound:
            return [line.goal.number for line in one.with_goal]
        self.errors  # noqa: B018  what was typed is read with the whole form
        return self._numbers(one)


def _share(breakdown, line):
    return f"share_{breakdown.target.pk}_{line.unit}"


def _reason(breakdown):
    return f"reason_{breakdown.target.pk}"
