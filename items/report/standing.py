"""Whether a report can be withdrawn or archived, and what that will do: the question before the step."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from departments.clock import ONE_DAY
from departments.models import Department, DepartmentAlias

from ..closing.page import left_open_in
from ..messages.telling import unit_people
from ..models import HistoryEntry, ProgressNote, ProgressUpdate, ReportingPeriod, Responsibility, WorkReport
from ..models.period import spell_key
from ..rounds.planning import to_open
from ..rounds.words import REPORTED

NOT_ARCHIVED = gettext_lazy("This report is not archived (any more).")
ONLY_OFFICE_WITHDRAWS = gettext_lazy("Only the supervision office withdraws and archives reports.")

Action = HistoryEntry.Action
State = ProgressUpdate.State
# What the history of an import calls what came with it (`imports.creating`).
NEW_UNITS, NEW_ALIASES = "new_units", "new_aliases"


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing a report will do on a day, or why it cannot be done (`refusal`, "" if it can).

    `told` are the people of the `units` to which its items went, one message each; `drafts` counts reports that were
    begun and not sent. `leaving` are the units that only its import made, `staying` those of them that are used by
    something else; `aliases` the names of units that only it needed. `left_open` are sentences on what lies open on
    its items and ends with them undecided, `lying` the same as the history keeps it.
    """

    report: WorkReport
    is_issued: bool
    refusal: str
    items: int
    units: list[int] = field(default_factory=list)
    told: list = field(default_factory=list)
    periods: int = 0
    drafts: int = 0
    leaving: list = field(default_factory=list)
    staying: list = field(default_factory=list)
    aliases: list = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)
    lying: dict[str, str] = field(default_factory=dict)


def withdrawal_of(report: WorkReport, *, on: datetime.date) -> Withdrawal:
    """What withdrawing the report on the day will do. What was not issued yet leaves nothing behind but its record."""
    is_issued = report.issued_on is not None or report.items.filter(issued_on__isnull=False).exists()
    left_open, lying = left_open_in(report.items)
    found = {"report": report, "is_issued": is_issued, "refusal": _refusal(report), "items": report.items.count()}
    found |= {"left_open": left_open, "lying": lying}
    if not is_issued:
        leaving, staying = _made_units(report)
        return Withdrawal(**found, leaving=leaving, staying=staying, aliases=_made_aliases(report))
    rows = Responsibility.objects.single().filter(item__report=report, issued_on__isnull=False)
    units = sorted(set(rows.order_by().values_list("department", flat=True)))
    return Withdrawal(
        **found,
        units=units,
        told=unit_people(units, on=on),
        periods=report.periods.open().count(),
        drafts=_updates(report).filter(state=State.DRAFT).count(),
    )


def _updates(report):
    return ProgressUpdate.objects.filter(period__report=report)


def _refusal(report):
    reported = _updates(report).exclude(sent_at__isnull=True, state__in=(State.EXPECTED, State.DRAFT, State.DROPPED))
    units = set(reported.order_by().values_list("department", flat=True))
    notes = ProgressNote.objects.filter(item__report=report, department__isnull=False)
    units |= set(notes.order_by().values_list("department", flat=True))
    if not units:
        return ""
    return ngettext(
        "%(count)s unit has reported on this report already, so it cannot be withdrawn as a whole. Cancel single "
        "items, or archive the report.",
        "%(count)s units have reported on this report already, so it cannot be withdrawn as a whole. Cancel single "
        "items, or archive the report.",
        len(units),
    ) % {"count": len(units)}


def _made(report, what):
    """What the imports of the report made, as the history lists it: "、…、…、"; names may hold the sign themselves."""
    entries = report.history.filter(action__in=(Action.REPORT_IMPORTED, Action.REPORT_UPDATED))
    told = [entry.after[what] for entry in entries if entry.after.get(what)]
    return "、".join(["", *told, ""])


def _made_units(report):
    """([unit that nothing else uses], [unit that something else uses]) of those that the imports made."""
    made = _made(report, NEW_UNITS)
    units = [unit for unit in Department.objects.all() if f"、{unit.name}、" in made] if made else []
    if not units:
        return [], []
    used = set()
    for relation in Department._meta.related_objects:
        if relation.related_model is DepartmentAlias:
            continue  # they go with their unit
        name = relation.field.name
        rows = relation.related_model._default_manager.filter(**{f"{name}__in": units})
        if relation.related_model is Responsibility:
            rows = rows.exclude(item__report=report)
        used |= set(rows.order_by().values_list(name, flat=True))
    return [unit for unit in units if unit.pk not in used], [unit for unit in units if unit.pk in used]


