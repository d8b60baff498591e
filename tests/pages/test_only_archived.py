"""Where every report is archived or withdrawn, pages of what is under way say so and lead to those of all years."""

import pytest
from django.urls import reverse

from items.models import Instruction, ProgressUpdate, WorkReport
from items.report.archiving import archive
from items.rounds.running import close_period
from items.units.page import unit_page

from ..given import factories
from ..given.factories import day, moment
from ..given.opened_rounds import FEBRUARY, State, opened, put

NOW = moment("2011-04-01 09:00")
PAGES = ("dashboard", "dashboard_lights", "dashboard_curve", "dashboard_since", "round_list", "meeting_new")


@pytest.fixture
def archived(cast):
    """Reports of a closed period in every state, then the year is archived."""
    period = opened(cast.report, FEBRUARY)
    states = [State.AWAITING_REVIEW, State.AWAITING_SIGN_OFF, State.RETURNED, State.AWAITING_MERGE, State.ACCEPTED]
    rows = list(ProgressUpdate.objects.filter(period=period).order_by("pk"))
    for update, state in zip(rows, [*states, State.RETURNED], strict=False):
        put(update, state, by=cast.liaison, office=cast.supervisor, needs_decision=True, problems="资金缺口")
    close_period(period, at=moment("2011-03-31"))
    archive(cast.report, by=cast.supervisor, at=NOW)
    return cast


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_report_say_that_all_are_archived(archived, client, name):
    client.force_login(archived.supervisor)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "各年度任务分解均已归档" in answer.text
    main = answer.text.partition("<main")[2]
    assert reverse("report_years") in main
    assert "尚未导入报告" not in main


@pytest.mark.parametrize("name", PAGES)
def test_without_any_report_they_say_that_none_was_imported(user_of_office, client, name):
    client.force_login(user_of_office)
    assert "尚未导入报告" in client.get(reverse(name)).text


@pytest.mark.parametrize("name", [*PAGES, "item_list", "target_list"])
def test_where_all_were_withdrawn_they_say_that(cast, client, name):
    WorkReport.objects.update(withdrawn_at=NOW)
    client.force_login(cast.supervisor)
    main = client.get(reverse(name)).text.partition("<main")[2]
    assert "任务分解均已撤回" in main and reverse("report_years") in main
    assert "尚未导入报告" not in main and "均已归档" not in main
    assert client.get(reverse("report_list")).url == reverse("report_years")


@pytest.fixture
def user_of_office(db):
    return factories.person(role="supervision")


def test_the_report_leads_to_all_years(archived, client):
    client.force_login(archived.leader)
    assert client.get(reverse("report_list")).url == reverse("report_years")


def test_nothing_of_it_waits_for_anybody(archived, client):
    instruction = Instruction.objects.filter(item__report=archived.report)
    assert not instruction.exists()
    people = (archived.liaison, archived.head, archived.health_liaison, archived.supervisor, archived.leader)
    for person in people:
        client.force_login(person)
        bench = client.get(reverse("workbench")).context["bench"]
        assert [(task.title, task.count) for task in bench.tasks] == [], person


LISTS = [
    ("supervisor", "decision_list", {}),
    ("leader", "decision_list", {}),
    ("supervisor", "review_list", {}),
    ("head", "sign_off_list", {}),
    *[("liaison", "own_updates", {"what": what}) for what in ("write", "returned", "merge")],
]


@pytest.mark.parametrize(("person", "name", "asked"), LISTS)
def test_no_waiting_list_shows_it(archived, client, person, name, asked):
    client.force_login(getattr(archived, person))
    assert list(client.get(reverse(name), asked).context["page"].object_list) == []


def test_a_units_page_counts_it_only_where_it_is_asked_for(archived, client):
    unit = archived.civil_affairs
    page = unit_page(unit, on=day("2011-04-01"))
    assert (page.report, page.all, page.waits, page.owes) == (None, None, [], [])
    asked = unit_page(unit, on=day("2011-04-01"), report=archived.report)
    assert (asked.report, asked.all.figure.count) == (archived.report, 2)
    client.force_login(archived.leader)
    main = client.get(reverse("department_detail", args=[unit.pk])).text.partition("<main")[2]
    assert f"?report={archived.report.pk}" in main
    assert "该单位没有工作事项" not in main
