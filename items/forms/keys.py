"""Keys and other whole numbers as addresses and pages send them."""

import re

# Digits; with more of them a number may be too large for the database, which raises OverflowError when it is asked.
LONGEST_KEY = 18
# Versions, places in a text, numbers of pages.
LONGEST_COUNT = 9

# Not `isdecimal()`, which takes the digits of every script.
DIGITS = re.compile("[0-9]+")


def key_of(text):
    """The key that `text` writes in decimal digits, else None: what was sent is no key, or larger than any can be."""
    return _whole(text, LONGEST_KEY)


def keys_of(texts):
    """The keys among `texts`, in their order; what is none is left out."""
    return [key for key in map(key_of, texts) if key is not None]


def count_of(text):
    """The version, place or page that `text` writes in decimal digits, else None: not below 0, below 10⁹."""
    return _whole(text, LONGEST_COUNT)


def _whole(text, longest):
    if not isinstance(text, str) or len(text) > longest or not DIGITS.fullmatch(text):
        return None
    return int(text)
