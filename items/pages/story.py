"""The history as sentences, on an item and on the workbench: who did what, and in short what changed."""

import functools
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from departments.models import Membership

from .. import history
from ..models import HistoryEntry
from ..models.figure_lines import AWAITS, COMPLETION, JUDGED, LINES, NO_CHANGE
from ..models.history import TAKEN_UP_BY
from .entries import Read, for_reader

Action = HistoryEntry.Action
# Characters of changes and reason that stand beside the sentence; more are folded, and more changes than one are, too,
# unless they are figures.
BESIDE, FIGURES_BESIDE = 60, 4
FIGURES = {*LINES, COMPLETION, JUDGED}
# What the sentence itself tells.
TOLD = ("period", TAKEN_UP_BY, AWAITS, NO_CHANGE)


@dataclass(frozen=True)
class ToldEntry:
    """An entry of the history, a `Read`, in a sentence, with its changes as far as that does not tell them.

    `folded` names what changed where it is too much to stand beside the sentence, else it is "".
    """

    read: Read
    sentence: str
    changes: list
    folded: str = ""

    @property
    def role(self):
        """The post without its unit, which the sentence names."""
        return _post(self.read.entry)[1]


def told(entries, user):
    """[ToldEntry] of the entries, as the person may read them; they come with `by` and `department`."""
    return [_told(read) for read in for_reader(entries, user)]


def _told(read):
    sentence = _of_report(read) if "period" in read.after else ""
    left_out = TOLD if sentence else ()
    if sentence and read.entry.action == Action.ACCEPTANCE_UNDONE:
        left_out = (*TOLD, "returned_by")
    before, after = ({name: one[name] for name in one if name not in left_out} for one in (read.before, read.after))
    changes = history.spell_changes(before, after)
    length = sum(len(change.before) + len(change.after) for change in changes) + len(read.reason)
    folded, most = "", FIGURES_BESIDE if after.keys() <= FIGURES else 1
    if length > BESIDE or len(changes) > most or any(change.is_units for change in changes):
        reason = [_("Reason")] if read.reason else []
        folded = "、".join(dict.fromkeys([*(change.label for change in changes), *reason]))
    if not sentence:
        sentence = _("%(who)s %(what)s") % {"who": _who(read.entry), "what": read.entry.action_words}
    return ToldEntry(read, sentence, changes, folded)


def _of_report(read):
    """The sentence of a step of a report; "" for another one."""
    entry = read.entry
    period = history.spell_changes({}, {"period": read.after["period"]})[0].after
    words = {"who": _who(entry), "period": period, "unit": entry.department or ""}
    sentences = {
        Action.UPDATE_SENT: _("%(who)s handed in the report for %(period)s"),
        Action.UPDATE_SIGNED: _("%(who)s signed off and sent the report for %(period)s"),
        Action.UPDATE_TAKEN_BACK: _("%(who)s took back the report for %(period)s"),
        Action.UPDATE_RETURNED: _("%(who)s returned the report of %(unit)s for %(period)s"),
        Action.UPDATE_ACCEPTED: _("%(who)s accepted the report of %(unit)s for %(period)s"),
        Action.ACCEPTANCE_UNDONE: _("%(who)s took back the acceptance of the report of %(unit)s for %(period)s"),
    }
    sentence = sentences.get(entry.action, "")
    if entry.action == Action.UPDATE_ACCEPTED and TAKEN_UP_BY in read.after:
        sentence = _("%(who)s took up the part of %(unit)s for %(period)s")
    if sentence and NO_CHANGE in read.after:
        return _("%(sentence)s: no change in this period") % {"sentence": sentence % words}
    return sentence % words if sentence else ""


def _who(entry):
    """The person with the unit of the post: 市教育局张刚."""
    if entry.by is None:
        return _("System")
    return f"{_post(entry)[0]}{entry.by}"


def _post(entry):
    """(unit, role) of the post in which it was done: of several that in the entry's unit, else the first.

    A leader's has no unit.
    """
    named = [found.groups() for found in map(_post_of_unit().match, entry.post.split("; ")) if found]
    in_unit = [post for post in named if entry.department and post[0] == entry.department.name]
    return [*in_unit, *named, ("", entry.post)][0]


@functools.cache
def _post_of_unit():
    """The pattern of a post as a record keeps it: a unit, and the role in one of the languages, with what follows."""
    roles = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            roles |= {re.escape(str(label)) for label in Membership.Role.labels}
    return re.compile(rf"(.+) ((?:{'|'.join(sorted(roles, key=len, reverse=True))}).*)")
