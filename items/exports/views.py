"""A person's files: how far they are, downloaded, made again, given up."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..models import Export
from ..pages.paging import page_range, paged
from ..pages.posting import post_or, run
from .keeping import ExportLost, open_made
from .page import exports_of, waits_for_nobody
from .preparing import give_up, make_again

logger = logging.getLogger(__name__)


def fetch_export(request, pk):
    """An export of the person's own; 404 for anybody else's."""
    try:
        return exports_of(request.user).get(pk=pk)
    except Export.DoesNotExist as error:
        raise Http404 from error


acts_on_export = post_or(fetch_export)


@require_safe
def export_list(request):
    page, now = paged(request, exports_of(request.user)), timezone.now()
    exports = list(page.object_list)
    context = {
        "page": page,
        "page_range": page_range(page),
        "exports": exports,
        "now": now,
        "nobody": waits_for_nobody(exports, now),
    }
    return render(request, "exports/list.html", context)


@require_safe
def export_progress(request, pk):
    """How far one file is, for the page that waits."""
    export, now = fetch_export(request, pk), timezone.now()
    context = {"export": export, "now": now, "nobody": waits_for_nobody([export], now)}
    return render(request, "exports/_export.html", context)


@require_safe
def export_file(request, pk):
    export = fetch_export(request, pk)
    if export.state != Export.State.READY:
        return redirect("export_list")
    try:
        file = open_made(export)
    except ExportLost:
        logger.exception("the file of export %s is missing", export.pk)
        messages.error(request, _("The file is not on the disk any more. Have it made again."))
        return redirect("export_list")
    response = FileResponse(file, as_attachment=True, filename=export.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@acts_on_export
def export_again(request, export):
    run(request, lambda: make_again(export), _("“%(title)s” is being made again.") % {"title": export.title})
    return redirect("export_list")


@acts_on_export
def export_remove(request, export):
    run(request, lambda: give_up(export), _("“%(title)s” has been deleted.") % {"title": export.title})
    return redirect("export_list")
