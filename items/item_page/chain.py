"""How far the reports of a period are on their way: written, signed off, reviewed; by whom, when, and who has them now.

Which steps a report takes follows from the rules of its breakdown and from the unit's role on the item.
"""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import ProgressUpdate
from ..rounds.words import state_of
from ..updates.holder import held_by

State, Role = ProgressUpdate.State, ProgressUpdate.Role
# Units with a line of their own.
SHOWN = 3


@dataclass(frozen=True)
class ChainStep:
    """A step of a report: `state` is done, now or ahead. Of one that is done `by` and `at` tell, as far as is known.

    `words` say who has it now, or what is counted in it.
    """

    label: str
    state: str
    by: object = None
    at: datetime.datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class ChainLine:
    """The way of one unit's report."""

    update: ProgressUpdate
    steps: list


@dataclass(frozen=True)
class Chain:
    """The reports of who steers the item in a period, and how many other units report in it."""

    period: object
    lines: list
    more: int


def chain_of(item, period=None):
    """The `Chain` of the item in the period, by default the newest opened one; None where nothing was asked for."""
    rows = ProgressUpdate.objects.asked_for().filter(item=item, period__opened_at__isnull=False)
    if period is None:
        newest = rows.order_by("-period__start_on", "-period").values("period")[:1]
        rows = rows.filter(period__in=newest)
    else:
        rows = rows.filter(period=period)
    rows = rows.select_related("period__report", "department__successor", "sent_by", "signed_by", "reviewed_by")
    updates = list(rows.order_by("department__position", "department"))
    if not updates:
        return None
    updates.sort(key=lambda one: ProgressUpdate.ROLE_ORDER.index(one.role))
    shown = [one for one in updates if not one.is_part][:SHOWN] or updates[:1]
    return Chain(updates[0].period, [ChainLine(one, _steps(one, updates)) for one in shown], len(updates) - len(shown))


def _steps(update, updates):
    """The steps of the report, those that are left out by the rules left out."""
    rules, is_part = update.period.report, update.is_part and update.period.report.with_merging
    way = [(_("Written"), update.sent_by, update.sent_at)]
    if rules.with_sign_off:
        way.append((_("Signed off"), update.signed_by, update.signed_at))
    way.append((_("Merged by the lead") if is_part else _("Reviewed"), update.reviewed_by, update.reviewed_at))
    now = _place(update, len(way))
    steps = _merging(update, updates)
    for place, (label, by, at) in enumerate(way):
        if place < now:
            steps.append(ChainStep(label, "done", by, at))
        elif place > now:
            steps.append(ChainStep(label, "ahead"))
        else:
            leads = [one.department for one in updates if one.role == Role.LEAD]
            with_whom = _("now with %(who)s") % {"who": held_by(update, leads)}
            steps.append(ChainStep(label, "now", words=with_whom if update.period.is_open else state_of(update)))
    return steps


def _place(update, steps):
    """Which of the `steps` the report has come to: so many lie behind it."""
    if update.state == State.ACCEPTED:
        return steps
    if update.state in (State.AWAITING_REVIEW, State.AWAITING_MERGE):
        return steps - 1
    return 1 if update.state == State.AWAITING_SIGN_OFF else 0


def _merging(update, updates):
    """Of a lead, how many parts of the other units it has taken up, before its own report is written."""
    parts = [one for one in updates if one.is_part] if update.role == Role.LEAD else []
    if not parts or not update.period.report.with_merging:
        return []
    done = sum(one.state == State.ACCEPTED for one in parts)
    words = _("%(done)s of %(count)s") % {"done": done, "count": len(parts)}
    return [ChainStep(_("Parts taken up"), "done" if done == len(parts) else "ahead", words=words)]
