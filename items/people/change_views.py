"""What became of accounts, posts and passwords: the list, and the same as a file."""

from functools import partial

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..pages.paging import page_range, paged
from ..sheets.files import as_file, back_to_list
from .change_export import write_changes
from .changes import change_lines
from .filters import ChangeFilter


@require_safe
def people_changes(request):
    """Who did what to whose account, post or password, and when."""
    access.require(access.can_read_changes(request.user))
    chosen = ChangeFilter(request.GET)
    page = paged(request, chosen.rows())
    context = {
        "filter": chosen,
        "active": chosen.active(),
        "errors": chosen.complaints(),
        "page": page,
        "page_range": page_range(page),
        "lines": change_lines(page.object_list),
    }
    return render(request, "people/changes.html", context)


@require_safe
def people_changes_export(request):
    """The same list as a file; a wrong filter goes back to the page, which says why."""
    access.require(access.can_read_changes(request.user))
    today, chosen = clock.today(), ChangeFilter(request.GET)
    if not chosen.is_valid():
        return back_to_list(request)
    rows = chosen.rows()
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
    write = partial(write_changes, change_lines(rows), count=rows.count(), filters=filters, on=today)
    return as_file(request, f"{_('Changes of accounts and posts')}_{today.isoformat()}", write)
