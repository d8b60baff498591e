"""The rules of a report's lights (亮灯规则): set by the supervision office, in force from a day on, kept for ever."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User

from .. import access, history
from ..models import Colour, HistoryEntry, LightRules, WorkReport
from ..steps.asking import require_words
from ..steps.changing import as_text, validate
from ..steps.errors import WorkflowError
from .rules_in_force import rules_on
from .terms import COLOURS, PALETTE, look

THRESHOLDS = (
    "yellow_gap",
    "red_gap",
    "ahead_by",
    "soon_days",
    "soon_below",
    "missed_periods",
    "missing_is_yellow",
    "late_is_yellow",
)
FIELDS = (*THRESHOLDS, "looks")
LONGEST_WORD = 10
# Lights that a leader has to tell apart at a glance.
TOLD_APART = (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.BLUE)


def newest(report: WorkReport) -> int:
    """The key of the report's newest rule set, 0 without any: what `set_light_rules` takes as `seen`."""
    return LightRules.objects.filter(report=report).order_by("-pk").values_list("pk", flat=True).first() or 0


def set_light_rules(
    report: WorkReport,
    *,
    by: User,
    at: datetime.datetime,
    effective_on: datetime.date,
    seen: int,
    reason: str,
    **fields: Any,
) -> LightRules:
    """Set rules (`FIELDS`, all of them) for the lights from the day on; returns the new `LightRules`.

    `seen` is what `newest` said when the page was shown. Earlier rule sets stay as they are: lights of days before
    `effective_on`, and of moments before `at`, are judged by them.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office sets the rules of the lights."))
    if set(fields) != set(FIELDS):
        raise TypeError(f"rules of the lights need {', '.join(FIELDS)}")
    if effective_on < timezone.localdate(at):
        raise WorkflowError(_("Rules cannot begin in the past: lights that were shown must stay reproducible."))
    reason = require_words(reason, _("A change of the rules needs a reason."))
    _require_telling_looks(fields["looks"])
    with transaction.atomic():
        # The row of the report is the lock: two rule sets at once are set one after the other.
        WorkReport.objects.select_for_update(no_key=True).only("pk").get(pk=report.pk)
        if newest(report) != seen:
            raise WorkflowError(
                _("Somebody else has set the rules meanwhile. Look at the page as it is now and save again.")
            )
        before = rules_on({report.pk}, effective_on)[report.pk]
        changed = [name for name in FIELDS if getattr(before, name) != fields[name]]
        if not changed:
            raise WorkflowError(_("These rules are in force on that day already, so nothing was saved."))
        rules = LightRules(report=report, effective_on=effective_on, reason=reason, by=by, at=at, **fields)
        validate(rules)
        rules.save(force_insert=True)
        history.record(
            HistoryEntry.Action.LIGHT_RULES_SET,
            by=by,
            report=report,
            before={name: _spell(before, name) for name in changed},
            after={"effective_on": effective_on.isoformat(), **{name: _spell(rules, name) for name in changed}},
            reason=reason,
            at=at,
        )
    return rules


def _require_telling_looks(looks: dict[str, dict[str, str]]) -> None:
    """Refuse words and colours that cannot be shown, or by which two lights cannot be told apart."""
    for colour, own in looks.items():
        if colour not in Colour.values or own.get("colour", COLOURS[colour]) not in PALETTE:
            raise WorkflowError(_("This light or colour does not exist."))
        if len(own.get("word", "")) > LONGEST_WORD:
            raise WorkflowError(_("The word of a light has at most %(limit)s characters.") % {"limit": LONGEST_WORD})
    shown = {colour: look(colour, LightRules(looks=looks)) for colour in Colour}
    if len({one.word for one in shown.values()}) < len(shown):
        raise WorkflowError(_("Two lights cannot have the same word."))
    if len({shown[colour].colour for colour in TOLD_APART}) < len(TOLD_APART):
        raise WorkflowError(_("Two of red, yellow, green and blue cannot be shown in the same colour."))


def _spell(rules: LightRules, name: str) -> str:
    """The field as a text of the history; looks as lines "red:word:#colour"."""
    if name != "looks":
        return as_text(getattr(rules, name))
    looks = {colour: look(colour, rules) for colour in Colour}
    return "\n".join(f"{colour.value}:{one.word}:{one.colour}" for colour, one in looks.items())
