"""What has been decided about a draft, each decision in words, and how a single one is taken back."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from departments.models import Department

from . import columns, starts
from .asides import read_in_sentences
from .decisions import IGNORED, NEW, SPANS
from .errors import ImportRefused
from .remedies import changed, leave_aside

_SHOWN = 30


@dataclass(frozen=True)
class Decided:
    """`key` names the decision for `forget`; `sentence` says it to the person."""

    key: str
    sentence: str


def decided(plan):
    """All decisions of the plan in the order of their kinds, but for those about missing items, which are ticks."""
    about = (_about_asides, _about_reading, _about_units, _about_items, _about_text, _left)
    return [one for decided_about in about for one in decided_about(plan)]


def _about_asides(plan):
    for kind, sentence in read_in_sentences(plan.whole[1], plan.decisions.read_in):
        yield Decided(f"read_in:{kind}", sentence)


def _about_reading(plan):
    yield from (Decided(f"columns:{key}", sentence) for key, sentence in columns.said_in_words(plan))
    yield from (Decided(f"starts:{key}", sentence) for key, sentence in starts.said_in_words(plan))


def _about_units(plan):
    choices = plan.decisions.units
    departments = Department.objects.in_bulk(
        [choice["department"] for choice in choices.values() if "department" in choice]
    )
    for name, choice in choices.items():
        if choice["as"] == NEW:
            sentence = _("“%(name)s” is created as a new unit.") % {"name": name}
        elif choice["as"] == IGNORED:
            sentence = _("“%(name)s” is no unit.") % {"name": name}
        else:
            unit = departments.get(choice["department"]) or _("a unit that no longer exists")
            sentence = _("“%(name)s” is %(unit)s.") % {"name": name, "unit": unit}
        yield Decided(f"units:{name}", sentence)


def _about_items(plan):
    numbers = {str(item.parsed.start): item.display_number for item in plan.items}
    for start, names in plan.decisions.leads.items():
        if start in numbers:
            values = {"number": numbers[start], "names": "、".join(names)}
            yield Decided(f"leads:{start}", _("Item %(number)s: %(names)s leads.") % values)
    for start in plan.decisions.given:
        if start in numbers:
            yield Decided(f"given:{start}", _("Item %(number)s: units entered by hand.") % {"number": numbers[start]})
    for start, number in plan.decisions.numbers.items():
        yield Decided(f"numbers:{start}", _("Number set to %(number)s.") % {"number": number})
    for start, day in plan.decisions.days.items():
        yield Decided(
            f"days:{start}", _("%(text)s: due on %(day)s.") % {"text": _text_at(plan, int(start)), "day": day}
        )


def _about_text(plan):
    sentences = {
        "dropped": _("Not a task: %(text)s"),
        "splits": _("A new item begins: %(text)s"),
        "joined": _("Belongs to the item before: %(text)s"),
        "added": _("Is a task: %(text)s"),
        "headings": _("Is a heading: %(text)s"),
        "targets": _("Is a target: %(text)s"),
    }
    for kind, sentence in sentences.items():
        for place in getattr(plan.decisions, kind):
            start, end = place if kind in SPANS else (place, place + 2 * _SHOWN)
            text = " ".join(Truncator(plan.parsed.source[start:end]).chars(_SHOWN).split())
            key = f"{kind}:{start}-{end}" if kind in SPANS else f"{kind}:{start}"
            yield Decided(key, sentence % {"text": text})


def _text_at(plan, start):
    """The first words from there, up to the end of their line."""
    return Truncator(plan.parsed.source[start : start + 2 * _SHOWN].partition("\n")[0]).chars(_SHOWN)


def _left(plan):
    for found in plan.left:
        yield Decided(f"accepted:{found.key}", _("Left as it is: %(sentence)s") % {"sentence": found.sentence})


def forget(plan, key):
    """The remedy that takes one decision back; the others stay."""
    kind, _colon, about = key.partition(":")
    if kind == "read_in" and about in plan.decisions.read_in:
        return leave_aside(plan, about)
    present = vars(plan.decisions).get(kind)
    if isinstance(present, dict):
        left = {name: value for name, value in present.items() if name != about}
    elif kind == "starts":
        left = [one for one in present if str(one["starts"][0]) != about]
    elif kind in SPANS:
        left = [span for span in present if f"{span[0]}-{span[1]}" != about]
    else:
        left = [value for value in present or [] if str(value) != about]
    if not present or left == present:
        raise ImportRefused(_("This has been taken back already; look at the present state."))
    return changed(plan, **{kind: left})
