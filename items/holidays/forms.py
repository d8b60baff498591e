"""The form in which the office enters the notice of a year."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..forms.fields import LongTextField, Plain
from ..forms.wording import PAGE_INCOMPLETE, TOO_LONG
from ..models import HolidayNotice
from ..steps.errors import WorkflowError
from .entering import require_sound
from .reading import read_notice, unread


class NoticeForm(Plain):
    """The notice as text, one holiday a line, with the version that the page showed; `holidays` is what was read.

    `seen` is the text whose calendar the page has shown: only that is saved.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    document = forms.CharField(
        label=gettext_lazy("Document number"),
        required=False,
        max_length=HolidayNotice._meta.get_field("document").max_length,
        error_messages=TOO_LONG,
    )
    text = LongTextField(
        label=gettext_lazy("Days off and working weekends"),
        max_length=5000,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 9}),
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, auto_id="notice-%s", **kwargs)
        self.year, self.holidays = year, []
        self.fields["document"].widget.attrs["placeholder"] = "国办发明电〔〕号"
        self.fields["text"].help_text = _(
            "Paste the notice, or write one holiday a line, like: %(example)s. What is entered here replaces the whole "
            "year."
        ) % {"example": "春节：2月5日至11日放假，1月30日、2月13日上班"}

    def clean_text(self):
        text = self.cleaned_data["text"]
        missed, wrong = unread(text, self.year)
        if missed:
            raise forms.ValidationError(
                _("Not understood: “%(line)s”. Write it like the example below.") % {"line": "”、“".join(missed)}
            )
        if wrong:
            raise forms.ValidationError(
                _("These weekdays are not those of %(year)s: %(days)s. Is it the notice of another year?")
                % {"year": self.year, "days": "、".join(wrong)}
            )
        self.holidays = read_notice(text, self.year)
        try:
            require_sound(self.year, self.holidays)
        except WorkflowError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean(self):
        if "version" in self.errors:
            raise forms.ValidationError(PAGE_INCOMPLETE)
        return super().clean()

    @property
    def is_seen(self):
        """Whether the page has shown the calendar of the text as it is now."""
        return self.cleaned_data["seen"] == self.cleaned_data["text"]

    def show_as_seen(self):
        """The page that comes back shows the calendar of this text."""
        self.data = self.data.copy()
        self.data["seen"] = self.cleaned_data["text"]
