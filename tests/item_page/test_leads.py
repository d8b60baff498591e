"""The office confirms who leads: on the page of one item and in the list of many."""

import pytest
from django.urls import reverse

from items.models import Responsibility

from ..given import factories
from ..given.html import parse
from .looking import actions, alert, move, roles

Role = Responsibility.Role


# Who leads


def lead_form(page):
    """{unit: ticked} of the form that confirms the lead."""
    boxes = page.one(id="lead").all("div", of="form-check")
    return {box.one("label").text: "checked" in box.one("input").attributes for box in boxes}


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
    act(cast.supervisor, "item_lead", cast.led, leads=[cast.civil_affairs.pk, cast.health.pk], reason="合办")
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
    act(cast.supervisor, "item_lead", cast.led, version=version, leads=[cast.health.pk], reason="职能划转")
    assert roles(cast.led) == {"市民政局": "support", "市卫生局": "lead"}


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


def test_the_list_is_of_the_report_that_its_address_names(client, cast):
    """The steps after an import count the items of that import."""
    other = factories.report(title="又一份")
    factories.item(other, 71, "整治市容", responsible=[cast.health, cast.office])
    client.force_login(cast.supervisor)
    for report, numbers in ((other, ["71"]), (cast.report, ["3"]), (None, ["3", "71"])):
        page = parse(client.get(reverse("lead_list"), {"report": report.pk} if report else {})).one("main")
        assert sorted(cell.text for cell in page.all("th", scope="row")) == numbers
        assert (report is not None) == (reverse("lead_list") in page.links())


@pytest.mark.parametrize("name", ["lead_", "lead_x", "lead_²", "lead_" + "9" * 30, "lead_999999"])
def test_a_tampered_page_of_leads_changes_nothing(client, cast, name):
    client.force_login(cast.supervisor)
    response = client.post(reverse("lead_list"), {name: cast.education.pk, "version_999999": 1})
    assert response.status_code in (302, 422)
    assert roles(cast.open_lead)["市教育局"] == "responsible"
