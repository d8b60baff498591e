"""The page of one progress update: writing, sending, reading, deciding; who may, and what comes back refused."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.models import ProgressUpdate
from items.rounds.expecting import expect_items
from items.rounds.running import close_period
from items.updates import drafting, reporting
from items.updates.page import item_updates

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

NOW = moment("2011-03-20")


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(NOW):
        yield


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def update(cast, march):
    """What civil affairs, the lead, reports on `led` in March."""
    return update_of(march, cast.led, cast.civil_affairs)


@pytest.fixture
def part(cast, march):
    """What health contributes to it."""
    return update_of(march, cast.led, cast.health)


@pytest.fixture
def earlier(cast):
    february = opened(cast.report, FEBRUARY, at="2011-03-01")
    before = update_of(february, cast.led, cast.civil_affairs)
    return put(before, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, text="二月新建1所")


def in_state(update, state, cast, **fields):
    return put(update, state, by=cast.liaison, office=cast.supervisor, **fields)


def fresh(update):
    return ProgressUpdate.objects.get(pk=update.pk)


@pytest.fixture
def get(client):
    def page(person, update):
        client.force_login(person)
        return client.get(update.get_absolute_url())

    return page


@pytest.fixture
def post(client):
    """Sends a form: post(person, "update_send", update, text="…"); what the page showed goes along unless given."""

    def send(person, name, update, *, htmx=False, **data):
        client.force_login(person)
        now = fresh(update)
        shown = {f"was_{name}": text for name, text in drafting.shown(now).items()}
        headers = {"HX-Request": "true"} if htmx else {}
        values = {"version": now.version, **shown, **data}
        return client.post(reverse(name, args=[update.pk]), values, headers=headers)

    return send


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


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
    assert {button.get("formaction") for button in form.all("button")} >= {
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


# Sending


def sound(**fields):
    """An update with which nothing is unusual."""
    return {"text": "市福利院新建2所", "next_steps": "四月验收", **fields}


def test_sending_saves_what_the_page_holds_and_goes_to_the_head(cast, update, post):
    response = post(cast.liaison, "update_send", update, **sound())
    assert response.status_code == 302
    update = fresh(update)
    assert (update.state, update.text) == (State.AWAITING_SIGN_OFF, "市福利院新建2所")


def test_a_head_signs_with_the_same_click(cast, update, get, post):
    assert "Sign off and report" in parse(get(cast.head, update)).one("form", id="update-form").text
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


# Reading and deciding


def test_the_head_reads_and_signs(cast, update, get, post):
    in_state(update, State.AWAITING_SIGN_OFF, cast)
    decide = parse(get(cast.head, update)).one("section", id="decide")
    assert {form["action"] for form in decide.all("form")} == {
        reverse(name, args=[update.pk]) for name in ("update_sign_off", "update_send_back", "update_take_back")
    }
    assert post(cast.head, "update_sign_off", update).status_code == 302
    assert (fresh(update).state, fresh(update).signed_by) == (State.AWAITING_REVIEW, cast.head)


def test_what_the_liaison_changed_meanwhile_is_read_before_signing(cast, update, post):
    in_state(update, State.AWAITING_SIGN_OFF, cast)
    response = post(cast.head, "update_sign_off", update, version=1)
    assert response.status_code == 409
    assert fresh(update).state == State.AWAITING_SIGN_OFF


def test_returning_needs_a_reason_and_the_writer_reads_it(cast, update, get, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    assert post(cast.supervisor, "update_send_back", update).status_code == 422
    assert post(cast.supervisor, "update_send_back", update, reason="请补充数字").status_code == 302
    page = parse(get(cast.liaison, update))
    assert "请补充数字" in page.text and "by the supervision office" in page.text
    assert page.one("form", id="update-form").one("textarea", id="id_text").text == "已完成2所"


def test_a_refused_return_keeps_the_reason_that_was_typed(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    response = post(cast.supervisor, "update_send_back", update, reason="请补充数字", version=1)
    assert response.status_code == 409
    page = parse(response)
    assert page.one("textarea", id="id_reason").text == "请补充数字"
    form = page.one("form", action=reverse("update_send_back", args=[update.pk]))
    assert form.one("input", name="version")["value"] == str(fresh(update).version)


def test_the_office_accepts_with_a_completion_of_its_own(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    refusal = post(cast.supervisor, "update_accept", update, completion="60")
    assert refusal.status_code == 422
    assert parse(refusal).one("input", id="id_verified")["value"] == "60"
    assert post(cast.supervisor, "update_accept", update, completion="600").status_code == 422
    assert post(cast.supervisor, "update_accept", update, completion="60", note="现场核实").status_code == 302
    update = fresh(update)
    assert (update.state, update.completion, update.review_note) == (State.ACCEPTED, Decimal(60), "现场核实")


def test_accept_and_return_in_the_same_moment_end_in_one_of_them(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    version = fresh(update).version
    assert post(cast.supervisor, "update_accept", update, version=version).status_code == 302
    response = post(cast.supervisor, "update_send_back", update, version=version, reason="数据不清")
    assert response.status_code == 409
    assert "has accepted this update already" in parse(response).text


def test_the_lead_takes_a_part_up_or_returns_it(cast, part, get, post):
    in_state(part, State.AWAITING_MERGE, cast)
    decide = parse(get(cast.liaison, part)).one("section", id="decide")
    assert "Take up" in decide.text and not decide.all("input", id="id_verified")
    assert post(cast.liaison, "update_send_back", part, reason="请写明人数").status_code == 302
    assert (fresh(part).state, fresh(part).returned_by) == (State.RETURNED, "lead")
    in_state(part, State.AWAITING_MERGE, cast)
    assert post(cast.liaison, "update_accept", part).status_code == 302
    assert (fresh(part).state, fresh(part).reviewed_by) == (State.ACCEPTED, cast.liaison)


def test_the_unit_takes_back_what_nobody_has_settled(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    assert post(cast.liaison, "update_take_back", update).status_code == 302
    assert fresh(update).state == State.DRAFT
    assert post(cast.liaison, "update_take_back", update).status_code == 409


def test_where_to_go_next_is_an_address_and_never_the_name_of_a_view(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    response = post(cast.liaison, "update_take_back", update, next="abc")
    assert (response.status_code, response["Location"]) == (302, "abc")


def test_the_history_of_an_update_is_its_own(cast, update, earlier, get, post):
    post(cast.head, "update_send", update, **sound())
    post(cast.supervisor, "update_send_back", update, reason="请补充数字")
    post(cast.head, "update_send", update, **sound(text="市福利院新建3所"))
    reporting.take_back(put(earlier, State.AWAITING_REVIEW, by=cast.liaison, office=None), by=cast.head, at=NOW)
    history = parse(get(cast.liaison, update)).one("section", id="history").all("li")
    assert len(history) == 3
    assert "请补充数字" in history[1].text


# Beside the lead's form


def test_parts_stand_beside_the_leads_form_and_the_silent_are_named(cast, update, part, get):
    with clock.at(moment("2011-03-22")):
        assert "did not answer" not in parse(get(cast.liaison, update)).text
    with clock.at(moment("2011-03-23")):
        assert "did not answer" in parse(get(cast.liaison, update)).one("section", id="parts").text
    in_state(part, State.AWAITING_MERGE, cast, text="培训护理员40人")
    parts = parse(get(cast.liaison, update)).one("section", id="parts")
    assert "培训护理员40人" in parts.text
    assert parts.one("button", name="take_part")["data-text"] == "市卫生局：培训护理员40人"


def test_a_collective_shows_who_has_reported_the_sum_and_who_is_missing(cast, march, get):
    target = factories.target(cast.open_lead, number=10)
    east, west = (update_of(march, cast.open_lead, unit) for unit in (cast.east, cast.west))
    in_state(east, State.AWAITING_REVIEW, cast, text="东城建3所")
    east.values.create(target=target, label=target.label, unit=target.unit, value=3)
    for person in (cast.supervisor, cast.east_liaison):
        whole = parse(get(person, east)).one("section", of="collective")
        assert "1 of 2" in whole.text and "3个" in whole.text and "30%" in whole.text
        assert "Have not reported: 西城区人民政府" in whole.text
    west_liaison = factories.person("west", role="liaison", department=cast.west)
    whole = parse(get(west_liaison, west)).one("section", of="collective")
    assert "1 of 2" in whole.text
    assert "东城建3所" not in whole.text


# Who may


PEOPLE = {
    "liaison": "liaison",
    "head": "head",
    "support": "health_liaison",
    "member": "east_liaison",
    "supervisor": "supervisor",
    "leader": "leader",
    "observer": "observer",
    "administrator": "administrator",
    "newcomer": "newcomer",
}
READERS = {
    State.EXPECTED: {"liaison", "head"},
    State.DRAFT: {"liaison", "head"},
    State.AWAITING_SIGN_OFF: {"liaison", "head"},
    State.AWAITING_REVIEW: {"liaison", "head", "supervisor"},
    State.RETURNED: {"liaison", "head", "supervisor"},
    State.ACCEPTED: set(PEOPLE),
    State.DROPPED: {"liaison", "head"},
}


@pytest.mark.parametrize("state", READERS)
def test_words_are_read_by_whom_they_concern(cast, update, get, state):
    in_state(update, state, cast, text="一句机密的话")
    readers = set()
    for name, person in PEOPLE.items():
        response = get(getattr(cast, person), update)
        if response.status_code == 200:
            readers.add(name)
        else:
            assert response.status_code == 403, name
            page = parse(response)
            assert "一句机密的话" not in page.text
            assert "can be read by others once it has been accepted" in page.text
    assert readers == READERS[state]


@pytest.mark.parametrize("state", [state for state in State if state not in READERS])
def test_a_part_is_read_by_its_unit_the_lead_and_the_office(cast, part, get, state):
    in_state(part, state, cast)
    readers = {name for name, person in PEOPLE.items() if get(getattr(cast, person), part).status_code == 200}
    assert readers == {"support", "liaison", "head", "supervisor"}


@pytest.mark.parametrize("name", ["update_save", "update_send", "update_no_change", "update_take_back"])
def test_nobody_else_writes_for_the_unit(cast, update, post, name):
    for person in (cast.health_liaison, cast.east_liaison, cast.supervisor, cast.leader, cast.observer, cast.newcomer):
        assert post(person, name, update, text="越权").status_code == 403
    assert fresh(update).state == State.EXPECTED


@pytest.mark.parametrize("name", ["update_sign_off", "update_send_back", "update_accept"])
def test_nobody_else_decides(cast, update, post, name):
    in_state(update, State.AWAITING_REVIEW, cast)
    for person in (cast.health_liaison, cast.east_liaison, cast.leader, cast.observer, cast.newcomer):
        assert post(person, name, update, reason="越权").status_code == 403
    assert fresh(update).state == State.AWAITING_REVIEW


def test_a_liaison_neither_signs_nor_accepts_its_own_report(cast, update, post):
    in_state(update, State.AWAITING_SIGN_OFF, cast)
    assert post(cast.liaison, "update_sign_off", update).status_code == 403
    assert post(cast.liaison, "update_accept", update).status_code == 403
    assert post(cast.head, "update_accept", update).status_code == 403


# On the item's page


def test_an_items_updates_are_shown_by_period_with_words_for_whom_they_concern(cast, update, part, earlier):
    in_state(part, State.AWAITING_MERGE, cast)
    found = item_updates(cast.led, cast.observer)
    assert [one.period.start_on.month for one in found.periods] == [3, 2]
    assert [(line.update.department, line.is_readable) for line in found.newest[0].lines] == [
        (cast.civil_affairs, False),
        (cast.health, False),
    ]
    assert found.older[0].lines[0].is_readable
    assert found.to_write == []
    lead = item_updates(cast.led, cast.liaison)
    assert [line.is_readable for line in lead.newest[0].lines] == [True, True]
    assert lead.to_write == [update]


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def grown(cast, march):
    """Ten more supporting units, members, targets, steps and files on the items."""
    for number in range(10):
        factories.target(cast.led, label=f"目标{number}")
        factories.milestone(cast.led, title=f"节点{number}")
        unit = factories.department()
        cast.led.responsibilities.create(
            department=unit, role="support", position=9, issued_on=factories.day("2011-02-01")
        )
    expect_items([cast.led], at=NOW)
    for part in ProgressUpdate.objects.filter(period=march, role="support", item=cast.led):
        in_state(part, State.AWAITING_MERGE, cast)


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


def test_the_number_of_queries_of_an_items_updates_does_not_grow(cast, update, earlier, march):
    def read():
        found = item_updates(cast.led, cast.liaison)
        return [line.values for period in found.periods for line in period.lines]

    in_state(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, cast)
    read()  # the person's posts are read once per request
    before = queries(read)
    grown(cast, march)
    assert queries(read) == before
