"""What an update comes to in percent: by the values of its item's targets, else as its unit judges."""

from ..rules import figures
from ..rules.last_words import standing_values


def computed_completion(update, judged):
    """Completion from the unit's words where the item's targets are its own, else as the unit judged it.

    The words are its values in this update and, where that names none, those that accepted reports leave standing; None
    where all that is counted is a former lead's: then the unit itself has said nothing yet. A member of a collective
    reports its share of a target, which says nothing about its own completion.
    """
    counted, is_own = _counted(update)
    if counted is None:
        return judged
    return counted if is_own else None


def shown_completion(update):
    """What the update comes to as it stands, from a former lead's values, too, where those are all that is counted."""
    counted, _is_own = _counted(update)
    return update.completion if counted is None else counted


def is_computed(update):
    """Whether completion follows from what was said on the targets, so that nobody types it."""
    return _counted(update)[0] is not None


def _counted(update):
    """(completion by the values on the item's targets or None, whether one of them is the unit's own)."""
    if update.is_contribution:
        return None, False
    values, standing = _own_and_standing(update)
    pairs, left = _pairs(update, values, standing), {pk for pk, one in standing.items() if one.former}
    is_own = any(value is not None and not target.per and target.pk not in left for target, value in pairs)
    return figures.completion_of_own(pairs), is_own


def figures_told(update):
    """[(target, value or None)] of the item's targets: as the update says, else as earlier accepted reports say."""
    return _pairs(update, *_own_and_standing(update))


def _own_and_standing(update):
    """({target key: the update's value}, {target key: the `LastValue` that stands where it names none})."""
    values = {value.target_id: value.value for value in update.values.all()}
    is_blank = any(target.pk not in values for target in update.item.targets.all())
    standing = standing_values(update) if is_blank else {}
    return values, {pk: one for pk, one in standing.items() if pk not in values}


def _pairs(update, values, standing):
    known = {pk: one.value for pk, one in standing.items()} | values
    return [(target, known.get(target.pk)) for target in update.item.targets.all()]
