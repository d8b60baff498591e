"""What of a document looks secret: in the name of its file, in its text, in what is said about the report.

What the version before it had in the same words, and was imported all the same, is answered: the reason stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import HistoryEntry, ImportDraft, WorkReport
from ..rules.secrecy import secrets_in
from .asides import text_of
from .decisions import Decisions

# What a person may have typed; the ledger keeps all of it.
_TYPED = ("title", "issuer", "document_number", "group", "remark")


@dataclass(frozen=True)
class FoundSecret:
    """Where it stands, in words, and what is wrong with it; `at` is its offset in the source, None outside the text.

    `answered` is why the version before was imported with the same words, "" where that has to be said yet.
    """

    where: str
    sentence: str
    at: int | None = None
    answered: str = ""


class _Answered:
    """What the report that is corrected says already, and why it was imported all the same; None: there is none."""

    def __init__(self, report: WorkReport | None):
        actions = (HistoryEntry.Action.REPORT_IMPORTED, HistoryEntry.Action.REPORT_UPDATED)
        rows = (
            report.history.filter(action__in=actions).order_by("pk").values_list("after", flat=True) if report else ()
        )
        self.reason = "；".join(dict.fromkeys(after["sent_anyway"] for after in rows if after.get("sent_anyway")))
        self.lines = frozenset(line.strip() for line in report.source.text.split("\n")) if self.reason else frozenset()
        self.said = frozenset(getattr(report, name, "") for name in (*_TYPED, "source_name")) if self.reason else ()

    def answer(self, words: str) -> str:
        """The reason, if the words were accepted with it."""
        return self.reason if words.strip() in self.lines or words in self.said else ""


def unanswered(found: list[FoundSecret]) -> list[FoundSecret]:
    """Those for which nobody has given a reason yet."""
    return [one for one in found if not one.answered]


def secrets_of(draft: ImportDraft) -> list[FoundSecret]:
    """[FoundSecret] of a draft that has been read, each once, where it stands first: name, text, what was typed."""
    text = text_of(draft.text, draft.aside, Decisions.from_json(draft.decisions).read_in)
    said = {name: getattr(draft, name) for name in _TYPED}
    return secrets_in_document(draft.name, text, said, corrects=draft.corrects)


def secrets_in_document(
    name: str, text: str, said: Mapping[str, str], *, corrects: WorkReport | None
) -> list[FoundSecret]:
    """The same of a file with that name and text; `said` {field: words} is what is said about the report."""
    before = _Answered(corrects)
    found = [FoundSecret(_("Name of the file"), one.sentence, None, before.answer(name)) for one in secrets_in(name)]
    lines, starts = text.split("\n"), [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for one in sorted(secrets_in(text), key=lambda one: one.line):
        number = one.line or 1
        at = _place(text, starts[number - 1], starts[number] - 1, one.shown)
        where = _("Text, line %(line)s") % {"line": number}
        found.append(FoundSecret(where, one.said, at, before.answer(lines[number - 1])))
    for field in _TYPED:
        words = said.get(field, "")
        label = str(ImportDraft._meta.get_field(field).verbose_name)
        where = label[:1].upper() + label[1:]
        found += [FoundSecret(where, one.sentence, None, before.answer(words)) for one in secrets_in(words)]
    return found


def _place(text, start, end, shown):
    """The offset of what is shown within the line; its start where it is written otherwise, in full width perhaps."""
    at = text.find(shown.partition("…")[0], start, end)
    return start if at < 0 else at
