"""Tasks of the supervision office in the rounds."""

import pytest
from django.urls import reverse

from departments.models import Membership, User
from items.issue.issuing import issue
from items.models import Closing, Extension, Instruction, Objection
from items.pages.addresses import address, item_part
from items.workbench.asked import SHOWN_REQUESTS
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, opened, put
from .task_lists import NOW, TODAY, brought, listed, table_rows, tasks

pytestmark = pytest.mark.usefixtures("in_march", "signed_for")


def test_the_office_reviews_decides_and_chases(cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_REVIEW)
    about = {"item": cast.led, "department": cast.civil_affairs, "by": cast.liaison, "at": NOW}
    Extension.objects.create(due_on=TODAY, wanted_on=day("2011-05-01"), reason="汛期", **about)
    Objection.objects.create(kind="duty", reason="不属职责", **about)
    found = tasks(cast.supervisor)
    assert list(found) == ["To review", "Extensions asked for", "Objections", "Not reported: 3/2011"]
    assert found["To review"].action == ("Review all in one go", reverse("review_list"))
    [extension] = found["Extensions asked for"].lines
    assert extension.facts == ("市民政局", "2011-03-20 → 2011-05-01")
    assert extension.url == item_part(cast.led, "extensions")
    [objection] = found["Objections"].lines
    assert objection.text == "不属职责"


def test_places_that_the_office_is_led_to_are_on_the_items_page(client, cast):
    about = {"item": cast.led, "department": cast.civil_affairs, "by": cast.liaison, "at": NOW}
    Extension.objects.create(due_on=TODAY, wanted_on=day("2011-05-01"), reason="汛期", **about)
    Objection.objects.create(kind="duty", reason="不属职责", **about)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    Closing.objects.create(item=cast.led, result="建成", by=cast.liaison, at=NOW, state="with_leader")
    lines = [
        line
        for who in (cast.supervisor, cast.leader)
        for task in tasks(who).values()
        for line in task.lines
        if "#" in line.url
    ]
    assert len(lines) == 4
    client.force_login(cast.supervisor)
    for line in lines:
        page, _hash, part = line.url.partition("#")
        assert parse(client.get(page)).one(id=part)


def test_what_was_instructed_and_not_answered_in_time_stands_there(client, cast):
    late = {"item": cast.led, "by": cast.leader, "at": NOW, "due_on": day("2011-03-19")}
    Instruction.objects.create(text="请加快", **late)
    Instruction.objects.create(text="每周调度", meeting=factories.meeting(cast.report, cast.supervisor), **late)
    for fields in ({"due_on": TODAY}, {"due_on": None}, {"state": "answered"}):  # not late, or answered
        Instruction.objects.create(**{**late, "text": "不催", **fields})
    [(title, task)] = tasks(cast.supervisor).items()
    assert title == "Instructions and meeting decisions not answered in time"
    assert [(line.text, line.alert, line.is_late) for line in task.lines] == [
        ("请加快", "1 day late", True),
        ("每周调度", "1 day late", True),
    ]
    assert len(table_rows(client, cast.supervisor, task.url)) == task.count == 2


def test_silent_units_are_counted_with_a_way_to_chase_each(client, cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_REVIEW)
    brought(cast, march, cast.open_lead, cast.east, State.AWAITING_SIGN_OFF)
    task = tasks(cast.supervisor)["Not reported: 3/2011"]
    assert task.count == 6 == listed(client, cast.supervisor, task.url)
    assert task.hint == "5 units owe reports, due on 2011-03-25, 5 days left."
    assert task.action == ("Chase them all", reverse("period_chase", args=[march.pk]))
    assert [(line.text, line.facts) for line in task.lines] == [
        ("市卫生局", ("2 reports",)),
        ("市民政局", ("1 report",)),
        ("市教育局", ("1 report",)),
        ("东城区人民政府", ("1 report",)),
        ("西城区人民政府", ("1 report",)),
    ]
    for line in task.lines:
        assert str(listed(client, cast.supervisor, line.url)) == line.facts[0].split()[0]
    chase = task.lines[0].action[1]
    assert chase == address("period_chase", march.pk, department=cast.health.pk)
    assert client.get(chase).status_code == 200


def test_two_reports_that_run_at_once_are_told_apart(cast, march):
    """From October on next year's report runs beside this year's, with periods of the same name."""
    other = factories.report(title="2012年任务分解")
    factories.item(other, 1, leads=[cast.health])
    issue(other, by=None, on=day("2011-03-01"))
    opened(other)
    found = [title for title in tasks(cast.supervisor) if title.startswith("Not reported")]
    assert found == [f"Not reported: 3/2011 ({cast.report})", "Not reported: 3/2011 (2012年任务分解)"]


def test_a_period_in_which_all_have_reported_is_no_task(cast, march):
    by = {"by": cast.liaison, "office": cast.supervisor}
    for update in march.updates.all():
        put(update, State.ACCEPTED, **by)
    assert tasks(cast.supervisor) == {}


def test_the_office_with_a_post_in_a_unit_finds_both(cast, march):
    Membership.objects.create(user=cast.supervisor, role="liaison", department=cast.education)
    assert list(tasks(cast.supervisor)) == ["Not reported: 3/2011"]
    cards = workbench(User.objects.get(pk=cast.supervisor.pk), on=TODAY).cards
    assert [(str(count.label), count.count) for count in cards.counts] == [("To report", 1)]


def test_requests_beyond_those_shown_are_counted_and_said(client, cast):
    for number in range(10, 11 + SHOWN_REQUESTS):
        item = factories.item(cast.report, number, leads=[cast.civil_affairs])
        Objection.objects.create(
            item=item, department=cast.civil_affairs, kind="duty", reason="不属职责", by=cast.liaison, at=NOW
        )
    task = tasks(cast.supervisor)["Objections"]
    assert (task.count, len(task.lines)) == (SHOWN_REQUESTS + 1, SHOWN_REQUESTS)
    client.force_login(cast.supervisor)
    said = parse(client.get(reverse("workbench"))).one("main").text
    assert f"Show all {task.count}" in said
    assert task.url == "/objections/?state=open"
