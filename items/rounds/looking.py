"""What a review card says by itself (审核提示), so that nobody accepts unread what has to be looked at.

Parts that the lead has not taken up, reports without change time and again, figures that stand still while their plan
rises, a completion left blank, sentences that tell an old date.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department

from ..lights.facts import facts_of
from ..lights.light import planned_value
from ..models import ProgressUpdate, WorkItem
from ..models.target import spell_number, write_number
from ..rules import figures, parts
from ..rules.accepted import signed_name
from ..rules.judged import standing_completions
from .old_dates import old_sentences

NAMED = 5  # units named of many
# From so many periods in a row on “no change” is worth a look.
IN_A_ROW = 2


@dataclass(frozen=True)
class CardWords:
    """What a card says: `remarks` are to be looked at before accepting, `notes` are good to know."""

    remarks: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def looks_at(updates, last):
    """{update key: `CardWords`} of a list of updates, in a fixed number of queries.

    `updates` have item, `period.report`, values and the item's targets at hand, `last` is {update key: {target key:
    `LastValue`}}.
    """
    lying, quiet, still, blank = _parts(updates), _in_a_row(updates), _still(updates, last), _blank(updates)
    found = {}
    for update in updates:
        of_parts, is_open = lying.get(update.pk, ("", False))
        remarks = [of_parts] if is_open else []
        if quiet.get(update.pk, 0) >= IN_A_ROW:
            sentence = ngettext(
                "No change for %(count)s period", "No change for %(count)s periods in a row", quiet[update.pk]
            )
            remarks.append(sentence % {"count": quiet[update.pk]})
        remarks += still.get(update.pk, []) + blank.get(update.pk, [])
        days = update.period.start_on, update.period.end_on
        old = [*old_sentences(update.text, *days), *old_sentences(update.problems, *days)]
        remarks += [_("Tells an old date: “%(sentence)s”") % {"sentence": sentence} for sentence in old]
        notes = [of_parts] if of_parts and not is_open else []
        if update.completion_answer == ProgressUpdate.Blank.CARRY and not update.no_change:
            notes.append(_("Completion carried on from last time"))
        found[update.pk] = CardWords(remarks, notes)
    return found


def _parts(updates):
    """{key of a lead's update: (sentence on the parts before it, whether one of them was not taken up)}."""
    leads = [update for update in updates if parts.merges(update)]
    if not leads:
        return {}
    rows = ProgressUpdate.objects.asked_for().parts()
    rows = rows.filter(period__in={one.period_id for one in leads}, item__in={one.item_id for one in leads})
    lying = defaultdict(list)
    fields = ("period", "item", "department", "department__name", "state", "taken_up_in")
    merged = Department.objects.acting()
    for period, item, unit, name, *row in rows.order_by("department__position", "department").values_list(*fields):
        lying[period, item].append((unit, signed_name(name, unit if unit in merged else None), *row))
    found = {}
    for lead in leads:
        of_others = [row for row in lying[lead.period_id, lead.item_id] if row[0] != lead.department_id]
        if of_others:
            found[lead.pk] = _told(of_others)
    return found


def _told(rows):
    """(sentence, whether a part was not taken up) of [(unit key, name, state, key of the report that took it up)]."""
    handed_in = [row for row in rows if row[2] in ProgressUpdate.HANDED_IN]
    left = [name for _unit, name, _state, taken_up_in in handed_in if taken_up_in is None]
    silent = [name for _unit, name, state, _taken in rows if state not in ProgressUpdate.HANDED_IN]
    told = [_("taken up %(count)s") % {"count": len(handed_in) - len(left)}]
    if left:
        told.append(_("reported, not taken up %(count)s (%(names)s)") % {"count": len(left), "names": _named(left)})
    if silent:
        told.append(_("silent %(count)s (%(names)s)") % {"count": len(silent), "names": _named(silent)})
    sentence = _("Supporting units %(count)s: %(told)s") % {"count": len(rows), "told": _("; ").join(told)}
    return sentence, bool(left or silent)


def _named(names):
    told = "、".join(names[:NAMED])
    return told if len(names) <= NAMED else _("%(names)s and others") % {"names": told}


def _in_a_row(updates):
    """{key of an update that says “no change”: how many periods in a row its unit has said so, this one included}."""
    quiet = [update for update in updates if update.no_change]
    if not quiet:
        return {}
    merged = Department.objects.acting()

    def acting(department):
        return merged[department].pk if department in merged else department

    rows = ProgressUpdate.objects.asked_for().filter(item__in={update.item_id for update in quiet})
    said = defaultdict(lambda: defaultdict(list))
    fields = ("item", "department", "period__end_on", "state", "no_change")
    for item, department, end_on, state, no_change in rows.order_by().values_list(*fields):
        of_period = said[item, acting(department)][end_on]
        if state in ProgressUpdate.HANDED_IN:
            of_period.append(no_change)
    found = {}
    for update in quiet:
        periods = said[update.item_id, acting(update.department_id)]
        count = 1
        for end_on in sorted((day for day in periods if day < update.period.end_on), reverse=True):
            if not periods[end_on] or not all(periods[end_on]):
                break
            count += 1
        found[update.pk] = count
    return found


def _blank(updates):
    """{update key: [sentence]} on a completion that the unit judges itself, left blank, and what stands meanwhile."""
    standing = standing_completions([update for update in updates if update.completion is None])
    sentence = _("Completion left blank this time; still %(value)s (%(period)s)")
    return {
        pk: [sentence % {"value": f"{spell_number(one.value)}%", "period": one.period}] for pk, one in standing.items()
    }


def _still(updates, last):
    """{update key: [sentence]} on each target whose figure stood still since the last one while its plan rose."""
    known = {update.pk: _unmoved(update, last[update.pk]) for update in updates}
    items = {update.item_id for update in updates if known[update.pk]}
    if not items:
        return {}
    facts = facts_of(list(WorkItem.objects.filter(pk__in=items).for_lights()))
    found = {}
    for update in updates:
        told = [
            _still_sentence(facts[update.item_id], progress, known[update.pk][progress.target], update.period)
            for progress in (facts[update.item_id].targets if known[update.pk] else ())
            if progress.target in known[update.pk]
        ]
        found[update.pk] = [sentence for sentence in told if sentence]
    return found


def _unmoved(update, last):
    """{target key: `LastValue`} of what is as the unit named it last; a blank moves nothing."""
    now = {value.target_id: value.value for value in update.values.all()}
    return {target: one for target, one in last.items() if now.get(target, one.value) == one.value}


def _still_sentence(facts, progress, last, period):
    """ "" where the target is reached, a limit, or planned to stand still."""
    if progress.is_limit or progress.number <= 0 or last.value >= progress.number:
        return ""
    days = last.end_on, period.end_on
    then, now = (figures.shorten(planned_value(facts, progress, day), progress.number, progress.unit) for day in days)
    if now <= then:
        return ""
    return _(
        "%(label)s: still %(value)s, while what is planned by the end of the period rose from %(before)s to %(now)s"
    ) % {
        "label": progress.label,
        "value": f"{write_number(last.value, progress.unit)}{progress.unit}",
        "before": f"{write_number(then, progress.unit)}{progress.unit}",
        "now": f"{write_number(now, progress.unit)}{progress.unit}",
    }
