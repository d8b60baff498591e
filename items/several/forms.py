"""What is changed on the chosen items, and the items themselves with their versions."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import DayField, Plain, day, words
from ..forms.found import UnitField
from ..forms.lists import ChapterChoiceField
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import Chapter
from .changing import What

_CHOSEN = re.compile("([0-9]{1,18}):([0-9]{1,9})")
# What each change cannot do without.
_NEEDED = {
    What.DEADLINE: ("due_on",),
    What.EXTENSION: ("due_on", "reason"),
    What.LEAD: ("lead",),
    What.LEADERS: (),
    What.INTO_GROUP: ("group",),
    What.OUT_OF_GROUP: ("group",),
    What.CHAPTER: ("chapter",),
}


def chosen_in(data):
    """{item key: version} of the hidden fields `item`, each "key:version"."""
    found = map(_CHOSEN.fullmatch, data.getlist("item"))
    return {int(one[1]): int(one[2]) for one in found if one}


class ChangeForm(Plain):
    """One change and its values; the fields of the other changes are left alone.

    `shown_on` is the deadline whose effect the page has shown.
    """

    shown_on = DayField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=_("What is changed"), choices=What.choices, widget=forms.RadioSelect, error_messages=NO_SUCH_CHOICE
    )
    due_on = day(_("Deadline"), help_text=_("For setting or extending the deadline."))
    due_text = forms.CharField(
        label=_("Deadline in words"),
        required=False,
        max_length=100,
        error_messages=TOO_LONG,
        help_text=_("For setting the deadline; takes the place of the words that are there."),
    )
    lead = UnitField(
        label=_("Lead department"),
        queryset=Department.objects.unmerged(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
        help_text=_("For confirming the lead: the unit stands on every one of the items; the others then support."),
    )
    leaders = forms.CharField(
        label=_("Leader in charge"),
        required=False,
        max_length=200,
        error_messages=TOO_LONG,
        help_text=_("For setting the leader; several are parted by “、”. Left empty, none is named."),
    )
    group = forms.CharField(
        label=_("Group"),
        required=False,
        max_length=50,
        error_messages=TOO_LONG,
        help_text=_("E.g. “十件实事”; the item's other groups stay."),
    )
    chapter = ChapterChoiceField(
        label=_("Chapter"),
        queryset=Chapter.objects.none(),
        required=False,
        error_messages=NO_SUCH_CHOICE,
        help_text=_("For items of one report."),
    )
    reason = words(
        _("Reason"),
        help_text=_("Needed for an extension, and where another deadline or lead stands already; the units read it."),
    )

    def __init__(self, *args, reports, **kwargs):
        super().__init__(*args, **kwargs)
        if len(reports) == 1:
            self.fields["chapter"].queryset = Chapter.objects.filter(report__in=reports)

    def clean(self):
        cleaned = super().clean()
        for name in _NEEDED.get(cleaned.get("what"), ()):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("This change needs it."))
        return cleaned

    def show_as_looked_at(self):
        """The page that comes back shows what the deadline does."""
        self.data = self.data.copy()
        self.data["shown_on"] = self.data.get("due_on", "")
