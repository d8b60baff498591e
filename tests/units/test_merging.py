"""Mergers of units: what moves, what stays, what the history says, and all or nothing."""

import pytest

from departments.models import CollectiveMember, Department, DepartmentAlias, Membership
from items import history
from items.closing.moving import write_note
from items.issue.issuing import issue
from items.ledger.editing import confirm_lead
from items.models import HistoryEntry, ProgressNote, Responsibility, WorkItem
from items.steps import WorkflowError
from items.units.merging import merge, merge_all, preview_merge

from ..given import factories

TODAY = factories.day("2014-05-01")
Role = Responsibility.Role


def everything():
    """All rows that a merger could touch, to compare before and after."""
    models = [Department, DepartmentAlias, CollectiveMember, Membership, Responsibility, WorkItem, HistoryEntry]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def rows(item):
    """{unit name: (role, name of the collective it comes through)} of an item."""
    return {
        row.department.name: (row.role, row.via and row.via.name)
        for row in item.responsibilities.select_related("department", "via")
    }


@pytest.fixture
def planning(cast):
    """A unit that takes over: it stands on nothing yet."""
    return factories.department("市卫生计生委", short_name="卫计委")


def do(cast, source, into, on=TODAY, **more):
    return merge(source, into=into, by=cast.administrator, on=on, **more)


def test_items_follow_in_their_role(cast, planning):
    numbers = do(cast, cast.health, planning)
    assert numbers.items == 2
    assert rows(cast.led) == {"市民政局": ("lead", None), "市卫生计生委": ("support", None)}
    assert rows(cast.supported) == {"市卫生计生委": ("lead", None), "市民政局": ("support", None)}
    assert rows(cast.open_lead).keys() == {"各区人民政府", "市教育局", "东城区人民政府", "西城区人民政府"}


def test_the_literal_wording_of_the_source_stays(cast, planning):
    do(cast, cast.health, planning)
    assert cast.led.responsibilities.get(department=planning).literal == "市卫生局"


@pytest.mark.parametrize(
    ("source", "into", "role"),
    [("civil_affairs", "health", "lead"), ("health", "civil_affairs", "lead")],
)
def test_two_units_on_one_item_become_one_row_with_the_stronger_role(cast, source, into, role):
    source, into = getattr(cast, source), getattr(cast, into)
    do(cast, source, into)
    assert rows(cast.led) == {into.name: (role, None)}
    assert rows(cast.supported) == {into.name: (role, None)}


def test_the_basis_goes_with_the_stronger_role(cast):
    cast.led.responsibilities.filter(department=cast.civil_affairs).update(basis="wording")
    do(cast, cast.civil_affairs, cast.health)
    kept = cast.led.responsibilities.get()
    assert (kept.role, kept.basis) == ("lead", "wording")


def test_responsible_is_stronger_than_supporting(cast):
    item = factories.item(cast.report, 4, supports=[cast.health], responsible=[cast.education])
    do(cast, cast.education, cast.health)
    assert rows(item) == {"市卫生局": ("responsible", None)}


def test_a_member_of_a_collective_hands_its_rows_over(cast, planning):
    do(cast, cast.east, planning)
    assert rows(cast.open_lead)["市卫生计生委"] == ("responsible", "各区人民政府")
    assert list(cast.districts.members(TODAY)) == [cast.west, planning]


@pytest.mark.parametrize("source", ["east", "education"])
def test_the_row_written_in_the_text_outlives_the_one_through_a_collective(cast, source):
    other = {"east": "education", "education": "east"}[source]
    do(cast, getattr(cast, source), getattr(cast, other))
    kept = cast.open_lead.responsibilities.get(department=getattr(cast, other))
    assert (kept.via, kept.role, kept.literal) == (None, "responsible", "市教育局")


