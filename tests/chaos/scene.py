"""The month in which everybody reports is opened: `python -m tests.chaos.scene` writes the keys of what is written on.

{"items": keys of the items, "updates": of reports that the liaison's unit owes}, as JSON.
"""

import datetime
import json
import os

import django

from .killing import LIAISON_UNIT


def open_month() -> dict[str, list[int]]:
    from departments import clock  # noqa: PLC0415
    from items.models import ProgressUpdate, ReportingPeriod, WorkItem, WorkReport  # noqa: PLC0415
    from items.rounds.running import open_period  # noqa: PLC0415

    from ..given import factories  # noqa: PLC0415

    report, today, day = WorkReport.objects.get(), clock.today(), datetime.timedelta(days=1)
    days = {"start_on": today - 9 * day, "end_on": today + 9 * day, "opens_on": today - 9 * day}
    days |= {"parts_due_on": today + 12 * day, "due_on": today + 15 * day, "closes_on": today + 20 * day}
    period = ReportingPeriod.objects.filter(report=report).first() or factories.period(report, **days)
    open_period(period, at=clock.now())
    updates = ProgressUpdate.objects.filter(department__name=LIAISON_UNIT).order_by("pk")
    own = list(updates.values_list("pk", flat=True))
    items = WorkItem.objects.order_by("pk")
    return {"items": list(items.values_list("pk", flat=True)), "updates": own}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasks_portal.settings")
    django.setup()
    print(json.dumps(open_month()))
