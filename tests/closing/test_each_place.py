"""A target for each place (每个乡镇3个): its bare number tells neither that it holds for all nor that it does not."""

import pytest
from django.urls import reverse

from items.closing.page import left_open
from items.closing.short import short_of
from items.lights.facts import lights_of
from items.models import WorkItem
from items.targets.rollup import State as Reached
from items.targets.rollup import rollup

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, opened, put, update_of
from .requested import under_way

ON = day("2011-12-20")


@pytest.fixture
def cast(cast):
    """The cast; of civil affairs' item one target counts for each township."""
    under_way(cast)
    cast.clinics = factories.target(
        cast.led, label="标准化卫生室", number=3, unit="个", per="每个乡镇", comparator=">="
    )
    cast.update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    return cast


def say(cast, value, completion=100):
    put(cast.update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    cast.led.updates.filter(pk=cast.update.pk).update(completion=completion)
    cast.update.values.create(target=cast.clinics, label="标准化卫生室", unit="个", value=value)


def lit(cast, on=ON):
    return lights_of(list(WorkItem.objects.filter(pk=cast.led.pk).for_lights()), on=on)[cast.led.pk]


def test_four_of_three_for_each_are_not_called_all_reached(cast):
    say(cast, 4)
    assert lit(cast).rule != "reached"
    assert "全部达到" not in lit(cast).reason


def test_beside_another_target_that_is_reached_it_is_not_called_so_either(cast):
    say(cast, 4)
    schools = factories.target(cast.led, label="新建学校", number=100, unit="所")
    cast.update.values.create(target=schools, label="新建学校", unit="所", value=100)
    assert lit(cast).rule != "reached"
    cast.clinics.delete()
    assert lit(cast).rule == "reached"


def test_the_rolled_up_targets_say_neither_reached_nor_percent(cast):
    say(cast, 4)
    [line] = rollup(WorkItem.objects.filter(pk=cast.led.pk), on=ON).lines
    assert (line.state, line.progress.percent, line.percent_of_plan) == (Reached.UNMEASURED, None, None)


def test_closing_claims_nothing_of_it_and_says_that_it_is_not_known(cast):
    say(cast, 4)
    assert "short_targets" not in short_of(cast.led)
    told = left_open(cast.led, short_of(cast.led), lit(cast).facts)
    assert told[0] == "是否处处达到未经确认：标准化卫生室 4个/3个（每个乡镇）"


@pytest.mark.parametrize(
    ("value", "told"), [(2, "标准化卫生室 2个/3个（每个乡镇）"), (None, "标准化卫生室 —/3个（每个乡镇）")]
)
def test_what_does_not_even_come_to_the_number_of_one_place_is_short(cast, value, told):
    if value is not None:
        say(cast, value)
    assert short_of(cast.led)["short_targets"] == told


def test_no_page_claims_a_share(cast, client):
    say(cast, 4)
    WorkItem.objects.filter(pk=cast.led.pk).update(group="实事")
    client.force_login(cast.supervisor)
    for url in (
        cast.led.get_absolute_url(),
        reverse("target_list"),
        reverse("dashboard"),
        cast.update.get_absolute_url(),
    ):
        page = parse(client.get(url)).text
        assert "133" not in page and "已全部达到" not in page
