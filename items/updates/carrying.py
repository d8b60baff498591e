"""What a report carries on from those before it, so that what it leaves blank is not lost."""

from django.utils.translation import gettext as _

from ..models import MilestoneReached, TargetValue, UnavailableFigure
from ..rules.judged import last_completion
from ..rules.last_words import last_values, standing_days
from ..rules.shares import spell_last
from ..steps.errors import WorkflowError
from .drafting import BLANK, VALUE, written


def unanswered(update):
    """[(target, `LastValue`)] of what the unit had a value for last time and has neither entered nor answered now."""
    targets = list(update.item.targets.all())
    if not targets:
        return []
    last, present = last_values(update), written(update)
    return [
        (target, last[target.pk])
        for target in targets
        if target.pk in last and not present[f"{VALUE}{target.pk}"] and not present[f"{BLANK}{target.pk}"]
    ]


def require_answers(update):
    """Refuses with a WorkflowError while a target, or the unit's own completion, that had a value last time is blank.

    And nobody has said why.
    """
    blank = [
        _("%(label)s (last time %(value)s)") % {"label": target.label, "value": spell_last(last, target.unit)}
        for target, last in unanswered(update)
    ]
    if update.completion is None and not update.completion_answer and (last := last_completion(update)):
        words = {"label": _("Completion"), "value": spell_last(last, "%")}
        blank.append(_("%(label)s (last time %(value)s)") % words)
    if blank:
        raise WorkflowError(
            _("Left blank this time: %(targets)s. Say for each: carry it on, enter it, or not available.")
            % {"targets": "；".join(blank)}
        )


def told_unavailable(update):
    """What the reviewer is told of the targets that the unit could get no value of, as `ProgressUpdate.warnings`."""
    labels = [one.label for one in update.unavailable.all()]
    if not labels:
        return []
    sentence = _("Not available this time: %(targets)s; the last accepted value stands") % {
        "targets": "、".join(labels)
    }
    return [{"code": "unavailable", "sentence": sentence}]


def keep_days(update):
    """Write into the update the milestones that stand dated by earlier reports and that it does not date itself.

    Returns [(milestone, the day that stands or None, day)] of those that it dates otherwise.
    """
    milestones = {one.pk: one for one in update.item.milestones.all()}
    own = {one.milestone_id: one.reached_on for one in update.milestones.all()} if milestones else {}
    standing = standing_days(update) if milestones else {}
    for pk, day in standing.items():
        if pk in milestones and pk not in own:
            title = milestones[pk].title
            MilestoneReached.objects.create(update=update, milestone=milestones[pk], title=title, reached_on=day)
    days = ((one, standing.get(pk), own.get(pk)) for pk, one in milestones.items())
    return [(one, was, day) for one, was, day in days if day is not None and day != was]


def take_over(update, source, *, figures_too):
    """Fill the update with the words of `source`, with its values and milestones too if asked. In a transaction."""
    for name in ("text", "problems", "needs_decision", "next_steps"):
        setattr(update, name, getattr(source, name))
    if not figures_too:
        return
    update.completion, update.completion_answer = source.completion, source.completion_answer
    # Of a share the source may name less than what stands: a unit that was merged since said the rest.
    last = last_values(update)
    for value in source.values.all():
        if value.target_id is not None:
            number = last[value.target_id].value if value.target_id in last else value.value
            TargetValue.objects.update_or_create(
                update=update,
                target_id=value.target_id,
                defaults={"label": value.label, "unit": value.unit, "value": number, "carried": True},
            )
    for one in source.unavailable.all():
        if one.target_id is not None:
            UnavailableFigure.objects.update_or_create(
                update=update, target_id=one.target_id, defaults={"label": one.label}
            )
    for reached in source.milestones.all():
        if reached.milestone_id is not None:
            MilestoneReached.objects.update_or_create(
                update=update,
                milestone_id=reached.milestone_id,
                defaults={"title": reached.title, "reached_on": reached.reached_on},
            )
