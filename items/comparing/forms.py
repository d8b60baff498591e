"""Which two days are set side by side, and for which items."""

import datetime

from django.utils.translation import gettext_lazy as _

from ..forms.fields import DayField
from ..forms.lists import ListFilter, chapter_choice, leader_choice, offer, report_choice, unit_choice

# What has changed since when, unless somebody asks otherwise.
LATELY = datetime.timedelta(days=30)
START, END = "from", "to"


class SinceFilter(ListFilter):
    """Parameters `report from to department chapter leader`; without days the last 30 days until today.

    `earliest` is the day of the first record, or None: nobody is led to a day before it.
    """

    report = report_choice()
    department = unit_choice()
    chapter = chapter_choice()
    leader = leader_choice()

    unstated = ("report", START, END)

    def __init__(self, data, *, report, leaders, today, earliest=None, **kwargs):
        super().__init__(_with_days(data, today, earliest), initial={"report": report}, **kwargs)
        self.today = today
        # Both are words of the address; "from" cannot be the name of an attribute.
        for name, label in ((START, _("First day")), (END, _("Second day"))):
            self.fields[name] = DayField(label=label, required=False)
        offer(self, report, leaders)

    def clean(self):
        cleaned = super().clean()
        if not {START, END} & self.errors.keys():
            start, end = self.days()
            if end > self.today:
                self.add_error(END, _("The second day lies in the future."))
            elif start >= end:
                self.add_error(START, _("The first day lies before the second one."))
        return cleaned

    def days(self):
        """(first day, second day)."""
        return self.cleaned_data[START], self.cleaned_data[END]

    def chosen(self):
        """What `WorkItem.objects.within` takes beside the report."""
        return {name: self.cleaned_data[name] for name in ("leader", "department", "chapter")}

    def parameters(self):
        """The same as parameters of an address."""
        return {name: getattr(value, "pk", value) for name, value in self.chosen().items()}


def _with_days(data, today, earliest):
    """The parameters with the days that nobody named."""
    data = data.copy()
    if not data.get(END):
        data[END] = today.isoformat()
    if not data.get(START):
        try:
            end = datetime.date.fromisoformat(data[END])
        except ValueError:  # the field says what is wrong with it
            end = today
        start = end - LATELY
        data[START] = max(start, earliest).isoformat() if earliest and earliest < end else start.isoformat()
    return data
