"""What looks unusual about a progress update before it is sent. Warnings and hints, never refusals (domain.md §4)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..models.target import write_number
from ..rules.secrecy import secrets_in
from .hints import differing, empty_sentences

TENFOLD = 10
# Beyond this share of the target a value is rather a slip (万 for 个) than a triumph.
FAR_BEYOND = Decimal(2)
SHOWN = 40  # characters of a sentence that is quoted

# A digit, a numeral of several characters, one before what it counts (十二所, 二十余家), a share (三分之二, 七成).
_NUMERAL = "〇零一二三四五六七八九十百千万亿两"
FIGURE = re.compile(
    rf"[0-9０-９]|[{_NUMERAL}]+[余多来几]?\s*[个项户人次年月日号家所座处条件元里米亩台套名场期批类份吨倍层只辆艘支种轮届季]"
    rf"|[十百千万][余多来几]|[{_NUMERAL}]{{2,}}|[{_NUMERAL}]分之|[{_NUMERAL}]成(?![立为员果效功长])|过半|一半"
)
# A title in 《》, a quoted name, or a word that ends as names of places, bodies, works and papers do; not 正在办理.
NAMED = re.compile(
    r"《[^》]+》|[“\"「][^”\"」]+[”\"」]|[\u4e00-\u9fff]{2,}(?:市|县|区|镇|乡|村|路|街道|社区|公司|医院|学校|中学|小学|大学|"
    r"局(?![面部势])|委(?![托派])|办(?![理公法结事好])|中心|站|园|厂|桥|工程|项目|会议|方案|办法|意见|规划|系统|平台)"
)


@dataclass(frozen=True)
class Warning:
    """One thing to look at: `code` for the record, `sentence` for the person. A hint asks for no reason."""

    code: str
    sentence: str
    is_hint: bool = False


@dataclass(frozen=True)
class Reported:
    """What is about to be sent, beside what the unit said last time.

    `values` is [(target, value, earlier value or None)]; `is_share` says that the unit is a member of a collective
    and reports only its share of the item's targets.
    """

    text: str
    next_steps: str
    values: list
    earlier_text: str = ""
    is_share: bool = False
    problems: str = ""


def check(reported):
    """The warnings: what must not be in the words, then figures, each at most once a target, then words; last hints."""
    found = list(_about_secrets(reported.text, reported.problems, reported.next_steps))
    for target, value, earlier in reported.values:
        found += _about_value(target, value, earlier, reported.is_share)
    text = " ".join(reported.text.split())
    if text and text == " ".join(reported.earlier_text.split()):
        found.append(
            Warning("same_text", _("The text is the same as last time. If nothing has changed, use “no change”."))
        )
    if text and not reported.values and not FIGURE.search(text) and not NAMED.search(text):
        found.append(Warning("nothing_named", _("The text names no figure, place, body or document.")))
    if not reported.next_steps.strip():
        found.append(Warning("no_next_steps", _("“Next steps” is empty.")))
    return [*found, *_hints(reported, said={one.code for one in found})]


def _about_secrets(*texts):
    for secret in dict.fromkeys(secret for text in texts for secret in secrets_in(text)):
        yield Warning(secret.kind, secret.sentence)


def _hints(reported, said):
    # Of a text that names nothing at all that has been said already.
    empty = [] if "nothing_named" in said else empty_sentences(reported.text, FIGURE, NAMED)
    for sentence in empty:
        words = _("“%(sentence)s” says nothing of what was done: name figures, places, documents.")
        yield Warning("empty_words", words % {"sentence": sentence[:SHOWN]}, is_hint=True)
    for target, value, earlier in reported.values:
        added = [] if earlier is None else [earlier, value - earlier]
        goals = [number for number in (target.number, target.upper) if number is not None]
        written = differing(reported.text, target.label, target.unit, value, [*added, *goals])
        if written:
            words = _("%(label)s: the text says %(written)s, the field says %(value)s.")
            told = {"label": target.label, "written": written, "value": _written(value, target)}
            yield Warning("text_differs", words % told, is_hint=True)


def _about_value(target, value, earlier, is_share):
    written = {"label": target.label, "value": _written(value, target), "earlier": ""}
    if earlier is not None:
        written["earlier"] = _written(earlier, target)
        if value < earlier:
            yield Warning(
                "falls",
                _("%(label)s: %(value)s is less than last time (%(earlier)s), though values are cumulative.") % written,
            )
        if earlier > 0 and value >= earlier * TENFOLD:
            yield Warning("tenfold", _("%(label)s: %(value)s is ten times last time's %(earlier)s or more.") % written)
    top = target.number if target.upper is None else target.upper
    # A share of a collective's target, a count over all places of a target "for each", a limit: nothing to measure by.
    is_measured = not (is_share or target.per or target.comparator == target.Comparator.AT_MOST)
    if is_measured and top > 0 and value > top * FAR_BEYOND:
        yield Warning(
            "beyond",
            _("%(label)s: %(value)s is more than twice the target (%(target)s).")
            % {**written, "target": target.figure},
        )


def _written(value, target):
    return f"{write_number(value, target.unit)}{target.unit}"
