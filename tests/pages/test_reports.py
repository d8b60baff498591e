"""Which report a page is about: another year's breakdown does not hide the one under way."""

import pytest
from django.urls import reverse

from items.models import ChosenReport, WorkReport
from items.pages.reports import present_report
from items.report.archiving import archive
from items.report.withdrawing import withdraw

from ..given import factories
from ..given.factories import day, moment
from ..given.opened_rounds import opened

OCTOBER, JANUARY = day("2011-10-15"), day("2012-01-10")
PAGES = ("dashboard", "round_list", "dashboard_since", "dashboard_lights", "dashboard_curve", "target_list")


@pytest.fixture
def next_year(cast):
    """The breakdown of the year after, imported and not issued."""
    report = factories.report(year=2012, title="2012年任务分解")
    factories.item(report, 1, "来年的工作", leads=[cast.civil_affairs])
    return report


def shown(client, name, **asked):
    response = client.get(reverse(name), asked)
    assert response.status_code == 200, name
    context = response.context
    if "ground" in context:
        return context["ground"].title
    if name == "target_list":
        report = context["filter"].form.cleaned_data["report"]
        return report.title if report else "全部"
    return context["report"].title


def test_the_report_with_an_open_period_comes_first(cast, next_year):
    opened(cast.report)
    for on in (OCTOBER, JANUARY):
        assert present_report(on) == cast.report
    WorkReport.objects.filter(pk=next_year.pk).update(issued_on=OCTOBER)
    assert present_report(JANUARY) == cast.report


def test_then_the_one_of_the_year_issued_before_not_issued(cast, next_year):
    assert present_report(OCTOBER) == cast.report
    assert present_report(JANUARY) == next_year
    issued = factories.report(year=2012, issued_on=day("2012-01-05"))
    assert present_report(JANUARY) == issued


def test_then_the_newest(cast, next_year):
    assert present_report(day("2014-01-01")) == cast.report  # the newest that is issued
    WorkReport.objects.filter(pk=next_year.pk).update(issued_on=JANUARY)
    assert present_report(day("2014-01-01")) == next_year


def test_what_is_over_or_was_withdrawn_is_never_chosen_by_itself(cast, next_year):
    archive(cast.report, by=cast.supervisor, at=moment("2012-01-10"))
    assert present_report(OCTOBER) == next_year
    withdraw(next_year, by=cast.supervisor, at=moment("2012-01-10"), reason="旧稿", is_issued=False)
    assert present_report(OCTOBER) is None


@pytest.mark.parametrize("name", PAGES)
def test_an_import_of_the_next_year_hides_nothing(cast, next_year, client, name):
    opened(cast.report)
    client.force_login(cast.supervisor)
    assert shown(client, name) == cast.report.title
    assert shown(client, name, report=next_year.pk) == next_year.title


def test_the_text_is_that_of_the_running_report(cast, next_year, client):
    opened(cast.report)
    client.force_login(cast.leader)
    assert client.get(reverse("report_list"))["Location"] == cast.report.get_absolute_url()


@pytest.mark.parametrize("name", PAGES)
def test_what_a_person_chose_is_remembered_for_all_pages_and_only_for_him(cast, next_year, client, name):
    opened(cast.report)
    client.force_login(cast.supervisor)
    shown(client, name, report=next_year.pk, chosen="1")
    for page in PAGES:
        assert shown(client, page) == next_year.title
    assert client.get(reverse("report_list"))["Location"] == next_year.get_absolute_url()
    client.force_login(cast.leader)
    assert shown(client, name) == cast.report.title


def test_a_link_that_was_followed_chooses_nothing(cast, next_year, client):
    opened(cast.report)
    client.force_login(cast.supervisor)
    shown(client, "dashboard", report=next_year.pk)
    assert not ChosenReport.objects.exists()
    assert shown(client, "dashboard") == cast.report.title


def test_a_choice_that_is_over_is_not_held_on_to(cast, next_year, client):
    client.force_login(cast.supervisor)
    shown(client, "dashboard", report=cast.report.pk, chosen="1")
    archive(cast.report, by=cast.supervisor, at=moment("2012-01-10"))
    assert shown(client, "dashboard") == next_year.title
    assert shown(client, "dashboard", report=cast.report.pk) == cast.report.title  # by its address it opens


def test_all_reports_add_up_on_the_dashboard_and_in_the_targets(cast, next_year, client):
    factories.target(cast.led)
    factories.target(next_year.items.get())
    client.force_login(cast.leader)
    overview = client.get(reverse("dashboard"), {"report": "all", "chosen": "1"}).context["overview"]
    assert overview.total.count == 4
    assert client.get(overview.total.url).context["page"].paginator.count == 4
    for count in overview.lights:
        assert client.get(count.url).context["page"].paginator.count == count.count
    assert client.get(reverse("target_list")).context["page"].paginator.count == 2
    assert client.get(reverse("dashboard_lights")).status_code == 200
    # What is one report's shows the present one.
    assert shown(client, "round_list") == present_report(day("2026-11-29")).title


def test_a_report_alone_has_nothing_to_choose(cast, client):
    client.force_login(cast.leader)
    page = client.get(reverse("dashboard")).content.decode()
    assert 'name="chosen"' not in page


def test_the_choice_costs_the_same_number_of_queries(cast, next_year, client, django_assert_max_num_queries):
    client.force_login(cast.leader)
    client.get(reverse("round_list"))
    with django_assert_max_num_queries(30) as first:
        client.get(reverse("round_list"))
    for year in range(2013, 2033):
        factories.report(year=year)
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("round_list"))
