"""The workbook of many items, made in the background."""

from django.utils.translation import gettext as _

from ..exports.making import ExportRefused, exported
from ..sheets.files import form_in
from ..steps.errors import WorkflowError
from .asked import items_then, list_asked
from .export import write_layout
from .page import laid_out, layout_by, told_of


@exported
def layout_file(export, file, sign):
    """The items of `parameters` {"query": the list's filter, "layout": key, "encoding": of comma-separated
    values, "" for a workbook, "is_past": as they were on the data date} as the person may read them now."""
    spec = layout_by(export.parameters["layout"])
    chosen = list_asked(export.parameters["query"], user=export.person, on=export.on)
    form = form_in(export.parameters["encoding"])
    if spec is None:
        raise ExportRefused(_("This layout was deleted; choose another one."))
    if not chosen.is_valid():
        raise ExportRefused(_("The filter holds something that is no longer there."))
    is_past = export.parameters.get("is_past", False)
    try:
        items = items_then(chosen, export.on) if is_past else chosen.items()
    except WorkflowError as error:
        raise ExportRefused(str(error)) from error
    told = told_of(chosen, on=export.on, is_past=is_past)
    write_layout(laid_out(spec, chosen), items, told, file=file, form=form, sign=sign)
