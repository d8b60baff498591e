"""One item: what its page shows, reporting progress, the office's edits, and two people at once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from departments.models import Department
from items.closing.moving import update_progress, write_note
from items.ledger.editing import edit_item, set_units
from items.models import Colour, HistoryEntry, Responsibility, WorkItem
from items.models.progress import NOTE_LIMIT

from ..given import factories
from ..given.factories import day
from ..given.html import parse

Status = WorkItem.Status
Role = Responsibility.Role


@pytest.fixture
def act(client):
    """Sends a form: act(person, "item_progress", item, text="…"); the version is the item's unless given."""

    def send(person, name, item, **data):
        client.force_login(person)
        data.setdefault("version", item.version)
        return client.post(reverse(name, args=[item.pk]), data)

    return send


@pytest.fixture
def view(client):
    """The page of an item as the person sees it."""

    def get(person, item):
        client.force_login(person)
        return parse(client.get(item.get_absolute_url()))

    return get


def fresh(item):
    return WorkItem.objects.get(pk=item.pk)


def notes(item):
    return list(item.notes.values_list("department__name", "text"))


def actions(item):
    """What the history says was done, oldest first."""
    return list(item.history.order_by("pk").values_list("action", flat=True))


def alert(page):
    """What the forms of a page complain about."""
    return " ".join(element.text for of in ("alert", "notice-error", "invalid-feedback") for element in page.all(of=of))


def chinese(sentence, **values):
    """A sentence as the page says it."""
    with translation.override("zh-hans"):
        return gettext(sentence) % values


def move(item, status, *, by):
    """Take a step outside the page."""
    return update_progress(item, by=by, version=fresh(item).version, on=day("2011-05-01"), status=status, text="说明")


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
    update_progress(item, by=cast.supervisor, version=1, on=today, status="in_progress")
    update_progress(item, by=cast.supervisor, version=2, on=today, status="completed")
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
    assert re.findall(r"\d+", units.one(of="collective-count").text) in (["1", "2"], ["2", "1"])
    members = units.one("details", of="members").all("li")
    assert [bool(member.all(of="mark-yes")) for member in members] == [True, False]


def own_marks(page):
    """The units that the page marks as the reader's own."""
    lines = page.all(of="unit-line") + [
        line for members in page.all("details", of="members") for line in members.all("li")
    ]
    return {line.one("a").text for line in lines if line.all(of="own")}


def test_a_reader_sees_the_own_unit_marked_and_its_collective_open(view, cast):
    teacher = factories.person(role="liaison", department=cast.education)
    page = view(teacher, cast.open_lead)
    assert own_marks(page) == {"市教育局"}
    assert "open" not in page.one("details", of="members").attributes
    page = view(cast.east_liaison, cast.open_lead)
    assert own_marks(page) == {"东城区人民政府"}
    assert "open" in page.one("details", of="members").attributes
    page = view(cast.observer, cast.open_lead)
    assert own_marks(page) == set()
    assert "open" not in page.one("details", of="members").attributes


def test_the_second_skip_link_leads_to_the_form_where_there_is_one(view, cast):
    page = view(cast.liaison, cast.led)
    assert [link["href"] for link in page.all("a", of="skip-link")] == ["#content", "#progress"]
    assert page.one(id="progress")["tabindex"] == "-1"
    page = view(cast.observer, cast.led)
    assert [link["href"] for link in page.all("a", of="skip-link")] == ["#content"]


def ways_on(page):
    """{rel: address} of the links to the items beside this one."""
    return {link["rel"]: link["href"] for nav in page.all("nav", of="neighbours") for link in nav.all("a")}


def test_an_item_leads_to_the_ones_before_and_after_it_in_its_report(view, cast):
    factories.item(factories.report(year=2012), 4, position=4)
    first, second, third = (item.get_absolute_url() for item in (cast.led, cast.supported, cast.open_lead))
    assert ways_on(view(cast.observer, cast.led)) == {"next": second}
    assert ways_on(view(cast.observer, cast.supported)) == {"prev": first, "next": third}
    assert ways_on(view(cast.observer, cast.open_lead)) == {"prev": second}


