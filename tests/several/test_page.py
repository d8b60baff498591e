"""The page on which chosen items are changed: ticked ones or all that a filter found, looked at before."""

import pytest
from django.urls import reverse

from items.models import WorkItem, WorkReport

from ..given import factories
from ..given.factories import moment
from ..given.html import parse
from ..ledger.listed import add_items, show

ADDRESS = "/items/several/"


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.supervisor)
    return client


def hidden(page):
    return [box["value"] for box in page.one("main").all("input", name="item")]


def test_the_list_has_boxes_for_the_office_alone(client, cast):
    for person, count in ((cast.supervisor, 3), (cast.liaison, 0), (cast.leader, 0)):
        client.force_login(person)
        assert len(parse(show(client)).one("main").all("input", name="item")) == count


def test_ticked_items_are_looked_at_and_then_changed(desk, cast):
    page = parse(desk.get(ADDRESS, {"item": [cast.led.pk, cast.supported.pk], "next": "/items/?q=x"}))
    sent = {"item": hidden(page), "what": "into_group", "group": "重点项目", "next": "/items/?q=x"}
    assert sent["item"] == [f"{cast.led.pk}:1", f"{cast.supported.pk}:1"]
    looked = desk.post(ADDRESS, {**sent, "act": "look"})
    lines = parse(looked).one(id="lines")
    assert looked.status_code == 200 and "重点项目" in lines.text
    assert "autofocus" in lines.one("h2", tabindex="-1").attributes  # read first, by who has no mouse, too
    assert not WorkItem.objects.exclude(group="").exists()
    done = desk.post(ADDRESS, {**sent, "act": "apply"})
    assert (done.status_code, done["Location"]) == (302, "/items/?q=x")
    assert WorkItem.objects.of_group("重点项目").count() == 2


def test_those_that_refuse_are_left_out_with_one_button_and_what_was_typed_stays(desk, cast):
    """Item 3 stands without health, so that it cannot lead there."""
    chosen = [f"{item.pk}:1" for item in (cast.led, cast.supported, cast.open_lead)]
    sent = {"what": "lead", "lead": cast.health.pk, "reason": "职能划转", "next": "/items/?q=x"}
    page = parse(desk.post(ADDRESS, {**sent, "item": chosen, "act": "look"})).one("main")
    refused = [one["value"] for one in page.all("input", name="refused")]
    assert refused == [str(cast.open_lead.pk)]
    assert [one["value"] for one in page.all("button", name="act")] == ["leave_out", "look"]
    page = parse(desk.post(ADDRESS, {**sent, "item": chosen, "refused": refused, "act": "leave_out"}))
    assert hidden(page) == chosen[:2] and page.one("textarea", name="reason").literal.strip() == "职能划转"
    assert [one["value"] for one in page.all("button", name="act")] == ["apply", "look"]
    done = desk.post(ADDRESS, {**sent, "item": hidden(page), "act": "apply"})
    assert (done.status_code, done["Location"]) == (302, "/items/?q=x")
    # Where all refuse there is nothing left to change.
    page = parse(desk.post(ADDRESS, {**sent, "item": chosen[2:], "act": "look"})).one("main")
    assert [one["value"] for one in page.all("button", name="act")] == ["look"]


