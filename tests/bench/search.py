"""How finding grows with the number of items: `python -m tests.bench.search`, on SQLite.

On PostgreSQL: `python tests/with_postgres.py python -m tests.bench.search postgresql`. Copies the items of the real
report with their units, targets and a note. Prints milliseconds, and how many times a page of the unfiltered list.
"""

import sys
import time

from .scratch import scratch_portal
from .standing import copied

SIZES = (31, 3_100, 100_006)
# The quickest of so many tries: other work on the machine must not count.
TIMES = 3
AT_ONCE = 2_000
ASKED = {
    "a common word": "q=加强",
    "two words": "q=社会 保障",
    "a rare word": "q=留守儿童",
    "a unit's letters": "q=smzj",
    "a range of numbers": "q=191-195",
    "nothing like it": "q=并无此事",
}


def copy_up_to(count):
    """Copy the report's items until there are so many, every copy under numbers of its own."""
    from items.models import ProgressNote, Responsibility, Target, WorkItem  # noqa: PLC0415

    originals = list(WorkItem.objects.filter(number__lt=1000).order_by("pk"))
    kinds = (Responsibility, Target, ProgressNote)
    rows = {kind: list(kind.objects.filter(item__in=originals)) for kind in kinds}
    for number in range(WorkItem.objects.count() // len(originals), count // len(originals)):
        items = {
            one.pk: copied(one, number=one.number + 1000 * number, text=f"{one.text}（第{number}批）")
            for one in originals
        }
        WorkItem.objects.bulk_create(items.values())
        for kind in kinds:
            kind.objects.bulk_create([copied(row, item=items[row.item_id]) for row in rows[kind]], batch_size=AT_ONCE)


def quickest(step):
    """Milliseconds."""
    found = []
    for _time in range(TIMES):
        start = time.perf_counter()
        step()
        found.append(time.perf_counter() - start)
    return min(found) * 1000


def main():
    # Only now: the settings read the environment that scratch_portal() has prepared.
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from departments.models import User  # noqa: PLC0415
    from items.closing.moving import write_note  # noqa: PLC0415
    from items.models import WorkItem  # noqa: PLC0415
    from items.seeding import sowing  # noqa: PLC0415

    sowing.seed(on=timezone.localdate(), keep_accounts=lambda accounts: None)
    office, client = User.objects.get(username="supervision"), Client(headers={"host": "localhost"})
    client.force_login(office)
    for item in WorkItem.objects.all():
        write_note(item, text="已召开部署会，正在推进。", by=office)

    def page(address):
        assert client.get(address, follow=True).status_code == 200, address

    for size in SIZES:
        copy_up_to(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        page("/items/")
        whole = quickest(lambda: page("/items/"))
        print(f"{WorkItem.objects.count()} items, {connection.vendor}: a page of the list {whole:.0f} ms")
        for label, query in ASKED.items():
            listed, found = quickest(lambda q=query: page(f"/items/?{q}")), WorkItem.objects.matching(query[2:]).count()
            header = quickest(lambda q=query: client.get(f"/search/?{q}"))
            print(
                f"  {label:<20}{listed:8.0f} ms ×{listed / whole:<5.1f} in the header {header:6.0f} ms, {found} found"
            )


if __name__ == "__main__":
    with scratch_portal(own_database="postgresql" not in sys.argv):
        main()
