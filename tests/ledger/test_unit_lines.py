"""The division of responsibilities as people read it: one line per unit as written, members under their collective."""

import pytest
from django.urls import reverse

from items.closing.moving import write_note
from items.ledger.editing import set_units
from items.ledger.rows import item_rows
from items.ledger.unit_lines import unit_lines
from items.models import ProgressUpdate, WorkItem
from items.units.merging import merge

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, opened, put, update_of


def test_units_stand_in_the_order_of_the_text(cast):
    assert [(line.responsibility.department, line.members) for line in unit_lines(cast.led)] == [
        (cast.civil_affairs, []),
        (cast.health, []),
    ]


def test_members_are_gathered_under_their_collective(cast):
    districts, education = unit_lines(cast.open_lead)
    assert (districts.responsibility.department, education.responsibility.department) == (
        cast.districts,
        cast.education,
    )
    assert [member.responsibility.department for member in districts.members] == [cast.east, cast.west]
    assert education.members == []


def test_a_collective_counts_the_members_that_have_written(cast):
    assert unit_lines(cast.open_lead)[0].reported == 0
    for text in ("东城已开工", "东城已完工"):
        write_note(cast.open_lead, text=text, by=cast.east_liaison)
    write_note(cast.open_lead, text="请加快", by=cast.supervisor)
    districts = unit_lines(cast.open_lead)[0]
    assert districts.reported == 1
    assert [(member.responsibility.department, member.has_note) for member in districts.members] == [
        (cast.east, True),
        (cast.west, False),
    ]


@pytest.mark.parametrize("state", [State.AWAITING_SIGN_OFF, State.AWAITING_REVIEW, State.ACCEPTED])
def test_a_member_whose_report_has_left_it_has_written(cast, state):
    update = update_of(opened(cast.report), cast.open_lead, cast.east)
    assert unit_lines(cast.open_lead)[0].reported == 0
    put(update, state, by=cast.east_liaison, office=cast.supervisor, no_change=True)
    assert unit_lines(cast.open_lead)[0].reported == (state in ProgressUpdate.HANDED_IN)


def test_what_was_written_before_a_merger_is_the_successors(cast):
    write_note(cast.open_lead, text="东城已开工", by=cast.east_liaison)
    merge(cast.east, into=cast.west, by=cast.administrator, on=factories.day("2011-03-10"))
    districts = unit_lines(cast.open_lead)[0]
    assert [(one.responsibility.department, one.has_note) for one in districts.members] == [(cast.west, True)]


def test_a_note_on_another_item_does_not_count(cast):
    other = factories.item(cast.report, 4, leads=[cast.east])
    write_note(other, text="已启动", by=cast.east_liaison)
    assert unit_lines(cast.open_lead)[0].reported == 0


def test_a_note_without_unit_is_nobodys(cast):
    write_note(cast.open_lead, text="请加快", by=factories.person(role="supervision"))
    assert unit_lines(cast.open_lead)[0].reported == 0


def test_a_member_named_itself_has_a_line_of_its_own(cast):
    roles = {cast.districts: "support", cast.education: "lead", cast.east: "lead"}
    set_units(cast.open_lead, roles=roles, by=cast.supervisor, version=1, reason="职能划转")
    districts, _education, east = unit_lines(cast.open_lead)
    assert [member.responsibility.department for member in districts.members] == [cast.west]
    assert (east.responsibility.department, east.responsibility.via) == (cast.east, None)


def test_before_issuing_a_collective_has_no_members_yet(cast):
    item = factories.item(factories.report(), 1, leads=[cast.districts])
    [line] = unit_lines(item)
    assert (line.members, line.reported) == ([], 0)


def test_the_readers_own_unit_is_marked_and_so_is_the_collective_above_it(cast):
    districts, education = unit_lines(cast.open_lead, own=[cast.east])
    assert [(member.responsibility.department, member.is_own) for member in districts.members] == [
        (cast.east, True),
        (cast.west, False),
    ]
    assert (districts.is_own, districts.has_own_member) == (False, True)
    assert (education.is_own, education.has_own_member) == (False, False)
    districts, education = unit_lines(cast.open_lead, own=[cast.education])
    assert (districts.has_own_member, education.is_own) == (False, True)
    assert not any(line.is_own or line.has_own_member for line in unit_lines(cast.open_lead))


def reached(items, departments):
    """{item number: {unit as written: [units it stands for]}}, where there are any."""
    found = {}
    for row in item_rows(items, {}, departments):
        for unit in row.units:
            if unit.reached:
                found.setdefault(row.item.number, {})[unit.department.name] = list(unit.reached)
    return found


def test_a_collective_tells_which_of_the_units_asked_for_it_stands_for(cast):
    items = WorkItem.objects.in_order().with_units()
    assert reached(items, [cast.east]) == {3: {"各区人民政府": [cast.east]}}
    assert reached(items, [cast.west, cast.education, cast.east]) == {3: {"各区人民政府": [cast.east, cast.west]}}
    assert reached(items, [cast.education]) == {}
    assert reached(items, []) == {}


def test_one_query_marks_a_whole_list(cast, django_assert_num_queries):
    for number in range(4, 20):
        item = factories.item(cast.report, number, issued_on=cast.report.issued_on)
        set_units(item, roles={cast.districts: "lead"}, by=cast.supervisor, version=1, reason="职能划转")
    items = list(WorkItem.objects.with_units())
    with django_assert_num_queries(1):
        assert len(reached(items, [cast.east])) == 17
    with django_assert_num_queries(0):
        reached(items, [])


@pytest.mark.parametrize("query", ["?department={east}", "?mine=on", "?department={east}&role=responsible"])
def test_the_list_says_through_which_collective_a_unit_is_on_an_item(client, cast, query):
    client.force_login(cast.east_liaison)
    page = parse(client.get(reverse("item_list") + query.format(east=cast.east.pk)))
    [cell] = [cell for row in page.one("tbody").all("tr") for cell in row.all("td", of="col-units")]
    assert "东城区人民政府" in cell.one(of="unit-reached").one(of="reached").text
    assert cell.one(of="unit-reached").one("a").text == "各区人民政府"


@pytest.mark.parametrize("query", ["", "?department={districts}", "?q=东城", "?department={east}&status=x"])
def test_without_a_unit_asked_for_no_collective_is_marked(client, cast, query):
    client.force_login(cast.east_liaison)
    page = parse(client.get(reverse("item_list") + query.format(east=cast.east.pk, districts=cast.districts.pk)))
    assert not page.all(of="reached")


def test_three_queries_whatever_the_number_of_members(cast, django_assert_num_queries):
    units = [factories.department() for _ in range(50)]
    item = factories.item(factories.report(), 1, leads=[cast.health], issued_on="2011-02-01")
    whole = factories.collective("各单位", units)
    set_units(item, roles={whole: "lead"}, by=cast.supervisor, version=1, reason="职能划转")
    with django_assert_num_queries(3):
        [line] = unit_lines(item)
        assert len([member.responsibility.department.name for member in line.members]) == 50
