"""The targets and milestones of an item on the page of an update: last time, now, what stands, what may be adopted."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from departments.models import Department

from .. import access
from ..lights.facts import facts_of
from ..lights.light import planned_value
from ..models import Milestone, ProgressUpdate, Target, WorkItem
from ..models.target import spell_number
from ..rules import figures
from ..rules.accepted import signed
from ..rules.last_words import added_up, last_values, standing_days
from ..rules.said import LastValue
from ..rules.shares import goals_by_unit, own_goals, planned_share, spell, spell_last
from . import counted, drafting

State = ProgressUpdate.State


@dataclass(frozen=True)
class MemberFigure:
    """What a member says of a target in this period, None for nothing, beside its `goal` (None: it has no share).

    With `said` what units that were merged into it had said goes along.
    """

    department: Department
    target: Target
    said: LastValue | None
    goal: Target | None

    @property
    def value(self):
        return self.said.value if self.said else None

    @property
    def written(self):
        return spell_last(self.said, self.target.unit) if self.said else ""

    @property
    def share(self):
        """How much of its own goal is reached, "62.5%"; "" without a goal."""
        return _share(self.goal, self.value) if self.goal else ""


@dataclass(frozen=True)
class Offer:
    """What the members of a collective, or units with a share, come to on a target, for the lead to adopt.

    `name` says who they are, `lines` are their `MemberFigure`s.
    """

    name: str
    target: Target
    value: Decimal
    lines: list

    @property
    def told(self):
        return [line for line in self.lines if line.value is not None]

    @property
    def missing(self):
        return [line for line in self.lines if line.value is None]

    @property
    def missing_names(self):
        return "、".join(line.department.name for line in self.missing)

    @property
    def has_goals(self):
        return any(line.goal for line in self.lines)

    @property
    def typed(self):
        return spell_number(self.value)

    @property
    def written(self):
        return spell(self.value, self.target.unit)


@dataclass(frozen=True)
class TargetFigure:
    """A target beside its cumulative value now and as the unit named it last (`LastValue` or None).

    `name` is the field's. `answer` is what the unit says where it enters no value (`drafting.CARRY`, `UNAVAILABLE`,
    ""), `standing` the accepted value that counts meanwhile; `offers` are the members' sums that a lead may adopt.
    `goal` is the unit's own share as a target, None without one; `planned` what of it, else of the target, is planned
    by the period's end, None for the part of a unit without a share.
    """

    target: Target
    value: Decimal | None
    last: LastValue | None = None
    answer: str = ""
    standing: Decimal | None = None
    offers: tuple = ()
    goal: Target | None = None
    planned: Decimal | None = None

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
        return spell(self.value, self.target.unit)

    @property
    def written_earlier(self):
        return spell_last(self.last, self.target.unit) if self.last else ""

    @property
    def written_standing(self):
        return spell(self.standing, self.target.unit)

    @property
    def share(self):
        """How much of the unit's goal, else of the target, is reached, "62.5%"; "" where that cannot be said."""
        return _share(self.goal or self.target, self.standing if self.value is None else self.value)

    @property
    def written_planned(self):
        if self.planned is None:
            return ""
        whole = self.goal or self.target
        return spell(figures.shorten(self.planned, whole.number, self.target.unit), self.target.unit)

    @property
    def written_grown(self):
        """How much more than last time, "+4个"; "" without a value of now and one of last time."""
        if self.value is None or self.last is None or self.is_carried:
            return ""
        grown = self.value - self.last.value
        return f"{'+' if grown > 0 else ''}{spell(grown, self.target.unit)}"


def _share(target, value):
    share = None if value is None else figures.percent_of(target, value)
    return "" if share is None else f"{spell_number(share)}%"


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


