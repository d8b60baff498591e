"""What was closed short of its targets says so wherever it is called completed: list, workbook, dashboard, sheet."""

import pytest
from django.urls import reverse

from departments import clock
from items.lights.recording import record_lights
from items.lights.records import lights_at
from items.models import WorkItem

from ..given import factories
from ..given.html import parse
from ..layouts.workbooks import export
from .requested import AT, move, under_way

SENTENCE = "目标未达到：新建学校 —/100所；办结理由：并入2012年计划。"


@pytest.fixture
def office(client, cast):
    """The supervision office's client on the day; civil affairs' item was closed with none of 100 schools built."""
    under_way(cast)
    factories.target(cast.led, label="新建学校", number=100, unit="所", comparator=">=")
    WorkItem.objects.filter(pk=cast.supported.pk).update(status="completed", completed_on="2011-11-01", completion=100)
    move(cast, "completed", anyway="并入2012年计划")
    client.force_login(cast.supervisor)
    with clock.at(AT):
        yield client


def test_the_list_shows_the_reason_and_finds_it(office, cast):
    page = office.get(reverse("item_list"), {"short": "on"}).context["page"]
    assert [item.pk for item in page] == [cast.led.pk]
    assert SENTENCE in parse(office.get(cast.led.get_absolute_url())).one(id="light").text


def test_the_workbook_tells_it_beside_the_completion(office):
    told = " ".join(str(cell) for row in export().active.iter_rows(values_only=True) for cell in row)
    assert told.count(SENTENCE) == 1


def test_the_dashboard_counts_it_and_leads_to_the_list(office, cast):
    page = parse(office.get(reverse("dashboard"), {"report": cast.report.pk}))
    [link] = [link for link in page.one("main").all("a") if "short=on" in link["href"]]
    assert "1" in link.text
    assert [item.pk for item in office.get(link["href"]).context["page"]] == [cast.led.pk]


def test_without_any_the_dashboard_is_silent(office, cast):
    cast.led.targets.all().delete()
    page = parse(office.get(reverse("dashboard"), {"report": cast.report.pk}))
    assert not [link for link in page.one("main").all("a") if "short=on" in link["href"]]


def test_what_was_recorded_keeps_it(office, cast):
    """Closed periods and past days are lit by their records."""
    record_lights(AT)
    item = WorkItem.objects.get(pk=cast.led.pk)
    item.targets.all().delete()
    assert lights_at([item], at=AT)[item.pk].reason.endswith(SENTENCE)
