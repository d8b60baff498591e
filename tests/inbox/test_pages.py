"""Messages in the browser: the inbox, the office's log, chasing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from departments import clock
from departments.models import Membership
from items.chasing.chasing import template_text
from items.chasing.reminding import remind
from items.models import Delivery, Message, ProgressUpdate, Reminder, Responsibility
from items.rounds.running import open_period

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse, sentences

AT = moment("2011-03-24 09:00")


@pytest.fixture
def cast(cast):
    cast.period = factories.period(cast.report)
    open_period(cast.period, at=moment("2011-03-01 09:00"))
    return cast


@pytest.fixture(autouse=True)
def today():
    with clock.at(AT):
        yield


@pytest.fixture
def liaison(client, cast):
    client.force_login(cast.liaison)
    return client


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    return client


def hand_in(updates):
    """As if they had left their unit."""
    updates.update(state="awaiting_review", sent_at=AT, handed_in_at=AT)


def titles(response):
    return [element.text for element in parse(response).all("button", of="message-title")]


def said(sentence, **values):
    with translation.override("zh-hans"):
        return gettext(sentence) % values


# The inbox


def test_the_inbox_shows_ones_own_messages_unread_first(liaison, cast):
    factories.message(cast.liaison, title="已读", at=moment("2011-03-23 09:00"), read_at=AT)
    factories.message(cast.liaison, title="早", at=moment("2011-03-21 09:00"), text="第一行\n第二行")
    factories.message(cast.liaison, title="晚", at=moment("2011-03-22 09:00"))
    factories.message(cast.head, title="别人的")
    response = liaison.get("/inbox/")
    assert titles(response) == ["晚", "早", "已读"]
    page = parse(response)
    assert len(page.all("li", of="message-unread")) == 2
    assert "第一行\n第二行" in page.one("main").literal


def test_the_header_counts_what_is_unread(liaison, cast):
    assert parse(liaison.get("/")).all(of="inbox-count") == []
    for _number in range(3):
        factories.message(cast.liaison)
    factories.message(cast.liaison, read_at=AT)
    factories.message(cast.head)
    link = parse(liaison.get("/")).one("a", of="inbox-link")
    assert link["href"] == "/inbox/" and link.one(of="inbox-count").text == "3"


def test_many_unread_messages_are_not_counted_to_the_end(liaison, cast):
    Message.objects.bulk_create(
        Message(to=cast.liaison, kind="decided", title="题", day=day("2011-03-24"), at=AT) for _number in range(120)
    )
    assert parse(liaison.get("/")).one(of="inbox-count").text == "99+"


def test_opening_a_message_marks_it_as_read_and_leads_on(liaison, cast):
    message = factories.message(cast.liaison, url=cast.led.get_absolute_url())
    response = liaison.post(reverse("message_open", args=[message.pk]))
    assert response.status_code == 302 and response["Location"] == cast.led.get_absolute_url()
    message.refresh_from_db()
    assert message.read_at == AT
    with clock.at(moment("2011-03-25 09:00")):
        liaison.post(reverse("message_open", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at == AT  # the first time counts


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_message_leads_to_pages_of_the_portal_only(liaison, cast, url):
    message = factories.message(cast.liaison, url=url)
    assert liaison.post(reverse("message_open", args=[message.pk]))["Location"] == "/inbox/"


def test_reading_the_address_alone_marks_nothing(liaison, cast):
    message = factories.message(cast.liaison, url="/items/")
    assert liaison.get(reverse("message_open", args=[message.pk]))["Location"] == "/inbox/"
    message.refresh_from_db()
    assert message.read_at is None


def test_somebody_elses_message_does_not_exist(liaison, cast):
    message = factories.message(cast.head, url="/items/")
    for method in (liaison.get, liaison.post):
        assert method(reverse("message_open", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_all_that_the_page_has_shown_is_marked_as_read_and_nothing_newer(liaison, cast):
    shown, others = factories.message(cast.liaison), factories.message(cast.head)
    form = parse(liaison.get("/inbox/")).one("form", of="inbox-all")
    newer = factories.message(cast.liaison)
    response = liaison.post(form["action"], {"until": form.one("input", name="until")["value"]}, follow=True)
    with translation.override("zh-hans"):
        assert "1" in sentences(response)
    read = {message.pk: message.read_at for message in Message.objects.all()}
    assert read == {shown.pk: AT, others.pk: None, newer.pk: None}


@pytest.mark.parametrize("until", ["", "x", "-1", "1e9", "9" * 40, "٣"])
def test_a_wrong_mark_changes_nothing(liaison, cast, until):
    message = factories.message(cast.liaison)
    assert liaison.post("/inbox/read/", {"until": until}).status_code == 302
    message.refresh_from_db()
    assert message.read_at is None


def test_the_inbox_is_filtered_by_kind_and_by_what_is_unread(liaison, cast):
    factories.message(cast.liaison, title="催", kind="chase")
    factories.message(cast.liaison, title="催过", kind="chase", read_at=AT)
    factories.message(cast.liaison, title="退", kind="returned")
    assert titles(liaison.get("/inbox/", {"kind": "chase"})) == ["催", "催过"]
    assert titles(liaison.get("/inbox/", {"kind": "chase", "unread": "on"})) == ["催"]
    wrong = liaison.get("/inbox/", {"kind": "x"})
    assert titles(wrong) == [] and parse(wrong).one(role="alert")


def test_an_empty_inbox_says_what_will_come(liaison):
    assert (
        said("No message yet. Reminders, returned reports and decisions will stand here.")
        in parse(liaison.get("/inbox/")).text
    )


def test_the_inbox_is_paged_and_keeps_its_filter(liaison, cast):
    for _number in range(36):
        factories.message(cast.liaison)
    first = liaison.get("/inbox/", {"kind": "decided"})
    assert len(titles(first)) == 30
    assert any("kind=decided" in link and "page=2" in link for link in parse(first).links())
    assert len(titles(liaison.get("/inbox/", {"kind": "decided", "page": 2}))) == 6


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_inbox_asks_the_same_for_one_and_for_fifty(liaison, cast):
    factories.message(cast.liaison, by=cast.supervisor)
    few = queries(liaison, "/inbox/")
    for _number in range(29):
        factories.message(cast.liaison, by=cast.supervisor)
    assert queries(liaison, "/inbox/") == few


# The log


def rows(response):
    return parse(response).one("table", of="message-log").one("tbody").all("tr")


def test_the_log_tells_to_whom_when_by_which_rule_and_whether_it_was_read(office, cast):
    remind(AT)
    message = Message.objects.get(to=cast.liaison)
    Message.objects.filter(pk=message.pk).update(read_at=moment("2011-03-24 10:15"))
    [row] = [row for row in rows(office.get("/messages/")) if row.one("td", of="log-to").text == "李联络"]
    assert row.one("th").text == "2011-03-24 09:00"
    assert row.one("td", of="log-units").text == "市民政局"
    with translation.override("zh-hans"):
        labels = {str(Reminder.Rule(rule).label) for rule in ("before_1", "after_1", "sign_for")}
    assert {element.text for element in row.all(of="log-one")} == labels
    assert row.one("td", of="log-read").text == "2011-03-24 10:15"
    assert message.text.splitlines()[0] in row.one("details").text


def test_the_log_shows_what_became_of_each_delivery(office, cast):
    message = factories.message(cast.liaison)
    delivery = factories.delivery(message, state="failed", attempts=2, error="ConnectionRefusedError: 111")
    factories.delivery(factories.message(cast.head), state="sent", sent_at=AT)
    failed, sent = sorted(rows(office.get("/messages/")), key=lambda row: len(row.all("form")), reverse=True)
    assert "ConnectionRefusedError: 111" in failed.text
    assert failed.one("form")["action"] == reverse("delivery_again", args=[delivery.pk])
    assert sent.all("form") == [] and sent.one(of="delivery-sent")


def test_the_office_has_a_message_tried_again(office, cast):
    delivery = factories.delivery(factories.message(cast.liaison), state="given_up", attempts=5, error="x")
    response = office.post(reverse("delivery_again", args=[delivery.pk]), follow=True)
    assert sentences(response)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.next_try_at) == ("queued", 0, AT)
    Delivery.objects.update(state="sent", sent_at=AT)
    response = office.post(reverse("delivery_again", args=[delivery.pk]), follow=True)
    assert said("This message has been sent meanwhile; it is not sent twice.") in sentences(response)


def test_the_log_is_filtered(office, cast):
    remind(AT)
    decision = factories.message(cast.head, kind="decided", at=moment("2011-03-23 09:00"), read_at=AT)
    factories.delivery(decision, state="given_up")

    def found(**query):
        return [row.one("td", of="log-to").text for row in rows(office.get("/messages/", query))]

    assert found() == ["周东城", "王卫生", "李联络", "赵局长"]
    assert found(department=cast.civil_affairs.pk) == ["李联络", "赵局长"]
    assert found(department=cast.east.pk) == ["周东城"]
    assert found(rule="after_1") == ["王卫生", "李联络"]
    assert found(kind="decided") == found(state="given_up") == found(day="2011-03-23") == ["赵局长"]
    assert found(unread="on") == ["周东城", "王卫生", "李联络"]


def test_a_reminder_of_another_unit_is_not_found_under_the_readers_own(office, cast):
    """The office's people hold a post in a unit too; what they read of others is about the others."""
    remind(moment("2011-04-06 09:00"))
    found = [row.one("td", of="log-to").text for row in rows(office.get("/messages/", {"department": cast.west.pk}))]
    assert found == ["钱督查"]


