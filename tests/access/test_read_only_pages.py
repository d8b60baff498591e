"""Pages of a report that can only be read offer no step that would be refused, and say once why."""

import pytest
from django.test import Client

from departments import clock
from items.models import ProgressUpdate, WorkReport

from ..given import factories
from ..given.access_table import NO_PAGES, ROWS
from ..given.html import parse

# Steps on other things than the report: units and people, a person's own settings, calendar, messages, drafts and
# workbooks that wait for their uploader, and the report's own way back.
ELSEWHERE = (
    "/admin/",
    "/bulletins/templates/",
    "/clockwork/",
    "/departments/",
    "/exports/",
    "/items/export/",
    "/items/workbooks/",
    "/holidays/",
    "/imports/",
    "/inbox/",
    "/messages/",
    "/password/",
    "/personal/",
    "/portfolios/",
    "/workbooks/",
)
# How a person has the list of items: views kept of it, its columns. The list itself has a form for these.
OWN_LIST = ("/items/views/", "/items/layout/")
# What has ended can be read, and so be taken along as a file.
FILES = ("/dossier/", "/dossiers/")
OWN_POSTS = ("/posts/", "/delegations/")
WAY_BACK = "/reopen/"
PEOPLE = ("supervisor", "liaison", "head", "health_liaison", "leader")


@pytest.fixture(params=["archived_at", "withdrawn_at"])
def over(request, lived_in):
    """The cast whose reports can all only be read."""
    WorkReport.objects.update(**{request.param: factories.moment("2012-01-20 09:00")})
    return lived_in


def pages(cast, person):
    """(address, page) of every address of the table that the person may read, and of every update, that has a form.

    Whatever is sent stands in a form of the page's main part: to take pages apart that have none would take long.
    """
    client = Client()
    client.force_login(getattr(cast, person))
    addresses = [row.url(cast) for row in ROWS if row.method == "GET" and row.name not in NO_PAGES]
    addresses += [update.get_absolute_url() for update in ProgressUpdate.objects.all()]
    for address in dict.fromkeys(addresses):
        if address.startswith((*ELSEWHERE, *OWN_LIST, *OWN_POSTS)) or address.endswith(WAY_BACK):
            continue
        answer = client.get(address)
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            main = answer.text.partition("<main")[2]
            assert main, address
            if "post" in main.partition("</main>")[0]:
                yield address, parse(answer)


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_offers_a_step_that_would_be_refused(over, person):
    with clock.at(factories.moment("2012-01-21 09:00")):
        offered = {
            (address, form.get("action", ""))
            for address, page in pages(over, person)
            for form in page.one("main").all("form", method="post")
            if not form.get("action", "").startswith(OWN_LIST) and not form.get("action", "").endswith(FILES)
        }
    assert not offered


@pytest.mark.parametrize("name", ["report_lights", "item_plan", "update_detail", "period_detail", "meeting_detail"])
def test_it_says_once_why(over, name):
    address = next(row.url(over) for row in ROWS if row.name == name and row.method == "GET")
    if name == "update_detail":
        address = over.part.get_absolute_url()
    client = Client()
    client.force_login(over.supervisor)
    client.cookies["django_language"] = "en"
    assert parse(client.get(address)).one("main").text.count("can only be read") == 1
