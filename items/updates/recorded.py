"""What the entries of a report tell in figures: what its unit says anew in it, and what it then makes of its item.

An entry keeps them as data (`models.figure_lines`); who reads them, `for_reader` asks.
"""

from typing import NamedTuple

from departments.models import Department

from ..models import HistoryEntry, ProgressUpdate
from ..models.figure_lines import (
    COMPLETION,
    COUNTED,
    JUDGED,
    NO_CHANGE,
    OF_REPORT,
    REACHED,
    REPORTED,
    FigureChange,
    keep,
)
from ..models.target import spell_number
from ..rules.accepted import earlier
from ..rules.judged import judging, last_completion
from ..rules.last_words import last_values, same_unit
from ..steps.changing import as_text


class Kept(NamedTuple):
    """`before` and `after` of an entry, as `history.record` takes them."""

    before: dict
    after: dict


NOTHING = Kept({}, {})
UNCHANGED = Kept({}, {NO_CHANGE: str(True)})


class Said(NamedTuple):
    """An update beside what its unit said before: the earlier report or None, [(TargetValue, `LastValue` or None)]."""

    earlier: ProgressUpdate | None
    values: list


def said_in(update):
    """What the update says, as `Said`; of targets that the item still has."""
    was = last_values(update)
    values = [(one, was.get(one.target_id)) for one in update.values.select_related("target") if one.target]
    return Said(earlier(update), values)


def by_unit(update, said, days):
    """What the unit says otherwise than before, once its completion is settled; `days` as `carrying.keep_days`."""
    figures = [
        _figure(one.label, last and last.value, one.value, one.unit)
        for one, last in said.values
        if last is None or last.value != one.value
    ]
    reached = [FigureChange(step.title, as_text(was), as_text(day)) for step, was, day in days]
    is_counted = any(not one.target.per for one, _last in said.values)
    judged = (None, None) if is_counted else _judged(update)
    return _kept({REPORTED: figures, REACHED: reached}, {JUDGED: judged})


def _judged(update):
    """(last time, now) of the completion that the unit judges itself, alike where it judges none."""
    if update.completion is None or not judging([update]):
        return None, None
    last = last_completion(update)
    return last and last.value, update.completion


def by_item(completions, values):
    """What an acceptance, or taking it back, changes: (before, after) in percent, [(target, before, after)]."""
    figures = [_figure(target.label, was, now, target.unit) for target, was, now in values if was != now]
    return _kept({COUNTED: figures}, {COMPLETION: completions})


def sent_with(update):
    """What the entry of sending the update keeps, for the step that hands it on as it was sent."""
    # A unit that was merged meanwhile had sent it in its own name.
    units = same_unit(update.department_id, Department.objects.acting())
    sent = HistoryEntry.objects.filter(
        action=HistoryEntry.Action.UPDATE_SENT,
        department__in=units,
        item=update.item_id,
        by=update.sent_by_id,
        at=update.sent_at,
    )
    entry = sent.first()
    if entry is None:
        return NOTHING
    return Kept(*({name: one[name] for name in OF_REPORT if name in one} for one in (entry.before, entry.after)))


def _figure(label, was, now, unit):
    return FigureChange(label, spell_number(was), spell_number(now), unit)


def _kept(lines, percents):
    before, after = {}, {}
    for name, changes in lines.items():
        if changes:
            before[name], after[name] = keep(changes)
    for name, (was, now) in percents.items():
        if was != now:
            before[name], after[name] = spell_number(was), spell_number(now)
    return Kept(before, after)
