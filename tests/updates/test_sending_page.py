"""Sending a report from its page: warnings, what was not read yet, related items, no change, a closed period."""

import pytest
from django.urls import reverse

from departments import clock
from items.models import ProgressUpdate
from items.rounds.running import close_period

from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, update_of
from ..given.together import moment
from .page_states import fresh, in_state, sound

pytestmark = pytest.mark.usefixtures("in_march", "in_english")

# Sending


def test_sending_saves_what_the_page_holds_and_goes_to_the_head(cast, update, post):
    response = post(cast.liaison, "update_send", update, **sound())
    assert response.status_code == 302
    update = fresh(update)
    assert (update.state, update.text) == (State.AWAITING_SIGN_OFF, "市福利院新建2所")


def test_a_head_signs_with_the_same_click(cast, update, get, post):
    buttons = parse(get(cast.head, update)).all("button", form="update-form")
    assert "Sign off and report" in [button.text for button in buttons]
    post(cast.head, "update_send", update, **sound())
    assert (fresh(update).state, fresh(update).signed_by) == (State.AWAITING_REVIEW, cast.head)


def test_unusual_figures_come_back_with_one_field_for_the_reason(cast, update, post):
    response = post(cast.liaison, "update_send", update, text="各项工作有序推进")
    assert response.status_code == 422
    page = parse(response)
    assert len(page.one("section", id="warnings").all("li")) == 2
    assert fresh(update).state == State.DRAFT
    again = post(cast.liaison, "update_send", update, text="各项工作有序推进", anyway="本月无量化内容")
    assert again.status_code == 302
    assert (fresh(update).state, fresh(update).anyway) == (State.AWAITING_SIGN_OFF, "本月无量化内容")
    assert len(fresh(update).warnings) == 2


def test_a_mark_of_secrecy_is_sent_with_a_reason_alone(cast, update, post):
    secret = sound() | {"text": "市福利院新建2所，联系人13800138000，密级：机密"}
    page = parse(post(cast.liaison, "update_send", update, **secret))
    assert len(page.one("section", id="warnings").all("li")) == 2
    assert fresh(update).state == State.DRAFT
    assert post(cast.liaison, "update_send", update, **secret, anyway="误识别，为公开电话").status_code == 302
    assert [warning["code"] for warning in fresh(update).warnings] == ["secrecy_mark", "mobile_number"]


def test_a_hint_is_shown_to_the_writer_and_to_who_reviews_and_holds_nothing_up(cast, update, get, post):
    praise = sound() | {"text": "市福利院新建2所。领导高度重视，取得显著成效。"}
    post(cast.liaison, "update_save", update, **praise)
    assert "领导高度重视" in parse(get(cast.liaison, update)).one("div", id="hints").text
    assert post(cast.liaison, "update_send", update, **praise).status_code == 302
    assert [warning["code"] for warning in fresh(update).warnings] == ["empty_words"]


def test_a_reason_written_for_an_earlier_sending_stands_beside_todays_warnings(cast, update, get):
    in_state(update, State.RETURNED, cast, anyway="上次的理由", next_steps="")
    page = parse(get(cast.liaison, update))
    assert page.one("input", id="id_anyway")["value"] == "上次的理由"
    assert page.one("section", id="warnings").all("li")


def test_an_update_without_words_is_not_sent(cast, update, post):
    response = post(cast.liaison, "update_send", update)
    assert response.status_code == 422
    assert "Write a sentence" in parse(response).text
    assert fresh(update).state == State.EXPECTED


def test_what_others_wrote_and_the_page_did_not_show_is_read_before_sending(cast, update, post):
    post(cast.head, "update_save", update, problems="缺地")
    response = post(cast.liaison, "update_send", update, **sound(was_problems=""))
    assert response.status_code == 409
    page = parse(response)
    assert "赵局长" in page.text
    assert page.one("textarea", id="id_problems").text == "缺地"
    assert page.one("textarea", id="id_text").text == "市福利院新建2所"
    assert fresh(update).state == State.DRAFT


