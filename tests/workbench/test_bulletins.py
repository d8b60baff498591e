"""Bulletins on the workbench: what waits for a second person's approval, and what came back to its writers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Membership, User
from items.bulletins.deciding import issue_bulletin, return_bulletin, submit_bulletin
from items.workbench.counting import waiting_for
from items.workbench.page import workbench

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.together import moment

pytestmark = pytest.mark.usefixtures("in_march")

AT, TODAY = moment("2011-04-20"), day("2011-04-20")
APPROVE, REWORK = "Bulletins to approve", "Bulletins returned to you"


@pytest.fixture
def office(cast):
    """A second person in the office."""
    role = Membership.Role.SUPERVISION
    cast.colleague = factories.person("colleague", role=role, department=cast.office, name="冯督查")
    return cast


def written(cast, by=None):
    bulletin = factories.bulletin(cast.report, by or cast.supervisor, blocks={"overall": "平稳"})
    bulletin.writers.add(by or cast.supervisor)
    return bulletin


def submitted(cast, by=None):
    by = by or cast.supervisor
    return submit_bulletin(written(cast, by), by=by, at=AT, version=1)


def tasks(person):
    bench = workbench(User.objects.get(pk=person.pk), on=TODAY)
    return {str(task.title): task for task in [*bench.first, *bench.tasks]}


def listed(person, task):
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return [one.pk for one in client.get(task.url).context["page"].object_list]


def test_what_is_submitted_waits_for_the_others_who_may_approve_it(office):
    bulletin = submitted(office)
    assert APPROVE not in tasks(office.supervisor)
    for person in (office.colleague, office.leader):
        task = tasks(person)[APPROVE]
        assert (task.count, [line.url for line in task.lines]) == (1, [bulletin.get_absolute_url()])
        assert task.lines[0].facts == ("Supervision bulletin", "submitted by 钱督查 on 2011-04-20")


@pytest.mark.parametrize("who", ["liaison", "head", "observer", "administrator", "newcomer"])
def test_nobody_else_is_told_of_it(office, who):
    submitted(office)
    assert not {APPROVE, REWORK} & set(tasks(getattr(office, who)))


def test_what_was_returned_stands_at_its_writers(office):
    bulletin = submitted(office)
    return_bulletin(bulletin, by=office.leader, at=AT, version=2, reason="请核对数字")
    task = tasks(office.supervisor)[REWORK]
    assert task.lines[0].facts == ("Supervision bulletin", "Returned by 孙市长: 请核对数字")
    assert not {APPROVE, REWORK} & (set(tasks(office.colleague)) | set(tasks(office.leader)))


def test_issued_it_waits_for_nobody(office):
    issue_bulletin(submitted(office), by=office.leader, at=AT, version=2)
    assert APPROVE not in tasks(office.colleague)


def test_each_counts_the_list_it_leads_to(office):
    waiting = [submitted(office).pk for _place in range(10)]
    other = submitted(office, by=office.colleague)
    back = return_bulletin(submitted(office, by=office.colleague), by=office.leader, at=AT, version=2, reason="核对")
    found = tasks(office.colleague)
    assert (found[APPROVE].count, len(found[APPROVE].lines)) == (10, 8)
    assert sorted(listed(office.colleague, found[APPROVE])) == sorted(waiting)
    assert listed(office.colleague, found[REWORK]) == [back.pk] and found[REWORK].count == 1
    own = tasks(office.supervisor)[APPROVE]
    assert listed(office.supervisor, own) == [other.pk]
    assert dict(waiting_for(User.objects.get(pk=office.colleague.pk), on=TODAY).counts)[APPROVE] == 10


def test_what_became_of_an_archived_report_waits_for_nobody(office):
    submitted(office)
    type(office.report).objects.filter(pk=office.report.pk).update(archived_at=AT)
    assert APPROVE not in tasks(office.colleague)


def queries(person):
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(connection) as found:
        client.get(reverse("workbench"))
    return len(found)


def test_while_none_waits_nothing_is_asked_for_it_and_many_cost_as_much_as_one(office):
    factories.draft(office.supervisor)
    none = queries(office.colleague)
    submitted(office)
    one = queries(office.colleague)
    assert one == none + 1
    for _place in range(12):
        submitted(office)
    assert queries(office.colleague) == one
    shown = Client()
    shown.force_login(office.colleague)
    shown.cookies["django_language"] = "en"
    assert "1 import waits to be checked" in parse(shown.get(reverse("workbench"))).one("main").text


def test_the_list_says_what_it_is_narrowed_to(office):
    submitted(office)
    client = Client()
    client.force_login(office.colleague)
    client.cookies["django_language"] = "en"
    main = parse(client.get(reverse("bulletin_list"), {"waits": "to_approve"})).one("main")
    assert APPROVE in main.text and "Show all bulletins" in main.text
