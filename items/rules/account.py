"""The account of an item (`Account`): who speaks for it, and what the words of accepted reports come to.

`rules.accepted` reads it out of the tables. Who speaks are the units that steer the item now, and until a figure of
theirs is accepted those who steered it before (`speaking`): what was accepted stands as it stood when it was. The same
holds for each target by itself: what a new unit has not named yet stands as the former ones left it, and so does the
office's percentage until something new is named. A unit that comes back to an item begins anew.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ..models import Target
from . import figures
from .said import Amount, Speaker, Verified, Word, in_a_sum
from .speaking import HandedDown, Speakers, Then, go_on, handovers, members_of, spoke

# By the key of the target, None for the completion, then by that of the unit.
Said = dict[int | None, dict[int, Word]]
# By the key of the target, the latest last.
Told = dict[int, list[tuple[Speaker, Word]]]
# By the key of the target, None for the completion.
Values = dict[int | None, Decimal]


# By the key of the target, None for the completion.
Lefts = dict[int | None, HandedDown]


class Standing(NamedTuple):
    """A percentage of the office that stands for a unit, and what it was set by: for units that were there before it,
    too, whose percentages it is then made up of together with what the others of them came to."""

    value: Decimal
    by: tuple[Verified, ...]


@dataclass(frozen=True)
class Account:
    """All that was said about one item in accepted reports.

    `words` are in turn, the latest last, a correction behind what it corrects; `ends` the last days of the periods of
    the reports, also of those that named no figure. `steering` {unit: Speaker} steer the item now; `then` [Then] are
    those who steered it when each of the reports that name a figure was accepted, in turn. It is filled in for
    `rules.accepted.account`, else only where others steered the item then.
    """

    words: list[Word | Verified] = field(default_factory=list)
    ends: set[datetime.date] = field(default_factory=set)
    steering: Speakers = field(default_factory=dict)
    then: list[Then] = field(default_factory=list)

    def speakers_by(self, until: datetime.date | None = None) -> Speakers:
        """{unit: Speaker} of those who spoke for the item when nothing after the day `until` was reported yet.

        From the last accepted report on this follows from the units that steer it now (`speaking.go_on`); before, those
        who spoke when it was accepted.
        """
        last = spoke(self._then(until))
        if until is not None and until < max(self.ends, default=datetime.date.min):
            return last or {}
        return go_on(self.steering, last, self.named(until), members_of(self._until(until)))

    def _speakers_on(self, among: Speakers, until: datetime.date | None) -> dict[int | None, Speakers]:
        """{target key or None: {unit: Speaker}} of those whose words on it count where they are not those `among`.

        They do so until one of `among` who steered the item together with them, or has come since, names it, too.
        """
        then = self._then(until)
        if not then:
            return {}
        named: dict[int | None, set[int]] = defaultdict(set)
        members = members_of(self._until(until))
        for word in self._until(until):
            if isinstance(word, Word):
                named[word.target].add(word.unit)
        found = {
            key: go_on(among, spoke(one for one in then if key in one.named), named[key], members)
            for key in dict.fromkeys(key for one in then for key in one.named)
        }
        return {key: one for key, one in found.items() if one.keys() != among.keys()}

    def named(self, until: datetime.date | None = None) -> set[int]:
        """The units that have named a figure, in periods that ended by the day if given."""
        return {word.unit for word in self._until(until)}

    @property
    def speakers(self) -> Speakers:
        """{unit: Speaker} of those whose words count now."""
        return self.speakers_by()

    def without(self, update: int) -> "Account":
        """The same as if the report (its key) had not been accepted."""
        words = [word for word in self.words if word.update != update]
        return replace(self, words=words, then=[one for one in self.then if one.update != update])

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
        speakers = self.speakers_by(until)
        on_it = self._speakers_on(speakers, until)
        for word in self._until(until):
            if isinstance(word, Word) and word.unit in speakers and word.unit in on_it.get(word.target, speakers):
                found[word.target].pop(word.unit, None)
                found[word.target][word.unit] = word
        return found

    def told(self, targets: Iterable[Target], until: datetime.date | None = None) -> Told:
        """{target key: [(Speaker, Word)]}: what of the words on the targets counts; of each speaker its last one.

        Of a member, whose words are added up, also those of units that were merged into it (`said.in_a_sum`).
        """
        speakers = self.speakers_by(until)
        on_it = self._speakers_on(speakers, until)
        return self._told_by({one: on_it.get(one.pk, speakers) for one in targets}, until)

    def _told_by(self, by: dict[Target, Speakers], until: datetime.date | None) -> Told:
        """As `told`, of each target by those given with it."""
        asked = {target.pk: speakers for target, speakers in by.items()}
        spoken: dict[int | None, dict[int, list[tuple[int, Word]]]] = defaultdict(lambda: defaultdict(list))
        for place, word in enumerate(self._until(until)):
            if isinstance(word, Word) and word.target is not None and word.unit in asked.get(word.target, ()):
                spoken[word.target][word.unit].append((place, word))
        found: Told = {}
        for target, speakers in by.items():
            told: list[tuple[int, Word]] = []
            for unit, words in spoken[target.pk].items():
                is_added_up = speakers[unit].via is not None and not target.per
                summed = in_a_sum((pair[1].origin, pair) for pair in words) if is_added_up else []
                told += [pair for _origin, pair in summed] or words[-1:]
            found[target.pk] = [(speakers[word.unit], word) for _place, word in sorted(told, key=itemgetter(0))]
        return found

    def left(self, targets: Iterable[Target], until: datetime.date | None = None) -> Lefts:
        """{target key or None: HandedDown}: what stands by those who have left, for the speakers who took it over.

        It is what theirs had come to, whoever made it up.
        """
        return self._left_to(self.speakers_by(until), targets, until)

    def left_to(self, unit: int, targets: Iterable[Target], until: datetime.date | None = None) -> Lefts:
        """The same for a unit that steers the item now, whether or not it has spoken yet; of what it is an heir to."""
        found = self._left_to(self.steering, targets, until)
        return {key: one for key, one in found.items() if unit in one.heirs}

    def _left_to(self, among: Speakers, targets: Iterable[Target], until: datetime.date | None) -> Lefts:
        by: dict[int | None, tuple[frozenset[int], Speakers]] = {}
        for key, on_it in self._speakers_on(among, until).items():
            gone = {unit: one for unit, one in on_it.items() if unit not in among}
            by[key] = (frozenset(among.keys() - on_it.keys()) or frozenset(among), gone)
        asked = {one: by[one.pk][1] for one in targets if one.pk in by}
        told, found = self._told_by(asked, until) if asked else {}, {}
        for target, gone in asked.items():
            amount = _amount(target, told[target.pk], gone)
            if amount.value is not None:
                found[target.pk] = HandedDown(by[target.pk][0], amount.value, amount.told)
        return found | (self._judged_by(*by[None], until) if None in by else {})

    def _judged_by(self, heirs: frozenset[int], speakers: Speakers, until: datetime.date | None) -> Lefts:
        """What the speakers' own judgements come to, side by side, each collective as one, left to the heirs."""
        words = [word for word in self._until(until) if isinstance(word, Word) and word.target is None]
        judged = {word.unit: word.value for word in words}
        shares = [judged.get(unit) for unit, one in speakers.items() if one.via is None]
        for _via, members in _collectives(speakers):
            shares.append(figures.mean_of_units([judged.get(one) for one in members]))
        value = figures.mean_of_units(shares)
        told = tuple((speakers[word.unit], word) for word in words if word.unit in speakers)
        return {} if value is None else {None: HandedDown(heirs, value, told)}

    def values_of(self, unit: int, targets: list[Target], until: datetime.date | None = None) -> Values:
        """{target key or None: value} that stands for a unit that steers the item: its last word, else what was left.

        What was left to it comes first: it is newer than what the unit had said before it left and came back.
        """
        on_it = self._speakers_on(self.steering, until)
        own: Values = {
            word.target: word.value
            for word in self._until(until)
            if isinstance(word, Word) and word.unit == unit and unit in on_it.get(word.target, self.steering)
        }
        return own | {key: one.value for key, one in self.left_to(unit, targets, until).items()}

    def _until(self, until: datetime.date | None) -> Iterator[Word | Verified]:
        return (word for word in self.words if until is None or word.origin.end_on <= until)

    def _then(self, until: datetime.date | None) -> list[Then]:
        return [one for one in self.then if until is None or one.end_on <= until]

    def corrections(self, targets: Iterable[Target], until: datetime.date | None = None) -> dict[int, Standing]:
        """{unit: Standing} of the office's percentages that stand: each until new figures of its unit are accepted.

        A report that repeats the figures, or names none, brings nothing new. What a unit that took over another one
        had said beside it, for the same or a later period, is not what was corrected. To a unit that has come for
        others goes over what stood for them, and it brings nothing new as long as it says what was left to it.
        """
        targets = list(targets)
        counted = {target.pk for target in targets if not target.per}
        begun = self._begun(targets, until)
        found = {unit: one.standing for unit, one in begun.items() if one.standing is not None}
        stood: dict[int, Values] = defaultdict(dict, {unit: dict(one.values) for unit, one in begun.items()})
        speakers = self.speakers_by(until)
        told = [word for word in self._until(until) if word.unit in speakers]
        for (unit, update), words in groupby(told, key=lambda word: (word.unit, word.update)):
            if unit in begun and update in begun[unit].before:
                continue
            said = list(words)
            values = {word.target: word.value for word in said if isinstance(word, Word)}
            # What is computed from values brings nothing but them.
            is_computed = not counted.isdisjoint([*stood[unit], *values])
            named = {target: value for target, value in values.items() if target in counted or not is_computed}
            is_new = any(stood[unit].get(target) != value for target, value in named.items())
            if is_new or (named and unit in found and said[0].origin.is_beside(found[unit].by[-1].origin)):
                found.pop(unit, None)
            stood[unit].update(values)
            found.update((unit, Standing(word.value, (word,))) for word in said if isinstance(word, Verified))
        return found

    def standing_for(self, unit: int, targets: list[Target]) -> Standing | None:
        """The office's percentage that stands for a unit that steers the item now, whether or not it has spoken yet."""
        speakers = self.speakers
        if unit in speakers or unit not in self.steering:
            return self.corrections(targets).get(unit)
        return self._standing_for(speakers.keys() - self.steering.keys(), targets)

    def _begun(self, targets: list[Target], until: datetime.date | None) -> dict[int, "_Begun"]:
        """{unit: _Begun} of the speakers that came in place of others, as things were when they took over last."""
        found: dict[int, _Begun] = {}
        speakers = self.speakers_by(until)
        for one in reversed(list(handovers(self._then(until)))):
            heirs = one.come & speakers.keys() - found.keys()
            if not heirs:
                continue
            place = next(place for place, word in enumerate(self.words) if word.update == one.by.update)
            earlier = replace(self, words=self.words[:place], then=one.earlier, steering=one.before)
            standing = earlier._standing_for(one.gone.keys(), targets)
            before = frozenset(word.update for word in earlier.words)
            taking_over = replace(earlier, steering=one.by.speakers)
            found |= {unit: _Begun(before, taking_over.values_of(unit, targets), standing) for unit in heirs}
        return found

    def _standing_for(self, units: Collection[int], targets: list[Target]) -> Standing | None:
        """What the units among the speakers come to with the office's percentages that count; None without any."""
        corrections = self.corrections(targets)
        by = [one for unit, one in self._counting(corrections, targets) if unit in units]
        shares = [share for voice, share in self._shares(targets, None, corrections) if not voice.isdisjoint(units)]
        value = figures.mean_of_units(shares) if by else None
        return None if value is None else Standing(value, tuple(dict.fromkeys(word for one in by for word in one.by)))

    def _counting(self, corrections: dict[int, Standing], targets: list[Target]) -> list[tuple[int, Standing]]:
        """Of the `corrections` those on which the completion rests: where shares add up, no member's does."""
        collectives = _collectives(self.speakers)
        told, left = (self.told(targets), self.left(targets)) if collectives else ({}, {})
        summed = {via for via, members in collectives if _added_up(targets, told, left, members) is not None}
        return [(unit, one) for unit, one in corrections.items() if self.speakers[unit].via not in summed]

    def corrected(self, targets: list[Target]) -> list[tuple[Speaker, Verified]]:
        """[(Speaker, Verified)] that the item's completion rests on now; the Speaker is whom the office corrected."""
        counting = self._counting(self.corrections(targets), targets)
        told = dict.fromkeys(one for _unit, standing in counting for one in standing.by)
        return [(self.known[one.unit], one) for one in told]

    @property
    def known(self) -> Speakers:
        """{unit: Speaker} of all who steer the item or did so when a figure was accepted."""
        return {unit: one for then in self.then for unit, one in then.speakers.items()} | self.steering

    @property
    def judged_until(self) -> datetime.date | None:
        """The last day of the period of the latest word on the completion itself; None where none is older than others.

        That is: where reports for a later period were accepted, and none of them names a completion.
        """
        judged = [one.origin.end_on for one in self.words if isinstance(one, Verified) or one.target is None]
        return max(judged) if judged and max(judged) < max(self.ends) else None

    def amounts(self, targets: Iterable[Target], until: datetime.date | None = None) -> dict[int, Amount]:
        """{target key: Amount} of the item's targets."""
        speakers, targets = self.speakers_by(until), list(targets)
        on_it = self._speakers_on(speakers, until)
        told, found = self.told(targets, until), {}
        for one in targets:
            amount = _amount(one, told[one.pk], on_it.get(one.pk, speakers))
            # Of units side by side the latest figure is the target's.
            naming = amount.told if amount.is_sum else amount.told[-1:]
            gone = self.names_gone(speaker for speaker, _word in naming) if one.pk in on_it else ()
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
        shares = self._shares(targets, until, self.corrections(targets, until))
        return figures.mean_of_units([share for _voice, share in shares])

    def _shares(
        self, targets: list[Target], until: datetime.date | None, corrections: dict[int, Standing]
    ) -> list[tuple[frozenset[int], Decimal | None]]:
        """[(keys of units, completion)]: what each unit that speaks, and each collective, comes to."""
        speakers, said, left = self.speakers_by(until), self.said(until), self.left(targets, until)
        judged: dict[int, Decimal] = {unit: word.value for unit, word in said.get(None, {}).items()}
        if None in left:
            judged |= {unit: left[None].value for unit in left[None].heirs if unit not in judged}
        found: list[tuple[frozenset[int], Decimal | None]] = []
        for unit, one in speakers.items():
            if one.via is None:
                own = _of_own(targets, said, left, unit, judged.get(unit))
                found.append((frozenset({unit}), corrections[unit].value if unit in corrections else own))
        collectives = _collectives(speakers)
        told = self.told(targets, until) if collectives else {}
        judged |= {unit: one.value for unit, one in corrections.items()}
        for _via, members in collectives:
            counted = _added_up(targets, told, left, members)
            if counted is None:
                counted = figures.mean_of_units([judged.get(one) for one in members])
            found.append((frozenset(members), counted))
        return found


