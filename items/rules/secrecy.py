"""What must not slip into an unclassified portal: marks of secrecy, and numbers that belong to a person.

The marks are those of 国家秘密定密管理 (密级★保密期限) and of internal papers; a citizen's number has its check digit
(GB 11643), a bank card's the Luhn digit, so that the figures of a report raise no alarm.
"""

import datetime
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MARK, CITIZEN, MOBILE, CARD = "secrecy_mark", "citizen_number", "mobile_number", "card_number"
ANYTHING = frozenset({MARK, CITIZEN, MOBILE, CARD})

_GAP = r"[ \u3000]?"
_STAR = r"[★☆]"
_LEVEL = rf"(?:绝{_GAP}密|[机機]{_GAP}密|秘{_GAP}密)"
# How papers and places are kept in general is no mark: 加强机密文件管理, 绝密级文件管理培训, 清退机密件20份.
_KEPT = r"\s?的?(?:归档|管理|保管|制度|清查|清退|清点|销毁|收发|登记|传阅|培训|柜|室|机房|资质|会议室|\d+\s?[份件卷册])"
_PAPER = r"(?:文件|件|材料|资料)"
# What a network or a place may hold says nothing of what is written here: 机密级涉密网络测评.
_HOLDS = r"(?:涉密)?(?:信息系统|网络|计算机|机房|场所|单位|资质)"
_MARKS = re.compile(
    rf"{_LEVEL}\s?{_STAR}|内部(?:文件|资料|材料)?\s?{_STAR}|{_STAR}\s?(?:绝密|[机機]密|秘密)(?!级?{_PAPER}?{_KEPT})"
    # A star stands before tasks and behind units that lead, too: ★内部控制体系建设.
    rf"|{_STAR}\s?内部(?:文件|资料|材料|(?![\u4e00-\u9fff]))"
    rf"|密级\s?[:：]\s?{_LEVEL}"
    # Standing alone, in brackets or at the head of a name of a file; never as part of 商业秘密 or 机密性.
    r"|(?:^|[\n\[【((〔_\-—\s])(?:绝密|[机機]密|秘密)(?=$|[\n\]】))〕_\-—\s:：.])"
    rf"|(?:绝密|[机機]密)(?:{_PAPER}(?!{_KEPT})|级(?!{_PAPER}?{_KEPT}|{_HOLDS})|级(?=管理))",
)
_NO_FIGURE = r"(?<![0-9A-Za-z.,¥$])(?<![0-9]-)"
# What is counted or paid, a part of a longer figure, a letter.
_COUNTED = r"[%‰]|[元万亿千百]|美元|人次?|户|吨|公斤|千瓦|平方|立方|公里|米|亩|个|件|台|套"
_NO_AMOUNT = rf"(?![0-9A-Za-z]|[.,][0-9]|\.s?html?|\s?(?:{_COUNTED}))"
_CITIZEN = re.compile(rf"{_NO_FIGURE}([1-8](?:[ -]?\d){{16}}[ -]?[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(
    rf"{_NO_FIGURE}(?:(?:\+|00)?86[ -]?)?(?!\d{{5}}0{{6}})(1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}){_NO_AMOUNT}"
)
_CARD = re.compile(rf"{_NO_FIGURE}((?:62|4\d|5[1-5]|3[457]|95)(?:[ -]?\d){{13,17}}){_NO_AMOUNT}")
# How long a number is tells a card from the codes of areas and projects that begin alike (42: Hubei).
_BRANDS = re.compile(r"62\d{14,17}|955\d{13,16}|436742\d{10,13}|(?:4\d|5[1-5]|35)\d{14}|3[47]\d{13}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SHOWN = 4


@dataclass(frozen=True)
class Secret:
    """One thing found: which kind, and as much of it as may be repeated."""

    kind: str
    shown: str
    line: int = field(default=0, compare=False)  # counted from 1; 0 where the text has one line only

    @property
    def sentence(self) -> str:
        """What is wrong with it, in words, and in which line."""
        said = self.said
        return _("Line %(line)s: %(said)s") % {"line": self.line, "said": said} if self.line else said

    @property
    def said(self) -> str:
        """What is wrong with it, in words."""
        sentences = {
            MARK: _(
                "“%(shown)s” is a mark of secrecy: state secrets and internal papers do not belong into this portal."
            ),
            CITIZEN: _("%(shown)s looks like the number of an identity card."),
            MOBILE: _("%(shown)s looks like the number of a mobile telephone."),
            CARD: _("%(shown)s looks like the number of a bank card."),
        }
        return sentences[self.kind] % {"shown": self.shown}


def secrets_in(text: str) -> list[Secret]:
    """What a text or a name of a file holds that should not be in it, each once, in order of the kinds."""
    # Full width becomes half width; the star of a mark stays.
    text = unicodedata.normalize("NFKC", text)
    has_lines = "\n" in text.strip()
    ends = [match.start() for match in re.finditer("\n", text)] if has_lines else []

    def line(place: int) -> int:
        """The line of the place, counted from 1; 0 in a text of one line."""
        return bisect_left(ends, place) + 1 if has_lines else 0

    found = []
    for match in _MARKS.finditer(text):
        mark = match[0].strip(" \n[【(〔_-—:")
        found.append(Secret(MARK, mark, line(match.start() + match[0].index(mark))))
    numbers = set()
    for match in _CITIZEN.finditer(text):
        number = re.sub(r"[ -]", "", match[1]).upper()
        if is_citizen_number(number):
            numbers.add(match.start(1))
            found.append(Secret(CITIZEN, _masked(number), line(match.start(1))))
    for kind, pattern in ((MOBILE, _MOBILE), (CARD, _CARD)):
        for match in pattern.finditer(text):
            number = re.sub(r"[ -]", "", match[1])
            if match.start(1) not in numbers and (kind == MOBILE or is_card_number(number)):
                found.append(Secret(kind, _masked(number), line(match.start(1))))
    return list(dict.fromkeys(found))


def is_citizen_number(number: str) -> bool:
    """Whether 18 characters are a citizen's number: a birthday that has been, and the right check digit."""
    try:
        born = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return 1900 <= born.year <= 2100 and _CHECK_DIGITS[total % 11] == number[17]


def is_card_number(number: str) -> bool:
    """Whether digits are as many as a card of their brand has and end on their Luhn digit; not all alike."""
    if not _BRANDS.fullmatch(number):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return len(set(number)) > 1 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _masked(number: str) -> str:
    """The first and last digits: enough to find it in the text, too little to be passed on."""
    return f"{number[:_SHOWN]}…{number[-_SHOWN:]}"
