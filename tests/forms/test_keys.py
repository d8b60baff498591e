"""Keys and counts as addresses and pages send them."""

import pytest

from items.forms.keys import count_of, key_of, keys_of
from items.models import WorkItem

HIGHEST = 10**18 - 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("0", 0),
        ("7", 7),
        ("007", 7),
        (str(HIGHEST), HIGHEST),
        (str(HIGHEST + 1), None),
        ("9223372036854775807", None),  # the highest that the database takes has as many digits as some it does not
        ("9223372036854775808", None),
        ("1" * 5000, None),  # more digits than Python turns into a number
        ("", None),
        (" 7", None),
        ("7\n", None),
        ("-7", None),
        ("+7", None),
        ("7.0", None),
        ("1_000", None),
        ("0x7", None),
        ("٣", None),
        ("７", None),
        ("²", None),
        ("seven", None),
        (None, None),
    ],
)
def test_a_key_is_what_the_database_can_have_as_one(text, key):
    assert key_of(text) == key


def test_what_is_no_key_is_left_out():
    assert keys_of(["3", "", "x", str(HIGHEST + 1), "2", "3"]) == [3, 2, 3]
    assert keys_of([]) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("999999999", 999_999_999), ("1000000000", None), ("-1", None), ("٣", None), ("", None), (None, None)],
)
def test_a_count_fits_its_column(text, count):
    assert count_of(text) == count


@pytest.mark.django_db
def test_the_longest_key_can_be_asked_for():
    assert not WorkItem.objects.filter(pk=key_of(str(HIGHEST))).exists()
