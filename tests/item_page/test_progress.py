"""The form of an item's progress: steps and notes, closing and reopening, two people at once."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from items.closing.moving import move_status
from items.models import WorkItem
from items.models.progress import NOTE_LIMIT

from ..given.chinese import chinese
from ..given.factories import day
from ..given.html import parse
from .looking import actions, alert, assert_kept, fresh, move, notes

Status = WorkItem.Status


# Reporting progress


@pytest.mark.parametrize("person", ["liaison", "head", "supervisor"])
def test_a_step_with_a_note_is_saved_and_shown(act, view, cast, person):
    by = getattr(cast, person)
    response = act(by, "item_progress", cast.led, status="in_progress", text="已召开部署会")
    assert response.status_code == 302
    assert response["Location"] == cast.led.get_absolute_url()
    assert fresh(cast.led).status == Status.IN_PROGRESS
    page = view(by, cast.led)
    assert "已召开部署会" in page.one(id="notes").text
    assert by.name in page.one(id="notes").text
    assert page.one(of="way-now")["aria-current"] == "step"
    assert page.one("header", of="item-head").one(of="status-in_progress")


def test_a_note_alone_leaves_the_status(act, cast):
    assert act(cast.liaison, "item_progress", cast.led, text="摸底完成").status_code == 302
    assert fresh(cast.led).status == Status.NOT_STARTED
    assert notes(cast.led) == [("市民政局", "摸底完成")]
    assert actions(cast.led) == ["note_written"]


def test_a_step_alone_needs_no_note(act, cast):
    assert act(cast.liaison, "item_progress", cast.led, status="in_progress").status_code == 302
    assert fresh(cast.led).status == Status.IN_PROGRESS
    assert not cast.led.notes.exists()
    assert actions(cast.led) == ["status_changed"]


def test_neither_step_nor_note_is_told(act, cast):
    response = act(cast.liaison, "item_progress", cast.led, text=" \r\n ")
    assert response.status_code == 422
    assert chinese("Nothing to save: choose a step or write a sentence.") in alert(parse(response))
    assert not actions(cast.led)


def test_what_was_saved_is_said_at_the_top_of_the_item(client, act, cast):
    address = act(cast.liaison, "item_progress", cast.led, text="摸底完成")["Location"]
    main = parse(client.get(address)).one("main")
    first = next(element for element in main.walk() if element is not main)
    assert (first.get("role"), "notice-success" in first.classes) == ("status", True)


def test_a_supporting_unit_writes_but_does_not_move_the_status(act, view, cast):
    page = view(cast.health_liaison, cast.led)
    assert page.one("textarea", name="text")
    assert not page.all("input", name="status")
    response = act(cast.health_liaison, "item_progress", cast.led, status="in_progress", text="已派员配合")
    assert response.status_code == 422
    refused = parse(response)
    assert alert(refused)
    assert refused.one("textarea", name="text").text.strip() == "已派员配合"
    assert fresh(cast.led).status == Status.NOT_STARTED
    assert act(cast.health_liaison, "item_progress", cast.led, status="", text="已派员配合").status_code == 302
    assert notes(cast.led) == [("市卫生局", "已派员配合")]


def test_a_step_is_not_lost_in_silence_when_the_office_closed_the_item_meanwhile(act, cast):
    item = cast.led
    today = timezone.localdate()
    move_status(item, by=cast.supervisor, version=1, on=today, status="in_progress")
    move_status(item, by=cast.supervisor, version=2, on=today, status="completed")
    sent = {"version": 2, "status": "awaiting_closure", "text": "全部完成"}
    response = act(cast.liaison, "item_progress", item, **sent)
    assert response.status_code == 409
    page = parse(response)
    assert alert(page)
    assert page.one("textarea", name="text").text.strip() == "全部完成"
    assert not item.notes.exists()
    again = {"version": page.one(id="progress").one("input", name="version")["value"], "status": "", "text": "全部完成"}
    assert act(cast.liaison, "item_progress", item, **again).status_code == 302


def test_a_member_of_a_collective_reports_in_its_own_name(act, view, cast):
    assert act(cast.east_liaison, "item_progress", cast.open_lead, text="已完成2所").status_code == 302
    assert notes(cast.open_lead) == [("东城区人民政府", "已完成2所")]
    units = view(cast.observer, cast.open_lead).one(id="units")
    _signed, reported = units.all(of="collective-count")
    assert re.findall(r"\d+", reported.text) in (["1", "2"], ["2", "1"])
    members = units.one("details", of="members").all("li")
    assert [bool(member.all(of="mark-yes")) for member in members] == [True, False]


def steps_offered(page):
    return [radio["value"] for radio in page.all("input", name="status")]


def test_each_person_is_offered_the_steps_that_are_open_to_them(view, cast):
    assert steps_offered(view(cast.liaison, cast.led)) == ["", "in_progress"]
    assert steps_offered(view(cast.supervisor, cast.led)) == ["", "in_progress", "cancelled", "carried_over"]
    move(cast.led, "in_progress", by=cast.liaison)
    assert steps_offered(view(cast.head, cast.led)) == ["", "awaiting_closure"]
    assert "completed" in steps_offered(view(cast.supervisor, cast.led))
    for reader in (cast.leader, cast.observer, cast.administrator, cast.newcomer, cast.east_liaison):
        page = view(reader, cast.led)
        forms = [form["action"] for form in page.one("main").all("form")]
        instructs = [reverse("item_instruction", args=[cast.led.pk])] if reader == cast.leader else []
        assert forms == [reverse("item_follow", args=[cast.led.pk]), *instructs], reader


@pytest.mark.parametrize("person", ["east_liaison", "newcomer", "leader", "observer", "administrator"])
def test_a_strangers_post_changes_nothing(act, cast, person):
    response = act(getattr(cast, person), "item_progress", cast.led, status="in_progress", text="越权")
    assert response.status_code == 403
    assert fresh(cast.led).status == Status.NOT_STARTED
    assert not cast.led.notes.exists() and not actions(cast.led)


def test_a_step_that_is_not_allowed_is_refused_with_the_text_kept(act, cast):
    response = act(cast.liaison, "item_progress", cast.led, status="completed", text="全部完成")
    assert response.status_code == 422
    page = parse(response)
    assert_kept(page, "全部完成")
    sentence = chinese(
        "An item cannot go from “%(from)s” to “%(to)s”.",
        **{"from": chinese("Not started"), "to": chinese("Completed")},
    )
    assert sentence in alert(page)
    assert not actions(cast.led) and not cast.led.notes.exists()


def test_a_step_of_the_office_is_refused_to_a_unit(act, cast):
    item = move(cast.led, "in_progress", by=cast.liaison)
    response = act(cast.liaison, "item_progress", item, status="completed", text="全部完成")
    assert response.status_code == 422
    assert_kept(parse(response), "全部完成")
    assert chinese("Close as completed") in alert(parse(response))
    assert fresh(item).status == Status.IN_PROGRESS


def test_a_step_that_needs_a_reason_is_refused_without_one(act, cast):
    item = move(cast.led, "in_progress", by=cast.liaison)
    response = act(cast.liaison, "item_progress", item, status="awaiting_closure")
    assert response.status_code == 422
    assert chinese("Ask for closure") in alert(parse(response))
    assert [radio["value"] for radio in parse(response).all("input", name="status") if "checked" in radio.attributes]
    assert fresh(item).status == Status.IN_PROGRESS


@pytest.mark.parametrize("status", ["nonsense", "COMPLETED", "\0", "in_progress "])
def test_an_unknown_status_is_refused_with_the_text_kept(act, cast, status):
    response = act(cast.liaison, "item_progress", cast.led, status=status, text="有进展")
    assert response.status_code == 422
    assert alert(parse(response))
    assert_kept(parse(response), "有进展")
    assert not actions(cast.led)


def test_a_note_of_100000_characters_is_refused_with_the_limit_and_kept(act, cast):
    text = "字" * 100_000
    response = act(cast.liaison, "item_progress", cast.led, text=text)
    assert response.status_code == 422
    page = parse(response)
    assert_kept(page, text)
    assert str(NOTE_LIMIT) in alert(page)
    assert not cast.led.notes.exists()


def test_line_breaks_count_as_typed_and_not_as_sent(act, cast):
    """Browsers send two characters for each."""
    text = "\n".join(["行"] * (NOTE_LIMIT // 2)) + "完"
    assert len(text) == NOTE_LIMIT
    assert act(cast.liaison, "item_progress", cast.led, text=text.replace("\n", "\r\n")).status_code == 302
    assert notes(cast.led) == [("市民政局", text)]


def test_a_pasted_text_is_not_cut_by_the_browser(view, cast):
    assert "maxlength" not in view(cast.liaison, cast.led).one("textarea", name="text").attributes


def test_what_nobody_sees_in_a_note_is_dropped_and_alone_is_no_note(act, cast):
    assert act(cast.liaison, "item_progress", cast.led, text="有\0进\u200b展\r\n二").status_code == 302
    assert notes(cast.led) == [("市民政局", "有进展\n二")]
    response = act(cast.liaison, "item_progress", cast.led, text="\u200b\0")
    assert response.status_code == 422
    assert alert(parse(response))


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_page_without_a_usable_version_saves_nothing_and_says_so(act, cast, version):
    response = act(cast.liaison, "item_progress", cast.led, version=version, status="in_progress", text="有进展")
    assert response.status_code in (409, 422)
    assert alert(parse(response))
    assert_kept(parse(response), "有进展")
    assert not actions(cast.led)


# Closing


def test_the_office_closes_with_a_date_of_its_own(act, view, cast):
    item = move(cast.led, "in_progress", by=cast.liaison)
    assert view(cast.supervisor, item).one("input", name="completed_on")["type"] == "date"
    response = act(cast.supervisor, "item_progress", item, status="completed", completed_on="2011-05-20")
    assert response.status_code == 302
    assert fresh(item).completed_on == day("2011-05-20")
    assert "2011-05-20" in view(cast.observer, item).one(of="facts").text


def test_closing_without_a_date_takes_today(act, cast):
    item = move(cast.led, "in_progress", by=cast.liaison)
    act(cast.supervisor, "item_progress", item, status="completed")
    assert fresh(item).completed_on == timezone.localdate()


@pytest.mark.parametrize("date", ["2999-01-01", "2011-02-30", "soon"])
def test_an_impossible_completion_date_is_refused(act, cast, date):
    item = move(cast.led, "in_progress", by=cast.liaison)
    response = act(cast.supervisor, "item_progress", item, status="completed", completed_on=date, text="已验收")
    assert response.status_code == 422
    assert alert(parse(response))
    assert_kept(parse(response), "已验收")
    assert fresh(item).status == Status.IN_PROGRESS


def test_a_unit_sees_no_completion_date(view, cast):
    item = move(cast.led, "in_progress", by=cast.liaison)
    assert not view(cast.liaison, item).all("input", name="completed_on")


def test_reopening_clears_the_completion_date(act, cast):
    item = move(move(cast.led, "in_progress", by=cast.liaison), "completed", by=cast.supervisor)
    act(cast.supervisor, "item_progress", item, status="in_progress", text="验收发现问题")
    assert fresh(item).status == Status.IN_PROGRESS
    assert fresh(item).completed_on is None


# Two people at once


def test_a_step_from_a_stale_page_loses_nothing_and_succeeds_the_second_time(act, cast):
    stale = cast.led.version
    move(cast.led, "in_progress", by=cast.liaison)
    data = {"status": "awaiting_closure", "text": "材料已报齐"}
    response = act(cast.head, "item_progress", cast.led, version=stale, **data)
    assert response.status_code == 409
    page = parse(response)
    assert cast.liaison.name in alert(page)
    assert_kept(page, "材料已报齐")
    assert page.one("header", of="item-head").one(of="status-in_progress")  # as it is now
    assert fresh(cast.led).status == Status.IN_PROGRESS
    chosen = [radio for radio in page.all("input", name="status") if "checked" in radio.attributes]
    assert [radio["value"] for radio in chosen] == ["awaiting_closure"]
    form = page.one("form", action=reverse("item_progress", args=[cast.led.pk]))
    version = form.one("input", name="version")["value"]
    assert act(cast.head, "item_progress", cast.led, version=version, **data).status_code == 302
    assert fresh(cast.led).status == Status.AWAITING_CLOSURE


def test_two_notes_never_collide(act, cast):
    stale = cast.led.version
    move(cast.led, "in_progress", by=cast.head)
    assert act(cast.health_liaison, "item_progress", cast.led, version=stale, text="配合单位的话").status_code == 302
    assert ("市卫生局", "配合单位的话") in notes(cast.led)
