"""What goes over from units that leave to those that come: the office's percentage, and figures side by side."""

import datetime
from decimal import Decimal

import pytest

from departments import clock
from departments.models import Membership
from items.ledger.editing import set_units
from items.lights.facts import lights_of
from items.models import ProgressUpdate, WorkItem
from items.rules.accepted import account, accounts, completion_of
from items.rules.account import Account
from items.rules.judged import last_completion, standing_completions
from items.rules.last_words import last_values
from items.rules.said import Speaker, Verified, Word, WordOrigin
from items.rules.speaking import Then
from items.targets.rollup import rollup, with_voices
from items.updates import reporting
from items.updates.page import fetch, page_of

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .test_corrections import WHY
from .test_new_lead import LATER, ON

pytestmark = pytest.mark.each_database
APRIL, MAY = "2011-04-01", "2011-05-01"


@pytest.fixture
def february(cast, pair):
    return opened(cast.report, FEBRUARY)


@pytest.fixture
def targets(cast):
    return [factories.target(cast.led, label, number=200) for label in ("日间照料中心", "养老床位")]


@pytest.fixture
def pair(cast):
    """Two units are responsible for an item, none of them leads; one target of 100."""
    item = factories.item(cast.report, 4, responsible=[cast.civil_affairs, cast.health], issued_on=day("2011-02-01"))
    item.responsibilities.update(issued_on=day("2011-02-01"))
    factories.target(item, "新建站点", number=100)
    return item


def accept(cast, period, item, unit, values, *, carried=(), judged=None, office=None, days=None, at="2011-03-20"):
    """The unit's report with {target: value} and {milestone: day}, accepted; `office` is its percentage."""
    update = put(update_of(period, item, unit), State.AWAITING_REVIEW, by=cast.liaison, office=None, completion=judged)
    for target, value in values.items():
        given = {"label": target.label, "unit": target.unit, "carried": target in carried}
        update.values.create(target=target, value=Decimal(value), **given)
    for milestone, on in (days or {}).items():
        update.milestones.create(milestone=milestone, title=milestone.title, reached_on=on)
    more = {"note": WHY, "completion": Decimal(office)} if office is not None else {}
    return reporting.accept(update, by=cast.supervisor, at=moment(at), version=update.version, **more)


def units(cast, item, role, *names, on=LATER):
    """These units have the role on the item from the day on."""
    item = WorkItem.objects.get(pk=item.pk)
    with clock.at(moment(on)):
        set_units(item, roles=dict.fromkeys(names, role), by=cast.supervisor, version=item.version, reason="职能划转")


def lit(item):
    return lights_of(WorkItem.objects.filter(pk=item.pk).for_lights(), on=ON)[item.pk]


def comes_to(item):
    """The item's completion and the office's percentages that it rests on, the same wherever it is asked."""
    light, stored = lit(item), WorkItem.objects.get(pk=item.pk).completion
    told = account(item).completion(list(item.targets.all()))
    assert stored == light.completion == completion_of(item) == told
    return stored, [one.verified for one in light.facts.corrections]


# The office's percentage


@pytest.mark.parametrize("carried", [True, False])
def test_the_same_lead_that_carries_its_figures_on_leaves_it_standing(cast, february, targets, carried):
    accept(cast, february, cast.led, cast.civil_affairs, dict.fromkeys(targets, 100), office=30)
    march = opened(cast.report)
    values = dict.fromkeys(targets, 100)
    accept(cast, march, cast.led, cast.civil_affairs, values, carried=targets if carried else ())
    assert comes_to(cast.led) == (30, [30])


def test_a_milestone_that_is_dated_is_no_new_figure(cast, february, targets):
    accept(cast, february, cast.led, cast.civil_affairs, dict.fromkeys(targets, 100), office=30)
    milestone = factories.milestone(cast.led)
    march = opened(cast.report)
    accept(cast, march, cast.led, cast.civil_affairs, {}, days={milestone: day("2011-03-02")})
    assert comes_to(cast.led) == (30, [30])


