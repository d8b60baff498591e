"""The database notes which items have changed: whoever writes, by whatever way, and whatever decides a light."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from departments.models import Department
from items.lights.facts import lights_of
from items.models import (
    LightRules,
    MilestoneReached,
    PlannedCurve,
    ProgressUpdate,
    Responsibility,
    StaleLight,
    Target,
    TargetShare,
    TargetValue,
    UnavailableFigure,
    WorkItem,
    stale,
)
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.lit_items import curve, tell
from ..given.opened_rounds import opened
from ..given.together import moment

pytestmark = pytest.mark.each_database


@pytest.fixture
def march(cast):
    """Everything that lights are made of stands on the first item; nothing is noted as changed."""
    march = opened(cast.report)
    target = factories.target(cast.led)
    curve(cast, cast.led, [["2011-12-31", "30"]], target)
    factories.milestone(cast.led)
    TargetShare.objects.create(target=target, department=cast.civil_affairs, number=10)
    update = tell(cast, march, cast.led, cast.civil_affairs, {target: 3})
    MilestoneReached.objects.create(
        update=update, milestone=cast.led.milestones.get(), title="主体工程完工", reached_on=day("2011-03-02")
    )
    second = factories.target(cast.led, label="培训", number=5)
    UnavailableFigure.objects.create(update=update, target=second, label="培训")
    LightRules.objects.create(report=cast.report, effective_on=day("2011-03-01"), at=moment("2011-03-01"))
    StaleLight.objects.all().delete()
    return march


def noted():
    """The keys of the items noted as changed, which are forgotten."""
    keys = set(StaleLight.objects.values_list("item", flat=True))
    StaleLight.objects.all().delete()
    return keys


def test_whatever_lights_are_read_from_is_watched(cast, march):
    """The tables are taken from the queries, so that one that is read in future cannot be forgotten."""
    factories.target(cast.open_lead)
    tell(cast, march, cast.open_lead, cast.east)
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2011-03-20"))
    with CaptureQueriesContext(connection) as queries:
        lights_of(list(WorkItem.objects.for_lights()), on=day("2011-04-01"))
    read = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    watched = {apps.get_model(label)._meta.db_table for label in stale.WATCHED}
    assert len(read) > 8
    assert read <= watched


OF_THE_ITEM = [Responsibility, Target, PlannedCurve, ProgressUpdate]
OF_ITS_REPORT = [TargetShare, TargetValue, UnavailableFigure, MilestoneReached]


def rows_of(model, cast):
    """A row of each watched model that stands on the first item."""
    rows = model.objects.order_by("pk")
    if model is Department:
        return rows.filter(pk=cast.civil_affairs.pk)
    if model in OF_THE_ITEM:
        rows = rows.filter(item=cast.led)
    return rows.filter(pk=rows.first().pk)


@pytest.mark.parametrize("label", stale.WATCHED)
def test_an_update_past_all_models_is_noted(cast, march, label):
    model = apps.get_model(label)
    rows = rows_of(model, cast)
    field = "name" if model is Department else model._meta.pk.name
    rows.update(**{field: "市民政和社会局" if model is Department else rows.get().pk})
    assert cast.led.pk in noted()


@pytest.mark.parametrize(
    "label", ["items.TargetShare", "items.TargetValue", "items.UnavailableFigure", "items.LightRules"]
)
def test_deleting_and_inserting_is_noted(cast, march, label):
    model = apps.get_model(label)
    [row] = rows_of(model, cast)
    rows_of(model, cast)._raw_delete("default")
    assert cast.led.pk in noted()
    model.objects.bulk_create([row])
    assert cast.led.pk in noted()


def test_only_what_a_row_concerns_is_noted(cast, march):
    Target.objects.filter(item=cast.led).update(number=40)
    assert noted() == {cast.led.pk}
    march.report.periods.update(opened_at=moment("2011-03-01 09:00"))
    assert noted() == set(cast.report.items.values_list("pk", flat=True))
    Department.objects.filter(pk=cast.health.pk).update(short_name="卫生")
    assert noted() == set()  # no light says a short name


def test_a_row_that_moves_to_another_item_concerns_both(cast, march):
    Responsibility.objects.filter(item=cast.supported, role="support").update(item=cast.open_lead)
    assert noted() == {cast.supported.pk, cast.open_lead.pk}


def test_a_renamed_unit_concerns_the_items_of_what_was_merged_into_it(cast, march):
    merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=day("2011-03-20"))
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2011-03-21"))
    noted()
    Department.objects.filter(pk=cast.education.pk).update(name="市教育和社会局")
    assert noted() >= {cast.led.pk, cast.supported.pk, cast.open_lead.pk}


def test_what_was_taken_back_is_noted_no_more(cast, march):
    with transaction.atomic():
        WorkItem.objects.update(due_on=day("2011-03-09"))
        transaction.set_rollback(True)
    assert noted() == set()


@pytest.mark.django_db(transaction=True)
def test_around_migrations_nobody_watches_and_all_items_count_as_changed_then():
    report = factories.report()
    items = {factories.item(report, number).pk for number in (1, 2)}
    noted()
    call_command("migrate", verbosity=0)  # nothing to do: the triggers stay, and nothing is noted
    assert (stale.is_watched(), noted()) == (True, set())
    stale.look_away()
    assert not stale.is_watched()
    WorkItem.objects.update(due_on=day("2011-03-09"))
    assert noted() == set()
    call_command("migrate", verbosity=0)
    assert (stale.is_watched(), noted()) == (True, items)


@pytest.mark.django_db(transaction=True)
def test_a_start_renews_what_counts_as_changed_without_any_migration(monkeypatch):
    """As after an upgrade whose only news is what decides lights."""
    item = factories.item(factories.report(), 1, leads=[factories.department("市民政局")])
    noted()
    with monkeypatch.context() as newer:
        newer.setitem(stale.WATCHED, "departments.Department", stale.Watched(stale.OF_UNIT, ("short_name",)))
        assert not stale.is_watched()
        call_command("first_start", no_seed=True, stdout=io.StringIO())
        assert (stale.is_watched(), noted()) == (True, {item.pk})
        Department.objects.update(short_name="民政")
        assert noted() == {item.pk}
    call_command("first_start", no_seed=True, stdout=io.StringIO())
    assert (stale.is_watched(), noted()) == (True, {item.pk})
