"""Chance that repeats itself: a draw depends on the seed and on what it is about, never on earlier draws."""

import random


class Chance:
    """Draws of one simulation. `about` are words, numbers and days that name the question, e.g. ("head", unit name)."""

    def __init__(self, seed):
        self.seed = seed

    def of(self, *about):
        """A generator of its own for the question."""
        return random.Random("/".join(str(part) for part in (self.seed, *about)))  # noqa: S311 - a story

    def happens(self, share, *about):
        """Whether it happens, in `share` (0 to 1) of all cases."""
        return self.of(*about).random() < share

    def pick(self, options, *about):
        return self.of(*about).choice(options)
