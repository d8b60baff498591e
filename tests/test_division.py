"""The division of responsibilities as people read it: one line per unit as written, members under their collective."""

from items.division import unit_lines
from items.workflow.editing import set_units
from items.workflow.progress import write_note

from . import factories


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


def test_a_note_on_another_item_does_not_count(cast):
    other = factories.item(cast.report, 4, leads=[cast.east])
    write_note(other, text="已启动", by=cast.east_liaison)
    assert unit_lines(cast.open_lead)[0].reported == 0


def test_a_note_without_unit_is_nobodys(cast):
    write_note(cast.open_lead, text="请加快", by=factories.person(role="supervision"))
    assert unit_lines(cast.open_lead)[0].reported == 0


def test_a_member_named_itself_has_a_line_of_its_own(cast):
    roles = {cast.districts: "support", cast.education: "lead", cast.east: "lead"}
    set_units(cast.open_lead, roles=roles, by=cast.supervisor, version=1)
    districts, _education, east = unit_lines(cast.open_lead)
    assert [member.responsibility.department for member in districts.members] == [cast.west]
    assert (east.responsibility.department, east.responsibility.via) == (cast.east, None)


def test_before_issuing_a_collective_has_no_members_yet(cast):
    item = factories.item(factories.report(), 1, leads=[cast.districts])
    [line] = unit_lines(item)
    assert (line.members, line.reported) == ([], 0)


def test_two_queries_whatever_the_number_of_members(cast, django_assert_num_queries):
    units = [factories.department() for _ in range(50)]
    item = factories.item(factories.report(issued_on="2011-02-01"), 1, leads=[cast.health])
    whole = factories.collective("各单位", units)
    set_units(item, roles={whole: "lead"}, by=cast.supervisor, version=1)
    with django_assert_num_queries(2):
        [line] = unit_lines(item)
        assert len([member.responsibility.department.name for member in line.members]) == 50
