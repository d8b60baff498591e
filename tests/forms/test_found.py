"""Fields that choose among many rows: a page holds a few, the others are found by what is typed."""

import pytest
from django.urls import reverse

from departments.models import Department, Membership
from items.models import Responsibility

from ..given import factories
from ..given.cast import Cast
from ..given.html import parse
from ..kept import Kept

MANY = 3000
# Of one field; a page may have several.
MOST = 25
PAGES = ("item_list", "target_list", "dashboard", "dashboard_since", "extension_list", "meeting_new", "message_log")


def build_many():
    """Three thousand units, all of them on items of the report, and as many chapters and reports as there may be."""
    cast = Cast.build()
    units = [Department(name=f"第{number}号单位", position=1000 + number, words="") for number in range(MANY)]
    Department.objects.bulk_create(units)
    units = list(Department.objects.filter(position__gte=1000))
    Responsibility.objects.bulk_create(
        Responsibility(item=cast.led, department=unit, role="support", position=100 + place)
        for place, unit in enumerate(units)
    )
    for year in range(1950, 1990):
        factories.report(year=year, title=f"{year}年任务分解")
    return cast


BUILT = Kept(build_many)


@pytest.fixture
def many(db):
    return BUILT()


def options_of(page):
    """{name of a select: how many options it has}."""
    return {one["name"]: len(one.all("option")) for one in page.all("select") if "name" in one.attributes}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_lists_the_units_or_the_reports(many, client, name):
    client.force_login(many.supervisor)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert {field: count for field, count in options_of(parse(response)).items() if count > MOST} == {}


def test_a_form_with_a_row_a_unit_offers_a_few_in_each(many, client):
    client.force_login(many.supervisor)
    page = parse(client.get(reverse("item_units", args=[many.supported.pk])))
    counts = [len(select.all("option")) for select in page.all("select") if select["name"].endswith("department")]
    assert len(counts) > 4 and max(counts) <= MOST


def found(client, name, **asked):
    answer = client.get(reverse(name, query=asked)).json()
    return [label for _key, label in answer["found"]], answer["more"]


def test_units_are_found_of_the_report_that_is_chosen(cast, client):
    client.force_login(cast.observer)
    other = factories.report(year=2012, title="2012年任务分解")
    factories.item(other, 1, leads=[cast.health])
    assert found(client, "department_found", q="局", report=other.pk) == (["市卫生局"], False)
    assert "市民政局" in found(client, "department_found", q="局")[0]
    assert found(client, "department_found", q="wsj", report=other.pk)[0] == ["市卫生局"]
    assert found(client, "department_found", report=other.pk)[0] == ["市卫生局"]
    assert found(client, "department_found", q="没有") == ([], False)


def test_an_answer_is_bounded_and_says_that_there_are_more(many, client):
    client.force_login(many.observer)
    labels, more = found(client, "department_found")
    assert (len(labels), more) == (20, True)
    labels, more = found(client, "report_found", q="任务")
    assert (len(labels), more) == (20, True)
    assert found(client, "report_found", q="1950")[0] == ["1950年任务分解"]


def test_chapters_are_those_of_the_report(cast, client):
    client.force_login(cast.observer)
    other = factories.report(year=2012, title="2012年任务分解")
    factories.chapter(cast.report, "一、民生")
    factories.chapter(other, "一、工业")
    assert found(client, "chapter_found", report=other.pk)[0] == ["一、工业"]
    assert found(client, "chapter_found", report=cast.report.pk, q="民生")[0] == ["一、民生"]
    assert found(client, "chapter_found", report=cast.report.pk, q="工业")[0] == []


def test_what_an_address_chooses_is_shown_though_it_is_not_offered(many, client):
    client.force_login(many.supervisor)
    last = Department.objects.get(name=f"第{MANY - 1}号单位")
    page = parse(client.get(reverse("item_list", query={"department": last.pk})))
    [chosen] = [one for one in page.one("select", id="id_department").all("option") if "selected" in one.attributes]
    assert (chosen["value"], chosen.text) == (str(last.pk), last.name)
    assert page.one(of="filter-badge").text.startswith("责任单位")


def written(client, words, **asked):
    """The list where a name was written into the field beside the select."""
    return client.get(reverse("item_list", query={"department-named": words, **asked}))


def test_without_a_script_the_name_is_written_and_read_on_the_server(many, client):
    client.force_login(many.supervisor)
    for words in ("市民政局", "民政局", "mzj", "市民政局 "):
        response = written(client, words)
        assert [row.item.pk for row in response.context["rows"]] == [many.led.pk, many.supported.pk], words
        [badge] = [one for one in parse(response).all(of="filter-badge") if "市民政局" in one.text]
        assert "department" not in badge["href"]  # its × takes the written name along


def test_a_written_name_that_several_go_by_offers_these(many, client):
    client.force_login(many.supervisor)
    page = parse(written(client, "城区"))
    select = page.one("select", id="id_department")
    assert {"东城区人民政府", "西城区人民政府"} == {one.text for one in select.all("option")[1:]}
    assert page.one(of="notice-error").text
    assert not page.all("table", of="items")
    assert parse(written(client, "没有这个单位")).one(of="notice-error").text


def test_a_form_offers_people_of_the_unit_and_finds_the_others(cast, client):
    for number in range(30):
        factories.person(f"person{number}", name=f"第{number}人", role="liaison", department=cast.health)
    post = Membership.objects.get(user=cast.liaison)
    client.force_login(cast.administrator)
    select = parse(client.get(reverse("post_hand_over", args=[post.pk]))).one("select", name="to")
    assert [one.text.split(" ")[0] for one in select.all("option")[1:]] == [cast.head.name]
    assert "data-cut" in select.attributes

    def people(words):
        answer = client.get(reverse("post_found", args=[post.pk], query={"q": words})).json()
        return [label.split(" ")[0] for _key, label in answer["found"]], answer["more"]

    assert people("第7人") == (["第7人"], False)
    assert people("市卫生局")[1]
    assert people(cast.liaison.name) == ([], False)
    client.force_login(cast.observer)
    assert client.get(reverse("post_found", args=[post.pk])).status_code == 403
