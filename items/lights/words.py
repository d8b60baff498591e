"""Why an item is lit as it is, and what would clear it: a sentence for each rule of `items.lights.light`.

Every function takes what was judged of the item and writes in the reader's language.
"""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Shortfall
from ..models.light import Colour
from ..models.target import spell_number
from ..models.work_item import WorkItem
from ..rules.said import spell_unit
from ..rules.shortfall import spell_shortfall
from .terms import DuePeriod, Facts, UnitReport, Verdict

Status = WorkItem.Status

Say = Callable[[Verdict], str]


def join(sentences: Iterable[str]) -> str:
    """Several sentences as one text; empty ones are left out. After a Chinese full stop no space follows."""
    told = [sentence for sentence in sentences if sentence]
    return "".join(one if one.endswith("。") else f"{one} " for one in told).rstrip()


def _day(day: datetime.date) -> str:
    return day.isoformat()


def _percent(value: Decimal | None) -> str:
    return f"{spell_number(value)}%"


def _figures(light: Verdict) -> str:
    """The figures behind a completion, if any were named."""
    told = [f"{one.label} {one.spelt}（{one.figure}）" for one in light.facts.targets if one.value is not None]
    return "；".join(told)


def corrected(facts: Facts) -> str:
    """What the office has set in place of what units reported, and why; "" where nothing."""
    told = []
    for one in facts.corrections:
        unit = spell_unit(one.unit, one.before)
        words = {"unit": unit, "verified": _percent(one.verified), "reason": one.reason.strip().rstrip("。.")}
        if one.reported is None:
            sentence = _("The supervision office set the completion of %(unit)s to %(verified)s: %(reason)s.") % words
        else:
            sentence = _("%(unit)s reported %(reported)s; the supervision office set %(verified)s: %(reason)s.") % {
                **words,
                "reported": _percent(one.reported),
            }
        told.append(sentence)
    return join(told)


def dated(facts: Facts) -> str:
    """Of which day the completion is, where reports accepted since have left it blank; "" elsewhere."""
    if facts.completion is None or facts.completion_until is None:
        return ""
    words = {"percent": _percent(facts.completion), "day": _day(facts.completion_until)}
    return _("%(percent)s was reported for the time until %(day)s; no report accepted since names one.") % words


def former(facts: Facts) -> str:
    """Whose figures stand though another unit leads the item now, all or of some targets; "" where nobody's."""
    told = []
    if facts.former:
        told.append(_("Reported by %(units)s, responsible before.") % {"units": "、".join(facts.former)})
    by_units: dict[tuple[str, ...], list[str]] = {}
    for one in facts.targets:
        if one.former:
            by_units.setdefault(one.former, []).append(f"“{one.label}”")
    for units, labels in by_units.items():
        words = {"targets": "、".join(labels), "units": "、".join(units)}
        told.append(_("Of these %(targets)s as reported by %(units)s, responsible before.") % words)
    return join(told)


def _not_counted(light: Verdict) -> str:
    if light.facts.status == Status.CANCELLED:
        return _("The item was cancelled and counts no more.")
    return _("The item was carried over and counts no more in its own year.")


def _completed(light: Verdict) -> str:
    return join([_completed_in_time(light.facts), closed_short(light.facts)])


def closed_short(facts: Facts) -> str:
    """What an item was closed without, and why all the same; "" where all was reached or it is not closed."""
    if not facts.is_closed_short:
        return ""
    short = {Shortfall.MILESTONES.value: facts.undated}
    if facts.unreached:
        short[Shortfall.TARGETS.value] = "、".join(one.against for one in facts.unreached)
    elif facts.is_below_full:
        short[Shortfall.COMPLETION.value] = _percent(facts.completion)
    told = spell_shortfall(short)
    why = facts.ended_anyway.strip().rstrip("。.") or _("no reason was given")
    return _("%(short)s; closed all the same: %(why)s.") % {"short": _("; ").join(told), "why": why}


def _completed_in_time(facts: Facts) -> str:
    assert facts.completed_on, "a completed item has its day"
    words = {"day": _day(facts.completed_on), "due": _day(facts.due_on) if facts.due_on else ""}
    if facts.due_on is None:
        return _("Completed on %(day)s.") % words
    late = (facts.completed_on - facts.due_on).days
    if late > 0:
        return ngettext(
            "Completed on %(day)s, %(count)s day after the deadline (%(due)s).",
            "Completed on %(day)s, %(count)s days after the deadline (%(due)s).",
            late,
        ) % {**words, "count": late}
    return _("Completed on %(day)s, within the deadline (%(due)s).") % words