def figures_of(update, last, collectives=(), parts=(), *, planned=False):
    """A `TargetFigure` for each target of the item; `last` is {target key: LastValue}.

    `collectives` and `parts` are what others report to it, as `UpdatePage` has them; `planned`: whether what is planned
    is told, too.
    """
    own = {value.target_id: value for value in update.values.all()}
    unavailable = {one.target_id for one in update.unavailable.all()}
    standing = dict(counted.figures_told(update))
    offers = _offers(update, collectives, parts)
    goals = own_goals([update]).get(update.pk, {})
    plan = _planned(update, goals) if planned else {}
    return [
        TargetFigure(
            target=target,
            value=own[target.pk].value if target.pk in own else None,
            last=last.get(target.pk),
            answer=_answer(own.get(target.pk), target.pk in unavailable),
            standing=standing[target],
            offers=tuple(offers.get(target, ())),
            goal=goals.get(target.pk),
            planned=plan.get(target.pk),
        )
        for target in update.item.targets.all()
    ]


def _planned(update, goals):
    """{target key: what of the unit's goal, else of the target, is planned by the end of the period}, along its curve.

    What of a target falls to a member or a supporting unit without a share nobody has said.
    """
    if update.is_contribution and not goals:
        return {}
    facts = facts_of([WorkItem.objects.for_lights().get(pk=update.item_id)])[update.item_id]
    whole = {one.target: planned_value(facts, one, update.period.end_on) for one in facts.targets}
    targets = {target.pk: target for target in update.item.targets.all()}
    if not update.is_contribution:
        return whole
    return {pk: planned_share(whole[pk], targets[pk], own.number) for pk, own in goals.items() if pk in whole}


def _answer(value, is_unavailable):
    if value:
        return drafting.CARRY if value.carried else ""
    return drafting.UNAVAILABLE if is_unavailable else ""


def _offers(update, collectives, parts):
    """{Target: [Offer]} of what members, and supporting units with a share of the target, report as parts to it."""
    wholes = [
        (signed(whole.department), [line for line in whole.lines if is_part_of(line.update, update)])
        for whole in collectives
    ]
    wholes = [(name, lines) for name, lines in wholes if lines]
    goals = goals_by_unit(update.item_id) if wholes or parts else {}
    targets = list(update.item.targets.all())
    said = _said(targets, _by_key([*(line for _name, lines in wholes for line in lines), *parts]))
    found = {}
    for target in targets:
        with_share = [line for line in parts if target.pk in goals.get(line.update.department_id, {})]
        if with_share:  # they make up the whole together with the members, so there is one sum
            names = [name for name, _lines in wholes] + [signed(line.update.department) for line in with_share]
            groups = [("、".join(names), [line for _name, lines in wholes for line in lines] + with_share)]
        else:
            groups = wholes
        offers = [_offer(name, target, lines, goals, said) for name, lines in groups] if not target.per else []
        found[target] = [offer for offer in offers if offer.told]
    return found


def _by_key(lines):
    return {line.update.pk: line for line in lines}


def _said(targets, lines):
    """What the lines {update key: line} hand in on the targets for who may read it, as `last_words.added_up` has it."""
    told = [
        (line.update, target.pk, value)
        for line in lines.values()
        for target in targets
        if (value := line.value_of(target)) is not None
    ]
    return added_up(told) if told else {}


def _offer(name, target, lines, goals, said):
    members = [
        MemberFigure(unit, target, said.get((line.update.pk, target.pk)), goals.get(unit.pk, {}).get(target.pk))
        for line in lines
        for unit in [line.update.department]
    ]
    value = sum((one.value for one in members if one.value is not None), figures.NONE)
    return Offer(name, target, value, lines=members)


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
    sums, said = [], _said(targets, _by_key(lines))
    for target in targets:
        values = [one.value for (_update, key), one in said.items() if key == target.pk]
        if values:
            figure = TargetFigure(target, sum(values, figures.NONE))
            sums.append((target, figure.written, figure.share))
    return sums


def is_part_of(part, update):
    """Whether `part` goes to the lead whose `update` it is."""
    return update.role == update.Role.LEAD and part.is_part and part.department_id != update.department_id
