"""The sheet of the ledger that says what falls to each unit of a target (目标分解), and what each has reached."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import TargetShare, WorkItem
from ..rules.shares import breakdowns
from ..sheets.chunks import in_chunks
from ..sheets.tables import CENTRED, Column


def columns():
    """The sheet's columns in the active language."""
    return [
        Column(_("Original number"), 8, CENTRED),
        Column(capfirst(WorkItem._meta.verbose_name), 40),
        Column(_("What is counted"), 20),
        Column(_("Target"), 14),
        Column(_("Unit"), 22),
        Column(_("Unit of count"), 10, CENTRED),
        Column(_("Its goal"), 14, CENTRED),
        Column(_("Figure reported"), 14, CENTRED),
        Column(_("Reporting period"), 12, CENTRED),
        Column(_("Completion (%)"), 10, CENTRED),
        Column(_("Remark"), 28),
    ]


def add_shares(new_table, items, *, heading):
    """Add the sheet for the targets of the `items`, a queryset, that are broken down; none where none is.

    Figures are those that were accepted last. A fixed number of queries for every 500 items.
    """
    broken_down = TargetShare.objects.in_force().filter(target__item__in=items.order_by().values("pk"))
    rows = items.prefetch_related(None).select_related(None).filter(pk__in=broken_down.values("target__item"))
    chunks = in_chunks(rows.only("pk", "number", "clause", "text", "report", "position"))
    first = next(chunks, None)
    if first is None:
        return
    table = new_table(name=_("Breakdown of the targets"), columns=columns(), **heading)
    for chunk in (first, *chunks):
        found = breakdowns(chunk)
        for item in chunk:
            for one in found.get(item.pk, []):
                _add(table, item, one)


def _add(table, item, one):
    named, counting = [item.display_number, item.text, one.target.label, one.target.figure], one.target.unit
    for line in one.with_goal:
        reached = [line.goal.number, line.value, line.period, line.percent]
        table.add([*named, line.name, counting, *reached, line.merged_words])
    remark = one.total_words
    if one.reason:
        remark = _("%(label)s: %(value)s") % {"label": remark, "value": one.reason}
    table.add([*named, _("Together"), counting, one.total, one.reported, "", one.percent, remark])
