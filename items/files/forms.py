"""The form that attaches a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.secrets import AsksAboutSecrets


class FileForm(AsksAboutSecrets, forms.Form):
    """One file to attach."""

    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": _("The file is empty."),
        },
    )
