"""What a lead takes up of the supporting units' parts: only what it ticked, and nothing in silence."""

import pytest
from django.utils import translation

from items import history
from items.models import HistoryEntry, Message, ProgressUpdate
from items.rounds.expecting import expect
from items.rounds.running import close_period
from items.rules.parts import waiting
from items.updates import drafting, reporting

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, put, update_of
from ..given.refusals import refused
from ..given.together import moment
from .page_states import fresh, in_state
from .unit_steps import AT, accept, send

LATER = moment("2011-03-21")


@pytest.fixture
def parts(cast, march):
    """The parts of health and education on `led`, both with the lead; the second came later."""
    cast.led.responsibilities.create(
        department=cast.education, role="support", position=9, issued_on=factories.day("2011-02-01")
    )
    expect(march)
    found = [update_of(march, cast.led, unit) for unit in (cast.health, cast.education)]
    words = ["培训护理员40人", "开设老年学校2所"]
    return [in_state(part, State.AWAITING_MERGE, cast, text=text) for part, text in zip(found, words, strict=True)]


def ticked(update, *taken, by, was=""):
    """The update with the parts `taken` ticked in it."""
    changes = {f"part_{part.pk}": "on" for part in taken}
    return drafting.save(update, by=by, at=AT, was=dict.fromkeys(changes, was), changes=changes).update


def written(update, cast):
    return put(update, State.DRAFT, by=cast.liaison, office=cast.supervisor, text="市福利院新建2所")


def actions(page):
    return [form["action"] for form in page.one("main").all("form")]


# Only what was ticked


def test_sending_settles_the_parts_that_were_ticked_and_no_other(cast, march, update, parts):
    health, education = parts
    sent = send(ticked(written(update, cast), health, by=cast.liaison), cast.head)
    assert (fresh(health).state, fresh(health).taken_up_in) == (State.ACCEPTED, sent)
    assert (fresh(health).reviewed_by, fresh(health).reviewed_at) == (cast.head, AT)
    assert (fresh(education).state, fresh(education).taken_up_in) == (State.AWAITING_MERGE, None)
    entry = HistoryEntry.objects.get(action="update_accepted")
    assert (entry.department, entry.item) == (cast.health, cast.led)
    with translation.override("zh-hans"):  # a liaison reviews nothing
        assert str(entry.action_words) == "采纳配合材料"
        assert ("采纳单位", "市民政局") in [(str(line.label), line.after) for line in history.describe(entry)]


def test_accepting_the_leads_report_settles_no_part_that_came_after_it(cast, march, update, parts):
    health, education = parts
    in_state(education, State.DRAFT, cast)
    sent = send(ticked(written(update, cast), health, by=cast.liaison), cast.head)
    late = in_state(fresh(education), State.AWAITING_MERGE, cast)
    accept(sent, cast.supervisor)
    assert (fresh(late).state, fresh(late).reviewed_by) == (State.AWAITING_MERGE, None)


def test_a_tick_can_be_taken_away_again(cast, update, parts):
    health, _education = parts
    draft = ticked(written(update, cast), health, by=cast.liaison)
    name = f"part_{health.pk}"
    assert drafting.shown(fresh(draft))[name] == "on"
    drafting.save(draft, by=cast.liaison, at=AT, was={name: "on"}, changes={name: ""})
    send(fresh(draft), cast.head)
    assert fresh(health).state == State.AWAITING_MERGE


def test_words_written_anew_are_not_taken_up_unread(cast, update, parts):
    health, _education = parts
    draft = ticked(written(update, cast), health, by=cast.liaison)
    reporting.take_back(fresh(health), by=cast.health_liaison, at=AT)
    assert fresh(health).taken_up_in is None
    again = in_state(fresh(health), State.AWAITING_MERGE, cast, text="培训护理员4人")
    send(fresh(draft), cast.head)
    assert fresh(again).state == State.AWAITING_MERGE


def test_a_part_that_is_returned_is_not_taken_up_any_more(cast, update, parts):
    health, _education = parts
    draft = ticked(written(update, cast), health, by=cast.liaison)
    part = fresh(health)
    reporting.send_back(part, by=cast.head, at=AT, version=part.version, reason="请补充")
    assert fresh(health).taken_up_in is None and f"part_{health.pk}" not in drafting.shown(fresh(draft))


def test_a_part_taken_back_meanwhile_cannot_be_ticked(cast, update, parts):
    health, _education = parts
    reporting.take_back(health, by=cast.health_liaison, at=AT)
    draft = written(update, cast)
    with refused("has taken its part back"):
        ticked(draft, health, by=cast.liaison)


