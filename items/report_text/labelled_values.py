"""What a clause, or a cell, says behind its labels, a value for each part: 牵头单位:A;配合单位:B;时限:6月底前."""

import re

from .deadlines import AMONG_UNITS
from .labels import (
    CONTACT,
    LABEL,
    PEOPLE_KINDS,
    UNIT_KINDS,
    names_both,
    names_leaders_too,
    one_kind_of_lead,
    without_post,
)
from .persons import names_persons
from .source import Source
from .units import looks_like_unit
from .values import Value
from .wording import ROLE_MARK, read_value

UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff]{2,10}:")
_ENDS_LABEL = re.compile(r"[:】〕\]]")
_LONGEST_ROLE = len("(牵头)")
_NAMES = re.compile(r"[^,;、/ \n]+")
_IN_BRACKETS = re.compile(r"\((?P<name>[^()]{2,12})\)")
_DAY_BEHIND = re.compile(rf"[,;。、 \n]+(?P<day>{AMONG_UNITS.pattern})$")


def read_values(source: Source, start: int, end: int, kind: str = "listed") -> tuple[Value, ...]:
    """The labelled parts of source[start:end]; what stands before the first label is of the given kind. Whom to call
    about it (联系人:) belongs to none."""
    contact = CONTACT.search(source.folded, start, end)
    end = source.back(start, contact.start()) if contact and contact.start() > start else end
    if not _ENDS_LABEL.search(source.folded, start, end):
        return (_value(source, kind, start, end),)
    labels = [label for label in LABEL.finditer(source.folded, start, end) if not _marks_name(source, label, start)]
    if labels and labels[0].start() > start and UNKNOWN_LABEL.match(source.folded, start, labels[0].start()):
        start = labels[0].start()
    parts = [] if labels and labels[0].start() == start else [(kind, start)]
    kinds = one_kind_of_lead([label.lastgroup or "" for label in labels], [label.group() for label in labels])
    parts += [(kind, label.end()) for kind, label in zip(kinds, labels, strict=True)]
    mixed = {label.end() for label in labels if names_leaders_too(label.group())}
    both = {label.end() for label in labels if names_both(label.group())}
    ends = [label.start() for label in labels if label.start() > start] + [end]
    values: list[Value] = []
    for (of, begin), part_end in zip(parts, ends, strict=True):
        if begin in mixed:
            values += leaders_and_units(source, of, begin, part_end)
        elif begin in both and (parted := parted_by_stroke(source, begin, part_end)):
            values += parted
        else:
            values += _with_day(source, _value(source, of, begin, part_end))
    return tuple(values)


def parted_by_stroke(source: Source, start: int, end: int) -> list[Value]:
    """Who leads before a stroke and who supports behind it (牵头/配合单位:A/B); [] where not one stroke parts them."""
    if source.folded.count("/", start, end) != 1:
        return []
    stroke = source.folded.index("/", start, end)
    return [_value(source, "lead", start, stroke), _value(source, "support", stroke + 1, end)]


def leaders_and_units(source: Source, kind: str, start: int, end: int) -> list[Value]:
    """The leaders and the units behind one label (责任领导及单位:王明,市水利局、市财政局), whichever come first, or
    each behind its unit in brackets."""
    names = [(found.start(), found.end()) for found in _NAMES.finditer(source.folded, start, end)]
    people = [names_leader(source.folded[slice(*name)]) for name in names]
    cut = next((at for at in range(1, len(names)) if people[at] != people[at - 1]), None)
    bracketed = [found.span("name") for found in _IN_BRACKETS.finditer(source.folded, start, end)]
    more = [Value("leaders", *span, None) for span in bracketed if names_leader(source.folded[slice(*span)])]
    if cut is None:
        return [_value(source, "leaders" if any(people) else kind, start, end), *more]
    kinds = ["leaders" if people[at] else kind for at in (0, cut)]
    return [_value(source, kinds[0], start, names[cut - 1][1]), _value(source, kinds[1], names[cut][0], end), *more]


def names_leader(folded: str) -> bool:
    """Whether the words are the name of a person, with or without a post: 副市长王明."""
    name = without_post(folded, folded)
    return names_persons(name) and not looks_like_unit(folded)


def _with_day(source: Source, value: Value) -> list[Value]:
    """The value, and the day behind people's names as one of its own: 分管领导:王明,6月底前."""
    day = _DAY_BEHIND.search(source.folded, value.start, value.end) if value.kind in PEOPLE_KINDS else None
    if day is None:
        return [value]
    return [Value(value.kind, value.start, day.start(), None), Value("deadline", *day.span("day"), None)]


def _marks_name(source: Source, label: re.Match[str], start: int) -> bool:
    """Whether what looks like a label in brackets says the role of the name before it: 市甲局〔牵头〕、市乙局."""
    role = ROLE_MARK.match(source.folded, label.start())
    if label.start() == start or role is None or len(role.group()) > _LONGEST_ROLE:
        return False
    return source.folded[label.start() - 1] not in " \n;,。、:"


def _value(source: Source, kind: str, start: int, end: int) -> Value:
    start = min(source.skip_edge(start, end), end)
    end = source.back(start, end, " \n;,。、")
    return Value(kind, start, end, read_value(source, start, end) if kind in UNIT_KINDS else None)
