"""The upload of a workbook of units and people, and the filter of the list of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms.fields import Plain
from ..forms.lists import QUERY_LIMIT, ListFilter
from ..forms.secrets import AnywayForm
from ..forms.wording import NO_SUCH_CHOICE
from ..rules.secrecy import ANYTHING
from .entering import TAKE_OUT_OR_SAY_WHY
from .page import STATES
from .reading import LARGEST_WORKBOOK

MEGABYTE = 1024 * 1024


class PeopleUploadForm(Plain):
    """The workbook, filled in."""

    may_hold = ANYTHING  # `TakeInAnywayForm` asks once the workbook has been read

    file = forms.FileField(
        label=_("Workbook"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("The form as .xlsx, at most 5 MB. Nothing is written before you have seen what it would do."),
        error_messages={"required": _("Choose the workbook."), "empty": _("The file is empty.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_WORKBOOK:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB: a list of units and people never is.")
                % {"limit": LARGEST_WORKBOOK // MEGABYTE}
            )
        return file


class TakeInAnywayForm(AnywayForm):
    """Why a workbook is taken in although something of it looks secret."""

    def __init__(self, *args, found):
        label = _("Take it in all the same, because…")
        super().__init__(*args, found=found, label=label, missing=TAKE_OUT_OR_SAY_WHY)


class PeopleFilter(ListFilter):
    """People by how far they have come with signing in, and by name or unit."""

    state = forms.ChoiceField(
        label=_("Sign-in"), required=False, choices=[("", _("Everybody")), *STATES], error_messages=NO_SUCH_CHOICE
    )
    q = forms.CharField(label=_("Name, user name, telephone or unit"), required=False, max_length=QUERY_LIMIT)

    @property
    def value_of_state(self):
        return self.cleaned_data["state"] if self.is_valid() else ""

    @property
    def value_of_q(self):
        return self.cleaned_data["q"] if self.is_valid() else ""
