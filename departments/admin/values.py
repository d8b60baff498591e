"""What a form of the administration has changed, before and after, for whoever keeps a record of it.

Never passwords, telephone numbers and e-mail addresses: that they were changed is said, what they are is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

PRIVATE = {"password", "phone", "email"}
HIDDEN = "…"
LONGEST = 500


@dataclass(frozen=True)
class Values:
    """{name: text} before and after; of a row below the form the name is "app.model.key.field"."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


# What the log entry that is being written is about.
told: ContextVar[Values | None] = ContextVar("administration_values", default=None)


class TellsValues(admin.ModelAdmin):
    """While the log of the administration is written, `told` says what was changed."""

    def construct_change_message(self, request, form, formsets, add=False):
        request.told_values = values_of(form, formsets or [], add=add)
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, obj, message):
        with _telling(getattr(request, "told_values", None)):
            return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        with _telling(getattr(request, "told_values", None)):
            return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        rows = list(queryset)
        with _telling(Values(before=_row(rows[0])) if len(rows) == 1 else None):
            return super().log_deletions(request, rows)


@contextmanager
def _telling(values) -> Iterator[None]:
    token = told.set(values)
    try:
        yield
    finally:
        told.reset(token)


def values_of(form: Any, formsets: Any, *, add: bool) -> Values:
    """The `Values` of a form and the rows below it, once they are saved."""
    values = Values()
    with translation.override(settings.LANGUAGE_CODE):
        _add(values, form, "", is_new=add)
        for formset in formsets:
            new, gone = set(map(id, formset.new_objects)), set(map(id, formset.deleted_objects))
            for one in formset.forms:
                if not isinstance(getattr(one, "instance", None), models.Model):
                    continue
                if id(one.instance) in gone:
                    values.before.update(
                        _row(one.instance, _prefix(one.instance, key=one.fields[one.instance._meta.pk.name].initial))
                    )
                elif one.has_changed() and one.instance.pk:
                    _add(values, one, _prefix(one.instance), is_new=id(one.instance) in new)
    return values


def _prefix(row, key=None):
    return f"{row._meta.label_lower}.{row.pk or key}."


def _add(values, form, prefix, *, is_new):
    model = getattr(getattr(form, "_meta", None), "model", None)
    known = {one.name: one for one in (*model._meta.concrete_fields, *model._meta.many_to_many)} if model else {}
    for name in form.changed_data:
        if name not in known or known[name].primary_key:
            continue
        before = "" if is_new else _spell(known[name], form.initial.get(name))
        after = _spell(known[name], form.cleaned_data.get(name))
        if before != after or name in PRIVATE:
            values.before.update({prefix + name: before} if before else {})
            values.after.update({prefix + name: after} if after else {})


def _row(row, prefix=""):
    with translation.override(settings.LANGUAGE_CODE):
        spelled = {
            one.name: _spell(one, getattr(row, one.attname)) for one in row._meta.concrete_fields if one.editable
        }
    return {prefix + name: text for name, text in spelled.items() if text}


def _spell(known, value):
    if value in (None, ""):
        return ""
    if known.name in PRIVATE:
        return HIDDEN
    if known.many_to_many:
        return "、".join(str(one) for one in value)[:LONGEST]
    if known.is_relation:
        if not isinstance(value, models.Model):
            value = known.related_model._base_manager.filter(pk=value).first() or value
        return str(value)[:LONGEST]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if known.choices:
        value = dict(known.flatchoices).get(value, value)
    return str(value)[:LONGEST]
