"""What the supervision office changes on an item: deadline, remark, lead, units."""

import datetime

import pytest

from departments import clock
from items.ledger import editing
from items.ledger.editing import confirm_lead, confirm_leads, edit_item, set_units, suggested_lead
from items.models import Responsibility
from items.steps import StaleItem

from ..given import factories
from ..given.factories import day
from ..given.refusals import everything, refused

LEAD, SUPPORT, RESPONSIBLE = Responsibility.Role.LEAD, Responsibility.Role.SUPPORT, Responsibility.Role.RESPONSIBLE
NOT_THE_OFFICE = ["liaison", "head", "leader", "observer", "administrator", "newcomer"]


def rows(item):
    """{unit: (role, basis, collective it comes through)} in order."""
    found = item.responsibilities.select_related("department", "via")
    return {row.department.name: (row.role, row.basis, row.via and row.via.name) for row in found}


def roles(item):
    return {name: role for name, (role, _basis, _via) in rows(item).items()}


def edit(cast, *, version=1, **fields):
    values = {"due_on": None, "due_text": "", "remark": "", **fields}
    return edit_item(cast.led, by=cast.supervisor, version=version, **values)


# The three edits, for what holds for all of them.
EDITS = {
    "edit_item": lambda cast, by, version: edit_item(
        cast.led, by=by, version=version, due_on=None, due_text="", remark="请抓紧"
    ),
    "confirm_lead": lambda cast, by, version: confirm_lead(
        cast.led, leads=[cast.health], by=by, version=version, reason="职能划转"
    ),
    "set_units": lambda cast, by, version: set_units(
        cast.led, roles={cast.health: LEAD}, by=by, version=version, reason="职能划转"
    ),
}
every_edit = pytest.mark.parametrize("do", EDITS.values(), ids=EDITS)


@every_edit
@pytest.mark.parametrize("who", NOT_THE_OFFICE)
def test_only_the_supervision_office_edits(cast, do, who):
    with refused("Only the supervision office"):
        do(cast, getattr(cast, who), 1)


@every_edit
def test_a_stale_copy_is_refused_with_the_present_item(cast, do):
    colleague = factories.person(role="supervision", department=cast.office, name="冯督查")
    edit_item(cast.led, by=colleague, version=1, due_on=day("2011-06-30"), due_text="", remark="")
    with refused("冯督查 has changed this item", StaleItem) as caught:
        do(cast, cast.supervisor, 1)
    assert (caught.value.item.due_on, caught.value.item.version) == (day("2011-06-30"), 2)


@every_edit
def test_an_edit_counts_the_version_up_and_is_recorded_once(cast, do):
    item = do(cast, cast.supervisor, 1)
    assert (item.version, item.updated_at is not None) == (2, True)
    entry = item.history.get()
    assert (entry.by, entry.report) == (cast.supervisor, cast.report)


@every_edit
def test_the_same_edit_again_writes_nothing(cast, do):
    do(cast, cast.supervisor, 1)
    before = everything()
    do(cast, cast.supervisor, 2)
    assert everything() == before


