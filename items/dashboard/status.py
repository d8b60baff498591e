"""Figures over any set of items, in a fixed number of aggregate queries."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..models import Responsibility, WorkItem
from ..models.querysets import live
from ..pages.addresses import LinkedCount, list_url

Status = WorkItem.Status


def status_figures(items, *, on, **filters):
    """Total, one figure per status that occurs or always matters, overdue; `filters` go into the addresses."""
    counts = items.count_by_status()
    always = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.AWAITING_CLOSURE, Status.COMPLETED)
    figures = [LinkedCount(_("All items"), sum(counts.values()), list_url(**filters))]
    for status in Status:
        if status in always or counts.get(status):
            figures.append(
                LinkedCount(status.label, counts.get(status, 0), list_url(**filters, status=status.value), status.value)
            )
    overdue = items.overdue(on).count()
    figures.append(LinkedCount(_("Overdue"), overdue, list_url(**filters, overdue="on"), "overdue" if overdue else ""))
    return figures


def unit_counts(departments):
    """{department pk: {"lead": n, "support": n, "responsible": n, "total": n, "completed": n}} in one query."""
    roles = Responsibility.Role
    rows = (
        Responsibility.objects.filter(live("item__report"), department__in=departments)
        .values("department")
        .annotate(
            lead=Count("pk", filter=Q(role=roles.LEAD)),
            support=Count("pk", filter=Q(role=roles.SUPPORT)),
            responsible=Count("pk", filter=Q(role=roles.RESPONSIBLE)),
            total=Count("pk"),
            completed=Count("pk", filter=Q(item__status=Status.COMPLETED)),
        )
    )
    return {row.pop("department"): row for row in rows.order_by()}
