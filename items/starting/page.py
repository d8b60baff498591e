"""What is still to be done before the first reports come in, in the order in which to do it."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department, Membership

from .. import access
from ..lights.words import join
from ..models import HistoryEntry, ReportingPeriod, WorkItem, WorkReport
from ..pages.addresses import address
from ..people.page import unanswered_units
from ..rounds.announcing import first_period

UNITS_NAMED = 12


@dataclass(frozen=True)
class Step:
    """A step with its words; `url` is "" for who does not take it, `units` are those that have nobody to sign in."""

    title: str
    hint: str
    is_done: bool
    url: str = ""
    units: list = field(default_factory=list)
    count: int = 0


def first_steps(user, *, on):
    """The steps from an empty portal to the first reports, for administrators and the office; [] once it is at work.

    At work it is when a reporting period has been opened, or when all steps are done.
    """
    if not access.can_tend_units(user) or ReportingPeriod.objects.filter(opened_at__isnull=False).exists():
        return []
    report = WorkReport.objects.live().first()
    real = Membership.objects.answering(on).filter(user__is_demo=False)
    keeps, supervises = access.can_keep_people(user), access.can_supervise(user)
    steps = [
        Step(
            _("Units"),
            _("Enter them from Excel, or let the import make those that the document names."),
            Department.objects.exists(),
            reverse("people_list"),
        ),
        Step(
            _("People"),
            _("Liaisons and heads from Excel; then hand out their one-time passwords.")
            if keeps
            else _("Fill in liaisons and heads; an administrator takes them in and hands out passwords."),
            real.exists(),
            reverse("people_list"),
        ),
        Step(
            _("Import the breakdown"),
            _("Upload the breakdown as it was published.")
            if supervises
            else _("The supervision office uploads the breakdown as it was published."),
            report is not None,
            reverse("import_list") if supervises else "",
        ),
        _rules_step(report, supervises),
        _issue_step(report, supervises, on),
    ]
    return [] if all(step.is_done for step in steps) else steps


def steps_after_import(report, *, on):
    """What comes next for a report that was imported, for the office; [] once its first period has been opened."""
    if report.periods.filter(opened_at__isnull=False).exists():
        return []
    leadless = WorkItem.objects.filter(report=report).open().without_lead().count()
    lacking = unanswered_units(on=on, report=report)
    count = lacking.count()
    steps = [
        Step(
            _("Leads"),
            ngettext(
                "%(count)s item names several units and no lead: confirm who leads.",
                "%(count)s items name several units and no lead: confirm who leads.",
                leadless,
            )
            % {"count": leadless}
            if leadless
            else _("Every item has its lead."),
            not leadless,
            address("lead_list", report=report.pk),
        ),
        Step(
            _("People"),
            ngettext(
                "%(count)s responsible unit has nobody who can sign in:",
                "%(count)s responsible units have nobody who can sign in:",
                count,
            )
            % {"count": count}
            if count
            else _("Every responsible unit has somebody who can sign in."),
            not count,
            reverse("people_list"),
            list(lacking[:UNITS_NAMED]) if count else [],
            count,
        ),
        _rules_step(report, True),
        _issue_step(report, True, on),
    ]
    return [] if all(step.is_done for step in steps) else steps


def _rules_step(report, supervises):
    """Done when somebody has set them, or when periods have been planned by the usual ones."""
    changed = HistoryEntry.objects.filter(action=HistoryEntry.Action.RULES_CHANGED, report=report, item__isnull=True)
    return Step(
        _("Rules of the rounds"),
        _("Rhythm, due day, signatures: look at them before the first period is planned.")
        if supervises
        else _("The supervision office sets rhythm and due day."),
        report is not None and (changed.exists() or report.periods.exists()),
        reverse("round_settings", args=[report.pk]) if report and supervises else "",
    )


def _issue_step(report, supervises, on):
    """It says which period will really open first."""
    is_done = report is not None and report.issued_on is not None
    first = first_period(report, on) if report and not is_done else ""
    return Step(
        _("Issuing"),
        join([_("With it the items go to their units, and reports are asked for."), first]),
        is_done,
        report.get_absolute_url() if report and supervises else "",
    )
