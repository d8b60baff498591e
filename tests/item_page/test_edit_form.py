"""The office edits an item's deadline and remark, also two people at once."""

import pytest
from django.urls import reverse

from items.ledger.editing import edit_item
from items.models import HistoryEntry

from ..given.factories import day
from ..given.html import parse
from .looking import EDIT, actions, alert, fresh


def test_the_office_edits_deadline_and_remark(act, view, cast):
    assert act(cast.supervisor, "item_edit", cast.led, **EDIT)["Location"] == cast.led.get_absolute_url()
    item = fresh(cast.led)
    assert (item.due_on, item.due_text, item.remark) == (day("2011-10-31"), "十月底前", "市长督办")
    facts = view(cast.observer, item).one(of="facts").text
    assert "2011-10-31" in facts and "十月底前" in facts and "市长督办" in facts


def test_the_edit_form_starts_from_what_is_there(client, act, cast):
    act(cast.supervisor, "item_edit", cast.led, **EDIT)
    form = parse(client.get(reverse("item_edit", args=[cast.led.pk]))).one("main").one("form")
    assert form.one("input", name="due_on")["value"] == "2011-10-31"
    assert form.one("input", name="due_text")["value"] == "十月底前"
    assert form.one("textarea", name="remark").text == "市长督办"


def test_two_edits_at_once_show_both_texts_and_the_second_attempt_succeeds(act, cast):
    stale = cast.led.version
    other = {"due_on": day("2011-09-30"), "due_text": "", "remark": "先存的备注"}
    edit_item(cast.led, by=cast.supervisor, version=stale, **other)
    response = act(cast.supervisor, "item_edit", cast.led, version=stale, **EDIT)
    assert response.status_code == 409
    page = parse(response)
    assert cast.supervisor.name in alert(page)
    assert page.one("textarea", name="remark").text == "市长督办"
    present = page.one(id="present").text
    assert "先存的备注" in present and "2011-09-30" in present
    assert fresh(cast.led).remark == "先存的备注"
    version = page.one("main").one("input", name="version")["value"]
    assert act(cast.supervisor, "item_edit", cast.led, version=version, reason="汛期", **EDIT).status_code == 302
    assert fresh(cast.led).remark == "市长督办"


def test_after_a_collision_what_one_had_not_touched_follows_the_other(client, cast):
    client.force_login(cast.supervisor)
    address = reverse("item_edit", args=[cast.led.pk])

    def fields(response):
        form = parse(response).one("main").one("form")
        sent = {
            box["name"]: box.attributes.get("value", "")
            for box in form.all("input")
            if box["name"] != "csrfmiddlewaretoken"
        }
        return sent | {"remark": form.one("textarea", name="remark").text.strip()}

    mine = fields(client.get(address)) | {"remark": "市长督办"}
    edit_item(cast.led, by=cast.supervisor, version=1, due_on=day("2011-09-30"), due_text="九月底前", remark="")
    response = client.post(address, mine)
    assert response.status_code == 409
    again = fields(response)
    assert (again["due_on"], again["due_text"], again["remark"]) == ("2011-09-30", "九月底前", "市长督办")
    assert client.post(address, again).status_code == 302
    item = fresh(cast.led)
    assert (item.due_on, item.due_text, item.remark) == (day("2011-09-30"), "九月底前", "市长督办")


@pytest.mark.parametrize(
    "wrong",
    [{"due_on": "2011-13-01"}, {"due_on": "明年"}, {"due_text": "字" * 101}, {"remark": "字" * 2001}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_edit_is_refused_with_the_rest_kept(act, cast, wrong):
    response = act(cast.supervisor, "item_edit", cast.led, **{**EDIT, **wrong})
    assert response.status_code == 422
    page = parse(response)
    assert alert(page)
    for name, value in (EDIT | wrong).items():
        field = page.one("main").one(name=name)
        assert (field.text if field.tag == "textarea" else field["value"]) == value
    assert not actions(cast.led)


def test_saving_the_same_again_leaves_no_entry(act, cast):
    act(cast.supervisor, "item_edit", cast.led, **EDIT)
    act(cast.supervisor, "item_edit", fresh(cast.led), **EDIT)
    assert actions(cast.led) == [HistoryEntry.Action.ITEM_EDITED]
