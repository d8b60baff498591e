"""The workbench in the rounds: tasks in the order to do them, for units, the supervision office and leaders."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from departments.models import Membership, User
from items.models import Closing, Extension, Instruction, InstructionAnswer, Objection, ProgressUpdate, Responsibility
from items.pages.addresses import address
from items.rounds.running import close_period
from items.workbench.page import workbench
from items.workbench.tasks import SHOWN_REQUESTS, SHOWN_TO_WRITE

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

TODAY = day("2011-03-20")
NOW = moment("2011-03-20")


@pytest.fixture(autouse=True)
def in_march(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def signed_for(cast):
    """Everything has been signed for, unless a test says otherwise."""
    Responsibility.objects.filter(issued_on__isnull=False).update(signed_for_at=NOW, signed_for_by=cast.liaison)


@pytest.fixture
def march(cast):
    """The only period: the rounds of the cast's report begin in March."""
    cast.report.rounds_from = day("2011-03-01")
    cast.report.save(update_fields=["rounds_from"])
    return opened(cast.report)


def tasks(user):
    """{title: Task} of the person's rounds, in order."""
    found = workbench(User.objects.get(pk=user.pk), on=TODAY).tasks
    return {str(task.title): task for task in found if task.lines}


def numbers(task):
    return [line.number for line in task.lines]


def listed(client, person, url):
    """How many rows the list at the address shows the person."""
    client.force_login(person)
    main = parse(client.get(url)).one("main")
    rows = [*main.all("li", of="entry"), *[row for ul in main.all("ul", of="task-items") for row in ul.all("li")]]
    return len(rows)


def brought(cast, period, item, unit, state, **fields):
    return put(update_of(period, item, unit), state, by=cast.liaison, office=cast.supervisor, **fields)


# Units


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


# The supervision office


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
    assert extension.url == f"{cast.led.get_absolute_url()}#extensions"
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
    ids = {element.get("id") for element in parse(client.get(cast.led.get_absolute_url())).walk()}
    assert {line.url.partition("#")[2] for line in lines} <= ids


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


def test_a_period_in_which_all_have_reported_is_no_task(cast, march):
    by = {"by": cast.liaison, "office": cast.supervisor}
    for update in march.updates.all():
        put(update, State.ACCEPTED, **by)
    assert tasks(cast.supervisor) == {}


def test_the_office_with_a_post_in_a_unit_finds_both(cast, march):
    Membership.objects.create(user=cast.supervisor, role="liaison", department=cast.education)
    assert list(tasks(cast.supervisor)) == ["To report", "Not reported: 3/2011"]


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
    assert f"The first {SHOWN_REQUESTS} of {task.count}" in said


# Leaders


def test_a_leader_approves_follows_and_decides(cast, march):
    Closing.objects.create(item=cast.led, result="全部建成", by=cast.liaison, at=NOW, state="with_leader")
    told = Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW, state="answered")
    InstructionAnswer.objects.create(instruction=told, by=cast.liaison, text="已于本周开工", at=NOW)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="已办的批示", at=NOW, state="done", done_at=NOW)
    other = factories.person(role="leader", name="周市长")
    Instruction.objects.create(item=cast.led, by=other, text="别人的批示", at=NOW)
    brought(cast, march, cast.supported, cast.health, State.ACCEPTED, needs_decision=True, problems="两县用地指标未定")
    found = tasks(cast.leader)
    assert list(found) == ["Closings to approve", "Your instructions", "Needs a city leader's decision"]
    assert [line.text for line in found["Your instructions"].lines] == ["请加快"]
    assert "Answer: 已于本周开工" in found["Your instructions"].lines[0].facts
    assert [line.text for line in found["Needs a city leader's decision"].lines] == ["两县用地指标未定"]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"state": "awaiting_review"}, 0),
        ({"needs_decision": False}, 0),
    ],
)
def test_only_what_has_been_accepted_asks_a_leader(client, cast, march, change, count):
    fields = {"needs_decision": True, "problems": "用地指标", **change}
    brought(cast, march, cast.led, cast.civil_affairs, fields.pop("state", State.ACCEPTED), **fields)
    task = tasks(cast.leader).get("Needs a city leader's decision")
    assert (task.count if task else 0) == count
    assert listed(client, cast.leader, reverse("decision_list")) == count


def test_a_later_report_without_the_tick_settles_it(cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True)
    assert tasks(cast.leader)
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED)
    assert not tasks(cast.leader)


def test_an_item_that_is_closed_asks_nobody_any_more(cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True)
    cast.led.status = "cancelled"
    cast.led.save()
    assert not tasks(cast.leader)


# Everybody


@pytest.mark.parametrize("who", ["observer", "administrator", "newcomer"])
def test_who_has_nothing_to_do_in_the_rounds_is_told_nothing(cast, march, who):
    assert tasks(getattr(cast, who)) == {}


def test_lines_name_their_report_once_there_are_several(client, cast, march):
    client.force_login(cast.liaison)
    title = cast.report.title
    before = parse(client.get(reverse("workbench"))).one("main").text.count(title)
    factories.report(title="另一份报告")
    assert parse(client.get(reverse("workbench"))).one("main").text.count(title) > before


@pytest.mark.parametrize("who", ["liaison", "head", "supervisor", "leader"])
def test_the_workbench_costs_the_same_for_many_reports(client, cast, march, who):
    states = [State.EXPECTED, State.DRAFT, State.RETURNED, State.AWAITING_SIGN_OFF, State.AWAITING_REVIEW]

    def add(first, count):
        for number in range(first, first + count):
            unit = factories.department()
            item = factories.item(cast.report, number, leads=[cast.civil_affairs], supports=[unit])
            for state, one, role in [
                (states[number % 5], cast.civil_affairs, "lead"),
                ([State.AWAITING_MERGE, State.EXPECTED][number % 2], unit, "support"),
            ]:
                update = ProgressUpdate.objects.create(period=march, item=item, department=one, role=role)
                put(update, state, by=cast.liaison, office=cast.supervisor)
            about = {"item": item, "by": cast.leader, "at": NOW}
            Instruction.objects.create(text="请加快", **about)
            Objection.objects.create(department=unit, kind="duty", reason="不属职责", **about)
            Extension.objects.create(department=unit, due_on=TODAY, wanted_on=day("2011-05-01"), reason="汛期", **about)
            Closing.objects.create(result="建成", state="with_leader", **about)
            accepted = factories.item(cast.report, number + 500, leads=[cast.civil_affairs])
            update = ProgressUpdate.objects.create(
                period=march, item=accepted, department=cast.civil_affairs, role="lead"
            )
            put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, needs_decision=True)

    def cost():
        client.force_login(getattr(cast, who))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("workbench")).status_code == 200
        return len(queries)

    add(10, 5)
    few = cost()
    add(15, 45)
    assert cost() == few <= 40


@pytest.mark.parametrize(("name", "who"), [("own_updates", "liaison"), ("decision_list", "leader")])
def test_the_lists_behind_cost_the_same_for_many_reports(client, cast, march, name, who):
    def add(first, count):
        for number in range(first, first + count):
            for offset, state in [(0, State.EXPECTED), (500, State.ACCEPTED)]:
                item = factories.item(cast.report, number + offset, leads=[cast.civil_affairs])
                update = ProgressUpdate.objects.create(
                    period=march, item=item, department=cast.civil_affairs, role="lead"
                )
                put(update, state, by=cast.liaison, office=cast.supervisor, needs_decision=True)

    def cost():
        client.force_login(getattr(cast, who))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    add(10, 1)
    few = cost()
    add(11, 45)
    assert cost() == few <= 12
