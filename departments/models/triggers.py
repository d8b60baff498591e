"""Triggers: what the database does by itself whenever a row is written, so that no writer can forget it.

Whoever wants some names them all by a prefix of his own and has them kept as they are written in the code: `keep`
compares what the database has with that, word for word. What differs is made anew, what is wanted no more goes. When
that is done, and what follows from rows that were written meanwhile, the owner decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

ON_TABLE = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    # A trigger says the same however it was typed, as long as its conditions stand in its function, which is kept as
    # it was typed. One that somebody has switched off ("tgenabled") is not there as it should be.
    "postgresql": """
        SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid, true), prosrc, tgenabled::text
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)""",
}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True)
class Trigger:
    """After `event` (INSERT, UPDATE, DELETE) on each row of `table` the statement `does` is run, or several by “;”.

    On PostgreSQL also after a TRUNCATE, once.

    Rows are called OLD and NEW. `when`: SQL condition on them; `of`: only updates that set one of these columns.
    """

    name: str
    table: str
    event: str
    does: str
    when: str = ""
    of: tuple[str, ...] = ()


def differs(connection: Any, column: str) -> str:
    """SQL condition that an update changes the column, from or to NULL as well."""
    return f"OLD.{column} {DIFFERS[connection.vendor]} NEW.{column}"


def present(connection: Any, prefix: str) -> dict[str, tuple[str, ...]]:
    """{name of a trigger that begins with the prefix: its table and what it says} in the database."""
    with connection.cursor() as cursor:
        cursor.execute(ON_TABLE[connection.vendor])
        return {name: tuple(said) for name, *said in cursor.fetchall() if name.startswith(prefix)}


def are_kept(connection: Any, wanted: Iterable[Trigger], prefix: str) -> bool:
    """Whether just the `wanted` triggers are there, each as it is written."""
    return present(connection, prefix) == {one.name: _said(connection, one) for one in wanted}


def keep(connection: Any, wanted: Iterable[Trigger], prefix: str) -> list[str]:
    """Have just the `wanted` triggers under the prefix, each as it is written; names of those made (anew)."""
    there, by_name = present(connection, prefix), {one.name: one for one in wanted}
    right = {name for name, said in there.items() if name in by_name and said == _said(connection, by_name[name])}
    made = [name for name in by_name if name not in right]
    with connection.cursor() as cursor:
        for name, (table, *_said_there) in there.items():
            if name not in right:
                _drop(connection, cursor, name, table)
        for name in made:
            for statement in _statements(connection, by_name[name]):
                cursor.execute(statement)
    return made


def drop(connection: Any, prefix: str) -> None:
    """Take away all triggers whose names begin with the prefix."""
    with connection.cursor() as cursor:
        for name, (table, *_said_there) in present(connection, prefix).items():
            _drop(connection, cursor, name, table)


def _drop(connection, cursor, name, table):
    if connection.vendor == "sqlite":
        cursor.execute(f'DROP TRIGGER "{name}"')
    else:
        cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
        cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')


def _statements(connection, trigger):
    """The SQL that makes the trigger."""
    said = _said(connection, trigger)[1:]
    if connection.vendor == "sqlite":
        return said
    made, body, _enabled = said
    return f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$", made


def _said(connection, trigger):
    """What `present` gives of the trigger if it is there as it should be."""
    if connection.vendor == "sqlite":
        of = " OF {}".format(", ".join(f'"{column}"' for column in trigger.of)) if trigger.of else ""
        head = f'CREATE TRIGGER "{trigger.name}" AFTER {trigger.event}{of} ON "{trigger.table}"'
        when = f" WHEN {trigger.when}" if trigger.when else ""
        return trigger.table, f"{head}{when} BEGIN {trigger.does}; END"
    of = f" OF {', '.join(trigger.of)}" if trigger.of else ""
    does = f"IF {trigger.when} THEN {trigger.does}; END IF" if trigger.when else trigger.does
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    made = f"CREATE TRIGGER {trigger.name} AFTER {trigger.event}{of} ON {trigger.table} FOR EACH {each}"
    return trigger.table, f"{made} EXECUTE FUNCTION {trigger.name}()", f"BEGIN {does}; RETURN NULL; END", "O"
