"""Bad input to the item list: a message, no rows, never a failure."""

import pytest

from ..given.html import parse
from .listed import BAD, LIST, numbers, show


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_a_wrong_value_gets_a_message_and_no_rows(reader, name, value):
    response = show(reader, **{name: value})
    assert response.status_code == 200
    page = parse(response)
    assert numbers(response) == []
    assert not page.all("a", of="export")
    message = page.one("p", of="notice-error")
    assert message["role"] == "alert"
    assert LIST in message.links()
    assert page.one("form", id="filter")


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: repr(value[:10]))
def test_a_wrong_value_beside_right_ones_finds_nothing_either(reader, register, name, value):
    query = {"department": register.civil_affairs.pk, "status": "not_started", **{name: value}}
    assert numbers(show(reader, **query)) == []


def test_a_merged_unit_in_an_old_link_stands_for_its_successor(reader, register):
    register.west.successor = register.east
    register.west.save()
    response = show(reader, department=register.west.pk)
    assert numbers(response) == numbers(show(reader, department=register.east.pk)) == ["3"]
    assert not parse(response).all("p", of="notice-error")


def test_ten_thousand_characters_get_the_limit_named(reader):
    response = show(reader, q="字" * 10_000)
    assert numbers(response) == []
    assert "100" in parse(response).one("p", of="notice-error").text


@pytest.mark.parametrize("overdue", ["nonsense", "2", "\0"])
def test_the_tick_for_overdue_knows_only_on_and_off(reader, overdue):
    assert show(reader, overdue=overdue).status_code == 200


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "1.5", "9" * 5000, "\0", "１"])
def test_a_page_that_is_not_there_shows_one_that_is_and_says_so(reader, page):
    response = show(reader, page=page)
    assert response.status_code == 200
    assert len(numbers(response)) == 8
    assert parse(response).one("p", of="notice-warning")


def test_a_parameter_given_twice_or_unknown_does_no_harm(reader):
    assert show(reader, "?status=completed&status=in_progress&x=1&csrf=1").status_code == 200
