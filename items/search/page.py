"""Where a search leads."""

from django.db.models import F

from departments.folding import spaced
from departments.models import Department

from ..models import WorkItem
from ..models.querysets import NUMBER_QUERY
from ..pages.addresses import address, list_url


def place_of(query):
    """The address that the search for `query` leads to, in at most three queries.

    The item whose number it is, or the only one that fits; else the list of all that fit; with none the unit of that
    name, or the units. Nothing typed leads to the whole list.
    """
    numbered = _numbered(query)
    if len(numbered) > 1:
        quoted = NUMBER_QUERY.fullmatch(spaced(query).strip())
        return list_url(q=f"第{quoted[2]}项" if quoted and not any(quoted.group(1, 3)) else query)
    found = numbered or (_first_two(WorkItem.objects.standing().matching(query)) if query else [])
    if len(found) == 1:
        return found[0].get_absolute_url()
    units = [] if found or not query else _first_two(Department.objects.unmerged().matching(query))
    if len(units) == 1:
        return address("department_detail", units[0].pk)
    return address("department_list", q=query) if units else list_url(q=query)


def _numbered(query):
    """The first two items of the number; one that is under way stands for those of archived years alone."""
    rows = WorkItem.objects.standing().numbered(query).select_related("report")
    found = list(rows.order_by(F("report__archived_at").asc(nulls_first=True)).only("report__archived_at")[:2])
    return [one for one in found if one.report.is_archived == found[0].report.is_archived]


def _first_two(rows):
    """The only row, two of many, or none: all that decides where to go, without sorting or counting the rows."""
    return list(rows.order_by().only("pk")[:2])
