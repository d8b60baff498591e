"""Workbooks that take longer than a request: all units of a period in one zip file, and that of a very large unit."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from .. import access
from ..exports.making import ExportRefused, exported
from ..models import ReportingPeriod
from .contents import contents_of, units_to_report
from .export import file_name, write_workbook


def _open_period(pk):
    period = ReportingPeriod.objects.open().live().select_related("report").filter(pk=pk).first()
    if period is None:
        raise ExportRefused(_("The period is not open any more, so there is nothing to fill in."))
    return period


@exported
def all_workbooks(export, file, sign):
    """A zip file with the workbook of every unit that still has to report in the period; for the office."""
    if not access.can_supervise(export.person):
        raise ExportRefused(_("Your posts do not allow this. Ask the supervision office or an administrator."))
    period = _open_period(export.parameters["period"])
    units = list(units_to_report(period))
    if not units:
        raise ExportRefused(_("Every unit has reported everything."))
    names = set()
    # A workbook is a zip file itself: to pack it once more makes nothing smaller.
    with ZipFile(file, "w", ZIP_STORED) as packed:
        for done, unit in enumerate(units):
            sign(done, len(units))
            workbook = BytesIO()
            write_workbook(contents_of(period, unit, export.person), on=export.on, file=workbook)
            name = file_name(period, unit)
            packed.writestr(name if name not in names else f"{unit.pk}_{name}", workbook.getvalue())
            names.add(name)


@exported
def unit_workbook(export, file, sign):
    """The workbook of one unit, for its own people."""
    unit = next((one for one in access.own_departments(export.person) if one.pk == export.parameters["unit"]), None)
    if unit is None:
        raise ExportRefused(_("Units report: you hold no post as liaison or head of one."))
    sign(0, 1)
    write_workbook(contents_of(_open_period(export.parameters["period"]), unit, export.person), on=export.on, file=file)
