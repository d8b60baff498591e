"""What accepted reports say is the same wherever it is read: item, plan, lights, targets, workbench, review."""

from decimal import Decimal

import pytest

from departments.models import Department
from items.models import ProgressUpdate, ReportingPeriod, Target, WorkItem
from items.plans.page import ITEM, plan_sheet
from items.rounds.review import in_turn, waiting
from items.rounds.running import close_period
from items.rules import accepted
from items.rules.accepted import completion_of
from items.rules.account import Account
from items.rules.said import Speaker, Word, WordOrigin
from items.units.merging import merge
from items.updates import counted, reporting
from items.updates.waiting import TO_WRITE, own_updates

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

ON = day("2011-03-28")


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """Pages are read on the day."""
    monkeypatch.setattr("departments.clock.today", lambda: ON)


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


def accept(cast, period, item, unit, percent=None, values=None):
    """The unit's report, accepted, with a completion or {target: value}."""
    update = put(update_of(period, item, unit), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    for target, value in (values or {}).items():
        update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    judged = counted.computed_completion(update, None if percent is None else Decimal(percent))
    ProgressUpdate.objects.filter(pk=update.pk).update(completion=judged)
    return reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version)


def reported(item, until, column=ITEM):
    """What the plan says was reported by the day."""
    [row] = [row for row in plan_sheet(item, on=ON).rows if row.day == day(until)]
    return next(cell.reported for cell in row.cells if cell.column.key == str(column))


def merged_twice(cast, unit):
    """The unit goes into another one and that one into a third, which is returned."""
    first, second = factories.department("市民政与养老局"), factories.department("市社会事务局")
    merge(unit, into=first, by=cast.administrator, on=day("2011-03-10"))
    merge(first, into=second, by=cast.administrator, on=day("2011-03-12"))
    second.refresh_from_db()
    return second


def quarter(cast):
    """The first quarter, opened on 1 March: it begins before the months that were reported."""
    return ReportingPeriod.objects.create(
        report=cast.report, rhythm="quarter", start_on=day("2011-01-01"), end_on=day("2011-03-31"),
        opens_on=day("2011-03-01"), parts_due_on=day("2011-03-22"), due_on=day("2011-03-25"),
        closes_on=day("2011-04-04"), opened_at=moment("2011-03-01"),
    )  # fmt: skip


def earlier_everywhere(update, reader):
    """The keys of the earlier report by the form, by the workbench's list, by the list of what waits."""
    [listed] = [one for one in own_updates(reader, TO_WRITE) if one.pk == update.pk]
    [row] = waiting(in_turn(ProgressUpdate.objects.filter(pk=update.pk)))
    before = accepted.earlier(update)
    return before and before.pk, listed.earlier_pk, row.earlier and row.earlier.pk


def test_a_unit_and_a_collective_side_by_side_have_one_completion(cast, february, march):
    target = factories.target(cast.open_lead, number=100)
    for unit, value in [(cast.education, 50), (cast.east, 10), (cast.west, 10)]:
        accept(cast, february, cast.open_lead, unit, values={target: value})
    assert completion_of(cast.open_lead) == Decimal("35.0")
    assert WorkItem.objects.get(pk=cast.open_lead.pk).completion == Decimal("35.0")
    assert reported(cast.open_lead, "2011-02-28") == Decimal("35.0")
    assert reported(cast.open_lead, "2011-02-28", target.pk) == 50


def test_a_month_is_the_earlier_report_of_a_quarter_that_begins_before_it(cast, february, march):
    before = accept(cast, february, cast.led, cast.civil_affairs, "40")
    now = ProgressUpdate.objects.create(period=quarter(cast), item=cast.led, department=cast.civil_affairs, role="lead")
    assert earlier_everywhere(now, cast.liaison) == (before.pk,) * 3


def test_what_a_unit_merged_twice_had_said_stays_the_completion(cast, february, march):
    accept(cast, february, cast.led, cast.civil_affairs, "40")
    close_period(february, at=moment("2011-03-08"))
    merged_twice(cast, cast.civil_affairs)
    assert completion_of(cast.led) == Decimal("40.0")
    assert reported(cast.led, "2011-02-28") == Decimal("40.0")


def test_what_a_unit_merged_twice_had_said_is_the_earlier_report_of_its_successor(cast, february, march):
    before = accept(cast, february, cast.led, cast.civil_affairs, "40")
    close_period(february, at=moment("2011-03-08"))
    into = merged_twice(cast, cast.civil_affairs)
    assert earlier_everywhere(update_of(march, cast.led, into), cast.liaison) == (before.pk,) * 3


