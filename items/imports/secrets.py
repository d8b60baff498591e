"""What of a draft looks secret: in the name of its file, in its text, in what is said about the report."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import ImportDraft
from ..rules.secrecy import secrets_in
from .asides import text_of
from .decisions import Decisions

# What a person may have typed; the ledger keeps all of it.
_TYPED = ("title", "issuer", "document_number", "group", "remark")


@dataclass(frozen=True)
class FoundSecret:
    """Where it stands, in words, and what is wrong with it; `at` is its offset in the source, None outside the text."""

    where: str
    sentence: str
    at: int | None = None


def secrets_of(draft):
    """[FoundSecret] of a draft that has been read, each once, where it stands first: name, text, what was typed."""
    found = [FoundSecret(_("Name of the file"), one.sentence) for one in secrets_in(draft.name)]
    text = text_of(draft.text, draft.aside, Decisions.from_json(draft.decisions).read_in)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for one in sorted(secrets_in(text), key=lambda one: one.line):
        number = one.line or 1
        at = _place(text, starts[number - 1], starts[number] - 1, one.shown)
        found.append(FoundSecret(_("Text, line %(line)s") % {"line": number}, one.said, at))
    for name in _TYPED:
        label = str(ImportDraft._meta.get_field(name).verbose_name)
        found += [FoundSecret(label[:1].upper() + label[1:], one.sentence) for one in secrets_in(getattr(draft, name))]
    return found


def _place(text, start, end, shown):
    """The offset of what is shown within the line; its start where it is written otherwise, in full width perhaps."""
    at = text.find(shown.partition("…")[0], start, end)
    return start if at < 0 else at
