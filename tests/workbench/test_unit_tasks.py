"""Tasks of a unit in the rounds, in the order to do them."""

import pytest
from django.urls import reverse

from departments.models import Membership, User
from items.models import Instruction, ProgressUpdate, Responsibility
from items.pages.addresses import address
from items.rounds.running import close_period
from items.workbench.page import workbench
from items.workbench.tasks import SHOWN_TO_WRITE

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment
from .task_lists import NOW, brought, listed, numbers, tasks

pytestmark = pytest.mark.usefixtures("in_march", "signed_for")


def test_a_units_tasks_come_in_the_order_to_do_them(cast, march):
    Responsibility.objects.filter(item=cast.led, department=cast.civil_affairs).update(
        signed_for_at=None, signed_for_by=None
    )
    Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    brought(cast, march, cast.supported, cast.civil_affairs, State.RETURNED)
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    extra = factories.item(cast.report, 4, leads=[cast.civil_affairs])
    waiting = ProgressUpdate.objects.create(period=march, item=extra, department=cast.civil_affairs, role="lead")
    put(waiting, State.AWAITING_SIGN_OFF, by=cast.liaison, office=None)
    assert {title: numbers(task) for title, task in tasks(cast.head).items()} == {
        "To sign for": ["1"],
        "Instructions to answer": ["1"],
        "Returned to us": ["2"],
        "To report": ["1"],
        "To sign off": ["4"],
        "Parts to merge": ["1"],
    }
    assert list(tasks(cast.head)) == [
        "To sign for",
        "Instructions to answer",
        "Returned to us",
        "To report",
        "To sign off",
        "Parts to merge",
    ]
    assert list(tasks(cast.liaison)) == [title for title in tasks(cast.head) if title != "To sign off"]


def test_an_instruction_whose_answer_waits_for_the_head_says_so(cast, march):
    asked = Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW)
    [line] = tasks(cast.liaison)["Instructions to answer"].lines
    assert line.facts == ("孙市长",)
    asked.answers.create(department=cast.civil_affairs, by=cast.liaison, text="已加快", at=NOW, state="unsigned")
    [line] = tasks(cast.liaison)["Instructions to answer"].lines
    assert line.facts == ("孙市长", "Answer written, awaiting the unit head's sign-off")


@pytest.mark.parametrize("who", ["liaison", "health_liaison", "east_liaison", "head"])
def test_every_task_counts_the_list_it_links_to(client, cast, march, who):
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    brought(cast, march, cast.supported, cast.civil_affairs, State.RETURNED)
    person = getattr(cast, who)
    found = [task for task in tasks(person).values() if task.url]
    assert found
    for task in found:
        assert listed(client, person, task.url) == task.count, task.title


def test_what_has_to_be_reported_says_how_many_days_are_left(cast, march):
    lines = tasks(cast.liaison)["To report"].lines
    assert [(line.number, line.alert, line.is_late) for line in lines] == [
        ("2", "2 days left", False),  # a part, due before the lead merges
        ("1", "5 days left", False),
    ]
    late = workbench(User.objects.get(pk=cast.liaison.pk), on=day("2011-03-24")).tasks
    [task] = [task for task in late if task.title == "To report"]
    assert [(line.alert, line.is_late) for line in task.lines] == [("2 days late", True), ("1 day left", False)]


def test_each_line_leads_to_its_own_page(cast, march):
    [part, lead] = tasks(cast.liaison)["To report"].lines
    assert lead.url == update_of(march, cast.led, cast.civil_affairs).get_absolute_url()
    assert part.url == update_of(march, cast.supported, cast.civil_affairs).get_absolute_url()


def test_no_change_is_one_click_from_the_workbench(client, cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.health, State.ACCEPTED, text="二月已完成")
    close_period(february, at=moment("2011-03-12"))
    client.force_login(cast.health_liaison)
    page = parse(client.get(reverse("workbench"))).one("main")
    [form] = [form for form in page.all("form") if "no-change" in form["action"]]
    update = update_of(march, cast.led, cast.health)
    assert form["action"] == reverse("update_no_change", args=[update.pk])
    sent = {field["name"]: field["value"] for field in form.all("input") if field["name"] != "csrfmiddlewaretoken"}
    response = client.post(form["action"], sent)
    assert (response.status_code, response["Location"]) == (302, reverse("workbench"))
    update.refresh_from_db()
    assert (update.no_change, update.text, update.is_handed_in) == (True, "二月已完成", True)


