"""What accepted reports say (已审核的报送): who said what last about an item, and what that makes up.

The one place for it: completion, lights, plan, targets and the lists of earlier reports all ask here. Who speaks are
the units that steer the item now, each also through those that were merged into it (`Department.objects.acting`), and
until they name a figure those who steered it when it was accepted last (`ProgressUpdate.steered_by`): `rules.account`.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from departments.models import Department

from ..models import ProgressUpdate, Responsibility, Target, WorkItem
from ..models.querysets import ProgressUpdateQuerySet
from .account import Account
from .said import ORIGIN, Merged, Speaker, Verified, Word, in_turn_by, origin_of, spell_unit
from .speaking import Speakers, Then, as_members, members_of

State = ProgressUpdate.State

Items = Iterable[WorkItem] | QuerySet[WorkItem]


def accounts(items: Items, merged: Merged | None = None) -> Mapping[int, Account]:
    """{item key: Account} of the items, a list or a queryset, as things are now.

    Three queries, one less with `merged` (`Department.objects.acting`) if the caller has asked already, one more if
    units steered the items that do so no more, for their names.
    """
    return _accounts(items, merged, past_too=False)


def account(item: WorkItem) -> Account:
    """The `Account` of one item, for past days, too; three queries, one more if others steered it before."""
    return _accounts([item], None, past_too=True)[item.pk]


class _Noted(NamedTuple):
    """A report that names a figure: its key, item, last day and writer; [[unit, collective or None], …] who steered."""

    update: int
    item: int
    end_on: datetime.date
    writer: int
    steered_by: list[list[int | None]]
    named: frozenset[int | None]


def _accounts(items: Items, merged: Merged | None, *, past_too: bool) -> Mapping[int, Account]:
    merged = Department.objects.acting() if merged is None else merged
    found: defaultdict[int, Account] = defaultdict(Account)
    rows = Responsibility.objects.steering().filter(item__in=items)
    steering: dict[int, set[tuple[int, int | None]]] = defaultdict(set)
    for item, *row in rows.order_by("department__position", "department").values_list("item", *_WHO):
        _add_speaker(found[item].steering, row, merged)
        steering[item].add((row[0], row[2]))
    accepted = in_turn(ProgressUpdate.objects.steering().filter(item__in=items, state=State.ACCEPTED))
    reason = Case(When(verified__isnull=False, then="review_note"), default=Value(""), output_field=TextField())
    fields = ("pk", "item", "completion", "verified", "reason", "steered_by", "via", "via__name", "department", *ORIGIN)
    told = accepted.annotate(reason=reason).values_list(*fields, "values__target", "values__value")
    noted: list[_Noted] = []
    for (update, item), lines in groupby(told, key=itemgetter(0, 1)):
        report, *_others = values = list(lines)
        _update, _item, completion, verified, note, by, via, through, department, *rest = report[: len(fields)]
        of_item, unit = found[item], merged[department].pk if department in merged else department
        member = _speaker([department, rest[0], via, through], merged) if via is not None else None
        origin = origin_of(merged, department, *rest, member=member)
        of_item.ends.add(origin.end_on)
        named: dict[int | None, Decimal] = {} if completion is None else {None: completion}
        named |= {target: value for *_report, target, value in values if target is not None}
        of_item.words.extend(Word(target, unit, value, update, origin) for target, value in named.items())
        if verified is not None:
            of_item.words.append(Verified(unit, verified, completion, note, update, origin))
        if named or verified is not None:
            # Where nothing was noted a unit spoke alone.
            who = by or [[department, via]]
            noted.append(_Noted(update, item, origin.end_on, unit, who, frozenset(named)))
    if not past_too:
        changed = {one.item for one in noted if {tuple(pair) for pair in one.steered_by} != steering[one.item]}
        noted = [one for one in noted if one.item in changed]
    _add_then(found, noted, merged)
    return found


def _add_then(accounts: Mapping[int, Account], noted: list[_Noted], merged: Merged) -> None:
    """Fill in who steered the items when each figure was accepted; one query if there are unknown names."""
    present = [one for item in {one.item for one in noted} for one in accounts[item].steering.values()]
    names = {one.unit: one.name for one in present} | {one.via: one.through for one in present}
    names |= {unit: one.name for unit, one in merged.items()}
    unknown = {key for one in noted for pair in one.steered_by for key in pair} - names.keys() - {None}
    if unknown:
        names |= dict(Department.objects.filter(pk__in=unknown).values_list("pk", "name"))
    has_members = {
        item: any(word.origin.is_share for word in accounts[item].words) for item in {one.item for one in noted}
    }
    for one in noted:
        speakers: Speakers = {}
        for unit, via in one.steered_by:
            if unit in names:  # a unit that only an import had made may have gone since
                _add_speaker(speakers, [unit, names[unit], via, names.get(via)], merged)
        members = _members_then(accounts[one.item].words, one.update) if has_members[one.item] else {}
        # What one says that has left before, or for the share that it had then, changes nothing of who speaks.
        writer = speakers.get(one.writer)
        if writer and not (writer.via is None and one.writer in members):
            speakers = as_members(speakers, members)
            accounts[one.item].then.append(Then(one.update, one.end_on, one.writer, speakers, one.named))


def _members_then(words: list[Word | Verified], update: int) -> Speakers:
    """`members_of` when the report (its key) had been accepted."""
    last = max(place for place, word in enumerate(words) if word.update == update)
    return members_of(words[: last + 1])


def who_steers(item: WorkItem) -> list[list[int | None]]:
    """[[unit, collective or None], …] (keys) of those who steer the item now, as `ProgressUpdate.steered_by`."""
    rows = Responsibility.objects.steering().filter(item=item)
    return [list(row) for row in rows.order_by("department__position", "department").values_list("department", "via")]


_WHO = ("department", "department__name", "via", "via__name")


def _add_speaker(speakers: Speakers, row: list[Any], merged: Merged) -> None:
    """Two units that are one today speak once, in their own name where either of them did."""
    one = _speaker(row, merged)
    if one.via is None or one.unit not in speakers:
        speakers[one.unit] = one


def _speaker(row: list[Any], merged: Merged) -> Speaker:
    department, name, via, through = row
    unit, name, *_mergers = merged.get(department, (department, name))
    through_unit, through, *_mergers = merged.get(via, (via, through))
    return Speaker(unit, name, through_unit, through or "")


def completions(items: list[WorkItem]) -> dict[int, Decimal | None]:
    """{item key: completion in percent or None} of the items, a list; four queries."""
    found = accounts(items)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(item__in=items):
        targets[target.item_id].append(target)
    return {item.pk: found[item.pk].completion(targets[item.pk]) for item in items}


def counted_on(item: WorkItem) -> tuple[Account, list[Target]]:
    """What the completion and the figures of one item follow from: its `Account` now, its targets; four queries."""
    return accounts([item])[item.pk], list(Target.objects.filter(item=item))


def completion_of(item: WorkItem) -> Decimal | None:
    """The completion in percent of one item; None while nobody named any."""
    return completions([item])[item.pk]


def in_turn(updates: ProgressUpdateQuerySet, moment: str = "reviewed_at") -> ProgressUpdateQuerySet:
    """The `updates`, accepted ones, in the order in which they count, the last word last (`said.in_turn_by`).

    By another `moment` than the acceptance where they need not be accepted.
    """
    return updates.order_by(*in_turn_by(moment))


def _acting(merged: Merged, name: str = "department") -> Case:
    """Expression: the key of the unit that acts today for the update's, or for another one that it names."""
    whens = [When(Q((name, department)), then=Value(unit.pk)) for department, unit in merged.items()]
    return Case(*whens, default=F(name), output_field=BigIntegerField())


