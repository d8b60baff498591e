"""The overview: figures that count the list they link to, tasks for each role, and what it costs."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments.models import Membership, User
from items.closing.moving import move_status
from items.dashboard import status_figures, unit_counts
from items.ledger.editing import edit_item
from items.ledger.filters import ItemFilter
from items.ledger.rewording import reword
from items.models import HistoryEntry, Responsibility, WorkItem
from items.pages.addresses import list_url
from items.people.recording import record_account
from items.workbench.cards import WaitKind
from items.workbench.page import workbench
from items.workbench.tasks import SHOWN

from ..given import factories
from ..given.factories import day
from ..given.html import parse

TODAY = day("2011-05-01")
LATE, SOON, FAR = day("2011-04-30"), day("2011-05-31"), day("2011-06-01")
EVERYBODY = ["liaison", "head", "health_liaison", "east_liaison", "supervisor", "leader", "observer", "newcomer"]


@pytest.fixture(autouse=True)
def english():
    """Titles are compared in the language of the code."""
    with translation.override("en"):
        yield


def again(user):
    """The person on the next request: posts are read once per request."""
    return User.objects.get(pk=user.pk)


def listed(url, user=None):
    """The items that the list at `url` shows the person on the day."""
    path, _, query = url.partition("?")
    assert path == reverse("item_list")
    chosen = ItemFilter(QueryDict(query), queryset=WorkItem.objects.all(), user=user and again(user), on=TODAY)
    assert chosen.is_valid(), chosen.form.errors
    return chosen.items()


def tasks(user):
    """{title: numbers of the items} of the person's workbench."""
    return {task.title: [item.number for item in task.items] for task in item_tasks(user)}


def waits(user):
    """{what waits: numbers of the items} of a person's units, as the lists behind have them; the cards are the same."""
    for row in Responsibility.objects.unsigned(TODAY):
        row.signed_for_at, row.signed_for_by = row.item.report.created_at, user
        row.save()
    cards = workbench(again(user), on=TODAY).cards
    found = {count.label: [item.number for item in listed(count.url, user)] for count in cards.counts}
    pressing = [card.item.number for card in cards.cards if card.waits[0].kind != WaitKind.NOT_STARTED]
    assert pressing == [number for numbers in found.values() for number in numbers]
    assert [count.count for count in cards.counts] == [len(numbers) for numbers in found.values()]
    return found


def item_tasks(user):
    """The tasks that are lists of items; what waits in the rounds is in test_tasks.py."""
    return [task for task in workbench(again(user), on=TODAY).tasks if task.items]


def set_on(item, **fields):
    WorkItem.objects.filter(pk=item.pk).update(**fields)


@pytest.fixture
def busy(cast):
    """One item in every status, late and not, for several units."""
    set_on(cast.led, status="in_progress", due_on=LATE)
    set_on(cast.supported, status="completed", completed_on=TODAY, due_on=LATE)
    set_on(cast.open_lead, due_on=SOON)
    units = {"leads": [cast.civil_affairs], "supports": [cast.health, cast.districts]}
    for number, status in enumerate(["not_started", "awaiting_closure", "cancelled", "carried_over"], start=4):
        factories.item(cast.report, number, status=status, due_on=LATE if number % 2 else None, **units)
    factories.item(factories.report(), 9, responsible=[cast.education], due_on=LATE)
    return cast


# Figures


@pytest.mark.parametrize("who", EVERYBODY)
def test_figures_count_the_list_they_link_to(busy, who):
    user = getattr(busy, who)
    figures = workbench(user, on=TODAY).figures
    assert [figure.count for figure in figures] == [listed(figure.url, user).count() for figure in figures]
    assert figures[0].count > 0


