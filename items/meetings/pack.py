"""What a meeting (调度会) needs on its table: what is behind and why, what was instructed, what has changed since.

Once a meeting's day is over, its pack shows things as they stood at the end of that day.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import count

from django.db.models import Q
from django.utils.translation import gettext as _

from ..comparing.page import Since, compare, lights_on, places_of
from ..lights.light import Light
from ..lights.records import end_of
from ..lights.rules_in_force import rules_on
from ..lights.terms import Look, look
from ..models import Colour, Instruction, Meeting, ProgressUpdate, WorkItem
from ..requests.as_of import AsOf, as_of, was_open, with_answers
from ..rules.accepted import latest, present_unit
from ..rules.belonging import keys_then
from ..rules.then import ItemThen, items_then

State = ProgressUpdate.State


@dataclass(frozen=True)
class PackEntry:
    """An item on the table: its light, the units' latest accepted words, and what was instructed.

    `then` is what the item and its units were on the day. `said` are accepted updates with problems, next steps or a
    request for a decision; `instructions` those (`AsOf`) that were open before the meeting, as they stood on the day,
    `decided` those of the meeting itself, with what has become of them; `form` is the one for a further decision.
    `number` is its place on the agenda, from 1 on.
    """

    item: WorkItem
    then: ItemThen
    light: Light
    said: list = field(default_factory=list)
    instructions: list = field(default_factory=list)
    decided: list = field(default_factory=list)
    form: object = None
    number: int = 0

    @property
    def figures(self):
        """The targets (`lights.terms.TargetProgress`) whose figures the reason of the light does not name already."""
        why = self.light.why
        return [one for one in self.light.facts.targets if one.missing or not _names(why, one)]


def _names(why, target):
    return target.value is not None and f"{target.label} {target.spelt}" in why


@dataclass(frozen=True)
class PackGroup:
    """The entries under one heading: a light, or without `look` the items that ask for a leader's decision."""

    title: str
    entries: list
    look: Look | None = None


@dataclass(frozen=True)
class Pack:
    """What the page of a meeting shows; `on` is the day of its lights.

    `is_recorded` is False where the meeting's day is over and nothing was recorded then, so that the lights are
    today's. `others` are open instructions on items of the scope that are not on the table, `decisions` all that the
    meeting decided; `last` is the meeting before on the same scope, `last_decisions` what that decided (`AsOf`),
    `last_states` [(state in words, number)] of it, `changes` what has changed since. `rest` are the other items of the
    scope.
    """

    meeting: Meeting
    on: datetime.date
    is_recorded: bool = True
    counts: list = field(default_factory=list)
    groups: list = field(default_factory=list)
    others: list = field(default_factory=list)
    decisions: list = field(default_factory=list)
    rest: object = None
    last: Meeting | None = None
    last_decisions: list = field(default_factory=list)
    last_states: list = field(default_factory=list)
    changes: Since | None = None

    @property
    def entries(self):
        """All entries in the order of the agenda."""
        return [entry for group in self.groups for entry in group.entries]


def asked_of(meeting):
    """(what the meeting is about, as `rules.belonging.keys_then` takes it; the list parameters that give the same).

    No parameters (None) give the items of a chapter that the report has no more.
    """
    chapter, unit = meeting.chapter, present_unit(meeting.department)
    found = meeting.report.chapters.filter(literal=chapter).first() if chapter else None
    asked = {"leader": meeting.leader, "department": unit, "chapter": found or chapter}
    if chapter and found is None:
        return asked, None
    return asked, {
        "leader": meeting.leader,
        "department": unit.pk if unit else "",
        "chapter": found.pk if found else "",
    }


def items_of(meeting, on):
    """The items that belonged on the day to what the meeting is about; a queryset."""
    asked, _filters = asked_of(meeting)
    end = end_of(on)
    return meeting.report.items.filter(pk__in=keys_then(meeting.report.items.all(), [end], **asked)[end])


