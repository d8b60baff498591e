"""Tasks of whoever has some: none without work, reports named once there are several, the same cost for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.models import Closing, Extension, Instruction, Objection, ProgressUpdate

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, put
from .task_lists import NOW, TODAY, tasks

pytestmark = pytest.mark.usefixtures("in_march", "signed_for")


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
    assert cost() <= few <= 40


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
    add(11, 25)
    assert cost() == few <= 12