@pytest.mark.parametrize("who", ["civil_affairs", "health", "education", "districts", "east", "office"])
def test_figures_of_a_unit_count_the_list_they_link_to(busy, who):
    unit = getattr(busy, who)
    figures = status_figures(WorkItem.objects.of_department(unit), on=TODAY, department=unit.pk)
    assert [figure.count for figure in figures] == [listed(figure.url).count() for figure in figures]


def test_figures_of_a_report_count_the_list_they_link_to(busy):
    items = WorkItem.objects.filter(report=busy.report)
    figures = status_figures(items, on=TODAY, report=busy.report.pk)
    assert [figure.count for figure in figures] == [listed(figure.url).count() for figure in figures]
    assert (figures[0].count, items.count()) == (7, 7)


def test_figures_name_all_every_status_and_the_overdue(busy):
    figures = status_figures(WorkItem.objects.all(), on=TODAY)
    assert [(str(figure.label), figure.count, figure.tone) for figure in figures] == [
        ("All items", 8, ""),
        ("Not started", 3, "not_started"),
        ("In progress", 1, "in_progress"),
        ("Awaiting closure", 1, "awaiting_closure"),
        ("Completed", 1, "completed"),
        ("Cancelled", 1, "cancelled"),
        ("Carried over", 1, "carried_over"),
        ("Overdue", 3, "overdue"),
    ]


def test_rare_statuses_and_nothing_overdue_are_quiet(cast):
    figures = status_figures(WorkItem.objects.all(), on=TODAY)
    assert [(str(figure.label), figure.count) for figure in figures] == [
        ("All items", 3),
        ("Not started", 3),
        ("In progress", 0),
        ("Awaiting closure", 0),
        ("Completed", 0),
        ("Overdue", 0),
    ]
    assert figures[-1].tone == ""


def test_addresses_leave_empty_filters_out():
    # Without any it is not the bare address, with which a person may have a view of their own opened.
    assert list_url() == list_url(department=None, status="") == reverse("item_list") + "?page=1"
    assert list_url(department=3, q="养老 院") == reverse("item_list") + "?department=3&q=%E5%85%BB%E8%80%81+%E9%99%A2"


def test_units_are_counted_by_role_in_one_query(busy, django_assert_num_queries):
    with django_assert_num_queries(1):
        counts = unit_counts([busy.civil_affairs, busy.east, busy.office])
    assert counts[busy.civil_affairs.pk] == {"lead": 5, "support": 1, "responsible": 0, "total": 6, "completed": 1}
    assert counts[busy.east.pk] == {"lead": 0, "support": 0, "responsible": 1, "total": 1, "completed": 0}
    assert busy.office.pk not in counts


# Whose items


@pytest.mark.parametrize(
    ("who", "scope", "count"),
    [
        ("liaison", "市民政局", 6),
        ("head", "市民政局", 6),
        ("east_liaison", "东城区人民政府", 1),
        ("supervisor", "All units", 8),
        ("leader", "All units", 8),
        ("observer", "All units", 8),
        ("newcomer", "All units", 8),
    ],
)
def test_a_unit_sees_its_own_figures_and_the_others_all(busy, who, scope, count):
    bench = workbench(getattr(busy, who), on=TODAY)
    assert (bench.scope, bench.figures[0].count) == (scope, count)


# Tasks


def test_a_liaison_is_told_what_is_late_and_due(busy):
    assert waits(busy.liaison) == {"Overdue": [1, 5]}
    assert waits(busy.east_liaison) == {"Due within 30 days": [3]}


def test_without_rounds_what_has_not_begun_waits_behind_the_rest(busy):
    cards = workbench(again(busy.liaison), on=TODAY).cards.cards
    assert [card.item.number for card in cards if card.waits[-1].kind == WaitKind.NOT_STARTED] == [4]


def test_what_a_unit_only_supports_does_not_wait_for_it(busy):
    assert waits(busy.health_liaison) == {}


