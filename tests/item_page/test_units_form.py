"""Which units stand on an item: the form that adds, removes and orders them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Department
from items.ledger.editing import set_units

from ..given import factories
from ..given.chinese import chinese
from ..given.html import parse
from .looking import alert, roles


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


def test_the_units_form_offers_the_departments_in_their_order(client, cast):
    Department.objects.filter(pk=cast.civil_affairs.pk).update(position=1000)
    client.force_login(cast.supervisor)
    select = parse(client.get(reverse("item_units", args=[cast.led.pk]))).one(id="id_form-0-department")
    assert [one.text for one in select.all("option")[1:]] == [unit.name for unit in Department.objects.all()]
    assert select.all("option")[-1].text == "市民政局"
    assert select.all("option")[0]["value"] == ""


def test_units_are_added_removed_and_reordered(act, cast):
    rows = unit_rows((cast.education, "lead"), (None, "lead"), (cast.civil_affairs, "support"), initial=2)
    response = act(cast.supervisor, "item_units", cast.led, reason="职能划转", **rows)
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
    set_units(cast.led, roles=roles, by=cast.supervisor, version=cast.led.version, reason="职能划转")
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
    set_units(
        cast.led, roles={civil: "lead", cast.office: "support"}, by=cast.supervisor, version=stale, reason="职能划转"
    )
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
    item = set_units(cast.led, roles=three, by=cast.supervisor, version=stale, reason="职能划转")
    rows = unit_rows((civil, "lead"), (health, "support"), (education, "support"), initial=2)
    assert act(cast.supervisor, "item_units", item, version=stale, **rows).status_code == 409
    assert act(cast.supervisor, "item_units", item, version=item.version, **rows).status_code == 302
    assert list(roles(item)) == ["市民政局", "市卫生局", "市教育局"]
