"""The index through which folded words are found: every two characters that follow each other, on both databases.

Chinese parts no words, so what is looked for may begin at any character. A text is cut into its pairs of characters and
the last one alone, 社会保障 into 社会 会保 保障 障: whatever is looked for is a run of pairs, one character begins one.

The database keeps the index itself, so no writer can forget it: SQLite by triggers that fill a full-text table (FTS5)
beside each table, in which a run of pairs is a phrase; PostgreSQL by an index (GIN) upon the cut words, where the words
are compared once more, because that index knows no order. `keep` makes all that where it is not there as it should be.
Migrations call it (`folded`): on SQLite they build a table anew now and then, and with it its triggers are gone.
"""

import itertools
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FullResultSet
from django.db import models, transaction
from django.db.models.lookups import In, Lookup

from . import triggers
from .triggers import Trigger

PAIRS = "portal_pairs"
# Rows in memory at a time.
AT_ONCE = 1000

# In which all but ASCII belongs to words: nothing depends on what characters this SQLite knows. Of ASCII the folding
# leaves letters, digits and these.
_TOKENIZER = "ascii tokenchars '%+<>=$,.:/-|'"
_TABLE = """CREATE VIRTUAL TABLE "{index}" USING fts5(
    words, content='', columnsize=0, prefix='1', tokenize="{tokenizer}")"""
_ADD = """INSERT INTO "{index}"(rowid, words) VALUES (new."{pk}", portal_pairs(new."{column}"))"""
_TAKE = """INSERT INTO "{index}"("{index}", rowid, words) VALUES ('delete', old."{pk}", portal_pairs(old."{column}"))"""
_FILL = 'INSERT INTO "{index}"(rowid, words) SELECT "{pk}", portal_pairs("{column}") FROM "{table}"'
_TIDY = """INSERT INTO "{index}"("{index}") VALUES ('optimize')"""
_BODY = """
SELECT array_to_tsvector(array_agg(CASE WHEN next IS NULL OR next = chr(10) THEN one ELSE one || next END))
FROM (
    SELECT one, lead(one) OVER (ORDER BY place) AS next
    FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS cut(one, place)
) AS pairs
WHERE one <> chr(10)
"""
# Reading an index is always cheaper than cutting the words of many rows: the planner must know.
_FUNCTION = f"""CREATE FUNCTION {PAIRS}(words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $pairs${_BODY}$pairs$"""
_INDEX = f'CREATE INDEX IF NOT EXISTS "{{index}}" ON "{{table}}" USING gin ({PAIRS}("{{column}}"))'


def pairs(words: str | None) -> str:
    """The words of a row, cut: pairs of characters that follow each other in a line, then its last one, by blanks."""
    return " ".join(_pairs_of(words or ""))


def _pairs_of(words: str) -> Iterator[str]:
    for line in words.split("\n"):
        yield from map("".join, itertools.pairwise(line))
        if line:
            yield line[-1]


def know_pairs(connection: Any) -> None:
    """Give a new SQLite connection the function that the triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(PAIRS, 1, pairs, deterministic=True)


class Holds(Lookup):
    """`words__holds=…`: the words stand somewhere within one line of the column, found through the index."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        wanted = str(self.rhs)
        if not wanted:
            raise FullResultSet
        if connection.vendor == "sqlite":
            return self._as_sqlite(connection, wanted)
        return self._as_postgresql(compiler, connection, wanted)

    def _as_sqlite(self, connection, wanted):
        quote, column = connection.ops.quote_name, self.lhs.target
        index = quote(index_name(column))
        pk = f"{quote(self.lhs.alias)}.{quote(column.model._meta.pk.column)}"
        return f"{pk} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [_phrase(wanted)]

    def _as_postgresql(self, compiler, connection, wanted):
        column, params = self.process_lhs(compiler, connection)
        sql, params = f"{PAIRS}({column}) @@ %s::tsquery", [*params, _all_pairs(wanted)]
        if len(wanted) > 2:
            sql, params = f"({sql} AND {column} LIKE %s)", [*params, f"%{connection.ops.prep_for_like_query(wanted)}%"]
        return sql, params


