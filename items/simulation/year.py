"""The days of the simulated year, one after the other."""

import datetime
import json
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation

from departments import clock
from departments.clock import ONE_DAY

from ..clockwork.ticking import tick
from ..rules import workdays
from ..seeding import sowing
from .chance import Chance
from .closings import Closings
from .opening import set_up, sign_for_due
from .people import Day, create_people, moment, names, sign_in
from .plot import Plot
from .rounds import Rounds

STORY = sowing.SEED_DIR / "year.json"
# The day of issue, early enough for a report on January; and how far the story goes.
FIRST_DAY = datetime.date(2011, 1, 17)
LAST_DAY = datetime.date(2012, 1, 31)
TICK = datetime.time(8, 35)


@dataclass(frozen=True)
class Simulated:
    """What a simulation has done: the demo accounts, and how many days it lived through."""

    accounts: list
    days: int


def simulate(*, seed, on, keep_accounts):
    """Fill an untouched database with all that has happened before the day `on`, in one transaction.

    The same `seed` (a number or a word) makes the same rows, passwords and the database's own moments apart.
    `keep_accounts(accounts)` is called before the transaction ends. Returns `Simulated`, or None if the database was in
    use already.
    """
    story, chance = json.loads(STORY.read_text(encoding="utf-8")), Chance(seed)
    invented = names(chance, story)
    with transaction.atomic(), workdays.reading_once(), translation.override(settings.LANGUAGE_CODE):
        with clock.at(moment(FIRST_DAY, TICK)):
            accounts = sowing.seed(on=FIRST_DAY, keep_accounts=lambda accounts: None)
            if accounts is None:
                return None
            create_people(chance, story, invented)
        first = Day(FIRST_DAY)
        set_up(first, story)
        signed_in = first.signed_in
        actors = [Plot(story, invented), Rounds(chance, story), Closings(chance, story)]
        days = 0
        while (day := FIRST_DAY + days * ONE_DAY) < on:
            signed_in |= _play(day, chance, story, actors)
            days += 1
        sign_in(signed_in)
        keep_accounts(accounts)
    return Simulated(accounts=accounts, days=days)


def _play(on, chance, story, actors):
    """Live through the day; returns {person's key: moment} of those who signed in."""
    at = moment(on, TICK)
    with clock.at(at):
        done = tick(at)
    for _step, error in done.errors:
        raise error
    if not workdays.is_workday(on):
        return {}
    day = Day(on)
    sign_for_due(day, chance, story)
    for actor in actors:
        actor.play(day)
    day.end()
    return day.signed_in
