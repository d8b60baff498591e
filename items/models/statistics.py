"""What SQLite knows of its tables when it plans a query; PostgreSQL looks after that by itself.

Without it a database of thirty thousand items takes up to five times as long for a list by its lights.
"""

from django.db import connection, transaction

# Rows of an index that are looked at: enough for the same plans as all of them give, a tenth of a second at any size.
LOOKED_AT = 10_000
# Looked at again once the file has grown by so much.
GROWN = 1.2


def learn() -> None:
    """Look at the tables anew."""
    if connection.vendor != "sqlite":
        return
    # A transaction waits for its turn at the beginning; a bare statement that reads first and then writes is refused.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
        # Where the portal remembers how large the file was: a number in its head that nothing else uses.
        cursor.execute(f"PRAGMA user_version = {_pages(cursor)}")


def learn_when_grown(_at: object = None) -> bool:
    """Look at the tables anew if the database has grown since; whether that was so. A step of the clockwork."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        known = cursor.fetchone()[0]
        has_grown = not known or _pages(cursor) > GROWN * known
    if has_grown:
        learn()
    return has_grown


def _pages(cursor) -> int:
    cursor.execute("PRAGMA page_count")
    return cursor.fetchone()[0]
