"""The workbook of many items, made in the background."""

from django.utils.translation import gettext as _

from ..exports.making import ExportRefused, exported
from ..sheets.files import form_in
from .asked import list_asked
from .export import write_layout
from .page import laid_out, layout_by, told_of


@exported
def layout_file(export, file, sign):
    """The items of `parameters` {"query": the list's filter, "layout": key, "encoding": of comma-separated
    values, "" for a workbook} as the person may read them now."""
    spec = layout_by(export.parameters["layout"])
    chosen = list_asked(export.parameters["query"], user=export.person, on=export.on)
    form = form_in(export.parameters["encoding"])
    if spec is None:
        raise ExportRefused(_("This layout was deleted; choose another one."))
    if not chosen.is_valid():
        raise ExportRefused(_("The filter holds something that is no longer there."))
    write_layout(laid_out(spec, chosen), chosen.items(), told_of(chosen, on=export.on), file=file, form=form, sign=sign)
