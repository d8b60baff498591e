"""The audit record as an Excel file: the columns of the page and where it came from."""

from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock

from .. import access
from ..exports.making import ExportRefused, exported
from ..sheets.names import in_words
from ..sheets.tables import CENTRED, Column
from ..sheets.written_as import WORKBOOK
from .filters import AuditFilter
from .page import kept, lines
from .words import spell_kept

AT_ONCE = 2000


def filters_of(chosen):
    """The filters in force as `in_words` has them."""
    return [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]


def write_audit(rows, *, filters, on, file, form=WORKBOOK, sign=lambda done, total: None):
    """Write the entries in the form into the binary `file`."""
    title = _("Audit record")
    columns = [
        Column(_("Number"), 10, CENTRED),
        Column(_("Time"), 20, CENTRED),
        Column(_("By whom"), 22),
        Column(_("Post at that time"), 24),
        Column(_("Act"), 20),
        Column(_("Object"), 36),
        Column(_("What"), 44),
        Column(_("Result"), 9, CENTRED),
        Column(_("Reason"), 24),
        Column(_("Network address"), 16),
        Column(_("Request number"), 38),
    ]
    with form.tables(file, title=title) as new_table:
        heading = [_("Data date: %(date)s.") % {"date": on.isoformat()}, in_words(filters), spell_kept(kept())]
        table = new_table(name=title, title=title, lines=heading, columns=columns)
        for portion in _portions(rows):
            for line in lines(portion):
                table.add(_values(line))
            sign(table.rows, table.rows)
        if not table.rows:
            table.add_sentence(_("Nothing fits this filter."))


def _portions(rows):
    last = None
    while portion := list((rows.filter(pk__lt=last) if last else rows)[:AT_ONCE]):
        yield portion
        last = portion[-1].pk


def _values(line):
    entry = line.entry
    who = f"{entry.full_name} ({entry.username})" if entry.full_name else entry.username
    changes = [
        _("%(label)s: %(value)s") % {"label": one.label, "value": " → ".join(filter(None, [one.before, one.after]))}
        for one in line.changes
    ]
    return [
        entry.pk,
        timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        who,
        entry.post,
        line.act,
        entry.label,
        "；".join(changes),
        entry.get_result_display(),
        entry.reason,
        entry.address,
        entry.request_id,
    ]


@exported
def audit_file(export, file, sign):
    """The same in the background, for who may read it at that moment."""
    if not access.can_read_audit(export.person):
        raise ExportRefused(access.ONLY_FOR_THE_AUDIT)
    chosen = AuditFilter(export.parameters["asked"])
    write_audit(chosen.rows(), filters=filters_of(chosen), on=clock.today(), file=file, sign=sign)
