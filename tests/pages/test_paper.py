"""What a printed page begins with: title, issuer, the moment of its figures and the filter in force."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.templatetags.paper import paper, spell_filters, spell_until
from tests.given.factories import day
from tests.given.html import parse
from tests.given.together import moment

NOW = moment("2011-06-20 09:30")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"), clock.at(NOW):
        yield


@pytest.fixture
def office(client, cast):
    type(cast.report).objects.update(issuer="市人民政府")
    client.force_login(cast.supervisor)
    client.cookies["django_language"] = "en"
    return client


def head(response):
    return parse(response).one("div", of="paper-head").text


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "2011-06-20 09:30"),
        (day("2011-06-20"), "2011-06-20 09:30"),
        (day("2011-06-19"), "2011-06-19"),
        (moment("2011-05-25 17:01"), "2011-05-25 17:01"),
        ("2011-05-25T17:01:00+08:00", "2011-05-25 17:01"),
        ("2011-05-25T09:01:00+00:00", "2011-05-25 17:01"),
    ],
)
def test_figures_of_the_present_are_told_to_the_minute_those_of_a_past_day_by_the_day(until, words):
    assert spell_until(until) == words


def test_a_report_that_has_ended_is_as_of_its_last_day(cast):
    type(cast.report).objects.update(archived_at=moment("2011-06-10 12:00"))
    cast.report.refresh_from_db()
    assert paper("Dashboard", cast.report)["paper"].until == "2011-06-10"


def test_a_report_that_is_the_title_is_not_named_twice(cast):
    assert paper(cast.report, cast.report)["paper"].about == ""
    assert paper("Dashboard", cast.report)["paper"].about == cast.report.title
    assert paper("March", cast.report, about="As it was")["paper"].about == "As it was"


def test_filters_are_told_with_their_values_and_those_without_by_their_name():
    active = [("department", "Department", "市发改委"), ("overdue", "Overdue", None)]
    assert spell_filters(active) == "Department 市发改委 · Overdue"
    assert spell_filters([]) == ""


def test_the_list_names_report_issuer_moment_and_filter(office, cast):
    response = office.get(reverse("item_list"), {"status": cast.led.status})
    words = head(response)
    assert "Work items" in words and cast.report.title in words
    assert "Issued by: 市人民政府" in words and "Figures as of: 2011-06-20 09:30" in words
    filters = parse(response).one("p", of="paper-filters").text
    assert filters == f"Narrowed to: Status {cast.led.get_status_display()}"


def test_the_part_that_is_exchanged_brings_its_filter_along(office, cast):
    part = parse(office.get(reverse("item_list"), {"overdue": "on"}, headers={"HX-Request": "true"}))
    (filters,) = part.all("p", of="paper-filters")
    assert "Overdue" in filters.text


@pytest.mark.parametrize("address", ["dashboard", "round_list", "item_list"])
def test_without_a_filter_the_paper_says_that_all_is_shown(office, cast, address):
    (filters,) = parse(office.get(reverse(address))).all("p", of="paper-filters")
    assert filters.text == "Narrowed to: nothing, all is shown"


def test_every_main_page_has_one_head_and_one_button_that_stands_before_its_title(office, cast):
    addresses = [
        reverse("item_list"),
        cast.led.get_absolute_url(),
        reverse("dashboard"),
        reverse("round_list"),
        reverse("department_detail", args=[cast.health.pk]),
        cast.report.get_absolute_url(),
    ]
    for address in addresses:
        page = parse(office.get(address))
        assert len(page.all("div", of="paper-head")) == 1, address
        assert len(page.all("button", of="print-page")) == 1, address
