"""`make run` on a database that an earlier version of the portal has filled: it upgrades, serves, and keeps everything.

`data/before-rooms.sql.xz` was written by the version before the subjects had rooms of their own and texts had tables of
their own: three closed months and an open one of a simulated year, people's passwords left out.
"""

import hashlib
import json
import lzma
import sqlite3
from collections import defaultdict

import pytest

from items.models.packed import unpack

from ..places import DATA
from .starting import fetch, serving

# What Django keeps of itself: the migrations there are, the models there are.
OF_DJANGO = ("django_", "auth_", "sqlite_", "axes_")
# What the portal works out of these: words by which rows are found, and lights.
WORKED_OUT = ("_words_pairs", "items_presentlight", "items_stalelight")
# Columns that went, and where their values stand now: (table, column, its key, the table of texts, its column).
MOVED = [
    ("items_workreport", "source_text", "source_id", "items_sourcetext", "text"),
    ("items_reportingperiod", "frozen", "frozen_sheet_id", "items_frozensheet", "text"),
    ("items_reportingperiod", "frozen_digest", "frozen_sheet_id", "items_frozensheet", "digest"),
]


@pytest.fixture
def folder(tmp_path):
    """A portal's folder as the earlier version has left it."""
    folder = tmp_path / "var"
    folder.mkdir()
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        database.executescript(lzma.decompress((DATA / "before-rooms.sql.xz").read_bytes()).decode())
    return folder


def contents(folder):
    """{table: {key: {column: value}}} of everything that people or rounds have written."""
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        database.row_factory = sqlite3.Row
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in tables if not any(one in name for one in WORKED_OUT)]
        return {
            table: {row["id"]: dict(row) for row in database.execute(f'SELECT * FROM "{table}"')}
            for table in tables
            if not table.startswith(OF_DJANGO)
        }


def as_before(found):
    """The `contents` of today with the columns of before."""
    for table, column, key, texts, text in MOVED:
        for row in found[table].values():
            row[column] = found[texts][row[key]][text] if row[key] else ""
    # What the office had set overwrote what the unit had reported; now it stands beside it.
    for row in found["items_progressupdate"].values():
        if row["verified"] is not None:
            row["completion"] = row["verified"]
    # What a light rested on is kept by its difference to what followed.
    following = defaultdict(bytes)
    for row in sorted(found["items_lightrecord"].values(), key=lambda row: row["since"], reverse=True):
        following[row["item_id"]] = unpack(row["packed"], following[row["item_id"]])
        row["facts"] = following[row["item_id"]].decode()
    return found


def said(row):
    """The row, with facts as they are read: however their text is spaced."""
    return row | {"facts": json.loads(row["facts"])} if "facts" in row else row


def test_the_database_of_an_earlier_version_is_upgraded_and_keeps_everything(checkout, folder, port):
    before = contents(folder)
    assert len(before["items_progressupdate"]) == 820
    with serving(checkout, port, PORTAL_VAR=str(folder), PORTAL_TICK_SECONDS="0", PORTAL_WORK_BESIDE="0"):
        assert "<form" in fetch(port, "/sign-in/")
    after = as_before(contents(folder))
    for table, rows in before.items():
        assert after[table].keys() == rows.keys(), table
        for key, row in rows.items():
            assert said({column: after[table][key][column] for column in row}) == said(row), (table, key)
    closed = [row for row in after["items_reportingperiod"].values() if row["closed_at"]]
    assert len(closed) == 3
    assert {hashlib.sha256(row["frozen"].encode()).hexdigest() == row["frozen_digest"] for row in closed} == {True}
