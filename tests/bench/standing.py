"""How lights, dashboard and lists grow with the number of items: `python -m tests.bench.standing [LAST DAY]`.

Lives the simulated rounds up to the day in a scratch database, then copies every item with its units, targets, reports
and light records. Prints milliseconds and queries for 31, 310 and 3,100 items, and the ratio to the size before.
"""

import datetime
import sys
import time

from .scratch import scratch_portal

SIZES = (1, 10, 100)
PAGES = ["/dashboard/", "/items/?light=red", "/items/?schedule=behind", "/targets/"]
TIMES = 3
OF_ITEMS = ("Responsibility", "Target", "Milestone", "ProgressUpdate", "LightRecord")
AT_ONCE = 2000


def copy_items(first, last):
    """Copies number `first` up to `last` of every original item, with all that lights are made of."""
    from items import models  # noqa: PLC0415

    originals = list(models.WorkItem.objects.filter(number__lt=1000).order_by("pk"))
    rows = {name: list(getattr(models, name).objects.filter(item__in=originals)) for name in OF_ITEMS}
    values = list(models.TargetValue.objects.filter(update__item__in=originals))
    for number in range(first, last):
        items = {one.pk: copied(one, number=one.number + 1000 * number) for one in originals}
        models.WorkItem.objects.bulk_create(items.values())
        new = {}
        for name in OF_ITEMS:
            made = {row.pk: copied(row, item=items[row.item_id]) for row in rows[name]}
            getattr(models, name).objects.bulk_create(made.values(), batch_size=AT_ONCE)
            new[name] = made
        made = [
            copied(row, update=new["ProgressUpdate"][row.update_id], target=new["Target"].get(row.target_id))
            for row in values
        ]
        models.TargetValue.objects.bulk_create(made, batch_size=AT_ONCE)


def copied(row, **fields):
    """The row once more, unsaved, with these fields."""
    named = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    twin = type(row)(**named)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def steps(on):
    """{label: function} of what is measured."""
    from django.test import Client  # noqa: PLC0415

    from departments import clock  # noqa: PLC0415
    from departments.models import User  # noqa: PLC0415
    from items.lights.facts import lights_of  # noqa: PLC0415
    from items.lights.recording import record_lights  # noqa: PLC0415
    from items.lights.records import lights_at  # noqa: PLC0415
    from items.models import WorkItem  # noqa: PLC0415
    from items.simulation.people import MORNING, moment  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="leader"))

    def page(address):
        with clock.at(moment(on, MORNING)):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    at = moment(on, MORNING)
    return {
        "lights of today": lambda: lights_of(list(WorkItem.objects.for_lights()), on=on),
        "lights of a past day": lambda: lights_at(WorkItem.objects.all(), at=at - datetime.timedelta(days=60)),
        "record, nothing new": lambda: record_lights(at),
        **{address: lambda address=address: page(address) for address in PAGES},
    }


def measured(step):
    """(seconds of the fastest of some runs, queries)."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    step()  # whatever is to be written or cached once
    seconds = []
    for _time in range(TIMES):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - start)
    return min(seconds), len(queries)


def main(on):
    from items import simulation  # noqa: PLC0415

    simulation.simulate(seed="1", on=on, keep_accounts=lambda accounts: None)
    before, done = {}, 1
    for size in SIZES:
        copy_items(done, size)
        done = size
        print(f"{31 * size} items")
        for label, step in steps(on).items():
            seconds, queries = measured(step)
            ratio = f" ×{seconds / before[label]:.1f}" if label in before else ""
            before[label] = seconds
            print(f"  {label:<26}{1000 * seconds:8.0f} ms {queries:4} queries{ratio}")


if __name__ == "__main__":
    with scratch_portal():
        main(datetime.date.fromisoformat(sys.argv[1] if len(sys.argv) > 1 else "2011-06-30"))
