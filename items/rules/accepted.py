"""What accepted reports say (已审核的报送): who said what last about an item, and what that makes up.

The one place for it: completion, lights, plan, targets and the lists of earlier reports all ask here. Who speaks are
the units that steer the item now, each also through those that were merged into it (`Department.objects.acting`).
Until a figure of one of them is accepted, those who steered it before go on speaking: what was accepted stands as it
stood when it was (`ProgressUpdate.steered_by`). A unit that comes back to an item begins anew.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
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
from . import figures
from .said import ORIGIN, Amount, Merged, Speaker, Verified, Word, in_a_sum, in_turn_by, origin_of

State = ProgressUpdate.State

Items = Iterable[WorkItem] | QuerySet[WorkItem]
# By the key of the unit.
Speakers = dict[int, Speaker]
# By the key of the target, None for the completion, then by that of the unit.
Said = dict[int | None, dict[int, Word]]
# By the key of the target, the latest last.
Told = dict[int, list[Word]]


@dataclass(frozen=True)
class Account:
    """All that was said about one item in accepted reports.

    `words` are in turn, the latest last, a correction behind what it corrects; `ends` the last days of the periods of
    the reports, also of those that named no figure. `steering` {unit: Speaker} steer the item now; `then` [(last day,
    {unit: Speaker})] are those who steered it when each of the reports that name a figure was accepted, in turn. It is
    filled in for `account`, else only where some of those who have spoken steer no more.
    """

    words: list[Word | Verified] = field(default_factory=list)
    ends: set[datetime.date] = field(default_factory=set)
    steering: Speakers = field(default_factory=dict)
    then: list[tuple[datetime.date, Speakers]] = field(default_factory=list)

    def speakers_by(self, until: datetime.date | None = None) -> Speakers:
        """{unit: Speaker} of those who spoke for the item when nothing after the day `until` was reported yet.

        From the last accepted report on these are the units that steer it now, as long as one of them did so already
        when the last figure was accepted, and has named one; else, and before, those who steered it then.
        """
        last = next((one for end_on, one in reversed(self.then) if until is None or end_on <= until), None)
        if until is not None and until < max(self.ends, default=datetime.date.min):
            return last or {}
        if last is None or not self.named(until).isdisjoint(self.steering.keys() & last.keys()):
            return self.steering
        return last

    def named(self, until: datetime.date | None = None) -> set[int]:
        """The units that have named a figure, in periods that ended by the day if given."""
        return {word.unit for word in self.words if until is None or word.origin.end_on <= until}

    @property
    def speakers(self) -> Speakers:
        """{unit: Speaker} of those whose words count now."""
        return self.speakers_by()

    @property
    def former(self) -> tuple[str, ...]:
        """The names of those whose words count though they steer the item no more, of members their collective."""
        through = {one.via for one in self.steering.values()}
        gone = [one for unit, one in self.speakers.items() if unit not in self.steering]
        return tuple(dict.fromkeys(one.name if one.via in through else one.through or one.name for one in gone))

    def said(self, until: datetime.date | None = None) -> Said:
        """{target key or None: {unit: Word}}: what each speaker said last, in periods that ended by the day if given.

        The latest word is the last one. A report that names no figure leaves the earlier one standing.
        """
        found: Said = defaultdict(dict)
        for word in self._told(until):
            if isinstance(word, Word):
                found[word.target].pop(word.unit, None)
                found[word.target][word.unit] = word
        return found

    def told(self, targets: Iterable[Target], until: datetime.date | None = None) -> Told:
        """{target key: [Word]}: what of the speakers' words on the targets counts; of each its last one.

        Of a member, whose words are added up, also those of units that were merged into it (`said.in_a_sum`).
        """
        speakers = self.speakers_by(until)
        spoken: dict[int | None, dict[int, list[tuple[int, Word]]]] = defaultdict(lambda: defaultdict(list))
        for place, word in enumerate(self._told(until)):
            if isinstance(word, Word):
                spoken[word.target][word.unit].append((place, word))
        found = {}
        for target in targets:
            told: list[tuple[int, Word]] = []
            for unit, words in spoken[target.pk].items():
                is_added_up = speakers[unit].via is not None and not target.per
                summed = in_a_sum((pair[1].origin, pair) for pair in words) if is_added_up else []
                told += [pair for _origin, pair in summed] or words[-1:]
            found[target.pk] = [word for _place, word in sorted(told, key=itemgetter(0))]
        return found

    def _told(self, until: datetime.date | None) -> Iterator[Word | Verified]:
        speakers = self.speakers_by(until)
        words = (word for word in self.words if word.unit in speakers)
        return (word for word in words if until is None or word.origin.end_on <= until)

    def corrections(self, targets: Iterable[Target], until: datetime.date | None = None) -> dict[int, Verified]:
        """{unit: Verified} of those that stand: each stands until new figures of its unit are accepted.

        A report that repeats the figures, or names none, brings nothing new. What a unit that took over another one
        had said beside it, for the same or a later period, is not what was corrected.
        """
        counted = {target.pk for target in targets if not target.per}
        found: dict[int, Verified] = {}
        stood: dict[int, dict[int | None, Decimal]] = defaultdict(dict)
        for (unit, _update), words in groupby(self._told(until), key=lambda word: (word.unit, word.update)):
            told = list(words)
            values = {word.target: word.value for word in told if isinstance(word, Word)}
            # What is computed from values brings nothing but them.
            is_computed = not counted.isdisjoint([*stood[unit], *values])
            named = {target: value for target, value in values.items() if target in counted or not is_computed}
            is_new = any(stood[unit].get(target) != value for target, value in named.items())
            if is_new or (named and unit in found and told[0].origin.is_beside(found[unit].origin)):
                found.pop(unit, None)
            stood[unit].update(values)
            found.update((unit, word) for word in told if isinstance(word, Verified))
        return found

    def corrected(self, targets: list[Target]) -> list[tuple[Speaker, Verified]]:
        """[(Speaker, Verified)] that the item's completion rests on now; where shares add up, no member's does."""
        found, collectives = self.corrections(targets), self._collectives(self.speakers)
        told = self.told(targets) if collectives else {}
        summed = {via for via, members in collectives if _added_up(targets, told, members) is not None}
        return [(self.speakers[unit], one) for unit, one in found.items() if self.speakers[unit].via not in summed]

    @staticmethod
    def _collectives(speakers: Speakers) -> list[tuple[int, list[int]]]:
        """[(collective, [member])] of those who speak through one."""
        found: dict[int, list[int]] = defaultdict(list)
        for unit, one in speakers.items():
            if one.via is not None:
                found[one.via].append(unit)
        return list(found.items())

    def amounts(self, targets: Iterable[Target], until: datetime.date | None = None) -> dict[int, Amount]:
        """{target key: Amount} of the item's targets."""
        speakers, targets = self.speakers_by(until), list(targets)
        told = self.told(targets, until)
        return {one.pk: _amount(one, told[one.pk], speakers) for one in targets}

    def completion(self, targets: Iterable[Target], until: datetime.date | None = None) -> Decimal | None:
        """The item's completion in percent with its `targets`; None while nobody named any.

        A unit's is the office's correction while that stands, else what its words on the targets come to, each the last
        that was accepted, else its own judgement. Units named side by side count alike, one that has never named any
        as 0, and so does a collective: with what its members' shares of each target add up to; without targets its
        members count alike.
        """
        targets = list(targets)
        speakers, said = self.speakers_by(until), self.said(until)
        corrected = {unit: one.value for unit, one in self.corrections(targets, until).items()}
        judged = {unit: word.value for unit, word in said.get(None, {}).items()} | corrected
        shares = [
            corrected[unit] if unit in corrected else _of_own(targets, said, unit, judged.get(unit))
            for unit, one in speakers.items()
            if one.via is None
        ]
        collectives = self._collectives(speakers)
        told = self.told(targets, until) if collectives else {}
        for _via, members in collectives:
            counted = _added_up(targets, told, members)
            shares.append(figures.mean_of_units([judged.get(one) for one in members]) if counted is None else counted)
        return figures.mean_of_units(shares)


