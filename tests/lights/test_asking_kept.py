"""Who asks a city leader for a decision is kept beside the light, is what would be worked out, and is so at once."""

import logging
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.lights.checking import check_all
from items.lights.renewing import renew
from items.models import AskingNow, ProgressUpdate, Responsibility, StaleLight, WorkItem, stale
from items.rules.asking import asking, asking_leaders, worked_out_for
from items.units.merging import merge
from items.updates.waiting import decisions

from ..given.factories import day
from ..given.lit_items import tell
from ..given.opened_rounds import opened
from ..given.together import moment

pytestmark = pytest.mark.each_database

AT = moment("2011-03-10")


@pytest.fixture
def told(cast):
    """The accepted report of March by which a unit asks, on the first item; all lights are kept."""
    update = tell(cast, opened(cast.report), cast.led, cast.civil_affairs)
    ProgressUpdate.objects.filter(pk=update.pk).update(needs_decision=True, problems="用地未批")
    renew(AT)
    return update


def asked():
    """The keys of the reports that ask, which are what would be worked out of all of them."""
    keys = set(asking_leaders().values_list("pk", flat=True))
    assert keys == set(worked_out_for(ProgressUpdate.objects.all()).values_list("pk", flat=True))
    return keys


def test_once_kept_it_is_read_without_asking_who_spoke_last(cast, told):
    assert set(AskingNow.objects.values_list("update", "item")) == {(told.pk, told.item_id)}
    with CaptureQueriesContext(connection) as queries:
        assert [one.pk for one in decisions()] == [told.pk]
    assert len(queries) == 2
    assert not any("items_responsibility" in query["sql"] for query in queries)
    assert asked() == {told.pk}
    assert list(asking(WorkItem.objects.all())) == [told.item]


@pytest.mark.parametrize("is_lit_anew", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        lambda cast, told: ProgressUpdate.objects.filter(pk=told.pk).update(needs_decision=False),
        lambda cast, told: ProgressUpdate.objects.filter(pk=told.pk).update(
            state="returned", returned_by="office", return_reason="数字有误"
        ),
        lambda cast, told: Responsibility.objects.filter(item=told.item, department=told.department).delete(),
        lambda cast, told: tell(cast, opened(cast.report, "2011-04-01"), cast.led, cast.civil_affairs),
    ],
)
def test_a_change_counts_at_once(cast, told, change, is_lit_anew):
    change(cast, told)
    assert StaleLight.objects.exists()
    if is_lit_anew:
        renew(AT)
        assert not AskingNow.objects.exists()
    assert asked() == set()
    assert not asking(WorkItem.objects.all()).exists()


def test_what_comes_anew_stands_beside_what_is_kept(cast, told):
    other = tell(cast, told.period, cast.open_lead, cast.east)
    ProgressUpdate.objects.filter(pk=other.pk).update(needs_decision=True, problems="资金未到位")
    assert asked() == {told.pk, other.pk}
    merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=day("2011-03-20"))
    assert asked() == {told.pk, other.pk}
    renew(AT)
    assert asked() == {told.pk, other.pk}
    assert set(AskingNow.objects.values_list("update", flat=True)) == {told.pk, other.pk}


def test_whatever_it_is_worked_out_from_is_watched(cast, told):
    merge(cast.health, into=cast.education, by=cast.administrator, on=day("2011-03-20"))
    with CaptureQueriesContext(connection) as queries:
        assert list(worked_out_for(ProgressUpdate.objects.all())) == [told]
    read = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert len(read) > 3
    assert read <= {apps.get_model(label)._meta.db_table for label in stale.WATCHED}


def test_what_is_kept_wrongly_is_found_and_mended(cast, told, caplog):
    AskingNow.objects.all().delete()
    with caplog.at_level(logging.ERROR):
        assert check_all(day("2011-03-10")) == 1
    assert f"item {told.item_id}, who asks" in caplog.text
    renew(AT)
    assert asked() == {told.pk}
    assert check_all(day("2011-03-10")) == 0
