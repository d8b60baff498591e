"""What accepted reports say (已审核的报送): who said what last about an item, and what that makes up.

The one place for it: completion, lights, plan, targets and the lists of earlier reports all ask here. Who speaks are
the units that steer the item now, each also through those that were merged into it (`Department.objects.acting`).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
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
    Value,
    When,
)

from departments.models import Department
from departments.models.department import Acting

from ..models import ProgressUpdate, Responsibility, Target, WorkItem
from ..models.querysets import ProgressUpdateQuerySet, WorkItemQuerySet
from . import figures

State = ProgressUpdate.State

Items = Iterable[WorkItem] | QuerySet[WorkItem]
# Who goes on for merged units: `Department.objects.acting`.
Merged = Mapping[int, Acting]


class Word(NamedTuple):
    """What a unit said in an accepted report: the cumulative value of a target, or (`target` None) its completion.

    `unit` is the key of the unit that acts today, `update` of the report, `end_on` the last day of its period.
    """

    target: int | None
    unit: int
    value: Decimal
    update: int
    end_on: datetime.date


class Speaker(NamedTuple):
    """A unit that acts today and steers an item: in its own name, or (`via`) as a member of a collective."""

    unit: int
    name: str
    via: int | None


# By the key of the unit.
Speakers = dict[int, Speaker]
# By the key of the target, None for the completion, then by that of the unit.
Said = dict[int | None, dict[int, Word]]


class Amount(NamedTuple):
    """What a target has come to: its value, None for none; [(Speaker, Word)] that make it up, the latest last.

    `is_sum` says that they are the shares of members, `missing` are then the members that have named none.
    """

    value: Decimal | None
    told: tuple[tuple[Speaker, Word], ...]
    is_sum: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """All that was said about one item in accepted reports.

    `words` are in turn, the latest last; `ends` the last days of the periods of the reports, also of those that named
    no figure. `speakers` {unit: Speaker} steer the item now; `asked` [(last day, {unit: Speaker})] are those who were
    asked in each period, which only `account` fills in.
    """

    words: list[Word] = field(default_factory=list)
    ends: set[datetime.date] = field(default_factory=set)
    speakers: Speakers = field(default_factory=dict)
    asked: list[tuple[datetime.date, Speakers]] = field(default_factory=list)

    def speakers_by(self, until: datetime.date | None = None) -> Speakers:
        """{unit: Speaker} of those who spoke for the item when nothing after the day `until` was reported yet.

        From the last accepted report on these are the units that steer it now; before, those that were asked last.
        """
        if until is None or until >= max(self.ends, default=datetime.date.min):
            return self.speakers
        return next((speakers for end_on, speakers in reversed(self.asked) if end_on <= until), {})

    def said(self, until: datetime.date | None = None) -> Said:
        """{target key or None: {unit: Word}}: what each speaker said last, in periods that ended by the day if given.

        The latest word is the last one. A report that names no figure leaves the earlier one standing.
        """
        speakers = self.speakers_by(until)
        found: Said = defaultdict(dict)
        for word in self.words:
            if word.unit in speakers and (until is None or word.end_on <= until):
                found[word.target].pop(word.unit, None)
                found[word.target][word.unit] = word
        return found

    def amounts(self, targets: Iterable[Target], until: datetime.date | None = None) -> dict[int, Amount]:
        """{target key: Amount} of the item's targets."""
        speakers, said = self.speakers_by(until), self.said(until)
        return {one.pk: _amount(one, list(said.get(one.pk, {}).values()), speakers) for one in targets}

    def completion(self, targets: Iterable[Target], until: datetime.date | None = None) -> Decimal | None:
        """The item's completion in percent with its `targets`; None while nobody named any.

        Units named side by side count alike, one that has never named any as 0, and so does a collective: with what
        its members' shares of each target add up to; without targets its members count alike.
        """
        speakers, said = self.speakers_by(until), self.said(until)
        judged = {unit: word.value for unit, word in said.get(None, {}).items()}
        shares = [judged.get(unit) for unit, one in speakers.items() if one.via is None]
        for via in dict.fromkeys(one.via for one in speakers.values() if one.via is not None):
            members = [unit for unit, one in speakers.items() if one.via == via]
            counted = _added_up(targets, said, members)
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


def _added_up(targets: Iterable[Target], said: Said, members: list[int]) -> Decimal | None:
    """The completion of a collective from its members' shares; None where no target says any."""
    sums: list[tuple[Target, Decimal | None]] = []
    for target in targets:
        if not target.per:
            told = [word.value for unit, word in said.get(target.pk, {}).items() if unit in members]
            sums.append((target, _sum(told) if told else None))
    return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None


