"""What waits for units, one card an item (按事项办理): its light, all that waits on it, and the act that comes next.

First it is found which items come first, then what waits on these: a fixed number of queries however many there are.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from departments.models import Department, User

from .. import access
from ..lights.light import Light
from ..lights.present import present_lights
from ..models import Instruction, Objection, ProgressUpdate, ReportingPeriod, Responsibility, WorkItem
from ..models.querysets import SOON, STEERING
from ..pages.addresses import LinkedCount, address, item_part, list_url
from ..pages.tasks import Button
from ..requests.instructing import part_of
from ..rounds.words import spell_days_left
from ..rules import parts
from ..rules.accepted import signed
from ..rules.shares import own_goals
from ..updates.waiting import EXCERPT, OF_REPORT, OWN_ORDER, RETURNED, TO_TAKE_UP, TO_WRITE, own_titles, own_updates
from .asked import TO_ANSWER_ORDER, instruction_words, to_answer

# So many cards: what a unit has in a usual month can all be done from here.
CARDS_SHOWN = 30
# Rows of each kind that are read to find them: an item may have several, of units, periods and instructions.
ROWS_READ = 3 * CARDS_SHOWN

State = ProgressUpdate.State


class WaitKind(IntEnum):
    """What waits, in the order in which to do it."""

    RETURNED = 1
    INSTRUCTION = 2
    DECISION = 3
    WRITE = 4
    TAKE_UP = 5
    SIGN_FOR = 6
    OVERDUE = 7
    SOON = 8
    NOT_STARTED = 9


@dataclass(frozen=True)
class Chip:
    """One thing that waits, in a word or two, and where it stands; `is_late` where its day has passed."""

    label: str
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class Wait:
    """One thing that waits on an item (its key): its chip, what to know of it, and what settles it.

    `act` is a `Button` or (words, address). `unchanged` is the key of the update that “no change” would settle.
    """

    kind: WaitKind
    item: int
    chip: Chip
    act: Button | tuple[str, str]
    facts: tuple[str, ...] = ()
    unchanged: int | None = None


@dataclass(frozen=True)
class ItemCard:
    """An item of the person's units with what waits on it, what comes first first."""

    item: WorkItem
    light: Light
    on: datetime.date
    waits: tuple[Wait, ...]

    @property
    def button(self) -> Button | None:
        act = self.waits[0].act
        return act if isinstance(act, Button) else None

    @property
    def action(self) -> tuple[str, str] | None:
        act = self.waits[0].act
        return None if isinstance(act, Button) else act

    @property
    def facts(self) -> list[str]:
        return [fact for wait in self.waits for fact in wait.facts]

    @property
    def unchanged(self) -> int | None:
        """The update that can be reported as unchanged from here; None where that is not what comes next."""
        return self.waits[0].unchanged

    @property
    def time_left(self) -> str:
        return spell_days_left((self.item.due_on - self.on).days) if self.item.due_on else ""


@dataclass(frozen=True)
class Cards:
    """The first cards, and how much of each kind waits, with the list of it; `is_all`: whether nothing is left out."""

    counts: list[LinkedCount]
    cards: list[ItemCard]
    is_all: bool

    @property
    def unchanged(self) -> int:
        """How many cards can be reported as unchanged in one go."""
        return sum(card.unchanged is not None for card in self.cards)


@dataclass(frozen=True)
class _Source:
    """Where something that waits is found: rows with their `kind`, each about an item, and the `Wait`s of some of them.

    `kinds` are those that may be among them, `order` is the order of the rows of one kind.
    """

    kinds: frozenset[WaitKind]
    rows: QuerySet[Any]
    order: tuple[Any, ...]
    waits_of: Callable[[QuerySet[Any]], Iterable[Wait]]
    item: str = "item"

    def first(self) -> Iterable[tuple[int, int, int]]:
        """(kind, item, how many rows of the kind there are) of the first rows of each kind, in order; one query."""
        of_kind = {"partition_by": [F("kind")]}
        rows = self.rows.order_by().annotate(
            of=Window(Count("pk"), **of_kind), place=Window(RowNumber(), **of_kind, order_by=self.order)
        )
        return rows.filter(place__lte=ROWS_READ).order_by("kind", "place").values_list("kind", self.item, "of")

    def waits(self, items: Collection[int]) -> Iterable[Wait]:
        """All that waits on the items (keys), in order."""
        return self.waits_of(self.rows.filter(**{f"{self.item}__in": items}).order_by("kind", *self.order))


