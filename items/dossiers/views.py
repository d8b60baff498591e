"""Asking for a closing dossier, or for those of a whole report; the file is then among the person's exports."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from departments import clock

from .. import access
from ..ledger.fetching import fetch_item
from ..models import WorkReport
from ..pages.addresses import address
from ..pages.posting import post_or, run
from .filing import ONLY_OFFICE_ARCHIVES, OPEN_TO, ask_for_archive, ask_for_dossier


def _history(item):
    return address("item_history", item.pk)


@post_or(lambda _request, pk: fetch_item(pk), page=_history)
def item_dossier(request, item):
    access.require(access.can_read_files(request.user, item), OPEN_TO)
    asked = run(request, lambda: ask_for_dossier(item, by=request.user, on=clock.today()), _("The file is being made."))
    return redirect(_history(item) if asked.is_refused else "export_list")


@post_or(lambda _request, pk: get_object_or_404(WorkReport, pk=pk))
def report_dossiers(request, report):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_ARCHIVES)
    asked = run(
        request, lambda: ask_for_archive(report, by=request.user, on=clock.today()), _("The file is being made.")
    )
    return redirect(report if asked.is_refused else "export_list")
