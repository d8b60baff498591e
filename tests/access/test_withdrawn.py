"""Every list, count, search and workbook, as everybody sees it: nothing of a report that was withdrawn stands there."""

import zipfile
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse

from items.issue.issuing import issue
from items.models import Objection, Responsibility, WorkReport
from items.report.withdrawing import withdraw
from items.requests.extending import ask_extension
from items.requests.instructing import instruct
from items.requests.signing_for import object_to
from items.rounds.running import run_due

from ..given import factories
from ..given.access_table import ROWS
from ..given.factories import day, moment

TEXT, TITLE = "修缮水库大坝", "2011年水利任务分解"
NOW = moment("2011-03-18 09:00")
PEOPLE = ("liaison", "east_liaison", "supervisor", "leader", "administrator")
# The record of what was done and told: it speaks of the report as such.
RECORDS = {"workbench", "inbox", "inbox_sent", "message_log", "report_years", "audit", "audit_export", "audit_csv"}
# What shows the text in an address of its own, or asks for words.
LISTS = sorted({row.address for row in ROWS if row.method == "GET" and ":" not in row.address})


@pytest.fixture
def cast(lived_in):
    return lived_in


@pytest.fixture
def other(cast):
    """A report of which every kind of list has something: requests, instructions, targets, a meeting, a period."""
    report = factories.report(title=TITLE)
    units = {"leads": [cast.civil_affairs], "supports": [cast.health, cast.districts]}
    items = [
        factories.item(report, number, TEXT, leaders="孙市长", group="水利实事", due_on=day("2011-12-31"), **units)
        for number in (801, 802, 803)
    ]
    factories.target(items[0], TEXT, 7)
    factories.target(items[1], TEXT, 7)
    factories.meeting(report, cast.supervisor, title=TEXT)
    issue(report, by=cast.supervisor, on=day("2011-03-01"))
    run_due(NOW)
    instruct(items[0], by=cast.leader, at=moment("2011-03-05"), text=TEXT, due_on=day("2011-03-10"))
    ask_extension(items[1], by=cast.head, at=NOW, wanted_on=day("2012-02-01"), reason=TEXT, version=1)
    row = Responsibility.objects.get(item=items[2], department=cast.health)
    object_to(row, kind=Objection.Kind.values[0], reason=TEXT, by=cast.health_liaison, at=NOW)
    return report


def places(cast):
    """Addresses of all lists, with the filters that find most, and of the pages of units."""
    found = [(name, reverse(name)) for name in LISTS if name not in ("sign_out", "set_language")]
    for asked in (
        f"q={TEXT}",
        "q=802",
        "light=red",
        "status=cancelled",
        "group=水利实事",
        "leader=孙市长",
        "overdue=on",
    ):
        found += [(name, f"{reverse(name)}?{asked}") for name in ("item_list", "item_export", "target_list")]
    for name in ("instruction_list", "extension_list", "objection_list", "closing_list", "search"):
        found.append((name, f"{reverse(name)}?q={TEXT}"))
    for unit in (cast.civil_affairs, cast.health, cast.districts, cast.east):
        found += [(name, reverse(name, args=[unit.pk])) for name in ("department_detail", "round_unit")]
    return found


def words(response):
    """All that a page or a workbook says."""
    body = response.getvalue() if response.streaming else response.content
    if body[:2] != b"PK":
        return body.decode()
    with zipfile.ZipFile(BytesIO(body)) as book:
        return unescape("".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))


def spoken_of(client, cast, person):
    """{TEXT: the names of the places that say it to the person, TITLE: the same}."""
    client.force_login(getattr(cast, person))
    found = {TEXT: set(), TITLE: set()}
    for name, url in places(cast):
        said = words(client.get(url))
        # What was looked for stands in the field, in links that keep it, and on paper among the filters in force.
        for asked in (f'value="{TEXT}"', f"“{TEXT}”", f"：{TEXT}", f"关键词、编号或单位 {TEXT}</p>"):
            said = said.replace(asked, "")
        for what, names in found.items():
            if what in said:
                names.add(name)
    return found


def test_what_is_under_way_stands_everywhere(client, cast, other):
    """So that the test below can fail."""
    found = spoken_of(client, cast, "supervisor")
    lists = {"item_list", "item_export", "target_export", "instruction_list", "extension_list", "objection_list"}
    assert lists | {"workbench", "meeting_list"} <= found[TEXT]
    assert {"item_list", "dashboard", "round_list"} <= found[TITLE]


@pytest.mark.parametrize("person", PEOPLE)
def test_what_was_withdrawn_stands_nowhere(client, cast, other, person):
    withdraw(other, by=cast.supervisor, at=NOW, reason="导入了旧稿", is_issued=True)
    found = spoken_of(client, cast, person)
    assert found[TEXT] - {"inbox", "inbox_sent", "message_log", "audit", "audit_export", "audit_csv"} == set()
    assert found[TITLE] - RECORDS == set()


@pytest.mark.parametrize("person", ["liaison", "supervisor", "leader"])
def test_counts_are_as_if_it_had_never_been(client, cast, person):
    client.force_login(getattr(cast, person))

    def counts():
        bench = client.get(reverse("workbench")).context["bench"]
        listed = client.get(reverse("item_list")).context
        units = client.get(reverse("department_list")).context["groups"]
        return (
            [(one.label, one.count) for one in bench.figures],
            [(task.title, task.count) for task in bench.tasks],
            (listed["total"], listed["reports"], listed["page"].paginator.count),
            [count for _kind, rows in units for _unit, count in rows],
        )

    before = counts()
    report = factories.report(title=TITLE)
    factories.item(report, 801, TEXT, leads=[cast.civil_affairs], supports=[cast.health])
    issue(report, by=cast.supervisor, on=day("2011-03-01"))
    run_due(NOW)
    assert counts() != before
    withdraw(report, by=cast.supervisor, at=NOW, reason="导入了旧稿", is_issued=True)
    assert counts() == before
    assert WorkReport.objects.filter(pk=report.pk).exists()
