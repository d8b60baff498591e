"""The filters of the lists of what was asked and instructed."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import access
from ..forms.lists import QUERY_LIMIT, ListFilter, report_choice, unit_choice
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..models import Instruction
from ..models.querysets import live, standing
from . import listing


class RequestFilter(ListFilter):
    """Parameters `q report department kind whose state late mine` of the list of a `listing.Kind`.

    For a person on a day: `mine` stands for the person's units, `whose` for what a leader has instructed.
    """

    OWN, OTHERS = "own", "others"

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=QUERY_LIMIT,
        error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    report = report_choice()
    department = unit_choice()
    kind = forms.ChoiceField(label=_("Kind"), required=False, error_messages=NO_SUCH_CHOICE)
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Anybody's")), (OWN, _("My own")), (OTHERS, _("Those of others"))],
        error_messages=NO_SUCH_CHOICE,
    )
    state = forms.ChoiceField(label=_("State"), required=False, error_messages=NO_SUCH_CHOICE)
    late = forms.BooleanField(label=_("Not answered in time"), required=False)
    mine = forms.BooleanField(label=_("Only our unit's"), required=False)

    def __init__(self, data, *, listed, user, on):
        super().__init__(data)
        self.listed, self.user, self.units, self.on = listed, user, access.own_departments(user), on
        self.fields["report"].empty_label = _("All reports")
        self.fields["state"].choices = [("", _("Any state")), *listed.states]
        self.fields["kind"].choices = [("", _("All kinds")), *listed.kinds]
        left_out = [] if listed.kinds else ["kind"]
        left_out += [] if listed.has_due_day else ["late"]
        left_out += [] if listed.model is Instruction and access.can_instruct(user) else ["whose"]
        left_out += [] if self.units else ["mine"]
        for name in left_out:
            del self.fields[name]

    def all_rows(self, rows):
        """Of `rows` those that all filters but the state leave; none when a filter is wrong."""
        if not self.is_valid():
            return rows.none()
        asked, listed = self.cleaned_data, self.listed
        rows = rows.filter((standing if asked["q"] or asked["report"] else live)("item__report"))
        if asked["q"]:
            rows = listing.saying(rows, asked["q"])
        if asked["report"]:
            rows = rows.filter(item__report=asked["report"])
        if asked["department"]:
            rows = listing.of_unit(listed, rows, [asked["department"]])
        if asked.get("mine"):
            rows = listing.of_unit(listed, rows, self.units)
        if asked.get("whose"):
            own = Q(by=self.user)
            rows = rows.filter(own if asked["whose"] == self.OWN else ~own)
        if asked.get("kind"):
            rows = listing.of_kind(listed, rows, asked["kind"])
        return rows

    def rows(self, rows):
        """Those that all filters leave, in the order of the list."""
        rows = self.all_rows(rows)
        if self.value("state"):
            rows = listing.in_state(self.listed, rows, self.value("state"))
        if "late" in self.fields and self.value("late"):
            rows = listing.late(rows, self.on)
        return listing.in_turn(self.listed, rows)
