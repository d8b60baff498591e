"""Compares the index that searches use with the rows, and makes it anew."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from departments.models.folded import AT_ONCE, folded_fields
from departments.models.word_index import out_of_step, rebuild


class Command(BaseCommand):
    help = "Count the rows, by tables, that a search would not find by what they say; with --mend, make them findable."

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="fold the words and build the index anew first")

    def handle(self, *, mend, **options):
        wrong = 0
        for column in (field for model in apps.get_models() for field in folded_fields(model)):
            if mend:
                _fold(column)
                rebuild(connection, column)
            rows = _stale(column) | out_of_step(connection, column)
            self.stdout.write(f"{column.model._meta.db_table}: {len(rows)}")
            wrong += len(rows)
        if wrong:
            raise CommandError(
                f"{wrong} rows are not found by what they say: run this command with --mend.\n"
                f"有 {wrong} 条记录无法按其内容查到：请加 --mend 重新运行本命令。"
            )


def _stale(column):
    """Keys of the rows whose words are not what the row says."""
    rows = column.model._default_manager.order_by("pk").annotate(stored=Cast(column.name, TextField()))
    return {row.pk for row in rows.iterator(AT_ONCE) if row.stored != getattr(row, column.name)}


def _fold(column):
    stale, rows = sorted(_stale(column)), column.model._default_manager
    for first in range(0, len(stale), AT_ONCE):
        rows.bulk_update(list(rows.filter(pk__in=stale[first : first + AT_ONCE])), [column.name])
