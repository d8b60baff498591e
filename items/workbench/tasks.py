"""What waits for a person in the rounds: for heads of units and the supervision office."""

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department

from .. import access
from ..models import PlannedCurve, ProgressUpdate, ReportingPeriod
from ..models.querysets import live
from ..models.target import spell_number
from ..pages.addresses import address
from ..pages.tasks import Button, Pending, Task, TaskLine
from ..rounds.review import beside_earlier, in_turn
from ..rounds.words import SILENT, spell_days_left, word_of
from ..rules.accepted import signed
from ..second_looks.page import due_looks
from ..updates.waiting import EXCERPT, State, listed
from .asked import requests, to_decide, to_sign, unanswered

SHOWN = 8
# Open periods that have their silent units on the workbench; the others are a line each.
SHOWN_PERIODS = 3


def before_head(user):
    """What waits for the signature of a unit's head: reports, requests and answers that liaisons have written."""
    return [_to_sign_off(user), *to_sign(user)] if access.headed_units_ever(user) else []


def _to_sign_off(user):
    updates = ProgressUpdate.objects.filter(
        live("item__report"), state=State.AWAITING_SIGN_OFF, department__in=access.heads_departments(user)
    )
    title, url = _("To sign off"), reverse("sign_off_list")
    return Pending(updates, lambda: [_sign_off_task(user, title, updates, url)], title, url)


def _sign_off_task(user, title, updates, url):
    count = updates.count()
    lines = tuple(_line_to_sign(user, row, url) for row in beside_earlier(in_turn(updates)[:SHOWN])) if count else ()
    hint = _("Your liaison has written these; with your signature they leave the unit.")
    return Task(title, hint, count, url, lines=lines, action=(_("Read and sign all in one go"), url))


def _line_to_sign(user, row, url):
    """The item, the figures beside those of last time, what was written; expects `rounds.review.Beside`."""
    update = row.update
    why_not = access.why_no_sign_off(user, update)
    figures = _("; ").join(map(str, row.values))
    before = _("; ").join(row.earlier_values)
    last = row.earlier.completion if row.earlier else None
    return TaskLine(
        text=update.item.text,
        url=update.get_absolute_url(),
        number=update.item.display_number,
        report=update.item.report,
        facts=tuple(
            filter(
                None,
                (
                    update.period.name,
                    _("written by %(person)s") % {"person": update.sent_by},
                    _then_now(_("Completion"), _percent(last), _percent(update.completion)),
                    _then_now(_("Figures"), before, figures),
                    _("no change") if update.no_change else Truncator(update.text).chars(EXCERPT),
                    why_not,
                ),
            )
        ),
        button=None if why_not else Button(_("Sign off"), url, (("update", row.mark),)),
    )


def _percent(value):
    return "" if value is None else f"{spell_number(value)}%"


def _then_now(label, then, now):
    """A figure with the one of last time before it, where that was another; "" without any."""
    if not now:
        return ""
    change = f"{then} → {now}" if then and then != now else now
    return _("%(label)s: %(value)s") % {"label": label, "value": change}


def before_office(on):
    """What the supervision office has to decide, and who owes it something."""
    silent = ProgressUpdate.objects.filter(period__in=ReportingPeriod.objects.open()).silent()
    return [
        _to_review(),
        *to_decide(),
        _to_approve(),
        *unanswered(on),
        _to_look_at(on),
        Pending(silent, lambda: _silent_units(on)),
    ]


def _to_review():
    updates = ProgressUpdate.objects.filter(live("item__report"), state=State.AWAITING_REVIEW)
    title, url = _("To review"), reverse("review_list")
    return Pending(updates, lambda: [_review_task(title, updates, url)], title, url)


def _review_task(title, updates, url):
    count = updates.count()
    lines = ()
    if count:
        lines = tuple(
            TaskLine(
                text=update.text,
                url=update.get_absolute_url(),
                number=update.item.display_number,
                report=update.item.report,
                facts=(signed(update.department), update.period.name),
                word=word_of(update.state, update.timing),
            )
            for update in listed(updates)[:SHOWN]
        )
    hint = _("Accept what is in order, many at once; return the rest with a reason.")
    return Task(title, hint, count, url, lines=lines, action=(_("Review all in one go"), url))


