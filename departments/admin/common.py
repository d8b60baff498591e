"""What the lists of several apps share: rows that stay, rows only to read, forms and filters that
answer with sentences."""

import datetime
import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import PROTECT, ProtectedError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..folding import spaced
from .values import TellsValues

# As `items.forms.keys` has it: more digits are more than the database holds.
KEY = re.compile("[0-9]{1,18}")


def told(moment):
    """A moment of the machine's own clock by the portal's calendar, in words."""
    return localize(timezone.localtime(clock.told(moment))) if moment else "-"


class PortalDayFilter(admin.DateFieldListFilter):
    """Today, the last days, this month, this year by the portal's calendar; Django's own asks the machine's clock."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        following = today + clock.ONE_DAY
        month, year = today.replace(day=1), today.replace(month=1, day=1)
        next_month = (month + 31 * clock.ONE_DAY).replace(day=1)
        spans = [
            (today, following),
            (today - 7 * clock.ONE_DAY, following),
            (month, next_month),
            (year, year.replace(year=year.year + 1)),
        ]
        (any_day, nothing), *named = self.links[: len(spans) + 1]  # Django's words, in this order
        self.links = [(any_day, nothing)]
        for (words, _asked), (first, after) in zip(named, spans, strict=True):
            asked = {self.lookup_kwarg_since: first, self.lookup_kwarg_until: after}
            self.links.append((words, {name: str(self.begin(day)) for name, day in asked.items()}))

    def begin(self, day):
        """The first moment of the day, as the field has it."""
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


class NotedDayFilter(PortalDayFilter):
    """The same of a moment that the machine's own clock has noted."""

    def begin(self, day):
        return clock.noted(super().begin(day))


class PortalAdmin(TellsValues):
    """A list whose address asks for something impossible says so, and shows all rows.

    What is looked for may be typed in full width or in traditional characters.
    """

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, spaced(search_term))

    def history_view(self, request, object_id, extra_context=None):
        """Django's own record of a row, which the machine's clock dates."""
        answer = super().history_view(request, object_id, extra_context)
        for entry in (getattr(answer, "context_data", None) or {}).get("action_list", ()):
            entry.action_time = clock.told(entry.action_time)
        return answer

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError, DataError) as error:
            # Numbers too large for the database and years outside the calendar; Django itself would answer with a 500.
            sentence = _("The filter in the address was not understood; all rows are shown.")
            self.message_user(request, sentence, messages.ERROR)
            raise IncorrectLookupParameters(str(error)) from error


def keys(rows):
    """For a condition: the keys of the rows."""
    return rows.order_by().values("pk")


class FindsByWords:
    """A list in which each word that was typed finds by `found_by`; its `search_fields` only bring the field."""

    def found_by(self, word):
        """The condition for the rows that the word finds."""
        raise NotImplementedError

    def get_search_results(self, request, queryset, search_term):
        for word in spaced(search_term).split():
            queryset = queryset.filter(self.found_by(word))
        return queryset, False


class KeepsWhatIsUsed(PortalAdmin):
    """Refuses, with a sentence, to delete what other rows name."""

    used_sentence = _("“%(name)s” is named in other records and cannot be deleted.")

    def is_used(self, instance):
        """Whether a protected relation of any app leads to the row; asked once per row and request."""
        if not hasattr(instance, "_is_used"):
            instance._is_used = any(
                relation.related_model._base_manager.filter(**{relation.field.name: instance}).exists()
                for relation in instance._meta.related_objects
                if relation.on_delete is PROTECT
            )
        return instance._is_used

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not self.is_used(obj))

    def delete_view(self, request, object_id, extra_context=None):
        instance = self.get_object(request, unquote(object_id))
        try:
            if instance is None or not self.is_used(instance):
                return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # somebody named it between the question and the deletion
            pass
        self.message_user(request, self.used_sentence % {"name": instance}, messages.ERROR)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return HttpResponseRedirect(address)

    def get_actions(self, request):
        """No bulk deletion: it would ask nobody row by row."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class RecordAdmin(PortalAdmin):
    """Rows that the portal writes itself: to be read only."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class KeySelect(AutocompleteSelect):
    """What was sent and can be no row's key is chosen no more; Django's own would ask the database for it."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [one for one in map(str, value) if KEY.fullmatch(one)], attr)


class WithoutShortcuts:
    """Choosing a related row offers no buttons to edit or delete that row from here."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation:
            for shortcut in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{shortcut}_related", False)
        return field


class NamedCells:
    """Fields that stand in a table say their name themselves: Django writes it only at the head of the column."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = field.label
        return field


class NamedInline(NamedCells, admin.TabularInline):
    """Rows below a form, one line each."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.deletion_widget = forms.CheckboxInput(attrs={"aria-label": _("Delete this row")})
        return formset


class ConstrainedFormSet(forms.BaseInlineFormSet):
    """Django leaves constraints that name the parent row to the database; here they are form errors."""

    def clean(self):
        super().clean()
        for form in self.forms:
            if self.instance.pk and form.has_changed() and form.is_valid() and not self._should_delete_form(form):
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)


def refuse_merged(form, name):
    """Form error if the unit newly chosen in field `name` has been merged into another."""
    unit = form.cleaned_data.get(name)
    if unit and unit.successor_id and name in form.changed_data:
        form.add_error(
            name,
            _("“%(name)s” has been merged into “%(successor)s”; choose that one.")
            % {"name": unit, "successor": unit.successor},
        )
