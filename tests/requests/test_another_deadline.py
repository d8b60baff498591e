"""A deadline that stands is changed with a reason; its units are told, and the first one is kept."""

from decimal import Decimal

import pytest
from django.urls import reverse

from items.ledger.editing import edit_item
from items.lights.light import planned_percent
from items.models import Extension, Message, Objection, WorkItem
from items.requests.extending import set_deadline
from items.requests.signing_for import settle_objection

from ..given.factories import day, moment
from ..given.html import parse
from ..given.lit_items import facts_of
from ..given.refusals import everything, refused

AT = moment("2011-05-10 10:00")
JUNE, SEPTEMBER, MAY = day("2011-06-30"), day("2011-09-30"), day("2011-05-31")


@pytest.fixture
def item(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(issued_on=day("2011-02-01"), due_on=JUNE)
    return WorkItem.objects.get(pk=cast.led.pk)


def do(cast, item, due_on, reason="", remark=""):
    words = {"due_text": "", "remark": remark, "reason": reason}
    return set_deadline(item, by=cast.supervisor, at=AT, version=item.version, due_on=due_on, **words)


@pytest.mark.parametrize("due_on", [SEPTEMBER, MAY, None])
def test_it_does_not_move_without_a_reason(cast, item, due_on):
    before = everything()
    with refused("needs a reason"):
        do(cast, item, due_on)
    with refused("changed with a reason"):
        edit_item(item, by=cast.supervisor, version=item.version, due_on=due_on, due_text="", remark="")
    assert everything() == before


@pytest.mark.parametrize(("due_on", "original"), [(SEPTEMBER, JUNE), (MAY, None), (None, JUNE)])
def test_the_units_are_told_and_the_first_deadline_is_kept(cast, item, due_on, original):
    moved = do(cast, item, due_on, reason="汛期", remark="已函告")
    assert (moved.due_on, moved.original_due_on, moved.remark) == (due_on, original, "已函告")
    told = Message.objects.filter(item=item)
    assert {row.to for row in told} == {cast.liaison, cast.head}
    assert {row.text for row in told} == {"汛期"}


@pytest.mark.parametrize("due_on", [SEPTEMBER, MAY, None])
def test_a_request_that_waits_is_answered_first(cast, item, due_on):
    asked = {"due_on": JUNE, "wanted_on": SEPTEMBER, "reason": "汛期", "by": cast.liaison, "at": AT}
    Extension.objects.create(item=item, department=cast.civil_affairs, **asked)
    with refused("open extension request"):
        do(cast, item, due_on, reason="汛期")


def test_a_first_deadline_and_one_that_nobody_knows_yet_are_set_freely(cast, item):
    WorkItem.objects.filter(pk=item.pk).update(due_on=None)
    item.refresh_from_db()
    assert do(cast, item, JUNE).due_on == JUNE
    WorkItem.objects.filter(pk=item.pk).update(issued_on=None)
    item.refresh_from_db()
    assert do(cast, item, SEPTEMBER).due_on == SEPTEMBER
    assert not Message.objects.filter(item=item).exists()


def planned(item):
    """The planned progress in percent at the end of each month that is over."""
    return [planned_percent(facts_of(item), on) for on in map(day, ("2011-01-31", "2011-03-31", "2011-04-30"))]


def by_objection(cast, item, due_on):
    fields = {"item": item, "department": cast.civil_affairs, "by": cast.liaison, "at": AT}
    asked = Objection.objects.create(kind="deadline", reason="工期不足", **fields)
    words = {"decision": "deadline", "answer": "同意", "due_on": due_on}
    return settle_objection(asked, by=cast.supervisor, at=AT, version=item.version, **words)


@pytest.mark.parametrize("due_on", [SEPTEMBER, None])
def test_months_that_are_over_keep_their_plan_without_a_deadline_too(cast, item, due_on):
    before = planned(item)
    moved = do(cast, item, due_on, reason="汛期")
    assert planned(moved) == pytest.approx(before, abs=Decimal("0.1"))
    assert moved.history.get(action="plan_approved").reason == "已过月份的计划不变。"


def test_so_they_do_where_an_objection_moves_it(cast, item):
    before = planned(item)
    moved = by_objection(cast, item, SEPTEMBER)
    assert moved.due_on == SEPTEMBER
    assert planned(moved) == pytest.approx(before, abs=Decimal("0.1"))
    assert moved.history.get(action="plan_approved").reason == "已过月份的计划不变。"


@pytest.mark.usefixtures("item")
def test_the_form_shows_the_light_before_and_after_and_asks_for_the_reason(client, cast):
    client.force_login(cast.supervisor)
    data = {"version": 1, "due_on": "2011-09-30", "due_text": "", "remark": "", "reason": ""}
    data |= {"was_due_on": "2011-06-30", "was_due_text": "", "was_remark": ""}
    response = client.post(reverse("item_edit", args=[cast.led.pk]), data)
    assert response.status_code == 422
    assert len(parse(response).one("main").all(of="light-change")) == 1
    response = client.post(reverse("item_edit", args=[cast.led.pk]), {**data, "reason": "汛期"})
    assert response.status_code == 302
    assert WorkItem.objects.get(pk=cast.led.pk).original_due_on == JUNE