def _amount(target: Target, words: list[Word], speakers: Speakers) -> Amount:
    """A unit's own figure counts before the members' sum; of several units' figures the latest."""
    told = tuple((speakers[word.unit], word) for word in words)
    own = tuple((speaker, word) for speaker, word in told if speaker.via is None)
    if own:
        return Amount(own[-1][1].value, own, is_sum=False, missing=())
    if not told or target.per:  # counts "for each" place say nothing when they are added up
        return Amount(None, told, is_sum=bool(told), missing=())
    named = {word.unit for word in words}
    missing = tuple(one.name for one in speakers.values() if one.via is not None and one.unit not in named)
    return Amount(_sum([word.value for word in words]), told, is_sum=True, missing=missing)


def _sum(values: list[Decimal]) -> Decimal:
    return sum(values, figures.NONE)


def _of_own(targets: list[Target], said: Said, unit: int, judged: Decimal | None) -> Decimal | None:
    """The completion of a unit from its own words on the targets."""
    words = [(target, said.get(target.pk, {}).get(unit)) for target in targets]
    return figures.completion_of_own([(target, word and word.value) for target, word in words], judged)


def _added_up(targets: Iterable[Target], told: Told, members: list[int]) -> Decimal | None:
    """The completion of a collective from its members' shares; None where no target says any."""
    sums: list[tuple[Target, Decimal | None]] = []
    for target in targets:
        if not target.per:
            values = [word.value for word in told[target.pk] if word.unit in members]
            sums.append((target, _sum(values) if values else None))
    return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None


