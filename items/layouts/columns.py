"""The columns that a layout may choose from: what each is called, how wide it is, and what it says of an item."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..lights.columns import as_percent
from ..lights.terms import TargetProgress
from ..models import ProgressUpdate, Responsibility, Target, WorkItem
from ..rules.accepted import signed_name
from ..sheets.cells import NumberShown
from ..sheets.tables import CENTRED, DATE, NUMBER, PERCENT, TEXT

Role = Responsibility.Role
BETWEEN_UNITS = "、"
# What a unit says on paper; longer words are cut with a mark and stand whole in the portal.
SAID_LIMIT = 400


@dataclass(frozen=True)
class LayoutColumn:
    """A column: `value(line)` gives its cell of an item, of a column of `parts` `value(line, target)` of each target.

    `reads` names what must be read for it: "units", "note", "said", "silent".
    """

    label: Callable[[], str]
    width: float
    value: Callable[..., Any]
    style: str = TEXT
    parts: bool = False
    reads: tuple[str, ...] = ()

    def __str__(self):
        return self.label()


def _of(field, model=WorkItem):
    return lambda: str(capfirst(model._meta.get_field(field).verbose_name))


def _words(lazy):
    return lambda: str(lazy)


def own_number(line):
    return line.item.number if line.item.clause == 1 else line.item.display_number


def status_words(line):
    # get_status_display() spells every status there is for each item.
    status = str(WorkItem.Status(line.item.status).label)
    return _("%(status)s (overdue)") % {"status": status} if line.is_late else status


def lead_words(line):
    """The leading units; where none is named, so it is said."""
    return BETWEEN_UNITS.join(line.units.get(Role.LEAD, ())) or _("Not stated")


def others_words(line):
    """The units beside the lead as text.

    Beside a lead they are supporting, without one responsible; where that does not hold or both occur, each role is
    named.
    """
    names = {role: units for role, units in line.units.items() if role != Role.LEAD}
    expected = Role.SUPPORT if line.units.get(Role.LEAD) else Role.RESPONSIBLE
    if set(names) <= {expected}:
        return BETWEEN_UNITS.join(names.get(expected, []))
    return "\n".join(
        _("%(label)s: %(value)s") % {"label": role.label, "value": BETWEEN_UNITS.join(names[role])}
        for role in (Role.SUPPORT, Role.RESPONSIBLE)
        if role in names
    )


def steering_words(line):
    """Who moves the item: its lead, else the responsible units."""
    return BETWEEN_UNITS.join(line.units.get(Role.LEAD) or line.units.get(Role.RESPONSIBLE) or ()) or _("Not stated")


def lead_and_leader(line):
    leaders = line.item.leaders
    in_charge = [_("In charge: %(leaders)s") % {"leaders": leaders}] if leaders else []
    return "\n".join([steering_words(line), *in_charge])


def all_units(line):
    """Every unit with its role, one role a line."""
    return "\n".join(
        _("%(label)s: %(value)s") % {"label": role.label, "value": BETWEEN_UNITS.join(line.units[role])}
        for role in (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT)
        if line.units.get(role)
    )


def target_label(line, target: TargetProgress | None):
    return target.label if target else ""


def goal(line, target: TargetProgress | None):
    """The number promised, shown with its sign; the two ends of a range are text."""
    if target is None:
        return None
    sign = next((sign for sign in Target.SIGNS.values() if target.figure.startswith(sign)), "")
    if "–" in target.figure:
        return target.figure.partition("（")[0].removesuffix(target.unit)
    return NumberShown(target.number, f'"{sign}"General') if sign else target.number


def counted_in(line, target: TargetProgress | None):
    """The unit of count, and for each of which place the number holds."""
    if target is None:
        return ""
    _number, sign, per = target.figure.partition("（")
    return target.unit + (sign + per if target.is_each else "")


def reached(line, target: TargetProgress | None):
    return target.value if target else None


def against(line):
    """Every target with what was reached of it, without targets the completion in percent."""
    targets = line.light.facts.targets
    if targets:
        return "\n".join(target.against for target in targets)
    completion = line.light.completion
    return "" if completion is None else f"{completion.normalize() + 0:f}%"


def progress(line):
    item = line.item
    if not item.latest_note:
        return ""
    if not item.latest_note_department:
        return short(item.latest_note)
    unit = signed_name(item.latest_note_department, item.latest_note_merged)
    return short(_("%(label)s: %(value)s") % {"label": unit, "value": item.latest_note})


def short(text):
    """What a unit says, cut with a mark where it is long."""
    if len(text) <= SAID_LIMIT:
        return text
    return Truncator(text).chars(SAID_LIMIT, truncate=_("… (whole in the portal)"))


def review_words(line):
    """The office's own percentage with its reason, or its remark."""
    said = line.said
    if said is None:
        return ""
    if said.verified is None:
        return short(said.review_note)
    return short(_("Verified: %(percent)s%%. %(reason)s") % {"percent": said.verified, "reason": said.review_note})


