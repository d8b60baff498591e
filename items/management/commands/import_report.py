"""Import a breakdown from the command line: shows what would happen, and does it with --apply."""

import datetime
from dataclasses import replace

from django.core.management.base import BaseCommand

from items import history
from items.documents import DocumentError, open_file
from items.forms.secrets import ANYWAY_LIMIT
from items.models import WorkReport
from items.report_text.roles import LEAD_RULES

from ...imports import Decisions, ImportRefused, ReportData, apply_import, asides, plan_import, remedies
from ...imports.comparing import ABSENT, SAME, compare
from ...imports.correcting import apply_correction
from ...imports.described import describe
from ...imports.document_wording import sentence_of
from ...imports.headings import unread_headings
from ...imports.remembering import parse_as_remembered
from ...imports.secrets import secrets_in_document, unanswered

# Exit codes: something blocks the import; the file cannot be read.
BLOCKED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = "Read a breakdown document and show what importing it would write; --apply writes it."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a .docx, .xlsx, .csv, .xls, .pdf or .txt file")
        parser.add_argument("--year", type=int, help="year of the report; default: found in the text")
        parser.add_argument("--title", help="title of the report; default: found in the text")
        parser.add_argument("--issuer", default="", help="who issued the document")
        parser.add_argument("--document-number", default="", help="e.g. 襄政发〔2011〕5号")
        parser.add_argument("--default-due", type=datetime.date.fromisoformat, help="for items that name no day")
        parser.add_argument("--group", default="", help="a name for all items, e.g. 十件实事")
        parser.add_argument("--lead-rule", choices=LEAD_RULES, help="what an unlabelled list of units means")
        parser.add_argument("--numbering", choices=["written", "through"], default="", help="default: as it fits")
        parser.add_argument("--new-units", action="store_true", help="create the units that are not known yet")
        parser.add_argument("--corrects", type=int, metavar="REPORT", help="key of the report that the file replaces")
        parser.add_argument(
            "--read-in", action="append", default=[], metavar="KIND", help="what was left aside, e.g. hidden_rows"
        )
        parser.add_argument(
            "--sent-anyway",
            default="",
            metavar="REASON",
            help="import what looks secret all the same",
        )
        parser.add_argument("--apply", action="store_true", help="write it; without, nothing is written")

    def handle(self, *, file, corrects, **options):
        report = self._report(corrects)
        plan = self._plan(file, report, options)
        self._show(plan, report)
        if plan.blocking:
            raise SystemExit(BLOCKED)
        reason = self._reason(plan, report, options)
        if not options["apply"]:
            self.stdout.write("Nothing was written; add --apply to import.")
            return
        try:
            with history.sent_anyway(reason):
                if report:
                    apply_correction(report, plan, by=None)
                else:
                    report = apply_import(plan, by=None)
        except ImportRefused as error:
            self.stderr.write(str(error))
            raise SystemExit(BLOCKED) from error
        self.stdout.write(self.style.SUCCESS(f"Imported as report {report.pk}: {report.title}"))

    def _reason(self, plan, report, options):
        """Why what looks secret is imported all the same, as the page asks for it; "" where nothing does."""
        data = plan.data
        said = {name: getattr(data, name) for name in ("title", "issuer", "document_number", "group", "remark")}
        found = secrets_in_document(data.source_name, plan.parsed.source, said, corrects=report)
        for one in found:
            answered = f" (answered before: {one.answered})" if one.answered else ""
            self.stdout.write(f"  looks secret: {one.where}: {one.sentence}{answered}")
        reason = " ".join(options["sent_anyway"].split())
        if len(reason) > ANYWAY_LIMIT:
            self.stderr.write(f"The reason has {len(reason)} characters; at most {ANYWAY_LIMIT} are kept.")
            raise SystemExit(BLOCKED)
        if options["apply"] and unanswered(found) and not reason:
            self.stderr.write("Something looks secret. Take it out of the file, or say why with --sent-anyway REASON.")
            raise SystemExit(BLOCKED)
        return reason if unanswered(found) else ""

    def _report(self, key):
        if key is None:
            return None
        report = WorkReport.objects.filter(pk=key).first()
        if report is None:
            self.stderr.write(f"There is no report {key}.")
            raise SystemExit(BLOCKED)
        return report

    def _plan(self, file, report, options):
        try:
            document = open_file(file)
        except DocumentError as error:
            self.stderr.write(sentence_of({"code": error.code, "values": error.values}))
            raise SystemExit(UNREADABLE) from error
        aside, read_in = asides.kept(document), options["read_in"]
        decisions = Decisions(read_in=read_in)
        text = asides.text_of(document.text, aside, read_in)
        parsed = parse_as_remembered(text, lead_rule=options["lead_rule"], decisions=decisions)
        headings = unread_headings(parsed, document.headings) if not read_in else []
        decisions = replace(decisions, headings=headings)
        said = asides.findings_of(aside)
        found = describe(parsed, file.rpartition("/")[2])
        if report:
            found |= {name: getattr(report, name) for name in found}
        data = ReportData(
            year=options["year"] or found["year"],
            title=options["title"] or found["title"],
            issuer=options["issuer"] or found["issuer"],
            document_number=options["document_number"] or found["document_number"],
            source_name=file.rpartition("/")[2],
            remark=report.remark if report else "",
            default_due_on=options["default_due"] or (report and report.default_due_on),
            group=options["group"],
            numbering=options["numbering"],
        )
        plan = plan_import(parsed, data, decisions, corrects=report, asides=said)
        if options["new_units"] and plan.unknown_units:
            plan = plan_import(parsed, data, remedies.make_all_units(plan), corrects=report, asides=said)
        return plan

    def _show(self, plan, report):
        write = self.stdout.write
        write(f"{plan.data.title} ({plan.data.year}), lead rule: {plan.parsed.lead_rule}")
        write(
            f"{len(plan.items)} items, {len(plan.units)} units ({len(plan.new)} new), "
            f"{plan.target_count} targets, {len(plan.parsed.chapters)} headings"
        )
        for found in plan.findings:
            mark = "must be settled" if found.blocks else "worth a look"
            write(f"  line {found.line}  {mark}: {found.sentence}")
        if report:
            correction = compare(report, plan)
            for change in correction.changes:
                if change.kind not in (SAME, ABSENT):
                    names = ", ".join(one.name for one in change.differences)
                    write(f"  {change.kind} {change.display_number} {names}")
            write(", ".join(f"{count} {kind}" for kind, count in correction.counts.items()))