def accounts(items: Items, merged: Merged | None = None) -> Mapping[int, Account]:
    """{item key: Account} of the items, a list or a queryset, as things are now.

    Three queries, one less with `merged` (`Department.objects.acting`) if the caller has asked already.
    """
    merged = Department.objects.acting() if merged is None else merged
    found: defaultdict[int, Account] = defaultdict(Account)
    rows = Responsibility.objects.steering().filter(item__in=items)
    for item, *row in rows.order_by("department__position", "department").values_list("item", *_WHO):
        _add_speaker(found[item].speakers, row, merged)
    accepted = in_turn(ProgressUpdate.objects.steering().filter(item__in=items, state=State.ACCEPTED))
    fields = ("pk", "item", "department", "period__end_on", "completion", "values__target", "values__value")
    last = None
    for update, item, department, end_on, completion, target, value in accepted.values_list(*fields):
        of_item, unit = found[item], merged[department].pk if department in merged else department
        of_item.ends.add(end_on)
        if update != last and completion is not None:
            of_item.words.append(Word(None, unit, completion, update, end_on))
        if target is not None:
            of_item.words.append(Word(target, unit, value, update, end_on))
        last = update
    return found


def account(item: WorkItem) -> Account:
    """The `Account` of one item, for past days, too; four queries."""
    merged = Department.objects.acting()
    found = accounts([item], merged)[item.pk]
    rows = item.updates.steering().asked_for().filter(period__opened_at__isnull=False)
    rows = rows.order_by("period__due_on", "period", "department__position", "department")
    asked: dict[int, tuple[datetime.date, Speakers]] = {}
    for period, end_on, *row in rows.values_list("period", "period__end_on", *_WHO):
        _add_speaker(asked.setdefault(period, (end_on, {}))[1], row, merged)
    found.asked.extend(asked.values())
    return found


_WHO = ("department", "department__name", "via")


def _add_speaker(speakers: Speakers, row: list[Any], merged: Merged) -> None:
    """Two units that are one today speak once, in their own name where either of them did."""
    department, name, via = row
    unit, name = merged.get(department, (department, name))
    if via is not None and unit in speakers:
        return
    speakers[unit] = Speaker(unit, name, merged[via].pk if via in merged else via)


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
    """The accepted `updates` in the order in which they count, the last word last.

    By the last day of their period, since a quarter begins before the months that were reported in another rhythm. In
    one period the unit that goes on has the last word before the one that was merged into it.
    """
    turns: ProgressUpdateQuerySet = updates.alias(goes_on=_goes_on()).order_by(
        "period__end_on", "goes_on", "reviewed_at", "pk"
    )
    return turns


def _goes_on() -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(Q(department__successor__isnull=True), output_field=BooleanField())


def _acting(merged: Merged) -> Case:
    """Expression: the key of the unit that acts today for the update's; `merged` as `Department.objects.acting`."""
    whens = [When(department=department, then=Value(unit.pk)) for department, unit in merged.items()]
    return Case(*whens, default=F("department"), output_field=BigIntegerField())


def with_earlier(updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """Adds `earlier_pk` to a queryset: the unit's last report on the item before the update's period, or None.

    Before is what ended before it does; a report counts once it was handed in. A unit goes on from the reports of all
    that were merged into it. One query at once for the mergers, none besides the queryset's own.
    """
    acting = _acting(Department.objects.acting())
    before = ProgressUpdate.objects.alias(acting=acting, goes_on=_goes_on()).filter(
        item=OuterRef("item"),
        acting=OuterRef("acting"),
        state__in=ProgressUpdate.HANDED_IN,
        period__end_on__lt=OuterRef("period__end_on"),
    )
    before = before.order_by("-period__end_on", "-goes_on", "-handed_in_at", "-pk")
    rows: Any = updates  # mypy does not let a declared attribute be added
    told: ProgressUpdateQuerySet = rows.alias(acting=acting).annotate(earlier_pk=Subquery(before.values("pk")[:1]))
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


def asking_leaders() -> ProgressUpdateQuerySet:
    """The `latest` report of every unit on an item, where it asks for a city leader's decision, as a queryset.

    Supporting units ask for their part as well; who stands on the item no more asks for nothing.
    """
    on_item = Responsibility.objects.filter(item=OuterRef("item"), department=OuterRef("acting"))
    asking = latest(ProgressUpdate.objects.filter(state=State.ACCEPTED))
    return asking.filter(Exists(on_item), needs_decision=True)


def asking(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Those of the items, a queryset, that are open and of which a unit asks for a city leader's decision."""
    return items.open().filter(Exists(asking_leaders().filter(item=OuterRef("pk"))))


def with_asking(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Adds `asking_unit` (name or None) and `asking_words`: who asks a city leader for a decision, on what problem.

    Of several units the one whose report is the latest; open and closed items alike.
    """
    latest = in_turn(asking_leaders().filter(item=OuterRef("pk"))).reverse()
    told: WorkItemQuerySet = items.annotate(
        asking_unit=Subquery(latest.values("department__name")[:1]),
        asking_words=Subquery(latest.values("problems")[:1]),
    )
    return told


def present_unit(department: Department | None) -> Department | None:
    """The unit that acts for `department` (None: nobody) today: itself, or what it was merged into."""
    if department is None or department.successor_id is None:
        return department
    acting = Department.objects.acting().get(department.pk)
    return Department.objects.get(pk=acting.pk) if acting else department


def with_predecessors(unit: int) -> set[int]:
    """Keys of the unit and of all that were merged into it, possibly by way of others."""
    return {unit} | {pk for pk, acting in Department.objects.acting().items() if acting.pk == unit}