@pytest.mark.parametrize(
    ("due_on", "told"),
    [("2011-04-30", "Overdue"), ("2011-05-01", "Due within 30 days"), ("2011-05-31", "Due within 30 days")],
)
def test_an_item_is_late_or_due_soon_never_both(cast, due_on, told):
    set_on(cast.led, due_on=day(due_on))
    assert waits(cast.liaison) == {told: [1]}


def test_a_far_deadline_is_no_task(cast):
    set_on(cast.led, due_on=FAR)
    assert waits(cast.liaison) == {}


def test_the_office_closes_chases_and_confirms(busy):
    assert tasks(busy.supervisor) == {"Awaiting closure": [5], "Overdue": [9, 1, 5], "Lead not stated": [9, 3]}


def test_the_office_is_told_of_items_for_which_nobody_answers(cast):
    factories.item(cast.report, 7)
    assert tasks(cast.supervisor) == {"No unit named": [7], "Lead not stated": [3]}


def test_items_are_told_apart_by_their_report_once_there_are_several(client, cast):
    client.force_login(cast.supervisor)
    addresses = [reverse("workbench"), reverse("item_list"), reverse("department_detail", args=[cast.health.pk])]

    def named():
        return [parse(client.get(address)).one("main").text.count("2011年任务分解") for address in addresses]

    assert named()[1:] == [1, 1]  # above the paper that is printed of them
    before = named()
    factories.item(factories.report(title="2012年任务分解"), 1, "另一年的工作", leads=[cast.health])
    assert [now > was for was, now in zip(before, named(), strict=True)] == [True, True, True]


def test_a_closed_item_needs_no_lead_any_more(cast):
    set_on(cast.open_lead, status="cancelled")
    assert tasks(cast.supervisor) == {}


@pytest.mark.parametrize("who", ["observer", "administrator", "newcomer"])
def test_who_only_reads_is_told_what_is_late_near_or_to_be_closed(busy, who):
    assert tasks(getattr(busy, who)) == {"Overdue": [9, 1, 5], "Due within 30 days": [3], "Awaiting closure": [5]}


def test_without_anything_to_do_there_is_no_task(cast):
    assert tasks(cast.leader) == {}


def test_the_most_urgent_comes_first(cast):
    for number, due_on in [(4, "2011-03-01"), (5, "2011-01-01"), (6, "2011-02-01")]:
        factories.item(cast.report, number, leads=[cast.civil_affairs], due_on=day(due_on))
    assert waits(cast.liaison)["Overdue"] == [5, 6, 4]


@pytest.mark.parametrize("extra", [SHOWN - 1, SHOWN, SHOWN + 1])
def test_a_task_shows_its_first_items_and_counts_all(cast, extra):
    for number in range(4, 4 + extra):
        factories.item(cast.report, number, leads=[cast.civil_affairs], due_on=LATE)
    [task] = [task for task in item_tasks(cast.supervisor) if task.title == "Overdue"]
    assert (len(task.items), task.count) == (min(extra, SHOWN), extra)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_task_counts_the_list_it_links_to(busy, who):
    user = getattr(busy, who)
    for task in item_tasks(user):
        assert task.count == listed(task.url, user).count()
        assert set(task.items) <= set(listed(task.url, user))


def test_lead_not_stated_leaves_out_what_is_closed_or_has_a_lead_beside_responsible_units(cast):
    unit = cast.education
    factories.item(cast.report, 4, leads=[cast.health], responsible=[unit])
    factories.item(cast.report, 5, responsible=[unit], status="cancelled")
    [task] = workbench(cast.supervisor, on=TODAY).tasks
    assert [item.number for item in task.items] == [3] == [item.number for item in listed(task.url)]


def test_with_two_posts_figures_and_tasks_are_those_of_both_units(busy):
    Membership.objects.create(user=busy.liaison, role="liaison", department=busy.education)
    assert waits(busy.liaison) == {"Overdue": [9, 1, 5], "Due within 30 days": [3]}
    bench = workbench(again(busy.liaison), on=TODAY)
    assert bench.scope == "市民政局、市教育局"
    for counted in [*bench.figures, *bench.cards.counts]:
        assert counted.count == listed(counted.url, busy.liaison).count()


