"""Numbers as people write them."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models.target import SCALES, spell_number

TOO_MANY_DIGITS = _("This number is too long: at most 13 digits before the decimal point and 4 behind it are possible.")
NUMBER = re.compile(r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)([十百千]?)(万亿|亿|万)?")
LONGEST_NUMBER = 60  # characters; far beyond what a field takes, far below what arithmetic takes
TIMES = {"": 1, "十": 10, "百": 100, "千": 1000}


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

    def __init__(self, *, decimal_places=4, **options):
        super().__init__(max_digits=17, decimal_places=decimal_places, required=False, **options)

    def prepare_value(self, value):
        """What the form offers is written without the needless zeros with which a column keeps it."""
        return spell_number(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        """The Decimal that was typed, None for nothing."""
        text = "".join(unicodedata.normalize("NFKC", value or "").replace("−", "-").split())
        if not text:
            return None
        if len(text) > LONGEST_NUMBER:
            raise ValidationError(self.error_messages["max_digits"], code="max_digits")
        found = NUMBER.match(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        rest = text[found.end() :]
        if rest:
            raise ValidationError(
                self.error_messages["more_than_number"], code="more_than_number", params={"rest": rest}
            )
        digits, times, scale = found.groups()
        number = Decimal(digits.replace(",", "")) * TIMES[times] * SCALES.get(scale, 1)
        return number.normalize()


class PercentField(NumberField):
    """A percentage from 0 to 100 with one decimal at most, as people write it: 75.5, ７５．５, 75.5%.

    `refused` is the sentence for all that can be wrong.
    """

    def __init__(self, *, refused, **options):
        super().__init__(decimal_places=1, min_value=0, max_value=100, **options)
        self.error_messages = dict.fromkeys([*self.error_messages, "min_value", "max_value"], refused)

    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value or "").strip().removesuffix("%"))