def _reached(light: Verdict) -> str:
    return _("All targets are reached by accepted reports (%(figures)s); the item is not closed yet.") % {
        "figures": _figures(light)
    }


def _overdue(light: Verdict) -> str:
    facts = light.facts
    assert facts.due_on, "only a deadline can be missed"
    days = (light.on - facts.due_on).days
    words = {"count": days, "due": _day(facts.due_on), "original": _day(facts.original_due_on or facts.due_on)}
    completion = "" if facts.completion is None else _percent(facts.completion)
    if facts.original_due_on:
        sentence = ngettext(
            "Overdue by %(count)s day: the deadline was %(original)s, extended to %(due)s.",
            "Overdue by %(count)s days: the deadline was %(original)s, extended to %(due)s.",
            days,
        )
    else:
        sentence = ngettext(
            "Overdue by %(count)s day: the deadline was %(due)s.",
            "Overdue by %(count)s days: the deadline was %(due)s.",
            days,
        )
    done = _("Completion %(percent)s.") % {"percent": completion} if completion else _("No completion was reported.")
    return join([sentence % words, done])


def _missed(light: Verdict) -> str:
    number = light.rules.missed_periods
    return ngettext(
        "%(units)s has not reported in the last period (due on %(days)s).",
        "%(units)s has not reported in the last %(count)s periods (due on %(days)s).",
        number,
    ) % {
        "units": "、".join(light.silent),
        "count": number,
        "days": "、".join(_day(period.due_on) for period in light.facts.due_before(light.on)[-number:]),
    }


def _gap(light: Verdict) -> str:
    assert light.measured_on, "a gap is that of a day"
    sentence = _(
        "%(gap)s percentage points behind schedule: %(planned)s was planned by %(day)s, completion is %(completion)s."
    ) % {
        "gap": spell_number(light.gap),
        "planned": _percent(light.planned),
        "day": _day(light.measured_on),
        "completion": _percent(light.completion),
    }
    if not light.facts.is_measured:
        own = _("Without targets the unit's own judgement counts, so a gap alone never makes it “%(red)s”.")
        return join([sentence, own % {"red": light.word_of(Colour.RED)}])
    figures = _figures(light)
    return join([sentence, f"{figures}。" if figures else ""])


def _due_soon(light: Verdict) -> str:
    due_on = light.facts.due_on
    assert due_on, "only a deadline can be near"
    days, due = (due_on - light.on).days, _day(due_on)
    if days == 0:
        when = _("The deadline is today (%(due)s)") % {"due": due}
    else:
        when = ngettext(
            "%(count)s day is left until the deadline (%(due)s)",
            "%(count)s days are left until the deadline (%(due)s)",
            days,
        ) % {"count": days, "due": due}
    if light.completion is None:
        return _("%(when)s and no completion was reported.") % {"when": when}
    return _("%(when)s and completion is %(completion)s, less than %(below)s%%.") % {
        "when": when,
        "completion": _percent(light.completion),
        "below": light.rules.soon_below,
    }


def _missing(light: Verdict) -> str:
    return _not_reported_by(light, light.unreported)


def unreported(light: Verdict) -> str:
    """Who has not reported in the last period, those silent for long among them; its day has passed."""
    return _not_reported_by(light, light.incomplete)


def _not_reported_by(light: Verdict, lines: list[UnitReport]) -> str:
    period = light.facts.due_before(light.on)[-1]
    silent = [line.unit for line in lines if line.is_silent]
    members = [
        _("%(missing)s (of %(unit)s)") % {"missing": "、".join(line.missing), "unit": line.unit}
        for line in lines
        if not line.is_silent
    ]
    return _("Not reported by %(day)s: %(units)s.") % {
        "day": _day(period.due_on),
        "units": "、".join([*silent, *members]),
    }


def _late(light: Verdict) -> str:
    period = light.facts.due_before(light.on)[-1]
    # Of a collective the first report may have come in time.
    late = [
        f"{line.unit} {_day(line.handed_in_on)}"
        if line.handed_in_on and line.handed_in_on > period.due_on
        else line.unit
        for line in period.lines
        if line.is_late
    ]
    return _("Reported late, after %(day)s: %(units)s.") % {"day": _day(period.due_on), "units": "、".join(late)}