class Among(In):
    """`pk__among=keys`, a queryset of keys that were found through indexes: as `in`.

    PostgreSQL finds them first, once. As a part of the whole statement it takes finding them for so dear (the words of
    each row might have to be cut) that it would rather compare each row with each key, as long as a page is full soon.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection, rhs):
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)


def _phrase(wanted):
    """An FTS5 query: the pairs one after the other, or words that begin with the one character."""
    text = " ".join(map("".join, itertools.pairwise(wanted))) or wanted
    quoted = '"{}"'.format(text.replace('"', '""'))
    return quoted if len(wanted) > 1 else f"{quoted}*"


def _all_pairs(wanted):
    """A tsquery: all the pairs, or words that begin with the one character."""
    quoted = [_quoted("".join(pair)) for pair in itertools.pairwise(wanted)]
    return " & ".join(dict.fromkeys(quoted)) or f"{_quoted(wanted)}:*"


def _quoted(lexeme):
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


# Making and checking it


def index_name(column: models.Field) -> str:
    """The name of the index, on SQLite of the full-text table, of a folded column."""
    return f"{column.model._meta.db_table}_{column.column}_pairs"


def _names(column):
    meta = column.model._meta
    return {
        "index": index_name(column),
        "table": meta.db_table,
        "pk": meta.pk.column,
        "column": column.column,
        "tokenizer": _TOKENIZER,
    }


def keep(connection: Any, columns: list[models.Field]) -> list[models.Field]:
    """Make the indexes of these columns that are not there as they should be; returns those made anew.

    Columns that the database does not have (yet) are left out.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        made = []
        if connection.vendor == "postgresql":
            _keep_function(cursor)
        for column in columns:
            table = column.model._meta.db_table
            if table not in tables or not _has(connection, cursor, table, column.column):
                continue
            is_whole = _is_whole_sqlite if connection.vendor == "sqlite" else _is_whole_postgresql
            if not is_whole(connection, column):
                rebuild(connection, column)
                made.append(column)
    return made


def _has(connection, cursor, table, column):
    return any(one.name == column for one in connection.introspection.get_table_description(cursor, table))


def _keep_function(cursor):
    cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure(%s)", [f"{PAIRS}(text)"])
    found = cursor.fetchone()
    if found == (_BODY,):
        return
    if found:
        cursor.execute(f"DROP FUNCTION {PAIRS}(text) CASCADE")  # and the indexes that were made by it
    cursor.execute(_FUNCTION)


def _prefix(column):
    return f"{index_name(column)}_"


def _triggers(column):
    """What keeps the full-text table in step with the column, on SQLite."""
    names = _names(column)
    prefix, table, add, take = _prefix(column), names["table"], _ADD.format(**names), _TAKE.format(**names)
    changed = 'old."{column}" IS NOT new."{column}" OR old."{pk}" <> new."{pk}"'.format(**names)
    of = (names["pk"], names["column"])
    return [
        Trigger(f"{prefix}added", table, "INSERT", add),
        Trigger(f"{prefix}gone", table, "DELETE", take),
        Trigger(f"{prefix}changed", table, "UPDATE", f"{take}; {add}", changed, of),
    ]


def _is_whole_sqlite(connection, column):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [index_name(column)])
        if cursor.fetchone() != (_TABLE.format(**_names(column)),):
            return False
    return triggers.are_kept(connection, _triggers(column), _prefix(column))


def _is_whole_postgresql(connection, column):
    with connection.cursor() as cursor:
        index = f'"{index_name(column)}"'
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [index])
        return cursor.fetchone() == (True,)


def rebuild(connection: Any, column: models.Field) -> None:
    """Make the index of one column from its rows, whatever is there of it."""
    names = _names(column)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            loosen(connection, column)
            cursor.execute(_TABLE.format(**names))
            triggers.keep(connection, _triggers(column), _prefix(column))
            cursor.execute(_FILL.format(**names))
            cursor.execute(_TIDY.format(**names))
        else:
            cursor.execute('DROP INDEX IF EXISTS "{index}"'.format(**names))
            cursor.execute(_INDEX.format(**names))


def loosen(connection: Any, column: models.Field) -> None:
    """SQLite: take the full-text table and its triggers away. A column that triggers name cannot be dropped."""
    triggers.drop(connection, _prefix(column))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{index_name(column)}"')


def out_of_step(connection: Any, column: models.Field) -> set[int]:
    """Keys of rows of which the index says something else than the column holds; those of rows that are gone, too.

    PostgreSQL keeps an index upon a column itself: there the answer is empty as long as the index is valid, and every
    row if it is not.
    """
    names = _names(column)
    with connection.cursor() as cursor:
        rows = dict(column.model._base_manager.order_by().values_list("pk", models.Value(0)))
        if connection.vendor != "sqlite":
            return set() if _is_whole_postgresql(connection, column) else set(rows)
        if not _is_whole_sqlite(connection, column):
            return set(rows)
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.portal_words_said USING"
            " fts5vocab('main', '{index}', 'instance')".format(**names)
        )
        try:
            cursor.execute("SELECT term, doc, offset FROM temp.portal_words_said")
            for term, pk, place in iter_rows(cursor):
                rows[pk] = rows.get(pk, -1) + hash((term, place))
        finally:
            cursor.execute("DROP TABLE temp.portal_words_said")
        cursor.execute('SELECT "{pk}", portal_pairs("{column}") FROM "{table}"'.format(**names))
        for pk, cut in iter_rows(cursor):
            rows[pk] -= sum(hash((term, place)) for place, term in enumerate(cut.split(" ") if cut else ()))
    return {pk for pk, difference in rows.items() if difference}


def iter_rows(cursor: Any) -> Iterator[tuple]:
    """The rows of a statement, a thousand at a time."""
    while found := cursor.fetchmany(AT_ONCE):
        yield from found
