"""Two items that promise the same thing and report different figures are a conflict, related or not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.models import WorkItem

from ..given import factories
from ..given.html import parse
from .said import ON, found, in_march, say


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """Pages are read on the day."""
    monkeypatch.setattr("departments.clock.today", lambda: ON)


@pytest.fixture
def twins(cast):
    """Two items that are not related promise the same stations in other words; 118 and 188 are reported."""
    cast = in_march(cast)
    own = factories.target(cast.led, label="建成农村留守儿童爱心服务站", number=200, position=2)
    other = factories.target(cast.supported, label="新建市级留守儿童爱心服务站", number=200, unit="所")
    say(cast, cast.led, cast.civil_affairs, own, 118)
    cast.said = say(cast, cast.supported, cast.health, other, 188)
    return cast


def test_items_that_promise_the_same_conflict_though_they_are_not_related(twins):
    for items in (None, WorkItem.objects.filter(pk=twins.led.pk), WorkItem.objects.filter(pk=twins.supported.pk)):
        [conflict] = found(items).conflicts
        assert {item.number for item in conflict.items} == {1, 2}
        assert [(voice.words, voice.unit) for voice in conflict.voices] == [
            ("188所", "市卫生局"),
            ("118个", "市民政局"),
        ]


def test_no_conflict_where_both_report_the_same_or_one_has_not_reported(twins):
    twins.said.values.update(value=118)
    assert found().conflicts == ()
    twins.said.values.all().delete()
    assert found().conflicts == ()


def test_the_pages_of_both_items_show_the_conflict(twins, client):
    client.force_login(twins.observer)
    for item, other in [(twins.led, twins.supported), (twins.supported, twins.led)]:
        panel = parse(client.get(item.get_absolute_url())).one(of="panel-conflict")
        assert "188所" in panel.text and "118个" in panel.text
        assert other.get_absolute_url() in [link.get("href") for link in panel.all("a")]
    assert not parse(client.get(twins.open_lead.get_absolute_url())).all(of="panel-conflict")


def test_conflicts_are_found_in_as_many_queries_for_one_pair_as_for_many(twins):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            found()
        return len(queries)

    few = cost()
    for number in range(10, 30):
        item = factories.item(twins.report, number, leads=[twins.health])
        factories.target(item, label="新建留守儿童爱心服务站", number=200)
    assert cost() == few


def test_all_that_promise_the_same_are_one_conflict(twins):
    third = factories.item(twins.report, 10, leads=[twins.health], issued_on="2011-02-01")
    target = factories.target(third, label="新建留守儿童爱心服务站", number=200)
    twins.period.updates.create(item=third, department=twins.health, role="lead")
    say(twins, third, twins.health, target, 118)
    [conflict] = found().conflicts
    assert [item.number for item in conflict.items] == [1, 2, 10]
    assert [voice.value for voice in conflict.voices] == [188, 118, 118]
