"""Past days beside the present: today is as things stand now, and a blank cell says why it is blank."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.lights.recording import record_lights
from items.models import WorkItem

from ..given.factories import day
from ..given.html import parse
from ..given.together import moment


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"), clock.at(moment("2011-05-10 09:00")):
        yield


def get(cast, name="dashboard", **query):
    client = Client()
    client.force_login(cast.leader)
    return client.get(reverse(name), query)


@pytest.fixture
def turned(cast):
    """`led` was recorded this morning; since then it has become overdue, which no tick has recorded."""
    record_lights(moment("2011-05-10 08:00"))
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-05-01"))
    return cast


@pytest.mark.parametrize("query", [{}, {"on": "2011-05-10"}])
def test_today_is_as_things_stand_now_though_no_tick_has_recorded_it(turned, query):
    response = get(turned, "dashboard_lights", light="red", **query)
    assert [one.item for one in response.context["page"]] == [turned.led]
    assert response.context["count"] == get(turned).context["overview"].red.count == 1
    assert "as things stand on 2011-05-10" in parse(response).one("h1").text
    (one,) = get(turned, "dashboard_lights", light="red", unit=turned.civil_affairs.pk).context["page"]
    assert one.light.reason.startswith("Overdue by 9 days") and one.then.in_charge == "市民政局"
    assert get(turned, "dashboard_lights", unit=turned.health.pk, light="red").context["count"] == 0


def test_the_last_day_of_a_month_ends_a_curve_with_the_present_completion(cast):
    with clock.at(moment("2011-04-30 09:00")):
        record_lights(moment("2011-04-30 08:00"))
        WorkItem.objects.filter(pk=cast.supported.pk).update(completion=40)
        curve = get(cast, "dashboard_curve", of=f"item-{cast.supported.pk}").context["curve"]
        (point,) = [point for point in curve.points if point.day == day("2011-04-30")]
        assert point.actual == curve.light.completion


def test_a_blank_cell_of_the_heat_says_why(cast):
    record_lights(moment("2011-04-30 18:00"))
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    (line,) = [line for line in get(cast).context["overview"].past.heat_lines if line.unit == "市民政局"]
    assert line.blanks == ["", "not counted"]


def test_a_unit_that_is_asked_for_and_leads_nothing_has_a_line_that_says_so(cast):
    """市卫生局 only supports `led`; the trend above counts that item."""
    WorkItem.objects.filter(pk=cast.supported.pk).delete()
    record_lights(moment("2011-04-30 18:00"))
    response = get(cast, department=cast.health.pk)
    (line,) = response.context["overview"].past.heat_lines
    assert (line.unit, line.marks, line.blanks) == ("市卫生局", [None, None], ["no item led"] * 2)
    cells = [cell.text for cell in parse(response).one(of="dash-charts").all("td") if "led" in cell.text]
    assert cells == ["–no item led"] * 2
    assert get(cast, "chart_heat", department=cast.health.pk).json()["cells"] == []
