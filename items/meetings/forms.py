"""Forms of a meeting (调度会): what it is about, and what it decides on an item."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from departments import clock

from ..forms.fields import Act, Plain, day, words
from ..forms.lists import chapter_choice, leader_choice, offer, unit_choice
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import Meeting, WorkItem

EXCERPT = 40


class MeetingForm(Plain):
    """A meeting on the report's items: all, those of one leader, of one unit or of one chapter."""

    held_on = day(_("Held on"), required=True)
    title = forms.CharField(
        label=_("Title of the meeting"),
        required=False,
        max_length=Meeting._meta.get_field("title").max_length,
        error_messages=TOO_LONG,
        help_text=_("E.g. “third meeting on the ten practical matters”; may stay empty."),
    )
    leader = leader_choice()
    department = unit_choice()
    chapter = chapter_choice()

    ABOUT = ("leader", "department", "chapter")

    def __init__(self, *args, report, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", clock.today())
        offer(self, report, leaders)

    def clean(self):
        cleaned = super().clean()
        if sum(bool(cleaned.get(name)) for name in self.ABOUT) > 1:
            raise forms.ValidationError(_("A meeting is about a leader, a unit or a chapter: choose one of them."))
        return cleaned

    def chosen(self):
        """What `meetings.deciding.enter_meeting` takes."""
        chapter = self.cleaned_data["chapter"]
        return {**self.cleaned_data, "chapter": chapter.literal if chapter else ""}


class ItemChoiceField(forms.ModelChoiceField):
    """Items by number with the beginning of their text."""

    def label_from_instance(self, item):
        return f"{item.display_number} {Truncator(item.text).chars(EXCERPT)}"


class DecisionForm(Act):
    """What a meeting decides on an item, which is one of `items`."""

    item = ItemChoiceField(
        label=_("Work item"), queryset=WorkItem.objects.none(), empty_label=_("choose"), error_messages=NO_SUCH_CHOICE
    )
    text = words(_("What was decided"), required=True, rows=2)
    due_on = day(_("Answer until"))

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items

    def fix_item(self):
        """The item stands beside the form and is not chosen."""
        self.fields["item"].widget = forms.HiddenInput()
