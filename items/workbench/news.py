"""What changed (最新动态) in at most three short lines an entry: when and what about, who did what, the figures."""

from dataclasses import dataclass

from django.utils.text import Truncator

from ..history import FieldChange
from ..pages.story import ToldEntry

# Characters of the words about an item, of a sentence, and of all changes of an entry; its own page has them whole.
TITLE_SHOWN, SENTENCE_SHOWN, CHANGES_SHOWN = 14, 48, 44


@dataclass(frozen=True)
class News:
    """An entry in short; `more` is how many changes stand on the page of the item alone."""

    told: ToldEntry
    sentence: str
    changes: list[FieldChange]
    more: int

    @property
    def entry(self):
        return self.told.read.entry

    @property
    def title(self):
        """The first words of the item, "" for an entry about none."""
        return Truncator(self.entry.item.text).chars(TITLE_SHOWN) if self.entry.item else ""


def news(told):
    """`News` of a `ToldEntry`, without the name that its link says already."""
    entry, changes, left = told.read.entry, [], CHANGES_SHOWN
    name = str(entry.item or entry.report or entry.department or "")
    found = [change for change in told.changes if change.before or change.after != name]
    for change in found:
        short = _short(change)
        left -= sum(len(part) for part in (short.label, short.before, short.after))
        if changes and left < 0:
            break
        changes.append(short)
    return News(told, Truncator(told.sentence).chars(SENTENCE_SHOWN), changes, len(found) - len(changes))


def _short(change):
    """The change in one line, its texts cut so that label, before and after have room in it."""
    each = CHANGES_SHOWN // (3 if change.before else 2)
    label, before, after = (
        Truncator("、".join(str(text).splitlines())).chars(each) for text in (change.label, change.before, change.after)
    )
    return FieldChange(label, before, after)
