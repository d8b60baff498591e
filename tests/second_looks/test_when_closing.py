"""A second look planned in the form in which the office closes an item."""

import pytest
from django.test import Client
from django.urls import reverse

from departments import clock
from items.closing.closing import ask_closing
from items.models import Closing, HistoryEntry, SecondLook, WorkItem
from items.second_looks.looking import close_with_look
from items.steps.errors import WorkflowError

from ..given.factories import day, moment
from ..given.html import parse

AT = moment("2011-05-31 10:00")


@pytest.fixture(autouse=True)
def in_may(settings):
    settings.LANGUAGE_CODE = "en"
    with clock.at(AT):
        yield


@pytest.fixture
def asked(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    cast.led.refresh_from_db()
    ask_closing(cast.led, by=cast.head, at=AT, version=cast.led.version, result="已建成")
    cast.led.refresh_from_db()
    return Closing.objects.get()


def decide(person, closing, **data):
    client = Client()
    client.force_login(person)
    data = {"version": closing.item.version, **data}
    return client.post(reverse("closing_decide", args=[closing.pk]), data, follow=True)


def status():
    return WorkItem.objects.get(number=1).status


def test_who_closes_an_item_plans_a_second_look_in_the_same_form(cast, asked):
    page = parse(decide(cast.supervisor, asked, decision="close", months="3"))
    assert "The item is closed; the units have been told. A second look is planned for 2011-08-31." in page.text
    look = SecondLook.objects.get()
    assert (status(), look.item, look.due_on, look.by) == ("completed", cast.led, day("2011-08-31"), cast.supervisor)
    kept = HistoryEntry.objects.filter(item=cast.led, after__has_key="second_look")
    assert kept.get().after == {"second_look": "2011-08-31"}


@pytest.mark.parametrize("chosen", [{}, {"months": ""}])
def test_without_a_choice_there_is_none(cast, asked, chosen):
    decide(cast.supervisor, asked, decision="close", **chosen)
    assert (status(), SecondLook.objects.count()) == ("completed", 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"decision": "return", "words": "补材料", "months": "3"}, "A second look is planned when the item is closed"),
        ({"decision": "close", "months": "5"}, "There is no such choice"),
    ],
)
def test_what_cannot_be_planned_changes_nothing(cast, asked, data, sentence):
    response = decide(cast.supervisor, asked, **data)
    assert response.status_code == 422 and sentence in parse(response).text
    assert (status(), SecondLook.objects.count()) == ("awaiting_closure", 0)


def test_an_item_that_cannot_be_closed_gets_no_look(cast, asked):
    for by in (cast.liaison, cast.leader):
        with pytest.raises(WorkflowError):
            close_with_look(asked, months=3, by=by, at=AT, version=cast.led.version)
    assert (status(), SecondLook.objects.count()) == ("awaiting_closure", 0)


def test_only_who_closes_is_offered_it(cast, asked):
    client = Client()
    address = reverse("item_requests", args=[cast.led.pk])
    name = {"name": "months"}
    client.force_login(cast.supervisor)
    assert [one["value"] for one in parse(client.get(address)).one("select", **name).all("option")] == [
        *("", "1", "3", "6", "12")
    ]
    client.force_login(cast.liaison)
    assert parse(client.get(address)).all("select", **name) == []
