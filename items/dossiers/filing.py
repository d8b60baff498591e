"""Making dossiers in the background, and who may ask for them."""

from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from departments.models import User

from .. import access, read_only
from ..exports.making import ExportRefused, Sign, exported
from ..exports.preparing import prepare
from ..models import Export, WorkItem, WorkReport
from ..sheets.names import safe_name
from ..steps.errors import WorkflowError
from .archive import add_dossier, add_index, folder_name, opened
from .dossier import dossier_of, ended

OPEN_TO = gettext_lazy("Dossiers are open to the units of the item, the supervision office, leaders and observers.")
ONLY_OFFICE_ARCHIVES = gettext_lazy("Only the supervision office takes the archive folder of a report.")


def ask_for_dossier(item: WorkItem, *, by: User, on) -> Export:
    """Have the dossier of one item made for the person, with the proofs that the person may open."""
    if refusal := _refusal(item, by):
        raise WorkflowError(refusal)
    title = _("%(report)s, item %(number)s: closing dossier") % {
        "report": item.report.title,
        "number": item.display_number,
    }
    name = _("Closing dossier_%(report)s_item %(number)s") % {
        "report": safe_name(item.report.title),
        "number": item.display_number,
    }
    return prepare(item_dossier_file, by=by, title=title, name=f"{name}_{on}.zip", on=on, parameters={"item": item.pk})


def ask_for_archive(report: WorkReport, *, by: User, on) -> Export:
    """Have the dossiers of all items of the report that have ended made for somebody of the office."""
    if refusal := _refusal_of_archive(report, by):
        raise WorkflowError(refusal)
    title = _("%(report)s: archive folder of closing dossiers") % {"report": report.title}
    name = _("Archive folder_%(report)s") % {"report": safe_name(report.title)}
    return prepare(
        report_dossiers_file, by=by, title=title, name=f"{name}_{on}.zip", on=on, parameters={"report": report.pk}
    )


def _refusal(item: WorkItem, user: User) -> str:
    """Why there is no dossier of the item for the person, "" where there is one."""
    if item.report.is_withdrawn:
        return read_only.refusal(item.report)
    if item.is_open:
        return _("There is a closing dossier once the item has been closed.")
    return "" if access.can_read_files(user, item) else str(OPEN_TO)


def _refusal_of_archive(report: WorkReport, user: User) -> str:
    if not access.can_supervise(user):
        return str(ONLY_OFFICE_ARCHIVES)
    if report.is_withdrawn:
        return read_only.refusal(report)
    return "" if ended(report).exists() else _("No item of this report has been closed yet.")


@exported
def item_dossier_file(export: Export, file: BinaryIO, sign: Sign) -> None:
    """The zip file of one item: its document, and its proofs in a folder."""
    items = WorkItem.objects.standing().select_related(
        "report__source", "chapter__parent__parent", "carried_to__report"
    )
    item = items.with_milestones().filter(pk=export.parameters["item"]).first()
    if item is None:
        raise ExportRefused(_("The item is no longer there."))
    if refusal := _refusal(item, export.person):
        raise ExportRefused(refusal)
    with opened(file) as archive:
        add_dossier(archive, dossier_of(item, export.person, on=export.on), sign=sign)


@exported
def report_dossiers_file(export: Export, file: BinaryIO, sign: Sign) -> None:
    """The zip file of a report: an index, and a folder for each item that has ended."""
    report = WorkReport.objects.standing().select_related("source").filter(pk=export.parameters["report"]).first()
    if report is None:
        raise ExportRefused(_("The report is no longer there."))
    if refusal := _refusal_of_archive(report, export.person):
        raise ExportRefused(refusal)
    keys = list(ended(report).order_by("position").values_list("pk", flat=True))
    items = WorkItem.objects.select_related("chapter__parent__parent", "carried_to__report").with_milestones()
    filed = []
    with opened(file) as archive:
        for done, key in enumerate(keys, start=1):
            item = items.get(pk=key)
            item.report = report  # with its text, read once
            filed.append(add_dossier(archive, dossier_of(item, export.person, on=export.on), folder=folder_name(item)))
            sign(done, len(keys))
        title = _("%(report)s: closing dossiers") % {"report": report.title}
        count = ngettext("%(count)s item", "%(count)s items", len(filed)) % {"count": len(filed)}
        line = _("Data date: %(date)s.") % {"date": export.on.isoformat()} + " " + count
        add_index(archive, filed, title=title, lines=[line])
