"""Who leads: from stars, labels and wording of the clause, or by the rule of the document.

Sources: domain.md §0.1. A lead is never guessed: where the text names none, the role is `responsible`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .labels import UNIT_KINDS, has_high_post, says_nothing, without_post
from .model import ParsedResponsibility
from .source import Source, Span
from .units import Prefixes, clean_name, has_star, is_collective, looks_like_unit, shared_ends
from .values import Value
from .wording import RULE_STATEMENT, Mention

LEAD_RULES = ("star", "label", "first", "none")
# What is found where nobody leads.
LEADLESS = ("no_lead", "lead_is_collective")
_ROLE_OF_LABEL = {"lead": "lead", "support": "support", "undecided": "responsible"}
# Names of two characters may be spaced out, and several of them run together: 王 伟, 王 伟李 娜.
_NAME = re.compile(
    r"(?P<spaced>(?<![^、,;/: \n])[^、,;/ \n][ \n]{1,3}(?:[^、,;/ \n]{2}[ \n]{1,3})*[^、,;/ \n](?![^、,;/ \n]))"
    # A name that the end of a line has broken: 秦⏎某某.
    r"|(?<![^、,;/: \n])[^、,;/ \n]\n[^、,;/ \n]{2}(?![^、,;/ \n])|[^、,;/ \n]+"
)
_SPACED = re.compile(r"[^ \n][ \n]+[^ \n]")
_NO_LEADER_YET = re.compile("待(?:定|确定|明确)|未定")
_PARTS = re.compile("[\n\r\t\u2028|〃]")


@dataclass(slots=True)
class _Unit:
    """One name on its way to a responsibility; `role` is None until something in the text says it."""

    mention: Mention
    name: str
    collective: bool
    starred: bool
    role: str | None
    basis: str


# Something to look at in one item: code of the problem, start and end.
Finding = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the clause of one item says of its units; `findings` in order."""

    responsibilities: tuple[ParsedResponsibility, ...]
    findings: tuple[Finding, ...]

    def moved(self, source: Source, moves: Sequence[tuple[int, int, int, int]]) -> "Assignment":
        """The same for a row whose merged cells stand for cells above: what lies within (start, end) of a cell
        above is written as the mark at (mark start, mark end)."""

        if not moves:
            return self

        def move(start: int, end: int) -> Span:
            marks = ((to, upto) for at, last, to, upto in moves if at <= start and end <= last)
            return next(marks, (start, end))

        units = []
        for unit in self.responsibilities:
            start, end = move(unit.start, unit.end)
            units.append(replace(unit, literal=source.text[start:end], start=start, end=end))
        return Assignment(tuple(units), tuple((code, *move(start, end)) for code, start, end in self.findings))


def detect_rule(source: Source, values: Sequence[Value]) -> str:
    """The rule that the document states or shows: first, star, label, wording or none."""
    if RULE_STATEMENT.search(source.folded):
        return "first"
    readings = [value.reading for value in values if value.reading]
    if any(has_star(source.folded[m.start : m.end]) for reading in readings for m in reading.mentions):
        return "star"
    if any(value.kind == "lead" for value in values):
        return "label"
    if any(mention.role == "lead" for reading in readings for mention in reading.mentions):
        return "wording"
    return "none"


def assign_roles(source: Source, values: Sequence[Value], rule: str) -> Assignment:
    """The responsibilities of one item from the values of its clause."""
    lists = [value for value in values if value.kind in UNIT_KINDS]
    units, findings = _units(source, lists)
    readings = [value.reading for value in lists if value.reading]
    is_open = any(reading.is_open for reading in readings)
    severally = any(reading.severally for reading in readings)
    collective_first = _settle_roles(units, rule, is_open, severally)
    whole = (lists[0].start, lists[-1].end) if lists else (0, 0)
    if is_open:
        findings.append(("open_list", *whole))
    if collective_first or any(unit.collective and unit.role == "lead" for unit in units):
        findings.append(("lead_is_collective", *whole))
    elif units and not any(unit.role == "lead" for unit in units):
        findings.append(("no_lead", *whole))
    return Assignment(tuple(_responsibility(source, unit) for unit in units), tuple(findings))


def inherit(own: Assignment, above: Assignment) -> Assignment:
    """The units of an item below a heading that names units, with the basis inherited.

    An item without units has those of the heading; who leads that, leads an item that does not say who leads it.
    """
    told = any(unit.role == "lead" and unit.basis != "sole" for unit in own.responsibilities)
    if not above.responsibilities or told:
        return own
    heirs = [replace(unit, basis="inherited") for unit in above.responsibilities]
    if not own.responsibilities:
        return Assignment(tuple(heirs), above.findings)
    if all(unit.role == "support" for unit in heirs):
        named = {unit.name for unit in own.responsibilities}
        helpers = tuple(unit for unit in heirs if unit.name not in named)
        return Assignment((*own.responsibilities, *helpers), own.findings)
    role = "support" if any(unit.role == "lead" for unit in heirs) else "responsible"
    named = {unit.name for unit in heirs}
    heirs += [replace(unit, role=role, basis="inherited") for unit in own.responsibilities if unit.name not in named]
    asked = [found for found in own.findings if found[0] not in LEADLESS] + [
        found for found in above.findings if found[0] in LEADLESS
    ]
    if role == "responsible" and not any(found[0] in LEADLESS for found in asked):
        asked.append(("no_lead", heirs[-1].start, heirs[-1].end))
    return Assignment(tuple(heirs), tuple(asked))


