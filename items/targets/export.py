"""The targets of a report as an Excel file: values against the year and the plan, and a sheet of what disagrees."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..lights.columns import as_percent
from ..sheets.names import in_words
from ..sheets.tables import CENTRED, DATE, TEXT, Column
from ..sheets.written_as import WORKBOOK
from .columns import NAMED, named, target_columns

BEHIND = "behind"
SHOWN = (
    *(*NAMED, "value", "counted_in", "percent", "planned", "planned_percent"),
    *("of_plan", "state", "missing", "voices"),
)
STATE_COLUMN = SHOWN.index("state")


def write_targets(lines, conflicts, *, title, filters, on, file, form=WORKBOOK):
    """Write the `lines` and `conflicts` of a `targets.rollup` in the form into the binary `file`.

    `title` is the report's, `filters` [(label, value), …] in words.
    """
    title = _("%(title)s: targets") % {"title": title} if title else _("Targets")
    count = ngettext("%(count)s target", "%(count)s targets", len(lines)) % {"count": len(lines)}
    heading = [_("Data date: %(date)s.") % {"date": on.isoformat()} + " " + count, in_words(filters)]
    with form.tables(file, title=title) as new_table:
        table = new_table(name=_("Targets"), title=title, lines=heading, columns=target_columns(*SHOWN))
        for line in lines:
            table.add(_values(line), late=(STATE_COLUMN,) if line.state == BEHIND else ())
        if not table.rows:
            table.add_sentence(_("No target fits this filter."))
        if conflicts and not form.holds_one_table:
            _add_conflicts(new_table, conflicts, heading[:1])


def _values(line):
    one = line.progress
    return [
        *named(line.item, one),
        one.value,
        one.unit,
        as_percent(one.percent),
        line.planned_words,
        as_percent(line.percent_planned),
        as_percent(line.percent_of_plan),
        str(line.state.label),
        "、".join(one.missing),
        "\n".join(f"{voice.unit} {voice.words} {voice.period} {voice.said_on.isoformat()}" for voice in line.voices),
    ]


def _add_conflicts(new_table, conflicts, lines):
    columns = [
        Column(_("Original number"), 12, CENTRED),
        Column(_("What is counted"), 26),
        Column(_("Value"), 14, CENTRED),
        Column(_("Department"), 24, TEXT),
        Column(_("Reporting period"), 16, CENTRED),
        Column(_("Reported on"), 12, DATE),
    ]
    name = _("Conflicting values")
    table = new_table(name=name, title=name, lines=lines, columns=columns)
    for conflict in conflicts:
        for voice in conflict.voices:
            table.add([conflict.numbers, conflict.label, voice.words, voice.unit, voice.period, voice.said_on])