def test_the_office_sees_all_items_also_with_a_post_in_a_unit(busy):
    Membership.objects.create(user=busy.supervisor, role="liaison", department=busy.education)
    bench = workbench(again(busy.supervisor), on=TODAY)
    assert (bench.scope, bench.figures[0].count) == ("All units", 8)


# What changed


def test_a_unit_sees_what_others_did_on_its_items(cast):
    edit_item(cast.led, by=cast.supervisor, version=1, due_on=SOON, due_text="", remark="")
    edit_item(cast.open_lead, by=cast.supervisor, version=1, due_on=SOON, due_text="", remark="")
    move_status(cast.led, by=cast.liaison, version=2, on=TODAY, status="in_progress")
    assert [(one.read.entry.action, one.read.entry.item) for one in workbench(cast.liaison, on=TODAY).changes] == [
        ("item_edited", cast.led)
    ]
    assert [one.read.entry.action for one in workbench(cast.head, on=TODAY).changes] == [
        "status_changed",
        "item_edited",
    ]


def test_what_the_system_did_to_an_item_is_shown_to_its_unit(cast):
    entry = HistoryEntry.objects.create(at=cast.report.created_at, action="item_edited", item=cast.led)
    assert [one.read.entry for one in workbench(cast.liaison, on=TODAY).changes] == [entry]


@pytest.mark.parametrize("who", ["supervisor", "leader", "observer", "administrator"])
def test_what_became_of_accounts_is_not_told_here(cast, who):
    record_account(HistoryEntry.Action.PASSWORD_RESET, cast.liaison, by=cast.administrator)
    told = [one.read.entry.action for one in workbench(getattr(cast, who), on=TODAY).changes]
    assert told == ["report_issued"]


def test_everybody_else_sees_the_latest_changes(cast):
    for version in range(1, 13):
        edit_item(cast.led, by=cast.supervisor, version=version, due_on=None, due_text="", remark=str(version))
    remarks = [one.read.after["remark"] for one in workbench(cast.leader, on=TODAY).changes]
    assert remarks == [str(version) for version in range(12, 2, -1)]


# Cost


@pytest.mark.parametrize("who", ["liaison", "supervisor", "leader"])
def test_the_workbench_costs_the_same_for_many_items(cast, who):
    states = [("not_started", LATE), ("in_progress", SOON), ("awaiting_closure", None)]

    def add(first, count):
        for number in range(first, first + count):
            status, due_on = states[number % 3]
            item = factories.item(
                cast.report, number, leads=[cast.civil_affairs], supports=[cast.health], status=status, due_on=due_on
            )
            edit_item(item, by=cast.supervisor, version=1, due_on=due_on, due_text="", remark="请抓紧")

    def cost():
        user = again(getattr(cast, who))
        with CaptureQueriesContext(connection) as queries:
            bench = workbench(user, on=TODAY)
            entries = [one.read.entry for one in bench.changes]
            assert all(row.department.name for task in bench.tasks for row in _units(task))
            assert all(one.by.name and one.item.report.title for one in entries if one.item)
        return len(queries)

    def _units(task):
        return [row for item in task.items for row in item.direct_responsibilities]

    add(4, 3)
    few = cost()
    add(7, 47)
    assert cost() == few <= 27


def test_long_texts_are_cut_in_what_changed(client, cast):
    now = {name: getattr(cast.led, name) for name in ("number", "clause", "chapter", "leaders", "group")}
    reword(cast.led, by=cast.supervisor, version=1, text="长" * 200, **now)
    client.force_login(cast.leader)
    shown = parse(client.get("/")).one("main").one("aside").text
    assert "长" * 10 in shown and "长" * 15 not in shown