@pytest.mark.parametrize("do", [EDITS["confirm_lead"], EDITS["set_units"]])
def test_a_fault_in_the_middle_changes_nothing(cast, do, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(editing.history, "record", breaks)
    before = everything()
    with pytest.raises(RuntimeError):
        do(cast, cast.supervisor, 1)
    assert everything() == before


# Deadline and remark


def test_deadline_and_remark_are_set_and_taken_away(cast):
    item = edit(cast, due_on=day("2011-12-31"), due_text=" 年底前 ", remark=" 请抓紧\n")
    assert (item.due_on, item.due_text, item.remark) == (day("2011-12-31"), "年底前", "请抓紧")
    item = edit(cast, version=2)
    assert (item.due_on, item.due_text, item.remark) == (None, "", "")
    cleared, filled = item.history.all()
    assert filled.before == {"due_on": "", "due_text": "", "remark": ""}
    assert filled.after == {"due_on": "2011-12-31", "due_text": "年底前", "remark": "请抓紧"}
    assert (cleared.before, cleared.after) == (filled.after, filled.before)


def test_the_history_leaves_out_what_stays(cast):
    edit(cast, due_on=day("2011-12-31"), remark="甲")
    edit(cast, version=2, due_on=day("2011-12-31"), remark="乙")
    entry = cast.led.history.first()
    assert (entry.before, entry.after) == ({"remark": "甲"}, {"remark": "乙"})


def test_a_deadline_in_too_many_words_is_refused(cast):
    with refused("at most 100 characters"):
        edit(cast, due_text="长" * 101)


# The lead


def test_the_lead_is_confirmed_and_the_others_support(cast):
    item = confirm_lead(cast.open_lead, leads=[cast.education], by=cast.supervisor, version=1, reason="职能划转")
    assert rows(item) == {
        "各区人民政府": ("support", "manual", None),
        "东城区人民政府": ("support", "manual", "各区人民政府"),
        "西城区人民政府": ("support", "manual", "各区人民政府"),
        "市教育局": ("lead", "manual", None),
    }
    entry = item.history.get()
    assert entry.action == "lead_confirmed"
    assert entry.before == {"units": "responsible:各区人民政府\nresponsible:市教育局"}
    assert entry.after == {"units": "support:各区人民政府\nlead:市教育局"}


def test_members_lead_with_their_collective(cast):
    item = confirm_lead(cast.open_lead, leads=[cast.districts], by=cast.supervisor, version=1, reason="职能划转")
    assert roles(item) == {
        "各区人民政府": "lead",
        "东城区人民政府": "lead",
        "西城区人民政府": "lead",
        "市教育局": "support",
    }


def test_several_units_may_lead(cast):
    item = confirm_lead(
        cast.led, leads=[cast.civil_affairs, cast.health], by=cast.supervisor, version=1, reason="职能划转"
    )
    assert roles(item) == {"市民政局": "lead", "市卫生局": "lead"}


def test_a_confirmed_lead_can_be_changed(cast):
    confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1, reason="职能划转")
    confirm_lead(cast.led, leads=[cast.civil_affairs], by=cast.supervisor, version=2, reason="职能划转")
    assert roles(cast.led) == {"市民政局": "lead", "市卫生局": "support"}


def test_confirming_what_the_text_says_is_recorded_too(cast):
    """The office's word takes the place of the star, even where both say the same."""
    confirm_lead(cast.led, leads=[cast.civil_affairs], by=cast.supervisor, version=1, reason="职能划转")
    assert rows(cast.led)["市民政局"] == ("lead", "manual", None)
    assert cast.led.history.count() == 1


@pytest.mark.parametrize("who", ["education", "east", "office"])
def test_only_a_unit_named_on_the_item_leads(cast, who):
    item = cast.led if who == "education" else cast.open_lead
    with refused("stands on the item"):
        confirm_lead(item, leads=[getattr(cast, who)], by=cast.supervisor, version=1, reason="职能划转")


def test_somebody_must_lead(cast):
    with refused("at least one unit as lead"):
        confirm_lead(cast.open_lead, leads=[], by=cast.supervisor, version=1, reason="职能划转")


def test_the_first_single_unit_is_suggested(cast):
    assert suggested_lead(cast.open_lead.responsibilities.direct()) == cast.education
    assert suggested_lead(cast.led.responsibilities.direct()) == cast.civil_affairs
    alone = factories.item(cast.report, 4, responsible=[cast.districts])
    assert suggested_lead(alone.responsibilities.direct()) is None


def test_leads_of_several_items_are_confirmed_at_once(cast):
    other = factories.item(cast.report, 4, responsible=[cast.health, cast.education])
    choices = [(cast.open_lead, cast.education, 1), (other, cast.health, 1)]
    assert confirm_leads(choices, by=cast.supervisor) == ([cast.open_lead, other], [])
    assert (roles(cast.open_lead)["市教育局"], roles(other)["市卫生局"]) == ("lead", "lead")


def test_an_item_changed_meanwhile_is_left_alone_and_named(cast):
    other = factories.item(cast.report, 4, responsible=[cast.health, cast.education], version=2)
    choices = [(other, cast.health, 1), (cast.open_lead, cast.education, 1)]
    assert confirm_leads(choices, by=cast.supervisor) == ([cast.open_lead], [other])
    assert roles(other) == {"市卫生局": "responsible", "市教育局": "responsible"}


def test_only_the_office_confirms_several_leads(cast):
    with refused("Only the supervision office"):
        confirm_leads([(cast.open_lead, cast.education, 1)], by=cast.liaison)


# Units


def set_on(cast, item, units, version=1):
    return set_units(item, roles=units, by=cast.supervisor, version=version, reason="职能划转")


