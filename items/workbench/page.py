"""The workbench (工作台): what waits for a person, in the order in which to do it, in a fixed number of queries."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import access
from ..approvals.page import waiting_count
from ..dashboard import status_figures
from ..holidays.page import missing_year
from ..models import Bulletin, Follow, HistoryEntry, Responsibility, WorkItem
from ..models.history import OF_ACCOUNTS
from ..models.querysets import NOBODY, OPEN, standing
from ..pages.addresses import list_url
from ..pages.paging import few_of
from ..pages.story import told
from ..pages.tasks import Pending, Task
from ..rules.portfolio import in_charge
from .asked import leader_instructions, to_approve
from .cards import Cards, unit_cards
from .leader import Pressing, pressing
from .papers import bulletins_before, papers
from .tasks import SHOWN, before_head, before_office

Status = WorkItem.Status
CHANGES_SHOWN = 10


@dataclass(frozen=True)
class Workbench:
    """The first page: figures over the person's items, what waits item by item, tasks in their order, what changed.

    `first` waits for the signature of a head or the consent of a leader, `cards` for the people of units, None for
    others; `pressing` is for leaders alone. `heading` stands over all of it, `nothing` in its place. `narrowed`:
    whether a leader's is about the own portfolio; None for all others.
    """

    scope: str
    heading: str
    nothing: str
    figures: list
    first: list
    pressing: Pressing | None
    cards: Cards | None
    tasks: list
    changes: list
    since: datetime.datetime | None = None
    open_imports: int = 0
    narrowed: bool | None = None
    year_without_notice: int | None = None

    @property
    def is_empty(self):
        return not (self.first or self.tasks or self.pressing or (self.cards and self.cards.cards))


def workbench(user, *, on, narrow=False, since=None):
    """The workbench of a person for the day: their units' items, or all items for everybody else.

    `narrow` leaves a city leader the figures and items in the own charge; what waits for the leader stands in any case.
    A leader is told what has changed `since` the last visit, a moment or None.
    """
    if access.is_apart(user):
        return _administrators(user)
    departments = access.own_departments(user)
    items = WorkItem.objects.live()
    scope, own = _("All units"), {}
    heading, nothing = _("What waits for me"), _("Nothing waits for you.")
    narrowed = presses = None
    first, then = before(user, departments, on=on)
    lying = papers(user)
    if not lying.bulletins:  # counted with the imports: what is not there is not asked for again
        first, then = ([one for one in some if one.rows.model is not Bulletin] for some in (first, then))
    if access.can_supervise(user):
        pass  # all units, without a narrower scope
    elif departments:
        items = items.of_departments(departments, Responsibility.Role.values)
        scope, own = "、".join(unit.name for unit in departments), {"mine": "on"}
    elif access.is_leader(user):
        narrowed = narrow
        heading, nothing = _("What needs attention"), ""
        if narrow:
            items, scope, own = in_charge(items, user), _("In my charge"), {"mine": "on"}
        presses = pressing(items, user, on=on, **own)
    else:
        heading, nothing = _("What needs attention"), _("Nothing is overdue, due soon or waiting to be closed.")
    return Workbench(
        scope=scope,
        heading=heading,
        nothing=nothing,
        figures=status_figures(items, on=on, **own),
        first=_read(first),
        pressing=presses,
        cards=unit_cards(user, departments, on) if departments else None,
        tasks=_read(then),
        changes=_changes(departments if own else [], user, since),
        since=since,
        open_imports=lying.imports,
        narrowed=narrowed,
        year_without_notice=_year_without_notice(user, on),
    )


def _administrators(user):
    """What waits for one of the three administrators: of the daily work nothing."""
    waiting = waiting_count() if access.can_see_approvals(user) else 0
    hint = _("Accounts and posts work once the security administrator has approved them.")
    task = Task(_("Waiting for approval"), hint, waiting, reverse("approvals"))
    return Workbench(
        scope=user.post_label,
        heading=_("What waits for me"),
        nothing=_("Nothing waits for you."),
        figures=[],
        first=[],
        pressing=None,
        cards=None,
        tasks=[task] if waiting else [],
        changes=[],
    )


def before(user, departments, *, on):
    """([`Pending`] before the cards of the person's units, [`Pending`] after them), in the order in which to do it."""
    if access.can_supervise(user):
        return before_head(user), [bulletins_before(user), *before_office(on), *_items_before_office(on)]
    if departments:
        return before_head(user), []
    if access.is_leader(user):
        return [to_approve(), bulletins_before(user)], leader_instructions(user, on)
    return [], _before_readers(on)


def _read(waiting):
    return [task for one in waiting for task in one.read() if task.count]


def _year_without_notice(user, on):
    """The year of which the office and administrators are told that its holidays are still to be entered, or None."""
    return missing_year(on) if access.can_supervise(user) or access.is_administrator(user) else None


def _waiting(title, hint, items, url, action=None):
    return Pending(items, lambda: [_task(title, hint, items, url, action)], title, url)


def _task(title, hint, items, url, action):
    first, count = few_of(items.select_related("report").with_units(), SHOWN)
    return Task(title=title, hint=hint, items=tuple(first), count=count, url=url, action=action)


def _items_before_office(on):
    items = WorkItem.objects.live()
    return [
        _waiting(
            _("Awaiting closure"),
            _("Check the result; close the item or send it back with a reason."),
            items.filter(status=Status.AWAITING_CLOSURE).in_order(),
            list_url(status=Status.AWAITING_CLOSURE.value),
        ),
        _overdue(items, on),
        _waiting(
            _("No unit named"),
            _("Nobody answers for these items. Enter the responsible units."),
            items.open().without_units().in_order(),
            list_url(role=NOBODY, status=OPEN),
        ),
        _waiting(
            _("Lead not stated"),
            _("The text names several units and no lead. Confirm who leads."),
            items.open().without_lead().in_order(),
            list_url(role=Responsibility.Role.RESPONSIBLE.value, status=OPEN),
            action=(_("Confirm them in one go"), reverse("lead_list")),
        ),
    ]


def _before_readers(on):
    items = WorkItem.objects.live()
    return [
        _overdue(items, on),
        _waiting(
            _("Due within 30 days"),
            _("The deadline is near and the item is still open."),
            items.due_soon(on).sorted_by("due"),
            list_url(soon="on", sort="due"),
        ),
        _waiting(
            _("Awaiting closure"),
            _("The lead says it is done; the supervision office checks it."),
            items.filter(status=Status.AWAITING_CLOSURE).in_order(),
            list_url(status=Status.AWAITING_CLOSURE.value),
        ),
    ]


def _overdue(items, on):
    return _waiting(
        _("Overdue"),
        _("The deadline has passed and the item is still open."),
        items.overdue(on).sorted_by("due"),
        list_url(overdue="on", sort="due"),
    )


def _changes(departments, user, since):
    """The latest entries in sentences, `since` a moment if given.

    With a unit's `departments` those on its items and on those that the person follows, but the person's own doings.

    What became of accounts has a list of its own, which not everybody reads.
    """
    entries = HistoryEntry.objects.exclude(action__in=OF_ACCOUNTS)
    if since is not None:
        entries = entries.filter(at__gt=since).exclude(by=user)
    entries = entries.select_related("by", "item__report", "report", "department")
    # That a report was withdrawn is told; what had been done on its items is not.
    entries = entries.filter(Q(item__isnull=True) | standing("report"))
    if departments:
        # The latest of each kind first, by the responsibilities and the follows themselves: PostgreSQL plans a list of
        # items badly that comes from a condition, or from two tables.
        own = Responsibility.objects.filter(department__in=departments).values("item")
        followed = Follow.objects.filter(user=user).order_by().values("item")
        latest = (entries.filter(item__in=items).exclude(by=user)[:CHANGES_SHOWN] for items in (own, followed))
        of_own, of_followed = (HistoryEntry.objects.filter(pk__in=one.values("pk")) for one in latest)
        keys = of_own.order_by().values("pk").union(of_followed.order_by().values("pk"))
        entries = entries.filter(pk__in=keys)
    return told(entries[:CHANGES_SHOWN], user)