def test_a_lead_that_takes_up_a_single_part_is_recorded_with_it(cast, update, parts):
    health, education = parts
    taken = accept(health, cast.liaison)
    assert (taken.state, taken.taken_up_in) == (State.ACCEPTED, update)
    assert accept(education, cast.supervisor).taken_up_in is None
    with translation.override("zh-hans"):
        entries = HistoryEntry.objects.filter(action="update_accepted").order_by("pk")
        assert [str(entry.action_words) for entry in entries] == ["采纳配合材料", "审核通过报送"]


def test_a_part_that_was_returned_and_then_taken_up_is_told_so(cast, update, parts):
    """Who was told that it came back is told of the end of it: by its lead, whose liaison reviews nothing."""
    health, _education = parts
    Message.objects.create(
        to=cast.health_liaison,
        kind="returned",
        title="退",
        url=health.get_absolute_url(),
        item=health.item,
        day=AT.date(),
        at=AT,
    )
    with translation.override("zh-hans"):
        accept(health, cast.liaison)
    [message] = Message.objects.filter(kind="decided", to=cast.health_liaison)
    assert message.title.startswith("配合材料已采纳：")


def test_of_two_leads_each_ticks_what_the_other_has_not(cast, march, update, parts):
    health, education = parts
    second = factories.department("市民族局")
    cast.led.responsibilities.create(department=second, role="lead", position=9, issued_on=factories.day("2011-02-01"))
    expect(march)
    other = update_of(march, cast.led, second)
    writer = factories.person(role="liaison", department=second)
    ticked(written(update, cast), health, by=cast.liaison)
    assert set(drafting.shown(other)) & {f"part_{one.pk}" for one in parts} == {f"part_{education.pk}"}
    with refused("has taken its part back|taken up by another"):
        ticked(other, health, by=writer)


def test_a_report_without_merging_has_nothing_to_tick(cast, update, parts):
    cast.report.with_merging = False
    cast.report.save()
    assert not [name for name in drafting.shown(fresh(update)) if name.startswith("part_")]


def test_a_part_that_supports_has_nothing_to_tick(cast, march, parts):
    assert not [name for name in drafting.shown(parts[0]) if name.startswith("part_")]


# No change


def test_no_change_is_not_said_over_parts_that_wait(cast, february, update, parts):
    with refused("2 supporting units have reported, not taken up yet: 市卫生局、市教育局"):
        reporting.report_no_change(update, by=cast.head, at=AT)
    assert fresh(update).state == State.EXPECTED


def test_who_has_seen_the_parts_may_say_it_and_the_parts_stay(cast, february, update, parts):
    seen = [f"{part.pk}:{part.version}" for part in parts]
    sent = reporting.report_no_change(update, by=cast.head, at=AT, seen=seen)
    assert (sent.no_change, sent.state) == (True, State.AWAITING_REVIEW)
    accept(sent, cast.supervisor)
    assert [fresh(part).state for part in parts] == [State.AWAITING_MERGE] * 2


def test_a_part_that_came_or_changed_since_has_not_been_seen(cast, february, update, parts):
    health, education = parts
    with refused("市教育局"):
        reporting.report_no_change(update, by=cast.head, at=AT, seen=[f"{health.pk}:{health.version}"])
    with refused("2 supporting units"):
        seen = [f"{health.pk}:{health.version + 1}", f"{education.pk}:{education.version}"]
        reporting.report_no_change(update, by=cast.head, at=AT, seen=seen)


def test_a_part_itself_says_no_change_as_before(cast, february, march):
    part = update_of(march, cast.led, cast.health)
    assert reporting.report_no_change(part, by=cast.health_liaison, at=AT).no_change


def test_the_button_leads_to_the_form_which_asks_once(cast, february, update, parts, post, in_english):
    response = post(cast.head, "update_no_change", update)
    assert response.status_code == 422
    page = parse(response)
    told = page.one("p", of="notice-error").text
    assert "2 supporting units have reported, not taken up yet: 市卫生局、市教育局" in told
    asked = page.one("details", of="no-change-anyway")
    assert "open" in asked.attributes
    seen = [one["value"] for one in asked.all("input", name="seen")]
    assert post(cast.head, "update_no_change", update, seen=seen).status_code == 302
    assert fresh(update).no_change and fresh(parts[0]).state == State.AWAITING_MERGE


