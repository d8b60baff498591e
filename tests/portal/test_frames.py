"""What is called with room stands on no edge between the pieces of memory that Python lays frames in."""

import resource

import pytest

from tasks_portal.frames import with_room

CALLS = 2_000
# Each call across an edge touches a page that the system has just given.
FEW = CALLS // 10


def leaf(*numbers):
    return numbers


# Larger than a frame of `pages_touched`: else its own calls step over most edges.
leaf.__code__ = leaf.__code__.replace(co_stacksize=200)


def pages_touched(depth):
    """How many pages of memory are touched by a loop of `CALLS` calls that stands `depth` calls deeper."""
    if depth:
        return pages_touched(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(CALLS):
        leaf(number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_no_depth_stands_on_an_edge():
    depths = range(400)  # far more than one of Python's pieces holds
    assert {depth: pages for depth in depths if (pages := with_room(pages_touched, depth)) > FEW} == {}


def test_what_it_calls_gives_its_answer_and_its_error():
    assert with_room(leaf, 1, 2) == (1, 2)
    with pytest.raises(ZeroDivisionError):
        with_room(divmod, 1, 0)


def test_every_page_has_room(settings):
    assert settings.MIDDLEWARE[0] == "tasks_portal.middleware.RoomMiddleware"