class _Begun(NamedTuple):
    """How things were when a unit came in place of others: the keys of the reports before, what stood for it then."""

    before: frozenset[int]
    values: Values
    standing: Standing | None


def _collectives(speakers: Speakers) -> list[tuple[int, list[int]]]:
    """[(collective, [member])] of those who speak through one."""
    found: dict[int, list[int]] = defaultdict(list)
    for unit, one in speakers.items():
        if one.via is not None:
            found[one.via].append(unit)
    return list(found.items())


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


def _of_own(targets: list[Target], said: Said, left: Lefts, unit: int, judged: Decimal | None) -> Decimal | None:
    """The completion of a unit from its own words on the targets, and what was left to it."""
    values: dict[int, Decimal | None] = {}
    for target in targets:
        word = said.get(target.pk, {}).get(unit)
        inherited = left[target.pk].value if target.pk in left and unit in left[target.pk].heirs else None
        values[target.pk] = word.value if word else inherited
    return figures.completion_of_own([(target, values[target.pk]) for target in targets], judged)


def _added_up(targets: Iterable[Target], told: Told, left: Lefts, members: list[int]) -> Decimal | None:
    """The completion of a collective from its members' shares, and what was left to it; None where nothing was said."""
    sums: list[tuple[Target, Decimal | None]] = []
    for target in targets:
        if not target.per:
            values = [word.value for _speaker, word in told[target.pk] if word.unit in members]
            total = _sum(values) if values else None
            is_heir = target.pk in left and not left[target.pk].heirs.isdisjoint(members)
            sums.append((target, left[target.pk].value if is_heir else total))
    return figures.completion_by(sums) if any(value is not None for _target, value in sums) else None
