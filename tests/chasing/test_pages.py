"""The pages of chasing: whom to ring up, calls, all boxes ticked, a lead's supporting units, receipts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from departments import clock
from items.chasing.chasing import chase
from items.models import Call, Message, ProgressUpdate

from ..given import factories
from ..given.factories import moment
from ..given.html import parse
from .silent_units import hand_in

AT = moment("2011-03-24 16:00")


@pytest.fixture(autouse=True)
def now(cast):
    with clock.at(AT):
        yield


def said(sentence, **values):
    with translation.override("zh-hans"):
        return gettext(sentence) % values


def call_url(cast, unit):
    return f"{reverse('period_call', args=[cast.period.pk])}?department={unit.pk}"


def sent(cast, **changes):
    return {"person": cast.liaison.pk, "called_at": "2011-03-24T15:30", "said": "明日报送", **changes}


def main_of(client, person, url):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return parse(response).one("main")


def test_a_call_is_noted_and_stands_beside_the_unit(client, cast):
    main_of(client, cast.supervisor, call_url(cast, cast.civil_affairs))
    answer = client.post(call_url(cast, cast.civil_affairs), sent(cast))
    assert answer.status_code == 302 and answer["Location"] == reverse("period_chase", args=[cast.period.pk])
    call = Call.objects.get()
    assert (call.department, call.called_at) == (cast.civil_affairs, moment("2011-03-24 15:30"))
    assert "李联络：明日报送" in main_of(client, cast.supervisor, answer["Location"]).text


@pytest.mark.parametrize(
    "came_from",
    ["/rounds/{}/chase/?department={}", "/rounds/{}/chase/", "/rounds/{}/?group=unit&state=silent"],
)
def test_after_a_call_one_is_back_where_one_came_from(client, cast, came_from):
    came_from = came_from.format(cast.period.pk, cast.civil_affairs.pk)
    links = [link for link in main_of(client, cast.supervisor, came_from).links() if "/call/" in link]
    [to_call] = [link for link in links if f"department={cast.civil_affairs.pk}" in link.partition("&")[0]]
    page = main_of(client, cast.supervisor, to_call)
    [form] = page.all("form", method="post")
    kept = {one["name"]: one["value"] for one in form.all("input", type="hidden") if "value" in one.attributes}
    assert came_from in form.links()  # to cancel
    wrong = client.post(to_call, sent(cast, said=" ") | kept)
    assert wrong.status_code == 422 and came_from in parse(wrong).one("main").links()
    assert client.post(to_call, sent(cast) | kept)["Location"] == came_from
    elsewhere = client.post(to_call, sent(cast) | kept | {"next": "https://elsewhere.example/"})
    assert elsewhere["Location"] == reverse("period_chase", args=[cast.period.pk])


def test_nobody_is_offered_to_be_chased_where_nobody_can_be(client, cast):
    address = reverse("period_chase", args=[cast.period.pk])
    act, page = said("Chase the chosen units"), main_of(client, cast.supervisor, address)
    assert act in page.text
    boxes = page.all("input", type="checkbox", name="departments")
    client.post(address, {"departments": [box["value"] for box in boxes], "text": "请报"})
    page = main_of(client, cast.supervisor, address)
    assert not [box for box in page.all("input", type="checkbox") if "disabled" not in box.attributes]
    assert act not in page.text and said("Tick all") not in page.text


@pytest.mark.parametrize(
    "changes",
    [{"person": ""}, {"person": "77777"}, {"called_at": "gestern"}, {"called_at": "2011-03-24T16:30"}, {"said": " "}],
)
def test_a_wrong_call_keeps_what_was_typed(client, cast, changes):
    client.force_login(cast.supervisor)
    answer = client.post(call_url(cast, cast.civil_affairs), sent(cast, **changes))
    assert answer.status_code == 422 and not Call.objects.exists()
    assert parse(answer).one("textarea").text == changes.get("said", "明日报送").strip()


def test_without_a_unit_the_silent_ones_are_shown(client, cast):
    client.force_login(cast.supervisor)
    chasing = reverse("period_chase", args=[cast.period.pk])
    assert client.get(reverse("period_call", args=[cast.period.pk]))["Location"] == chasing
    for key in ("0", "9" * 18):
        address = reverse("period_call", args=[cast.period.pk])
        assert client.get(f"{address}?department={key}").status_code in (302, 404)


@pytest.mark.parametrize(("query", "ticked"), [("", 4), ("select=all", 4), ("select=none", 0)])
def test_all_boxes_or_none_are_ticked_by_one_link(client, cast, query, ticked):
    factories.person(role="head", department=cast.education)
    main = main_of(client, cast.supervisor, f"{reverse('period_chase', args=[cast.period.pk])}?{query}")
    boxes = main.all("input", name="departments")
    assert len(boxes) == 5  # nobody can be told of the west
    assert sum("checked" in box.attributes for box in boxes) == ticked
    assert {"?select=all", "?select=none"} <= {link.rpartition("/")[2] for link in main.links()}


def test_a_unit_to_be_chased_is_shown_alone_with_a_way_to_all(client, cast):
    chasing = reverse("period_chase", args=[cast.period.pk])
    main = main_of(client, cast.supervisor, f"{chasing}?department={cast.civil_affairs.pk}")
    [box] = main.all("input", name="departments")
    assert (box["value"], "checked" in box.attributes) == (str(cast.civil_affairs.pk), True)
    assert "5" in main.one("p", of="count").text and chasing in main.links()
    assert not any("select=" in link for link in main.links())  # there is but one box to tick
    both = f"{chasing}?department={cast.civil_affairs.pk}&department={cast.health.pk}"
    links = main_of(client, cast.supervisor, both).links()
    [every] = [link for link in links if "select=all" in link]
    again = main_of(client, cast.supervisor, f"{chasing}{every[every.index('?') :]}")
    assert len(again.all("input", name="departments")) == 2


def test_a_unit_that_owes_nothing_any_more_is_said_to(client, cast):
    hand_in(ProgressUpdate.objects.filter(department=cast.health))
    chasing = reverse("period_chase", args=[cast.period.pk])
    main = main_of(client, cast.supervisor, f"{chasing}?department={cast.health.pk}")
    assert said("This unit has reported everything that this period asks for.") in main.text
    assert not main.all("input", name="departments") and chasing in main.links()


@pytest.mark.parametrize("query", ["", "?group=unit"])
def test_the_office_sees_telephone_and_receipt_beside_each_silent_unit(client, cast, query):
    cast.liaison.phone = "0710-3510001"
    cast.liaison.save()
    chase(cast.period, [cast.civil_affairs], by=cast.supervisor, at=moment("2011-03-23 09:00"))
    Message.objects.filter(to=cast.liaison).update(read_at=moment("2011-03-23 10:05"))
    url = cast.period.get_absolute_url() + query
    text = main_of(client, cast.supervisor, url).text
    assert "0710-3510001" in text
    assert said("read %(at)s", at="03-23 10:05") in text and f"赵局长 {said('unread')}" in text
    for person in (cast.liaison, cast.leader):
        assert "0710-3510001" not in main_of(client, person, url).text


def test_the_period_asks_the_same_for_few_and_for_many_silent_units(client, cast):
    def cost():
        client.force_login(cast.supervisor)
        with CaptureQueriesContext(connection) as queries:
            client.get(cast.period.get_absolute_url(), {"group": "unit"})
        return len(queries)

    def add():
        unit = factories.department()
        factories.person(role="liaison", department=unit)
        ProgressUpdate.objects.create(period=cast.period, item=cast.led, department=unit, role="support")
        chase(cast.period, [unit], by=cast.supervisor, at=AT)

    add()
    few = cost()
    for _number in range(20):
        add()
    assert cost() == few


def test_a_lead_reminds_its_supporting_unit_from_its_report(client, cast):
    own = ProgressUpdate.objects.get(item=cast.led, department=cast.civil_affairs)
    url = reverse("update_chase", args=[own.pk])
    assert url in main_of(client, cast.liaison, own.get_absolute_url()).links()
    box = main_of(client, cast.liaison, url).one("input", name="departments")
    assert box["value"] == str(cast.health.pk) and "checked" in box.attributes
    answer = client.post(url, {"departments": [cast.health.pk], "text": "请抓紧"})
    assert answer.status_code == 302 and answer["Location"] == own.get_absolute_url()
    assert Message.objects.get(to=cast.health_liaison).text == "请抓紧"
    again = client.post(url, {"departments": [cast.health.pk], "text": "再次提醒"})
    assert again.status_code == 422 and parse(again).one("textarea").text == "再次提醒"
    sent_page = main_of(client, cast.liaison, reverse("inbox_sent")).text
    assert "王卫生" in sent_page and said("unread") in sent_page


def test_the_sender_alone_sees_who_has_read_and_signed_for(client, cast):
    issued = {"by": cast.supervisor, "kind": "issued", "title": "请签收", "item": cast.led}
    factories.message(cast.liaison, **issued, read_at=moment("2011-03-20 09:30"))
    factories.message(cast.health_liaison, **issued)
    cast.led.responsibilities.filter(department=cast.health).update(signed_for_at=None, signed_for_by=None)
    rows = main_of(client, cast.supervisor, reverse("inbox_sent")).all("td", of="log-read")
    assert [row.text for row in rows] == [
        f"{said('unread')} {said('not signed for yet')}",
        f"{said('read %(at)s', at='2011-03-20 09:30')} {said('signed for %(at)s', at='2011-02-01 10:00')}",
    ]
    assert main_of(client, cast.supervisor, reverse("inbox_sent") + "?unread=on").text.count("王卫生") == 1
    assert "请签收" not in main_of(client, cast.leader, reverse("inbox_sent")).text


def test_the_sent_messages_cost_the_same_for_few_and_for_many(client, cast):
    def cost():
        client.force_login(cast.supervisor)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("inbox_sent"))
        return len(queries)

    def add():
        factories.message(cast.liaison, by=cast.supervisor, kind="issued", item=cast.led)

    add()
    few = cost()
    for _number in range(20):
        add()
    assert cost() == few
