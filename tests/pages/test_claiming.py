"""A form is taken once, kept for some days, and what it began goes on when others may write again."""

import datetime

import pytest

from items.clockwork.ticking import tick
from items.models import TakenForm
from items.pages.claiming import KEPT_FOR, afterwards, claim, free, holding_back, keep_answer, mark_of

from ..given.together import moment

AT = moment("2011-03-18 10:00")


def test_a_form_is_taken_once_until_it_is_freed(cast):
    taken, is_first = claim("a" * 64, by=cast.leader, at=AT)
    assert is_first
    keep_answer(taken, "/items/1/", [(25, "已保存。")])
    again, is_first = claim("a" * 64, by=cast.leader, at=AT)
    assert (again.led_to, again.said, is_first) == ("/items/1/", [[25, "已保存。"]], False)
    free(again)
    assert claim("a" * 64, by=cast.leader, at=AT)[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("", "a"), ("a", "")),
        (("a",), ("a", "")),
        (("1", "text"), ("2", "text")),
    ],
)
def test_what_was_filled_in_otherwise_is_another_form(one, other):
    assert mark_of(*one, files=[]) != mark_of(*other, files=[])
    assert mark_of(*one, files=[]) == mark_of(*one, files=[])
    assert mark_of(*one, files=[b"1"]) != mark_of(*one, files=[b"2"])
    assert len(mark_of(*one, files=[])) == 64


def test_the_clockwork_forgets_forms_that_nobody_sends_again(cast):
    for mark, at in (("old", AT - KEPT_FOR - datetime.timedelta(seconds=1)), ("young", AT - KEPT_FOR)):
        claim(mark, by=cast.leader, at=at)
    done = tick(AT)
    assert done.forgotten == 1 and not done.errors
    assert [taken.mark for taken in TakenForm.objects.all()] == ["young"]


def test_what_comes_afterwards_waits_for_the_form():
    order = []
    with holding_back():
        afterwards(lambda: order.append("after"))
        order.append("taken")
    afterwards(lambda: order.append("at once"))
    assert order == ["taken", "after", "at once"]


def test_after_an_error_nothing_comes_afterwards():
    order = []
    with pytest.raises(RuntimeError), holding_back():
        afterwards(lambda: order.append("after"))
        raise RuntimeError
    assert order == []
