"""The account of an item (`Account`): who speaks for it, and what the words of accepted reports come to.

`rules.accepted` reads it out of the tables. Who speaks are the units that steer the item now. Until a figure of one of
them is accepted, those who steered it before go on speaking: what was accepted stands as it stood when it was. The same
holds for each target by itself: what a new lead has not named yet stands as the former ones left it. A unit that comes
back to an item begins anew.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ..models import Target
from . import figures
from .said import Amount, Speaker, Verified, Word, in_a_sum

# By the key of the unit.
Speakers = dict[int, Speaker]
# By the key of the target, None for the completion, then by that of the unit.
Said = dict[int | None, dict[int, Word]]
# By the key of the target, the latest last.
Told = dict[int, list[tuple[Speaker, Word]]]
# By the key of the target, None for the completion.
Values = dict[int | None, Decimal]


class Then(NamedTuple):
    """Who steered an item when a report that names a figure was accepted: {unit: Speaker}.

    `update` is the key of the report, `end_on` the last day of its period, `named` what it named: keys of targets, None
    for the completion.
    """

    update: int
    end_on: datetime.date
    speakers: Speakers
    named: frozenset[int | None]


@dataclass(frozen=True)
class Account:
    """All that was said about one item in accepted reports.

    `words` are in turn, the latest last, a correction behind what it corrects; `ends` the last days of the periods of
    the reports, also of those that named no figure. `steering` {unit: Speaker} steer the item now; `then` [Then] are
    those who steered it when each of the reports that name a figure was accepted, in turn. It is filled in for
    `rules.accepted.account`, else only where some of those who have spoken steer no more.
    """

    words: list[Word | Verified] = field(default_factory=list)
    ends: set[datetime.date] = field(default_factory=set)
    steering: Speakers = field(default_factory=dict)
    then: list[Then] = field(default_factory=list)

    def speakers_by(self, until: datetime.date | None = None) -> Speakers:
        """{unit: Speaker} of those who spoke for the item when nothing after the day `until` was reported yet.

        From the last accepted report on these are the units that steer it now, as long as one of them did so already
        when the last figure was accepted, and has named one; else, and before, those who steered it then.
        """
        last = next((one.speakers for one in reversed(self.then) if until is None or one.end_on <= until), None)
        if until is not None and until < max(self.ends, default=datetime.date.min):
            return last or {}
        return _go_on(self.steering, last, self.named(until))

    def _speakers_on(self, until: datetime.date | None) -> dict[int | None, Speakers]:
        """{target key or None: {unit: Speaker}} of those who named it before the speakers and whose words stand.

        They do so until a speaker who steered the item together with them, or has come since, names it, too.
        """
        speakers = self.speakers_by(until)
        last: dict[int | None, Speakers] = {}
        for then in self.then:
            if until is None or then.end_on <= until:
                last.update(dict.fromkeys(then.named, then.speakers))
        if not last:
            return {}
        named: dict[int | None, set[int]] = defaultdict(set)
        for word in self.words:
            if isinstance(word, Word) and (until is None or word.origin.end_on <= until):
                named[word.target].add(word.unit)
        found = {target: _go_on(speakers, then, named[target]) for target, then in last.items()}
        return {target: one for target, one in found.items() if one is not speakers}

    def named(self, until: datetime.date | None = None) -> set[int]:
        """The units that have named a figure, in periods that ended by the day if given."""
        return {word.unit for word in self.words if until is None or word.origin.end_on <= until}

    @property
    def speakers(self) -> Speakers:
        """{unit: Speaker} of those whose words count now."""
        return self.speakers_by()

    def without(self, update: int) -> "Account":
        """The same as if the report (its key) had not been accepted."""
        words = [word for word in self.words if word.update != update]
        return replace(self, words=words, then=[one for one in self.then if one.update != update])

    def left_by_former(self, targets: Iterable[Target], until: datetime.date | None = None) -> dict[int, Amount]:
        """{target key: Amount} of those on which only units said anything that steer the item no more."""
        amounts = self.amounts(targets, until).items()
        gone = {pk: one for pk, one in amounts if one.value is not None}
        return {pk: one for pk, one in gone.items() if not any(who.unit in self.steering for who, _word in one.told)}

    @property
    def former(self) -> tuple[str, ...]:
        """The names of those who speak for the item though they steer it no more, of members their collective."""
        return self.names_gone(self.speakers.values())

    def names_gone(self, speakers: Iterable[Speaker]) -> tuple[str, ...]:
        """The names of those among the speakers who steer the item no more, of members their collective."""
        through = {one.via for one in self.steering.values()}
        gone = [one for one in speakers if one.unit not in self.steering]
        return tuple(dict.fromkeys(one.name if one.via in through else one.through or one.name for one in gone))

    def said(self, until: datetime.date | None = None) -> Said:
        """{target key or None: {unit: Word}}: what each speaker said last, in periods that ended by the day if given.

        The latest word is the last one. A report that names no figure leaves the earlier one standing. What stands by
        those who spoke before them is in `left`.
        """
        found: Said = defaultdict(dict)
        before = self._speakers_on(until)
        for word in self._told(until):
            if isinstance(word, Word) and word.target not in before:
                found[word.target].pop(word.unit, None)
                found[word.target][word.unit] = word
        return found

    def told(self, targets: Iterable[Target], until: datetime.date | None = None) -> Told:
        """{target key: [(Speaker, Word)]}: what of the words on the targets counts; of each speaker its last one.

        Of a member, whose words are added up, also those of units that were merged into it (`said.in_a_sum`).
        """
        speakers, before = self.speakers_by(until), self._speakers_on(until)
        spoken: dict[int | None, dict[int, list[tuple[int, Word]]]] = defaultdict(lambda: defaultdict(list))
        for place, word in enumerate(self._until(until)):
            if isinstance(word, Word) and word.unit in before.get(word.target, speakers):
                spoken[word.target][word.unit].append((place, word))
        found: Told = {}
        for target in targets:
            on_it = before.get(target.pk, speakers)
            told: list[tuple[int, Word]] = []
            for unit, words in spoken[target.pk].items():
                is_added_up = on_it[unit].via is not None and not target.per
                summed = in_a_sum((pair[1].origin, pair) for pair in words) if is_added_up else []
                told += [pair for _origin, pair in summed] or words[-1:]
            found[target.pk] = [(on_it[word.unit], word) for _place, word in sorted(told, key=itemgetter(0))]
        return found

    def left(self, targets: Iterable[Target], until: datetime.date | None = None) -> Values:
        """{target key or None: value} that stands by those who steered the item before, as the speakers took it over.

        A speaker has it until one of them names it. It is what the item had come to, whoever made it up.
        """
        before = self._speakers_on(until)
        amounts = self.amounts([one for one in targets if one.pk in before], until)
        found: Values = {target: one.value for target, one in amounts.items() if one.value is not None}
        judged = self._judged_by(before[None], until) if None in before else None
        return found if judged is None else found | {None: judged}

    def _judged_by(self, speakers: Speakers, until: datetime.date | None) -> Decimal | None:
        """What the speakers' own judgements come to, side by side, each collective as one."""
        words = (word for word in self._until(until) if isinstance(word, Word) and word.target is None)
        judged = {word.unit: word.value for word in words}
        shares = [judged.get(unit) for unit, one in speakers.items() if one.via is None]
        for _via, members in self._collectives(speakers):
            shares.append(figures.mean_of_units([judged.get(one) for one in members]))
        return figures.mean_of_units(shares)

    def values_of(self, unit: int, targets: list[Target], until: datetime.date | None = None) -> Values:
        """{target key or None: value} that stands for a speaker: its own last word, else what was left to it."""
        own: Values = {target: words[unit].value for target, words in self.said(until).items() if unit in words}
        return self.left(targets, until) | own

    def _until(self, until: datetime.date | None) -> Iterator[Word | Verified]:
        return (word for word in self.words if until is None or word.origin.end_on <= until)

    def _told(self, until: datetime.date | None) -> Iterator[Word | Verified]:
        speakers = self.speakers_by(until)
        return (word for word in self._until(until) if word.unit in speakers)

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
        told, left = (self.told(targets), self.left(targets)) if collectives else ({}, {})
        summed = {via for via, members in collectives if _added_up(targets, told, left, members) is not None}
        return [(self.speakers[unit], one) for unit, one in found.items() if self.speakers[unit].via not in summed]

    @property
    def judged_until(self) -> datetime.date | None:
        """The last day of the period of the latest word on the completion itself; None where none is older than others.

        That is: where reports for a later period were accepted, and none of them names a completion.
        """
        judged = [one.origin.end_on for one in self.words if isinstance(one, Verified) or one.target is None]
        return max(judged) if judged and max(judged) < max(self.ends) else None

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
        speakers, before, targets = self.speakers_by(until), self._speakers_on(until), list(targets)
        told, found = self.told(targets, until), {}
        for one in targets:
            amount = _amount(one, told[one.pk], before.get(one.pk, speakers))
            gone = self.names_gone(speaker for speaker, _word in amount.told) if one.pk in before else ()
            found[one.pk] = amount._replace(former=gone)
        return found

    def completion(self, targets: Iterable[Target], until: datetime.date | None = None) -> Decimal | None:
        """The item's completion in percent with its `targets`; None while nobody named any.

        A unit's is the office's correction while that stands, else what its words on the targets come to, each the last
        that was accepted, else its own judgement. Units named side by side count alike, one that has never named any
        as 0, and so does a collective: with what its members' shares of each target add up to; without targets its
        members count alike. What was left to them by others who steered the item before (`left`) counts for each.
        """
        targets = list(targets)
        speakers, said, left = self.speakers_by(until), self.said(until), self.left(targets, until)
        corrected = {unit: one.value for unit, one in self.corrections(targets, until).items()}
        judged = {unit: word.value for unit, word in said.get(None, {}).items()} | corrected
        shares = [
            corrected[unit]
            if unit in corrected
            else _of_own(targets, said, left, unit, judged.get(unit, left.get(None)))
            for unit, one in speakers.items()
            if one.via is None
        ]
        collectives = self._collectives(speakers)
        told = self.told(targets, until) if collectives else {}
        for _via, members in collectives:
            counted = _added_up(targets, told, left, members)
            if counted is None:
                counted = figures.mean_of_units([judged.get(one, left.get(None)) for one in members])
            shares.append(counted)
        return figures.mean_of_units(shares)


