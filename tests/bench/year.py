"""How fast a year of rounds is lived, and how its pages answer: `python -m tests.bench.year [LAST DAY]`.

Runs in a scratch database. Prints seconds, updates a second and queries an update for the year, then milliseconds and
queries of each page, with the ratio to the same page on the seed before its first round.
"""

import datetime
import sys
import time

from .scratch import scratch_portal

PAGES = {
    "liaison": ["/", "/items/", "/items/{item}/", "/departments/", "/rounds/"],
    "supervision": ["/", "/items/", "/items/{item}/", "/rounds/", "/rounds/{period}/", "/items/export.xlsx"],
    "leader": ["/", "/reports/{report}/"],
}
TIMES = 5
BUSIEST_ITEM = 207


def page_times(on):
    """{(user name, address): (seconds of the fastest of some loads, queries)}, without pages that do not exist."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from departments import clock  # noqa: PLC0415
    from departments.models import User  # noqa: PLC0415
    from items.models import ReportingPeriod, WorkItem  # noqa: PLC0415
    from items.simulation.people import MORNING, moment  # noqa: PLC0415

    item = WorkItem.objects.get(number=BUSIEST_ITEM)
    period = ReportingPeriod.objects.filter(opened_at__isnull=False).order_by("start_on").last()
    keys = {"item": item.pk, "report": item.report_id, "period": period and period.pk}
    found = {}
    for name, addresses in PAGES.items():
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(username=name))
        for address in addresses:
            if "{period}" in address and period is None:
                continue
            seconds = []
            for _time in range(TIMES):
                with clock.at(moment(on, MORNING)), CaptureQueriesContext(connection) as queries:
                    start = time.perf_counter()
                    answer = client.get(address.format(**keys))
                    seconds.append(time.perf_counter() - start)
            if answer.status_code == 200:
                found[name, address] = min(seconds), len(queries)
    return found


def live(on):
    """Live the year up to the day and print how fast; nothing happens on the first day but the issue."""
    from django.db import connection  # noqa: PLC0415

    from items import simulation  # noqa: PLC0415
    from items.models import ProgressUpdate, ReportingPeriod  # noqa: PLC0415

    queries = [0]

    def count(execute, *arguments):
        queries[0] += 1
        return execute(*arguments)

    start, work = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        simulation.simulate(seed="1", on=on, keep_accounts=lambda accounts: None)
    seconds, work = time.perf_counter() - start, time.process_time() - work
    rounds = ReportingPeriod.objects.filter(opened_at__isnull=False).count()
    updates = ProgressUpdate.objects.filter(sent_at__isnull=False).count()
    print(f"{rounds} rounds, {updates} updates sent: {seconds:.1f} s, {work:.1f} s of the processor", end="")
    if updates:
        print(f", {updates / seconds:.1f} updates/s, {queries[0] / updates:.0f} queries an update", end="")
    print()


def main(on):
    from django.core.management import call_command  # noqa: PLC0415

    from items.models import append_only  # noqa: PLC0415
    from items.simulation import FIRST_DAY  # noqa: PLC0415

    live(FIRST_DAY)
    before = page_times(FIRST_DAY)
    with append_only.unguarded():  # the database refuses to empty the audit record
        call_command("flush", interactive=False, verbosity=0)
    live(on)
    for (name, address), (seconds, queries) in page_times(on).items():
        ratio = f" ×{seconds / before[name, address][0]:.1f}" if (name, address) in before else ""
        print(f"  {name:<12} {address:<22}{1000 * seconds:7.0f} ms {queries:4} queries{ratio}")


if __name__ == "__main__":
    with scratch_portal():
        main(datetime.date.fromisoformat(sys.argv[1] if len(sys.argv) > 1 else "2011-12-31"))
