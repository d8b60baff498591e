"""What changed (最新动态) in at most three short lines an entry: when and what about, who did what, the figures."""

from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from ..history import FieldChange
from ..pages.story import ToldEntry

# How wide a digit and a letter are beside a character of Chinese.
DIGIT, LETTER = 0.56, 0.47
# What a line of the column holds, in characters of Chinese: of an item's title, of a line, and of a sentence that is
# followed by figures. The page of the item has all of it whole.
TITLE, LINE, BEFORE_FIGURES = 12.0, 22.0, 33.0
# Of a label at least, and of the sign between its figures with the blanks.
SHORTEST, ARROW = 4.0, 2.5


@dataclass(frozen=True)
class News:
    """An entry in short; `more` says how many changes stand on the page of the item alone, "" if none does."""

    told: ToldEntry
    sentence: str
    changes: list[FieldChange]
    more: str

    @property
    def entry(self):
        return self.told.read.entry

    @property
    def title(self):
        """The first words of the item, "" for an entry about none."""
        return cut(self.entry.item.text, TITLE) if self.entry.item else ""


def news(told):
    """`News` of a `ToldEntry`, without the name that its link says already."""
    entry = told.read.entry
    name = str(entry.item or entry.report or entry.department or "")
    found = [change for change in told.changes if change.before or change.after != name]
    sentence = cut(told.sentence, BEFORE_FIGURES if found else 2 * LINE)
    # A sentence of more than a line leaves the rest of the second one.
    room = LINE if width(sentence) <= LINE else 2 * LINE - width(sentence) - 1
    changes = []
    for place, change in enumerate(found, start=1):
        left = room - width(_more(len(found) - place))
        if changes and _values(change) + width(change.label) > left:
            break
        changes.append(_short(change, left))
        room -= _values(changes[-1]) + width(changes[-1].label) + 1
    return News(told, sentence, changes, _more(len(found) - len(changes)))


def _more(count):
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count} if count else ""


def width(text):
    """How much room the text takes, in characters of Chinese."""
    return sum(DIGIT if sign.isdigit() else LETTER if sign.isascii() else 1 for sign in text)


def cut(text, room):
    """The text, as much of it as has the room."""
    if width(text) <= room:
        return text
    while text and width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


def _values(change):
    return width(change.before) + width(change.after) + ARROW * bool(change.before)


def _short(change, room):
    """The change in short: its label cut to the `room`; figures stay whole, longer texts are cut to a line."""
    texts = {side: "、".join(str(getattr(change, side)).splitlines()) for side in ("before", "after")}
    short = replace(change, is_units=False, **texts)
    most = LINE - SHORTEST - 1
    if _values(short) > most:
        each = (most - ARROW) / 2 if short.before else most
        short = replace(short, **{side: cut(text, each) for side, text in texts.items()})
    return replace(short, label=cut(str(short.label), max(SHORTEST, room - _values(short) - 1)))