@pytest.mark.parametrize("foreign", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_no_address_of_another_site_comes_to_stand_in_the_way_back(desk, cast, foreign):
    shown = desk.get(ADDRESS, {"item": cast.led.pk, "next": foreign})
    refused = desk.post(ADDRESS, {"item": f"{cast.led.pk}:1", "what": "chapter", "next": foreign, "act": "look"})
    for answer in (shown, refused):
        assert foreign not in answer.content.decode()
        assert reverse("item_list") in parse(answer).one("main").one("nav").links()


def test_all_that_the_filter_found_can_be_taken(desk, cast):
    page = parse(desk.get(ADDRESS, {"all": "1", "department": cast.health.pk}))
    assert hidden(page) == [f"{cast.led.pk}:1", f"{cast.supported.pk}:1"]
    assert hidden(parse(desk.get(ADDRESS, {"all": "1", "department": "abc"}))) == []


def test_of_what_is_found_only_what_has_a_box_is_taken(desk, cast):
    """The list finds what was archived, too, by its words; it has no box there and none of it can be changed."""
    past = factories.report(year=2010)
    WorkReport.objects.filter(pk=past.pk).update(archived_at=moment("2011-01-20 09:00"))
    factories.item(past, 7, "养老服务体系")
    asked = {"q": "养老", "sort": "-number"}
    page = parse(desk.get(reverse("item_list"), asked)).one("main")
    boxes = [box["value"] for box in page.all("input", name="item")]
    [link] = [link for link in page.all("a") if "all=1" in link["href"]]
    assert boxes == [f"{cast.led.pk}"] and "7" not in link.text
    assert [one.partition(":")[0] for one in hidden(parse(desk.get(link["href"])))] == boxes
    assert "q=%E5%85%BB%E8%80%81" in parse(desk.get(link["href"])).one("main").one(of="crumbs").one("a")["href"]
    WorkItem.objects.filter(report=past).update(text="养老服务体系建设")
    [link] = [link for link in parse(show(desk, q="养老")).one("main").all("a") if "all=1" in link["href"]]
    assert "2" not in link.text


def test_a_list_without_a_box_on_this_page_offers_no_change(desk, cast):
    """However many there are further on: who wants them sees them first."""
    WorkReport.objects.filter(pk=cast.report.pk).update(archived_at=moment("2011-01-20 09:00"))
    assert not [one for one in parse(show(desk, q="养老")).one("main").all("a") if "all=1" in one["href"]]


def test_what_is_kept_belongs_to_what_was_chosen(desk, cast):
    """static/js/kept.js keeps what was typed by the address and this."""

    def about(*items):
        page = parse(desk.get(ADDRESS, {"item": [item.pk for item in items]})).one("main")
        return page.one("form")["data-about"]

    assert about(cast.led, cast.supported) == about(cast.supported, cast.led)
    assert len({about(cast.led), about(cast.supported), about(cast.led, cast.supported)}) == 3


def test_too_many_are_not_taken_in_part(desk, cast):
    add_items(cast.report, 100, [cast.health], first=101)
    page = parse(desk.get(ADDRESS, {"all": "1"}))
    assert hidden(page) == [] and page.one("main").all(of="notice-error")


def test_what_is_refused_says_why_and_offers_no_button(desk, cast):
    sent = {"item": [f"{cast.open_lead.pk}:1"], "what": "lead", "lead": cast.health.pk, "act": "look"}
    page = parse(desk.post(ADDRESS, sent))
    assert page.one("main").all(of="is-refused")
    assert not [button for button in page.one("main").all("button") if button.get("value") == "apply"]
    assert desk.post(ADDRESS, {**sent, "act": "apply"}).status_code == 422


def test_a_doubtful_deadline_typed_after_looking_is_looked_at_before_it_is_set(desk, cast):
    sent = {"item": [f"{cast.led.pk}:1"], "what": "deadline", "due_on": "2011-12-31", "act": "apply"}
    answer = desk.post(ADDRESS, {**sent, "due_on": "2011-01-01", "shown_on": "2011-12-31"})
    page = parse(answer).one("main")
    assert answer.status_code == 422 and WorkItem.objects.get(pk=cast.led.pk).due_on is None
    assert "早于该事项的交办日期" in page.one(id="lines").text
    assert [button for button in page.all("button") if button.get("value") == "apply"]
    shown = page.one("input", name="shown_on")["value"]
    assert shown == "2011-01-01"
    assert desk.post(ADDRESS, {**sent, "due_on": "2011-01-01", "shown_on": shown}).status_code == 302


def test_what_the_change_needs_is_asked_for_and_what_was_typed_stays(desk, cast):
    sent = {"item": [f"{cast.led.pk}:1"], "what": "extension", "due_on": "2011-09-30", "act": "look"}
    response = desk.post(ADDRESS, sent)
    assert response.status_code == 422
    assert parse(response).one("main").one("input", name="due_on")["value"] == "2011-09-30"


def test_the_page_to_choose_costs_the_same_for_any_number(desk, cast, django_assert_max_num_queries):
    add_items(cast.report, 90, [cast.health], first=101)
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("item_several"), {"all": "1"}).status_code == 200
