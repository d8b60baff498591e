"""Addresses kept from before a merger: wherever a unit is named in one, who acts today stands for it."""

import pytest
from django.test import Client
from django.urls import reverse

from items.units.merging import merge

from ..given.access_table import NO_PAGES, ROWS
from ..given.factories import day
from ..given.html import parse

# Parameters by which pages are narrowed to a unit.
NAMED = ("department", "unit")


@pytest.fixture
def merged(lived_in):
    merge(lived_in.health, into=lived_in.education, by=lived_in.administrator, on=day("2011-03-18"))
    return lived_in


def narrowed(client, cast):
    """{(name of an address, parameter): the address} of every page of the office with a choice of one unit."""
    found = {}
    for row in ROWS:
        if row.method != "GET" or row.name in NO_PAGES or row.answers["supervisor"] != "200":
            continue
        answer = client.get(row.url(cast))
        for form in parse(answer).one("main").all("form", method="get") if answer.status_code == 200 else ():
            names = {select.get("name") for select in form.all("select")} & set(NAMED)
            found |= {(row.name, name): row.url(cast).partition("?")[0] for name in names}
    return found


def test_a_unit_named_in_an_address_is_the_one_that_acts_today(merged):
    client = Client()
    client.force_login(merged.supervisor)
    places = narrowed(client, merged)
    wrong = {}
    for (name, parameter), address in places.items():
        units = (merged.health, merged.education)
        old, new = (client.get(address, {parameter: unit.pk}, follow=True) for unit in units)
        pages = [parse(answer).one("main") for answer in (old, new)]
        rows = [[row.text for row in page.all("tr")] for page in pages]
        if old.status_code != 200 or pages[0].all(of="notice-error") or rows[0] != rows[1]:
            wrong[name, parameter] = pages[0].text[:200]
    assert wrong == {}
    assert len(places) >= 10, places


def test_the_page_of_a_merged_unit_leads_to_who_acts_today(merged):
    client = Client()
    client.force_login(merged.supervisor)
    page, acting = (reverse("department_detail", args=[unit.pk]) for unit in (merged.health, merged.education))
    assert client.get(page)["Location"] == acting
    # What it has reported itself stays there, with the way to who goes on.
    reported, on = (reverse("round_unit", args=[unit.pk]) for unit in (merged.health, merged.education))
    assert on in parse(client.get(reported)).one("main").links()


@pytest.mark.parametrize("name", ["period_call", "period_chase"])
def test_a_chase_of_a_merged_unit_is_one_of_who_acts_today(merged, name):
    client = Client()
    client.force_login(merged.supervisor)
    old, new = (
        parse(client.get(reverse(name, args=[merged.period.pk], query={"department": unit.pk}))).one("main")
        for unit in (merged.health, merged.education)
    )
    assert "市教育局" in new.text and old.text == new.text