def unit_cards(user: User, departments: list[Department], on: datetime.date) -> Cards:
    """What waits for a person's units on the day, in the order in which to do it."""
    sources = sources_of(user, departments, on)
    found = [list(one.first()) for one in sources]
    rows = sorted(chain.from_iterable(found), key=itemgetter(0))  # keeps the order within a kind
    keys = list(dict.fromkeys(item for _kind, item, _of in rows))
    chosen = set(keys[:CARDS_SHOWN])
    waits: defaultdict[int, list[Wait]] = defaultdict(list)
    for one, some in zip(sources, found, strict=True):
        if here := {item for _kind, item, _of in some} & chosen:
            for wait in one.waits(here):
                waits[wait.item].append(wait)
    items = WorkItem.objects.filter(pk__in=chosen).for_lights().with_units().in_bulk() if chosen else {}
    lights = present_lights(items.values(), on=on) if items else {}
    counts = {kind: of for kind, _item, of in rows}
    return Cards(
        counts=[
            LinkedCount(label, counts[kind], url, tone)
            for kind, (label, url, tone) in lists_of_kinds().items()
            if kind in counts
        ],
        # What somebody settles between two of the queries waits no more.
        cards=[
            ItemCard(items[key], lights[key], on, tuple(sorted(waits[key], key=attrgetter("kind"))))
            for key in keys[:CARDS_SHOWN]
            if key in items and waits[key]
        ],
        is_all=len(keys) <= CARDS_SHOWN and all(of <= ROWS_READ for of in counts.values()),
    )


def lists_of_kinds() -> dict[WaitKind, tuple[str, str, str]]:
    """{kind: (its name, the address of the list of it, tone)}; what has not begun the figures of the page count."""
    own, told = own_titles(), {"state": Instruction.State.OPEN.value, "mine": "on"}
    steered = {"mine": "on", "role": STEERING, "sort": "due"}
    return {
        WaitKind.RETURNED: (own[RETURNED], address("own_updates", what=RETURNED), ""),
        WaitKind.INSTRUCTION: (_("Instructions to answer"), address("instruction_list", **told, kind="leader"), ""),
        WaitKind.DECISION: (_("Meeting decisions to answer"), address("instruction_list", **told, kind="meeting"), ""),
        WaitKind.WRITE: (own[TO_WRITE], address("own_updates", what=TO_WRITE), ""),
        WaitKind.TAKE_UP: (own[TO_TAKE_UP], address("own_updates", what=TO_TAKE_UP), ""),
        WaitKind.SIGN_FOR: (_("To sign for"), reverse("sign_for_list"), ""),
        WaitKind.OVERDUE: (_("Overdue"), list_url(**steered, overdue="on"), "overdue"),
        WaitKind.SOON: (_("Due within 30 days"), list_url(**steered, soon="on"), ""),
    }


