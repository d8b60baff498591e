"""The targets and milestones of an item on the page of an update: last time, now, what stands, what may be adopted."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from departments.models import Department

from .. import access
from ..models import Milestone, ProgressUpdate, Target
from ..models.target import spell_number, write_number
from ..rules import figures
from ..rules.last_words import LastValue, last_values, standing_days
from . import drafting

State = ProgressUpdate.State


@dataclass(frozen=True)
class Offer:
    """What the members of a collective come to on a target, for the lead to adopt.

    `told` is [(unit, value in words)], `missing` names the members without a value of this period.
    """

    department: Department
    target: Target
    value: Decimal
    told: list
    missing: list

    @property
    def typed(self):
        return spell_number(self.value)

    @property
    def written(self):
        return _written(self.value, self.target)


@dataclass(frozen=True)
class TargetFigure:
    """A target beside its cumulative value now and as the unit named it last (`LastValue` or None).

    `name` is the field's. `answer` is what the unit says where it enters no value (`drafting.CARRY`, `UNAVAILABLE`,
    ""), `standing` the accepted value that counts meanwhile; `offers` are the members' sums that a lead may adopt.
    """

    target: Target
    value: Decimal | None
    last: LastValue | None = None
    answer: str = ""
    standing: Decimal | None = None
    offers: tuple = ()

    @property
    def name(self):
        return f"{drafting.VALUE}{self.target.pk}"

    @property
    def answer_name(self):
        return f"{drafting.BLANK}{self.target.pk}"

    @property
    def is_carried(self):
        return self.answer == drafting.CARRY

    @property
    def is_unavailable(self):
        return self.answer == drafting.UNAVAILABLE

    @property
    def written(self):
        return _written(self.value, self.target)

    @property
    def written_earlier(self):
        return _written(self.last and self.last.value, self.target)

    @property
    def written_standing(self):
        return _written(self.standing, self.target)

    @property
    def share(self):
        """How much of the target is reached, "62.5%"; "" where that cannot be said."""
        value = self.standing if self.value is None else self.value
        share = None if value is None else figures.percent_of(self.target, value)
        return "" if share is None else f"{spell_number(share)}%"


def _written(value, target):
    return "" if value is None else f"{write_number(value, target.unit)}{target.unit}"


@dataclass(frozen=True)
class MilestoneDay:
    """A milestone beside the day on which it is reached, now and in the unit's last report."""

    milestone: Milestone
    reached_on: datetime.date | None
    earlier: datetime.date | None

    @property
    def name(self):
        return f"{drafting.MILESTONE}{self.milestone.pk}"


def last_values_for(update, user):
    """What the unit named last: what waits for a decision only for its own people and for who decides."""
    sees_all = access.can_write_update(user, update) or access.can_settle(user, update)
    return last_values(update, ProgressUpdate.HANDED_IN if sees_all else (State.ACCEPTED,))


def figures_of(update, last, collectives=()):
    """A `TargetFigure` for each target of the item; `last` is {target key: LastValue}."""
    own = {value.target_id: value for value in update.values.all()}
    unavailable = {one.target_id for one in update.unavailable.all()}
    counted = dict(drafting.figures_told(update))
    offers = _offers(update, collectives)
    return [
        TargetFigure(
            target=target,
            value=own[target.pk].value if target.pk in own else None,
            last=last.get(target.pk),
            answer=_answer(own.get(target.pk), target.pk in unavailable),
            standing=counted[target],
            offers=tuple(offers.get(target, ())),
        )
        for target in update.item.targets.all()
    ]


def _answer(value, is_unavailable):
    if value:
        return drafting.CARRY if value.carried else ""
    return drafting.UNAVAILABLE if is_unavailable else ""


def _offers(update, collectives):
    """{Target: [Offer]} of what the members report as parts to this unit."""
    found = {}
    for whole in collectives:
        lines = [line for line in whole.lines if is_part_of(line.update, update)]
        for target, _sum, _share in whole.sums if lines else []:
            told = [(line.update.department, line.value_of(target)) for line in lines]
            known = [(unit, value) for unit, value in told if value is not None]
            offer = Offer(
                department=whole.department,
                target=target,
                value=sum((value for _unit, value in known), figures.NONE),
                told=[(unit, _written(value, target)) for unit, value in known],
                missing=[unit for unit, value in told if value is None],
            )
            found.setdefault(target, []).append(offer)
    return found


def is_computed(update):
    """Whether completion follows from what the unit said on the targets, so that nobody types it."""
    judged = object()
    return drafting.computed_completion(update, judged) is not judged


def steps_of(update, before):
    """A `MilestoneDay` for each milestone of the item; `before` is the unit's last report or None."""
    now = {one.milestone_id: one.reached_on for one in update.milestones.all()}
    then = {one.milestone_id: one.reached_on for one in before.milestones.all()} if before else {}
    standing = standing_days(update) if update.item.milestones.all() else {}
    return [
        MilestoneDay(one, now.get(one.pk) or standing.get(one.pk), then.get(one.pk) or standing.get(one.pk))
        for one in update.item.milestones.all()
    ]


def sums_of(targets, lines):
    """[(Target, sum in words, share in words)] of what the lines hand in, for who may read it."""
    sums = []
    for target in targets:
        values = [value for value in (line.value_of(target) for line in lines) if value is not None]
        if values:
            figure = TargetFigure(target, sum(values, figures.NONE))
            sums.append((target, figure.written, figure.share))
    return sums


def is_part_of(part, update):
    """Whether `part` goes to the lead whose `update` it is."""
    return update.role == update.Role.LEAD and part.is_part and part.department_id != update.department_id
