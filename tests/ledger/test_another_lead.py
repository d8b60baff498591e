"""Another lead on an issued item: with a reason, and the old lead and the new one hear of it."""

import pytest
from django.urls import reverse

from departments.models import Membership
from items.ledger.editing import confirm_lead, set_units
from items.models import HistoryEntry, Message, Responsibility, WorkItem

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.refusals import everything, refused

WORDS = "职能划转"


@pytest.fixture
def issued(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(issued_on=day("2011-02-01"))
    Responsibility.objects.filter(item=cast.led).update(issued_on=day("2011-02-01"))
    educator = factories.person(role="liaison", department=cast.education)
    Membership.objects.create(user=educator, role="head", department=cast.education)
    return WorkItem.objects.get(pk=cast.led.pk)


DO = {
    "set_units": lambda cast, **more: set_units(
        cast.led, roles={cast.health: "lead", cast.civil_affairs: "support"}, by=cast.supervisor, version=1, **more
    ),
    "confirm_lead": lambda cast, **more: confirm_lead(
        cast.led, leads=[cast.health], by=cast.supervisor, version=1, **more
    ),
}
both = pytest.mark.parametrize("do", DO.values(), ids=DO)


@both
@pytest.mark.usefixtures("issued")
def test_another_lead_needs_a_reason(cast, do):
    before = everything()
    with refused("Another lead needs a reason"):
        do(cast, reason=" ")
    assert everything() == before


@both
@pytest.mark.usefixtures("issued")
def test_the_old_lead_and_the_new_one_are_told_why(cast, do):
    do(cast, reason=WORDS)
    told = Message.objects.filter(item=cast.led)
    assert {row.to for row in told} == {cast.liaison, cast.head, cast.health_liaison}
    assert {row.text for row in told} == {WORDS}
    assert "市卫生局" in told[0].title and "市民政局" in told[0].title
    assert HistoryEntry.objects.filter(item=cast.led).first().reason == WORDS


@both
def test_before_the_item_is_issued_nobody_has_to_know(cast, do):
    WorkItem.objects.update(issued_on=None)
    do(cast)
    assert not Message.objects.filter(item=cast.led).exists()


def test_a_supporting_unit_comes_without_a_reason(cast, issued):
    roles = {cast.civil_affairs: "lead", cast.education: "support"}
    set_units(issued, roles=roles, by=cast.supervisor, version=issued.version)
    assert not Message.objects.filter(item=cast.led).exists()


def test_a_first_lead_is_confirmed_without_a_reason(cast):
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(issued_on=day("2011-02-01"))
    confirm_lead(cast.open_lead, leads=[cast.education], by=cast.supervisor, version=1)
    assert cast.open_lead.responsibilities.direct().get(role="lead").department == cast.education


def test_members_of_a_collective_that_leads_are_told(cast, issued):
    easterner = factories.person(role="liaison", department=cast.east)
    set_units(issued, roles={cast.districts: "lead"}, by=cast.supervisor, version=1, reason=WORDS)
    assert easterner in {row.to for row in Message.objects.filter(item=issued)}


@pytest.mark.usefixtures("issued")
def test_the_form_shows_the_light_before_and_after_and_asks_for_the_reason(client, cast):
    client.force_login(cast.supervisor)
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "version": 1, "reason": ""}
    data |= {"form-0-department": cast.health.pk, "form-0-role": "lead"}
    address = reverse("item_units", args=[cast.led.pk])
    response = client.post(address, data)
    assert response.status_code == 422
    assert len(parse(response).one("main").all(of="light-change")) == 1
    assert cast.led.responsibilities.get(role="lead").department == cast.civil_affairs
    assert client.post(address, {**data, "reason": WORDS}).status_code == 302
