"""What is said of missing reports on the due day, the day after, the closing day and the day after that.

Dashboard, list, period, workbench, the report's own page and the light tell what stands in the rows, of merged units
and of an archived report too.
"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from departments import clock
from items.lights.facts import lights_of
from items.models import ProgressUpdate, ReportingPeriod, WorkItem, WorkReport
from items.report.archiving import archive
from items.rounds.running import run_due
from items.units.merging import merge

from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, opened, update_of
from ..given.together import moment

DUE, CLOSES = day("2011-03-25"), day("2011-04-04")
DAYS = ["2011-03-24", "2011-03-25", "2011-03-26", "2011-03-31", "2011-04-04", "2011-04-05", "2011-04-25", "2011-04-26"]
LEFT = {"2011-03-24": "1 day left", "2011-03-25": "due today", "2011-03-26": "1 day late", "2011-03-31": "6 days late"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def march(cast):
    """The first period of the report."""
    WorkReport.objects.filter(pk=cast.report.pk).update(rounds_from=day("2011-03-01"))
    return opened(cast.report)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def missing(on):
    """Keys of the open items of which a lead or responsible unit owes the report of the last period due."""
    steering = ProgressUpdate.objects.asked_for().exclude(role="support").filter(period__due_on__lt=on)
    found = set()
    for item in WorkItem.objects.filter(status__in=WorkItem.OPEN_STATUSES):
        rows = steering.filter(item=item)
        last = max((row.period.due_on for row in rows), default=None)
        if any(not row.is_handed_in for row in rows if row.period.due_on == last):
            found.add(item.pk)
    return found


def owed(period):
    return ProgressUpdate.objects.filter(period=period).silent().count() if period.is_open else 0


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("merged", [False, True], ids=["", "merged"])
def test_what_is_missing_is_told_alike_on_every_day(cast, march, on, merged):
    if merged:
        merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2011-03-10"))
    run_due(moment(on))
    with clock.at(moment(f"{on} 10:00")):
        agree(cast, march, day(on))


def agree(cast, march, on):
    march.refresh_from_db()
    client, owing = signed_in(cast.supervisor), missing(on)
    page = client.get(reverse("dashboard"), {"report": cast.report.pk})
    shown = page.context["overview"]
    assert shown.unreported.count == len(owing)
    listed = client.get(reverse("item_list"), {"report": cast.report.pk, "silent": "on"}).context["page"]
    assert {row.pk for row in listed} == owing
    lit = lights_of(WorkItem.objects.filter(report=cast.report).for_lights(), on=on)
    assert {pk for pk, light in lit.items() if light.is_unreported} == owing
    assert bool(owing) == (on > DUE)
    # A sentence of what is not there yet is none of what was done.
    said = parse(page).one("section", of="dash-unreported").text
    assert ("No report has been due yet." in said) == (on <= DUE)
    assert "has reported in the last due period" not in said
    told = {one.label: one for one in shown.attention if one.label.startswith("Reports of 3/2011")}
    assert bool(told) == (on <= CLOSES)
    for one in told.values():
        assert (one.count, one.tone) == (owed(march), "red" if on > DUE else "")
    of_the_period(cast, march, on)


def of_the_period(cast, march, on):
    page = parse(signed_in(cast.supervisor).get(march.get_absolute_url())).one("main")
    head = page.one("p", of="period-days")
    assert ("Closed and frozen" in head.text) == (on > CLOSES)
    assert LEFT.get(str(on), "") in head.text and bool(head.all(of="word-late")) == (DUE < on <= CLOSES)
    # Who is chased and alarmed.
    tasks = signed_in(cast.supervisor).get(reverse("workbench")).context["bench"].tasks
    chased = [task for task in tasks if task.title == "Not reported: 3/2011"]
    assert [task.count for task in chased] == ([owed(march)] if on <= CLOSES else [])
    assert all(LEFT.get(str(on), "") in task.hint for task in chased)
    unit = update_of(march, cast.led, cast.civil_affairs)
    client = signed_in(cast.liaison)
    cards = client.get(reverse("workbench")).context["bench"].cards.cards
    chips = [wait.chip for card in cards for wait in card.waits if wait.chip.url == unit.get_absolute_url()]
    alerts = {(chip.label.rpartition(", ")[2], chip.is_late) for chip in chips}
    own = parse(client.get(unit.get_absolute_url())).one("main").one("ul", of="facts-line")
    if on <= CLOSES:
        assert alerts == {(LEFT.get(str(on), "10 days late"), on > DUE)}
        assert [one.text for one in own.all("b")] == [LEFT.get(str(on), "10 days late")]
        assert bool(own.all(of="late")) == (on > DUE)
    else:
        assert not own.all("b")


@pytest.mark.parametrize("ended_on", ["2011-03-24", "2011-03-25", "2011-03-26", "2011-04-05"])
def test_an_archived_report_misses_what_it_missed_on_its_last_day(cast, ended_on):
    """What nobody had begun when it was archived is asked of nobody; a period that was closed stays missed."""
    opened(cast.report, FEBRUARY)
    march = opened(cast.report)
    run_due(moment(ended_on))
    archive(cast.report, by=cast.supervisor, at=moment(f"{ended_on} 12:00"))
    with clock.at(moment("2011-12-31 10:00")):
        client = signed_in(cast.supervisor)
        shown = client.get(reverse("dashboard"), {"report": cast.report.pk}).context["overview"]
        lit = lights_of(WorkItem.objects.filter(report=cast.report).for_lights(), on=timezone.localdate())
        due = {light.facts.due_before(light.on)[-1].due_on for light in lit.values()}
        assert due == {DUE if ReportingPeriod.objects.filter(pk=march.pk).exists() else day("2011-02-25")}
        assert shown.unreported.count == len(missing(day(ended_on))) > 0
        assert not [one for one in shown.attention if "still to come" in one.label]
        assert not [one for one in client.get(reverse("workbench")).context["bench"].tasks if "Not rep" in one.title]
