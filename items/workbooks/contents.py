"""What stands in the workbook of a unit for a period, read in a fixed number of queries."""

from dataclasses import dataclass, field

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from departments.models import Department

from .. import access
from ..models import ProgressUpdate, ReportingPeriod
from ..report_text.quantities import is_whole
from ..round_trips.record import digest_of
from ..round_trips.writing import FormLine
from ..rules.accepted import with_earlier
from ..rules.judged import judging
from ..rules.last_words import last_values_of
from ..rules.shares import own_goals, spell_last
from ..rules.typed_figures import may_be_negative
from ..updates import drafting
from .columns import (
    ANSWER,
    COMPLETION,
    FIGURES,
    FORM,
    NO_CHANGE,
    PROGRESS,
    VALUE,
    UnitLineRecord,
    show_answer,
    show_tick,
)

State = ProgressUpdate.State
WORDING, WORDING_BESIDE_A_FIGURE, EARLIER, REASON = 400, 50, 600, 200  # characters that are shown of them
TICKS = ("needs_decision",)


@dataclass
class Contents:
    """All lines of a unit's workbook."""

    period: ReportingPeriod
    unit: Department
    lines: list[FormLine] = field(default_factory=list)

    def of(self, sheet):
        return [line for line in self.lines if line.sheet == sheet]


def to_report(period, unit):
    """The reports that the unit still has to write in the period."""
    return ProgressUpdate.objects.filter(period=period, department=unit).writable()


def units_to_report(period):
    """The units that still have something to write in the period, in their order."""
    waits = ProgressUpdate.objects.filter(period=period).writable().order_by().values("department")
    return Department.objects.filter(pk__in=waits).order_by("position", "pk")


def key_of(update, target=None):
    """The key of a line: of a report, or of a figure of it."""
    return f"r{update}:{target}" if target else f"r{update}"


def present(update):
    """{key of a line: {name: text}} of what stands in the cells for the report; no query where figures are at hand.

    A figure that is carried on is none that was entered: its answer alone stands there.
    """
    texts = drafting.words_and_figures(update)
    names = ("text", "problems", "next_steps", "needs_decision", COMPLETION)
    lines = {key_of(update.pk): {name: texts[name] for name in names} | {NO_CHANGE: ""}}
    for target in update.item.targets.all():
        value, answer = texts[f"{drafting.VALUE}{target.pk}"], texts[f"{drafting.BLANK}{target.pk}"]
        entered = "" if answer == drafting.CARRY else value
        lines[key_of(update.pk, target.pk)] = {VALUE: entered, ANSWER: answer}
    return lines


def may_be_unchanged(update):
    """Whether “no change” can be said of a report `with_earlier`: something was said before, and nothing is begun."""
    is_untouched = update.state == State.EXPECTED or (
        update.state == State.DRAFT and not any(drafting.words_and_figures(update).values())
    )
    return update.earlier_pk is not None and is_untouched


def read_reports(rows):
    """The updates of a queryset with all that lines are made of; five queries."""
    rows = with_earlier(rows).select_related("period__report", "item__report", "department", "via")
    rows = rows.select_related("saved_by", "sent_by", "reviewed_by")
    rows = rows.defer("item__published").prefetch_related("values", "unavailable", "item__targets")
    return list(rows.order_by("item__position", "pk"))


def contents_of(period, unit, user):
    """The `Contents` for a person: what has not left the unit is shown to its own people only."""
    updates = read_reports(to_report(period, unit))
    earlier = ProgressUpdate.objects.filter(pk__in=[one.earlier_pk for one in updates if one.earlier_pk])
    earlier = {one.pk: one for one in earlier.select_related("period")}
    last, goals = last_values_of(updates), own_goals(updates)
    judged = {one.pk for one in judging(updates)}
    found = Contents(period, unit)
    for update in updates:
        is_readable = access.can_read_update(user, update)
        own = present(update) if is_readable else {}
        targets = list(update.item.targets.all())
        words = {
            "number": update.item.display_number,
            "wording": Truncator(update.item.text).chars(WORDING),
            "role": _role(update),
            "state": _state(update, is_readable),
            "earlier": _earlier(earlier.get(update.earlier_pk)),
            "targets": "\n".join(_target(one, last[update.pk].get(one.pk)) for one in targets),
        }
        base = _base(own.get(key_of(update.pk), {}), update, judged)
        found.lines.append(_line(PROGRESS, key_of(update.pk), words, base, update))
        for target in targets:
            found.lines.append(_figure(update, target, words, own, last[update.pk], goals.get(update.pk, {})))
    return found


def _base(own, update, judged):
    names = ["text", "problems", "next_steps", "needs_decision"]
    names += [NO_CHANGE] * may_be_unchanged(update) + [COMPLETION] * (update.pk in judged)
    return {name: own.get(name, "") for name in names}


def _line(sheet, key, words, base, update, **more):
    said = digest_of(words[name] for name in FORM.sheet(sheet).said_of)
    record = UnitLineRecord(version=update.version, returns=update.returns, base=base, said=said)
    shown = {name: show_tick(text) if name in (*TICKS, NO_CHANGE) else text for name, text in base.items()}
    if ANSWER in shown:
        shown[ANSWER] = show_answer(shown[ANSWER])
    return FormLine(sheet, key, words | shown, record, **more)


def _figure(update, target, words, own, last, goals):
    key, said = key_of(update.pk, target.pk), last.get(target.pk)
    goal = goals.get(target.pk)
    cells = {
        "number": words["number"],
        "wording": Truncator(update.item.text).chars(WORDING_BESIDE_A_FIGURE),
        "label": target.label,
        "goal": target.figure,
        "own": goal.figure if goal else "",
        "last": f"{spell_last(said, target.unit)} ({said.period})" if said else "",
        "unit": target.unit,
    }
    base = {name: own.get(key, {}).get(name, "") for name in (VALUE, ANSWER)}
    limits = {"is_whole": is_whole(target.unit), "may_fall": may_be_negative(target)}
    return _line(FIGURES, key, cells, base, update, **limits)


def _role(update):
    role = update.get_role_display()
    return _("%(role)s, through %(collective)s") % {"role": role, "collective": update.via} if update.via else role


def _state(update, is_readable):
    """The state, with the reason of a return: that of its own head is the unit's own, too."""
    state = update.get_state_display()
    if update.state != State.RETURNED or not is_readable:
        return state
    return _("%(label)s: %(value)s") % {"label": state, "value": Truncator(update.return_reason).chars(REASON)}


def _earlier(update):
    if update is None:
        return _("First report")
    words = {"period": update.period.name, "state": update.get_state_display()}
    head = _("%(period)s (%(state)s)") % words
    text = update.text or _("No change")
    return f"{head}\n{Truncator(text).chars(EARLIER)}"


def _target(target, last):
    if last is None:
        return str(target)
    return _("%(target)s; last time %(value)s") % {"target": target, "value": spell_last(last, target.unit)}