@pytest.mark.parametrize("who", ["civil_affairs", "education"])
def test_a_percentage_that_is_carried_on_leaves_it_standing(cast, february, who):
    accept(cast, february, cast.led, cast.civil_affairs, {}, judged=65, office=30)
    if who == "education":
        units(cast, cast.led, "lead", cast.education)
    march = opened(cast.report)
    update = update_of(march, cast.led, getattr(cast, who))
    assert (last_completion(update).value, standing_completions([fetch(update.pk)])[update.pk].value) == (65, 30)
    accept(cast, march, cast.led, getattr(cast, who), {}, judged=65)
    assert comes_to(cast.led) == (30, [30])
    accept(cast, opened(cast.report, APRIL), cast.led, getattr(cast, who), {}, judged=70)
    assert comes_to(cast.led) == (70, [])


@pytest.fixture
def taken_over(cast, february, targets):
    """50 % by the figures of February, the office set 30; then another unit leads. Its first period."""
    accept(cast, february, cast.led, cast.civil_affairs, dict.fromkeys(targets, 100), office=30)
    units(cast, cast.led, "lead", cast.education)
    return opened(cast.report)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_new_lead_that_carries_figures_on_leaves_it_standing(cast, taken_over, targets, count):
    values = dict.fromkeys(targets[:count], 100)
    said = accept(cast, taken_over, cast.led, cast.education, values, carried=targets)
    assert comes_to(cast.led) == (30, [30])
    assert "市民政局上报50%，督查室核定为30%" in lit(cast.led).reason
    assert said.completion == (50 if count else None)


def test_it_ends_with_a_new_figure_of_the_new_lead(cast, taken_over, targets):
    accept(cast, taken_over, cast.led, cast.education, {targets[0]: 140, targets[1]: 100}, carried=targets[1:])
    assert comes_to(cast.led) == (60, [])


def test_a_first_figure_on_another_target_is_new(cast, taken_over, targets):
    other = factories.target(cast.led, "护理员", number=10)
    accept(cast, taken_over, cast.led, cast.education, {other: 10})
    assert comes_to(cast.led) == (Decimal("66.7"), [])


def test_it_goes_over_from_lead_to_lead(cast, taken_over, targets):
    accept(cast, taken_over, cast.led, cast.education, dict.fromkeys(targets, 100))
    units(cast, cast.led, "lead", cast.health, on="2011-04-12")
    april = opened(cast.report, APRIL, at="2011-04-13")
    accept(cast, april, cast.led, cast.health, dict.fromkeys(targets, 100))
    assert comes_to(cast.led) == (30, [30])
    accept(cast, opened(cast.report, MAY), cast.led, cast.health, {targets[0]: 120})
    assert comes_to(cast.led) == (55, [])


def test_of_a_lead_that_comes_back_the_old_one_does_not_come_back(cast, taken_over, targets):
    accept(cast, taken_over, cast.led, cast.education, dict.fromkeys(targets, 120))
    units(cast, cast.led, "lead", cast.civil_affairs, on="2011-04-12")
    accept(cast, opened(cast.report, APRIL), cast.led, cast.civil_affairs, dict.fromkeys(targets, 100))
    assert comes_to(cast.led) == (50, [])


def test_the_page_of_the_new_lead_tells_it(client, cast, taken_over):
    update = update_of(taken_over, cast.led, cast.education)
    writer = factories.person(role=Membership.Role.LIAISON, department=cast.education)
    assert page_of(fetch(update.pk), writer, on=day("2011-03-15")).correction.value == 30
    client.force_login(writer)
    page = client.get(f"/updates/{update.pk}/").content.decode()
    assert "督查室核定30%" in page and WHY in page


def test_of_two_side_by_side_the_item_stays_at_what_it_came_to(cast, february, pair):
    [target] = pair.targets.all()
    accept(cast, february, pair, cast.civil_affairs, {target: 50}, office=30)
    accept(cast, february, pair, cast.health, {target: 70})
    assert comes_to(pair) == (50, [30])
    units(cast, pair, "lead", cast.education)
    assert comes_to(pair) == (50, [30])
    march = opened(cast.report)
    accept(cast, march, pair, cast.education, {target: 70})
    assert comes_to(pair) == (50, [30])
    accept(cast, opened(cast.report, APRIL), pair, cast.education, {target: 75})
    assert comes_to(pair) == (75, [])


# Units side by side


@pytest.fixture
def replaced(cast, february, pair):
    """Civil affairs said 80, health 40; then education comes in place of civil affairs. Its first period."""
    [target] = pair.targets.all()
    accept(cast, february, pair, cast.health, {target: 40})
    accept(cast, february, pair, cast.civil_affairs, {target: 80}, at="2011-03-21")
    units(cast, pair, "responsible", cast.education, cast.health)
    return opened(cast.report)


