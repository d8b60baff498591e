"""What a person can decide about a draft's plan: each function takes the plan and answers the Decisions with it.

They are pure; `drafts.decide` writes what they answer. Items are named by their start in the source.
"""

import re
from bisect import bisect_left
from copy import deepcopy

from django.utils.translation import gettext as _

from departments.models import Department

from ..documents import from_json
from ..models import Responsibility
from ..report_text.roles import LEADLESS
from . import asides
from .decisions import IGNORED, KNOWN, NEW, Decisions, revise
from .errors import ImportRefused
from .matching import departments_by_name, plain


def changed(plan, **changes):
    """A copy of the plan's decisions with these fields replaced."""
    decisions = deepcopy(plan.decisions)
    for name, value in changes.items():
        setattr(decisions, name, value)
    return decisions


def _item(plan, start):
    """The PlannedItem that starts there; refuses where the parse has none (any more)."""
    found = next((item for item in plan.items if item.parsed.start == start), None)
    if found is None:
        raise ImportRefused(_("This item is no longer among the items; look at the present state."))
    return found


def unmerged_department(key):
    """The unit with this key; refuses one that was merged into another, or deleted, meanwhile."""
    department = Department.objects.unmerged().filter(pk=key).first()
    if department is None:
        raise ImportRefused(_("This unit no longer exists; choose another one."))
    return department


def match_unit(plan, name, department, *, remember):
    """The written name stands for the department; `remember` makes it an alias when the draft is applied."""
    choice = {"as": KNOWN, "department": department.pk, "remember": remember}
    return changed(plan, units={**plan.decisions.units, name: choice})


def match_unit_by_name(plan, name, typed, *, remember):
    """The same, the department typed by any name it goes by."""
    department = departments_by_name().get(plain(typed))
    if department is None:
        raise ImportRefused(_("No unit is called “%(name)s”; choose one from the list.") % {"name": typed.strip()})
    return match_unit(plan, name, department, remember=remember)


def make_unit(plan, name):
    """The written name is a unit that the portal does not know yet."""
    return changed(plan, units={**plan.decisions.units, name: {"as": NEW}})


def make_all_units(plan):
    """Every unknown name is a new unit."""
    return _make(plan, plan.unknown_units)


def make_single_units(plan):
    """Every unknown name of a single unit is a new unit; what stands for several is decided one by one."""
    return _make(plan, plan.unknown_singles)


def _make(plan, names):
    return changed(plan, units={**plan.decisions.units, **{name: {"as": NEW} for name in names}})


def ignore_unit(plan, name):
    """The written name is no unit at all."""
    return changed(plan, units={**plan.decisions.units, name: {"as": IGNORED}})


def suggested_leads(plan):
    """{item: the first single unit} for every item that several units share without a lead."""
    suggestions = {}
    for item in leadless(plan):
        unit = next((unit for unit in item.units if not unit.is_collective), None)
        if unit:
            suggestions[item.parsed.start] = unit.name
    return suggestions


def leadless(plan):
    """The items with several units and no lead, collectives in first place too."""
    starts = sorted(found.start for found in plan.findings if found.code in LEADLESS)
    return [
        item
        for item in plan.items
        if bisect_left(starts, item.parsed.start) < bisect_left(starts, item.parsed.end)
        and len(item.units) > 1
        and not any(unit.role == Responsibility.Role.LEAD for unit in item.units)
    ]


def items_with(plan, starts):
    """A function that says whether a place in the source lies in one of the items that start at `starts`."""
    spans = [(item.parsed.start, item.parsed.end) for item in plan.items if item.parsed.start in starts]
    return lambda offset: any(start <= offset < end for start, end in spans)


def set_leads(plan, leads):
    """`leads` is {item: written name of the unit that leads}; every other unit of the item supports."""
    chosen = dict(plan.decisions.leads)
    for start, name in leads.items():
        if name not in [unit.name for unit in _item(plan, start).units]:
            raise ImportRefused(_("Only a unit that stands on the item can lead it."))
        chosen[str(start)] = [name]
    return changed(plan, leads=chosen)


def give_units(plan, start, typed):
    """Units for an item that names none, typed by any name they go by: 、 between them, the first one leads.

    Units that this import creates count, too.
    """
    _item(plan, start)
    known, new = departments_by_name(), {plain(unit.name): unit for unit in plan.new}
    rows = list(plan.decisions.given.get(str(start), []))
    for name in filter(None, re.split(r"[、，,；;\s]+", typed.strip())):
        department = known.get(plain(name)) or new.get(plain(name))
        if department is None:
            raise ImportRefused(_("No unit is called “%(name)s”; choose one from the list.") % {"name": name})
        role = Responsibility.Role.SUPPORT if rows else Responsibility.Role.LEAD
        rows.append([department.pk or department.name, role.value])
    return changed(plan, given={**plan.decisions.given, str(start): rows})


def set_number(plan, start, number):
    """The item goes by another number than the one that is written."""
    _item(plan, start)
    if not 1 <= number <= 999_999:
        raise ImportRefused(_("A number lies between 1 and 999999."))
    return changed(plan, numbers={**plan.decisions.numbers, str(start): number})


