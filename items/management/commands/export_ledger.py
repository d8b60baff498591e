"""Write the items of a report as an Excel workbook, in one of the layouts."""

import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from departments import clock
from items.layouts.export import ListTold, write_layout
from items.layouts.page import layout_by, layouts
from items.layouts.shipped import LEDGER
from items.layouts.then import ItemsThen
from items.lights.records import recorded_from
from items.models import WorkItem, WorkReport
from items.steps.errors import WorkflowError


class Command(BaseCommand):
    help = "Write the items of a report as an Excel workbook, as they are today or were at the end of a day."

    def add_arguments(self, parser):
        parser.add_argument("--report", required=True, metavar="TITLE", help="the report's title, or a part of it")
        parser.add_argument("--layout", default=LEDGER, metavar="KEY", help="a layout's key or name (default: ledger)")
        parser.add_argument("--into", required=True, type=Path, metavar="FILE", help="the workbook to write")
        parser.add_argument(
            "--on",
            type=datetime.date.fromisoformat,
            metavar="DAY",
            help="the data date, today by default; of a past day the items as they were at its end",
        )

    def handle(self, *, report, layout, into, on, **options):
        today = clock.today()
        if on and on > today:
            raise CommandError(f"{on} has not come yet; today is {today}.")
        reports = WorkReport.objects.standing().filter(title__contains=report)
        if len(reports) != 1:
            named = ", ".join(f"“{one.title}”" for one in reports) or "none"
            raise CommandError(f"“{report}” names not one report, but: {named}.")
        with translation.override("zh-hans"):
            spec = layout_by(layout) or next((one for one in layouts() if str(one.name) == layout), None)
            if spec is None:
                keys = ", ".join(f"{one.key} ({one.name})" for one in layouts())
                raise CommandError(f"There is no layout “{layout}”. There are: {keys}.")
            items, is_past = WorkItem.objects.filter(report=reports[0]).in_order(), False
            if on and on < reports[0].as_of(today):
                items, is_past = _items_then(items, on, reports[0]), True
            told = ListTold(reports[0].title, [], on if is_past else today, is_past)
            with into.open("wb") as file:
                write_layout(spec, items, told, file=file)
        count = len(items) if is_past else items.count()
        self.stdout.write(f"{count} items as of {told.on} → {into}")


def _items_then(items, on, report):
    try:
        return ItemsThen(items, on=on)
    except WorkflowError as error:
        first = recorded_from([report])
        begun = f"its lights are recorded from {first} on" if first else "its lights are not recorded yet"
        raise CommandError(f"Nobody can tell how “{report.title}” stood on {on}: {begun}.") from error
