"""Figures and days that a former lead left, where the new one names only some: each stands, and the form asks."""

from decimal import Decimal

import pytest

from departments.models import Membership
from items.closing.forms import ClosingForm
from items.lights.records import read, write
from items.models import ProgressUpdate, WorkItem
from items.plans.page import ITEM, plan_sheet
from items.rounds.review import in_turn, waiting
from items.rules.accepted import account, completion_of
from items.rules.last_words import days_reached, last_values, standing_days, standing_values
from items.steps.errors import WorkflowError
from items.targets.rollup import rollup, with_voices
from items.units.merging import merge
from items.updates import counted, drafting
from items.updates.carrying import require_answers
from items.updates.page import fetch, page_of

from ..given import factories
from ..given.factories import day
from ..given.ledger_read import ledger_of
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .test_blanks import accept
from .test_new_lead import ON, lead, light

pytestmark = pytest.mark.usefixtures("february")


@pytest.fixture
def february(cast):
    return opened(cast.report, FEBRUARY)


@pytest.fixture
def targets(cast):
    return [factories.target(cast.led, label, number=200) for label in ("日间照料中心", "养老床位")]


@pytest.fixture
def march(cast, february, targets):
    """The lead of February named both targets, then another unit came to lead; its first period."""
    accept(cast, february, dict(zip(targets, (118, 100), strict=True)))
    lead(cast, cast.education, supports=[cast.civil_affairs])
    return opened(cast.report)


def reread(cast):
    return WorkItem.objects.get(pk=cast.led.pk)


def test_what_the_new_lead_does_not_name_stands_everywhere(cast, march, targets):
    accept(cast, march, {targets[0]: 140}, unit=cast.education)
    lit = light(cast)
    assert (lit.completion, [one.value for one in lit.facts.targets]) == (60, [140, 100])  # (70 + 50) / 2
    assert (completion_of(cast.led), reread(cast).completion) == (60, 60)
    lines = with_voices(rollup(WorkItem.objects.filter(pk=cast.led.pk), on=ON).lines)
    voices = [[(voice.unit, voice.value) for voice in line.voices] for line in lines]
    assert voices == [[("市教育局", 140)], [("市民政局", 100)]]
    [row] = [row for row in plan_sheet(reread(cast), on=ON).rows if row.day == day("2011-03-31")]
    told = {cell.column.key: cell.reported for cell in row.cells}
    assert told == {str(targets[0].pk): 140, str(targets[1].pk): 100, ITEM: 60}
    ledger = ledger_of(WorkItem.objects.filter(pk=cast.led.pk), on=ON)[cast.led.display_number]
    assert "60" in {str(value).removesuffix(".0") for value in ledger.values()}


def test_the_light_says_which_figures_are_whose(cast, march, targets):
    accept(cast, march, {targets[0]: 140}, unit=cast.education)
    lit = light(cast)
    assert "其中“养老床位”为原责任单位市民政局所报。" in lit.reason
    assert "含原责任单位" not in lit.reason
    assert read(write(lit.facts)) == lit.facts
    assert [one.former for one in lit.facts.targets] == [(), ("市民政局",)]


def test_carrying_them_on_changes_only_whose_they_are(cast, march, targets):
    accept(cast, march, {targets[0]: 140}, unit=cast.education)
    april = opened(cast.report, "2011-04-01")
    accept(cast, april, {targets[1]: 100}, unit=cast.education)
    lit = light(cast)
    assert (lit.completion, [one.former for one in lit.facts.targets]) == (60, [(), ()])


def test_the_form_of_the_new_lead_asks_with_the_former_ones_values(cast, march, targets):
    now = fetch(update_of(march, cast.led, cast.education).pk)
    page = page_of(now, cast.supervisor, on=day("2011-03-15"))
    written = ["118个，原责任单位市民政局所报", "100个，原责任单位市民政局所报"]
    assert [one.written_earlier for one in page.figures] == written
    assert [one.standing for one in page.figures] == [118, 100]
    with pytest.raises(WorkflowError, match="养老床位（上期100个，原责任单位市民政局所报）"):
        require_answers(now)


def test_the_page_offers_to_carry_on_enter_or_say_unavailable(client, cast, march, targets):
    now = update_of(march, cast.led, cast.education)
    client.force_login(factories.person(role=Membership.Role.LIAISON, department=cast.education))
    page = client.get(f"/updates/{now.pk}/").content.decode()
    assert "上期118个，原责任单位市民政局所报，本期未填" in page


def test_answering_takes_the_former_value_as_ones_own(cast, march, targets):
    now = update_of(march, cast.led, cast.education)
    writer = factories.person(role=Membership.Role.LIAISON, department=cast.education)
    changes = {f"blank_{targets[1].pk}": drafting.CARRY}
    now = drafting.save(now, by=writer, at=moment("2011-03-15"), was={}, changes=changes).update
    assert [(one.target, one.value, one.carried) for one in now.values.all()] == [(targets[1], 100, True)]
    assert dict(counted.figures_told(now)) == {targets[0]: 118, targets[1]: 100}
    assert counted.computed_completion(now, None) == Decimal("54.5")


