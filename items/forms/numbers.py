"""Numbers as people write them."""

import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models.target import spell_number
from ..rules.typed_figures import FigureRefused, read_figure, too_low

TOO_MANY_DIGITS = _("This number is too long: at most 13 digits before the decimal point and 4 behind it are possible.")


class NumberField(forms.DecimalField):
    """A number as people write it: 100000, 100,000, 10万, 1.38万 or 2.5亿, in full-width digits, too."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("This is no number; write it like 100000, 10万 or 2.5亿."),
        "more_than_number": _(
            "Write only the number here, like 100000, 10万 or 2.5亿. “%(rest)s” does not belong to it: unit, "
            "comparison and upper end have fields of their own."
        ),
        "max_digits": TOO_MANY_DIGITS,
        "max_whole_digits": TOO_MANY_DIGITS,
        "max_decimal_places": TOO_MANY_DIGITS,
    }

    def __init__(self, *, decimal_places=4, target=None, unit="", **options):
        """Behind the number may stand the `unit`, that of the `target` if given; what that counts is not below zero."""
        self.target, self.unit = target, target.unit if target else unit
        super().__init__(max_digits=17, decimal_places=decimal_places, required=False, **options)

    def prepare_value(self, value):
        """What the form offers is written without the needless zeros with which a column keeps it."""
        return spell_number(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        """The Decimal that was typed, None for nothing."""
        try:
            number = read_figure(value or "", self.unit)
        except FigureRefused as error:
            raise ValidationError(self._sentence(error), code=error.code) from error
        low = too_low(self.target, number) if self.target else ""
        if low:
            raise ValidationError(low, code="too_low")
        return number

    def _sentence(self, error):
        if error.code in ("long", "places"):
            return self.error_messages["max_digits"]
        if self.unit or error.code == "scale":
            return error.sentence
        if error.rest:
            return self.error_messages["more_than_number"] % {"rest": error.rest}
        return self.error_messages["invalid"]


class PercentField(NumberField):
    """A percentage from 0 to 100 with one decimal at most, as people write it: 75.5, ７５．５, 75.5%.

    `refused` is the sentence for all that can be wrong.
    """

    def __init__(self, *, refused, **options):
        super().__init__(decimal_places=1, min_value=0, max_value=100, **options)
        self.error_messages = dict.fromkeys([*self.error_messages, "min_value", "max_value"], refused)

    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value or "").strip().removesuffix("%"))
