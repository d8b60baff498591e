"""What is said in reports: words, who said them, and which of them count in a sum once units are merged.

`rules.accepted`, `rules.shares` and `rules.last_words` ask here, each for the reports that it looks at.
"""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models.department import Acting

from . import figures

# Who goes on for merged units: `Department.objects.acting`.
Merged = Mapping[int, Acting]
Said = TypeVar("Said")


class WordOrigin(NamedTuple):
    """The report behind a word: the unit that wrote it, the last day of its period, the day it was last handed in.

    `before` is the name of the unit if it has been merged since, else ""; `mergers` are then the units that took it
    over, one after the other, each with the day. `member` is who spoke today as what, if as a member of a collective.
    """

    unit: int
    end_on: datetime.date
    handed_in_on: datetime.date = datetime.date.min
    before: str = ""
    mergers: tuple[tuple[int, datetime.date], ...] = ()
    member: "Speaker | None" = None

    @property
    def is_share(self) -> bool:
        """Whether the unit spoke as a member of a collective."""
        return self.member is not None

    def covers(self, gone: "WordOrigin") -> bool:
        """Whether it speaks for the unit of `gone`, too: by one that took it over, for a time after that day."""
        return any(unit == self.unit and min(self.end_on, self.handed_in_on) >= day for unit, day in gone.mergers)

    def is_beside(self, gone: "WordOrigin") -> bool:
        """Whether a unit that took over the one of `gone` says in it what was its own before.

        As a member of a collective it says nothing of what the other one did in its own name.
        """
        is_own_matter = gone.is_share or not self.is_share
        return is_own_matter and self.unit in dict(gone.mergers) and not self.covers(gone)


# What is read of an update, besides the key of its unit, for `origin_of`.
ORIGIN = ("department__name", "period__end_on", "handed_in_at", "sent_at")


def in_turn_by(moment: str, update: str = "") -> list[str | OrderBy]:
    """The order in which reports count, the last word last; `moment` is the one that decides between two of a period.

    `update` leads to the report ("update__" from a value). By the last day of the period, since a quarter begins before
    the months that were reported in another rhythm; in one period the unit that goes on has the last word before the
    one that was merged into it.
    """
    goes_on = ExpressionWrapper(Q(**{f"{update}department__successor__isnull": True}), output_field=BooleanField())
    return [f"{update}period__end_on", goes_on.asc(), f"{update}{moment}", f"{update}pk"]


def origin_of(
    merged: Merged,
    unit: int,
    name: str,
    end_on: datetime.date,
    *moments: datetime.datetime | None,
    member: "Speaker | None" = None,
) -> WordOrigin:
    """The `WordOrigin` of a report of the unit (its key), by the values of `ORIGIN`."""
    handed_in = max((timezone.localdate(one) for one in moments if one), default=datetime.date.min)
    is_gone = unit in merged
    mergers = merged[unit].mergers if is_gone else ()
    return WordOrigin(unit, end_on, handed_in, name if is_gone else "", mergers, member)


def in_a_sum(told: Iterable[tuple[WordOrigin, Said]]) -> list[tuple[WordOrigin, Said]]:
    """Of figures for one target by the units that are one unit today, in turn, those that make up its part of a sum.

    Of each unit this is its last one; of a unit that was merged until one `covers` it.
    """
    words = list(told)
    last: dict[int, tuple[WordOrigin, Said]] = {}
    for origin, word in words:
        last.pop(origin.unit, None)
        last[origin.unit] = (origin, word)
    return [(origin, word) for origin, word in last.values() if not any(other.covers(origin) for other, _word in words)]


class LastValue(NamedTuple):
    """The value of a target as a unit named it last, in a report of the `period` (its name) that ended on `end_on`.

    `merged` [(name, value)] is what units that were merged into this one add to it, where it is a sum. `former` are the
    names of the units that named it and steer the item no more, if it was not this one.
    """

    value: Decimal
    period: str
    end_on: datetime.date
    merged: tuple[tuple[str, Decimal], ...] = ()
    former: tuple[str, ...] = ()


def last_value(told: Iterable[tuple[WordOrigin, tuple[Decimal, str]]], *, in_sum: bool = True) -> LastValue:
    """What the words (origin, (value, name of the period)) of one unit for one target come to, in turn, at least one.

    With `in_sum` it is added up with others: `in_a_sum` says what makes it up; else the last word is the value.
    """
    words = list(told)
    summed = in_a_sum(words) if in_sum else words[-1:]
    merged = tuple((origin.before, value) for origin, (value, _period) in summed if in_sum and origin.before)
    latest, (_value, period) = summed[-1]
    value = sum((value for _origin, (value, _period) in summed), figures.NONE)
    return LastValue(value, period, latest.end_on, merged)


def spell_unit(unit: str, before: str) -> str:
    """The unit's name, with that of the merged one that spoke: 市社会事务局（原市民政局）."""
    return _("%(unit)s (formerly %(before)s)") % {"unit": unit, "before": before} if before else unit


class Word(NamedTuple):
    """What a unit said in an accepted report: the cumulative value of a target, or (`target` None) its completion.

    `unit` is the key of the unit that acts today, `update` of the report.
    """

    target: int | None
    unit: int
    value: Decimal
    update: int
    origin: WordOrigin


class Verified(NamedTuple):
    """The office's own percentage (核定比例) in place of what the unit reported, with its reason; as in `Word`.

    `reported` is the unit's completion in percent at that time, None if it named none.
    """

    unit: int
    value: Decimal
    reported: Decimal | None
    reason: str
    update: int
    origin: WordOrigin


class Speaker(NamedTuple):
    """A unit that acts today and steers an item: in its own name, or (`via`) as a member of a collective.

    `through` is the name of the collective, else "".
    """

    unit: int
    name: str
    via: int | None
    through: str = ""


class Amount(NamedTuple):
    """What a target has come to: its value, None for none; [(Speaker, Word)] that make it up, the latest last.

    `is_sum` says that they are the shares of members, `missing` are then the members that have named none. `former` are
    the names of those who steer the item no more, where what they said stands beside what others say of other targets.
    """

    value: Decimal | None
    told: tuple[tuple[Speaker, Word], ...]
    is_sum: bool
    missing: tuple[str, ...]
    former: tuple[str, ...] = ()
