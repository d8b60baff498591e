"""What the entries of a report tell in figures: the unit's own when it is sent, the item's when it is accepted."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from items import history
from items.models import HistoryEntry, ProgressUpdate, WorkItem
from items.rules.last_words import last_values
from items.units.merging import merge
from items.updates import drafting, reporting
from items.updates.undoing import undo_acceptance

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .page_states import fresh, queries
from .unit_steps import AT, accept, send, sign

pytestmark = pytest.mark.usefixtures("february")
LATER = moment("2011-03-21")
# What entries of reports hold besides figures.
BESIDE = ("period", "awaits", "returned_by", "verified", "taken_up_by")


@pytest.fixture
def target(cast, february):
    return factories.target(cast.led, number=30)


def said_in_february(cast, target, value, *, unit=None):
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, unit or cast.civil_affairs)
    before.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    completion = Decimal(value) * 100 / target.number
    ProgressUpdate.objects.filter(pk=before.pk).update(completion=completion)
    WorkItem.objects.filter(pk=cast.led.pk).update(completion=completion, status="in_progress")


def written(cast, update, **changes):
    changes = {"text": "市福利院新建2所", "next_steps": "四月验收", **changes}
    return drafting.save(update, by=cast.liaison, at=AT, was={}, changes=changes).update


def sent(cast, update, *, by=None, at=AT, **changes):
    return send(written(cast, update, **changes), by or cast.head, at=at, anyway="情况属实")


def told(action):
    """[(label, before, after)] of the figures of the latest such entry, in Chinese."""
    entry = HistoryEntry.objects.filter(action=action).first()
    after = {name: value for name, value in entry.after.items() if name not in BESIDE}
    with translation.override("zh-hans"):
        return [(str(one.label), one.before, one.after) for one in history.spell_changes(entry.before, after)]


# Sending


def test_the_first_report_names_figures_from_nothing(cast, update, target):
    sent(cast, update, **{f"value_{target.pk}": "12"})
    assert told("update_sent") == [("新建站点", "", "12个")]


def test_a_later_report_says_what_the_unit_had_said_last(cast, update, target):
    said_in_february(cast, target, 12)
    other = factories.target(cast.led, "培训人员", 200000, unit="人")
    sent(cast, update, **{f"value_{target.pk}": "15", f"value_{other.pk}": "10000"})
    assert told("update_sent") == [("新建站点", "12个", "15个"), ("培训人员", "", "1万人")]


def test_what_is_said_again_is_no_change(cast, update, target):
    said_in_february(cast, target, 12)
    sent(cast, update, **{f"blank_{target.pk}": drafting.CARRY})
    assert told("update_sent") == []
    assert HistoryEntry.objects.get(action="update_sent").before == {}


def test_a_correction_after_a_return_says_the_last_time_and_the_value_of_now(cast, update, target):
    said_in_february(cast, target, 12)
    first = sent(cast, update, **{f"value_{target.pk}": "150"})
    reporting.send_back(first, by=cast.supervisor, at=AT, version=first.version, reason="疑似多写一个零")
    sent(cast, fresh(update), at=LATER, **{f"value_{target.pk}": "15"})
    assert told("update_sent") == [("新建站点", "12个", "15个")]


def test_after_a_merger_the_last_time_is_that_of_the_merged_unit(cast, update, target):
    said_in_february(cast, target, 12)
    successor = factories.department("市社会事务局")
    merge(cast.civil_affairs, into=successor, by=cast.administrator, on=factories.day("2011-03-18"))
    own = update_of(update.period, cast.led, successor)
    liaison = factories.person("新联络员", role="liaison", department=successor)
    changes = {"text": "新建2所", "next_steps": "四月验收", f"value_{target.pk}": "15"}
    current = drafting.save(own, by=liaison, at=AT, was={}, changes=changes).update
    assert last_values(current)[target.pk].value == 12
    send(current, liaison, anyway="情况属实")
    assert told("update_sent") == [("新建站点", "12个", "15个")]


def test_a_completion_that_the_unit_judges_is_told_where_no_target_counts(cast, update):
    february = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    ProgressUpdate.objects.filter(pk=february.pk).update(completion=Decimal(40))
    sent(cast, update, completion="55.5")
    assert told("update_sent") == [("报送完成比例", "40%", "55.5%")]


def test_a_milestone_is_told_once_it_is_dated(cast, update):
    milestone = factories.milestone(cast.led)
    first = sent(cast, update, **{f"milestone_{milestone.pk}": "2011-03-15"})
    assert told("update_sent") == [("主体工程完工", "", "2011-03-15")]
    accept(first, cast.supervisor)
    april = update_of(opened(cast.report, "2011-04-01"), cast.led, cast.civil_affairs)
    sent(cast, april, at=moment("2011-04-10"))
    assert told("update_sent") == []


def test_no_change_is_told_as_such(cast, update, target):
    said_in_february(cast, target, 12)
    accept(reporting.report_no_change(update, by=cast.head, at=AT), cast.supervisor)
    assert told("update_sent") == told("update_accepted") == [("本期无变化", "", "是")]


def test_signing_hands_on_what_was_sent(cast, update, target):
    said_in_february(cast, target, 12)
    sign(sent(cast, update, by=cast.liaison, **{f"value_{target.pk}": "15"}), cast.head, LATER)
    assert told("update_signed") == told("update_sent") == [("新建站点", "12个", "15个")]


def test_a_label_is_kept_in_one_line_and_a_target_that_went_still_tells(cast, update):
    target = factories.target(cast.led, "新建\t站点")
    sent(cast, update, **{f"value_{target.pk}": "12"})
    ProgressUpdate.objects.get(pk=update.pk).values.update(target=None)
    target.delete()
    assert told("update_sent") == [("新建 站点", "", "12个")]


# Acceptance


def test_an_acceptance_tells_what_the_item_has_come_to(cast, update, target):
    said_in_february(cast, target, 12)
    accept(sent(cast, update, **{f"value_{target.pk}": "15"}), cast.supervisor)
    assert told("update_accepted") == [("新建站点", "12个", "15个"), ("完成比例", "40%", "50%")]
    assert WorkItem.objects.get(pk=cast.led.pk).completion == 50


def test_the_first_acceptance_begins_with_nothing(cast, update):
    accept(sent(cast, update, completion="20"), cast.supervisor)
    assert told("update_accepted") == [("完成比例", "", "20%")]


def test_a_percentage_of_the_office_is_what_the_completion_comes_to(cast, update, target):
    said_in_february(cast, target, 12)
    accept(sent(cast, update, **{f"value_{target.pk}": "15"}), cast.supervisor, completion=Decimal(45), note="核减")
    assert told("update_accepted") == [("新建站点", "12个", "15个"), ("完成比例", "40%", "45%")]


def test_an_acceptance_that_changes_nothing_tells_nothing(cast, update, target):
    said_in_february(cast, target, 12)
    accept(sent(cast, update, **{f"blank_{target.pk}": drafting.CARRY}), cast.supervisor)
    assert told("update_accepted") == []


def test_a_report_of_before_that_is_accepted_late_tells_nothing(cast, update, target):
    before = update_of(cast.report.periods.get(start_on=FEBRUARY), cast.led, cast.civil_affairs)
    accept(sent(cast, update, **{f"value_{target.pk}": "15"}), cast.supervisor)
    late = put(before, State.AWAITING_REVIEW, by=cast.liaison, office=None)
    late.values.create(target=target, label=target.label, unit=target.unit, value=12)
    accept(late, cast.supervisor, LATER)
    assert told("update_accepted") == []


def test_a_part_taken_up_changes_nothing_of_the_item(cast, update, part, target):
    part = put(part, State.AWAITING_MERGE, by=cast.health_liaison, office=cast.supervisor, completion=Decimal(70))
    part.values.create(target=target, label=target.label, unit=target.unit, value=5)
    sent(cast, update, **{f"part_{part.pk}": "on"})
    assert fresh(part).state == State.ACCEPTED
    assert told("update_accepted") == []


def test_taking_an_acceptance_back_tells_the_way_back(cast, update, target):
    said_in_february(cast, target, 12)
    accepted = accept(sent(cast, update, **{f"value_{target.pk}": "15"}), cast.supervisor)
    undo_acceptance(accepted, by=cast.supervisor, at=LATER, version=accepted.version, reason="数字重复统计")
    assert told("acceptance_undone") == [("新建站点", "15个", "12个"), ("完成比例", "50%", "40%")]


def test_a_member_says_its_share_and_the_item_the_sum(cast, march):
    target = factories.target(cast.open_lead, number=10)
    shares = []
    for unit, value in ((cast.east, 2), (cast.west, 3)):
        one = put(update_of(march, cast.open_lead, unit), State.AWAITING_REVIEW, by=cast.east_liaison, office=None)
        one.values.create(target=target, label=target.label, unit=target.unit, value=value)
        shares.append(one)
    accept(shares[0], cast.supervisor)
    accept(shares[1], cast.supervisor, LATER)
    assert told("update_accepted")[0] == ("新建站点", "2个", "5个")


# Cost


def test_accepting_costs_the_same_with_any_number_of_targets(cast, update):
    def cost():
        waiting = put(update, State.AWAITING_REVIEW, by=cast.liaison, office=None)
        found = queries(lambda: accept(waiting, cast.supervisor))
        undo_acceptance(fresh(update), by=cast.supervisor, at=AT, version=fresh(update).version, reason="再核")
        return found

    factories.target(cast.led)
    cost()  # the work on the item begins, which is told once
    few = cost()
    for number in range(10):
        target = factories.target(cast.led, label=f"目标{number}")
        update.values.create(target=target, label=target.label, unit=target.unit, value=1)
    assert cost() == few


def test_signing_asks_once_for_what_was_sent(cast, update, target):
    current = sent(cast, update, by=cast.liaison, **{f"value_{target.pk}": "15"})
    with CaptureQueriesContext(connection) as asked:
        sign(current, cast.head)
    assert len([one for one in asked if one["sql"].startswith("SELECT") and '"items_historyentry"' in one["sql"]]) == 1
    assert not [one for one in asked if '"items_targetvalue"' in one["sql"]]


def test_signed_after_two_mergers_the_figures_are_those_that_were_sent(cast, update, target):
    sent(cast, update, by=cast.liaison, **{f"value_{target.pk}": "17"})
    first, second = factories.department("甲局"), factories.department("乙局")
    merge(cast.civil_affairs, into=first, by=cast.administrator, on=day("2011-03-10"))
    merge(first, into=second, by=cast.administrator, on=day("2011-03-10"))
    sign(fresh(update), factories.person("heir", role="head", department=second))
    assert told("update_signed") == [("新建站点", "", "17个")]