def _go_on(speakers: Speakers, last: Speakers | None, named: set[int]) -> Speakers:
    """Who speaks where `last` were those who steered when a figure was accepted last, and the units `named` one.

    The `speakers`, if one of them did so already then and has named one; else, they wait for their word, the last.
    """
    return speakers if last is None or not named.isdisjoint(speakers.keys() & last.keys()) else last


def _amount(target: Target, told: list[tuple[Speaker, Word]], speakers: Speakers) -> Amount:
    """A unit's own figure counts before the members' sum; of several units' figures the latest."""
    own = tuple((speaker, word) for speaker, word in told if speaker.via is None)
    if own:
        return Amount(own[-1][1].value, own, is_sum=False, missing=())
    if not told or target.per:  # counts "for each" place say nothing when they are added up
        return Amount(None, tuple(told), is_sum=bool(told), missing=())
    named = {word.unit for _speaker, word in told}
    missing = tuple(one.name for one in speakers.values() if one.via is not None and one.unit not in named)
    return Amount(_sum([word.value for _speaker, word in told]), tuple(told), is_sum=True, missing=missing)


def _sum(values: list[Decimal]) -> Decimal:
    return sum(values, figures.NONE)


def _of_own(targets: list[Target], said: Said, left: Values, unit: int, judged: Decimal | None) -> Decimal | None:
    """The completion of a unit from its own words on the targets, and what was left to it."""
    words = [(target, said.get(target.pk, {}).get(unit)) for target in targets]
    return figures.completion_of_own(
        [(target, word.value if word else left.get(target.pk)) for target, word in words], judged
    )


def _added_up(targets: Iterable[Target], told: Told, left: Values, members: list[int]) -> Decimal | None:
    """The completion of a collective from its members' shares, and what was left to it; None where nothing was said."""
    sums: list[tuple[Target, Decimal | None]] = []
    for target in targets:
        if not target.per:
            values = [word.value for _speaker, word in told[target.pk] if word.unit in members]
            sums.append((target, left.get(target.pk, _sum(values) if values else None)))
    return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None
