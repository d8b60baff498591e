"""The audit record (审计日志): its page and its Excel file. That somebody has read it or taken it out is told in it."""

from functools import partial

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..exports.preparing import prepare
from ..pages.posting import run
from ..sheets.files import as_file, back_to_list
from . import words
from .export import audit_file, filters_of, write_audit
from .filters import AuditFilter
from .page import kept, stretch

# About two seconds' work; more is made in the background.
MOST_AT_ONCE = 2000


@require_safe
def audit(request):
    """Who did what, from where, and what came of it."""
    access.require(access.can_read_audit(request.user), access.ONLY_FOR_THE_AUDIT)
    chosen = AuditFilter(request.GET)
    context = {
        "filter": chosen,
        "active": chosen.active(),
        "errors": chosen.complaints(),
        "kept": words.spell_kept(kept()),
        "stretch": stretch(chosen.rows(), request.GET),
    }
    return render(request, "audit/audit.html", context)


@require_safe
def audit_export(request):
    """The same list as a file; many rows in the background, a wrong filter back to the page, which says why."""
    access.require(access.can_read_audit(request.user), access.ONLY_FOR_THE_AUDIT)
    chosen, today = AuditFilter(request.GET), clock.today()
    if not chosen.is_valid():
        return back_to_list(request)
    rows, title = chosen.rows(), _("Audit record")
    if rows[MOST_AT_ONCE : MOST_AT_ONCE + 1].exists():
        named = {"title": title, "name": f"{title}_{today.isoformat()}.xlsx", "on": today}
        wanted = {"asked": request.GET.dict()}
        done = _("The file is being made; it will be ready on this page.")
        run(request, lambda: prepare(audit_file, by=request.user, parameters=wanted, **named), done)
        return redirect("export_list")
    write = partial(write_audit, rows, filters=filters_of(chosen), on=today)
    return as_file(request, f"{title}_{today.isoformat()}", write)
