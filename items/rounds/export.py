"""The rounds as Excel files: the roll-call, and one period's reports; the same data as on the screen."""

import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from departments.models import Department

from ..lights.columns import light_columns, light_fills, light_values
from ..models import ProgressUpdate, WorkItem
from ..pages.counting import spell_found
from ..sheets.names import in_words
from ..sheets.tables import CENTRED, COUNT, DATE, Column
from ..sheets.written_as import WORKBOOK
from .words import spell_completion, spell_state, spell_unavailable, spell_value, word_of

PERIOD_WIDTH = 16
LIGHT_COLUMN = 5  # of the reports of a period


def write_roll_call(matrix, *, filters, on, file, form=WORKBOOK):
    """Write the roll-call in the form into the binary `file`: a row per unit, a column per period.

    `matrix` is a `rounds.roll_call.Matrix`, `filters` [(label, value), …] in words.
    """
    title = _("%(title)s: roll-call") % {"title": matrix.report.title}
    shown = spell_found("unit", matrix.count, matrix.of)
    lines = [
        _("Data date: %(date)s.") % {"date": on.isoformat()} + " " + shown,
        in_words(filters),
    ]
    columns = [
        Column(capfirst(Department._meta.get_field("kind").verbose_name), 14),
        Column(capfirst(Department._meta.verbose_name), 24),
        *(Column(_period_head(period), PERIOD_WIDTH, CENTRED) for period, _cell in matrix.columns),
        Column(_("Asked for"), 8, COUNT),
        Column(_("Reported"), 8, COUNT),
        Column(_("Late"), 8, COUNT),
    ]
    with form.tables(file, title=title) as new_table:
        table = new_table(name=_("Roll-call"), title=title, lines=lines, columns=columns)
        for kind, units in matrix.groups:
            for line in units:
                cells = [cell.text if cell else "" for cell in line.cells]
                table.add([kind, line.department.name, *cells, line.total, line.handed_in, line.late])
        if not table.rows:
            table.add_sentence(_("No unit fits this filter."))


def _period_head(period):
    state = _("frozen") if period.is_closed else _("open")
    return f"{period.name}\n{_('Reports due on')} {period.due_on.isoformat()}\n{state}"


def write_period(sheet, *, lit, title, lines, file, form=WORKBOOK):
    """Write the rows of the sheet in the form into the binary `file`, a row per report; `lines` stand above them.

    `sheet` is a `rounds.sheet.Sheet`, filtered and with the words that the person may read, `lit` {item pk: Light}.
    """
    with form.tables(file, title=title) as new_table:
        table = new_table(name=_("Progress updates"), title=title, lines=lines, columns=_columns())
        for item in sheet.items:
            for row in item.rows:
                light = lit.get(item.pk)
                values = _values(item, row, light, is_frozen=sheet.is_frozen)
                table.add(values, fills=light_fills(light, LIGHT_COLUMN))
        if not table.rows:
            table.add_sentence(_("No report fits this filter."))


def _columns():
    def label(field, model=ProgressUpdate):
        return capfirst(model._meta.get_field(field).verbose_name)

    return [
        Column(_("Original number"), 7, CENTRED),
        Column(capfirst(WorkItem._meta.verbose_name), 36),
        Column(_("Lead department"), 13),
        *light_columns(),
        Column(capfirst(Department._meta.verbose_name), 15),
        Column(label("via"), 12),
        Column(label("role"), 9, CENTRED),
        Column(_("Reported"), 9, CENTRED),
        Column(label("state"), 10, CENTRED),
        Column(label("handed_in_at"), 11, DATE),
        Column(_("Completion as reported (%)"), 12, CENTRED),
        Column(_("Figures"), 20),
        Column(label("text"), 40),
        Column(label("problems"), 24),
        Column(label("needs_decision"), 8, CENTRED),
        Column(label("next_steps"), 24),
        Column(label("sent_by"), 9),
        Column(label("signed_by"), 9),
        Column(label("reviewed_by"), 9),
        Column(label("return_reason"), 16),
    ]


def _values(item, row, light, *, is_frozen):
    handed_in = datetime.datetime.fromisoformat(row.handed_in).date() if row.handed_in else None
    reached = [f"✓ {one.title} {one.on}".rstrip() for one in row.milestones]
    return [
        item.number,
        item.text,
        "、".join(item.leads),
        *light_values(light),
        row.unit,
        row.via,
        dict(ProgressUpdate._meta.get_field("role").choices)[row.role],
        word_of(row.state, row.timing, is_closed=is_frozen).label,
        spell_state(row.state, is_closed=is_frozen),
        handed_in,
        spell_completion(row),
        "\n".join([*map(spell_value, row.values), *map(spell_unavailable, row.unavailable), *reached]),
        _("No change: %(text)s") % {"text": row.text} if row.no_change else row.text,
        row.problems,
        _("yes") if row.needs_decision else "",
        row.next_steps,
        row.sent_by,
        row.signed_by,
        row.accepted_by,
        row.return_reason,
    ]
