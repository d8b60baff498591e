"""How well the invented documents are read: python -m tests.report_text.scoring [--differences] [FOLDER]

Each `NN-name.json` (see the README beside them) is compared with what the reader makes of its document: items found and
items that nobody wrote, ends of texts, units, roles, headings, deadlines (dated steps with them), targets, and silent
losses: what the text says and no item, heading, clause or finding holds.
"""

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from items.documents import Document, DocumentError, open_file
from items.report_text.model import ParsedReport
from items.report_text.parser import parse

from ..given.marked import marked
from ..given.parsed import path
from ..places import DATA
from .losses import lost_lines

INVENTED = DATA / "invented"
_EDGES = " 。;；,，、:："
_SAME_UNITS = str.maketrans(
    "個間處戶畝盞輛條項張塊類場", "个间处户亩盏辆条项张块类场"
)  # units are the same in both scripts
_MULTIPLES = {"万亿": 10**12, "亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4}


def flat(text: str | None) -> str:
    """Texts are compared without white space and with full-width forms folded."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


@dataclass
class Score:
    """Counts of one document or of all. `differences` are sentences, `lost` what vanished in silence."""

    items: int = 0
    found: int = 0
    extra: int = 0
    ends: int = 0
    units: int = 0
    units_given: int = 0
    units_right: int = 0
    roles: int = 0
    roles_right: int = 0
    leaders: int = 0
    leaders_right: int = 0
    headings: int = 0
    headings_right: int = 0
    dates: int = 0
    dates_right: int = 0
    targets: int = 0
    targets_given: int = 0
    targets_right: int = 0
    lost: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def add(self, other: "Score"):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def figures(self) -> dict[str, float]:
        """Each measure as a part of 1; a measure of nothing is 1."""
        return {
            "items": _part(self.found, self.items),
            "exact": _part(self.found, self.found + self.extra),
            "ends": _part(self.ends, self.found),
            "unit_f1": _part(2 * self.units_right, self.units + self.units_given),
            "roles": _part(self.roles_right, self.roles),
            "leaders": _part(self.leaders_right, self.leaders),
            "headings": _part(self.headings_right, self.headings),
            "dates": _part(self.dates_right, self.dates),
            "target_p": _part(self.targets_right, self.targets_given),
            "target_r": _part(self.targets_right, self.targets),
        }


def _part(some: int, whole: int) -> float:
    return some / whole if whole else 1.0


class Read:
    """An item as it was read, or the run of items that the clauses of one number became.

    `sheets` are [start, end] of the titles of sheets, which an import takes as headings.
    """

    def __init__(self, report: ParsedReport, items, sheets=()):
        self.report, self.items, self.sheets = report, tuple(items), sheets

    @cached_property
    def text(self) -> str:
        return flat(self.report.source[self.items[0].text_start : self.items[-1].text_end]).strip(_EDGES)

    @cached_property
    def roles(self) -> dict[str, str]:
        return {flat(unit.name): unit.role for item in self.items for unit in item.responsibilities}

    @cached_property
    def leaders(self) -> set[str]:
        return {leader for item in self.items for leader in item.leaders}

    @cached_property
    def deadline(self):
        return next((item.deadline for item in self.items if item.deadline), None)

    @property
    def day(self) -> str | None:
        return self.deadline.date.isoformat() if self.deadline and self.deadline.date else None

    @cached_property
    def days_of_steps(self) -> set[str]:
        steps = [step.deadline for item in self.items for step in item.milestones]
        return {step.date.isoformat() for step in steps if step and step.date}

    @cached_property
    def targets(self) -> list:
        return [target for item in self.items for target in item.targets]

    @cached_property
    def headings(self) -> list[str]:
        above = [self.report.source[start:end] for start, end in self.sheets if end <= self.items[0].start][-1:]
        return [flat(literal).strip(_EDGES) for literal in (*above, *path(self.report, self.items[0]))]


def score(document: dict, folder: Path, name: str) -> Score:
    """Compare one document with its expectations."""
    result = Score(items=len([item for item in document["items"] if not item.get("optional")]))
    try:
        file = open_file(folder / document.get("file", f"{name}.txt"))
    except DocumentError as refusal:
        for item in document["items"]:
            if not item.get("optional"):
                _miss(result, item)
        result.differences.append(f"refused: {refusal}")
        return result
    report = parse(file.text)
    runs = _runs(report, file.headings)
    taken: set[int] = set()
    matched = []
    for item in document["items"]:
        read = _find(item, runs, taken)
        matched.append((item, read))
        if read is not None:
            taken.update(map(id, read.items))
            result.found += not item.get("optional")
            _compare(result, document, item, read)
        elif not item.get("optional"):
            _miss(result, item)
            result.differences.append(f"item missing: {item['number']} {item['text_start']}")
    for item in report.items:
        written = flat(item.text)
        if id(item) not in taken and not any(flat(ask) in written for ask in document["asks"] if isinstance(ask, str)):
            result.extra += 1
            result.differences.append(f"item that nobody wrote: {item.number_literal} {written[:40]}")
    result.lost += lost_lines(document, report, matched, _said_of(file))
    return result


def _said_of(file: Document) -> str:
    """What the portal says of a file beside its text: the kinds of what was left aside, where, and the words."""
    kinds = [
        f"{kind.replace('_', ' ')} {' '.join(str(place) for place in one.places)}" for kind, one in file.asides.items()
    ]
    return "\n".join([*kinds, *(one.text for one in file.additions)])


def _miss(result: Score, item: dict):
    result.units += len(_names(item))
    result.targets += len(item["targets"])
    result.dates += bool(item["deadline"]) + len([step for step in item["milestones"] if not step.get("optional")])


def _runs(report: ParsedReport, sheets) -> list[Read]:
    """Every item alone, and every run of items that share one number."""
    runs = [Read(report, [item], sheets) for item in report.items]
    for at in range(len(report.items)):
        end = at + 1
        while end < len(report.items) and report.items[end].clause == report.items[end - 1].clause + 1:
            end += 1
            runs.append(Read(report, report.items[at:end], sheets))
    return runs


def _find(item: dict, runs: list[Read], taken: set[int]) -> Read | None:
    starts = tuple(flat(start).strip(_EDGES) for start in (item["text_start"], *item.get("text_start_or", [])))
    free = [run for run in runs if run.text.startswith(starts) and not any(id(one) in taken for one in run.items)]
    return min(free, key=lambda run: (not _ends_right(item, run), len(run.items)), default=None)


def _ends_right(item: dict, read: Read) -> bool:
    ends = [item["text_end"], *item.get("text_end_or", [])]
    return item.get("ends_free", False) or any(read.text.endswith(flat(end).strip(_EDGES)) for end in ends)


def _names(item: dict) -> list[str]:
    return [flat(name) for name in (*item["lead"], *item["support"], *item["units"])]


def _compare(result: Score, document: dict, item: dict, read: Read):
    about = f"{item['number']} {item['text_start']}"

    def differs(what, want, got):
        result.differences.append(f"{what}: {about}: {want} expected, {got} read")

    if not item.get("optional"):
        result.ends += _ends_right(item, read)
        if not _ends_right(item, read):
            differs("end", item["text_end"], read.text[-20:])
    item = _as_read(item, read)
    wanted, allowed = set(_names(item)), {flat(name) for name in item.get("units_allowed", [])}
    given = set(read.roles) - (allowed - wanted)
    result.units += len(wanted)
    result.units_given += len(given)
    result.units_right += len(wanted & given)
    if wanted != given:
        differs("units", sorted(wanted - given), sorted(given - wanted))
    if wanted and not item.get("roles_free"):
        right = _roles_right(item, read.roles)
        result.roles += 1
        result.roles_right += right
        if not right:
            differs("roles", f"lead {item['lead']} support {item['support']}", read.roles)
    if (item["leaders"] or read.leaders) and not item.get("leaders_free"):
        right = set(item["leaders"]) == read.leaders
        result.leaders += 1
        result.leaders_right += right
        if not right:
            differs("leaders", item["leaders"], sorted(read.leaders))
    if item.get("remark") and not any(item["remark"] in getattr(one, "remark", "") for one in read.items):
        differs("remark", item["remark"], "none")
    right = _headings_right(document, item, read.headings)
    result.headings += 1
    result.headings_right += right
    if not right:
        differs("headings", item["headings"], read.headings)
    _compare_dates(result, document, item, read, differs)
    if not item.get("targets_free"):
        _compare_targets(result, item, read, differs)


def _as_read(item: dict, read: Read) -> dict:
    """The item with one name of each unit that may be called by several: the one that was read, else the first."""

    def chosen(name: str) -> str:
        names = name.split("|")
        return next((one for one in names if flat(one) in read.roles), names[0])

    return item | {key: [chosen(name) for name in item[key]] for key in ("lead", "support", "units")}


def _roles_right(item: dict, roles: dict[str, str]) -> bool:
    """A unit alone without a role may lead; beside a stated lead, units without a role may support."""
    lead, support, units = ([flat(name) for name in item[key]] for key in ("lead", "support", "units"))
    others = {"support", "responsible"} if lead else {"responsible"}
    if len(units) == 1 and not lead and not support:
        others = {"lead", "responsible"}
    return (
        all(roles.get(name, "lead") == "lead" for name in lead)
        and all(roles.get(name, "support") == "support" for name in support)
        and all(roles[name] in others for name in units if name in roles)
        and (bool(set(lead) & set(roles)) or not lead)
    )


def _headings_right(document: dict, item: dict, headings: list[str]) -> bool:
    def same(one: str, other: str) -> bool:
        return one in other or other in one

    wanted = [flat(heading).strip(_EDGES) for heading in item["headings"]]
    allowed = [flat(heading).strip(_EDGES) for heading in document.get("headings_allowed", [])]
    rest = list(wanted)
    for heading in headings:
        if rest and same(rest[0], heading):
            rest.pop(0)
        elif not any(same(heading, one) for one in (*allowed, *wanted)):
            return False
    return not rest


def _compare_dates(result: Score, document: dict, item: dict, read: Read, differs):
    steps = [step["on"] for step in item["milestones"] if not step.get("optional")]
    loose = {step["on"] for step in item["milestones"]}
    if item["deadline"] or item["deadline_literal"]:
        right = read.day in {item["deadline"], *item.get("deadline_or", [])}
        if item["deadline"] and read.day is None and "year" in document and read.deadline and item["deadline_literal"]:
            right = flat(read.deadline.literal) == flat(item["deadline_literal"])
        result.dates += 1
        result.dates_right += right
        if not right:
            differs("deadline", f"{item['deadline']} ({item['deadline_literal']})", read.deadline)
    elif read.day and read.day not in loose and not item.get("dates_free"):
        result.dates += 1
        differs("deadline", None, read.deadline)
    for day in steps:
        right = day in read.days_of_steps or day == read.day
        result.dates += 1
        result.dates_right += right
        if not right:
            differs("step", day, sorted(read.days_of_steps))


def _compare_targets(result: Score, item: dict, read: Read, differs):
    free, missing = list(read.targets), []
    for want in item["targets"]:
        got = next((target for target in free if _same_target(want, target)), None)
        if got is None:
            missing.append(want)
        else:
            free.remove(got)
            result.targets_right += 1
    free = [got for got in free if not any(_same_target(want, got) for want in item.get("targets_allowed", []))]
    result.targets += len(item["targets"])
    result.targets_given += len(item["targets"]) - len(missing) + len(free)
    if missing or free:
        wanted = [f"{want['label']} {want['operator']} {want['value']} {want['unit']}" for want in missing]
        differs("targets", wanted, [f"{got.label} {got.comparator} {got.number} {got.unit}" for got in free])


def _same_target(want: dict, got) -> bool:
    operators = {"=" if one == "growth" else one for one in (want["operator"], *want.get("or", []))}
    return (
        got.comparator in operators
        and _amount(got.number, got.unit) == _amount(want["value"], want["unit"])
        and _alike(flat(want["label"]), flat(got.label))
    )


def _amount(number, unit: str) -> tuple[float, str]:
    """A number with 万 and 亿 of its unit multiplied out, and the unit's bare word."""
    unit = flat(unit).translate(_SAME_UNITS)
    for word, times in _MULTIPLES.items():
        if unit.startswith(word) and len(unit) > len(word):
            return round(float(number) * times, 6), unit[len(word) :]
    return round(float(number), 6), unit.removeprefix("个") or "个"


def _alike(one: str, other: str) -> bool:
    """Whether two labels share at least half the characters of the shorter one."""
    shorter = min(len(set(one)), len(set(other)))
    return bool(shorter) and len(set(one) & set(other)) * 2 >= shorter


def score_folder(folder: Path) -> dict[str, Score]:
    """The score of every document of a folder by its name."""
    scores = {}
    for file in sorted(folder.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        scores[file.stem] = score(document, folder, file.stem)
    for file in sorted(folder.glob("[0-9]*.txt")):
        if not file.with_suffix(".json").exists():
            scores[file.stem] = score_marked(file)
    return scores


def score_marked(file: Path) -> Score:
    """The score of a document whose right values are marked in it."""
    document = marked(file)
    if document.file:
        return score(document.expected, file.parent, document.name)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{document.name}.txt").write_text(document.text, encoding="utf-8")
        return score(document.expected, Path(folder), document.name)


def table(scores: dict[str, Score]) -> list[str]:
    """The lines of a table: a document each, then all."""
    total = Score()
    for one in scores.values():
        total.add(one)
    heads = list(total.figures())
    lines = [f"{'':32}" + "".join(f"{head:>9}" for head in heads) + f"{'lost':>6}"]
    for name, one in (*scores.items(), ("all", total)):
        lines.append(f"{name:32}" + "".join(f"{value:9.2f}" for value in one.figures().values()) + f"{len(one.lost):6}")
    return lines


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m tests.report_text.scoring")
    options.add_argument("folder", nargs="?", type=Path, default=INVENTED)
    options.add_argument("--differences", action="store_true", help="each difference and loss as a sentence")
    chosen = options.parse_args(arguments)
    scores = score_folder(chosen.folder)
    if chosen.differences:
        for name, one in scores.items():
            for line in (*one.differences, *(f"LOST: {lost}" for lost in one.lost)):
                sys.stdout.write(f"{name}: {line}\n")
    sys.stdout.write("\n".join(table(scores)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
