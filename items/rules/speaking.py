"""Who speaks for an item when other units come to steer it: those who have left, until those who have come do.

What was accepted stands as it stood when it was. Where all have changed, those who were there before go on speaking
until one of the others names a figure. Where some have stayed and have named one, those who left go on in place of
those who have come, and only of them; who left without anybody coming speaks no more. A member of a collective that
leaves it takes its share along. A member that comes to steer the item itself has come: until it says something itself
its share counts as the share that it was.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .said import Speaker, Verified, Word

# By the key of the unit.
Speakers = dict[int, Speaker]


class Then(NamedTuple):
    """Who steered an item when a report that names a figure was accepted: {unit: Speaker}, its writer among them.

    `update` is the key of the report, `end_on` the last day of its period, `named` what it named: keys of targets, None
    for the completion. `writer` is the key of the unit that acts today for the one that wrote it.
    """

    update: int
    end_on: datetime.date
    writer: int
    speakers: Speakers
    named: frozenset[int | None]


class Handover(NamedTuple):
    """Units that have come name their first figure, with the report `by`: from then on they speak for those gone.

    `before` are all who spoke until then, `earlier` the reports until then.
    """

    by: Then
    before: Speakers
    earlier: list[Then]

    @property
    def gone(self) -> Speakers:
        return {unit: one for unit, one in self.before.items() if unit not in self.by.speakers}

    @property
    def come(self) -> set[int]:
        return self.by.speakers.keys() - self.before.keys()


class HandedDown(NamedTuple):
    """What units that have left said of a target or (key None) of the completion, and who has it until they name it.

    `heirs` are the keys of those; `told` [(Speaker, Word)] makes up the `value`, the latest last.
    """

    heirs: frozenset[int]
    value: Decimal
    told: tuple[tuple[Speaker, Word], ...]


def spoke(then: Iterable[Then]) -> Speakers | None:
    """Who spoke when the last of the reports, in turn, was accepted; None without any."""
    before: Speakers | None = None
    for one in then:
        before = _after(one, before)
    return before


def handovers(then: list[Then]) -> Iterator[Handover]:
    """Every `Handover` in the reports, in turn."""
    before: Speakers | None = None
    for place, one in enumerate(then):
        if before is not None and one.writer not in before and before.keys() - one.speakers.keys():
            yield Handover(one, before, then[:place])
        before = _after(one, before)


def go_on(steering: Speakers, before: Speakers | None, named: set[int], members: Speakers) -> Speakers:
    """Who speaks where the units `steering` steer now, those `before` spoke last, and the units `named` a figure.

    `members` are those of `members_of`.
    """
    if before is None:
        return as_members(steering, members)
    changed = {unit for unit, one in steering.items() if one.via is None and unit in members}
    stay = (steering.keys() & before.keys()) - changed
    return as_members(before if named.isdisjoint(stay) else _in_place(steering, before, changed), members)


def members_of(words: Iterable[Word | Verified]) -> Speakers:
    """{unit: Speaker} of those who spoke last as members of a collective: of units that are one today all of them."""
    heard: dict[int, dict[int, Speaker | None]] = defaultdict(dict)
    for word in words:
        of_unit = heard[word.unit]
        of_unit.pop(word.origin.unit, None)
        of_unit[word.origin.unit] = word.origin.member
    spoke_last = {unit: list(of_unit.values()) for unit, of_unit in heard.items()}
    return {unit: said[-1] for unit, said in spoke_last.items() if said[-1] is not None and None not in said}


def as_members(speakers: Speakers, members: Speakers) -> Speakers:
    """The speakers, those among the `members` as what they spoke as last though they steer the item themselves now."""
    if members.keys().isdisjoint(speakers):
        return speakers
    return {unit: members.get(unit, one) if one.via is None else one for unit, one in speakers.items()}


def _after(one: Then, before: Speakers | None) -> Speakers:
    """Who speaks from the report on: all who steer then, if one who had come wrote it."""
    return one.speakers if before is None or one.writer not in before else _in_place(one.speakers, before)


def _in_place(steering: Speakers, before: Speakers, changed: Collection[int] = ()) -> Speakers:
    """The units that steer, in place of those among them that have come the ones that have left.

    Those `changed` have come, too, and stay as the members that they were.
    """
    gone = {unit: one for unit, one in before.items() if unit not in steering and one.via is None}
    come = {unit for unit, one in steering.items() if unit not in before and one.via is None}
    if not (gone and (come or changed)):
        return steering
    return {unit: one for unit, one in steering.items() if unit not in come} | gone