def test_the_list_of_own_reports_says_so_instead_of_the_button(client, cast, february, update, parts, in_march):
    client.cookies["django_language"] = "en"
    client.force_login(cast.liaison)
    page = parse(client.get("/rounds/own/"))
    assert "2 supporting units have reported, not taken up yet" in page.text
    assert f"/updates/{update.pk}/no-change/" not in actions(page)
    client.force_login(cast.health_liaison)
    assert any("/no-change/" in action for action in actions(parse(client.get("/rounds/own/"))))


# On the page


def test_a_part_is_ticked_on_the_page_of_the_lead(cast, update, parts, post, get, in_english):
    health, education = parts
    written(update, cast)
    boxes = {one["name"] for one in parse(get(cast.liaison, update)).all("input", type="checkbox")}
    assert {f"part_{health.pk}", f"part_{education.pk}"} <= boxes
    post(cast.liaison, "update_save", update, **{f"part_{health.pk}": "on"})
    box = parse(get(cast.liaison, update)).one("input", name=f"part_{health.pk}")
    assert "checked" in box.attributes
    post(cast.liaison, "update_save", update)  # a browser sends nothing for what is not ticked
    assert fresh(health).taken_up_in is None


def test_taking_over_the_words_ticks_the_part(cast, update, parts, post):
    health, _education = parts
    post(cast.liaison, "update_save", update, text="建2所", take_part=health.pk)
    assert fresh(update).text == "建2所\n市卫生局：培训护理员40人"
    assert fresh(health).taken_up_in == update


def test_what_was_ticked_and_taken_back_before_sending_is_told(cast, update, parts, post, in_english):
    health, _education = parts
    draft = ticked(written(update, cast), health, by=cast.liaison)
    reporting.take_back(fresh(health), by=cast.health_liaison, at=AT)
    name = f"part_{health.pk}"
    response = post(cast.liaison, "update_send", draft, **{name: "on", f"was_{name}": "on"})
    assert response.status_code == 409
    assert "has taken its part back" in parse(response).one("p", of="notice-error").text
    assert fresh(draft).state == State.DRAFT


def test_the_office_sees_which_parts_were_taken_up(cast, update, parts, get, in_english):
    health, _education = parts
    send(ticked(written(update, cast), health, by=cast.liaison), cast.head)
    lines = parse(get(cast.supervisor, update)).one("section", id="parts").all("div", of="unit-line")
    assert "Taken up" in lines[0].text and "Reported, not taken up" in lines[1].text


def test_what_a_report_taken_back_does_not_take_up_any_more_waits_again(cast, update, parts):
    health, education = parts
    sent = send(ticked(written(update, cast), health, education, by=cast.liaison), cast.head)
    draft = reporting.take_back(sent, by=cast.liaison, at=AT)
    assert fresh(health).state == State.ACCEPTED  # what is still ticked is taken up with it again
    name = f"part_{health.pk}"
    drafting.save(draft, by=cast.liaison, at=LATER, was={name: "on"}, changes={name: ""})
    health = fresh(health)
    assert (health.state, health.taken_up_in, health.reviewed_by) == (State.AWAITING_MERGE, None, None)
    assert (fresh(education).state, fresh(education).taken_up_in) == (State.ACCEPTED, draft)
    entry = HistoryEntry.objects.get(action="acceptance_undone")
    assert (entry.department, entry.by, entry.at) == (cast.health, cast.liaison, LATER)
    again = send(fresh(draft), cast.head)
    assert list(waiting(again)) == [health]


def test_what_the_office_accepted_itself_stays_accepted_when_a_tick_goes(cast, update, parts):
    health, _education = parts
    written(update, cast)
    accept(fresh(health), cast.supervisor)
    draft = ticked(fresh(update), health, by=cast.liaison)
    name = f"part_{health.pk}"
    drafting.save(draft, by=cast.liaison, at=LATER, was={name: "on"}, changes={name: ""})
    assert (fresh(health).state, fresh(health).taken_up_in) == (State.ACCEPTED, None)


def test_the_mark_goes_with_the_report_that_had_it(cast, update, parts):
    health, _education = parts
    ticked(written(update, cast), health, by=cast.liaison)
    ProgressUpdate.objects.filter(pk=update.pk).delete()
    assert fresh(health).taken_up_in is None


def test_after_closing_a_part_is_taken_up_as_before(cast, march, update, parts):
    health, _education = parts
    close_period(march, at=moment("2011-04-16"))
    sent = send(ticked(written(fresh(update), cast), health, by=cast.liaison), cast.head, at=moment("2011-04-17"))
    assert (sent.timing, fresh(health).state) == ("made_up", State.ACCEPTED)
