"""How the database goes about a statement: what it walks through from end to end."""

import re

from django.db import connection

# Of SQLite a line that walks through a table, but for the index of words itself, and what has no more rows than a page.
WALKS = {
    "sqlite": re.compile(r"SCAN (?!\(subquery|\S+_pairs VIRTUAL TABLE INDEX)\S+.*"),
    "postgresql": re.compile(r"Seq Scan on (?:items|departments)_\w+"),
}


def walked(sql):
    """The lines of the statement's plan that walk through a table; none where an index leads to each row."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return WALKS[connection.vendor].findall(plan)
