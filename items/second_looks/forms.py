"""Forms of a second look: when, and what it found."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..closing.forms import ClosingDecisionForm
from ..forms.fields import ActForm, PressedButton, day, words
from ..forms.wording import NO_SUCH_CHOICE
from ..models import SecondLook

MONTHS = (1, 3, 6, 12)
CHOICES = [
    (count, ngettext_lazy("in %(count)s month", "in %(count)s months", count) % {"count": count}) for count in MONTHS
]


class LookForm(ActForm):
    """In how many months."""

    months = forms.TypedChoiceField(label=_("Second look"), choices=CHOICES, coerce=int, initial=3)


class ClosingWithLookForm(ClosingDecisionForm):
    """What is done with a request to close; whoever closes the item may plan a second look at it."""

    months = forms.TypedChoiceField(
        label=_("Second look"),
        choices=[("", _("No second look")), *CHOICES],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=NO_SUCH_CHOICE,
        help_text=_("When the item is closed."),
    )
    field_order = ("version", "completed_on", "months", "due_on", "words")

    def __init__(self, *args, may_close=True, **kwargs):
        super().__init__(*args, may_close=may_close, **kwargs)
        if not may_close and not self.is_bound:
            del self.fields["months"]

    def clean(self):
        told = super().clean()
        if told.get("months") and told.get("decision") not in (None, "close"):
            self.add_error("months", _("A second look is planned when the item is closed: close it, or choose none."))
        return told


class LookResultForm(ActForm):
    """What was found; the button that was pressed says what follows from it."""

    finding = words(_("What was found"), required=True, help_text=_("What was looked at, and how it stands."))
    due_on = day(_("New deadline"), help_text=_("When it is reopened, if the present one has passed."))
    result = forms.ChoiceField(choices=SecondLook.Result.choices, widget=PressedButton)