def test_the_figure_of_a_unit_that_is_replaced_stands(cast, replaced, pair):
    [target] = pair.targets.all()
    assert comes_to(pair) == (60, [])
    assert lit(pair).facts.targets[0].value == 80
    assert "含原责任单位市民政局所报。" in lit(pair).reason
    [line] = with_voices(rollup(WorkItem.objects.filter(pk=pair.pk), on=ON).lines)
    assert [(voice.unit, voice.value) for voice in line.voices] == [("市卫生局", 40), ("市民政局", 80)]
    accept(cast, replaced, pair, cast.health, {target: 50})
    assert comes_to(pair) == (65, [])
    assert lit(pair).facts.targets[0].value == 50


def test_who_comes_in_its_place_is_asked_with_it(cast, replaced, pair):
    [target] = pair.targets.all()
    update = update_of(replaced, pair, cast.education)
    [last] = last_values(update).values()
    assert (last.value, last.former) == (80, ("市民政局",))
    assert [one.former for one in last_values(update_of(replaced, pair, cast.health)).values()] == [()]
    accept(cast, replaced, pair, cast.education, {target: 80}, carried=[target])
    assert comes_to(pair) == (60, [])
    assert lit(pair).facts.former == () and "民政局" not in lit(pair).reason
    accept(cast, opened(cast.report, APRIL), pair, cast.education, {target: 90})
    assert comes_to(pair) == (65, [])


def test_what_it_does_not_name_stands_for_it_alone(cast, replaced, pair):
    other = factories.target(pair, "护理员", number=10)
    accept(cast, replaced, pair, cast.education, {other: 10})
    # Education 80 and 100 of 100, health 40 and nothing.
    assert comes_to(pair) == (55, [])
    assert [one.former for one in lit(pair).facts.targets] == [("市民政局",), ()]


def test_a_percentage_stands_for_it_too(cast, february, pair):
    pair.targets.all().delete()
    accept(cast, february, pair, cast.health, {}, judged=40)
    accept(cast, february, pair, cast.civil_affairs, {}, judged=80, office=60)
    units(cast, pair, "responsible", cast.education, cast.health)
    march = opened(cast.report)
    assert comes_to(pair) == (50, [60])
    assert last_completion(update_of(march, pair, cast.education)).value == 80
    assert last_completion(update_of(march, pair, cast.health)).value == 40
    accept(cast, march, pair, cast.education, {}, judged=80)
    assert comes_to(pair) == (50, [60])
    accept(cast, opened(cast.report, APRIL), pair, cast.education, {}, judged=90)
    assert comes_to(pair) == (65, [])


def test_the_figure_stands_for_whoever_comes_last(cast, replaced, pair):
    units(cast, pair, "responsible", cast.civil_affairs, cast.health, on="2011-03-13")
    [target] = pair.targets.all()
    assert comes_to(pair) == (60, [])
    assert last_values(update_of(replaced, pair, cast.civil_affairs))[target.pk].former == ()


def test_who_leaves_without_anybody_coming_speaks_no_more(cast, replaced, pair):
    units(cast, pair, "responsible", cast.health, on="2011-03-13")
    assert comes_to(pair) == (40, [])


def test_it_costs_at_most_one_query_more(cast, replaced, pair, django_assert_num_queries):
    with django_assert_num_queries(3):
        accounts([cast.led])
    with django_assert_num_queries(4):
        accounts([cast.led, pair])
    assert ProgressUpdate.objects.filter(item=pair, state=State.ACCEPTED).count() == 2


def test_many_leads_one_after_the_other_are_counted_in_a_moment():
    """Each carries on what the first one had said: what stood for the one before is worked out once for each."""
    told, words, then = [Speaker(key, f"第{key}单位", None) for key in range(60)], [], []
    for key, speaker in enumerate(told):
        origin = WordOrigin(key, day("2011-01-31") + datetime.timedelta(days=key))
        words.append(Word(None, key, Decimal(50), key, origin))
        words += [] if key else [Verified(key, Decimal(30), Decimal(50), WHY, key, origin)]
        then.append(Then(key, origin.end_on, key, {key: speaker}, frozenset({None})))
    ends = {word.origin.end_on for word in words}
    assert Account(words, ends, then[-1].speakers, then).completion([]) == 30
