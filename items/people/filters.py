"""The filter of what became of accounts, posts and passwords."""

import datetime

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.clock import ONE_DAY
from departments.models import User

from ..forms.fields import DayField
from ..forms.lists import QUERY_LIMIT, ListFilter, unit_choice
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import HistoryEntry
from ..models.history import OF_ACCOUNTS
from . import changes


def _name(label):
    return forms.CharField(label=label, required=False, max_length=QUERY_LIMIT, error_messages=TOO_LONG)


class ChangeFilter(ListFilter):
    """Parameters `person by department kind since until own`, and `account`, the key of one person."""

    person = _name(_("For whom"))
    by = _name(_("By whom"))
    department = unit_choice()
    kind = forms.ChoiceField(label=_("Kind"), required=False, error_messages=NO_SUCH_CHOICE)
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("Until day"), required=False)
    own = forms.BooleanField(label=_("Done for oneself"), required=False)
    account = forms.ModelChoiceField(
        label=_("Account"),
        queryset=User.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages=NO_SUCH_CHOICE,
    )

    def __init__(self, data):
        super().__init__(data)
        labels = dict(HistoryEntry.Action.choices)
        kinds = [(action.value, labels[action.value]) for action in OF_ACCOUNTS]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]

    def rows(self):
        """The entries that all filters leave; none when a filter is wrong."""
        rows = changes.account_changes()
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        for name in ("person", "by"):
            if words := asked[name]:
                rows = rows.filter(_called(name, words))
        if asked["account"]:
            rows = rows.filter(person=asked["account"])
        if asked["department"]:
            rows = changes.of_unit(rows, asked["department"])
        if asked["kind"]:
            rows = rows.filter(action=asked["kind"])
        # The first day and the last of all have no hour in every time zone.
        if asked["since"] and asked["since"] > datetime.date.min:
            rows = rows.filter(at__gte=_begin(asked["since"]))
        if asked["until"] and asked["until"] < datetime.date.max:
            rows = rows.filter(at__lt=_begin(asked["until"] + ONE_DAY))
        return changes.for_oneself(rows) if asked["own"] else rows


def _called(name, words):
    """Somebody who is called so, by name or user name."""
    return Q(**{f"{name}__in": User.objects.matching(words).order_by().values("pk")})


def _begin(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
