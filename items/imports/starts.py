"""Run-together text of a draft, of which a person shows where its items begin (每项从哪里开始)."""

from bisect import bisect_right
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..report_text.starts import places, propose
from .errors import ImportRefused
from .remedies import changed

# As the person marked them, and nothing else.
MARKED = "marked"
_PLACES_SHOWN, _LONGEST_PLACE, _STARTS_SHOWN, _LONGEST_START = 80, 40, 3, 16
_FEWEST_PLACES = 2
_TEXT = ("unread", "intro")
_LOOSE = (*_TEXT, "metadata", "separator", "heading")


@dataclass(frozen=True)
class Stretch:
    """A stretch of the source; `is_asked`: nobody could divide it, so the page offers it by itself."""

    start: int
    end: int
    is_asked: bool


@dataclass(frozen=True)
class Division:
    """A pattern with what it would give: `count` items, the first words of the first of them."""

    rule: str
    sentence: str
    count: int
    first: list


@dataclass(frozen=True)
class StretchShown:
    """`places` are [(offset, first words, whether it is marked)]; `more` tells how many are not shown."""

    stretch: Stretch
    line: int
    places: list = field(default_factory=list)
    more: int = 0
    offers: list = field(default_factory=list)


def stretches(plan):
    """What lies between the items and tables of the plan, as Stretches, where there is text in it."""
    unread = [(found.start, found.end) for found in plan.findings if found.code == "unread_text"]
    for run in _runs(plan):
        while run and run[-1].kind not in _TEXT:
            run.pop()
        if run:
            start, end = run[0].start, run[-1].end
            yield Stretch(start, end, not plan.items or any(at < end and to > start for at, to in unread))


def _runs(plan):
    """Lists of neighbouring nodes that belong to no item and no table, each beginning with text."""
    taken = sorted([*((table.start, table.end) for table in plan.parsed.tables), *map(tuple, plan.decisions.added)])
    begun = [start for start, _end in taken]
    run = []
    for node in plan.parsed.nodes:
        before = bisect_right(begun, node.start) - 1
        if node.kind not in _LOOSE or (before >= 0 and node.start < taken[before][1]):
            yield run
            run = []
        elif run or node.kind in _TEXT:
            run.append(node)
    yield run


def stretch_at(plan, at):
    """The Stretch that a person wants to divide: what lies between items, one item, or at 0 the whole text."""
    if at == 0:
        return Stretch(0, len(plan.parsed.source), False)
    found = [one for one in stretches(plan) if one.start <= at < one.end]
    found += [Stretch(i.parsed.start, i.parsed.end, False) for i in plan.items if i.parsed.start == at]
    if not found:
        raise ImportRefused(_("This text has been settled already; look at the present state."))
    return found[0]


def shown(plan, asked=None, marks=()):
    """[StretchShown] of what nobody could divide, and of what was `asked` for (a place); `marks` are places in it."""
    wanted = [one for one in stretches(plan) if one.is_asked and one.start != asked]
    if asked is not None:
        try:
            wanted.insert(0, stretch_at(plan, asked))
        except ImportRefused:
            asked = None
    described = [_described(plan, one, marks if one.start <= (asked or 0) < one.end else ()) for one in wanted[:3]]
    return [one for one in described if len(one.places) >= _FEWEST_PLACES]


def _described(plan, stretch, marks):
    source = plan.parsed.source
    found = places(source, stretch.start, stretch.end)
    ends = [*found[1:], stretch.end]
    marked = [at for at in marks if at in found]
    return StretchShown(
        stretch=stretch,
        line=source.count("\n", 0, stretch.start) + 1,
        places=[
            (at, _words(source, at, end), at in marked) for at, end in zip(found[:_PLACES_SHOWN], ends, strict=False)
        ],
        more=max(0, len(found) - _PLACES_SHOWN),
        offers=_offers(source, stretch, sorted(marked)),
    )


def _words(source, at, end, longest=_LONGEST_PLACE):
    words = " ".join(source[at : min(at + longest, end)].strip().partition("\n")[0].split())
    return words + "…" if at + longest < end else words


def _offers(source, stretch, marked):
    if len(marked) < 2:
        return []

    def first(starts):
        return [_words(source, at, stretch.end, _LONGEST_START) for at in starts[:_STARTS_SHOWN]]

    offers = [
        Division(one.rule, _in_words(one), len(one.starts), first(one.starts))
        for one in propose(source, marked, stretch.start, stretch.end)
    ]
    return [*offers, Division(MARKED, _("only where I marked"), len(marked), first(marked))]


def _in_words(proposal):
    literal = proposal.literal.strip()
    return {
        "mark": _("where a mark like “%(literal)s” stands"),
        "words": _("where it begins with “%(literal)s”"),
        "within": _("where “%(literal)s” stands in the first words"),
        "unit": _("where the name of a unit stands first"),
        "verb": _("where it begins with a deed, such as “build” or “complete”"),
        "paragraph": _("after every empty line"),
        "bracket": _("after every bracket"),
        "line": _("at the beginning of every line"),
        "semicolon": _("after every semicolon"),
        "stop": _("after every full stop"),
    }[proposal.rule] % {"literal": literal}


def divide(plan, at, marks, rule):
    """The items of the stretch begin at the marked places and, by the rule that these have in common, at others."""
    stretch, source = stretch_at(plan, at), plan.parsed.source
    marked = sorted(set(marks) & set(places(source, stretch.start, stretch.end)))
    if len(marked) < 2:
        raise ImportRefused(_("Mark at least two places where an item begins."))
    found = {one.rule: one.starts for one in propose(source, marked, stretch.start, stretch.end)}
    starts = marked if rule == MARKED else found.get(rule)
    if not starts:
        raise ImportRefused(_("The marked places have this no longer in common; look at the present state."))
    end = len(source[: stretch.end].rstrip())
    kept = [one for one in plan.decisions.starts if one["starts"][0] >= end or one["end"] <= starts[0]]
    return changed(plan, starts=[*kept, {"starts": [*starts], "end": end}]).without(starts[0], end)


def said_in_words(plan):
    """[(key, sentence)] of the texts that a person divided."""
    for one in plan.decisions.starts:
        values = {"count": len(one["starts"]), "text": _words(plan.parsed.source, one["starts"][0], one["end"])}
        yield str(one["starts"][0]), _("%(count)s items begin where you marked, the first at: %(text)s") % values