def test_the_only_item_of_a_report_leads_nowhere_else(view, cast):
    alone = factories.item(factories.report(), 1, leads=[cast.health])
    assert ways_on(view(cast.observer, alone)) == {}


def test_neighbours_follow_the_position_and_not_the_number(view, cast):
    between = factories.item(cast.report, 9, position=2, leads=[cast.health])
    WorkItem.objects.filter(pk=cast.supported.pk).update(position=7)
    assert ways_on(view(cast.observer, cast.led)) == {"next": between.get_absolute_url()}


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
        assert forms == ([reverse("item_instruction", args=[cast.led.pk])] if reader == cast.leader else []), reader


@pytest.mark.parametrize("person", ["east_liaison", "newcomer", "leader", "observer", "administrator"])
def test_a_strangers_post_changes_nothing(act, cast, person):
    response = act(getattr(cast, person), "item_progress", cast.led, status="in_progress", text="越权")
    assert response.status_code == 403
    assert fresh(cast.led).status == Status.NOT_STARTED
    assert not cast.led.notes.exists() and not actions(cast.led)


def assert_kept(page, text):
    """What was typed still stands in the form of the page."""
    assert page.one("textarea", name="text").text == text


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
    move(cast.led, "in_progress", by=cast.head)
    data = {"status": "awaiting_closure", "text": "材料已报齐"}
    response = act(cast.liaison, "item_progress", cast.led, version=stale, **data)
    assert response.status_code == 409
    page = parse(response)
    assert cast.head.name in alert(page)
    assert_kept(page, "材料已报齐")
    assert page.one("header", of="item-head").one(of="status-in_progress")  # as it is now
    assert fresh(cast.led).status == Status.IN_PROGRESS
    chosen = [radio for radio in page.all("input", name="status") if "checked" in radio.attributes]
    assert [radio["value"] for radio in chosen] == ["awaiting_closure"]
    form = page.one("form", action=reverse("item_progress", args=[cast.led.pk]))
    version = form.one("input", name="version")["value"]
    assert act(cast.liaison, "item_progress", cast.led, version=version, **data).status_code == 302
    assert fresh(cast.led).status == Status.AWAITING_CLOSURE


def test_two_notes_never_collide(act, cast):
    stale = cast.led.version
    move(cast.led, "in_progress", by=cast.head)
    assert act(cast.health_liaison, "item_progress", cast.led, version=stale, text="配合单位的话").status_code == 302
    assert ("市卫生局", "配合单位的话") in notes(cast.led)


EDIT = {"due_on": "2011-10-31", "due_text": "十月底前", "remark": "市长督办"}


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
    assert act(cast.supervisor, "item_edit", cast.led, version=version, **EDIT).status_code == 302
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


# Who leads


def lead_form(page):
    """{unit: ticked} of the form that confirms the lead."""
    boxes = page.one(id="lead").all("div", of="form-check")
    return {box.one("label").text: "checked" in box.one("input").attributes for box in boxes}


def roles(item):
    """{unit: role} of the units as written."""
    return dict(item.responsibilities.direct().order_by("position").values_list("department__name", "role"))


def test_without_a_lead_the_first_single_unit_is_suggested(view, cast):
    assert lead_form(view(cast.supervisor, cast.open_lead)) == {"各区人民政府": False, "市教育局": True}


def test_with_a_lead_the_present_one_is_ticked(view, cast):
    assert lead_form(view(cast.supervisor, cast.led)) == {"市民政局": True, "市卫生局": False}


def test_the_office_confirms_the_lead(act, view, cast):
    response = act(cast.supervisor, "item_lead", cast.open_lead, leads=[cast.education.pk])
    assert response["Location"] == cast.open_lead.get_absolute_url()
    assert roles(cast.open_lead) == {"各区人民政府": "support", "市教育局": "lead"}
    page = view(cast.observer, cast.open_lead)
    assert [line.all("a")[0].text for line in page.all(of="unit-line") if line.all(of="role-lead")] == ["市教育局"]
    # The members follow their collective and lose the say over the status.
    assert not view(cast.east_liaison, cast.open_lead).all("input", name="status")


