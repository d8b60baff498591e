"""The workbook of a unit as a file."""

from django.utils.translation import gettext as _

from ..models.target import NUMBER_LIMIT
from ..models.update import UPDATE_TEXT_LIMIT
from ..round_trips.form import CellKind
from ..round_trips.writing import HEAD, FormWriter, validation
from ..sheets.names import safe_name
from .columns import FIGURES, FORM, PROGRESS, UnitRecord, offered
from .help import help_lines

ROOM_TO_WRITE = {PROGRESS: 3, FIGURES: 1}  # lines


def file_name(period, unit):
    """What the file of the unit for the period is called."""
    words = {"unit": safe_name(unit.name), "period": safe_name(period.name)}
    return _("Unit workbook_%(unit)s_%(period)s.xlsx") % words


def write_workbook(contents, *, on, file):
    """Write the `Contents` into the binary `file`, as of the day `on`."""
    period, unit = contents.period, contents.unit
    names = {"unit_name": unit.name, "period_name": period.name}
    record = UnitRecord(period=period.pk, unit=unit.pk, on=on.isoformat(), **names)
    writer = FormWriter(FORM, record, title=_("Unit workbook"))
    for sheet in (PROGRESS, FIGURES):
        lines = contents.of(sheet)
        above = _lines_above(period, unit, on)
        writer.add_table(sheet, lines, above=above, checks=_checks(lines), least=ROOM_TO_WRITE[sheet])
    writer.add_help(help_lines())
    writer.save(file)


def _lines_above(period, unit, on):
    days = {"parts": period.parts_due_on.isoformat(), "due": period.due_on.isoformat()}
    about = _("%(report)s. Due on %(due)s, parts for a lead on %(parts)s. Data date: %(on)s.")
    return (
        _("%(unit)s: reports of %(period)s") % {"unit": unit.name, "period": period.name},
        about % {"report": period.report, "on": on.isoformat(), **days},
        _("Fill in the yellow cells only, save the file as .xlsx and upload it again on the page of workbooks."),
    )


def _checks(lines):
    """What the program itself refuses, or asks about, while somebody types."""

    def check(sheet, column, letter, last):
        if column.kind is CellKind.NUMBER:
            _check_figures(sheet, letter, lines)
        else:
            sheet.add_data_validation(_check_of(column, f"{letter}{HEAD + 1}:{letter}{last}"))

    return check


def _check_of(column, cells):
    if column.kind is CellKind.TEXT:
        limit = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(UPDATE_TEXT_LIMIT)}
        sentence = _("At most %(limit)s characters.") % {"limit": UPDATE_TEXT_LIMIT}
    elif column.kind is CellKind.PERCENT:
        limit = {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100"}
        sentence = _("A number from 0 to 100, without a percent sign.")
    else:
        words = offered(column.kind)
        limit = {"type": "list", "formula1": '"{}"'.format(",".join(words))}
        sentence = _("Choose from the list: %(words)s.") % {"words": "、".join(words)}
    return validation(sentence, column.label, sqref=cells, **limit)


def _check_figures(sheet, letter, lines):
    """Numbers, not below zero where nothing is counted below it; a fraction of what has no part is asked about."""
    kinds = {}
    for row, line in enumerate(lines, start=HEAD + 1):
        kinds.setdefault((line.is_whole, line.may_fall), []).append(f"{letter}{row}")
    for (is_whole, may_fall), cells in kinds.items():
        least = str(-NUMBER_LIMIT) if may_fall else "0"
        limit = {"operator": "between", "formula1": least, "formula2": str(NUMBER_LIMIT)}
        sentence = _("A number alone, without its unit, cumulative since the start of the year.")
        limit |= {"type": "whole", "errorStyle": "warning"} if is_whole else {"type": "decimal"}
        cells_named = " ".join(cells)
        sheet.add_data_validation(validation(sentence, _("Cumulative value now"), sqref=cells_named, **limit))
