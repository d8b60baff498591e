"""Invented documents whose right values are marked in them (tests/data/marked/README.md says how)."""

import re
from dataclasses import dataclass
from pathlib import Path

from ..places import DATA

MARKED = DATA / "marked"
_OPERATORS = {
    "=": ["="],
    "+": ["growth"],
    "~": ["~", "="],
    ">=": [">="],
    "<=": ["<="],
    "=?": ["=", ">="],
    ">=?": [">=", "="],
    "<=?": ["<=", "="],
    "=~": ["=", "~"],
    ">=~": [">=", "~", "="],
    "<=~": ["<=", "~", "="],
}
_TARGET = re.compile(r"(?P<label>.+?)(?P<operator>[<>]?=[~?]?|[+~])(?P<value>[\d.:]+)(?P<unit>.*)")
_FREE = {"free": "roles_free", "PF": "leaders_free", "DF": "dates_free", "ES": "ends_free", "opt": "optional"}
_FREE |= {"inh": "inherited", "NL": "literal_free", "TF": "targets_free"}


@dataclass(frozen=True)
class Marked:
    """A marked document: its name, the file it becomes (None: plain text), its text, and its right values."""

    name: str
    file: str | None
    text: str
    expected: dict


def marked(path: Path) -> Marked:
    """Read one marked document."""
    name = path.name.removesuffix(".txt")
    file = name if re.search(r"\.(docx|xlsx?|pdf|csv)$", name) else None
    source, _, expectations = path.read_text(encoding="utf-8").partition("⟪expect⟫\n")
    kind, _, source = source.partition("\n")
    texts = re.findall(r"⟦(.*?)⟧", source, re.S)
    expected = _expected(expectations.splitlines(), iter(texts))
    expected["kind"] = kind.removeprefix("⟪kind⟫ ")
    return Marked(name, file, re.sub("[⟦⟧]", "", source), expected | ({"file": file} if file else {}))


def _expected(lines: list[str], texts) -> dict:
    document: dict = {"items": [], "asks": [], "headings_allowed": [], "no_promises": []}
    headings: list[str] = []
    for line in lines:
        key, _, rest = line.partition(": ")
        if key == "HA":
            document["headings_allowed"].append(rest)
        elif key == "NP":
            document["no_promises"].append(rest)
        elif key == "ASK":
            document["asks"].append(rest)
        elif key == "ASKANY":
            document["asks"].append({"any": rest.split("、")})
        elif key == "YEAR":
            document["year"] = int(rest)
        elif key.rstrip(":") == "H":
            headings = [one for one in rest.split(" > ") if one]
        else:
            document["items"].append(_item(line, headings, next(texts)))
    assert next(texts, None) is None, "a marked text without right values"
    return document


def _item(line: str, headings: list[str], text: str) -> dict:
    number, *parts = line.split(" / ")
    text = text.replace("⏎", "\n")
    tight = re.sub(r"\s", "", text)
    item: dict = {"number": number, "headings": headings, "text_start": tight[:20], "text_end": tight[-10:]}
    item |= {key: [] for key in ("lead", "support", "units", "leaders", "targets", "milestones")}
    item |= {"deadline": None, "deadline_literal": None, "inherited": False}
    for part in parts:
        key, _, rest = part.partition(":")
        if key in _FREE:
            item[_FREE[key]] = True
        elif key in ("L", "S", "U", "P", "UA"):
            named = {"L": "lead", "S": "support", "U": "units", "P": "leaders", "UA": "units_allowed"}[key]
            item[named] = _names(rest)
        elif key == "D":
            literal, day = rest.rsplit("=", 1)
            item |= {"deadline_literal": literal, "deadline": None if day == "-" else day}
        elif key == "DO":
            item["deadline_or"] = [None if day == "-" else day for day in rest.split(",")]
        elif key in ("T", "TA"):
            item["targets" if key == "T" else "targets_allowed"] = [_target(one) for one in rest.split(";")]
        elif key == "M":
            item["milestones"] = [_step(one) for one in rest.split(";")]
        elif key == "B":
            item["text_start_or"] = [rest + tight[:12]]
        elif key == "E":
            item["text_end_or"] = rest.split(";")
        elif key == "R":
            item["remark"] = rest
        else:
            raise ValueError(f"unknown mark {part!r}")
    return item


def _names(words: str) -> list[str]:
    """Names between 、; ＋ stands for one within a name, and the collectives that the files use are kept whole."""
    whole = re.sub(
        r"(各省、自治区、直辖市|(?:各|有关|相关)(?:区)?县（市、区）|各市、州)",
        lambda kept: kept.group().replace("、", "\0"),
        words,
    )
    return [re.sub("[\0＋]", "、", name) for name in whole.split("、")]


def _target(words: str) -> dict:
    found = _TARGET.fullmatch(words)
    assert found, words
    operator, *others = _OPERATORS[found["operator"]]
    value = float(found["value"]) if ":" not in found["value"] else 0.0
    return {"label": found["label"], "operator": operator, "or": others, "value": value, "unit": found["unit"]}


def _step(words: str) -> dict:
    title, day = words.rsplit("=", 1)
    return {"title_start": title, "on": day.rstrip("?"), "optional": day.endswith("?")}
