"""Data that says nearly the same as what follows it, kept as the few bytes in which it differs (RFC 1950).

The newest of a row of data is packed for itself, each one before it with the following as its dictionary: the newest is
read at once, the past step by step. Reading with another than that dictionary is an error, never another text.
"""

import json
import zlib
from typing import Any

BEST = 9


def as_text(data: Any) -> bytes:
    """The JSON data as text; the same data are always the same text."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def pack(text: bytes, following: bytes = b"") -> bytes:
    """The text as bytes to keep; beside `following`, the text that came after it, if there is one."""
    dictionary = {"zdict": following} if following else {}
    packing = zlib.compressobj(BEST, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, **dictionary)
    return packing.compress(text) + packing.flush()


def unpack(packed: bytes | memoryview, following: bytes = b"") -> bytes:
    """The text that `pack` was given, with the same `following`. Raises zlib.error with another one."""
    # PostgreSQL gives a memoryview.
    unpacking = zlib.decompressobj(zdict=following)
    return unpacking.decompress(bytes(packed)) + unpacking.flush()
