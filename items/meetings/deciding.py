"""Meetings (调度会): entered by the supervision office or a leader; what is decided there becomes instructions."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, Meeting, WorkReport
from ..requests.instructing import give
from ..steps.asking import add
from ..steps.errors import WorkflowError


def enter_meeting(report, *, by, at, held_on, title="", leader="", department=None, chapter=""):
    """Enter a meeting on the report's items, or on those of one leader, unit or chapter (as the report writes it).

    Returns the `Meeting`. The same meeting is entered once a day.
    """
    _require_right(by)
    about = {"leader": leader, "department": department, "chapter": chapter}
    with transaction.atomic():
        # One at a time a report, so that a form sent twice makes one meeting.
        WorkReport.objects.select_for_update(no_key=True).only("pk").get(pk=report.pk)
        if Meeting.objects.filter(report=report, held_on=held_on, title=title, **about).exists():
            raise WorkflowError(_("This meeting has been entered already; it stands in the list."))
        meeting = add(Meeting(report=report, by=by, at=at, held_on=held_on, title=title, **about))
        history.record(
            HistoryEntry.Action.MEETING_ENTERED,
            by=by,
            report=report,
            department=department,
            after={"meeting": meeting.name, "about": meeting.scope},
            at=at,
        )
    return meeting


def decide(meeting, item, *, by, at, text, due_on=None):
    """What the meeting decided on an item of its report: an instruction, to be answered until `due_on` if given.

    The office and who steers the item are told. Returns the `Instruction`.
    """
    _require_right(by)
    if item.report_id != meeting.report_id:
        raise WorkflowError(_("This item belongs to another report than the meeting."))
    title = _("Decision of “%(meeting)s” on item %(number)s") % {"meeting": meeting, "number": item.display_number}
    return give(item, title, by=by, at=at, text=text, due_on=due_on, meeting=meeting)


def _require_right(by):
    if not access.can_decide_in_meeting(by):
        raise WorkflowError(_("Meetings and their decisions are entered by the supervision office and city leaders."))