def _units(source: Source, lists: Sequence[Value]) -> tuple[list[_Unit], list[Finding]]:
    units: list[_Unit] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    has_lead_label = any(value.kind == "lead" for value in lists)
    prefixes = Prefixes()
    for before, value in zip([None, *lists], lists, strict=False):
        # A prefix holds for the labels of one bracket, not for another line or cell.
        if before and _PARTS.search(source.text, before.end, value.start):
            prefixes = Prefixes()
        assert value.reading, "a value with units has been read"
        left_out: list[str] = []
        by_label = _ROLE_OF_LABEL.get(value.kind) or ("support" if has_lead_label else None)
        for at, mention in enumerate(value.reading.mentions):
            span = slice(mention.start, mention.end)
            folded = clean_name(source.folded[span], source.folded[span])
            written = clean_name(source.folded[span], source.text[span])
            name = prefixes.restore(folded, written) + written
            if not (sure := looks_like_unit(folded)):
                left_out = left_out or _left_out(source, value.reading.mentions)
                name += left_out[at]
            if not name:
                continue
            if name in seen:
                findings.append(("unit_repeat", mention.start, mention.end))
                continue
            seen.add(name)
            if not sure:
                findings.append(("unsure_unit", mention.start, mention.end))
            role, basis = (mention.role, "wording") if mention.role else (by_label, "label" if by_label else "none")
            starred = has_star(source.folded[span])
            units.append(_Unit(mention, name, is_collective(folded), starred, role, basis))
    return units, findings


def _left_out(source: Source, mentions: Sequence[Mention]) -> list[str]:
    """The end that each name shares with the one after it and leaves out, in the characters of the text."""
    folded = [source.folded[mention.start : mention.end] for mention in mentions]
    ends = shared_ends([clean_name(name, name) for name in folded])
    following = ""
    for at in range(len(mentions) - 1, -1, -1):
        if ends[at]:
            following = following or source.text[mentions[at + 1].end - len(ends[at]) : mentions[at + 1].end]
            ends[at] = following
        else:
            following = ""
    return ends


def _settle_roles(units: list[_Unit], rule: str, is_open: bool, severally: bool) -> bool:
    """Give a role to every unit without one; True when the rule would have made a collective the lead."""
    listed = [unit for unit in units if unit.role is None]
    led_by = next((unit.basis for unit in units if unit.role == "lead"), None)
    if not listed:
        return False
    if rule in ("star", "first") and any(unit.starred for unit in listed):
        for unit in listed:
            unit.role, unit.basis = "lead" if unit.starred else "support", "star"
    elif led_by:
        _give(listed, "support", led_by)
    elif len(listed) == 1 < len(units) and not listed[0].collective and not is_open:
        _give(listed, "lead", "label")  # 责任单位:A;配合单位:B
    elif len(units) == 1 and not units[0].collective and not is_open:
        _give(listed, "lead", "sole")
    elif rule == "first" and not severally and not listed[0].collective:
        _give(listed[:1], "lead", "rule")
        _give(listed[1:], "support", "rule")
    else:
        _give(listed, "responsible", "none")
        return rule == "first" and listed[0].collective
    return False


def _give(units: list[_Unit], role: str, basis: str) -> None:
    for unit in units:
        unit.role, unit.basis = role, basis


def _responsibility(source: Source, unit: _Unit) -> ParsedResponsibility:
    assert unit.role, "every unit has got a role by now"
    start, end = unit.mention.start, unit.mention.end
    return ParsedResponsibility(unit.name, source.text[start:end], unit.role, unit.basis, unit.collective, start, end)


def leader_names(source: Source, values: Sequence[Value]) -> tuple[str, ...]:
    """The names after 分管领导, 责任领导, without the posts that stand before or behind them; of those after 责任人,
    who are the units' own, those with a leader's post."""
    names: list[re.Match[str]] = []
    for value in values:
        high = value.kind == "persons" and has_high_post(source.folded[value.start : value.end])
        if value.kind == "leaders" or high:
            for found in _NAME.finditer(source.folded, value.start, value.end):
                names += _SPACED.finditer(source.folded, *found.span()) if found["spaced"] else [found]
    closed = [("".join(match.group().split()), "".join(source.text[slice(*match.span())].split())) for match in names]
    said = [(folded, text) for folded, text in closed if ":" not in folded and not _names_no_leader(folded)]
    return tuple(name for folded, text in said if (name := without_post(folded, text)))


def _names_no_leader(folded: str) -> bool:
    """A unit that is 待定 is asked about; a leader is not."""
    return says_nothing(folded) or _NO_LEADER_YET.fullmatch(folded) is not None


def persons_said(source: Source, values: Sequence[Value]) -> list[str]:
    """What a clause says of the units' own persons, a line for each."""
    said = [source.text[value.start : value.end] for value in values if value.kind == "persons"]
    said = [" ".join(words.split()) for words in said if words]
    return [words if re.search("[:：]", words) else f"责任人：{words}" for words in said]