def test_without_an_earlier_report_or_with_a_draft_there_is_no_such_button(cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED)
    assert {
        line.number: bool(line.button) for line in tasks(cast.liaison)["To report"].lines if "3/" in line.facts[0]
    } == {
        "1": True,
        "2": False,
    }
    brought(cast, march, cast.led, cast.civil_affairs, State.DRAFT)
    line = next(line for line in tasks(cast.liaison)["To report"].lines if line.number == "1")
    assert line.button is None
    assert "draft by 李联络" in line.facts
    assert str(line.word.label) == "Draft"


def test_a_returned_report_says_why(cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.RETURNED, return_reason="数据与统计局不一致")
    [line] = tasks(cast.liaison)["Returned to us"].lines
    assert "Reason: 数据与统计局不一致" in line.facts


def test_a_returned_report_of_a_closed_period_still_waits(cast, march):
    update = brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_REVIEW)
    close_period(march, at=moment("2011-03-26"))
    put(update, State.RETURNED, by=cast.liaison, office=cast.supervisor)
    assert "Returned to us" in tasks(cast.liaison)
    assert "To report" not in tasks(cast.liaison)


def test_the_head_signs_with_one_click_from_the_workbench(client, cast, march):
    update = brought(cast, march, cast.led, cast.civil_affairs, State.AWAITING_SIGN_OFF)
    client.force_login(cast.head)
    page = parse(client.get(reverse("workbench"))).one("main")
    [form] = [form for form in page.all("form") if form["action"] == reverse("sign_off_list")]
    sent = {field["name"]: field["value"] for field in form.all("input") if field["name"] != "csrfmiddlewaretoken"}
    assert client.post(form["action"], sent)["Location"] == reverse("workbench")
    update.refresh_from_db()
    assert (update.state, update.signed_by) == (State.AWAITING_REVIEW, cast.head)


def test_a_lead_merges_the_parts_of_others_only(cast, march):
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    assert "Parts to merge" in tasks(cast.liaison)
    assert "Parts to merge" not in tasks(cast.health_liaison)


def test_a_part_left_over_in_a_closed_period_says_so_and_stands_behind_those_of_the_open_one(cast, march):
    april = opened(cast.report, "2011-04-01")
    brought(cast, march, cast.led, cast.health, State.AWAITING_MERGE)
    close_period(march, at=moment("2011-03-19"))
    brought(cast, april, cast.led, cast.health, State.AWAITING_MERGE)
    first, last = tasks(cast.liaison)["Parts to merge"].lines
    assert april.name in first.facts and "Closed and frozen" not in first.facts
    assert march.name in last.facts and "Closed and frozen" in last.facts


def test_with_two_units_each_line_names_its_unit(cast, march):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.education)
    assert {line.facts[0] for line in tasks(cast.liaison)["To report"].lines} == {"市民政局", "市教育局"}


def test_the_own_lists_are_chosen_by_name(client, cast, march):
    client.force_login(cast.liaison)
    for what, title in [("", "To report"), ("merge", "Parts to merge"), ("nothing", "To report")]:
        page = parse(client.get(address("own_updates", what=what)))
        assert page.one("h1").text == title
    assert "Nothing here waits" in parse(client.get(address("own_updates", what="returned"))).one("main").text


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_a_unit_can_do_all_of_a_usual_month_from_its_workbench(client, cast, march, extra):
    for number in range(10, 10 + SHOWN_TO_WRITE - 2 + extra):
        item = factories.item(cast.report, number, leads=[cast.civil_affairs])
        ProgressUpdate.objects.create(period=march, item=item, department=cast.civil_affairs, role="lead")
    task = tasks(cast.liaison)["To report"]
    assert task.count == SHOWN_TO_WRITE + extra
    assert len(task.lines) == min(SHOWN_TO_WRITE, task.count)
    client.force_login(cast.liaison)
    shows_all = f"Show all {task.count}" in parse(client.get(reverse("workbench"))).text
    assert shows_all == (extra > 0)
