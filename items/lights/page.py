"""The rules of the lights (亮灯规则) as a page shows them: in words, in order of time, what others would change."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Colour, LightRules, WorkItem
from .facts import facts_of
from .light import Light, judge
from .rules_in_force import rules_on
from .terms import Look, look


@dataclass(frozen=True)
class Meaning:
    """A light with the sentences that say when an item has it."""

    look: Look
    sentences: tuple


@dataclass(frozen=True)
class RuleSet:
    """A rule set of the report, in plain words; `state` is PRESENT, COMING or, also of one replaced, PAST."""

    PRESENT, COMING, PAST = "present", "coming", "past"

    rules: LightRules
    state: str
    meanings: tuple


@dataclass(frozen=True)
class Changed:
    """An item that would be lit otherwise: its `Light` now and under the other rules."""

    item: WorkItem
    before: Light
    after: Light


@dataclass(frozen=True)
class Preview:
    """What other rules would change today: the items (`changed`) that would have another light; `kept` keep theirs.

    `moves` is [(look before, look after, number of items)], the most serious light first; a light that only gets
    another word or colour moves there, too, and its items keep it.
    """

    changed: tuple
    kept: int
    moves: tuple


def meanings(rules):
    """A `Meaning` for every light, as these rules (saved or not) have it, in the order in which they decide."""
    said = {
        Colour.BLUE: [
            _("The item is closed."),
            _("Or all its targets are reached by accepted reports; a limit is kept only when the time is over."),
            _("An item that the office has worked on again needs one sent since then."),
        ],
        Colour.GREY: [_("The item has not been issued, or its planned start has not come.")],
        Colour.RED: _red(rules),
        Colour.YELLOW: _yellow(rules),
        Colour.WAITING: [_("The item has been issued and no lead or responsible unit has reported on it yet.")],
        Colour.GREEN: [_("None of this holds.")],
        Colour.NONE: [_("The item was cancelled or carried over to the next year.")],
    }
    return [Meaning(look(colour, rules), tuple(sentences)) for colour, sentences in said.items()]


def _red(rules):
    said = [
        _("The deadline has passed and the item is not closed."),
        _(
            "Completion is more than %(gap)s percentage points behind the planned progress, where targets, milestones "
            "or a planned curve measure it."
        )
        % {"gap": rules.red_gap},
    ]
    if rules.missed_periods:
        said.append(
            ngettext(
                "A lead or responsible unit has not reported in the last period.",
                "A lead or responsible unit has not reported in the last %(count)s periods.",
                rules.missed_periods,
            )
            % {"count": rules.missed_periods}
        )
    return said


def _yellow(rules):
    said = [
        _(
            "Completion is %(yellow)s to %(red)s percentage points behind the planned progress; where only the unit's "
            "own judgement says how far it is, more than that is yellow, too."
        )
        % {"yellow": rules.yellow_gap, "red": rules.red_gap}
    ]
    if rules.soon_below:
        words = {"count": rules.soon_days, "below": rules.soon_below}
        said.append(
            ngettext(
                "%(count)s day or less is left until the deadline and completion is below %(below)s%%.",
                "%(count)s days or less are left until the deadline and completion is below %(below)s%%.",
                rules.soon_days,
            )
            % words
            if rules.soon_days
            else _("The deadline is today and completion is below %(below)s%%.") % words
        )
    if rules.missing_is_yellow:
        said.append(_("A report was missing on its due day and still is."))
    if rules.late_is_yellow:
        said.append(_("The last report came late; this ends with the next due day."))
    return said


def schedule_sentences(rules):
    """How completion is compared with the plan, in sentences."""
    return [
        _(
            "The planned progress runs evenly from 1 January, or the planned start, to the deadline, or 31 December, "
            "unless a planned curve was set."
        ),
        _("Completion is compared with it on the last day by which reports were due that the office has settled."),
        _(
            "From %(ahead)s percentage points before it an item counts as ahead; behind it by less than %(behind)s as "
            "slightly behind, from %(behind)s on as behind; otherwise as on schedule."
        )
        % {"ahead": rules.ahead_by, "behind": rules.yellow_gap},
    ]


def rule_sets(report, on):
    """The report's rule sets, the latest first, the default ones at the end: `RuleSet`s as of the day, in one query."""
    rows = list(report.light_rules.select_related("by").order_by("-effective_on", "-pk"))
    rows.append(LightRules(report=report))
    present = next(rules for rules in rows if rules.effective_on is None or rules.effective_on <= on)
    found, days = [], set()
    for rules in rows:
        is_coming = rules.effective_on is not None and rules.effective_on > on and rules.effective_on not in days
        state = RuleSet.PRESENT if rules is present else RuleSet.COMING if is_coming else RuleSet.PAST
        days.add(rules.effective_on)
        found.append(RuleSet(rules, state, tuple(meanings(rules))))
    return found


def preview(report, rules, on):
    """What the `rules` (saved or not) would change, if they were in force today: a `Preview`, in a fixed number of
    queries."""
    items = list(report.items.in_order().for_lights())
    facts, present = facts_of(items), rules_on({report.pk}, on)[report.pk]
    pairs = [Changed(item, judge(facts[item.pk], present, on), judge(facts[item.pk], rules, on)) for item in items]
    changed = tuple(one for one in pairs if one.before.colour != one.after.colour)
    return Preview(changed, len(items) - len(changed), tuple(_moves(pairs)))


def _moves(pairs):
    order = list(Colour.values)
    found = {}
    for one in sorted(pairs, key=lambda one: (order.index(one.after.colour), order.index(one.before.colour))):
        if one.before.look != one.after.look:
            found[one.before.look, one.after.look] = found.get((one.before.look, one.after.look), 0) + 1
    return [(before, after, count) for (before, after), count in found.items()]
