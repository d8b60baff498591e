"""The sheet of the ledger that says what falls to each unit of a target (目标分解), and what each has reached."""

from django.utils.translation import gettext as _

from ..lights.columns import as_percent
from ..models import TargetShare
from ..rules.shares import breakdowns
from ..sheets.chunks import in_chunks
from ..targets.columns import NAMED, named, target_columns

SHOWN = (*NAMED, "unit", "counted_in", "share", "reported", "period", "percent", "remark")


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
    table = new_table(name=_("Breakdown of the targets"), columns=target_columns(*SHOWN), **heading)
    for chunk in (first, *chunks):
        found = breakdowns(chunk)
        for item in chunk:
            for one in found.get(item.pk, []):
                _add(table, item, one)


def _add(table, item, one):
    about, counting = named(item, one.target), one.target.unit
    for line in one.with_goal:
        reached = [line.goal.number, line.value, line.period, as_percent(line.percent)]
        table.add([*about, line.name, counting, *reached, line.merged_words])
    remark = one.total_words
    if one.reason:
        remark = _("%(label)s: %(value)s") % {"label": remark, "value": one.reason}
    table.add([*about, _("Together"), counting, one.total, one.reported, "", as_percent(one.percent), remark])
