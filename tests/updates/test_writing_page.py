"""Writing a report on its page: what is shown and saved, conflicts between two who write, bad fields."""

from decimal import Decimal

import pytest
from django.urls import reverse

from items.pages.addresses import item_part

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State
from .page_states import fresh, grown, in_state, queries

pytestmark = pytest.mark.usefixtures("in_march", "in_english")

# Writing


def test_the_form_shows_the_item_its_day_and_last_time_beside_it(cast, update, earlier, get):
    target = factories.target(cast.led, number=10)
    earlier.values.create(target=target, label=target.label, unit=target.unit, value=4)
    page = parse(get(cast.liaison, update))
    form = page.one("form", id="update-form")
    assert cast.led.text in page.text and "5 days left" in page.text
    assert "二月新建1所" in form.one("section", of="earlier").text
    assert form.one("button", name="take_over")["data-text"] == "二月新建1所"
    row = form.one("table", of="update-figures").one("tbody").one("tr")
    assert "10个" in row.text and "4个" in row.text
    assert {button.get("formaction") for button in page.all("button", form="update-form")} >= {
        reverse("update_send", args=[update.pk]),
        reverse("update_no_change", args=[update.pk]),
    }


def test_a_draft_is_saved_without_any_script(cast, update, post):
    target, step = factories.target(cast.led), factories.milestone(cast.led)
    data = {f"value_{target.pk}": "3.1万", f"milestone_{step.pk}": "2011-03-18", "needs_decision": "on"}
    response = post(cast.liaison, "update_save", update, text="已完成2所\r\n另2所在建 ", **data)
    assert response.status_code == 302
    update = fresh(update)
    assert (update.state, update.text, update.needs_decision) == (State.DRAFT, "已完成2所\n另2所在建", True)
    assert update.values.get().value == Decimal(31000)
    assert str(update.milestones.get().reached_on) == "2011-03-18"


def test_a_tick_taken_away_is_saved_too(cast, update, post):
    in_state(update, State.DRAFT, cast, needs_decision=True)
    post(cast.liaison, "update_save", update)
    assert not fresh(update).needs_decision


def test_a_page_with_a_script_sends_what_was_touched_and_nothing_else_changes(cast, update, post):
    in_state(update, State.DRAFT, cast, needs_decision=True)
    response = post(cast.liaison, "update_save", update, htmx=True, only="problems", problems="缺地")
    assert response.status_code == 200
    assert (fresh(update).problems, fresh(update).needs_decision) == ("缺地", True)
    part = parse(response)
    assert part.one("input", id="was_problems")["value"] == "缺地"
    assert part.one("div", id="said_problems")["data-state"] == "saved"
    assert "Saved 12:00" in part.text


def test_a_number_that_is_none_is_said_beside_its_field_and_the_rest_is_saved(cast, update, post):
    name = f"value_{factories.target(cast.led).pk}"
    part = parse(post(cast.liaison, "update_save", update, htmx=True, only=f"text,{name}", text="好", **{name: "多"}))
    assert "is not a number" in part.one("div", id=f"said_{name}").text
    assert fresh(update).text == "好"
    response = post(cast.liaison, "update_save", update, text="很好", **{name: "多"})
    assert response.status_code == 422
    page = parse(response)
    assert page.one("input", id=f"id_{name}")["value"] == "多"
    assert fresh(update).text == "很好"


def test_completion_is_shown_as_computed_as_soon_as_a_value_is_saved(cast, update, get, post):
    target = factories.target(cast.led, number=10)
    assert parse(get(cast.liaison, update)).one("input", id="id_completion")
    name = f"value_{target.pk}"
    part = parse(post(cast.liaison, "update_save", update, htmx=True, only=name, **{name: "4"}))
    assert part.one("b", id="completion").text == "40%"
    assert part.one("span", id=f"share_{target.pk}").text == "40%"
    page = parse(get(cast.liaison, update))
    assert page.one("b", id="completion").text == "40%"
    assert not page.all("input", id="id_completion")


def test_a_draft_begun_before_last_times_figures_were_accepted_counts_with_them(client, cast, update, earlier, get):
    target, other = factories.target(cast.led, number=10), factories.target(cast.led, label="培训", number=10)
    earlier.values.create(target=target, label=target.label, unit=target.unit, value=4)
    in_state(update, State.DRAFT, cast, completion=Decimal(20))  # as it was computed when the words were saved
    earlier.values.create(target=other, label=other.label, unit=other.unit, value=8)
    page = parse(get(cast.liaison, update))
    assert page.one("b", id="completion").text == "60%"
    client.force_login(cast.liaison)
    item = parse(client.get(item_part(cast.led, "updates"))).one("section", id="updates")
    assert "20%" not in item.text


def test_two_members_at_one_field_are_told_what_the_other_wrote(cast, update, post):
    shown = {"was_text": ""}
    post(cast.head, "update_save", update, text="局长写的")
    part = parse(post(cast.liaison, "update_save", update, htmx=True, only="text", text="联络员写的", **shown))
    said = part.one("div", id="said_text")
    assert said["data-state"] == "conflict"
    assert "赵局长" in said.text and "局长写的" in said.text
    assert not part.all("input", id="was_text")
    assert fresh(update).text == "局长写的"