def test_several_units_may_lead_together(act, cast):
    act(cast.supervisor, "item_lead", cast.led, leads=[cast.civil_affairs.pk, cast.health.pk])
    assert roles(cast.led) == {"市民政局": "lead", "市卫生局": "lead"}


@pytest.mark.parametrize("leads", [[], ["999999"], ["x"], ["\0"]])
def test_a_lead_that_does_not_stand_on_the_item_is_refused(act, cast, leads):
    response = act(cast.supervisor, "item_lead", cast.open_lead, leads=leads)
    assert response.status_code == 422
    assert alert(parse(response))
    assert not actions(cast.open_lead)


def test_a_unit_outside_the_item_cannot_lead_it(act, cast):
    response = act(cast.supervisor, "item_lead", cast.open_lead, leads=[cast.health.pk])
    assert response.status_code == 422
    assert roles(cast.open_lead) == {"各区人民政府": "responsible", "市教育局": "responsible"}


def test_a_lead_from_a_stale_page_is_not_confirmed_in_silence(act, cast):
    stale = cast.led.version
    move(cast.led, "in_progress", by=cast.liaison)
    response = act(cast.supervisor, "item_lead", cast.led, version=stale, leads=[cast.health.pk])
    assert response.status_code == 409
    page = parse(response)
    assert cast.liaison.name in alert(page)
    assert lead_form(page) == {"市民政局": False, "市卫生局": True}  # as ticked
    assert roles(cast.led)["市民政局"] == "lead"
    version = page.one(id="lead").one("input", name="version")["value"]
    act(cast.supervisor, "item_lead", cast.led, version=version, leads=[cast.health.pk])
    assert roles(cast.led) == {"市民政局": "support", "市卫生局": "lead"}


# Which units stand on the item


def unit_rows(*rows, initial=0):
    """The form's rows: (department, role), …"""
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": initial}
    for place, (department, role) in enumerate(rows):
        data[f"form-{place}-department"] = department.pk if department else ""
        data[f"form-{place}-role"] = role
    return data


def rows_shown(page):
    """[(department pk, role)] that the form shows as chosen, empty rows left out."""
    selects = page.one("main").one("form").all("select")
    values = [
        next((option["value"] for option in select.all("option") if "selected" in option.attributes), "")
        for select in selects
    ]
    return [(int(unit), role) for unit, role in zip(values[::2], values[1::2], strict=True) if unit]


def test_the_units_form_shows_the_units_and_room_for_more(client, cast):
    client.force_login(cast.supervisor)
    page = parse(client.get(reverse("item_units", args=[cast.led.pk])))
    assert rows_shown(page) == [(cast.civil_affairs.pk, "lead"), (cast.health.pk, "support")]
    assert len(page.all("div", of="unit-row")) == 2 + 4


def test_the_units_form_gathers_the_departments_by_kind(client, cast):
    Department.objects.filter(pk=cast.civil_affairs.pk).update(kind=Department.Kind.GOVERNMENT)
    client.force_login(cast.supervisor)
    select = parse(client.get(reverse("item_units", args=[cast.led.pk]))).one(id="id_form-0-department")
    groups = [{option.text for option in group.all("option")} for group in select.all("optgroup")]
    county, rest = {"各区人民政府"}, {"市卫生局", "市教育局", "市政府办公室", "东城区人民政府", "西城区人民政府"}
    assert groups == [{"市民政局"}, county, rest]
    assert select.all("option")[0]["value"] == ""


def test_units_are_added_removed_and_reordered(act, cast):
    rows = unit_rows((cast.education, "lead"), (None, "lead"), (cast.civil_affairs, "support"), initial=2)
    response = act(cast.supervisor, "item_units", cast.led, **rows)
    assert response["Location"] == cast.led.get_absolute_url()
    assert list(roles(cast.led).items()) == [("市教育局", "lead"), ("市民政局", "support")]