def test_ones_own_saving_on_the_way_does_not_hold_the_sending_up(cast, update, post):
    post(cast.liaison, "update_save", update, htmx=True, only="text", text="市福利院新建2所")
    response = post(cast.liaison, "update_send", update, **sound(was_text="", was_next_steps=""))
    assert response.status_code == 302
    assert fresh(update).state == State.AWAITING_SIGN_OFF


def test_a_second_click_on_sending_is_told(cast, update, post):
    post(cast.liaison, "update_send", update, **sound())
    response = post(cast.liaison, "update_send", update, **sound())
    assert response.status_code == 409
    assert "take it back first" in parse(response).text


def test_related_items_are_reported_with_the_same_words(cast, update, march, get, post):
    cast.led.related.add(cast.supported, cast.open_lead)
    twin = update_of(march, cast.supported, cast.civil_affairs)
    boxes = parse(get(cast.liaison, update)).one("form", id="update-form").all("input", name="also")
    assert [box["value"] for box in boxes] == [str(cast.supported.pk)]
    post(cast.liaison, "update_send", update, **sound(also=[cast.supported.pk]))
    assert (fresh(twin).state, fresh(twin).text) == (State.AWAITING_SIGN_OFF, "市福利院新建2所")


def test_a_related_item_that_cannot_exist_is_left_out(cast, update, post):
    assert post(cast.liaison, "update_send", update, **sound(also=["9" * 19, "9" * 30])).status_code == 302
    assert fresh(update).state == State.AWAITING_SIGN_OFF


def test_no_change_is_one_click_and_leads_back(cast, update, earlier, get, post):
    response = post(cast.liaison, "update_no_change", update, next=reverse("workbench"))
    assert (response.status_code, response["Location"]) == (302, reverse("workbench"))
    assert (fresh(update).no_change, fresh(update).text) == (True, "二月新建1所")
    assert "last report still holds" in parse(get(cast.liaison, update)).text


def test_no_change_never_leads_to_a_foreign_host(cast, update, earlier, post):
    response = post(cast.liaison, "update_no_change", update, next="//evil.example/")
    assert response["Location"] == update.get_absolute_url()


def test_no_change_is_offered_only_where_something_was_said_before(cast, update, get, post):
    assert "No change in this period" not in parse(get(cast.liaison, update)).text
    response = post(cast.liaison, "update_no_change", update)
    assert response.status_code == 422
    assert "There is no earlier report" in parse(response).text


def test_no_change_does_not_throw_away_what_was_typed(cast, update, earlier, post):
    response = post(cast.liaison, "update_no_change", update, text="新建2所")
    assert response.status_code == 422
    assert parse(response).one("textarea", id="id_text").text == "新建2所"
    assert fresh(update).state == State.EXPECTED


def test_a_draft_emptied_again_can_still_be_left_without_change(cast, update, earlier, get, post):
    post(cast.liaison, "update_save", update, text="写错了")
    assert "No change in this period" not in parse(get(cast.liaison, update)).text
    post(cast.liaison, "update_save", update, text="")
    assert "No change in this period" in parse(get(cast.liaison, update)).text
    assert post(cast.liaison, "update_no_change", update).status_code == 302
    assert fresh(update).no_change


def test_after_sending_the_page_leads_to_what_comes_next(cast, update, march, get, post):
    post(cast.liaison, "update_send", update, **sound())
    following = parse(get(cast.liaison, update)).one("p", of="following").links()
    overdue = cast.report.periods.get(start_on=FEBRUARY)
    assert following == [update_of(overdue, cast.led, cast.civil_affairs).get_absolute_url()]


# A closed period


def test_a_closed_period_says_that_it_is_made_up_and_leads_to_the_open_one(cast, update, get, post):
    later = opened(cast.report, "2011-04-01")
    close_period(update.period, at=moment("2011-04-05"))
    with clock.at(moment("2011-04-06")):
        page = parse(get(cast.liaison, update))
        assert "does not change the frozen figures" in page.text
        assert update_of(later, cast.led, cast.civil_affairs).get_absolute_url() in page.links()
        frozen = update.period.frozen_sheet.text
        post(cast.head, "update_send", update, **sound())
    update = fresh(update)
    assert update.timing == ProgressUpdate.Timing.MADE_UP
    assert update.period.frozen_sheet.text == frozen
