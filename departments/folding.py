"""One folding for everything that is looked for: two ways to write the same are one text afterwards.

What is looked for and what is looked through are folded alike, the latter when it is written (`models.folded`), so that
the database only compares.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from django.utils.module_loading import import_string

# Stands before every syllable in `spellings`, and in no folded text.
MARK = "|"

# What a mark between two digits says is kept in one form: a span (8-10), a list (8,10), a decimal (1.38), a date.
# Blanks in a number, and a comma before three digits, say nothing: 47 298 and 47,298 are 47298.
_SPAN = re.compile("(?<=[0-9])\\s*[-‐‑‒–—―−~〜至到]\\s*(?=[0-9])")
_LIST = re.compile("(?<=[0-9])\\s*[,、､;]\\s*(?=[0-9])")
_IN_NUMBER = re.compile("(?<=[0-9])(?:\\s+(?=[0-9])|,(?=[0-9]{3}(?![0-9])))")
# All other marks and blanks go; signs that count (%, +, ≥, ¥) stay.
_NOTHING_SAID = re.compile("(?<![0-9])[-,.:/]|[-,.:/](?![0-9])|[^\\w%‰+<>=≤≥±×¥$°,.:/-]|_")
# What joins two parts of a unit's name, and is left out or written otherwise: 住房城乡建设局, 住房和城乡建设局.
# Both parts have two characters at least (和县, 太和县, 呼和浩特); nor is it part of a word (和平, 共和, 参与, 普及).
_AND = "(?<!共)和(?![平谐睦田县])|(?<![参给])与(?![会时])|(?<![普涉波惠以])及(?![时格第])|以及|暨"
_JOINT = re.compile(f"(?<=\\w\\w)(?:{_AND})(?=\\w\\w)")
# One after the other, each with what stays of what it finds.
FOLDS = ((_IN_NUMBER, ""), (_SPAN, "-"), (_LIST, ","), (_NOTHING_SAID, ""))
# A paragraph that somebody pastes; SQLite parts conditions no further than a thousand.
LONGEST_QUERY, MOST_WORDS = 500, 20
_ASKED = re.compile(rf"\s*(?:\S+\s*){{0,{MOST_WORDS}}}")
_LETTERS = re.compile("[a-z0-9]*[a-z][a-z0-9]*")


@cache
def _simplified() -> dict[int, str]:
    """The table from each traditional character to its simplified one."""
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    table = {ord(old): new.split()[0] for old, new in pairs if len(old) == 1}
    # 著 is written in simplified text, too, but where others write 着.
    return {**table, ord("著"): "着", ord("○"): "〇", ord("◯"): "〇"}


def plain(text: str) -> str:
    """The text in half width, small letters, simplified characters; blanks and marks still stand."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplified())


def folded(text: str) -> str:
    """The text as it is compared: `plain`, without blanks and marks; numbers in one way, 1.38, 47298, 8-10."""
    text = plain(text)
    for pattern, kept in FOLDS:
        text = pattern.sub(kept, text)
    return text


def asked_for(query: str) -> str:
    """As much of what was typed as is looked for: what is longer, or NUL, no statement of a database holds."""
    return _ASKED.match(query[:LONGEST_QUERY].replace("\0", " "))[0]


def spaced(query: str) -> str:
    """What was typed, `plain`, with its words still apart; spans of numbers in one way, 191-195.

    What nobody sees, as a zero-width space that was pasted along, is gone.
    """
    return _SPAN.sub("-", "".join(one for one in plain(asked_for(query)) if unicodedata.category(one) != "Cf"))


@cache
def _speller():
    """Loaded when the first name is spelt: its dictionary takes 50 MB, and most processes never write a name."""
    return import_string("pypinyin.lazy_pinyin")


def spellings(name: str) -> str:
    """How a name is typed in letters: pinyin and initials from each syllable on, each after a `MARK`.

    市人社局 gives "|shirensheju|srsj|rensheju|rsj|sheju|sj|ju|j": who knows a part of the name need not know its
    beginning, and a word found within a syllable is no hit. For ü both v and u are understood.
    """
    spelt = [(syllable, initial) for syllable, initial, _length in syllables(name) if syllable]
    full, initials = [syllable for syllable, _initial in spelt], [initial for _syllable, initial in spelt]
    other = [u_for_umlaut(one) for one in full]
    ways = (full, initials, other)
    found = dict.fromkeys("".join(way[at:]) for at in range(len(spelt)) for way in ways)
    return "".join(MARK + one for one in found)


def unlinked(name: str) -> str:
    """The name as it is compared, without what only joins its parts (和, 与, 及): 住房城乡建设局, 住房和城乡建设局.

    Who looks for one finds the other. That two names are one unit is for people to say: it is asked, never made.
    """
    return _JOINT.sub("", folded(name))


def u_for_umlaut(spelt: str) -> str:
    """Syllables with ü, which are spelt with v, as they are also typed: lvyou, luyou."""
    return spelt.replace("lv", "lu").replace("nv", "nu")


def syllables(name: str) -> list[tuple[str, str, int]]:
    """[(syllable, initial, how many characters of the `plain` name it spells)].

    What is no Chinese character, GPS or 3, is typed as it stands, among initials too; "" for marks.
    """
    found = []
    for part in _speller()(plain(name), errors=lambda other: MARK + other):
        is_other, syllable = part.startswith(MARK), folded(part)
        found.append((syllable, syllable if is_other else syllable[:1], len(part) - len(MARK) if is_other else 1))
    return found


def name_words(name: str) -> str:
    """What is stored of a name to find it by: as written and as spelt, with and without `unlinked`; "" for none."""
    if not name:
        return ""
    ways = [f"{folded(name)}{spellings(name)}"]
    if (bare := unlinked(name)) != folded(name):
        ways.append(f"{bare}{spellings(bare)}")
    return MARK.join(dict.fromkeys(MARK.join(ways).split(MARK)))


def name_queries(word: str) -> list[str]:
    """What `name_words` must hold one of for a name to match the word, [] if none can: letters begin a syllable."""
    word = asked_for(word)
    folded_word = folded(word)
    if _LETTERS.fullmatch(folded_word):
        return [MARK + folded_word] if len(folded_word) > 1 else []
    return [one for one in dict.fromkeys((folded_word, unlinked(word))) if one]


def pinyin(name: str) -> str:
    """The name in small letters and digits, as a user name is typed: 王建国 gives "wangjianguo"; "" for none."""
    return "".join(part for part in _speller()(plain(name), errors="ignore") if part.isascii() and part.isalnum())
