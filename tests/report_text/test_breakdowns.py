"""Invented breakdown documents in the layouts governments publish, each with its whole expected parse.

`tests/data/breakdowns/NN-name.txt` is the document, `NN-name.expected.json` what a careful reader finds in it: per item
the number, the place among several clauses of one number, how the text begins (12 characters) and ends (8), the units
with their roles in order, which of them are collectives, the deadline, the leaders, whether the list of units is open,
and the headings above; then the codes of the problems that a person must be shown, and of no others.
"""

import json
import re
import unicodedata

import pytest

from items.report_text.parser import parse

from ..given.parsed import codes, path, rebuilt
from ..places import DATA

FOLDER = DATA / "breakdowns"
DOCUMENTS = sorted(FOLDER.glob("*.txt"))


def flat(text: str) -> str:
    """Texts are compared without white space and with full-width forms folded."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def seen(report, item, opened) -> dict:
    """An item in the form of the expected parse."""
    text = flat(item.text).rstrip("。;")
    return {
        "number": item.number,
        "clause": item.clause,
        "text_start": text[:12],
        "text_end": text[-8:],
        "units": {flat(unit.name): unit.role for unit in item.responsibilities},
        "collectives": [flat(unit.name) for unit in item.responsibilities if unit.collective],
        "deadline": item.deadline and flat(item.deadline.literal),
        "date": item.deadline and item.deadline.date and item.deadline.date.isoformat(),
        "leaders": list(item.leaders),
        "open": any(item.start <= problem.start < item.end for problem in opened),
        "path": [flat(literal) for literal in path(report, item)],
    }


def wanted(item) -> dict:
    """The same form of an item of the expected parse."""
    return item | {
        "units": {flat(name): role for name, role in item["units"].items()},
        "collectives": [flat(name) for name in item["collectives"]],
        "deadline": item["deadline"] and flat(item["deadline"]),
        "path": [flat(literal) for literal in item["path"]],
    }


def differences(got: list[dict], want: list[dict]) -> list[str]:
    """One line per field that differs, one per item that is missing or not expected."""
    lines = [] if len(got) == len(want) else [f"{len(got)} items instead of {len(want)}"]
    by_start = {(item["text_start"], item["clause"]): item for item in got}
    for item in want:
        found = by_start.pop((item["text_start"], item["clause"]), None)
        name = f"{item['number']} {item['text_start']}"
        if found is None:
            lines.append(f"{name}: not found")
            continue
        for field, value in item.items():
            if found[field] != value or (field == "units" and list(found[field]) != list(value)):
                lines.append(f"{name}: {field} is {found[field]} instead of {value}")
    return lines + [f"{item['number']} {item['text_start']}: not expected" for item in by_start.values()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_breakdown_is_read_as_a_person_reads_it(document):
    text = document.read_text(encoding="utf-8")
    want = json.loads(document.with_suffix(".expected.json").read_text(encoding="utf-8"))
    report = parse(text)
    opened = [problem for problem in report.problems if problem.code == "open_list"]
    lines = differences([seen(report, item, opened) for item in report.items], [wanted(i) for i in want["items"]])
    if report.lead_rule != want["lead_rule"]:
        lines.append(f"lead rule is {report.lead_rule} instead of {want['lead_rule']}")
    # What a sentence promises is tested elsewhere.
    found, expected = set(codes(report)) - {"target_unsure"}, set(want["problems"])
    lines += [f"problem {code} is missing" for code in sorted(expected - found)]
    lines += [f"problem {code} is not expected" for code in sorted(found - expected)]
    assert not lines, "\n".join([document.name, *lines])
    assert rebuilt(report) == text


def test_every_document_has_its_expected_parse():
    assert len(DOCUMENTS) >= 30
    assert {d.stem for d in DOCUMENTS} == {d.name.removesuffix(".expected.json") for d in FOLDER.glob("*.json")}
