"""A bulletin as it is read: head, blocks of text cut into paragraphs, annexes; Word file and page show this.

`PLACEHOLDERS` and `LOOPS` say what a template may name of it.
"""

import dataclasses
import re
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models.bulletin import BulletinBlock, BulletinKind
from .words import annexes_of, heading_of, in_its_language, spell_day, spell_number

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
    blocks: list
    annexes: list


# What a template may name by itself, and what of each loop: {list: (what it is, {field: what it is}, {list below})}.
PLACEHOLDERS = {
    "masthead": gettext_lazy("head of the document, e.g. 督查通报"),
    "number": gettext_lazy("number, e.g. 督查通报〔2011〕8号"),
    "issuer": gettext_lazy("who issues it"),
    "date": gettext_lazy("day of issue"),
    "title": gettext_lazy("title"),
    "recipients": gettext_lazy("whom it is addressed to"),
    "report": gettext_lazy("title of the work report"),
    "period": gettext_lazy("reporting period, may be empty"),
    "data_date": gettext_lazy("data date"),
    "answer_by": gettext_lazy("day by which the unit answers, of letters"),
    "unit": gettext_lazy("the unit that is written to, of letters"),
}
_LINE = {"": gettext_lazy("the paragraph itself")}
_ANNEX = {"label": gettext_lazy("e.g. 附件1"), "title": gettext_lazy("title of the annex")}
_ITEM = {
    "place": gettext_lazy("running number"),
    "number": gettext_lazy("number of the item"),
    "text": gettext_lazy("text of the item"),
    "units": gettext_lazy("units in charge"),
    "due": gettext_lazy("deadline"),
    "completion": gettext_lazy("completion in percent"),
    "light": gettext_lazy("light in words"),
    "reason": gettext_lazy("reason of the light"),
}
_SILENT = {
    "place": gettext_lazy("running number"),
    "unit": gettext_lazy("name of the unit"),
    "silent": gettext_lazy("reports not handed in"),
    "asked": gettext_lazy("reports asked for, empty without a period"),
}
# {kind of thing: (its fields, {list: kind of what it holds})}; "" is the document.
LOOPS = {
    "": (PLACEHOLDERS, {"blocks": "block", "late": "late", "results": "results", "silent": "silent"}),
    "block": ({"heading": gettext_lazy("heading of the block")}, {"lines": "line", "parts": "part"}),
    "part": ({"heading": gettext_lazy("heading of the second level")}, {"lines": "line"}),
    "line": (_LINE, {}),
    "late": (_ANNEX, {"rows": "item"}),
    "results": (_ANNEX, {"rows": "item"}),
    "silent": (_ANNEX, {"rows": "unit"}),
    "item": (_ITEM, {}),
    "unit": (_SILENT, {}),
}


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
    return Annexed(name.key, name.label, name.title, rows)


def as_context(document):
    """What a template is filled with: {placeholder or list: value}, every text free of what no file may hold.

    Each annex is a list of its own with one or no element, so that a template needs no condition.
    """
    told = dataclasses.asdict(document)
    annexes = told.pop("annexes")
    lists = {key: [one for one in annexes if one["key"] == key] for key in ("late", "results", "silent")}
    return _clean({**told, **lists})


def _clean(value):
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return UNSEEN.sub(" ", value) if isinstance(value, str) else value


def example():
    """A context in which every list has a row: what a template is tried with before it is taken."""
    return {
        **{name: str(words) for name, words in PLACEHOLDERS.items()},
        **{name: [_example(kind)] for name, kind in LOOPS[""][1].items()},
    }


def _example(kind):
    fields, lists = LOOPS[kind]
    if "" in fields:
        return _("paragraph")
    return {
        **{name: str(words) for name, words in fields.items()},
        **{name: [_example(one)] for name, one in lists.items()},
    }
