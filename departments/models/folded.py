"""Columns that hold what other columns of the row say, folded: they are what a search looks through.

They are long, and nobody is ever shown them: no query reads them, only conditions name them.
"""

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from ..folding import folded


class _Folding(DeferredAttribute):
    """Always what the row's own columns say now, however it is saved: alone, in bulk, or raw from a fixture."""

    field: "FoldedField"

    def __get__(self, instance, cls=None):
        return self if instance is None else self.field.text_of(instance)

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value  # it is loaded, and that is all it says


class FoldedField(models.TextField):
    """The columns `of`, each through `fold`, parted by line feeds. `QuerySet.update` does not know of it."""

    descriptor_class = _Folding

    def __init__(self, *args, of=(), fold=folded, **kwargs):
        super().__init__(*args, **{"blank": True, "default": "", "editable": False, **kwargs})
        self.of, self.fold = of, fold

    def text_of(self, instance):
        return "\n".join(text for text in (self.fold(getattr(instance, name)) for name in self.of) if text)

    def select_format(self, compiler, sql, params):
        """Where a query would read the column it reads "": the row itself says what stands in it (`text_of`)."""
        return "''", ()

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
