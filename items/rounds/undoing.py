"""Taking back that the office opened a period before its day (撤销开启); what units have begun meanwhile is kept."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from departments.models import User

from .. import history, read_only
from ..messages.telling import tell, unit_people
from ..models import Delivery, HistoryEntry, Message, ProgressUpdate, ReportingPeriod
from ..models.message import BY_HAND
from ..rules.expected import reporting
from ..steps.errors import WorkflowError
from .planning import require_office

State = ProgressUpdate.State


@dataclass(frozen=True)
class Begun:
    """The updates of a period on which somebody has begun, each with `begun_at`.

    `kept` lie with their units: taking the opening back keeps them aside, and opening gives them back. `sent` have left
    their units, and with them the period stays open.
    """

    kept: list
    sent: list

    @property
    def seen(self):
        """The keys of those that are kept, as the form brings them back: what its reader was asked about."""
        return ",".join(str(update.pk) for update in self.kept)


def begun_in(period):
    """The `Begun` of the period; one query."""
    is_begun = ~Q(state=State.EXPECTED) | Q(saved_at__isnull=False) | Q(attachments__isnull=False)
    rows = period.updates.asked_for().filter(is_begun).select_related("item", "department")
    rows = rows.annotate(attached_at=Max("attachments__at")).order_by("item__position", "department__position", "pk")
    found = Begun([], [])
    for update in rows:
        update.period = period
        moments = (update.handed_in_at, update.sent_at, update.saved_at, update.attached_at)
        update.begun_at = next((at for at in moments if at), None)
        (found.kept if update.is_writable else found.sent).append(update)
    return found


def kept_for(period):
    """How many reports begun before its opening was taken back the period gives back to who still has to report."""
    asked = reporting(period).filter(item=OuterRef("item"), department=OuterRef("department"))
    return period.updates.filter(Exists(asked), state=State.DROPPED).count()


def is_before_its_day(period, on):
    """Whether an opening can still be taken back: from the period's own day on the calendar would open it again."""
    return period.is_open and on < period.opens_on


def undo_opening(period, *, by, at, seen=""):
    """Take back that the office opened a period before its day; its units are told. Returns whether this call did it.

    `seen` is `Begun.seen` of the page that asked: with drafts of which it did not tell nothing is taken back.
    """
    require_office(by)
    on = timezone.localdate(at)
    with transaction.atomic():
        rows = ReportingPeriod.objects.select_for_update(no_key=True, of=("self",)).select_related("report")
        current = rows.get(pk=period.pk)
        if not current.is_open:
            return False
        read_only.require_change(current.report)
        if not is_before_its_day(current, on):
            raise WorkflowError(
                _("The period opens by itself on %(day)s: its opening can be taken back before that day only.")
                % {"day": current.opens_on}
            )
        # Locked before they are looked at: a draft begun in between is found, or waits and finds no row.
        list(current.updates.select_for_update().order_by("pk").values_list("pk"))
        found = begun_in(current)
        _require_asked(found, seen)
        units = list(current.updates.order_by().values_list("department", flat=True).distinct())
        kept = [update.pk for update in found.kept]
        current.updates.asked_for().exclude(pk__in=kept).delete()
        current.updates.filter(pk__in=kept).update(state=State.DROPPED, version=F("version") + 1)
        ReportingPeriod.objects.filter(pk=current.pk).update(opened_at=None)
        after = {"period": current.key} | ({"drafts_kept": str(len(kept))} if kept else {})
        history.record(HistoryEntry.Action.OPENING_UNDONE, by=by, report=current.report, after=after, at=at)
        _call_off_reminders(current)
        _tell(current, units, {update.department_id for update in found.kept}, by=by, at=at)
    period.refresh_from_db()
    return True


def _require_asked(found, seen):
    if found.sent:
        raise WorkflowError(
            _(
                "A report that was sent keeps the period open: %(reports)s. Send it back to its unit first, or have "
                "the unit take it back; then it is kept like a draft."
            )
            % {"reports": _spell(found.sent)}
        )
    news = [update for update in found.kept if str(update.pk) not in seen.split(",")]
    if news:
        raise WorkflowError(
            _("Somebody has begun to report: %(reports)s. Look at what will be kept, and take the opening back again.")
            % {"reports": _spell(news)}
        )


def _spell(updates):
    return "；".join(
        _("%(unit)s, item %(number)s, %(moment)s")
        % {
            "unit": update.department.name,
            "number": update.item.display_number,
            "moment": date_format(timezone.localtime(update.begun_at), "Y-m-d H:i") if update.begun_at else "—",
        }
        for update in updates
    )


def _call_off_reminders(period):
    """By its rules every reminder speaks once: those of the opening that never was shall not silence the true ones."""
    period.reminders.exclude(rule__in=BY_HAND).delete()
    told = Message.objects.filter(period=period)
    Delivery.objects.filter(message__in=told, state__in=Delivery.DUE_STATES).delete()


def _tell(period, units, keeping, *, by, at):
    """Tell everybody who was asked or reminded; who has a draft hears that it is kept."""
    on = timezone.localdate(at)
    reminded = User.objects.filter(is_active=True, pk__in=Message.objects.filter(period=period).order_by().values("to"))
    writing = {person.pk: person for person in unit_people(keeping, on=on)}
    others = {person.pk: person for person in (*unit_people(units, on=on), *reminded) if person.pk not in writing}
    kept = _("What you have begun is kept; it is there again when the period opens.")
    title = _("%(period)s was opened too early and taken back; it opens on %(day)s") % {
        "period": period.name,
        "day": period.opens_on,
    }
    for people, text in ((writing, kept), (others, "")):
        tell_of_period(period, people.values(), title=title, text=text, by=by, at=at)


def tell_of_period(period, people, *, title, text, by, at):
    """Tell people what was decided about a period."""
    about = {"url": period.get_absolute_url(), "period": period}
    kind = Message.Kind.DECIDED
    tell(people, kind=kind, title=title, text=text, by=by, at=at, on=timezone.localdate(at), **about)
