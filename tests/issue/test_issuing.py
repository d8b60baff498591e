"""Issuing a report: what a collective's members receive, on which day, and only once."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.issue.issuing import expand, first_day, issue
from items.models import HistoryEntry, Responsibility, WorkReport
from items.requests.signing_for import sign_by
from items.rounds.running import run_due
from items.steps import WorkflowError

from ..given import factories
from ..given.factories import day, moment
from ..given.refusals import refused

ISSUED = day("2012-02-01")


@pytest.fixture
def report(cast):
    """Another report, not issued yet."""
    return factories.report(year=2012)


def rows(item):
    """{unit: (role, basis, collective it comes through)} in order."""
    found = item.responsibilities.select_related("department", "via")
    return {row.department.name: (row.role, row.basis, row.via and row.via.name) for row in found}


def test_every_member_receives_the_collectives_role(cast, report):
    item = factories.item(report, 1, leads=[cast.districts], supports=[cast.health])
    assert issue(report, by=cast.supervisor, on=ISSUED) == 2
    assert rows(item) == {
        "各区人民政府": ("lead", "star", None),
        "东城区人民政府": ("lead", "star", "各区人民政府"),
        "西城区人民政府": ("lead", "star", "各区人民政府"),
        "市卫生局": ("support", "star", None),
    }


def test_members_stand_where_the_collective_stands(cast, report):
    item = factories.item(report, 1, leads=[cast.health], supports=[cast.districts, cast.education])
    issue(report, by=cast.supervisor, on=ISSUED)
    assert list(rows(item)) == ["市卫生局", "各区人民政府", "东城区人民政府", "西城区人民政府", "市教育局"]


def test_other_reports_are_left_alone(cast, report):
    factories.item(report, 1, leads=[cast.districts])
    other = factories.item(factories.report(year=2013), 1, leads=[cast.districts])
    issue(report, by=cast.supervisor, on=ISSUED)
    assert list(rows(other)) == ["各区人民政府"]


@pytest.mark.parametrize(
    ("dates", "is_member"),
    [
        ({"valid_from": "2012-02-01"}, True),
        ({"valid_from": "2012-02-02"}, False),
        ({"valid_to": "2012-02-01"}, True),
        ({"valid_to": "2012-01-31"}, False),
    ],
)
def test_members_are_those_of_the_day(cast, report, dates, is_member):
    cast.districts.member_rows.filter(member=cast.west).update(**{name: day(text) for name, text in dates.items()})
    item = factories.item(report, 1, leads=[cast.districts])
    assert issue(report, by=cast.supervisor, on=ISSUED) == 1 + is_member
    assert ("西城区人民政府" in rows(item)) is is_member


def test_a_unit_named_itself_keeps_its_own_row(cast, report):
    item = factories.item(report, 1, leads=[cast.east], supports=[cast.districts])
    assert issue(report, by=cast.supervisor, on=ISSUED) == 1
    assert rows(item)["东城区人民政府"] == ("lead", "star", None)
    assert rows(item)["西城区人民政府"] == ("support", "star", "各区人民政府")


def test_a_member_of_two_collectives_follows_the_one_named_first(cast, report):
    north = factories.department("北城区人民政府")
    cities = factories.collective("各城区人民政府", [cast.east, north])
    item = factories.item(report, 1, leads=[cities], supports=[cast.districts])
    assert issue(report, by=cast.supervisor, on=ISSUED) == 3
    assert rows(item)["东城区人民政府"] == ("lead", "star", "各城区人民政府")
    assert rows(item)["北城区人民政府"] == ("lead", "star", "各城区人民政府")
    assert rows(item)["西城区人民政府"] == ("support", "star", "各区人民政府")


def test_the_history_says_when_and_how_many(cast, report):
    factories.item(report, 1, leads=[cast.districts])
    issue(report, by=cast.supervisor, on=ISSUED)
    entry = report.history.get()
    assert (entry.action, entry.by, entry.item) == ("report_issued", cast.supervisor, None)
    assert entry.after == {"issued_on": "2012-02-01", "member_responsibilities": "2"}
    report.refresh_from_db()
    assert report.issued_on == ISSUED


def test_a_report_is_issued_once(cast, report):
    factories.item(report, 1, leads=[cast.districts])
    stale = type(report).objects.get(pk=report.pk)
    issue(report, by=cast.supervisor, on=ISSUED)
    before = list(Responsibility.objects.values()), HistoryEntry.objects.count()
    for copy in (report, stale):
        with translation.override("en"), pytest.raises(WorkflowError, match="issued already"):
            issue(copy, by=cast.supervisor, on=day("2012-03-01"))
    report.refresh_from_db()
    assert report.issued_on == ISSUED
    assert (list(Responsibility.objects.values()), HistoryEntry.objects.count()) == before


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_supervision_office_issues(cast, report, who):
    with translation.override("en"), pytest.raises(WorkflowError, match="Only the supervision office"):
        issue(report, by=getattr(cast, who), on=ISSUED)
    report.refresh_from_db()
    assert report.issued_on is None


def test_a_fault_in_the_middle_issues_nothing(cast, report, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("power cut")

    item = factories.item(report, 1, leads=[cast.districts])
    monkeypatch.setattr("items.issue.issuing.history.record", breaks)
    with pytest.raises(RuntimeError):
        issue(report, by=cast.supervisor, on=ISSUED)
    report.refresh_from_db()
    assert (report.issued_on, list(rows(item))) == (None, ["各区人民政府"])


def test_expanding_again_adds_nothing_and_follows_the_role(cast):
    collective = cast.open_lead.responsibilities.get(department=cast.districts)
    collective.role, collective.basis = "support", "manual"
    collective.save()
    assert expand([collective], on=ISSUED) == 0
    assert rows(cast.open_lead)["东城区人民政府"] == ("support", "manual", "各区人民政府")
    assert rows(cast.open_lead)["市教育局"] == ("responsible", "none", None)


def test_issuing_asks_the_database_as_often_for_many_items(cast, django_assert_max_num_queries):
    def issue_report(count):
        report = factories.report()
        for number in range(1, count + 1):
            factories.item(report, number, responsible=[cast.districts])
        with django_assert_max_num_queries(100) as queries:
            assert issue(report, by=None, on=ISSUED) == 2 * count
        return len(queries)

    assert issue_report(1) == issue_report(40)  # of one batch


# As of the day of the notice


@pytest.mark.parametrize(("as_of", "until"), [("2012-03-01", "2012-03-05"), ("2012-04-02", "2012-04-06")])
def test_a_notice_counts_from_its_own_day(cast, report, as_of, until):
    item = factories.item(report, 1, leads=[cast.civil_affairs])
    issue(report, by=cast.supervisor, on=day("2012-04-02"), as_of=day(as_of))
    report.refresh_from_db()
    item.refresh_from_db()
    assert (report.issued_on, report.rounds_from, item.issued_on) == (day(as_of),) * 3
    row = item.responsibilities.get()
    assert row.issued_on == day(as_of)
    assert sign_by(row) == day(until)


@pytest.mark.parametrize(
    ("as_of", "sentence"), [("2012-04-03", "lies in the future"), ("2011-12-31", "before 2012-01-01")]
)
def test_a_notice_is_neither_of_a_day_to_come_nor_of_before_its_year(cast, report, as_of, sentence):
    factories.item(report, 1, leads=[cast.civil_affairs])
    with refused(sentence):
        issue(report, by=cast.supervisor, on=day("2012-04-02"), as_of=day(as_of))


def test_next_years_report_can_be_issued_as_of_any_day_since_its_import(cast, report):
    WorkReport.objects.filter(pk=report.pk).update(created_at=moment("2011-12-20"))
    factories.item(report, 1, leads=[cast.civil_affairs])
    with refused("before 2011-12-20"):
        issue(report, by=cast.supervisor, on=day("2011-12-28"), as_of=day("2011-12-19"))
    issue(report, by=cast.supervisor, on=day("2011-12-28"), as_of=day("2011-12-20"))


def test_the_day_of_the_import_is_that_of_the_portals_calendar(cast, report, settings):
    """A demonstration lives in another year than its machine."""
    settings.PORTAL_DAYS_BACK = 3000
    report.year = clock.today().year + 1
    assert first_day(report) == clock.today()


def test_its_rounds_are_reckoned_from_that_day(cast, report):
    """Imported in October as of March: September, which can still be reported late, is asked for, February is not."""
    item = factories.item(report, 1, leads=[cast.civil_affairs])
    issue(report, by=cast.supervisor, on=day("2012-10-03"), as_of=day("2012-03-01"))
    run_due(moment("2012-10-03"))
    asked = item.updates.values_list("period__start_on", flat=True)
    assert sorted(asked) == [day("2012-09-01"), day("2012-10-01")]


def test_the_page_of_the_report_asks_for_the_day(cast, report, client):
    factories.item(report, 1, leads=[cast.civil_affairs])
    client.force_login(cast.supervisor)
    page = client.get(report.get_absolute_url()).content.decode()
    assert 'name="issued_on"' in page
    url = reverse("report_issue", args=[report.pk])
    wrong = client.post(url, {"issued_on": "2010-01-01"})
    assert wrong.status_code == 422
    assert "2010-01-01" in wrong.content.decode()  # what was typed
    assert client.post(url, {"issued_on": "2012-03-01"}).status_code == 302
    report.refresh_from_db()
    assert report.issued_on == day("2012-03-01")
