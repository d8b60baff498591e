"""The facts of a bulletin: what dashboard and sheet say for its data date, as plain data that never change again.

Nothing is counted here that another page counts: lights and plans are those of the dashboard's day, of a period those
of its closing as its page tells them (`rounds.sheet.lights`), what was reported is the sheet's.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, User

from ..dashboard.breakdowns import LIT
from ..dashboard.overview import SCHEDULED, pressing, share
from ..dashboard.past import is_recorded, lit_on
from ..dashboard.scope import Unit, ground
from ..lights.records import end_of, not_recorded
from ..lights.terms import look
from ..messages.about_items import steering_units_each
from ..models import Colour, Instruction, ReportingPeriod, Schedule, WorkReport
from ..models.target import spell_number
from ..requests.as_of import open_then
from ..rounds.outline import bare
from ..rounds.page import by_unit, filtered, tally
from ..rounds.words import SILENT
from ..rules.accepted import signed
from ..rules.asking import asked_then
from ..rules.portfolio import portfolio_names_then, portfolio_units
from ..steps.errors import WorkflowError
from .words import in_its_language

LATE = (Colour.RED, Colour.YELLOW)
WELL = (Schedule.COMPLETED, Schedule.AHEAD)


def facts_of(report, *, on, today, period=None, department=None, leader=None):
    """The facts of the report's items at the end of the day `on`, as they are now if that is today.

    With a closed `period` they are those of its closing, as its page has them, and what it froze is told, too; with a
    `department` only what that leads or is responsible for, with a `leader` (User) what is in that leader's charge. A
    dict of plain data, its words in the language of documents:

    - `total`, `lights` and `schedule` [{key, word, shape, count, percent}] of the items that count;
    - `reports` {asked, handed_in, silent, late} of the period, `unreported` items whose last report is missing;
    - `late` and `results`, rows of items, what presses most first; `silent` [{unit, silent, asked}];
    - `units` [[key, name]] of all that are named, as they stand today;
    - `at`, the moment of the closing, or "";
    - of a leader also `leader`, `held` (the units in charge of), `portfolio` (rows of all items), `asking` with the
      number of items of which something is asked (`asked_on`), and `instructions`.

    Raises WorkflowError where nobody knows how things stood on the day, or there is nothing to tell of.
    """
    whole = ground(report, with_former=True).whole()
    at = period.closed_at if period else None
    scope = whole.within(of_leader=leader) if leader else whole
    lit = lit_on(scope, on=on, today=today, at=at, unit=Unit.of(department) if department else None)
    until = at or end_of(on)
    if not lit:
        _refuse_nothing(scope, department, until, on if on < whole.ground.as_of(today) or at else None)
    asked = _Asked(report, on, period, department, leader, until)
    with in_its_language():
        return {**_facts(asked, lit), **(_of_leader(asked, lit) if leader else {})}


@dataclass(frozen=True)
class _Asked:
    """What the facts are of: `until` is the last moment of the data."""

    report: WorkReport
    on: datetime.date
    period: ReportingPeriod | None
    department: Department | None
    leader: User | None
    until: datetime.datetime


def _refuse_nothing(scope, department, until, past):
    """Say why there is nothing to tell of; `past` is the day if what was recorded then was asked for."""
    if past and not is_recorded(scope, until):
        raise WorkflowError(not_recorded(past))
    words = {"report": scope.report, "leader": scope.of_leader and scope.of_leader.name}
    if scope.of_leader and not scope.at([until])[until]:
        raise WorkflowError(
            _(
                "Nothing of “%(report)s” is in the charge of %(leader)s: no item names them, and no unit of their "
                "portfolio leads one. Set the portfolio first."
            )
            % words
        )
    if department is None:
        raise WorkflowError(_("“%(report)s” has no items that count, so nothing can be said.") % words)


def _facts(asked, lit):
    late = [one for colour in LATE for one in _pressing(lit, colour, asked.on)]
    results = [one for one in lit if one.light.schedule in WELL and one.light.colour not in LATE]
    sheet = _sheet(asked, lit)
    silent = _silent(asked, sheet, lit)
    named = steering_units_each([one.item for one in [*late, *results]])
    units = {unit for keys in named.values() for unit in keys} | {one["key"] for one in silent if one["key"]}
    return {
        "report": asked.report.title,
        "on": asked.on.isoformat(),
        "at": timezone.localtime(asked.until).isoformat(timespec="seconds") if asked.period else "",
        "period": asked.period.name if asked.period else "",
        "total": len(lit),
        "lights": _lights(lit),
        "schedule": _schedule(lit),
        "reports": _reports(sheet),
        "unreported": sum(one.light.is_unreported for one in lit),
        "late": [_row(one) for one in late],
        "results": [_row(one) for one in results],
        "silent": silent,
        "units": [] if asked.leader else _named({asked.department.pk} if asked.department else units),
    }


def _of_leader(asked, lit):
    """What a leader is told besides: the whole portfolio, what units ask for, what was instructed and is open."""
    then = {one.item.pk: one.then for one in lit}
    asking = _asking(asked, lit, then)
    names = portfolio_names_then(asked.leader, [asked.until])[asked.until]
    if names is None:
        held = Department.objects.filter(pk__in=portfolio_units(asked.leader)).order_by("position", "pk")
        names = list(held.values_list("name", flat=True))
    return {
        "leader": asked.leader.name,
        "held": names,
        "portfolio": [_row(one) for one in lit],
        "asking": asking,
        "asked_on": len({row["item"] for row in asking}),
        "instructions": [_instruction(one, then, asked.on) for one in open_then(list(then), asked.until)],
    }


def _asking(asked, lit, then):
    """[{item, number, text, unit, words}] of the units that ask for a leader's decision, in the order of the report."""
    places = {one.item.pk: place for place, one in enumerate(lit) if one.light.facts.is_open}
    rows = asked_then(places, asked.until).select_related("department").order_by("department__position", "pk")
    return [
        {
            "item": one.item_id,
            "number": then[one.item_id].number,
            "text": then[one.item_id].text,
            "unit": signed(one.department),
            "words": one.problems,
        }
        for one in sorted(rows, key=lambda one: places[one.item_id])
    ]


