"""A year of rounds on the 2011 report, lived through day by day by the portal's own steps.

It fills an untouched database for a demonstration (`make demo`) and for measuring (`tests/bench/year.py`). Only the
people are created here; everything else happens through `items.steps`, each step by somebody who may take it, on its
day (`departments.clock.at`). What chance decides depends on the seed alone (`chance`); what happens on fixed days, and
all words, stand in fixtures/xiangyang-2011/year.json.
"""

from .year import FIRST_DAY, LAST_DAY, simulate

__all__ = ["FIRST_DAY", "LAST_DAY", "simulate"]