def test_two_members_become_one_member_over_the_days_of_both(cast):
    east, west = cast.districts.member_rows.order_by("pk")
    east.valid_from, east.valid_to = factories.day("2010-01-01"), factories.day("2012-12-31")
    west.valid_from = factories.day("2013-01-01")
    east.save()
    west.save()
    do(cast, cast.east, cast.west)
    member = cast.districts.member_rows.get()
    assert (member.member, member.valid_from, member.valid_to) == (cast.west, factories.day("2010-01-01"), None)
    # A report of an earlier year that is issued only now still reaches the successor.
    old = factories.report(year=2010)
    item = factories.item(old, 1, leads=[cast.districts])
    issue(old, by=cast.supervisor, on=factories.day("2010-02-01"))
    assert rows(item) == {"各区人民政府": ("lead", None), "西城区人民政府": ("lead", "各区人民政府")}


def test_a_collective_merges_into_a_collective_with_its_members(cast):
    north = factories.department("北城区人民政府")
    cities = factories.collective("各城区人民政府", [cast.east, north])
    do(cast, cast.districts, cities)
    assert set(cities.members(TODAY)) == {cast.east, cast.west, north}
    assert rows(cast.open_lead)["各城区人民政府"] == ("responsible", None)
    assert rows(cast.open_lead)["东城区人民政府"] == ("responsible", "各城区人民政府")
    assert not Responsibility.objects.filter(via=cast.districts).exists()


def test_two_collectives_on_one_item_leave_their_members_in_one_role(cast):
    north = factories.department("北城区人民政府")
    cities = factories.collective("各城区人民政府", [north])
    report = factories.report(year=2012)
    item = factories.item(report, 1, leads=[cast.districts], supports=[cities])
    issue(report, by=cast.supervisor, on=factories.day("2012-02-01"))
    do(cast, cast.districts, cities)
    assert rows(item) == {
        "各城区人民政府": ("lead", None),
        "东城区人民政府": ("lead", "各城区人民政府"),
        "西城区人民政府": ("lead", "各城区人民政府"),
        "北城区人民政府": ("lead", "各城区人民政府"),
    }


def test_the_item_goes_on_in_the_portal_after_the_merger(cast):
    """The lead can be confirmed, and members get the role through the collective, as before."""
    do(cast, cast.education, cast.west)
    item = WorkItem.objects.get(pk=cast.open_lead.pk)
    confirm_lead(item, leads=[cast.west], by=cast.supervisor, version=item.version, reason="职能划转")
    assert rows(item) == {
        "西城区人民政府": ("lead", None),
        "各区人民政府": ("support", None),
        "东城区人民政府": ("support", "各区人民政府"),
    }


def test_people_write_for_the_successor(cast, planning):
    numbers = do(cast, cast.health, planning)
    assert numbers.posts == 1
    liaison = type(cast.health_liaison).objects.get(pk=cast.health_liaison.pk)
    note = write_note(cast.led, text="已接手", by=liaison)
    assert note.department == planning


def test_a_post_that_had_ended_stays_with_the_old_unit(cast, planning):
    post = Membership.objects.create(
        user=cast.observer, role="head", department=cast.health, end_on=factories.day("2013-12-31")
    )
    assert do(cast, cast.health, planning).posts == 1
    post.refresh_from_db()
    assert post.department == cast.health


@pytest.mark.parametrize("own_end", [None, "2015-01-01"])
@pytest.mark.parametrize("other_end", [None, "2016-01-01"])
def test_a_person_with_the_same_post_in_both_units_keeps_one(cast, own_end, other_end):
    own, other = own_end and factories.day(own_end), other_end and factories.day(other_end)
    posts = cast.health_liaison.memberships
    posts.update(end_on=own, start_on=factories.day("2012-01-01"))
    Membership.objects.create(
        user=cast.health_liaison,
        role="liaison",
        department=cast.civil_affairs,
        start_on=factories.day("2011-01-01"),
        end_on=other,
    )
    do(cast, cast.health, cast.civil_affairs)
    post = posts.get()
    assert post.department == cast.civil_affairs
    assert post.start_on == factories.day("2011-01-01")
    assert post.end_on == (None if None in (own, other) else max(own, other))