def test_a_collective_brings_its_members_along(act, cast):
    rows = unit_rows((cast.civil_affairs, "lead"), (cast.districts, "support"), initial=2)
    act(cast.supervisor, "item_units", cast.led, **rows)
    members = cast.led.responsibilities.filter(via=cast.districts)
    assert {row.department.name: row.role for row in members} == {
        "东城区人民政府": "support",
        "西城区人民政府": "support",
    }


def test_a_unit_twice_is_refused_at_its_row(act, cast):
    rows = unit_rows((cast.civil_affairs, "lead"), (cast.civil_affairs, "support"), initial=2)
    response = act(cast.supervisor, "item_units", cast.led, **rows)
    assert response.status_code == 422
    page = parse(response)
    second = page.all("div", of="unit-row")[1]
    assert chinese("This department already stands on the item.") in second.text
    assert rows_shown(page) == [(cast.civil_affairs.pk, "lead"), (cast.civil_affairs.pk, "support")]
    assert roles(cast.led) == {"市民政局": "lead", "市卫生局": "support"}


def test_an_item_without_any_unit_is_refused(act, cast):
    response = act(cast.supervisor, "item_units", cast.led, **unit_rows((None, "lead"), (None, ""), initial=2))
    assert response.status_code == 422
    assert chinese("An item needs at least one responsible unit.") in alert(parse(response))
    assert len(roles(cast.led)) == 2


def test_the_units_form_reads_the_departments_once(client, cast, django_assert_num_queries):
    client.force_login(cast.supervisor)
    address = reverse("item_units", args=[cast.led.pk])
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    roles = {cast.civil_affairs: "lead"} | {factories.department(): "support" for _unit in range(30)}
    set_units(cast.led, roles=roles, by=cast.supervisor, version=cast.led.version)
    with django_assert_num_queries(len(few)):
        page = parse(client.get(address))
    assert len(rows_shown(page)) == 31


def test_a_unit_without_a_role_is_refused(act, cast):
    response = act(cast.supervisor, "item_units", cast.led, **unit_rows((cast.education, "")))
    assert response.status_code == 422
    assert chinese("Choose the role of this unit.") in parse(response).one("main").text


