"""How units are: when they sign for items, when they report, how soon their heads sign."""

import datetime
import enum

from ..models import ProgressUpdate, Responsibility
from ..rules.workdays import on_or_after, shifted


class Character(enum.Enum):
    DILIGENT = "diligent"
    ORDINARY = "ordinary"
    LATE = "late"
    SILENT = "silent"


SHARES = {Character.DILIGENT: 32, Character.ORDINARY: 44, Character.LATE: 15, Character.SILENT: 9}
# Workdays, least and most: to sign for what was issued, to sign off, to write anew what came back.
TO_SIGN_FOR = {
    Character.DILIGENT: (0, 1),
    Character.ORDINARY: (1, 3),
    Character.LATE: (2, 6),
    Character.SILENT: (5, 9),
}
TO_SIGN_OFF = {
    Character.DILIGENT: (0, 0),
    Character.ORDINARY: (0, 1),
    Character.LATE: (0, 3),
    Character.SILENT: (1, 4),
}
TO_WRITE_ANEW = {
    Character.DILIGENT: (0, 0),
    Character.ORDINARY: (0, 1),
    Character.LATE: (0, 2),
    Character.SILENT: (1, 4),
}


def character_of(chance, unit):
    return chance.of("manner", unit.name).choices(list(SHARES), weights=SHARES.values())[0]


def lag(table, chance, unit, *about):
    """Workdays that the unit lets pass, from one of the tables above."""
    return chance.of("lag", unit.name, *about).randint(*table[character_of(chance, unit)])


def writing_day(chance, update):
    """The day on which the unit reports, in time, late or after the period has closed; None if it never does.

    A unit treats all its reports of a period much alike. A lead mostly waits for the parts of the others.
    """
    period, unit = update.period, update.department
    rng = chance.of("write", unit.name, period.start_on)
    kind, luck = character_of(chance, unit), rng.random()
    own = chance.of("write", unit.name, period.start_on, update.item.number)
    in_time = shifted(update.due_on, -rng.randint(1, 4) + own.randint(0, 1))
    if kind == Character.LATE and luck < 0.55:
        return shifted(update.due_on, rng.randint(1, 4) + own.randint(0, 1))
    if kind == Character.SILENT and luck < 0.75:
        return _silent(period, update.due_on, luck, rng)
    if update.role == Responsibility.Role.LEAD and update.period.report.with_merging and own.random() < 0.7:
        return max(in_time, shifted(period.parts_due_on, 1))
    return in_time


def _silent(period, due_on, luck, rng):
    """Only when chased, only after the period has closed, or never."""
    if luck < 0.35:
        return shifted(due_on, rng.randint(3, 6))
    if luck < 0.55:
        return on_or_after(period.closes_on + datetime.timedelta(days=rng.randint(3, 12)))
    return None


def drafting_day(chance, update, writes_on):
    """The day on which the unit begins a draft; in most cases it writes and sends on one day."""
    if writes_on and chance.happens(0.3, "draft", update.department.name, update.period.start_on, update.item.number):
        return shifted(writes_on, -2)
    return writes_on


def nothing_new(chance, update, is_slow):
    """Whether the unit uses “no change” this time."""
    if update.state != ProgressUpdate.State.EXPECTED:
        return False
    share = 0.25 if is_slow else 0.06
    return chance.happens(share, "no change", update.department.name, update.period.start_on, update.item.number)
