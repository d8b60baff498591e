"""The reports that wait for somebody: a person's own lists, and what asks for a city leader's decision."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .. import access
from ..models import ProgressUpdate, WorkItem
from ..models.querysets import open_period
from ..pages.tasks import Button, TaskLine
from ..rounds.words import spell_days_left, spell_waiting_parts, word_of
from ..rules import accepted, parts
from ..rules.asking import asking_leaders
from ..rules.shares import own_goals

State = ProgressUpdate.State
EXCERPT = 80

TO_WRITE, RETURNED, TO_TAKE_UP = "write", "returned", "merge"
OWN_LISTS = (TO_WRITE, RETURNED, TO_TAKE_UP)
# The year and key of the report: its own order as it has to be written within a window of rows.
OF_REPORT = ("-item__report__year", "-item__report_id", "item__position")
IN_ORDER: tuple[Any, ...] = ("due", *OF_REPORT, "department__position", "pk")
OWN_ORDER = (F("period__closed_at").desc(nulls_first=True), *IN_ORDER)


def own_titles():
    """{list of one's own updates: its heading}."""
    return {
        TO_WRITE: _("To report"),
        RETURNED: _("Returned to us"),
        TO_TAKE_UP: _("Parts to merge"),
    }


def own_updates(user, *lists):
    """The updates behind some of `OWN_LISTS`, the most urgent first, with `due`, `earlier_pk` and `waiting_parts`.

    What was left over in a closed period is no longer urgent, and stands behind what an open one waits for.
    """
    units = access.own_departments(user)
    rows = ProgressUpdate.objects.live()
    if TO_TAKE_UP in lists:
        rows = access.parts_led_by(units, rows).filter(state=State.AWAITING_MERGE)
    else:
        waits = {
            RETURNED: Q(state=State.RETURNED),
            TO_WRITE: Q(open_period("period"), state__in=(State.EXPECTED, State.DRAFT)),
        }
        rows = rows.of_units(units).filter(reduce(or_, (waits[one] for one in lists)))
    return parts.with_waiting_parts(accepted.with_earlier(listed(rows).order_by(*OWN_ORDER)))


def listed(updates):
    """The updates with all that a line shows, by due day, then in the order of reports and items."""
    listed = updates.for_list().with_due_day().select_related("period__report", "saved_by", "sent_by")
    return listed.order_by(*IN_ORDER)


def update_lines(updates, *, on, several_units=False):
    """The `TaskLine`s of some of `own_updates`, with the goals of units that report a share of a target."""
    updates = list(updates)
    goals = own_goals(updates)
    return tuple(
        _update_line(one, tuple(goals.get(one.pk, {}).values()), on=on, several_units=several_units) for one in updates
    )


def _update_line(update, goals, *, on, several_units):
    """Days left, and the button where last time's report can stand again."""
    days = (update.due - on).days
    button = None
    if update.state == State.EXPECTED and update.earlier_pk and not update.waiting_parts:
        button = Button(_("No change"), reverse("update_no_change", args=[update.pk]))
    facts = [update.period.name, _("due on %(date)s") % {"date": update.due.isoformat()}]
    if update.period.is_closed:
        facts.append(_("Closed and frozen"))
    if several_units or update.state == State.AWAITING_MERGE:
        facts.insert(0, accepted.signed(update.department))
    if goals and update.is_writable:
        facts.append(_("Our unit's goal: %(goal)s") % {"goal": "；".join(str(one) for one in goals)})
    if update.waiting_parts and update.is_writable:
        facts.append(spell_waiting_parts(update.waiting_parts))
    if update.state == State.DRAFT and update.saved_by:
        facts.append(_("draft by %(person)s") % {"person": update.saved_by})
    if update.state == State.RETURNED:
        facts.append(_("Reason: %(reason)s") % {"reason": Truncator(update.return_reason).chars(EXCERPT)})
    return TaskLine(
        text=update.text if update.is_handed_in else update.item.text,
        url=update.get_absolute_url(),
        number=update.item.display_number,
        report=update.item.report,
        facts=tuple(facts),
        alert=spell_days_left(days) if not update.is_handed_in else "",
        is_late=days < 0,
        word=word_of(update.state, update.timing),
        button=button,
    )


def decisions():
    """The latest accepted updates of units on open items that ask for a city leader's decision."""
    updates = asking_leaders().live().filter(item__status__in=WorkItem.OPEN_STATUSES)
    return listed(updates).order_by("-period__end_on", "item__report", "item__position", "pk")


def decision_line(update):
    """The `TaskLine` of one of `decisions`: the problem as the unit puts it."""
    return TaskLine(
        text=update.problems or update.text,
        url=update.get_absolute_url(),
        number=update.item.display_number,
        report=update.item.report,
        facts=(accepted.signed(update.department), update.period.name, Truncator(update.item.text).chars(EXCERPT)),
    )
