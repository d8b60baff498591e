"""What a filled cell means: the text that `drafting` would be given for it."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ..errors import WorkflowError
from ..forms.wording import TOO_LONG
from ..models.target import NUMBER_LIMIT, spell_number
from ..models.update import UPDATE_TEXT_LIMIT
from ..people.columns import Unreadable, read_yes_or_no
from ..round_trips.form import CellKind
from ..round_trips.writing import is_same_number
from ..rules.typed_figures import FigureRefused, read_figure, too_low
from ..updates.drafting import read_percent
from ..updates.forms import clean
from .columns import read_answer


def meaning(kind, cell, base, target=None):
    """The text of a `reading.ReadCell` as `drafting` keeps it; raises Unreadable with a sentence.

    `base` is what stood there when the workbook was made: a figure that no program can hold to its last digit is
    still that one. `target` is the one whose figure it is.
    """
    if cell.wrong:
        raise Unreadable(cell.wrong)
    if not cell.text:
        return ""
    if kind is CellKind.TEXT:
        return _text(cell.text)
    if kind is CellKind.YES_NO:
        return "on" if read_yes_or_no(cell.text) else ""
    if kind is CellKind.ANSWER:
        return read_answer(cell.text)
    if is_same_number(base, cell):
        return base
    return spell_number(_percent(cell.text) if target is None else _figure(cell.text, target))


def _text(text):
    words = clean(text)
    if len(words) > UPDATE_TEXT_LIMIT:
        raise Unreadable(TOO_LONG["max_length"] % {"show_value": len(words), "limit_value": UPDATE_TEXT_LIMIT})
    return words


def _percent(text) -> Decimal | None:
    try:
        return read_percent(text)
    except WorkflowError as error:
        raise Unreadable(str(error)) from error


def _figure(text, target) -> Decimal | None:
    try:
        number = read_figure(text, target.unit)
    except FigureRefused as error:
        raise Unreadable(error.sentence) from error
    if sentence := too_low(target, number):
        raise Unreadable(sentence)
    if number is not None and abs(number) > NUMBER_LIMIT:
        raise Unreadable(_("A value has at most 13 digits before the decimal point."))
    return number
