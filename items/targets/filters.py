"""The filter of the targets of a report."""

import django_filters
from django.utils.translation import gettext_lazy as _

from ..forms.wording import NO_SUCH_CHOICE
from ..ledger.filters import ItemFilter
from ..models import WorkItem
from .rollup import State


def groups():
    """[(group, group)] of all items, as written."""
    return [(group, group) for group in WorkItem.objects.live().group_names()]


class TargetFilter(ItemFilter):
    """The parameters of the item list, and `state`: how the targets themselves stand (`targets.rollup.State`)."""

    group = django_filters.ChoiceFilter(
        label=_("Group"),
        choices=groups,
        empty_label=_("All groups"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_group",
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=State.choices,
        empty_label=_("All targets"),
        error_messages=NO_SUCH_CHOICE,
        method="filter_state",
    )

    def filter_words(self, items, name, value):
        """Numbers of items ask for their targets alone: an item that only says the number has others to show."""
        report = self.form.cleaned_data["report"]
        numbered = (items.filter(report=report) if report else items).numbered(value)
        return numbered if numbered.exists() else super().filter_words(items, name, value)

    def filter_state(self, items, name, value):
        return items  # it is the targets that are chosen, once their figures are known

    @property
    def state_asked(self):
        return self.form.cleaned_data.get("state", "") if self.is_valid() else ""