def _not_reported(light: Verdict) -> str:
    facts = light.facts
    if facts.reopened_on:
        again = _("To be worked on again since %(day)s; no report sent since then has been accepted.")
        return join([again % {"day": _day(facts.reopened_on)}, _missing(light) if light.unreported else ""])
    if facts.due_before(light.on):
        return _missing(light)
    if not facts.periods:
        return _("Issued; no report has been asked for yet.")
    return _("The first report is due on %(day)s.") % {"day": _day(facts.periods[0].due_on)}


def _normal(light: Verdict) -> str:
    due = light.facts.due_before(light.on)
    tardy = [_missing(light)] if light.unreported else []
    if due and any(line.is_late for line in due[-1].lines):
        tardy.append(_late(light))
    if light.gap is not None:
        return join([_against_plan(light), *tardy])
    return join([_without_gap(light, due), *(tardy or [_("Nothing is overdue and no report is missing.")])])


def _against_plan(light: Verdict) -> str:
    """Completion and plan of a light that is no worse than the rules tolerate."""
    assert light.gap is not None and light.measured_on, "a gap is that of a day"
    words = {
        "completion": _percent(light.completion),
        "planned": _percent(light.planned),
        "day": _day(light.measured_on),
    }
    if light.gap > 0:
        tolerated = {"gap": spell_number(light.gap), "limit": light.rules.yellow_gap}
        return _(
            "%(gap)s percentage points behind schedule, less than %(limit)s: %(planned)s was planned by %(day)s, "
            "completion is %(completion)s."
        ) % {**words, **tolerated}
    if light.gap <= -light.rules.ahead_by:
        return _("Ahead of schedule: completion is %(completion)s, %(planned)s was planned by %(day)s.") % words
    return _("On schedule: completion is %(completion)s, %(planned)s was planned by %(day)s.") % words


def _without_gap(light: Verdict, due: list[DuePeriod]) -> str:
    """What is known where completion and plan cannot be compared; `due` are the periods whose day has passed."""
    if light.measured_on is not None:
        return _("No completion was reported.")
    if due:
        return _("What was due on %(day)s is reported and awaits review.") % {"day": _day(due[-1].due_on)}
    first = light.facts.periods[0]
    if any(line.is_incomplete for line in first.lines):
        return _("The next report is due on %(day)s.") % {"day": _day(first.due_on)}
    return _("What is due on %(day)s has been reported already.") % {"day": _day(first.due_on)}


REASONS: dict[str, Say] = {
    "not_counted": _not_counted,
    "completed": _completed,
    "reached": _reached,
    "not_issued": lambda light: _("Not issued yet: its units have not been asked for anything."),
    "before_start": lambda light: _("Planned to start on %(day)s.") % {"day": _day(light.facts.starts_on)},
    "overdue": _overdue,
    "missed": _missed,
    "far_behind": _gap,
    "behind": _gap,
    "due_soon": _due_soon,
    "missing": _missing,
    "late": _late,
    "not_reported": _not_reported,
    "normal": _normal,
}


def _clears_overdue(light: Verdict) -> str:
    if light.facts.status == Status.AWAITING_CLOSURE:
        return _("Closing was asked for; the supervision office decides.")
    return _("Closing it, or a later deadline granted by the supervision office, clears it.")


def _clears_gap(light: Verdict) -> str:
    assert light.planned is not None, "a gap is one to the plan"
    words = {
        "yellow": light.word_of(Colour.YELLOW),
        "green": light.word_of(Colour.GREEN),
        "from": _percent(light.planned - light.rules.red_gap),
        "above": _percent(light.planned - light.rules.yellow_gap),
    }
    if "far_behind" in (light.rule, *light.also):
        return _("From %(from)s on it is “%(yellow)s”, above %(above)s “%(green)s”.") % words
    return _("Above %(above)s it is “%(green)s”.") % words


CLEARS: dict[str, Say] = {
    "reached": lambda light: _("Closing it settles the item."),
    "overdue": _clears_overdue,
    "missed": lambda light: _("A report of the unit clears it."),
    "far_behind": _clears_gap,
    "behind": _clears_gap,
    "due_soon": lambda light: _("%(below)s%% or closing it clears it.") % {"below": light.rules.soon_below},
    "missing": lambda light: _("The missing reports clear it."),
    "late": lambda light: _("The next report in time clears it."),
}


def clears(light: Verdict) -> str:
    """What would clear the light, for each rule that holds; "" where nothing has to be cleared."""
    told = [CLEARS[rule](light) for rule in (light.rule, *light.also) if rule in CLEARS]
    return join([_("Several things are needed to clear it.") if len(told) > 1 else "", *told])