def drop_item(plan, start):
    """The item is no task, with all that was joined to it; its text stays in the report as text."""
    end = _item(plan, start).parsed.end
    joined = {offset for offset in plan.decisions.joined if start < offset < end}
    return changed(plan, dropped=sorted({*plan.decisions.dropped, start, *joined}))


def split_item(plan, start, offset):
    """Cut the item in two before the offset; where two items were joined, they are parted again.

    An item that was dropped there is one again: it had stood between two that were joined over it.
    """
    parsed = _item(plan, start).parsed
    if not parsed.text_start < offset < parsed.text_end:
        raise ImportRefused(_("An item can only be split within its text."))
    joined, dropped = plan.decisions.joined, plan.decisions.dropped
    if offset in joined or offset in dropped:
        return changed(
            plan,
            joined=[other for other in joined if other != offset],
            dropped=[other for other in dropped if other != offset],
        )
    return changed(plan, splits=sorted({*plan.decisions.splits, offset}))


def join_item(plan, start):
    """The item belongs to the one before it; a cut that parted the two is undone."""
    position = _item(plan, start).position
    if position == 1:
        raise ImportRefused(_("There is no item before the first one."))
    if start in plan.decisions.splits and plan.items[position - 2].parsed.end == start:
        return changed(plan, splits=[offset for offset in plan.decisions.splits if offset != start])
    return changed(plan, joined=sorted({*plan.decisions.joined, start}))


def _outside(plan, key):
    """[start, end] of the text of no item that a finding or an introduction ("intro:" and its start) stands for.

    Refuses where it has been settled.
    """
    spans = [(found.key, found.start, found.end) for found in plan.findings if found.code == "unread_text"]
    spans += [(f"intro:{intro.start}", intro.start, intro.end) for intro in plan.parsed.intros]
    settled = {start for start, _end in [*plan.decisions.added, *plan.decisions.headings]}
    found = next((span for span in spans if span[0] == key and span[1] not in settled), None)
    if found is None:
        raise ImportRefused(_("This text has been settled already; look at the present state."))
    return list(found[1:])


def add_item(plan, key):
    """Text of no item is a task."""
    return changed(plan, added=[*plan.decisions.added, _outside(plan, key)])


def add_to_item(plan, key):
    """Text of no item belongs to the item before it."""
    start, end = _outside(plan, key)
    if not any(item.parsed.start < start for item in plan.items):
        raise ImportRefused(_("There is no item before this text."))
    joined = [*plan.decisions.joined, start]
    return changed(plan, added=[*plan.decisions.added, [start, end]], joined=sorted(joined))


def add_heading(plan, key):
    """Text of no item is a heading: the items below it, up to the next heading, belong to it."""
    return changed(plan, headings=[*plan.decisions.headings, _outside(plan, key)])


def read_in(plan, kind):
    """What the reading left aside of this kind belongs to the text."""
    if not any(found.key == f"aside:{kind}" for found in plan.findings) or kind in asides.ONLY_SAID:
        raise ImportRefused(_("This has been settled already; look at the present state."))
    return _read(plan, [*plan.decisions.read_in, kind])


def leave_aside(plan, kind):
    """What was read in of this kind does not belong to the text after all."""
    return _read(plan, [one for one in plan.decisions.read_in if one != kind])


def _read(plan, kinds):
    text, aside = plan.whole
    return asides.moved(plan.decisions, text, from_json(aside).additions, kinds)


def count_as_target(plan, key):
    """The undecided number of a finding is a target."""
    found = next((found for found in plan.findings if found.key == key and found.end), None)
    if found is None:
        raise ImportRefused(_("This number has been settled already; look at the present state."))
    decided = changed(plan, targets=[*plan.decisions.targets, [found.start, found.end]])
    if not any(target.start == found.start for target in _targets(plan, decided)):
        raise ImportRefused(_("This number cannot be read as a target; enter it on the item's page after the import."))
    return decided


def give_day(plan, start, day):
    """The day of the deadline that begins at `start` and names none."""
    if not any(found.start == start and found.code == "deadline_unsure" for found in plan.findings):
        raise ImportRefused(_("This deadline has been settled already; look at the present state."))
    return changed(plan, days={**plan.decisions.days, str(start): day.isoformat()})


def _targets(plan, decisions):
    revised = revise(plan.parsed, Decisions(targets=decisions.targets))
    return [target for item in revised.items for target in item.targets]


def accept(plan, keys):
    """Leave the findings with these keys as they are; those that block are never left."""
    open_keys = {found.key for found in plan.findings if not found.blocks}
    chosen = [key for key in keys if key in open_keys]
    return changed(plan, accepted=list(dict.fromkeys([*plan.decisions.accepted, *chosen])))


def cancel_missing(plan, keys, *, shown):
    """Of the missing items (keys) on the `shown` page of changes, those to be cancelled; choices on others stay."""
    return changed(plan, cancelled=sorted({*plan.decisions.cancelled} - {*shown} | {*keys}))
