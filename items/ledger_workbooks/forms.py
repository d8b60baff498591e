"""The upload of a ledger that was changed, and what is said when its changes are taken in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..documents.limits import MEGABYTE
from ..forms.fields import Plain, words
from ..rules.secrecy import ANYTHING
from .entering import LARGEST_LEDGER


class LedgerUploadForm(Plain):
    """The ledger, changed."""

    # Nobody but its uploader sees the name; what the cells hold is looked at one by one.
    may_hold = ANYTHING

    file = forms.FileField(
        label=_("Changed ledger"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("The portal's own file as .xlsx, at most 10 MB. Nothing is written before you have accepted it."),
        error_messages={"required": _("Choose the workbook."), "empty": _("The file is empty.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LEDGER:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB: narrow the filter of the ledger.")
                % {"limit": LARGEST_LEDGER // MEGABYTE}
            )
        return file


class ReasonForm(Plain):
    """The reason of the changes that need one."""

    reason = words(
        _("Reason"),
        rows=2,
        help_text=_(
            "Where the file has none. Another deadline or lead of an issued item needs one: its units read it."
        ),
    )