def _made_aliases(report):
    """The other names of units that came with its imports and under which no other report writes a unit."""
    made = _made(report, NEW_ALIASES)
    aliases = [alias for alias in DepartmentAlias.objects.select_related("department") if f"、{alias.name}、" in made]
    others = Responsibility.objects.exclude(item__report=report).filter(literal__in=[one.name for one in aliases])
    needed = set(others.order_by().values_list("literal", flat=True))
    return [alias for alias in aliases if alias.name not in needed]


@dataclass(frozen=True)
class Archiving:
    """What archiving a report will do on a day, or why it cannot be done (`refusal`, "" if it can).

    `still_open` counts items not closed; they stay as they are. `periods` are open and end with it, for no unit has
    reported in them; `drafts` counts reports that were begun in them, `told` are the people of their units.
    `unsettled` counts reports of closed periods that nobody has settled; `left_open` are sentences on what else lies
    open on its items and stays undecided. `blocking` is the open period in which
    somebody has sent a report, to the head of the unit or further.
    """

    report: WorkReport
    refusal: str
    items: int
    still_open: int
    blocking: ReportingPeriod | None = None
    periods: list = field(default_factory=list)
    drafts: int = 0
    told: list = field(default_factory=list)
    unsettled: int = 0
    left_open: list[str] = field(default_factory=list)


def archiving_of(report: WorkReport, *, on: datetime.date) -> Archiving:
    """What archiving the report on the day will do."""
    found = {"report": report, "items": report.items.count(), "still_open": report.items.open().count()}
    if report.issued_on is None:
        sentence = _("This report has not been issued: withdraw it if it is not wanted.")
        return Archiving(refusal=sentence, **found)
    periods = list(report.periods.open().order_by("due_on", "pk"))
    sent = _sent(_updates(report).filter(period__in=periods))
    blocking = next((period for period in periods if period.pk in sent), None)
    if blocking:
        return Archiving(refusal=_still_open(blocking, sent[blocking.pk]), blocking=blocking, **found)
    asked = _updates(report).filter(period__in=periods).asked_for()
    return Archiving(
        refusal="",
        periods=periods,
        drafts=asked.filter(state=State.DRAFT).count(),
        told=unit_people(asked.order_by().values("department"), on=on) if periods else [],
        unsettled=_updates(report).filter(state__in=ProgressUpdate.WAITING).count(),
        left_open=left_open_in(report.items)[0],
        **found,
    )


@dataclass(frozen=True)
class TakingBack:
    """What taking the archiving of a report back will do on a day, or why it cannot be done (`refusal`, "" if it can).

    Of the periods that were open when it was archived, and those of which the days have come since, `opens` are open
    again; of those that it ended `ended` (names) stay as they are, for even late reports would come too late.
    """

    report: WorkReport
    refusal: str
    closed: list[ReportingPeriod] = field(default_factory=list)
    planned: list[ReportingPeriod] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    @property
    def opens(self) -> list[ReportingPeriod]:
        return sorted((*self.closed, *self.planned), key=lambda period: (period.due_on, period.start_on))


def taking_back_of(report: WorkReport, *, on: datetime.date) -> TakingBack:
    """What taking the archiving back on the day will do."""
    if not report.is_archived:
        return TakingBack(report, NOT_ARCHIVED)
    by_it = report.periods.filter(closed_at=report.archived_at).order_by("due_on", "pk")
    closed = [period for period in by_it if period.closes_on >= on]
    entries = report.history.filter(action=Action.OPENING_UNDONE, at=report.archived_at).order_by("pk")
    undone = [entry.after["period"] for entry in entries]
    planned = [period for period in to_open(report, on) if period.opens_on <= on or period.key in undone]
    again = {period.key for period in planned}
    ended = [key for key in undone if key not in again]
    ended += [period.key for period in by_it if period.closes_on < on]
    return TakingBack(report, "", closed, planned, [spell_key(key) for key in ended])


def _sent(updates):
    """{period key: {state: number of reports}} of what units have sent, to their own head or further."""
    sent = updates.filter(state__in=(*ProgressUpdate.WAITING, State.RETURNED, State.ACCEPTED))
    found = defaultdict(Counter)
    for period, state, count in sent.order_by().values_list("period", "state").annotate(count=Count("pk")):
        found[period][state] = count
    return found


def _still_open(period, sent):
    """The refusal, with the same words and counts as the period's page has (`rounds.page.figures`)."""
    told = {REPORTED.label: sum(sent[state] for state in ProgressUpdate.HANDED_IN)}
    told |= {state.label: sent[state] for state in (State.AWAITING_SIGN_OFF, State.RETURNED)}
    counts = [_("%(label)s %(count)s") % {"label": label, "count": count} for label, count in told.items() if count]
    return _(
        "%(period)s is still open, and units have sent reports in it (%(counts)s). Archive the report when this "
        "period has been closed, from %(day)s on."
    ) % {"period": period.name, "counts": "、".join(counts), "day": (period.closes_on + ONE_DAY).isoformat()}
