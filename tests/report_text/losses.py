"""What a document says and no item, heading, clause or finding of its parse holds."""

import re
import unicodedata

from items.report_text.model import ParsedReport

_HELD = {"heading", "number", "text", "clause"}
# Findings about an item or a number as a whole: they do not ask about each word in their range.
_OF_A_WHOLE = {
    "no_text",
    "no_unit",
    "no_lead",
    "lead_is_collective",
    "open_list",
    "number_missing",
    "number_gap",
    "number_repeat",
}
_MARK = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}[、项]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[.、](?!\d)"
    r"|[①-⑳•·]|[-—] |事项[一二三四五])"
)
_COUNTED = re.compile(
    r"[\d一二三四五六七八九十百千两][\d,.]*(?:万|亿|萬|億)?(?:平方|立方)?"
    r"(?:公里|米|个|個|处|處|所|座|家|套|户|戶|人|名|亩|台|辆|条|项|项|件|场|盏|株|吨|元|张|部|间|間|幅|块|类|片|批|%)"
)
_DAY = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d|[一二三四五六七八九十]|底|份|[上中下]旬|前)|年底|年末|年内|[上下]半年|[一二三四]季度"
)
_DONE = re.compile(r"已|正在|进行中")
_PAGE_MARK = re.compile(r"[—\-–· ]*第? ?\d{1,4} ?页?(?: ?共 ?\d{1,4} ?页)?[—\-–· ]*")


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def lost_lines(document: dict, report: ParsedReport, matched: list, asides: str) -> list[str]:
    """Sentences about what vanished: numbered lines, promises and dates, expected units and dates, what must be asked.

    What stands before the first expected item is a covering notice. Where no item was found at all, that is said, and
    the whole document counts as asked about. `asides`: what the reading of the file left aside and says so.
    """
    lost = [f"not asked: {ask}" for ask in document["asks"] if not _asked(ask, report, asides)]
    if any(problem.code == "no_items" for problem in report.problems):
        return lost
    held = held_by(report)
    for item, read in matched:
        if read is not None:
            lost += _lost_of_item(item, read, report, held)
    return lost + _uncovered(document, report, held)


def _asked(ask, report: ParsedReport, asides: str) -> bool:
    """Whether the words stand in a finding, or in an item where one phrase alone is asked for."""
    said = [_flat(asides), *(_flat(problem.message) for problem in report.problems)]
    said += [_flat(report.source[problem.start : problem.end]) for problem in report.problems]
    if isinstance(ask, dict):
        return any(_flat(word) in one for word in ask["any"] for one in said)
    return any(_flat(ask) in one for one in (*said, *(_flat(item.text) for item in report.items)))


def held_by(report: ParsedReport) -> bytearray:
    """For each character whether an item, a heading, a clause or a finding holds it."""
    held = bytearray(len(report.source))
    ranges = [(node.start, node.end) for node in report.nodes if node.kind in _HELD]
    ranges += [(problem.start, problem.end) for problem in report.problems if problem.code not in _OF_A_WHOLE]
    ranges += [(step.start, step.end) for item in report.items for step in item.milestones]
    remarks = _flat("".join(item.remark for item in report.items))
    ranges += [
        (node.start + cell.start(), node.start + cell.end())
        for node in report.nodes
        if node.kind == "remark"
        for cell in re.finditer("[^\t|]+", report.source[node.start : node.end])
        if _flat(cell.group()) in remarks
    ]
    for start, end in ranges:
        held[start:end] = b"\1" * (end - start)
    return held


def _lost_of_item(item: dict, read, report: ParsedReport, held: bytearray) -> list[str]:
    """Units and the deadline that the item should have, that it has not, and that stand in nothing held."""
    lost = []
    asked = any(
        problem.code == "no_unit" and one.start <= problem.start < one.end
        for problem in report.problems
        for one in read.items
    )
    for name in (*item["lead"], *item["support"], *item["units"]):
        names = name.split("|")
        if asked or any(_flat(one) in read.roles for one in names):
            continue
        if not any(_stands_held(one, report, held) for one in names):
            lost.append(f"unit {name} of {item['text_start']}")
    literal = item["deadline_literal"]
    if literal and read.deadline is None and not _stands_held(literal, report, held):
        lost.append(f"deadline {literal} of {item['text_start']}")
    return lost


def _stands_held(words: str, report: ParsedReport, held: bytearray) -> bool:
    """Whether the words, if they stand in the source, stand in something held."""
    places = [found.start() for found in re.finditer(re.escape(words), report.source)]
    return not places or any(held[place] for place in places)


def _uncovered(document: dict, report: ParsedReport, held: bytearray) -> list[str]:
    titles = {_flat(title) for title in document.get("headings_allowed", [])}
    settled = {_flat(words) for words in document.get("no_promises", [])}
    settled |= {_flat(item.get("remark", "")) for item in document["items"]}
    asked = [_flat(ask) for ask in document["asks"] if isinstance(ask, str)]  # these are counted already
    lost, begun = [], _first_place(document, report.source)
    for found in re.finditer(r"[^\n\t\u2028]+", report.source):
        words = "".join(one for at, one in enumerate(found.group(), found.start()) if not held[at])
        plain, folded = _flat(words), unicodedata.normalize("NFKC", words).strip()
        if found.start() < begun or len(plain) < 3 or plain in titles | settled or any(ask in plain for ask in asked):
            continue
        if _DONE.match(plain) or _PAGE_MARK.fullmatch(folded):
            continue
        for what, pattern in (("numbered line", _MARK.match), ("promise", _COUNTED.search), ("date", _DAY.search)):
            if pattern(folded):
                lost.append(f"{what}: {plain[:60]}")
                break
    return lost


def _first_place(document: dict, source: str) -> int:
    """Where the first expected item begins in the source."""
    places = []
    for item in document["items"]:
        start = r"\s*".join(map(re.escape, item["text_start"][:12]))
        found = re.search(start, source)
        places += [found.start()] if found else []
    return min(places, default=0)