def _instruction(one, then, on):
    given, answer = one.instruction, one.answers[-1] if one.answers else None
    waits = one.state == Instruction.State.OPEN and given.due_on is not None
    who = (signed(answer.department) or answer.by.name) if answer else ""
    return {
        "number": then[given.item_id].number,
        "text": then[given.item_id].text,
        "kind": given.kind_word,
        "by": str(given.meeting or given.by.name),
        "on": timezone.localdate(given.at).isoformat(),
        "words": given.text,
        "due": given.due_on.isoformat() if given.due_on else "",
        "state": str(one.word),
        "key": str(one.state),
        "late": bool(waits and given.due_on < on),
        "answer": f"{who}：{answer.text}" if answer else "",
    }


def _pressing(lit, colour, on):
    return sorted((one for one in lit if one.light.colour == colour), key=lambda one: pressing(one.light, on))


def _lights(lit):
    tally_of, rules = Counter(one.light.colour for one in lit), next((one.light.rules for one in lit), None)
    return [_count(colour, look(colour, rules).word, tally_of[colour], len(lit)) for colour in LIT]


def _schedule(lit):
    tally_of = Counter(one.light.schedule for one in lit)
    return [_count(one, str(one.label), tally_of[one], len(lit)) for one in SCHEDULED]


def _count(key, word, count, of):
    return {"key": str(key), "word": word, "count": count, "percent": str(share(count, of)) if of else ""}


def _sheet(asked, lit):
    """The period's sheet without its words, of the unit or the leader's items alone; None without a period."""
    if asked.period is None:
        return None
    sheet = bare(asked.period)
    if asked.leader:
        keys = {one.item.pk for one in lit}
        return replace(sheet, items=tuple(item for item in sheet.items if item.pk in keys))
    return filtered(sheet, unit=asked.department.pk) if asked.department else sheet


def _reports(sheet):
    if sheet is None:
        return {}
    told = tally(sheet)
    return {"asked": told.asked, "handed_in": told.handed_in, "silent": told.silent, "late": told.late}


def _silent(asked, sheet, lit):
    """[{key, unit, silent, asked}] of the units that have not reported: in the period, else in the last one due."""
    if sheet is not None:
        groups = by_unit(filtered(sheet, state=SILENT), sheet)
        return [
            {"key": one.department, "unit": one.unit, "silent": len(one.entries), "asked": one.total} for one in groups
        ]
    counts = Counter(unit for one in lit if one.light.is_unreported for unit in one.light.missing_units)
    keys = dict(Department.objects.filter(name__in=list(counts)).values_list("name", "pk"))
    return [
        {"key": keys.get(unit), "unit": unit, "silent": count, "asked": 0}
        for unit, count in counts.items()
        if asked.department is None or keys.get(unit) == asked.department.pk
    ]


def _row(one):
    """An item as the annex has it, with the words of the day."""
    light = one.light
    return {
        "item": one.item.pk,
        "number": one.then.number,
        "text": one.then.text,
        "units": one.then.in_charge,
        "due": light.facts.due_on.isoformat() if light.facts.due_on else "",
        "completion": "" if light.completion is None else f"{spell_number(light.completion)}%",
        "light": light.word,
        "colour": str(light.colour),
        "reason": light.reason,
    }


def _named(keys):
    """[[key, name]] of the units that can be told, in their order; a collective is told through its members."""
    rows = Department.objects.filter(pk__in=keys, is_collective=False).order_by("position", "pk")
    return [list(pair) for pair in rows.values_list("pk", "name")]
