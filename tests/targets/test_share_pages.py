"""The page on which a target is broken down, and the breakdown on the item's page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.forms.secrets import ANYWAY
from items.models import HistoryEntry, Responsibility, WorkItem
from items.pages.addresses import item_part

from ..given import factories
from ..given.broken_down import AT, break_down, hand_in, standing, with_districts
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, opened

EAST, WEST = "东城区人民政府", "西城区人民政府"


@pytest.fixture
def target(cast):
    return with_districts(cast)


@pytest.fixture(autouse=True)
def now(client):
    client.cookies["django_language"] = "en"
    with clock.at(AT):
        yield


@pytest.fixture
def shares_page(client, cast, target):
    """The page as a person gets it, or as it answers what the person sends: {unit: text}, and other fields."""

    def page(person, numbers=None, **data):
        client.force_login(person)
        address = reverse("item_shares", args=[cast.led.pk])
        if numbers is None:
            return client.get(address)
        sent = {f"share_{target.pk}_{unit.pk}": text for unit, text in numbers.items()}
        data.setdefault("version", WorkItem.objects.get(pk=cast.led.pk).version)
        return client.post(address, {**sent, **data})

    return page


def typed(response):
    """{unit: what stands in its field}."""
    table = parse(response).one("section", of="share-table")
    return {row.one("th").text: row.one("input").get("value", "") for row in table.one("tbody").all("tr")}


def item_page(client, cast, person):
    client.force_login(person)
    return parse(client.get(cast.led.get_absolute_url()))


def test_the_page_has_a_field_for_each_unit_prefilled_with_what_stands(cast, shares_page, target):
    assert typed(shares_page(cast.supervisor)) == {"市卫生局": "", EAST: "", WEST: ""}
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    assert typed(shares_page(cast.liaison)) == {"市卫生局": "", EAST: "20", WEST: "10"}


def test_it_saves_and_the_item_page_shows_it(cast, client, shares_page, target):
    response = shares_page(cast.liaison, {cast.east: "20", cast.west: "１０"})
    assert response["Location"] == item_part(cast.led, "shares")
    assert standing(target) == {EAST: 20, WEST: 10}
    shares = item_page(client, cast, cast.leader).one("section", id="shares")
    assert [row.all("td")[0].text for row in shares.one("tbody").all("tr")] == ["20个", "10个"]
    assert "Together 30个, as much as the target" in shares.text
    assert not shares.all("a")


def test_another_sum_is_refused_with_both_numbers_and_nothing_typed_is_lost(cast, shares_page, target):
    response = shares_page(cast.supervisor, {cast.east: "20", cast.west: "5"})
    assert response.status_code == 422
    assert "Together 25个, 5个 less than the target. Say why" in parse(response).one(of="share-wrong").text
    assert typed(response) == {"市卫生局": "", EAST: "20", WEST: "5"}
    assert standing(target) == {}
    said = {f"reason_{target.pk}": "市本级另建5个"}
    assert shares_page(cast.supervisor, {cast.east: "20", cast.west: "5"}, **said).status_code == 302
    assert standing(target) == {EAST: 20, WEST: 5}


@pytest.mark.parametrize(("text", "sentence"), [("0", "above zero"), ("-1", "above zero"), ("两个", "is not a number")])
def test_a_wrong_number_is_told_at_its_field(cast, shares_page, target, text, sentence):
    response = shares_page(cast.supervisor, {cast.east: text, cast.west: "30"})
    assert response.status_code == 422
    field = parse(response).one(id=f"id_share_{target.pk}_{cast.east.pk}")
    assert field["aria-invalid"] == "true"
    assert sentence in parse(response).one(id=field["aria-describedby"]).text
    assert standing(target) == {}


def test_it_is_divided_evenly_and_added_up_without_saving(cast, shares_page, target):
    response = shares_page(cast.supervisor, {cast.east: "7"}, fill=f"even-{target.pk}")
    assert typed(response) == {"市卫生局": "", EAST: "15", WEST: "15"}
    response = shares_page(cast.supervisor, {cast.east: "7", cast.west: "8"}, fill="sum")
    assert typed(response) == {"市卫生局": "", EAST: "7", WEST: "8"}
    assert "Together 15个, 15个 less than the target" in parse(response).one(of="share-gap").text
    assert "autofocus" in parse(response).one("main").one("p", role="status").attributes
    assert standing(target) == {}


def test_from_a_stale_page_both_are_shown_and_the_second_attempt_succeeds(cast, shares_page, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10}, version=1)
    response = shares_page(cast.liaison, {cast.east: "15", cast.west: "15"}, version=1)
    assert response.status_code == 409
    assert f"{EAST} 20个" in parse(response).one(id="present").text.replace(EAST + "20", EAST + " 20")
    assert typed(response) == {"市卫生局": "", EAST: "15", WEST: "15"}
    version = parse(response).one("main").one("input", name="version")["value"]
    assert shares_page(cast.liaison, {cast.east: "15", cast.west: "15"}, version=version).status_code == 302
    assert standing(target) == {EAST: 15, WEST: 15}


def test_of_a_closed_item_it_can_only_be_read(cast, shares_page, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    main = parse(shares_page(cast.supervisor)).one("main")
    assert not main.all("form")
    assert "20个" in main.text


def test_units_that_left_are_named_with_what_saving_does(cast, shares_page, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    Responsibility.objects.filter(item=cast.led, department=cast.west).delete()
    main = parse(shares_page(cast.supervisor)).one("main").text
    assert f"their shares are removed when you save: {WEST} 10个" in main


def test_an_item_with_nobody_to_break_it_down_to_says_so(client, cast):
    client.force_login(cast.supervisor)
    address = reverse("item_shares", args=[cast.open_lead.pk])
    assert "no target that can be broken down" in parse(client.get(address)).one("main").text
    Responsibility.objects.filter(item=cast.open_lead).exclude(department=cast.education).delete()
    factories.target(cast.open_lead)
    assert "nobody to break it down to" in parse(client.get(address)).one("main").text


def test_the_item_page_shows_each_member_beside_what_the_reader_may_read(client, cast, target):
    march = opened(cast.report, at="2011-03-02")
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    hand_in(cast, march, cast.east, target, 5, state=State.ACCEPTED)
    hand_in(cast, march, cast.west, target, 4)

    def rows(person):
        shares = item_page(client, cast, person).one("section", id="shares")
        return [[cell.text for cell in row.all("td")] for row in shares.one("tbody").all("tr")]

    accepted, handed_in = ["20个", "5个 3/2011", "25%"], ["10个", "4个 3/2011", "40%"]
    assert rows(cast.liaison) == [accepted, handed_in]
    assert rows(cast.supervisor) == [accepted, handed_in]
    assert rows(cast.leader) == [accepted, ["10个", "nothing reported", ""]]
    shares = item_page(client, cast, cast.east_liaison).one("section", id="shares")
    assert shares.one("tr", of="is-own").one("th").text.startswith(EAST)


def test_queries_of_both_pages_do_not_grow(client, cast, target, shares_page):
    def queries():
        client.force_login(cast.supervisor)
        found = []
        for address in (cast.led.get_absolute_url(), reverse("item_shares", args=[cast.led.pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    break_down(cast, target, {cast.east: 20, cast.west: 10})
    before = queries()
    more = [factories.department(f"第{number}区政府") for number in range(4)]
    for unit in more:
        Responsibility.objects.create(
            item=cast.led, department=unit, via=cast.districts, role="support", position=9, issued_on=day("2011-02-01")
        )
    other = factories.target(cast.led, "培训", 100)
    break_down(cast, other, {unit: 25 for unit in more})
    assert queries() == before


def test_a_reason_that_looks_secret_is_asked_about_and_goes_in_with_a_reason(cast, shares_page, target):
    numbers, said = {cast.east: "20", cast.west: "5"}, {f"reason_{target.pk}": "机密★1年"}
    response = shares_page(cast.supervisor, numbers, **said)
    page = parse(response)
    field = page.one("section", of="share-table").one("input", name=ANYWAY)
    assert "mark of secrecy" in page.one(id=field["aria-describedby"].split()[0]).text
    assert standing(target) == {} and typed(response) == {"市卫生局": "", EAST: "20", WEST: "5"}
    assert shares_page(cast.supervisor, numbers, **said, **{ANYWAY: "已核对"}).status_code == 302
    assert standing(target) == {EAST: 20, WEST: 5}
    assert HistoryEntry.objects.order_by("pk").last().after["sent_anyway"] == "已核对"