def _to_approve():
    """Proposed plans, one line an item: the curves of all its targets are decided on together."""
    waiting = PlannedCurve.objects.filter(state=PlannedCurve.State.PROPOSED)
    earlier = waiting.filter(item=OuterRef("item"), pk__lt=OuterRef("pk"))
    return requests(
        _("Plans to approve"),
        _("Approve the planned curve, or refuse it with a reason."),
        waiting.filter(~Exists(earlier)).order_by("at", "pk"),
        lambda row: (row.reason, (signed(row.department),)),
        part="plan",
    )


def _to_look_at(on):
    return requests(
        _("Second looks due"),
        _("Look whether the result still holds, and write it down; reopen the item if it does not."),
        due_looks(on),
        lambda row: (row.item.text, (_("item closed on %(day)s") % {"day": row.item.completed_on.isoformat()},)),
        part="second-look",
    )


def _silent_units(on):
    """A task per open period, for those due first, and one for the others: who owes how many reports."""
    periods = ReportingPeriod.objects.open().select_related("report")
    periods = {period.pk: period for period in periods.order_by("due_on", "pk")}
    rows = ProgressUpdate.objects.filter(period__in=periods).silent().order_by()
    counts = {}
    for row in rows.values("period", "department").annotate(count=Count("pk")):
        counts.setdefault(row["period"], {})[row["department"]] = row["count"]
    units = {
        unit.pk: unit for unit in Department.objects.filter(pk__in={pk for some in counts.values() for pk in some})
    }
    owing = [period for pk, period in periods.items() if pk in counts]
    several = len({period.report_id for period in owing}) > 1
    names = {period.pk: _named_with_report(period) if several else period.name for period in owing}
    tasks = [_silent_task(one, names[one.pk], counts[one.pk], units, on) for one in owing[:SHOWN_PERIODS]]
    return [*tasks, _other_periods(owing[SHOWN_PERIODS:], names, counts, on)]


def _other_periods(periods, names, counts, on):
    """One task of the open periods that are due after the first ones, a line each."""
    lines = tuple(
        TaskLine(
            text=names[one.pk],
            url=address("period_detail", one.pk, state=SILENT, group="unit"),
            facts=(_owed(counts[one.pk]), spell_days_left(one.days_left(on))),
            action=(_("Chase"), reverse("period_chase", args=[one.pk])),
        )
        for one in periods[:SHOWN]
    )
    hint = _("Periods that run beside those above.")
    return Task(_("Not reported in other periods"), hint, len(periods), reverse("round_list"), lines=lines)


def _owed(counts):
    """How many units owe reports, in words; `counts` is {unit: how many}."""
    owed = ngettext("%(count)s unit owes reports", "%(count)s units owe reports", len(counts))
    return owed % {"count": len(counts)}


def _named_with_report(period):
    """Reports that run at once have periods of the same name."""
    return _("%(period)s (%(report)s)") % {"period": period.name, "report": period.report}


def _silent_task(period, name, counts, units, on):
    chase = reverse("period_chase", args=[period.pk])
    ranked = sorted(counts, key=lambda unit: (-counts[unit], units[unit].position, unit))
    lines = tuple(
        TaskLine(
            text=units[unit].name,
            url=address("period_detail", period.pk, unit=unit, state=SILENT),
            facts=(ngettext("%(count)s report", "%(count)s reports", counts[unit]) % {"count": counts[unit]},),
            action=(_("Chase"), address("period_chase", period.pk, department=unit)),
        )
        for unit in ranked[:SHOWN]
    )
    title = _("Not reported: %(period)s") % {"period": name}
    hint = _("%(owed)s, due on %(date)s, %(days)s.") % {
        "owed": _owed(counts),
        "date": period.due_on.isoformat(),
        "days": spell_days_left(period.days_left(on)),
    }
    url = address("period_detail", period.pk, state=SILENT, group="unit")
    return Task(title, hint, sum(counts.values()), url, lines=lines, action=(_("Chase them all"), chase))
