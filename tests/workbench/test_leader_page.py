"""A city leader's first page: what presses, what waits for consent, the own instructions, an instruction in place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import User
from items.dashboard.forms import DashboardFilter
from items.dashboard.overview import overview
from items.dashboard.scope import ground
from items.history import record
from items.models import Closing, HistoryEntry, Instruction, InstructionAnswer, LightRecord, WorkItem
from items.models.light import Schedule
from items.workbench.leader import SHOWN
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, State, opened
from ..given.together import moment
from .task_lists import NOW, TODAY, brought, listed, table_rows, tasks

pytestmark = pytest.mark.usefixtures("in_march", "signed_for")


def issued(cast, number, due_on, **fields):
    """An item of health that was issued on 1 February."""
    return factories.item(
        cast.report, number, leads=[cast.health], due_on=day(due_on), issued_on=day("2011-02-01"), **fields
    )


def presses(cast):
    return workbench(User.objects.get(pk=cast.leader.pk), on=TODAY).pressing


def figures(cast):
    return [figure.count for figure in presses(cast).figures]


def test_a_leader_approves_and_follows(cast, march):
    Closing.objects.create(item=cast.led, result="全部建成", by=cast.liaison, at=NOW, state="with_leader")
    told = Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW, state="answered")
    InstructionAnswer.objects.create(instruction=told, by=cast.liaison, text="已于本周开工", at=NOW)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="已办的批示", at=NOW, state="done", done_at=NOW)
    other = factories.person(role="leader", name="周市长")
    Instruction.objects.create(item=cast.led, by=other, text="别人的批示", at=NOW)
    found = tasks(cast.leader)
    assert list(found) == ["Closings to approve", "Your instructions"]
    assert [line.text for line in found["Your instructions"].lines] == ["请加快"]
    assert "Answer: 已于本周开工" in found["Your instructions"].lines[0].facts


def test_what_a_unit_asks_stands_with_its_words_and_links_to_what_it_counts(client, cast, march):
    brought(cast, march, cast.supported, cast.health, State.ACCEPTED, needs_decision=True, problems="两县用地指标未定")
    [card] = presses(cast).cards
    assert (card.item, card.asked) == (cast.supported, "市卫生局: 两县用地指标未定")
    assert [(figure.count, figure.tone) for figure in presses(cast).figures] == [
        (0, "red"),
        (0, "yellow"),
        (1, "asking"),
    ]


def test_the_numbers_are_those_of_the_dashboard_and_of_the_lists_they_link_to(client, cast, march):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-03-15"))
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True, problems="用地指标未定")
    brought(cast, march, cast.supported, cast.health, State.ACCEPTED, needs_decision=True, problems="两县用地指标未定")
    known = ground(cast.report)
    view = overview(DashboardFilter({"report": known.report.pk}, ground=known, user=cast.leader).scope(), on=TODAY)
    by_label = {str(count.label): count.count for count in view.lights}
    for figure in presses(cast).figures[:2]:
        assert figure.count == by_label[str(figure.label)]
    assert figures(cast)[0] == view.red.count == 1
    assert figures(cast)[2] == view.asking.count == 2
    client.force_login(cast.leader)
    for figure in presses(cast).figures:
        rows = parse(client.get(figure.url)).one("main").one(of="count").text
        assert str(figure.count) in rows, figure.label


def test_red_stands_before_what_units_ask_and_that_before_yellow_and_what_is_ones_own_first(cast, march):
    issued(cast, 7, "2011-03-01")
    issued(cast, 8, "2011-03-25", leaders="孙市长")
    issued(cast, 9, "2011-02-01")
    brought(cast, march, cast.supported, cast.health, State.ACCEPTED, needs_decision=True, problems="用地指标")
    found = presses(cast).cards
    assert [(card.item.number, card.is_own) for card in found] == [(8, True), (9, False), (7, False), (2, False)]
    assert found[1].light.reason.startswith("Overdue by 47 days")


def test_no_more_cards_than_fit_on_a_screen_and_the_same_queries_for_many(cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            presses(cast)
        return len(queries)

    issued(cast, 8, "2011-03-01")
    few = cost()
    for number in range(10, 10 + 3 * SHOWN):
        issued(cast, number, "2011-03-01")
    assert cost() == few
    assert len(presses(cast).cards) == SHOWN
    assert figures(cast)[0] == 3 * SHOWN + 1


def test_since_when_an_item_is_lit_so(cast):
    late = issued(cast, 7, "2011-03-01")
    assert [card.since for card in presses(cast).cards] == [None]
    packed = b"x"
    for since, until, colour in (
        ("2011-02-01", "2011-03-02", "green"),
        ("2011-03-02", "2011-03-10", "red"),
        ("2011-03-10", None, "red"),
    ):
        LightRecord.objects.create(
            item=late,
            since=moment(since),
            until=until and moment(until),
            colour=colour,
            rule="overdue",
            schedule=Schedule.UNKNOWN,
            packed=packed,
        )
    assert [card.since for card in presses(cast).cards] == [day("2011-03-02")]


def test_a_leader_instructs_in_place_and_comes_back(client, cast):
    issued(cast, 7, "2011-03-01")
    client.force_login(cast.leader)
    page = parse(client.get(reverse("workbench"))).one("main")
    [form] = [form for form in page.all("form") if "instruct" in form["action"]]
    sent = {
        one["name"]: one["value"] for one in form.all("input") if one["name"] not in ("csrfmiddlewaretoken", "due_on")
    }
    response = client.post(form["action"], {**sent, "text": "请说明原因", "due_on": "2011-04-01"})
    assert (response.status_code, response["Location"]) == (302, reverse("workbench"))
    [told] = Instruction.objects.all()
    assert (told.item.number, told.text, told.due_on) == (7, "请说明原因", day("2011-04-01"))
    again = client.post(form["action"], {**sent, "text": "请再说明", "due_on": "2011-02-31"})
    assert again.status_code == 422
    assert "请再说明" in again.content.decode()


def test_every_task_of_instructions_counts_the_list_it_links_to(client, cast):
    """Also where others write of the leader, items name him, and instructions of others and his own are late."""
    cast.led.leaders = "孙市长"
    cast.led.save()
    other, meeting = factories.person(role="leader", name="周市长"), factories.meeting(cast.report, cast.supervisor)
    about = {"item": cast.led, "at": NOW, "due_on": day("2011-03-10")}
    Instruction.objects.create(by=cast.leader, text="请加快", **about)
    Instruction.objects.create(by=cast.leader, text="每周调度", meeting=meeting, **about)
    Instruction.objects.create(by=other, text="请按孙市长要求办理", **about)
    found = tasks(cast.leader)
    assert list(found) == [
        "Your instructions",
        "Your meeting decisions",
        "Other instructions and meeting decisions not answered in time",
    ]
    for title, task in found.items():
        assert len(table_rows(client, cast.leader, task.url)) == task.count == 1, title
    late = found["Other instructions and meeting decisions not answered in time"]
    assert [(line.text, line.alert) for line in late.lines] == [("请按孙市长要求办理", "10 days late")]


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
    assert figures(cast)[2] == len(presses(cast).cards) == count
    assert listed(client, cast.leader, reverse("decision_list")) == count


def test_a_later_report_without_the_tick_settles_it(cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True)
    assert figures(cast)[2] == 1
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED)
    assert figures(cast)[2] == 0


def test_an_item_that_is_closed_asks_nobody_any_more(cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True)
    cast.led.status = "cancelled"
    cast.led.save()
    assert figures(cast) == [0, 0, 0]
    assert not presses(cast).cards


# What has changed since the last visit


def news(client):
    return parse(client.get(reverse("workbench"))).one("main").one("aside").text


def test_a_leader_is_told_what_has_changed_since_the_last_visit(client, cast):
    leader = cast.leader
    leader.set_password("Ganshou-2011")
    leader.last_login = moment("2011-03-18")
    leader.save()
    for when, text in (("2011-03-17", "以前的批示"), ("2011-03-19", "新的批示")):
        other = factories.person(role="leader")
        history_of(cast, other, when, text)
    signed_in = {"username": leader.username, "password": "Ganshou-2011"}
    assert client.post(reverse("sign_in"), signed_in).status_code == 302
    told = news(client)
    assert "What changed since 2011-03-18 12:00" in told
    assert "新的批示" in told and "以前的批示" not in told
    [compare] = [link for link in parse(client.get(reverse("workbench"))).all("a") if "from=2011-03-18" in link["href"]]
    assert client.get(compare["href"]).status_code == 200


def history_of(cast, by, when, text):
    record(HistoryEntry.Action.INSTRUCTION_GIVEN, by=by, item=cast.led, after={"instruction": text}, at=moment(when))


def test_at_the_first_visit_everything_is_news(client, cast):
    history_of(cast, cast.supervisor, "2011-03-01", "第一条")
    client.force_login(cast.leader)
    assert "What changed" in news(client) and "since" not in news(client)
    assert "第一条" in news(client)
