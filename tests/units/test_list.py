"""Units: the list by kind, the search, counts that link to what they count, and one unit's page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from departments.models import Department, Membership
from items.models import WorkItem
from items.seeding.sowing import seed
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.html import parse

LIST = "/departments/"
Kind = Department.Kind


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.observer)
    return client


def show(client, unit):
    return parse(client.get(reverse("department_detail", args=[unit.pk])))


def rows(page):
    """{unit: row} of the tables."""
    return {row.one("th").one("a").text: row for row in page.all("tr") if row.all("th", scope="row")}


def names(client, **query):
    return set(rows(parse(client.get(LIST, query))))


# The list


def test_units_stand_under_their_kind_in_their_order(reader, cast):
    Department.objects.filter(pk=cast.civil_affairs.pk).update(kind=Kind.GOVERNMENT, position=2)
    Department.objects.filter(pk=cast.health.pk).update(kind=Kind.GOVERNMENT, position=1)
    page = parse(reader.get(LIST))
    sections = {section.one("h2").text.split()[0]: list(rows(section)) for section in page.one("main").all("section")}
    assert next(iter(sections.values())) == ["市卫生局", "市民政局"]
    assert ["各区人民政府"] in sections.values()
    assert sum(map(len, sections.values())) == Department.objects.count() == 7


def test_many_units_are_paged_and_can_be_narrowed_to_a_kind(reader, cast):
    for _number in range(60):
        factories.department(kind=Kind.MASS)
    first = parse(reader.get(LIST))
    assert len(rows(first)) == 30
    assert parse_qs(urlsplit(first.one("a", rel="next")["href"]).query) == {"page": ["2"]}
    [masses] = [link for link in first.one("nav", of="facts-line").all("a") if "60" in link.text]
    second = parse(reader.get(LIST + masses["href"].removeprefix(LIST), {"kind": "mass", "page": 2}))
    assert len(rows(second)) == 30
    assert [section.one("h2").one(of="hint").text for section in second.one("main").all("section")] == ["60"]


def test_the_page_says_how_many_units_there_are(reader):
    assert "7" in parse(reader.get(LIST)).one("p", of="count").text
    assert "2" in parse(reader.get(LIST, {"q": "城区"})).one("p", of="count").text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("民政局", {"市民政局"}),
        ("卫生局", {"市卫生局"}),
        ("老龄办", {"市民政局"}),  # an alias
        ("府办", {"市政府办公室"}),  # a short name
        (" 民政局 ", {"市民政局"}),
        ("没有这个单位", set()),
        ("%", set()),
        ("x" * 10_000, set()),
    ],
    ids=lambda value: str(value)[:12],
)
def test_units_are_found_by_name_short_name_and_alias(reader, cast, words, expected):
    cast.civil_affairs.aliases.create(name="市老龄办")
    cast.office.short_name = "府办"
    cast.office.save()
    assert names(reader, q=words) == expected


def test_nothing_found_says_what_to_do_and_keeps_the_words(reader):
    page = parse(reader.get(LIST, {"q": "没有这个单位"}))
    assert page.one("p", of="empty").text
    assert page.one("main").one("input", name="q")["value"] == "没有这个单位"
    assert LIST in page.one("main").one("form", role="search").links()


def test_a_nul_character_in_the_search_does_no_harm(reader):
    assert reader.get(LIST, {"q": "a\0b"}).status_code == 200


def listed(client, link):
    """How many items the list behind a link finds."""
    response = client.get(link)
    assert not parse(response).all(of="notice-error"), link
    return response.context["page"].paginator.count


def test_every_count_links_to_a_list_that_counts_the_same(client, db):
    seed(on=day("2011-03-01"), keep_accounts=lambda accounts: None)
    WorkItem.objects.filter(number__in=[197, 200, 203]).update(status="completed", completed_on=day("2011-06-01"))
    client.force_login(factories.person("someone", role="observer"))
    checked = 0
    units = {}
    for kind in Kind.values:
        units |= rows(parse(client.get(LIST, {"kind": kind})))
    for unit in ("枣阳市人民政府", "各县(市)区人民政府", "市人力资源和社会保障局", "市民政局", "市教育局"):
        for link in units[unit].all("a")[1:]:
            assert listed(client, link["href"]) == int(link.text), (unit, link["href"])
            checked += 1
    assert checked > 15
    assert [cell.text for cell in units["枣阳市人民政府"].all("td", of="num")][-2:] == ["13", "3"]


# One unit


def test_a_unit_shows_its_items_and_duties_that_count_the_same(reader, cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=day("2011-05-01"))
    page = show(reader, cast.civil_affairs)
    assert page.one("h1").text == "市民政局"
    assert {link for link in page.one("table", of="items").links()} >= {
        cast.led.get_absolute_url(),
        cast.supported.get_absolute_url(),
    }
    links = page.one("section", of="duties").all("a")
    counts = [int((link.all("b") or [link])[0].text) for link in links]
    assert counts == [1, 1, 1, 1, 2, 1, 1]  # lead: red; supporting: normal; both
    for link, count in zip(links, counts, strict=True):
        assert listed(reader, link["href"]) == count, link["href"]


def test_a_unit_s_items_say_through_which_collective_it_is_on_them(reader, cast):
    table = show(reader, cast.east).one("table", of="items")
    assert "东城区人民政府" in table.one(of="unit-reached").one(of="reached").text
    assert not show(reader, cast.districts).all(of="reached")


def test_a_unit_shows_its_people_of_today(reader, cast):
    past = factories.person("past", name="已离任", role="liaison", department=cast.civil_affairs)
    Membership.objects.filter(user=past).update(end_on=day("2011-06-30"))
    factories.person("left", name="已停用", role="liaison", department=cast.civil_affairs, is_active=False)
    cast.liaison.phone = "0710-3511111"
    cast.liaison.save()
    text = show(reader, cast.civil_affairs).one("dl").text
    assert "李联络" in text and "赵局长" in text and "0710-3511111" in text
    assert "已离任" not in text and "已停用" not in text and "王卫生" not in text


def test_a_unit_shows_its_other_names_and_remark(reader, cast):
    cast.civil_affairs.aliases.create(name="民政局", remark="简称")
    cast.civil_affairs.remark = "挂市老龄办牌子"
    cast.civil_affairs.save()
    text = show(reader, cast.civil_affairs).one("dl").text
    assert "民政局" in text and "简称" in text and "挂市老龄办牌子" in text


def test_a_collective_and_its_members_lead_to_each_other(reader, cast):
    collective, member = show(reader, cast.districts), show(reader, cast.east)
    east, west, districts = (
        reverse("department_detail", args=[unit.pk]) for unit in (cast.east, cast.west, cast.districts)
    )
    assert {east, west} <= set(collective.one("dl").links())
    assert districts in member.one("dl").links()
    for page in (collective, member):
        assert cast.open_lead.get_absolute_url() in page.one("table", of="items").links()


def test_a_former_member_is_no_longer_listed(reader, cast):
    cast.districts.member_rows.filter(member=cast.west).update(valid_to=day("2011-06-30"))
    assert "西城区人民政府" not in show(reader, cast.districts).one("dl").text


def test_a_unit_without_items_says_so(reader, cast):
    page = show(reader, cast.office)
    assert page.one("p", of="empty").text
    assert not page.all("table")


def test_a_merged_unit_points_to_its_successor(reader, cast):
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2014-05-01"))
    assert "市卫生局" not in names(reader)
    assert names(reader, q="卫生局") == {"市民政局"}  # by the alias
    assert "市卫生局" in show(reader, cast.civil_affairs).one("dl").text


def test_a_unit_with_many_items_shows_the_first_and_leads_to_all(reader, cast):
    for number in range(4, 60):
        factories.item(cast.report, number, leads=[cast.office])
    page = show(reader, cast.office)
    assert len(page.one("table", of="items").all("th", scope="row")) == 15
    link = next(link for link in page.one("main").all("a") if "56" in link.text and "department=" in link["href"])
    assert listed(reader, link["href"]) == 56
