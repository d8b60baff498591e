"""The form of a chase by hand."""

from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import KeysField, LongTextField, Plain
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from .chasing import CHASE_LIMIT


class ChaseForm(Plain):
    """The units to chase and what to tell them."""

    departments = KeysField(
        queryset=Department.objects.all(),
        error_messages={"required": _("Choose the units that are to be chased."), **NO_SUCH_CHOICE},
    )
    text = LongTextField(label=_("What the units read"), max_length=CHASE_LIMIT, error_messages=TOO_LONG)