def test_units_are_added_and_removed(cast):
    item = set_on(cast, cast.led, {cast.civil_affairs: LEAD, cast.education: SUPPORT})
    assert rows(item) == {"市民政局": ("lead", "star", None), "市教育局": ("support", "manual", None)}
    entry = item.history.get()
    assert entry.action == "units_changed"
    assert entry.before == {"units": "lead:市民政局\nsupport:市卫生局"}
    assert entry.after == {"units": "lead:市民政局\nsupport:市教育局"}


def test_the_order_of_the_units_is_kept_and_recorded(cast):
    item = set_on(cast, cast.led, {cast.health: SUPPORT, cast.civil_affairs: LEAD})
    assert rows(item) == {"市卫生局": ("support", "star", None), "市民政局": ("lead", "star", None)}
    assert item.history.get().after == {"units": "support:市卫生局\nlead:市民政局"}


def test_a_changed_role_is_by_hand_and_the_literal_stays(cast):
    item = set_on(cast, cast.led, {cast.civil_affairs: LEAD, cast.health: LEAD})
    assert rows(item) == {"市民政局": ("lead", "star", None), "市卫生局": ("lead", "manual", None)}
    assert item.responsibilities.get(department=cast.health).literal == "市卫生局"


def test_a_collective_added_to_an_issued_report_reaches_its_members(cast):
    item = set_on(cast, cast.led, {cast.civil_affairs: LEAD, cast.districts: SUPPORT})
    assert rows(item) == {
        "市民政局": ("lead", "star", None),
        "各区人民政府": ("support", "manual", None),
        "东城区人民政府": ("support", "manual", "各区人民政府"),
        "西城区人民政府": ("support", "manual", "各区人民政府"),
    }


def test_members_are_those_of_the_day_on_which_the_collective_comes_to_the_item(cast):
    cast.districts.member_rows.filter(member=cast.west).update(valid_to=clock.today() - datetime.timedelta(days=1))
    item = set_on(cast, cast.led, {cast.districts: LEAD})
    assert list(roles(item)) == ["各区人民政府", "东城区人民政府"]


def test_before_issuing_a_collective_stands_alone(cast):
    item = factories.item(factories.report(), 1, leads=[cast.health])
    assert list(roles(set_on(cast, item, {cast.districts: LEAD}))) == ["各区人民政府"]


def test_a_removed_collective_takes_its_members_along(cast):
    item = set_on(cast, cast.open_lead, {cast.education: RESPONSIBLE})
    assert rows(item) == {"市教育局": ("responsible", "none", None)}


def test_a_member_of_two_collectives_stays_through_the_other(cast):
    cities = factories.collective("各城区人民政府", [cast.east])
    set_on(cast, cast.open_lead, {cast.districts: RESPONSIBLE, cities: SUPPORT})
    item = set_on(cast, cast.open_lead, {cities: SUPPORT}, version=2)
    assert rows(item) == {
        "各城区人民政府": ("support", "manual", None),
        "东城区人民政府": ("support", "manual", "各城区人民政府"),
    }


def test_a_member_named_itself_stands_in_its_own_name(cast):
    units = {cast.districts: SUPPORT, cast.education: SUPPORT, cast.east: LEAD}
    item = set_on(cast, cast.open_lead, units)
    assert rows(item)["东城区人民政府"] == ("lead", "manual", None)
    assert rows(item)["西城区人民政府"] == ("support", "manual", "各区人民政府")
    del units[cast.east]
    item = set_on(cast, item, units, version=2)
    assert rows(item)["东城区人民政府"] == ("support", "manual", "各区人民政府")


def test_beside_a_lead_the_others_support(cast):
    with refused("every other unit is supporting"):
        set_on(cast, cast.led, {cast.civil_affairs: LEAD, cast.health: RESPONSIBLE})


@pytest.mark.parametrize("due_on", ["0001-01-01", "2009-12-31", "2022-01-01"])
def test_a_deadline_far_from_the_report_is_a_mistake(cast, due_on):
    with refused("year of the deadline"):
        edit_item(cast.led, by=cast.supervisor, version=1, due_on=day(due_on), due_text="", remark="")


def test_an_item_keeps_at_least_one_unit(cast):
    with refused("at least one responsible unit"):
        set_on(cast, cast.led, {})


def test_an_unknown_role_is_refused(cast):
    with refused("'boss' is not a valid choice"):
        set_on(cast, cast.led, {cast.civil_affairs: LEAD, cast.education: "boss"})
