"""One character for one: the text in the form that the rules are written for.

Rules match the folded text; everything that is handed on is cut from the original by the same offsets, so
folding must never change a length. Full-width punctuation, digits and letters become half-width, white space
becomes a blank or a line feed, and traditional characters and their variants (爲, 産, 衞) become simplified ones,
by OpenCC's tables.
"""

import re
from functools import cache
from importlib.resources import files

# Written in simplified text, too, though seldom; in the reports it is the traditional form.
_STILL_FOLDED = {"於": "于", "後": "后"}
# Wide forms that the general shift of 0xFEE0 does not reach, and look-alikes of stops, bars and marks.
_SINGLE = {
    "。": "。",
    "｡": "。",
    "．": ".",
    "﹒": ".",
    "、": "、",
    "﹑": "、",
    "､": "、",
    "〔": "〔",
    "〕": "〕",
    "［": "[",
    "］": "]",
    "﹙": "(",
    "﹚": ")",
    "﹕": ":",
    "︰": ":",
    "∶": ":",
    "﹔": ";",
    "﹐": ",",
    "∗": "*",
    "✱": "*",
    "﹡": "*",
    "★": "*",
    "☆": "*",
    "※": "*",
    "○": "〇",
    "丨": "|",
}
_LINE_ENDS = "\r\n\x0b\x0c\x85\u2028\u2029"
_BLANKS = "\t\u00a0\u1680\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200C)))


def _pairs(name: str) -> list[tuple[str, str]]:
    """(character, what stands for it) of one of OpenCC's tables."""
    lines = files("opencc").joinpath("dictionary", f"{name}.txt").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if "\t" in line]
    return [(pair[0], pair[1].split()[0]) for pair in pairs if len(pair[0]) == 1]


def _simplified() -> dict[str, str]:
    """Each character that no simplified text has, by GB 2312, and the simplified one."""
    table = dict(_pairs("TSCharacters"))
    for name in ("TWVariants", "HKVariants"):
        for standard, variant in _pairs(name):
            table.setdefault(variant, table.get(standard, standard))
    return {old: new for old, new in table.items() if not _is_simplified(old) and len(new) == 1} | _STILL_FOLDED


def _is_simplified(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update((ord(old), new) for old, new in _simplified().items())
    table.update((ord(old), new) for old, new in _SINGLE.items())
    table.update((ord(mark), "\n") for mark in _LINE_ENDS)
    table.update((ord(blank), " ") for blank in _BLANKS)
    return table


# Marks of Markdown: a break in a cell, bold type, a heading.
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|^ {0,3}#{1,6}(?= )", re.MULTILINE)


def fold(text: str) -> str:
    """The folded text, of the same length."""
    if "<" in text:
        text = _BREAK.sub(lambda mark: "\n" + " " * (len(mark.group()) - 1), text)
    if "**" in text or "#" in text:
        text = _MARKUP.sub(lambda mark: " " * len(mark.group()), text)
    return text.translate(_table())
