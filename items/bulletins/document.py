"""A bulletin as it is read: head, blocks of text cut into paragraphs, annexes; Word file and page show this.

`placeholders.LOOPS` says what a template may name of it.
"""

import dataclasses
import re
from dataclasses import dataclass, field

from django.utils import timezone

from ..models.bulletin import BulletinBlock, BulletinKind
from .words import LISTS, annexes_of, heading_of, in_its_language, spell_day, spell_number

PART = re.compile(r"（[一二三四五六七八九十]+）[^。]{1,40}")
# Neither line breaks nor what no XML may hold: a value stands on one line.
UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class TextPart:
    """Paragraphs below a heading of the second level."""

    heading: str
    lines: list = field(default_factory=list)


@dataclass(frozen=True)
class TextBlock:
    """A block below a heading of the first level: paragraphs, then parts."""

    key: str
    heading: str
    lines: list
    parts: list


@dataclass(frozen=True)
class Annexed:
    """An annex with its rows, dicts as the facts have them and each with its `place`."""

    key: str
    label: str
    title: str
    listed: str
    rows: list


@dataclass(frozen=True)
class BulletinText:
    """The whole document in words; `date` is "" before it is issued."""

    masthead: str
    number: str
    issuer: str
    date: str
    title: str
    recipients: str
    report: str
    period: str
    data_date: str
    answer_by: str
    unit: str
    leader: str
    blocks: list
    annexes: list


def written(bulletin):
    """The `BulletinText` of a bulletin as it stands, in the language of documents."""
    with in_its_language():
        data = bulletin.data
        issued_on = timezone.localdate(bulletin.decided_at) if bulletin.is_issued else None
        blocks = [(key, bulletin.blocks.get(key, "")) for key in BulletinBlock.values if key in bulletin.drafted]
        return BulletinText(
            masthead=str(BulletinKind(bulletin.kind).label),
            number=spell_number(bulletin, timezone.localdate(bulletin.at).year),
            issuer=bulletin.issuer,
            date=spell_day(issued_on) if issued_on else "",
            title=bulletin.title,
            recipients=bulletin.recipients,
            report=data["report"],
            period=data["period"],
            data_date=spell_day(bulletin.on),
            answer_by=spell_day(bulletin.answer_on) if bulletin.answer_on else "",
            unit=bulletin.recipients if bulletin.department_id else "",
            leader=data.get("leader", ""),
            blocks=[_block(key, text, place) for place, (key, text) in enumerate(one for one in blocks if one[1])],
            annexes=[_annex(data, name) for name in annexes_of(data, bulletin.kind)],
        )


def _block(key, text, place):
    lines, parts = [], []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if PART.fullmatch(line):
            parts.append(TextPart(line))
        else:
            (parts[-1].lines if parts else lines).append(line)
    return TextBlock(key, heading_of(key, place), lines, parts)


def _annex(data, name):
    rows = [{**row, "place": place} for place, row in enumerate(data[name.key], 1)]
    if name.key == "silent":
        rows = [{**row, "asked": row["asked"] or ""} for row in rows]
    return Annexed(name.key, name.label, name.title, name.listed, rows)


def as_context(document):
    """What a template is filled with: {placeholder or list: value}, every text free of what no file may hold.

    Each annex is a list of its own with one or no element, so that a template needs no condition.
    """
    told = dataclasses.asdict(document)
    annexes = told.pop("annexes")
    lists = {key: [one for one in annexes if one["key"] == key] for key in LISTS}
    return clean({**told, **lists})


def clean(value):
    """Plain data with every text of it free of what no Word file may hold."""
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return UNSEEN.sub(" ", value) if isinstance(value, str) else value
