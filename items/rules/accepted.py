"""What accepted reports say (已审核的报送): who said what last about an item, and what that makes up.

The one place for it: completion, lights, plan, targets and the lists of earlier reports all ask here. Who speaks are
the units that steer the item now, each also through those that were merged into it (`Department.objects.acting`).
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from departments.models import Department

from ..models import ProgressUpdate, Responsibility, Target
from . import figures

State = ProgressUpdate.State


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


class Amount(NamedTuple):
    """What a target has come to: its value, None for none; [(Speaker, Word)] that make it up, the latest last.

    `is_sum` says that they are the shares of members, `missing` are then the members that have named none.
    """

    value: Decimal | None
    told: tuple
    is_sum: bool
    missing: tuple


@dataclass(frozen=True)
class Account:
    """All that was said about one item in accepted reports.

    `words` are in turn, the latest last; `ends` the last days of the periods of the reports, also of those that named
    no figure. `speakers` {unit: Speaker} steer the item now; `asked` [(last day, {unit: Speaker})] are those who were
    asked in each period, which only `account` fills in.
    """

    words: list = field(default_factory=list)
    ends: set = field(default_factory=set)
    speakers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def speakers_by(self, until=None):
        """{unit: Speaker} of those who spoke for the item when nothing after the day `until` was reported yet.

        From the last accepted report on these are the units that steer it now; before, those that were asked last.
        """
        if until is None or until >= max(self.ends, default=datetime.date.min):
            return self.speakers
        return next((speakers for end_on, speakers in reversed(self.asked) if end_on <= until), {})

    def said(self, until=None):
        """{target key or None: {unit: Word}}: what each speaker said last, in periods that ended by the day if given.

        The latest word is the last one. A report that names no figure leaves the earlier one standing.
        """
        speakers, found = self.speakers_by(until), defaultdict(dict)
        for word in self.words:
            if word.unit in speakers and (until is None or word.end_on <= until):
                found[word.target].pop(word.unit, None)
                found[word.target][word.unit] = word
        return found

    def amounts(self, targets, until=None):
        """{target key: Amount} of the item's targets."""
        speakers, said = self.speakers_by(until), self.said(until)
        return {one.pk: _amount(one, list(said.get(one.pk, {}).values()), speakers) for one in targets}

    def completion(self, targets, until=None):
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


def _amount(target, words, speakers):
    """A unit's own figure counts before the members' sum; of several units' figures the latest."""
    told = tuple((speakers[word.unit], word) for word in words)
    own = tuple((speaker, word) for speaker, word in told if speaker.via is None)
    if own:
        return Amount(own[-1][1].value, own, is_sum=False, missing=())
    if not told or target.per:  # counts "for each" place say nothing when they are added up
        return Amount(None, told, is_sum=bool(told), missing=())
    named = {word.unit for word in words}
    missing = tuple(one.name for one in speakers.values() if one.via is not None and one.unit not in named)
    return Amount(sum(word.value for word in words), told, is_sum=True, missing=missing)


def _added_up(targets, said, members):
    """The completion of a collective from its members' shares; None where no target says any."""
    sums = []
    for target in targets:
        if not target.per:
            told = [word.value for unit, word in said.get(target.pk, {}).items() if unit in members]
            sums.append((target, sum(told) if told else None))
    return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None


def accounts(items, merged=None):
    """{item key: Account} of the items, a list or a queryset, as things are now.

    Three queries, one less with `merged` (`Department.objects.acting`) if the caller has asked already.
    """
    merged, found = Department.objects.acting() if merged is None else merged, defaultdict(Account)
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


def account(item):
    """The `Account` of one item, for past days, too; four queries."""
    merged = Department.objects.acting()
    found = accounts([item], merged)[item.pk]
    rows = item.updates.steering().asked_for().filter(period__opened_at__isnull=False)
    rows = rows.order_by("period__due_on", "period", "department__position", "department")
    asked = {}
    for period, end_on, *row in rows.values_list("period", "period__end_on", *_WHO):
        _add_speaker(asked.setdefault(period, (end_on, {}))[1], row, merged)
    found.asked.extend(asked.values())
    return found


