"""Print how a breakdown document is read, without touching the database."""

import json
from dataclasses import replace

from django.core.management.base import BaseCommand

from items.documents import Document, DocumentError, assembled, open_file
from items.imports.decisions import Decisions, revise
from items.imports.headings import unread_headings
from items.report_text.model import ParsedReport
from items.report_text.parser import parse
from items.report_text.roles import LEAD_RULES


class Command(BaseCommand):
    help = "Read a breakdown document and print its chapters, items, units and problems."
    requires_system_checks = ()  # works on a machine without a database

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a .docx, .xlsx, .csv, .xls, .pdf or .txt file")
        parser.add_argument("--format", choices=["json", "text"], default="text")
        parser.add_argument(
            "--lead-rule", choices=LEAD_RULES, help="what an unlabelled list of units means; default: found in the text"
        )

        parser.add_argument(
            "--read-in", action="append", default=[], metavar="KIND", help="what was left aside, e.g. hidden_rows"
        )

    def handle(self, *, file, lead_rule, read_in, **options):
        try:
            document = open_file(file)
        except DocumentError as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error
        report = parse(assembled(document.text, document.additions, read_in), lead_rule=lead_rule)
        headings = unread_headings(report, [] if read_in else document.headings)
        report = revise(report, Decisions(headings=headings))
        settled = {start for start, _end in headings}
        report = replace(report, problems=tuple(one for one in report.problems if one.start not in settled))
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join([*_outline(report), *_asides(document, read_in)]))


def _outline(report: ParsedReport):
    """The report line by line: headings and items in the order of the text, then what needs a look."""
    yield f"{report.title or '(no title)'} — {len(report.items)} items, lead rule: {report.lead_rule}"
    parts = [(chapter.start, index, chapter) for index, chapter in enumerate(report.chapters)]
    parts += [(item.start, None, item) for item in report.items]
    for _, index, part in sorted(parts, key=lambda row: row[0]):
        if index is not None:
            yield f"\n{'  ' * _depth(report, part.parent)}# {part.literal}"
        else:
            yield from _item_lines(part, "  " * _depth(report, part.chapter))
    if report.problems:
        yield f"\n{len(report.problems)} problems"
    for found in report.problems:
        yield f"  line {found.line}  {found.code}: {found.message}"


def _asides(document: Document, read_in: list[str]):
    """What was left aside, and where."""
    for kind, one in document.asides.items():
        places = ", ".join(f"{sheet}!{place}" if sheet else place for sheet, _form, place in one.places)
        more = ", …" if one.count > len(one.places) and len(one.places) > 1 else ""
        yield f"{'read in' if kind in read_in else 'left aside'}: {kind} ({one.count}): {places}{more}"


def _item_lines(item, indent: str):
    again = f" ({item.clause})" if item.clause > 1 else ""
    yield f"{indent}{item.number_literal}{again} {' '.join(item.text.split())}"
    for unit in item.responsibilities:
        several = ", collective" if unit.collective else ""
        yield f"{indent}    {unit.role:<11} {unit.name}  [{unit.basis}{several}]"
    if item.leaders:
        yield f"{indent}    leader      {'、'.join(item.leaders)}"
    if item.deadline:
        yield f"{indent}    deadline    {item.deadline.literal}  [{item.deadline.date or 'no date'}]"
    for target in item.targets:
        per = f" per {target.per}" if target.per else ""
        number = target.number_literal
        yield f"{indent}    target      {target.label}  [{target.comparator} {number} {target.unit}{per}]"
    for milestone in item.milestones:
        yield f"{indent}    milestone   {milestone.title}"


def _depth(report: ParsedReport, chapter: int | None) -> int:
    depth = 0
    while chapter is not None:
        depth, chapter = depth + 1, report.chapters[chapter].parent
    return depth