def test_of_several_units_figures_the_latest_counts():
    target = Target(pk=1, number=100)
    words = [
        Word(1, 7, Decimal(60), 1, WordOrigin(7, day("2011-02-28"))),
        Word(1, 8, Decimal(40), 2, WordOrigin(8, day("2011-03-31"))),
    ]
    speakers = {7: Speaker(7, "市教育局", None), 8: Speaker(8, "市民政局", None)}
    amount = Account(words=words, steering=speakers).amounts([target])[1]
    assert (amount.value, [word.value for _speaker, word in amount.told]) == (40, [60, 40])


def test_in_one_period_the_unit_that_goes_on_has_the_last_word(cast, february, march):
    accept(cast, february, cast.open_lead, cast.east, "10")
    later = accept(cast, february, cast.open_lead, cast.west, "30")
    ProgressUpdate.objects.filter(pk=later.pk).update(reviewed_at=moment("2011-03-21"))
    merge(cast.west, into=cast.east, by=cast.administrator, on=day("2011-03-22"))
    assert accepted.account(cast.open_lead).said()[None][cast.east.pk].value == 10


def test_two_units_that_are_one_today_speak_in_their_own_name_where_either_did(cast, february, march):
    Department.objects.filter(pk=cast.education.pk).update(position=99)  # after the members of the collective
    accept(cast, february, cast.open_lead, cast.education, "40")
    accept(cast, march, cast.open_lead, cast.education, "60")
    close_period(february, at=moment("2011-03-08"))
    merge(cast.education, into=cast.east, by=cast.administrator, on=day("2011-03-22"))
    speakers = accepted.account(cast.open_lead).speakers_by(february.end_on)
    assert {unit: one.via for unit, one in speakers.items()} == {cast.east.pk: None, cast.west.pk: cast.districts.pk}


@pytest.fixture
def joint(cast, february, march):
    """A target of 100 to which the districts' members contribute; in February the east said 10, the west 20."""
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    target = factories.target(cast.open_lead, number=100)
    for unit, value in [(cast.east, 10), (cast.west, 20)]:
        accept(cast, february, cast.open_lead, unit, values={target: value})
    close_period(february, at=moment("2011-03-08"))
    return target


def came_to(target):
    return accepted.account(target.item).amounts([target])[target.pk].value


def say_in_march(cast, march, target, unit, value, on):
    update = update_of(march, cast.open_lead, unit)
    put(update, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    ProgressUpdate.objects.filter(pk=update.pk).update(sent_at=moment(on), handed_in_at=moment(on))
    update = ProgressUpdate.objects.get(pk=update.pk)
    update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    return reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version)


def test_a_merger_takes_nothing_out_of_a_sum(cast, joint):
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-12"))
    assert came_to(joint) == 30
    assert completion_of(cast.open_lead) == WorkItem.objects.get(pk=cast.open_lead.pk).completion == 30
    assert reported(cast.open_lead, "2011-02-28", joint.pk) == 30


@pytest.mark.parametrize(("on", "total"), [("2011-03-11", 35), ("2011-03-12", 25)])
def test_the_successors_figure_covers_the_merged_unit_from_the_day_of_the_merger_on(cast, march, joint, on, total):
    if on == "2011-03-11":
        say_in_march(cast, march, joint, cast.west, 25, on)
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-12"))
    if on == "2011-03-12":
        say_in_march(cast, march, joint, cast.west, 25, on)
    assert came_to(joint) == total


def test_a_report_of_a_period_before_the_merger_does_not_cover_it_however_late(cast, february, march, joint):
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-12"))
    ProgressUpdate.objects.filter(period=february).update(handed_in_at=moment("2011-03-14"))
    assert came_to(joint) == 30


def test_after_two_mergers_the_last_unit_speaks_for_both(cast, march, joint):
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-10"))
    north = factories.department("北城区人民政府")
    merge(cast.west, into=north, by=cast.administrator, on=day("2011-03-12"))
    assert came_to(joint) == 30
    say_in_march(cast, march, joint, north, 33, "2011-03-14")
    assert came_to(joint) == 33


def test_a_share_accepted_before_the_merger_stays_beside_what_the_successor_still_owes(cast, march, joint):
    say_in_march(cast, march, joint, cast.east, 12, "2011-03-09")
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-12"))
    assert came_to(joint) == 32
    assert update_of(march, cast.open_lead, cast.west).state == State.EXPECTED
    say_in_march(cast, march, joint, cast.west, 40, "2011-03-15")
    assert came_to(joint) == 40


def test_counts_for_each_place_are_not_added_up_by_a_merger_either(cast, joint):
    Target.objects.filter(pk=joint.pk).update(per="每个乡镇")
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-12"))
    amount = accepted.account(cast.open_lead).amounts(Target.objects.filter(pk=joint.pk))[joint.pk]
    assert (amount.value, [word.value for _speaker, word in amount.told]) == (None, [20])
