"""The facts of a bulletin: what dashboard and sheet say for its data date, as plain data that never change again.

Nothing is counted here that another page counts: lights and plans are those of the dashboard's day, what was reported
is the sheet's.
"""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department

from ..dashboard.breakdowns import LIT
from ..dashboard.overview import SCHEDULED, pressing, share
from ..dashboard.past import lit_on
from ..dashboard.scope import Unit, ground
from ..lights.terms import look
from ..messages.about_items import steering_units_each
from ..models import Colour, Schedule
from ..models.target import spell_number
from ..rounds.outline import bare
from ..rounds.page import by_unit, filtered, tally
from ..rounds.words import SILENT
from ..steps.errors import WorkflowError
from .words import in_its_language

LATE = (Colour.RED, Colour.YELLOW)
WELL = (Schedule.COMPLETED, Schedule.AHEAD)


def day_of(period):
    """The data date of a closed period: the day on which it was frozen."""
    return timezone.localdate(period.closed_at)


def facts_of(report, *, on, today, period=None, department=None):
    """The facts of the report's items at the end of the day `on`, as they are now if that is today.

    With a closed `period` what it froze is told, too; with a `department` only what that leads or is responsible for. A
    dict of plain data, its words in the language of documents:

    - `total`, `lights` and `schedule` [{key, word, shape, count, percent}] of the items that count;
    - `reports` {asked, handed_in, silent, late} of the period, `unreported` items whose last report is missing;
    - `late` and `results`, rows of items, what presses most first; `silent` [{unit, silent, asked}];
    - `units` [[key, name]] of all that are named, as they stand today.

    Raises WorkflowError where nobody knows how things stood on the day.
    """
    scope = ground(report, with_former=True).whole()
    lit = lit_on(scope, on=on, today=today, unit=Unit.of(department) if department else None)
    if not lit and department is None:
        raise WorkflowError(
            _("No lights were recorded on %(day)s, so nothing can be said about that day.") % {"day": on.isoformat()}
        )
    with in_its_language():
        return _facts(report, lit, on, period, department)


def _facts(report, lit, on, period, department):
    late = [one for colour in LATE for one in _pressing(lit, colour, on)]
    results = [one for one in lit if one.light.schedule in WELL and one.light.colour not in LATE]
    silent = _silent(period, lit, department)
    named = steering_units_each([one.item for one in [*late, *results]])
    units = {unit for keys in named.values() for unit in keys} | {one["key"] for one in silent if one["key"]}
    return {
        "report": report.title,
        "on": on.isoformat(),
        "period": period.name if period else "",
        "total": len(lit),
        "lights": _lights(lit),
        "schedule": _schedule(lit),
        "reports": _reports(period, department),
        "unreported": sum(one.light.is_unreported for one in lit),
        "late": [_row(one) for one in late],
        "results": [_row(one) for one in results],
        "silent": silent,
        "units": _named({department.pk} if department else units),
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


def _reports(period, department):
    if period is None:
        return {}
    told = tally(_sheet(period, department))
    return {"asked": told.asked, "handed_in": told.handed_in, "silent": told.silent, "late": told.late}


def _sheet(period, department):
    """The period's sheet without its words, of the unit alone if one is given."""
    sheet = bare(period)
    return filtered(sheet, unit=department.pk) if department else sheet


def _silent(period, lit, department):
    """[{key, unit, silent, asked}] of the units that have not reported: in the period, else in the last one due."""
    if period is not None:
        whole = _sheet(period, department)
        groups = by_unit(filtered(whole, state=SILENT), whole)
        return [
            {"key": one.department, "unit": one.unit, "silent": len(one.entries), "asked": one.total} for one in groups
        ]
    counts = Counter(unit for one in lit if one.light.is_unreported for unit in _missing(one.light))
    keys = dict(Department.objects.filter(name__in=list(counts)).values_list("name", "pk"))
    return [
        {"key": keys.get(unit), "unit": unit, "silent": count, "asked": 0}
        for unit, count in counts.items()
        if department is None or keys.get(unit) == department.pk
    ]


def _missing(light):
    """The names of the units that a light's sentence on missing reports names."""
    return [name for line in light.incomplete for name in ([line.unit] if line.is_silent else line.missing)]


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
