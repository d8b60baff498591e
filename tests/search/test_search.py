"""The field in the head of every page: straight to what is meant, or to the list of all that fits."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..ledger.listed import add_items, found

pytestmark = pytest.mark.each_database


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.observer)
    return client


def leads(client, query):
    """(path, the words the list looks for) of where the search leads."""
    response = client.get(reverse("search"), {"q": query})
    assert response.status_code == 302
    parts = urlsplit(response["Location"])
    return parts.path, parse_qs(parts.query).get("q", [""])[0]


@pytest.mark.parametrize("query", ["1", "１", "第1项", " 1 ", "1号", "第 1 项", "#1", "＃ 1", "1\u200b", "\ufeff1"])
def test_a_number_leads_to_its_item(reader, cast, query):
    factories.item(cast.report, 8, "新增1个养老院")
    assert leads(reader, query) == (cast.led.get_absolute_url(), "")


def test_a_number_of_several_reports_leads_to_these_items(reader, cast):
    second = factories.item(factories.report(year=2012), 1, "加强养老服务")
    factories.item(second.report, 2, "建成1个中心")
    path, words = leads(reader, "1")
    assert (path, words) == (reverse("item_list"), "第1项")
    assert found(reader, q=words) == [1, 1]


def test_numbers_lead_to_the_list_of_these_items(reader):
    path, words = leads(reader, "1-2")
    assert path == reverse("item_list")
    assert found(reader, q=words) == [1, 2]


def test_words_of_one_item_lead_to_it(reader, cast):
    assert leads(reader, "學前教育") == (cast.open_lead.get_absolute_url(), "")


def test_words_of_several_things_are_answered_with_all_of_them(reader, cast):
    page = parse(reader.get(reverse("search"), {"q": "wsj"}))
    links = page.one("main").links()
    assert {cast.led.get_absolute_url(), reverse("department_detail", args=[cast.health.pk])} <= set(links)
    assert found(reader, q="wsj") == [1, 2]


def test_a_unit_without_items_is_found_itself(reader, cast):
    assert leads(reader, "zhengfuban") == (reverse("department_detail", args=[cast.office.pk]), "")


def test_units_without_items_are_offered(reader):
    units = [factories.department(name) for name in ("市档案局", "市档案馆")]
    links = parse(reader.get(reverse("search"), {"q": "dangan"})).one("main").links()
    assert {reverse("department_detail", args=[unit.pk]) for unit in units} <= set(links)


@pytest.mark.parametrize("query", ["", "  "])
def test_nothing_typed_leads_to_the_whole_list(reader, query):
    assert leads(reader, query) == (reverse("item_list"), "")


@pytest.mark.parametrize("query", ["没有这样的词", "，。", "a\0b", "字" * 5000, "x" * 99 + "'\"*%"])
def test_what_is_not_found_is_said_and_does_no_harm(reader, query):
    page = parse(reader.get(reverse("search"), {"q": query}))
    assert "没有找到" in page.one(of="empty").text
    field = page.one("form", of="find").one("input", name="q")
    assert field["value"] == query.replace("\0", "")[:100]


def test_the_field_stands_in_the_head_of_every_page(reader, cast):
    for path in (reverse("workbench"), cast.led.get_absolute_url(), reverse("department_list")):
        form = parse(reader.get(path)).one(of="site-head").one("form", role="search")
        assert form["action"] == reverse("search") and form.one("input", name="q")["type"] == "search"


def test_who_is_not_signed_in_has_no_field(client, db):
    assert not parse(client.get(reverse("sign_in"))).one("header", of="site-head").all("form", role="search")


def queries(client, url, **parameters):
    client.get(url, parameters)
    with CaptureQueriesContext(connection) as caught:
        client.get(url, parameters)
    return len(caught)


@pytest.mark.parametrize("words", ["服务", "养老 wsj 卫生局 1-3", "没有这样的词"])
def test_a_search_costs_at_most_two_queries_more_than_the_list(reader, cast, words):
    plain = queries(reader, reverse("item_list"))
    few = queries(reader, reverse("item_list"), q=words)
    assert few <= plain + 2
    add_items(cast.report, 60, [cast.health], first=100)
    assert queries(reader, reverse("item_list"), q=words) <= plain + 2
    assert queries(reader, reverse("search"), q=words) <= plain + 2


# Addresses kept from before a merger


def test_the_address_of_a_merged_unit_leads_to_who_acts_today(reader, cast):
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2011-05-01"))
    merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-06-01"))
    response = reader.get(reverse("department_detail", args=[cast.health.pk]), follow=True)
    assert response.redirect_chain == [(reverse("department_detail", args=[cast.education.pk]), 302)]
    assert "市卫生局" in parse(response).one("p", of="notice").text


def test_a_filter_by_a_merged_unit_is_one_by_who_acts_today(reader, cast):
    before = found(reader, department=cast.health.pk)
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2011-05-01"))
    assert found(reader, department=cast.health.pk) == [1, 2, 3]
    assert before == [1, 2]
    page = parse(reader.get(reverse("item_list"), {"department": cast.health.pk}))
    chosen = [
        option for option in page.one("select", name="department").all("option") if "selected" in option.attributes
    ]
    assert [option["value"] for option in chosen] == [str(cast.education.pk)]
    assert not page.all(of="notice-error")
