"""What a page costs follows the page: as many queries and bytes with 2,976 items as with 31, and no list of everything.

The short form of `make bench` without milliseconds, which differ by a third on a shared machine. Its year is not lived
(`items.simulation` takes minutes), only a round of it.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from departments import clock
from departments.models import User
from items.models import ProgressUpdate, WorkReport
from items.seeding.sowing import seed

from ..given.factories import day, moment
from ..given.opened_rounds import RUN_DUE, State, opened, put
from .cities import ITEMS_OF_A_CITY, fill
from .pages import PAGES, keys_of_today

TODAY = moment("2011-03-21 09:00")
KILOBYTES = 1000
# Of one select: what is offered, what is chosen, the empty one; a report's table of contents has more.
OPTIONS = 45
# More queries than with few items: the keys of a list of several pages are found before its rows; an item of which
# nothing says the same asks nothing of others.
# The lines of a ledger are read 500 at a time; one report of a city has some 1,300, each item under each of its units.
FOR_PAGES, FOR_TWINS, FOR_LINES = 2, 18, 12


def allowed(name):
    """How many queries more than with few items."""
    return FOR_LINES if name.startswith("ledger") else FOR_TWINS if "item" in name else FOR_PAGES


@pytest.fixture
def lived(db):
    """The real report issued, February reported on and frozen, March open and half reported."""
    seed(on=day("2011-02-01"), keep_accounts=lambda accounts: None)
    report = WorkReport.objects.get()
    office, liaison = (User.objects.get(username=name) for name in ("supervision", "liaison"))
    words = {"text": "已召开推进会三次，现场解决问题十二个，各项任务按计划进行。" * 3, "next_steps": "下月完成收尾。"}
    february = opened(report, "2011-02-01")
    for update in february.updates.all():
        put(update, State.ACCEPTED, by=liaison, office=office, **words)
    RUN_DUE(moment("2011-03-15"))
    march = opened(report, "2011-03-01", at="2011-03-15")
    for update in march.updates.all()[::2]:
        put(update, State.AWAITING_REVIEW, by=liaison, office=None, **words)
    return report


def measured():
    """{page: (queries, bytes, options of the longest select)}."""
    keys, found = keys_of_today(), {}
    with clock.at(TODAY):
        for page in PAGES:
            client = Client(headers={"host": "localhost"})
            client.force_login(User.objects.get(username=page.person))
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(page.address.format(**keys))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code == 200, page
            longest = max(select.count(b"<option") for select in body.split(b"</select>"))
            found[page.name] = (len(queries), len(body), longest)
    return found


def test_a_page_costs_as_much_with_three_thousand_items_as_with_thirty(lived):
    few = measured()
    assert fill(1) == ITEMS_OF_A_CITY
    many = measured()
    assert ProgressUpdate.objects.count() > 4000
    more = {name: count - few[name][0] for name, (count, *_rest) in many.items()}
    assert {name: count for name, count in more.items() if count > allowed(name)} == {}
    bounds = {page.name: page.kilobytes * KILOBYTES for page in PAGES if page.kilobytes}
    assert {name: many[name][1] for name, most in bounds.items() if many[name][1] > most} == {}
    assert {name: longest for name, (_count, _size, longest) in many.items() if longest > OPTIONS} == {}