@pytest.mark.parametrize("query", [{"day": "2011-13-01"}, {"rule": "x"}, {"department": "99999"}, {"state": "x"}])
def test_a_wrong_filter_of_the_log_shows_its_error_and_no_rows(office, cast, query):
    factories.message(cast.liaison)
    page = parse(office.get("/messages/", query))
    assert page.one(role="alert") and page.all("table") == []


def test_the_log_names_units_that_nobody_can_be_reminded_in(office, cast):
    page = parse(office.get("/messages/"))
    assert "市教育局、西城区人民政府" in page.one(id="nobody").text
    hand_in(ProgressUpdate.objects.all())
    Responsibility.objects.update(signed_for_at=AT, signed_for_by=cast.supervisor)
    assert parse(office.get("/messages/")).all(id="nobody") == []


def test_the_log_asks_the_same_for_one_and_for_fifty(office, cast):
    def add(count):
        for _number in range(count):
            message = factories.message(cast.liaison, by=cast.supervisor, kind="chase")
            factories.delivery(message)
            Reminder.objects.create(
                to=cast.liaison,
                department=cast.civil_affairs,
                period=cast.period,
                rule="manual",
                message=message,
                at=AT,
            )
            factories.message(factories.person(role="liaison", department=cast.health))

    add(1)
    few = queries(office, "/messages/")
    add(12)
    assert queries(office, "/messages/") == few


