"""The one filter behind the item list, its htmx part and its export."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import Department

from .. import access
from ..forms.keys import key_of
from ..forms.lists import (
    QUERY_LIMIT,
    ChapterChoiceField,
    ReportChoiceFilter,
    RowsFilter,
    UnitFilter,
    offer_units,
    reports_offered,
)
from ..forms.wording import NO_SUCH_CHOICE, TOO_LONG
from ..lights.present import closed_short, lit
from ..models import Chapter, Colour, Responsibility, Schedule, WorkItem, WorkReport
from ..models.querysets import NOBODY, OPEN, STEERING, WITHOUT, live, standing
from ..pages.reports import present_first
from ..rules.asking import asking
from ..rules.portfolio import in_charge

IN_CHARGE = _("In my charge")


class ChapterFilter(django_filters.ModelChoiceFilter):
    field_class = ChapterChoiceField


class ItemFilter(RowsFilter):
    """Parameters `q report department mine followed role chapter status overdue soon leader group origin asking light
    schedule silent short without sort`.

    Use `items()`: django-filter's own `.qs` returns everything when a value is wrong. `user` is who asks, for `mine`
    and `followed`.
    """

    q = django_filters.CharFilter(
        label=_("Words, number or unit"), method="filter_words", max_length=QUERY_LIMIT, error_messages=TOO_LONG
    )
    report = ReportChoiceFilter(
        label=_("Report"),
        queryset=WorkReport.objects.live(),
        empty_label=_("All reports"),
        error_messages=NO_SUCH_CHOICE,
    )
    department = UnitFilter(
        label=_("Department"),
        queryset=Department.objects.unmerged(),
        empty_label=_("All departments"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_department",
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"),
        choices=[
            (Responsibility.Role.LEAD.value, _("Lead only")),
            (STEERING, _("Lead or responsible")),
            (Responsibility.Role.SUPPORT.value, _("Supporting")),
            (Responsibility.Role.RESPONSIBLE.value, _("Lead not stated")),
            (NOBODY, _("No unit named")),
        ],
        empty_label=_("Any role"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_role",
    )
    mine = django_filters.BooleanFilter(label=_("Our unit only"), widget=forms.CheckboxInput, method="filter_mine")
    followed = django_filters.BooleanFilter(
        label=_("Followed by me"), widget=forms.CheckboxInput, method="filter_followed"
    )
    chapter = ChapterFilter(
        label=_("Chapter"),
        queryset=Chapter.objects.select_related("report"),
        empty_label=_("All chapters"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_chapter",
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(OPEN, _("Not closed")), *WorkItem.Status.choices],
        empty_label=_("Any status"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_status",
    )
    overdue = django_filters.BooleanFilter(label=_("Overdue only"), widget=forms.CheckboxInput, method="filter_overdue")
    soon = django_filters.BooleanFilter(label=_("Due within 30 days"), widget=forms.CheckboxInput, method="filter_soon")
    leader = django_filters.CharFilter(
        label=_("Leader in charge"), method="filter_leader", max_length=QUERY_LIMIT, error_messages=TOO_LONG
    )
    group = django_filters.CharFilter(
        label=_("Group"), method="filter_group", max_length=QUERY_LIMIT, error_messages=TOO_LONG
    )
    origin = django_filters.ChoiceFilter(
        label=_("Origin"),
        choices=WorkItem.Origin.choices,
        empty_label=_("Any origin"),
        error_messages=NO_SUCH_CHOICE,
    )
    asking = django_filters.BooleanFilter(
        label=_("Needs a leader's decision"), widget=forms.CheckboxInput, method="filter_asking"
    )
    light = django_filters.ChoiceFilter(
        label=_("Light"),
        choices=Colour.choices,
        empty_label=_("Any light"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_light",
    )
    schedule = django_filters.ChoiceFilter(
        label=_("Schedule"),
        choices=Schedule.choices,
        empty_label=_("Any schedule"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_schedule",
    )
    silent = django_filters.BooleanFilter(
        label=_("Report of the last due period missing"), widget=forms.CheckboxInput, method="filter_silent"
    )
    short = django_filters.BooleanFilter(
        label=_("Closed short of its targets"), widget=forms.CheckboxInput, method="filter_short"
    )
    without = django_filters.ChoiceFilter(
        label=_("Named nowhere"),
        choices=WITHOUT,
        empty_label=_("Any item"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_without",
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort"),
        choices=[
            ("number", _("number")),
            ("-number", _("number, highest first")),
            ("status", _("status")),
            ("-status", _("status, completed first")),
            ("due", _("deadline")),
            ("-due", _("deadline, latest first")),
            ("updated", _("longest without update first")),
            ("-updated", _("latest update first")),
        ],
        empty_label=_("order of the report"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_sort",
    )

    class Meta:
        model = WorkItem
        fields = []

    unstated = ("sort",)

    def __init__(self, data=None, *args, user=None, on=None, **kwargs):
        self.on, self.user = on or clock.today(), user
        self.own_departments = access.own_departments(user) if user else []
        # A leader's own items are those of the portfolio.
        self.leader = user if user and not self.own_departments and access.is_leader(user) else None
        super().__init__(data, *args, **kwargs)
        if self.leader:
            self.filters["mine"].label = IN_CHARGE
        asked = self.data.get("report")
        self.filters["report"].queryset = reports_offered(asked)
        of_asked = Q(report=key_of(str(asked))) | Q(pk=key_of(str(self.data.get("chapter"))))
        chapters = Chapter.objects.filter(live("report") | (standing("report") & of_asked))
        self.filters["chapter"].queryset = chapters.select_related("report")
        fields, report = self.form.fields, key_of(str(asked))
        offer_units(fields, report)
        # The chapters of the report that is shown; of the present one while all are.
        shown = [report] if report else present_first(self.on).values("pk")[:1]
        fields["chapter"].widget.offer(Chapter.objects.filter(report__in=shown), beside=("report",))

    def items(self):
        """The filtered, sorted items; none at all when a filter value is wrong."""
        if not self.is_valid():
            return WorkItem.objects.none()
        return self.qs if self.form.cleaned_data["sort"] else self.qs.in_order()

    def filter_queryset(self, items):
        """What was archived is found by words, and where its report or chapter is named; else it is left out."""
        return super().filter_queryset(items.standing() if self.reaches_archived else items.live())

    @property
    def reaches_archived(self):
        """Whether what was archived is looked through, too."""
        if not self.is_valid():
            return False
        asked = self.form.cleaned_data
        named = [asked["report"], asked["chapter"] and asked["chapter"].report]
        return bool(self.words) or any(report and not report.is_live for report in named)

    def kept_query(self):
        """The filter and the order as parameters of an address, each once, in one order, without the page.

        A unit is named by its key, one that was merged by that of the unit that acts today; "" for all items, and when
        a value is wrong.
        """
        if not self.is_valid():
            return ""
        asked = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", False)}
        return urlencode(
            {name: "on" if value is True else getattr(value, "pk", value) for name, value in asked.items()}
        )

    @property
    def words(self):
        """What is looked for, as it was typed; "" for nothing."""
        return self.form.cleaned_data["q"] if self.is_valid() else ""

    def filter_words(self, items, name, value):
        return items.matching(value)

    def roles(self):
        """The roles asked for: all of them unless the filter names some."""
        role = self.form.cleaned_data.get("role")
        return {"": Responsibility.Role.values, STEERING: access.STEERING_ROLES}.get(role, (role,))

    # Unit and role are one question: "where this unit leads", not "this unit, and anybody leads".

    def filter_department(self, items, name, value):
        return items.of_departments([value], self.roles())

    def filter_mine(self, items, name, value):
        if value and self.leader:
            return in_charge(items, self.leader)
        return items.of_departments(self.own_departments, self.roles()) if value else items

    def filter_followed(self, items, name, value):
        return items.followed_by(self.user) if value else items

    def filter_role(self, items, name, value):
        own_units = self.form.cleaned_data.get("mine") and not self.leader
        if self.form.cleaned_data.get("department") or own_units:
            return items
        if value == NOBODY:
            return items.without_units()
        return items.without_lead() if value == Responsibility.Role.RESPONSIBLE else items.with_roles(self.roles())

    def filter_status(self, items, name, value):
        return items.open() if value == OPEN else items.filter(status=value)

    def filter_chapter(self, items, name, value):
        return items.in_chapter(value)

    def filter_overdue(self, items, name, value):
        return items.overdue(self.on) if value else items

    def filter_soon(self, items, name, value):
        return items.due_soon(self.on) if value else items

    def filter_leader(self, items, name, value):
        return items.of_leader(value)

    def filter_group(self, items, name, value):
        return items.of_group(value)

    def filter_asking(self, items, name, value):
        return asking(items) if value else items

    def filter_light(self, items, name, value):
        return lit(items, on=self.on, colour=value)

    def filter_schedule(self, items, name, value):
        return lit(items, on=self.on, schedule=value)

    def filter_silent(self, items, name, value):
        return lit(items, on=self.on, unreported=True) if value else items

    def filter_short(self, items, name, value):
        return closed_short(items, on=self.on) if value else items

    def filter_without(self, items, name, value):
        return items.without(value)

    def filter_sort(self, items, name, value):
        return items.sorted_by(value)


def changeable(chosen):
    """Of the items that the filter found those that can be changed at all: they have a box in the list."""
    return chosen.items().live()