def test_the_review_card_shows_them_as_last_time(cast, march, targets):
    now = update_of(march, cast.led, cast.education)
    put(now, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    [row] = waiting(in_turn(ProgressUpdate.objects.filter(pk=now.pk)))
    assert row.earlier_values == [
        "日间照料中心 118个，原责任单位市民政局所报（2011年2月）",
        "养老床位 100个，原责任单位市民政局所报（2011年2月）",
    ]


def test_what_it_was_told_beside_an_accepted_report_stays(cast, march, targets):
    said = accept(cast, march, {targets[0]: 140}, unit=cast.education)
    assert {pk: one.value for pk, one in last_values(said).items()} == {targets[0].pk: 118, targets[1].pk: 100}
    assert {pk: one.value for pk, one in standing_values(said).items()} == {targets[0].pk: 118, targets[1].pk: 100}


def test_a_lead_that_comes_back_goes_on_from_the_newest_value(cast, march, targets):
    accept(cast, march, {targets[0]: 140}, unit=cast.education)
    lead(cast, cast.civil_affairs)
    now = update_of(opened(cast.report, "2011-04-01"), cast.led, cast.civil_affairs)
    last = last_values(now)
    assert {pk: (one.value, one.former) for pk, one in last.items()} == {
        targets[0].pk: (140, ("市教育局",)),
        targets[1].pk: (100, ()),
    }
    accept(cast, now.period, {targets[1]: 120})
    assert completion_of(cast.led) == 65  # (70 + 60) / 2


def test_a_supporting_units_part_goes_on_from_nobody(cast, march, targets):
    part = update_of(march, cast.led, cast.civil_affairs)
    assert part.is_part and last_values(part) == {} and standing_values(part) == {}


def test_units_side_by_side_are_asked_for_their_own(cast, february, targets):
    accept(cast, february, {targets[0]: 118})
    lead(cast, cast.civil_affairs, cast.education)
    now = update_of(opened(cast.report), cast.led, cast.education)
    assert last_values(now) == {} and standing_values(now) == {}
    accept(cast, now.period, {targets[1]: 100}, unit=cast.education)
    assert completion_of(cast.led) == Decimal("27.2")  # (59 + 0) / 2 and (0 + 50) / 2, no one's figure twice


def test_the_sum_of_members_stands_for_a_lead_that_comes_after_them(cast, february):
    item = cast.open_lead
    item.responsibilities.filter(department=cast.education).delete()
    targets = [factories.target(item, label, number=100) for label in ("新建校舍", "操场")]
    for unit, value in [(cast.east, 10), (cast.west, 20)]:
        accept(cast, february, dict.fromkeys(targets, value), unit=unit, item=item)
    item.responsibilities.all().delete()
    item.responsibilities.create(department=cast.health, role="lead", position=9, issued_on=day("2011-02-01"))
    now = update_of(opened(cast.report), item, cast.health)
    assert [one.value for one in last_values(now).values()] == [30, 30]
    accept(cast, now.period, {targets[0]: 50}, unit=cast.health, item=item)
    assert completion_of(item) == 40
    amounts = account(item).amounts(targets)
    assert [(one.value, one.former) for one in amounts.values()] == [(50, ()), (30, ("各区人民政府",))]


def test_what_was_dated_stays_dated_for_the_new_lead(cast, february):
    milestone = factories.milestone(cast.led)
    accept(cast, february, {}, days={milestone: day("2011-02-20")})
    lead(cast, cast.education)
    now = update_of(opened(cast.report), cast.led, cast.education)
    assert standing_days(now) == {milestone.pk: day("2011-02-20")}
    page = page_of(fetch(now.pk), cast.supervisor, on=day("2011-03-15"))
    assert [(one.reached_on, one.earlier) for one in page.steps] == [(day("2011-02-20"), day("2011-02-20"))]
    accept(cast, now.period, {}, unit=cast.education)
    assert days_reached(cast.led)[milestone.pk].reached_on == day("2011-02-20")


def test_the_request_to_close_begins_with_what_stands(cast, march, targets):
    accept(cast, march, {targets[0]: 140}, unit=cast.education)
    form = ClosingForm(item=reread(cast), unit=cast.education, name="closing_form")
    assert [form.fields[f"value_{one.pk}"].initial for one in targets] == [140, 100]


def test_a_merger_counts_anew_what_the_units_have_left(cast, february, targets):
    """Two who led side by side become one after others came: what they had said is the word of one."""
    lead(cast, cast.civil_affairs, cast.health)
    now = opened(cast.report)
    accept(cast, now, dict.fromkeys(targets, 200))
    lead(cast, cast.education)
    assert reread(cast).completion == completion_of(cast.led) == 50
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2011-03-15"))
    assert reread(cast).completion == completion_of(cast.led) == 100


def test_the_offices_percentage_stands_as_long_as_the_new_lead_names_nothing(cast, february, targets):
    note = {"note": "现场核查", "completion": Decimal(30)}
    accept(cast, february, dict.fromkeys(targets, 100), **note)
    lead(cast, cast.education)
    said = accept(cast, opened(cast.report), {}, unit=cast.education)
    assert said.completion is None
    assert (light(cast).completion, [one.verified for one in light(cast).facts.corrections]) == (30, [30])
