"""What the reading of a document left aside, as a person has it read in or not: findings, and the decisions on them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..documents import Addition, Document, assembled, from_json, pieces
from ..documents.asides import CELLS, COLUMNS, DATED_NUMBERS, OLD_WORKBOOK, PLACES_NAMED, ROWS, SHEETS, WORDS
from .decisions import Decisions
from .findings import Finding

_NAMES = {
    "filtered_rows": gettext_lazy("rows hidden by a filter"),
    "hidden_rows": gettext_lazy("hidden rows"),
    "hidden_columns": gettext_lazy("hidden columns"),
    "hidden_sheets": gettext_lazy("hidden sheets"),
    "text_boxes": gettext_lazy("text boxes"),
    "headers": gettext_lazy("page headers and footers"),
    "hidden_text": gettext_lazy("hidden text"),
    "struck_text": gettext_lazy("struck-out text"),
    "deleted_text": gettext_lazy("text deleted with changes tracked"),
    "comments": gettext_lazy("comments"),
    "notes": gettext_lazy("footnotes"),
    "formulas": gettext_lazy("formulas"),
    "own_ledger": gettext_lazy("columns of the portal itself"),
}
# What cannot be read in: the file has to be mended.
ONLY_SAID = (DATED_NUMBERS, OLD_WORKBOOK)


def kept(document: Document) -> dict:
    """What a draft keeps beside the text: all of the document but the text, as JSON."""
    return {
        "additions": [{"at": one.at, "kinds": list(one.kinds), "text": one.text} for one in document.additions],
        "asides": {kind: {"count": one.count, "places": one.places} for kind, one in document.asides.items()},
    }


def text_of(text: str, aside: dict, read_in: Iterable[str]) -> str:
    """The text with what was left aside of these kinds."""
    return assembled(text, from_json(aside).additions, read_in) if aside else text


def findings_of(aside: dict) -> list[Finding]:
    """One finding for each kind, whether it has been settled or not."""
    found = []
    for kind, one in from_json(aside).asides.items():
        values = {"where": _where(one.places, one.count), "count": one.count, "kind": kind}
        found.append(Finding(f"aside_{kind}", f"aside:{kind}", 0, 0, 0, False, values))
    return found


def read_in_sentences(aside: dict, kinds: Iterable[str]) -> list[tuple[str, str]]:
    """[(kind, sentence)] of what was read in by a person's word."""
    where = {found.values["kind"]: found.values["where"] for found in findings_of(aside)}
    return [
        (kind, _("Read in: %(what)s (%(where)s)") % {"what": _NAMES.get(kind, kind), "where": where.get(kind, "")})
        for kind in kinds
    ]


def _where(places, count):
    by_sheet: dict = {}
    for sheet, form, place in places:
        by_sheet.setdefault((sheet, form), []).append(place)
    words = [_in_words(sheet, form, "、".join(named)) for (sheet, form), named in by_sheet.items()]
    return "；".join(words) + ("……" if len(places) == PLACES_NAMED and count > PLACES_NAMED else "")


def _in_words(sheet, form, named):
    forms = {
        ROWS: _("rows %(named)s"),
        COLUMNS: _("columns %(named)s"),
        CELLS: _("cells %(named)s"),
        SHEETS: _("“%(named)s”"),
        WORDS: _("“%(named)s”"),
    }
    words = forms[form] % {"named": named}
    return _("in sheet “%(sheet)s” %(words)s") % {"sheet": sheet, "words": words} if sheet else words


def moved(decisions: Decisions, text: str, additions: list[Addition], read_in: list[str]) -> Decisions:
    """The decisions with other kinds read in: every place in the text goes where its words stand then.

    What was decided about words that are no longer read goes with them.
    """
    places = _Places(text, additions, decisions.read_in, read_in)

    def starts(values):
        return [at for at in map(places.start, values) if at is not None]

    def spans(values):
        moved_spans = [[places.start(start), places.end(end)] for start, end in values]
        return [span for span in moved_spans if None not in span and span[0] < span[1]]

    def keyed(values):
        found = {places.start(int(start)): value for start, value in values.items()}
        return {str(start): value for start, value in found.items() if start is not None}

    def key(name):
        code, _colon, about = name.partition(":")
        if not about.isdecimal() or code.startswith("aside"):
            return name
        start = places.start(int(about))
        return None if start is None else f"{code}:{start}"

    def tables(values):
        return keyed({at: {**one, "kinds": places.columns(int(at), one["kinds"])} for at, one in values.items()})

    def divided(values):
        found = [{"starts": starts(one["starts"]), "end": places.end(one["end"])} for one in values]
        return [one for one in found if one["starts"] and one["end"]]

    return Decisions(
        units=decisions.units,
        columns=tables(decisions.columns),
        starts=divided(decisions.starts),
        leads=keyed(decisions.leads),
        given=keyed(decisions.given),
        numbers=keyed(decisions.numbers),
        dropped=starts(decisions.dropped),
        splits=starts(decisions.splits),
        joined=starts(decisions.joined),
        added=spans(decisions.added),
        headings=spans(decisions.headings),
        targets=spans(decisions.targets),
        days=keyed(decisions.days),
        accepted=[name for name in map(key, decisions.accepted) if name is not None],
        cancelled=decisions.cancelled,
        read_in=read_in,
    )


class _Places:
    """Where characters of the text with some additions stand in the text with others."""

    def __init__(self, text, additions, before, after):
        self._old, self._new = (assembled(text, additions, kinds) for kinds in (before, after))
        wanted, self._pieces, old, new = set(after), [], 0, 0
        for addition, piece, was_read in pieces(text, additions, before):
            is_read = addition is None or wanted.issuperset(addition.kinds)
            if was_read:
                self._pieces.append((old, old + len(piece), new if is_read else None))
                old += len(piece)
            new += len(piece) if is_read else 0

    def start(self, at):
        """The place of the character at `at`; None if it is gone."""
        for start, end, new in self._pieces:
            if start <= at < end:
                return None if new is None else new + at - start
        return None

    def end(self, at):
        before = self.start(at - 1)
        return None if before is None else before + 1

    def columns(self, place, kinds):
        """What was said of the columns of the table whose first row holds `place`, by their places in its row then."""
        start = self._old.rfind("\n", 0, place) + 1
        stops = [start, *(at for at in range(start, self._line_end(start)) if self._old[at] == "\t")]
        moved_to = {at: self.start(stops[int(at)]) for at in kinds if int(at) < len(stops)}
        return {
            str(self._new.count("\t", self._new.rfind("\n", 0, to) + 1, to + (at != "0"))): kinds[at]
            for at, to in moved_to.items()
            if to is not None
        }

    def _line_end(self, start):
        end = self._old.find("\n", start)
        return end if end >= 0 else len(self._old)