def accounts(items: Items, merged: Merged | None = None) -> Mapping[int, Account]:
    """{item key: Account} of the items, a list or a queryset, as things are now.

    Three queries, one less with `merged` (`Department.objects.acting`) if the caller has asked already, two more if
    some of those who have spoken on the items steer them no more.
    """
    merged = Department.objects.acting() if merged is None else merged
    found: defaultdict[int, Account] = defaultdict(Account)
    rows = Responsibility.objects.steering().filter(item__in=items)
    for item, *row in rows.order_by("department__position", "department").values_list("item", *_WHO):
        _add_speaker(found[item].steering, row, merged)
    accepted = in_turn(ProgressUpdate.objects.steering().filter(item__in=items, state=State.ACCEPTED))
    reason = Case(When(verified__isnull=False, then="review_note"), default=Value(""), output_field=TextField())
    fields = ("pk", "item", "completion", "verified", "reason", "via", "department", *ORIGIN)
    told = accepted.annotate(reason=reason).values_list(*fields, "values__target", "values__value")
    for report, values in groupby(told, key=lambda one: one[: len(fields)]):
        update, item, completion, verified, note, via, department, *rest = report
        of_item, unit = found[item], merged[department].pk if department in merged else department
        origin = origin_of(merged, department, *rest, is_share=via is not None)
        of_item.ends.add(origin.end_on)
        if completion is not None:
            of_item.words.append(Word(None, unit, completion, update, origin))
        for *_report, target, value in values:
            if target is not None:
                of_item.words.append(Word(target, unit, value, update, origin))
        if verified is not None:
            of_item.words.append(Verified(unit, verified, completion, note, update, origin))
    changed = {item: one for item, one in found.items() if not one.named() <= one.steering.keys()}
    if changed:
        _add_then(changed, merged)
    return found


def account(item: WorkItem) -> Account:
    """The `Account` of one item, for past days, too; four queries, one more if others steered it before."""
    merged = Department.objects.acting()
    found = accounts([item], merged)[item.pk]
    if not found.then:
        _add_then({item.pk: found}, merged)
    return found


