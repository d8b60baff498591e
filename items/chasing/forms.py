"""The forms of chasing: by message, by telephone, and of a lead."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import KeysField, LongTextField, Plain, words
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..rules.secrecy import MOBILE
from .chasing import CHASE_LIMIT

NO_SUCH_MOMENT = _("This is no day and time; write them like 2011-12-31 09:30.")


class ChaseForm(Plain):
    """The units to chase and what to tell them."""

    departments = KeysField(
        queryset=Department.objects.all(),
        error_messages={"required": _("Choose the units that are to be chased."), **NO_SUCH_CHOICE},
    )
    text = LongTextField(label=_("What the units read"), max_length=CHASE_LIMIT, error_messages=TOO_LONG)


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class CallForm(Plain):
    """A telephone call: who of the unit answered (`person`, or somebody else's `name`), when, what was said."""

    OTHER = ""
    # Whom to call back where is what such a note is for; the numbers of the unit stand beside it.
    may_hold = frozenset({MOBILE})

    person = forms.ChoiceField(
        label=_("Who answered"), required=False, widget=forms.RadioSelect, error_messages=NO_SUCH_CHOICE
    )
    name = forms.CharField(label=_("Name of somebody else"), max_length=50, required=False, error_messages=TOO_LONG)
    called_at = forms.DateTimeField(
        label=_("When"),
        widget=MomentInput,
        error_messages={"required": _("Say when it was."), "invalid": NO_SUCH_MOMENT},
    )
    said = words(_("What was said and agreed"), required=True, rows=4, limit=CHASE_LIMIT)

    def __init__(self, data=None, *, contacts, **kwargs):
        """`contacts` are the unit's people (`messages.contacts.Contact`)."""
        super().__init__(data, **kwargs)
        self.people = {str(contact.person.pk): contact.person for contact in contacts}
        choices = [(str(contact.person.pk), contact.spelled) for contact in contacts]
        self.fields["person"].choices = [*choices, (self.OTHER, _("Somebody else"))]
        self.fields["person"].initial = next(iter(self.people), self.OTHER)

    def clean(self):
        cleaned = super().clean()
        if "person" not in self.errors:
            cleaned["person"] = self.people.get(cleaned.get("person"))
            if cleaned["person"] is None and not cleaned.get("name") and "name" not in self.errors:
                self.add_error("name", _("Say who answered."))
        return cleaned