@pytest.mark.parametrize(
    "broken",
    [
        {"form-TOTAL_FORMS": "x"},
        {"form-TOTAL_FORMS": "9999"},
        {"form-0-department": "999999"},
        {"form-0-role": "boss"},
        {"version": "x"},
        {"version": "9" * 5000},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_tampered_units_form_changes_nothing(act, cast, broken):
    data = {**unit_rows((cast.education, "lead"), initial=1), **broken}
    response = act(cast.supervisor, "item_units", cast.led, **data)
    assert response.status_code in (409, 422)
    assert alert(parse(response))
    assert roles(cast.led) == {"市民政局": "lead", "市卫生局": "support"}


def test_units_from_a_stale_page_show_both_and_keep_what_was_typed(act, cast):
    stale, civil, education = cast.led.version, cast.civil_affairs, cast.education
    set_units(cast.led, roles={civil: "lead", cast.office: "support"}, by=cast.supervisor, version=stale)
    rows = unit_rows((civil, "lead"), (cast.health, "support"), (education, "support"), (None, ""), initial=2)
    response = act(cast.supervisor, "item_units", cast.led, version=stale, **rows)
    assert response.status_code == 409
    page = parse(response)
    assert cast.supervisor.name in alert(page)
    assert rows_shown(page) == [(civil.pk, "lead"), (cast.health.pk, "support"), (education.pk, "support")]
    assert "市政府办公室" in page.one(id="units").text
    assert roles(cast.led) == {"市民政局": "lead", "市政府办公室": "support"}
    version = page.one("main").one("input", name="version")["value"]
    assert act(cast.supervisor, "item_units", cast.led, version=version, **rows).status_code == 302
    assert list(roles(cast.led)) == ["市民政局", "市卫生局", "市教育局"]


def test_two_people_adding_the_same_unit_at_once_do_not_remove_it(act, cast):
    """The added row equals what the item has by then, and was once taken for an empty one."""
    stale, civil, health, education = cast.led.version, cast.civil_affairs, cast.health, cast.education
    three = {civil: "lead", health: "support", education: "support"}
    item = set_units(cast.led, roles=three, by=cast.supervisor, version=stale)
    rows = unit_rows((civil, "lead"), (health, "support"), (education, "support"), initial=2)
    assert act(cast.supervisor, "item_units", item, version=stale, **rows).status_code == 409
    assert act(cast.supervisor, "item_units", item, version=item.version, **rows).status_code == 302
    assert list(roles(item)) == ["市民政局", "市卫生局", "市教育局"]


# Many leads at once


def test_the_office_confirms_the_leads_of_several_items(client, cast):
    another = factories.item(cast.report, 4, "整治市容", responsible=[cast.health, cast.office])
    client.force_login(cast.supervisor)
    page = parse(client.get(reverse("lead_list")))
    form = page.one("main").one("form")
    assert [cell.text for cell in form.all("th", scope="row")] == ["3", "4"]
    data = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    data |= {f"lead_{cast.open_lead.pk}": cast.education.pk, f"lead_{another.pk}": ""}
    assert client.post(reverse("lead_list"), data).status_code == 302
    assert roles(cast.open_lead) == {"各区人民政府": "support", "市教育局": "lead"}
    assert roles(another) == {"市卫生局": "responsible", "市政府办公室": "responsible"}
    rest = parse(client.get(reverse("lead_list"))).one("main").one("form")
    assert [cell.text for cell in rest.all("th", scope="row")] == ["4"]


@pytest.mark.parametrize("name", ["lead_", "lead_x", "lead_²", "lead_" + "9" * 30, "lead_999999"])
def test_a_tampered_page_of_leads_changes_nothing(client, cast, name):
    client.force_login(cast.supervisor)
    response = client.post(reverse("lead_list"), {name: cast.education.pk, "version_999999": 1})
    assert response.status_code in (302, 422)
    assert roles(cast.open_lead)["市教育局"] == "responsible"


# History and the place in the original


def test_the_history_shows_who_did_what_before_and_after(view, cast):
    move(cast.led, "in_progress", by=cast.liaison)
    edit_item(
        fresh(cast.led), by=cast.supervisor, version=2, due_on=day("2011-10-31"), due_text="", remark="先前的备注"
    )
    edit_item(fresh(cast.led), by=cast.supervisor, version=3, due_on=None, due_text="", remark="后来的备注")
    entries = view(cast.observer, fresh(cast.led)).one(id="history").one("ol").all("li")
    assert [cast.supervisor.name in entry.text for entry in entries] == [True, True, False, False]
    latest, first = entries[0], entries[-1]
    assert [change.text for change in latest.all("del")] and "先前的备注" in latest.text
    assert any("后来的备注" in change.text for change in latest.all("ins"))
    assert any("2011-10-31" in change.text for change in latest.all("del"))
    words = first.text + entries[-2].text
    assert chinese("Not started") in words and chinese("In progress") in words
    assert cast.liaison.name in words and "市民政局" in words


def test_a_change_of_units_stands_in_the_history_with_roles_and_names(act, view, cast):
    act(cast.supervisor, "item_lead", cast.open_lead, leads=[cast.education.pk])
    entry = view(cast.observer, cast.open_lead).one(id="history").one("ol").one("li")
    before, after = entry.one("del"), entry.one("ins")
    assert [name.text for name in before.all(of="name")] == ["各区人民政府", "市教育局"]
    assert [name.text for name in after.all(of="name")] == ["各区人民政府", "市教育局"]
    assert f"{chinese('Lead')} 市教育局" in after.text


def test_a_long_history_shows_its_latest_part(view, cast):
    for count in range(60):
        write_note(cast.led, text=f"第{count}条", by=cast.liaison)
    history = view(cast.observer, cast.led).one(id="history")
    latest, earlier = history.all("ol")
    assert (len(latest.all("li")), len(earlier.all("li"))) == (10, 40)
    assert "第59条" in history.text and "第9条" not in history.text
    assert history.all("p", of="hint")


def test_saving_the_same_again_leaves_no_entry(act, cast):
    act(cast.supervisor, "item_edit", cast.led, **EDIT)
    act(cast.supervisor, "item_edit", fresh(cast.led), **EDIT)
    assert actions(cast.led) == [HistoryEntry.Action.ITEM_EDITED]


@pytest.fixture
def placed(cast):
    """The cast's item 1 as number 191 with its place in a text and two chapters above it."""
    source = "前言。\n(七)民生\n191、加强养老服务(责任单位:市民政局)。192、另一项。"
    report = cast.report
    report.source.text = source
    report.source.save()
    part = factories.chapter(report, "三、社会", start=0, end=0)
    chapter = factories.chapter(report, "(七)民生", parent=part, start=4, end=9)
    start = source.index("191、")
    WorkItem.objects.filter(pk=cast.led.pk).update(
        number=191,
        number_literal="191、",
        chapter=chapter,
        start=start,
        text_start=start + 4,
        text_end=source.index("(责任"),
        end=source.index("192、"),
    )
    cast.led = fresh(cast.led)
    return cast


def test_the_item_and_its_place_in_the_original_lead_to_each_other(client, view, placed):
    page = view(placed.observer, placed.led)
    target = placed.report.get_absolute_url() + "#item-191"
    assert target in page.links()
    assert page.one("mark").text == "191、加强养老服务(责任单位:市民政局)。"
    report = parse(client.get(placed.report.get_absolute_url()))
    assert report.one(id="item-191").text == "191、加强养老服务"
    margin = next(margin for margin in report.all("ul", of="margin") if margin.all("li"))
    assert placed.led.get_absolute_url() in margin.links()
    assert margin.one(of="light")


def test_a_long_place_in_the_original_can_be_scrolled_and_has_a_name(view, placed):
    assert "tabindex" not in view(placed.observer, placed.led).one(of="excerpt").attributes
    placed.report.source.text += "长" * 500
    placed.report.source.save()
    WorkItem.objects.filter(pk=placed.led.pk).update(end=len(placed.report.source.text))
    page = view(placed.observer, fresh(placed.led))
    excerpt = page.one(of="excerpt-long")
    assert (excerpt["tabindex"], excerpt["role"]) == ("0", "region")
    assert page.one(id=excerpt["aria-labelledby"]).text
    assert page.one("mark").text.startswith("191、")


def test_the_report_page_shows_the_text_as_published(client, placed):
    client.force_login(placed.observer)
    source = parse(client.get(placed.report.get_absolute_url())).one("div", of="source")
    lines = [line.literal for line in source.all("p")]
    assert "\n".join(lines) == placed.report.source.text


def test_the_margin_shows_the_light_of_an_item_and_why(client, placed):
    WorkItem.objects.filter(pk=placed.led.pk).update(due_on=day("2011-03-01"))
    client.force_login(placed.leader)
    source = parse(client.get(placed.report.get_absolute_url())).one("div", of="source")
    light = next(light for light in source.all(of="light") if "■" in light.text)
    assert light.text == f"■ {Colour.RED.label}"
    assert "2011-03-01" in light["title"]


def test_chapters_above_the_item_lead_to_their_lists(view, placed):
    crumbs = view(placed.observer, placed.led).one("nav", of="crumbs")
    chapter = placed.led.chapter
    assert [link.text for link in crumbs.all("a")][1:] == ["三、社会", "(七)民生"]
    assert crumbs.links()[-1] == f"{reverse('item_list')}?chapter={chapter.pk}"


def test_an_item_that_a_corrected_version_left_out_says_so(view, placed):
    gone = factories.item(placed.report, 9, "取消的工作", leads=[placed.health])
    page = view(placed.observer, gone)
    assert "已无此事项" in page.one(of="panel-place").text
    assert not page.all("mark")


def test_a_second_clause_under_one_number_has_its_own_name(view, placed):
    place = {"text_end": 3, "end": 3}
    second = factories.item(placed.report, 191, "第二款", position=9, clause=2, leads=[placed.health], **place)
    page = view(placed.observer, second)
    assert "191-2" in page.one("h1").text
    assert placed.report.get_absolute_url() + "#item-191-2" in page.links()
