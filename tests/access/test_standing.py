"""Every page of what is over says so: of a report withdrawn or archived, with its periods, and of a cancelled item."""

import pytest
from django.urls import reverse

from departments.models import Department
from items.models import WorkItem, WorkReport

from ..given.access_table import NO_PAGES, ROWS
from ..given.factories import day, moment
from ..given.html import parse

NOW = moment("2011-04-18 09:00")
ITEMS = ("led", "supported", "answered", "asked", "expected", "sent", "part")
OF_REPORT = (
    *ITEMS,
    "report",
    "period",
    "planned",
    "frozen",
    "meeting",
    "bulletin",
    "submitted_bulletin",
    "issued_bulletin",
    "issued_brief",
)
# These add up or compare what one report holds; the address names it.
NAMING = ("dashboard", "dashboard_curve", "dashboard_since", "round_list", "target_list")
OF_UNIT = ("department_detail", "round_unit")
WORDS = {"withdrawn_at": "撤回", "archived_at": "归档"}


@pytest.fixture
def cast(lived_in):
    return lived_in


def addresses(cast, things):
    """(address of the table, address) of the pages of these things."""
    rows = [row for row in ROWS if row.method == "GET" and row.name not in NO_PAGES]
    return [(row.address, row.url(cast)) for row in rows if row.address.partition(":")[2] in things]


def naming(cast):
    """The same of pages that speak of the report that their address names."""
    asked = f"?report={cast.report.pk}"
    found = [(name, reverse(name) + asked) for name in NAMING]
    return found + [(name, reverse(name, args=[cast.civil_affairs.pk]) + asked) for name in OF_UNIT]


def silent(client, places, word):
    """The places that answer with a page that says nothing of it."""
    found = []
    for name, url in places:
        response = client.get(url)
        if response.status_code == 200 and not any(word in one.text for one in notices(response)):
            found.append(name)
    return found


def notices(response):
    return parse(response).one("main").all("p", of="standing")


@pytest.mark.parametrize("since", WORDS)
def test_every_page_of_a_report_that_is_over_says_so(client, cast, since):
    client.force_login(cast.supervisor)
    # Lists, figures and choices do not know what was withdrawn, whatever their address names.
    places = [*addresses(cast, OF_REPORT), *(naming(cast) if since == "archived_at" else [])]
    assert len(silent(client, places, WORDS[since])) > 20  # so that the last line can fail
    WorkReport.objects.update(**{since: NOW})
    assert silent(client, places, WORDS[since]) == []


def test_every_page_of_a_cancelled_item_says_so(client, cast):
    client.force_login(cast.supervisor)
    places = addresses(cast, ITEMS)
    WorkItem.objects.update(status="cancelled", completed_on=None)
    assert silent(client, places, "已取消") == []


@pytest.mark.parametrize("name", OF_UNIT)
def test_the_pages_of_a_unit_that_is_no_more_say_so(client, cast, today, name):
    client.force_login(cast.supervisor)
    places = [(name, reverse(name, args=[cast.health.pk]))]
    Department.objects.filter(pk=cast.health.pk).update(active_to=day("2011-03-18"))  # its last day
    assert silent(client, places, "已停用") == [name]
    Department.objects.filter(pk=cast.health.pk).update(active_to=day("2011-03-17"))
    assert silent(client, places, "已停用") == []


@pytest.mark.parametrize("over", ["withdrawn_at", "archived_at", "cancelled"])
def test_what_is_over_has_no_plan_in_force_and_no_present_period(client, cast, today, over):
    client.force_login(cast.supervisor)
    url = reverse("item_plan", args=[cast.led.pk])
    assert {"执行中", "本期"} <= spoken(client, url)
    if over == "cancelled":
        WorkItem.objects.filter(pk=cast.led.pk).update(status=over)
    else:
        WorkReport.objects.filter(pk=cast.report.pk).update(**{over: NOW})
    assert spoken(client, url) == set()


def spoken(client, url):
    """Which words of what is under way the page says; a button to propose or set a plan is one of them."""
    page = parse(client.get(url)).one("main")
    return {word for word in ("执行中", "本期") if word in page.text} | {form["action"] for form in page.all("form")}
