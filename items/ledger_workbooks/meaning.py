"""What a cell means, read by the fields of the portal's own forms: (its text as the portal keeps it, its value)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..errors import WorkflowError
from ..item_page.forms import ItemForm
from ..ledger.editing import require_fitting_year
from ..ledger.forms import WordingForm
from ..ledger.rewording import names
from ..models.target import spell_number
from ..people.columns import Unreadable
from ..round_trips.form import CellKind
from ..rules.secrecy import secrets_in
from ..steps.changing import as_text
from ..targets.forms import MilestoneForm, TargetForm
from .columns import CHAPTER, COMPARATOR, DAY, DUE_ON, FIELDS, REASON, UNITS, read_comparator
from .contents import SEPARATOR

_FIELDS = {name: WordingForm.base_fields[name] for name in ("text", "leaders", "group", REASON)}
_FIELDS |= {name: ItemForm.base_fields[name] for name in (DUE_ON, "due_text", "remark")}
_LISTS = ("leaders", "group")


def text_of(column, cell):
    """What the cell says, for a field to read; raises Unreadable for what a program has made of it by itself."""
    if column.kind is CellKind.DAY and cell.day:
        return cell.day.isoformat()
    if cell.wrong:
        raise Unreadable(cell.wrong)
    return cell.text


def item_value(column, cell, item, chapters, units):
    """(text, value) of a cell of the item's own line; raises Unreadable."""
    text = text_of(column, cell)
    if column.name in UNITS:
        named = units.named(text, item)
        return SEPARATOR.join(unit.name for unit in named), named
    if column.name == CHAPTER:
        return _chapter(text, item, chapters)
    value = _clean(_FIELDS[column.name], text)
    if column.name == DUE_ON and value:
        _fitting(item, value)
    if column.name in _LISTS:
        value = names(value)
    return as_text(value), value


def _clean(field, text):
    try:
        return field.clean(text)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error


def _fitting(item, day):
    try:
        require_fitting_year(item, day)
    except WorkflowError as error:
        raise Unreadable(str(error)) from error


def _chapter(text, item, chapters):
    if not text:
        return "", None
    chapter = chapters.called(item.report_id, text)
    if chapter is None:
        raise Unreadable(_("The report has no chapter that is called so: choose one from the list of the cell."))
    return chapters.name(chapter.pk), chapter


def row_values(form_class, row, texts):
    """({name: (text, value)}, {name: sentences}) of the touched cells `texts` of a target or milestone.

    All of the row goes through the portal's own form, with what nobody touched as it stands.
    """
    shown = form_class.shown(row)
    sent = {name: as_text(value) for name, value in shown.items()}
    sent |= {FIELDS.get(name, name): text for name, text in texts.items()}
    form = form_class(sent, initial=shown)
    fields = {FIELDS.get(name, name): name for name in texts}
    if form.is_valid() and form.is_empty:
        return {}, dict.fromkeys(texts, _("A target or milestone is removed on the portal, not by emptying its line."))
    wrong = {}
    for field, errors in form.errors.items():
        # What only together does not fit is said of the first cell that was touched.
        name = fields.get(field, next(iter(texts)))
        wrong.setdefault(name, []).extend(errors)
    values = {}
    for field, name in fields.items():
        if name in wrong:
            continue
        value = form.cleaned_data[field]
        try:
            if name == DAY and value:
                _fitting(row.item, value)
        except Unreadable as error:
            wrong[name] = [str(error)]
            continue
        values[name] = (spell_number(value) if isinstance(value, Decimal) else as_text(value)), value
    return values, {name: " ".join(sentences) for name, sentences in wrong.items()}


def row_text(column, cell):
    """What a cell of a target or milestone says, for the portal's form; raises Unreadable."""
    text = text_of(column, cell)
    return read_comparator(text) if column.name == COMPARATOR and text else text


def secrets_of(text):
    """The sentences on what the text holds that should not be in the portal."""
    return " ".join(secret.sentence for secret in secrets_in(text))


FORMS = {"t": TargetForm, "m": MilestoneForm}
