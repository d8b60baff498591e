"""What is still open on items that are to end: it is read before one is closed, or leaves with its report or file."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import ProgressUpdate, Shortfall
from ..rules.shortfall import spell_shortfall
from .short import lying_on, spelled

# Numbers of items that a sentence names; how many there are it says anyway.
NAMED = 20


def left_open(item, short, facts):
    """Sentences on what the item is `short` of and on the units that its open periods wait for; none where all is done.

    By the `facts` of its light also on targets for each place of which one number does not tell. One query.
    """
    unsure = "、".join(one.against for one in facts.unsure_for_each)
    told = [_("Not known whether it holds for each: %(targets)s") % {"targets": unsure}] if unsure else []
    return [*spell_shortfall(short), *told, *_silent([item.pk])[item.pk]]


def left_open_on(items):
    """{item's key: sentences} on what lies open on each of the items, a list, and whom its open periods wait for."""
    keys = [item.pk for item in items]
    lying, silent = lying_on(keys), _silent(keys)
    return {key: [*spell_shortfall(spelled(lying.get(key, {}))), *silent[key]] for key in keys}


def left_open_in(items):
    """(sentences, {kind of `Shortfall`: sentence without its kind}) on what lies open on the items, a queryset.

    Each kind once, with its number and on which items; the second as the history keeps it. A fixed number of queries.
    """
    numbers = {item.pk: item.display_number for item in items.order_by("position").only("number", "clause")}
    lying, counted, among = lying_on(list(numbers)), defaultdict(int), defaultdict(list)
    for key, number in numbers.items():
        for kind, which in lying.get(key, {}).items():
            counted[kind] += len(which)
            among[kind].append(number)
    told = {kind.value: _counted(counted[kind], among[kind]) for kind in Shortfall if counted[kind]}
    return spell_shortfall(told), told


def _counted(count, numbers):
    named = "、".join(numbers[:NAMED]) + ("…" if len(numbers) > NAMED else "")
    sentence = ngettext("%(count)s (item %(numbers)s)", "%(count)s (items %(numbers)s)", len(numbers))
    return sentence % {"count": count, "numbers": named}


def _silent(items):
    """{item's key: [the sentence on the units that its open periods wait for]}, an empty list where there are none."""
    rows = ProgressUpdate.objects.asked_for().in_open_periods().writable().filter(item__in=items)
    rows = rows.order_by("period__due_on", "department__position", "department")
    units = defaultdict(list)
    for item, unit in rows.values_list("item", "department__name"):
        units[item].append(unit)
    told = defaultdict(list)
    for item, names in units.items():
        words = "、".join(dict.fromkeys(names))
        told[item] = [_("Not reported in the open periods: %(units)s") % {"units": words}]
    return told
