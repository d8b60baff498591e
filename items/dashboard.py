"""What the overview pages show, in a fixed number of aggregate queries, as small dataclasses."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from . import access
from .models import HistoryEntry, ImportDraft, Responsibility, WorkItem
from .querysets import NOBODY, OPEN, STEERING

Status = WorkItem.Status
SHOWN = 8


@dataclass(frozen=True)
class Figure:
    """A number with its word and the address of the list that it counts."""

    label: str
    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Task:
    """Something that waits for the person: a heading, its first items, how many there are, the whole list.

    `action` is (words, address) of a page that does it for many items at once, if there is one.
    """

    title: str
    hint: str
    items: list
    count: int
    url: str
    action: tuple | None = None


@dataclass(frozen=True)
class Workbench:
    """The first page: figures over the person's items, tasks in the order to do them, what changed.

    `heading` stands over the tasks, `nothing` in their place when there are none.
    """

    scope: str
    heading: str
    nothing: str
    figures: list
    tasks: list
    changes: list
    open_imports: int = 0


def list_url(**parameters):
    """Address of the item list with these filters; empty ones are left out."""
    query = urlencode({name: value for name, value in parameters.items() if value not in ("", None)})
    return reverse("item_list") + (f"?{query}" if query else "")


def workbench(user, *, on):
    """The workbench of a person for the day: their units' items, or all items for everybody else."""
    departments = access.own_departments(user)
    items = WorkItem.objects.all()
    scope, own = _("All units"), {}
    heading, nothing = _("What waits for me"), _("Nothing waits for you.")
    if access.can_supervise(user):
        tasks = _office_tasks(on)
    elif departments:
        items = items.of_departments(departments, Responsibility.Role.values)
        scope, own = "、".join(unit.name for unit in departments), {"mine": "on"}
        tasks = _unit_tasks(departments, on)
    else:
        heading, nothing = _("What needs attention"), _("Nothing is overdue, due soon or waiting to be closed.")
        tasks = _reader_tasks(on)
    return Workbench(
        scope=scope,
        heading=heading,
        nothing=nothing,
        figures=status_figures(items, on=on, **own),
        tasks=[task for task in tasks if task.count],
        changes=_changes(items if own else None, user),
        open_imports=_open_imports(user),
    )


def _open_imports(user):
    """How many imports wait for the office to check and apply them."""
    if not access.can_supervise(user):
        return 0
    return ImportDraft.objects.filter(state__in=ImportDraft.OPEN_STATES).count()


def status_figures(items, *, on, **filters):
    """Total, one figure per status that occurs or always matters, overdue; `filters` go into the addresses."""
    counts = items.count_by_status()
    always = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.AWAITING_CLOSURE, Status.COMPLETED)
    figures = [Figure(_("All items"), sum(counts.values()), list_url(**filters))]
    for status in Status:
        if status in always or counts.get(status):
            figures.append(
                Figure(status.label, counts.get(status, 0), list_url(**filters, status=status.value), status.value)
            )
    overdue = items.overdue(on).count()
    figures.append(Figure(_("Overdue"), overdue, list_url(**filters, overdue="on"), "overdue" if overdue else ""))
    return figures


def _task(title, hint, items, url, action=None):
    count = items.count()
    shown = items.select_related("report").defer("report__source_text").with_units()
    first = list(shown[:SHOWN]) if count else []
    return Task(title=title, hint=hint, items=first, count=count, url=url, action=action)


def _unit_tasks(departments, on):
    steered = WorkItem.objects.of_departments(departments, access.STEERING_ROLES)
    own = {"mine": "on", "role": STEERING}
    return [
        _task(
            _("Overdue"),
            _("The deadline has passed: report how far it is, or ask for closure."),
            steered.overdue(on).sorted_by("due"),
            list_url(**own, overdue="on", sort="due"),
        ),
        _task(
            _("Due within 30 days"),
            _("Check whether it will be done in time."),
            steered.due_soon(on).sorted_by("due"),
            list_url(**own, soon="on", sort="due"),
        ),
        _task(
            _("Not started"),
            _("Say that work has begun, and write a first note."),
            steered.filter(status=Status.NOT_STARTED).in_order(),
            list_url(**own, status=Status.NOT_STARTED.value),
        ),
        _task(
            _("In progress"),
            _("Write a note when something has moved; ask for closure when it is done."),
            steered.filter(status=Status.IN_PROGRESS).in_order(),
            list_url(**own, status=Status.IN_PROGRESS.value),
        ),
    ]


def _office_tasks(on):
    items = WorkItem.objects.all()
    return [
        _task(
            _("Awaiting closure"),
            _("Check the result; close the item or send it back with a reason."),
            items.filter(status=Status.AWAITING_CLOSURE).in_order(),
            list_url(status=Status.AWAITING_CLOSURE.value),
        ),
        _overdue(items, on),
        _task(
            _("No unit named"),
            _("Nobody answers for these items. Enter the responsible units."),
            items.open().without_units().in_order(),
            list_url(role=NOBODY, status=OPEN),
        ),
        _task(
            _("Lead not stated"),
            _("The text names several units and no lead. Confirm who leads."),
            items.open().without_lead().in_order(),
            list_url(role=Responsibility.Role.RESPONSIBLE.value, status=OPEN),
            action=(_("Confirm them in one go"), reverse("lead_list")),
        ),
    ]


def _reader_tasks(on):
    items = WorkItem.objects.all()
    return [
        _overdue(items, on),
        _task(
            _("Due within 30 days"),
            _("The deadline is near and the item is still open."),
            items.due_soon(on).sorted_by("due"),
            list_url(soon="on", sort="due"),
        ),
        _task(
            _("Awaiting closure"),
            _("The lead says it is done; the supervision office checks it."),
            items.filter(status=Status.AWAITING_CLOSURE).in_order(),
            list_url(status=Status.AWAITING_CLOSURE.value),
        ),
    ]


def _overdue(items, on):
    return _task(
        _("Overdue"),
        _("The deadline has passed and the item is still open."),
        items.overdue(on).sorted_by("due"),
        list_url(overdue="on", sort="due"),
    )


def _changes(items, user):
    """The latest entries; with a unit's `items` those on its items, without the person's own doings."""
    entries = HistoryEntry.objects.select_related("by", "item__report", "report", "department")
    if items is not None:
        entries = entries.filter(item__in=items.order_by().values("pk")).exclude(by=user)
    return list(entries[:10])


def unit_counts():
    """{department pk: {"lead": n, "support": n, "responsible": n, "total": n, "completed": n}} in one query."""
    roles = Responsibility.Role
    rows = Responsibility.objects.values("department").annotate(
        lead=Count("pk", filter=Q(role=roles.LEAD)),
        support=Count("pk", filter=Q(role=roles.SUPPORT)),
        responsible=Count("pk", filter=Q(role=roles.RESPONSIBLE)),
        total=Count("pk"),
        completed=Count("pk", filter=Q(item__status=Status.COMPLETED)),
    )
    return {row.pop("department"): row for row in rows.order_by()}
