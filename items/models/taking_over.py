"""The history of which no audit entry tells by itself is told of in blocks, each with a digest of its rows.

That is what stood before there was an audit record, and what entries told of that have been removed since.
"""

from itertools import groupby

from .digests import HISTORY_FIELDS, NOTHING, block_digest, history_digest

ROWS_A_BLOCK = 10_000


def blocks_of(rows):
    """For a queryset of history entries the blocks of its rows by their keys: {name: text} for each, in order."""
    return _blocks(_told(rows), ROWS_A_BLOCK)


def block_of(rows):
    """What `blocks_of` says of the rows taken as one block."""
    return next(_blocks(_told(rows), None), _spell(None, None, 0, NOTHING))


def blocks_of_told(told, rows):
    """Blocks of history entries that are told of by (key, digest), in order; `rows` is a queryset of all of them.

    No block spans a row of which nothing tells.
    """
    told = dict(told)
    if told:
        keys = rows.filter(pk__range=(min(told), max(told))).order_by("pk").values_list("pk", flat=True)
        for is_told, run in groupby(keys.iterator(chunk_size=2000), key=told.__contains__):
            if is_told:
                yield from _blocks(((key, told[key]) for key in run), ROWS_A_BLOCK)


def _told(rows):
    for row in rows.order_by("pk").values_list(*HISTORY_FIELDS).iterator(chunk_size=2000):
        yield row[0], history_digest(row)


def _blocks(told, most):
    digest, first, last, count = NOTHING, None, None, 0
    for key, row_digest in told:
        first, last, count = (key if first is None else first), key, count + 1
        digest = block_digest(digest, row_digest)
        if count == most:
            yield _spell(first, last, count, digest)
            digest, first, count = NOTHING, None, 0
    if count:
        yield _spell(first, last, count, digest)


def _spell(first, last, count, digest):
    return {"first": str(first), "last": str(last), "count": str(count), "digest": digest}