def _duty(merged: Merged) -> dict[str, Any]:
    """Expressions of the duty that an update is about: who acts today, through which collective (0: none), whether
    for a part only. What a unit says as another one's part, or as its share, says nothing about its own duty."""
    is_part = ExpressionWrapper(Q(role=ProgressUpdate.Role.SUPPORT), output_field=BooleanField())
    return {"acting": _acting(merged), "through": Coalesce(_acting(merged, "via"), Value(0)), "for_a_part": is_part}


_OF_DUTY = {name: OuterRef(name) for name in ("acting", "through", "for_a_part")}


def with_earlier(updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """Adds `earlier_pk` to a queryset: the last report on the same duty before the update's period, or None.

    Before is what ended before it does; a report counts once it was handed in. The duty is the unit's on the item: its
    own, its share in a collective or a part for the lead; it goes on from the reports of all units that were merged
    into the one. One query at once for the mergers, none besides the queryset's own.
    """
    duty = _duty(Department.objects.acting())
    before = ProgressUpdate.objects.alias(**duty).filter(
        item=OuterRef("item"),
        state__in=ProgressUpdate.HANDED_IN,
        period__end_on__lt=OuterRef("period__end_on"),
        **_OF_DUTY,
    )
    before = before.order_by(*in_turn_by("handed_in_at")).reverse()
    rows: Any = updates  # mypy does not let a declared attribute be added
    told: ProgressUpdateQuerySet = rows.alias(**duty).annotate(earlier_pk=Subquery(before.values("pk")[:1]))
    return told


def earlier(update: ProgressUpdate) -> ProgressUpdate | None:
    """The report that `with_earlier` finds for the update, or None."""
    own: Any = with_earlier(ProgressUpdate.objects.filter(pk=update.pk))
    return ProgressUpdate.objects.filter(pk__in=own.values("earlier_pk")).select_related("period").first()


def latest(accepted: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """Of the queryset `accepted` of accepted updates every unit's last one on an item, as a queryset.

    It is the one that none follows (`in_turn`): to look for one that does ends with the first, to sort them does not.
    What the unit itself said later is looked for by its key; what units that were merged said, for those alone.
    """
    merged = Department.objects.acting()
    goes_on = ExpressionWrapper(Q(department__successor__isnull=True), output_field=BooleanField())
    spoken: Any = accepted.alias(acting=_acting(merged), goes_on=goes_on)
    later = spoken.filter(_follows("period__end_on", "goes_on", "reviewed_at", "pk"), item=OuterRef("item"))
    found: ProgressUpdateQuerySet = spoken.filter(~Exists(later.filter(department=OuterRef("department"))))
    if not merged:
        return found
    concerned = {*merged, *(unit.pk for unit in merged.values())}
    return found.filter(~Q(department__in=concerned) | ~Exists(later.filter(acting=OuterRef("acting"))))


def _follows(*turn: str) -> Q:
    """Condition of a row within the query of another one: it comes later by these fields, the first that differs."""
    found = Q()
    for place, name in enumerate(turn):
        equal = {before: OuterRef(before) for before in turn[:place]}
        found |= Q(**{**equal, f"{name}__gt": OuterRef(name)})
    return found


def present_unit(department: Department | None) -> Department | None:
    """The unit that acts for `department` (None: nobody) today: itself, or what it was merged into."""
    if department is None or department.successor_id is None:
        return department
    acting = Department.objects.acting().get(department.pk)
    return Department.objects.get(pk=acting.pk) if acting else department


def signed(department: Department | None) -> str:
    """The name under what a unit said, wrote or asked for, "" for nobody.

    One that was merged stands behind the unit that acts for it today: 市社会事务局（原市民政局）.
    """
    if department is None:
        return ""
    return signed_name(department.name, department.pk if department.successor_id else None)


def signed_name(name: str, merged: int | None) -> str:
    """The same of a unit of which the name is known, and the key if it was merged."""
    acting = Department.objects.acting().get(merged) if merged else None
    return spell_unit(acting.name, name) if acting else name


def with_predecessors(unit: int) -> set[int]:
    """Keys of the unit and of all that were merged into it, possibly by way of others."""
    return {unit} | {pk for pk, acting in Department.objects.acting().items() if acting.pk == unit}


def heard_of(units: Collection[int]) -> set[int]:
    """Keys of the items in whose completion the units (keys) count, or did when something was accepted; two queries.

    A unit that has left an item may still speak for it, or count as one that has said nothing.
    """
    now = Responsibility.objects.filter(Q(department__in=units) | Q(via__in=units)).values_list("item", flat=True)
    reports = ProgressUpdate.objects.steering().filter(state=State.ACCEPTED).order_by()
    told = reports.values_list("item", "department", "via", "steered_by")
    keys = set(units)
    then = {item for item, *writer, by in told if not keys.isdisjoint([*writer, *(key for pair in by for key in pair)])}
    return then.union(now)