def sources_of(user: User, departments: list[Department], on: datetime.date) -> list[_Source]:
    """Where all that waits for a person's units on the day is found."""
    several = len(departments) > 1
    written = own_updates(user, RETURNED, TO_WRITE)
    instructions = to_answer(departments)
    steered = WorkItem.objects.live().of_departments(departments, access.STEERING_ROLES)
    return [
        _Source(
            frozenset({WaitKind.RETURNED, WaitKind.WRITE}),
            _of_kind(written, WaitKind.WRITE, When(state=State.RETURNED, then=WaitKind.RETURNED)),
            OWN_ORDER,
            lambda rows: _update_waits(rows, on, several),
        ),
        _Source(
            frozenset({WaitKind.INSTRUCTION, WaitKind.DECISION}),
            _of_kind(instructions, WaitKind.DECISION, When(meeting=None, then=WaitKind.INSTRUCTION)),
            TO_ANSWER_ORDER,
            lambda rows: _instruction_waits(rows, on),
        ),
        _Source(
            frozenset({WaitKind.TAKE_UP}),
            _of_kind(own_updates(user, TO_TAKE_UP), WaitKind.TAKE_UP),
            OWN_ORDER,
            lambda rows: _part_waits(rows, departments),
        ),
        _Source(
            frozenset({WaitKind.SIGN_FOR}),
            _of_kind(Responsibility.objects.filter(department__in=departments).unsigned(on), WaitKind.SIGN_FOR),
            ("issued_on", *OF_REPORT, "pk"),
            lambda rows: _sign_for_waits(rows, several),
        ),
        _Source(
            frozenset({WaitKind.OVERDUE, WaitKind.SOON, WaitKind.NOT_STARTED}),
            _of_kind(
                steered.overdue(on) | steered.due_soon(on) | _not_started(steered),
                WaitKind.NOT_STARTED,
                When(due_on__lt=on, then=WaitKind.OVERDUE),
                When(due_on__lte=on + SOON, then=WaitKind.SOON),
            ),
            ("due_on", "-report__year", "-report_id", "position"),
            lambda rows: _own_waits(rows, on),
            item="pk",
        ),
    ]


def _not_started(items: Any) -> QuerySet[Any]:
    """Of reports that have no rounds: where there are any, the first report of the unit says that work has begun."""
    has_rounds = ReportingPeriod.objects.filter(report=OuterRef("report"), opened_at__isnull=False)
    rows: QuerySet[Any] = items.filter(~Exists(has_rounds), status=WorkItem.Status.NOT_STARTED)
    return rows


def _of_kind(rows: Any, otherwise: WaitKind, *cases: When) -> QuerySet[Any]:
    """`rows` with the `kind` of each."""
    return rows.annotate(kind=Case(*cases, default=Value(int(otherwise)), output_field=IntegerField()))


def _update_waits(rows: QuerySet[Any], on: datetime.date, several: bool) -> Iterable[Wait]:
    """Of reports to write, or to write again."""
    updates = list(rows)
    goals = own_goals(updates)
    for one in updates:
        days = (one.due - on).days
        chip = _("%(what)s: %(period)s, %(left)s") % {
            "what": _("To report") if one.state == State.EXPECTED else one.get_state_display(),
            "period": one.period.name,
            "left": _("Closed and frozen") if one.period.is_closed else spell_days_left(days),
        }
        facts = [signed(one.department)] if several else []
        if one.state == State.RETURNED:
            facts.append(_("Reason: %(reason)s") % {"reason": Truncator(one.return_reason).chars(EXCERPT)})
        if one.state == State.DRAFT and one.saved_by:
            facts.append(_("draft by %(person)s") % {"person": one.saved_by})
        if goal := goals.get(one.pk):
            facts.append(_("Our unit's goal: %(goal)s") % {"goal": "；".join(map(str, goal.values()))})
        url = one.get_absolute_url()
        act = {State.RETURNED: _("Correct and send again"), State.DRAFT: _("Go on writing")}.get(
            one.state, _("Write the report")
        )
        offered = one.state == State.EXPECTED and one.earlier_pk and not one.waiting_parts
        yield Wait(
            WaitKind(one.kind),
            one.item_id,
            Chip(chip, url, days < 0),
            (act, url),
            tuple(facts),
            unchanged=one.pk if offered else None,
        )