def pack_of(meeting, *, today):
    """The `Pack` of the meeting, in a fixed number of queries."""
    on, is_recorded = min(meeting.held_on, today), True
    items = items_of(meeting, on)
    lit = lights_on(items, on, today=today)
    if not lit and on < today:
        items, on = items_of(meeting, today), today
        lit = lights_on(items, today, today=today)
        is_recorded = not lit
    rules = rules_on([meeting.report_id], meeting.report.as_of(on))[meeting.report_id]
    asked, filters = asked_of(meeting)
    tally, place = Counter(light.colour for light in lit.values()), places_of(meeting.report, on, today, filters)
    return Pack(
        meeting=meeting,
        on=on,
        is_recorded=is_recorded,
        counts=[(look(colour, rules), tally[colour], place(colour)) for colour in Colour.values if tally[colour]],
        **_laid(meeting, items, lit, rules, end_of(on)),
        **_since_last(meeting, lit, on, today, asked=asked, filters=filters),
    )


def _laid(meeting, items, lit, rules, until):
    """What lies on the table: red and yellow items, and open ones on which a unit asks for a leader's decision."""
    place_of = {pk: light.colour for pk, light in lit.items() if light.colour in (Colour.RED, Colour.YELLOW)}
    said = _said(items, place_of, until)
    for pk, updates in said.items():
        if pk in lit and lit[pk].facts.is_open and any(update.needs_decision for update in updates):
            place_of.setdefault(pk, "")
    before, decided = _instructions(meeting, items, until)
    rows = items.in_order().select_related("report", "chapter")
    groups = defaultdict(list)
    laid = list(rows.filter(pk__in=list(place_of)))
    then = items_then(laid, until)
    for item in laid:
        told = (said.get(item.pk, []), before.pop(item.pk, []), decided.get(item.pk, []))
        groups[place_of[item.pk]].append(PackEntry(item, then[item.pk], lit[item.pk], *told))
    numbers = count(1)
    return {
        "groups": [
            _group(colour, [replace(entry, number=next(numbers)) for entry in groups[colour]], rules)
            for colour in (Colour.RED, Colour.YELLOW, "")
            if groups[colour]
        ],
        "others": [one for found in before.values() for one in found],
        "decisions": [one for found in decided.values() for one in found],
        "rest": rows.exclude(pk__in=list(place_of)),
    }


def _group(colour, entries, rules):
    if not colour:
        return PackGroup(_("Needs a city leader's decision"), entries)
    shown = look(colour, rules)
    return PackGroup(shown.word, entries, shown)


def _said(items, behind, until):
    """{item pk: [update]}: each steering unit's latest update accepted by the moment, where it says what matters.

    Of the items `behind` (keys), and of others where it asks for a leader's decision.
    """
    accepted = ProgressUpdate.objects.filter(state=State.ACCEPTED, reviewed_at__lte=until)
    telling = Q(item__in=list(behind)) & (~Q(problems="") | ~Q(next_steps="")) | Q(needs_decision=True)
    rows = latest(accepted).steering().filter(telling, item__in=items.order_by())
    found = defaultdict(list)
    rows = rows.select_related("period", "department", "via")
    for update in rows.order_by("-needs_decision", "department__position", "department", "-pk"):
        found[update.item_id].append(update)
    return found


def _instructions(meeting, items, until):
    """Two dicts {item pk: [instruction]}: those that were open before the meeting, and those that it decided."""
    rows = Instruction.objects.filter(Q(item__in=items.order_by()) | Q(meeting=meeting))
    rows = rows.select_related("item__report", "by", "meeting")
    before, decided = defaultdict(list), defaultdict(list)
    for one in with_answers(rows).order_by("due_on", "at", "pk"):
        if one.meeting_id == meeting.pk:
            decided[one.item_id].append(AsOf(one, one.state, list(one.answers.all())))
        elif was_open(one, until):
            before[one.item_id].append(as_of(one, until))
    return before, decided


def _since_last(meeting, lit, on, today, **scope):
    """The meeting before on the same scope, and what has changed since; nothing without one."""
    same = Meeting.objects.filter(
        report=meeting.report, leader=meeting.leader, department=meeting.department, chapter=meeting.chapter
    )
    last = same.filter(held_on__lt=min(meeting.held_on, today)).first()
    if last is None:
        return {}
    last.report = meeting.report
    decided = with_answers(last.instructions.filter(at__lte=end_of(on)))
    decided = [as_of(one, end_of(on)) for one in decided.select_related("item__report", "by").order_by("at", "pk")]
    counts = Counter(one.state for one in decided)
    return {
        "last": last,
        "last_decisions": decided,
        "last_states": [(state.label, counts[state]) for state in Instruction.State if counts[state]],
        "changes": compare(meeting.report, start=last.held_on, end=on, today=today, after=lit, **scope),
    }
