"""Forms of a second look: when, and what it found."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..forms.fields import ActForm, PressedButton, day, words
from ..models import SecondLook

MONTHS = (1, 3, 6, 12)


class LookForm(ActForm):
    """In how many months."""

    months = forms.TypedChoiceField(
        label=_("Second look"),
        choices=[
            (count, ngettext_lazy("in %(count)s month", "in %(count)s months", count) % {"count": count})
            for count in MONTHS
        ],
        coerce=int,
        initial=3,
    )


class LookResultForm(ActForm):
    """What was found; the button that was pressed says what follows from it."""

    finding = words(_("What was found"), required=True, help_text=_("What was looked at, and how it stands."))
    due_on = day(_("New deadline"), help_text=_("When it is reopened, if the present one has passed."))
    result = forms.ChoiceField(choices=SecondLook.Result.choices, widget=PressedButton)
