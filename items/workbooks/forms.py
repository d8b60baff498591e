"""The upload of a filled workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..documents.limits import MEGABYTE
from ..forms.fields import Plain
from ..rules.secrecy import ANYTHING
from .entering import LARGEST_WORKBOOK


class WorkbookUploadForm(Plain):
    """The workbook of a unit, filled in."""

    # Nobody but its uploader sees the name; its words are asked about when the report is sent.
    may_hold = ANYTHING

    file = forms.FileField(
        label=_("Filled workbook"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("The portal's own form as .xlsx, at most 5 MB. Nothing is written before you have accepted it."),
        error_messages={"required": _("Choose the workbook."), "empty": _("The file is empty.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_WORKBOOK:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB: the workbook of a unit never is.")
                % {"limit": LARGEST_WORKBOOK // MEGABYTE}
            )
        return file