def test_liaison_and_head_are_two_posts(cast):
    Membership.objects.create(user=cast.health_liaison, role="head", department=cast.civil_affairs)
    do(cast, cast.health, cast.civil_affairs)
    assert set(cast.health_liaison.memberships.values_list("role", "department__name")) == {
        ("liaison", "市民政局"),
        ("head", "市民政局"),
    }


def test_old_notes_stay_signed_by_the_old_unit(cast, planning):
    write_note(cast.led, text="已完成调研", by=cast.health_liaison)
    do(cast, cast.health, planning)
    assert ProgressNote.objects.get().department == cast.health


def test_every_name_finds_the_successor(cast, planning):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    numbers = do(cast, cast.health, planning)
    assert numbers.names == ["市卫生局", "卫生局", "市卫生和健康局"]
    for name in numbers.names:
        assert list(Department.objects.called(name)) == [planning]


def test_a_name_that_the_successor_has_already_gets_no_alias(cast):
    into = factories.department("市卫健委", short_name="卫生局")
    DepartmentAlias.objects.create(department=cast.health, name="市卫生与健康委")
    Department.objects.filter(pk=into.pk).update(name="市卫生与健康委")
    do(cast, cast.health, into)
    assert list(into.aliases.values_list("name", flat=True)) == ["市卫生局"]
    assert list(Department.objects.called("市卫生与健康委")) == [into]


def test_a_short_name_that_is_another_units_name_does_not_become_an_alias(cast, planning):
    other = factories.department("卫生局")
    do(cast, cast.health, planning)
    assert list(Department.objects.called("卫生局")) == [other]
    other.full_clean()


def test_the_old_unit_is_closed_and_names_its_successor(cast, planning):
    do(cast, cast.health, planning)
    cast.health.refresh_from_db()
    assert (cast.health.active_to, cast.health.successor) == (TODAY, planning)
    assert cast.health not in Department.objects.unmerged()


def test_a_unit_that_was_closed_before_keeps_that_day(cast, planning):
    Department.objects.filter(pk=cast.health.pk).update(active_to=factories.day("2013-06-30"))
    do(cast, cast.health, planning)
    cast.health.refresh_from_db()
    assert cast.health.active_to == factories.day("2013-06-30")


def test_a_chain_of_mergers_leads_every_name_to_the_end(cast, planning):
    last = factories.department("市卫生健康委")
    do(cast, cast.health, planning)
    do(cast, planning, last)
    for name in ["市卫生局", "卫生局", "市卫生计生委", "卫计委"]:
        assert list(Department.objects.called(name)) == [last]
    assert rows(cast.supported)["市卫生健康委"] == ("lead", None)
    cast.health.refresh_from_db()
    assert cast.health.successor.successor == last
    for unit in (cast.health, cast.health.successor, last):
        unit.full_clean()  # each of them can still be edited


def test_the_history_tells_it_on_both_units_and_on_each_item(cast, planning):
    do(cast, cast.health, planning, reason="襄编发〔2014〕3号")
    entries = HistoryEntry.objects.filter(action="department_merged")
    assert {entry.reason for entry in entries} == {"襄编发〔2014〕3号"}
    assert {entry.by for entry in entries} == {cast.administrator}
    units = entries.filter(item=None)
    assert {entry.department for entry in units} == {cast.health, planning}
    assert {(entry.before["department"], entry.after["department"], entry.after["items"]) for entry in units} == {
        ("市卫生局", "市卫生计生委", "2")
    }
    item = entries.get(item=cast.led)
    assert (item.before, item.after) == ({"units": "support:市卫生局"}, {"units": "support:市卫生计生委"})
    for entry in entries:
        assert history.describe(entry)


