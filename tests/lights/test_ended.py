"""What is over is judged as of the day on which it was archived or withdrawn, wherever its light is told."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from departments import clock
from items.comparing.page import lights_on
from items.lights.facts import lights_of
from items.lights.recording import record_lights
from items.models import Instruction, LightRules, WorkItem, WorkReport
from items.targets.rollup import State, rollup

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.item_tabs import all_tabs

pytestmark = pytest.mark.each_database

ENDED, LONG_AFTER = moment("2012-01-20 23:30"), moment("2013-05-02 09:00")


@pytest.fixture
def led(cast):
    """An item due after its year was archived, behind its plan; the day after rules came that nothing would fit."""
    factories.target(cast.led, number=100)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=day("2012-01-31"))
    WorkItem.objects.filter(report=cast.report).exclude(pk=cast.led.pk).update(due_on=day("2012-01-20"))
    record_lights(ENDED)
    fields = {"by": cast.supervisor, "at": ENDED, "looks": {"green": {"word": "很好"}}}
    LightRules.objects.create(report=cast.report, effective_on=day("2012-01-21"), soon_days=0, **fields)
    return WorkItem.objects.get(pk=cast.led.pk)


@pytest.fixture(params=["archived_at", "withdrawn_at"])
def ended(request, led, cast):
    WorkReport.objects.filter(pk=cast.report.pk).update(**{request.param: ENDED})
    return cast.report


@pytest.fixture
def archived(led, cast, client):
    """The archived report, read by the office more than a year later."""
    WorkReport.objects.filter(pk=cast.report.pk).update(archived_at=ENDED)
    client.force_login(cast.supervisor)
    with clock.at(LONG_AFTER):
        yield cast.report


def told(lit):
    return {pk: (light.colour, light.rule, light.on, light.why, light.look) for pk, light in lit.items()}


def lit(on):
    return lights_of(list(WorkItem.objects.for_lights()), on=on)


def test_every_light_stays_as_on_its_last_day(led, cast):
    last = told(lit(day("2012-01-20")))
    later = told(lit(day("2013-05-02")))
    assert later != last
    assert "overdue" in {rule for _colour, rule, *_rest in later.values()}
    for name in ("archived_at", "withdrawn_at"):
        WorkReport.objects.update(**{"archived_at": None, "withdrawn_at": None, name: ENDED})
        assert told(lit(day("2013-05-02"))) == last
    assert told(lit(day("2011-12-01"))) != last  # before the end as ever


def test_the_lights_of_a_day_after_it_are_those_of_its_last_day(ended, led):
    def on(text):
        return told(lights_on(WorkItem.objects.all(), day(text), today=day("2013-05-02")))

    assert on("2012-02-15") == on("2012-01-20") == on("2013-05-02")


def test_the_deadline_passed_by_the_end_or_not_at_all(ended, led):
    due_on_the_day = WorkItem.objects.filter(report=ended).exclude(pk=led.pk)
    for on in (day("2012-01-20"), day("2012-02-15"), day("2013-05-02")):
        assert not [item for item in WorkItem.objects.select_related("report") if item.is_overdue(on)]
        assert not WorkItem.objects.overdue(on).exists()
    WorkItem.objects.filter(pk=led.pk).update(due_on=day("2012-01-19"))
    assert set(WorkItem.objects.overdue(day("2013-05-02"))) == {led}
    assert WorkItem.objects.select_related("report").get(pk=led.pk).is_overdue(day("2013-05-02"))
    assert due_on_the_day.exists()


def test_nothing_of_it_falls_due_soon(ended):
    assert not WorkItem.objects.due_soon(day("2012-01-19")).exists()


def test_all_pages_agree(archived, led, client):
    asked = {"report": archived.pk}
    for name, value in (("overdue", "on"), ("light", "red"), ("schedule", "overdue"), ("soon", "on")):
        assert client.get(reverse("item_list"), {**asked, name: value}).context["page"].paginator.count == 0, name
    listed = client.get(reverse("item_list"), asked)
    shown = {row.item.pk: told({0: row.light})[0] for row in listed.context["rows"]}
    assert shown == told(lit(day("2012-01-20")))
    assert "已逾期" not in parse(listed).one("main").one("table").text

    overview = client.get(reverse("dashboard"), asked).context["overview"]
    assert (overview.red.count, overview.soon.count) == (0, 0)
    assert [one.count for one in overview.schedule if "overdue" in one.url] == [0]

    page = all_tabs(client, led).one("main")
    assert "已逾期" not in page.one("header").text
    assert "今" not in page.one("section", id="lights").text
    assert "2012-01-20" in page.one("section", id="lights").text

    [line] = rollup(WorkItem.objects.filter(pk=led.pk), on=clock.today()).lines
    assert (line.light.on, line.state) == (day("2012-01-20"), State.NONE)


def test_the_workbook_agrees(archived, led, client):
    response = client.get(reverse("item_export"), {"report": archived.pk})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    words = "".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "逾期" not in words
    assert lit(day("2012-01-20"))[led.pk].reason in words


def test_its_dashboard_ends_with_it(archived, led, client):
    response = client.get(reverse("dashboard"), {"report": archived.pk})
    months = response.context["overview"].past.months
    assert months[-1].day == day("2012-01-20")
    assert "2012-01-20" in parse(response).one("h1").text
    trend = parse(response).one("main").text
    assert "今日" not in trend


def test_an_instruction_was_late_by_then_or_never(archived, led, client, cast):
    for on in ("2012-01-19", "2012-02-10"):
        Instruction.objects.create(item=led, by=cast.leader, text="请抓紧", at=ENDED, due_on=day(on))
    page = client.get(reverse("instruction_list"), {"report": archived.pk})
    rows = [row.text for row in parse(page).one("main").one("tbody").all("tr")]
    assert [("2012-01-19" in row, "已逾期" in row) for row in rows] == [(True, True), (False, False)]
    page = client.get(reverse("instruction_list"), {"report": archived.pk, "late": "on"})
    assert page.context["page"].paginator.count == 1
