"""Texts of the administration are asked about as those of every other form (`forms.secrets`)."""

import json

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..forms.secrets import AsksAboutSecrets, reasons_of


class AsksInTheAdministration(admin.ModelAdmin):
    """Rows whose forms, those of the rows below them too, ask why what looks secret is saved; the log keeps the reason.

    `may_hold_in` and `kept` as in `AsksAboutSecrets`.
    """

    may_hold_in: dict[str, frozenset[str]] = {}
    kept = gettext_lazy("The reason is kept in the changes made here.")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return self._asking(super().get_form(request, obj, change=change, **kwargs))

    def get_changelist_form(self, request, **kwargs):
        return self._asking(super().get_changelist_form(request, **kwargs))

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.form = self._asking(formset.form)
            yield formset, inline

    def _asking(self, form):
        return type(form)(form.__name__, (AsksAboutSecrets, form), {"may_hold_in": self.may_hold_in, "kept": self.kept})

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        why = reasons_of(form, *(formsets or []))
        if not why:
            return message
        # Django's own form of a message has no place for more words.
        told = LogEntry(change_message=json.dumps(message)).get_change_message()
        return _("%(told)s Saved although it looks secret: %(why)s") % {"told": told, "why": why}