def test_the_history_of_an_item_where_both_stood_names_both_rows(cast):
    do(cast, cast.health, cast.civil_affairs)
    entry = HistoryEntry.objects.get(action="department_merged", item=cast.led)
    assert entry.before == {"units": "support:市卫生局\nlead:市民政局"}
    assert entry.after == {"units": "lead:市民政局"}


def test_an_item_open_in_another_window_counts_as_changed(cast, planning):
    versions = dict(WorkItem.objects.values_list("pk", "version"))
    do(cast, cast.health, planning)
    after = dict(WorkItem.objects.values_list("pk", "version"))
    assert after == {**versions, cast.led.pk: 2, cast.supported.pk: 2}


def test_the_preview_says_what_the_merger_does(cast, planning):
    DepartmentAlias.objects.create(department=cast.health, name="市卫生和健康局")
    preview = preview_merge(cast.health, on=TODAY)
    assert (preview.items, preview.posts) == (2, 1)
    assert do(cast, cast.health, planning) == preview


@pytest.mark.parametrize(
    "step", ["_move_posts", "_move_collective_rows", "_move_names", "_close", "history.record", "validate"]
)
def test_a_fault_in_the_middle_changes_nothing(cast, planning, monkeypatch, step):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    before = everything()
    monkeypatch.setattr(f"items.units.merging.{step}", breaks)
    with pytest.raises(RuntimeError):
        do(cast, cast.health, planning)
    assert everything() == before


def test_several_units_merge_all_or_none(cast, planning):
    before = everything()
    with pytest.raises(WorkflowError):
        merge_all([cast.health, cast.districts], into=planning, by=cast.administrator, on=TODAY)
    assert everything() == before
    numbers = merge_all([cast.health, cast.education], into=planning, by=cast.administrator, on=TODAY)
    assert [numbers[unit].items for unit in (cast.health, cast.education)] == [2, 1]


def test_a_unit_cannot_be_merged_into_itself(cast):
    before = everything()
    with pytest.raises(WorkflowError, match="市卫生局"):
        do(cast, cast.health, cast.health)
    assert everything() == before


def test_a_unit_is_merged_once(cast, planning):
    do(cast, cast.health, planning)
    before = everything()
    for source, into in [(cast.health, cast.education), (cast.education, cast.health), (planning, cast.health)]:
        with pytest.raises(WorkflowError, match=r"市卫生局.*市卫生计生委"):
            do(cast, source, into)
    assert everything() == before


@pytest.mark.parametrize(("source", "into"), [("districts", "health"), ("health", "districts")])
def test_a_collective_and_a_single_unit_do_not_merge(cast, source, into):
    with pytest.raises(WorkflowError, match="各区人民政府"):
        do(cast, getattr(cast, source), getattr(cast, into))


def test_a_closed_unit_takes_nothing_over(cast, planning):
    Department.objects.filter(pk=planning.pk).update(active_to=factories.day("2014-04-30"))
    with pytest.raises(WorkflowError, match="市卫生计生委"):
        do(cast, cast.health, planning)


def test_a_unit_is_not_merged_before_it_existed(cast, planning):
    Department.objects.filter(pk=cast.health.pk).update(active_from=factories.day("2014-06-01"))
    with pytest.raises(WorkflowError, match="市卫生局"):
        do(cast, cast.health, planning)


def test_a_unit_deleted_meanwhile_gets_a_sentence(cast, planning):
    gone = Department(pk=planning.pk, name="x")
    planning.delete()
    with pytest.raises(WorkflowError):
        do(cast, cast.health, gone)


@pytest.mark.parametrize("who", ["liaison", "head", "supervisor", "leader", "observer", "newcomer"])
def test_only_an_administrator_merges(cast, planning, who):
    before = everything()
    with pytest.raises(WorkflowError):
        merge(cast.health, into=planning, by=getattr(cast, who), on=TODAY)
    assert everything() == before
