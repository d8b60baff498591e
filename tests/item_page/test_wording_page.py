"""The page on which the office words an item anew, and what stands on the item afterwards, for everybody."""

import pytest
from django.urls import reverse

from items.models import WorkItem

from ..given import factories
from ..given.html import parse
from ..given.item_tabs import all_tabs


@pytest.fixture
def worded(client, cast):
    """The item whose text, number, chapter, leaders and groups were changed on the page."""
    old, new = factories.chapter(cast.report, "一、民生"), factories.chapter(cast.report, "二、保障")
    WorkItem.objects.filter(pk=cast.led.pk).update(chapter=old, leaders="张三", group="十件实事")
    client.force_login(cast.supervisor)
    address = reverse("item_wording", args=[cast.led.pk])
    page = parse(client.get(address)).one("main")
    shown = {field["name"]: field.literal.strip() for field in page.all("textarea")}
    shown |= {one["name"]: one.get("value") for one in page.all("input") if "name" in one.attributes}
    assert (shown["text"], shown["number"], shown["leaders"]) == ("加强养老服务", "1", "张三")
    changes = {"text": "发展居家养老", "number": "9", "chapter": new.pk, "leaders": "李四", "reason": "常务会议调整"}
    changes["group"] = "十件实事、重点项目"
    sent = {"version": shown["version"], **changes}
    assert client.post(address, {**sent, "number": "2"}).status_code == 422  # another item's
    assert client.post(address, sent).status_code == 302
    return WorkItem.objects.get(pk=cast.led.pk)


@pytest.mark.parametrize("who", ["supervisor", "liaison", "leader", "observer"])
def test_the_published_words_stand_beside_the_new_ones_for_everybody(client, cast, worded, who):
    client.force_login(getattr(cast, who))
    page = parse(client.get(worded.get_absolute_url())).one("main")
    beside = page.one(of="as-published").text
    for was in ("加强养老服务", "一、民生", "张三"):
        assert was in beside
    head = page.one("h1").text + page.text
    for now in ("发展居家养老", "二、保障", "李四", "重点项目"):
        assert now in head


def test_the_history_tells_who_worded_it_and_why(client, cast, worded):
    client.force_login(cast.liaison)
    said = all_tabs(client, worded).one(id="history").text
    for words in ("钱督查", "加强养老服务", "发展居家养老", "常务会议调整"):
        assert words in said


def test_an_item_in_two_lists_is_found_in_each(client, cast, worded):
    client.force_login(cast.observer)
    for group in ("十件实事", "重点项目"):
        rows = client.get(reverse("item_list"), {"q": group}).context["rows"]
        assert [row.item.pk for row in rows] == [worded.pk]