def _said(field):
    return lambda line: short(getattr(line.said, field)) if line.said else ""


COLUMNS: dict[str, LayoutColumn] = {
    "running": LayoutColumn(_words(gettext_lazy("No.")), 5, lambda line: line.number, CENTRED),
    "number": LayoutColumn(_words(gettext_lazy("Original number")), 7, own_number, CENTRED),
    "chapter": LayoutColumn(_of("chapter"), 12, lambda line: line.path),
    "text": LayoutColumn(lambda: str(capfirst(WorkItem._meta.verbose_name)), 34, lambda line: line.item.text),
    "target": LayoutColumn(lambda: str(capfirst(Target._meta.verbose_name_plural)), 13, target_label, parts=True),
    "goal": LayoutColumn(_words(gettext_lazy("Target")), 10, goal, NUMBER, parts=True),
    "unit": LayoutColumn(_words(gettext_lazy("Unit of count")), 7, counted_in, CENTRED, parts=True),
    "reached": LayoutColumn(_words(gettext_lazy("Cumulative value")), 10, reached, NUMBER, parts=True),
    "against": LayoutColumn(_words(gettext_lazy("Reached/target")), 30, against),
    "lead": LayoutColumn(_words(gettext_lazy("Lead department")), 12, lead_words, reads=("units",)),
    "others": LayoutColumn(
        _words(gettext_lazy("Supporting/responsible departments")), 16, others_words, reads=("units",)
    ),
    "lead_leader": LayoutColumn(_words(gettext_lazy("Lead/in charge")), 16, lead_and_leader, reads=("units",)),
    "role_units": LayoutColumn(_words(gettext_lazy("Units")), 24, all_units, reads=("units",)),
    "leaders": LayoutColumn(_of("leaders"), 9, lambda line: line.item.leaders, CENTRED),
    "status": LayoutColumn(_of("status"), 9, status_words, CENTRED),
    "due": LayoutColumn(_of("due_on"), 12, lambda line: line.item.due_on or line.item.due_text, DATE),
    "completion": LayoutColumn(
        _words(gettext_lazy("Completion")), 9, lambda line: as_percent(line.light.completion), PERCENT
    ),
    "planned": LayoutColumn(
        _words(gettext_lazy("Planned progress")), 9, lambda line: as_percent(line.light.planned), PERCENT
    ),
    "light": LayoutColumn(
        _words(gettext_lazy("Light")), 11, lambda line: f"{line.light.shape} {line.light.word}", CENTRED
    ),
    "why": LayoutColumn(_words(gettext_lazy("Why")), 22, lambda line: line.light.reasons),
    "progress": LayoutColumn(_words(gettext_lazy("Latest progress")), 22, progress, reads=("note",)),
    "problems": LayoutColumn(_of("problems", ProgressUpdate), 13, _said("problems"), reads=("said",)),
    "next_steps": LayoutColumn(_of("next_steps", ProgressUpdate), 13, _said("next_steps"), reads=("said",)),
    "reported_on": LayoutColumn(
        _words(gettext_lazy("Reported on")), 12, lambda line: line.said and line.said.sent_at, DATE, reads=("said",)
    ),
    "review": LayoutColumn(_of("review_note", ProgressUpdate), 10, review_words, reads=("said",)),
    "remark": LayoutColumn(_of("remark"), 9, lambda line: line.item.remark),
    "updated": LayoutColumn(_of("updated_at"), 12, lambda line: line.item.updated_at, DATE),
    "silent": LayoutColumn(
        _words(gettext_lazy("Units that have not reported")),
        30,
        lambda line: BETWEEN_UNITS.join(line.silent.units) if line.silent else "",
        reads=("silent",),
    ),
    "silent_due": LayoutColumn(
        _words(gettext_lazy("Report due on")),
        12,
        lambda line: line.silent.due_on if line.silent else None,
        DATE,
        reads=("silent",),
    ),
    "last_report": LayoutColumn(_words(gettext_lazy("Last report")), 24, lambda line: line.light.last),
    "contact": LayoutColumn(_words(gettext_lazy("Reply")), 20, lambda line: ""),
}


def reads_of(keys):
    """What must be read for the columns of these keys."""
    return {name for key in keys for name in COLUMNS[key].reads}


def percent(value: Decimal | None) -> str:
    """The value of a column in percent as text, for the preview."""
    return "" if value is None else f"{value * 100:.1f}%"
