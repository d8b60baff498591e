"""What became of accounts, posts and passwords, as an Excel file: the columns of the page, and where it came from."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import HistoryEntry
from ..sheets.names import in_words
from ..sheets.tables import CENTRED, Column
from ..sheets.written_as import WORKBOOK


def write_changes(lines, *, count, filters, on, file, form=WORKBOOK):
    """Write `changes.ChangeLine`s, `count` of them, in the form into the binary `file`; `filters` as `in_words` has."""
    title = _("Changes of accounts and posts")
    told = ngettext("%(count)s row", "%(count)s rows", count) % {"count": count}
    heading = [_("Data date: %(date)s.") % {"date": on.isoformat()} + " " + told, in_words(filters)]
    columns = [
        Column(_("Time"), 17, CENTRED),
        Column(_("Kind"), 16),
        Column(_("For whom"), 22),
        Column(_("Department"), 22),
        Column(_("What"), 44),
        Column(_("By whom"), 12),
        Column(_("Post at that time"), 26),
        Column(_("Done for oneself"), 16, CENTRED),
        Column(_("Network address"), 16),
    ]
    kinds = dict(HistoryEntry.Action.choices)  # Django looks through all of them for each row
    with form.tables(file, title=title) as new_table:
        table = new_table(name=title, title=title, lines=heading, columns=columns)
        for line in lines:
            entry = line.entry
            values = [
                timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M"),
                kinds[entry.action],
                line.whom,
                str(entry.department or ""),
                line.what,
                line.by,
                entry.post,
                _("yes") if line.is_for_oneself else "",
                entry.address or "",
            ]
            table.add(values, late=(7,) if line.is_for_oneself else ())
        if not table.rows:
            table.add_sentence(_("Nothing fits this filter."))
