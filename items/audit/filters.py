"""The filter of the audit record."""

import datetime

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.clock import ONE_DAY
from departments.models import User

from ..forms.fields import DayField
from ..forms.lists import QUERY_LIMIT, ListFilter
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import AuditEntry, HistoryEntry


def _words(label):
    return forms.CharField(label=label, required=False, max_length=QUERY_LIMIT, error_messages=TOO_LONG)


class AuditFilter(ListFilter):
    """Parameters `since until person act about result address request`."""

    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("Until day"), required=False)
    person = _words(_("By whom"))
    act = forms.ChoiceField(label=_("Act"), required=False, error_messages=NO_SUCH_CHOICE)
    about = _words(_("Object"))
    result = forms.ChoiceField(label=_("Result"), required=False, error_messages=NO_SUCH_CHOICE)
    address = _words(_("Network address"))
    request = _words(_("Request number"))

    def __init__(self, data):
        super().__init__(data)
        self.fields["act"].choices = [
            ("", _("All acts")),
            (_("Signing in, reading, administration"), AuditEntry.Act.choices),
            (_("Changes"), HistoryEntry.Action.choices),
        ]
        self.fields["result"].choices = [("", _("All results")), *AuditEntry.Result.choices]

    def active(self):
        """As `in_force`; the acts stand in groups."""
        labels = dict(AuditEntry.Act.choices) | dict(HistoryEntry.Action.choices)
        return [(name, label, labels.get(value, value)) for name, label, value in super().active()]

    def rows(self):
        """The entries that all filters leave, the latest first; none when a filter is wrong."""
        rows = AuditEntry.objects.order_by("-pk")
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["since"]:
            rows = rows.filter(at__gte=_begin(asked["since"]))
        if asked["until"]:
            rows = rows.filter(at__lt=_begin(asked["until"] + ONE_DAY))
        if words := asked["person"]:
            # Also who has no account any more.
            known = User.objects.matching(words).order_by().values("pk")
            rows = rows.filter(Q(person__in=known) | Q(username=words) | Q(full_name=words))
        if words := asked["about"]:
            rows = rows.filter(label__contains=words)
        for name, field in (("act", "act"), ("result", "result"), ("address", "address"), ("request", "request_id")):
            if asked[name]:
                rows = rows.filter(**{field: asked[name]})
        return rows


def _begin(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