_WHO = ("department", "department__name", "via")


def _add_speaker(speakers, row, merged):
    """Two units that are one today speak once, in their own name where either of them did."""
    department, name, via = row
    unit, name = merged.get(department, (department, name))
    if via is not None and unit in speakers:
        return
    speakers[unit] = Speaker(unit, name, merged[via].pk if via in merged else via)


def completions(items):
    """{item key: completion in percent or None} of the items, a list; four queries."""
    found, targets = accounts(items), defaultdict(list)
    for target in Target.objects.filter(item__in=items):
        targets[target.item_id].append(target)
    return {item.pk: found[item.pk].completion(targets[item.pk]) for item in items}


def completion_of(item):
    """The completion in percent of one item; None while nobody named any."""
    return completions([item])[item.pk]


def in_turn(updates):
    """The accepted `updates` in the order in which they count, the last word last.

    By the last day of their period, since a quarter begins before the months that were reported in another rhythm. In
    one period the unit that goes on has the last word before the one that was merged into it.
    """
    return updates.alias(goes_on=_goes_on()).order_by("period__end_on", "goes_on", "reviewed_at", "pk")


def _goes_on():
    return ExpressionWrapper(Q(department__successor__isnull=True), output_field=BooleanField())


def _acting(merged):
    """Expression: the key of the unit that acts today for the update's; `merged` as `Department.objects.acting`."""
    whens = [When(department=department, then=Value(unit.pk)) for department, unit in merged.items()]
    return Case(*whens, default=F("department"), output_field=BigIntegerField())


def with_earlier(updates):
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
    return updates.alias(acting=acting).annotate(earlier_pk=Subquery(before.values("pk")[:1]))


def earlier(update):
    """The report that `with_earlier` finds for the update, or None."""
    own = with_earlier(ProgressUpdate.objects.filter(pk=update.pk))
    return ProgressUpdate.objects.filter(pk__in=own.values("earlier_pk")).select_related("period").first()


def latest(accepted):
    """Of the queryset `accepted` of accepted updates every unit's last one on an item, as a queryset."""
    spoken = accepted.alias(acting=_acting(Department.objects.acting()))
    of_unit = in_turn(spoken.filter(item=OuterRef("item"), acting=OuterRef("acting"))).reverse()
    return spoken.filter(pk=Subquery(of_unit.values("pk")[:1]))


def asking_leaders():
    """The `latest` report of every unit on an item, where it asks for a city leader's decision, as a queryset.

    Supporting units ask for their part as well; who stands on the item no more asks for nothing.
    """
    on_item = Responsibility.objects.filter(item=OuterRef("item"), department=OuterRef("acting"))
    asking = latest(ProgressUpdate.objects.filter(state=State.ACCEPTED))
    return asking.filter(Exists(on_item), needs_decision=True)


def asking(items):
    """Those of the items, a queryset, that are open and of which a unit asks for a city leader's decision."""
    return items.open().filter(Exists(asking_leaders().filter(item=OuterRef("pk"))))


def with_asking(items):
    """Adds `asking_unit` (name or None) and `asking_words`: who asks a city leader for a decision, on what problem.

    Of several units the one whose report is the latest; open and closed items alike.
    """
    latest = in_turn(asking_leaders().filter(item=OuterRef("pk"))).reverse()
    return items.annotate(
        asking_unit=Subquery(latest.values("department__name")[:1]),
        asking_words=Subquery(latest.values("problems")[:1]),
    )


def present_unit(department):
    """The unit that acts for `department` (None: nobody) today: itself, or what it was merged into."""
    if department is None or department.successor_id is None:
        return department
    acting = Department.objects.acting().get(department.pk)
    return Department.objects.get(pk=acting.pk) if acting else department


def with_predecessors(unit):
    """Keys of the unit and of all that were merged into it, possibly by way of others."""
    return {unit} | {pk for pk, acting in Department.objects.acting().items() if acting.pk == unit}