def test_a_conflict_without_script_is_settled_with_one_button(cast, update, post):
    post(cast.head, "update_save", update, text="局长写的")
    response = post(cast.liaison, "update_save", update, text="联络员写的", was_text="")
    assert response.status_code == 409
    form = parse(response).one("form", id="update-form")
    assert form.one("textarea", id="id_text").text == "联络员写的"
    assert form.one("input", id="was_text")["value"] == ""
    sent = {"text": "联络员写的", "was_text": "", "theirs_text": form.one("input", name="theirs_text")["value"]}
    assert post(cast.liaison, "update_save", update, **sent, take="text").status_code == 302
    assert fresh(update).text == "局长写的"
    assert post(cast.liaison, "update_save", update, **sent, keep="text").status_code == 302
    assert fresh(update).text == "联络员写的"


def test_keeping_ones_own_text_does_not_overwrite_what_was_never_shown(cast, update, post):
    post(cast.head, "update_save", update, text="第三稿")
    sent = {"text": "联络员写的", "was_text": "", "theirs_text": "第二稿", "keep": "text"}
    assert post(cast.liaison, "update_save", update, **sent).status_code == 409
    assert fresh(update).text == "第三稿"


def test_what_another_member_wrote_elsewhere_comes_along(cast, update, post):
    post(cast.head, "update_save", update, problems="缺地")
    part = parse(post(cast.liaison, "update_save", update, htmx=True, only="text", text="好", was_problems=""))
    assert part.one("div", id="said_problems")["data-state"] == "changed"
    assert part.one("input", id="was_problems")["value"] == "缺地"
    assert (fresh(update).text, fresh(update).problems) == ("好", "缺地")


def test_last_times_text_is_put_below_ones_own_without_script(cast, update, earlier, post):
    post(cast.liaison, "update_save", update, text="三月又建2所", take_over="1")
    assert fresh(update).text == "三月又建2所\n二月新建1所"
    post(cast.liaison, "update_save", update, text=fresh(update).text, take_over="1")
    assert fresh(update).text == "三月又建2所\n二月新建1所"


def test_the_text_of_a_part_is_put_below_ones_own_without_script(cast, update, part, post):
    in_state(part, State.AWAITING_MERGE, cast, text="培训护理员40人")
    post(cast.liaison, "update_save", update, text="建2所", take_part=part.pk)
    assert fresh(update).text == "建2所\n市卫生局：培训护理员40人"


def test_words_of_a_part_that_is_still_a_draft_cannot_be_taken(cast, update, part, post):
    in_state(part, State.DRAFT, cast, text="还没想好")
    post(cast.liaison, "update_save", update, text="建2所", take_part=part.pk)
    assert fresh(update).text == "建2所"


def test_who_signed_in_meanwhile_does_not_save_another_persons_page(cast, update, post):
    response = post(cast.head, "update_save", update, htmx=True, only="text", text="好", writer="liaison")
    assert response.status_code == 403
    assert fresh(update).text == ""


def test_what_was_typed_after_the_update_had_left_is_shown_and_not_saved(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    response = post(cast.liaison, "update_save", update, text="补充一句")
    assert response.status_code == 409
    page = parse(response)
    assert "补充一句" in page.one("section", of="notice").text
    assert "take it back first" in page.text
    part = post(cast.liaison, "update_save", update, htmx=True, only="text", text="补充一句")
    assert part.status_code == 409 and b"take it back first" in part.content
    assert fresh(update).text == "已完成2所"


# On the item's page


@pytest.mark.parametrize(("person", "state"), [("liaison", State.DRAFT), ("supervisor", State.AWAITING_REVIEW)])
def test_the_number_of_queries_does_not_grow(cast, update, part, earlier, march, get, person, state):
    factories.target(cast.led)
    factories.milestone(cast.led)
    in_state(part, State.AWAITING_MERGE, cast)
    in_state(update, state, cast)
    reader = getattr(cast, person)
    get(reader, update)
    before = queries(lambda: get(reader, update))
    grown(cast, march)
    assert queries(lambda: get(reader, update)) == before


def test_a_value_for_a_target_that_has_gone_is_told_and_shown(cast, update, post):
    target = factories.target(cast.led)
    name = f"value_{target.pk}"
    target.delete()
    response = post(cast.liaison, "update_save", update, text="好", **{name: "12", f"was_{name}": ""})
    assert response.status_code == 422
    assert "12" in parse(response).one("section", of="notice-warning").text
    assert fresh(update).text == "好"
    part = post(cast.liaison, "update_save", update, htmx=True, only=name, **{name: "12", f"was_{name}": ""})
    assert "targets of the item have changed" in parse(part).one("div", id=f"said_{name}").text


def test_a_field_that_the_update_never_had_is_passed_over(cast, update, post):
    data = {"text": "好", "value_999": "5", "was_value_999": "5"}
    response = post(cast.liaison, "update_save", update, htmx=True, only="text,value_999", **data)
    assert response.status_code == 200
    assert fresh(update).text == "好"
