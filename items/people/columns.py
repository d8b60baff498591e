"""The form of the workbook: two sheets, their columns, and how a cell is written and read back."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from departments.models import Department, Membership

UNITS, PEOPLE = "units", "people"
SHEET_NAMES = {UNITS: _("Units"), PEOPLE: _("People")}
# Between the names in one cell.
SEPARATOR = "、"
_SEPARATORS = re.compile("[、,，;；\n]+")
_DAY = re.compile("([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?(?: 00:00:00)?")


class Unreadable(Exception):
    """What stands in a cell cannot be taken as what the column holds. The text is a sentence for whoever filled it."""


@dataclass(frozen=True)
class FormColumn:
    """A column: its head, its width in characters, what its cells hold, and the words to choose from, if any."""

    name: str
    label: str
    width: float
    read: Callable
    choices: Callable = lambda: ()


def words_of(choices):
    """[(value, word)] of the choices of a field, in the reader's language."""
    return [(value, str(word)) for value, word in choices]


def yes_or_no():
    return [(True, str(_("yes"))), (False, str(_("no")))]


def kinds():
    return words_of(Department.Kind.choices)


def roles():
    return words_of(Membership.Role.choices)


def in_any_language(make):
    """{word: value} of the choices that `make()` gives, with the words of every language of the portal."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {word: value for value, word in make()}
    return found


def read_text(text):
    return text


def read_names(text):
    """The names in the cell, each once."""
    return list(dict.fromkeys(name for part in _SEPARATORS.split(text) if (name := part.strip())))


def read_number(text):
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Unreadable(_("This is no whole number."))
    return int(text)


def read_day(text):
    found = _DAY.fullmatch(text)
    try:
        if not found:
            raise ValueError
        return datetime.date(*map(int, found.groups()))
    except ValueError as error:
        raise Unreadable(_("This is no date; write it like 2011-12-31.")) from error


def choice(make):
    """Reads one of the words that `make()` offers, in any language."""

    def read(text):
        known = in_any_language(make)
        if text not in known:
            offered = "、".join(word for _value, word in make())
            raise Unreadable(_("Write one of these: %(words)s.") % {"words": offered})
        return known[text]

    return read


read_yes_or_no = choice(yes_or_no)

COLUMNS = {
    UNITS: [
        FormColumn("name", _("Unit name"), 28, read_text),
        FormColumn("short_name", _("Short name"), 14, read_text),
        FormColumn("kind", _("Kind of unit"), 18, choice(kinds), kinds),
        FormColumn("aliases", _("Other names"), 28, read_names),
        FormColumn("is_collective", _("Stands for several units"), 12, read_yes_or_no, yes_or_no),
        FormColumn("members", _("Its members"), 36, read_names),
        FormColumn("position", _("Order"), 8, read_number),
        FormColumn("active_from", _("First day"), 12, read_day),
        FormColumn("active_to", _("Last day"), 12, read_day),
        FormColumn("remark", _("Remark"), 24, read_text),
    ],
    PEOPLE: [
        FormColumn("username", _("User name"), 16, read_text),
        FormColumn("full_name", _("Full name"), 12, read_text),
        FormColumn("unit", _("Unit of the post"), 28, read_text),
        FormColumn("role", _("Post held"), 14, choice(roles), roles),
        FormColumn("start_on", _("Held from"), 12, read_day),
        FormColumn("end_on", _("Held until"), 12, read_day),
        FormColumn("phone", _("Office phone"), 18, read_text),
        FormColumn("email", _("E-mail address"), 24, read_text),
        FormColumn("is_active", _("May sign in"), 10, read_yes_or_no, yes_or_no),
    ],
}
# By these columns a sheet is known, and no line can do without them.
NEEDED = {UNITS: "name", PEOPLE: "full_name"}


def label(sheet, name):
    """The head of a column in the reader's language."""
    return str(next(one.label for one in COLUMNS[sheet] if one.name == name))


def heads(sheet):
    """{head in any language: name of the column} of the sheet."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(column.label): column.name for column in COLUMNS[sheet]}
    return found
