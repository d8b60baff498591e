"""Columns that hold what other columns of the row say, folded: they are what a search looks through.

They are long, and nobody is ever shown them: no query reads them, only conditions name them (`words__holds`, see
`word_index`). However a row of a `FoldedModel` is written, its words are written with it.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.apps import AppConfig
from django.db import connections, models, transaction
from django.db.backends.signals import connection_created
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from ..folding import folded
from . import word_index

# Rows in memory at a time.
AT_ONCE = 500

Row = TypeVar("Row", bound=models.Model, covariant=True)


class _Folding(DeferredAttribute):
    """Always what the row's own columns say now, however it is saved: alone, in bulk, or raw from a fixture."""

    field: "FoldedField"

    def __get__(self, instance, cls=None):
        return self if instance is None else self.field.text_of(instance)

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value  # it is loaded, and that is all it says


class FoldedField(models.TextField):
    """What the row says in `of`, each through `fold`, parted by line feeds.

    `of` names columns, or properties that read the columns `beside`.
    """

    descriptor_class = _Folding

    def __init__(self, *args, of=(), beside=(), fold=folded, **kwargs):
        super().__init__(*args, **{"blank": True, "default": "", "editable": False, **kwargs})
        self.of, self.beside, self.fold = of, beside, fold

    def text_of(self, instance):
        return "\n".join(text for text in (self.fold(getattr(instance, name)) for name in self.of) if text)

    def follows(self, names):
        """Whether the field says something else once the columns `names` are written."""
        return not {*self.of, *self.beside}.isdisjoint(names)

    def select_format(self, compiler, sql, params):
        """Where a query would read the column it reads "": the row itself says what stands in it (`text_of`)."""
        return "''", ()

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


FoldedField.register_lookup(word_index.Holds)
models.AutoField.register_lookup(word_index.Among)
models.BigAutoField.register_lookup(word_index.Among)


def folded_fields(model: type[models.Model]) -> list[FoldedField]:
    """The folded columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, FoldedField)]


def _with_words(model, names):
    """The names of columns to be written, with those of the folded columns that follow them."""
    following = (field.name for field in folded_fields(model) if field.follows(names))
    return list(dict.fromkeys([*names, *following]))


class FoldedQuerySet(models.QuerySet[Row]):
    """Rows that are found by their words."""

    def update(self, **values: Any) -> int:
        """As ever. Words that follow from the columns written and are not given with them are folded afterwards.

        That takes reading the rows; who has one at hand gives its words.
        """
        missing = [name for name in _with_words(self.model, values) if name not in values]
        if not missing:
            return super().update(**values)
        with transaction.atomic(using=self.db):
            keys = list(self.order_by().values_list("pk", flat=True))
            count = super().update(**values)
            for first in range(0, len(keys) if count else 0, AT_ONCE):
                # Held until the end: nobody writes them between reading and folding.
                rows = self.model._default_manager.using(self.db).select_for_update(of=("self",))
                chosen = rows.filter(pk__in=keys[first : first + AT_ONCE]).order_by("pk")
                chosen.bulk_update(list(chosen), missing)
        return count

    def bulk_create(self, objs: Iterable[Any], *args: Any, update_fields: Any = None, **kwargs: Any) -> list[Any]:
        """As ever; of a row that is there already the words are written with the columns `update_fields`."""
        if update_fields is not None:
            update_fields = _with_words(self.model, update_fields)
        return super().bulk_create(objs, *args, update_fields=update_fields, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """As ever, with the words that follow from the `fields`."""
        return super().bulk_update(objs, _with_words(self.model, fields), batch_size=batch_size)


class FoldedModel(models.Model):
    """A row that is found by its words."""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            update_fields = _with_words(type(self), update_fields)
        super().save(*args, update_fields=update_fields, **kwargs)


# What Django calls: it tells of new connections and of migrations by signals only.


@receiver(connection_created)
def know_pairs(connection: Any, **_kwargs: Any) -> None:
    word_index.know_pairs(connection)


@receiver(pre_migrate)
def loosen_index(sender: AppConfig, using: str, plan: list, **_kwargs: Any) -> None:
    """Before migrations are taken back: SQLite refuses to drop a column that a trigger names."""
    connection = connections[using]
    if connection.vendor == "sqlite" and any(backwards for _migration, backwards in plan):
        for field in _fields_of(sender):
            word_index.loosen(connection, field)


@receiver(post_migrate)
def keep_index(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """After migrations: what they have left without an index, or with one of before, gets its own."""
    if fields := _fields_of(sender):
        word_index.keep(connections[using], fields)


def _fields_of(app):
    return [field for model in app.get_models() for field in folded_fields(model)]
