"""The history that stood before there was an audit record is taken over in blocks, each with a digest of its rows."""

from .digests import HISTORY_FIELDS, NOTHING, block_digest, history_digest

ROWS_A_BLOCK = 10_000


def blocks_of(rows):
    """For a queryset of history entries the blocks of its rows by their keys: {name: text} for each, in order."""
    digest, first, last, count = NOTHING, None, None, 0
    for row in rows.order_by("pk").values_list(*HISTORY_FIELDS).iterator(chunk_size=2000):
        first, last, count = (row[0] if first is None else first), row[0], count + 1
        digest = block_digest(digest, history_digest(row))
        if count == ROWS_A_BLOCK:
            yield _spell(first, last, count, digest)
            digest, first, count = NOTHING, None, 0
    if count:
        yield _spell(first, last, count, digest)


def block_of(rows):
    """What `blocks_of` says of the rows taken as one block."""
    digest, first, last, count = NOTHING, None, None, 0
    for row in rows.order_by("pk").values_list(*HISTORY_FIELDS).iterator(chunk_size=2000):
        first, last, count = (row[0] if first is None else first), row[0], count + 1
        digest = block_digest(digest, history_digest(row))
    return _spell(first, last, count, digest)


def _spell(first, last, count, digest):
    return {"first": str(first), "last": str(last), "count": str(count), "digest": digest}
