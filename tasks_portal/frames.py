"""Room for the frames of all that one call calls.

Python lays the frames of functions one upon another in pieces of 16 kB. A loop that calls across the edge between two
pieces gets the second from the system at each call and gives it back at each return (cpython issue 142183): up to a
third of the time of a page. One frame as large as many pieces gets a piece of its own, of which the frames above it
use the rest. Where Python keeps the second piece by itself, this costs one piece a call and nothing else.
"""

# The size of the frame in words of 8 bytes: above half a megabyte, so that its piece is one of a whole megabyte.
# What is never written to takes no memory.
WORDS = 70_000


def with_room(function, *arguments):
    """What `function(*arguments)` gives; no loop in it stands on an edge, some 500 calls deep."""
    return function(*arguments)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS)
