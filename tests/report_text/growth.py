"""How the time of reading grows with what is read."""

import time


def assert_grows_with_the_length_only(read, piece):
    """`read(text)` takes at most three times as long a character for 40,000 of them as for 10,000: `piece` again and
    again."""

    def seconds(length):
        text = piece * (length // len(piece))
        began = time.process_time()
        read(text)
        return time.process_time() - began

    seconds(2000)
    assert seconds(40000) < 12 * seconds(10000) + 0.5