def _add_then(accounts: Mapping[int, Account], merged: Merged) -> None:
    """Fill in who steered the items, by their keys, when each figure was accepted; one query, another one for names."""
    naming = {word.update for one in accounts.values() for word in one.words}
    rows = in_turn(ProgressUpdate.objects.steering().filter(item__in=accounts, state=State.ACCEPTED))
    fields = ("pk", "item", "period__end_on", "department", "via", "steered_by")
    told = [row[1:] for row in rows.values_list(*fields) if row[0] in naming]
    # Where nothing was noted a unit spoke alone; what one says that has left before changes nothing of who speaks.
    noted = [(item, end_on, unit, by or [[unit, via]]) for item, end_on, unit, via, by in told]
    present = [one for account in accounts.values() for one in account.steering.values()]
    names = {one.unit: one.name for one in present} | {one.via: one.through for one in present}
    names |= {unit: one.name for unit, one in merged.items()}
    unknown = {key for *_report, by in noted for pair in by for key in pair} - names.keys() - {None}
    if unknown:
        names |= dict(Department.objects.filter(pk__in=unknown).values_list("pk", "name"))
    for item, end_on, writer, by in noted:
        speakers: Speakers = {}
        for unit, via in by:
            if unit in names:  # a unit that only an import had made may have gone since
                _add_speaker(speakers, [unit, names[unit], via, names.get(via)], merged)
        if (merged[writer].pk if writer in merged else writer) in speakers:
            accounts[item].then.append((end_on, speakers))


def who_steers(item: WorkItem) -> list[list[int | None]]:
    """[[unit, collective or None], …] (keys) of those who steer the item now, as `ProgressUpdate.steered_by`."""
    rows = Responsibility.objects.steering().filter(item=item)
    return [list(row) for row in rows.order_by("department__position", "department").values_list("department", "via")]


_WHO = ("department", "department__name", "via", "via__name")


def _add_speaker(speakers: Speakers, row: list[Any], merged: Merged) -> None:
    """Two units that are one today speak once, in their own name where either of them did."""
    department, name, via, through = row
    unit, name, *_mergers = merged.get(department, (department, name))
    if via is not None and unit in speakers:
        return
    through_unit, through, *_mergers = merged.get(via, (via, through))
    speakers[unit] = Speaker(unit, name, through_unit, through or "")


def completions(items: list[WorkItem]) -> dict[int, Decimal | None]:
    """{item key: completion in percent or None} of the items, a list; four queries."""
    found = accounts(items)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(item__in=items):
        targets[target.item_id].append(target)
    return {item.pk: found[item.pk].completion(targets[item.pk]) for item in items}


def completion_of(item: WorkItem) -> Decimal | None:
    """The completion in percent of one item; None while nobody named any."""
    return completions([item])[item.pk]


def in_turn(updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """The accepted `updates` in the order in which they count, the last word last (`said.in_turn_by`)."""
    return updates.order_by(*in_turn_by("reviewed_at"))


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
    """Of the queryset `accepted` of accepted updates every unit's last one on an item, as a queryset."""
    spoken: Any = accepted.alias(acting=_acting(Department.objects.acting()))
    of_unit = in_turn(spoken.filter(item=OuterRef("item"), acting=OuterRef("acting"))).reverse()
    found: ProgressUpdateQuerySet = spoken.filter(pk=Subquery(of_unit.values("pk")[:1]))
    return found


def present_unit(department: Department | None) -> Department | None:
    """The unit that acts for `department` (None: nobody) today: itself, or what it was merged into."""
    if department is None or department.successor_id is None:
        return department
    acting = Department.objects.acting().get(department.pk)
    return Department.objects.get(pk=acting.pk) if acting else department


def with_predecessors(unit: int) -> set[int]:
    """Keys of the unit and of all that were merged into it, possibly by way of others."""
    return {unit} | {pk for pk, acting in Department.objects.acting().items() if acting.pk == unit}
