"""The forms in which somebody proves who he is, and sets up what he proves it with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import Plain
from ..forms.wording import TOO_LONG
from ..models import SecondFactor
from .codes import DIGITS
from .passkeys import LONGEST_ANSWER

CODE_LIMIT = 40


def _code_field(**options):
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        max_length=CODE_LIMIT, error_messages=TOO_LONG, widget=forms.TextInput(attrs=attributes), **options
    )


class ProofForm(Plain):
    """A code of any kind; or what the script has got from a key."""

    code = _code_field(
        label=_("Code"),
        required=False,
        help_text=_("The six digits that your app shows now, or one of your recovery codes."),
    )
    signed = forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("code") and not data.get("signed"):
            self.add_error("code", _("Enter the code."))
        return data


class ConfirmForm(ProofForm):
    """The password again, and a present factor where there is one."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code", "signed"]

    def __init__(self, *args, has_factor, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_factor = has_factor
        if not has_factor:
            del self.fields["code"], self.fields["signed"]

    def clean(self):
        return super().clean() if self.has_factor else self.cleaned_data


class AppForm(Plain):
    """The code that the app shows once it has the key."""

    code = _code_field(label=_("Code that the app shows"), help_text=_("Six digits, new every half minute."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self):
        code = "".join(self.cleaned_data["code"].split())
        if len(code) != DIGITS or not code.isdecimal():
            raise forms.ValidationError(_("The code has six digits."))
        return str(int(code)).zfill(DIGITS)  # full-width digits, too


class KeyForm(Plain):
    """How its owner calls a key, and what the script has got from it."""

    name = forms.CharField(
        label=_("Name of the key"),
        max_length=SecondFactor._meta.get_field("name").max_length,
        error_messages=TOO_LONG,
        help_text=_("By which you know it again, for example “Desk computer” or “Blue USB key”."),
    )
    signed = forms.CharField(
        required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput, error_messages=TOO_LONG
    )
