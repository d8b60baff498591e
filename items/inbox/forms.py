"""The filters of the pages of messages."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from ..forms.fields import DayField, DayInput
from ..forms.lists import RowsFilter, UnitFilter
from ..forms.wording import NO_SUCH_CHOICE, NO_SUCH_DAY
from ..models import Delivery, Message, Reminder
from .page import about_unit


class DayFilter(django_filters.DateFilter):
    """One day, as people write it."""

    field_class = DayField


class MessageFilter(RowsFilter):
    """Use `messages()`: django-filter's own `.qs` returns everything when a value is wrong."""

    unread = django_filters.BooleanFilter(label=_("Unread only"), widget=forms.CheckboxInput, method="filter_unread")

    class Meta:
        model = Message
        fields = []

    def messages(self):
        """The filtered messages; none at all when a filter value is wrong."""
        return self.qs if self.is_valid() else self.queryset.none()

    def filter_unread(self, messages, name, value):
        return messages.filter(read_at__isnull=True) if value else messages


class InboxFilter(MessageFilter):
    """Parameters `kind unread` of a person's inbox."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Message.Kind.choices, empty_label=_("All kinds"), error_messages=NO_SUCH_CHOICE
    )


class LogFilter(MessageFilter):
    """Parameters `department kind rule state day unread` of the office's log."""

    department = UnitFilter(
        label=_("Department"),
        queryset=Department.objects.unmerged(),
        empty_label=_("All departments"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_department",
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Message.Kind.choices, empty_label=_("All kinds"), error_messages=NO_SUCH_CHOICE
    )
    rule = django_filters.ChoiceFilter(
        label=_("Rule"),
        choices=Reminder.Rule.choices,
        empty_label=_("Any rule"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_rule",
    )
    state = django_filters.ChoiceFilter(
        label=_("Delivery"),
        choices=Delivery.State.choices,
        empty_label=_("Any delivery"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_state",
    )
    day = DayFilter(label=_("Day"), widget=DayInput, error_messages=NO_SUCH_DAY)

    def filter_department(self, messages, name, value):
        return about_unit(messages, value)

    def filter_rule(self, messages, name, value):
        return messages.filter(pk__in=Reminder.objects.filter(rule=value).values("message"))

    def filter_state(self, messages, name, value):
        return messages.filter(pk__in=Delivery.objects.filter(state=value).values("message"))