def _part_waits(rows: QuerySet[Any], departments: Collection[Department]) -> Iterable[Wait]:
    """Of parts of supporting units that their lead has not taken up, one for an item and period."""
    waiting: defaultdict[tuple[int, int], list[ProgressUpdate]] = defaultdict(list)
    for part in rows:
        waiting[part.item_id, part.period_id].append(part)
    of_lead = ProgressUpdate.objects.of_units(departments).filter(
        role=ProgressUpdate.Role.LEAD, item__in={item for item, _period in waiting}
    )
    of_lead = of_lead.writable().in_open_periods()
    leads = list(of_lead.select_related("period__report"))
    own = {(one.item_id, one.period_id): one for one in leads}
    progress = parts.progress_of(leads)
    for place, some in waiting.items():
        lead, first = own.get(place), some[0]
        words = {"period": first.period.name}
        if lead is not None and lead.pk in progress:
            done, asked = progress[lead.pk]
            chip = _("Parts: %(done)s of %(asked)s, %(period)s") % {**words, "done": done, "asked": asked}
            yield Wait(
                WaitKind.TAKE_UP,
                first.item_id,
                Chip(chip, url := f"{lead.get_absolute_url()}#parts"),
                (_("Take up the parts"), url),
            )
        else:
            chip = _("Parts: %(count)s, %(period)s") % {**words, "count": len(some)}
            chip = (
                _("%(what)s, %(left)s") % {"what": chip, "left": _("Closed and frozen")}
                if first.period.is_closed
                else chip
            )
            url = first.get_absolute_url()
            yield Wait(WaitKind.TAKE_UP, first.item_id, Chip(chip, url), (_("Accept or return"), url))


def _instruction_waits(rows: QuerySet[Any], on: datetime.date) -> Iterable[Wait]:
    for row in rows:
        days = (row.due_on - on).days if row.due_on else 0
        what = _("Meeting decision") if row.is_decision else _("Instruction")
        url = item_part(row.item, part_of(row))
        chip = _("%(what)s: %(left)s") % {"what": what, "left": spell_days_left(days)} if row.due_on else what
        act = _("Read the answer") if row.is_written else _("Answer")
        yield Wait(WaitKind(row.kind), row.item_id, Chip(chip, url, days < 0), (act, url), instruction_words(row))


def _sign_for_waits(rows: QuerySet[Any], several: bool) -> Iterable[Wait]:
    rows = list(rows.select_related("item", "department"))
    open_ones = Objection.objects.filter(item__in={row.item_id for row in rows}, state=Objection.State.OPEN)
    objecting = set(open_ones.values_list("item", "department"))
    for row in rows:
        facts = (row.department.name,) if several else ()
        if (row.item_id, row.department_id) in objecting:
            url = item_part(row.item, "objections")
            yield Wait(
                WaitKind.SIGN_FOR, row.item_id, Chip(_("Objection open"), url), (_("Read the objection"), url), facts
            )
            continue
        sign = Button(_("Sign for it"), reverse("sign_for_list"), (("row", row.pk),))
        chip = _("To sign for: %(role)s, issued on %(date)s") % {
            "role": row.get_role_display(),
            "date": row.issued_on.isoformat(),
        }
        yield Wait(WaitKind.SIGN_FOR, row.item_id, Chip(chip, row.item.get_absolute_url()), sign, facts)


def _own_waits(rows: QuerySet[Any], on: datetime.date) -> Iterable[Wait]:
    """Of items whose deadline is near or has passed, and of those that have not begun."""
    for item in rows:
        url = item.get_absolute_url()
        if item.kind == WaitKind.NOT_STARTED:
            chip, act = Chip(str(item.get_status_display()), url), _("Say that it has begun")
        else:
            words = {"what": _("Deadline"), "left": spell_days_left((item.due_on - on).days)}
            chip = Chip(_("%(what)s: %(left)s") % words, url, is_late=item.kind == WaitKind.OVERDUE)
            act = _("Ask to close or for more time")
        yield Wait(WaitKind(item.kind), item.pk, chip, (act, url))