@pytest.mark.parametrize("name", ["liaison", "head", "leader", "observer", "administrator"])
def test_only_the_office_reads_the_log(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get("/messages/").status_code == 403
    assert "/messages/" not in parse(client.get("/inbox/")).links()


# Chasing


def boxes(response):
    """{unit: (ticked, possible)}"""
    return {
        label.text: ("checked" in label.one("input").attributes, "disabled" not in label.one("input").attributes)
        for label in parse(response).all("label", of="chase-unit")
    }


def chase_url(cast):
    return reverse("period_chase", args=[cast.period.pk])


def test_the_page_offers_the_silent_units_and_the_template(office, cast):
    hand_in(ProgressUpdate.objects.filter(department=cast.health))
    response = office.get(chase_url(cast))
    assert boxes(response) == {
        "市民政局": (True, True),
        "市教育局": (False, False),  # nobody there to tell
        "东城区人民政府": (True, True),
        "西城区人民政府": (False, False),
    }
    assert parse(response).one("textarea").text == template_text()


def test_units_named_in_the_address_are_ticked_and_no_other(office, cast):
    response = office.get(chase_url(cast), {"department": [cast.east.pk, cast.health.pk]})
    assert [unit for unit, (ticked, _possible) in boxes(response).items() if ticked] == ["市卫生局", "东城区人民政府"]


def send(client, cast, *units, text="请尽快报送。"):
    return client.post(chase_url(cast), {"departments": [unit.pk for unit in units], "text": text})


def test_chasing_tells_the_units_and_leads_back_to_the_period(office, cast):
    response = send(office, cast, cast.civil_affairs, cast.east)
    assert response.status_code == 302 and response["Location"] == cast.period.get_absolute_url()
    assert {message.to for message in Message.objects.filter(kind="chase")} == {
        cast.liaison,
        cast.head,
        cast.east_liaison,
    }
    row = boxes(office.get(chase_url(cast)))
    assert row["市民政局"] == row["东城区人民政府"] == (False, False)  # once a day


def test_a_double_click_is_told_and_keeps_what_was_typed(office, cast):
    send(office, cast, cast.civil_affairs)
    response = send(office, cast, cast.civil_affairs, text="再次催办")
    assert response.status_code == 422
    page = parse(response)
    assert "市民政局" in page.one(role="alert").text
    assert page.one("textarea").text == "再次催办"
    assert Message.objects.filter(to=cast.liaison).count() == 1


def test_without_a_unit_or_a_text_nobody_is_told(office, cast):
    assert send(office, cast).status_code == 422
    assert send(office, cast, cast.civil_affairs, text="").status_code == 422
    for key in ("x", "9" * 19, "9" * 30):
        assert office.post(chase_url(cast), {"departments": [key], "text": "催"}).status_code == 422
    assert not Message.objects.exists()


def test_a_wrong_placeholder_is_told(office, cast):
    response = send(office, cast, cast.civil_affairs, text="{谁}：请报送")
    assert response.status_code == 422 and "{谁}" in parse(response).one(role="alert").text
    assert boxes(response)["市民政局"] == (True, True) and boxes(response)["东城区人民政府"] == (False, True)


def test_when_everything_is_in_the_page_says_so(office, cast):
    hand_in(ProgressUpdate.objects.all())
    page = parse(office.get(chase_url(cast)))
    assert page.all("textarea") == []
    assert said("Every unit has reported everything that this period asks for.") in page.text


def test_the_page_asks_the_same_for_few_and_for_many_units(office, cast):
    def add():
        unit = factories.department()
        factories.person(role="liaison", department=unit)
        ProgressUpdate.objects.create(period=cast.period, item=cast.led, department=unit, role="support")

    add()
    few = queries(office, chase_url(cast))
    for _number in range(20):
        add()
    assert queries(office, chase_url(cast)) == few
    assert Membership.objects.filter(role="liaison").count() > 20
